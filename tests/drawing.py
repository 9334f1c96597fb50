"""New calls of any row, drawn from a seed: other forms, other sizes, other values.

Where `tests/patterns.py` takes one step from a sample, here several are taken at random, and
the values are moved: a little, by powers of ten, to the ends of the range, to whole numbers.
What the language refuses or is not smooth there is drawn again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from symgrad.ops.row import Op
from tests.patterns import FORMS, Call, call_of, is_smooth, scalar, single

# How often a draw is tried before the row's own sample is taken.
_TRIES = 20
# No array has more entries than this: a draw is about kinds of arguments, not about size.
_ENTRIES = 200
_POWERS = (1, 3, 8, 30, 100, 250)


def drawn(op: Op, rng: random.Random) -> Call:
    """Return a call of a row that nobody has written down."""
    base = call_of(op, rng.choice(op.samples))
    for _ in range(_TRIES):
        call = _moved(_formed(base, rng), rng)
        if is_smooth(call):
            return call
    return base


def _formed(call: Call, rng: random.Random) -> Call:
    for _ in range(rng.randint(0, 3)):
        found = list(rng.choice(FORMS)(call))
        chosen = rng.choice(found) if found else call
        if is_smooth(chosen) and all(v.size <= _ENTRIES for v in chosen.arrays.values()):
            call = chosen
    return call


def _moved(call: Call, rng: random.Random) -> Call:
    stream = np.random.default_rng(rng.getrandbits(32))
    kind = rng.choice(("jittered", "scaled", "scattered", "whole", "far"))
    power = rng.choice(_POWERS)

    def move(x: Any) -> Any:
        jitter = x * (1 + 0.2 * stream.uniform(-1, 1, x.shape))
        if kind == "scaled":
            return jitter * 10.0 ** rng.choice((-power, power))
        if kind == "scattered":
            return jitter * 10.0 ** stream.integers(-power, power, x.shape, endpoint=True)
        if kind == "whole":
            return np.round(jitter * 4)
        if kind == "far":
            return jitter + 10.0 ** (power / 4) * rng.choice((-1, 1))
        return jitter

    return call.having(**{name: np.asarray(move(call.arrays[name])) for name in call.real})


def simpler(call: Call) -> Iterator[Call]:
    """Yield calls that say the same with less."""
    yield from scalar(call)
    yield from single(call)
    for name in call.real:
        x = call.arrays[name]
        for digits in (1, 2, 4):
            yield call.having(**{name: _rounded(x, digits)})


def _rounded(x: Any, digits: int) -> Any:
    """Return an array with so many digits kept."""
    return np.vectorize(lambda v: float(f"{v:.{digits - 1}e}"), otypes=[float])(x) if x.size else x


def weight(call: Call) -> int:
    """Return how much there is to read in a call."""
    return len(call.text) + sum(len(text) for text in call.sample.values.values())
