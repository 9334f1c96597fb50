"""What a floating-point type can hold: its unit roundoff, and where its range ends.

Imports NumPy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

Array = Any


@dataclass(frozen=True, slots=True)
class Precision:
    """The numbers of a floating-point type.

    Attributes:
        unit: the unit roundoff. normal: the smallest normal number; below it a result is
            rounded to a multiple of the smallest number there is, whatever its own size.
        lost: what such a rounding costs at most, in units of the unit roundoff.
        largest: the largest number.
    """

    dtype: Any
    unit: float
    normal: float
    lost: float
    largest: float

    def holds(self, value: Fraction) -> bool:
        """Tell whether a number is one of the type's own."""
        try:
            with np.errstate(over="ignore"):
                nearest = float(self.dtype(float(value)))
        except OverflowError:
            return False
        return np.isfinite(nearest) and Fraction(nearest) == value

    def beyond(self, value: Array, xs: Sequence[Any]) -> Array:
        """Return the error of results that left the range though no operand had.

        Args:
            value: results. xs: the operands.

        Returns:
            Errors in units of the unit roundoff: `lost` where a result is too small for its
            digits and no operand is zero, infinite where it is too large.
        """
        small, large = np.abs(value) < self.normal, np.isinf(value)
        if not small.any() and not large.any():
            return 0.0
        for x in xs:
            small = small & (x != 0)
            large = large & np.isfinite(x)
        return np.where(large, np.inf, np.where(small, self.lost, 0.0))

    def clipped(self, value: Array, overflowed: Array) -> Array:
        """Return values with those that overflowed put at the end of the range."""
        end = np.clip(value, -self.largest, self.largest).astype(np.result_type(value, self.dtype))
        return np.where(overflowed, end, value)


PRECISIONS = {
    "float64": Precision(np.float64, 2.0**-53, 2.0**-1022, 2.0**-1021, float(np.finfo("f8").max)),
    "float32": Precision(np.float32, 2.0**-24, 2.0**-126, 2.0**-125, float(np.finfo("f4").max)),
}
