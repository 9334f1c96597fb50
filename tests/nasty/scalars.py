"""Nasty points of functions of one number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.nasty.point import Function, Peer, Point
from tests.nasty.precision import mp

_NEARLY_ONE = 1 - 2.0**-53
_HALF_PI = 1.5707963267948966


def of_x(
    text: str,
    truth: Callable[..., Any],
    torch: Peer,
    jax: Peer,
    autograd: Peer,
    *points: float,
    floor: int = 15,
) -> tuple[Point, ...]:
    """Return points of a function of x."""
    function = Function(text, truth, torch, jax, autograd)
    return tuple(Point(function, {"x": x}, floor) for x in points)


def same(name: str, *points: float, truth: Callable[..., Any] | None = None) -> tuple[Point, ...]:
    """Return points of a function of x that has one name in all four programs."""
    return of_x(
        f"{name}(x)",
        truth or getattr(mp, name),
        lambda t, x: getattr(t, name)(x),
        lambda j, x: getattr(j.numpy, name)(x),
        lambda a, x: getattr(a.numpy, name)(x),
        *points,
    )


def _scaled(x: Any, alpha: Any, scale: Any = 1) -> Any:
    return scale * (x if x >= 0 else alpha * mp.expm1(x))


def _density_part(x: Any) -> Any:
    return x * mp.erfc(-x / mp.sqrt(2)) / 2


_ALPHA = mp.mpf("1.6732632423543772848170429916717")
_SCALE = mp.mpf("1.0507009873554804934193349852946")

LOGISTIC = (
    *of_x(
        "softplus(x)",
        lambda x: mp.log1p(mp.exp(x)),
        lambda t, x: t.nn.functional.softplus(x),
        lambda j, x: j.nn.softplus(x),
        lambda a, x: a.numpy.logaddexp(x, 0.0),
        1000.0, -1000.0, 1e308, -1e308, -40.0, 36.9, -740.0,
    ),
    *of_x(
        "sigmoid(x)",
        lambda x: 1 / (1 + mp.exp(-x)),
        lambda t, x: t.sigmoid(x),
        lambda j, x: j.nn.sigmoid(x),
        lambda a, x: a.scipy.special.expit(x),
        40.0, -40.0, 1000.0, -1000.0, 1e308, -1e308, 1e-320, -744.5,
    ),
    *of_x(
        "logsigmoid(x)",
        lambda x: -mp.log1p(mp.exp(-x)),
        lambda t, x: t.nn.functional.logsigmoid(x),
        lambda j, x: j.nn.log_sigmoid(x),
        lambda a, x: -a.numpy.logaddexp(-x, 0.0),
        1000.0, -1000.0, 1e308, -1e308, 40.0,
    ),
    *of_x(
        "silu(x)",
        lambda x: x / (1 + mp.exp(-x)),
        lambda t, x: t.nn.functional.silu(x),
        lambda j, x: j.nn.silu(x),
        lambda a, x: x * a.scipy.special.expit(x),
        1000.0, -1000.0, -40.0, 1e308,
    ),
    *of_x(
        "mish(x)",
        lambda x: x * mp.tanh(mp.log1p(mp.exp(x))),
        lambda t, x: t.nn.functional.mish(x),
        lambda j, x: j.nn.mish(x),
        lambda a, x: x * a.numpy.tanh(a.numpy.logaddexp(x, 0.0)),
        1000.0, -1000.0, -30.0, -40.0, 25.0,
    ),
    *of_x(
        "gelu(x)",
        _density_part,
        lambda t, x: t.nn.functional.gelu(x),
        lambda j, x: j.nn.gelu(x, approximate=False),
        lambda a, x: x * a.scipy.special.erfc(-x / a.numpy.sqrt(2.0)) / 2,
        -10.0, -4.0, 10.0, 1e-300, 40.0, floor=14,
    ),
    *of_x(
        "elu(x)",
        lambda x: _scaled(x, 1),
        lambda t, x: t.nn.functional.elu(x),
        lambda j, x: j.nn.elu(x),
        lambda a, x: a.numpy.where(x >= 0, x, a.numpy.expm1(a.numpy.minimum(x, 0.0))),
        -1e-20, -50.0, -1000.0, 1000.0,
    ),
    *of_x(
        "selu(x)",
        lambda x: _scaled(x, _ALPHA, _SCALE),
        lambda t, x: t.nn.functional.selu(x),
        lambda j, x: j.nn.selu(x),
        lambda a, x: 1.0507009873554805 * a.numpy.where(
            x >= 0, x, 1.6732632423543772 * a.numpy.expm1(a.numpy.minimum(x, 0.0))
        ),
        -1e-20, -50.0, 1e300,
    ),
)  # fmt: skip

HYPERBOLIC = (
    *same("tanh", 8.0, 20.0, 400.0, -355.0, 1e-200, 1e308),
    *same("sinh", 706.0, -1e-200),
    *same("cosh", -706.0, 1e-200),
    *same("arcsinh", 1e200, -1e200, 1e-200, -1e-9, truth=mp.asinh),
    *same("arccosh", 1 + 2.0**-52, 1 + 1e-10, 1e200, truth=mp.acosh),
    *same("arctanh", _NEARLY_ONE, -1 + 2.0**-50, 1e-200, truth=mp.atanh),
)

ANGLES = (
    *same("cos", _HALF_PI, 1e22),
    *same("sin", 2 * _HALF_PI, 1e22),
    *same("tan", _HALF_PI, 1e22, 1e-200),
    *same("arcsin", _NEARLY_ONE, -1 + 2.0**-40, 1e-200, truth=mp.asin),
    *same("arccos", _NEARLY_ONE, -1 + 2.0**-40, truth=mp.acos),
    *same("arctan", 1e200, -1e160, 1e-200, truth=mp.atan),
)

EXPONENTIAL = (
    *same("expm1", 1e-20, -1e-20, -50.0, 705.0),
    *same("log1p", 1e-20, -1 + 2.0**-40, -1 + 2.0**-53, 1e300),
    *same("exp2", 1000.0, -1060.0, -1074.5, truth=lambda x: mp.mpf(2) ** x),
    *same("log10", 1e-300, 1e300, 1 + 2.0**-52, truth=mp.log10),
    *same("log2", 1e-320, 1e308, 1 - 2.0**-53, truth=lambda x: mp.log(x, 2)),
    *same("log", 1e-300, 1 + 2.0**-52),
    *same("exp", 705.0, -740.0),
)

ROOTS = (
    *same("sqrt", 1e-320, 1e308, 1e-300),
    *of_x(
        "cbrt(x)",
        lambda x: mp.cbrt(x) if x > 0 else -mp.cbrt(-x),
        lambda t, x: t.sign(x) * t.abs(x) ** (1 / 3),
        lambda j, x: j.numpy.cbrt(x),
        lambda a, x: a.numpy.sign(x) * a.numpy.abs(x) ** (1 / 3),
        1e-300, -1e300, 1e-320, floor=14,
    ),
    *same("square", 1e-200, 1e154, truth=lambda x: x * x),
    *same("reciprocal", 1e-150, 1e200, 1e-153, truth=lambda x: 1 / x),
    *of_x(
        "x**1e-10",
        lambda x: x ** mp.mpf("1e-10"),
        lambda t, x: x**1e-10,
        lambda j, x: x**1e-10,
        lambda a, x: x**1e-10,
        1e-290, 1e300, floor=14,
    ),
    *of_x(
        "x**x",
        lambda x: x**x,
        lambda t, x: x**x,
        lambda j, x: x**x,
        lambda a, x: x**x,
        1e-300, 1e-10, 140.0, floor=13,
    ),
    *of_x(
        "x**-3",
        lambda x: 1 / x**3,
        lambda t, x: x**-3.0,
        lambda j, x: x**-3.0,
        lambda a, x: x**-3.0,
        1e-76, 1e80,
    ),
)  # fmt: skip


def special(name: str, torch: str, truth: Callable[..., Any], *points: float) -> tuple[Point, ...]:
    """Return points of a special function, whose name torch may spell in its own way."""
    return of_x(
        f"{name}(x)",
        truth,
        lambda t, x: getattr(t, torch)(x),
        lambda j, x: getattr(j.scipy.special, name)(x),
        lambda a, x: getattr(a.scipy.special, name)(x),
        *points,
        floor=13,
    )


SPECIAL = (
    *special("erf", "erf", mp.erf, 6.0, 1e-200, -26.0),
    *special("erfc", "erfc", mp.erfc, 20.0, 26.0, -6.0),
)
GAMMA = of_x(
    "gammaln(x)",
    mp.loggamma,
    lambda t, x: t.lgamma(x),
    lambda j, x: j.scipy.special.gammaln(x),
    lambda a, x: a.scipy.special.gammaln(x),
    1 + 2.0**-40, 2 - 2.0**-45, 2 + 2.0**-52, 1e-300, 1e300,
)  # fmt: skip
SCALARS = LOGISTIC + HYPERBOLIC + ANGLES + EXPONENTIAL + ROOTS + SPECIAL + GAMMA
