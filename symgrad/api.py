"""The Python face: text and arrays in, reports out.

Each function walks the floors once, from the text to the report; nothing else joins the
wings. May import everything below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from symgrad.differentiation import closed_forms, differentiate
from symgrad.errors import ArgumentError
from symgrad.grading.judgement import CheckReport
from symgrad.graph.assumptions import Assumptions, parse_assumptions
from symgrad.graph.graph import Graph
from symgrad.graph.limits import TRUSTED, Limits
from symgrad.graph.node import Node
from symgrad.numeric.evaluate import evaluate as evaluate_nodes
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import product
from symgrad.question import Question, ask, recorded, variables_asked
from symgrad.report.gradreport import GradReport
from symgrad.task import (
    gradient_task,
    hessian_task,
    jacobian_task,
    refuse_beside_tangent,
    tangent_task,
)
from symgrad.verdict.certify import certified_texts
from symgrad.verdict.domain import examine
from symgrad.verdict.point import DIGITS, Demand, Point

if TYPE_CHECKING:
    from symgrad.symbolic.closedform import Derivation

Array = Any
Given = str | Sequence[str]


class Recorded(Protocol):
    """A tensor that knows what it was computed as."""

    def __symgrad_graph__(self) -> Any:
        """Return the graph, the values of its variables, and those that want a gradient."""


def grad(
    text: str | Callable[..., Any] | Recorded,
    values: Mapping[str, Any] | None = None,
    /,
    *,
    wrt: str | Sequence[str] | None = None,
    cotangent: Any = None,
    tangent: Mapping[str, Any] | None = None,
    given: Given = (),
    dtype: str = "float64",
    check: bool = True,
    shapes: Mapping[str, Any] | None = None,
    limits: str | Limits = TRUSTED,
    seed: int = 0,
    points: int = 4,
    witness: str | None = None,
    digits: int = DIGITS,
    certify: bool = False,
    at_kinks: str = "refuse",
    **named: Any,
) -> GradReport:
    """Differentiate an expression by both wings and cross-check them.

    Args:
        text: a program of the language whose output has one entry, or any shape with a cotangent;
            or a tensor of `symgrad.eager`, for what was computed; or a function of tensors, which
            is called once with the values.
        values: an array-like for each variable; they may be given by keyword too, unless a
            variable is called like an option. Where one is missing, the closed form is
            checked at random points of the domain instead.
        wrt: the variables to differentiate by; all but index arguments if left out.
        cotangent: weights of the output's entries, of its shape, for a vector-Jacobian product.
        tangent: for some variables the direction they move in, for the derivative of the
            output along it (forward mode); the others stand still.
        given: assumptions such as "x > 0" that random points keep to.
        dtype: "float64" or "float32".
        check: False computes reverse mode only: no closed form, no verdict.
        shapes: declared shapes; sizes are numbers or names.
        limits: "trusted", "untrusted" or "none".
        seed, points: of the random points.
        witness: "difference" adds central differences, which need no rule.
        digits: how many decimal digits both derivations must share, up to 100.
        certify: enclose both in balls however large the expression is.
        at_kinks: "refuse" leaves entries on a kink without a verdict, "accept" compares the
            slopes that were chosen there.

    Returns:
        A report: `.value`, `.gradients` and `.formulas` by variable, `.verdict`, `.rows`; with
        tangents `.along`, of the output's shape.

    Raises:
        SymgradError: the text, a value or a name is wrong; CotangentError: the output has more
            than one entry and no cotangent is given. A point outside the domain is a
            status, not an error.

    >>> r = grad("sum((x+2)*(x-2))", x=[[1, 2], [3, 4]])
    >>> r.formulas["x"], r.verdict.status
    ('2*x', 'agree')
    """
    _refuse_odd(points=points, witness=witness, tangent=tangent)
    given_values = {**(values or {}), **named}
    if not isinstance(text, str):
        question, wanted = _recorded(text, given_values, dtype)
        wrt = wanted if wrt is None else wrt
        if cotangent is not None:
            question = replace(question, cotangent=np.asarray(cotangent, dtype=dtype))
    else:
        question = ask(
            text,
            given_values,
            shapes=shapes,
            dtype=dtype,
            limits=limits,
            cotangent=cotangent,
        )
    if tangent is None:
        task = gradient_task(question, variables_asked(question.graph, wrt))
    else:
        refuse_beside_tangent(wrt=wrt, cotangent=cotangent, witness=witness)
        task = tangent_task(question, tangent)
    return differentiate(
        question,
        task,
        _assumed(given),
        check=check,
        seed=seed,
        points=points,
        demand=Demand(digits, certify, witness is not None, at_kinks),
    )


def jacobian(
    text: str,
    values: Mapping[str, Any] | None = None,
    /,
    *,
    wrt: str | Sequence[str] | None = None,
    given: Given = (),
    dtype: str = "float64",
    check: bool = True,
    shapes: Mapping[str, Any] | None = None,
    limits: str | Limits = TRUSTED,
    seed: int = 0,
    points: int = 4,
    digits: int = DIGITS,
    certify: bool = False,
    at_kinks: str = "refuse",
    **named: Any,
) -> GradReport:
    """Differentiate every entry of an expression by every entry of its variables.

    Args:
        text: a program of the language; its output has any shape.
        values, wrt, given, dtype, check, shapes, limits, seed, points, digits, certify,
            at_kinks: as for `grad`.

    Returns:
        A report: `.jacobians` and `.formulas` by variable. A Jacobian has the axes of the
        output, then those of the variable.

    Raises:
        SymgradError: the text, a value or a name is wrong.

    >>> jacobian("A @ x", A=[[1, 2], [3, 4]], x=[5, 6], wrt="x").formulas
    {'x': 'A'}
    """
    question = ask(text, {**(values or {}), **named}, shapes=shapes, dtype=dtype, limits=limits)
    task = jacobian_task(question, variables_asked(question.graph, wrt))
    demand = Demand(digits, certify, at_kinks=at_kinks)
    return differentiate(
        question, task, _assumed(given), check=check, seed=seed, points=points, demand=demand
    )


def hessian(
    text: str,
    values: Mapping[str, Any] | None = None,
    /,
    *,
    wrt: str | Sequence[str] | None = None,
    given: Given = (),
    dtype: str = "float64",
    check: bool = True,
    shapes: Mapping[str, Any] | None = None,
    limits: str | Limits = TRUSTED,
    seed: int = 0,
    points: int = 4,
    digits: int = DIGITS,
    certify: bool = False,
    at_kinks: str = "refuse",
    **named: Any,
) -> GradReport:
    """Differentiate an expression of one entry twice, by every ordered pair of variables.

    Args:
        text: a program of the language whose output has one entry.
        values, wrt, given, dtype, check, shapes, limits, seed, points, digits, certify,
            at_kinks: as for `grad`.

    Returns:
        A report: `.hessians` by pair, and `.formulas` by the pair's names, "x,y". A Hessian has
        the axes of the first variable, then those of the second.

    Raises:
        SymgradError: the text, a value or a name is wrong; CotangentError: the output has more
            than one entry.

    >>> hessian("x**3*y", x=2, y=5).hessians["x", "y"]
    array(12.)
    """
    question = ask(text, {**(values or {}), **named}, shapes=shapes, dtype=dtype, limits=limits)
    task = hessian_task(question, variables_asked(question.graph, wrt))
    demand = Demand(digits, certify, at_kinks=at_kinks)
    return differentiate(
        question, task, _assumed(given), check=check, seed=seed, points=points, demand=demand
    )


def evaluate(
    text: str,
    values: Mapping[str, Any] | None = None,
    /,
    *,
    dtype: str = "float64",
    shapes: Mapping[str, Any] | None = None,
    limits: str | Limits = TRUSTED,
    **named: Any,
) -> Array:
    """Compute the value of an expression; nothing is tracked.

    Args:
        text, values, dtype, shapes, limits: as for `grad`.

    Returns:
        A NumPy scalar for a single number, else an array; nan or inf where it is undefined.

    >>> float(evaluate("x**2 + 1", x=3))
    10.0
    """
    given = {**(values or {}), **named}
    return value_of(ask(text, given, shapes=shapes, dtype=dtype, limits=limits))


def parse(
    text: str,
    /,
    *,
    shapes: Mapping[str, Any] | None = None,
    limits: str | Limits = TRUSTED,
) -> Graph:
    """Return the expression graph of a program: `.nodes`, `.variables`, `.output`, `str(g)`.

    Args:
        text: a program of the language.
        shapes: declared shapes; a variable without one is a single number.

    >>> parse("z = x @ w; sum(z**2)", shapes={"x": (5,), "w": (5, 3)}).variables
    ('x', 'w')
    """
    return ask(text, {}, shapes=shapes, limits=limits).declared


def derive(
    text: str | Recorded,
    /,
    wrt: str | Sequence[str] | None = None,
    *,
    shapes: Mapping[str, Any] | None = None,
    given: Given = (),
    limits: str | Limits = TRUSTED,
    order: int = 1,
) -> Derivation | dict[str, Derivation] | dict[tuple[str, ...], Derivation]:
    """Derive the closed form of a gradient or a Hessian; no number is needed.

    Args:
        text: a program whose output has one entry, or a tensor that was computed.
        wrt: a variable, or several; of a tensor also the leaves themselves.
        shapes: declared shapes; sizes are numbers or names.
        given: assumptions such as "symmetric(A)" that the form may use.
        order: 1 for the gradient, 2 for second derivatives.

    Returns:
        The derivation for one variable given as a string or the only one there is, else one
        for each variable by name; of order 2 for each ordered pair of them.

    Raises:
        SymgradError: the text or a name is wrong, or the order is neither 1 nor 2.

    >>> str(derive("norm(A @ x - b)**2", "x", shapes={"A": ("m", "n"), "x": "n", "b": "m"}))
    '2*A.T @ (A @ x - b)'
    >>> str(derive("trace(X.T @ A @ X)", "X", shapes={"X": ("m", "n"), "A": ("m", "m")}, order=2))
    'einsum("ik,jl->ijkl", A + A.T, eye(n))'
    """
    _refuse_order(order)
    if isinstance(text, str):
        question = ask(text, {}, shapes=shapes, limits=limits)
    else:
        question, wanted = _recorded(text, {}, "float64")
        wrt = wanted if wrt is None else _named(text, wrt)
    names = variables_asked(question.graph, wrt)
    alone = isinstance(wrt, str) or (wrt is None and len(names) == 1)
    assumptions = _assumed(given).settle(question.graph.shapes)
    if order == 2:
        task = replace(hessian_task(question, names), assumptions=assumptions)
        pairs = {each.wrt: each for each in closed_forms(task).values()}
        return pairs[names[0], names[0]] if alone else pairs
    found = closed_forms(replace(gradient_task(question, names), assumptions=assumptions))
    return found[names[0]] if alone else found


def code(
    text: str,
    values: Mapping[str, Any] | None = None,
    /,
    *,
    to: str,
    wrt: str | Sequence[str] | None = None,
    cotangent: Any = None,
    given: Given = (),
    shapes: Mapping[str, Any] | None = None,
    limits: str | Limits = TRUSTED,
    seed: int = 0,
    **named: Any,
) -> str:
    """Write the value and the gradient of an expression as code of another library.

    Args:
        text: a program whose output has one entry, or any shape with a cotangent.
        to: "numpy", "torch" or "jax", a module with `value_and_grad` and a self-check; "latex".
        values, wrt, cotangent, given, shapes, limits: as for `grad`; the self-check takes
            values that are few numbers, and a random point for the rest.
        seed: of the random point.

    Raises:
        SymgradError: as `grad`; the library lacks a function; there is no such target.

    >>> print(code("sin(x**2)", to="latex"))
    \\begin{aligned}
    f &= \\sin\\left(x^{2}\\right) \\\\
    \\frac{\\partial f}{\\partial x} &= 2 x \\cos\\left(x^{2}\\right)
    \\end{aligned}
    """
    from symgrad.exporting import export

    known = {**(values or {}), **named}
    question = ask(text, known, shapes=shapes, limits=limits, cotangent=cotangent)
    return export(question, variables_asked(question.graph, wrt), to, _assumed(given), seed=seed)


def check(
    text: str,
    answers: Mapping[str, Any],
    /,
    *,
    values: Mapping[str, Any] | None = None,
    shapes: Mapping[str, Any] | None = None,
    given: Given = (),
    points: int = 8,
    timeout: float = 5.0,
    seed: int = 0,
    limits: str | Limits = TRUSTED,
) -> CheckReport:
    """Judge derivatives that somebody worked out by hand.

    Args:
        text: the question, a program whose output has one entry.
        answers: for each variable the text of its derivative.
        values: numbers for variables that are constants of the question.
        shapes: declared shapes; sizes are numbers or names.
        given: assumptions; only points that keep them count.
        points: how many points are tried at least. timeout: seconds for the proof.

    Returns:
        `.verdict.status`: "right", "wrong" (with a counterexample), "undecided" or "invalid".

    Raises:
        SymgradError: the question itself is wrong. A wrong answer is a verdict.

    >>> check("sin(x**2)", {"x": "2*x*cos(x**2)"}).verdict.status
    'right'
    """
    from symgrad.grading.check import check as check_answers

    return check_answers(
        text,
        answers,
        shapes=shapes or {},
        values=values or {},
        given=[given] if isinstance(given, str) else given,
        points=points,
        timeout=timeout,
        seed=seed,
        limits=limits,
    )


def value_of(question: Question) -> Array:
    """Compute the value of a question's expression."""
    (value,) = evaluate_nodes([question.graph.output], question.values, question.dtype)
    return value[()]


