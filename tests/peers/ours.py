"""Questions about a sample, symgrad's own answers to them, and how answers are compared."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node
from symgrad.numeric.bound import bounded
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.forward import forward
from symgrad.numeric.reverse import reverse
from symgrad.ops.row import Sample
from tests.growing import sample_graph
from tests.laws import differentiated, sample_values
from tests.peers.interpret import Answers, Question

RTOL = 1e-10
# An entry that is smaller than its neighbours by this factor may be what is left of them.
_CANCELLED = 1e-12


def asked(sample: Sample) -> tuple[Graph, Question]:
    """Return a sample as a graph, and what is asked about it: the same in every run."""
    graph, values = sample_graph(sample), sample_values(sample)
    rng = np.random.default_rng(zlib.crc32(f"{sample.text}/{sample.values}".encode()))
    names = differentiated(graph)
    y_bar = rng.normal(size=graph.output.shape)
    tangents = {name: rng.normal(size=values[name].shape) for name in names}
    return graph, Question(values, names, y_bar, tangents)


def answers(graph: Graph, question: Question) -> Answers:
    """Return symgrad's answers: the value, J'w, J v, and the derivative of J'w along v."""
    nodes, values = wanted(graph, question)
    found = evaluate(list(nodes.values()), values)
    return dict(zip(nodes, found, strict=True))


def rounding(graph: Graph, question: Question) -> Answers:
    """Return how much rounding can have cost each entry of symgrad's answers, at first order."""
    nodes, values = wanted(graph, question)
    pairs = bounded(list(nodes.values()), values, "float64")
    return {what: 2.0**-53 * np.asarray(pair[1]) for what, pair in zip(nodes, pairs, strict=True)}


def wanted(graph: Graph, question: Question) -> tuple[dict[str, Node], dict[str, Any]]:
    """Return the nodes that answer a question, and the values that they need."""
    xp = GraphNamespace(graph.table)
    inputs = {node.name: node for node in graph.inputs}
    wrt = [inputs[name] for name in question.names]
    w = graph.table.variable("y_bar", graph.output.shape)
    moved = [graph.table.variable(f"{name}_dot", inputs[name].shape) for name in question.names]
    nodes: dict[str, Node] = {"value": graph.output}
    if wrt:
        pulled = reverse(graph.output, wrt, w)
        along = [
            xp.sum(g * d, axis=None, keepdims=False) for g, d in zip(pulled, moved, strict=True)
        ]
        second = reverse(reduce(add, along), wrt)
        nodes |= {f"pulled {n}": node for n, node in zip(question.names, pulled, strict=True)}
        nodes["pushed"] = forward(graph.output, wrt, moved)
        nodes |= {f"second {n}": node for n, node in zip(question.names, second, strict=True)}
    values = {**question.values, "y_bar": question.y_bar}
    values |= {f"{name}_dot": tangent for name, tangent in question.tangents.items()}
    return nodes, values


def differing(ours: Mapping[str, Any], theirs: Mapping[str, Any], rtol: float = RTOL) -> list[str]:
    """Return which answers differ, as words."""
    return [
        f"{what}: {_brief(ours[what])} here, {_brief(theirs[what])} there"
        for what in ours
        if not same(ours[what], theirs[what], rtol)
    ]


def same(ours: Any, theirs: Any, rtol: float = RTOL) -> bool:
    """Tell whether two answers agree: in shape, and entry by entry as far as doubles can."""
    a, b = np.asarray(ours), np.asarray(theirs)
    if a.shape != b.shape:
        return False
    size = max(1.0, float(np.max(np.abs(a), initial=0.0, where=np.isfinite(a))))
    near = max(_CANCELLED, rtol / 100) * size
    return bool(np.allclose(a, b, rtol=rtol, atol=near, equal_nan=True))


def _brief(array: Any) -> str:
    return f"{np.array2string(np.asarray(array), precision=17, threshold=12)} {np.shape(array)}"
