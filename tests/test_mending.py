"""Values that operator by operator would lose: the mends, and where they keep away."""

from __future__ import annotations

import numpy as np
import pytest

import symgrad as sg


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("x/y**2", {"x": 1e300, "y": 1e250}, 1e-200),
        ("x/(y*z)", {"x": 1e-300, "y": 1e-200, "z": 1e-250}, 1e150),
        ("x/(y*z*y)", {"x": 1e300, "y": 1e200, "z": 1e-50}, 1e-50),
        ("1/x**2", {"x": 1e-200}, np.inf),
        ("x/y**2", {"x": 6.0, "y": 2.0}, 1.5),
    ],
)
def test_quotients(text: str, values: dict[str, float], expected: float) -> None:
    assert sg.evaluate(text, values) == pytest.approx(expected, rel=1e-15)


def test_a_jacobian_mends_as_a_gradient_does() -> None:
    values = {"x": 1e-10, "y": 1e170, "z": 1e150, "c": 1.0}
    one = sg.grad("x/(y*z)*c", values).gradients["x"]
    other = sg.jacobian("x/(y*z)*c", values).jacobians["x"]
    assert one == other == pytest.approx(1e-320, rel=1e-3)


@pytest.mark.parametrize("axis", ["", ", axis=0", ", axis=1", ", axis=(0, 1)"])
@pytest.mark.parametrize("keepdims", ["", ", keepdims=true"])
def test_deviations_keep_their_own_mean(axis: str, keepdims: str) -> None:
    """On a square matrix, where a mean along the wrong axis still has a shape that fits."""
    x = [[1000.0, 1001.0], [1003.0, 1004.0]]
    options = {
        "axis": {"": None, ", axis=0": 0, ", axis=1": 1, ", axis=(0, 1)": (0, 1)}[axis],
        "keepdims": bool(keepdims),
    }
    found = sg.evaluate(f"x - mean(x{axis}{keepdims})", x=x)
    np.testing.assert_array_equal(found, np.array(x) - np.mean(x, **options))
    r = sg.grad(f"sum((x - mean(x{axis}{keepdims}))**2)", x=x)
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_deviations_far_from_zero() -> None:
    x = 1e15 + np.array([0.0, 1.0, 5.0])
    np.testing.assert_allclose(sg.evaluate("x - mean(x)", x=x), [-2, -1, 3], rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("1 - tanh(x)**2", 20.0, 1.6993417021166355e-17),
        ("1 - sigmoid(x)", 40.0, 4.248354255291589e-18),
        ("sigmoid(x) - 1", 40.0, -4.248354255291589e-18),
        ("1 + tanh(x)", -30.0, 1.751302152539304e-26),
        ("2 - 2*erf(x)", 6.0, 4.3039473e-17),
        ("1 - cos(x)", 1e-9, 5e-19),
        ("cos(x) + 1", np.pi - 1e-9, 5e-19),
        ("0.25 - sigmoid(x)", 40.0, -0.75),
        ("1 - tanh(x)**2", 0.1, 0.9900662908474398),
    ],
)
def test_what_is_left_of_one(text: str, x: float, expected: float) -> None:
    rel = 1e-6 if "erf" in text or "cos(x) +" in text else 1e-14
    assert sg.evaluate(text, x=x) == pytest.approx(expected, rel=rel, abs=0)


def test_what_a_softmax_leaves_of_one() -> None:
    x, y = [40.0, 0.0, -1.0], [1.0, 0.0, 0.0]
    rest = np.exp(-40.0) + np.exp(-41.0)
    found = sg.evaluate("softmax(x) - y", x=x, y=y)
    np.testing.assert_allclose(found, [-rest, np.exp(-40.0), np.exp(-41.0)], rtol=1e-14)
    found = sg.evaluate("3*y - 3*softmax(x)", x=x, y=y)
    np.testing.assert_allclose(found[0], 3 * rest, rtol=1e-14)


@pytest.mark.parametrize("text", ["norm(x)", "std(x)", "hypot(x[0], x[1])", "norm(x, 3)"])
def test_a_kink_of_a_norm_is_the_same_on_both_sides(text: str) -> None:
    at = [2.0, 2.0] if text == "std(x)" else [0.0, 0.0]
    report = sg.grad(text, x=at)
    assert report.verdict is not None
    assert report.verdict.status == "kink"
    assert [row.symbolic for row in report.rows] == [row.reverse for row in report.rows]
    assert sg.evaluate("x/norm(x)", x=[0.0, 0.0]) == pytest.approx([np.nan] * 2, nan_ok=True)
