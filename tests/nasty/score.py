"""The digits that each program has right at a point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import symgrad as sg
from symgrad.numeric.evaluate import evaluate
from symgrad.question import ask
from tests.nasty import peers
from tests.nasty.drawing import Drawn
from tests.nasty.point import Point
from tests.nasty.precision import digits, gradient_of, value_of


@dataclass(frozen=True)
class Score:
    """Right digits of the value and, in the worst entry of all gradients, of the slope."""

    value: int
    slope: int


def truth_at(point: Point) -> tuple[Any, dict[str, Any]]:
    """Return the exact value and gradients."""
    key = str(point)
    if key not in _TRUTHS:
        truth = point.function.truth
        slopes = {name: gradient_of(truth, point.values, name) for name in point.wrt}
        _TRUTHS[key] = value_of(truth, point.values), slopes
    return _TRUTHS[key]


_TRUTHS: dict[str, tuple[Any, dict[str, Any]]] = {}


def scored(point: Point, value: Any, gradients: dict[str, Any]) -> Score:
    """Return the digits of what a program has found."""
    exact, slopes = truth_at(point)
    found = (digits(gradients[name], slopes[name]) for name in point.wrt)
    return Score(digits(np.reshape(value, ()), exact), min(found))


@dataclass(frozen=True)
class Wings:
    """What symgrad says at a point: both gradients, the printed text, and the verdict."""

    reverse: Score
    closed: Score
    formulas: dict[str, str]
    status: str


_WINGS: dict[str, Wings] = {}


def wings(point: Point) -> Wings:
    """Return the digits of the reverse sweep, and of the printed text read again."""
    key = str(point)
    if key not in _WINGS:
        _WINGS[key] = _heard(point)
    return _WINGS[key]


def _heard(point: Point) -> Wings:
    values = {name: np.asarray(value, np.float64) for name, value in point.values.items()}
    report = sg.grad(point.function.text, values, wrt=point.wrt)
    value = sg.evaluate(point.function.text, values)
    read = {
        name: np.broadcast_to(_evaluated(text, values), values[name].shape)
        for name, text in report.formulas.items()
    }
    assert report.verdict is not None
    return Wings(
        scored(point, value, dict(report.gradients)),
        scored(point, value, read),
        dict(report.formulas),
        report.verdict.status,
    )


def beaten(found: Wings, others: Sequence[Score]) -> bool:
    """Tell whether another program has more digits than a wing."""
    return any(
        other.value > mine.value or other.slope > mine.slope
        for other in others
        for mine in (found.reverse, found.closed)
    )


def falls_short(point: Drawn, found: Wings) -> bool:
    """Tell whether a wing has fewer digits than its row should, or the verdict is a false one."""
    fewest = min(found.reverse.slope, found.closed.slope, found.reverse.value)
    return fewest < point.row.floor or found.status not in ("agree", "inconclusive")


def _evaluated(text: str, values: dict[str, Any]) -> Any:
    """Return the value of a closed form, at a kink that of the language's convention."""
    used = set(re.findall(r"[a-z_]\w*", text, re.IGNORECASE))
    question = ask(text, {name: value for name, value in values.items() if name in used})
    return evaluate([question.graph.output], question.values, at_kinks=True)[0]


def peer(name: str, point: Point) -> Score | None:
    """Return the digits of another program, None where it is not installed."""
    if peers.package(name) is None:
        return None
    return scored(point, *peers.run(name, point))


def drawn_wings(point: Drawn) -> Wings:
    """Return the digits of both wings at a drawn point."""
    report = sg.grad(point.text, point.values)
    value = sg.evaluate(point.text, point.values)
    found = {name: np.asarray(x) for name, x in report.gradients.items()}
    read = {
        name: np.broadcast_to(_evaluated(text, point.values), found[name].shape)
        for name, text in report.formulas.items()
    }
    right = digits(np.reshape(value, ()), point.value)
    assert report.verdict is not None
    sides = [
        Score(right, min(digits(side[name], slope) for name, slope in point.slopes.items()))
        for side in (found, read)
    ]
    return Wings(sides[0], sides[1], dict(report.formulas), report.verdict.status)
