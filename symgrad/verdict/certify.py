"""Are two derivatives the same number? Enclosures of both decide, at rising precision.

Both sides are enclosed in balls. Two balls without a common point are two different numbers:
that is a proof. Two that overlap say the same only as far as they are narrow, so the precision
is doubled until they are narrow enough for the digits that are claimed, or until nothing but 0
is left for both. What is still open at the last precision stays open. May import `numeric` and
the rest of `verdict`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from flint import arb, ctx

from symgrad.graph.node import Node
from symgrad.verdict.balls.decimals import decimal_text
from symgrad.verdict.balls.reading import accuracies, floats, is_finite
from symgrad.verdict.enclosures import LAST, Enclosures, rising
from symgrad.verdict.reach import fitted
from symgrad.verdict.sweeps import Sweep, enclosed

Array = np.ndarray[Any, np.dtype[Any]]
# Two more decimal digits than are claimed, so that rounding the last one is right.
_GUARD = 2
# Both within this of the first enclosure's width, around 0: "both zero".
ZERO_BITS = 1696
# What is smaller than this power of two is no different number from 0 for anybody.
_FAR = 100_000
# Both radii together, and what an accuracy is off by that is told in whole bits.
_SPARE = 3
_SOON, _DOUBLE = 424, 60
# What two balls prove, as small numbers: there may be very many entries.
UNDECIDED, AGREE, DISAGREE = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Certified:
    """One derivative, enclosed from both sides.

    Attributes:
        status: per entry AGREE, DISAGREE or UNDECIDED.
        swept, closed: enclosures of both sides, object arrays of balls.
        accuracy: how many bits of the entries of `swept` are certain.
        zero: which entries agree because nothing but 0 is left for both.
        precision: the last precision that was needed, in bits.
    """

    status: Array
    swept: Array
    closed: Array
    accuracy: Array
    zero: Array
    precision: int


def certify(
    enclosures: Enclosures,
    sweeps: Mapping[str, Sweep],
    closed: Mapping[str, Node],
    *,
    digits: int,
    last: int = LAST,
    leave: Mapping[str, Array] | None = None,
    valueless: Callable[[str], bool] = lambda key: False,
) -> dict[str, Certified]:
    """Decide for every entry of some derivatives whether both sides are the same number.

    Args:
        enclosures: the point.
        sweeps: for each derivative what the numeric wing runs for it.
        closed: for each the closed form, of a shape that broadcasts to the derivative's.
        digits: how many decimal digits both must have in common.
        last: the precision at which the matter is left open, in bits.
        leave: for derivatives masks of entries that are looked at once and not decided.
        valueless: tells whether a closed form has no value at the point, whatever the precision.
    """
    left = leave or {}
    open_ = {key: _Comparing(digits, left.get(key)) for key in sweeps}
    waiting = list(open_)
    for precision in rising(last):
        for key in waiting:
            swept = enclosed(enclosures, sweeps[key], precision)
            (form,) = enclosures.at([closed[key]], precision)
            with ctx.workprec(precision):
                open_[key].look(swept, np.broadcast_to(form, swept.shape), precision)
        waiting = [key for key in waiting if open_[key].goes_on(partial(valueless, key))]
        if not waiting:
            break
    return {key: each.found() for key, each in open_.items()}


def nearest_doubles(enclosures: Enclosures, node: Node) -> Array:
    """Return a node's values as doubles, nan where no precision that is soon reached tells."""
    for precision in rising(_SOON):
        (entries,) = enclosures.at([node], precision)
        sure = accuracies(entries) >= _DOUBLE
        if sure.all():
            break
    return np.where(sure, floats(entries), np.nan)


