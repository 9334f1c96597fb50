"""Identifiers of generated code: every name of the question under one that Python allows.

May import nothing of symgrad.
"""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterable

# What generated code says itself.
_OWN = ("np", "torch", "jnp", "jax", "lax", "special", "linalg", "functional", "float", "slice")


class Names:
    """Identifiers, each given once.

    Args:
        taken: names that are spoken for.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._used = {*_OWN, *taken}
        self._next = 0

    def name(self, wanted: str) -> str:
        """Return an identifier as close to a name as it gets."""
        # Python reads φ and ϕ as one identifier.
        found = unicodedata.normalize("NFKC", wanted)
        while found in self._used or keyword.iskeyword(found) or keyword.issoftkeyword(found):
            found += "_"
        self._used.add(found)
        return found

    def fresh(self) -> str:
        """Return the next free name of t0, t1, ..."""
        while True:
            found = f"t{self._next}"
            self._next += 1
            if found not in self._used:
                self._used.add(found)
                return found
