"""Writing to tensors: `x += 1`, `x.mul_(y)`, `x[i] = v`.

The graph stays what it was: a write makes a new node, and the tensor points at it from now
on. What was computed from the old values is told by the record of writes, and refused in the
sweep if it needs them. A write to a view goes through its base (`views`).
May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.eager import dtypes
from symgrad.eager.apply import apply, recorded
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.keeping import is_light
from symgrad.eager.kinds import named
from symgrad.eager.memory import writes_of, written
from symgrad.eager.modes import LOCAL, clock
from symgrad.eager.node import LEAF
from symgrad.eager.tensor import Tensor, wrap
from symgrad.eager.views import refresh, restrided, root_of

_LEAF = "a leaf Variable that requires grad is being used in an in-place operation."
_VIEW = "a view of a leaf Variable that requires grad is being used in an in-place operation."
_SHARED = (
    "unsupported operation: more than one element of the written-to tensor refers to a single "
    "memory location. Please clone() the tensor before performing the operation."
)
_SLICES, _PUT = named("CopySlices", "where"), named("IndexPutBackward0", "where")
_SLICES.title = "torch::autograd::CopySlices"
_PLACED = named("IndexPutBackward0", "index_add")
_PLACED.shown = (0,)
_COPY = named("CopyBackwards", "broadcast_to")
_ZERO, _FILL = named("ZeroBackward0", "zeros_like"), named("FillBackward0", "add")
_FILL.shown = (0,)


def writable(target: Tensor) -> None:
    """Refuse to write to a leaf that wants a gradient, while recording.

    Raises:
        RuntimeError: torch's.
    """
    if not LOCAL.recording:
        return
    if target._node is LEAF:
        raise RuntimeError(_LEAF)
    if target._view is not None and root_of(target)[0]._node is LEAF:
        raise RuntimeError(_VIEW)


def write(target: Tensor, result: Tensor) -> Tensor:
    """Put the values of a result in a tensor, which then counts as made by its node."""
    writable(target)
    value = result._value
    _check(target, value)
    node = result._node
    if node is not None and node is not LEAF and node.xs is not None:
        _keep_old(target, node)
    if isinstance(target._value, np.ndarray):
        np.copyto(target._value, value, casting="unsafe")
    else:
        target._value = target._value.dtype.type(value)
    written(target)
    if LOCAL.recording and (node is not None or target._node is not None):
        _record(target, result)
    return target


def _check(target: Tensor, value: Any) -> None:
    own = target._value
    if isinstance(own, np.ndarray) and _overlaps(own):
        raise RuntimeError(_SHARED)
    kinds = {"b": 0, "i": 1, "u": 1, "f": 2}
    if kinds[value.dtype.kind] > kinds[own.dtype.kind]:
        names = [_titled(kind) for kind in (value.dtype, own.dtype)]
        raise RuntimeError(
            f"result type {names[0]} can't be cast to the desired output type {names[1]}"
        )
    if value.shape != own.shape:
        raise RuntimeError(
            f"output with shape {list(own.shape)} doesn't match the broadcast shape "
            f"{list(value.shape)}"
        )


def _overlaps(array: Any) -> bool:
    """Tell whether entries of an array share a place in memory, as repeated ones do."""
    return any(step == 0 and n > 1 for step, n in zip(array.strides, array.shape, strict=True))


def _titled(kind: Any) -> str:
    return dtypes.of_numpy(kind).legacy.removesuffix("Tensor")


def _keep_old(target: Tensor, node: Any) -> None:
    """Give a node copies of the values that are about to be overwritten."""
    old = target._value
    places = [i for i, x in enumerate(node.xs) if x is old]
    if places and not is_light(node):
        copy = old.copy()
        node.xs = tuple([copy if x is old else x for x in node.xs])
        node.owned = frozenset(places)


def _record(target: Tensor, result: Tensor) -> None:
    """Point the tensor, its base and the views of that at new nodes."""
    record = writes_of(target)
    if target._view is None:
        node = result._node
        if node is LEAF or node is None:
            node = _constant(target, result)
        node.born = clock()
        node.written = record
        record.writer = node.name()
        target._node = node
        refresh(target)
        return
    base, remake = root_of(target)
    places = remake(wrap(np.arange(base._value.size).reshape(base._value.shape)))._value
    old = wrap(base._value, base._node)
    base._node = replaced(old, places, result, basic=True)._node
    if base._node is not None:
        base._node.written = record
        record.writer = base._node.name()
    refresh(base)
    made = remake(base)
    target._node = restrided(made._node)
    if target._node is not None:
        target._node.written = record


def _constant(target: Tensor, result: Tensor) -> Any:
    """Return a node for a leaf's values, or values without one, put in a recorded tensor."""
    if result._node is LEAF:
        return recorded(_COPY, [result], [result._value], target._value, _like(target))._node
    source = wrap(target._value, target._node)
    return apply(_ZERO, [source])._node


