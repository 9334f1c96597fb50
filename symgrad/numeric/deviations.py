"""Deviations from the mean, `x - mean(x)`, of numbers that are close together far from 0.

The mean is rounded in the place of the large numbers, and every deviation by as much. Their
own mean, which should be 0, is just what was lost: it is taken off once more (Chan, Golub
and LeVeque, Algorithms for computing the sample variance, 1983). May import `graph`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.graph.node import Node

# Below this ratio of mean to deviation only the last few bits are at stake.
_FAR = 2.0**6


def is_deviation(node: Node) -> bool:
    """Tell whether a node is `x - mean(x)`, along whatever axes."""
    if node.function != "subtract":
        return False
    x, mean = node.args
    return mean.function == "mean" and mean.args[0] is x


def recentred(mean: Callable[[Any], Any], center: Any, away: Any) -> Any:
    """Return deviations whose mean is 0 to their own digits.

    Args:
        mean: takes the mean along the axes in question. center: the mean. away: the deviations.
    """
    sizes = (np.abs(getattr(array, "value", array)) for array in (center, away))
    far, near = sizes
    finite = np.all(np.isfinite(near))
    return away - mean(away) if finite and np.any(far > _FAR * near) else away
