"""The types of entries, under torch's names, and torch's promotion between them.

A tensor with axes decides before one without, and either before a Python number, as long as
they are of one kind; a higher kind (bool < integer < floating) wins always. Imports NumPy only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True, repr=False)
class dtype:
    """A type of entries.

    Attributes:
        name: torch's name. numpy: NumPy's type. legacy: what `Tensor.type()` says.
        rank: 0 for bool, 1 for integers, 2 for floating point.
    """

    name: str
    numpy: np.dtype[Any]
    legacy: str
    rank: int

    @property
    def is_floating_point(self) -> bool:
        """Whether numbers have a fraction."""
        return self.rank == 2

    @property
    def is_complex(self) -> bool:
        """False: there are no complex tensors."""
        return False

    @property
    def itemsize(self) -> int:
        """The bytes of an entry."""
        return self.numpy.itemsize

    def __repr__(self) -> str:
        return f"symgrad.{self.name}"

    def __reduce__(self) -> str:
        return self.name


def _made(name: str, legacy: str, rank: int) -> dtype:
    return dtype(name, np.dtype(name), legacy, rank)


float16 = _made("float16", "HalfTensor", 2)
float32 = _made("float32", "FloatTensor", 2)
float64 = _made("float64", "DoubleTensor", 2)
int8 = _made("int8", "CharTensor", 1)
int16 = _made("int16", "ShortTensor", 1)
int32 = _made("int32", "IntTensor", 1)
int64 = _made("int64", "LongTensor", 1)
uint8 = _made("uint8", "ByteTensor", 1)
bool_ = dtype("bool", np.dtype(bool), "BoolTensor", 0)
DTYPES = (float16, float32, float64, int8, int16, int32, int64, uint8, bool_)
_BY_NUMPY: dict[np.dtype[Any], dtype] = {each.numpy: each for each in DTYPES}
F32, F64, I64, BOOL = float32.numpy, float64.numpy, int64.numpy, bool_.numpy
FLOATING = frozenset(each.numpy for each in DTYPES if each.rank == 2)


class Default:
    """The type of floating-point tensors made of Python numbers."""

    dtype = float32


def get_default_dtype() -> dtype:
    """Return the type of tensors made of Python floats."""
    return Default.dtype


def set_default_dtype(kind: dtype) -> None:
    """Set the type of tensors made of Python floats."""
    if not kind.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    Default.dtype = kind


def of_numpy(kind: np.dtype[Any]) -> dtype:
    """Return the type of a tensor with these entries.

    Raises:
        TypeError: there are no tensors of such entries.
    """
    try:
        return _BY_NUMPY[kind]
    except KeyError:
        raise TypeError(
            f"can't convert np.ndarray of type {kind.type.__module__}.{kind.type.__name__}. "
            "The only supported types are: float64, float32, float16, int64, int32, int16, "
            "int8, uint8, and bool."
        ) from None


def numpy_type(kind: Any) -> np.dtype[Any]:
    """Return NumPy's type for a dtype, or for Python's `float`, `int` and `bool`."""
    if isinstance(kind, dtype):
        return kind.numpy
    builtin = {float: F64, int: I64, bool: BOOL}.get(kind)
    if builtin is None:
        raise TypeError(f"dtype must be a symgrad.dtype, not {type(kind).__name__}")
    return builtin


def of_number(value: bool | float) -> np.dtype[Any]:
    """Return the type of a tensor made of a Python number."""
    if isinstance(value, bool):
        return BOOL
    return I64 if isinstance(value, int) else Default.dtype.numpy


_RANK = {"b": 0, "i": 1, "u": 1, "f": 2}


def promoted(*values: Any) -> np.dtype[Any]:
    """Return the type that torch computes in, of NumPy arrays and Python numbers."""
    groups: list[list[np.dtype[Any]]] = [[], [], []]
    for value in values:
        if type(value) in (float, int, bool):
            groups[2].append(of_number(value))
        else:
            groups[0 if value.ndim else 1].append(value.dtype)
    best: np.dtype[Any] | None = None
    for group in groups:
        if group:
            top = max(_RANK[each.kind] for each in group)
            kind = np.result_type(*(each for each in group if _RANK[each.kind] == top))
            best = kind if best is None or _RANK[kind.kind] > _RANK[best.kind] else best
    assert best is not None
    return best
