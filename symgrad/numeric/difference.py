"""The third witness: slopes by central differences, without any derivative rule.

Two step lengths and one extrapolation give an error of the order h**4 of the truncation.
May import `graph` and NumPy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from symgrad.graph.node import Node
from symgrad.numeric.evaluate import Array, evaluate

_STEP = 2.0**-13


def difference(
    output: Node,
    values: Mapping[str, Array],
    wrt: Sequence[str],
    cotangent: Array | None = None,
) -> dict[str, Array]:
    """Return the gradient by central differences, good to about ten digits where f is smooth.

    Args:
        output: the node to differentiate.
        values: a float64 array for each variable.
        wrt: names of variables.
        cotangent: weights of the output's entries; ones if left out.

    Returns:
        For each name an array of its variable's shape. Costs four evaluations an entry.
    """
    found = {}
    for name in wrt:
        base = np.asarray(values[name], dtype=np.float64)
        slope = np.empty(base.shape)
        for entry in product(*map(range, base.shape)):
            slope[entry] = _slope(output, values, name, base, entry, cotangent)
        found[name] = slope
    return found


def _slope(
    output: Node,
    values: Mapping[str, Array],
    name: str,
    base: Array,
    entry: tuple[int, ...],
    cotangent: Array | None,
) -> float:
    step = _STEP * max(1.0, abs(float(base[entry])))

    def at(offset: float) -> float:
        moved = base.copy()
        moved[entry] += offset
        (y,) = evaluate([output], {**values, name: moved})
        return float(np.sum(y if cotangent is None else y * cotangent))

    with np.errstate(all="ignore"):
        wide = (at(step) - at(-step)) / (2 * step)
        near = (at(step / 2) - at(-step / 2)) / step
        return near + (near - wide) / 3
