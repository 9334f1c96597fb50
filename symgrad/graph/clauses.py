"""One clause of an assumption, and how its text is read.

The grammar stands in `graph.assumptions`. May import `errors`, `source` and
`graph.intervals`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from symgrad.errors import LimitError, ParseError
from symgrad.graph.intervals import REALS, SYMMETRIC_UNIT, UNIT, Bound, Interval, RealSet, union
from symgrad.source import Source, Span

PROPERTIES = ("symmetric", "posdef", "invertible", "orthogonal", "simplex", "integer")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<glyph><=|>=|!=|==|[-+*/<>()\[\]{},])|(?P<end>$)|(?P<odd>.))"
)
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}
_IMPLIED = {"posdef": REALS, "orthogonal": SYMMETRIC_UNIT, "simplex": UNIT}
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Assumption:
    """One clause: the entries of a variable lie in a set, or the variable has a property.

    Attributes:
        name: the variable. values: the set of its entries.
        property: one of `PROPERTIES`, or "". source, span: where it was typed.
    """

    name: str
    values: RealSet
    property: str
    source: Source
    span: Span

    def __str__(self) -> str:
        return self.source.cut(self.span)


def read_clauses(text: str) -> list[Assumption]:
    """Return the clauses of one text; alternatives about one variable become one clause.

    Raises:
        ParseError: it is not of the grammar. LimitError: it is too long.
    """
    return _Reader(Source(text, "assumption")).read()


class _Reader:
    """Reads one text; keeps the place, so that every error has a caret."""

    def __init__(self, source: Source) -> None:
        if len(source.text) > _MOST:
            raise LimitError(
                f"an assumption of {len(source.text)} characters is more than {_MOST}",
                code="limit-characters",
                help="give several short ones",
            )
        self.source = source
        self.offset = 0
        self.span = Span(0, 0)
        self.kind = ""
        self.word = ""
        self._advance()

    def read(self) -> list[Assumption]:
        """Return the clauses; alternatives about one variable become one clause."""
        clauses = [self._clause()]
        joint = self.word if self.word in ("and", "or") else ""
        while self.word in ("and", "or"):
            if self.word != joint:
                raise self._error("'and' and 'or' in one assumption", "give them one by one")
            self._advance()
            clauses += [self._clause()]
        if self.kind != "end":
            raise self._error(f"did not expect {self.word!r} here", "one assumption ends before it")
        return [self._either(clauses)] if joint == "or" else clauses

    def _either(self, clauses: list[Assumption]) -> Assumption:
        first = clauses[0]
        for other in clauses[1:]:
            if other.name != first.name or other.property or first.property:
                message = "'or' joins sets of one variable only"
                raise self._error(message, "write x in (-3, 0) or (0, 3)", other.span)
        merged = union(i for clause in clauses for i in clause.values.intervals)
        span = first.span.to(clauses[-1].span)
        return Assumption(first.name, merged, "", self.source, span)

    def _clause(self) -> Assumption:
        start = self.span
        if self.kind == "name" and self.word not in ("pi", "inf"):
            name = self._take()
            if self.word == "(":
                return self._property(name, start)
            values = self._members() if self.word == "in" else self._compared(self._compare())
        else:
            name, values = self._sandwich()
        return Assumption(name, values, "", self.source, start.to(self.last))

    def _sandwich(self) -> tuple[str, RealSet]:
        left = self._number()
        values = _related(_FLIPPED[self._compare()], left)
        if self.kind != "name":
            raise self._error("expected a variable here", "write 0 < x < 1 or x in (0, 1)")
        name = self._take()
        if self.word in _FLIPPED:
            values = values.meet(self._compared(self._compare()))
        return name, values

    def _property(self, word: str, start: Span) -> Assumption:
        if word not in PROPERTIES:
            raise self._error(
                f"unknown property {word!r}", "there are " + ", ".join(PROPERTIES), start
            )
        self._advance()
        if self.kind != "name":
            raise self._error("expected a variable here", f"write {word}(A)")
        name = self._take()
        self._expect(")")
        implied = _IMPLIED.get(word, REALS)
        return Assumption(name, implied, word, self.source, start.to(self.last))

    def _compare(self) -> str:
        if self.word not in _FLIPPED:
            help = "write x in {2}" if self.word == "==" else "write x > 0, x in (-3, 3), posdef(S)"
            raise self._error("expected a comparison or 'in' here", help)
        return self._take()

    def _compared(self, glyph: str) -> RealSet:
        return _related(glyph, self._number())

    def _members(self) -> RealSet:
        intervals: list[Interval] = []
        while self.word == "in" or (self.word == "or" and self._peek() in ("(", "[", "{")):
            self._advance()
            place = self.span
            found = union(self._set())
            if found.is_empty:
                raise self._error("no number lies in this set", "the lower end comes first", place)
            intervals += found.intervals
        return union(intervals)

    def _set(self) -> list[Interval]:
        if self.word not in ("(", "[", "{"):
            raise self._error("expected a set here", "write (0, 1), [0, inf) or {-1, 1}")
        opening = self._take()
        numbers = [self._number()]
        while self.word == ",":
            self._advance()
            numbers.append(self._number())
        if opening == "{":
            self._expect("}")
            return [Interval(n, n, True, True) for n in numbers]
        if len(numbers) != 2 or self.word not in (")", "]"):
            raise self._error("expected two ends and a bracket", "write (0, 1) or [0, inf)")
        closed = opening == "[", self._take() == "]"
        ends = [not isinstance(n, str) and shut for n, shut in zip(numbers, closed, strict=True)]
        return [Interval(numbers[0], numbers[1], ends[0], ends[1])]

    def _number(self) -> Bound:
        value = self._factor()
        while self.word in ("*", "/"):
            place, glyph = self.span, self._take()
            other = self._factor()
            if isinstance(value, str) or isinstance(other, str) or (glyph == "/" and other == 0):
                raise self._error("this is no number", "write it out", place)
            value = value * other if glyph == "*" else value / other
        return value

    def _factor(self) -> Bound:
        negative = False
        while self.word in ("-", "+"):
            negative ^= self._take() == "-"
        if self.word == "inf":
            self._advance()
            return "-inf" if negative else "inf"
        if self.word == "pi":
            self._advance()
            value = Fraction(math.pi)
        elif self.kind == "number":
            value = self._decimal()
        else:
            raise self._error("expected a number here", "such as -3, 0.5, pi or inf")
        return -value if negative else value

    def _decimal(self) -> Fraction:
        exponent = self.word.lower().partition("e")[2]
        if exponent and abs(int(exponent[:8])) > 400:
            raise self._error("this number is too large or too small", "stay within 1e400")
        return Fraction(self._take())

    def _expect(self, glyph: str) -> None:
        if self.word != glyph:
            raise self._error(f"expected {glyph!r} here", "a bracket is open")
        self._advance()

    def _take(self) -> str:
        word = self.word
        self._advance()
        return word

    def _peek(self) -> str:
        found = _TOKEN.match(self.source.text, self.offset)
        return found.group(0).strip() if found else ""

    def _advance(self) -> None:
        self.last = self.span
        found = _TOKEN.match(self.source.text, self.offset)
        kind = found.lastgroup if found else None
        if found is None or kind is None:
            self.kind, self.word = "end", ""
            return
        self.kind, self.word = kind, found.group(kind)
        self.span, self.offset = Span(*found.span(kind)), found.end()

    def _error(self, message: str, help: str, span: Span | None = None) -> ParseError:
        place = span or self.span
        return ParseError(message, code="bad-assumption", help=help, span=place, source=self.source)


def _related(glyph: str, value: Bound) -> RealSet:
    if glyph == "!=":
        return union((Interval("-inf", value), Interval(value, "inf")))
    closed = glyph.endswith("=") and not isinstance(value, str)
    if glyph.startswith("<"):
        return union((Interval("-inf", value, high_closed=closed),))
    return union((Interval(value, "inf", low_closed=closed),))
