"""Elementwise rows where floats are most easily lost, against mpmath."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath
import numpy as np
import pytest

from symgrad.ops.row import Op
from symgrad.ops.table import OPS
from tests.elementwise import (
    XP,
    apply,
    pull,
    slope,
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


mp = mpmath.mp.clone()
mp.dps = 60
HALF_PI = float(np.pi / 2)
STABLE: list[tuple[str, tuple[float, ...], Any, tuple[Any, ...]]] = [
    *(
        (
            "sigmoid",
            (x,),
            lambda x: 1 / (1 + mp.exp(-x)),
            (lambda x: 1 / (4 * mp.cosh(x / 2) ** 2),),
        )
        for x in (40.0, -40.0, 700.0, -700.0, 1e-20)
    ),
    *(
        ("softplus", (x,), lambda x: mp.log1p(mp.exp(x)), (lambda x: 1 / (1 + mp.exp(-x)),))
        for x in (800.0, -600.0, 37.0, -40.0)
    ),
    *(
        ("logsigmoid", (x,), lambda x: -mp.log1p(mp.exp(-x)), (lambda x: 1 / (1 + mp.exp(x)),))
        for x in (-800.0, 600.0, 40.0)
    ),
    *(("tanh", (x,), mp.tanh, (lambda x: 1 / mp.cosh(x) ** 2,)) for x in (20.0, -340.0, 1e-9)),
    *(
        ("log1p", (x,), lambda x: mp.log(1 + x), (lambda x: 1 / (1 + x),))
        for x in (1e-20, 1e-12, -1 + 2.0**-40, 1e300)
    ),
    *(("expm1", (x,), mp.expm1, (mp.exp,)) for x in (1e-20, -1e-12, -50.0, 700.0)),
    *(
        (
            "hypot",
            at,
            lambda x, y: mp.sqrt(x * x + y * y),
            (lambda x, y: x / mp.sqrt(x * x + y * y), lambda x, y: y / mp.sqrt(x * x + y * y)),
        )
        for at in ((1e200, -2e200), (3e-200, 4e-200), (1e300, 1.0))
    ),
    *(
        ("arcsinh", (x,), mp.asinh, (lambda x: 1 / mp.sqrt(1 + x * x),))
        for x in (1e200, -1e200, 1e-9)
    ),
    *(("arctan", (x,), mp.atan, (lambda x: 1 / (1 + x * x),)) for x in (1e150, -1e8, 1e-9)),
    *(
        ("arccosh", (x,), mp.acosh, (lambda x: 1 / mp.sqrt(x * x - 1),))
        for x in (1 + 2.0**-40, 1e200)
    ),
    *(
        ("arcsin", (x,), mp.asin, (lambda x: 1 / mp.sqrt(1 - x * x),))
        for x in (1 - 2.0**-40, -1 + 2.0**-50, 1e-9)
    ),
    *(("arctanh", (x,), mp.atanh, (lambda x: 1 / (1 - x * x),)) for x in (1 - 2.0**-40, 1e-9)),
    *(
        (
            "logaddexp",
            at,
            lambda x, y: x + mp.log1p(mp.exp(y - x)),
            (lambda x, y: 1 / (1 + mp.exp(y - x)), lambda x, y: 1 / (1 + mp.exp(x - y))),
        )
        for at in ((1000.0, 1001.0), (-1000.0, 0.0), (1e300, 1e300), (0.0, -40.0))
    ),
    *(
        (
            "arctan2",
            at,
            mp.atan2,
            (lambda y, x: x / (x * x + y * y), lambda y, x: -y / (x * x + y * y)),
        )
        for at in ((1e200, 1e190), (-1e-150, 1e-140))
    ),
    *(("elu", (x,), lambda x: mp.expm1(x), (mp.exp,)) for x in (-1e-20, -700.0)),
    *(
        (
            "gelu",
            (x,),
            lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
            (lambda x: mp.erfc(-x / mp.sqrt(2)) / 2 + x * mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi),),
        )
        for x in (-5.0, 8.0, -0.5)
    ),
    *(
        (
            "silu",
            (x,),
            lambda x: x / (1 + mp.exp(-x)),
            (lambda x: (1 + x / (1 + mp.exp(x))) / (1 + mp.exp(-x)),),
        )
        for x in (-700.0, 700.0, -40.0)
    ),
    *(("cosh", (x,), mp.cosh, (mp.sinh,)) for x in (1e-9, -700.0)),
    *(("sinh", (x,), mp.sinh, (mp.cosh,)) for x in (1e-9, -700.0)),
    ("tan", (HALF_PI - 1e-9,), mp.tan, (lambda x: 1 / mp.cos(x) ** 2,)),
    ("erfc", (20.0,), mp.erfc, (lambda x: -2 * mp.exp(-x * x) / mp.sqrt(mp.pi),)),
    ("sqrt", (1e-300,), mp.sqrt, (lambda x: 1 / (2 * mp.sqrt(x)),)),
    ("cbrt", (-1e-300,), lambda x: -mp.cbrt(-x), (lambda x: 1 / (3 * mp.cbrt(x * x)),)),
]


@pytest.mark.parametrize(("name", "at", "value", "slopes"), STABLE)
def test_floats_hold_at_the_ends(
    name: str, at: tuple[float, ...], value: Any, slopes: tuple[Any, ...]
) -> None:
    op, exact = OPS[name], [mp.mpf(x) for x in at]
    found = float(apply(op, [np.float64(x) for x in at]))
    assert found == pytest.approx(float(value(*exact)), rel=5e-14, abs=0)
    for i, formula in enumerate(slopes):
        assert slope(op, i, *at) == pytest.approx(float(formula(*exact)), rel=5e-14, abs=0)


def test_a_huge_cotangent_survives_a_tiny_slope() -> None:
    found = pull(OPS["arctan"], 0, np.float64(1e300), [np.float64(1e200)])
    assert float(found) == pytest.approx(1e-100)


def test_log_softmax_keeps_a_tiny_rest() -> None:
    op, x = OPS["log_softmax"], np.array([60.0, -50.0, -20.0])
    weights = [mp.exp(mp.mpf(v) - 60) for v in x]
    total = mp.fsum(weights)
    want = [float(mp.log1p(weights[1] + weights[2]) * -1), *(v - 60 for v in x[1:])]
    np.testing.assert_allclose(apply(op, [x]), want, rtol=1e-15)
    one_hot = np.array([1.0, 0, 0])
    rest = float((weights[1] + weights[2]) / total)
    expected = [rest, *(-float(w / total) for w in weights[1:])]
    np.testing.assert_allclose(pull(op, 0, one_hot, [x]), expected, rtol=1e-13)


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize("axis", [(0,), (1,), (0, 1)])
def test_softmax_along_axes(name: str, axis: tuple[int, ...]) -> None:
    op, x = OPS[name], np.array([[1.0, -2.0, 0.5], [1000.0, 1001.0, 998.0]])
    y = np.exp(apply_along(op, x, axis)) if name == "log_softmax" else apply_along(op, x, axis)
    np.testing.assert_allclose(y.sum(axis=axis), 1, rtol=1e-15)
    rule, y_bar = op.pullback(0), np.array([[1.0, 2.0, -1.0], [0.5, 0.25, 3.0]])
    assert rule is not None
    x_bar = rule(XP, y_bar, apply_along(op, x, axis), x, axis=axis)
    v = np.array([[0.3, -1.0, 2.0], [1.5, 0.2, -0.4]])
    h = 1e-4
    pushed = (apply_along(op, x + h * v, axis) - apply_along(op, x - h * v, axis)) / (2 * h)
    assert np.sum(y_bar * pushed) == pytest.approx(np.sum(x_bar * v), rel=1e-5)


def apply_along(op: Op, x: Any, axis: tuple[int, ...]) -> Any:
    return getattr(XP, op.name)(x, axis=axis)
