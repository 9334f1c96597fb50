"""The ledger: symbols for entries, what they are worth at the point, and what some stand for.

An entry of a variable is a symbol. What is made of entries is written out in full until it has
become long; then it gets a symbol of its own, and the ledger remembers what that stands for.
So no expression is ever large, and a derivative is SymPy's derivative of each
expression, put together by the chain rule over the symbols, the latest first.

Everything is worth something at the point, to `DIGITS` digits. Where a function is defined by
cases, its definition asks for that and takes the case; where two cases meet it cannot.
Nothing here knows the wings of symgrad, and no rule of them is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as s

Expr = Any
Array = Any
DIGITS = 30
# A longer expression gets a symbol of its own.
_LONGEST = 30
# Nearer than this, two cases count as met.
_MET = s.Float("1e-25", DIGITS)
# SymPy gives a number this small where a difference vanishes to all the digits that it tries.
_NOTHING = s.Float("1e-100", DIGITS)


class CannotTellError(Exception):
    """The oracle has no answer: the reason, in words."""


def exact(value: Any) -> Expr:
    """Return a number as SymPy's exact one."""
    if isinstance(value, str):
        return {"pi": s.pi, "inf": s.oo, "-inf": -s.oo}[value]
    if value in (float("inf"), float("-inf")):
        return s.oo if value > 0 else -s.oo
    number = Fraction(value)
    return s.Rational(number.numerator, number.denominator)


class Ledger:
    """The symbols of one program at one point."""

    def __init__(self) -> None:
        self._worth: dict[Expr, Expr] = {}
        self._meaning: dict[Expr, Expr] = {}

    def entry(self, value: Any) -> Expr:
        """Return a symbol for an independent number, given exactly."""
        symbol = s.Symbol(f"e{len(self._worth)}")
        self._worth[symbol] = exact(value) if not isinstance(value, s.Basic) else value
        return symbol

    def worth(self, expr: Expr) -> Expr:
        """Return what an expression is worth at the point."""
        expr = s.sympify(expr)
        if expr.is_Number:
            return expr
        symbols = expr.free_symbols
        found = expr.evalf(DIGITS, subs={symbol: self._worth[symbol] for symbol in symbols})
        if found.has(s.nan):
            raise CannotTellError("an entry has no value")
        real, imaginary = found.as_real_imag()
        if not (real.is_number and abs(imaginary) <= _MET * (1 + abs(real))):
            raise CannotTellError("an entry has no real value")
        return s.S.Zero if abs(real) < _NOTHING else real

    def short(self, expr: Expr) -> Expr:
        """Return an expression, or a symbol for it where it is long."""
        expr = s.sympify(expr)
        if expr.is_Atom or expr.count_ops() <= _LONGEST:
            return expr
        return self.symbol(expr)

    def symbol(self, expr: Expr) -> Expr:
        """Return a symbol that stands for an expression; an expression that is one as it is."""
        expr = s.sympify(expr)
        if expr.is_Atom:
            return expr
        symbol = self.entry(self.worth(expr))
        self._meaning[symbol] = expr
        return symbol

    def named(self, entries: Array) -> Array:
        """Return an array of symbols."""
        return each(self.symbol, entries)

    def shortened(self, entries: Array) -> Array:
        """Return an array of short expressions."""
        entries = boxed(entries)
        return filled(entries.shape, lambda *i: self.short(entries[i]))

    def held(self, expr: Expr) -> Expr:
        """Return a constant that is worth as much as an expression."""
        return self.entry(self.worth(expr))

    def side(self, expr: Expr) -> int:
        """Return the sign of an expression at the point, 0 where it vanishes."""
        worth = self.worth(expr)
        if worth.is_infinite:
            return 1 if worth > 0 else -1
        return 0 if abs(worth) < _MET else 1 if worth > 0 else -1

    def beyond(self, expr: Expr) -> bool:
        """Tell whether an expression is positive, where it must not vanish."""
        side = self.side(expr)
        if side == 0:
            raise CannotTellError("two cases meet at the point")
        return side > 0

    def most(self, entries: Iterable[Expr], sign: int = 1) -> Expr:
        """Return the largest of some entries, or with sign -1 the smallest; no tie."""
        best, *rest = entries
        for each in rest:
            # SymPy's oo - oo is no number; an infinite entry is never the one wanted.
            if best in (s.oo, -s.oo) or each in (s.oo, -s.oo):
                best = each if best == -sign * s.oo else best
            elif each != best and self.beyond(sign * (each - best)):
                best = each
        return best

    def slopes(self, total: Expr) -> dict[Expr, Expr]:
        """Return the derivatives of an expression by every independent entry."""
        found: dict[Expr, Expr] = dict.fromkeys(self._worth, s.S.Zero)
        self._hand_down(total, s.S.One, found)
        for symbol in reversed(self._meaning):
            self._hand_down(self._meaning[symbol], found[symbol], found)
        return found

    def _hand_down(self, expr: Expr, weight: Expr, found: dict[Expr, Expr]) -> None:
        expr = s.sympify(expr)
        if weight != 0:
            for symbol in expr.free_symbols:
                found[symbol] += weight * self.worth(s.diff(expr, symbol))


def boxed(value: Any) -> Array:
    """Return an array of objects, whatever NumPy made of it."""
    if isinstance(value, np.ndarray):
        return value.astype(object) if value.dtype != object else value
    box = np.empty((), object)
    box[()] = value
    return box


def filled(shape: tuple[int, ...], entry: Any) -> Array:
    """Return an array of objects, each given by its indices."""
    made = np.empty(shape, object)
    for index in np.ndindex(*shape):
        made[index] = entry(*index)
    return made


def lines(x: Array, axis: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], list[Expr]]]:
    """Yield the entries along some axes for each index of the others."""
    kept = [i for i in range(x.ndim) if i not in axis]
    turned = np.transpose(x, [*kept, *sorted(axis)])
    for index in np.ndindex(*(x.shape[i] for i in kept)):
        yield index, list(boxed(turned[index]).reshape(-1))


def reduced(x: Array, axis: tuple[int, ...], keepdims: bool, how: Any) -> Array:
    """Return an array with some axes reduced by a function of a list of entries."""
    made = np.empty([n for i, n in enumerate(x.shape) if i not in axis], object)
    for index, entries in lines(x, axis):
        made[index] = how(entries)
    shape = [1 if i in axis else n for i, n in enumerate(x.shape)]
    return made.reshape(shape) if keepdims else made


def each(how: Any, *xs: Array) -> Array:
    """Return a function of entries, applied with NumPy's broadcasting."""
    shape = np.broadcast_shapes(*(x.shape for x in xs))
    apart = [np.broadcast_to(x, shape) for x in xs]
    return filled(shape, lambda *i: how(*(x[i] for x in apart)))
