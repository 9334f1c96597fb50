"""A graph rewritten into functions that a target has.

A node that the target cannot spell is replaced by the value of its row (`Op.primal`) on
graph nodes, again and again until every node can be spelled; so what a function means is
said once, in its row. May import `graph`, `ops`, `errors` and `export`.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.errors import InputError
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node, Table
from symgrad.graph.walk import topological
from symgrad.symbolic.export.form import Target

# Definitions nest a few levels deep; one that needs itself would go on for ever.
_MOST_PASSES = 16


def expanded(outputs: Sequence[Node], table: Table, target: Target) -> dict[Node, Node]:
    """Return for each node of a table what it becomes in functions that a target has.

    Args:
        outputs: nodes of `table`.

    Raises:
        InputError: a function has neither a spelling nor a definition.
    """
    became = {node: node for node in topological(outputs)}
    for _ in range(_MOST_PASSES):
        now = [became[node] for node in outputs]
        order = topological(now)
        lacking = [node for node in order if _is_lacking(node, target)]
        if not lacking:
            return became
        step = _one_level(order, set(lacking), table, target)
        became = {node: step.get(copy, copy) for node, copy in became.items()}
    raise _no_export(lacking[0].function, target)


def _is_lacking(node: Node, target: Target) -> bool:
    return node.op is not None and target.form(node) is None


def _one_level(
    order: Sequence[Node], lacking: set[Node], table: Table, target: Target
) -> dict[Node, Node]:
    xp = GraphNamespace(table)
    step: dict[Node, Node] = {}
    for node in order:
        if node.op is None:
            step[node] = node
            continue
        args = [step[arg] for arg in node.args]
        if node in lacking:
            step[node] = _taken_apart(node, args, xp, target)
        else:
            step[node] = table.call(node.op, args, node.params)
    return step


def _taken_apart(node: Node, args: list[Node], xp: GraphNamespace, target: Target) -> Node:
    op = node.op
    assert op is not None
    if op.primal is None:
        raise _no_export(op.name, target)
    found = xp.table.number(op.primal(xp, *args, **node.params))
    # The value of an elementwise row may be anything that broadcasts to its shape.
    return found if found.shape == node.shape else xp.broadcast_to(found, shape=node.shape)


def _no_export(name: str, target: Target) -> InputError:
    return InputError(
        f"{target.title} has no {name}, and it is no composition of other functions",
        code="no-export",
        help="write the code for another library, or the expression without it",
    )
