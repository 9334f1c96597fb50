"""At the ends of the float range: what is lost there is no evidence, and nothing crashes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

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


def test_a_zero_that_is_only_noise_confirms_nothing() -> None:
    r = sg.grad("x*(y+1e20)-x*1e20", x=1.0, y=1.0, wrt="x")
    assert r.gradients["x"] == 0.0
    assert r.verdict is not None
    assert r.verdict.status == "inconclusive"


def test_matrices_that_are_not_finite_have_no_cofactors() -> None:
    r = sg.grad("det(log(A))", A=[[-1.0, 2.0], [3.0, 4.0]])
    assert r.verdict is not None
    assert r.verdict.status == "undefined"
    assert np.isnan(r.gradients["A"]).any()
