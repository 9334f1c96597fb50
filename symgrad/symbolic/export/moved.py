"""Entries in lists that a linear map moves: reshape, an index and its adjoint, joins, triangles.

Imports nothing of symgrad.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

Shape = tuple[int, ...]


def moved_entries(
    data: tuple[Any, ...],
    args: Sequence[list[Any]],
    shapes: Sequence[Shape],
    shape: Shape,
    zero: Any,
) -> list[Any] | None:
    """Return what a linear map makes of entries in row-major order; None for another map.

    Args:
        data: its name and parameters. args: the operands' entries. shapes: their shapes.
        shape: the result's shape. zero: what stands where nothing was put.
    """
    name, *params = data
    if name == "reshape":
        return args[0]
    if name == "getitem":
        return [args[0][k] for k in _picked(params[0], shapes[0])]
    if name == "scatter":
        found = [zero] * prod(shape)
        for k, entry in zip(_picked(params[0], shape), args[0], strict=True):
            found[k] = entry
        return found
    if name in ("tril", "triu"):
        return _triangle(name, params[0], args[0], shape, zero)
    return _joined(args, shapes, params[0]) if name == "concatenate" else None


def _picked(index: Sequence[Any], shape: Shape) -> list[int]:
    """Return the flat places that an index picks."""
    strides = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    places = [range(*item) if isinstance(item, tuple) else (item,) for item in index]
    return [sum(i * step for i, step in zip(at, strides, strict=True)) for at in product(*places)]


def _triangle(name: str, k: int, entries: list[Any], shape: Shape, zero: Any) -> list[Any]:
    places = product(*(range(n) for n in shape))
    kept = [(at[-1] - at[-2] <= k) if name == "tril" else (at[-1] - at[-2] >= k) for at in places]
    return [entry if keep else zero for keep, entry in zip(kept, entries, strict=True)]


def _joined(args: Sequence[list[Any]], shapes: Sequence[Shape], axis: int) -> list[Any]:
    """Return arrays joined along an axis: stretches of each in turn."""
    widths = [prod(shape[axis:]) for shape in shapes]
    found = []
    for row in range(prod(shapes[0][:axis])):
        for entries, width in zip(args, widths, strict=True):
            found += entries[row * width : (row + 1) * width]
    return found
