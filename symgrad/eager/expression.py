"""From what was recorded to an expression of the language, and the values beside it.

The graph has one node for each row that was applied, and a variable for each leaf: named by
its `name`, or x0, x1 and so on in the order of first use. Numbers stay numbers; truth
values, which the language has no variables for, are numbers that are not 0.
May import `graph`, `errors`, `eager`, NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symgrad.eager.dtypes import BOOL
from symgrad.eager.fused import Inside
from symgrad.eager.node import LEAF, Node, Port
from symgrad.eager.tensor import Tensor
from symgrad.errors import InputError
from symgrad.graph.graph import Graph
from symgrad.graph.limits import UNLIMITED
from symgrad.graph.node import Node as Term
from symgrad.graph.node import Table


@dataclass(frozen=True)
class Recorded:
    """What a tensor was computed as.

    Attributes:
        graph: the expression. values: an array for each variable.
        wrt: the variables that want a gradient. leaves: for each variable its tensor.
    """

    graph: Graph
    values: dict[str, Any]
    wrt: tuple[str, ...]
    leaves: dict[str, Tensor]

    def name_of(self, tensor: Tensor) -> str | None:
        """Return the variable that stands for a leaf, None where it was not used."""
        found = (n for n, leaf in self.leaves.items() if leaf._value is tensor._value)
        return next(found, None)


def graph_of(tensor: Tensor) -> Graph:
    """Return the expression graph of what was computed."""
    return recorded_of(tensor).graph


def recorded_of(tensor: Tensor) -> Recorded:
    """Return the expression of a tensor, with the values of its variables.

    Raises:
        InputError: a function of one's own was computed, which has no expression.
    """
    node = tensor._node
    start: Any = (tensor,) if node is None else tensor if node is LEAF else node
    reader = _Reader(start)
    output = reader.output()
    graph = Graph(output, inputs=tuple(reader.variables.values()), indices=reader.indices)
    return Recorded(graph, reader.values, tuple(reader.wanted), reader.leaves)


class _Reader:
    def __init__(self, start: Any) -> None:
        self.start = start
        self.table = Table(UNLIMITED)
        self.names: dict[int, str] = {}
        self.variables: dict[str, Term] = {}
        self.values: dict[str, Any] = {}
        self.wanted: list[str] = []
        self.leaves: dict[str, Tensor] = {}
        self.done: dict[Any, Term] = {}
        self._name_leaves()

    @property
    def indices(self) -> frozenset[str]:
        """The variables that count or number something."""
        whole = ((name, np.asarray(value)) for name, value in self.values.items())
        return frozenset(name for name, value in whole if value.dtype.kind in "iu")

    def output(self) -> Term:
        """Return the node of the language for where the walk started."""
        for node in _ordered(self.start):
            self._settle(node)
        return self._edge(self.start)

    def _name_leaves(self) -> None:
        leaves: dict[int, Tensor] = {}
        for edge in _all_edges(self.start):
            if isinstance(edge, Tensor | tuple) and _leaf(edge)._compared is None:
                leaf = _leaf(edge)
                leaves.setdefault(id(leaf._value), leaf)
        given = {leaf.name for leaf in leaves.values() if leaf.name}
        fresh = (f"x{i}" for i in range(len(leaves) + len(given)) if f"x{i}" not in given)
        for key, leaf in leaves.items():
            name = leaf.name if leaf.name and leaf.name not in self.variables else next(fresh)
            value = leaf._value
            self.names[key] = name
            self.leaves[name] = leaf
            self.variables[name] = self.table.variable(name, value.shape)
            self.values[name] = value if value.dtype != BOOL else value.astype(float)
            if leaf._node is LEAF:
                self.wanted.append(name)

    def _edge(self, edge: Any) -> Term:
        if isinstance(edge, Node):
            return self.done[edge]
        if isinstance(edge, float | int):
            return self.table.number(_exact(edge))
        leaf = _leaf(edge)
        if leaf in self.done:
            return self.done[leaf]
        if leaf._compared is not None:
            row, edges = leaf._compared
            return self.table.call(row, [self._edge(each) for each in edges])
        variable = self.variables[self.names[id(leaf._value)]]
        if leaf._value.dtype == BOOL:
            return self.table.call("not_equal", (variable, 0))
        return variable

    def _settle(self, node: Node) -> None:
        if isinstance(node.joint, Inside):
            inside = node.joint
            for stand_in, edge in zip(inside.operands, node.edges, strict=True):
                if isinstance(stand_in, Tensor):
                    self.done[stand_in] = self._edge(edge)
            for each in inside.nodes():
                self._settle(each)
            self.done[node] = self.done[inside.root]
        elif hasattr(node, "parts"):
            return
        elif isinstance(node, Port) and hasattr(node.edges[0], "parts"):
            self.done[node] = self._applied(node.edges[0].parts[node.number])
        else:
            self.done[node] = self._applied(node)

    def _applied(self, node: Node) -> Term:
        if node.op is None:
            raise InputError(
                f"{node.name()} is a function of one's own and has no expression",
                code="no-expression",
                help="compute with the functions of symgrad.eager",
            )
        if node.spelled is not None:
            row, edges = node.spelled
            return self.table.call(row, [self._edge(edge) for edge in edges])
        params = {name: _exact(value) for name, value in node.params.items()}
        return self.table.call(node.op, [self._edge(edge) for edge in node.edges], params)


def _exact(value: Any) -> Any:
    """Return a number as the decimal that it is printed as."""
    if isinstance(value, float) and not np.isinf(value):
        return Fraction(repr(float(value)))
    return value


def _ordered(start: Any) -> list[Node]:
    """Return the nodes below an edge, operands before users."""
    seen: set[Node] = set()
    pile = [start]
    while pile:
        edge = pile.pop()
        if isinstance(edge, Node) and edge not in seen:
            seen.add(edge)
            pile.extend(edge.edges)
        elif isinstance(edge, tuple) and edge[0]._compared is not None:
            pile.extend(edge[0]._compared[1])
    return sorted(seen, key=lambda each: each.serial)


def _all_edges(start: Any) -> list[Any]:
    """Return all edges, those of older nodes first; inside of nodes too."""
    found: list[Any] = []
    for node in _ordered(start):
        found += node.edges
        if isinstance(node.joint, Inside):
            stand_ins = {each for each in node.joint.operands if isinstance(each, Tensor)}
            inner = [edge for each in node.joint.nodes() for edge in each.edges]
            found += [edge for edge in inner if _leaf(edge) not in stand_ins]
    found.append(start)
    compared = [_leaf(e)._compared for e in found if isinstance(e, tuple)]
    return [*found, *(edge for pair in compared if pair is not None for edge in pair[1])]


def _leaf(edge: Any) -> Any:
    return edge[0] if isinstance(edge, tuple) else edge
