"""The point at which derivatives are compared, and how closely.

May import NumPy and python-flint's side of `verdict`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from symgrad.errors import ArgumentError
from symgrad.verdict.enclosures import Enclosures

Array = Any
DIGITS, MOST_DIGITS = 15, 100
AT_KINKS = ("refuse", "accept")


@dataclass(frozen=True, slots=True)
class Demand:
    """How closely both sides are compared.

    Attributes:
        digits: how many decimal digits they must have in common.
        certify: enclose in balls whatever it costs.
        witness: add the third witness, differences.
        at_kinks: "refuse" leaves entries on a kink without a verdict; "accept" compares the
            slopes that were chosen there.
    """

    digits: int = DIGITS
    certify: bool = False
    witness: bool = False
    at_kinks: str = "refuse"

    def __post_init__(self) -> None:
        if isinstance(self.digits, bool) or not isinstance(self.digits, int):
            raise _refused("digits", self.digits, "give a whole number")
        if not 1 <= self.digits <= MOST_DIGITS:
            raise _refused("digits", self.digits, f"give a number from 1 to {MOST_DIGITS}")
        if self.at_kinks not in AT_KINKS:
            raise _refused("at_kinks", self.at_kinks, f"choose one of {', '.join(AT_KINKS)}")


def _refused(name: str, value: object, help: str) -> ArgumentError:
    return ArgumentError(f"{name} is {value!r}", code="bad-argument", help=help)


@dataclass(frozen=True, eq=False)
class Point:
    """A point, and what is asked of a comparison there.

    Attributes:
        values: an array of the dtype for each variable.
        dtype: what the engine computes in, "float64" or "float32".
        exact: for variables that were typed as decimals their entries as fractions.
        demand: how closely both sides are compared.
    """

    values: Mapping[str, Array]
    dtype: str = "float64"
    exact: Mapping[str, Array] = field(default_factory=dict)
    demand: Demand = field(default_factory=Demand)

    @cached_property
    def enclosures(self) -> Enclosures:
        """The point in balls."""
        return Enclosures(self.values, self.exact)

    def on_simplex(self, names: Collection[str]) -> Point:
        """Return the point with variables whose last axes sum to 1 to the last digit.

        Doubles hardly ever do; what closed forms take for granted is true of these numbers only.
        """
        exact = dict(self.exact)
        for name in names:
            if name in self.values:
                exact[name] = _summing_to_one(exact.get(name, self.values[name]))
        return replace(self, exact=exact)

    @property
    def rounded(self) -> dict[str, Array]:
        """Where an array holds another number than was typed."""
        return {name: _differs(entries, self.values[name]) for name, entries in self.exact.items()}


def _summing_to_one(weights: Array) -> Array:
    rows = np.asarray(weights).reshape(-1, np.shape(weights)[-1])
    found = np.empty(rows.shape, dtype=object)
    for row, made in zip(rows.tolist(), found, strict=True):
        fractions = [Fraction(each) for each in row]
        total = sum(fractions)
        for place, each in enumerate(fractions):
            made[place] = each / total
    return found.reshape(np.shape(weights))


def _differs(typed: Array, held: Array) -> Array:
    pairs = zip(typed.ravel(), np.ravel(held).tolist(), strict=True)
    found = [not np.isfinite(number) or Fraction(number) != fraction for fraction, number in pairs]
    return np.array(found, dtype=bool).reshape(np.shape(typed))
