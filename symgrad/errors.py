"""Every error that symgrad raises.

    SymgradError                      span, code, help; `kind` is the word of the class
    ├── ParseError      ValueError    syntax   the text is not of the language
    ├── UnknownNameError NameError    name     a function, variable or option that is not there
    ├── ShapeError      ValueError    shape    sizes that do not fit; names both and the operator
    │   └── CotangentError RuntimeError        an array-valued output, and no cotangent
    ├── InputError      ValueError    value    a value, type or option that cannot be used
    │   └── ArgumentError TypeError            a call with too many, too few or misnamed arguments
    ├── FileError       ValueError    file     a file that cannot be read as data
    └── LimitError      ValueError    limit    larger than the program agrees to take on

The reason is written once, low, where it is found; text and caret are added once, high
(`with_source`), by whoever holds the source. `code` is a stable word for scripts.
Every message has one thing to try: `help`.
"""

from __future__ import annotations

import unicodedata
from typing import Self

from symgrad.source import Source, Span

_WIDEST = 100


class SymgradError(Exception):
    """The root of all errors of symgrad."""

    kind = "usage"

    def __init__(
        self,
        message: str,
        *,
        code: str,
        help: str = "",
        span: Span | None = None,
        source: Source | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.help = help
        self.span = span
        self.source = source

    def at(self, span: Span | None) -> Self:
        """Say where, unless a lower floor already did."""
        if self.span is None:
            self.span = span
        return self

    def with_source(self, source: Source | None) -> Self:
        """Say in which text, unless a lower floor already did."""
        if self.source is None:
            self.source = source
        return self

    @property
    def position(self) -> tuple[int, int] | None:
        """Line and column, from 1, of the place that is wrong; None where there is none."""
        if self.source is None or self.span is None:
            return None
        return self.source.position(self.span.start)

    def explain(self) -> str:
        """Draw the message: what is wrong, the line, a caret under it, the mend."""
        head = f"error[{self.code}]: {visible(self.message)}"
        if self.source is None or self.span is None:
            return head + (f"\n  {visible(self.help)}" if self.help else "")
        return f"{head}\n{pointed(self.source, self.span, self.help)}"

    def __str__(self) -> str:
        return self.explain()


class ParseError(SymgradError, ValueError):
    """The text is not an expression of the language."""

    kind = "syntax"


class UnknownNameError(SymgradError, NameError):
    """A function, a variable, a method or a keyword that does not exist."""

    kind = "name"


class ShapeError(SymgradError, ValueError):
    """Shapes that do not fit each other or the operator."""

    kind = "shape"


class CotangentError(ShapeError, RuntimeError):
    """An output of more than one entry has no gradient without a cotangent."""


class InputError(SymgradError, ValueError):
    """A value or an option that cannot be used."""

    kind = "value"


class ArgumentError(InputError, TypeError):
    """A function of the language called with the wrong arguments."""


class FileError(SymgradError, ValueError):
    """A file that cannot be read as data."""

    kind = "file"


class LimitError(SymgradError, ValueError):
    """The input is larger than the program agrees to take on."""

    kind = "limit"


def visible(text: str) -> str:
    """Return text with control, bidirectional and zero-width characters spelled out.

    What a person typed, or a file held, may be shown only through this: a terminal
    must not obey it and a reader must not be misled by it. Line ends stay.
    """
    return "".join(_spelled(c) if _is_hidden(c) else c for c in text)


def _is_hidden(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _spelled(char: str) -> str:
    code = ord(char)
    if char == "\t":
        return " "
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    marks = sum(unicodedata.combining(c) > 0 for c in text)
    return len(text) + wide - marks


def pointed(source: Source, span: Span, help: str) -> str:
    """Return the line of a place with a caret under it, and beside that what to do."""
    line, column = source.line_at(span.start)
    length = max(1, min(span.stop - span.start, len(line) - column))
    first = max(0, column - _WIDEST // 2) if len(line) > _WIDEST else 0
    last = min(len(line), first + _WIDEST)
    before = ("..." if first else "") + visible(line[first:column])
    under = visible(line[column : min(column + length, last)])
    after = visible(line[column + length : last]) + ("..." if last < len(line) else "")
    carets = " " * display_width(before) + "^" * max(1, display_width(under))
    return f"  {before}{under}{after}\n  {carets}" + (f"  {visible(help)}" if help else "")
