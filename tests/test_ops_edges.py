"""What the elementwise rows promise on kinks, at the edges of domains, and of powers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import sympy

import symgrad as sg
from symgrad.graph.node import Table
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.row import Op
from symgrad.ops.table import OPS
from tests.elementwise import (
    XP,
    apply,
    defined,
    pull,
    settings,
    slope,
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


KINKS: list[tuple[str, tuple[float, ...], tuple[float, ...]]] = [
    ("abs", (0,), (0,)),
    ("relu", (0,), (0,)),
    ("leaky_relu", (0,), (0.01,)),
    ("elu", (0,), (1,)),
    ("selu", (0,), (1.0507009873554805,)),
    ("hardtanh", (1,), (1,)),
    ("hardtanh", (-1,), (1,)),
    ("clip", (2, -1, 2), (1, 0, 0)),
    ("clip", (-1, -1, 2), (1, 0, 0)),
    ("clip", (-3, -1, 2), (0, 1, 0)),
    ("clip", (3, -1, 2), (0, 0, 1)),
    ("clip", (0, 3, 2), (0, 0, 1)),
    ("clip", (3, 2, 2), (0, 0, 1)),
    ("clip", (1, 2, 2), (0, 1, 0)),
    ("maximum", (2, 2), (0.5, 0.5)),
    ("minimum", (2, 2), (0.5, 0.5)),
    ("hypot", (0, 0), (0, 0)),
    ("xlogy", (0, 3), (np.log(3), 0)),
]


@pytest.mark.parametrize(("name", "at", "want"), KINKS)
def test_kinks(name: str, at: tuple[float, ...], want: tuple[float, ...]) -> None:
    op = OPS[name]
    expression, symbols = defined(op)
    places = dict(zip(symbols, map(sympy.Integer, at), strict=True))
    for i, expected in enumerate(want):
        assert slope(op, i, *at) == pytest.approx(expected, rel=1e-15)
        exact = sympy.diff(expression, symbols[i]).subs(places).doit()
        assert float(exact) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("name", "at"), sorted({(n, a) for n, a, _ in KINKS if n != "xlogy"}))
def test_kinks_are_declared(name: str, at: tuple[float, ...]) -> None:
    op, beside = OPS[name], tuple(x + 0.25 * (i + 1) for i, x in enumerate(at))
    params = settings(op)
    smooth = name == "elu" or (name == "clip" and at in {(-3, -1, 2), (3, -1, 2), (0, 3, 2)})
    smooth = smooth or (name == "clip" and at in {(3, 2, 2)})
    assert op.kinks is not None
    found = op.kinks(XP, *map(np.float64, at), **params)
    assert any(k == 0 for k in found) is not smooth
    assert all(k != 0 for k in op.kinks(XP, *map(np.float64, beside), **params))


def test_an_elu_without_a_kink_declares_none() -> None:
    assert OPS["elu"].kinks(XP, 0.0, alpha=1) == ()  # type: ignore[misc]
    assert OPS["elu"].kinks(XP, 0.0, alpha=0.5) == (0.0,)  # type: ignore[misc]


IN, EDGE, OUT = "value and slope", "value only", "nothing"
DOMAINS: list[tuple[str, tuple[float, ...], str]] = [
    ("divide", (1, 0), OUT),
    ("divide", (0, -2), IN),
    ("reciprocal", (0,), OUT),
    ("log", (0,), OUT),
    ("log", (-1,), OUT),
    ("log", (1e-300,), IN),
    ("log2", (0,), OUT),
    ("log10", (-1,), OUT),
    ("log1p", (-1,), OUT),
    ("log1p", (-0.5,), IN),
    ("sqrt", (0,), EDGE),
    ("sqrt", (-1,), OUT),
    ("sqrt", (2,), IN),
    ("cbrt", (0,), EDGE),
    ("cbrt", (-8,), IN),
    ("sign", (0,), EDGE),
    ("sign", (-2,), IN),
    ("floor", (3,), EDGE),
    ("floor", (3.5,), IN),
    ("ceil", (-3,), EDGE),
    ("round", (2.5,), EDGE),
    ("round", (-0.5,), EDGE),
    ("round", (3,), IN),
    ("arcsin", (1,), EDGE),
    ("arcsin", (-1,), EDGE),
    ("arcsin", (1.1,), OUT),
    ("arccos", (-1.1,), OUT),
    ("arccos", (0.5,), IN),
    ("arccosh", (1,), EDGE),
    ("arccosh", (0.5,), OUT),
    ("arctanh", (1,), OUT),
    ("arctanh", (0.9,), IN),
    ("csc", (0,), OUT),
    ("cot", (0,), OUT),
    ("sec", (0,), IN),
    ("tan", (0,), IN),
    ("mod", (3, 0), OUT),
    ("mod", (6, -2), EDGE),
    ("mod", (5, -2), IN),
    ("arctan2", (0, -1), EDGE),
    ("arctan2", (0, 0), EDGE),
    ("arctan2", (0, 1), IN),
    ("arctan2", (-1, 0), IN),
    ("xlogy", (0, 0), EDGE),
    ("xlogy", (0, 2), IN),
    ("xlogy", (1, 0), OUT),
    ("xlogy", (0, -1), OUT),
    ("power", (0, 0), IN),
    ("power", (0, 1), IN),
    ("power", (0, 2), IN),
    ("power", (-2, 3), IN),
    ("power", (-2, -3), IN),
    ("power", (0, -1), OUT),
    ("power", (0, 0.5), EDGE),
    ("power", (0, -0.5), OUT),
    ("power", (-2, 0.5), OUT),
    ("power", (2, -0.5), IN),
]


def standing(op: Op, at: tuple[float, ...]) -> str:
    assert op.domain is not None
    worst = IN
    for quantity, relation, words in op.domain(XP, *map(np.float64, at), **settings(op)):
        assert words
        value = float(quantity)
        has_value = {">": value > 0, ">=": value >= 0, "!=": value != 0, "jump": True}[relation]
        has_slope = {">": True, ">=": value > 0, "!=": True, "jump": value != 0}[relation]
        if not has_value:
            return OUT
        worst = worst if has_slope else EDGE
    return worst


@pytest.mark.parametrize(("name", "at", "want"), DOMAINS)
def test_domain_edges(name: str, at: tuple[float, ...], want: str) -> None:
    op = OPS[name]
    assert standing(op, at) == want
    value = float(apply(op, [np.float64(x) for x in at]))
    if want is OUT and (name, at) != ("xlogy", (0, -1)):
        assert not np.isfinite(value)
    if want is not OUT:
        assert np.isfinite(value)


POWERS: list[tuple[float, float, float, float]] = [
    (0, 0, 1, 0),
    (0, 1, 0, 1),
    (0, 2, 0, 0),
    (-2, 0, 1, 0),
    (-2, 1, -2, 1),
    (-2, 3, -8, 12),
    (-2, -1, -0.5, -0.25),
    (4, 0.5, 2, 0.25),
    (2, 10, 1024, 5120),
]


@pytest.mark.parametrize(("x", "p", "value", "base_slope"), POWERS)
def test_powers(x: float, p: float, value: float, base_slope: float) -> None:
    op = OPS["power"]
    assert float(apply(op, [np.float64(x), np.float64(p)])) == value
    assert slope(op, 0, x, p) == base_slope
    many = [np.full(3, x), np.float64(p)]
    assert apply(op, many).tolist() == [value] * 3
    assert pull(op, 0, np.ones(3), many).tolist() == [base_slope] * 3


@pytest.mark.parametrize("p", [0.5, 1, 2, 7.25])
def test_slope_by_the_exponent_at_base_zero_is_zero(p: float) -> None:
    assert slope(OPS["power"], 1, 0, p) == 0


def test_every_derivative_of_a_polynomial_exists_at_zero() -> None:
    table = Table()
    x = table.variable("x")
    node, found = x**3, []
    for _ in range(5):
        (node,) = reverse(node, [x])
        found.append(float(evaluate([node], {"x": np.array(0.0)})[0]))
    assert found == [0, 0, 6, 0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "where(s > 0, sum(cumsum(1/x)), s)",
        "where(s > 0, sum(sort(1/x)), s)",
        "where(s > 0, std(log(x)), s)",
        "where(s > 0, sum(kron(1/x, x)), s)",
        "where(s > 0, prod(1/x), s)",
        "where(s > 0, x @ log(x), s)",
        "where(s > 0, sum(softmax(log(x))*x), s)",
        "sum(where(x > 5, log(x)/sum(log(x)), x)) + s",
        "sum(where(x > 5, cumsum(sqrt(x)), 0)) + s",
    ],
)
def test_no_branch_leaks_into_a_closed_form(text: str) -> None:
    report = sg.grad(text, s=-1.0, x=[0.0, 1.0])
    assert report.verdict is not None
    assert report.verdict.status == "agree", str(report)
