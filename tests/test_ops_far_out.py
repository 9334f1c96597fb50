"""Activations and losses far out on the line: both wings, the right digits, one verdict."""

from __future__ import annotations

import numpy as np
import pytest

import symgrad as sg


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        # Slopes by mpmath 1.3 at 60 digits, from the definitions.
        ("sigmoid(x)", 40, 4.248354255291589e-18),
        ("gelu(x)", -6, -3.5468709453902015e-08),
        ("gelu(x)", -10, -7.618400096464813e-22),
        ("gelu(x)", -50, 0),
        ("gelu(x)", 1e200, 1),
        ("mish(x)", 20, 1),
        ("mish(x)", 1e17, 1),
        ("mish(x)", 1e200, 1),
        ("mish(x)", -1e200, 0),
        ("silu(x)", -30, -2.713710660963135e-12),
        ("silu(x)", 1e308, 1),
        ("elu(x)", -50, np.exp(-50)),
        ("selu(x)", 1e200, 1.0507009873554805),
        ("softplus(x)", -700, np.exp(-700)),
        ("logsigmoid(x)", 1000, 0),
        ("cross_entropy(stack((x, 0*x)), 1)", 1000, 1),
        ("cross_entropy(stack((x, 0*x)), 0)", 1000, 0),
        ("logsumexp(stack((x, x)))", 1e308, 1),
    ],
)
def test_both_wings_hold_far_out(text: str, x: float, slope: float) -> None:
    report = sg.grad(text, {"x": float(x)})
    assert report.verdict.status == "agree", str(report)
    np.testing.assert_allclose(report.gradients["x"], slope, rtol=1e-13, atol=0)


def test_the_closed_forms_keep_their_digits() -> None:
    gelu = sg.grad("gelu(x)", {"x": -6.0}).formulas["x"]
    assert gelu == "0.5*(sqrt(2)*x*exp(-0.5*x**2)/sqrt(pi) + erfc(-0.5*sqrt(2)*x))"
    mish = sg.grad("mish(x)", {"x": 1.0}).formulas["x"]
    assert mish == "x*sigmoid(x)*(1 - tanh(softplus(x))**2) + tanh(softplus(x))"
    assert sg.grad("tanh(x)", {"x": 1.0}).formulas["x"] == "1 - tanh(x)**2"
