"""Lowering: from the language's graph to terms of the algebra, by the rows' definitions.

Walks the graph in topological order; each node becomes a value through its row's `lower`,
or its `primal` read as a definition. Pullbacks are never looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.graph.node import ArrayLiteral, Node, Number, SizeOf, Variable
from symgrad.graph.walk import topological
from symgrad.symbolic.namespace import Namespace
from symgrad.symbolic.term import Term, Terms
from symgrad.symbolic.values import Condition, Value


def lower(outputs: Sequence[Node], terms: Terms) -> list[Term]:
    """Return the terms that nodes stand for; variables keep their names.

    Raises:
        LimitError: a constant would be enormous.
    """
    t = Namespace(terms)
    found: dict[Node, Value | Condition] = {}
    for node in topological(outputs):
        found[node] = _leaf(t, node) if node.op is None else _applied(t, node, found)
    return [_term(found[node]) for node in outputs]


def _applied(t: Namespace, node: Node, found: dict[Node, Any]) -> Any:
    assert node.op is not None
    rule = node.op.lower or node.op.primal
    assert rule is not None
    xs = [found[arg] for arg in node.args]
    if node.function == "matmul":
        t.terms.rows.add((xs[0].term, xs[1].term))
    return rule(t, *xs, **node.params)


def _leaf(t: Namespace, node: Node) -> Value:
    leaf = node.leaf
    if isinstance(leaf, Variable):
        return Value(t, t.terms.var(leaf.name, node.shape))
    if isinstance(leaf, Number):
        return t.number(leaf.value)
    if isinstance(leaf, ArrayLiteral):
        return t.constant_array(leaf.entries, node.shape)
    assert isinstance(leaf, SizeOf)
    return t.number(leaf.dim)


def _term(value: Any) -> Term:
    assert isinstance(value, Value)
    return value.term
