"""Elementwise primitives on exact rationals: what stays rational does, everything else raises.

May import python-flint and its own package.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from flint import fmpq, fmpz

from symgrad.verdict.balls.array import FALSE, TRUE, as_entries
from symgrad.verdict.balls.conditions import logical_and, logical_not, logical_or
from symgrad.verdict.balls.mapping import Kernel, binary, comparing, unary

Array = np.ndarray[Any, np.dtype[Any]]
# Numbers with more bits than these are given up.
MOST_BITS = 2**16
_ZERO, _ONE, _HALF = fmpq(0), fmpq(1), fmpq(1, 2)


class Irrational(ArithmeticError):
    """A value that is no rational number, is infinite, or has too many digits to keep."""


def kept(number: Any) -> Any:
    """Return a rational, unless it is too long.

    Raises:
        Irrational: it has more than 2**16 bits above or below.
    """
    if number.p.bit_length() > MOST_BITS or number.q.bit_length() > MOST_BITS:
        raise Irrational
    return number


def _divide(u: Any, v: Any) -> Any:
    if not v:
        raise Irrational
    return kept(u / v)


def _power(u: Any, v: Any) -> Any:
    if v.q == 1:
        n = int(v.p)
        bits = max(u.p.bit_length(), u.q.bit_length())
        if abs(n) * (bits - 1) > MOST_BITS or (n < 0 and not u):
            raise Irrational
        return u**n
    if u == 0 and v > 0:
        return _ZERO
    if u < 0 or v.q > 64:
        raise Irrational
    return _power(_root(u, int(v.q)), fmpq(v.p))


def _root(u: Any, n: int) -> Any:
    """Return the n-th root of a number that is not negative."""
    return fmpq(_whole_root(u.p, n), _whole_root(u.q, n))


def _whole_root(number: Any, n: int) -> Any:
    root = fmpz(number).root(n)
    if root**n != number:
        raise Irrational
    return root


def _cbrt(u: Any) -> Any:
    return _root(u, 3) if u >= 0 else -_root(-u, 3)


def _sqrt(u: Any) -> Any:
    if u < 0:
        raise Irrational
    return _root(u, 2)


def _floor(u: Any) -> Any:
    return fmpq(u.p // u.q)


def _round(u: Any) -> Any:
    down = _floor(u + _HALF)
    return down - 1 if u + _HALF == down and down.p % 2 else down


def _sign(u: Any) -> Any:
    return fmpq((u > 0) - (u < 0))


def _hypot(u: Any, v: Any) -> Any:
    return _sqrt(u * u + v * v)


def _logarithm(u: Any, base: int) -> Any:
    """Return the logarithm of a whole power of the base."""
    if not u > 0:
        raise Irrational
    number, sign = (u.p, 1) if u >= 1 else (u.q, -1)
    n = round(number.bit_length() / math.log2(base))
    for power in range(max(n - 1, 0), n + 2):
        if fmpq(fmpz(base) ** power) ** sign == u:
            return fmpq(sign * power)
    raise Irrational


def _at(**special: int | Any) -> Callable[[Any], Any]:
    """Return a function that is known at a few numbers: zero=..., one=..."""
    known = {{"zero": _ZERO, "one": _ONE}[name]: fmpq(value) for name, value in special.items()}

    def function(u: Any) -> Any:
        if u not in known:
            raise Irrational
        return known[u]

    return function


def where(condition: Array, a: Array, b: Array) -> Array:
    """Return a where the condition holds, b elsewhere."""
    return np.where(condition == TRUE, a, b)


def _answer(holds: Callable[[Any, Any], bool]) -> Kernel:
    return comparing(lambda u, v: TRUE if holds(u, v) else FALSE)


RATIONAL: dict[str, Kernel] = {
    "add": binary(lambda u, v: kept(u + v)),
    "subtract": binary(lambda u, v: kept(u - v)),
    "multiply": binary(lambda u, v: kept(u * v)),
    "divide": binary(_divide),
    "power": binary(_power),
    "negative": unary(lambda u: -u),
    "maximum": binary(lambda u, v: u if u >= v else v),
    "minimum": binary(lambda u, v: u if u <= v else v),
    "mod": binary(lambda u, v: u - v * _floor(_divide(u, v))),
    "hypot": binary(_hypot),
    "abs": unary(abs),
    "sign": unary(_sign),
    "floor": unary(_floor),
    "ceil": unary(lambda u: -_floor(-u)),
    "round": unary(_round),
    "sqrt": unary(_sqrt),
    "cbrt": unary(_cbrt),
    "exp": unary(_at(zero=1)),
    "expm1": unary(_at(zero=0)),
    "exp2": unary(lambda u: _power(fmpq(2), u)),
    "log": unary(_at(one=0)),
    "log2": unary(lambda u: _logarithm(u, 2)),
    "log10": unary(lambda u: _logarithm(u, 10)),
    "log1p": unary(_at(zero=0)),
    "sin": unary(_at(zero=0)),
    "cos": unary(_at(zero=1)),
    "tan": unary(_at(zero=0)),
    "arcsin": unary(_at(zero=0)),
    "arccos": unary(_at(one=0)),
    "arctan": unary(_at(zero=0)),
    "sinh": unary(_at(zero=0)),
    "cosh": unary(_at(zero=1)),
    "tanh": unary(_at(zero=0)),
    "arcsinh": unary(_at(zero=0)),
    "arccosh": unary(_at(one=0)),
    "arctanh": unary(_at(zero=0)),
    "deg2rad": unary(_at(zero=0)),
    "rad2deg": unary(_at(zero=0)),
    "erf": unary(_at(zero=0)),
    "erfc": unary(_at(zero=1)),
    "sigmoid": unary(_at(zero=_HALF)),
    "sinc": unary(lambda u: _ONE if not u else _ZERO if u.q == 1 else _at()(u)),
    "detach": lambda x: as_entries(x),
    "less": _answer(lambda u, v: u < v),
    "less_equal": _answer(lambda u, v: u <= v),
    "greater": _answer(lambda u, v: u > v),
    "greater_equal": _answer(lambda u, v: u >= v),
    "equal": _answer(lambda u, v: u == v),
    "not_equal": _answer(lambda u, v: u != v),
    "logical_and": logical_and,
    "logical_or": logical_or,
    "logical_not": logical_not,
    "where": where,
}
