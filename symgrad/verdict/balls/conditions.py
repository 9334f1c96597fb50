"""Three-valued logic: what is known of conditions on balls, and what they select.

May import python-flint and its own package.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb

from symgrad.verdict.balls.array import FALSE, OPEN, TRUE
from symgrad.verdict.balls.mapping import Kernel, comparing

Array = np.ndarray[Any, np.dtype[Any]]


def _less(u: Any, v: Any) -> int:
    if u < v:
        return TRUE
    if u is v and u.is_finite():
        return FALSE
    return FALSE if u >= v else OPEN


def _less_equal(u: Any, v: Any) -> int:
    if u <= v or (u is v and u.is_finite()):
        return TRUE
    return FALSE if u > v else OPEN


def _equal(u: Any, v: Any) -> int:
    if u.is_nan() or v.is_nan():
        return OPEN
    if u == v or (u is v and u.is_finite()):
        return TRUE
    return OPEN if u.overlaps(v) else FALSE


def _is_unknown(u: Any) -> bool:
    return not (u.is_finite() or u == arb.pos_inf() or u == arb.neg_inf())


def _not_equal(u: Any, v: Any) -> int:
    """Tell whether two numbers differ; what is no number, as rules ask, differs from itself."""
    if _is_unknown(u) or _is_unknown(v):
        return TRUE
    answer = _equal(u, v)
    return OPEN if answer == OPEN else 1 - answer


def logical_and(x: Array, y: Array) -> Array:
    """Return TRUE where both are, FALSE where one is."""
    known = np.where((x == TRUE) & (y == TRUE), TRUE, OPEN)
    return np.where((x == FALSE) | (y == FALSE), FALSE, known).astype(np.int8)


def logical_or(x: Array, y: Array) -> Array:
    """Return TRUE where one is, FALSE where both are."""
    known = np.where((x == FALSE) & (y == FALSE), FALSE, OPEN)
    return np.where((x == TRUE) | (y == TRUE), TRUE, known).astype(np.int8)


def logical_not(x: Array) -> Array:
    """Return the opposite, where it is known."""
    return np.where(x == OPEN, OPEN, 1 - x).astype(np.int8)


def where(condition: Array, a: Array, b: Array) -> Array:
    """Return a where the condition holds and b elsewhere; around both where nothing tells."""
    found = np.where(condition == TRUE, a, b)
    open_ = condition == OPEN
    if not open_.any():
        return found
    condition, left, right = np.broadcast_arrays(condition, a, b)
    found = found.copy()
    for place in map(tuple, np.argwhere(condition == OPEN)):
        one, other = left[place], right[place]
        found[place] = one if one is other else one.union(other)
    return found


CONDITIONS: dict[str, Kernel] = {
    "less": comparing(_less),
    "less_equal": comparing(_less_equal),
    "greater": comparing(lambda u, v: _less(v, u)),
    "greater_equal": comparing(lambda u, v: _less_equal(v, u)),
    "equal": comparing(_equal),
    "not_equal": comparing(_not_equal),
    "logical_and": logical_and,
    "logical_or": logical_or,
    "logical_not": logical_not,
    "where": where,
}
