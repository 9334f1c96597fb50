"""Where two derivatives part: whose rule is not the derivative of its value.

Each operator is tried alone, at the values that it has at the point: its pullback along a
direction against a central difference of its own value, both at 848 bits, and once more at 3392
before anything is said. If no rule fails, a difference of the whole function tells which side
is wrong. May import `numeric` and the rest of `verdict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.graph.walk import is_index, topological
from symgrad.source import Span
from symgrad.verdict.balls.array import as_entries
from symgrad.verdict.balls.namespace import settled
from symgrad.verdict.balls.reading import from_doubles
from symgrad.verdict.enclosures import LAST, Enclosures, run_row
from symgrad.verdict.reach import depending

Array = np.ndarray[Any, np.dtype[Any]]
_BITS = 848


@dataclass(frozen=True, slots=True)
class Blame:
    """The operator whose rule and a difference part.

    Attributes:
        operator: the row's name. span: its place in the text, None for a computed node.
        text: as typed. operand: which argument. expected: the difference along a direction.
        found: the rule's.
    """

    operator: str
    span: Span | None
    text: str
    operand: int
    expected: float
    found: float

    def __str__(self) -> str:
        return (
            f"the rule of {self.operator} for operand {self.operand + 1} gives {self.found:.10g}, "
            f"a difference gives {self.expected:.10g}"
        )


def find_blame(graph: Graph, enclosures: Enclosures, wrt: Sequence[str]) -> Blame | None:
    """Return the node nearest the output whose rule and difference part, None if all hold."""
    nodes = topological([graph.output])
    active = depending(nodes, [node for node in graph.inputs if node.name in wrt])
    for node in reversed(nodes):
        if node.op is None or node.condition or node.op.name == "detach":
            continue
        for position, arg in enumerate(node.args):
            if arg in active and not arg.condition and not is_index(node, position):
                pair = _parted(enclosures, node, position)
                if pair is not None:
                    span = graph.spans.get(node, (None,))[0]
                    text = graph.source.cut(span) if graph.source and span else node.name
                    return Blame(node.op.name, span, text, position, *pair)
    return None


def _parted(enclosures: Enclosures, node: Node, position: int) -> tuple[float, float] | None:
    """Return what difference and rule give, None unless they part at both precisions."""
    for bits in (_BITS, LAST):
        pair = _slopes(enclosures, node, position, bits)
        if pair is None:
            return None
    assert pair is not None
    return float(pair[0].mid()), float(pair[1].mid())


def _slopes(enclosures: Enclosures, node: Node, position: int, bits: int) -> tuple[Any, Any] | None:
    """Return <y_bar, df/dx d> by a difference and by the rule where they part."""
    args = enclosures.at(node.args, bits)
    with ctx.workprec(bits):
        xs = [
            entries if arg.condition else _midpoints(entries)
            for arg, entries in zip(node.args, args, strict=True)
        ]
        base, y = xs[position], run_row(enclosures.space, node, xs)
        draw = np.random.default_rng(len(xs) + position)
        y_bar = from_doubles(draw.uniform(0.5, 1.5, y.shape))
        direction = from_doubles(draw.uniform(0.5, 1.5, base.shape))
        step = arb(2) ** -(bits // 4) * _size(base)

        def at(sign: int) -> Array:
            there = as_entries(base + sign * step * direction)
            moved = [*xs[:position], there, *xs[position + 1 :]]
            return run_row(enclosures.space, node, moved)

        above, below = at(1), at(-1)
        right, left = _along(y_bar, above - y) / step, _along(y_bar, y - below) / step
        expected, found = (
            (left + right) / 2,
            _along(_pulled(enclosures, node, position, y_bar, y, xs), direction),
        )
        size = abs(expected).abs_upper() + abs(found).abs_upper() + arb(2) ** -(bits // 8)
        near = arb(2) ** -(bits // 8) * size
        smooth = abs(right - left) < near
        return (expected, found) if smooth and abs(expected - found) > near else None


def _midpoints(entries: Array) -> Array:
    found = np.frompyfunc(lambda ball: ball.mid(), 1, 1)(entries)
    return as_entries(found)


def _size(entries: Array) -> Any:
    sizes = [abs(entry).abs_upper() for entry in entries.ravel()]
    largest = max(sizes, default=arb(0), key=float)
    return largest if largest > 0 else arb(1)


def _along(one: Array, other: Array) -> Any:
    return sum(as_entries(one * other).ravel().tolist(), arb(0))


def _pulled(
    enclosures: Enclosures, node: Node, position: int, y_bar: Array, y: Array, xs: list[Array]
) -> Array:
    assert node.op is not None
    space = enclosures.space
    rule = node.op.pullback(position)
    shape = xs[position].shape
    if rule is None:
        return from_doubles(np.zeros(shape))
    params = {name: settled(value) for name, value in node.params.items()}
    wrapped = [space.wrap(each) for each in (y_bar, y, *xs)]
    share = space.entries(rule(space, *wrapped, **params))
    full = y.shape if node.op.kind == "elementwise" else share.shape
    share = np.broadcast_to(share, np.broadcast_shapes(full, share.shape))
    extra = share.ndim - len(shape)
    share = as_entries(np.sum(share, axis=tuple(range(extra)))) if extra else share
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and share.shape[i] != 1)
    return as_entries(np.sum(share, axis=stretched, keepdims=True)) if stretched else share
