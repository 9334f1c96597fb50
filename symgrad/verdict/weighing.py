"""What enclosures and the floating-point run say together, entry by entry.

The enclosures decide whether both derivations are the same number. The engine's own run is then
held against the enclosure: within its running error bound it has lost what rounding takes at
this point, and it is told how many digits that is; outside, the engine is wrong. May import
`numeric` and the rest of `verdict`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import arb, ctx

from symgrad.verdict.balls.reading import floats, is_finite
from symgrad.verdict.certify import AGREE, DISAGREE, UNDECIDED, Certified
from symgrad.verdict.compare import MOST_DIGITS, SLACK, UNIT, Comparison

Array = np.ndarray[Any, np.dtype[Any]]
_SHARP, _SMALLEST = 58, 1e-290
_WORDS = np.array(["inconclusive", "agree", "disagree", "undefined"])
_UNDEFINED = 3
_ENGINE = (
    "the {dtype} run is further from its enclosure than rounding explains: "
    "the engine is wrong, or one of its kernels"
)


def weigh_certified(
    certified: Certified,
    found: Array,
    bound: Array,
    dtype: str,
    digits: int,
    doubt: str = "",
) -> Comparison:
    """Return one derivative from both sides, with what floating point lost.

    Args:
        certified: what the enclosures decided. found: the engine's values.
        bound: running error of those, in units of the unit roundoff.
        dtype: what the engine computed in. digits: what was asked for.
        doubt: why entries are open, if some are.
    """
    shape = certified.status.shape
    found, bound = np.broadcast_to(found, shape), np.broadcast_to(bound, shape)
    truth, accuracy = floats(certified.swept), certified.accuracy
    with np.errstate(all="ignore"):
        # Where they agree both are the same number, and its nearest double is known.
        symbolic = truth.copy()
        other = np.asarray(certified.status != AGREE)
        symbolic[other] = floats(certified.closed[other])
        symbolic = symbolic.astype(found.dtype)
        spacing = np.spacing(np.abs(symbolic.astype(dtype))).astype(np.float64)
        gap = np.abs(symbolic.astype(np.float64) - found)
        ulps = np.where(np.isfinite(gap), gap / spacing, np.inf)
        error = _errors(certified.swept, truth, accuracy, found)
        reach = SLACK * UNIT[dtype] * bound + 2 * spacing
        outside = np.isfinite(bound) & np.isfinite(error) & (error > reach)
        size = np.where(certified.zero, 0.0, np.abs(truth))
        # Beside 0 a difference is measured by the size of the terms that cancel.
        noise = certified.zero & (bound > 0) & np.isfinite(bound)
        ulps = np.where(noise, error / (2 * UNIT[dtype] * bound), ulps)
        lost = _lost(error, size, MOST_DIGITS[dtype])
        attainable = _places(UNIT[dtype] * bound, size, MOST_DIGITS[dtype])
        sure = np.clip(np.floor((accuracy - 1) * math.log10(2)), 0, digits).astype(int)
    agree = certified.status == AGREE
    wrong = agree & outside
    open_ = np.asarray(certified.status == UNDECIDED)
    nowhere = open_.copy()
    nowhere[open_] = ~is_finite(certified.swept[open_]) & ~np.isfinite(found[open_])
    nowhere = nowhere | (agree & np.isinf(truth))
    codes = np.where(nowhere, _UNDEFINED, np.where(wrong, DISAGREE, certified.status))
    return Comparison(
        symbolic,
        np.asarray(found),
        np.asarray(ulps, dtype=np.float64),
        np.where(agree & ~wrong, np.where(certified.zero, digits, sure), 0),
        np.asarray(_WORDS[codes]),
        enclosed=certified.swept,
        zero=certified.zero,
        lost=np.where(agree & ~noise, lost, 0),
        attainable=attainable,
        doubt=_ENGINE.format(dtype=dtype) if wrong.any() else doubt,
        bits=certified.precision,
    )


def _errors(enclosed: Array, truth: Array, accuracy: Array, found: Array) -> Array:
    """Return how far the engine's values certainly are from the truth, at least.

    Where the truth is known better than a double, its nearest double tells; elsewhere balls do.
    """
    with np.errstate(all="ignore"):
        values = np.asarray(np.abs(found.astype(np.float64) - truth))
        known = (accuracy >= _SHARP) & np.isfinite(values) & (np.abs(truth) > _SMALLEST)
    for place in map(tuple, np.argwhere(~known)):
        values[place] = _error(enclosed[place], float(found[place]))
    return values


def _error(ball: Any, number: float) -> float:
    if not np.isfinite(number):
        return float("inf") if ball.is_finite() else float("nan")
    with ctx.workprec(212):
        gap = abs(ball - arb(number))
        return float("nan") if gap.is_nan() else float(gap.abs_lower())


def _places(error: Array, size: Array, most: int) -> Array:
    """Return how many decimal digits of a number of some size an error leaves."""
    places = np.where(error == 0, most, np.floor(-np.log10(error / size)))
    counted: Array = np.clip(np.nan_to_num(places, nan=0.0), 0, most).astype(int)
    return counted


def _lost(error: Array, size: Array, most: int) -> Array:
    """Return how many of the digits that a type holds are wrong, none if it is the last one."""
    places = _places(error, size, most)
    found: Array = np.where((error == 0) | (places >= most - 1), 0, most - places)
    return found
