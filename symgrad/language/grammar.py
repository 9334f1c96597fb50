"""The grammar table: every glyph, how tightly it binds, what it denotes, how it is printed.

The parser climbs this table and the printer reads it backwards, so the two cannot
disagree about brackets. A glyph names its operator by a plain string: nothing in this
package knows what an operator is. The limits of the language itself stand here too.
Imports nothing of symgrad.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DEPTH = 200
DIGITS = 1300
EXPONENT = 400
NAME_LENGTH = 64

OR, AND, NOT, COMPARISON, SUM, PRODUCT, UNARY, POWER, POSTFIX, ATOM = range(1, 11)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign of the language that stands between two operands or before one.

    Attributes:
        text: the sign as it is printed.
        name: the operator that it denotes; "" for a sign that changes nothing.
        precedence: how tightly it binds, higher is tighter.
        associativity: how a run of equals groups; a "chain" is the `and` of its links.
        fixity: between its operands or before its only one.
        spaced: whether it is printed with blanks around it (after it, for a prefix).
    """

    text: str
    name: str
    precedence: int
    associativity: Literal["left", "right", "chain"] = "left"
    fixity: Literal["infix", "prefix"] = "infix"
    spaced: bool = True

    @property
    def deepens(self) -> bool:
        """Tell whether a run of this sign nests, as towers of powers and signs do."""
        return self.fixity == "prefix" or self.associativity == "right"

    @property
    def printed(self) -> str:
        """The sign with the blanks it is printed with."""
        if self.fixity == "prefix":
            return self.text + " " * self.spaced
        return f" {self.text} " if self.spaced else self.text

    @property
    def left_need(self) -> int:
        """The precedence that a left operand needs to stand without brackets."""
        return self.precedence + (self.associativity != "left")

    @property
    def right_need(self) -> int:
        """The precedence that a right operand needs to stand without brackets.

        What binds looser on its own may still follow a power: `2**-x`.
        """
        if self.fixity == "prefix":
            return self.precedence
        return UNARY if self.associativity == "right" else self.precedence + 1


GLYPHS: tuple[Glyph, ...] = (
    Glyph("or", "logical_or", OR),
    Glyph("and", "logical_and", AND),
    Glyph("not", "logical_not", NOT, fixity="prefix"),
    Glyph("<", "less", COMPARISON, "chain"),
    Glyph("<=", "less_equal", COMPARISON, "chain"),
    Glyph(">", "greater", COMPARISON, "chain"),
    Glyph(">=", "greater_equal", COMPARISON, "chain"),
    Glyph("==", "equal", COMPARISON, "chain"),
    Glyph("!=", "not_equal", COMPARISON, "chain"),
    Glyph("+", "add", SUM),
    Glyph("-", "subtract", SUM),
    Glyph("*", "multiply", PRODUCT, spaced=False),
    Glyph("/", "divide", PRODUCT, spaced=False),
    Glyph("@", "matmul", PRODUCT),
    Glyph("-", "negative", UNARY, fixity="prefix", spaced=False),
    Glyph("+", "", UNARY, fixity="prefix", spaced=False),
    Glyph("**", "power", POWER, "right", spaced=False),
)
INFIX = {glyph.text: glyph for glyph in GLYPHS if glyph.fixity == "infix"}
PREFIX = {glyph.text: glyph for glyph in GLYPHS if glyph.fixity == "prefix"}
SYNONYMS = {"^": "**"}

BRACKETS = {"(": ")", "[": "]"}
CONSTANTS = frozenset({"pi", "inf"})
WORDS: dict[str, bool | None] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "None": None,
}
RESERVED = frozenset({"and", "or", "not", "in", *WORDS, *CONSTANTS})

# Greek without the letters that a reader would take for Latin ones (ο ν ι υ, Α Β Ε ...).
GREEK = "αβγδεζηθκλμξπρςστφχψω" + "ΓΔΘΛΞΠΣΦΨΩ"
READ_AS = {"\N{MICRO SIGN}": "μ", "\N{GREEK LUNATE EPSILON SYMBOL}": "ε"}


def canonical_name(text: str) -> str:
    """Return a name as it is kept: `µ` and `ϵ` as the plain letters, `π` as `pi`."""
    for variant, letter in READ_AS.items():
        text = text.replace(variant, letter)
    return "pi" if text == "π" else text
