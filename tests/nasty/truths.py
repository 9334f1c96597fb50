"""What rows are in mpmath, and where their floats are in danger: the table of the drawn points.

A row of numbers is a function of as many; a reduction takes a list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import pi
from typing import Any

from tests.nasty.precision import mp

Truth = Callable[..., Any]


@dataclass(frozen=True)
class Row:
    """A row of the language.

    Attributes:
        truth: in mpmath. places: where it is in danger, for each operand; one for all operands.
        domain: where it is drawn. text: how it is called, "" for its name and operands.
        floor: right digits that are asked for, where rounded arguments cost some.
    """

    truth: Truth
    places: tuple[float, ...] = (0.0,)
    domain: Callable[..., bool] = lambda *_: True
    text: str = ""
    floor: int = 13


def _within_one(x: float) -> bool:
    return abs(x) < 1


def _graspable(x: float) -> bool:
    """Tell what mpmath computes erfc of."""
    return abs(x) < 1e100


def _positive(x: float, *_: float) -> bool:
    return x > 0


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def _elu(x: Any, alpha: Any = 1, scale: Any = 1) -> Any:
    return scale * (x if x >= 0 else alpha * mp.expm1(x))


def _xlogy(x: Any, y: Any) -> Any:
    return x * mp.log(y) if x else mp.mpf(0)


def _clipped(x: Any, lo: Any, hi: Any) -> Any:
    return min(max(x, lo), hi)


_ALPHA = mp.mpf("1.6732632423543772848170429916717")
_SCALE = mp.mpf("1.0507009873554804934193349852946")
_TURNS = (0.0, pi / 2, -pi / 2, pi, 2 * pi, 100 * pi)
_STEEP = (0.0, 40.0, -40.0, 700.0, -700.0)

NUMBERS: dict[str, Row] = {
    "exp": Row(mp.exp, (0.0, 700.0, -740.0)),
    "exp2": Row(lambda x: mp.mpf(2) ** x, (0.0, 1000.0, -1060.0)),
    "expm1": Row(mp.expm1, (0.0, -40.0, 700.0)),
    "log": Row(mp.log, (0.0, 1.0), _positive),
    "log2": Row(lambda x: mp.log(x, 2), (0.0, 1.0), _positive),
    "log10": Row(mp.log10, (0.0, 1.0), _positive),
    "log1p": Row(mp.log1p, (0.0, -1.0), lambda x: x > -1),
    "sqrt": Row(mp.sqrt, (0.0,), _positive),
    "cbrt": Row(lambda x: mp.sign(x) * mp.cbrt(abs(x)), (0.0,), bool),
    "square": Row(lambda x: x * x, (0.0, 1.3e154)),
    "reciprocal": Row(lambda x: 1 / x, (0.0,), bool),
    "abs": Row(abs, (0.0,), bool),
    "sin": Row(mp.sin, _TURNS),
    "cos": Row(mp.cos, _TURNS),
    "tan": Row(mp.tan, _TURNS),
    "sec": Row(mp.sec, _TURNS),
    "csc": Row(mp.csc, _TURNS, bool),
    "cot": Row(mp.cot, _TURNS, bool),
    "arcsin": Row(mp.asin, (0.0, 1.0, -1.0), _within_one),
    "arccos": Row(mp.acos, (0.0, 1.0, -1.0), _within_one),
    "arctan": Row(mp.atan),
    "sinh": Row(mp.sinh, _STEEP),
    "cosh": Row(mp.cosh, _STEEP),
    "tanh": Row(mp.tanh, (*_STEEP, 8.0, 20.0, 372.0)),
    "arcsinh": Row(mp.asinh),
    "arccosh": Row(mp.acosh, (1.0,), lambda x: x > 1),
    "arctanh": Row(mp.atanh, (0.0, 1.0, -1.0), _within_one),
    "deg2rad": Row(mp.radians),
    "rad2deg": Row(mp.degrees),
    "erf": Row(mp.erf, (0.0, 6.0, -26.0), _graspable),
    "erfc": Row(mp.erfc, (0.0, 6.0, 26.0, -6.0), _graspable),
    "gammaln": Row(mp.loggamma, (0.0, 1.0, 2.0), _positive),
    "digamma": Row(mp.digamma, (0.0, 1.461632144968362, 10.0), lambda x: x > 1e-150),
    "sinc": Row(lambda x: mp.sincpi(x), (0.0, 1.0), lambda x: abs(x) < 1e3, floor=9),
    "sigmoid": Row(_sigmoid, _STEEP),
    "logsigmoid": Row(lambda x: -mp.log1p(mp.exp(-x)), _STEEP),
    "softplus": Row(lambda x: mp.log1p(mp.exp(x)), _STEEP),
    "relu": Row(lambda x: max(x, 0), (0.0,), bool),
    "leaky_relu": Row(lambda x: x if x > 0 else mp.mpf("0.01") * x, (0.0,), bool),
    "elu": Row(_elu, _STEEP),
    "selu": Row(lambda x: _elu(x, _ALPHA, _SCALE), (40.0, -40.0, 1e-300, -1e-300), bool),
    "gelu": Row(
        lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2, (0.0, 5.0, -10.0, -38.0), _graspable, floor=11
    ),
    "silu": Row(lambda x: x * _sigmoid(x), _STEEP),
    "mish": Row(lambda x: x * mp.tanh(mp.log1p(mp.exp(x))), _STEEP),
    "hardtanh": Row(lambda x: _clipped(x, -1, 1), (0.0,), lambda x: abs(x) != 1),
}
PAIRS: dict[str, Row] = {
    "add": Row(lambda x, y: x + y, text="x + y"),
    "subtract": Row(lambda x, y: x - y, text="x - y"),
    "multiply": Row(lambda x, y: x * y, text="x*y"),
    "divide": Row(lambda x, y: x / y, domain=lambda x, y: y != 0, text="x/y"),
    "power": Row(
        lambda x, y: x**y, (0.0, 1.0), lambda x, y: x > 1e-300 and abs(y) < 1e4, "x**y", floor=10
    ),
    "maximum": Row(max, domain=lambda x, y: x != y),
    "minimum": Row(min, domain=lambda x, y: x != y),
    "arctan2": Row(mp.atan2, domain=lambda y, x: y != 0),
    "hypot": Row(lambda x, y: mp.sqrt(x * x + y * y), domain=lambda x, y: bool(x or y)),
    "logaddexp": Row(
        lambda x, y: max(x, y) + mp.log1p(mp.exp(-abs(x - y))), (0.0, 40.0, 1000.0, -1000.0)
    ),
    "mod": Row(
        lambda x, y: x - y * mp.floor(x / y), (0.0, 1.0),
        lambda x, y: y != 0 and 0 < abs(x / y) < 1e15 and x % y != 0,
    ),
    "xlogy": Row(_xlogy, (0.0, 1.0), lambda x, y: y > 0),
}  # fmt: skip


def _mean(x: list[Any]) -> Any:
    return mp.fsum(x) / len(x)


def _variance(x: list[Any]) -> Any:
    center = _mean(x)
    return mp.fsum((each - center) ** 2 for each in x) / len(x)


def _logsumexp(x: list[Any]) -> Any:
    top = max(x)
    return top + mp.log(mp.fsum(mp.exp(each - top) for each in x))


def _spread(*x: float) -> bool:
    return len(set(x)) == len(x)


LISTS: dict[str, Row] = {
    "sum": Row(mp.fsum, domain=lambda *x: all(each > 0 for each in x)),
    "mean": Row(_mean, domain=lambda *x: all(each > 0 for each in x)),
    "prod": Row(mp.fprod, (0.0, 1.0)),
    "max": Row(max, domain=_spread),
    "min": Row(min, domain=_spread),
    "var": Row(_variance, (0.0, 1e8, 1e100), _spread, floor=9),
    "std": Row(lambda x: mp.sqrt(_variance(x)), (0.0, 1e8, 1e100), _spread, floor=9),
    "logsumexp": Row(_logsumexp, (0.0, 1000.0, -1000.0), floor=12),
    "norm": Row(lambda x: mp.sqrt(mp.fsum(each**2 for each in x)), (0.0,), _spread),
}
