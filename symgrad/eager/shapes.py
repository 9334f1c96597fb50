"""Functions that only move entries: other shapes, other orders of axes, joining and splitting.

A result that shares memory with its operand is a view of it: it knows how it is made, so
that a write to one of them reaches the nodes of the other. May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from symgrad.eager.apply import compute, recorded, settle
from symgrad.eager.arrays import DOUBLE
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.memory import storage
from symgrad.eager.node import Node
from symgrad.eager.tensor import Tensor, axis_of
from symgrad.eager.views import view_of

_RESHAPE = {"view": KINDS["reshape"], "flatten": KINDS["reshape"], "reshape": KINDS["reshape"]}
_COPIED = named("UnsafeViewBackward0", "reshape")
_T = named("TBackward0", "transpose")
_TRANSPOSE = named("TransposeBackward0", "transpose")
_SQUEEZE = [named(f"SqueezeBackward{i}", "squeeze") for i in range(3)]
_CLONE = named("CloneBackward0", "reshape")
_ALIAS = named("AliasBackward0", "reshape")


def moved(
    kind: type[Node],
    input: Tensor,
    remake: Callable[[Tensor], Tensor],
    **params: Any,
) -> Tensor:
    """Return a row that moves entries, as a view of its operand where memory is shared."""
    x = storage(input)
    op = kind.op
    assert op is not None
    settled = settle(op, [x], params)
    if "index" in params:
        index = params["index"]
        value = x[index if Ellipsis in index else (*index, ...)]
    elif kind is KINDS["broadcast_to"]:
        repeated = np.broadcast_to(x, params["shape"])
        value = as_strided(x, repeated.shape, repeated.strides)
    else:
        value = compute(op, DOUBLE, [x], settled)
    return view_of(input, recorded(kind, [input], [x], value, settled), remake)


def sizes_of(shape: tuple[Any, ...]) -> tuple[int, ...]:
    if len(shape) == 1 and not isinstance(shape[0], int | np.integer):
        shape = tuple(shape[0])
    return tuple(int(each) for each in shape)


def _filled(shape: tuple[int, ...], size: int) -> tuple[int, ...]:
    """Return a shape with its -1 filled in."""
    wrong = f"shape '{list(shape)}' is invalid for input of size {size}"
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    if -1 in shape:
        rest = int(np.prod([n for n in shape if n != -1], dtype=np.int64))
        if rest == 0:
            raise RuntimeError(
                f"cannot reshape tensor of 0 elements into shape {list(shape)} because the "
                "unspecified dimension size -1 can be any value and is ambiguous"
            )
        if size % rest:
            raise RuntimeError(wrong)
        shape = tuple(size // rest if n == -1 else n for n in shape)
    if int(np.prod(shape, dtype=np.int64)) != size:
        raise RuntimeError(wrong)
    return shape


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """Return the entries in row-major order in another shape."""
    wanted = _filled(sizes_of(shape), input._value.size)
    x = storage(input)
    shares = np.shares_memory(np.reshape(x, wanted), x) if x.size else True
    kind = _RESHAPE["reshape"] if shares else _COPIED
    return moved(kind, input, lambda base: reshape(base, wanted), shape=wanted)


def view(input: Tensor, *shape: Any) -> Tensor:
    """Return a view in another shape.

    Raises:
        RuntimeError: the entries would have to be copied.
    """
    if len(shape) == 1 and not isinstance(shape[0], int | tuple | list):
        return input.to(shape[0])  # type: ignore[no-any-return]
    wanted = _filled(sizes_of(shape), input._value.size)
    x = storage(input)
    if x.size and not np.shares_memory(np.reshape(x, wanted), x):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return moved(_RESHAPE["view"], input, lambda base: view(base, wanted), shape=wanted)


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """Return a view in the shape of another tensor."""
    return view(input, other._value.shape)


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """Return the entries in the shape of another tensor."""
    return reshape(input, other._value.shape)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Return a tensor with a range of axes made one."""
    shape = input._value.shape
    if not shape:
        return reshape(input, 1)
    first, last = axis_of(start_dim, len(shape)), axis_of(end_dim, len(shape))
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last:
        return input
    middle = int(np.prod(shape[first : last + 1], dtype=np.int64))
    return reshape(input, *shape[:first], middle, *shape[last + 1 :])


def ravel(input: Tensor) -> Tensor:
    """Return all entries in a row."""
    return reshape(input, -1)


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """Return a tensor with one axis made several."""
    shape = input._value.shape
    axis = axis_of(dim, len(shape))
    return reshape(input, *shape[:axis], *_filled(tuple(sizes), shape[axis]), *shape[axis + 1 :])


def _turned(kind: type[Node], input: Tensor, order: tuple[int, ...]) -> Tensor:
    return moved(kind, input, lambda base: _turned(kind, base, order), axes=order)


