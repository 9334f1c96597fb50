"""Domain and kinks: what counts, what does not reach the output, and which entries."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import symgrad as sg
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.source import Source
from symgrad.verdict.domain import examine
from symgrad.verdict.examination import Examination

INF, NAN = float("inf"), float("nan")


def graph_of(text: str, values: dict[str, Any]) -> Graph:
    return build(parse(Source(text)), {n: np.shape(v) for n, v in values.items()})


def look(text: str, wrt: tuple[str, ...] | None = None, **values: Any) -> Examination:
    arrays = {name: np.array(value, dtype=float) for name, value in values.items()}
    graph = graph_of(text, arrays)
    return examine(graph, arrays, graph.variables if wrt is None else wrt)


@pytest.mark.parametrize(
    ("text", "values", "status"),
    [
        ("log(x)", {"x": -1}, "undefined"),
        ("log(x)", {"x": 0}, "undefined"),
        ("log(x)", {"x": 0.1}, "smooth"),
        ("1/x", {"x": 0}, "undefined"),
        ("x/x", {"x": 0}, "undefined"),
        ("exp(x)", {"x": 1000}, "undefined"),
        ("x**y", {"x": -2, "y": 0.5}, "undefined"),
        ("x**0.5", {"x": 0}, "undefined"),
        ("x**2", {"x": 0}, "smooth"),
        ("sqrt(x)", {"x": 0}, "undefined"),
        ("cbrt(x)", {"x": 0}, "undefined"),
        ("floor(x)", {"x": 2}, "undefined"),
        ("floor(x)", {"x": 2.5}, "smooth"),
        ("round(x)", {"x": 2.5}, "undefined"),
        ("sign(x)*x", {"x": 0}, "undefined"),
        ("where(x > 0, log(x), 0)", {"x": -1}, "smooth"),
        ("where(log(x) > 0, 1, x)", {"x": -1}, "undefined"),
        ("where(x > 0, 1, 0)", {"x": 0}, "undefined"),
        ("where(x > 0, x, 0)", {"x": 0}, "kink"),
        ("where(x > 0, x**2, 0)", {"x": 0}, "smooth"),
        ("where(x < 1, x**2, 2*x - 1)", {"x": 1}, "smooth"),
        ("where(x > 0, sqrt(x), x)", {"x": 0}, "undefined"),
        ("sum(where(x > 0, sqrt(x), x))", {"x": [0, 1]}, "undefined"),
        ("where(x > 0, sqrt(x), x)", {"x": -1}, "smooth"),
        ("where(x < 1, x**2, 3*x - 2)", {"x": 1}, "kink"),
        ("where(x > 0 and y > 0, x*y, 1)", {"x": 0, "y": -1}, "smooth"),
        ("where(x > 0 and y > 0, x*y, 1)", {"x": 0, "y": 1}, "undefined"),
        ("where(x > 0 or y > 0, x*y, 1)", {"x": 0, "y": 1}, "smooth"),
        ("where(not (x > 0), x*y, 1)", {"x": 0, "y": 1}, "undefined"),
        ("where(log(x) > 0 and y > 0, x, y)", {"x": -1, "y": -1}, "smooth"),
        ("abs(x)", {"x": 0}, "kink"),
        ("abs(x)*0", {"x": 0}, "smooth"),
        ("x*abs(x)", {"x": 0}, "smooth"),
        ("abs(x) + x", {"x": 1e-300}, "smooth"),
        ("relu(x)", {"x": 0}, "kink"),
        ("clip(x, 0, 1)", {"x": 1}, "kink"),
        ("maximum(x, y)", {"x": 2, "y": 2}, "kink"),
        ("maximum(x, -inf)", {"x": 2}, "smooth"),
        ("norm(x)", {"x": [0, 0]}, "kink"),
        ("norm(x)**2", {"x": [0, 0]}, "smooth"),
        ("max(x)", {"x": [1, 3, 3]}, "kink"),
        ("max(x)", {"x": [1, 1, 3]}, "smooth"),
        ("x[0] + log(x[1])", {"x": [1, -1]}, "undefined"),
        ("sum(log(x)[1:])", {"x": [-1, 2, 3]}, "smooth"),
        ("sum(softmax(where(x > 0, x, -inf)))", {"x": [1, -1]}, "smooth"),
        ("detach(abs(x))*x", {"x": 0}, "smooth"),
        ("abs(3*x - 0.3)", {"x": 0.1}, "suspected"),
        ("1/(3*x - 0.3)", {"x": 0.1}, "suspected"),
    ],
)
def test_status(text: str, values: dict[str, Any], status: str) -> None:
    assert look(text, **values).status == status


def test_derivatives_count_only_behind_a_variable_of_the_gradient() -> None:
    assert look("sqrt(x)*y", ("y",), x=0, y=1).status == "smooth"
    assert look("sqrt(x)*y", ("x",), x=0, y=1).status == "undefined"
    assert look("abs(x)*y", ("y",), x=0, y=1).status == "smooth"
    assert look("log(x)*y", ("y",), x=-1, y=1).status == "undefined"


@pytest.mark.parametrize("bad", [INF, -INF, NAN])
def test_values_that_are_no_numbers(bad: float) -> None:
    found = look("sum(x)", x=[1, bad])
    assert found.status == "undefined"
    assert found.first is not None
    assert found.first.entries == (("x", (1,)),)


@pytest.mark.parametrize(
    ("text", "values", "kinks"),
    [
        ("sum(abs(x))", {"x": [1, 0, -2]}, {"x": [0, 1, 0]}),
        ("sum(maximum(x, y))", {"x": [1, 5, 2], "y": [1, 3, 2]}, {"x": [1, 0, 1], "y": [1, 0, 1]}),
        ("max(x)", {"x": [1, 3, 3]}, {"x": [0, 1, 1]}),
        ("sum(max(x, axis=1))", {"x": [[1, 3, 3], [1, 2, 5]]}, {"x": [[0, 1, 1], [0, 0, 0]]}),
        (
            "sum(abs(A @ x))",
            {"A": [[1, 1], [0, 2]], "x": [1, -1]},
            {"A": [[1, 1], [0, 0]], "x": [1, 1]},
        ),
        ("norm(x)", {"x": [0, 0]}, {"x": [1, 1]}),
    ],
)
def test_entries_that_a_kink_contributes_to(
    text: str, values: dict[str, Any], kinks: dict[str, Any]
) -> None:
    found = look(text, **values)
    assert {n: m.astype(int).tolist() for n, m in found.kinks.items()} == kinks


def test_the_first_fault_is_named_with_its_place() -> None:
    values = {"x": np.array([2.0, -1.0])}
    graph = graph_of("sum(log(x) + sqrt(x))", values)
    found = examine(graph, values, ["x"]).first
    assert found is not None
    assert (found.text, found.cause) == ("log(x)", "domain")
    assert graph.source is not None
    assert found.span is not None
    assert graph.source.cut(found.span) == "log(x)"
    assert found.entries[0][1] == (1,)


def test_a_long_chain() -> None:
    assert (
        look("; ".join(["y = abs(x)"] + ["y = relu(y) + 0.5"] * 2000) + "; y", x=1.5).status
        == "smooth"
    )


@pytest.mark.parametrize(
    ("text", "x", "status"),
    [
        ("sum(relu(diag(x)))", [1, 2], "agree"),
        ("sum(relu(pad(x, 1)))", [1, 2], "agree"),
        ("sum(sqrt(diag(x)))", [1, 2], "agree"),
        ("sum(abs(triu(outer(x, x))))", [1, 2], "agree"),
        ("sum(relu(diag(x)))", [0, 2], "kink"),
        ("sum(abs(x*[0, 1]))", [1, 2], "agree"),
        ("sum(abs(x*[0, 1]))", [1, 0], "kink"),
        ("sum(log(diag(x)))", [1, 2], "undefined"),
        ("sum(where(x == max(x), x**2, 0))", [1, 2, 3], "agree"),
        ("sum(where(x == max(x), x**2, 0))", [1, 3, 3], "undefined"),
        ("abs(0.1 + 0.2 - x)", 0.3, "agree"),
        ("abs(0.1 + 0.2 - x)", Fraction("0.3"), "kink"),
    ],
)
def test_only_entries_that_move_have_kinks(text: str, x: Any, status: str) -> None:
    r = sg.grad(text, x=x)
    assert r.verdict is not None
    assert r.verdict.status == status, str(r)
