"""Truths to fifty digits, and how many digits of a double are right.

The functions here know no derivative: a slope is a central difference of the value, taken
with so many digits that what it leaves out is far below the fiftieth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import numpy as np

mp: Any = mpmath.mp.clone()
# Powers of ten: of the working precision, and of the step beside the size of a number.
mp.dps = 1200
_STEP = mp.mpf(10) ** -400
MOST = 15
_LARGEST = np.finfo(np.float64).max
_QUANTUM = mp.mpf(2) ** -1074
_NORMAL = mp.mpf(2) ** -1022

Array = Any
Truth = Callable[..., Any]


def exact(value: Any) -> Array:
    """Return doubles as an array of exact numbers."""
    array = np.asarray(value, np.float64)
    result = np.empty(array.shape, object)
    for index in np.ndindex(array.shape):
        result[index] = mp.mpf(float(array[index]))
    return result


def value_of(truth: Truth, values: Mapping[str, Any]) -> Any:
    """Return the exact value of a function at doubles."""
    return _number(truth(*(_plain(exact(value)) for value in values.values())))


def slope_of(truth: Truth, values: Mapping[str, Any], name: str, index: tuple[int, ...]) -> Any:
    """Return the slope of a function by one entry of one variable."""
    places = {each: exact(value) for each, value in values.items()}
    at = places[name][index]
    step = _STEP * (abs(at) if at else 1)

    def moved(by: Any) -> Any:
        array = places[name].copy()
        array[index] = at + by
        return _number(truth(*(_plain(array if n == name else v) for n, v in places.items())))

    return (moved(step) - moved(-step)) / (2 * step)


def gradient_of(truth: Truth, values: Mapping[str, Any], name: str) -> Array:
    """Return the gradient of a function by one variable."""
    shape = np.shape(values[name])
    result = np.empty(shape, object)
    for index in np.ndindex(shape):
        result[index] = slope_of(truth, values, name, index)
    return result


def _plain(array: Array) -> Any:
    return array if array.ndim else array[()]


def _number(value: Any) -> Any:
    return value.item() if isinstance(value, np.ndarray) else value


def digits(found: Any, truth: Any) -> int:
    """Return how many decimal digits of an array are right, in its worst entry, at most 15.

    Beyond the largest double infinity is right; below the smallest normal one a unit in the
    last place is forgiven.
    """
    array = np.asarray(found, np.float64)
    expected = np.asarray(truth, object)
    if array.shape != expected.shape:
        return 0
    return min((_digits(float(array[i]), expected[i]) for i in np.ndindex(array.shape)), default=15)


def _digits(found: float, truth: Any) -> int:
    if abs(truth) > _LARGEST * (1 + mp.mpf(2) ** -54):
        return MOST if np.isinf(found) and (found > 0) == (truth > 0) else 0
    if not np.isfinite(found):
        return 0
    error = abs(mp.mpf(found) - truth)
    if abs(truth) < _NORMAL:
        error -= _QUANTUM
    if error <= 0 or error <= abs(truth) * mp.mpf(10) ** -MOST:
        return MOST
    if error >= abs(truth):
        return 0
    return min(MOST, int(mp.floor(-mp.log10(error / abs(truth)))))
