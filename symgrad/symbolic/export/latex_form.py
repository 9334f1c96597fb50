"""How one node is written in LaTeX: characters, and slots that say what needs no brackets.

A matrix product and a product by a scalar are both written side by side, and an elementwise
product with a sign: so how tightly something binds is not one number but a kind, and a
slot names the kinds that may stand in it as they are. May import `graph`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from symgrad.graph.node import Node

Kind = Literal[
    "relation",
    "cases",
    "sum",
    "odot",
    "matmul",
    "mixed",
    "scaled",
    "fraction",
    "power",
    "atom",
]
_TIGHT: frozenset[str] = frozenset({"power", "atom"})
ATOM: frozenset[str] = frozenset({"atom"})
FACTOR: frozenset[str] = frozenset({"scaled", "fraction"}) | _TIGHT
# After a scalar in front anything that is a product may follow.
SCALED: frozenset[str] = FACTOR | {"matmul", "mixed", "odot"}
HADAMARD: frozenset[str] = FACTOR | {"odot"}
LEFT: frozenset[str] = FACTOR | {"matmul", "mixed"}
RIGHT: frozenset[str] = frozenset({"fraction", "matmul"}) | _TIGHT
SUMMAND: frozenset[str] = SCALED | {"sum"}
# Whatever stands in brackets or braces of its own.
ANY: frozenset[str] = frozenset({"relation", "cases"}) | SUMMAND


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of an operand.

    Attributes:
        node: the operand. allowed: the kinds that need no brackets.
        follows: whether something stands before it, so that a sign in front needs brackets.
        factor: whether it stands side by side with what is before it.
        lead: whether a sign in front of it may be the sign of the whole.
    """

    node: Node
    allowed: frozenset[str] = ANY
    follows: bool = False
    factor: bool = False
    lead: bool = False

    def needs_brackets(self, text: str, kind: str, signed: bool) -> bool:
        """Tell whether a text stands in brackets here."""
        if kind not in self.allowed or (self.follows and text.startswith("-")):
            return True
        return signed and not (self.lead or "sum" in self.allowed)


Piece = str | Slot


@dataclass(frozen=True, slots=True)
class Form:
    """The LaTeX of a node with its operands left open; `signed` if a minus stands in front."""

    pieces: tuple[Piece, ...]
    kind: Kind = "atom"
    signed: bool = False


def applied(command: str, *args: Node | str) -> Form:
    """Return a command with arguments in brackets."""
    return Form((f"{command}\\left(", *listed(args), "\\right)"))


def listed(args: Iterable[Node | str], between: str = ", ") -> list[Piece]:
    """Return arguments with something between them."""
    pieces: list[Piece] = []
    for arg in args:
        pieces += [between] * bool(pieces) + [arg if isinstance(arg, str) else Slot(arg)]
    return pieces
