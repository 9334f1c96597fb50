"""Balls hold what they should: every kernel against NumPy, mpmath and exact rationals.

The ball functions are shared by both sides of a verdict; a wrong one would agree with itself.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, ctx, fmpq

from symgrad.graph.walk import topological
from symgrad.numeric.bound import bounded
from symgrad.ops.table import OPS
from symgrad.question import ask
from symgrad.verdict.balls.array import FALSE, OPEN, TRUE, as_entries
from symgrad.verdict.balls.elementwise import ELEMENTWISE
from symgrad.verdict.balls.elementwise import OPEN as OPEN_STEPS
from symgrad.verdict.balls.matrices import MATRICES, RATIONAL_MATRICES
from symgrad.verdict.balls.moving import MOVING, RATIONAL_MOVING
from symgrad.verdict.balls.rational import RATIONAL
from symgrad.verdict.balls.reading import certain_signs, floats, from_doubles, radii
from symgrad.verdict.enclosures import Enclosures
from tests.laws import sample_values as values_of

PRIMITIVES = [op.name for op in OPS.values() if op.primal is None and not op.values_only]
SAMPLES = [(op.name, sample) for op in OPS.values() for sample in op.samples if not op.values_only]
mpmath.mp.dps = 80


def holds(ball: Any, number: Any) -> bool:
    """Tell whether a ball contains an exact rational, all of its digits."""
    with ctx.workprec(4096):
        return bool(ball.contains(arb(number)))


def test_every_primitive_has_a_kernel() -> None:
    missing = set(PRIMITIVES) - set(ELEMENTWISE) - set(MOVING) - set(MATRICES)
    assert missing == set()
    rational = set(RATIONAL) | set(RATIONAL_MOVING) | set(RATIONAL_MATRICES)
    assert rational <= set(PRIMITIVES)


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_values_are_near_those_of_floating_point(name: str, sample: Any) -> None:
    values = values_of(sample)
    graph = ask(sample.text, values).graph
    ((found, error),) = bounded([graph.output], values)
    (entries,) = Enclosures(values).at([graph.output], 212)
    if graph.output.condition:
        assert (entries == found).all()
        return
    assert (radii(entries) <= 1e-40 * np.maximum(1, np.abs(floats(entries)))).all()
    reach = 2.0**-45 * (error + np.abs(found)) + 1e-300
    assert (np.abs(floats(entries) - found) <= reach).all()


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_rational_values_are_inside(name: str, sample: Any) -> None:
    values = values_of(sample)
    graph = ask(sample.text, values).graph
    enclosures = Enclosures(values)
    for node in topological([graph.output]):
        exact = enclosures.rational(node)
        if exact is None or node.condition:
            continue
        (entries,) = enclosures.at([node], 106)
        for ball, number in zip(entries.ravel(), exact.ravel(), strict=True):
            assert holds(ball, number)


# How mpmath says each function, and points of its domain of every size.
_EVERYWHERE = (
    0,
    1,
    -1,
    "0.5",
    "-2.5",
    "1e-30",
    "-1e-30",
    "1e10",
    "-1e10",
    "37.25",
    "-0.001",
    3,
    700,
)
_POSITIVE = ("0.5", 1, "1e-30", "1e30", "2.5", 3, "1e-300", 100)
_UNIT = (0, "0.5", "-0.5", "1e-20", "-0.99999", "0.99999")
_AWAY = ("0.5", "-0.5", "-2.25", "3.75", "1e-10", "-1e-10", "170.5", "-170.5")
REFERENCES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "exp": (mpmath.exp, ("-700", *_EVERYWHERE[:7], "37.25", 700)),
    "exp2": (lambda x: mpmath.mpf(2) ** x, (0, 1, -1, "0.5", "-2.5", "1e-30", 1000)),
    "expm1": (mpmath.expm1, ("-700", *_EVERYWHERE[:7], "37.25", 700)),
    "log": (mpmath.log, _POSITIVE),
    "log2": (lambda x: mpmath.log(x, 2), _POSITIVE),
    "log10": (mpmath.log10, _POSITIVE),
    "log1p": (mpmath.log1p, ("-0.5", *_POSITIVE)),
    "sqrt": (mpmath.sqrt, (0, *_POSITIVE)),
    "cbrt": (lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), _EVERYWHERE),
    "abs": (abs, _EVERYWHERE),
    "sign": (mpmath.sign, _EVERYWHERE),
    "floor": (mpmath.floor, _EVERYWHERE),
    "ceil": (mpmath.ceil, _EVERYWHERE),
    "round": (mpmath.nint, (*_EVERYWHERE, "1.5", "-0.5", "-1.5")),
    "sin": (mpmath.sin, _EVERYWHERE),
    "cos": (mpmath.cos, _EVERYWHERE),
    "tan": (mpmath.tan, _EVERYWHERE),
    "arcsin": (mpmath.asin, _UNIT),
    "arccos": (mpmath.acos, _UNIT),
    "arctan": (mpmath.atan, _EVERYWHERE),
    "sinh": (mpmath.sinh, (0, "0.5", "-2.5", "1e-30", 700, -700)),
    "cosh": (mpmath.cosh, (0, "0.5", "-2.5", "1e-30", 700, -700)),
    "tanh": (mpmath.tanh, (0, "0.5", "-2.5", "1e-30", 40, -40)),
    "arcsinh": (mpmath.asinh, _EVERYWHERE),
    "arccosh": (mpmath.acosh, (1, "1.0000000001", "2.5", "1e30")),
    "arctanh": (mpmath.atanh, _UNIT),
    "deg2rad": (mpmath.radians, _EVERYWHERE),
    "rad2deg": (mpmath.degrees, _EVERYWHERE),
    "erf": (mpmath.erf, (0, "0.5", "-2.5", "1e-30", 6)),
    "erfc": (mpmath.erfc, (0, "0.5", "-2.5", "1e-30", 20)),
    "gammaln": (lambda x: mpmath.log(abs(mpmath.gamma(x))), (1, 2, *_AWAY)),
    "digamma": (mpmath.digamma, (1, 2, *_AWAY)),
    "sinc": (lambda x: mpmath.sincpi(x), _EVERYWHERE),
    "sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), (0, 1, "-2.5", "1e-30", 700, -700)),
    "negative": (lambda x: -x, _EVERYWHERE),
}
STEPPED = ("sign", "floor", "ceil", "round")


def ball_of(typed: Any) -> Any:
    fraction = Fraction(typed)
    return arb(fmpq(fraction.numerator, fraction.denominator))


def read(ball: Any) -> tuple[Any, Any]:
    mantissa, exponent = ball.mid().man_exp()
    middle = mpmath.mpf(int(mantissa)) * mpmath.mpf(2) ** int(exponent)
    mantissa, exponent = ball.rad().man_exp()
    return middle, mpmath.mpf(int(mantissa)) * mpmath.mpf(2) ** int(exponent)


def test_every_function_of_one_number_has_a_reference() -> None:
    unary = {
        op.name
        for op in OPS.values()
        if op.primal is None and op.kind == "elementwise" and len(op.operands) == 1
    }
    beside = {"logical_not", "detach", "polygamma", "spherical_jn"}
    assert unary - beside == set(REFERENCES)


@pytest.mark.parametrize("name", REFERENCES)
@pytest.mark.parametrize("bits", [53, 106, 424])
def test_functions_against_mpmath(name: str, bits: int) -> None:
    reference, points = REFERENCES[name]
    for typed in points:
        fraction = Fraction(typed)
        with ctx.workprec(bits), mpmath.workdps(200):
            ball = ELEMENTWISE[name](as_entries(ball_of(typed)))[()]
            true = reference(mpmath.mpf(fraction.numerator) / fraction.denominator)
            middle, radius = read(ball)
            assert abs(middle - true) <= radius * (1 + mpmath.mpf(10) ** -5) + abs(true) * 1e-150
            size = max(1, abs(true)) * max(1, abs(float(fraction)))
            assert radius <= mpmath.mpf(2) ** (24 - bits) * size


@pytest.mark.parametrize("name", sorted(set(REFERENCES) - {"sign", "floor", "ceil", "round"}))
def test_wide_balls_hold_what_points_inside_give(name: str) -> None:
    draw = np.random.default_rng(7)
    for middle in (-2.3, -0.4, 0.0, 0.3, 0.7, 1.0, 2.6):
        wide = arb(middle, 0.25)
        ball = ELEMENTWISE[name](as_entries(wide))[()]
        for inside in middle + draw.uniform(-0.25, 0.25, 8):
            exact = ELEMENTWISE[name](as_entries(arb(float(inside))))[()]
            if exact.is_finite() and ball.is_finite():
                assert ball.overlaps(exact)
            elif ball.is_finite():
                pytest.fail(f"{name} has no value at {inside}, and a finite ball around it")


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("log", arb(0, 0.1)),
        ("log", arb(-1)),
        ("sqrt", arb(0, 0.1)),
        ("arcsin", arb(2)),
        ("arccosh", arb(0.5)),
        ("arctanh", arb(1)),
        ("gammaln", arb(-2)),
        ("digamma", arb(0)),
        ("log1p", arb(-1)),
    ],
)
def test_outside_nothing_is_known(name: str, argument: Any) -> None:
    assert not ELEMENTWISE[name](as_entries(argument))[()].is_finite()


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("x", [0.5, 3.0, -0.5, -2.25, 40.0])
def test_polygamma(n: int, x: float) -> None:
    with ctx.workprec(212):
        middle, radius = read(ELEMENTWISE["polygamma"](n, as_entries(arb(x)))[()])
    assert abs(middle - mpmath.polygamma(n, x)) <= radius + 1e-50 * abs(middle)
    assert radius < 1e-40 * max(1, abs(middle))


@pytest.mark.parametrize("n", [0, 1, 4])
@pytest.mark.parametrize("x", [0.0, 0.5, -2.0, 1000.0])
def test_spherical_bessel(n: int, x: float) -> None:
    with ctx.workprec(212):
        middle, radius = read(ELEMENTWISE["spherical_jn"](n, as_entries(arb(x)))[()])
    if x:
        scale = mpmath.sqrt(mpmath.pi / (2 * abs(x)))
        true = (
            scale * mpmath.besselj(n + mpmath.mpf(1) / 2, abs(x)) * (-1 if x < 0 and n % 2 else 1)
        )
    else:
        true = mpmath.mpf(n == 0)
    assert abs(middle - true) <= radius + 1e-50


@pytest.mark.parametrize("bases", [(2, 0.5, 1e-10), (-2, -0.5), (0,)])
@pytest.mark.parametrize("exponent", [0, 1, 2, 3, -1, -3, 0.5, 2.5, 100])
def test_powers(bases: tuple[float, ...], exponent: float) -> None:
    for base in bases:
        ball = ELEMENTWISE["power"](as_entries(arb(base)), as_entries(arb(exponent)))[()]
        exists = (
            base > 0
            or (exponent == int(exponent) and (base or exponent >= 0))
            or (not base and exponent > 0)
        )
        assert ball.is_finite() == bool(exists)
        if exists:
            middle, radius = read(ball)
            true = mpmath.mpf(base) ** mpmath.mpf(exponent)
            assert abs(middle - true) <= radius + 1e-60 * abs(true)


def test_whole_powers_around_zero() -> None:
    ball = ELEMENTWISE["power"](as_entries(arb(0, 0.5)), as_entries(arb(2)))[()]
    assert ball.contains(arb(0.2))
    assert ball.contains(0)
    assert float(ball.abs_upper()) < 0.3


def test_the_same_number_is_known_by_identity() -> None:
    third = arb(1) / 3
    x = as_entries(third)
    assert ELEMENTWISE["subtract"](x, x)[()].is_zero()
    assert ELEMENTWISE["divide"](x, x)[()] == 1
    assert ELEMENTWISE["equal"](x, x)[()] == TRUE
    assert ELEMENTWISE["less"](x, x)[()] == FALSE
    twin = as_entries(arb(1) / 3)
    assert ELEMENTWISE["equal"](x, twin)[()] == OPEN
    pair = np.array([third, third, arb(2)], dtype=object)
    sines = ELEMENTWISE["sin"](pair)
    assert sines[0] is sines[1]
    assert MOVING["max"](pair, axis=(0,))[()] is pair[2]


def test_conditions_are_three_valued() -> None:
    answers = np.array([TRUE, FALSE, OPEN], dtype=np.int8)
    both = ELEMENTWISE["logical_and"](answers[:, None], answers[None, :])
    assert both.tolist() == [[TRUE, FALSE, OPEN], [FALSE, FALSE, FALSE], [OPEN, FALSE, OPEN]]
    either = ELEMENTWISE["logical_or"](answers[:, None], answers[None, :])
    assert either.tolist() == [[TRUE, TRUE, TRUE], [TRUE, FALSE, OPEN], [TRUE, OPEN, OPEN]]
    chosen = ELEMENTWISE["where"](answers, as_entries(arb(1)), as_entries(arb(3)))
    assert chosen[0] == 1
    assert chosen[1] == 3
    assert chosen[2].contains(1)
    assert chosen[2].contains(3)


def test_sorting_where_the_order_is_open() -> None:
    line = np.array([arb(3), arb(1, 0.5), arb(1.25, 0.5)], dtype=object)
    found = MOVING["sort"](line, axis=-1)
    assert found[0].contains(arb(0.6))
    assert found[1].contains(arb(1.6))
    assert found[2] == 3
    assert OPEN_STEPS["floor"](line).tolist() == [False, True, True]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6])
def test_matrices_against_exact_rationals(n: int) -> None:
    draw = np.random.default_rng(n)
    whole = draw.integers(-5, 6, (n, n)).astype(float) + 20 * np.eye(n)
    balls = from_doubles(whole)
    exact = np.vectorize(fmpq, otypes=[object])(whole.astype(int))
    for name in ("inv", "det", "cofactor"):
        found = as_entries(MATRICES[name](balls))
        true = as_entries(RATIONAL_MATRICES[name](exact))
        for ball, number in zip(found.ravel(), true.ravel(), strict=True):
            assert holds(ball, number)
    inverse = RATIONAL_MATRICES["inv"](exact)
    identity = RATIONAL_MATRICES["matmul"](exact, inverse)
    assert (identity == np.eye(n).astype(int)).all()


@pytest.mark.parametrize("n", [2, 4, 6, 7])
def test_cofactors_of_singular_matrices(n: int) -> None:
    draw = np.random.default_rng(n)
    whole = draw.integers(-3, 4, (n, n)).astype(float)
    whole[-1] = whole[0]
    found = MATRICES["cofactor"](from_doubles(whole))
    for i, j in np.ndindex(n, n):
        minor = np.delete(np.delete(whole, i, 0), j, 1).astype(int)
        exact = np.vectorize(fmpq, otypes=[object])(minor)
        true = RATIONAL_MATRICES["det"](exact)[()] * (-1) ** (i + j)
        assert found[i, j].contains(true)
        assert float(found[i, j].rad()) < 1e-15


def test_what_is_not_certainly_invertible_has_no_inverse() -> None:
    singular = from_doubles([[1.0, 2.0], [2.0, 4.0]])
    assert not any(ball.is_finite() for ball in MATRICES["inv"](singular).ravel())
    assert not any(ball.is_finite() for ball in MATRICES["cholesky"](-singular).ravel())


def test_reading() -> None:
    entries = np.array([arb(1) / 3, arb(0), arb(0, 1), arb.nan(), arb(2) ** 5000], dtype=object)
    assert floats(entries)[0] == 1 / 3
    assert np.isnan(floats(entries)[3])
    assert floats(entries)[4] == np.inf
    assert certain_signs(entries).tolist() == [1, 0, 2, 3, 1]
    assert radii(entries)[1] == 0
    assert radii(np.array([arb(0, arb(2) ** -3000)], dtype=object))[0] > 0
    assert np.isinf(radii(entries)[3])
