"""Arrays of balls, and arrays of what comparing them leaves open.

A ball is a midpoint and a radius: the real number meant lies inside. Two balls that overlap may
be the same number or not, so comparing gives one of three answers, and Python's own
comparisons, which know two, are refused. May import NumPy and `numeric.operated`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np

from symgrad.numeric.operated import Operated

Array = np.ndarray[Any, np.dtype[Any]]
TRUE, FALSE, OPEN = 1, 0, -1


def as_entries(value: Any) -> Array:
    """Return numbers as an object array; one number becomes an array without axes."""
    if isinstance(value, np.ndarray):
        return value
    found = np.empty((), dtype=object)
    found[()] = value
    return found


def filled(shape: Sequence[int], value: Any) -> Array:
    """Return an object array of one value."""
    found = np.empty(tuple(shape), dtype=object)
    found[...] = value
    return found


def as_truths(value: Any) -> Array:
    """Return answers as an array of TRUE, FALSE and OPEN."""
    return np.asarray(value, dtype=np.int8)


class Balls(Operated):
    """An array of balls, with the operators that rules use.

    Attributes:
        xp: the namespace that its operators come from. entries: an object array of numbers.
    """

    __slots__ = ("entries", "xp")

    def __init__(self, xp: Any, entries: Array) -> None:
        self.xp = xp
        self.entries = entries

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return tuple(self.entries.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.entries.ndim

    def _refused(self, *_: Any) -> NoReturn:
        raise TypeError("balls are compared by their namespace, not by Python's operators")

    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refused
    __eq__ = __ne__ = _refused
    __hash__ = None  # type: ignore[assignment]


class Truths:
    """An array of answers, each TRUE, FALSE or OPEN.

    Attributes:
        entries: an int8 array.
    """

    __slots__ = ("entries",)
    __array_ufunc__ = None

    def __init__(self, entries: Array) -> None:
        self.entries = entries

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return tuple(self.entries.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.entries.ndim
