"""What the domain check found: frozen nouns, made by `verdict.domain`.

May import `graph` and `verdict.reach`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from symgrad.graph.node import Node
from symgrad.source import Span
from symgrad.verdict.reach import fitted

Array = np.ndarray[Any, np.dtype[Any]]
Cause = Literal["input", "domain", "overflow", "edge", "jump", "kink"]


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One place where the function has no value, no derivative, or a kink.

    Attributes:
        status: "undefined", "kink", or "suspected" where rounding leaves it open.
        cause: "input" a value that is not finite; "domain"; "overflow"; "edge" a value without
            a derivative; "jump"; "kink".
        node: where, None for an input. span: its place in the text. text: as typed.
        words: what is wrong, for a reader. entries: the entries of the node (at most 8).
    """

    status: Literal["undefined", "kink", "suspected"]
    cause: Cause
    node: Node | None
    span: Span | None
    text: str
    words: str
    entries: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def reason(self) -> str:
        """One line: what is wrong, and where."""
        first = self.entries[0][1] if self.entries else ()
        place = f" at entry [{', '.join(map(str, first))}]" if first else ""
        doubt = "suspected: " if self.status == "suspected" else ""
        return f"{doubt}{self.words} in {self.text}{place}"


@dataclass(frozen=True, slots=True)
class KinkedEntry:
    """An entry of a gradient on a kink.

    Attributes:
        variable, entry: which. left, right: the slopes on both sides, exact to the last digit
            shown; infinite where there is no limit. chosen: the slope that rules give there.
    """

    variable: str
    entry: tuple[int, ...]
    left: float
    right: float
    chosen: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """The kink nearest to a smooth point, to first order.

    Attributes:
        distance: how far every entry of the variables has to move at most to reach it.
        text: the place, as typed.
    """

    distance: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """What the domain check says of one point.

    Attributes:
        status: "smooth", "undefined", "kink" or "suspected".
        findings: what reaches the output, the first going forward first, the worst kind first.
        kinks: for each variable of the gradient the entries that a kink contributes to.
        nearest: the kink that is reached first from a smooth point, None where there is none.
    """

    status: Literal["smooth", "undefined", "kink", "suspected"]
    findings: tuple[Finding, ...] = ()
    kinks: Mapping[str, Array] = field(default_factory=dict)
    nearest: Nearest | None = None

    @property
    def first(self) -> Finding | None:
        """The finding that decides the status."""
        return self.findings[0] if self.findings else None

    def smooth(self, name: str, shape: tuple[int, ...]) -> Array:
        """Return a mask of the entries of a gradient that no kink contributes to."""
        mask = self.kinks.get(name)
        return np.ones(shape, dtype=bool) if mask is None else ~fitted(mask, shape)

    def kinked(self) -> list[tuple[str, tuple[int, ...]]]:
        """Return the entries of the gradients that lie on a kink."""
        return [
            (name, tuple(int(i) for i in index))
            for name, mask in self.kinks.items()
            for index in np.argwhere(mask)
        ]
