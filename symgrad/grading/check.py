"""Is this hand-made derivative right? If not, where?

The order of work: read the answer (what cannot be read is invalid, and costs nothing);
try to refute it at points (a wrong answer always comes with one); try to prove it; and
otherwise say at how many points, and to how many digits, it agrees. Running out of time is
never "wrong". Answers are untrusted: they are read under the limits for strangers. May
import everything up to `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from symgrad.errors import InputError, ShapeError, SymgradError, UnknownNameError
from symgrad.grading.judgement import AnswerReport, CheckReport, Judgement, Proof
from symgrad.grading.refute import Evidence, Trial, refute
from symgrad.graph.arguments import nearest
from symgrad.graph.assumptions import Assumptions, parse_assumptions
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.limits import TRUSTED, UNTRUSTED, Limits
from symgrad.graph.node import Table
from symgrad.graph.rebuild import bind_sizes, solve_sizes, transplant
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.ops.dims import show_shape
from symgrad.question import Question, ask, scalar_graph
from symgrad.source import Source, Span
from symgrad.verdict.draws import holds

__all__ = ["CheckReport", "check", "read_answer"]

Array = np.ndarray[Any, np.dtype[Any]]
# The share of the time that points may take; the proof has the rest.
_SEARCHING = 0.6


def check(
    question: str | Graph,
    answers: Mapping[str, str],
    *,
    shapes: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    given: str | Sequence[str] = (),
    points: int = 8,
    timeout: float = 5.0,
    seed: int = 0,
    limits: str | Limits = TRUSTED,
) -> CheckReport:
    """Judge hand-made derivatives.

    Args:
        question: a program whose output has one entry, or its graph.
        answers: for each variable answered the text of its derivative.
        shapes: declared shapes; sizes are numbers or names.
        values: variables that are not answered for are held at these; one that is
            answered for is tried there too, beside the points drawn.
        given: assumptions; only points that keep them count.
        points: how many points are drawn for each set of sizes. seed: of the draws.
        timeout: seconds for each answer.
        limits: of the question; an answer has the limits for strangers.

    Returns:
        A judgement of each answer, and of all.

    Raises:
        SymgradError: the question, a value or an assumption is wrong; never an answer.
    """
    if not answers:
        raise InputError(
            "there is no answer to judge", code="no-answer", help="give one, such as dx=2*x"
        )
    asked = _asked(question, shapes, values, limits)
    graph, _ = scalar_graph(asked)
    assumptions = parse_assumptions(given).settle(graph.shapes)
    if not holds(assumptions, asked.values):
        raise _contradiction(assumptions)
    held = {n: v for n, v in asked.values.items() if n not in answers}
    tried = {} if asked.missing else asked.values
    case = _Case(graph, _sizes(asked), assumptions, held, tried, points, seed, timeout)
    return CheckReport(graph, {name: _report(case, name, text) for name, text in answers.items()})


# Agreement rests on several points that confirm digits, never on one.
_LEAST_TELLING = 4


@dataclass(frozen=True, eq=False)
class _Case:
    """A question with all that its answers are judged by; sizes are those that values give."""

    graph: Graph
    sizes: Mapping[str, int]
    given: Assumptions
    held: Mapping[str, Array]
    tried: Mapping[str, Array]
    points: int
    seed: int
    timeout: float


def read_answer(graph: Graph, name: str, text: str) -> Graph:
    """Return the graph of an answer, of the shape of its variable.

    Args:
        graph: the question. name: the variable answered for. text: the answer.

    Raises:
        SymgradError: it cannot be read, names a stranger, or has another shape.
    """
    if name not in graph.variables:
        known = ", ".join(graph.variables)
        raise UnknownNameError(
            f"the question has no variable {name!r}",
            code="unknown-variable",
            help=nearest(name, graph.variables) or f"it has {known}",
        )
    if name in graph.indices:
        raise InputError(
            f"{name} holds indices, which have no derivative",
            code="index-derivative",
            help="answer for another variable",
        )
    source = Source(str(text), "answer")
    program = parse(source, characters=UNTRUSTED.characters, bindings=UNTRUSTED.bindings)
    answer = build(program, graph.shapes, limits=UNTRUSTED)
    _refuse_strangers(answer, graph)
    return _shaped(answer, graph, name)


def _asked(
    question: str | Graph,
    shapes: Mapping[str, Any] | None,
    values: Mapping[str, Any] | None,
    limits: str | Limits,
) -> Question:
    text = show(question) if isinstance(question, Graph) else question
    declared = question.shapes if isinstance(question, Graph) else {}
    return ask(text, values or {}, shapes={**declared, **(shapes or {})}, limits=limits)


def _sizes(asked: Question) -> dict[str, int]:
    return solve_sizes(asked.declared, {n: np.shape(v) for n, v in asked.values.items()})


def _contradiction(given: Assumptions) -> InputError:
    return InputError(
        f"the values given do not keep the assumptions {given}",
        code="values-against-assumptions",
        help="change one of them",
    )


def _refuse_strangers(answer: Graph, graph: Graph) -> None:
    for node in answer.inputs:
        if node.name not in graph.variables:
            raise UnknownNameError(
                f"the question has no variable {node.name!r}",
                code="unknown-variable",
                help=nearest(node.name, graph.variables) or f"it has {', '.join(graph.variables)}",
                span=answer.spans[node][0],
                source=answer.source,
            )


def _shaped(answer: Graph, graph: Graph, name: str) -> Graph:
    """Spread a single number over the variable's shape; any other shape must be the same."""
    shape, found = graph.shapes[name], answer.output.shape
    if found not in (shape, ()):
        raise ShapeError(
            f"the answer has shape {show_shape(found)}, and {name} has shape {show_shape(shape)}",
            code="answer-shape",
            help=f"a gradient has the shape of its variable, {show_shape(shape)}",
            span=_place(answer),
            source=answer.source,
        )
    # A table without the strangers' limits: what the judge adds to it is not the answer's.
    table = Table()
    copies = transplant([answer.output, *answer.inputs], table)
    output = copies[answer.output]
    if found != shape:
        output = table.call("broadcast_to", (output,), {"shape": shape})
    spans = {copies[node]: places for node, places in answer.spans.items() if node in copies}
    inputs = tuple(copies[node] for node in answer.inputs)
    return Graph(output, answer.source, spans, {}, inputs, answer.indices)