def certified_value(question: Question, digits: int) -> Array:
    """Return the value of a question's expression as texts of certified digits, "" where none."""
    point = Point(question.values, question.dtype, question.exact, Demand(digits))
    return certified_texts(point.enclosures, question.graph.output, digits)


def undefined_reason(question: Question, value: Array) -> str:
    """Say why a value is undefined, "" where it is defined."""
    examination = examine(question.graph, question.values, ())
    if examination.status == "undefined" and examination.first is not None:
        return examination.first.reason
    return "" if np.all(np.isfinite(value)) else "the value is not finite"


def node_arrays(question: Question) -> tuple[dict[Node, Array], dict[Node, Array]]:
    """Compute the value of every node, and its gradient where the output has one entry.

    Both are empty as long as a variable lacks its value.
    """
    if question.missing:
        return {}, {}
    nodes = question.graph.nodes
    values = evaluate_nodes(nodes, question.values, question.dtype)
    found = dict(zip(nodes, values, strict=True))
    if product(question.graph.output.shape) != 1:
        return found, {}
    reached = [node for node in nodes if not node.condition]
    swept = reverse(question.graph.output, reached)
    gradients = evaluate_nodes(swept, question.values, question.dtype)
    return found, dict(zip(reached, gradients, strict=True))


def _recorded(
    subject: Any, values: Mapping[str, Any], dtype: str
) -> tuple[Question, tuple[str, ...]]:
    """Return what was computed as a question, and the variables that want a gradient."""
    if hasattr(subject, "__symgrad_graph__"):
        if values:
            raise ArgumentError(
                "a tensor has its values already",
                code="needless-values",
                help="leave them out, or give a function and its arguments",
            )
        return recorded(subject, dtype)
    if not callable(subject):
        raise ArgumentError(
            f"{type(subject).__name__} is neither text, a tensor, nor a function",
            code="bad-argument",
            help="give an expression, such as 'sum(x**2)'",
        )
    from symgrad.eager.calling import called

    return recorded(called(subject, values), dtype)


