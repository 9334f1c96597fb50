"""From a question to a report: the one place where both wings are asked and compared.

Four kinds of derivative go the same way. A closed form is derived, printed, and read again;
the numeric wing sweeps the graph; the verdict hears both:

    gradient    of an output of one entry               reverse mode
    jacobian    of all entries of an output             forward or reverse mode, the shorter
    hessian     second derivatives, for ordered pairs   the Jacobian of the reverse gradient
    tangent     of an output along given directions     forward mode

May import everything below; SymPy is loaded only when a closed form is derived.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from symgrad.errors import InputError, SymgradError
from symgrad.graph.assumptions import Assumptions
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.graph.rebuild import bind_sizes, solve_sizes
from symgrad.graph.show import inlined
from symgrad.graph.walk import topological
from symgrad.numeric.difference import difference
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.forward import forward
from symgrad.numeric.jacobian import jacobian
from symgrad.question import Question, reread
from symgrad.report.gradreport import GradReport, report
from symgrad.report.labels import pair, variables_of
from symgrad.report.table import tabulate
from symgrad.symbolic.entry import Request
from symgrad.symbolic.known import known_of
from symgrad.task import Task
from symgrad.verdict.balls.reading import floats
from symgrad.verdict.budget import MOST_ENTRIES, cost_of
from symgrad.verdict.certify import nearest_doubles
from symgrad.verdict.compare import Verdict, together
from symgrad.verdict.crosscheck import (
    CrossCheck,
    cross_check,
    examine_derivatives,
    gradients,
    weigh,
)
from symgrad.verdict.draws import holds
from symgrad.verdict.point import Demand, Point
from symgrad.verdict.points import random_points
from symgrad.verdict.scale import Scale
from symgrad.verdict.secondorder import cross_check_hessian
from symgrad.verdict.sweeps import Sweep
from symgrad.verdict.witness import differences

if TYPE_CHECKING:
    from symgrad.symbolic.cache import Cache
    from symgrad.symbolic.closedform import Derivation

Array = Any
# A point may turn out to have no gradient only when both wings have been asked.
_SPARE = 3
# A command with more numbers than these is not shown.
_SHOWN = 64


def differentiate(
    question: Question,
    task: Task,
    assumptions: Assumptions,
    *,
    check: bool = True,
    seed: int = 0,
    points: int = 4,
    demand: Demand | None = None,
    cache: Cache | None = None,
    forms: Mapping[str, Derivation] | None = None,
    expand: bool = False,
) -> GradReport:
    """Carry out a task and report it.

    Args:
        question: what was asked. task: what of it is to be differentiated.
        assumptions: what random points keep to, where values are missing.
        check: False computes numbers only: no closed form, no verdict.
        seed, points: of the random points.
        demand: how closely both sides are compared.
        cache: where closed forms are looked up first, and kept.
        forms: the closed forms, where they have been derived already.
        expand: write shared parts out wherever they stand.
    """
    demand = demand or Demand()
    _require(assumptions, question)
    task = replace(task, assumptions=assumptions)
    if forms is None:
        forms = _derived(task, cache) if check or question.missing else {}
    derived = written_out(forms) if expand else forms
    if question.missing:
        return _at_random_points(question, task, derived, assumptions, seed, points)
    graph = _numbered(task, question)
    dtype = question.dtype
    closed = {key: reread(each.text, task.declared, graph) for key, each in derived.items()}
    point = Point(task.values, dtype, question.exact, demand)
    checked = _checked(task, graph, closed, point) if check else None
    if checked is not None and checked.comparisons:
        found = {key: each.reverse for key, each in checked.comparisons.items()}
    else:
        found = _numbers(task, graph, task.values, dtype)
    value = _value(question, point if check else None)
    table = tabulate(
        question.declared,
        values=question.values,
        dtype=dtype,
        value=value[()],
        closed=closed,
        formulas={key: each.text for key, each in derived.items()},
        comparisons=checked.comparisons if checked else {},
        gradients=found,
        verdict=checked.verdict if checked else None,
        witness=_witness(task, graph, point) if demand.witness else None,
        weighted=task.weights,
        kind=task.kind,
        tangents=task.tangents,
        kronecker=_matrices(derived),
        digits=demand.digits,
        repeat=_command(question, task),
    )
    return report(table)


def _command(question: Question, task: Task) -> str:
    """Return the command that asks for the same derivative again, "" where values are large."""
    source = question.declared.source
    if source is None or sum(np.size(value) for value in question.values.values()) > _SHOWN:
        return ""
    verb = {"jacobian": "jacobian", "hessian": "hessian"}.get(task.kind, "grad")
    words = [f"{name}={_typed(question, name)}" for name in question.values]
    return shlex.join(["symgrad", verb, source.text, *words])


def _typed(question: Question, name: str) -> str:
    """Return a value as it can be typed."""
    exact = question.exact.get(name)
    if exact is not None:
        return str(np.vectorize(str, otypes=[object])(exact).tolist()).replace("'", "")
    return str(np.asarray(question.values[name], dtype=np.float64).tolist())


def _value(question: Question, point: Point | None) -> Array:
    """Return the output's value: the enclosure's, rounded, where it was enclosed."""
    output = question.graph.output
    (value,) = evaluate([output], question.values, question.dtype)
    if point is None or output.condition or not cost_of(topological([output])).affordable:
        return value
    true = nearest_doubles(point.enclosures, output)
    return np.where(np.isfinite(true), true, value).astype(value.dtype)


def _witness(task: Task, graph: Graph, point: Point) -> dict[str, Array]:
    """Return the gradient by differences: in balls, or in floating point if those are dear."""
    cost = cost_of(topological([graph.output]))
    inputs = {node.name: node for node in graph.inputs}
    entries = sum(np.size(task.values[name]) for name in task.names)
    if not point.demand.certify and cost.entries * entries > MOST_ENTRIES:
        return difference(graph.output, task.values, task.names)
    found = {n: differences(point.enclosures, graph.output, inputs[n]) for n in task.names}
    return {name: floats(each) for name, each in found.items()}


def _require(assumptions: Assumptions, question: Question) -> None:
    assumptions.settle(question.graph.shapes)
    if not holds(assumptions, question.values):
        raise InputError(
            f"the values given do not keep the assumptions {assumptions}",
            code="values-against-assumptions",
            help="change one of them",
        )


def closed_forms(task: Task, cache: Cache | None = None) -> dict[str, Derivation]:
    """Return the closed forms of a task: derived, unless a cache has them.

    Raises:
        SymgradError: a variable or a closed form does not exist.
    """
    if cache is None:
        return _derive(task)
    request = request_of(task)
    found = cache.find(request)
    if found is None:
        found = _derive(task)
        cache.keep(request, found)
    return found


def written_out(forms: Mapping[str, Derivation]) -> dict[str, Derivation]:
    """Return closed forms with their shared parts written out.

    Raises:
        LimitError: one of them gets too long.
    """
    return {key: replace(each, text=inlined(each.graph.output)) for key, each in forms.items()}


def request_of(task: Task) -> Request:
    """Return a task as a cache is asked for it."""
    shapes, output = task.declared.shapes, task.declared.output.shape
    by = {key: variables_of(task.kind, key) for key in task.keys}
    lead = output if task.kind in ("jacobian", "tangent") else ()
    whole = {key: sum((shapes[name] for name in names), lead) for key, names in by.items()}
    moving = {key: names or task.names for key, names in by.items()}
    known = known_of(task.assumptions, shapes)
    return Request(task.kind, task.declared, moving, whole, task.tangents, known)


def _derive(task: Task) -> dict[str, Derivation]:
    # SymPy takes longer to load than most answers take to find: only where it is needed.
    from symgrad.symbolic import derivation

    graph = task.declared
    known = known_of(task.assumptions, graph.shapes)
    try:
        if task.kind == "jacobian":
            return derivation.derive_jacobian(graph, task.names, known)
        if task.kind == "hessian":
            found = derivation.derive_hessian(graph, task.names, known)
            return {pair(x, y): each for (x, y), each in found.items()}
        if task.kind == "tangent":
            return {"": derivation.derive_along(graph, task.tangents, known)}
        return derivation.derive(graph, task.names, known=known)
    except SymgradError as error:
        raise error.with_source(graph.source) from None


def _derived(task: Task, cache: Cache | None) -> dict[str, Derivation]:
    """Return the closed forms; none where the expression has a value nowhere, such as x/0."""
    try:
        return closed_forms(task, cache)
    except InputError as error:
        if error.code == "no-closed-form":
            return {}
        raise


def _matrices(derived: Mapping[str, Derivation]) -> dict[str, str]:
    """Return the closed forms as matrices, of those that have such a form."""
    found = {key: each.kronecker for key, each in derived.items()}
    return {key: text for key, text in found.items() if text is not None}


def _numbered(task: Task, question: Question) -> Graph:
    total = task.declared
    sizes = solve_sizes(total, {name: np.shape(value) for name, value in question.values.items()})
    return bind_sizes(total, sizes) if sizes else total


def _swept(task: Task, graph: Graph) -> dict[str, tuple[Node, Node | None]]:
    """Return for each derivative a node, and the node whose Jacobian it is by, None for itself."""
    inputs = {node.name: node for node in graph.inputs}
    if task.kind == "jacobian":
        return {name: (graph.output, inputs[name]) for name in task.names}
    if task.kind == "tangent":
        moving = [inputs[name] for name in task.tangents]
        along = [inputs[name] for name in task.tangents.values()]
        return {"": (forward(graph.output, moving, along), None)}
    firsts = dict(zip(task.names, gradients(graph, task.names), strict=True))
    if task.kind == "gradient":
        return {name: (first, None) for name, first in firsts.items()}
    return {pair(x, y): (firsts[x], inputs[y]) for x in task.names for y in task.names}


def _numbers(task: Task, graph: Graph, point: Mapping[str, Array], dtype: str) -> dict[str, Array]:
    """Compute the derivatives of a task in the numeric wing."""
    swept = _swept(task, graph)
    alone = [node for node, by in swept.values() if by is None]
    values = dict(zip(alone, evaluate(alone, point, dtype), strict=True))
    return {
        key: np.asarray(values[node] if by is None else jacobian(node, by, point, dtype))
        for key, (node, by) in swept.items()
    }


def _checked(task: Task, graph: Graph, closed: Mapping[str, Graph], point: Point) -> CrossCheck:
    """Compare both wings at a point."""
    properties = task.assumptions.properties
    point = point.on_simplex([name for name, each in properties.items() if "simplex" in each])
    if task.kind == "gradient" or not closed:
        return cross_check(graph, closed, point, task.names)
    swept = _swept(task, graph)
    sweeps = {key: Sweep(node, by) for key, (node, by) in swept.items()}
    scale = Scale(graph, closed, sweeps, point)
    variables = {key: variables_of(task.kind, key) or task.names for key in sweeps}
    shapes = {key: each.shape for key, each in sweeps.items()}
    if task.kind == "hessian":
        return cross_check_hessian(graph, closed, scale, variables, shapes)
    examination = examine_derivatives(graph, point.values, variables, shapes, scale)
    return weigh(graph, examination, scale)


def _at_random_points(
    question: Question,
    task: Task,
    derived: Mapping[str, Derivation],
    assumptions: Assumptions,
    seed: int,
    points: int,
) -> GradReport:
    """Report closed forms that were checked at random points, for want of values."""
    total = task.declared
    wrt = task.names if derived else ()
    tried = random_points(
        total, assumptions, wrt=wrt, count=_SPARE * points, seed=seed, fixed=question.values
    )
    seen: dict[Graph, list[Verdict]] = {graph: [] for graph, _ in tried}
    outside: list[Verdict] = []
    for graph, point in tried:
        if len(seen[graph]) < points:
            closed = {key: reread(each.text, total, graph) for key, each in derived.items()}
            verdict = _checked(task, graph, closed, Point(point, exact=question.exact)).verdict
            (outside if verdict.status == "undefined" else seen[graph]).append(verdict)
    verdicts = [verdict for each in seen.values() for verdict in each] or outside
    table = tabulate(
        question.declared,
        values=question.values,
        dtype=question.dtype,
        value=None,
        closed={},
        formulas={key: each.text for key, each in derived.items()},
        comparisons={},
        gradients={},
        verdict=together(verdicts),
        points=len(verdicts),
        weighted=task.weights,
        kind=task.kind,
        tangents=task.tangents,
        kronecker=_matrices(derived),
    )
    return report(table)
