"""Nasty points of functions of two numbers, and of losses of one pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.nasty.point import Function, Peer, Point
from tests.nasty.precision import mp

Pair = tuple[float, float]


def of_pair(
    text: str,
    truth: Callable[..., Any],
    torch: Peer,
    jax: Peer,
    autograd: Peer,
    *points: Pair,
    names: tuple[str, str] = ("x", "y"),
    wrt: tuple[str, ...] = (),
    floor: int = 15,
) -> tuple[Point, ...]:
    """Return points of a function of two variables."""
    function = Function(text, truth, torch, jax, autograd, wrt)
    return tuple(Point(function, dict(zip(names, at, strict=True)), floor) for at in points)


def _xlogy(x: Any, y: Any) -> Any:
    return x * mp.log(y) if x else x


def _huber(a: Any, b: Any) -> Any:
    size = abs(a - b)
    return size**2 / 2 if size <= 1 else size - mp.mpf(1) / 2


def _bce(p: Any, y: Any) -> Any:
    return -(_xlogy(y, p) + (_xlogy(1 - y, 1 - p) if y != 1 else 0))


PLANE = (
    *of_pair(
        "hypot(x, y)",
        lambda x, y: mp.sqrt(x * x + y * y),
        lambda t, x, y: t.hypot(x, y),
        lambda j, x, y: j.numpy.hypot(x, y),
        lambda a, x, y: a.numpy.linalg.norm(a.numpy.array([x, y])),
        (1e200, 1e200), (1e-200, 1e-200), (3e-320, 4e-320), (1e300, 1e200),
        (1e300, 1.0), (1e308, -1e308), (-1e-320, 1e-300),
    ),
    *of_pair(
        "arctan2(y, x)",
        lambda y, x: mp.atan2(y, x),
        lambda t, y, x: t.atan2(y, x),
        lambda j, y, x: j.numpy.arctan2(y, x),
        lambda a, y, x: a.numpy.arctan2(y, x),
        (1e200, 1e200), (1e-200, 1e-200), (1e300, 1e-300), (1e-300, 1e-300),
        (1e308, 1e308), (-1e-150, 1e150), (1e-320, 1.0),
        names=("y", "x"),
    ),
    *of_pair(
        "logaddexp(x, y)",
        lambda x, y: max(x, y) + mp.log1p(mp.exp(-abs(x - y))),
        lambda t, x, y: t.logaddexp(x, y),
        lambda j, x, y: j.numpy.logaddexp(x, y),
        lambda a, x, y: a.numpy.logaddexp(x, y),
        (1e3, -1e3), (-1e4, -10001.0), (1e308, 1e308), (0.0, -40.0), (1e308, -1e308),
    ),
)  # fmt: skip

QUOTIENTS = (
    *of_pair(
        "x*y/y",
        lambda x, y: x,
        lambda t, x, y: x * y / y,
        lambda j, x, y: x * y / y,
        lambda a, x, y: x * y / y,
        (1.0, 1e-320), (1e-160, 1e-150),
        wrt=("x",), floor=14,
    ),
    *of_pair(
        "x/y",
        lambda x, y: x / y,
        lambda t, x, y: x / y,
        lambda j, x, y: x / y,
        lambda a, x, y: x / y,
        (1e300, 1e250), (1e-300, 1e-200), (1e-310, 1e-300), (1.0, 1e200),
    ),
    *of_pair(
        "x/(x + y)",
        lambda x, y: x / (x + y),
        lambda t, x, y: x / (x + y),
        lambda j, x, y: x / (x + y),
        lambda a, x, y: x / (x + y),
        (1e200, 1e200), (1e-200, 2e-200), (1e-200, 1.0),
    ),
    *of_pair(
        "mod(x, y)",
        lambda x, y: x - y * mp.floor(x / y),
        lambda t, x, y: t.remainder(x, y),
        lambda j, x, y: j.numpy.mod(x, y),
        lambda a, x, y: a.numpy.mod(x, y),
        (1e15 + 0.5, 3.0), (-1e-10, 7.0), (5.5, 1e-8), (1.0, -1e300),
    ),
    *of_pair(
        "xlogy(x, y)",
        _xlogy,
        lambda t, x, y: t.special.xlogy(x, y),
        lambda j, x, y: j.scipy.special.xlogy(x, y),
        lambda a, x, y: a.numpy.where(x == 0, 0.0, x * a.numpy.log(y)),
        (0.0, 5.0), (0.0, 1e-300), (1e-300, 1e-300), (1e300, 1 + 2.0**-52),
    ),
    *of_pair(
        "x**y",
        lambda x, y: x**y,
        lambda t, x, y: x**y,
        lambda j, x, y: x**y,
        lambda a, x, y: x**y,
        (1e-300, 0.5), (1e300, -0.5), (1 + 2.0**-52, 1e15), (2.0, -1060.0),
        floor=12,
    ),
)  # fmt: skip

PRICES = (
    *of_pair(
        "binary_cross_entropy_with_logits(x, y)",
        lambda x, y: y * mp.log1p(mp.exp(-x)) + (1 - y) * mp.log1p(mp.exp(x)),
        lambda t, x, y: t.nn.functional.binary_cross_entropy_with_logits(x, y),
        lambda j, x, y: -y * j.nn.log_sigmoid(x) - (1 - y) * j.nn.log_sigmoid(-x),
        lambda a, x, y: a.numpy.logaddexp(0.0, x) - x * y,
        (1000.0, 0.0), (1000.0, 1.0), (-1000.0, 1.0), (40.0, 1.0), (-1e308, 0.0), (1e308, 0.0),
        (-1e308, 1.0), (-40.0, 0.0), (700.0, 0.5),
        wrt=("x",),
    ),
    *of_pair(
        "binary_cross_entropy(p, y)",
        _bce,
        lambda t, p, y: t.nn.functional.binary_cross_entropy(p, y),
        lambda j, p, y: -(j.scipy.special.xlogy(y, p) + j.scipy.special.xlog1py(1 - y, -p)),
        lambda a, p, y: -(y * a.numpy.log(p) + (1 - y) * a.numpy.log1p(-p)),
        (1e-300, 1.0), (1e-20, 0.0), (1 - 2.0**-53, 0.0), (1 - 2.0**-53, 1.0), (1e-300, 0.5),
        names=("p", "y"),
        wrt=("p",),
    ),
    *of_pair(
        "huber_loss(a, b)",
        _huber,
        lambda t, a, b: t.nn.functional.huber_loss(a, b),
        lambda j, a, b: j.numpy.where(
            abs(a - b) <= 1, 0.5 * (a - b) ** 2, abs(a - b) - 0.5
        ),
        lambda g, a, b: g.numpy.where(
            abs(a - b) <= 1, 0.5 * (a - b) ** 2, abs(a - b) - 0.5
        ),
        (1e200, 0.0), (1e-200, 2e-200), (-1e308, 1e300),
        names=("a", "b"),
    ),
    *of_pair(
        "mse_loss(a, b)",
        lambda a, b: (a - b) ** 2,
        lambda t, a, b: t.nn.functional.mse_loss(a, b),
        lambda j, a, b: j.numpy.mean((a - b) ** 2),
        lambda g, a, b: g.numpy.mean((a - b) ** 2),
        (1e154, 0.0), (1e-200, 2e-200), (1e8 + 2.0**-26, 1e8),
        names=("a", "b"),
    ),
)  # fmt: skip
PAIRS = PLANE + QUOTIENTS + PRICES
