"""Assumptions: what the grammar reads, what it refuses and where the caret stands."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from symgrad.errors import InputError, LimitError, ParseError, ShapeError, UnknownNameError
from symgrad.graph.assumptions import parse_assumptions
from symgrad.verdict.draws import holds


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x > 0", "(0, inf)"),
        ("x >= 0", "[0, inf)"),
        ("x < 2", "(-inf, 2)"),
        ("x <= -1/2", "(-inf, -0.5]"),
        ("x != 0", "(-inf, 0) or (0, inf)"),
        ("x in (-3, 3)", "(-3, 3)"),
        ("x in [0, inf)", "[0, inf)"),
        ("x in (-3, 0) or (0, 3)", "(-3, 0) or (0, 3)"),
        ("x in {-1, 1}", "{-1, 1}"),
        ("0 < x < 1", "(0, 1)"),
        ("1 >= x", "(-inf, 1]"),
        ("x < -1 or x > 1", "(-inf, -1) or (1, inf)"),
        ("x in (0, 1) or x in {2}", "(0, 1) or {2}"),
        ("x > 0 and x <= 1e-1", "(0, 0.1]"),
    ],
)
def test_sets(text: str, values: str) -> None:
    assert str(parse_assumptions(text).values["x"]) == values


def test_texts_meet() -> None:
    given = parse_assumptions(["x > 0", "x in (-1, 1) or (2, 3)", "y != 1"])
    assert str(given.values["x"]) == "(0, 1) or (2, 3)"
    assert given.positive("x")
    assert not given.positive("y")


def test_decimals_are_exact() -> None:
    assert parse_assumptions("x > 0.1").values["x"].intervals[0].low == Fraction(1, 10)


@pytest.mark.parametrize("word", ["symmetric", "posdef", "invertible", "orthogonal"])
def test_matrix_properties(word: str) -> None:
    given = parse_assumptions(f"{word}(A)")
    assert given.has("A", word)
    given.settle({"A": (3, 3)})
    with pytest.raises(ShapeError, match="square"):
        given.settle({"A": (3, 2)})


def test_implied_properties() -> None:
    assert parse_assumptions("posdef(S)").has("S", "symmetric")
    assert parse_assumptions("orthogonal(Q)").has("Q", "invertible")
    assert not parse_assumptions("symmetric(S)").has("S", "invertible")


@pytest.mark.parametrize(
    "texts",
    [
        ["x > 0", "x < 0"],
        ["x > 1", "x <= 1"],
        ["x in {1}", "x != 1"],
        ["integer(n)", "n in (0.2, 0.8)"],
        ["posdef(S)", "S <= 0"],
        ["simplex(p)", "p > 1"],
        ["orthogonal(Q)", "Q > 1"],
    ],
)
def test_contradictions(texts: list[str]) -> None:
    with pytest.raises(InputError, match="contradict") as caught:
        parse_assumptions(texts)
    assert caught.value.code == "contradictory-assumptions"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", 0),
        ("x", 1),
        ("x >", 3),
        ("x > y", 4),
        ("x == 2", 2),
        ("x in (3, 1)", 5),
        ("x in (0, 1", 10),
        ("x in 3", 5),
        ("round(A)", 0),
        ("symmetric(", 10),
        ("x > 0 and y > 0 or z > 0", 16),
        ("x > 0 or y > 0", 9),
        ("x > 0 $", 6),
        ("x > 1/0", 5),
        ("x > 1e999", 4),
        ("x > __import__('os')", 4),
    ],
)
def test_what_is_refused_and_where(text: str, start: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse_assumptions(text)
    assert caught.value.span is not None
    assert caught.value.span.start == start
    assert "^" in str(caught.value)


def test_long_texts_are_refused() -> None:
    with pytest.raises(LimitError):
        parse_assumptions("x > " + "1" * 2000)


def test_strangers() -> None:
    with pytest.raises(UnknownNameError, match="'y'"):
        parse_assumptions(["x > 0", "y > 0"]).settle({"x": ()})


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("x > 0", [1.0, 2.0], [1.0, 0.0]),
        ("x in {-1, 1}", [1.0, -1.0], [0.5, 1.0]),
        ("integer(x)", [3.0, -1.0], [0.5, 1.0]),
        ("simplex(x)", [0.25, 0.75], [0.5, 0.75]),
        ("symmetric(x)", [[1.0, 2], [2, 3]], [[1.0, 2], [3, 3]]),
        ("posdef(x)", [[2.0, 1], [1, 2]], [[1.0, 2], [2, 1]]),
        ("invertible(x)", [[1.0, 2], [3, 4]], [[1.0, 2], [2, 4]]),
        ("orthogonal(x)", [[0.6, 0.8], [-0.8, 0.6]], [[1.0, 1], [0, 1]]),
    ],
)
def test_values_that_keep_them(text: str, inside: object, outside: object) -> None:
    given = parse_assumptions(text)
    assert holds(given, {"x": np.array(inside)})
    assert not holds(given, {"x": np.array(outside)})
