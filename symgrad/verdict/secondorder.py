"""Second derivatives ask more of a point than first ones do.

relu(x)**2 joins smoothly at 0 and its slope does not; norm(x)**2 is smooth there, but made
from a function that is not, so that the pullback's choice at the kink is no derivative of
anything. Both are kinks of the Hessian though the gradient has none. May import `numeric` and
the rest of `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.walk import topological
from symgrad.numeric.evaluate import evaluate
from symgrad.verdict.crosscheck import CrossCheck, examine_derivatives, weigh
from symgrad.verdict.domain import examine
from symgrad.verdict.examination import Examination, Finding
from symgrad.verdict.measuring import Running
from symgrad.verdict.quantities import quantities
from symgrad.verdict.scale import Scale

Array = Any
Mask = np.ndarray[Any, np.dtype[np.bool_]]
# How far beside a point its two sides are looked at, and what counts as a step between them.
_NEAR = 2.0**-30
_STEP = 2.0**-12


def cross_check_hessian(
    graph: Graph,
    formulas: Mapping[str, Graph],
    scale: Scale,
    variables: Mapping[str, tuple[str, ...]],
    shapes: Mapping[str, tuple[int, ...]],
) -> CrossCheck:
    """Compare closed forms of second derivatives with the numeric ones at a point.

    Args:
        graph: an output of one entry, all sizes numbers.
        formulas: for each pair the graph of its closed form.
        scale: the point, and both sides of the derivatives.
        variables: for each pair its two variables. shapes: for each the derivative's shape.
    """
    values = scale.point.values
    examination = examine_derivatives(graph, values, variables, shapes, scale)
    if examination.status == "smooth":
        wrt = tuple(dict.fromkeys(name for names in variables.values() for name in names))
        examination = _jumps(formulas, values, wrt)
    found = weigh(graph, examination, scale)
    if found.verdict.status != "disagree":
        return found
    hidden = _hidden_kinks(graph, values)
    if not hidden:
        return found
    masks = {key: each.status == "disagree" for key, each in found.comparisons.items()}
    kinks = {key: mask for key, mask in masks.items() if mask.any()}
    return weigh(graph, Examination("kink", hidden, kinks), scale)


def _jumps(
    formulas: Mapping[str, Graph], values: Mapping[str, Array], wrt: tuple[str, ...]
) -> Examination:
    """Tell where closed forms jump.

    A condition that is decided just here is a reason to look; that the two sides of the
    point differ is the evidence.
    """
    findings: list[Finding] = []
    kinks = {}
    for key, graph in formulas.items():
        own = [f for f in examine(graph, values, wrt).findings if f.cause == "jump"]
        moved = _moved(graph, values, wrt) if own else np.zeros(0, dtype=bool)
        if moved.any():
            words = "a jump of the second derivative"
            findings += [replace(f, status="kink", cause="kink", words=words) for f in own]
            kinks[key] = moved
    return Examination("kink" if findings else "smooth", tuple(findings), kinks)


def _moved(graph: Graph, values: Mapping[str, Array], wrt: tuple[str, ...]) -> Mask:
    """Return which entries of a closed form differ on the two sides of a point."""
    sides = []
    for sign in (1, -1):
        near = {n: v + sign * _NEAR * (1 + np.abs(v)) if n in wrt else v for n, v in values.items()}
        sides.append(np.asarray(evaluate([graph.output], near)[0]))
    left, right = sides
    moved: Mask = ~(np.abs(left - right) <= _STEP * (np.abs(left) + np.abs(right)))
    return moved


def _hidden_kinks(graph: Graph, values: Mapping[str, Array]) -> tuple[Finding, ...]:
    """Return the kinks that the gradient does not feel, because nothing flows back to them."""
    nodes = topological([graph.output])
    _, measured = Running(values).measure(nodes, quantities(nodes))
    found = []
    for each in measured:
        if each.quantity.relation == "kink" and each.zero.any():
            node, words = each.quantity.node, each.quantity.words
            span = graph.spans.get(node, (None,))[0]
            found.append(Finding("kink", "kink", node, span, node.name, words))
    return tuple(found)
