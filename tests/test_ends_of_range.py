"""At the ends of the float range: what is lost there is no evidence, and nothing crashes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import symgrad as sg


def test_zeros_left_of_tiny_numbers_confirm_nothing() -> None:
    report = sg.check("exp(-10**6*(x**2+1))", {"x": "0"})
    assert report.verdict.status == "undecided"


def test_half_of_a_steep_derivative_is_wrong() -> None:
    names = ["x", *(f"a{i}" for i in range(40))]
    chain = "; ".join(f"{b} = {a}*{a}" for a, b in pairwise(names))
    report = sg.check(f"{chain}; a39", {"x": "2**39*x**(2**40 - 1)"})
    assert report.verdict.status == "wrong"


def test_subnormal_gradients_agree() -> None:
    r = sg.grad("sin(x)*sin(x)*sin(x)*sin(x)*y", x=1.3e-107, y=3.0)
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_numbers_beyond_the_largest_double_are_infinite() -> None:
    assert sg.evaluate("1e400") == np.inf
    assert sg.evaluate("-1e400") == -np.inf


def test_a_zero_that_is_only_noise_is_told_as_lost() -> None:
    r = sg.grad("x*(y+1e20)-x*1e20", x=1.0, y=1.0, wrt="x")
    assert r.gradients["x"] == 0.0
    assert r.verdict is not None
    assert r.verdict.status == "agree"
    (row,) = r.rows
    assert (row.certified, row.symbolic, row.lost) == ("1", 1.0, 15)


def test_matrices_that_are_not_finite_have_no_cofactors() -> None:
    r = sg.grad("det(log(A))", A=[[-1.0, 2.0], [3.0, 4.0]])
    assert r.verdict is not None
    assert r.verdict.status == "undefined"
    assert np.isnan(r.gradients["A"]).any()


@pytest.mark.parametrize(
    ("text", "values", "slope"),
    [
        ("x/y", {"y": 1e250, "x": 1e300}, -1e-200),
        ("1/(x*x*x)", {"x": 1e100}, 0.0),
        ("x/(x + y)", {"y": 1e200, "x": 1e200}, -2.5e-201),
        ("x**-3", {"x": 1e80}, -3e-320),
        ("tanh(x)", {"x": 8.0}, 4.5014060974340416e-07),
        ("tanh(x)", {"x": 355.0}, 4 * np.exp(-710.0)),
        ("hypot(x, y)", {"y": 1e300, "x": 1e200}, 1.0),
        ("arctan2(x, y)", {"y": 1e-200, "x": 1e-200}, -5e199),
        ("mod(x, y)", {"y": 0.1, "x": 5.5}, -54.0),
    ],
)
def test_closed_forms_stay_within_the_range(
    text: str, values: dict[str, float], slope: float
) -> None:
    r = sg.grad(text, values)
    name = next(iter(values))
    read = sg.evaluate(r.formulas[name], values if "y" in r.formulas[name] else {"x": values["x"]})
    for found in (r.gradients[name], read):
        assert float(found) == pytest.approx(slope, rel=1e-3 if abs(slope) < 1e-307 else 1e-14)
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_a_denominator_that_is_zero_or_infinite_stays_so() -> None:
    assert sg.evaluate("x/y**2", x=1.0, y=0.0) == np.inf
    assert sg.evaluate("x/y**2", x=1.0, y=np.inf) == 0.0
    assert sg.evaluate("x/(y*z)", x=1e-300, y=1e-200, z=[1e-200, 2.0]).tolist() == [1e100, 5e-101]


def test_deviations_far_from_zero_keep_their_digits() -> None:
    x = np.array([[1.0, 2.0, 4.0], [5.0, 3.0, 9.0]])
    for text in ("x - mean(x)", "x - mean(x, axis=1, keepdims=true)", "x - mean(x, axis=0)"):
        np.testing.assert_allclose(
            sg.evaluate(text, x=x + 2.0**50), sg.evaluate(text, x=x), rtol=1e-14, atol=1e-15
        )
