"""Marking hand-made derivatives: right, wrong with a point, undecided, invalid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symgrad.errors import InputError, ShapeError, SymgradError, UnknownNameError
from symgrad.grading.check import check
from symgrad.grading.judgement import CheckReport, Judgement

LEAST_SQUARES = "sum((W@x - t)**2)"
NUMBERS = {"W": (3, 2), "x": (2,), "t": (3,)}
NAMES = {"W": ("m", "n"), "x": ("n",), "t": ("m",)}


def judge(text: str, answer: str, name: str = "x", **options: Any) -> Judgement:
    return check(text, {name: answer}, **options).verdict


@pytest.mark.parametrize(
    ("text", "answer", "options"),
    [
        ("sin(x**2)", "2*x*cos(x**2)", {}),
        ("abs(x)", "sign(x)", {}),
        ("log(x)", "1/x", {}),
        ("x**x", "x**x*(log(x) + 1)", {}),
        ("relu(x)", "where(x > 0, 1, 0)", {}),
        ("relu(x - 1000)", "where(x > 1000, 1, 0)", {}),
        ("sqrt(x**2)", "1", {"given": "x > 0"}),
        ("floor(x)", "0", {}),
        (LEAST_SQUARES, "2*W.T@(W@x - t)", {"shapes": NUMBERS}),
        (LEAST_SQUARES, "2*W.T@(W@x - t)", {"shapes": NAMES}),
        ("a*x**2", "2*a*x", {"values": {"a": 3}}),
        ("sum(x)", "1", {"shapes": {"x": (2, 3)}}),
        ("sum(x**2)", "y = 2; y*x", {"values": {"x": [1, 2, 3]}}),
    ],
)
def test_proved(text: str, answer: str, options: dict[str, Any]) -> None:
    found = judge(text, answer, **options)
    assert (found.status, found.proof.level) == ("right", "proved")


@pytest.mark.parametrize(
    ("text", "answer", "options"),
    [
        ("pi*x", "3.141592653589793", {}),
        ("relu(x)", "where(x >= 0, 1, 0)", {}),
        ("max(x)", "where(x == max(x), 1, 0)", {"shapes": {"x": 4}}),
        ("sqrt(x**2)", "x/sqrt(x**2)", {}),
        ("a*x**2", "6*x", {"values": {"a": 3}}),
        (
            "trace(A@X)",
            "A",
            {"shapes": {"A": ("n", "n"), "X": ("n", "n")}, "given": "symmetric(A)"},
        ),
        ("x", "1/exp(-x**6)*exp(-x**6)", {}),
        ("log(1 + exp(x))", "exp(x)/(1 + exp(x))", {}),
    ],
)
def test_right(text: str, answer: str, options: dict[str, Any]) -> None:
    name = "X" if "X" in text else "x"
    found = judge(text, answer, name, **options)
    assert found.status == "right"
    assert found.proof.points >= 8


@pytest.mark.parametrize(
    ("text", "answer", "options"),
    [
        ("sin(x**2)", "cos(x**2)", {}),
        ("pi*x", "3.14", {}),
        ("x/3", "0.333", {}),
        ("x**3", "3.000000003*x**2", {}),
        ("1e-6*sin(x)", "-1e-6*cos(x)", {}),
        ("x**2", "where(x == 3, 0, 2*x)", {}),
        ("x**2", "where(x > 1000, 0, 2*x)", {}),
        ("relu(x)", "1", {}),
        ("relu(x - 1000)", "0", {}),
        ("x", "log(x)/log(x)", {}),
        ("x", "log(-1)", {}),
        ("x", "(x - x)/(x - x)", {}),
        ("trace(A@x)", "A", {"shapes": {"A": ("n", "n"), "x": ("n", "n")}}),
        ("maximum(x, y)", "where(x > 0, 1, 0)", {}),
        (LEAST_SQUARES, "W.T@(W@x - t)", {"shapes": NAMES}),
        ("cross_entropy(x, k)", "softmax(x)", {"shapes": {"x": (2, 3), "k": (2,)}}),
    ],
)
def test_wrong_with_a_counterexample(text: str, answer: str, options: dict[str, Any]) -> None:
    found = judge(text, answer, **options)
    assert found.status == "wrong"
    shown = found.proof.counterexample
    assert shown is not None
    assert not abs(shown.found - shown.expected) <= shown.error
    assert "x=" in str(shown)


def test_a_counterexample_is_one() -> None:
    shown = judge("sqrt(x**2)", "1").proof.counterexample
    assert shown is not None
    assert float(shown.values["x"]) < 0
    assert (shown.expected, shown.found) == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("text", "answer", "start", "kind"),
    [
        ("x**2", "2*x +", 4, "syntax"),
        ("x**2", "2*y", 2, "name"),
        ("x**2", "sume(x)", 0, "name"),
        ("x**2", "x > 0", 0, "value"),
        ("x**2", "[2*x, 1]", 0, "shape"),
        ("x**2", "2x", 0, "syntax"),
        ("x**2", "randn(3)", 0, "value"),
        ("x**2", "__import__('os').system('true')", 0, "name"),
        ("x**2", "sum(zeros((1000, 1000, 1000)))", 4, "limit"),
    ],
)
def test_invalid_points_at_the_character(text: str, answer: str, start: int, kind: str) -> None:
    (report,) = check(text, {"x": answer}).answers.values()
    assert report.verdict.status == "invalid"
    assert report.error is not None
    assert report.error.kind == kind
    assert report.error.span is not None
    assert report.error.span.start == start
    assert "^" in str(report)


def test_a_wrong_shape_is_invalid() -> None:
    found = check(LEAST_SQUARES, {"x": "W@(W@x - t)"}, shapes=NUMBERS)
    assert found.verdict.status == "invalid"
    assert isinstance(found.answers["x"].error, ShapeError)
    assert judge(LEAST_SQUARES, "W@x - t", shapes=NAMES).status == "invalid"


def test_a_variable_that_the_question_lacks() -> None:
    found = check("x**2", {"y": "0"})
    assert found.verdict.status == "invalid"
    assert isinstance(found.answers["y"].error, UnknownNameError)


@pytest.mark.parametrize("text", ["log(-x**2 - 1)", "sqrt(-1 - x**2)"])
def test_undefined_questions_are_undecided(text: str) -> None:
    found = judge(text, "0")
    assert (found.status, found.proof.reason) == ("undecided", "undefined")


def test_an_answer_beyond_the_range_of_numbers_is_undecided() -> None:
    assert judge("x**2", "2**(3**99)*x").status == "undecided"


def test_out_of_time_is_undecided() -> None:
    found = judge("sin(x**2)", "2*x*cos(x**2)", timeout=0.0)
    assert (found.status, found.proof.reason) == ("undecided", "out of time")


def test_each_answer_is_judged_and_the_worst_speaks() -> None:
    found = check("x*y + sin(y)", {"x": "y", "y": "x"})
    assert found.answers["x"].verdict.status == "right"
    assert found.answers["y"].verdict.status == "wrong"
    assert found.verdict is found.answers["y"].verdict
    assert check("x*y", {"x": "y", "y": "x +"}).verdict.status == "invalid"


def test_one_point_of_the_caller_is_tried() -> None:
    found = judge("x**2", "where(x == 0.1234, 0, 2*x)", values={"x": 0.1234})
    assert found.status == "wrong"


def test_values_of_other_variables_are_constants() -> None:
    assert judge("a*x**2", "6*x").status == "wrong"
    assert (
        judge(
            "sum((X@x - y)**2)",
            "2*X.T@(X@x - y)",
            values={"X": [[1, 2], [3, 4], [5, 6]], "y": [1, 0, 1]},
            shapes={"x": 2},
        ).status
        == "right"
    )


def test_the_same_seed_gives_the_same_report() -> None:
    def run(seed: int) -> str:
        return str(check("sin(x*y)", {"x": "cos(x*y)", "y": "x*cos(x*y)"}, seed=seed))

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_understood_is_echoed() -> None:
    (report,) = check("sin(x)", {"x": "  cos( x ) "}).answers.values()
    assert report.understood == "cos(x)"


def test_what_the_caller_got_wrong_is_an_error() -> None:
    with pytest.raises(SymgradError):
        check("sin(x", {"x": "1"})
    with pytest.raises(InputError):
        check("sin(x)", {})
    with pytest.raises(InputError, match="contradict"):
        check("sin(x)", {"x": "cos(x)"}, given=["x > 0", "x < 0"])
    with pytest.raises(InputError, match="do not keep"):
        check("sin(x)", {"x": "cos(x)"}, given=["x > 0"], values={"x": -1})
    with pytest.raises(UnknownNameError):
        check("sin(x)", {"x": "cos(x)"}, given=["z > 0"])
    with pytest.raises(SymgradError, match="only an output of one entry"):
        check("x", {"x": "1"}, shapes={"x": (2,)})


def test_the_graph_of_a_question_serves_too() -> None:
    first = check("z = W@x; sum(z**2)", {"x": "2*W.T@W@x"}, shapes={"W": ("m", "n"), "x": ("n",)})
    assert first.verdict.status == "right"
    assert isinstance(first, CheckReport)
    assert first.question is not None
    assert check(first.question, {"x": "W.T@W@x"}).verdict.status == "wrong"


def test_callers_arrays_are_left_alone() -> None:
    x = np.array([1.0, 2.0])
    check("sum(x**2)", {"x": "2*x"}, values={"x": x})
    assert x.tolist() == [1.0, 2.0]
