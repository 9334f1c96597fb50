"""What is said of an answer: the nouns of marking.

A judgement is right, wrong, undecided or invalid, and carries its proof: how sure it is, from
how many points, and for a wrong answer the point that shows it. May import `errors`,
`graph` and `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from symgrad.errors import SymgradError, visible
from symgrad.graph.graph import Graph

Array = np.ndarray[Any, np.dtype[Any]]
Status = Literal["right", "wrong", "undecided", "invalid"]
# Of several answers the first of these that occurs speaks for all.
WORST_FIRST: tuple[Status, ...] = ("invalid", "wrong", "undecided", "right")


@dataclass(frozen=True, slots=True, eq=False)
class Counterexample:
    """A point at which an answer is not the derivative.

    Attributes:
        values: an array for each variable. entry: the entry of the gradient.
        expected: the derivative there. found: the answer's value, nan where it has none.
        error: how far rounding may have carried the two apart; they differ by more.
    """

    values: Mapping[str, Array]
    entry: tuple[int, ...]
    expected: float
    found: float
    error: float

    @property
    def point(self) -> str:
        """The point, as `x=1.5, y=[1, 2]`."""
        return ", ".join(f"{name}={_shown(array)}" for name, array in self.values.items())

    def __str__(self) -> str:
        entry = f" entry [{', '.join(map(str, self.entry))}]" if self.entry else ""
        found, expected = _apart(self.found, self.expected)
        value = "has no value" if np.isnan(self.found) else f"is {found}"
        return f"at {self.point}:{entry} the answer {value}, the derivative is {expected}"


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """How a judgement was reached.

    Attributes:
        level: "proved" for all points, "agrees" at the points tried, "" where it does not.
        digits: decimal digits confirmed at every point. points: how many points were judged.
        counterexample: the point that shows an answer wrong. reason: in words.
    """

    level: Literal["", "proved", "agrees"] = ""
    digits: int = 0
    points: int = 0
    counterexample: Counterexample | None = None
    reason: str = ""

    def __str__(self) -> str:
        if self.counterexample is not None:
            return f"{self.counterexample}" + (f" ({self.reason})" if self.reason else "")
        if self.level == "proved":
            return "proved"
        if self.level == "agrees":
            return f"agrees to {self.digits} digits at {self.points} points"
        return self.reason


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """One word, and why."""

    status: Status
    proof: Proof

    def __str__(self) -> str:
        return f"{self.status}: {self.proof}"


@dataclass(frozen=True, slots=True, eq=False)
class AnswerReport:
    """What is said of the answer for one variable.

    Attributes:
        name: the variable. text: the answer as given. understood: as it was read, "" if invalid.
        verdict: the judgement. error: why it is invalid, with its place in the text.
        diagnosis: what went wrong, where that could be told.
    """

    name: str
    text: str
    understood: str
    verdict: Judgement
    error: SymgradError | None = None
    diagnosis: Any = None

    def __str__(self) -> str:
        if self.error is not None:
            return f"d{self.name} = {visible(self.text)}\n{self.error.explain()}"
        told = f"d{self.name} = {visible(self.text)}   {self.verdict}"
        return f"{told}\n  {self.diagnosis}" if self.diagnosis is not None else told


@dataclass(frozen=True, slots=True, eq=False)
class CheckReport:
    """What is said of all answers to one question.

    Attributes:
        question: its graph, None for a function of Python.
        answers: a report for each variable answered.
        verdict: the judgement of the worst of them (invalid, wrong, undecided, right).
        diagnosis: of the same answer.
    """

    question: Graph | None
    answers: Mapping[str, AnswerReport] = field(default_factory=dict)

    @property
    def decisive(self) -> AnswerReport:
        """The answer that speaks for all."""
        order = {status: i for i, status in enumerate(WORST_FIRST)}
        return min(self.answers.values(), key=lambda a: order[a.verdict.status])

    @property
    def verdict(self) -> Judgement:
        """The judgement of the decisive answer."""
        return self.decisive.verdict

    @property
    def diagnosis(self) -> Any:
        """What went wrong in the decisive answer, where that could be told."""
        return self.decisive.diagnosis

    def __str__(self) -> str:
        return "\n".join(str(answer) for answer in self.answers.values())


def _shown(array: Array) -> str:
    """Return a value as it can be typed, shortened where it is large."""
    if array.size > 64:
        return f"array of shape {array.shape}"
    whole = np.asarray(array)
    return str(whole.astype(int).tolist() if (whole == np.round(whole)).all() else whole.tolist())


def _apart(a: float, b: float) -> tuple[str, str]:
    """Return two numbers with just enough digits to be told apart, at least six."""
    shown = [(f"{a:.{digits}g}", f"{b:.{digits}g}") for digits in (6, 9, 12, 17)]
    return next((pair for pair in shown if pair[0] != pair[1]), shown[-1])
