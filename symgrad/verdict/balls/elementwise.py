"""Elementwise primitives on balls: one entry for each elementwise row without a primal.

May import python-flint and its own package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import arb

from symgrad.verdict.balls import special
from symgrad.verdict.balls.array import as_entries
from symgrad.verdict.balls.conditions import CONDITIONS
from symgrad.verdict.balls.mapping import Kernel, binary, unary

Array = np.ndarray[Any, np.dtype[Any]]
# Higher whole powers go through the logarithm.
_MOST_FACTORS = 2**20
# Beyond this, exp has left the range of doubles by far, and its balls would have no bounds.
_FAR = 2.0**40
_ZERO, _ONE = arb(0), arb(1)


class Signs:
    """Opposites and sizes of numbers: the same object each time it is asked for.

    The largest of some sizes is then found again among sizes that were computed elsewhere.
    """

    def __init__(self) -> None:
        self._opposites: dict[int, tuple[Any, Any]] = {}

    def opposite(self, u: Any) -> Any:
        """Return -u."""
        known = self._opposites.get(id(u))
        if known is None:
            minus = -u
            known = self._opposites[id(u)] = (u, minus)
            self._opposites[id(minus)] = (minus, u)
        return known[1]

    def size(self, u: Any) -> Any:
        """Return |u|."""
        if u >= 0:
            return u
        return self.opposite(u) if u < 0 else abs(u)


def _subtract(u: Any, v: Any) -> Any:
    return _ZERO if u is v and u.is_finite() else u - v


def _divide(u: Any, v: Any) -> Any:
    if u is v and u.is_finite() and not v.contains(0):
        return _ONE
    return u / v if not v.contains(0) else arb.nan()


def _divided(x: Array, y: Array) -> Array:
    if y.size == 1 and x.size > 1 and not y.reshape(-1)[0].contains(0):
        return as_entries(x / y)
    return binary(_divide)(x, y)


def _power(u: Any, v: Any) -> Any:
    if v.is_integer() and abs(v) <= _MOST_FACTORS:
        return _whole_power(u, int(v.unique_fmpz()))
    if u > 0:
        return _growing(lambda w: u**v)(v * u.log())
    if u.is_zero() and v > 0:
        return _ZERO
    if u < 0 and v.is_integer():
        size = (-u) ** v
        return size if int(v.unique_fmpz()) % 2 == 0 else -size
    return arb.nan()


def _whole_power(u: Any, n: int) -> Any:
    if n < 0:
        return _divide(_ONE, _whole_power(u, -n))
    found, factor = _ONE, u
    while n:
        if n % 2:
            found = factor if found is _ONE else found * factor
        n //= 2
        if n:
            factor = factor * factor
    return found


def larger(u: Any, v: Any) -> Any:
    """Return the larger of two numbers: the very one where the order is certain."""
    if u is v or u >= v:
        return u
    return v if v >= u else u.max(v) if u.is_finite() and v.is_finite() else arb.nan()


def smaller(u: Any, v: Any) -> Any:
    """Return the smaller of two numbers: the very one where the order is certain."""
    if u is v or u <= v:
        return u
    return v if v <= u else u.min(v) if u.is_finite() and v.is_finite() else arb.nan()


def _arctan2(y: Any, x: Any) -> Any:
    return arb.atan2(y, x)


def _hypot(u: Any, v: Any) -> Any:
    if u.is_zero() or v.is_zero():
        return abs(u) if v.is_zero() else abs(v)
    return (u * u + v * v).nonnegative_part().sqrt()


def _logaddexp(u: Any, v: Any) -> Any:
    return larger(u, v) + (-abs(_subtract(u, v))).exp().log1p()


def _mod(u: Any, v: Any) -> Any:
    return u - v * _divide(u, v).floor()


def _growing(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that grows like exp, infinite where a double's range is long left."""

    def bounded(u: Any) -> Any:
        return arb.pos_inf() if u.lower() > _FAR else function(u)

    return bounded


