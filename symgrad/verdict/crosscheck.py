"""The cross-check: both gradients at one point, and the verdict on them.

The closed forms come in as graphs, built from their printed text; reverse mode is run here. May
import `numeric` and the rest of `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from flint import arb

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import is_known
from symgrad.verdict.blame import find_blame
from symgrad.verdict.compare import Comparison, Verdict, judge
from symgrad.verdict.domain import examine
from symgrad.verdict.examination import Examination, KinkedEntry
from symgrad.verdict.measuring import Running
from symgrad.verdict.point import Point
from symgrad.verdict.reach import concrete
from symgrad.verdict.scale import Scale
from symgrad.verdict.sweeps import Sweep
from symgrad.verdict.witness import central_difference, one_sided

Array = Any
# No variable of the language has a name with a blank.
_WEIGHTS = "uneven weights"
# More entries than these on kinks are told by the first ones.
_SHOWN = 20


@dataclass(frozen=True, eq=False)
class CrossCheck:
    """Both gradients at one point.

    Attributes:
        comparisons: for each variable the two gradients, entry by entry.
        verdict: what they say together.
    """

    comparisons: Mapping[str, Comparison]
    verdict: Verdict


def cross_check(
    graph: Graph,
    formulas: Mapping[str, Graph],
    point: Point,
    wrt: Sequence[str] = (),
) -> CrossCheck:
    """Compare closed forms with reverse mode at a point.

    Args:
        graph: an output of one entry, all sizes numbers.
        formulas: for each variable to differentiate by the graph of its closed form.
        point: where, and how closely.
        wrt: the variables of the gradient, where they are not those of `formulas`: a point
            can be outside the domain of an expression that has no closed form at all.
    """
    names = tuple(formulas)
    sweeps = dict(zip(names, map(Sweep, gradients(graph, names)), strict=True))
    scale = Scale(graph, formulas, sweeps, point)
    examination = examine(graph, point.values, tuple(wrt) or names, point=scale.measuring)
    if wrt and not formulas:
        return CrossCheck({}, _without_closed_form(judge(examination, {})))
    return _with_slopes(graph, scale, weigh(graph, examination, scale))


def weigh(graph: Graph, examination: Examination, scale: Scale) -> CrossCheck:
    """Compare closed forms of any derivatives with what sweeps give for them.

    Args:
        graph: what is differentiated.
        examination: of the point, its kinks under the names of the derivatives.
        scale: the point, and both sides of the derivatives.
    """
    comparisons = scale.compared(examination)
    if examination.status == "kink" and scale.point.demand.at_kinks == "accept":
        accepted = judge(Examination("smooth"), comparisons)
        return CrossCheck(comparisons, replace(accepted, findings=examination.findings, bits=0))
    verdict = judge(examination, comparisons)
    if verdict.status == "disagree" and scale.enclosing and not _is_engine(comparisons):
        blame = find_blame(graph, scale.point.enclosures, graph.variables)
        verdict = judge(examination, comparisons, blame)
        if blame is None:
            verdict = replace(verdict, reason=_wrong_side(graph, scale, comparisons, verdict))
    return CrossCheck(comparisons, verdict)


def _with_slopes(graph: Graph, scale: Scale, found: CrossCheck) -> CrossCheck:
    """Add what the function does on both sides of its kinks, for the gradient of one entry."""
    verdict = found.verdict
    if verdict.status != "kink" or not scale.enclosing:
        return found
    inputs = {node.name: node for node in graph.inputs}
    kinks = []
    for name, entry in verdict.entries[:_SHOWN]:
        slopes = one_sided(scale.point.enclosures, graph.output, inputs[name], entry)
        chosen = float(found.comparisons[name].reverse[entry])
        kinks.append(KinkedEntry(name, entry, slopes.left, slopes.right, chosen))
    return replace(found, verdict=replace(verdict, kinks=tuple(kinks)))


def _is_engine(comparisons: Mapping[str, Comparison]) -> bool:
    """Tell whether both derivations are right, and what parts is the floating-point run."""
    return any(each.doubt for each in comparisons.values())


def _wrong_side(
    graph: Graph, scale: Scale, comparisons: Mapping[str, Comparison], verdict: Verdict
) -> str:
    """Say which side is wrong where every rule holds: a difference of the function decides."""
    name, entry = verdict.entries[0]
    inputs = {node.name: node for node in graph.inputs}
    if name not in inputs or graph.output.shape not in ((), *[(1,) * graph.output.ndim]):
        return f"{verdict.reason}, and every rule holds: the closed form is wrong, or the sweep"
    slope = central_difference(scale.point.enclosures, graph.output, inputs[name], entry)
    compared = comparisons[name]
    if compared.enclosed is None or not slope.is_finite():
        return verdict.reason
    near = abs(slope - compared.enclosed[entry]) < arb(2) ** -64 * (1 + abs(slope))
    side = "the closed form is wrong" if near else "the sweep is wrong"
    return (
        f"{verdict.reason}; every rule holds, a difference gives {float(slope.mid()):.10g}: {side}"
    )


def examine_derivatives(
    graph: Graph,
    values: Mapping[str, Array],
    variables: Mapping[str, tuple[str, ...]],
    shapes: Mapping[str, tuple[int, ...]],
    scale: Scale | None = None,
) -> Examination:
    """Tell whether derivatives exist at a point, and which of their entries are on a kink.

    Args:
        graph, values: as for `cross_check`; the output may have any shape.
        variables: for each derivative the variables whose axes come last in its shape.
        shapes: for each derivative its shape.
        scale: how the values are computed; in floating point if left out.
    """
    wrt = tuple(dict.fromkeys(name for names in variables.values() for name in names))
    # Uneven weights, so that a kink in one entry is not hidden by its opposite in another.
    shape = concrete(graph.output)
    weights = 1 + np.arange(int(np.prod(shape))).reshape(shape) % 97 / 389
    cotangent = graph.table.variable(_WEIGHTS, graph.output.shape)
    point = Running(values) if scale is None else scale.measuring
    point.put(_WEIGHTS, weights)
    found = examine(graph, values, wrt, cotangent, point=point)
    ranks = {node.name: node.ndim for node in graph.inputs}
    kinks = {key: _placed(found, names, shapes[key], ranks) for key, names in variables.items()}
    return replace(found, kinks={key: mask for key, mask in kinks.items() if mask.any()})


def _placed(
    found: Examination,
    variables: tuple[str, ...],
    shape: tuple[int, ...],
    ranks: Mapping[str, int],
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which entries of a derivative have a kink at one of their variables' entries."""
    if not variables:
        return np.full(shape, bool(found.kinks))
    mask = np.zeros(shape, dtype=bool)
    end = len(shape)
    for name in reversed(variables):
        own = found.kinks.get(name)
        if own is not None:
            mask |= own.reshape(own.shape + (1,) * (len(shape) - end))
        end -= ranks[name]
    return mask


def _without_closed_form(verdict: Verdict) -> Verdict:
    if verdict.status != "agree":
        return verdict
    return replace(verdict, status="inconclusive", reason="there is no closed form to compare with")


def gradients(graph: Graph, wrt: tuple[str, ...]) -> list[Node]:
    """Return the nodes of the gradient of an output of one entry, one for each variable."""
    assert is_known(graph.output.shape)
    inputs = {node.name: node for node in graph.inputs}
    return reverse(graph.output, [inputs[name] for name in wrt])
