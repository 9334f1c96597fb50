"""Sets of real numbers: finite unions of intervals, exact at their ends.

The value of an assumption such as `x in (-3, 0) or (0, 3)`. A single number is an interval
that is closed at both ends and has no length, so `{-1, 1}` needs no noun of its own.
Imports nothing of symgrad.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Bound = Fraction | Literal["-inf", "inf"]


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two ends; an infinite end is open."""

    low: Bound
    high: Bound
    low_closed: bool = False
    high_closed: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether no number lies in it."""
        if _before(self.low, self.high):
            return False
        return self.low != self.high or not (self.low_closed and self.high_closed)

    @property
    def is_point(self) -> bool:
        """Tell whether it holds one number only."""
        return self.low == self.high and not self.is_empty

    def holds(self, value: Fraction | float) -> bool:
        """Tell whether a number lies in it."""
        above = value >= _number(self.low) if self.low_closed else value > _number(self.low)
        below = value <= _number(self.high) if self.high_closed else value < _number(self.high)
        return above and below

    def meet(self, other: Interval) -> Interval:
        """Return the numbers that lie in both."""
        low, low_closed = self.low, self.low_closed
        if _before(low, other.low) or (low == other.low and not other.low_closed):
            low, low_closed = other.low, other.low_closed
        high, high_closed = self.high, self.high_closed
        if _before(other.high, high) or (high == other.high and not other.high_closed):
            high, high_closed = other.high, other.high_closed
        return Interval(low, high, low_closed, high_closed)

    @property
    def has_integer(self) -> bool:
        """Tell whether an integer lies in it."""
        if self.is_empty:
            return False
        if isinstance(self.low, str) or isinstance(self.high, str):
            return True
        first = math.ceil(self.low)
        first += first == self.low and not self.low_closed
        return self.holds(Fraction(first))

    def __str__(self) -> str:
        if self.is_point:
            return f"{{{_shown(self.low)}}}"
        left = "[" if self.low_closed else "("
        right = "]" if self.high_closed else ")"
        return f"{left}{_shown(self.low)}, {_shown(self.high)}{right}"


@dataclass(frozen=True, slots=True)
class RealSet:
    """A union of intervals, none of them empty."""

    intervals: tuple[Interval, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether no number lies in it."""
        return not self.intervals

    def holds(self, value: Fraction | float) -> bool:
        """Tell whether a number lies in it."""
        return any(interval.holds(value) for interval in self.intervals)

    def meet(self, other: RealSet) -> RealSet:
        """Return the numbers that lie in both."""
        return union(a.meet(b) for a in self.intervals for b in other.intervals)

    def within(self, other: RealSet) -> bool:
        """Tell whether every number of this set lies in one interval of the other."""
        return all(any(a.meet(b) == a for b in other.intervals) for a in self.intervals)

    @property
    def has_integer(self) -> bool:
        """Tell whether an integer lies in it."""
        return any(interval.has_integer for interval in self.intervals)

    def __str__(self) -> str:
        if self.intervals and all(interval.is_point for interval in self.intervals):
            return "{" + ", ".join(_shown(i.low) for i in self.intervals) + "}"
        return " or ".join(str(interval) for interval in self.intervals)


def union(intervals: Iterable[Interval]) -> RealSet:
    """Return the union of intervals, empty ones and repetitions left out."""
    kept = [i for i in intervals if not i.is_empty]
    return RealSet(tuple(dict.fromkeys(kept)))


REALS = RealSet((Interval("-inf", "inf"),))
POSITIVE = RealSet((Interval(Fraction(0), "inf"),))
NEGATIVE = RealSet((Interval("-inf", Fraction(0)),))
UNIT = RealSet((Interval(Fraction(0), Fraction(1), True, True),))
SYMMETRIC_UNIT = RealSet((Interval(Fraction(-1), Fraction(1), True, True),))


def _number(bound: Bound) -> Fraction | float:
    return float(bound) if isinstance(bound, str) else bound


def _before(a: Bound, b: Bound) -> bool:
    return _number(a) < _number(b)


def _shown(bound: Bound) -> str:
    if isinstance(bound, str) or bound.denominator == 1:
        return str(bound)
    return repr(float(bound)) if Fraction(repr(float(bound))) == bound else str(bound)