def _odd(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return an odd function that grows like exp on both sides."""
    right = _growing(function)
    return lambda u: -right(-u) if u < 0 else right(u)


def _log(u: Any) -> Any:
    return u.log() if u > 0 else arb.nan()


def _log2(u: Any) -> Any:
    if u > 0 and u.is_exact() and u.is_finite():
        mantissa, exponent = u.man_exp()
        if mantissa == 1:
            return arb(exponent)
    return _log(u) / arb.const_log2()


def _sqrt(u: Any) -> Any:
    return u.sqrt() if u >= 0 else arb.nan()


def _cbrt(u: Any) -> Any:
    if u > 0:
        return u.root(3)
    if u < 0:
        return -((-u).root(3))
    if u.is_zero() or not u.is_finite():
        return u
    return u.abs_upper().root(3).union(-(u.abs_upper().root(3)))


def _round(u: Any) -> Any:
    low, high = _rounded(u.lower()), _rounded(u.upper())
    return low if low == high else low.union(high)


def _rounded(u: Any) -> Any:
    """Round an exact number, halves to even."""
    if not u.is_finite():
        return arb.nan()
    down = (u + arb(0.5)).floor()
    half = u + arb(0.5) == down
    odd = half and not (down / 2).is_integer()
    return down - 1 if odd else down


def _sinc(u: Any) -> Any:
    return u.sinc_pi()


def _sigmoid(u: Any) -> Any:
    return 1 / (1 + (-u).exp())


def _leading(function: Callable[[int, Any], Any]) -> Kernel:
    def kernel(n: Any, x: Array) -> Array:
        return unary(lambda number: function(int(n), number))(x)

    return kernel


ELEMENTWISE: dict[str, Kernel] = {
    "add": lambda x, y: as_entries(x + y),
    "subtract": binary(_subtract),
    "multiply": lambda x, y: as_entries(x * y),
    "divide": _divided,
    "power": binary(_power),
    "negative": unary(lambda u: -u),
    "maximum": binary(larger),
    "minimum": binary(smaller),
    "arctan2": binary(_arctan2),
    "hypot": binary(_hypot),
    "logaddexp": binary(_logaddexp),
    "mod": binary(_mod),
    "exp": unary(_growing(lambda u: u.exp())),
    "exp2": unary(_growing(lambda u: _power(arb(2), u))),
    "expm1": unary(_growing(lambda u: u.expm1())),
    "log": unary(_log),
    "log2": unary(_log2),
    "log10": unary(lambda u: _log(u) / arb.const_log10()),
    "log1p": unary(lambda u: u.log1p() if u > -1 else arb.nan()),
    "sqrt": unary(_sqrt),
    "cbrt": unary(_cbrt),
    "abs": unary(abs),
    "sign": unary(lambda u: u.sgn()),
    "floor": unary(lambda u: u.floor()),
    "ceil": unary(lambda u: u.ceil()),
    "round": unary(_round),
    "sin": unary(lambda u: u.sin()),
    "cos": unary(lambda u: u.cos()),
    "tan": unary(lambda u: u.tan()),
    "arcsin": unary(lambda u: u.asin()),
    "arccos": unary(lambda u: u.acos()),
    "arctan": unary(lambda u: u.atan()),
    "sinh": unary(_odd(lambda u: u.sinh())),
    "cosh": unary(lambda u: _growing(lambda v: v.cosh())(abs(u))),
    "tanh": unary(lambda u: u.tanh()),
    "arcsinh": unary(lambda u: u.asinh()),
    "arccosh": unary(lambda u: u.acosh()),
    "arctanh": unary(lambda u: u.atanh()),
    "deg2rad": unary(lambda u: u * arb.pi() / 180),
    "rad2deg": unary(lambda u: u * 180 / arb.pi()),
    "erf": unary(lambda u: u.erf()),
    "erfc": unary(lambda u: u.erfc()),
    "gammaln": unary(special.gammaln),
    "digamma": unary(lambda u: u.digamma()),
    "polygamma": _leading(special.polygamma),
    "sinc": unary(_sinc),
    "spherical_jn": _leading(special.spherical_jn),
    "sigmoid": unary(_sigmoid),
    "detach": lambda x: x,
    **CONDITIONS,
}


def _straddles(function: Callable[[Any], Any]) -> Kernel:
    """Return what tells of entries whether a step function is not constant on their ball."""

    def asked(x: Array, *_: Any, **__: Any) -> Array:
        return np.array([not function(u).is_exact() for u in x.ravel()], dtype=bool)

    return asked


def _mod_open(x: Array, y: Array) -> Array:
    u, v = np.broadcast_arrays(x, y)
    pairs = zip(u.ravel(), v.ravel(), strict=True)
    return np.array([not _divide(a, b).floor().is_exact() for a, b in pairs], dtype=bool)


def _angle_open(y: Array, x: Array) -> Array:
    u, v = np.broadcast_arrays(y, x)
    pairs = zip(u.ravel(), v.ravel(), strict=True)
    return np.array([a.contains(0) and not a.is_zero() and not b > 0 for a, b in pairs], dtype=bool)


# For functions with steps: which entries an enclosure of the arguments leaves open.
OPEN: dict[str, Kernel] = {
    "sign": _straddles(lambda u: u.sgn()),
    "floor": _straddles(lambda u: u.floor()),
    "ceil": _straddles(lambda u: u.ceil()),
    "round": _straddles(_round),
    "mod": _mod_open,
    "arctan2": _angle_open,
}
