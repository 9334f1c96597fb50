"""The syntax tree: what was typed, with the place of every part.

Frozen nouns without meaning: the tree knows glyphs and names, not operators or shapes.
May import `source` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symgrad.source import Source, Span


@dataclass(frozen=True, slots=True)
class Number:
    """A number as typed, exact."""

    value: Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a bound name or a size name; also `pi` and `inf`."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Word:
    """A reserved word used as an argument: `true`, `false`, `none`."""

    value: bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """A prefix glyph of the grammar table applied to an operand: `-x`, `+x`, `not c`."""

    glyph: str
    operand: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """An infix glyph of the grammar table between two operands (`^` is already `**`).

    A chain of comparisons `0 < x < 1` is the `and` of its links; the middle operand is the
    same object in both. `glyph_span` is the place of the sign itself.
    """

    glyph: str
    left: Expr
    right: Expr
    glyph_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Array:
    """`[a, b]`; also `[1:3, :]` as an index handed to `scatter`, when items hold slices."""

    items: tuple[Expr | Slice | Dots, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Tuple:
    """`(a, b)`, `(a,)`, `()`."""

    items: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop:step` inside an index; each part may be missing."""

    start: Expr | None
    stop: Expr | None
    step: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Dots:
    """`...` inside an index."""

    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """`base[items]`; None in an index is a `Word`."""

    base: Expr
    items: tuple[Expr | Slice | Dots, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Keyword:
    """`name=value` in a call."""

    name: str
    name_span: Span
    value: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """`f(a, axis=0)`, or the method form `x.f(axis=0)`, whose `base` is `x`."""

    function: str
    function_span: Span
    base: Expr | None
    args: tuple[Expr, ...]
    keywords: tuple[Keyword, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Transpose:
    """`x.T`."""

    base: Expr
    span: Span


Expr = Number | Name | Word | Text | Unary | Binary | Array | Tuple | Index | Call | Transpose


@dataclass(frozen=True, slots=True)
class Binding:
    """`name = value`."""

    name: str
    name_span: Span
    value: Expr


@dataclass(frozen=True, slots=True)
class Program:
    """Bindings in order, then the output expression."""

    bindings: tuple[Binding, ...]
    output: Expr
    source: Source
