"""Are the values that count as indices whole numbers of entries that are there?

Their domain is that of the rows that read them; here it is asked before anything is
differentiated, because an index that is none is no point at which a function is undefined
but a mistake in the data. May import `numeric` and lower floors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symgrad.errors import InputError
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, SizeOf, Variable
from symgrad.graph.walk import is_index, topological
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.dims import is_known
from symgrad.verdict.quantities import quantities


def refuse_wrong_indices(graph: Graph, values: Mapping[str, Any]) -> None:
    """Refuse values, as far as they are given, that cannot be the indices they are used as.

    Raises:
        InputError: names the function, the first entry that is wrong, and what would be right.
    """
    for node in topological([graph.output]):
        for position, indices in enumerate(node.args):
            if is_index(node, position) and _is_computable(indices, values):
                _refuse(graph, node, indices, values)


def _is_computable(node: Node, values: Mapping[str, Any]) -> bool:
    """Tell whether everything that a node needs is known."""
    return all(
        is_known(each.shape) and (not isinstance(each.leaf, Variable) or each.name in values)
        for each in topological([node])
    )


def _refuse(graph: Graph, node: Node, indices: Node, values: Mapping[str, Any]) -> None:
    about = [q for q in quantities([node]) if q.relation == ">" and _only(q.value, indices)]
    found = evaluate([indices, *(q.value for q in about)], values)
    for quantity, value in zip(about, found[1:], strict=True):
        wrong = np.argwhere(~(np.asarray(value) > 0))
        if len(wrong):
            entry = tuple(int(i) for i in wrong[0])
            typed = graph.spans.get(indices)
            spans = typed or graph.spans.get(node)
            text = graph.source.cut(typed[0]) if graph.source and typed else "indices"
            place = f"[{', '.join(map(str, entry))}]" if entry else ""
            raise InputError(
                f"{node.name}: {text}{place} = {float(found[0][entry]):g} is {quantity.words}",
                code="bad-index-value",
                span=spans[0] if spans else None,
                source=graph.source,
                help="indices are whole numbers, counted from 0",
            )


def _only(value: Node, indices: Node) -> bool:
    """Tell whether a quantity is about the indices alone, and all that it needs is known."""
    reached = topological([value], {indices})
    return indices in reached and not any(
        isinstance(each.leaf, Variable | SizeOf) for each in reached if each is not indices
    )
