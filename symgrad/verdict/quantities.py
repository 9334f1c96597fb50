"""The quantities that decide whether a point is inside the domain, and on which side of a kink.

Rows declare them as functions of their arguments; here they become nodes of the graph, so
that whatever evaluates the graph (floats with error bounds, or enclosures) evaluates them
too, and the search for points can look for their zeros. May import `graph` and lower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node

Relation = Literal[">", ">=", "!=", "jump", "kink", "equal"]
COMPARISONS = frozenset({"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"})


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """One declared quantity of one node.

    Attributes:
        node: whose domain, kink or decision it is.
        value: the quantity, a node of the same graph.
        relation: what must hold, as in `symgrad.ops.row.Op.domain`; "kink" a kink where it is
            zero; "equal" the difference of the two sides of a comparison.
        words: what it means to a reader.
    """

    node: Node
    value: Node
    relation: Relation
    words: str


def quantities(nodes: Sequence[Node]) -> list[Quantity]:
    """Return every declared quantity of some nodes, in the order of the nodes."""
    return [quantity for node in nodes if node.op is not None for quantity in _of(node)]


def _of(node: Node) -> list[Quantity]:
    row, table = node.op, node.table
    assert row is not None
    found: list[Quantity] = []
    if row.name in COMPARISONS:
        # Where the sides are equal is a matter for whoever decides by it, not a kink of itself.
        left, right = node.args
        return [Quantity(node, left - right, "equal", "the two sides are equal")]
    if row.domain is None and row.kinks is None:
        return found
    xp = GraphNamespace(table)
    if row.domain is not None:
        for value, relation, words in row.domain(xp, *node.args, **node.params):
            found.append(Quantity(node, table.number(value), relation, words))
    if row.kinks is not None:
        for value in row.kinks(xp, *node.args, **node.params):
            found.append(Quantity(node, table.number(value), "kink", "a kink"))
    return found
