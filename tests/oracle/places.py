"""Rows that make arrays, move entries or count them: NumPy on arrays of expressions.

NumPy's own functions are the definition where the row is called after one; the rest are loops.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as s

from tests.oracle.ledger import Array, Ledger, boxed, exact, filled

Axes = tuple[int, ...]


def numbers(ledger: Ledger, k: Array, size: int) -> Array:
    """Return indices as integers that count from the front."""
    whole = [int(ledger.worth(each)) for each in k.reshape(-1)]
    counted = [each + size if each < 0 else each for each in whole]
    return np.array(counted, int).reshape(k.shape)


def parts_of(index: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row's index in NumPy's form."""

    def part(each: Any) -> Any:
        if each == "new":
            return None
        if isinstance(each, int):
            return each
        start, stop, step = each
        return slice(start, None if stop < 0 else stop, step)

    return tuple(part(each) for each in index)


def zeros(shape: Axes) -> Array:
    """Return zeros."""
    return filled(shape, lambda *_: s.S.Zero)


def _getitem(ledger: Ledger, x: Array, index: Any) -> Array:
    return x[parts_of(index)]


def _scatter(ledger: Ledger, x: Array, index: Any, shape: Axes) -> Array:
    y = zeros(shape)
    y[parts_of(index)] = x if x.shape else x[()]
    return y


def _roll(ledger: Ledger, x: Array, shift: Any, axis: Any) -> Array:
    if axis is None:
        return np.roll(x.reshape(-1), shift[0]).reshape(x.shape)
    return np.roll(x, shift, axis)


def _pad(ledger: Ledger, x: Array, pad_width: Any, mode: str, constant_values: Any) -> Array:
    given = {"constant_values": exact(constant_values)} if mode == "constant" else {}
    if not x.ndim:
        return x
    options: Any = given
    return np.pad(x, pad_width, mode, **options)  # type: ignore[call-overload,no-any-return]


def _along(x: Array, axis: int | None) -> tuple[Array, int]:
    return (x.reshape(-1), 0) if axis is None else (x, axis)


def _cumulated(how: Callable[[Any, Any], Any]) -> Callable[..., Array]:
    def whole(ledger: Ledger, x: Array, axis: int | None) -> Array:
        line, place = _along(x, axis)
        y = np.array(line, object)
        moved = np.moveaxis(y, place, 0)
        for i in range(1, len(moved)):
            moved[i] = ledger.shortened(how(moved[i - 1], moved[i]))[()]
        return y

    return whole


def _recurrence(ledger: Ledger, a: Array, b: Array, axis: int, reverse: bool) -> Array:
    y = np.array(b, object)
    out, factors = np.moveaxis(y, axis, 0), np.moveaxis(a, axis, 0)
    order = list(range(len(out)))[:: -1 if reverse else 1]
    for before, i in pairwise(order):
        out[i] = ledger.shortened(factors[i] * out[before] + out[i])[()]
    return y


def _order(ledger: Ledger, line: list[Any]) -> list[int]:
    """Return the places of entries in rising order, by selecting the smallest again and again."""
    left, order = list(range(len(line))), []
    while left:
        least = ledger.most([line[i] for i in left], -1)
        place = next(i for i in left if line[i] is least)
        order.append(place)
        left.remove(place)
    return order


def _ordered(values: bool) -> Callable[..., Array]:
    def whole(ledger: Ledger, x: Array, axis: int | None) -> Array:
        line, place = _along(x, axis)
        y = np.array(line, object)
        out = np.moveaxis(y, place, -1)
        for index in np.ndindex(*out.shape[:-1]):
            entries = list(out[index])
            order = _order(ledger, entries)
            out[index] = [entries[i] if values else s.Integer(i) for i in order]
        return y

    return whole


def _take(ledger: Ledger, x: Array, k: Array, axis: int | None) -> Array:
    return np.take(x, numbers(ledger, k, x.size if axis is None else x.shape[axis]), axis)


def _index_add(ledger: Ledger, x: Array, k: Array, shape: Axes, axis: int | None) -> Array:
    if axis is None:
        y = zeros((math.prod(shape),))
        for index in np.ndindex(*x.shape):
            y[numbers(ledger, boxed(k[index]), y.size)] += x[index]
        return y.reshape(shape)
    y = np.moveaxis(zeros(shape), axis, 0)
    where = numbers(ledger, k, shape[axis]).reshape(-1)
    slices = x.reshape(*shape[:axis], where.size, *shape[axis + 1 :])
    for i, part in zip(where, np.moveaxis(slices, axis, 0), strict=True):
        y[i] = y[i] + part
    return np.moveaxis(y, 0, axis)


