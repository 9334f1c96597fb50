"""What must hold for every operator row, as functions that say what is broken.

A law takes a row and a sample and returns None, or words. They are used twice: on the rows
as they are, and on rows that were broken on purpose.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

import symgrad as sg
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.node import Table
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.row import Op, Sample
from symgrad.source import Source
from tests.growing import sample_graph, sample_shapes

Law = Callable[[Op, Sample], str | None]
STEP = 2.0**-14


def sample_values(sample: Sample) -> dict[str, Any]:
    """Return the arrays of a sample's variables."""
    found = {}
    for name, text in sample.values.items():
        (value,) = evaluate([build(parse(Source(text)), values=True).output], {})
        found[name] = np.asarray(value, np.float64)
    return found


def draw(op: Op, sample: Sample, what: str) -> np.random.Generator:
    """Return a generator of its own for each use."""
    return np.random.default_rng(zlib.crc32(f"{op.name}/{sample.text}/{what}".encode()))


def differentiated(graph: Graph) -> list[str]:
    """Return the variables that a graph is differentiated by."""
    return [name for name in graph.variables if name not in graph.indices]


def pulled_back(graph: Graph, values: Mapping[str, Any], y_bar: Any) -> list[Any]:
    """Return the cotangents of all differentiated variables."""
    table = graph.table
    v = table.variable("y_bar", graph.output.shape)
    wrt = [node for node in graph.inputs if node.name not in graph.indices]
    return evaluate(reverse(graph.output, wrt, v), {**values, "y_bar": y_bar})


def shape_law(op: Op, sample: Sample) -> str | None:
    """The inferred shape is the shape of the value."""
    graph = sample_graph(sample)
    (value,) = evaluate([graph.output], sample_values(sample))
    found = np.shape(value)
    return None if found == graph.output.shape else f"inferred {graph.output.shape}, is {found}"


def adjoint_law(op: Op, sample: Sample) -> str | None:
    """<y_bar, J v> by differences is <J^T y_bar, v> by the pullback."""
    if op.name == "detach":
        return None  # a difference sees through it, as it must
    graph, values = sample_graph(sample), sample_values(sample)
    rng = draw(op, sample, "adjoint")
    names = differentiated(graph)
    tangents = {name: rng.normal(size=values[name].shape) for name in names}
    y_bar = rng.normal(size=graph.output.shape)

    def along(h: float) -> float:
        moved = {n: v + h * tangents[n] if n in tangents else v for n, v in values.items()}
        (y,) = evaluate([graph.output], moved)
        return float(np.sum(y_bar * y))

    wide = (along(STEP) - along(-STEP)) / (2 * STEP)
    near = (along(STEP / 2) - along(-STEP / 2)) / STEP
    expected = near + (near - wide) / 3
    pulled = pulled_back(graph, values, y_bar)
    parts = [float(np.sum(x * tangents[n])) for x, n in zip(pulled, names, strict=True)]
    size = max([1e-3, abs(expected), *map(abs, parts)])
    if abs(sum(parts) - expected) <= 2e-7 * size:
        return None
    return f"pullback gives {sum(parts)!r} along v, differences {expected!r}"


def linearity_law(op: Op, sample: Sample) -> str | None:
    """The pullback of a sum of cotangents is the sum of the pullbacks."""
    graph, values = sample_graph(sample), sample_values(sample)
    rng = draw(op, sample, "linearity")
    a, b = rng.normal(size=(2, *graph.output.shape))
    both = pulled_back(graph, values, 2 * a + b)
    first, second = pulled_back(graph, values, a), pulled_back(graph, values, b)
    for x, one, two in zip(both, first, second, strict=True):
        size = np.max(np.abs(one), initial=1.0) + np.max(np.abs(two), initial=1.0)
        if not np.all(np.abs(x - (2 * one + two)) <= 1e-12 * size):
            return "the pullback is not linear in y_bar"
    return None


def inputs_law(op: Op, sample: Sample) -> str | None:
    """Neither sweep writes into its inputs."""
    graph, values = sample_graph(sample), sample_values(sample)
    kept = {name: value.copy() for name, value in values.items()}
    for value in values.values():
        value.flags.writeable = False
    pulled_back(graph, values, np.ones(graph.output.shape))
    same = all(np.array_equal(values[name], kept[name]) for name in kept)
    return None if same else "an input was written to"


def witness_law(op: Op, sample: Sample) -> str | None:
    """The closed form, derived from the definition, is what the pullbacks give."""
    graph = sample_graph(sample)
    if not differentiated(graph) or op.result == "condition":
        return None
    size = int(np.prod(graph.output.shape))
    if not size:
        return None
    v = draw(op, sample, "witness").normal(size=graph.output.shape)
    r = sg.grad(sample.text, sample_values(sample), cotangent=None if size == 1 else v)
    return None if r.verdict.status == "agree" else f"{r.verdict.status}\n{r}"


def text_law(op: Op, sample: Sample) -> str | None:
    """Printed and read again, alone and as an operand, it is the same graph."""
    shapes = sample_shapes(sample)
    for text in (sample.text, *(frame.format(sample.text) for frame in FRAMES)):
        if ";" in sample.text and text != sample.text:
            continue
        table = Table()
        first = build(parse(Source(text)), shapes, table=table)
        again = build(parse(Source(show(first))), shapes, table=table)
        if again.output is not first.output:
            return f"{text} printed {show(first)}, which is another graph"
    return None


FRAMES = (
    "-({})",
    "({})**2",
    "2**({})",
    "1 - ({})",
    "({}) - 1",
    "3/({})",
    "({0})*2 + ({0})",
    "abs({})",
)
LAWS: dict[str, Law] = {
    "shape": shape_law,
    "adjoint": adjoint_law,
    "linearity": linearity_law,
    "inputs": inputs_law,
    "witness": witness_law,
    "text": text_law,
}
