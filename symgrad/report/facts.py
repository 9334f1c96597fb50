"""What a reader wants to know of one function, found out by running its row.

The derivative is derived by the symbolic wing, the example is computed by the numeric one,
and where the function holds is what its row says of that very call: nothing is written by
hand twice. May import `ops`, `graph`, both wings and `report.numbers`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import count
from typing import Any

import numpy as np

from symgrad.graph.arguments import signature
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node
from symgrad.graph.show import show
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import Shape, show_shape
from symgrad.ops.row import Op, Rule
from symgrad.report import numbers
from symgrad.report.calls import (
    COTANGENT,
    WIDTH,
    derived,
    on_variables,
    sampled_call,
    shapes_of,
    varied,
)

Array = np.ndarray[Any, np.dtype[Any]]
_DIGITS = 6
_GLANCE = 48


@dataclass(frozen=True, slots=True)
class Example:
    """A call with numbers, and what it gives.

    Attributes:
        text: the call. values: the text of each variable's value.
        cotangent: the text of the weights of the output's entries; "" for a single entry.
        value: what comes out. gradients: the gradient by each variable, in reverse mode.
    """

    text: str
    values: Mapping[str, str]
    cotangent: str
    value: Array
    gradients: Mapping[str, Array]

    @property
    def command(self) -> str:
        """The same at the shell."""
        if not self.values:
            return f"symgrad eval x x={_quoted(self.text)}"
        verb = "grad" if self.gradients else "eval"
        given = "".join(f" {name}={_quoted(value)}" for name, value in self.values.items())
        weights = f" --cotangent {_quoted(self.cotangent)}" if self.cotangent else ""
        return f"symgrad {verb} {_quoted(self.text)}{given}{weights}"

    @property
    def given(self) -> dict[str, str]:
        """The texts of all values, the cotangent's too."""
        weights = {COTANGENT: self.cotangent} if self.cotangent else {}
        return {**self.values, **weights}


@dataclass(frozen=True, slots=True)
class Facts:
    """One function, in words and texts of the language.

    Attributes:
        op: its row. signature: how it is called, with the defaults.
        call: a call of it on plain variables. shapes: their shapes, where they are not single.
        rules: for each variable the gradient of the call, by `COTANGENT`, that of its value.
        domain: where it has a value and a derivative; empty for everywhere.
        kinks: where it is continuous and not smooth, and what is chosen there.
        example: a call with numbers.
    """

    op: Op
    signature: str
    call: str
    shapes: Mapping[str, Shape]
    rules: Mapping[str, str]
    domain: tuple[str, ...]
    kinks: tuple[str, ...]
    example: Example


def facts_of(op: Op) -> Facts:
    """Return what there is to know of one function."""
    sampled, values = sampled_call(op)
    graph, rules = next(derived(sampled))
    plain = graph if op.kind == "elementwise" else on_variables(sampled, shapes_of(sampled))
    return Facts(
        op,
        called(op),
        show(graph.output),
        {each.name: each.shape for each in graph.inputs if each.shape},
        rules,
        tuple(_domain(op, plain.output)),
        tuple(_kinks(op, plain.output)),
        _example(sampled, values),
    )


def called(op: Op) -> str:
    """Return how a function is written: as a call, or with its glyph."""
    if op.callable:
        return signature(op)
    operands = [operand.name for operand in op.operands]
    if op.name == "getitem":
        return "x[index]"
    sign = op.glyph or op.name
    return f"{operands[0]} {sign} {operands[1]}" if len(operands) == 2 else f"{sign} {operands[0]}"


def rounded(value: Array) -> str:
    """Return an array with as many digits as a reader wants to see."""
    return numbers.array(_short(np.asarray(value, np.float64)), everything=True)


def _short(value: Array) -> Array:
    texts = [f"{entry:.{_DIGITS}g}" for entry in value.ravel()]
    return np.array(texts, dtype=np.float64).reshape(value.shape)


# --- where it holds


def _domain(op: Op, node: Node) -> Iterator[str]:
    for quantity, relation, words in _stated(op.domain, node):
        related = _related(node.table.number(quantity), "!=" if relation == "jump" else relation)
        if len(related) > _GLANCE:
            noun = words.startswith(("the ", "a ", "one "))
            yield f"{words} {relation} 0" if noun and relation != "jump" else words
        elif relation == "jump":
            yield f"a derivative only if {related}: {words}"
        elif relation == ">=":
            inside = _related(node.table.number(quantity), ">")
            yield f"{related}, a derivative only if {inside}: {words}"
        else:
            yield f"{related}: {words}"


def _kinks(op: Op, node: Node) -> Iterator[str]:
    places = [_related(node.table.number(each), "==") for each in _stated(op.kinks, node)]
    if any(len(place) > _GLANCE for place in places):
        yield op.at_kinks
    elif places:
        yield f"if {' or '.join(places)}; chosen there: {op.at_kinks}"


def _related(quantity: Node, relation: str) -> str:
    """Return the relation of a quantity to 0 as text; a difference is the relation of its parts."""
    if quantity.op is not None and quantity.op.name == "subtract":
        left, right = quantity.args
        return f"{show(left)} {relation} {show(right)}"
    return f"{show(quantity)} {relation} 0"


def _stated(rule: Rule | None, node: Node) -> tuple[Any, ...]:
    if rule is None:
        return ()
    return tuple(rule(GraphNamespace(node.table), *node.args, **node.params))


# --- the example


def _example(sampled: Node, arrays: list[Array]) -> Example:
    op = sampled.op
    assert op is not None
    if op.kind == "elementwise":
        arrays = [
            value[(0,) * (value.ndim - 1)][:WIDTH] if value.ndim else value for value in arrays
        ]
    arrays = [np.where(value, 1.0, -1.0) if value.dtype == bool else value for value in arrays]
    graph = on_variables(sampled, [value.shape for value in arrays])
    node, xp = graph.output, GraphNamespace(graph.table)
    output = xp.where(node, 1, 0) if node.condition else node
    values = {n.name: value for n, value in zip(graph.inputs, arrays, strict=True)}
    wrt = varied(graph)
    texts = {name: numbers.array(value, everything=True) for name, value in values.items()}
    (value,) = evaluate([output], values, namespace=NumpyNamespace("float64", _stream()))
    if not wrt:
        return Example(show(output), texts, "", np.asarray(value), {})
    weights = _weights(output.shape, op.kind == "elementwise")
    cotangent = graph.table.variable(COTANGENT, output.shape)
    swept = evaluate(reverse(output, wrt, cotangent), {**values, COTANGENT: weights})
    found = {n.name: np.asarray(each) for n, each in zip(wrt, swept, strict=True)}
    weighed = numbers.array(weights, everything=True) if output.shape else ""
    return Example(show(output), texts, weighed, np.asarray(value), found)


def _stream() -> np.random.Generator:
    """Return what the value of the variable x is drawn from at the shell."""
    return np.random.default_rng([0, *b"x"])


def _weights(shape: Shape, same: bool) -> Array:
    """Return the cotangent of an example: ones, or whole numbers that tell entries apart."""
    sizes = tuple(int(dim) for dim in shape if isinstance(dim, int))
    total = reduce(lambda a, b: a * b, sizes, 1)
    entries = [1.0 if same or not sizes else float(n) for n, _ in zip(count(1), range(total))]
    return np.array(entries).reshape(sizes)


def _quoted(text: str) -> str:
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def shapes_text(shapes: Mapping[str, Shape]) -> str:
    """Return the shapes of variables as text: `a (m, n), b (n, p)`."""
    return ", ".join(f"{name} {show_shape(shape)}" for name, shape in shapes.items())
