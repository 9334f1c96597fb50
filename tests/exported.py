"""Generated code, run: samples as code of another library, and what symgrad says itself.

The code is our own text, so that running it executes nothing that anybody typed.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.row import Op, Sample
from symgrad.symbolic.derivation import derive
from symgrad.symbolic.export.form import Target
from symgrad.symbolic.export.module import value_and_gradient
from tests.growing import sample_graph
from tests.laws import differentiated, draw, sample_values

RTOL = 1e-9


@dataclass(frozen=True)
class Weighed:
    """A sample as a question of one entry: its output weighed by a variable `w_bar`."""

    graph: Graph
    names: list[str]
    values: dict[str, Any]


def weighed(op: Op, sample: Sample) -> Weighed | None:
    """Return a sample as a question, None if its output is a truth value."""
    graph, values = sample_graph(sample), sample_values(sample)
    if graph.output.condition:
        return None
    table = graph.table
    w = table.variable("w_bar", graph.output.shape)
    total = table.call("multiply", (w, graph.output))
    total = table.call("sum", (total,)) if total.ndim else total
    values["w_bar"] = draw(op, sample, "code").normal(size=graph.output.shape)
    whole = Graph(total, names=graph.names, inputs=(*graph.inputs, w), indices=graph.indices)
    return Weighed(whole, differentiated(graph), values)


def code_of(question: Weighed, target: Target) -> str:
    """Return the code of a question."""
    found = derive(question.graph, question.names)
    return value_and_gradient(
        question.graph,
        {name: each.graph for name, each in found.items()},
        {name: each.text for name, each in found.items()},
        target,
        None,
    )


def run(code: str, name: str = "generated") -> dict[str, Any]:
    """Return the names that a module of ours defines."""
    names: dict[str, Any] = {"__name__": name}
    exec(compile(code, "<generated>", "exec"), names)
    return names


def self_check(code: str) -> tuple[int, str]:
    """Return the exit code and the line of a module's self-check."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            run(code, "__main__")
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue()
    raise AssertionError("the module has no self-check")


def expected(question: Weighed) -> list[Any]:
    """Return symgrad's own value and gradients."""
    output = question.graph.output
    wrt = [node for node in question.graph.inputs if node.name in question.names]
    return evaluate([output, *reverse(output, wrt)], question.values)


def differing(op: Op, sample: Sample, target: Target) -> str | None:
    """Return what a sample's code says otherwise than symgrad, None if nothing."""
    question = weighed(op, sample)
    if question is None:
        return None
    code = code_of(question, target)
    with np.errstate(all="ignore"):  # of a branch that is not taken
        value, grads = run(code)["value_and_grad"](*question.values.values())
    every = [value, *(grads if isinstance(grads, tuple) else (grads,))]
    for what, found, right in zip(
        ["value", *question.names], every, expected(question), strict=True
    ):
        array = np.asarray(found)
        if array.dtype != np.float64 or array.shape != right.shape:
            return f"{what} is {array.dtype} {array.shape}, not {right.shape}\n{code}"
        size = np.max(np.abs(right), initial=1.0)
        if not np.allclose(array, right, rtol=RTOL, atol=RTOL * size, equal_nan=True):
            return f"{what} is {array}, not {right}\n{code}"
    return None
