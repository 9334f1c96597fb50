"""Closed forms under assumptions, and those that need none to be seen as symmetric."""

from __future__ import annotations

import re

import numpy as np
import pytest
from symgrad_cli.main import main

import symgrad as sg
from symgrad.errors import LimitError
from symgrad.graph.show import inlined, show

SIZES = {
    "A": ("n", "n"),
    "S": ("n", "n"),
    "X": ("m", "n"),
    "Y": ("m", "n"),
    "x": ("n",),
    "u": ("n",),
}
CASES = [
    ("x @ A @ x", "x", "symmetric(A)", "2*A @ x"),
    ("x @ A @ x", "x", "", "(A + A.T) @ x"),
    ("(x - u) @ inv(S) @ (x - u)", "x", "posdef(S)", "2*inv(S) @ (x - u)"),
    ("logdet(X.T @ X)", "X", "", "2*X @ inv(X.T @ X)"),
    ("trace(X.T @ X @ A)", "X", "symmetric(A)", "2*X @ A"),
    ("sum(abs(x)*u)", "x", "x > 0", "u"),
    ("sum(abs(x)*u)", "x", "x < 0", "-u"),
    ("sum(abs(x)*u)", "x", "x > -1", "u*sign(x)"),
    ("sum(where(x > 0, x**3, 0)*u)", "x", "x < -2", "zeros(n)"),
    ("sum(floor(x)*u)", "u", "integer(x)", "x"),
    ("sum(floor(x)*u)", "u", "", "floor(x)"),
    ("sum(abs(x)*u)", "x", "", "u*sign(x)"),
    ("-sum(Y*log_softmax(X))", "X", "simplex(Y)", "softmax(X) - Y"),
    ("log(abs(det(A)))", "A", "", "inv(A).T"),
]


@pytest.mark.parametrize(("text", "wrt", "given", "form"), CASES)
def test_forms(text: str, wrt: str, given: str, form: str) -> None:
    words = set(re.findall(r"\w+", text))
    names = {name: shape for name, shape in SIZES.items() if name in words}
    assert str(sg.derive(text, wrt, shapes=names, given=[given] if given else [])) == form
    report = sg.grad(text, shapes=names, wrt=[wrt], given=[given] if given else [])
    assert report.formulas[wrt] == form
    assert report.verdict is not None
    assert report.verdict.status == "agree"


def test_a_gradient_by_a_symmetric_matrix_is_by_all_its_entries() -> None:
    """By the entries of S one at a time: the matrix beside it is not made symmetric."""
    values = {"S": [[2.0, 1.0], [1.0, 3.0]], "B": [[1.0, 2.0], [5.0, 7.0]]}
    report = sg.grad("trace(S @ B)", values, wrt=["S"], given=["symmetric(S)"])
    assert report.formulas["S"] == "B.T"
    np.testing.assert_array_equal(report.gradients["S"], np.transpose(values["B"]))


def test_deviations_add_up_to_nothing() -> None:
    form = str(sg.derive("sum((x - mean(x))**2/(1 + var(x)))", "x", shapes={"x": ("n",)}))
    assert "ones" not in form
    assert form.count("x - mean(x)") == 2


def test_expand_writes_shared_parts_out(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["grad", "sum(exp(sin(x)*x)*cos(exp(sin(x)*x)))", "x:n", "--no-cache"]
    assert main(words) == 0
    assert "t0 = " in capsys.readouterr().out
    assert main([*words, "--expand"]) == 0
    out = capsys.readouterr().out
    assert "t0" not in out
    assert "agree" in out


def test_expand_has_a_budget() -> None:
    steps = "; ".join(f"y{i + 1} = sin(y{i})*y{i}" for i in range(40))
    graph = sg.parse(f"y0 = x; {steps}; y40")
    with pytest.raises(LimitError, match="over the limit of 10000"):
        inlined(graph.output)
    small = sg.parse("y = sin(x)*x + exp(sin(x)*x); y*y")
    text = inlined(small.output)
    assert ";" not in text
    assert show(sg.parse(text)) == show(sg.parse(show(small.output)))


@pytest.mark.parametrize("text", ["(x - y)**2/(x*y)", "(x - y)**2/x", "((x - y)/y)**2"])
def test_a_difference_is_not_divided_term_by_term(text: str) -> None:
    """Near x = y the quotients round to 1, and their difference to nothing."""
    report = sg.grad(text, x=7.000000000000001, y=7.0)
    assert report.verdict is not None
    assert report.verdict.status == "agree", str(report)
    assert "(x - y)" in report.formulas["x"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("sum(maximum(x, 0)**3)", "3*maximum(x, 0)**2"),
        ("sum(relu(x - u)**2)", "2*relu(x - u)"),
        ("sum(maximum(1 - u*x, 0)**2)", "-2*u*maximum(1 - u*x, 0)"),
        ("sum(u*maximum(x, 0))", "u*(0.5*sign(x) + 0.5)"),
        ("sum(u*relu(x))", "u*where(x > 0, 1, 0)"),
    ],
)
def test_ramps_and_their_powers(text: str, form: str) -> None:
    shapes = {"x": ("n",), "u": ("n",)} if "u*" in text or "- u" in text else {"x": ("n",)}
    assert str(sg.derive(text, "x", shapes=shapes)) == form
