"""The special functions against mpmath: values and derivatives of orders 0 to 3, edges, poles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.symbolic.special import SphericalJn, written_out

XP = NumpyNamespace()
UNIT = 2.0**-52
DIGITS = 40

Exact = Callable[[Any], Any]


def log_gamma(x: Any) -> Any:
    return mp.log(abs(mp.gamma(x)))


def sinc_order(n: int) -> Exact:
    """The n-th derivative of sinc: of the integral of cos(pi x t) over t from 0 to 1."""

    def exact(x: Any) -> Any:
        return mp.quad(
            lambda t: (mp.pi * t) ** n * mp.cos(mp.pi * x * t + n * mp.pi / 2),
            mp.linspace(0, 1, 2 + int(abs(x))),
        )

    return exact


def bessel(n: int) -> Exact:
    def exact(x: Any) -> Any:
        size = abs(x)
        value = mp.sqrt(mp.pi / (2 * size)) * mp.besselj(n + mp.mpf(1) / 2, size)
        return -value if x < 0 and n % 2 else value

    return exact


def furthest(found: Callable[[Any], Any], exact: Exact, points: Any, floor: float = 0.0) -> float:
    """The largest error in units of the last place, relative to values above a floor."""
    with mp.workdps(DIGITS), np.errstate(all="ignore"):
        worst = 0.0
        for x in points:
            true, value = exact(mp.mpf(float(x))), float(found(np.float64(x)))
            assert np.isfinite(value), (x, value)
            size = max(abs(true), mp.mpf(floor))
            error = 0.0 if value == true else float(abs(value - true) / size) / UNIT
            worst = max(worst, error)
        return worst


RNG = np.random.default_rng(5)
BROAD = np.concatenate([RNG.uniform(0, 30, 60), 10 ** RNG.uniform(-200, 200, 40)])
BESIDE = np.array([s * 10.0**-k for k in range(1, 15) for s in (1, -1)])
NEGATIVE = -RNG.uniform(0, 30, 60)
POLES = np.array([s * 10.0**-k - n for n in (1, 2, 14) for k in range(1, 11, 3) for s in (1, -1)])


@pytest.mark.parametrize("points", [BROAD, 1 + BESIDE, 2 + BESIDE], ids=["broad", "one", "two"])
def test_gammaln_has_its_digits(points: Any) -> None:
    assert furthest(XP.gammaln, log_gamma, points) < 4


@pytest.mark.parametrize("points", [NEGATIVE, POLES], ids=["between", "beside"])
def test_gammaln_of_negative_numbers_is_of_the_absolute_value(points: Any) -> None:
    assert furthest(XP.gammaln, log_gamma, points, floor=1) < 8


def test_gammaln_ends() -> None:
    assert XP.gammaln(np.array([1.0, 2.0])).tolist() == [0, 0]
    assert XP.gammaln(np.array([0, -0.0, -1, -7, np.inf, 1e308])).tolist()[:5] == [np.inf] * 5
    assert np.isnan(XP.gammaln(np.nan))


ROOT = 1.4616321449683623


@pytest.mark.parametrize("points", [BROAD, ROOT + BESIDE], ids=["broad", "root"])
def test_digamma_has_its_digits(points: Any) -> None:
    assert furthest(XP.digamma, mp.digamma, points) < 4


@pytest.mark.parametrize("points", [NEGATIVE, POLES], ids=["between", "beside"])
def test_digamma_of_negative_numbers(points: Any) -> None:
    assert furthest(XP.digamma, mp.digamma, points, floor=1) < 16


@pytest.mark.parametrize("n", [1, 2, 3, 7, 20])
def test_polygamma_right_of_its_poles(n: int) -> None:
    points = np.concatenate([RNG.uniform(0, 30, 40), 10 ** RNG.uniform(-8, 8, 20)])
    assert furthest(lambda x: XP.polygamma(n, x), lambda x: mp.psi(n, x), points) < 16


@pytest.mark.parametrize("n", [1, 2, 3, 7, 20])
def test_polygamma_between_its_poles(n: int) -> None:
    """Where n is even it crosses zero: errors are measured by its size at the nearest pole."""
    near = 2.0 ** (n + 1) * float(mp.factorial(n))
    points = np.concatenate([NEGATIVE, POLES])
    assert furthest(lambda x: XP.polygamma(n, x), lambda x: mp.psi(n, x), points, near) < 16


@pytest.mark.parametrize("n", [25, 100, 171, 400])
def test_polygamma_of_high_order(n: int) -> None:
    """Factorials and powers leave the doubles, the value does not."""
    points = np.linspace(n / 3, 2 * n, 12)
    exact = lambda x: mp.psi(n, x)  # noqa: E731
    assert furthest(lambda x: XP.polygamma(n, x), exact, points) < 4 * n


def test_polygamma_ends() -> None:
    assert np.isnan(XP.polygamma(2, np.array([0.0, -1.0, -0.0]))).all()
    assert XP.polygamma(1, np.array([1e-200, np.inf])).tolist() == [np.inf, 0]
    assert XP.polygamma(0, 3.0) == XP.digamma(3.0)


SINC_POINTS = np.concatenate([RNG.uniform(-9, 9, 30), BESIDE, [1e-200, 0, 1 + 1e-9, 7 - 1e-9]])


def test_sinc_is_numpys_with_all_digits() -> None:
    assert furthest(XP.sinc, mp.sincpi, SINC_POINTS) < 4
    np.testing.assert_allclose(XP.sinc(SINC_POINTS), np.sinc(SINC_POINTS), atol=1e-15)
    assert XP.sinc(np.array([0.0, -0.0, 1, -2, 1e6])).tolist() == [1, 1, 0, 0, 0]
    assert XP.sinc(2.0**40 + 0.5) == pytest.approx(1 / (np.pi * (2.0**40 + 0.5)), rel=1e-15)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 6, 20])
def test_spherical_jn(n: int) -> None:
    points = np.concatenate([RNG.uniform(-n - 6, n + 6, 60), RNG.uniform(10, 200, 20)])
    peak = 1 / (2 * n + 2)
    assert furthest(lambda x: XP.spherical_jn(n, x), bessel(n), points, floor=peak) < 100
    small = 10 ** RNG.uniform(-9, 0, 20)
    assert furthest(lambda x: XP.spherical_jn(n, x), bessel(n), [*small, *-small]) < 8
    assert XP.spherical_jn(n, 0.0) == (n == 0)


def test_spherical_jn_of_tiny_arguments() -> None:
    assert XP.spherical_jn(1, 3e-300) == pytest.approx(1e-300, rel=1e-15)


# -- derivatives --------------------------------------------------------------


def nth(text: str, n: int) -> str:
    """The text of the n-th derivative, each the printed gradient of the one before."""
    for _ in range(n):
        text = str(sg.derive(text, "x"))
    return text


TOWERS: Mapping[str, tuple[Callable[[int], Exact], list[float]]] = {
    "gammaln(x)": (
        lambda n: log_gamma if n == 0 else lambda x: mp.psi(n - 1, x),
        [0.02, 0.5, 1.3, 2, 17.5, 1e5, -0.3, -3.7],
    ),
    "digamma(x)": (lambda n: lambda x: mp.psi(n, x), [0.02, 0.5, 2, 17.5, 1e5, -0.3, -3.7]),
    "polygamma(2, x)": (lambda n: lambda x: mp.psi(n + 2, x), [0.02, 0.5, 2, 17.5, -0.3, -3.7]),
    "sinc(x)": (sinc_order, [0, 1e-12, 1e-8, -1e-5, 1e-3, 0.01, 0.1, 0.3, -0.7, 1, 2.5, 6.1]),
}


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("text", TOWERS)
def test_printed_derivatives_of_every_order(text: str, n: int) -> None:
    order, points = TOWERS[text]
    derivative = nth(text, n)
    exact = order(n)
    for x in points:
        with mp.workdps(30):
            true = float(exact(mp.mpf(x)))
        value = float(sg.evaluate(derivative, {"x": x}))
        assert value == pytest.approx(true, rel=1e-13, abs=1e-30), (derivative, x)


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("text", TOWERS)
def test_both_wings_agree_on_every_order(text: str, n: int) -> None:
    derivative = nth(text, n)
    for x in TOWERS[text][1]:
        r = sg.grad(derivative, {"x": x})
        assert r.verdict is not None
        assert r.verdict.status == "agree", (derivative, x, str(r))


def test_sinc_is_smooth_at_zero() -> None:
    slopes = [float(sg.evaluate(nth("sinc(x)", n), {"x": 0.0})) for n in range(3)]
    assert slopes == [1, 0, pytest.approx(-(np.pi**2) / 3, rel=1e-15)]


@pytest.mark.parametrize("x", [10.0**-k for k in range(1, 17)])
def test_slope_of_sinc_does_not_cancel(x: float) -> None:
    slope = sg.grad("sinc(x)", {"x": x}).gradients["x"]
    with mp.workdps(DIGITS):
        true = float((mp.cos(mp.pi * x) - mp.sincpi(x)) / x)
    assert float(slope) == pytest.approx(true, rel=1e-15)


@pytest.mark.parametrize("n", range(7))
def test_the_head_in_the_algebra_is_the_bessel_function_that_sympy_knows(n: int) -> None:
    z = sympy.Symbol("z", real=True)
    ours = written_out(SphericalJn(n, z).diff(z))
    theirs = sympy.expand_func(sympy.jn(n, z)).diff(z)
    assert sympy.simplify(ours - theirs) == 0


# -- text ---------------------------------------------------------------------

PRINTED = [
    ("gammaln(x)", "digamma(x)"),
    ("lgamma(x)", "digamma(x)"),
    ("digamma(x)", "polygamma(1, x)"),
    ("polygamma(0, x)", "polygamma(1, x)"),
    ("polygamma(2, x)", "polygamma(3, x)"),
    ("polygamma(41, x)", "polygamma(42, x)"),
    ("sinc(x)", "-pi*spherical_jn(1, pi*x)"),
    ("spherical_jn(0, x)", "-spherical_jn(1, x)"),
    ("gammaln(x)*gammaln(3)", "gammaln(3)*digamma(x)"),
    ("x*digamma(1)", "digamma(1)"),
    ("x*digamma(0.5)", "digamma(0.5)"),
    ("x*polygamma(1, 0.25)", "polygamma(1, 0.25)"),
    ("x*polygamma(2, 1)", "polygamma(2, 1)"),
    ("x*sinc(0.5)", "sinc(0.5)"),
    ("x*spherical_jn(1, 2)", "spherical_jn(1, 2)"),
]


@pytest.mark.parametrize(("text", "gradient"), PRINTED)
def test_printed_gradient(text: str, gradient: str) -> None:
    assert str(sg.derive(text, "x")) == gradient


def test_a_size_as_argument_stays_what_it_was() -> None:
    found = sg.derive("sum(x)*gammaln(n)", "x", shapes={"x": ("n",)})
    assert str(found) == "gammaln(n)*ones(n)"


@pytest.mark.parametrize("text", ["gammaln(x)", "digamma(x)", "polygamma(3, x)"])
@pytest.mark.parametrize("x", [0.0, -1.0, -2.0, -30.0])
def test_poles_are_named(text: str, x: float) -> None:
    verdict = sg.grad(text, {"x": x}).verdict
    assert verdict is not None
    assert verdict.status == "undefined"
    assert "pole at 0 and at each negative integer" in verdict.reason


@pytest.mark.parametrize("text", ["gammaln(x)", "digamma(x)", "polygamma(3, x)"])
def test_a_pole_that_was_not_taken_is_none(text: str) -> None:
    r = sg.grad(f"where(x > 0, {text}, x)", {"x": -1.0})
    assert r.verdict is not None
    assert r.verdict.status == "agree"
    assert float(r.gradients["x"]) == 1


@pytest.mark.parametrize("n", [-1, 1001])
def test_orders_have_their_limits(n: int) -> None:
    with pytest.raises(SymgradError) as caught:
        sg.grad(f"polygamma({n}, x)", {"x": 1.0})
    assert str(n) in caught.value.message


@pytest.mark.parametrize("name", ["gammaln", "digamma", "sinc"])
def test_single_precision_stays_single(name: str) -> None:
    value = getattr(NumpyNamespace("float32"), name)(np.float32(0.3))
    assert value.dtype == np.float32
