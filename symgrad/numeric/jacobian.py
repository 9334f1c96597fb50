"""Jacobians: one sweep of the graph, run once for every unit vector.

Reverse mode gives a row for each entry of the output, forward mode a column for each entry
of the variable; whichever is fewer is run. What does not depend on the unit vector is
computed once. May import `graph`, `ops`, NumPy and the rest of `numeric`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.graph.node import Node
from symgrad.graph.walk import dependents, topological
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.bound import BoundNamespace
from symgrad.numeric.evaluate import Array, evaluate
from symgrad.numeric.forward import forward
from symgrad.numeric.mending import mend_of
from symgrad.numeric.reverse import reverse

# No variable of the language has a name with a blank.
_UNIT = "a unit vector"


def jacobian(output: Node, x: Node, values: Mapping[str, Array], dtype: str = "float64") -> Array:
    """Return the derivatives of all entries of an output by all entries of a node.

    Args:
        output: the node to differentiate. x: the node to differentiate by.
        values: an array for each variable, of its shape.
        dtype: "float64" or "float32".

    Returns:
        An array of shape `output.shape + x.shape`.
    """
    return lined_up(output, x, [np.asarray(part) for part in _runs(output, x, values, dtype)])


def bounded_jacobian(
    output: Node,
    x: Node,
    values: Mapping[str, Array],
    dtype: str = "float64",
    *,
    rounded: Mapping[str, Array] | None = None,
) -> tuple[Array, Array]:
    """Return a Jacobian with its running error bound, as `numeric.bound` has it.

    Args:
        output, x, values, dtype: as for `jacobian`. rounded: as `bounded` takes it.

    Returns:
        Two arrays of shape `output.shape + x.shape`: the values, and the bounds of their
        errors in units of the unit roundoff.
    """
    parts = list(_runs(output, x, values, dtype, BoundNamespace(dtype, rounded)))
    found = lined_up(output, x, [np.asarray(part.value) for part in parts])
    errors = lined_up(output, x, [np.broadcast_to(p.error, np.shape(p.value)) for p in parts])
    return found, errors


def _backward(output: Node, x: Node) -> bool:
    return _count(output) <= _count(x)


def _sizes(node: Node) -> tuple[int, ...]:
    return node.shape  # type: ignore[return-value]


def _count(node: Node) -> int:
    return math.prod(_sizes(node))


def lined_up(output: Node, x: Node, parts: list[Array]) -> Array:
    """Put the results for all unit vectors together: rows below, or columns beside, each other.

    Args:
        output, x: as for `jacobian`. parts: one array for each unit vector, in row-major order.
    """
    shape = (*_sizes(output), *_sizes(x))
    if not parts:
        return np.zeros(shape)
    inner = _sizes(x if _backward(output, x) else output)
    flat = np.stack([np.broadcast_to(part, inner).ravel() for part in parts])
    return (flat if _backward(output, x) else flat.T).reshape(shape)


@dataclass(frozen=True, slots=True)
class UnitSweep:
    """A sweep that gives a row or a column of a Jacobian for each unit vector.

    Attributes:
        swept: what is evaluated. unit: the variable that takes the unit vectors, of shape `shape`.
        count: how many there are.
    """

    swept: Node
    unit: Node
    shape: tuple[int, ...]
    count: int


def unit_sweep(output: Node, x: Node) -> UnitSweep:
    """Return the sweep of a Jacobian: backward or forward, whichever is run fewer times."""
    backward = _backward(output, x)
    seeded = output if backward else x
    unit = output.table.variable(_UNIT, seeded.shape)
    swept = reverse(output, [x], unit)[0] if backward else forward(output, [x], [unit])
    return UnitSweep(swept, unit, _sizes(seeded), _count(seeded))


def _runs(
    output: Node, x: Node, values: Mapping[str, Array], dtype: str, namespace: Any = None
) -> Iterator[Any]:
    """Run the sweep for each unit vector in row-major order."""
    run = unit_sweep(output, x)
    order = topological([run.swept])
    moving = dependents(order, [run.unit])
    needed = {arg for node in order if node in moving for arg in _asked(node)} | {run.swept}
    fixed = [node for node in order if node in needed and node not in moving]
    xp = namespace or NumpyNamespace(dtype)
    known = dict(zip(fixed, evaluate(fixed, values, dtype, namespace=xp), strict=True))
    vector = np.zeros(run.count, dtype)
    for place in range(run.count):
        vector[place] = 1
        point = {**values, _UNIT: vector.reshape(run.shape).copy()}
        yield evaluate([run.swept], point, dtype, known=known, namespace=xp)[0]
        vector[place] = 0


def _asked(node: Node) -> tuple[Node, ...]:
    mend = mend_of(node)
    return (*node.args, *mend.needs) if mend else node.args
