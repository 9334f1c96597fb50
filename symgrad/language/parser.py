"""The parser: tokens to the syntax tree, by climbing the grammar table.

The idea. Reading from left to right, one is always in one of two states: an operand is
wanted, or an operand was just read and something may follow it. Operands that are read
go on one pile, operators that still wait for their right side on another. When an
infix sign arrives, every waiting operator that binds at least as tightly takes its
operands off the pile and puts the result back; then the new sign waits. So in
`a + b*c - d` the `*` is finished when `-` arrives, then the `+`. An open bracket
is a floor in both piles: nothing below it is touched until it closes, and the closed
bracket is one operand more. Signs that bind to the right (`**`) let an equal one wait
above them; a comparison that meets a waiting comparison finishes it as the first link of
a chain: `0 < x < 1` is `0 < x and x < 1` with one `x`.

What follows an operand immediately (`(`, `[`, `.T`, `.name(`) takes the last operand
alone, which is why it binds tightest. There is no recursion anywhere, so neither the depth
of the text nor that of the caller's stack can break it; depth is counted instead
(open brackets, waiting prefixes and powers) and refused above the limit of the language.

Every mistake is one error, at the characters that are wrong, with what to type instead.
The parser knows glyphs and brackets; what a name means is found out later.
May import `source`, `errors` and its own package.
"""

from __future__ import annotations

from typing import Literal

from symgrad.errors import SymgradError
from symgrad.language import complaints, grammar, juxtaposition
from symgrad.language.frames import Frame, Value
from symgrad.language.literal import require_value
from symgrad.language.numbers import exact_number
from symgrad.language.piles import Piles
from symgrad.language.refusals import refusal
from symgrad.language.syntax import (
    Binding,
    Dots,
    Expr,
    Name,
    Number,
    Program,
    Slice,
    Text,
    Transpose,
    Word,
)
from symgrad.language.tokens import Token, tokenize
from symgrad.source import Source

_CLOSING = frozenset(grammar.BRACKETS.values())


def parse(
    source: Source,
    *,
    characters: int | None = 1_000_000,
    bindings: int | None = 20_000,
    implicit_products: bool = False,
) -> Program:
    """Return the program that a text spells.

    Args:
        source: the text.
        characters, bindings: how many of them are accepted; None for any number.
        implicit_products: read `2x`, `2(x+1)` and `(x+1)(x-1)` as products.

    Raises:
        ParseError: the text is not of the language.
        UnknownNameError: an attribute other than `.T` that is not called.
        LimitError: the text is longer, deeper or has larger numbers than is accepted.
    """
    try:
        if characters is not None and len(source.text) > characters:
            raise complaints.too_long(source, characters)
        return _Parser(source, bindings, implicit_products).program()
    except SymgradError as error:
        raise error.with_source(source) from None


