"""Tame forms: what definitions say, held in heads whose values and slopes keep their digits.

A definition may say `sqrt(u**2 + v**2)`; printed like that, the closed form would overflow
where the function does not. So where a text is the aim, such a definition is put in a head
(`Radius`, printed as hypot), and a few of SymPy's functions get slopes that neither
overflow nor cancel: 1/sqrt((1 - u)*(1 + u)) for arcsin. What a user
has typed, operator by operator, stays as it is; and proofs do without any of this.

Only modules of this package import this one.
"""

from __future__ import annotations

from functools import lru_cache

import sympy as s

from symgrad.symbolic.scalars import ONE, ZERO, Expr, slope


class Radius(s.Function):  # type: ignore[misc]
    """sqrt(u**2 + v**2)."""

    nargs = 2
    is_real = True
    is_nonnegative = True

    @classmethod
    def eval(cls, u: Expr, v: Expr) -> Expr | None:
        """Return exact values and the size of a number beside 0."""
        if u.is_zero or v.is_zero:
            return s.Abs(v if u.is_zero else u)
        return s.sqrt(u**2 + v**2) if u.is_number and v.is_number else None

    def fdiff(self, position: int = 1) -> Expr:
        """Return the derivative."""
        return self.args[position - 1] / self


class Whole(s.Function):  # type: ignore[misc]
    """floor(u/v), a constant to derivatives, which the rounded quotient may miss by one."""

    nargs = 2
    is_real = True

    @classmethod
    def eval(cls, u: Expr, v: Expr) -> Expr | None:
        """Return exact values."""
        known = v in (ONE, ZERO) or (u.is_Rational and v.is_Rational)
        return s.floor(u / v) if known else None

    def fdiff(self, _position: int = 1) -> Expr:
        """Return 0."""
        return ZERO


class Cbrt(s.Function):  # type: ignore[misc]
    """The real cubic root."""

    nargs = 1
    is_real = True

    @classmethod
    def eval(cls, u: Expr) -> Expr | None:
        """Return exact values; the sign goes in front."""
        if u.could_extract_minus_sign():
            return -cls(-u)
        return s.cbrt(u) if u.is_Rational else None

    def fdiff(self, _position: int = 1) -> Expr:
        """Return the derivative."""
        return 1 / (3 * self**2)


class Expm1(s.Function):  # type: ignore[misc]
    """exp(u) - 1."""

    nargs = 1
    is_real = True

    def fdiff(self, _position: int = 1) -> Expr:
        """Return the derivative."""
        return s.exp(self.args[0])


class Log1p(s.Function):  # type: ignore[misc]
    """log(1 + u)."""

    nargs = 1

    def fdiff(self, _position: int = 1) -> Expr:
        """Return the derivative."""
        return 1 / (1 + self.args[0])


class _Asinh(s.Function):  # type: ignore[misc]
    def fdiff(self, _position: int = 1) -> Expr:
        return 1 / Radius(self.args[0], ONE)


class _Asin(s.Function):  # type: ignore[misc]
    def fdiff(self, _position: int = 1) -> Expr:
        return 1 / s.sqrt((1 - self.args[0]) * (1 + self.args[0]))


class _Acos(s.Function):  # type: ignore[misc]
    def fdiff(self, _position: int = 1) -> Expr:
        return -1 / s.sqrt((1 - self.args[0]) * (1 + self.args[0]))


class _Atanh(s.Function):  # type: ignore[misc]
    def fdiff(self, _position: int = 1) -> Expr:
        return 1 / ((1 - self.args[0]) * (1 + self.args[0]))


class _Atan2(s.Function):  # type: ignore[misc]
    def fdiff(self, position: int = 1) -> Expr:
        y, x = self.args
        return (x if position == 1 else -y) / Radius(y, x) ** 2


_HEADS = (
    (s.asinh, _Asinh),
    (s.asin, _Asin),
    (s.acos, _Acos),
    (s.atanh, _Atanh),
    (s.atan2, _Atan2),
)


@lru_cache(maxsize=16384)
def tame_slope(f: Expr, position: int) -> Expr:
    """Return the derivative by one placeholder, in functions that keep their digits."""
    found = [pair for pair in _HEADS if f.has(pair[0])]
    for theirs, ours in found:
        f = f.replace(theirs, ours)
    derivative = slope(f, position)
    for theirs, ours in found:
        derivative = derivative.replace(ours, theirs)
    return derivative


def tamed(f: Expr) -> Expr:
    """Return a definition in the heads of this module."""
    if f.has(s.exp):
        f = f.replace(_is_growth, _growth)
    if isinstance(f, s.Piecewise):
        return _choice(f)
    if isinstance(f, s.log) and f.args[0].is_Add:
        c, rest = f.args[0].as_coeff_Add()
        return Log1p(rest) if c == ONE and rest.is_Symbol else f
    if isinstance(f, s.floor):
        above, below = f.args[0].as_numer_denom()
        return Whole(above, below) if above.is_Symbol and below.is_Symbol else f
    return f


def _choice(f: Expr) -> Expr:
    """Return a definition by cases that is one of the heads."""
    symbols = sorted(f.free_symbols, key=s.default_sort_key)
    if len(symbols) == 1 and f == _cubic_root(*symbols):
        return Cbrt(*symbols)
    u, v = symbols if len(symbols) == 2 else (ONE, ONE)
    away = s.sqrt(u**2 + v**2)
    if f.args[-1][0] == away and f == s.Piecewise((0, s.And(s.Eq(u, 0), s.Eq(v, 0))), (away, True)):
        return Radius(u, v)
    return f


def _is_growth(f: Expr) -> bool:
    """Tell whether an expression is a multiple of exp(u) - 1."""
    if not f.is_Add or len(f.args) != 2:
        return False
    c, rest = f.as_coeff_Add()
    factor, growth = rest.as_coeff_Mul()
    return bool(c != 0 and factor == -c and isinstance(growth, s.exp))


def _growth(f: Expr) -> Expr:
    c, rest = f.as_coeff_Add()
    return -c * Expm1(rest.as_coeff_Mul()[1].args[0])


def _cubic_root(u: Expr) -> Expr:
    third = s.Rational(1, 3)
    return s.Piecewise((u**third, u >= 0), (-((-u) ** third), True))
