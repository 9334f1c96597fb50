"""The reverse sweep: gradients as nodes of the very graph they belong to.

A scalar f is computed through a chain of nodes. Write y_bar, the cotangent of a node y,
for the sensitivity of f to y: how much f changes per unit change of y, entry by entry.
At the output the cotangent is known: f changes by 1 per unit of f. And if the cotangent
of y is known, so is the share that each argument x of y gets through y: the pullback
of y's operator, a rule of its row, turns y_bar into that share. A node's cotangent is the
sum of the shares from all its users. So one walk over the nodes, last first, visits
each node when all its users have paid in, and every variable ends up with its gradient.
The cost is a small multiple of the cost of the value, however many variables there are.

Rules run against a namespace, and here the namespace builds nodes. The gradient is a graph
in the same table as the function, so whatever it needs of the forward pass it finds there,
made once; and a gradient can be swept again for second derivatives.

Three things belong to the sweep and to no rule:
- only nodes between the output and the variables asked for are visited;
- an elementwise operand that was broadcast gets its share summed back to its own shape;
- below a node that selects (`where`, indexing, a diagonal) a cotangent of exactly 0 absorbs
  what the rule makes of it that is no number: an entry that was not taken contributes 0, even
  where its own derivative is infinite or undefined.

May import `graph` and `ops`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node
from symgrad.graph.walk import dependents, topological
from symgrad.ops.dims import Shape, product


def reverse(
    output: Node,
    wrt: Sequence[Node],
    cotangent: Node | None = None,
    *,
    leaves: Collection[Node] = (),
) -> list[Node]:
    """Return the vector-Jacobian products of an output, as nodes of its graph.

    Args:
        output: the node to differentiate.
        wrt: the nodes to differentiate by.
        cotangent: a node of the output's shape; ones if left out, which for an output of
            one entry gives the gradient.
        leaves: nodes that count as constants, whatever they are made of.

    Returns:
        For each node of `wrt` a node of its shape; zeros where the output does not depend on it.
    """
    xp = GraphNamespace(output.table)
    order = topological([output], leaves)
    active = dependents(order, wrt) & set(order)
    guarded = _below_selection(order)
    wanted = set(wrt)
    seed = xp.ones(shape=output.shape) if cotangent is None else cotangent
    cotangents = {output: full(xp, seed, output.shape)} if output in active else {}
    for node in reversed(order):
        if node.op is None or node not in cotangents:
            continue
        y_bar = cotangents[node] if node in wanted else cotangents.pop(node)
        for position, arg in enumerate(node.args):
            share = _share(xp, node, position, y_bar, node in guarded) if arg in active else None
            if share is not None:
                before = cotangents.get(arg)
                cotangents[arg] = share if before is None else before + share
    return [cotangents[node] if node in cotangents else xp.zeros(shape=node.shape) for node in wrt]


def _share(
    xp: GraphNamespace, node: Node, position: int, y_bar: Node, guarded: bool
) -> Node | None:
    assert node.op is not None
    rule = node.op.pullback(position)
    if rule is None:
        return None
    share = xp.table.number(rule(xp, y_bar, node, *node.args, **node.params))
    if node.op.kind == "elementwise":
        share = full(xp, share, node.shape)
    if guarded:
        share = _absorbed(xp, y_bar, share, entrywise=node.op.kind == "elementwise")
    return unbroadcast(xp, share, node.args[position].shape)


def _absorbed(xp: GraphNamespace, y_bar: Node, share: Node, *, entrywise: bool) -> Node:
    """Let a cotangent of exactly 0 absorb what is no number.

    A share that is a number stays what it is: it depends on the cotangent, and so it must for
    second derivatives.
    """
    if product(y_bar.shape) == 0:
        return share
    if not entrywise:
        y_bar = xp.max(xp.abs(y_bar), axis=None, keepdims=False)
    lost = xp.logical_and(xp.equal(y_bar, 0), xp.not_equal(share - share, 0))
    return xp.where(lost, 0, share)


def unbroadcast(xp: GraphNamespace, share: Node, shape: Shape) -> Node:
    """Sum a cotangent over the axes along which its operand was repeated."""
    if share.shape == shape:
        return share
    extra = share.ndim - len(shape)
    stretched = tuple(
        axis
        for axis in range(share.ndim)
        if axis < extra or (shape[axis - extra] == 1 and share.shape[axis] != 1)
    )
    if stretched:
        share = xp.sum(share, axis=stretched, keepdims=False)
    return share if share.shape == shape else xp.reshape(share, shape=shape)


def full(xp: GraphNamespace, node: Node, shape: Shape) -> Node:
    """Repeat a node to a shape."""
    return node if node.shape == shape else xp.broadcast_to(node, shape=shape)


def _below_selection(order: Sequence[Node]) -> set[Node]:
    below: set[Node] = set()
    for node in reversed(order):
        if node in below or (node.op is not None and node.op.selects):
            below.update(node.args)
    return below
