"""What the numeric wing runs for a derivative, run over balls.

A gradient or a tangent is one node. A Jacobian is a node and the node it is by: one sweep, run
for every unit vector. May import `numeric` and `verdict.enclosures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.graph.node import Node
from symgrad.numeric.jacobian import lined_up, unit_sweep
from symgrad.verdict.balls.reading import from_doubles
from symgrad.verdict.enclosures import Enclosures
from symgrad.verdict.reach import concrete

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """A derivative as nodes of its graph.

    Attributes:
        node: the derivative itself, or what its Jacobian is of. by: the node that it is by, or
            None.
    """

    node: Node
    by: Node | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the derivative."""
        return concrete(self.node) + (() if self.by is None else concrete(self.by))

    @property
    def runs(self) -> int:
        """How often it is run."""
        return 1 if self.by is None else unit_sweep(self.node, self.by).count


def enclosed(enclosures: Enclosures, sweep: Sweep, precision: int) -> Array:
    """Return enclosures of all entries of a derivative."""
    if sweep.by is None:
        return enclosures.at([sweep.node], precision)[0]
    run = unit_sweep(sweep.node, sweep.by)
    parts = []
    for place in range(run.count):
        vector = np.zeros(run.count)
        vector[place] = 1
        at = from_doubles(vector.reshape(run.shape))
        parts.append(enclosures.moved(run.swept, {run.unit: at}, precision, held=False))
    return np.asarray(lined_up(sweep.node, sweep.by, parts))
