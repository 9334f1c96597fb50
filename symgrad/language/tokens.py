"""The lexer: text to tokens, once from left to right.

It never complains. A character that is not of the language becomes one token of kind
"bad", the last before the end, and whoever reaches it raises `refusals.refusal(token)`:
so of two mistakes the left one is reported, whichever room finds it.
May import `source` and its own package.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from symgrad.language.grammar import CONSTANTS, GREEK, READ_AS, RESERVED, WORDS
from symgrad.source import LINE_END, Source, Span

Kind = Literal["number", "name", "text", "mark", "break", "bad", "end"]

_LETTER = "A-Za-z_" + GREEK + "".join(READ_AS)
_LINE_ENDS = LINE_END.pattern.removeprefix("\r\n|[").removesuffix("]")
_PATTERN = re.compile(
    rf"""
    (?P<blank>   [ \t]+ | \#[^{_LINE_ENDS}]* )
  | (?P<break>   ; | \r\n | [{_LINE_ENDS}] )
  | (?P<name>    [{_LETTER}][{_LETTER}0-9]* )
  | (?P<number>  (?: [0-9]+ (?: \.(?!\.)[0-9]* )? | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
  | (?P<text>    "[^"\x00-\x1f{_LINE_ENDS}\x7f-\x9f]*" | '[^'\x00-\x1f{_LINE_ENDS}\x7f-\x9f]*' )
  | (?P<bad>     [=!]== | \*\*= | //=? | [-+*/@^:%&|]= | <> | => | =< | && | \|\| | -> | << | >> )
  | (?P<mark>    \.\.\. | \*\* | [<>=!]= | [-+*/@^<>=()\[\]{{}},:.] )
  | (?P<odd>     . )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERATOR_WORDS = RESERVED - CONSTANTS - frozenset(WORDS)


class Token(NamedTuple):
    """A piece of text that the grammar takes as one.

    Attributes:
        kind: "mark" for glyphs and punctuation, words such as `and` among them; "break"
            for `;` and line ends; "end" after everything.
        text: its characters as typed.
        start, stop: its place.
    """

    kind: Kind
    text: str
    start: int
    stop: int

    @property
    def span(self) -> Span:
        """Its place, as errors and the syntax tree keep it."""
        return Span(self.start, self.stop)

    @property
    def ends_operand(self) -> bool:
        """Tell whether an operand can end here."""
        return self.kind in ("number", "name", "text") or self.text in (")", "]")


def tokenize(source: Source) -> list[Token]:
    """Return the tokens of a text; the last one is of kind "end".

    Line ends inside brackets are tokens like any other: only the parser knows what is open.
    """
    text = source.text
    position = 1 if text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}") else 0
    tokens: list[Token] = []
    for match in _PATTERN.finditer(text, position):
        kind = match.lastgroup
        if kind == "blank":
            continue
        token = _token(kind, match, tokens)
        tokens.append(token)
        if token.kind == "bad":
            break
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _token(kind: str | None, match: re.Match[str], before: list[Token]) -> Token:
    text, start, stop = match.group(), match.start(), match.end()
    if kind == "name" and text in _OPERATOR_WORDS:
        return Token("mark", text, start, stop)
    if text[0] == "'" and before and before[-1].stop == start and before[-1].ends_operand:
        return Token("bad", "'", start, start + 1)
    if kind == "odd":
        return Token("bad", text, start, stop)
    return Token(kind, text, start, stop)  # type: ignore[arg-type]
