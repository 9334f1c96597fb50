"""How a function of single numbers becomes a kernel of arrays.

One object stands for one real number, wherever it occurs. So a function is asked once for each
object and its results are shared: that two entries are equal is then seen from their identity,
which no width of a ball can. May import NumPy and its own package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.verdict.balls.array import as_entries

Array = np.ndarray[Any, np.dtype[Any]]
Kernel = Callable[..., Array]
# Among more entries than these nobody looks for equal ones.
_MANY = 10_000


def unary(function: Callable[[Any], Any]) -> Kernel:
    """Return the kernel of a function of one number."""

    def kernel(x: Array) -> Array:
        if x.size > _MANY:
            return as_entries(np.frompyfunc(function, 1, 1)(x))
        made: dict[int, Any] = {}

        def once(number: Any) -> Any:
            found = made.get(id(number))
            if found is None:
                found = made[id(number)] = function(number)
            return found

        return as_entries(np.frompyfunc(once, 1, 1)(x))

    return kernel


def binary(function: Callable[[Any, Any], Any]) -> Kernel:
    """Return the kernel of a function of two numbers, whose arrays are broadcast."""

    def kernel(x: Array, y: Array) -> Array:
        if x.size > _MANY or y.size > _MANY:
            return as_entries(np.frompyfunc(function, 2, 1)(x, y))
        made: dict[tuple[int, int], Any] = {}

        def once(one: Any, other: Any) -> Any:
            key = (id(one), id(other))
            found = made.get(key)
            if found is None:
                found = made[key] = function(one, other)
            return found

        return as_entries(np.frompyfunc(once, 2, 1)(x, y))

    return kernel


def comparing(function: Callable[[Any, Any], int]) -> Kernel:
    """Return the kernel of a comparison, which gives TRUE, FALSE or OPEN."""

    def kernel(x: Array, y: Array) -> Array:
        return np.asarray(np.frompyfunc(function, 2, 1)(x, y), dtype=np.int8)

    return kernel
