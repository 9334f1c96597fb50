"""The largest and smallest of many numbers, and all of them in order.

Where the order is certain the very numbers are returned; where it is not, balls around whatever
could stand there. May import python-flint and its own package.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key, reduce
from itertools import pairwise
from typing import Any

import numpy as np
from flint import arb, fmpq

from symgrad.verdict.balls.elementwise import larger, smaller
from symgrad.verdict.balls.mapping import Kernel

Array = np.ndarray[Any, np.dtype[Any]]
Axes = tuple[int, ...]


def _extreme(better: Callable[[Any, Any], Any]) -> Kernel:
    """Return the kernel of the best entry along axes: a fold, which keeps certain winners."""

    def kernel(x: Array, axis: Axes, keepdims: bool = False) -> Array:
        order = tuple(i for i in range(x.ndim) if i not in axis)
        kept = tuple(x.shape[i] for i in order)
        shape = tuple(1 if i in axis else x.shape[i] for i in range(x.ndim)) if keepdims else kept
        lines = x.transpose(order + tuple(axis)).reshape(*kept, -1) if x.size else None
        found = np.empty(kept, dtype=object)
        for place in np.ndindex(kept):
            assert lines is not None
            found[place] = reduce(better, lines[place])
        return found.reshape(shape)

    return kernel


def _compared(one: Any, other: Any) -> int:
    """Compare two numbers; 0 where they are equal or nothing tells."""
    if one < other:
        return -1
    return 1 if one > other else 0


def _places(line: Any) -> list[int]:
    return sorted(range(len(line)), key=cmp_to_key(lambda i, j: _compared(line[i], line[j])))


def _is_certain(line: Any, places: list[int]) -> bool:
    """Tell whether every neighbour in an order is certainly not smaller than the one before."""
    pairs = pairwise(places)
    return all(line[i] is line[j] or line[i] <= line[j] for i, j in pairs) and all(
        isinstance(number, fmpq) or number.is_finite() for number in line
    )


def _lines(x: Array, axis: int | None) -> tuple[Array, int]:
    return (x.reshape(-1), 0) if axis is None else (x, axis)


def _along(x: Array, axis: int | None, made: Callable[[Any], list[Any]]) -> Array:
    whole, place = _lines(x, axis)
    moved = np.moveaxis(whole, place, -1)
    found = np.empty(moved.shape, dtype=object)
    for at in np.ndindex(moved.shape[:-1]):
        found[at] = _row(made(moved[at]))
    return np.moveaxis(found, -1, place)


def _row(numbers: list[Any]) -> Array:
    row = np.empty(len(numbers), dtype=object)
    for place, number in enumerate(numbers):
        row[place] = number
    return row


def _sorted(line: Any) -> list[Any]:
    places = _places(line)
    if _is_certain(line, places):
        return [line[i] for i in places]
    if not all(number.is_finite() for number in line):
        return [arb.nan()] * len(line)
    lows = sorted((number.lower() for number in line), key=cmp_to_key(_compared))
    highs = sorted((number.upper() for number in line), key=cmp_to_key(_compared))
    return [low.union(high) for low, high in zip(lows, highs, strict=True)]


def _ordered(number: Callable[[int], Any]) -> Callable[[Any], list[Any]]:
    def made(line: Any) -> list[Any]:
        places = _places(line)
        certain = _is_certain(line, places)
        return [number(i) if certain else arb.nan() for i in places]

    return made


def _is_open(x: Array, axis: int | None = -1) -> Array:
    whole, place = _lines(x, axis)
    moved = np.moveaxis(whole, place, -1)
    found = [not _is_certain(moved[at], _places(moved[at])) for at in np.ndindex(moved.shape[:-1])]
    return np.array(found, dtype=bool)


def _largest(x: Array, axis: Axes, keepdims: bool = False) -> Array:
    return _extreme(lambda u, v: u if u >= v else v)(x, axis, keepdims)


def _smallest(x: Array, axis: Axes, keepdims: bool = False) -> Array:
    return _extreme(lambda u, v: u if u <= v else v)(x, axis, keepdims)


ORDERING: dict[str, Kernel] = {
    "max": _extreme(larger),
    "min": _extreme(smaller),
    "sort": lambda x, axis=-1: _along(x, axis, _sorted),
    "argsort": lambda x, axis=-1: _along(x, axis, _ordered(arb)),
}
RATIONAL_ORDERING: dict[str, Kernel] = {
    "max": _largest,
    "min": _smallest,
    "sort": lambda x, axis=-1: _along(x, axis, _sorted),
    "argsort": lambda x, axis=-1: _along(x, axis, _ordered(fmpq)),
}
# Which lines an enclosure leaves in no certain order.
OPEN: dict[str, Kernel] = {"sort": _is_open, "argsort": _is_open}
