"""The point of a self-check as code: numbers in nested lists.

May import `export`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from symgrad.symbolic.export.form import Target
from symgrad.symbolic.export.lines import WIDTH


@dataclass(frozen=True, slots=True)
class Entries:
    """A variable's value.

    Attributes:
        shape: its shape. numbers: its entries in row-major order; fewer of them are repeated.
    """

    shape: tuple[int, ...]
    numbers: tuple[float, ...]


Point = Mapping[str, Entries]


def point_lines(point: Point, parameters: Mapping[str, str], target: Target) -> list[str]:
    """Return the members of a dict, one variable after the other."""
    lines: list[str] = []
    for name, identifier in parameters.items():
        text = f'"{identifier}": {_value(point[name], target)},'
        lines += textwrap.wrap(
            text,
            WIDTH,
            initial_indent=" " * 8,
            subsequent_indent=" " * 12,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def _value(entries: Entries, target: Target) -> str:
    texts = [repr(number) for number in entries.numbers]
    count = prod(entries.shape)
    if count == 0 or len(texts) < count:
        listed, times = f"[{', '.join(texts)}]", -(-count // max(len(texts), 1))
        return target.reshaped.format(listed, times, count, entries.shape)
    for size in reversed(entries.shape):
        rows = (texts[start : start + size] for start in range(0, len(texts), size))
        texts = [f"[{', '.join(row)}]" for row in rows]
    return texts[0]
