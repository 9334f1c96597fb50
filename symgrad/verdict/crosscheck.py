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
from symgrad.verdict.examination import Examination
from symgrad.verdict.reach import concrete

Array = Any
# No variable of the language has a name with a blank.
_WEIGHTS = "uneven weights"


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
    swept = bounded(gradients(graph, tuple(formulas)), values, dtype)
    found = weigh(examination, formulas, dict(zip(formulas, swept, strict=True)), values, dtype)
    if found.verdict.status != "disagree":
        return found
    blame = find_blame(graph, values, tuple(formulas))
    return replace(found, verdict=judge(examination, found.comparisons, blame))


def weigh(
    examination: Examination,
    formulas: Mapping[str, Graph],
    swept: Mapping[str, tuple[Array, Array]],
    values: Mapping[str, Array],
    dtype: str = "float64",
) -> CrossCheck:
    """Compare closed forms of any derivatives with what a sweep gave for them.

    Args:
        examination: of the point, its kinks under the names of the derivatives.
        formulas: for each derivative the graph of its closed form.
        swept: for each its value and the running error bound of that.
        values: an array of the dtype for each variable.
        dtype: what both sides are computed in.
    """
    comparisons = {}
    for name, (found, bound) in swept.items():
        ((closed, other),) = bounded([formulas[name].output], values, dtype, at_kinks=True)
        shape = np.shape(found)
        comparisons[name] = compare(
            np.broadcast_to(closed, shape), found, bound, np.broadcast_to(other, shape), dtype
        )
    return CrossCheck(comparisons, judge(examination, comparisons))


def examine_derivatives(
    graph: Graph,
    values: Mapping[str, Array],
    variables: Mapping[str, tuple[str, ...]],
    shapes: Mapping[str, tuple[int, ...]],
) -> Examination:
    """Tell whether derivatives exist at a point, and which of their entries are on a kink.

    Args:
        graph, values: as for `cross_check`; the output may have any shape.
        variables: for each derivative the variables whose axes come last in its shape.
        shapes: for each derivative its shape.
    """
    wrt = tuple(dict.fromkeys(name for names in variables.values() for name in names))
    # Uneven weights, so that a kink in one entry is not hidden by its opposite in another.
    shape = concrete(graph.output)
    weights = 1 + np.arange(int(np.prod(shape))).reshape(shape) % 97 / 389
    cotangent = graph.table.variable(_WEIGHTS, graph.output.shape)
    found = examine(graph, {**values, _WEIGHTS: weights}, wrt, cotangent)
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
