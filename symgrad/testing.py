"""Gradients in other people's test suites.

`assert_grad` passes in silence or raises an AssertionError whose text is the whole story:
the grad table, or the point that shows an answer wrong. May import everything below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgrad.errors import ArgumentError
from symgrad.grading.callables import check_callable
from symgrad.grading.check import check
from symgrad.grading.judgement import CheckReport
from symgrad.question import ask, variables_asked


def assert_grad(
    subject: str | Callable[..., Any],
    answer: str | Mapping[str, str] | Callable[..., Any] | None = None,
    /,
    **values: Any,
) -> None:
    """Assert that a gradient is right.

    Args:
        subject: an expression of the language, or a function that returns one number.
        answer: for an expression the text of its derivative, or a mapping from variables to
            texts; left out, both wings must agree at the point. For a function the
            function that computes its gradient.
        values: the point. An answer to an expression is tried there and at random
            points too; variables that it does not answer for are constants.

    Raises:
        AssertionError: it is not right; the message shows the grad table or the counterexample.
        SymgradError: the expression or a value is wrong.

    >>> assert_grad("sum(x**2)", x=[1.0, 2.0])
    >>> assert_grad("sum(x**2)", "2*x", x=[1.0, 2.0])
    >>> assert_grad(lambda x: x**3, lambda x: 3 * x**2, x=1.5)
    """
    if callable(subject):
        if not callable(answer):
            raise ArgumentError(
                "a function is checked against another that computes its gradient",
                code="missing-gradient",
                help="call assert_grad(f, gradient_of_f, x=...)",
            )
        _must_be_right(check_callable(subject, answer, values))
    elif answer is None:
        _must_agree(subject, values)
    elif callable(answer):
        raise ArgumentError(
            "the derivative of an expression is answered by text",
            code="answer-type",
            help="give the text of the derivative, such as '2*x'",
        )
    else:
        _must_be_right(check(subject, _by_name(subject, answer, values), values=values))


def _must_agree(text: str, values: Mapping[str, Any]) -> None:
    from symgrad.api import grad  # a face beside this one

    report = grad(text, values)
    if report.verdict is None or report.verdict.status != "agree":
        raise AssertionError(f"the gradient of {text} is not confirmed\n\n{report}")


def _must_be_right(report: CheckReport) -> None:
    if report.verdict.status != "right":
        raise AssertionError(f"the gradient is {report.verdict.status}\n\n{report}")


def _by_name(
    text: str, answer: str | Mapping[str, str], values: Mapping[str, Any]
) -> Mapping[str, str]:
    if not isinstance(answer, str):
        return answer
    names = variables_asked(ask(text, values).graph, None)
    if len(names) != 1:
        raise ArgumentError(
            f"the expression has the variables {', '.join(names)}; which one is answered?",
            code="which-variable",
            help=f"give a mapping, such as {{{names[0]!r}: {answer!r}}}"
            if names
            else "it has none",
        )
    return {names[0]: answer}
