"""A function of Python and the gradient that somebody wrote for it.

There is no graph here, so the only witness is the function itself: central differences at
a ladder of steps, extrapolated, each entry at the step where two neighbours agree best. How
well they agree is the error that a gradient may be off by; no fixed tolerance. May import
`grading.judgement`, `errors` and NumPy.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from symgrad.errors import InputError
from symgrad.grading.judgement import (
    AnswerReport,
    CheckReport,
    Counterexample,
    Judgement,
    Proof,
)
from symgrad.grading.mistakes import Mistake, likeliest

Array = np.ndarray[Any, np.dtype[Any]]
_STEPS = tuple(2.0**-k for k in range(4, 41, 2))
_SLACK = 16.0
# A mistake is looked for among so many entries at most.
_MOST = 4096
# Where even the best step leaves this much open, the function is not smooth enough to judge.
_BLURRED = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """A derivative by differences.

    Attributes:
        value: the best estimate. error: what it leaves open. scale: a slope
            that would be large here: the steepest met around, or the value per unit.
        kinked: the slopes from both sides differ.
    """

    value: float
    error: float
    scale: float
    kinked: bool


def check_callable(
    function: Callable[..., Any], gradient: Callable[..., Any], values: Mapping[str, Any]
) -> CheckReport:
    """Judge a hand-written gradient against its function at one point.

    Args:
        function: returns one number. gradient: returns an array for the only variable, or a
            mapping or tuple with one for each.
        values: the point, an array-like for each variable; handed on by name where the
            function's parameters have these names, else in order.

    Returns:
        A judgement for each variable; "agrees" where it is right, never "proved".

    Raises:
        InputError: no point is given, or the function does not return one number.
    """
    if not values:
        raise InputError(
            "a function needs a point to be checked at",
            code="missing-value",
            help="give its arguments, such as x=[1.0, 2.0]",
        )
    point = {name: np.array(value, dtype=np.float64) for name, value in values.items()}
    answers = _by_name(_call(gradient, point), point)
    with np.errstate(all="ignore"):
        reports = {name: _report(function, point, name, answers.get(name)) for name in point}
    return CheckReport(None, reports)


def _call(function: Callable[..., Any], point: Mapping[str, Array]) -> Any:
    copies = {name: array.copy() if array.ndim else array[()] for name, array in point.items()}
    try:
        inspect.signature(function).bind(**copies)
    except (TypeError, ValueError):
        return function(*copies.values())
    return function(**copies)


def _value(function: Callable[..., Any], point: Mapping[str, Array]) -> float:
    value = np.asarray(_call(function, point), dtype=np.float64)
    if value.size != 1:
        raise InputError(
            f"the function returns {value.size} numbers, and a gradient belongs to one",
            code="needs-cotangent",
            help="return a sum of them, or one of them",
        )
    return float(value.reshape(()))


def _by_name(answer: Any, point: Mapping[str, Array]) -> dict[str, Any]:
    if isinstance(answer, Mapping):
        return {str(name): part for name, part in answer.items()}
    if len(point) == 1:
        return dict.fromkeys(point, answer)
    if isinstance(answer, tuple | list) and len(answer) == len(point):
        return dict(zip(point, answer, strict=True))
    raise InputError(
        f"the gradient does not return one array for each of {', '.join(point)}",
        code="gradient-parts",
        help="return a dictionary with an array for each variable",
    )


def _report(
    function: Callable[..., Any], point: Mapping[str, Array], name: str, answer: Any
) -> AnswerReport:
    shape = point[name].shape
    if answer is None:
        return _said(name, "", Judgement("invalid", Proof(reason=f"no gradient for {name}")))
    found = np.asarray(answer, dtype=np.float64)
    text = str(found.tolist()) if found.size <= 64 else f"array of shape {found.shape}"
    if found.shape not in ((), shape):
        reason = f"the answer has shape {found.shape}, and {name} has shape {shape}"
        return _said(name, text, Judgement("invalid", Proof(reason=reason)))
    found, digits = np.broadcast_to(found, shape), 15
    for entry in np.ndindex(shape):
        slope = _slope(function, point, name, entry)
        verdict = _judged(slope, float(found[entry]), point, entry)
        if verdict.status == "wrong":
            return replace(
                _said(name, text, verdict), diagnosis=_diagnosed(function, point, name, found)
            )
        if verdict.status != "right":
            return _said(name, text, verdict)
        digits = min(digits, verdict.proof.digits)
    return _said(name, text, Judgement("right", Proof("agrees", digits, 1)))


def _diagnosed(
    function: Callable[..., Any], point: Mapping[str, Array], name: str, found: Array
) -> Mistake | None:
    """Return what a wrong answer has in common with the slopes, where those are all known."""
    if found.size > _MOST:
        return None
    expected, error = np.zeros(found.shape), np.zeros(found.shape)
    for entry in np.ndindex(found.shape):
        slope = _slope(function, point, name, entry)
        if slope.kinked or not np.isfinite(slope.value):
            return None
        expected[entry], error[entry] = slope.value, _SLACK * slope.error
    return likeliest(expected, found, error)


def _judged(
    slope: Slope, found: float, point: Mapping[str, Array], entry: tuple[int, ...]
) -> Judgement:
    place = f" at entry [{', '.join(map(str, entry))}]" if entry else ""
    if slope.kinked or not np.isfinite(slope.value):
        word = "a kink" if slope.kinked else "undefined"
        return Judgement("undecided", Proof(reason=word + place))
    allowed = _SLACK * slope.error
    if not abs(found - slope.value) <= allowed:
        shown = Counterexample(point, entry, slope.value, found, allowed)
        return Judgement("wrong", Proof(points=1, counterexample=shown))
    if slope.error > _BLURRED * slope.scale:
        return Judgement("undecided", Proof(reason="digits ran out" + place))
    size = abs(slope.value) if abs(slope.value) > allowed else slope.scale
    gap = max(abs(found - slope.value), slope.error, 1e-15 * size)
    return Judgement("right", Proof("agrees", int(-np.log10(gap / size)) if gap else 15, 1))


def _said(name: str, text: str, verdict: Judgement) -> AnswerReport:
    return AnswerReport(name, text, text, verdict)


def _slope(
    function: Callable[..., Any], point: Mapping[str, Array], name: str, entry: tuple[int, ...]
) -> Slope:
    base = point[name]
    size = max(1.0, abs(float(base[entry])))

    def at(offset: float) -> float:
        moved = base.copy()
        moved[entry] += offset
        return _value(function, {**point, name: moved})

    middle = at(0.0)
    sides = [(step * size, at(step * size), at(-step * size)) for step in _STEPS]
    central = [(up - down) / (2 * h) for h, up, down in sides]
    better = [fine + (fine - wide) / 15 for wide, fine in pairwise(central)]
    noise = [2.0**-52 * max(abs(middle), abs(up)) / h for h, up, _ in sides[1:]]
    errors = [abs(b - a) + n for (a, b), n in zip(pairwise(better), noise[1:], strict=True)]
    finite = [i for i, error in enumerate(errors) if np.isfinite(error)]
    if not finite:
        return Slope(float("nan"), float("inf"), 0.0, False)
    best = min(finite, key=lambda i: errors[i])
    value = better[best + 1]
    around = [abs(slope) for slope in central[: best + 1] if np.isfinite(slope)]
    return Slope(
        value,
        errors[best],
        max([abs(value), abs(middle) / size, *around]),
        _has_kink(sides, middle, noise),
    )


def _has_kink(sides: list[tuple[float, float, float]], middle: float, noise: list[float]) -> bool:
    """Tell whether the slopes from both sides stay apart as the step shrinks."""
    gaps = [abs((up - middle) - (middle - down)) / h for h, up, down in sides]
    wide, fine = gaps[5], gaps[7]
    return bool(np.isfinite(fine) and fine > 64 * noise[6] and fine > wide / 2)