def _like(target: Tensor) -> dict[str, Any]:
    return {"shape": target._value.shape}


def replaced(base: Tensor, places: Any, value: Tensor, *, basic: bool) -> Tensor:
    """Return a tensor with values put in its entries at places, counted in row-major order."""
    shape = base._value.shape
    places = np.asarray(places)
    given = value._value
    mask = np.zeros(shape, bool)
    mask.reshape(-1)[places.reshape(-1)] = True
    if value._node is None:
        full = np.zeros(shape, base._value.dtype)
        full.reshape(-1)[places] = given
        put = wrap(full)
    else:
        spread = apply(_COPY, [value], shape=places.shape) if given.shape != places.shape else value
        put = apply(_PLACED, [spread, wrap(places)], shape=shape, axis=None)
    return apply(_SLICES if basic else _PUT, [wrap(mask), put, base])


def inplace(function: Callable[..., Any]) -> Callable[..., Tensor]:
    """Return the method that puts the result of a function in its first argument."""

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Any:
        writable(self)
        result = function(self, *args, **kwargs)
        if result is NotImplemented:
            return NotImplemented
        return write(self, result)

    method.__name__ = method.__qualname__ = f"{getattr(function, '__name__', 'method')}_"
    method.__doc__ = f"{(function.__doc__ or 'Compute.').splitlines()[0]} In place."
    return method


def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Put the values of another tensor in this one."""
    writable(self)
    source = src if isinstance(src, Tensor) else wrap(np.asarray(src))
    try:
        value = np.broadcast_to(source._value, self._value.shape).astype(self._value.dtype)
    except ValueError:
        raise RuntimeError(
            f"output with shape {list(self._value.shape)} doesn't match the broadcast shape "
            f"{list(source._value.shape)}"
        ) from None
    return write(self, recorded(_COPY, [source], [source._value], value, _like(self)))


def zero_(self: Tensor) -> Tensor:
    """Put 0 in all entries."""
    return fill_(self, 0)


def fill_(self: Tensor, value: Any) -> Tensor:
    """Put a number in all entries."""
    number = value.item() if isinstance(value, Tensor) else value
    writable(self)
    own = self._value
    filled = np.full(own.shape, number).astype(own.dtype)
    if self._node is None or not LOCAL.recording or own.dtype not in FLOATING:
        return write(self, wrap(filled))
    nothing = apply(_ZERO, [wrap(own, self._node)])
    if number == 0:
        return write(self, nothing)
    return write(self, recorded(_FILL, [nothing, number], [nothing._value, number], filled))


def random_fill(draw: Callable[..., Any]) -> Callable[..., Tensor]:
    """Return the method that puts random numbers in a tensor: `draw(stream, shape, ...)`."""

    def method(self: Tensor, *args: Any, generator: Any = None, **kwargs: Any) -> Tensor:
        from symgrad.eager.randomness import default_generator

        stream = generator or default_generator
        value = stream.draw(lambda s: draw(s, self._value.shape, *args, **kwargs))
        writable(self)
        return write(self, wrap(np.asarray(value).astype(self._value.dtype)))

    return method