def permute(input: Tensor, *dims: Any) -> Tensor:
    """Return a tensor with its axes in another order."""
    order = tuple(axis_of(d, input.ndim) for d in sizes_of(dims))
    if len(order) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the "
            f"length of the desired ordering of dimensions i.e. input.dim() = {input.ndim} is "
            f"not equal to len(dims) = {len(order)}"
        )
    if len(set(order)) < len(order):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return _turned(KINDS["transpose"], input, order)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Return a tensor with two axes swapped."""
    a, b = axis_of(dim0, input.ndim), axis_of(dim1, input.ndim)
    order = list(range(input.ndim))
    if order:
        order[a], order[b] = b, a
    return _turned(_TRANSPOSE, input, tuple(order))


def t(input: Tensor) -> Tensor:
    """Return the transpose of a matrix; a vector as it is."""
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return _turned(_T, input, tuple(range(input.ndim))[::-1])


def reversed_axes(input: Tensor) -> Tensor:
    """Return `x.T`: the axes in reverse order."""
    return _turned(KINDS["transpose"], input, tuple(range(input.ndim))[::-1])


def matrix_transpose(input: Tensor) -> Tensor:
    """Return `x.mT`: the last two axes swapped."""
    if input.ndim < 2:
        raise RuntimeError(
            "tensor.mT is only supported on matrices or batches of matrices. "
            f"Got {input.ndim}-D tensor."
        )
    return transpose(input, -2, -1)


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Return a tensor with axes moved to other places."""
    order = np.moveaxis(np.empty((1,) * input.ndim), source, destination)
    assert order.ndim == input.ndim
    places = list(range(input.ndim))
    sources = [source] if isinstance(source, int) else list(source)
    targets = [destination] if isinstance(destination, int) else list(destination)
    sources = [axis_of(s, input.ndim) for s in sources]
    rest = [p for p in places if p not in sources]
    for target, origin in sorted(
        zip((axis_of(d, input.ndim) for d in targets), sources, strict=True)
    ):
        rest.insert(target, origin)
    return _turned(KINDS["transpose"], input, tuple(rest))


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Return a tensor without axes of size 1."""
    shape = input._value.shape
    if dim is None:
        kind, gone = _SQUEEZE[0], tuple(i for i, n in enumerate(shape) if n == 1)
    else:
        several = not isinstance(dim, int)
        wanted = [axis_of(d, len(shape)) for d in (dim if several else (dim,))]
        kind = _SQUEEZE[2 if several else 1]
        gone = tuple(d for d in wanted if shape and shape[d] == 1)
    return moved(kind, input, lambda base: squeeze(base, dim), axis=gone)


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """Return a tensor with a new axis of size 1."""
    axis = axis_of(dim, input.ndim + 1)
    return moved(KINDS["expand_dims"], input, lambda base: unsqueeze(base, dim), axis=(axis,))


def expand(input: Tensor, *sizes: Any) -> Tensor:
    """Return a view that repeats axes of size 1; -1 keeps a size."""
    wanted, shape = sizes_of(sizes), input._value.shape
    extra = len(wanted) - len(shape)
    if extra < 0:
        raise RuntimeError(
            f"expand({input.dtype}{list(shape)}, size={list(wanted)}): the number of sizes "
            f"provided ({len(wanted)}) must be greater or equal to the number of dimensions in "
            f"the tensor ({len(shape)})"
        )
    full = tuple(shape[i - extra] if n == -1 and i >= extra else n for i, n in enumerate(wanted))
    for i, n in enumerate(shape):
        if n not in (1, full[i + extra]):
            raise RuntimeError(
                f"The expanded size of the tensor ({full[i + extra]}) must match the existing "
                f"size ({n}) at non-singleton dimension {i + extra}.  Target sizes: "
                f"{list(wanted)}.  Tensor sizes: {list(shape)}"
            )
    return moved(KINDS["broadcast_to"], input, lambda base: expand(base, full), shape=full)


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Return a view in the shape of another tensor."""
    return expand(input, other._value.shape)


def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """Return a view that repeats axes of size 1."""
    return expand(input, size)


def _whole(kind: type[Node], input: Tensor, value: Any) -> Tensor:
    return recorded(kind, [input], [input._value], value, {"shape": input._value.shape})


def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """Return a copy that is recorded."""
    value = input._value
    return _whole(_CLONE, input, value.copy())


def contiguous(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """Return the tensor, or a copy with its entries in row-major order."""
    x = input._value
    if not isinstance(x, np.ndarray) or x.flags.c_contiguous:
        return input
    return _whole(_CLONE, input, np.ascontiguousarray(x))


def alias(input: Tensor) -> Tensor:
    """Return the same values as another tensor of the graph."""
    return view_of(input, _whole(_ALIAS, input, storage(input)), alias)
