"""Trigonometric and hyperbolic functions, their inverses, and degrees.

Slopes are written so that neither a square overflows nor a difference cancels: the slope
of tanh is 1/cosh^2 and not 1 - tanh^2, which is 0 from 20 on. May import `ops.families`,
`ops.row`.
"""

from __future__ import annotations

from typing import Any

from symgrad.ops.families import ABOVE_ONE, UNIT, known_as, unary
from symgrad.ops.row import Op, Rule

_NUMPY = "NumPy's convention (numpy.{})"


def _within_one(relation: str, name: str) -> Rule:
    def domain(xp: Any, x: Any) -> tuple[Any, ...]:
        return ((1 - xp.abs(x), relation, f"one minus the size of the argument of {name}"),)

    return domain


def _arcsin_slope(xp: Any, y_bar: Any, x: Any) -> Any:
    """1/sqrt(1 - x^2), factored: 1 - x is exact near 1, 1 - x^2 is not."""
    return y_bar / xp.sqrt((1 - x) * (1 + x))


def _arctan_slope(xp: Any, y_bar: Any, x: Any) -> Any:
    radius = xp.hypot(x, 1)
    return y_bar / radius / radius


def _tanh_slope(xp: Any, y_bar: Any, x: Any) -> Any:
    growth = xp.cosh(x)
    return y_bar / growth / growth


ROWS: tuple[Op, ...] = (
    unary(
        "sin",
        "the sine of x radians",
        "DLMF 4.14.1",
        vjp=lambda xp, y_bar, y, x: y_bar * xp.cos(x),
        lower=known_as("sin"),
    ),
    unary(
        "cos",
        "the cosine of x radians",
        "DLMF 4.14.2",
        vjp=lambda xp, y_bar, y, x: -y_bar * xp.sin(x),
        lower=known_as("cos"),
    ),
    unary(
        "tan",
        "sin(x)/cos(x)",
        "DLMF 4.14.4",
        vjp=lambda xp, y_bar, y, x: y_bar * (1 + y * y),
        lower=known_as("tan"),
        domain=lambda xp, x: ((xp.cos(x), "!=", "the cosine under tan"),),
    ),
    unary(
        "arcsin",
        "the angle in [-pi/2, pi/2] whose sine is x",
        "DLMF 4.23.19; slope DLMF 4.24.7",
        vjp=lambda xp, y_bar, y, x: _arcsin_slope(xp, y_bar, x),
        lower=known_as("asin"),
        at=UNIT,
        aliases=("asin",),
        domain=_within_one(">=", "arcsin"),
    ),
    unary(
        "arccos",
        "the angle in [0, pi] whose cosine is x",
        "DLMF 4.23.22; slope DLMF 4.24.8",
        vjp=lambda xp, y_bar, y, x: -_arcsin_slope(xp, y_bar, x),
        lower=known_as("acos"),
        at=UNIT,
        aliases=("acos",),
        domain=_within_one(">=", "arccos"),
    ),
    unary(
        "arctan",
        "the angle in (-pi/2, pi/2) whose tangent is x",
        "DLMF 4.23.26; slope DLMF 4.24.9",
        vjp=lambda xp, y_bar, y, x: _arctan_slope(xp, y_bar, x),
        lower=known_as("atan"),
        aliases=("atan",),
    ),
    unary(
        "sinh",
        "(e^x - e^-x)/2",
        "DLMF 4.28.1",
        vjp=lambda xp, y_bar, y, x: y_bar * xp.cosh(x),
        lower=known_as("sinh"),
    ),
    unary(
        "cosh",
        "(e^x + e^-x)/2",
        "DLMF 4.28.2",
        vjp=lambda xp, y_bar, y, x: y_bar * xp.sinh(x),
        lower=known_as("cosh"),
    ),
    unary(
        "tanh",
        "sinh(x)/cosh(x)",
        "DLMF 4.28.4",
        vjp=lambda xp, y_bar, y, x: _tanh_slope(xp, y_bar, x),
        lower=known_as("tanh"),
    ),
    unary(
        "arcsinh",
        "log(x + sqrt(x^2 + 1))",
        "DLMF 4.37.16",
        vjp=lambda xp, y_bar, y, x: y_bar / xp.hypot(x, 1),
        lower=known_as("asinh"),
        aliases=("asinh",),
    ),
    unary(
        "arccosh",
        "log(x + sqrt(x^2 - 1)) for x >= 1",
        "DLMF 4.37.19",
        vjp=lambda xp, y_bar, y, x: y_bar / xp.sqrt(x - 1) / xp.sqrt(x + 1),
        lower=known_as("acosh"),
        at=ABOVE_ONE,
        aliases=("acosh",),
        domain=lambda xp, x: ((x - 1, ">=", "the argument of arccosh minus one"),),
    ),
    unary(
        "arctanh",
        "log((1 + x)/(1 - x))/2 for -1 < x < 1",
        "DLMF 4.37.24",
        vjp=lambda xp, y_bar, y, x: y_bar / ((1 - x) * (1 + x)),
        lower=known_as("atanh"),
        at=UNIT,
        aliases=("atanh",),
        domain=_within_one(">", "arctanh"),
    ),
    unary(
        "deg2rad",
        "x pi/180",
        _NUMPY.format("deg2rad"),
        vjp=lambda xp, y_bar, y, x: xp.deg2rad(y_bar),
        lower=lambda t, x: t.scalar(lambda s, u: u * s.pi / 180, x),
    ),
    unary(
        "rad2deg",
        "x 180/pi",
        _NUMPY.format("rad2deg"),
        vjp=lambda xp, y_bar, y, x: xp.rad2deg(y_bar),
        lower=lambda t, x: t.scalar(lambda s, u: u * 180 / s.pi, x),
    ),
    unary(
        "sec",
        "1/cos(x)",
        "DLMF 4.14.6",
        primal=lambda xp, x: 1 / xp.cos(x),
        vjp=lambda xp, y_bar, y, x: y_bar * y * xp.tan(x),
        domain=lambda xp, x: ((xp.cos(x), "!=", "the cosine under sec"),),
    ),
    unary(
        "csc",
        "1/sin(x)",
        "DLMF 4.14.5",
        primal=lambda xp, x: 1 / xp.sin(x),
        vjp=lambda xp, y_bar, y, x: -y_bar * y * xp.cot(x),
        domain=lambda xp, x: ((xp.sin(x), "!=", "the sine under csc"),),
    ),
    unary(
        "cot",
        "cos(x)/sin(x)",
        "DLMF 4.14.7",
        primal=lambda xp, x: xp.cos(x) / xp.sin(x),
        vjp=lambda xp, y_bar, y, x: -y_bar * (1 + y * y),
        domain=lambda xp, x: ((xp.sin(x), "!=", "the sine under cot"),),
    ),
)
