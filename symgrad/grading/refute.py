"""The attempt to show that an answer is wrong: points, and what happens at each.

An answer is judged where the question is differentiable, and only there. At such a point
the derivative comes from reverse mode and the answer from its own graph, each with its
running error bound; they differ only if they differ by more than both bounds allow. An
answer without a value counts against it only on an open part of the domain: all around
the point, and not because numbers ran out of range. May import `verdict`, `numeric` and
lower floors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from time import monotonic
from typing import Any

import numpy as np

from symgrad.grading.judgement import Counterexample
from symgrad.graph.assumptions import Assumptions
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.graph.rebuild import bind_sizes
from symgrad.graph.walk import topological
from symgrad.numeric.bound import bounded
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.verdict.compare import MOST_DIGITS, SLACK
from symgrad.verdict.domain import examine
from symgrad.verdict.draws import holds
from symgrad.verdict.points import Values, beside, drawn, size_sets, special

Array = np.ndarray[Any, np.dtype[Any]]
# A point speaks for an answer only if it confirms at least three digits of it,
_LEAST_RATIO = 1e3
# and two zeros only if they are not what is left of numbers too small for a double.
_UNDERFLOW = 2.0**-900
_UNIT = 2.0**-53
_TRIES = 40
_MOST_SPECIAL = 120
_NUDGES = 6
_NEUTRAL = frozenset(
    {"add", "subtract", "negative", "where", "abs", "sign", "floor", "ceil", "round"}
)


@dataclass(eq=False)
class Evidence:
    """What the points say so far.

    Attributes:
        differentiable: points at which the question has a derivative.
        agreeing: those at which the answer is within the bounds. digits: confirmed at all of them.
        telling: those of them at which digits were confirmed.
        counterexample: the point that shows the answer wrong, and in words why.
        exhausted: time ran out before all points were tried.
    """

    differentiable: int = 0
    agreeing: int = 0
    telling: int = 0
    digits: int = MOST_DIGITS["float64"]
    counterexample: Counterexample | None = None
    words: str = ""
    exhausted: bool = False


@dataclass(frozen=True, eq=False)
class Trial:
    """One answer to one question, with everything that points are drawn from.

    Attributes:
        question: an output of one entry. name: the variable answered for. answer: its graph, of
            the gradient's shape. given: assumptions. fixed: constants of the question.
        tried: a point that must be among those tried. points: how many to draw for each
            set of sizes. seed: of the draws. deadline: of the monotonic clock.
    """

    question: Graph
    name: str
    answer: Graph
    given: Assumptions
    fixed: Mapping[str, Array]
    tried: Mapping[str, Array]
    points: int
    seed: int
    deadline: float


def refute(trial: Trial) -> Evidence:
    """Try points until one shows the answer wrong, all are tried or time is out."""
    evidence = Evidence()
    with np.errstate(all="ignore"):
        for sizes in size_sets(trial.question):
            bench = _Bench(trial, sizes, evidence)
            for values in bench.candidates():
                if monotonic() > trial.deadline:
                    evidence.exhausted = True
                    return evidence
                bench.put(values)
                if evidence.counterexample is not None:
                    return evidence
    return evidence


class _Bench:
    """A question and an answer with numbers for their sizes, ready to be tried."""

    def __init__(self, trial: Trial, sizes: Mapping[str, int], evidence: Evidence) -> None:
        self.trial = trial
        self.evidence = evidence
        self.question = bind_sizes(trial.question, sizes) if sizes else trial.question
        self.answer = bind_sizes(trial.answer, sizes) if sizes else trial.answer
        inputs = {node.name: node for node in self.question.inputs}
        (self.gradient,) = reverse(self.question.output, [inputs[trial.name]])
        self.drawn: list[Values] = []

    def candidates(self) -> Iterator[Values]:
        """Yield points: the given one, drawn ones, special ones, and those beside kinks."""
        trial, graphs = self.trial, (self.question, self.answer)
        if trial.tried:
            yield dict(trial.tried)
        before = self.evidence.agreeing
        draws = drawn(self.question, trial.given, trial.seed, trial.fixed)
        for values in islice(draws, _TRIES * trial.points):
            yield values
            if self.evidence.agreeing - before >= trial.points:
                break
        around = list(islice(drawn(self.question, trial.given, trial.seed + 2, trial.fixed), 16))
        specials = special(graphs, trial.given, trial.seed, trial.fixed)
        yield from chain(islice(specials, _MOST_SPECIAL), beside(graphs, around, trial.given))

    def put(self, values: Values) -> None:
        """Judge the answer at one point."""
        expected = self._derivative(values)
        if expected is None:
            return
        self.evidence.differentiable += 1
        found, error = bounded([self.answer.output], values)[0]
        examination = examine(self.answer, values, ())
        if examination.status == "undefined":
            cause = examination.first
            if cause is not None and cause.cause == "domain" and self._undefined_around(values):
                entry = (0,) * len(np.shape(expected[0]))
                self._refuted(values, entry, expected[0], np.nan, 0.0, cause.reason)
        elif examination.status == "smooth":
            self._compare(values, expected, np.asarray(found), np.asarray(error))

    def _derivative(self, values: Values) -> tuple[Array, Array] | None:
        value, error = bounded([self.gradient], values)[0]
        usable = np.isfinite(value).all() and np.isfinite(error).all()
        if not usable or examine(self.question, values, [self.trial.name]).status != "smooth":
            return None
        return np.asarray(value), np.asarray(error)

    def _compare(
        self, values: Values, expected: tuple[Array, Array], found: Array, error: Array
    ) -> None:
        right, bound = expected
        found, reach = np.broadcast_to(found, right.shape), _UNIT * (bound + error)
        if not (np.isfinite(found).all() and np.isfinite(reach).all()):
            return
        gap = np.abs(found - right)
        excess = gap - SLACK * reach
        if (excess > 0).any():
            entry = tuple(int(i) for i in np.unravel_index(np.argmax(excess), gap.shape))
            allowed = float(SLACK * reach[entry])
            self._refuted(values, entry, right, float(found[entry]), allowed, "")
            return
        self.evidence.agreeing += 1
        size = np.maximum(np.abs(right), np.abs(found))
        telling = size > _LEAST_RATIO * (gap + reach)
        lost_below = (reach > 0) & (reach < _UNDERFLOW)
        if telling.any():
            self.evidence.telling += 1
            places = -np.log10(np.maximum((gap + reach)[telling] / size[telling], 1e-16))
            self.evidence.digits = min(self.evidence.digits, int(np.min(places)))
        elif not size.any() and not lost_below.any():
            self.evidence.telling += 1

    def _refuted(
        self,
        values: Values,
        entry: tuple[int, ...],
        right: Array,
        found: float,
        error: float,
        words: str,
    ) -> None:
        names = [n for n in self.question.variables if n in values]
        shown = {name: np.asarray(values[name]) for name in names}
        self.evidence.counterexample = Counterexample(
            shown, entry, float(right[entry]) if right.size else 0.0, found, error
        )
        self.evidence.words = words

    def _undefined_around(self, values: Values) -> bool:
        """Tell whether the answer has no value on a whole neighbourhood in the domain."""
        draw = np.random.default_rng([self.trial.seed, 3])
        tried = 0
        for _ in range(_NUDGES):
            near = self._nudged(values, draw)
            if not holds(self.trial.given, near) or self._derivative(near) is None:
                continue
            found = examine(self.answer, near, ()).first
            if found is None or found.cause != "domain" or _underflows(self.answer, near):
                return False
            tried += 1
        return tried > 0

    def _nudged(self, values: Values, draw: np.random.Generator) -> Values:
        free = set(self.question.variables) - set(self.trial.fixed) - self.question.indices
        moved = dict(values)
        for name in free:
            shift = draw.uniform(-1e-5, 1e-5, np.shape(values[name]))
            moved[name] = values[name] + shift * np.maximum(1.0, np.abs(values[name]))
        return moved


def _underflows(graph: Graph, values: Mapping[str, Array]) -> bool:
    """Tell whether a product or an exponential came out as zero only because it was too small."""
    nodes = topological([graph.output])
    computed = dict(zip(nodes, evaluate(nodes, values), strict=True))
    return any(_vanishes(node, computed) for node in nodes if node.op is not None)


def _vanishes(node: Node, computed: Mapping[Node, Any]) -> bool:
    assert node.op is not None
    if node.op.kind != "elementwise" or node.condition or node.op.name in _NEUTRAL:
        return False
    args = [np.asarray(computed[arg]) for arg in node.args]
    alive = np.logical_and.reduce(np.broadcast_arrays(*[arg != 0 for arg in args]))
    return bool(np.any((np.asarray(computed[node]) == 0) & alive))
