"""The parser's two piles: operands that are read, operators that still wait.

An open bracket is a floor in both. May import `source`, `errors` and its own package.
"""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.language import complaints, grammar
from symgrad.language.frames import Frame, Value
from symgrad.language.grammar import Glyph
from symgrad.language.syntax import Binary, Unary
from symgrad.language.tokens import Token
from symgrad.source import Span


@dataclass(slots=True)
class Waiting:
    """An operator whose right operand is not read yet; `chain` are the links before it."""

    glyph: Glyph
    token: Token
    chain: Value | None = None


class Piles:
    """Operands, waiting operators and open brackets of one expression."""

    __slots__ = ("depth", "frames", "values", "waiting")

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.waiting: list[Waiting] = []
        self.frames: list[Frame] = []
        self.depth = 0

    @property
    def frame(self) -> Frame | None:
        """The innermost open bracket."""
        return self.frames[-1] if self.frames else None

    @property
    def floor(self) -> int:
        """How many waiting operators stand outside the innermost open bracket."""
        return self.frames[-1].floor if self.frames else 0

    @property
    def awaited(self) -> Waiting | None:
        """The operator that waits on top, inside the innermost open bracket."""
        return self.waiting[-1] if len(self.waiting) > self.floor else None

    def open(self, frame: Frame) -> None:
        """Open a bracket.

        Raises:
            LimitError: it is nested too deep.
        """
        self._deepen(frame.opener)
        self.frames.append(frame)

    def close(self, stop: int) -> None:
        """Close the innermost bracket, whose contents become one operand."""
        self.depth -= 1
        self.values.append(self.frames.pop().close(stop))

    def prefix(self, glyph: Glyph, token: Token) -> None:
        """Let a prefix wait for its operand."""
        self._wait(Waiting(glyph, token))

    def infix(self, glyph: Glyph, token: Token) -> None:
        """Let an infix sign wait, after those that bind at least as tightly are finished."""
        # An equal sign that groups to the right, or that links a chain, is not finished yet.
        self._finish(self.floor, glyph.precedence + (glyph.associativity != "left"))
        chain = None
        before = self.awaited
        if glyph.associativity == "chain" and before and before.glyph.associativity == "chain":
            middle = self.values[-1]
            self._apply()
            chain = self.values.pop()
            self.values.append(middle)
        self._wait(Waiting(glyph, token, chain))

    def item(self) -> Value:
        """Finish everything that waits inside the innermost bracket, and take it."""
        self._finish(self.floor, 0)
        return self.values.pop()

    def _wait(self, operator: Waiting) -> None:
        if operator.glyph.deepens:
            self._deepen(operator.token)
        self.waiting.append(operator)

    def _deepen(self, token: Token) -> None:
        self.depth += 1
        if self.depth > grammar.DEPTH:
            raise complaints.too_deep(token)

    def _finish(self, floor: int, precedence: int) -> None:
        while len(self.waiting) > floor and self.waiting[-1].glyph.precedence >= precedence:
            self._apply()

    def _apply(self) -> None:
        operator = self.waiting.pop()
        right = self.values.pop()
        self.depth -= operator.glyph.deepens
        if operator.glyph.fixity == "prefix":
            self.values.append(_prefixed(operator, right))
        else:
            self.values.append(_linked(operator, _joined(operator, self.values.pop(), right)))


def _prefixed(operator: Waiting, right: Value) -> Value:
    start, stop = operator.token.start, right.stop
    expr = Unary(operator.glyph.text, right.operand, Span(start, stop))
    return Value(expr, start, stop)


def _joined(operator: Waiting, left: Value, right: Value) -> Value:
    token, start, stop = operator.token, left.start, right.stop
    place = Span(token.start, token.stop)
    expr = Binary(operator.glyph.text, left.operand, right.operand, place, Span(start, stop))
    return Value(expr, start, stop)


def _linked(operator: Waiting, link: Value) -> Value:
    if operator.chain is None:
        return link
    start, stop = operator.chain.start, link.stop
    both = (operator.chain.operand, link.operand)
    return Value(Binary("and", *both, operator.token.span, Span(start, stop)), start, stop)
