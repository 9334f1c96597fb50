"""What a wrong gradient has in common with the right one: a factor, a sign, a transpose, a shift.

Both are arrays at one point; the right one comes from differences and carries their error. A
likeness is told only if it explains every entry, and more than one of them. May import
`errors` and NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
# A factor is called by a simple fraction if it is no further from one than this.
_NEAR = 1e-6
_LARGEST = 64


@dataclass(frozen=True, slots=True)
class Mistake:
    """The likeliest mistake in a gradient.

    Attributes:
        tag: a stable word: sign, factor, transposed, reversed, shifted, lost, entries.
        text: one line for its author.
    """

    tag: str
    text: str

    def __str__(self) -> str:
        return self.text


def likeliest(expected: Array, found: Array, error: Array) -> Mistake | None:
    """Return what turns a right gradient into the one that was found, None if nothing simple does.

    Args:
        expected: the derivative. found: the answer, of the same shape.
        error: how far each entry of `expected` may be off.
    """
    wrong = ~(np.abs(found - expected) <= error)
    if not wrong.any():
        return None
    return next(_candidates(expected, found, error, wrong), None)


def _candidates(expected: Array, found: Array, error: Array, wrong: Array) -> Iterator[Mistake]:
    if not found.any() and expected.any():
        yield Mistake("lost", "the answer is 0 everywhere: the variable was taken for a constant")
    factor = _factor(expected, found, error)
    if factor is not None:
        yield _scaled(factor)
    for tag, text, moved in _moves(expected):
        if moved.shape == found.shape and _same(moved, found, error.max()):
            yield Mistake(tag, text)
    if wrong.sum() < wrong.size:
        yield _some(expected, found, error, wrong)


def _factor(expected: Array, found: Array, error: Array) -> float | None:
    """Return the factor that all entries have in common, None if they have none."""
    large = np.abs(expected) > 8 * error
    if not large.any():
        return None
    weights = np.where(large, expected, 0.0)
    factor = float(np.sum(weights * found) / np.sum(weights * expected))
    return factor if _same(factor * expected, found, (1 + abs(factor)) * error) else None


def _same(one: Array, other: Array, error: Any) -> bool:
    size = np.maximum(np.abs(one), np.abs(other))
    return bool((np.abs(one - other) <= error + 1e-12 * size).all())


def _scaled(factor: float) -> Mistake:
    nearest = Fraction(factor).limit_denominator(_LARGEST)
    simple = nearest and abs(factor - nearest) <= _NEAR * abs(factor)
    exact = simple and abs(factor - nearest) <= 1e-9 * abs(factor)
    shown = str(nearest) if exact else f"{factor:.10g}"
    if shown == "-1":
        return Mistake("sign", "every entry has the wrong sign: the answer is -1 times right")
    return Mistake("factor", f"every entry is {shown} times what it should be")


def _moves(expected: Array) -> Iterator[tuple[str, str, Array]]:
    if expected.ndim >= 2:
        turned = np.swapaxes(expected, -1, -2)
        yield "transposed", "the answer is the transpose of the gradient", turned
    if expected.ndim == 1 and expected.size > 1:
        yield "reversed", "the entries are in reverse order", expected[::-1]
        for shift in (1, -1):
            words = "one place further on" if shift > 0 else "one place too early"
            yield "shifted", f"every entry stands {words}", np.roll(expected, shift)


def _some(expected: Array, found: Array, error: Array, wrong: Array) -> Mistake:
    """Say which entries are wrong, and what they have in common."""
    places = [tuple(int(i) for i in place) for place in np.argwhere(wrong)]
    listed = ", ".join(f"[{', '.join(map(str, place))}]" for place in places[:4])
    more = f" and {len(places) - 4} more" if len(places) > 4 else ""
    noun = "entry" if len(places) == 1 else "entries"
    factor = _factor(expected[wrong], found[wrong], error[wrong])
    tail = f": {_scaled(factor).text.removeprefix('every entry ')}" if factor is not None else ""
    verb = "is" if len(places) == 1 else "are"
    return Mistake("entries", f"only {noun} {listed}{more} {verb} wrong{tail}")
