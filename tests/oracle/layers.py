"""Layers of networks by the formulas of their rows, with a loop for each index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy as s

from tests.oracle.ledger import Array, Expr, Ledger, boxed, exact, filled
from tests.oracle.matrices import product
from tests.oracle.sums import mean

Sizes = tuple[int, ...]


def _count(size: int, kernel: int, stride: int, dilation: int) -> int:
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def _edges(padding: Sizes | str, kernel: Sizes, dilation: Sizes) -> list[tuple[int, int]]:
    if padding == "same":
        totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        return [(total // 2, total - total // 2) for total in totals]
    return [(int(size), int(size)) for size in padding]


def _windows(ledger: Ledger, x: Array, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Array:
    rank = len(kernel)
    front, axes = x.shape[: x.ndim - rank], x.shape[x.ndim - rank :]
    counts = tuple(map(_count, axes, kernel, stride, dilation))

    def seen(*index: int) -> Expr:
        before, starts, inside = (
            index[: len(front)],
            index[len(front) : len(front) + rank],
            index[len(front) + rank :],
        )
        parts = zip(starts, inside, stride, dilation, strict=True)
        return x[(*before, *(a * i + d * k for i, k, a, d in parts))]

    return filled((*front, *counts, *kernel), seen)


def _overlap_add(ledger: Ledger, x: Array, size: Sizes, stride: Sizes, dilation: Sizes) -> Array:
    rank = len(size)
    first = x.ndim - 2 * rank
    y = filled((*x.shape[:first], *size), lambda *_: s.S.Zero)
    for index in np.ndindex(*x.shape):
        starts, inside = index[first : first + rank], index[first + rank :]
        parts = zip(starts, inside, stride, dilation, strict=True)
        y[(*index[:first], *(a * i + d * k for i, k, a, d in parts))] += x[index]
    return y


def _padded(x: Array, edges: list[tuple[int, int]], value: Expr) -> Array:
    width: Any = [(0, 0)] * (x.ndim - len(edges)) + edges
    return np.pad(x, width, constant_values=value)


def _conv(count: int) -> Callable[..., Array]:
    def whole(
        ledger: Ledger,
        x: Array,
        w: Array,
        b: Array | None = None,
        *,
        stride: Sizes,
        padding: Sizes | str,
        dilation: Sizes,
        groups: int,
    ) -> Array:
        alone = x.ndim == count + 1
        kernel = w.shape[2:]
        wide = _padded(x[None] if alone else x, _edges(padding, kernel, dilation), s.S.Zero)
        counts = tuple(map(_count, wide.shape[2:], kernel, stride, dilation))
        each = w.shape[0] // groups

        def entry(n: int, d: int, *place: int) -> Expr:
            terms = [] if b is None else [b[d]]
            for c, *inside in np.ndindex(*w.shape[1:]):
                parts = zip(place, inside, stride, dilation, strict=True)
                at = (a * i + far * k for i, k, a, far in parts)
                terms.append(w[(d, c, *inside)] * wide[(n, d // each * w.shape[1] + c, *at)])
            return ledger.short(s.Add(*terms))

        y = filled((len(wide), w.shape[0], *counts), entry)
        return boxed(y[0]) if alone else y

    return whole


def _pools(
    x: Array, kernel: Sizes, stride: Sizes, padding: Sizes
) -> Iterator[tuple[tuple[int, ...], list[Expr]]]:
    """Yield the entries of x that each window sees."""
    counts = (_count(n + 2 * p, k, a, 1) for n, k, a, p in zip(
        x.shape[-2:], kernel, stride, padding, strict=True))  # fmt: skip
    for *front, i, j in np.ndindex(*x.shape[:-2], *counts):
        seen = []
        for k, m in np.ndindex(*kernel):
            row, column = i * stride[0] + k - padding[0], j * stride[1] + m - padding[1]
            if 0 <= row < x.shape[-2] and 0 <= column < x.shape[-1]:
                seen.append(x[(*front, row, column)])
        yield (*front, i, j), seen


def _pooled(x: Array, kernel: Sizes, stride: Sizes, padding: Sizes, how: Any) -> Array:
    found = {place: how(seen) for place, seen in _pools(x, kernel, stride, padding)}
    shape = tuple(1 + max(place[i] for place in found) for i in range(x.ndim))
    return filled(shape, lambda *place: found[place])


def _max_pool(ledger: Ledger, x: Array, kernel_size: Any, stride: Any, padding: Any) -> Array:
    return _pooled(x, kernel_size, stride, padding, ledger.most)


def _avg_pool(
    ledger: Ledger, x: Array, kernel_size: Any, stride: Any, padding: Any, count_include_pad: bool
) -> Array:
    def middle(seen: list[Expr]) -> Expr:
        count = kernel_size[0] * kernel_size[1] if count_include_pad else len(seen)
        return s.Add(*seen) / s.Integer(count)

    return _pooled(x, kernel_size, stride, padding, middle)


def _linear(ledger: Ledger, x: Array, w: Array, b: Array | None = None) -> Array:
    rows = x.reshape(-1, x.shape[-1])
    y = product(ledger, rows, (w[None] if w.ndim == 1 else w).T)
    y = y.reshape((*x.shape[:-1], *w.shape[:-1]))
    return boxed(y) if b is None else boxed(y + b)


def _layer_norm(
    ledger: Ledger, x: Array, *scales: Array, normalized_shape: Sizes, eps: Any
) -> Array:
    first = x.ndim - len(normalized_shape)
    y = np.empty(x.shape, object)
    for index in np.ndindex(*x.shape[:first]):
        part = boxed(x[index])
        middle = ledger.short(mean(list(part.reshape(-1))))
        spread = ledger.short(mean([(e - middle) ** 2 for e in part.reshape(-1)]) + exact(eps))
        y[index] = (part - middle) / s.sqrt(spread)
    for how, scale in zip((np.multiply, np.add), scales, strict=False):
        y = how(y, scale)
    return y


LAYERS: dict[str, Callable[..., Array]] = {
    "windows": _windows,
    "overlap_add": _overlap_add,
    "conv1d": _conv(1),
    "conv2d": _conv(2),
    "max_pool2d": _max_pool,
    "avg_pool2d": _avg_pool,
    "linear": _linear,
    "layer_norm": _layer_norm,
}