def certified_texts(enclosures: Enclosures, node: Node, digits: int) -> Array:
    """Return a node's values as texts of that many significant digits, "" where none tells."""
    for precision in rising():
        (entries,) = enclosures.at([node], precision)
        sure = accuracies(entries) >= _bits(digits)
        if sure.all():
            break
    found = np.full(entries.shape, "", dtype=object)
    for place in map(tuple, np.argwhere(sure)):
        found[place] = decimal_text(entries[place], digits)
    return found


def _bits(digits: int) -> int:
    """Return how many bits two numbers must have in common to have so many digits."""
    return math.ceil((digits + _GUARD) * math.log2(10)) + _SPARE


class _Comparing:
    """The entries of one derivative while the precision rises."""

    def __init__(self, digits: int, left: Array | None) -> None:
        self.left = left
        self.bits = _bits(digits)
        self.precision = 0
        self.swept = self.closed = self.status = self.zero = np.zeros(0, dtype=object)
        self.accuracy = np.zeros(0)
        self.first: Array | None = None
        self.hopeless = False

    def look(self, swept: Array, closed: Array, precision: int) -> None:
        """Take in what a precision gives; entries that are decided keep what decided them."""
        self.precision = precision
        if self.first is None:
            self.swept, self.closed = swept.copy(), closed.copy()
            self.status = np.full(swept.shape, UNDECIDED, dtype=np.int8)
            self.zero = np.zeros(swept.shape, dtype=bool)
            self.accuracy = np.zeros(swept.shape)
            self.first = np.full(swept.shape, None, dtype=object)
            open_ = np.ones(swept.shape, dtype=bool)
            one, other = self.swept.reshape(-1), self.closed.reshape(-1)
        else:
            open_ = np.asarray(self.status == UNDECIDED)
            self.swept[open_], self.closed[open_] = swept[open_], closed[open_]
            one, other = self.swept[open_], self.closed[open_]
        accuracy = accuracies(one)
        found = _compared(one, other, accuracy, self.bits)
        self.accuracy[open_] = accuracy
        zero = found == UNDECIDED
        if zero.any():
            zero[zero] = self._vanished(open_, zero)
            found[zero] = AGREE
        self.zero[open_], self.status[open_] = zero, found

    def _vanished(self, open_: Array, among: Array) -> list[bool]:
        """Tell which entries have both shrunk to 0 since they were first finite."""
        places = np.flatnonzero(open_.ravel())[among]
        assert self.first is not None
        first, one, other = (each.reshape(-1) for each in (self.first, self.swept, self.closed))
        found = []
        for place in places:
            r, s = one[place], other[place]
            if not (r.is_finite() and s.is_finite()):
                found.append(False)
                continue
            width = r.abs_upper() + s.abs_upper()
            if first[place] is None:
                first[place] = width
            shrunk = width <= first[place] * arb(2) ** -ZERO_BITS
            found.append(bool(shrunk or width <= arb(2) ** -_FAR))
        return found

    def goes_on(self, valueless: Callable[[], bool]) -> bool:
        """Tell whether a higher precision may decide more."""
        open_ = np.asarray(self.status == UNDECIDED)
        if self.left is not None:
            open_ = open_ & ~fitted(self.left, open_.shape)
        if not open_.any():
            return False
        if not self.hopeless and self.precision == rising()[0]:
            lost = ~is_finite(self.closed[open_]) & is_finite(self.swept[open_])
            self.hopeless = bool(lost.any()) and valueless()
        return not self.hopeless

    def found(self) -> Certified:
        return Certified(
            self.status, self.swept, self.closed, self.accuracy, self.zero, self.precision
        )


def _compared(one: Array, other: Array, accuracy: Array, bits: int) -> Array:
    """Compare two lists of balls, the one of known accuracy: what each pair proves."""
    meet = np.fromiter(map(arb.overlaps, one, other), dtype=bool, count=len(one))
    narrow = (accuracy >= bits) & (accuracies(other) >= bits)
    found = np.where(narrow, AGREE, UNDECIDED).astype(np.int8)
    found[~meet] = DISAGREE
    return found
