"""A graph: an output with what is known about where it came from.

May import `graph.node`, `graph.walk`, `graph.show`, `source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symgrad.graph.node import Node, Table
from symgrad.graph.show import show_nodes
from symgrad.graph.walk import topological
from symgrad.ops.dims import Shape
from symgrad.source import Source, Span


@dataclass(frozen=True, eq=False, repr=False)
class Graph:
    """What was meant: an output node, and beside it where each node was typed.

    Attributes:
        output: the value of the program.
        source: the text it was built from, None for a graph that was computed.
        spans: for each node its places in the source, the first one first.
        names: names that the program bound to nodes, for printing.
        inputs: the variables in order of first use, index arguments too.
        indices: those of them that are only ever used as indices.
    """

    output: Node
    source: Source | None = None
    spans: Mapping[Node, tuple[Span, ...]] = field(default_factory=dict)
    names: Mapping[Node, str] = field(default_factory=dict)
    inputs: tuple[Node, ...] = ()
    indices: frozenset[str] = frozenset()

    @property
    def table(self) -> Table:
        """The table that holds the nodes."""
        return self.output.table

    @property
    def nodes(self) -> list[Node]:
        """All nodes that the output needs, arguments before their users."""
        return topological([self.output])

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return tuple(node.name for node in self.inputs)

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shape of each input."""
        return {node.name: node.shape for node in self.inputs}

    def __str__(self) -> str:
        return str(show_nodes([self.output], self.names))

    def __repr__(self) -> str:
        return f"<Graph of {self}>"