def _place(answer: Graph) -> Span:
    """Return where the output was typed; the whole text where no part of it is the output."""
    places = answer.spans.get(answer.output)
    if places:
        return places[0]
    return Span(0, len(answer.source.text) if answer.source else 0)


def _report(case: _Case, name: str, text: str) -> AnswerReport:
    start = monotonic()
    try:
        answer = read_answer(case.graph, name, text)
        evidence = refute(_trial(case, name, answer, start + _SEARCHING * case.timeout))
    except SymgradError as error:
        unread = Judgement("invalid", Proof(reason=error.message))
        return AnswerReport(name, str(text), "", unread, error)
    judged = _judged(case, name, answer, evidence, start + case.timeout)
    return AnswerReport(name, str(text), show(answer), judged)


def _trial(case: _Case, name: str, answer: Graph, deadline: float) -> Trial:
    question = case.graph
    if case.sizes:
        question, answer = bind_sizes(question, case.sizes), bind_sizes(answer, case.sizes)
    return Trial(
        question,
        name,
        answer,
        case.given,
        case.held,
        case.tried,
        case.points,
        case.seed,
        deadline,
    )


def _judged(
    case: _Case, name: str, answer: Graph, evidence: Evidence, deadline: float
) -> Judgement:
    if evidence.counterexample is not None:
        shown = Proof("", 0, evidence.differentiable, evidence.counterexample, evidence.words)
        return Judgement("wrong", shown)
    if not evidence.differentiable:
        reason = "out of time" if evidence.exhausted else "undefined"
        return Judgement("undecided", Proof(reason=reason))
    if _proved(case, name, answer, deadline):
        return Judgement("right", Proof("proved", evidence.digits, evidence.agreeing))
    if not evidence.agreeing:
        reason = "out of time" if evidence.exhausted else "the answer could not be evaluated"
        return Judgement("undecided", Proof(points=evidence.agreeing, reason=reason))
    if evidence.telling < min(_LEAST_TELLING, evidence.agreeing):
        return Judgement("undecided", Proof(points=evidence.agreeing, reason="digits ran out"))
    return Judgement("right", Proof("agrees", evidence.digits, evidence.telling))


def _proved(case: _Case, name: str, answer: Graph, deadline: float) -> bool:
    from symgrad.symbolic.prove import prove_equal  # loads SymPy, so only when needed

    seconds = deadline - monotonic()
    positive = frozenset(n for n in case.graph.variables if case.given.positive(n))
    if seconds <= 0:
        return False
    try:
        return prove_equal(case.graph, name, answer, seconds, positive)
    except SymgradError:  # a constant too long to be computed exactly: no proof, no mistake
        return False
