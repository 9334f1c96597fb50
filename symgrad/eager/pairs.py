"""What functions return that give values and the places where those are.

Imports nothing of this package.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Pair(NamedTuple):
    """Values, and their indices; printed as torch prints what its functions return."""

    values: Any
    indices: Any

    def __repr__(self) -> str:
        word = type(self).__name__
        return f"symgrad.return_types.{word}(\nvalues={self.values!r},\nindices={self.indices!r})"


def pair(word: str) -> type[Pair]:
    """Return the type of what a function of this name returns."""
    return type(word, (Pair,), {"__slots__": ()})