def _take_along(ledger: Ledger, x: Array, k: Array, axis: int) -> Array:
    return np.take_along_axis(x, numbers(ledger, k, x.shape[axis]), axis)


def _scatter_add(ledger: Ledger, x: Array, k: Array, shape: Axes, axis: int) -> Array:
    y, where = zeros(shape), numbers(ledger, k, shape[axis])
    for index in np.ndindex(*x.shape):
        y[(*index[:axis], where[index], *index[axis + 1 :])] += x[index]
    return y


def _diag(ledger: Ledger, x: Array, k: int) -> Array:
    if x.ndim == 2:
        return np.diagonal(x, k)
    y = zeros((len(x) + abs(k),) * 2)
    for i, each in enumerate(x):
        y[i + max(-k, 0), i + max(k, 0)] = each
    return y


def _triangle(kept: Callable[[int, int], bool]) -> Callable[..., Array]:
    def whole(ledger: Ledger, x: Array, k: int) -> Array:
        return filled(x.shape, lambda *i: x[i] if kept(i[-2] + k, i[-1]) else s.S.Zero)

    return whole


def _arange(ledger: Ledger, start: Any, stop: Any, step: Any) -> Array:
    first, last = (0, start) if stop is None else (start, stop)
    count = max(math.ceil((last - first) / step), 0)
    return filled((count,), lambda i: exact(first + i * step))


def _linspace(ledger: Ledger, a: Array, b: Array, num: int) -> Array:
    def point(i: int, *place: int) -> Any:
        start, stop = (each[place] if each.shape else each[()] for each in (a, b))
        return start + (stop - start) * s.Rational(i, max(num - 1, 1))

    return filled((num, *np.broadcast_shapes(a.shape, b.shape)), point)


def _eye(ledger: Ledger, n: int, m: int) -> Array:
    return filled((n, m), lambda i, j: s.Integer(i == j))


def _constant(value: int) -> Callable[..., Array]:
    return lambda ledger, *xs, shape=None: filled(
        xs[0].shape if shape is None else shape, lambda *_: s.Integer(value)
    )


def _full(ledger: Ledger, x: Array, shape: Axes) -> Array:
    return np.broadcast_to(x, shape)


def _joined(ledger: Ledger, *xs: Array, axis: int | None) -> Array:
    if axis is None:
        return np.concatenate([x.reshape(-1) for x in xs])
    return np.concatenate(xs, axis)


PLACES: dict[str, Callable[..., Array]] = {
    "reshape": lambda ledger, x, shape: x.reshape(shape),
    "ravel": lambda ledger, x: x.reshape(-1),
    "transpose": lambda ledger, x, axes: np.transpose(x, axes),
    "swapaxes": lambda ledger, x, axis1, axis2: np.swapaxes(x, axis1, axis2),
    "moveaxis": lambda ledger, x, source, destination: np.moveaxis(x, source, destination),
    "expand_dims": lambda ledger, x, axis: np.expand_dims(x, axis),
    "squeeze": lambda ledger, x, axis: np.squeeze(x, axis),
    "broadcast_to": _full,
    "full": _full,
    "flip": lambda ledger, x, axis: np.flip(x, axis),
    "getitem": _getitem,
    "scatter": _scatter,
    "concatenate": _joined,
    "stack": lambda ledger, *xs, axis: np.stack(xs, axis),
    "roll": _roll,
    "repeat": lambda ledger, x, repeats, axis: np.repeat(x, repeats, axis),
    "tile": lambda ledger, x, reps: np.tile(x, reps),
    "pad": _pad,
    "cumsum": _cumulated(lambda a, b: a + b),
    "cumprod": _cumulated(lambda a, b: a * b),
    "recurrence": _recurrence,
    "sort": _ordered(True),
    "argsort": _ordered(False),
    "take": _take,
    "index_add": _index_add,
    "take_along_axis": _take_along,
    "scatter_add": _scatter_add,
    "diag": _diag,
    "tril": _triangle(lambda i, j: i >= j),
    "triu": _triangle(lambda i, j: i <= j),
    "diagonal": lambda ledger, x, offset, axis1, axis2: np.diagonal(x, offset, axis1, axis2),
    "ones": _constant(1),
    "zeros": _constant(0),
    "ones_like": _constant(1),
    "zeros_like": _constant(0),
    "eye": _eye,
    "arange": _arange,
    "linspace": _linspace,
}
