"""The reverse sweep over what was recorded.

Nodes are numbered as they are made, so every node is younger than its operands, and the
youngest node that has a cotangent has it from all its users: a heap of numbers is all the
order that is needed, at whatever depth. Each node's row pulls its cotangent back; the
sweep adds the shares up and hands those of leaves to `.grad`.

A cotangent that is the same in every entry stays a Python float as long as it can. Pulling
back `y_bar = 1.0` through a sum then costs nothing, and through a chain of numbers little.

With `create_graph` the same rules run on tensors, which record what is done to them
(`recorded`). May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush, heapreplace
from operator import add
from typing import Any

import numpy as np

from symgrad.eager.arrays import SINGLE, SINGLES, namespace
from symgrad.eager.arrays import constant as one_entry
from symgrad.eager.dtypes import F32
from symgrad.eager.hooks import Parts, announced, hooked
from symgrad.eager.keeping import SMALL, release, slim
from symgrad.eager.modes import LOCAL, LastWrite
from symgrad.eager.node import LEAF, Node
from symgrad.eager.tensor import Tensor
from symgrad.eager.unwritten import check_unwritten
from symgrad.ops.axes import gathered

Array = Any
ndarray = np.ndarray
FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you "
    "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors after calling "
    "backward."
)


class Reach:
    """Which nodes a sweep visits, and where it takes cotangents out instead of in.

    Attributes:
        needed: nodes that lead to something wanted. leaves: the leaves that are wanted.
        captured: cotangents of wanted nodes, filled by the sweep.
    """

    def __init__(self, needed: set[Node], wanted: set[Node], leaves: set[Tensor]) -> None:
        self.needed = needed
        self.wanted = wanted
        self.leaves = leaves
        self.captured: dict[Any, Any] = {}


def sweep(
    roots: list[tuple[Any, Any]], retain: bool, reach: Reach | None = None
) -> dict[Tensor, Any]:
    """Pull cotangents back from roots; return those of leaves.

    Args:
        roots: nodes or leaves with their cotangents, arrays or Python floats.
        retain: keep the values, for another sweep.
        reach: visit only these nodes.
    """
    run = LOCAL.run
    share: Any
    y_bar: Any
    leaves: dict[Tensor, Any] = {}
    waiting: dict[Node, Any] = {}
    heap: list[tuple[int, Node]] = []
    for root, seed in roots:
        _put(root, seed, leaves, waiting, heap)
    node = heappop(heap)[1] if heap else None
    y_bar = waiting.pop(node) if node is not None else None
    while node is not None:
        # The next node, as long as it is the youngest, is kept beside the heap with its cotangent.
        ahead: Node | None = None
        carried: Any = None
        if node.rare or reach is not None:
            for edge, share in _unrecorded(node, y_bar, reach):
                _put(edge, share, leaves, waiting, heap)
            if not retain:
                release(node)
        else:
            # This is `share_of` and `_put` in line: here most of the time goes.
            rules, entrywise, takes_number, units, light = node.plan
            if node.serial < LastWrite.at:
                check_unwritten(node)
            y, xs = node.y, node.xs
            if xs is None:
                raise RuntimeError(FREED)
            constant = y_bar.__class__ is float
            if constant and not takes_number:
                y_bar = np.full(y.shape, y_bar, y.dtype)
            bar = y_bar
            if constant and entrywise and y.__class__ is ndarray and y.dtype is F32:
                bar = SINGLES.get(y_bar)
                if bar is None:
                    bar = one_entry(y_bar, F32)
            for i, edge in enumerate(node.edges):
                if isinstance(edge, Node):
                    leaf = False
                elif edge.__class__ is float:
                    continue
                elif isinstance(edge, Tensor):
                    leaf = True
                else:
                    continue
                if entrywise and not node.params:
                    rule = rules[i]
                    if rule is None:
                        share = 0.0
                    else:
                        xp = SINGLE if y.dtype is F32 else namespace(y.dtype)
                        share = run(rule, xp, bar, y, *xs)
                        if share is bar:
                            share = y_bar
                    if y.__class__ is ndarray:
                        x = xs[i]
                        if share.__class__ is float:
                            if y.shape != x.shape:
                                share *= y.size / x.size if x.size else 1.0
                        elif share.shape == x.shape:
                            pass
                        elif share.shape == ():
                            share = float(share) * (y.size / x.size if x.size else 1.0)
                        else:
                            share = run(_gathered, namespace(y.dtype), share, y.shape, x.shape)
                elif constant and units is not None and (x := xs[0]).shape in units:
                    share = y_bar * units[x.shape]
                else:
                    share = share_of(node, i, y_bar)
                    if constant and units is not None and share.__class__ is float and y_bar == 1:
                        units[xs[0].shape] = share
                if leaf:
                    leaves[edge] = run(add, leaves[edge], share) if edge in leaves else share
                elif edge is ahead:
                    carried = run(add, carried, share)
                elif edge in waiting:
                    waiting[edge] = run(add, waiting[edge], share)
                elif ahead is None:
                    ahead, carried = edge, share
                else:
                    waiting[edge] = share
                    heappush(heap, (-edge.serial, edge))
            if not retain:
                if entrywise and not light:
                    node.xs = node.y = None
                elif not light:
                    release(node)
                elif xs[0].__class__ is ndarray and xs[0].size > SMALL:
                    slim(node, SMALL)
        if ahead is not None and not (heap and heap[0][0] < -ahead.serial):
            node, y_bar = ahead, carried
            continue
        if ahead is not None:
            waiting[ahead] = carried
            node = heapreplace(heap, (-ahead.serial, ahead))[1]
        else:
            node = heappop(heap)[1] if heap else None
        y_bar = waiting.pop(node) if node is not None else None
    return leaves


def reach_of(roots: Iterable[Any], wanted: Iterable[Tensor]) -> Reach:
    """Return which nodes lead from the roots to wanted tensors."""
    tensors = list(wanted)
    leaves = {tensor for tensor in tensors if tensor._node is LEAF}
    nodes = {tensor._node for tensor in tensors if isinstance(tensor._node, Node)} - {LEAF}
    seen: set[Node] = set()
    pile = [root for root in roots if isinstance(root, Node)]
    while pile:
        node = pile.pop()
        if node not in seen:
            seen.add(node)
            pile.extend(edge for edge in node.edges if isinstance(edge, Node))
    needed: set[Node] = set()
    for node in sorted(seen, key=lambda each: each.serial):
        for edge in node.edges:
            if isinstance(edge, Tensor):
                hit = edge in leaves
            else:
                hit = isinstance(edge, Node) and (edge in needed or edge in nodes)
            if hit:
                needed.add(node)
                break
    return Reach(needed, nodes, leaves)


def _put(
    edge: Any,
    share: Any,
    leaves: dict[Tensor, Any],
    waiting: dict[Node, Any],
    heap: list[tuple[int, Node]],
) -> None:
    """Add a share to what an edge has got, and put it in the queue the first time."""
    if isinstance(edge, Tensor):
        leaves[edge] = LOCAL.run(add, leaves[edge], share) if edge in leaves else share
    elif edge not in waiting:
        waiting[edge] = share
        heappush(heap, (-edge.serial, edge))
    elif isinstance(share, Parts):
        waiting[edge].update(share)
    else:
        waiting[edge] = LOCAL.run(add, waiting[edge], share)


def _unrecorded(node: Node, y_bar: Any, reach: Reach | None) -> list[tuple[Any, Any]]:
    """Return edges with their shares, of a node that may run code of users."""
    before, LOCAL.recording = LOCAL.recording, False
    try:
        return _rarely(node, y_bar, reach)
    finally:
        LOCAL.recording = before


def _rarely(node: Node, y_bar: Any, reach: Reach | None) -> list[tuple[Any, Any]]:
    """Return edges with their shares, of a node with hooks or other things out of the ordinary."""
    y_bar = announced(node, y_bar, record=False)
    if reach is not None and node in reach.wanted:
        reach.captured[node] = y_bar
    if reach is not None and node not in reach.needed:
        return []
    if node.joint is not None:
        shares = [_values(share) for share in node.joint(y_bar, False)]
    else:
        if node.xs is None:
            raise RuntimeError(FREED)
        check_unwritten(node)
        shares = [
            share_of(node, i, y_bar) if _reached(edge, reach) else None
            for i, edge in enumerate(node.edges)
        ]
    if node.hooks:
        shares = hooked(node, y_bar, shares)
    return [
        (edge, share)
        for edge, share in zip(node.edges, shares, strict=False)
        if share is not None and _reached(edge, reach)
    ]


def _reached(edge: Any, reach: Reach | None) -> bool:
    if isinstance(edge, Tensor):
        return reach is None or edge in reach.leaves
    return isinstance(edge, Node) and (
        reach is None or edge in reach.needed or edge in reach.wanted
    )


def share_of(node: Node, position: int, y_bar: Any) -> Any:
    """Return the share of one operand of a node."""
    y, xs, rule = node.y, node.xs, node.rules[position]
    assert xs is not None
    x = xs[position]
    if rule is None:
        return 0.0
    xp = namespace(y.dtype)
    if y_bar.__class__ is float and not node.entrywise and not node.constant_cotangent:
        y_bar = np.full(y.shape, y_bar, y.dtype)
    share = LOCAL.run(_with_params, rule, xp, y_bar, y, xs, node.params)
    if share.__class__ is float:
        return share * (y.size / x.size) if node.entrywise and np.size(x) else share
    if share.shape != x.shape:
        whole = y.shape if node.entrywise else share.shape
        share = LOCAL.run(_gathered, xp, share, whole, x.shape)
    return share.astype(x.dtype) if node.casts else share


def _with_params(rule: Any, xp: Any, y_bar: Any, y: Any, xs: Any, params: Any) -> Any:
    return rule(xp, y_bar, y, *xs, **params)


def _gathered(xp: Any, share: Any, shape: Any, operand: Any) -> Any:
    """Return a share, repeated to a shape, summed to the shape of its operand."""
    return gathered(xp, xp.broadcast_to(share, shape=shape), operand)


def _values(share: Any) -> Any:
    return share._value if isinstance(share, Tensor) else share
