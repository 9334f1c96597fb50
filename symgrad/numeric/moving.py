"""NumPy's side of the rows that move entries by position, by number or by size, and pile them up.

A second table says how an error of the operands, and what a kernel rounds itself, reaches its
result, in units of the unit roundoff. Imports NumPy only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Array = Any
Pair = tuple[Array, Array]


def _roll(x: Array, shift: tuple[int, ...], axis: tuple[int, ...] | None) -> Array:
    return np.roll(x, shift, axis) if shift else np.asarray(x)


def _recurrence(a: Array, b: Array, axis: int = 0, reverse: bool = False) -> Array:
    order = slice(None, None, -1) if reverse else slice(None)
    factors, summands = (np.moveaxis(np.asarray(x), axis, 0)[order] for x in (a, b))
    y = summands.copy()
    for i in range(1, len(y)):
        y[i] += factors[i] * y[i - 1]
    return np.moveaxis(y[order], 0, axis)


def _sort(x: Array, axis: int | None = -1) -> Array:
    return np.sort(x, axis=axis, kind="stable")


def _order(x: Array, axis: int | None) -> Array:
    return np.argsort(x, axis=axis, kind="stable")


def _argsort(x: Array, axis: int | None = -1) -> Array:
    return _order(x, axis).astype(np.asarray(x).dtype)


def places(indices: Array, many: int) -> Pair:
    """Return indices counted from the front, and which are none of the `many` that there are."""
    typed = np.asarray(indices)
    fits = (typed == np.rint(typed)) & (typed >= -many) & (typed < many)
    return np.where(fits, typed, 0).astype(np.intp) % max(many, 1), ~fits


def _take(x: Array, indices: Array, axis: int | None) -> Array:
    x = np.asarray(x)
    found, missing = places(indices, x.size if axis is None else x.shape[axis])
    y = np.take(x, found, axis=axis)
    if missing.any():
        after = 0 if axis is None else x.ndim - axis - 1
        y = np.where(missing.reshape(missing.shape + (1,) * after), x.dtype.type(np.nan), y)
    return y


def _index_add(x: Array, indices: Array, shape: tuple[int, ...], axis: int | None) -> Array:
    x = np.asarray(x)
    y = np.zeros(shape, x.dtype)
    line = y.reshape(-1) if axis is None else np.moveaxis(y, axis, 0)
    found, missing = places(indices, len(line))
    if missing.any():
        return np.full(shape, np.nan, x.dtype)
    start = axis or 0
    order = range(start, start + found.ndim)
    np.add.at(line, found, np.moveaxis(x, order, range(found.ndim)))
    return y


def _take_along(x: Array, indices: Array, axis: int = -1) -> Array:
    x = np.asarray(x)
    found, missing = places(indices, x.shape[axis])
    y = np.take_along_axis(x, found, axis=axis)
    return np.where(missing, x.dtype.type(np.nan), y) if missing.any() else y


def _scatter_add(x: Array, indices: Array, shape: tuple[int, ...], axis: int = -1) -> Array:
    x = np.asarray(x)
    found, missing = places(indices, shape[axis])
    if missing.any():
        return np.full(shape, np.nan, x.dtype)
    y = np.zeros(shape, x.dtype)
    where = list(np.indices(x.shape, sparse=True))
    where[axis] = found
    np.add.at(y, tuple(where), x)
    return y


KERNELS: dict[str, Callable[..., Array]] = {
    "roll": _roll,
    "cumsum": lambda x, axis: np.cumsum(x, axis=axis),
    "cumprod": lambda x, axis: np.cumprod(x, axis=axis),
    "recurrence": _recurrence,
    "sort": _sort,
    "argsort": _argsort,
    "take": _take,
    "index_add": _index_add,
    "take_along_axis": _take_along,
    "scatter_add": _scatter_add,
}


def _first_zero(y: Array, axis: int | None) -> Array:
    """Return sizes without that of the first entry, which was not rounded."""
    size = np.abs(y)
    np.moveaxis(size, axis or 0, 0)[:1] = 0
    return size


def _before(y: Array, axis: int, reverse: bool = False) -> Array:
    line = np.moveaxis(np.zeros_like(y), axis, 0)
    source = np.moveaxis(np.abs(y), axis, 0)
    if reverse:
        line[:-1] = source[1:]
    else:
        line[1:] = source[:-1]
    return np.moveaxis(line, 0, axis)


def _cumsum_error(y: Array, x: Pair, axis: int | None) -> Array:
    """Each partial sum is rounded once, and carried on."""
    return np.cumsum(x[1], axis=axis) + np.cumsum(_first_zero(y, axis), axis=axis)


def _cumprod_error(y: Array, x: Pair, axis: int | None) -> Array:
    value, error = (np.ravel(part) if axis is None else part for part in x)
    place = axis or 0
    earlier = _before(y, place)
    np.moveaxis(earlier, place, 0)[:1] = 1
    return _recurrence(np.abs(value), earlier * error + _first_zero(y, axis), place)


def _recurrence_error(y: Array, a: Pair, b: Pair, axis: int = 0, reverse: bool = False) -> Array:
    earlier, factor = _before(y, axis, reverse), np.abs(a[0])
    own = np.where(earlier == 0, 0, factor * earlier + np.abs(y))
    moved = np.where(earlier == 0, 0, earlier * a[1])
    return _recurrence(factor, own + moved + b[1], axis, reverse)


def _sort_error(_: Array, x: Pair, axis: int | None = -1) -> Array:
    value, error = (np.ravel(part) if axis is None else part for part in x)
    return np.take_along_axis(error, _order(value, axis or 0), axis or 0)


def _added_error(kernel: Callable[..., Array]) -> Callable[..., Array]:
    def error(_: Array, x: Pair, k: Pair, **params: Any) -> Array:
        value, given = x
        terms = kernel(np.ones_like(value), k[0], **params)
        own = np.where(terms > 1, np.log2(np.maximum(terms, 1)) + 1, 0)
        return kernel(given, k[0], **params) + own * kernel(np.abs(value), k[0], **params)

    return error


ERRORS: Mapping[str, Callable[..., Array]] = {
    "cumsum": _cumsum_error,
    "cumprod": _cumprod_error,
    "recurrence": _recurrence_error,
    "sort": _sort_error,
    "argsort": lambda y, x, axis=-1: np.zeros(np.shape(y)),
    "take": lambda y, x, k, axis: _take(x[1], k[0], axis),
    "index_add": _added_error(_index_add),
    "take_along_axis": lambda y, x, k, axis=-1: _take_along(x[1], k[0], axis),
    "scatter_add": _added_error(_scatter_add),
}
