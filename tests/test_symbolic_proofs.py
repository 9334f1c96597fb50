"""Proofs: what is equal is proved where it can be, what is not equal never is."""

from __future__ import annotations

import pytest

from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.ops.dims import Shape, named
from symgrad.source import Source
from symgrad.symbolic.prove import prove_equal

M, N = named("m"), named("n")
LEAST: dict[str, Shape] = {"A": (M, N), "x": (N,), "b": (M,)}


def proved(
    question: str,
    answer: str,
    shapes: dict[str, Shape] | None = None,
    seconds: float = 0,
    positive: frozenset[str] = frozenset(),
) -> bool:
    def read(text: str) -> Graph:
        return build(parse(Source(text)), shapes or {})

    return prove_equal(read(question), "x", read(answer), seconds, positive)


ALGEBRA: list[tuple[str, str, dict[str, Shape]]] = [
    ("sin(x**2)", "2*x*cos(x**2)", {}),
    ("sin(x**2)", "cos(x**2)*x + x*cos(x**2)", {}),
    ("(x + 1)**3", "3*x**2 + 6*x + 3", {}),
    ("sum((A @ x - b)**2)", "2*A.T @ (A @ x - b)", LEAST),
    ("sum((A @ x - b)**2)", "2*(A @ x - b) @ A", LEAST),
    ("sum((A @ x - b)**2)", "2*A.T @ A @ x - 2*A.T @ b", LEAST),
    ("logsumexp(x)", "softmax(x)", {"x": (3,)}),
    ("logsumexp(x)", "exp(x)/sum(exp(x))", {"x": (3,)}),
    ("sum(2*x)", "2", {"x": (3,)}),
    ("var(x)", "2*(x - sum(x)/5)/5", {"x": (5,)}),
    ("relu(x)", "where(x > 0, 1, 0)", {}),
    ("trace(x.T @ x)", "x + x", {"x": (2, 3)}),
    ("sum(x)", "ones((3, 1))", {"x": (3,)}),
]


@pytest.mark.parametrize(("question", "answer", "shapes"), ALGEBRA)
def test_proved_by_the_algebra(question: str, answer: str, shapes: dict[str, Shape]) -> None:
    assert proved(question, answer, shapes)


SIMPLIFIED: list[tuple[str, str, dict[str, Shape]]] = [
    ("1/(1 + exp(-x))", "exp(-x)/(1 + exp(-x))**2", {}),
    ("sin(x)**2", "sin(2*x)", {}),
    ("sum(tanh(x))", "1/cosh(x)**2", {"x": (3,)}),
    ("sum(sigmoid(x))", "sigmoid(x)*(1 - sigmoid(x))", {"x": (3,)}),
    ("1/(1 + exp(-x))", "exp(x)/(1 + exp(x))**2", {}),
    ("x/(1 + x**2)", "(1 - x**2)/(1 + x**2)**2", {}),
]


@pytest.mark.parametrize(("question", "answer", "shapes"), SIMPLIFIED)
def test_proved_by_sympy(question: str, answer: str, shapes: dict[str, Shape]) -> None:
    assert not proved(question, answer, shapes, seconds=0)
    assert proved(question, answer, shapes, seconds=20)


def test_assumptions_help() -> None:
    question, answer = "log(x**3)*x", "3*log(x) + 3"
    assert proved(question, answer, seconds=20, positive=frozenset({"x"}))


WRONG: list[tuple[str, str, dict[str, Shape]]] = [
    ("sin(x)**2", "sin(x)*cos(x)", {}),
    ("sin(x**2)", "cos(x**2)", {}),
    ("sum((A @ x - b)**2)", "A.T @ (A @ x - b)", LEAST),
    ("sum(A @ x)", "2*sum(A, axis=0)", {"A": (3, 3), "x": (3,)}),
    ("trace(x @ x)", "2*x", {"x": (3, 3)}),
    ("sum(x**2)", "2*x.T", {"x": (2, 2)}),
    ("abs(x)", "1", {}),
    ("sqrt(x**2)", "1", {}),
]


@pytest.mark.parametrize(("question", "answer", "shapes"), WRONG)
def test_never_proved(question: str, answer: str, shapes: dict[str, Shape]) -> None:
    assert not proved(question, answer, shapes, seconds=20)


def test_shapes_must_fit() -> None:
    assert not proved("sum(x)", "ones((3, 2))", {"x": (2, 3)})
    assert not proved("sum(x**2)", "2*sum(x)", {"x": (2, 3)})


def test_time_is_kept() -> None:
    assert not proved("sin(x)**2", "sin(2*x)", seconds=0.05)
    assert proved("sin(x)**2", "sin(2*x)", seconds=20)
