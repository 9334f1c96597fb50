"""Rows that add, multiply and compare entries along axes, by their formulas."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product as every
from typing import Any

import numpy as np
import sympy as s

from tests.oracle.ledger import Array, Expr, Ledger, boxed, each, exact, filled, reduced
from tests.oracle.scalars import SCALARS

Axes = tuple[int, ...]
Entries = list[Expr]
Rule = Callable[..., Array]


def _along(how: Callable[..., Expr]) -> Rule:
    """Return a reduction of a function `(ledger, entries, **params)`."""

    def whole(ledger: Ledger, x: Array, axis: Axes, keepdims: bool = False, **params: Any) -> Array:
        return reduced(x, axis, keepdims, lambda entries: how(ledger, entries, **params))

    return whole


def mean(entries: Entries) -> Expr:
    """Return the sum over the number."""
    return s.Add(*entries) / s.Integer(len(entries))


def _var(ledger: Ledger, entries: Entries, ddof: int) -> Expr:
    middle = ledger.short(mean(entries))
    return s.Add(*((x - middle) ** 2 for x in entries)) / s.Integer(len(entries) - ddof)


def _size(ledger: Ledger, x: Expr) -> Expr:
    return -x if ledger.side(x) < 0 else x


def _vector_norm(ledger: Ledger, entries: Entries, ord: Any) -> Expr:
    if ord is None:
        return s.sqrt(s.Add(*(x**2 for x in entries)))
    if ord == 0:
        return s.Integer(sum(ledger.side(x) != 0 for x in entries))
    sizes = [_size(ledger, x) for x in entries]
    if str(ord) in ("inf", "-inf"):
        return ledger.most(sizes, 1 if str(ord) == "inf" else -1)
    p = exact(ord)
    return s.Add(*(x**p for x in sizes)) ** (1 / p)


def _norm(ledger: Ledger, x: Array, ord: Any, axis: Axes, keepdims: bool) -> Array:
    if ord is None or len(axis) == 1:
        return reduced(x, axis, keepdims, lambda entries: _vector_norm(ledger, entries, ord))
    lesser = axis[:1] if ord in (1, -1) else axis[1:]
    sign = 1 if str(ord) in ("1", "inf") else -1
    sums = reduced(x, lesser, True, lambda entries: s.Add(*(_size(ledger, e) for e in entries)))
    return reduced(sums, axis, keepdims, lambda entries: ledger.most(entries, sign))


def _others(ledger: Ledger, x: Array, axis: Axes) -> Array:
    """Return for each entry the product of all that differ from it in an axis of these alone."""

    def rest(*index: int) -> Expr:
        ranges = [range(n) if i in axis else (index[i],) for i, n in enumerate(x.shape)]
        return ledger.short(s.Mul(*(x[place] for place in every(*ranges) if place != index)))

    return filled(x.shape, rest)


def softmax(ledger: Ledger, x: Array, axis: Axes) -> Array:
    """Return exponentials over their sum."""
    total = ledger.shortened(
        reduced(x, axis, True, lambda entries: s.Add(*(s.exp(e) for e in entries)))
    )
    return ledger.shortened(each(lambda e, t: s.exp(e) / t, x, total))


def log_softmax(ledger: Ledger, x: Array, axis: Axes) -> Array:
    """Return the logarithm of the softmax."""
    return each(lambda e: s.log(e), softmax(ledger, x, axis))


def _einsum(ledger: Ledger, *xs: Array, subscripts: str) -> Array:
    left, _, right = subscripts.partition("->")
    parts = left.split(",")
    sizes = {i: n for part, x in zip(parts, xs, strict=True) for i, n in zip(part, x.shape)}  # noqa: B905
    summed = [i for i in sizes if i not in right]

    def entry(*index: int) -> Expr:
        named = dict(zip(right, index, strict=True))
        terms = []
        for others in np.ndindex(*(sizes[i] for i in summed)):
            at = named | dict(zip(summed, others, strict=True))
            factors = zip(xs, parts, strict=True)
            terms.append(s.Mul(*(x[tuple(at[i] for i in part)] for x, part in factors)))
        return s.Add(*terms)

    return filled(tuple(sizes[i] for i in right), entry)


def _dot(ledger: Ledger, a: Array, b: Array) -> Array:
    if not a.ndim or not b.ndim:
        return boxed(a * b)
    second = b if b.ndim == 1 else np.moveaxis(b, -2, 0)
    return boxed(np.tensordot(a, second, axes=(a.ndim - 1, 0)))


def _inner(ledger: Ledger, a: Array, b: Array) -> Array:
    if not a.ndim or not b.ndim:
        return boxed(a * b)
    return boxed(np.tensordot(a, b, axes=(a.ndim - 1, b.ndim - 1)))


def _cross(ledger: Ledger, a: Array, b: Array, axis: int) -> Array:
    a, b = np.broadcast_arrays(a, b)
    (a0, a1, a2), (b0, b1, b2) = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    entries = (a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0)
    return np.stack([boxed(entry) for entry in entries], axis)


def _kron(ledger: Ledger, a: Array, b: Array) -> Array:
    rank = max(a.ndim, b.ndim)
    a, b = (x.reshape((1,) * (rank - x.ndim) + x.shape) for x in (a, b))
    shape = tuple(m * n for m, n in zip(a.shape, b.shape, strict=True))

    def entry(*index: int) -> Expr:
        pairs = [divmod(i, n) for i, n in zip(index, b.shape, strict=True)]
        return a[tuple(i for i, _ in pairs)] * b[tuple(j for _, j in pairs)]

    return filled(shape, entry)


def _priced(price: Callable[..., Expr]) -> Rule:
    """Return a loss of a price for each pair of entries."""

    def whole(ledger: Ledger, a: Array, b: Array, reduction: str, **params: Any) -> Array:
        return told(
            ledger.shortened(each(lambda x, y: price(ledger, x, y, **params), a, b)), reduction
        )

    return whole


def told(prices: Array, reduction: str) -> Array:
    """Return prices as they are, their sum, or their mean."""
    if reduction == "none":
        return prices
    entries = list(prices.reshape(-1))
    return boxed(mean(entries) if reduction == "mean" else s.Add(*entries))


def _huber(ledger: Ledger, a: Expr, b: Expr, delta: Any) -> Expr:
    far, bound = _size(ledger, a - b), exact(delta)
    return bound * (far - bound / 2) if ledger.side(far - bound) > 0 else far**2 / 2


def _cross_entropy(ledger: Ledger, logs: Array, target: Array, reduction: str) -> Array:
    def price(*index: int) -> Expr:
        if target.ndim == logs.ndim:
            return -s.Add(*(p * x for p, x in zip(target[index], logs[index], strict=True)))
        return -logs[(*index, int(ledger.worth(target[index])))]

    return told(filled(logs.shape[:-1], price), reduction)


SUMS: dict[str, Rule] = {
    "sum": _along(lambda ledger, entries: s.Add(*entries)),
    "mean": _along(lambda ledger, entries: mean(entries)),
    "prod": _along(lambda ledger, entries: s.Mul(*entries)),
    "max": _along(lambda ledger, entries: ledger.most(entries)),
    "min": _along(lambda ledger, entries: ledger.most(entries, -1)),
    "var": _along(_var),
    "std": _along(lambda ledger, entries, ddof: s.sqrt(_var(ledger, entries, ddof))),
    "logsumexp": _along(lambda ledger, entries: s.log(s.Add(*map(s.exp, entries)))),
    "norm": _norm,
    "prod_others": _others,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "einsum": _einsum,
    "dot": _dot,
    "inner": _inner,
    "vdot": lambda ledger, a, b: boxed(s.Add(*(a.reshape(-1) * b.reshape(-1)))),
    "outer": lambda ledger, a, b: a.reshape(-1)[:, None] * b.reshape(-1),
    "trace": lambda ledger, x, offset, axis1, axis2: reduced(
        np.diagonal(x, offset, axis1, axis2), (x.ndim - 2,), False, lambda line: s.Add(*line)
    ),
    "cross": _cross,
    "kron": _kron,
    "mse_loss": _priced(lambda ledger, a, b: (a - b) ** 2),
    "l1_loss": _priced(lambda ledger, a, b: SCALARS["abs"](ledger, a - b)),
    "huber_loss": _priced(_huber),
    "binary_cross_entropy": _priced(lambda ledger, a, b: -(b * s.log(a) + (1 - b) * s.log(1 - a))),
    "binary_cross_entropy_with_logits": _priced(lambda ledger, x, y: s.log(1 + s.exp(x)) - x * y),
    "cross_entropy": lambda ledger, x, target, reduction: _cross_entropy(
        ledger, log_softmax(ledger, x, (x.ndim - 1,)), target, reduction
    ),
    "nll_loss": _cross_entropy,
}
