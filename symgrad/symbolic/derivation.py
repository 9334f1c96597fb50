"""The derivation: the gradient of a graph in closed form, as a graph and as text.

    graph -lower-> terms -gradients-> terms -lift-> graph -show-> text

The way into the symbolic wing. May import `graph`, `ops`, `errors` and its own package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from symgrad.errors import CotangentError, InputError, UnknownNameError
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Table
from symgrad.graph.show import Shared, shared_names, show_nodes
from symgrad.ops.dims import Shape, product, show_shape
from symgrad.symbolic.account import Account
from symgrad.symbolic.assuming import assumed
from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.derive import Visit, gradients, jacobians
from symgrad.symbolic.known import NOTHING, Known
from symgrad.symbolic.lift import Lift
from symgrad.symbolic.lowering import lower
from symgrad.symbolic.orders import Form
from symgrad.symbolic.scalars import ONE
from symgrad.symbolic.steps import Step
from symgrad.symbolic.sums import add
from symgrad.symbolic.telling import tell
from symgrad.symbolic.term import Term, Terms
from symgrad.symbolic.tidying import tidied
from symgrad.symbolic.views import multiply, summed


@contextmanager
def _real() -> Iterator[None]:
    """Say in our words that a constant is not real, such as sqrt(-1) in a comparison."""
    try:
        yield
    except TypeError as error:
        if "non-real" not in str(error):
            raise
        raise InputError(
            "a constant of the expression is not a real number",
            code="no-closed-form",
            help="it has no value there",
        ) from error


@_real()
def derive(
    graph: Graph, wrt: Sequence[str], visit: Visit | None = None, known: Known = NOTHING
) -> dict[str, Derivation]:
    """Return the gradient of an output of one entry, in closed form, for each variable.

    All variables share one sweep, so a list costs little more than one name.

    Args:
        graph: the question. wrt: names of its variables.
        visit: is told of each term of the sweep and of its cotangent.
        known: what may be taken for granted when the closed form is written.

    Raises:
        CotangentError: the output has more than one entry.
        UnknownNameError: there is no such variable.
        LimitError: a constant is too long to be computed exactly.
        InputError: a function's derivative has no closed form.
    """
    _require_one_entry(graph, "gradient")
    found = _by_variable(graph, wrt, partial(gradients, visit=visit), 0, known)
    return {
        name: replace(each, tell=partial(_steps, graph, name, known))
        for name, each in found.items()
    }


def derive_steps(
    graph: Graph,
    wrt: Sequence[str],
    *,
    output: str = "f",
    opened: bool = False,
    known: Known = NOTHING,
) -> Account:
    """Return the account of a gradient: the very sweep of `derive`, step by step.

    Args:
        graph, wrt, known: as for `derive`.
        output: what the output is called, unless something else is called so.
        opened: whether functions are taken apart into the steps of their definitions.

    Raises:
        SymgradError: as `derive`.
    """
    visited: dict[Term, Term] = {}
    forms = derive(graph, wrt, visited.__setitem__, known)
    return tell(graph, forms, visited, output=output, opened=opened)


def _steps(graph: Graph, name: str, known: Known) -> tuple[Step, ...]:
    return derive_steps(graph, [name], known=known).steps


@_real()
def derive_jacobian(
    graph: Graph, wrt: Sequence[str], known: Known = NOTHING
) -> dict[str, Derivation]:
    """Return the derivatives of all entries of an output, in closed form, for each variable.

    Args:
        graph, wrt, known: as for `derive`; the output has any shape.

    Raises:
        SymgradError: as `derive`, but for the number of entries.
    """
    return _by_variable(graph, wrt, jacobians, graph.output.ndim, known)


def _by_variable(
    graph: Graph,
    wrt: Sequence[str],
    sweep: Callable[[Term, Sequence[Term]], list[Term]],
    rows: int,
    known: Known,
) -> dict[str, Derivation]:
    """Sweep an output once for several variables."""
    shapes = _shapes(graph, wrt)
    terms = Terms(tame=True)
    (value,) = lower([graph.output], terms)
    found = sweep(value, [terms.var(name, shapes[name]) for name in wrt])
    lifted = _lifted(graph, found, [(name,) for name in wrt], [rows] * len(found), known)
    return dict(zip(wrt, lifted, strict=True))


@_real()
def derive_hessian(
    graph: Graph, wrt: Sequence[str], known: Known = NOTHING
) -> dict[tuple[str, str], Derivation]:
    """Return the second derivatives of an output of one entry, for every ordered pair.

    Args:
        graph, wrt, known: as for `derive`.

    Raises:
        SymgradError: as `derive`.
    """
    _require_one_entry(graph, "Hessian")
    shapes = _shapes(graph, wrt)
    terms = Terms(tame=True)
    (value,) = lower([graph.output], terms)
    variables = [terms.var(name, shapes[name]) for name in wrt]
    found = [
        second for first in gradients(value, variables) for second in jacobians(first, variables)
    ]
    pairs = [(x, y) for x in wrt for y in wrt]
    rows = [len(shapes[x]) for x, _ in pairs]
    return dict(zip(pairs, _lifted(graph, found, pairs, rows, known), strict=True))


@_real()
def derive_along(graph: Graph, tangents: Mapping[str, str], known: Known = NOTHING) -> Derivation:
    """Return the derivative of an output along tangents, in closed form and the output's shape.

    The pullback of a cotangent w is linear in w, so the derivative of <J'w, tangent> by w
    is J times the tangent.

    Args:
        graph: the question, tangents among its inputs.
        tangents: for each variable that moves the name of its tangent.
        known: as for `derive`.

    Raises:
        SymgradError: as `derive`, but for the number of entries.
    """
    shapes = _shapes(graph, [*tangents, *tangents.values()])
    terms = Terms(tame=True)
    (value,) = lower([graph.output], terms)
    w = terms.var("a cotangent", value.shape)
    pulled = gradients(_paired(w, value), [terms.var(name, shapes[name]) for name in tangents])
    moves = [terms.var(name, shapes[name]) for name in tangents.values()]
    parts = [(ONE, _paired(g, dx)) for g, dx in zip(pulled, moves, strict=True)]
    found = gradients(add(terms, (), parts), [w])
    return _lifted(graph, found, [tuple(tangents)], [0], known)[0]


def _paired(a: Term, b: Term) -> Term:
    return summed(multiply(a, b), range(a.rank))


def _require_one_entry(graph: Graph, what: str) -> None:
    if product(graph.output.shape) != 1:
        raise CotangentError(
            f"the output has shape {show_shape(graph.output.shape)}, so it has no {what}",
            code="cotangent-needed",
            help="give a cotangent, or sum the output",
        )


def _lifted(
    graph: Graph,
    found: list[Term],
    wrt: Sequence[tuple[str, ...]],
    rows: Sequence[int],
    known: Known,
) -> list[Derivation]:
    """Write terms as graphs of the language; `rows`: how many axes of each stand in front."""
    table = Table(graph.table.limits, known.symmetric, known.simplex)
    found = assumed(found, known)
    inputs = tuple(table.variable(node.name, node.shape) for node in graph.inputs)
    forms = [Form(term, front) for term, front in zip(found, rows, strict=True)]
    lift = Lift(table, [term for form in forms for term in form.outputs])
    nodes = tidied([form.node(lift) for form in forms], table)
    shared = shared_names(graph)
    pairs = zip(wrt, nodes, strict=True)
    found_forms = [_derivation(names, node, inputs, shared) for names, node in pairs]
    return [replace(each, rows=front) for each, front in zip(found_forms, rows, strict=True)]


def _shapes(graph: Graph, wrt: Sequence[str]) -> dict[str, Shape]:
    for name in wrt:
        if name not in graph.shapes:
            raise UnknownNameError(
                f"there is no variable {name}",
                code="unknown-variable",
                help=f"the variables are {', '.join(graph.variables)}",
            )
    return dict(graph.shapes)


def _derivation(
    wrt: tuple[str, ...], node: Node, inputs: tuple[Node, ...], shared: Shared
) -> Derivation:
    printed = show_nodes([node], shared=shared)
    graph = Graph(node, inputs=tuple(i for i in inputs if i in printed.variables))
    return Derivation(wrt, graph, str(printed))
