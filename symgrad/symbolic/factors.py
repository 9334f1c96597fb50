"""Factors: phrases whose axes carry indices, and what their indices say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symgrad.symbolic.phrases import Phrase
from symgrad.symbolic.term import Term

Labels = tuple[int, ...]


@dataclass(slots=True, eq=False)
class Factor:
    """A phrase whose axes carry indices; identities keep their kind."""

    phrase: Phrase
    labels: Labels
    term: Term | None = None

    @property
    def is_eye(self) -> bool:
        """Whether it is an identity."""
        return self.term is not None and self.term.op == "eye"


def swapped(labels: Labels) -> Labels:
    """Return the indices of a stack of matrices transposed."""
    return (*labels[:-2], *labels[-2:][::-1])


def batched(label: int, left: Labels, right: Labels) -> Labels | None:
    """Return the indices of `left @ right` where matmul's rule covers it."""
    if len(left) < 2 or len(right) < 2 or left[-1] != label or right[-2] != label:
        return None
    a, b = left[:-2], right[:-2]
    batch = a if len(a) >= len(b) else b
    short = min(len(a), len(b))
    if short and a[-short:] != b[-short:]:
        return None
    result = (*batch, left[-2], right[-1])
    return result if len(set(result)) == len(result) else None


def letters(labels: Sequence[int], names: Sequence[int]) -> str:
    """Return indices as the letters of an einsum."""
    alphabet = "ijklmnopqrstuvwxyzabcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(alphabet[names.index(i)] for i in labels)
