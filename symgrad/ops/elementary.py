"""Elementary functions of one number: exponentials, logarithms, roots, rounding.

Functions that are constant between their steps have no pullback. May import
`ops.families`, `ops.row`.
"""

from __future__ import annotations

from typing import Any

from symgrad.ops.families import POSITIVE, UNIT, known_as, unary
from symgrad.ops.row import Op

_NUMPY = "NumPy's convention (numpy.{})"
_HALVES = "IEEE 754-2019, 4.3.1: halves to even"


def _fraction(xp: Any, x: Any) -> Any:
    return x - xp.floor(x)


def _cbrt_defined(s: Any, u: Any) -> Any:
    third = s.Rational(1, 3)
    return s.Piecewise((u**third, u >= 0), (-((-u) ** third), True))


def _round_defined(s: Any, u: Any) -> Any:
    """floor(u + 1/2), one less at the halves above an even number."""
    half = s.Rational(1, 2)
    return s.floor(u + half) - s.Piecewise((1, s.Eq(s.Mod(u - half, 2), 0)), (0, True))


ROWS: tuple[Op, ...] = (
    unary(
        "exp",
        "e^x",
        "DLMF 4.2.19",
        vjp=lambda xp, y_bar, y, x: y_bar * y,
        lower=known_as("exp"),
    ),
    unary(
        "exp2",
        "2^x",
        "DLMF 4.2.26",
        vjp=lambda xp, y_bar, y, x: y_bar * y * xp.log(2),
        lower=lambda t, x: t.scalar(lambda s, u: 2**u, x),
    ),
    unary(
        "expm1",
        "e^x - 1, without cancellation near 0",
        "IEEE 754-2019, 9.2",
        vjp=lambda xp, y_bar, y, x: y_bar * xp.exp(x),
        lower=lambda t, x: t.scalar(lambda s, u: s.exp(u) - 1, x),
    ),
    unary(
        "log",
        "the natural logarithm of x > 0",
        "DLMF 4.2.2",
        vjp=lambda xp, y_bar, y, x: y_bar / x,
        lower=known_as("log"),
        at=POSITIVE,
        aliases=("ln",),
        domain=lambda xp, x: ((x, ">", "the argument of log"),),
    ),
    unary(
        "log2",
        "log(x)/log(2)",
        "DLMF 4.2.10",
        vjp=lambda xp, y_bar, y, x: y_bar / x / xp.log(2),
        lower=lambda t, x: t.scalar(lambda s, u: s.log(u) / s.log(2), x),
        at=POSITIVE,
        domain=lambda xp, x: ((x, ">", "the argument of log2"),),
    ),
    unary(
        "log10",
        "log(x)/log(10)",
        "DLMF 4.2.10",
        vjp=lambda xp, y_bar, y, x: y_bar / x / xp.log(10),
        lower=lambda t, x: t.scalar(lambda s, u: s.log(u) / s.log(10), x),
        at=POSITIVE,
        domain=lambda xp, x: ((x, ">", "the argument of log10"),),
    ),
    unary(
        "log1p",
        "log(1 + x), without cancellation near 0",
        "IEEE 754-2019, 9.2",
        vjp=lambda xp, y_bar, y, x: y_bar / (1 + x),
        lower=lambda t, x: t.scalar(lambda s, u: s.log(1 + u), x),
        at=UNIT,
        domain=lambda xp, x: ((1 + x, ">", "one plus the argument of log1p"),),
    ),
    unary(
        "sqrt",
        "the root of x >= 0 that is not negative",
        "DLMF 1.2(i)",
        vjp=lambda xp, y_bar, y, x: y_bar / (2 * y),
        lower=known_as("sqrt"),
        at=POSITIVE,
        domain=lambda xp, x: ((x, ">=", "the argument of sqrt"),),
    ),
    unary(
        "cbrt",
        "the real y with y^3 = x",
        _NUMPY.format("cbrt"),
        vjp=lambda xp, y_bar, y, x: y_bar / (3 * y * y),
        lower=lambda t, x: t.scalar(_cbrt_defined, x),
        domain=lambda xp, x: ((x, "jump", "the slope of cbrt is infinite at 0"),),
    ),
    unary(
        "square",
        "x^2",
        _NUMPY.format("square"),
        primal=lambda xp, x: x * x,
        vjp=lambda xp, y_bar, y, x: y_bar * (2 * x),
    ),
    unary(
        "reciprocal",
        "1/x",
        _NUMPY.format("reciprocal"),
        primal=lambda xp, x: 1 / x,
        vjp=lambda xp, y_bar, y, x: -y_bar * y * y,
        domain=lambda xp, x: ((x, "!=", "the argument of reciprocal"),),
    ),
    unary(
        "abs",
        "|x|; slope 0 at 0",
        "DLMF 1.9.7",
        vjp=lambda xp, y_bar, y, x: y_bar * xp.sign(x),
        lower=known_as("Abs"),
        kinks=lambda xp, x: (x,),
        at_kinks="0",
    ),
    unary(
        "sign",
        "-1, 0 or 1, the sign of x",
        _NUMPY.format("sign"),
        vjp=None,
        lower=known_as("sign"),
        domain=lambda xp, x: ((x, "jump", "sign jumps at 0"),),
    ),
    unary(
        "floor",
        "the largest integer that is not above x",
        "DLMF, Common Notations and Definitions",
        vjp=None,
        lower=known_as("floor"),
        domain=lambda xp, x: ((_fraction(xp, x), "jump", "floor jumps at the integers"),),
    ),
    unary(
        "ceil",
        "the smallest integer that is not below x",
        "DLMF, Common Notations and Definitions",
        vjp=None,
        lower=known_as("ceiling"),
        domain=lambda xp, x: ((_fraction(xp, x), "jump", "ceil jumps at the integers"),),
    ),
    unary(
        "round",
        "the integer nearest to x, of two the even one",
        _HALVES,
        vjp=None,
        lower=lambda t, x: t.scalar(_round_defined, x),
        domain=lambda xp, x: ((_fraction(xp, x + 0.5), "jump", "round jumps at the halves"),),
    ),
)
