"""The third witness: slopes without any derivative rule, from values alone.

At 848 bits a step may be so short that what a difference leaves out is far below every digit
shown: a central difference is good to a hundred digits where the function is smooth, and two
one-sided ones tell what a kink looks like from both sides. May import `graph` and
`verdict.enclosures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx

from symgrad.graph.node import Node
from symgrad.verdict.enclosures import Enclosures
from symgrad.verdict.reach import concrete

Array = np.ndarray[Any, np.dtype[Any]]
Entry = tuple[int, ...]
BITS = 848
# A central step leaves out its square, a one-sided one itself.
_CENTRAL, _ONE_SIDED = BITS // 4, BITS // 2
# A slope that grows by this when the step shrinks has no limit.
_GROWTH = 2.0**16


@dataclass(frozen=True, slots=True)
class Slopes:
    """What a function does on both sides of a point, along one entry of a variable.

    Attributes:
        left, right: one-sided slopes, infinite where they have no limit, nan where the function
            has no value on that side.
    """

    left: float
    right: float


def differences(enclosures: Enclosures, output: Node, variable: Node, bits: int = BITS) -> Array:
    """Return the gradient of an output of one entry by central differences.

    Args:
        enclosures: the point. output: what is differentiated. variable: by which variable.
        bits: the precision; the step is a quarter of it below the entry's size.

    Returns:
        An object array of balls of the variable's shape, nan where there is no value beside.
    """
    found = np.empty(concrete(variable), dtype=object)
    for entry in np.ndindex(found.shape):
        found[entry] = central_difference(enclosures, output, variable, entry, bits)
    return found


def central_difference(
    enclosures: Enclosures, output: Node, variable: Node, entry: Entry, bits: int = BITS
) -> Any:
    """Return one entry of `differences`: a ball around the slope, but for what the step leaves."""
    (base,) = enclosures.at([variable], bits)
    with ctx.workprec(bits):
        step = _step(base[entry], bits // 4)
        above = _value(enclosures, output, variable, entry, base[entry] + step, bits)
        below = _value(enclosures, output, variable, entry, base[entry] - step, bits)
        return (above - below) / (2 * step)


def one_sided(enclosures: Enclosures, output: Node, variable: Node, entry: Entry) -> Slopes:
    """Return the slopes of an output of one entry on both sides, along one entry."""
    return Slopes(
        _one_side(enclosures, output, variable, entry, -1),
        _one_side(enclosures, output, variable, entry, 1),
    )


def _one_side(
    enclosures: Enclosures, output: Node, variable: Node, entry: Entry, sign: int
) -> float:
    near = _quotient(enclosures, output, variable, entry, sign, _ONE_SIDED)
    far = _quotient(enclosures, output, variable, entry, sign, _CENTRAL)
    if not np.isfinite(float(near.mid())) or not np.isfinite(float(near.rad())):
        return float("nan")
    with ctx.workprec(BITS):
        if abs(near).abs_lower() > _GROWTH * abs(far).abs_upper() + _GROWTH:
            return float("inf") if near > 0 else float("-inf")
        return _read(near)


def _quotient(
    enclosures: Enclosures, output: Node, variable: Node, entry: Entry, sign: int, down: int
) -> Any:
    (base,) = enclosures.at([variable], BITS)
    (here,) = enclosures.at([output], BITS)
    with ctx.workprec(BITS):
        step = sign * _step(base[entry], down)
        there = _value(enclosures, output, variable, entry, base[entry] + step, BITS)
        return (there - here.reshape(-1)[0]) / step


def _read(slope: Any) -> float:
    """Return a slope as a double; what is left of a step is no part of it."""
    value = float(slope.mid())
    return 0.0 if abs(value) < 2.0 ** -(_CENTRAL - 12) else value


def _step(base: Any, down: int) -> Any:
    size = abs(base).abs_upper()
    return arb(2) ** -down * (size if size > 0 else arb(1))


def _value(
    enclosures: Enclosures, output: Node, variable: Node, entry: Entry, number: Any, bits: int
) -> Any:
    (base,) = enclosures.at([variable], bits)
    shifted = base.copy()
    shifted[entry] = number
    return enclosures.moved(output, {variable: shifted}, bits).reshape(-1)[0]