def _named(subject: Any, wrt: Any) -> Any:
    """Return variables by name, those given as leaves too."""
    found = subject.__symgrad_graph__()
    several = wrt if isinstance(wrt, list | tuple) else [wrt]
    names = [each if isinstance(each, str) else found.name_of(each) for each in several]
    if None in names:
        raise ArgumentError(
            "the tensor was not computed from that leaf",
            code="unknown-variable",
            help=f"it was computed from {', '.join(found.leaves) or 'no leaf'}",
        )
    return names if isinstance(wrt, list | tuple) else names[0]


def _assumed(given: Given) -> Assumptions:
    return parse_assumptions([given] if isinstance(given, str) else given)


def _refuse_order(order: Any) -> None:
    if isinstance(order, bool) or order not in (1, 2):
        raise ArgumentError(
            f"order is {order!r}",
            code="bad-argument",
            help="give 1 for the gradient or 2 for the Hessian; a Jacobian is sg.jacobian's",
        )


def _refuse_odd(points: Any, witness: Any, tangent: Any) -> None:
    if not isinstance(points, int) or points < 1:
        raise ArgumentError(
            f"points is {points!r}", code="bad-argument", help="give a whole number from 1"
        )
    if witness not in (None, "difference"):
        raise ArgumentError(
            f"there is no witness {witness!r}", code="bad-argument", help='"difference", or None'
        )
    if tangent is not None and not tangent:
        raise ArgumentError(
            "no variable has a tangent",
            code="bad-argument",
            help='name those that move, such as tangent={"x": 1}',
        )
