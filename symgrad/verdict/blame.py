"""Where two gradients part: the node whose rule is not the derivative of its value.

Each operator is tried alone, at the values that it has at the point: its pullback along a
direction against a central difference of its own value. A rule that fails is named; if
none does, the fault lies elsewhere, in a definition, the printed form or the sweep. May
import `numeric` and lower floors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.graph.walk import is_index, topological
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.evaluate import apply_row, evaluate, plain
from symgrad.verdict.compare import Blame
from symgrad.verdict.reach import depending

Array = np.ndarray[Any, np.dtype[Any]]
_STEP = 2.0**-17
# A central difference of a smooth function at this step is good to nine digits or so.
_TOLERANCE = 1e-6


def find_blame(graph: Graph, values: Mapping[str, Array], wrt: Sequence[str]) -> Blame | None:
    """Return the node nearest the output whose rule and difference part, None if all hold."""
    nodes = topological([graph.output])
    computed = dict(zip(nodes, evaluate(nodes, values), strict=True))
    active = depending(nodes, [node for node in graph.inputs if node.name in wrt])
    xp = NumpyNamespace("float64")
    for node in reversed(nodes):
        if node.op is None or node.condition or node.op.name == "detach":
            continue
        for position, arg in enumerate(node.args):
            if arg in active and not arg.condition and not is_index(node, position):
                pair = _slopes(xp, node, position, computed)
                if not _close(*pair):
                    span = graph.spans.get(node, (None,))[0]
                    return Blame(node.op.name, span, position, pair[0], pair[1])
    return None


def _slopes(
    xp: NumpyNamespace, node: Node, position: int, computed: Mapping[Node, Array]
) -> tuple[float, float]:
    """Return <y_bar, df/dx d> by a difference and by the rule, for a fixed y_bar and d."""
    xs = [np.asarray(computed[arg], dtype=np.float64) for arg in node.args]
    for i, arg in enumerate(node.args):
        if arg.condition:
            xs[i] = computed[arg]
    y = np.asarray(computed[node], dtype=np.float64)
    draw = np.random.default_rng(node.serial)
    y_bar, direction = draw.uniform(0.5, 1.5, y.shape), draw.uniform(0.5, 1.5, xs[position].shape)
    step = _STEP * max(1.0, float(np.max(np.abs(xs[position]), initial=0.0)))

    def at(offset: float) -> Array:
        moved = [*xs[:position], xs[position] + offset * direction, *xs[position + 1 :]]
        return np.asarray(apply_row(xp, node, moved))

    with np.errstate(all="ignore"):
        expected = float(np.sum(y_bar * (at(step) - at(-step)) / (2 * step)))
        return expected, float(np.sum(_pulled(xp, node, position, y_bar, y, xs) * direction))


def _pulled(
    xp: NumpyNamespace, node: Node, position: int, y_bar: Array, y: Array, xs: list[Array]
) -> Array:
    assert node.op is not None
    rule = node.op.pullback(position)
    shape = xs[position].shape
    if rule is None:
        return np.zeros(shape)
    params = {name: plain(value) for name, value in node.params.items()}
    share = np.asarray(rule(xp, y_bar, y, *xs, **params), dtype=np.float64)
    full = y.shape if node.op.kind == "elementwise" else share.shape
    share = np.broadcast_to(share, np.broadcast_shapes(full, share.shape))
    extra = share.ndim - len(shape)
    share = share.sum(axis=tuple(range(extra)))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and share.shape[i] != 1)
    return np.asarray(share.sum(axis=stretched, keepdims=True) if stretched else share)


def _close(expected: float, found: float) -> bool:
    if not np.isfinite(expected):
        return True
    return bool(abs(expected - found) <= _TOLERANCE * max(1.0, abs(expected), abs(found)))
