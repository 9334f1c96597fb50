"""The simplest call of a function: on plain variables, made from the row's first samples.

May import `ops`, `graph` and both wings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node, Table, Variable
from symgrad.graph.show import show
from symgrad.graph.walk import is_index
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.dims import Shape, named
from symgrad.ops.row import Op
from symgrad.source import Source

Array = np.ndarray[Any, np.dtype[Any]]
COTANGENT = "f_bar"
WIDTH = 3
_SIZES = ("m", "n", "p", "q", "r", "s", "k", "l")


def sampled_call(op: Op) -> tuple[Node, list[Array]]:
    """Return the call of a row in its first sample, and the arrays it gets there."""
    if not op.samples:
        text = f"{op.name}({WIDTH})"
        return build(parse(Source(text)), values=True).output, []
    found = [_at_sample(op, at) for at in range(len(op.samples))]
    plain = [pair for pair in found if all(isinstance(a.leaf, Variable) for a in pair[0].args)]
    return max(plain or found, key=lambda pair: 0 if op.variadic else len(pair[0].args))


def _at_sample(op: Op, at: int) -> tuple[Node, list[Array]]:
    sample = op.samples[at]
    values: dict[str, Array] = {}
    for name, text in sample.values.items():
        (value,) = evaluate([build(parse(Source(text)), values=True).output], {})
        values[name] = np.asarray(value)
    shapes = {name: value.shape for name, value in values.items()}
    graph = build(parse(Source(sample.text)), shapes)
    node = next(n for n in graph.nodes if n.op is not None and n.op.name == op.name)
    return node, [np.asarray(each) for each in evaluate(list(node.args), values)]


def derived(sampled: Node) -> Iterator[tuple[Graph, dict[str, str]]]:
    """Give the simplest call first: on single numbers, of any sizes, as in the sample."""
    op, shapes = sampled.op, shapes_of(sampled)
    assert op is not None
    text = show(on_variables(sampled, shapes).output)
    single: list[Shape] = [() for _ in shapes]
    for tried in (single if op.kind == "elementwise" else _sizes(sampled), shapes):
        try:
            graph = on_variables(sampled, tried)
            if show(graph.output) == text:
                yield graph, _rules(sampled, tried)
        except SymgradError:
            continue


def shapes_of(node: Node) -> list[Shape]:
    """Return the shapes of the operands."""
    return [arg.shape for arg in node.args]


def _sizes(node: Node) -> list[Shape]:
    """Return the shapes of the operands with a name for each size but 1."""
    free = iter([name for name in _SIZES if name not in _names(node)])
    known: dict[Any, Any] = {1: 1}
    for arg in node.args:
        for dim in arg.shape:
            if dim not in known:
                known[dim] = named(next(free))
    return [tuple(known[dim] for dim in arg.shape) for arg in node.args]


def _names(node: Node) -> list[str]:
    """Return a name for each operand: the row's, or letters where one operand repeats."""
    op = node.op
    assert op is not None
    if op.variadic:
        return [chr(ord("a") + i) for i in range(len(node.args))]
    return [operand.name for operand in op.operands[: len(node.args)]]


def on_variables(node: Node, shapes: list[Shape], table: Table | None = None) -> Graph:
    """Return the call of a node again, on variables of these shapes."""
    op, table = node.op, Table() if table is None else table
    assert op is not None
    inputs, args, indices = [], [], []
    for at, (name, shape) in enumerate(zip(_names(node), shapes, strict=True)):
        inputs.append(table.variable(name, shape))
        wants = op.operand(at).kind == "condition"
        args.append(table.call("greater", (inputs[-1], 0)) if wants else inputs[-1])
        if is_index(node, at):
            indices.append(name)
    output = table.call(op, args, node.params)
    return Graph(output, inputs=tuple(inputs), indices=frozenset(indices))


def _rules(sampled: Node, shapes: list[Shape]) -> dict[str, str]:
    # SymPy takes its time to load, and the list of all functions does without it.
    from symgrad.symbolic.derivation import derive

    # The factor that is made first is printed first.
    table = Table()
    cotangent = table.variable(COTANGENT, on_variables(sampled, shapes).output.shape)
    graph = on_variables(sampled, shapes, table)
    node, xp = graph.output, GraphNamespace(table)
    wrt = varied(graph)
    if not wrt:
        return {}
    total = xp.sum(cotangent * node) if node.shape else cotangent * node
    whole = Graph(total, inputs=(cotangent, *graph.inputs), indices=graph.indices)
    return {name: each.text for name, each in derive(whole, [n.name for n in wrt]).items()}


def varied(graph: Graph) -> list[Node]:
    """Return the variables that have a derivative: neither compared nor indices."""
    if graph.output.condition:
        return []
    taken = set(graph.output.args) & set(graph.inputs)
    return [n for n in graph.inputs if n in taken and n.name not in graph.indices]
