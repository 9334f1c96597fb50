"""`x[...]`: views of a range of entries, entries picked by number or by a mask, and writing them.

What is picked by number is one row on the entries counted in row-major order; NumPy says which
those are. May import `eager`, NumPy.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from symgrad.eager.apply import apply
from symgrad.eager.dtypes import BOOL, FLOATING
from symgrad.eager.inplace import replaced, writable, write
from symgrad.eager.joining import unbind
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.memory import storage
from symgrad.eager.modes import LOCAL
from symgrad.eager.shapes import moved
from symgrad.eager.tensor import Tensor, wrap

_SELECT, _SLICE = named("SelectBackward0", "getitem"), KINDS["getitem"]
_NEW, _ALIAS = named("UnsqueezeBackward0", "getitem"), named("AliasBackward0", "getitem")
_INDEX = named("IndexBackward0", "take")
_INDEX.shown = (0,)


def _items(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def _plain(item: Any) -> Any:
    """Return an item as NumPy reads it."""
    if isinstance(item, Tensor):
        value = item._value
        if value.dtype in FLOATING:
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        return value.item() if value.ndim == 0 and value.dtype != BOOL else np.asarray(value)
    if isinstance(item, list):
        return np.array([_plain(each) for each in item])
    if isinstance(item, slice):
        parts = [
            None if p is None else operator.index(p) for p in (item.start, item.stop, item.step)
        ]
        if parts[2] is not None and parts[2] <= 0:
            raise ValueError("step must be greater than zero")
        return slice(*parts)
    return item


def _is_basic(items: tuple[Any, ...]) -> bool:
    return all(
        item is None
        or item is Ellipsis
        or isinstance(item, slice)
        or (isinstance(item, int | np.integer) and not isinstance(item, bool))
        for item in items
    )


def _kind_of(items: tuple[Any, ...]) -> Any:
    """Return the kind that torch's last step has."""
    for item in reversed(items):
        if item is None:
            return _NEW
        if isinstance(item, int | np.integer):
            return _SELECT
        if isinstance(item, slice) and (item != slice(None) or len(items) == 1):
            return _SLICE
    return _ALIAS


def _check(items: tuple[Any, ...], shape: tuple[int, ...]) -> None:
    taken = sum(
        item.ndim if isinstance(item, np.ndarray) and item.dtype == BOOL else 1
        for item in items
        if item is not None and item is not Ellipsis
    )
    if taken > len(shape):
        if not shape and len(items) == 1 and isinstance(items[0], int):
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
                "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
            )
        raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
    if not _is_basic(items):
        return
    place = 0
    for position, item in enumerate(items):
        if item is Ellipsis:
            rest = sum(each is not None for each in items[position + 1 :])
            place = len(shape) - rest
        elif item is not None:
            if not isinstance(item, slice) and not -shape[place] <= item < shape[place]:
                raise IndexError(
                    f"index {item} is out of bounds for dimension {place} with size {shape[place]}"
                )
            place += 1


def getitem(self: Tensor, index: Any) -> Tensor:
    """Return a view of a range of entries, or the entries at places."""
    items = tuple(_plain(item) for item in _items(index))
    _check(items, self._value.shape)
    if _is_basic(items):
        if self._node is not None and sum(type(item) is int for item in items) > 1:
            return _one_by_one(self, items)
        return moved(_kind_of(items), self, lambda base: getitem(base, items), index=items)
    return picked(_INDEX, self, items)


def _one_by_one(tensor: Tensor, items: tuple[Any, ...]) -> Tensor:
    """Return a view with one node for each place that is taken, as torch records it."""
    place = next(i for i, item in enumerate(items) if type(item) is int)
    if any(item is None or item is Ellipsis for item in items):
        return moved(_kind_of(items), tensor, lambda base: getitem(base, items), index=items)
    first = (slice(None),) * place + (items[place],)
    return getitem(getitem(tensor, first), items[:place] + items[place + 1 :])


def picked(kind: Any, input: Tensor, items: Any) -> Tensor:
    """Return the entries at places, as a copy."""
    x = input._value
    places = positions(input, items)
    if x.dtype not in FLOATING:
        return wrap(storage(input).reshape(-1)[places])
    return apply(kind, [input, wrap(places)], axis=None)


def positions(input: Tensor, items: Any) -> Any:
    """Return which entries an index takes, counted in row-major order."""
    x = input._value
    try:
        return np.arange(x.size).reshape(x.shape)[items]
    except IndexError as error:
        words = str(error)
        if "boolean index did not match" in words:
            raise IndexError(
                f"The shape of the mask {_mask_shape(items)} at index 0 does not match the shape "
                f"of the indexed tensor {list(x.shape)} at index 0"
            ) from None
        raise IndexError(words.replace("for axis", "for dimension")) from None


def _mask_shape(items: Any) -> list[int]:
    masks = [each for each in items if isinstance(each, np.ndarray) and each.dtype == BOOL]
    return list(masks[0].shape) if masks else []


def setitem(self: Tensor, index: Any, value: Any) -> None:
    """Write to the entries that an index takes."""
    items = tuple(_plain(item) for item in _items(index))
    _check(items, self._value.shape)
    if _is_basic(items):
        writable_part(self)
    else:
        writable(self)
    source = value if isinstance(value, Tensor) else wrap(np.asarray(value))
    tracked = LOCAL.recording and (self._node is not None or source._node is not None)
    if tracked and self._value.dtype in FLOATING:
        places = positions(self, items)
        fitting = _fitting(source, np.shape(places))
        write(self, replaced(self, places, fitting, basic=_is_basic(items)))
        return
    target = storage(self)
    target[items] = _fitting(source, np.shape(target[items]))._value
    from symgrad.eager.memory import written

    written(self)


def writable_part(tensor: Tensor) -> None:
    """Refuse to write to a part of a leaf that wants a gradient."""
    try:
        writable(tensor)
    except RuntimeError as error:
        message = str(error)
        raise RuntimeError(
            message
            if message.startswith("a view")
            else message.replace("a leaf", "a view of a leaf", 1)
        ) from None


def _fitting(source: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Return the source without leading axes of size 1 that the place does not have."""
    given = source._value.shape
    while len(given) > len(shape) and given[0] == 1:
        given = given[1:]
    try:
        np.broadcast_to(np.empty(given), shape)
    except ValueError:
        raise _misfit(source, shape) from None
    return source if given == source._value.shape else source.reshape(given)


def _misfit(source: Tensor, shape: tuple[int, ...]) -> RuntimeError:
    given = source._value.shape
    if len(given) > len(shape):
        return RuntimeError(
            f"expand(symgrad.{source.dtype.legacy}{{{list(given)}}}, size={list(shape)}): the "
            f"number of sizes provided ({len(shape)}) must be greater or equal to the number of "
            f"dimensions in the tensor ({len(given)})"
        )
    extra = len(shape) - len(given)
    for i, n in enumerate(given):
        if n not in (1, shape[i + extra]):
            return RuntimeError(
                f"shape mismatch: value tensor of shape {list(given)} cannot be broadcast to "
                f"indexing result of shape {list(shape)}"
            )
    raise AssertionError(given)


def iterate(self: Tensor) -> Any:
    """Return an iterator over the first axis."""
    if self.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(unbind(self, 0))
