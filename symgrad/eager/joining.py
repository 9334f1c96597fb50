"""Putting tensors together, taking them apart, and repeating them.

May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symgrad.eager.apply import apply, unified
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.node import Node
from symgrad.eager.outputs import share_node
from symgrad.eager.shapes import (
    moved,
    sizes_of,
)
from symgrad.eager.tensor import Tensor, axis_of, wrap

_UNBIND, _SPLIT = named("UnbindBackward0", "getitem"), named("SplitBackward0", "getitem")


def _joining(tensors: Any, name: str) -> list[Any]:
    several = list(tensors)
    if not several:
        raise RuntimeError(f"{name}(): expected a non-empty list of Tensors")
    if all(each._value.dtype not in FLOATING for each in several):
        return several
    return unified(*several)


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Return tensors joined along an axis."""
    several = _joining(tensors, "torch.cat")
    first = several[0]
    for each in several:
        if each.ndim == 0:
            raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated")
        if each.ndim != first.ndim and each._value.shape != (0,):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {first.ndim} and {each.ndim}"
            )
    several = [each for each in several if each._value.shape != (0,)] or several[:1]
    axis = axis_of(dim, several[0].ndim)
    _check_sizes(several, axis)
    if several[0]._value.dtype not in FLOATING:
        return wrap(np.concatenate([each._value for each in several], axis))
    return apply(KINDS["concatenate"], several, axis=axis)


def _check_sizes(tensors: list[Tensor], axis: int) -> None:
    shape = tensors[0]._value.shape
    for place, each in enumerate(tensors):
        for i, (a, b) in enumerate(zip(shape, each._value.shape, strict=True)):
            if i != axis and a != b:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {a} "
                    f"but got size {b} for tensor number {place} in the list."
                )


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Return tensors of one shape as the entries along a new axis."""
    several = _joining(tensors, "stack")
    shape = several[0]._value.shape
    for place, each in enumerate(several):
        if each._value.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 "
                f"and {list(each._value.shape)} at entry {place}"
            )
    axis = axis_of(dim, len(shape) + 1)
    if several[0]._value.dtype not in FLOATING:
        return wrap(np.stack([each._value for each in several], axis))
    return apply(KINDS["stack"], several, axis=axis)


def _piece(kind: type[Node], input: Tensor, axis: int, item: Any) -> Tensor:
    index = (slice(None),) * axis + (item,)
    return moved(kind, input, lambda base: _piece(kind, base, axis, item), index=index)


def _pieces(kind: type[Node], input: Tensor, axis: int, items: Sequence[Any]) -> tuple[Tensor, ...]:
    """Return several views that count as the results of one node."""
    made = tuple(_piece(kind, input, axis, item) for item in items)
    if made and made[0]._node is not None:
        share_node(kind, made)
    return made


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """Return the entries along an axis, one by one."""
    if input.ndim == 0:
        raise RuntimeError("Dimension specified as 0 but tensor has no dimensions")
    axis = axis_of(dim, input.ndim)
    return _pieces(_UNBIND, input, axis, range(input._value.shape[axis]))


def split(input: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Return pieces of a size, or of these sizes, along an axis."""
    axis = axis_of(dim, input.ndim)
    size = input._value.shape[axis]
    sizes = split_size_or_sections
    if isinstance(sizes, int):
        sizes = [builtin_min(sizes, size - i) for i in range(0, size, sizes)] or [0]
    elif sum(sizes) != size:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size "
            f"at dimension {axis}), but got split_sizes={list(sizes)}"
        )
    ends = np.cumsum(sizes).tolist()
    places = [slice(end - n, end) for n, end in zip(sizes, ends, strict=True)]
    return _pieces(_SPLIT, input, axis, places)


builtin_min = min


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Return at most so many pieces of equal size along an axis."""
    size = input._value.shape[axis_of(dim, input.ndim)]
    return split(input, -(-size // chunks) or 1, dim)


def narrow(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    """Return a range of entries along an axis."""
    axis = axis_of(dim, input.ndim)
    return _piece(KINDS["getitem"], input, axis, slice(start, start + length))


def flip(input: Tensor, *dims: Any) -> Tensor:
    """Return the entries in reverse order along axes."""
    axes = tuple(axis_of(d, input.ndim) for d in sizes_of(dims))
    if input._value.dtype not in FLOATING:
        return wrap(np.flip(input._value, axes))
    return apply(KINDS["flip"], [input], axis=axes)


def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """Return the entries rolled along axes, or in a row."""
    if input._value.dtype not in FLOATING:
        return wrap(np.roll(input._value, shifts, dims))
    return apply(KINDS["roll"], [input], shift=shifts, axis=dims)


def repeat(input: Tensor, *sizes: Any) -> Tensor:
    """Return the tensor put side by side with itself, so often along each axis."""
    if input._value.dtype not in FLOATING:
        return wrap(np.tile(input._value, sizes_of(sizes)))
    return apply(named("RepeatBackward0", "tile"), [input], reps=sizes_of(sizes))


def repeat_interleave(input: Tensor, repeats: int, dim: int | None = None) -> Tensor:
    """Return each entry repeated so often along an axis, or in a row."""
    if input._value.dtype not in FLOATING:
        return wrap(np.repeat(input._value, repeats, dim))
    return apply(KINDS["repeat"], [input], repeats=repeats, axis=dim)
