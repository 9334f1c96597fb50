"""Nasty points drawn at random: a row, and arguments where floats are in danger.

An argument has any magnitude from 1e-320 to 1e308, or lies beside a special place of the
row, as near as doubles get. Points where the value or a slope leaves the range are left
out: there is no digit to compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.nasty.precision import gradient_of, value_of
from tests.nasty.truths import LISTS, NUMBERS, PAIRS, Row

_LARGEST = np.finfo(np.float64).max
_NORMAL = np.finfo(np.float64).tiny


@dataclass(frozen=True)
class Drawn:
    """A row at a point, with the truth.

    Attributes:
        text: the call. values: of its variables. value, slopes: exact.
    """

    row: Row
    text: str
    values: dict[str, Any]
    value: Any
    slopes: dict[str, Any]

    def __str__(self) -> str:
        settled = (f"{name}={np.asarray(value).tolist()!r}" for name, value in self.values.items())
        return f"{self.text} at {', '.join(settled)}"


def drawn(seed: int, count: int, only: str = "") -> Iterator[Drawn]:
    """Yield points, round the rows in turn.

    Args:
        seed: of the generator. count: how many points. only: one row's name, "" for all.
    """
    rng = np.random.default_rng(seed)
    names = [name for name in (*NUMBERS, *PAIRS, *LISTS) if only in ("", name)]
    found = 0
    while found < count:
        name = names[int(rng.integers(len(names)))]
        point = _point(rng, name)
        if point is not None:
            found += 1
            yield point


def _point(rng: np.random.Generator, name: str) -> Drawn | None:
    row = NUMBERS.get(name) or PAIRS.get(name) or LISTS[name]
    size = 1 if name in NUMBERS else 2 if name in PAIRS else int(rng.integers(2, 5))
    xs = _arguments(rng, row, size)
    if not row.domain(*xs):
        return None
    text = row.text or f"{name}({'x, y' if name in PAIRS else 'x'})"
    values: dict[str, Any] = dict(zip("xy", xs, strict=False))
    values = {"x": np.array(xs)} if name in LISTS else values
    truth = (lambda x: row.truth(list(x))) if name in LISTS else row.truth
    value = value_of(truth, values)
    slopes = {each: gradient_of(truth, values, each) for each in values}
    entries = [value, *(slope for array in slopes.values() for slope in array.ravel())]
    if any(abs(entry) > _LARGEST or 0 < abs(entry) < _NORMAL for entry in entries):
        return None
    return Drawn(row, text, values, value, slopes)


def _arguments(rng: np.random.Generator, row: Row, size: int) -> list[float]:
    first = _number(rng, row.places)
    found = [first]
    for _ in range(size - 1):
        near = rng.random() < 0.3 and first != 0
        found.append(_beside(rng, first) if near else _number(rng, row.places))
    return found


def _number(rng: np.random.Generator, places: tuple[float, ...]) -> float:
    kind = rng.random()
    if kind < 0.35:
        place = places[int(rng.integers(len(places)))]
        if place:
            return _beside(rng, place)
    sign = 1 if rng.random() < 0.5 else -1
    if kind < 0.6:
        return sign * float(rng.uniform(0, 50))
    return float(sign * 10.0 ** float(rng.uniform(-320, 308)))


def _beside(rng: np.random.Generator, place: float) -> float:
    """Return a number beside another one: next to it, or a few digits away."""
    gap = 10.0 ** -float(rng.uniform(0, 16))
    return float(place * (1 + gap * (1 if rng.random() < 0.5 else -1)))
