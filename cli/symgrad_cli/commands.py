"""What each command does: read the inputs, ask the library, show, return the exit code.

May import every floor of symgrad.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from symgrad import api
from symgrad.differentiation import differentiate
from symgrad.errors import ArgumentError, UnknownNameError
from symgrad.explaining import explain
from symgrad.graph.advice import advise
from symgrad.graph.arguments import nearest
from symgrad.graph.assumptions import parse_assumptions
from symgrad.graph.foreign import mend_of
from symgrad.graph.graph import Graph
from symgrad.ops.table import ALIASES, OPS
from symgrad.question import Question, ask, names_of, variables_asked
from symgrad.report.answers import answer_blocks, answer_object
from symgrad.report.code import code_object
from symgrad.report.drawing import drawing_blocks, drawing_object, picture, to_dot, to_mermaid
from symgrad.report.facts import facts_of
from symgrad.report.functions import function_blocks, function_object, list_blocks, list_object
from symgrad.report.layout import Line, blocks
from symgrad.report.numbers import array
from symgrad.report.steps import steps_blocks, steps_markdown, steps_object
from symgrad.report.values import value_object
from symgrad.task import (
    Task,
    gradient_task,
    hessian_task,
    jacobian_task,
    refuse_beside_tangent,
    tangent_task,
)
from symgrad.verdict.point import Demand
from symgrad_cli.cachedir import open_cache
from symgrad_cli.inputs import (
    Inputs,
    read_inputs,
    read_tangents,
    read_values,
    split_answers,
)
from symgrad_cli.options import (
    CODES,
    PICTURES,
    Asking,
    Looks,
    Proof,
    Setting,
    at_least,
    choose,
    within_digits,
)
from symgrad_cli.output import write
from symgrad_cli.render import deliver

EXIT_CODES = {
    "agree": 0,
    "right": 0,
    "disagree": 1,
    "wrong": 1,
    "invalid": 2,
    "kink": 3,
    "undefined": 3,
    "inconclusive": 3,
    "undecided": 3,
}


def gradient(
    words: Sequence[str],
    asking: Asking,
    proof: Proof,
    setting: Setting,
    looks: Looks,
    cotangent: str | None,
    tangents: Sequence[str],
    witness: str | None,
) -> int:
    """Show the grad table, of the gradient or along tangents."""
    if witness is not None:
        choose(witness, ("difference",), "--witness")
    inputs = _expression(words, setting)
    weights = None
    if cotangent is not None:
        weights = _values({"cotangent": cotangent}, setting)["cotangent"]
    directions = _values(read_tangents(tangents), setting)
    question = _asked(inputs, setting, weights)
    if directions:
        refuse_beside_tangent(wrt=asking.names, cotangent=weights, witness=witness)
        task = tangent_task(question, directions)
    else:
        task = gradient_task(question, variables_asked(question.graph, asking.names))
    demand = replace(_demand(proof), witness=witness is not None)
    return _shown(question, task, asking, demand, setting, looks)


def jacobians(
    words: Sequence[str], asking: Asking, proof: Proof, setting: Setting, looks: Looks
) -> int:
    """Show the Jacobians."""
    question = _question(words, setting)
    task = jacobian_task(question, variables_asked(question.graph, asking.names))
    return _shown(question, task, asking, _demand(proof), setting, looks)


def hessians(
    words: Sequence[str], asking: Asking, proof: Proof, setting: Setting, looks: Looks
) -> int:
    """Show the Hessian, all pairs of variables."""
    question = _question(words, setting)
    task = hessian_task(question, variables_asked(question.graph, asking.names))
    return _shown(question, task, asking, _demand(proof), setting, looks)


def _demand(proof: Proof) -> Demand:
    return Demand(proof.digits, proof.certify, at_kinks=proof.at_kinks)


def _expression(words: Sequence[str], setting: Setting) -> Inputs:
    inputs = read_inputs(words, setting.file, setting.bounds)
    inputs.refuse_answers()
    return inputs


def _values(texts: Mapping[str, str], setting: Setting) -> dict[str, Any]:
    return read_values(texts, dtype=setting.dtype, seed=setting.seed, limits=setting.bounds)


def _shown(
    question: Question,
    task: Task,
    asking: Asking,
    demand: Demand,
    setting: Setting,
    looks: Looks,
) -> int:
    report = differentiate(
        question,
        task,
        parse_assumptions(asking.given or []),
        seed=setting.seed,
        points=4 if asking.points is None else asking.points,
        demand=demand,
        cache=None if asking.no_cache else open_cache(),
        expand=asking.expand,
    )
    deliver(
        looks, lambda every: blocks(report, everything=every, worst=looks.worst), report.to_dict
    )
    if not report.inputs:
        _note(looks, "there is nothing to differentiate: the expression has no variables")
    if looks.verbose:
        _advise(looks, question.declared)
    return EXIT_CODES[report.verdict.status] if report.verdict else 0


def explained(
    words: Sequence[str],
    asking: Asking,
    setting: Setting,
    looks: Looks,
    cotangent: str | None,
    definitions: bool,
) -> int:
    """Show the derivation of a gradient step by step."""
    inputs = _expression(words, setting)
    weights = None if cotangent is None else _values({"cotangent": cotangent}, setting)["cotangent"]
    question = _asked(inputs, setting, weights)
    task = gradient_task(question, variables_asked(question.graph, asking.names))
    found = explain(
        question,
        task,
        parse_assumptions(asking.given or []),
        opened=definitions,
        expand=asking.expand,
        seed=setting.seed,
        points=4 if asking.points is None else asking.points,
    )
    pages = {"markdown": lambda: steps_markdown(found), "latex": lambda: found.latex}
    deliver(looks, lambda every: steps_blocks(found), lambda: steps_object(found), pages)
    if not task.names:
        _note(looks, "there is nothing to differentiate by")
    if found.is_wrong:
        return EXIT_CODES["wrong"]
    return EXIT_CODES[found.report.verdict.status] if found.report.verdict else 0


def value(words: Sequence[str], digits: int | None, setting: Setting, looks: Looks) -> int:
    """Show the value."""
    question = _question(words, setting)
    found = api.value_of(question)
    reason = api.undefined_reason(question, found)
    if reason and not found.shape:
        found = found * float("nan")
    dtype = setting.dtype
    if digits is not None:
        within_digits(digits)
    certified = api.certified_value(question, digits) if digits and not reason else None
    deliver(
        looks,
        lambda every: [
            Line(array(found, dtype, everything=every or looks.kind == "plain"))
            if certified is None
            else Line(str(certified.tolist()).replace("'", ""))
        ],
        lambda: value_object(question.declared, found, dtype, reason, certified),
    )
    if reason:
        _note(looks, f"undefined: {reason}")
    if looks.verbose:
        _advise(looks, question.declared)
    return 3 if reason else 0


def _advise(looks: Looks, graph: Graph) -> None:
    """Say on the error stream where a formula loses digits, and what does not."""
    for advice in [] if looks.quiet else advise(graph):
        write(sys.stderr, str(advice))


def _question(words: Sequence[str], setting: Setting) -> Question:
    return _asked(_expression(words, setting), setting)


def _asked(inputs: Inputs, setting: Setting, cotangent: Any = None) -> Question:
    return ask(
        inputs.text,
        _values(inputs.values, setting),
        shapes=inputs.shapes,
        dtype=setting.dtype,
        limits=setting.bounds,
        cotangent=cotangent,
    )


def judged(
    words: Sequence[str],
    setting: Setting,
    looks: Looks,
    given: Sequence[str],
    points: int,
    timeout: float,
) -> int:
    """Show what is said of answers."""
    at_least(points, 1, "--points")
    at_least(timeout, 0, "--timeout")
    inputs = read_inputs(words, setting.file, setting.bounds)
    answers, texts = split_answers(inputs, names_of(inputs.text, setting.bounds))
    if not answers:
        raise ArgumentError(
            "there is no answer to check", code="no-answer", help='give one, such as dx="2*x"'
        )
    report = api.check(
        inputs.text,
        answers,
        values=_values(texts, setting),
        shapes=inputs.shapes,
        given=given,
        points=points,
        timeout=timeout,
        seed=setting.seed,
        limits=setting.bounds,
    )
    deliver(looks, lambda every: answer_blocks(report), lambda: answer_object(report, inputs.text))
    for answer in report.answers.values():
        if answer.error is not None:
            _note(looks, answer.error.explain())
    return EXIT_CODES[report.verdict.status]


def drawn(words: Sequence[str], setting: Setting, looks: Looks, to: str) -> int:
    """Show the graph."""
    choose(to, PICTURES, "--to")
    question = _question(words, setting)
    drawing = picture(question.graph, *api.node_arrays(question))
    if to == "text":
        deliver(looks, lambda every: drawing_blocks(drawing), lambda: drawing_object(drawing))
    else:
        text = to_dot(drawing) if to == "dot" else to_mermaid(drawing)
        deliver(
            looks,
            lambda every: [Line(line) for line in text.split("\n")],
            lambda: drawing_object(drawing),
        )
    return 0


def written(
    words: Sequence[str],
    asking: Asking,
    setting: Setting,
    looks: Looks,
    to: str,
    cotangent: str | None,
) -> int:
    """Show value and gradient as code."""
    choose(to, CODES, "--to")
    choose(setting.dtype, ("float64",), "--dtype of code")
    inputs = _expression(words, setting)
    weights = None if cotangent is None else _values({"cotangent": cotangent}, setting)["cotangent"]
    text = api.code(
        inputs.text,
        _values(inputs.values, setting),
        to=to,
        wrt=asking.names,
        cotangent=weights,
        given=asking.given or [],
        shapes=inputs.shapes,
        limits=setting.bounds,
        seed=setting.seed,
    )
    deliver(
        looks,
        lambda every: [Line(line) for line in text.rstrip("\n").split("\n")],
        lambda: code_object(to, text),
    )
    return 0


def functions(words: Sequence[str], looks: Looks) -> int:
    """Show the functions of the language, or one of them."""
    if not words:
        deliver(looks, lambda every: list_blocks(), list_object)
        return 0
    if len(words) > 1:
        raise ArgumentError("one function at a time", code="usage", help="symgrad ops NAME")
    name = words[0]
    signs = {op.glyph: op for op in reversed(OPS.values()) if op.glyph}
    row = OPS.get(ALIASES.get(name, name)) or signs.get(name)
    if row is None:
        raise UnknownNameError(
            f"unknown function '{name}'",
            code="unknown-function",
            help=mend_of(name, "x") or nearest(name, [*OPS, *ALIASES]) or "symgrad ops lists them",
        )
    facts = facts_of(row)
    deliver(looks, lambda every: function_blocks(facts), lambda: function_object(facts))
    return 0


def _note(looks: Looks, text: str) -> None:
    if not looks.quiet and looks.kind != "json":
        write(sys.stderr, text)
