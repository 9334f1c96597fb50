"""Entries picked, put and added by number, along an axis or in row-major order.

May import `eager`, NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.apply import apply
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.fused import fused, several
from symgrad.eager.indexing import (
    getitem,
    picked,
)
from symgrad.eager.inplace import replaced
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.tensor import Tensor, axis_of, wrap

_FILLED = named("MaskedFillBackward0", "where")


_TAKE, _MASKED = named("TakeBackward0", "take"), named("MaskedSelectBackward0", "take")


_ADDED = several("IndexAddBackward0", (0, 1))


_SET = several("ScatterBackward0", (0, 1))
_SCATTERED = several("ScatterAddBackward0", (0, 1))
_FILLED.shown = (2,)
for _each in (_TAKE, _MASKED, KINDS["take"], KINDS["take_along_axis"]):
    _each.shown = (0,)


def take(input: Tensor, index: Tensor) -> Tensor:
    """Return entries by their number in row-major order."""
    return apply(_TAKE, [input, index], axis=None)


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """Return the entries where a mask is true, in a row."""
    shape = np.broadcast_shapes(input._value.shape, mask._value.shape)
    wide = input if input._value.shape == shape else input.expand(shape)
    return picked(_MASKED, wide, (np.broadcast_to(mask._value, shape),))


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """Return entries along an axis by their number."""
    axis = axis_of(dim, input.ndim)
    if input._value.dtype not in FLOATING:
        return wrap(np.take(input._value, index._value, axis))
    return apply(KINDS["take"], [input, index], axis=axis)


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """Return one entry for each index, along an axis."""
    axis = axis_of(dim, input.ndim)
    x, k = input._value, index._value
    parts = tuple(slice(0, k.shape[i]) if i != axis else slice(None) for i in range(x.ndim))
    if x.dtype not in FLOATING:
        return wrap(np.take_along_axis(x[parts], k, axis))
    fits = all(x.shape[i] == k.shape[i] for i in range(x.ndim) if i != axis)
    source = input if fits else getitem(input, parts)
    return apply(KINDS["take_along_axis"], [source, index], axis=axis)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """Return the input with entries of `src` added at the places of an index along an axis."""
    axis = axis_of(dim, input.ndim)
    return fused(_SCATTERED, lambda x, y: _scatter_added(x, axis, index, y), input, src)


def _scatter_added(input: Tensor, axis: int, index: Tensor, src: Tensor) -> Tensor:
    k = index._value
    parts = tuple(slice(0, n) for n in k.shape)
    source = src if src._value.shape == k.shape else getitem(src, parts)
    added = apply(
        KINDS["scatter_add"], [source, index], shape=_scattered(input, k, axis), axis=axis
    )
    if added._value.shape != input._value.shape:
        widths = [(0, n - m) for n, m in zip(input._value.shape, added._value.shape, strict=True)]
        added = apply(KINDS["pad"], [added], pad_width=tuple(widths))
    return input + added


def _scattered(input: Tensor, index: Any, axis: int) -> tuple[int, ...]:
    return tuple(input._value.shape[i] if i == axis else n for i, n in enumerate(index.shape))


def scatter(input: Tensor, dim: int, index: Tensor, src: Any) -> Tensor:
    """Return the input with entries of `src` put at the places of an index along an axis."""
    axis = axis_of(dim, input.ndim)
    k = index._value
    where = list(np.indices(k.shape))
    where[axis] = k
    places = np.arange(input._value.size).reshape(input._value.shape)[tuple(where)]
    source = src if isinstance(src, Tensor) else wrap(np.full(k.shape, src, input._value.dtype))
    if source._value.shape != k.shape:
        source = getitem(source, tuple(slice(0, n) for n in k.shape))

    def composed(x: Tensor, put: Tensor) -> Tensor:
        return replaced(x, places, put, basic=False)

    return fused(_SET, composed, input, source)


def index_add(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1
) -> Tensor:
    """Return the input with entries of `source` added along an axis at the places of an index."""
    axis = axis_of(dim, input.ndim)
    scaled = source if alpha == 1 else source * alpha

    def composed(x: Tensor, added: Tensor) -> Tensor:
        return x + apply(KINDS["index_add"], [added, index], shape=x._value.shape, axis=axis)

    return fused(_ADDED, composed, input, scaled)


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """Return the input with a number in place of the entries where a mask is true."""
    number = value.item() if isinstance(value, Tensor) and value._node is None else value
    if input._value.dtype not in FLOATING:
        return wrap(np.where(mask._value, number, input._value).astype(input._value.dtype))
    return apply(_FILLED, [mask, number, input])


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """Return the places of the entries that are not 0."""
    found = np.nonzero(np.atleast_1d(input._value))
    if as_tuple:
        return tuple(wrap(each) for each in found)
    return wrap(np.stack(found, 1))
