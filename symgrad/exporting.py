"""From a question to code: its value and gradient for another library, with a self-check.

The code is written by `symbolic.export`; here is where closed forms and a point to check
them at come from. May import everything below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from symgrad.differentiation import closed_forms
from symgrad.errors import SymgradError
from symgrad.graph.assumptions import Assumptions
from symgrad.graph.graph import Graph
from symgrad.graph.rebuild import bind_sizes, solve_sizes
from symgrad.question import Question
from symgrad.symbolic.export import latex
from symgrad.symbolic.export.module import value_and_gradient
from symgrad.symbolic.export.points import Entries, Point
from symgrad.symbolic.export.targets import LATEX, TARGETS, known
from symgrad.task import Task, gradient_task
from symgrad.verdict.domain import examine
from symgrad.verdict.draws import holds
from symgrad.verdict.points import random_points

Array = Any
# So many numbers stand in the code; of larger arrays the first few are repeated.
_MOST = 200
_REPEATED = 61
_LARGEST = 5000
_DIGITS = 3


def export(
    question: Question,
    names: Sequence[str],
    to: str,
    assumptions: Assumptions,
    *,
    seed: int = 0,
) -> str:
    """Return the value and the gradient of a question as code or LaTeX.

    Args:
        question: what was asked; sizes by name become sizes of the code's parameters.
        names: the variables of the gradient. to: "numpy", "torch", "jax" or "latex".
        assumptions, seed: of the random point that the code checks itself at.

    Raises:
        SymgradError: there is no closed form, or the library lacks a function.
    """
    known(to)
    task = gradient_task(question, names)
    assumptions.settle(task.declared.shapes)
    found = closed_forms(replace(task, assumptions=assumptions))
    graphs = {name: each.graph for name, each in found.items()}
    if to == LATEX:
        return latex.question(task.declared, graphs)
    texts = {name: each.text for name, each in found.items()}
    point, why = _checked_at(task, to, assumptions, seed)
    try:
        return value_and_gradient(task.declared, graphs, texts, TARGETS[to], point, why)
    except SymgradError as error:
        raise error.with_source(task.declared.source) from None


def _checked_at(
    task: Task, to: str, assumptions: Assumptions, seed: int
) -> tuple[Point | None, str]:
    """Return the point of the self-check; None and the reason where there is none."""
    if to == "numpy" and any(node.function == "detach" for node in task.declared.nodes):
        return None, "Differences see through detach, so there is no self-check."
    for values in _candidates(task, assumptions, seed):
        return {name: _entries(value) for name, value in values.items()}, ""
    return None, "No point of the domain was found to check it at."


def _candidates(task: Task, assumptions: Assumptions, seed: int) -> Iterator[dict[str, Array]]:
    """Yield points where there is a gradient, those first that are short to write."""
    few = {name: v for name, v in task.values.items() if np.size(v) <= _MOST}
    for fixed in (few, {}):
        sizes = solve_sizes(task.declared, {n: np.shape(v) for n, v in task.values.items()})
        graph = bind_sizes(task.declared, sizes) if sizes else task.declared
        drawn = random_points(graph, assumptions, wrt=task.names, count=1, seed=seed, fixed=fixed)
        for sized, values in drawn[:1]:
            for tried in (_short(values, fixed), values):
                if _written(tried) <= _LARGEST and _serves(sized, tried, assumptions, task.names):
                    yield tried


def _serves(
    graph: Graph, values: Mapping[str, Array], assumptions: Assumptions, names: Sequence[str]
) -> bool:
    return holds(assumptions, values) and examine(graph, values, names).status == "smooth"


def _written(values: Mapping[str, Array]) -> int:
    return sum(len(_entries(value).numbers) for value in values.values())


def _short(values: Mapping[str, Array], fixed: Mapping[str, Array]) -> dict[str, Array]:
    """Return values with a few digits, large ones with a few numbers that are repeated."""
    found = {}
    for name, value in values.items():
        array = np.asarray(value)
        if array.size > _MOST:
            array = np.resize(array.ravel()[:_REPEATED], array.shape)
        found[name] = array if name in fixed else _rounded(array)
    return found


def _rounded(array: Array) -> Array:
    return np.array([float(f"{x:.{_DIGITS}g}") for x in array.ravel()]).reshape(array.shape)


def _entries(value: Array) -> Entries:
    """Return a value as it is written: where the same numbers come again, once."""
    flat = np.ravel(value)
    if flat.size > _MOST and np.array_equal(flat, np.resize(flat[:_REPEATED], flat.size)):
        flat = flat[:_REPEATED]
    shape = tuple(int(n) for n in np.shape(value))
    return Entries(shape, tuple(float(x) for x in flat))
