"""The decimal digits of a ball's number, as many as its radius leaves.

May import python-flint and `balls.reading`.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

# Beyond these powers of ten a number is written with an exponent.
_SMALLEST, _LARGEST = -5, 16
# Powers of two beyond this are not written out as integers.
_FAR = 100_000


def decimal_text(ball: Any, digits: int) -> str:
    """Return the midpoint of a ball, rounded to significant digits.

    All of them are written, zeros at the end too, unless the number is known exactly.

    >>> from flint import arb
    >>> decimal_text(arb(1) / 3, 10), decimal_text(arb(200), 10), decimal_text(arb(2) ** -60, 3)
    ('0.3333333333', '200', '8.67e-19')
    """
    if not ball.is_finite():
        return "nan"
    mantissa, exponent = ball.mid().man_exp()
    if abs(int(exponent)) > _FAR:
        return str(ball.str(digits, radius=False))
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    if not value:
        return "0"
    with localcontext(Context(prec=digits)):
        rounded = Decimal(value.numerator) / Decimal(value.denominator)
        if ball.is_exact():
            rounded = rounded.normalize()
    power = rounded.adjusted()
    if _SMALLEST < power < max(_LARGEST, digits):
        return format(rounded, "f")
    mark = format(rounded, "e").replace("E", "e")
    head, tail = mark.split("e")
    return f"{head}e{int(tail):+03d}"
