"""Numbers too small for a double are no evidence, and no disagreement either."""

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
