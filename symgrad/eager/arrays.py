"""The namespaces in which rules run on the values of tensors.

In a sweep a cotangent that is the same in every entry stays one Python float until
something needs its entries; for it, the functions that only repeat and rearrange entries do
nothing. May import `numeric` and the types.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.dtypes import F32, F64
from symgrad.numeric.arrays import PRIMITIVES, NumpyNamespace

Array = Any


class Values(NumpyNamespace):
    """NumPy's namespace, with constant cotangents as Python floats."""

    def __init__(self, dtype: str) -> None:
        super().__init__(dtype)
        for name in ("broadcast_to", "expand_dims", "reshape", "transpose"):
            setattr(self, name, _unless_constant(getattr(self, name)))
        for name, kernel in PRIMITIVES.items():
            if isinstance(kernel, np.ufunc) and kernel.nin == 1 and "d->d" in kernel.types:
                setattr(self, name, _kept(kernel, getattr(self, name)))


def _kept(ufunc: Any, typed: Any) -> Any:
    """Return a function of one array that keeps its type, and gives `typed` of a number."""

    def call(x: Any) -> Any:
        return typed(x) if x.__class__ is float or x.__class__ is int else ufunc(x)

    return call


def _unless_constant(kernel: Any) -> Any:
    def call(x: Any, *args: Any, **params: Any) -> Any:
        return x if x.__class__ is float else kernel(x, *args, **params)

    return call


SINGLE, DOUBLE = Values("float32"), Values("float64")
_OTHERS: dict[np.dtype[Any], Values] = {F32: SINGLE, F64: DOUBLE}


def namespace(kind: np.dtype[Any]) -> Values:
    """Return the namespace for floating-point values of a type."""
    found = _OTHERS.get(kind)
    if found is None:
        found = _OTHERS[kind] = Values(kind.name) if kind.kind == "f" else DOUBLE
    return found


def entries(value: Any, like: Any) -> Array:
    """Return a cotangent with all its entries, where it was one number for all."""
    if value.__class__ is not float:
        return value
    if like is None or not like.shape:
        return (F32 if like is None else like.dtype).type(value)
    return np.full(like.shape, value, like.dtype)


# Python numbers as arrays of one entry, which NumPy's functions take in half the time.
SINGLES: dict[float, Any] = {}
DOUBLES: dict[float, Any] = {}
_MANY = 1024


def constant(number: float, kind: np.dtype[Any]) -> Any:
    """Return a number as an array of one entry, and remember it."""
    known = SINGLES if kind is F32 else DOUBLES
    made = np.array(number, kind)
    # 0 stands for both zeros, which are one key, and a nan is never found again.
    if number and number == number and len(known) < _MANY:
        known[number] = made
    return made
