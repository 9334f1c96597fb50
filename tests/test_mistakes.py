"""What a wrong gradient of a function has in common with the right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from symgrad.grading.callables import check_callable
from symgrad.grading.mistakes import likeliest
from symgrad.testing import assert_grad

X = np.array([0.5, -1.2, 2.0])
M = np.array([[1.0, 2.0], [3.0, 5.0]])


def cubes(x: Any) -> Any:
    return np.sum(x**3)


def right(x: Any) -> Any:
    return 3 * x**2


@pytest.mark.parametrize(
    ("wrong", "tag", "words"),
    [
        (lambda x: -3 * x**2, "sign", "wrong sign"),
        (lambda x: 6 * x**2, "factor", "is 2 times"),
        (lambda x: x**2, "factor", "is 1/3 times"),
        (lambda x: 3.003 * x**2, "factor", "is 1.001"),
        (lambda x: 0 * x, "lost", "0 everywhere"),
        (lambda x: right(x)[::-1], "reversed", "reverse order"),
        (lambda x: np.roll(right(x), 1), "shifted", "further on"),
        (lambda x: right(x) * [1, 1, 2], "entries", "only entry [2] is wrong: is 2 times"),
        (lambda x: right(x) * [1, -1, -1], "entries", "only entries [1], [2] are wrong"),
    ],
)
def test_mistakes_of_vectors(wrong: Callable[..., Any], tag: str, words: str) -> None:
    diagnosis = check_callable(cubes, wrong, {"x": X}).diagnosis
    assert diagnosis.tag == tag
    assert words in diagnosis.text


def test_a_transpose_is_told() -> None:
    weights = np.array([[1.0, -2.0], [0.5, 3.0]])
    report = check_callable(
        lambda A: np.sum(weights * A**2), lambda A: (2 * weights * A).T, {"A": M}
    )
    assert report.diagnosis.tag == "transposed"


def test_nothing_simple_is_not_told() -> None:
    report = check_callable(cubes, lambda x: np.cos(x) + 7, {"x": X})
    assert report.verdict.status == "wrong"
    assert report.diagnosis is None


def test_a_right_answer_has_no_mistake() -> None:
    assert check_callable(cubes, right, {"x": X}).diagnosis is None
    assert likeliest(X, X, np.full(3, 1e-9)) is None


def test_the_assertion_tells_entry_and_mistake() -> None:
    with pytest.raises(AssertionError) as raised:
        assert_grad(cubes, lambda x: -right(x), x=X)
    text = str(raised.value)
    assert "entry [0]" in text
    assert "wrong sign" in text
