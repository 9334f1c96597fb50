"""What each command does: read the inputs, ask the library, show, return the exit code.

May import every floor of symgrad.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from symgrad import api
from symgrad.errors import ArgumentError, UnknownNameError
from symgrad.graph.arguments import nearest
from symgrad.ops.row import Op
from symgrad.ops.table import ALIASES, OPS
from symgrad.question import ask, names_of, read_limits
from symgrad.report.answers import answer_blocks, answer_object
from symgrad.report.drawing import drawing_blocks, drawing_object, picture, to_dot, to_mermaid
from symgrad.report.functions import function_blocks, function_object, list_blocks, list_object
from symgrad.report.layout import Line, blocks
from symgrad.report.numbers import array
from symgrad.report.values import value_object
from symgrad_cli.inputs import read_inputs, read_value, read_values, split_answers
from symgrad_cli.options import DTYPES, LIMITS, PICTURES, Looks, at_least, choose
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
    file: str | None,
    looks: Looks,
    *,
    wrt: str | None,
    cotangent: str | None,
    given: Sequence[str],
    witness: str | None,
    points: int,
    dtype: str,
    seed: int,
    limits: str,
) -> int:
    """Show the grad table."""
    choose(dtype, DTYPES, "--dtype")
    at_least(seed, 0, "--seed")
    bounds = read_limits(choose(limits, LIMITS, "--limits"))
    at_least(points, 1, "--points")
    if witness is not None:
        choose(witness, ("difference",), "--witness")
    inputs = read_inputs(words, file, bounds)
    inputs.refuse_answers()
    weights = None
    if cotangent is not None:
        weights = read_value("cotangent", cotangent, dtype=dtype, seed=seed, limits=bounds)
    report = api.grad(
        inputs.text,
        read_values(inputs.values, dtype=dtype, seed=seed, limits=bounds),
        wrt=None if wrt is None else [name.strip() for name in wrt.split(",")],
        cotangent=weights,
        given=given,
        dtype=dtype,
        shapes=inputs.shapes,
        limits=bounds,
        seed=seed,
        points=points,
        witness=witness,
    )
    deliver(
        looks, lambda every: blocks(report, everything=every, worst=looks.worst), report.to_dict
    )
    if not report.inputs:
        _note(looks, "there is nothing to differentiate: the expression has no variables")
    return EXIT_CODES[report.verdict.status] if report.verdict else 0


def value(
    words: Sequence[str], file: str | None, looks: Looks, *, dtype: str, seed: int, limits: str
) -> int:
    """Show the value."""
    choose(dtype, DTYPES, "--dtype")
    at_least(seed, 0, "--seed")
    bounds = read_limits(choose(limits, LIMITS, "--limits"))
    inputs = read_inputs(words, file, bounds)
    inputs.refuse_answers()
    values = read_values(inputs.values, dtype=dtype, seed=seed, limits=bounds)
    question = ask(inputs.text, values, shapes=inputs.shapes, dtype=dtype, limits=bounds)
    found = api.value_of(question)
    reason = api.undefined_reason(question, found)
    if reason and not found.shape:
        found = found * float("nan")
    deliver(
        looks,
        lambda every: [Line(array(found, dtype, everything=every or looks.kind == "plain"))],
        lambda: value_object(question.declared, found, dtype, reason),
    )
    if reason:
        _note(looks, f"undefined: {reason}")
    return 3 if reason else 0


def judged(
    words: Sequence[str],
    file: str | None,
    looks: Looks,
    *,
    given: Sequence[str],
    points: int,
    timeout: float,
    dtype: str,
    seed: int,
    limits: str,
) -> int:
    """Show what is said of answers."""
    choose(dtype, DTYPES, "--dtype")
    at_least(seed, 0, "--seed")
    bounds = read_limits(choose(limits, LIMITS, "--limits"))
    at_least(points, 1, "--points")
    at_least(timeout, 0, "--timeout")
    inputs = read_inputs(words, file, bounds)
    answers, texts = split_answers(inputs, names_of(inputs.text, bounds))
    if not answers:
        raise ArgumentError(
            "there is no answer to check", code="no-answer", help='give one, such as dx="2*x"'
        )
    report = api.check(
        inputs.text,
        answers,
        values=read_values(texts, dtype=dtype, seed=seed, limits=bounds),
        shapes=inputs.shapes,
        given=given,
        points=points,
        timeout=timeout,
        seed=seed,
        limits=bounds,
    )
    deliver(looks, lambda every: answer_blocks(report), lambda: answer_object(report, inputs.text))
    for answer in report.answers.values():
        if answer.error is not None:
            _note(looks, answer.error.explain())
    return EXIT_CODES[report.verdict.status]


def drawn(
    words: Sequence[str],
    file: str | None,
    looks: Looks,
    *,
    to: str,
    dtype: str,
    seed: int,
    limits: str,
) -> int:
    """Show the graph."""
    choose(dtype, DTYPES, "--dtype")
    at_least(seed, 0, "--seed")
    choose(to, PICTURES, "--to")
    bounds = read_limits(choose(limits, LIMITS, "--limits"))
    inputs = read_inputs(words, file, bounds)
    inputs.refuse_answers()
    values = read_values(inputs.values, dtype=dtype, seed=seed, limits=bounds)
    question = ask(inputs.text, values, shapes=inputs.shapes, dtype=dtype, limits=bounds)
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
            help=nearest(name, [*OPS, *ALIASES]) or "symgrad ops lists them",
        )
    example = _example(row)
    deliver(looks, lambda every: function_blocks(row, example), lambda: function_object(row))
    return 0


def _example(row: Op) -> tuple[str, str] | None:
    """Return a call of a function as it is typed at the shell, and what it prints."""
    if not row.samples:
        return None
    sample = row.samples[0]
    bounds = read_limits("trusted")
    values = read_values(sample.values, dtype="float64", seed=0, limits=bounds)
    words = [f'"{sample.text}"', *(f'{name}="{text}"' for name, text in sample.values.items())]
    return f"symgrad eval {' '.join(words)}", array(api.evaluate(sample.text, values))


def _note(looks: Looks, text: str) -> None:
    if not looks.quiet and looks.kind != "json":
        write(sys.stderr, text)
