"""Sorting, with the indices that torch gives beside the values.

May import `eager`, NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.apply import apply
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.kinds import named
from symgrad.eager.pairs import pair
from symgrad.eager.tensor import Tensor, axis_of, wrap

sort_result = pair("sort")
topk_result = pair("topk")
_SORT, _TOPK = named("SortBackward0", "take_along_axis"), named("TopkBackward0", "take_along_axis")
_SORT.shown = _TOPK.shown = (0,)


def _order(x: Any, axis: int, descending: bool) -> Any:
    """Return a stable order; falling, equal entries keep theirs."""
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    found = np.argsort(np.flip(x, axis), axis=axis, kind="stable")
    return np.flip(x.shape[axis] - 1 - found, axis)


def _taken(kind: Any, input: Tensor, places: Any, axis: int) -> Tensor:
    if input._value.dtype not in FLOATING:
        return wrap(np.take_along_axis(input._value, places, axis))
    return apply(kind, [input, wrap(places)], axis=axis)


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Any:
    """Return the entries in order along an axis, and where they were."""
    axis = axis_of(dim, input.ndim)
    places = np.ascontiguousarray(_order(input._value, axis, descending))
    return sort_result(_taken(_SORT, input, places, axis), wrap(places))


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """Return where the entries in order along an axis are."""
    return wrap(_order(input._value, axis_of(dim, input.ndim), descending))


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """Return the k largest entries along an axis, and where they were."""
    axis = axis_of(dim, input.ndim)
    if k > input._value.shape[axis]:
        raise RuntimeError("selected index k out of range")
    order = _order(input._value, axis, largest)
    places = np.ascontiguousarray(np.take(order, np.arange(k), axis))
    return topk_result(_taken(_TOPK, input, places, axis), wrap(places))
