"""Nasty points of functions of vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.nasty.point import Function, Peer, Point
from tests.nasty.precision import mp


def of_vector(
    text: str,
    truth: Callable[..., Any],
    torch: Peer,
    jax: Peer,
    autograd: Peer,
    *points: Sequence[float],
    floor: int = 15,
) -> tuple[Point, ...]:
    """Return points of a function of a vector x."""
    function = Function(text, truth, torch, jax, autograd)
    return tuple(Point(function, {"x": list(x)}, floor) for x in points)


def _logsumexp(x: Any) -> Any:
    top = max(x)
    return top + mp.log(mp.fsum(mp.exp(each - top) for each in x))


def _share(x: Any, k: int) -> Any:
    return mp.exp(x[k] - _logsumexp(x))


def _log_share(x: Any) -> Any:
    """Return log(1/(1 + r)) with all digits of a tiny r."""
    return -mp.log1p(mp.fsum(mp.exp(each - x[0]) for each in x[1:]))


def _mean(x: Any) -> Any:
    return mp.fsum(x) / len(x)


def _variance(x: Any) -> Any:
    center = _mean(x)
    return mp.fsum((each - center) ** 2 for each in x) / len(x)


def _length(x: Any) -> Any:
    return mp.sqrt(mp.fsum(each**2 for each in x))


EXPONENTIAL = (
    *of_vector(
        "logsumexp(x)",
        _logsumexp,
        lambda t, x: t.logsumexp(x, 0),
        lambda j, x: j.scipy.special.logsumexp(x),
        lambda a, x: a.scipy.special.logsumexp(x),
        [1000.0, 1001.0, 999.0], [-1000.0, -1001.0], [1e308, -1e308], [1e308, 1e308],
        [-750.0, -750.0], [0.0, -45.0], [1e-320, -1e-320],
    ),
    *of_vector(
        "softmax(x)[0]",
        lambda x: _share(x, 0),
        lambda t, x: t.softmax(x, 0)[0],
        lambda j, x: j.nn.softmax(x)[0],
        lambda a, x: a.numpy.exp(x - a.scipy.special.logsumexp(x))[0],
        [1000.0, 0.0, -1000.0], [0.0, 40.0], [1e308, -1e308], [-700.0, 0.0], [3.0, 3.0],
        [-1000.0, -1000.0],
    ),
    *of_vector(
        "log_softmax(x)[0]",
        _log_share,
        lambda t, x: t.log_softmax(x, 0)[0],
        lambda j, x: j.nn.log_softmax(x)[0],
        lambda a, x: (x - a.scipy.special.logsumexp(x))[0],
        [60.0, -50.0, -20.0], [1000.0, -1000.0, 0.0], [-1000.0, 1000.0], [1e308, -1e308],
        [40.0, 0.0],
    ),
    *of_vector(
        "cross_entropy(x, 0)",
        lambda x: -_log_share(x),
        lambda t, x: t.nn.functional.cross_entropy(x[None], t.tensor([0])),
        lambda j, x: -j.nn.log_softmax(x)[0],
        lambda a, x: a.scipy.special.logsumexp(x) - x[0],
        [1000.0, -1000.0], [-1000.0, 1000.0], [1e308, -1e308], [40.0, 0.0, 0.0], [-8e307, 8e307],
    ),
)  # fmt: skip

LENGTHS = (
    *of_vector(
        "norm(x)",
        _length,
        lambda t, x: t.linalg.norm(x),
        lambda j, x: j.numpy.linalg.norm(x),
        lambda a, x: a.numpy.linalg.norm(x),
        [1e200, 1e200], [1e-200, 2e-200], [3e-320, 4e-320], [1e300, 1e200], [1e308, 1e308, 1.0],
        [1e-200, 1e200], [0.0, 1e-170],
    ),
    *of_vector(
        "std(x)",
        lambda x: mp.sqrt(_variance(x)),
        lambda t, x: t.std(x, correction=0),
        lambda j, x: j.numpy.std(x),
        lambda a, x: a.numpy.std(x),
        [1e8 + 0.125, 1e8 + 0.25, 1e8 + 0.5], [1e200, 2e200, 4e200], [1e-200, 2e-200],
        [1e8, 1e8 + 2.0**-20], [1e16, 1e16 + 2.0, 1e16 - 4.0],
        floor=14,
    ),
    *of_vector(
        "var(x)",
        _variance,
        lambda t, x: t.var(x, correction=0),
        lambda j, x: j.numpy.var(x),
        lambda a, x: a.numpy.var(x),
        [1e8 + 0.125, 1e8 + 0.25, 1e8 + 0.5], [1e-100, 2e-100, 4e-100], [1e15, 1e15 + 1.0],
        floor=14,
    ),
    *of_vector(
        "std(x)",
        lambda x: mp.sqrt(_variance(x)),
        lambda t, x: t.std(x, correction=0),
        lambda j, x: j.numpy.std(x),
        lambda a, x: a.numpy.std(x),
        [0.25, 0.25, 0.25],
    ),
    *of_vector(
        "norm(x)",
        _length,
        lambda t, x: t.linalg.norm(x),
        lambda j, x: j.numpy.linalg.norm(x),
        lambda a, x: a.numpy.linalg.norm(x),
        [0.0, 0.0],
    ),
)  # fmt: skip

SUMS = (
    *of_vector(
        "mean(x)",
        _mean,
        lambda t, x: t.mean(x),
        lambda j, x: j.numpy.mean(x),
        lambda a, x: a.numpy.mean(x),
        [1e308, 1e308, 1.5e308], [1e308, -1e308], [1e-320, 3e-320], [5e-324, 5e-324, 5e-324],
    ),
    *of_vector(
        "prod(x)",
        mp.fprod,
        lambda t, x: t.prod(x),
        lambda j, x: j.numpy.prod(x),
        lambda a, x: a.numpy.prod(x),
        [2.0, 0.0, 3.0], [2.0, 0.0, 0.0, 5.0], [1e200, 1e-200, 1e100], [0.0, 1e-320, 1e300],
        [1e-200, 1e200, 1e-100, 1e150],
    ),
    *of_vector(
        "sum(x**2)",
        lambda x: mp.fsum(each**2 for each in x),
        lambda t, x: t.sum(x**2),
        lambda j, x: j.numpy.sum(x**2),
        lambda a, x: a.numpy.sum(x**2),
        [1e150, 1e-200], [1e-170, 1e-300],
    ),
    *of_vector(
        "max(x)",
        max,
        lambda t, x: t.max(x),
        lambda j, x: j.numpy.max(x),
        lambda a, x: a.numpy.max(x),
        [-1e308, -1e-320, -1.0], [1e308, 1e307],
    ),
    *of_vector(
        "sum(abs(x))",
        lambda x: mp.fsum(map(abs, x)),
        lambda t, x: t.sum(t.abs(x)),
        lambda j, x: j.numpy.sum(j.numpy.abs(x)),
        lambda a, x: a.numpy.sum(a.numpy.abs(x)),
        [1e-320, -1e307],
    ),
)  # fmt: skip


def _divergence(p: Any, q: Any) -> Any:
    return mp.fsum(a * mp.log(a / b) for a, b in zip(p, q, strict=True) if a)


def _of_shares(text: str, torch: Peer, jax: Peer, autograd: Peer, *at: Any) -> tuple[Point, ...]:
    function = Function(text, _divergence, torch, jax, autograd, ("q",))
    return tuple(Point(function, {"p": list(p), "q": list(q)}) for p, q in at)


DIVERGENCES = (
    *_of_shares(
        "sum(p*log(p/q))",
        lambda t, p, q: t.sum(p * t.log(p / q)),
        lambda j, p, q: j.numpy.sum(p * j.numpy.log(p / q)),
        lambda a, p, q: a.numpy.sum(p * a.numpy.log(p / q)),
        ([0.25, 0.75], [1e-200, 1.0]),
        ([1e-200, 1.0], [0.25, 0.75]),
        ([0.5, 0.5], [0.5, 1e-300]),
    ),
    *_of_shares(
        "sum(xlogy(p, p/q))",
        lambda t, p, q: t.sum(t.special.xlogy(p, p / q)),
        lambda j, p, q: j.numpy.sum(j.scipy.special.xlogy(p, p / q)),
        lambda a, p, q: a.numpy.sum(a.numpy.where(p == 0, 0.0, p * a.numpy.log(p / q))),
        ([0.0, 1.0], [0.25, 0.75]),
        ([0.0, 1.0], [1e-300, 1.0]),
    ),
)
VECTORS = EXPONENTIAL + LENGTHS + SUMS + DIVERGENCES
