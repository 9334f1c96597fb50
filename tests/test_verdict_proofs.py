"""What a verdict proves: agreement to the digits shown, disagreement, kinks, undefined points."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import symgrad as sg
from symgrad.numeric.arrays import PRIMITIVES
from symgrad.ops.table import OPS
from symgrad.report.plain import plain


def status(text: str, /, **values: Any) -> str:
    return sg.grad(text, values).verdict.status


# (1 + 1/x)**x at 1e8, its slope to 30 digits: mpmath at 200 digits.
TRUE_SLOPE = "1.35914088931193954691338e-16"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("where(x > 0, log(x), 0)", {"x": -1.0}),
        ("3**x", {"x": 0.1}),
        ("sum(softmax(x))", {"x": [1.0, 2.0, -3.0]}),
        ("sum(tanh(x)**2 + 1/cosh(x)**2)", {"x": [0.3, 20.0, -40.0]}),
        ("x*0.1*3", {"x": Fraction(3, 10)}),
        ("log(exp(x))", {"x": 300.0}),
        ("(x - 1e8)**2", {"x": 1e8 + 1}),
        ("max(x)", {"x": [1.0, 5.0, 3.0]}),
        ("sum(sort(x)*[1, 2, 3])", {"x": [1.0, 5.0, 3.0]}),
        ("inv(A)[0, 1]", {"A": [[1.0, 2.0], [3.0, 4.0]]}),
        ("det(A)", {"A": [[1.0, 2.0], [2.0, 4.0]]}),
        ("sum(relu(x))", {"x": [1e-300, -1e-300]}),
    ],
)
def test_agree(text: str, values: dict[str, Any]) -> None:
    assert status(text, **values) == "agree"


@pytest.mark.parametrize(
    ("text", "x", "expected", "words"),
    [
        ("log(x)", -1.0, "undefined", "log"),
        ("abs(x)", 0.0, "kink", "abs"),
        ("1/x", 0.0, "undefined", "x"),
        ("exp(exp(exp(x)))", 5.0, "undefined", "overflow"),
        ("relu(x) - relu(-x)", 0.0, "kink", "relu"),
        ("inv(x)[0, 0]", [[1.0, 2.0], [2.0, 4.0]], "undefined", "inv"),
        ("sqrt(x)", 0.0, "undefined", "sqrt"),
        ("floor(x)", 2.0, "undefined", "floor"),
        ("max(x)", [2.0, 2.0], "kink", "max"),
    ],
)
def test_named_and_never_agree(text: str, x: Any, expected: str, words: str) -> None:
    verdict = sg.grad(text, x=x).verdict
    assert verdict.status == expected
    assert words in verdict.reason


def test_labels_outside_wrt_are_no_fault() -> None:
    values = {"p": [0.2, 0.7, 0.5], "y": [1.0, 0.0, 1.0]}
    report = sg.grad("sum(where(y == 1, log(p), log(1 - p)))", values, wrt="p")
    assert report.verdict.status == "agree"
    assert sg.grad("x*max(y)", {"x": 2.0, "y": [3.0, 3.0]}, wrt="x").verdict.status == "agree"


def test_the_true_digits_where_floating_point_has_none() -> None:
    report = sg.grad("(1 + 1/x)**x", x=1e8)
    assert report.verdict.status == "agree"
    (row,) = report.rows
    assert row.certified.startswith(TRUE_SLOPE[:14])
    assert row.symbolic == pytest.approx(float(TRUE_SLOPE), rel=1e-15)
    assert row.lost == 15
    text = plain(report)
    assert "float64 loses all its digits" in text
    assert "-2.9" not in text.split("float64 loses")[0]


def test_digits() -> None:
    report = sg.grad("sum(exp(x))", x=[1.0, 2.0], digits=50)
    assert report.verdict.digits == 50
    # e and e**2 to 50 digits.
    assert [row.certified for row in report.rows] == [
        "2.7182818284590452353602874713526624977572470937000",
        "7.3890560989306502272304274605750078131803155705518",
    ]


def test_typed_decimals_are_those_decimals() -> None:
    tenth = Fraction(1, 10)
    assert status("where(x*10 >= 1, x**2, 0)", x=tenth) == "undefined"
    assert status("where(x*10 >= 1, x**2, 0)", x=tenth + Fraction(1, 10**40)) == "agree"


def test_both_slopes_of_a_kink() -> None:
    report = sg.grad("sum(relu(x)) - 3*abs(x[1])", x=[0.0, 0.0, 2.0])
    kinks = {each.entry: (each.left, each.right) for each in report.verdict.kinks}
    assert kinks == {(0,): (0.0, 1.0), (1,): (3.0, -2.0)}


def test_kinks_may_be_accepted() -> None:
    assert sg.grad("sum(abs(x))", x=[0.0, 1.0]).verdict.status == "kink"
    accepted = sg.grad("sum(abs(x))", x=[0.0, 1.0], at_kinks="accept")
    assert accepted.verdict.status == "agree"
    assert accepted.verdict.findings


def test_the_third_witness_needs_no_rule() -> None:
    report = sg.grad("sum(sin(x)**3/x)", x=[0.3, 1.5], witness="difference")
    x = np.array([0.3, 1.5])
    by_hand = 3 * np.sin(x) ** 2 * np.cos(x) / x - np.sin(x) ** 3 / x**2
    assert report.witness is not None
    np.testing.assert_allclose(report.witness["x"], by_hand, rtol=4e-16)


def test_large_graphs_claim_no_more_than_was_enclosed() -> None:
    x = np.linspace(0.5, 2, 2_100_000)
    verdict = sg.grad("sum(log(x)*sin(x))", x=x).verdict
    assert verdict.status == "agree"
    assert verdict.bits == 0
    assert verdict.digits >= 6


def replaced(monkeypatch: pytest.MonkeyPatch, name: str, **changed: Any) -> None:
    monkeypatch.setitem(OPS, name, replace(OPS[name], **changed))


def test_a_wrong_rule_is_blamed_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def slope(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
        return (1 + 1e-9) * y_bar * (1 - y * y)

    replaced(monkeypatch, "tanh", vjp=(slope,))
    report = sg.grad("sum(w*sin(tanh(w*x)))", w=[1.0, 2.0], x=[0.1, 0.2])
    verdict = report.verdict
    assert verdict.status == "disagree"
    assert verdict.blame.operator == "tanh"
    assert verdict.blame.found / verdict.blame.expected == pytest.approx(1 + 1e-9, abs=1e-15)
    text = plain(report)
    assert "\n  sum(w*sin(tanh(w*x)))\n            ^^^^^^^^^\n" in text
    assert "symgrad grad 'sum(w*sin(tanh(w*x)))' 'w=[1.0, 2.0]' 'x=[0.1, 0.2]'" in text


def test_a_wrong_definition_is_blamed_on_the_closed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def lower(t: Any, x: Any) -> Any:
        return t.scalar(lambda s, u: s.Rational(101, 100) * s.tanh(u), x)

    replaced(monkeypatch, "tanh", lower=lower)
    verdict = sg.grad("sum(tanh(x))", x=[0.1, 0.2]).verdict
    assert verdict.status == "disagree"
    assert verdict.blame is None
    assert "the closed form is wrong" in verdict.reason


def test_a_wrong_kernel_is_blamed_on_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRIMITIVES, "tanh", lambda x: np.tanh(x) * (1 + 1e-9))
    verdict = sg.grad("sum(tanh(x)**2)", x=[0.1, 0.2]).verdict
    assert verdict.status == "disagree"
    assert "the engine is wrong" in verdict.reason


def test_float64_is_told_apart_from_wrong() -> None:
    (row,) = sg.grad("(exp(x) - 1)/x", x=1e-9).rows
    assert row.status == "agree"
    assert row.lost >= 6
    assert row.attainable <= 9
    assert row.certified.startswith("0.50000000033333")


def test_the_nearest_kink() -> None:
    verdict = sg.grad("relu(x) + abs(x - 5*y)", x=1e-9, y=3.0).verdict
    assert verdict.nearest.text == "relu(x)"
    assert verdict.nearest.distance == pytest.approx(1e-9)
    far = sg.grad("abs(x - 5*y)", x=0.0, y=3.0).verdict.nearest
    assert far.distance == pytest.approx(15 / 6)


def test_the_same_number_by_other_ways_is_no_tie() -> None:
    x = [[1.0, 2.0, -3.0], [0.5, -0.25, 4.0]]
    assert status("norm(tanh(x), inf)", x=x) == "agree"
    assert status("sum(norm(exp(x), 1, axis=0))", x=x) == "agree"
    assert status("sum(sort(exp(x), axis=None)*arange(6))", x=x) == "agree"


def test_simplex_points_are_on_the_simplex() -> None:
    report = sg.grad(
        "-sum(Y*log_softmax(X))",
        X=[[0.1, 2.0, -1.0], [1.0, 0.5, 0.2]],
        Y=[[0.1, 0.2, 0.7], [0.3, 0.3, 0.4]],
        wrt="X",
        given=["simplex(Y)"],
    )
    assert report.formulas["X"] == "softmax(X) - Y"
    assert report.verdict.status == "agree"


def test_what_no_precision_tells_is_said_to_be_suspected() -> None:
    verdict = sg.grad("abs(sin(x)**2 + cos(x)**2 - 1)", x=0.7).verdict
    assert verdict.status == "inconclusive"
    assert verdict.reason == "suspected: a kink in abs(sin(x)**2 + cos(x)**2 - 1)"


def test_beyond_the_budget_doubt_is_told_with_a_mend() -> None:
    x = np.linspace(0.1, 1, 300_000)
    text = "sum((x + 1e15 - 1e15)**2*x)"
    verdict = sg.grad(text, x=x).verdict
    assert verdict.status == "inconclusive"
    assert verdict.bits == 0
    assert "larger than the certified budget, difference" in verdict.reason
    assert "--certify" in verdict.reason


def test_tables_show_no_digit_that_is_wrong() -> None:
    report = sg.grad("logsumexp(A @ x)/norm(x)", A=[[1.0, 2.0], [3.0, 4.0]], x=[0.1, 0.2], wrt="x")
    shown = [line.split()[2] for line in plain(report).splitlines() if line.startswith("x[")]
    assert max(row.ulp for row in report.rows) > 1
    for text, row in zip(shown, report.rows, strict=True):
        digits = len(text.lstrip("-").replace(".", ""))
        assert row.ulp <= 1 or text == f"{row.symbolic:.{digits}g}"
