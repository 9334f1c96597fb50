"""From a question to its derivation step by step, every step checked by the numeric wing.

May import everything below; SymPy is loaded when a derivation is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from symgrad.differentiation import differentiate
from symgrad.errors import SymgradError
from symgrad.graph.assumptions import Assumptions
from symgrad.graph.graph import Graph
from symgrad.graph.rebuild import bind_sizes, solve_sizes
from symgrad.question import Question
from symgrad.report.gradreport import GradReport
from symgrad.report.table import output_name
from symgrad.stepwise import AtPoint, Stepwise
from symgrad.symbolic.account import Account
from symgrad.symbolic.export.latex_steps import steps_in_latex
from symgrad.symbolic.known import known_of
from symgrad.task import Task
from symgrad.verdict.compare import Comparison
from symgrad.verdict.points import random_points

Array = Any


@dataclass(frozen=True, slots=True)
class Mark:
    """What the check of a step or of a definition gave.

    Attributes:
        status: "checked", "wrong" or "not checked". reason: why, "" for what is checked.
    """

    status: Literal["checked", "wrong", "not checked"]
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Explanation:
    """A derivation step by step.

    Attributes:
        declared: the graph of the question. account: of its derivation.
        report: what that ends in, as `differentiate` has it.
        values: a mark for the definition of each value. marks: one for each step.
        points: how many points the steps were checked at.
        numbers: values and cotangents by name at the point that was given; empty without one.
    """

    declared: Graph
    account: Account
    report: GradReport
    values: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    points: int
    numbers: Mapping[str, Array]

    @property
    def latex(self) -> str:
        """The derivation in LaTeX, for math mode."""
        return steps_in_latex(self.account, self.declared)

    @property
    def is_wrong(self) -> bool:
        """Whether anything in it is wrong."""
        return any(mark.status == "wrong" for mark in (*self.values, *self.marks))


def explain(
    question: Question,
    task: Task,
    assumptions: Assumptions,
    *,
    opened: bool = False,
    expand: bool = False,
    seed: int = 0,
    points: int = 4,
) -> Explanation:
    """Derive a gradient step by step and check every step.

    Args:
        question: what was asked. task: its gradient. assumptions: what random points keep to.
        opened: whether functions are taken apart into the steps of their definitions.
        expand: whether the closed form is written out.
        seed, points: of the random points, where values are missing.

    Raises:
        SymgradError: there is no closed form.
    """
    # SymPy takes longer to load than anything else here: only where it is needed.
    from symgrad.symbolic.derivation import derive_steps

    declared = task.declared
    name = output_name(question.declared)
    try:
        known = known_of(assumptions, declared.shapes)
        account = derive_steps(declared, task.names, output=name, opened=opened, known=known)
    except SymgradError as error:
        raise error.with_source(declared.source) from None
    report = differentiate(
        question, task, assumptions, seed=seed, points=points, forms=account.forms, expand=expand
    )
    if report.verdict is not None and report.verdict.status == "undefined":
        return _without_point(declared, account, report, report.verdict.reason)
    found = list(_at_points(question, task, assumptions, account, seed, points))
    return Explanation(
        declared,
        account,
        report,
        tuple(_of_values(account, found)),
        tuple(_mark(_of_step(account, k, at) for at in found) for k in range(len(account.steps))),
        len(found),
        found[0].numbers if found and not question.missing else {},
    )


def _without_point(declared: Graph, account: Account, report: GradReport, why: str) -> Explanation:
    """Return a derivation of which nothing could be checked."""
    values = (Mark("not checked", why),) * len(account.values)
    marks = (Mark("not checked", why),) * len(account.steps)
    return Explanation(declared, account, report, values, marks, 0, {})


def _at_points(
    question: Question,
    task: Task,
    assumptions: Assumptions,
    account: Account,
    seed: int,
    points: int,
) -> Iterator[AtPoint]:
    """Give what is found at the point of the question, or at random points."""
    declared = task.declared
    if not question.missing:
        shapes = {name: np.shape(value) for name, value in task.values.items()}
        sizes = solve_sizes(declared, shapes)
        graph = bind_sizes(declared, sizes) if sizes else declared
        yield Stepwise(account, declared, sizes).at(graph, task.values, question.dtype)
        return
    tried = random_points(
        declared, assumptions, wrt=task.names, count=points, seed=seed, fixed=question.values
    )
    ready: dict[Graph, Stepwise] = {}
    for graph, point in tried:
        if graph not in ready:
            sizes = solve_sizes(declared, {n: np.shape(value) for n, value in point.items()})
            ready[graph] = Stepwise(account, declared, sizes)
        yield ready[graph].at(graph, point)


def _of_values(account: Account, found: Sequence[AtPoint]) -> Iterator[Mark]:
    """Give a mark for each definition; what has one only is checked by the output's value."""
    whole = _mark(at.values[-1] for at in found if at.values)
    for k in range(len(account.values)):
        compared = [at.values[k] for at in found]
        if any(compared):
            yield _mark(compared)
        elif whole.status == "wrong":
            yield Mark("not checked", "the output has another value")
        else:
            yield whole


def _of_step(account: Account, k: int, at: AtPoint) -> list[Comparison]:
    """Return what there is to a step: its claim, and the sweep's own cotangent that it ends in."""
    name = account.steps[k].name
    swept = at.swept.get(name)
    return [at.steps[k], *([] if swept is None else [swept])]


def _mark(found: Iterable[Sequence[Comparison]]) -> Mark:
    """Return the mark for what was compared at several points."""
    points = list(found)
    statuses = [set(each.status.ravel()) for comparisons in points for each in comparisons]
    if any("disagree" in status for status in statuses):
        return Mark("wrong", "the numeric wing has something else")
    if not points:
        return Mark("not checked", "no point of the domain was found")
    claims = [set().union(*(c.status.ravel() for c in comparisons[:1])) for comparisons in points]
    if any(status <= {"agree"} for status in claims):
        return Mark("checked")
    if all("undefined" in status for status in claims):
        return Mark("not checked", "it has no finite value there")
    return Mark("not checked", "rounding hides it there")
