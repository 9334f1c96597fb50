"""Between doubles and exact numbers: making balls of data, and reading balls as floats.

May import NumPy and python-flint.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, fmpq

Array = np.ndarray[Any, np.dtype[Any]]
POSITIVE, NEGATIVE, ZERO = 1, -1, 0
# The ball holds 0 and more; nothing is known.
OPEN, NOTHING = 2, 3
_LEAST = 5e-324
# To find equal numbers among more than these takes longer than it saves.
_MANY = 10_000


def from_doubles(array: Any) -> Array:
    """Return doubles as exact balls; equal ones are one object, unless they are very many."""
    values = np.asarray(array, dtype=np.float64)
    if values.size > _MANY:
        return np.asarray(np.frompyfunc(arb, 1, 1)(values))
    made: dict[float, Any] = {}
    found = np.empty(values.size, dtype=object)
    for place, value in enumerate(values.ravel().tolist()):
        ball = made.get(value)
        if ball is None:
            ball = made[value] = arb(value)
        found[place] = ball
    return found.reshape(values.shape)


def floats(entries: Array) -> Array:
    """Return midpoints as doubles: beyond their range infinite, nan where nothing is known."""
    flat = entries.ravel().tolist()
    if flat and isinstance(flat[0], fmpq):
        return _mapped(entries, _rational_float)
    found = np.fromiter(map(float, map(arb.mid, flat)), dtype=np.float64, count=len(flat))
    return found.reshape(entries.shape)


def radii(entries: Array) -> Array:
    """Return upper bounds of the radii, infinite where there is none."""
    return _mapped(entries, _radius)


def accuracies(entries: Array) -> Array:
    """Return how many bits of each number are certain; none where it may be 0 or anything."""
    flat = entries.ravel().tolist()
    found = np.fromiter(map(arb.rel_accuracy_bits, flat), dtype=np.float64, count=len(flat))
    return found.reshape(entries.shape)


def is_finite(entries: Array) -> Array:
    """Tell which balls are bounded."""
    flat = entries.ravel().tolist()
    found = np.fromiter(map(arb.is_finite, flat), dtype=bool, count=len(flat))
    return found.reshape(entries.shape)


def certain_signs(entries: Array) -> Array:
    """Return for each number POSITIVE, NEGATIVE, ZERO, OPEN or NOTHING."""
    return _mapped(entries, _sign).astype(np.int8)


def _mapped(entries: Array, read: Any) -> Array:
    found = np.array([read(each) for each in entries.ravel()], dtype=np.float64)
    return found.reshape(entries.shape)


def _rational_float(number: Any) -> float:
    try:
        return int(number.p) / int(number.q)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _radius(number: Any) -> float:
    if isinstance(number, fmpq):
        return 0.0
    ball = number.rad()
    radius = float(ball) or (0.0 if ball.is_zero() else _LEAST)
    return radius if np.isfinite(radius) and not number.is_nan() else float("inf")


def _sign(number: Any) -> int:
    if isinstance(number, fmpq):
        return POSITIVE if number > 0 else NEGATIVE if number < 0 else ZERO
    if number > 0:
        return POSITIVE
    if number < 0:
        return NEGATIVE
    if number.is_zero():
        return ZERO
    return OPEN if number.is_finite() else NOTHING
