"""The forward sweep: a directional derivative as a node of the very graph it belongs to.

Give every variable a tangent, the direction it moves in. Walking from the variables to the
output, each node's tangent is the sum over its arguments of Jacobian times tangent. The rows
state only the transposed product, the pullback, and that is enough: a pullback is linear in
its cotangent, so it is a matrix written as a program, and the same sweep that transposes
programs transposes it back.

- An elementwise operator has a diagonal Jacobian, its own transpose: its rule is handed the
  tangent where it expects a cotangent.
- For any other the rule is run on a fresh cotangent w, and the result, J'w, is swept for w
  with the tangent as what flows in. Nothing below the operator is looked at again, so the
  cost stays a small multiple of the cost of the value.

No rule is written twice and nothing is approximated. May import `graph`, `ops` and
`numeric.reverse`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node
from symgrad.graph.rebuild import transplant
from symgrad.graph.walk import dependents, topological
from symgrad.numeric.reverse import full, reverse, unbroadcast

# No variable of the language has a name with a blank, and no result contains this one.
_COTANGENT = "a cotangent"


def forward(output: Node, wrt: Sequence[Node], tangents: Sequence[Node]) -> Node:
    """Return the Jacobian-vector product of an output, as a node of its graph.

    Args:
        output: the node to differentiate.
        wrt: the nodes that move. tangents: for each its direction, of its shape.

    Returns:
        A node of the output's shape: the derivative of the output along the tangents.
    """
    xp = GraphNamespace(output.table)
    order = topological([output])
    active = dependents(order, wrt)
    moving = {x: full(xp, x_dot, x.shape) for x, x_dot in zip(wrt, tangents, strict=True)}
    for node in order:
        if node not in active or node in moving or node.op is None:
            continue
        parts = [
            part
            for position, arg in enumerate(node.args)
            if arg in moving and (part := _pushed(xp, node, position, moving[arg])) is not None
        ]
        if parts:
            moving[node] = reduce(add, parts)
    return moving[output] if output in moving else xp.zeros(shape=output.shape)


def _pushed(xp: GraphNamespace, node: Node, position: int, tangent: Node) -> Node | None:
    """Return what the tangent of one argument contributes to the tangent of a node."""
    assert node.op is not None
    rule = node.op.pullback(position)
    if rule is None:
        return None
    if node.op.kind == "elementwise":
        pushed = rule(xp, full(xp, tangent, node.shape), node, *node.args, **node.params)
        return full(xp, xp.table.number(pushed), node.shape)
    w = xp.table.variable(_COTANGENT, node.shape)
    pulled = xp.table.number(rule(xp, w, node, *node.args, **node.params))
    share = unbroadcast(xp, pulled, tangent.shape)
    below = (node, *node.args)
    (pushed,) = reverse(share, [w], tangent, leaves=below)
    if w not in topological([pushed], (*below, tangent)):
        return pushed
    # A rule may be linear without being written so; its derivative is the same everywhere.
    nowhere = {_COTANGENT: xp.zeros(shape=node.shape)}
    return transplant([pushed], xp.table, replace=nowhere, leaves=(*below, tangent))[pushed]
