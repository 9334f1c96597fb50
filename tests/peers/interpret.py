"""A graph run as a program of another library, through a table of that library's functions.

A peer brings arrays, and a table with one entry for each row: `f(*operands, **params)`, the
parameters in their canonical form, exact numbers as floats.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from symgrad.graph.graph import Graph
from symgrad.graph.node import ArrayLiteral, Node, Number
from symgrad.numeric.evaluate import plain

Entry = Callable[..., Any]


class Peer(Protocol):
    """Another library that differentiates.

    Attributes:
        name: its name. table: its functions, by the names of our rows.
    """

    name: str
    table: Mapping[str, Entry]

    def constant(self, value: Any) -> Any:
        """Return a number or a nested list as an array of doubles."""

    def answers(self, graph: Graph, question: Question) -> Answers:
        """Return the value and the derivatives that are asked for."""


class Question:
    """What is asked of all: at which point, and along which directions.

    Attributes:
        values: an array for each variable. names: those that are differentiated by.
        y_bar: the cotangent of the output. tangents: a direction for each of `names`.
    """

    def __init__(
        self, values: Mapping[str, Any], names: list[str], y_bar: Any, tangents: Mapping[str, Any]
    ) -> None:
        self.values = dict(values)
        self.names = names
        self.y_bar = y_bar
        self.tangents = dict(tangents)


# By what it is: "value", "pushed" (J v), and per variable "pulled x" (J'w), "second x" (H v).
Answers = dict[str, Any]


def lacking(graph: Graph, peer: Peer) -> list[str]:
    """Return the rows of a graph that a peer has no entry for."""
    return sorted({n.op.name for n in graph.nodes if n.op and n.op.name not in peer.table})


def run(graph: Graph, peer: Peer, values: Mapping[str, Any]) -> Any:
    """Return the output of a graph, computed by a peer on its own arrays."""
    found: dict[Node, Any] = {}
    for node in graph.nodes:
        if node.op is None:
            found[node] = _leaf(node, peer, values)
        else:
            params = {name: _settled(value) for name, value in node.params.items()}
            args = [found[arg] for arg in node.args]
            found[node] = peer.table[node.op.name](*args, **params)
    return found[graph.output]


def _settled(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_settled(each) for each in value)
    return plain(value)


def _leaf(node: Node, peer: Peer, values: Mapping[str, Any]) -> Any:
    leaf = node.leaf
    if isinstance(leaf, Number):
        named = {"pi": math.pi, "inf": math.inf}
        return peer.constant(named[leaf.value] if isinstance(leaf.value, str) else leaf.value)
    if isinstance(leaf, ArrayLiteral):
        flat = peer.constant([float(entry) for entry in leaf.entries])
        return flat.reshape(node.shape)
    return values[node.name]
