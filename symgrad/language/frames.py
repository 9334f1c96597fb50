"""An open bracket: what was read inside it so far, and what it becomes when it closes.

May import `source`, `errors` and its own package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from symgrad.errors import ParseError
from symgrad.language.literal import require_argument, require_value
from symgrad.language.syntax import (
    Array,
    Call,
    Dots,
    Expr,
    Index,
    Keyword,
    Slice,
    Text,
    Tuple,
    Word,
)
from symgrad.language.tokens import Token
from symgrad.source import Span


@dataclass(slots=True)
class Value:
    """A finished operand; its place includes the brackets around it, which the tree forgets."""

    expr: Expr | Slice | Dots
    start: int
    stop: int

    @property
    def operand(self) -> Expr:
        """The expression, which has to be a value.

        Raises:
            ParseError: it is a tuple, a word, a string, a slice, or ragged.
        """
        require_value(self.expr)
        return self.expr  # type: ignore[return-value]

    def to(self, stop: int) -> Span:
        """Return the place from here to a later character."""
        return Span(self.start, stop)


@dataclass(slots=True)
class Frame:
    """An open bracket.

    Attributes:
        kind: "group" for `(` before an operand, "array" for `[`; "call" and "index" after one.
        opener: the bracket.
        floor: how many operators wait outside it.
        base: what is indexed, or called as a method. function: the name before `(`.
        items, keywords, comma: what was read; whether a comma was.
        keyword: the name before `=` of the item that is being read.
        parts: the parts of the slice that is being read, each before a colon.
    """

    kind: Literal["group", "array", "call", "index"]
    opener: Token
    floor: int
    base: Value | None = None
    function: Token | None = None
    items: list[Expr | Slice | Dots] = field(default_factory=list)
    keywords: dict[str, Keyword] = field(default_factory=dict)
    comma: bool = False
    keyword: Token | None = None
    parts: list[Expr | None] = field(default_factory=list)
    slice_start: int = 0

    @property
    def sliceable(self) -> bool:
        """Tell whether colons and dots may stand here."""
        return self.kind in ("index", "array")

    def colon(self, part: Value | None, token: Token) -> None:
        """Take in what stands before a colon.

        Raises:
            ParseError: a third colon, or a part that is no value.
        """
        if not self.parts:
            self.slice_start = part.start if part else token.start
        if len(self.parts) == 2:
            raise ParseError(
                "a slice has at most three parts",
                code="slice-parts",
                help="write start:stop:step",
                span=token.span,
            )
        self.parts.append(part.operand if part else None)

    def add(self, value: Value | None, stop: int) -> None:
        """Take in an item that ends before `stop`; no value is the open end of a slice.

        Raises:
            ParseError: the item cannot stand here.
        """
        if self.parts:
            self._add_slice(value, stop)
        elif value is not None and self.kind == "call":
            self._add_argument(value)
        elif value is not None:
            self._add_entry(value)
        self.parts, self.keyword = [], None

    def _add_slice(self, value: Value | None, stop: int) -> None:
        start, end, step, *_ = [*self.parts, value.operand if value else None, None, None]
        self.items.append(Slice(start, end, step, Span(self.slice_start, stop)))

    def _add_argument(self, value: Value) -> None:
        require_argument(value.expr)
        argument: Expr = value.expr  # type: ignore[assignment]
        if self.keyword is None and self.keywords:
            raise ParseError(
                "a positional argument after a keyword argument",
                code="positional-after-keyword",
                help="put keyword arguments last; a comparison is written '=='",
                span=value.to(value.stop),
            )
        if self.keyword is None:
            self.items.append(argument)
        else:
            name = self.keyword.text
            self.keywords[name] = Keyword(name, self.keyword.span, argument)

    def _add_entry(self, value: Value) -> None:
        if isinstance(value.expr, Text) and self.kind != "group":
            require_value(value.expr)
        if self.kind == "index" and not _is_index(value.expr):
            require_value(value.expr)
        self.items.append(value.expr)

    def close(self, stop: int) -> Value:
        """Return what the bracket holds, as one operand.

        Raises:
            ParseError: an empty index.
        """
        start = self.base.start if self.base else (self.function or self.opener).start
        span = Span(start, stop)
        items = tuple(self.items)
        if self.kind == "array":
            return Value(Array(items, span), start, stop)
        if self.kind == "call":
            return Value(self._call(span), start, stop)
        if self.kind == "index":
            return Value(self._index(span), start, stop)
        if len(items) == 1 and not self.comma:
            return Value(items[0], start, stop)
        return Value(Tuple(items, span), start, stop)  # type: ignore[arg-type]

    def _call(self, span: Span) -> Call:
        assert self.function is not None
        base = self.base.operand if self.base else None
        args: tuple[Expr, ...] = tuple(self.items)  # type: ignore[arg-type]
        name = self.function
        return Call(name.text, name.span, base, args, tuple(self.keywords.values()), span)

    def _index(self, span: Span) -> Index:
        assert self.base is not None
        if not self.items:
            raise ParseError(
                "the index is empty",
                code="empty-index",
                help="write x[0], or x[...] for all of it",
                span=Span(self.opener.start, span.stop),
            )
        return Index(self.base.operand, tuple(self.items), span)


def _is_index(item: Expr | Slice | Dots) -> bool:
    return isinstance(item, Dots) or (isinstance(item, Word) and item.value is None)
