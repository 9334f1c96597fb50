"""Agreement within error bounds, the overall verdict, and who is to blame."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import symgrad.verdict.blame as blame_module
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.ops.table import OPS
from symgrad.source import Source
from symgrad.verdict.blame import find_blame
from symgrad.verdict.compare import SLACK, compare
from symgrad.verdict.crosscheck import cross_check
from symgrad.verdict.enclosures import Enclosures
from symgrad.verdict.point import Point

UNIT = 2.0**-53


def graph_of(text: str, values: dict[str, Any]) -> Graph:
    return build(parse(Source(text)), {n: np.shape(v) for n, v in values.items()})


def judged(text: str, formulas: dict[str, str], **values: Any) -> Any:
    arrays = {name: np.array(value, dtype=float) for name, value in values.items()}
    closed = {name: graph_of(formula, arrays) for name, formula in formulas.items()}
    return cross_check(graph_of(text, arrays), closed, Point(arrays)).verdict


def one(s: float, r: float, bound_r: float, bound_s: float = 0.0) -> Any:
    arrays = [np.array([value]) for value in (s, r, bound_r, bound_s)]
    return compare(*arrays)


@pytest.mark.parametrize(
    ("s", "r", "bound_r", "bound_s", "status"),
    [
        (1.0, 1.0, 1.0, 1.0, "agree"),
        (0.0, 0.0, 0.0, 0.0, "agree"),
        (1.0 + SLACK * UNIT / 2, 1.0, 1.0, 0.0, "agree"),
        (1.0 + 2 * SLACK * UNIT, 1.0, 1.0, 0.0, "disagree"),
        (1.0 + 2 * SLACK * UNIT, 1.0, 1.0, 4.0, "inconclusive"),
        (1.0 + 1e-9, 1.0, 3.0, 3.0, "disagree"),
        (0.0, 1e-17, 1.0, 0.0, "agree"),
        (-2.9e-17, -2.9e-17, 1.0, 1.0, "inconclusive"),
        (float("nan"), 1.0, 1.0, 1.0, "undefined"),
        (float("inf"), float("inf"), 1.0, 1.0, "undefined"),
        (1.0, 2.0, 0.0, 0.0, "disagree"),
    ],
)
def test_entries(s: float, r: float, bound_r: float, bound_s: float, status: str) -> None:
    assert one(s, r, bound_r, bound_s).status.tolist() == [status]


def test_digits_and_ulps() -> None:
    assert one(1.0, 1.0, 1.0).digits.tolist() == [15]
    assert one(1.0, 1.0 + 2.0**-52, 4.0).ulps.tolist() == [1.0]
    assert one(1.0, 1.0, 1e6).digits.tolist() == [9]
    assert one(0.0, 0.0, 5.0).digits.tolist() == [15]


def test_the_worst_entry_disagrees_before_it_differs_most() -> None:
    zeros = np.zeros(3)
    found = compare(np.array([1.0, 1.0, 1e-9]), np.array([1.0, 2.0, 2e-9]), zeros, zeros)
    assert found.worst in ((1,), (2,))
    assert found.agreeing == 1
    assert found.total == 3


@pytest.mark.parametrize(
    ("text", "formula", "x", "status"),
    [
        ("sum((x+2)*(x-2))", "2*x", [[1, 2], [3, 4]], "agree"),
        ("sin(x**2)", "2*x*cos(x**2)", 1.5, "agree"),
        ("sin(x**2)", "cos(x**2)", 1.5, "disagree"),
        ("x**3", "3.000000003*x**2", 1.5, "disagree"),
        ("1e-6*sin(x)", "-1e-6*cos(x)", 0.3, "disagree"),
        ("x*0.1*3", "0.3", 1.7, "agree"),
        ("(1 + 1/x)**x", "(1 + 1/x)**x*(log(1 + 1/x) - 1/(x + 1))", 1e8, "agree"),
        ("sum(abs(x))", "sign(x)", [1, 0, -2], "kink"),
        ("log(x)", "1/x", -1, "undefined"),
        ("sum(abs(x))", "2*sign(x)", [1, 0, -2], "disagree"),
    ],
)
def test_verdicts(text: str, formula: str, x: Any, status: str) -> None:
    assert judged(text, {"x": formula}, x=x).status == status


def test_a_kink_names_its_entries_only() -> None:
    verdict = judged("sum(abs(x))", {"x": "sign(x)"}, x=[1, 0, -2])
    assert verdict.entries == (("x", (1,)),)
    assert verdict.total == 3


@pytest.mark.parametrize(
    "text", ["sum(tanh(x)*w)", "norm(x)**2 + 2*max(x)", "sum(softmax(x)*w)", "mean(x/w)"]
)
def test_right_rules_are_not_blamed(text: str) -> None:
    values = {"x": np.array([1.3, 0.2, -0.7]), "w": np.array([0.3, 0.2, 1.0])}
    assert find_blame(graph_of(text, values), Enclosures(values), ["x"]) is None


def test_a_wrong_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"x": np.array([1.3, 0.2, -0.7])}
    graph = graph_of("sum(sin(tanh(x)))", values)
    wrong = replace(OPS["tanh"], vjp=(lambda xp, y_bar, y, x: y_bar * (1 + y * y),))
    for node in blame_module.topological([graph.output]):
        if node.name == "tanh":
            monkeypatch.setattr(node, "op", wrong)
    found = find_blame(graph, Enclosures(values), ["x"])
    assert found is not None
    assert found.operator == "tanh"
    assert graph.source is not None
    assert found.span is not None
    assert graph.source.cut(found.span) == "tanh(x)"
