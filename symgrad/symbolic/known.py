"""What closed forms may take for granted of variables. May import `graph.assumptions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symgrad.graph.assumptions import Assumptions


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of variables.

    Attributes:
        symmetric: those that are their own transposes. positive: those above zero.
        negative: those below zero. integer: those of whole numbers.
        simplex: those whose sums along the last axis are 1.
    """

    symmetric: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    negative: frozenset[str] = frozenset()
    integer: frozenset[str] = frozenset()
    simplex: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any((self.symmetric, self.positive, self.negative, self.integer, self.simplex))

    def facts(self, name: str) -> dict[str, bool]:
        """Return what is known of the entries of a variable, in SymPy's words."""
        listed = {"positive": self.positive, "negative": self.negative, "integer": self.integer}
        return {fact: True for fact, names in listed.items() if name in names}


NOTHING = Known()


def known_of(assumptions: Assumptions, names: Iterable[str]) -> Known:
    """Return what assumptions say of variables that closed forms can use."""
    listed = list(names)
    return Known(
        frozenset(name for name in listed if assumptions.has(name, "symmetric")),
        frozenset(name for name in listed if assumptions.positive(name)),
        frozenset(name for name in listed if assumptions.negative(name)),
        frozenset(name for name in listed if assumptions.has(name, "integer")),
        frozenset(name for name in listed if assumptions.has(name, "simplex")),
    )
