"""Making tensors: from data, of constants, of random numbers.

May import `eager`, NumPy.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from symgrad.eager import dtypes
from symgrad.eager.dtypes import BOOL, FLOATING, I64
from symgrad.eager.node import LEAF
from symgrad.eager.tensor import Tensor, wrap

_ONLY_FLOATING = "Only Tensors of floating point and complex dtype can require gradients"


def leaf(value: Any, requires_grad: bool = False) -> Tensor:
    """Return a tensor of an array that nobody else holds; one entry is held as a scalar."""
    if requires_grad and value.dtype not in FLOATING:
        raise RuntimeError(_ONLY_FLOATING)
    return wrap(value if value.ndim else value[()], LEAF if requires_grad else None)


def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Return a new leaf with a copy of data: a number, nested lists, an array, a tensor."""
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use "
            "sourceTensor.detach().clone() or sourceTensor.detach().clone().requires_grad_(True), "
            "rather than symgrad.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
    return leaf(_entries(data, dtype, "new"), requires_grad)


def _entries(data: Any, dtype: Any, name: str) -> Any:
    wanted = None if dtype is None else dtypes.numpy_type(dtype)
    if isinstance(data, Tensor):
        return np.array(data._value, wanted)
    if isinstance(data, np.ndarray | np.generic):
        value = np.array(data, wanted)
        dtypes.of_numpy(value.dtype)
        return value
    if isinstance(data, str) or data is None:
        kind = type(data).__name__
        raise (
            TypeError(f"{name}(): invalid data type '{kind}'")
            if isinstance(data, str)
            else (RuntimeError("Could not infer dtype of NoneType"))
        )
    _check_ragged(data)
    value = np.array(_plain(data))
    if value.dtype == object or value.dtype.kind not in "fiub":
        raise TypeError(f"{name}(): invalid data type '{value.dtype.name}'")
    if wanted is None:
        wanted = value.dtype if value.dtype == BOOL else I64
        if value.dtype.kind == "f":
            held = isinstance(_first(data), np.floating)
            wanted = value.dtype if held else dtypes.Default.dtype.numpy
    return value.astype(wanted)


def _plain(data: Any) -> Any:
    """Return nested lists with numbers in place of tensors."""
    if isinstance(data, Tensor):
        return data._value
    if isinstance(data, list | tuple | range):
        return [_plain(each) for each in data]
    return data


def _first(data: Any) -> Any:
    while isinstance(data, list | tuple) and data:
        data = data[0]
    return data._value if isinstance(data, Tensor) else data


def _check_ragged(data: Any) -> None:
    shape, level, depth = [], [data], 0
    while level and all(isinstance(each, list | tuple) for each in level):
        shape.append(len(level[0]))
        for each in level:
            if len(each) != shape[-1]:
                raise ValueError(
                    f"expected sequence of length {shape[-1]} at dim {depth} (got {len(each)})"
                )
        level = [part for each in level for part in each]
        depth += 1


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """Return data as a tensor, without copying a tensor or an array."""
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray) and dtype is None:
        return from_numpy(data)
    return tensor(data, dtype=dtype)


def from_numpy(ndarray: Any) -> Tensor:
    """Return a tensor that shares the memory of an array."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    dtypes.of_numpy(ndarray.dtype)
    return wrap(ndarray)


def legacy(name: str, kind: dtypes.dtype) -> type:
    """Return torch's old class of tensors of one type: called, it makes one."""

    class _Old(type):
        def __instancecheck__(cls, instance: Any) -> bool:
            return isinstance(instance, Tensor) and instance._value.dtype == kind.numpy

        def __call__(cls, *data: Any) -> Tensor:
            if len(data) == 1 and not isinstance(data[0], int):
                return leaf(_entries(data[0], kind, "new"))
            return wrap(np.zeros(data or (0,), kind.numpy))

    return _Old(name, (), {"__doc__": f"Tensors of {kind.name}; called, it makes one."})


FloatTensor = legacy("FloatTensor", dtypes.float32)
DoubleTensor = legacy("DoubleTensor", dtypes.float64)
HalfTensor = legacy("HalfTensor", dtypes.float16)
LongTensor = legacy("LongTensor", dtypes.int64)
IntTensor = legacy("IntTensor", dtypes.int32)
ShortTensor = legacy("ShortTensor", dtypes.int16)
CharTensor = legacy("CharTensor", dtypes.int8)
ByteTensor = legacy("ByteTensor", dtypes.uint8)
BoolTensor = legacy("BoolTensor", dtypes.bool_)


def shape_of(size: tuple[Any, ...]) -> tuple[int, ...]:
    if len(size) == 1 and not isinstance(size[0], int | np.integer | Tensor):
        size = tuple(size[0])
    return tuple(int(each) for each in size)


def type_of(dtype: Any) -> Any:
    return dtypes.Default.dtype.numpy if dtype is None else dtypes.numpy_type(dtype)


def zeros(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Return a tensor of zeros."""
    return leaf(np.zeros(shape_of(size), type_of(dtype)), requires_grad)


def ones(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Return a tensor of ones."""
    return leaf(np.ones(shape_of(size), type_of(dtype)), requires_grad)


empty = zeros


def full(
    size: Any,
    fill_value: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return a tensor of one number."""
    value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    kind = dtypes.of_number(value) if dtype is None else dtypes.numpy_type(dtype)
    return leaf(np.full(shape_of((size,)), value, kind), requires_grad)


def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return ones on the diagonal, zeros elsewhere."""
    return leaf(np.eye(n, m, dtype=type_of(dtype)), requires_grad)


def arange(
    start: Any,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return numbers from start, before end, in steps."""
    if end is None:
        start, end = 0, start
    start, end, step = (x.item() if isinstance(x, Tensor) else x for x in (start, end, step))
    whole = all(isinstance(x, int) for x in (start, end, step))
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    kind = (I64 if whole else type_of(None)) if dtype is None else dtypes.numpy_type(dtype)
    count = -int((start - end) // step)
    return leaf((start + step * np.arange(count)).astype(kind), requires_grad)


def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return so many numbers at equal distances, both ends included."""
    ends = [x.item() if isinstance(x, Tensor) else x for x in (start, end)]
    return leaf(np.linspace(ends[0], ends[1], steps).astype(type_of(dtype)), requires_grad)


def logspace(
    start: float,
    end: float,
    steps: int,
    base: float = 10.0,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return so many powers of the base at equal ratios."""
    return leaf(np.logspace(start, end, steps, base=base).astype(type_of(dtype)), requires_grad)


def like(make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def call(
        input: Tensor,
        *,
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool = False,
        memory_format: Any = None,
    ) -> Tensor:
        kind = input.dtype if dtype is None else dtype
        return make(input._value.shape, dtype=kind, requires_grad=requires_grad)

    call.__name__ = call.__qualname__ = f"{make.__name__}like"
    call.__doc__ = f"{(make.__doc__ or '').rstrip('.')}, of the shape and type of another tensor."
    return call


zeros_like, ones_like = like(zeros), like(ones)
empty_like = zeros_like


def full_like(
    input: Tensor, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False
) -> Tensor:
    """Return a tensor of one number, of the shape and type of another tensor."""
    kind = input.dtype if dtype is None else dtype
    return full(input._value.shape, fill_value, dtype=kind, requires_grad=requires_grad)


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Return the coordinates of a grid."""
    several: Sequence[Tensor] = (
        tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    )
    grids = np.meshgrid(*(each._value for each in several), indexing=indexing)  # type: ignore[call-overload]
    return tuple(wrap(each.copy()) for each in grids)