class _Parser:
    def __init__(self, source: Source, bindings: int | None, implicit_products: bool) -> None:
        self.source = source
        self.most_bindings = bindings
        self.implicit_products = implicit_products
        self.tokens = tokenize(source)
        self.place = 0
        self.last: Token | None = None  # the last token of the statement that was taken
        self.piles = Piles()

    # --- statements

    def program(self) -> Program:
        """Read all statements."""
        bound: list[Binding] = []
        output: Value | None = None
        while (token := self._peek()).kind != "end":
            if token.kind == "break":
                self._take()
                continue
            if output is not None:
                raise complaints.unbound_statement(output)
            self.last = None
            name = self._bound_name()
            value = self._expression()
            if name is None:
                output = value
                continue
            bound.append(Binding(grammar.canonical_name(name.text), name.span, value.operand))
            if self.most_bindings is not None and len(bound) > self.most_bindings:
                raise complaints.too_many_bindings(name, self.most_bindings)
        if output is None:
            raise complaints.no_output(bound, self.source)
        return Program(tuple(bound), output.operand, self.source)

    def _bound_name(self) -> Token | None:
        token = self._peek()
        if self._peek(1).text != "=":
            return None
        if grammar.canonical_name(token.text) in grammar.RESERVED:
            raise complaints.reserved(token, "be bound")
        if token.kind != "name":
            return None
        self._check_name(token)
        self._take()
        self._take()
        return token

    def _expression(self) -> Value:
        """Read one expression, up to the end of its statement."""
        wanted = True
        while True:
            token = self.tokens[self.place]
            if token.kind == "bad":
                raise refusal(token)
            if token.kind == "break" and self.piles.frames:
                self._go_on(token)
            elif wanted:
                wanted = self._operand(token)
            elif token.kind in ("break", "end"):
                break
            else:
                wanted = self._after_operand(token)
        if self.piles.frame is not None:
            raise complaints.unclosed(self.piles.frame.opener)
        value = self.piles.item()
        require_value(value.expr)
        return value

    def _go_on(self, line_end: Token) -> None:
        """Pass over a line end inside brackets."""
        if line_end.text == ";":
            raise complaints.unclosed(self.piles.frames[-1].opener)
        self.place += 1

    # --- where an operand is wanted; each step says whether one is still wanted

    def _operand(self, token: Token) -> bool:
        if token.kind == "number":
            self._push(Number(exact_number(token), token.span), token)
        elif token.kind == "name":
            return self._name(token)
        elif token.kind == "text":
            self._push(Text(token.text[1:-1], token.span), token)
        elif token.text in grammar.PREFIX:
            self._prefix(token)
            return True
        elif token.text in grammar.BRACKETS:
            kind: Literal["group", "array"] = "group" if token.text == "(" else "array"
            self._open(kind)
            return True
        else:
            return self._no_operand(token)
        return False

    def _name(self, token: Token) -> bool:
        self._check_name(token)
        frame = self.piles.frame
        starts = self.last is not None and self.last.text in ("(", ",")
        if frame and frame.kind == "call" and starts and self._peek(1).text == "=":
            self._keyword(frame, token)
            return True
        if token.text in grammar.WORDS:
            self._push(Word(grammar.WORDS[token.text], token.span), token)
        else:
            self._push(Name(grammar.canonical_name(token.text), token.span), token)
        return False

    def _check_name(self, token: Token) -> None:
        if len(token.text) > grammar.NAME_LENGTH:
            raise complaints.long_name(token)

    def _keyword(self, frame: Frame, token: Token) -> None:
        name = grammar.canonical_name(token.text)
        if name in grammar.RESERVED:
            raise complaints.reserved(token, "name an argument")
        if name in frame.keywords:
            raise complaints.duplicate_keyword(token)
        frame.keyword = token._replace(text=name)
        self._take()
        self._take()

    def _prefix(self, token: Token) -> None:
        glyph = grammar.PREFIX[token.text]
        before = self.piles.awaited
        looser = before is not None and before.glyph.precedence > glyph.precedence
        # A sign may follow what binds tighter, `2**-x`; a word needs brackets there.
        if looser and glyph.precedence < grammar.COMPARISON:
            raise complaints.misplaced_not(token)
        self.piles.prefix(glyph, self._take())

    def _no_operand(self, token: Token) -> bool:
        """Go on where an operand may be missing: at a colon, dots, a closing bracket."""
        frame = self.piles.frame
        if frame is not None and self.piles.awaited is None and frame.keyword is None:
            fresh = self.last is frame.opener or (self.last is not None and self.last.text == ",")
            if token.text == ":" and frame.sliceable:
                frame.colon(None, self._take())
                return True
            if token.text == "..." and frame.sliceable and fresh:
                self._push(Dots(token.span), token)
                return False
            if token.text == "," and frame.parts:
                self._comma(frame, None)
                return True
            if token.text in _CLOSING and (frame.parts or fresh):
                self._close(token, None)
                return False
        if frame is not None and token.text in _CLOSING:
            self._match(frame, token)
        raise complaints.no_operand(self.last, token, frame)

    # --- where an operand was read

    def _after_operand(self, token: Token) -> bool:
        text = token.text if token.kind == "mark" else ""
        glyph = grammar.INFIX.get(grammar.SYNONYMS.get(text, text))
        if glyph is not None:
            self.piles.infix(glyph, self._take())
            return True
        if text in ("(", "["):
            return self._bracket_after(token)
        if text == ".":
            return self._attribute(token)
        if text in _CLOSING:
            self._close(token, self.piles.item())
            return False
        frame = self.piles.frame
        if text == "," and frame is not None:
            self._comma(frame, self.piles.item())
        elif text == ":" and frame is not None and frame.sliceable:
            frame.colon(self.piles.item(), self._take())
        else:
            self._juxtaposed(token)
        return True

    def _bracket_after(self, token: Token) -> bool:
        value, last, frame = self.piles.values[-1], self.last, self.piles.frame
        assert last is not None
        if token.text == "[":
            within = frame is not None and frame.kind == "array"
            # `[[1, 2] [3, 4]]` lacks a comma more often than it picks from `[1, 2]`.
            if within and last.text == "]" and token.start > last.stop:
                raise juxtaposition.missing_comma(token)
            require_value(value.expr)
            self._open("index", base=self.piles.values.pop())
        elif last.kind == "name" and _is_function(value.expr):
            self.piles.values.pop()
            self._open("call", function=last._replace(text=grammar.canonical_name(last.text)))
        else:
            self._juxtaposed(token)
        return True

    def _attribute(self, dot: Token) -> bool:
        name, called = self._peek(1), self._peek(2).text == "("
        base = self.piles.values[-1]
        require_value(base.expr)
        if name.kind == "bad":
            raise refusal(name)
        if name.kind != "name":
            raise complaints.no_attribute(dot)
        if called:
            return self._method(name)
        if name.text != "T":
            raise complaints.unknown_attribute(name)
        made = Transpose(base.operand, base.to(name.stop))
        self.piles.values[-1] = Value(made, base.start, name.stop)
        self._take()
        self._take()
        return False

    def _method(self, name: Token) -> bool:
        canonical = grammar.canonical_name(name.text)
        if name.text == "T":
            raise complaints.called_transpose(name)
        if canonical in grammar.RESERVED:
            raise complaints.reserved(name, "be called")
        self._check_name(name)
        self._take()
        self._take()
        base = self.piles.values.pop()
        self._open("call", base=base, function=name._replace(text=canonical))
        return True

    def _juxtaposed(self, token: Token) -> None:
        """Read two operands side by side as a product where that was agreed."""
        frame = self.piles.frame
        # On a new line a missing bracket is likelier than a missing sign.
        if (
            frame
            and frame.kind in ("group", "call")
            and self.tokens[self.place - 1].kind == "break"
        ):
            raise complaints.unclosed(frame.opener)
        error = juxtaposition.juxtaposed(self.source, self.last, token, frame)
        if not self.implicit_products or error.code != "implicit-product":
            raise error
        before = self.piles.awaited
        if before is not None and before.glyph.text == "/":
            raise juxtaposition.ambiguous_product(error)
        sign = Token("mark", "*", token.start, token.start)
        self.piles.infix(grammar.INFIX["*"], sign)

    # --- brackets

    def _open(
        self,
        kind: Literal["group", "array", "call", "index"],
        base: Value | None = None,
        function: Token | None = None,
    ) -> None:
        opener = self._take()
        self.piles.open(Frame(kind, opener, len(self.piles.waiting), base, function))

    def _comma(self, frame: Frame, value: Value | None) -> None:
        token = self._take()
        frame.add(value, value.stop if value else token.start)
        frame.comma = True

    def _close(self, token: Token, value: Value | None) -> None:
        frame = self.piles.frame
        if frame is None:
            raise complaints.unopened(token)
        self._match(frame, token)
        frame.add(value, value.stop if value else token.start)
        self._take()
        self.piles.close(token.stop)

    def _match(self, frame: Frame, token: Token) -> None:
        if grammar.BRACKETS[frame.opener.text] != token.text:
            raise complaints.mismatched(frame.opener, token)

    # --- tokens

    def _peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.place + ahead, len(self.tokens) - 1)]

    def _take(self) -> Token:
        token = self.last = self.tokens[self.place]
        self.place += 1
        return token

    def _push(self, expr: Expr | Dots, token: Token) -> None:
        self._take()
        self.piles.values.append(Value(expr, token.start, token.stop))


def _is_function(expr: Expr | Slice | Dots) -> bool:
    return isinstance(expr, Name) and expr.id not in grammar.CONSTANTS
