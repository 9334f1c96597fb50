"""What was typed, and where: the text behind every message.

The lowest floor. A `Source` is text with a name; a `Span` is a half-open range of its
characters. Everything above keeps spans, nothing above keeps line numbers: those are
worked out here, once, when a message is drawn. Imports nothing of symgrad.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE_END = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start <= i < stop` of a source."""

    start: int
    stop: int

    def to(self, other: Span) -> Span:
        """Return the smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.stop, other.stop))


@dataclass(frozen=True, slots=True)
class Source:
    """Text as typed or read, with the name to call it by in messages."""

    text: str
    name: str = "expression"

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character, both counted from 1."""
        line, start = 1, 0
        for end in LINE_END.finditer(self.text, 0, min(offset, len(self.text))):
            line, start = line + 1, end.end()
        return line, offset - start + 1

    def line_at(self, offset: int) -> tuple[str, int]:
        """Return the line that holds a character, and where in it the character stands (from 0)."""
        _, column = self.position(offset)
        start = offset - column + 1
        end = LINE_END.search(self.text, start)
        return self.text[start : end.start() if end else len(self.text)], column - 1

    def cut(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.text[span.start : span.stop]
