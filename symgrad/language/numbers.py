"""Decimal numbers: text to exact fractions and back.

May import `errors` and its own package.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from symgrad.language import complaints, grammar
from symgrad.language.tokens import Token


def exact_number(token: Token) -> Fraction:
    """Return the number that a token says, exactly.

    Raises:
        LimitError: too many digits, or too large an exponent.
    """
    mantissa, _, exponent = token.text.lower().partition("e")
    if sum(map(str.isdigit, mantissa)) > grammar.DIGITS:
        raise complaints.long_number(token)
    if exponent and (len(exponent.lstrip("+-0")) > 3 or abs(int(exponent)) > grammar.EXPONENT):
        raise complaints.large_exponent(token)
    return _exact(mantissa, int(exponent or 0))


@lru_cache(maxsize=1024)
def _exact(mantissa: str, exponent: int) -> Fraction:
    whole, _, decimals = mantissa.partition(".")
    digits = int(whole + decimals)
    power = exponent - len(decimals)
    return Fraction(digits * 10**power) if power >= 0 else Fraction(digits, 10**-power)


def show_number(value: Fraction) -> str:
    """Return a non-negative decimal as text: `0.5`, `12`, `1e-30`; other fractions as `1/3`."""
    exponent = _decimals(value.denominator)
    if exponent is None:
        return f"{value.numerator}/{value.denominator}"
    digits = str(value.numerator * 10**exponent // value.denominator)
    significant = digits.rstrip("0") or "0"
    scale = len(digits) - len(significant) - exponent
    plain = _plain(significant, scale)
    leading = len(significant) + scale - 1
    if -5 <= leading < 16 or value == 0:
        return plain
    scientific = (
        f"{significant}e{scale}" if len(significant) == 1 else _scientific(significant, leading)
    )
    return min(plain, scientific, key=len)


def _decimals(denominator: int) -> int | None:
    """Return how many decimals a fraction in lowest terms needs, None for infinitely many."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _plain(significant: str, scale: int) -> str:
    if scale >= 0:
        return significant + "0" * scale
    padded = significant.rjust(1 - scale, "0")
    return f"{padded[:scale]}.{padded[scale:]}"


def _scientific(significant: str, leading: int) -> str:
    return f"{significant[0]}.{significant[1:]}e{leading}"
