"""What enclosures and the floating-point run say together, entry by entry.

The enclosures decide whether both derivations are the same number. The engine's own run is then
held against the enclosure: within its running error bound it has lost what rounding takes at
this point, and it is told how many digits that is; outside, the engine is wrong. May import
`numeric` and the rest of `verdict`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, ctx

from symgrad.verdict.balls.reading import floats, radii
from symgrad.verdict.certify import AGREE, DISAGREE, UNDECIDED, Certified
from symgrad.verdict.compare import MOST_DIGITS, SLACK, UNIT, Comparison

Array = np.ndarray[Any, np.dtype[Any]]
_ENGINE = (
    "the {dtype} run is further from its enclosure than rounding explains: "
    "the engine is wrong, or one of its kernels"
)


def weigh_certified(
    certified: Certified,
    found: Array,
    bound: Array,
    chosen: Array,
    dtype: str,
    digits: int,
    doubt: str = "",
) -> Comparison:
    """Return one derivative from both sides, with what floating point lost.

    Args:
        certified: what the enclosures decided. found: the engine's values.
        bound: running error of those, in units of the unit roundoff.
        chosen: the closed form in floating point, for entries where it has values only by
            choice, as on a kink. dtype: what the engine computed in. digits: what was asked for.
        doubt: why entries are open, if some are.
    """
    shape = certified.status.shape
    found, bound = np.broadcast_to(found, shape), np.broadcast_to(bound, shape)
    truth, width = floats(certified.swept), radii(certified.swept)
    with np.errstate(all="ignore"):
        symbolic = floats(certified.closed)
        symbolic = np.where(np.isnan(symbolic), chosen, symbolic).astype(found.dtype)
        spacing = np.spacing(np.abs(symbolic.astype(dtype))).astype(np.float64)
        gap = np.abs(symbolic.astype(np.float64) - found)
        ulps = np.where(np.isfinite(gap), gap / spacing, np.inf)
        error = _errors(certified.swept, found)
        reach = SLACK * UNIT[dtype] * bound + 2 * spacing
        outside = np.isfinite(bound) & np.isfinite(error) & (error > reach)
        size = np.where(certified.zero, 0.0, np.abs(truth))
        lost = _lost(error, size, MOST_DIGITS[dtype])
        attainable = _places(UNIT[dtype] * bound, size, MOST_DIGITS[dtype])
        sure = _places(width, np.where(size == 0, np.inf, size), digits)
    agree = certified.status == AGREE
    wrong = agree & outside
    status = np.where(wrong, DISAGREE, certified.status)
    nowhere = (certified.status == UNDECIDED) & ~np.isfinite(width) & ~np.isfinite(found)
    nowhere = nowhere | (agree & np.isinf(truth))
    status = np.where(nowhere, "undefined", status)
    return Comparison(
        symbolic,
        np.asarray(found),
        np.asarray(ulps, dtype=np.float64),
        np.where(agree & ~wrong, np.where(certified.zero, digits, sure), 0),
        np.asarray(status, dtype=str),
        enclosed=certified.swept,
        zero=certified.zero,
        lost=np.where(agree, lost, 0),
        attainable=attainable,
        doubt=_ENGINE.format(dtype=dtype) if wrong.any() else doubt,
        bits=certified.precision,
    )


def _errors(enclosed: Array, found: Array) -> Array:
    """Return how far the engine's values certainly are from the truth, at least."""
    values = np.empty(enclosed.shape, dtype=np.float64)
    flat, result = enclosed.reshape(-1), values.reshape(-1)
    with ctx.workprec(212):
        for place, number in enumerate(np.ravel(found).astype(np.float64).tolist()):
            gap = abs(flat[place] - arb(number)) if np.isfinite(number) else arb.pos_inf()
            result[place] = float(gap.abs_lower()) if not gap.is_nan() else np.nan
    return values


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
