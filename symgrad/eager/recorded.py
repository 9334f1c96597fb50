"""The reverse sweep on tensors, which records itself: `create_graph=True`.

The same nodes, the same rules, the same order as in `sweep`; but cotangents are tensors and
the namespace is that of tensors. May import `eager`.
"""

from __future__ import annotations

import heapq
from typing import Any

from symgrad.eager.apply import cast, recorded
from symgrad.eager.hooks import Parts, announced, passed
from symgrad.eager.keeping import release
from symgrad.eager.kinds import named
from symgrad.eager.modes import LOCAL
from symgrad.eager.node import Node
from symgrad.eager.rows import tensors
from symgrad.eager.sweep import FREED, Reach
from symgrad.eager.tensor import Tensor, wrap
from symgrad.eager.unwritten import check_unwritten
from symgrad.ops.axes import gathered

_COPY = named("CopyBackwards", "broadcast_to")


def recorded_sweep(
    roots: list[tuple[Any, Tensor]], retain: bool, reach: Reach | None = None
) -> dict[Tensor, Tensor]:
    """Pull cotangents back as `sweep` does, and record that."""
    before, LOCAL.recording = LOCAL.recording, True
    try:
        return _sweep(roots, retain, reach)
    finally:
        LOCAL.recording = before


def _sweep(
    roots: list[tuple[Any, Tensor]], retain: bool, reach: Reach | None
) -> dict[Tensor, Tensor]:
    leaves: dict[Tensor, Tensor] = {}
    waiting: dict[Node, Any] = {}
    heap: list[tuple[int, Node]] = []

    def put(edge: Any, share: Any) -> None:
        target: dict[Any, Any] = leaves if isinstance(edge, Tensor) else waiting
        if edge not in target:
            target[edge] = share
            if isinstance(edge, Node):
                heapq.heappush(heap, (-edge.serial, edge))
        elif isinstance(share, Parts):
            target[edge].update(share)
        else:
            target[edge] = target[edge] + share

    for root, seed in roots:
        put(root, seed)
    while heap:
        node = heapq.heappop(heap)[1]
        y_bar = announced(node, waiting.pop(node), record=True)
        if reach is not None and node in reach.wanted:
            reach.captured[node] = y_bar
        if reach is not None and node not in reach.needed:
            continue
        for edge, share in zip(node.edges, _shares(node, y_bar, reach), strict=False):
            if share is not None:
                put(edge, share)
        if not retain:
            release(node)
    return leaves


def _shares(node: Node, y_bar: Any, reach: Reach | None) -> list[Tensor | None]:
    joint = node.joint
    found = _pulled(node, y_bar, reach) if joint is None else list(joint(y_bar, True))
    if node.hooks:
        for hook in list(node.hooks.values()):
            changed = hook(tuple(found), (y_bar,))
            found = found if changed is None else list(changed)
    return [
        share if _goes(edge, reach) else None
        for edge, share in zip(node.edges, found, strict=False)
    ]


def _goes(edge: Any, reach: Reach | None) -> bool:
    if isinstance(edge, Tensor):
        return reach is None or edge in reach.leaves
    return isinstance(edge, Node) and (
        reach is None or edge in reach.needed or edge in reach.wanted
    )


def _pulled(node: Node, y_bar: Tensor, reach: Reach | None) -> list[Tensor | None]:
    if node.xs is None:
        raise RuntimeError(FREED)
    check_unwritten(node)
    y = wrap(node.y, node)
    xs = operands_of(node.edges, node.xs)
    xp = tensors(node.y.dtype)
    found: list[Tensor | None] = []
    for edge, rule, x in zip(node.edges, node.rules, xs, strict=False):
        if not _goes(edge, reach):
            found.append(None)
        elif rule is None:
            found.append(wrap(x._value * 0))
        else:
            share = rule(xp, y_bar, y, *xs, **node.params)
            found.append(_fitted(xp, node, share, x))
    return found


def operands_of(edges: tuple[Any, ...], values: Any) -> list[Any]:
    """Return the operands of a node as tensors of the graph, and numbers.

    Raises:
        RuntimeError: the values were freed.
    """
    if values is None:
        raise RuntimeError(FREED)
    return [_operand(edge, x) for edge, x in zip(edges, values, strict=True)]


def _operand(edge: Any, x: Any) -> Any:
    if isinstance(edge, Tensor):
        return edge
    if isinstance(edge, Node):
        return wrap(x, edge)
    return wrap(x) if isinstance(edge, tuple) else x


def _fitted(xp: Any, node: Node, share: Any, x: Tensor) -> Tensor:
    """Return a share in the shape and type of its operand."""
    shape = x._value.shape
    if not isinstance(share, Tensor):
        share = xp.full(share, shape=node.y.shape)
    if share._value.shape != shape:
        if node.entrywise:
            share = xp.broadcast_to(share, shape=node.y.shape)
        share = gathered(xp, share, shape)
    return cast(share, x._value.dtype)


def recorded_accumulate(leaf: Tensor, share: Tensor) -> None:
    """Add a recorded share to the gradient of a leaf."""
    share = passed(leaf._leaf_hooks, cast(share, leaf._value.dtype))
    before, LOCAL.recording = LOCAL.recording, True
    try:
        if leaf._grad is None:
            value = share._value
            leaf._grad = recorded(_COPY, [share], [value], value.copy(), {"shape": value.shape})
        else:
            leaf._grad = leaf._grad + share
    finally:
        LOCAL.recording = before
    for hook in list((leaf._after_hooks or {}).values()):
        hook(leaf)
