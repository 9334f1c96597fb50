"""What is to be differentiated, and how: one noun for the four kinds of derivative.

A task is made from a question and says nothing of how it is carried out. May import `question`
and lower floors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from symgrad.errors import ArgumentError, CotangentError, InputError, LimitError, UnknownNameError
from symgrad.graph.assumptions import Assumptions
from symgrad.graph.graph import Graph
from symgrad.ops.dims import is_known, product, show_shape
from symgrad.question import Question, read_value, scalar_graph
from symgrad.report.labels import Kind, pair, variables_of

Array = Any


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be differentiated, and how.

    Attributes:
        kind: which derivatives. names: by which variables.
        declared: the graph, sizes by name where they were declared so.
        values: what is known of its variables, a cotangent and tangents included.
        tangents: for each variable that moves the name of its tangent.
        weights: what the cotangent is called that weighs the output's entries, "" without one.
        assumptions: what may be taken for granted of its variables.
    """

    kind: Kind
    names: tuple[str, ...]
    declared: Graph
    values: Mapping[str, Array]
    tangents: Mapping[str, str] = field(default_factory=dict)
    weights: str = ""
    assumptions: Assumptions = field(default_factory=Assumptions)

    @property
    def keys(self) -> list[str]:
        """The derivatives, under the names that reports have for them."""
        if self.kind == "tangent":
            return [""]
        if self.kind == "hessian":
            return [pair(x, y) for x in self.names for y in self.names]
        return list(self.names)


def gradient_task(question: Question, names: Sequence[str]) -> Task:
    """Return the task of a gradient, of the weighted sum where there is a cotangent.

    Raises:
        CotangentError: the output has more than one entry, and no cotangent is given.
    """
    total, extra = scalar_graph(question)
    values = {**question.values, **extra}
    return Task("gradient", tuple(names), total, values, weights="".join(extra))


def jacobian_task(question: Question, names: Sequence[str]) -> Task:
    """Return the task of the derivatives of all entries of the output.

    Raises:
        LimitError: they have too many entries.
    """
    task = Task("jacobian", tuple(names), question.declared, question.values)
    _refuse_too_large(question, task)
    return task


def hessian_task(question: Question, names: Sequence[str]) -> Task:
    """Return the task of the second derivatives of an output of one entry.

    Raises:
        CotangentError: the output has more than one entry. LimitError: too many entries.
    """
    declared = question.declared
    if product(declared.output.shape) != 1:
        raise CotangentError(
            f"the output has shape {show_shape(declared.output.shape)}, and only an output of "
            "one entry has a Hessian",
            code="needs-one-entry",
            help="sum it, or ask for the jacobian of one of its entries",
            source=declared.source,
            span=next(iter(declared.spans.get(declared.output, ())), None),
        )
    task = Task("hessian", tuple(names), declared, question.values)
    _refuse_too_large(question, task)
    return task


def tangent_task(question: Question, tangents: Mapping[str, Any]) -> Task:
    """Return the task of a derivative along tangents; variables without one stand still.

    Raises:
        UnknownNameError: there is no such variable; InputError: a tangent has another shape.
    """
    declared, values, names = question.declared, dict(question.values), {}
    nodes = {node.name: node for node in declared.inputs}
    taken = {*declared.variables, *declared.names.values()}
    inputs = list(declared.inputs)
    for name, tangent in tangents.items():
        if name not in nodes:
            raise UnknownNameError(
                f"there is no variable {name} for a tangent",
                code="unknown-variable",
                help=f"the variables are {', '.join(declared.variables)}",
                source=declared.source,
            )
        array, node = read_value(f"the tangent of {name}", tangent, question.dtype), nodes[name]
        shape = np.shape(values[name]) if name in values else node.shape
        if array.shape not in ((), shape):
            raise InputError(
                f"the tangent of {name} has shape {show_shape(array.shape)}, "
                f"{name} has {show_shape(shape)}",
                code="tangent-shape",
                help="give it the shape of the variable",
            )
        names[name] = _free(f"d{name}", taken)
        inputs.append(declared.table.variable(names[name], node.shape))
        dx = names[name]
        values[dx] = np.broadcast_to(array, shape) if is_known(shape) else array  # type: ignore[arg-type]
    asked = replace(declared, inputs=tuple(inputs))
    return Task("tangent", tuple(tangents), asked, values, names)


def refuse_beside_tangent(**given: Any) -> None:
    """Refuse what says again, or otherwise, by which variables and how a tangent differentiates.

    Raises:
        ArgumentError: one of them is given.
    """
    for name, value in given.items():
        if value is not None:
            raise ArgumentError(
                f"a tangent and {name} do not go together",
                code="tangent-and-" + name,
                help="a tangent names the variables that move; leave the other out",
            )


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _refuse_too_large(question: Question, task: Task) -> None:
    shapes, output = question.graph.shapes, question.graph.output.shape
    for key in task.keys:
        dims = [dim for name in variables_of(task.kind, key) for dim in shapes[name]]
        whole = (*dims, *(output if task.kind == "jacobian" else ()))
        if is_known(whole):
            entries = product(whole)
            assert isinstance(entries, int)
            try:
                question.graph.table.limits.check("elements", entries)
            except LimitError as error:
                raise error.with_source(question.declared.source) from None
