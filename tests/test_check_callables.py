"""Functions of Python against their hand-written gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from symgrad.errors import InputError
from symgrad.grading.callables import check_callable

W = np.array([[1.0, 2, 3], [4, 5, 6]])


def net(x: Any) -> Any:
    return np.sum(np.tanh(W @ x) ** 2)


def net_slope(x: Any, sign: float = -1.0) -> Any:
    y = np.tanh(W @ x)
    return 2 * W.T @ (y * (1 + sign * y**2))


def status(f: Callable[..., Any], g: Callable[..., Any], values: Mapping[str, Any]) -> str:
    with np.errstate(all="ignore"):
        return check_callable(f, g, values).verdict.status


@pytest.mark.parametrize(
    ("f", "g", "x"),
    [
        (lambda x: x**3, lambda x: 3 * x**2, 1.5),
        (lambda x: x**3, lambda x: 3 * x**2, 0.0),
        (lambda x: 1e-6 * np.sin(x), lambda x: 1e-6 * np.cos(x), 1.5),
        (lambda x: x * abs(x), lambda x: 2 * abs(x), 0.0),
        (lambda x: 5.0, lambda x: 0.0, 1.0),
        (lambda x: np.exp(50 * x), lambda x: 50 * np.exp(50 * x), 1.0),
        (np.sqrt, lambda x: 0.5 / np.sqrt(x), 1e-6),
        (lambda x: x**2, lambda x: 2 * x, 1e8),
        (lambda x: x @ x, lambda x: 2 * x, np.linspace(-1, 1, 7)),
        (net, net_slope, [0.1, 0.2, -0.3]),
    ],
)
def test_right(f: Callable[..., Any], g: Callable[..., Any], x: Any) -> None:
    assert status(f, g, {"x": x}) == "right"


@pytest.mark.parametrize(
    ("f", "g", "x"),
    [
        (lambda x: x**3, lambda x: 3.003 * x**2, 1.5),
        (lambda x: x**3, lambda x: 3 * (1 + 1e-7) * x**2, 1.5),
        (lambda x: 1e-6 * np.sin(x), lambda x: -1e-6 * np.cos(x), 1.5),
        (lambda x: 1e-8 * x + 1, lambda x: 2e-8, 0.2),
        (lambda x: x**2, lambda x: float("nan"), 1.0),
        (net, lambda x: net_slope(x, 1.0), [0.1, 0.2, -0.3]),
    ],
)
def test_wrong(f: Callable[..., Any], g: Callable[..., Any], x: Any) -> None:
    assert status(f, g, {"x": x}) == "wrong"


@pytest.mark.parametrize(
    ("f", "g", "x"),
    [(abs, lambda x: 0.0, 0.0), (np.log, lambda x: 1 / x, -1.0), (np.linalg.norm, np.sign, [0, 0])],
)
def test_undecided(f: Callable[..., Any], g: Callable[..., Any], x: Any) -> None:
    assert status(f, g, {"x": x}) == "undecided"


@pytest.mark.parametrize(
    ("g", "expected"),
    [
        (lambda x, y: (y, x), "right"),
        (lambda x, y: {"x": y, "y": x}, "right"),
        (lambda x, y: {"x": y, "y": y}, "wrong"),
        (lambda x, y: {"x": y}, "invalid"),
        (lambda a, b: [b, a], "right"),
        (lambda x, y: ([y, y], x), "invalid"),
    ],
)
def test_two_variables(g: Callable[..., Any], expected: str) -> None:
    assert status(lambda x, y: x * y, g, {"x": 2.0, "y": 3}) == expected


def test_what_cannot_be_checked() -> None:
    with pytest.raises(InputError, match="point"):
        check_callable(net, net_slope, {})
    with pytest.raises(InputError, match="2 numbers"):
        check_callable(lambda x: x, lambda x: x, {"x": [1, 2]})
    with pytest.raises(InputError, match="each of"):
        check_callable(lambda x, y: x * y, lambda x, y: 1.0, {"x": 1, "y": 2})


def test_the_point_is_handed_on_as_copies() -> None:
    def spoil(x: Any) -> float:
        x[0] = 7.0
        return 0.0

    x = np.array([1.0, 2.0])
    check_callable(spoil, lambda x: np.zeros(2), {"x": x})
    assert x.tolist() == [1.0, 2.0]
