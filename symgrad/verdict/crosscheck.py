"""The cross-check: both gradients at one point, and the verdict on them.

The closed forms come in as graphs, built from their printed text; reverse mode is run
here. A later check by enclosures takes this place without its callers noticing. May import
`numeric` and the rest of `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.numeric.bound import bounded
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import is_known
from symgrad.verdict.blame import find_blame
from symgrad.verdict.compare import Comparison, Verdict, compare, judge
from symgrad.verdict.domain import examine

Array = Any


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
    values: Mapping[str, Array],
    dtype: str = "float64",
    wrt: Sequence[str] = (),
) -> CrossCheck:
    """Compare closed forms with reverse mode at a point.

    Args:
        graph: an output of one entry, all sizes numbers.
        formulas: for each variable to differentiate by the graph of its closed form.
        values: an array of the dtype for each variable.
        dtype: what both sides are computed in.
        wrt: the variables of the gradient, where they are not those of `formulas`: a point
            can be outside the domain of an expression that has no closed form at all.
    """
    examination = examine(graph, values, tuple(wrt) or tuple(formulas))
    if wrt and not formulas:
        return CrossCheck({}, _without_closed_form(judge(examination, {})))
    swept = gradients(graph, tuple(formulas))
    comparisons = {}
    for name, (found, bound) in zip(formulas, bounded(swept, values, dtype), strict=True):
        ((closed, other),) = bounded([formulas[name].output], values, dtype)
        shape = np.shape(found)
        comparisons[name] = compare(
            np.broadcast_to(closed, shape), found, bound, np.broadcast_to(other, shape), dtype
        )
    verdict = judge(examination, comparisons)
    if verdict.status == "disagree":
        verdict = judge(examination, comparisons, find_blame(graph, values, tuple(formulas)))
    return CrossCheck(comparisons, verdict)


def _without_closed_form(verdict: Verdict) -> Verdict:
    if verdict.status != "agree":
        return verdict
    return replace(verdict, status="inconclusive", reason="there is no closed form to compare with")


def gradients(graph: Graph, wrt: tuple[str, ...]) -> list[Node]:
    """Return the nodes of the gradient of an output of one entry, one for each variable."""
    assert is_known(graph.output.shape)
    inputs = {node.name: node for node in graph.inputs}
    return reverse(graph.output, [inputs[name] for name in wrt])
