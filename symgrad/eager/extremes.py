"""The largest and the smallest entries, and where they are.

May import `eager`, NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.apply import apply
from symgrad.eager.choosing import maximum, minimum
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.fused import fused, several
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.pairs import pair
from symgrad.eager.reductions import (
    Dim,
    axes,
)
from symgrad.eager.tensor import Tensor, axis_of, wrap

_MAX, _MIN = named("MaxBackward1", "max"), named("MinBackward1", "min")


_PICKED = {"max": several("MaxBackward0"), "min": several("MinBackward0")}


_MEDIAN, _MEDIANS = several("MedianBackward0"), several("MedianBackward1")


max_result = pair("max")


min_result = pair("min")


median_result = pair("median")


def _extreme(word: str, input: Tensor, dim: Any, keepdim: bool) -> Any:
    x = input._value
    if isinstance(dim, Tensor):
        return (maximum if word == "max" else minimum)(input, dim)
    if dim is None:
        if x.size == 0:
            raise RuntimeError(
                f"{word}(): Expected reduction dim to be specified for input.numel() == 0. "
                "Specify the reduction dim with the 'dim' argument."
            )
        if x.dtype not in FLOATING:
            return wrap(getattr(np, word)(x))
        return apply(_MAX if word == "max" else _MIN, [input])
    places = (argmax if word == "max" else argmin)(input, dim, keepdim=True)
    values = _picked(_PICKED[word], input, places, dim, keepdim)
    result = max_result if word == "max" else min_result
    return result(values, places if keepdim else wrap(_without(places._value, dim, x.ndim)))


def _without(x: Any, dim: int, ndim: int) -> Any:
    return x if ndim == 0 else np.squeeze(x, axis_of(dim, ndim))


def _picked(kind: Any, input: Tensor, places: Tensor, dim: int, keepdim: bool) -> Tensor:
    """Return the entries at places along an axis; only they get a cotangent."""
    x = input._value
    axis = axis_of(dim, x.ndim)
    if x.dtype not in FLOATING or x.ndim == 0:
        if x.ndim == 0:
            return fused(kind, lambda source: source.clone(), input)
        value = np.take_along_axis(x, places._value, axis)
        return wrap(value if keepdim else np.squeeze(value, axis))

    def composed(source: Tensor) -> Tensor:
        found = apply(KINDS["take_along_axis"], [source, places], axis=axis)
        return found if keepdim else apply(KINDS["squeeze"], [found], axis=(axis,))

    return fused(kind, composed, input)


def max(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """Return the largest entry, or along an axis the pair of values and indices."""
    return _extreme("max", input, dim, keepdim)


def min(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """Return the smallest entry, or along an axis the pair of values and indices."""
    return _extreme("min", input, dim, keepdim)


def amax(input: Tensor, dim: Dim = (), keepdim: bool = False) -> Tensor:
    """Return the largest entries along axes; ties share the slope."""
    return apply(KINDS["max"], [input], axis=axes(dim, input.ndim), keepdims=keepdim)


def amin(input: Tensor, dim: Dim = (), keepdim: bool = False) -> Tensor:
    """Return the smallest entries along axes; ties share the slope."""
    return apply(KINDS["min"], [input], axis=axes(dim, input.ndim), keepdims=keepdim)


def _place(find: Any, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    x = input._value
    if dim is None:
        found = np.asarray(find(x))
        return wrap(found.reshape((1,) * x.ndim) if keepdim else found[()])
    if x.ndim == 0:
        return wrap(np.int64(0))
    return wrap(np.asarray(find(x, axis=axis_of(dim, x.ndim), keepdims=keepdim)))


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return where the largest entry is."""
    return _place(np.argmax, input, dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return where the smallest entry is."""
    return _place(np.argmin, input, dim, keepdim)


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """Return the lower median, or along an axis the pair of values and indices."""
    if dim is None:
        return fused(_MEDIAN, lambda x: median(x.reshape(-1), 0)[0], input)
    x = input._value
    axis = axis_of(dim, x.ndim)
    order = np.argsort(x, axis=axis, kind="stable")
    middle = (x.shape[axis] - 1) // 2
    places = wrap(np.take(order, [middle], axis=axis))
    values = _picked(_MEDIANS, input, places, dim, keepdim)
    return median_result(values, places if keepdim else wrap(_without(places._value, dim, x.ndim)))
