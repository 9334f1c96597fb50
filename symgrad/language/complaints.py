"""What is wrong with the order of the tokens, and what to type instead.

One function per mistake, each returning the error; the parser decides when to raise it.
May import `source`, `errors` and its own package.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.errors import LimitError, ParseError, UnknownNameError
from symgrad.language import grammar
from symgrad.language.frames import Frame, Value
from symgrad.language.syntax import Binding
from symgrad.language.tokens import Token
from symgrad.source import Source, Span

_INFIX = frozenset({*grammar.INFIX, *grammar.SYNONYMS})
_MEANT_TOGETHER = {("*", "*"): "**", ("=", "="): "==", ("<", "="): "<=", (">", "="): ">="}


def mistake(message: str, code: str, help: str, span: Span) -> ParseError:
    return ParseError(message, code=code, help=help, span=span)


def _limit(message: str, code: str, help: str, span: Span) -> LimitError:
    return LimitError(message, code=code, help=help, span=span)


# --- statements


def no_output(bindings: Sequence[Binding], source: Source) -> ParseError:
    """The last statement is a binding, or there is no statement."""
    if not bindings:
        return mistake(
            "there is nothing to read",
            "empty-program",
            "type an expression, such as sum(x**2)",
            Span(0, len(source.text)),
        )
    last = bindings[-1]
    return mistake(
        f"the last statement binds {last.name!r}, and there is no output expression",
        "no-output",
        f"end with an expression: {last.name} = ...; {last.name} (a comparison is written '==')",
        last.name_span,
    )


def unbound_statement(value: Value) -> ParseError:
    """A statement before the last one binds nothing."""
    return mistake(
        "only the last statement may stand without a name",
        "missing-binding",
        "write name = ... before it, or remove it; brackets let an expression go on over line ends",
        value.to(value.stop),
    )


def too_many_bindings(name: Token, most: int) -> LimitError:
    """More bindings than were agreed."""
    return _limit(
        f"more than {most} bindings",
        "limit-bindings",
        "make it smaller, or lift the limits with --limits none",
        name.span,
    )


def reserved(token: Token, cannot: str) -> ParseError:
    """A word of the language where a name is wanted."""
    return mistake(
        f"{token.text!r} is reserved and cannot {cannot}",
        "reserved-name",
        f"choose another name, such as {grammar.canonical_name(token.text)}_",
        token.span,
    )


# --- brackets


def unclosed(opener: Token) -> ParseError:
    """A bracket that is still open at the end."""
    return mistake(
        f"{opener.text!r} is never closed",
        "unclosed-bracket",
        f"add the missing {grammar.BRACKETS[opener.text]!r}",
        opener.span,
    )


def unopened(token: Token) -> ParseError:
    """A closing bracket with nothing to close."""
    return mistake(
        f"{token.text!r} closes nothing",
        "unopened-bracket",
        "remove it, or open the bracket before it",
        token.span,
    )


def mismatched(opener: Token, token: Token) -> ParseError:
    """A bracket closed by one of the other kind."""
    return mistake(
        f"{opener.text!r} is closed by {token.text!r}",
        "mismatched-bracket",
        f"close it with {grammar.BRACKETS[opener.text]!r}",
        opener.span,
    )


# --- operands and operators


def misplaced_not(token: Token) -> ParseError:
    """`a == not b`."""
    return mistake(
        "'not' binds looser than the operator before it",
        "misplaced-not",
        "put it in brackets with its operand: (not c)",
        token.span,
    )


def no_operand(last: Token | None, token: Token, frame: Frame | None) -> ParseError:
    """Something stands where an operand has to."""
    if token.kind in ("end", "break"):
        return _right_side_missing(last, token, frame)
    if token.text in (")", "]") and frame is None and last is None:
        return unopened(token)
    if last is not None and (last.text, token.text) in _MEANT_TOGETHER:
        meant = _MEANT_TOGETHER[last.text, token.text]
        return _doubled(last, token, f"write {meant!r} without a blank")
    if last is not None and last.text in _INFIX and token.text in _INFIX:
        return _doubled(last, token, "remove one, or put an operand between them")
    if last is not None and (
        last.text in _INFIX or last.text in grammar.PREFIX or last.text == "="
    ):
        return _right_side_missing(last, token, frame)
    if token.text in ("{", "}"):
        return braces(token)
    if token.text == ":":
        return mistake(
            "a slice stands only in an index", "misplaced-slice", "write x[1:3]", token.span
        )
    if token.text == "...":
        return mistake(
            "'...' stands only in an index", "misplaced-dots", "write x[..., 0]", token.span
        )
    if token.text == "in":
        return misplaced_in(token)
    return mistake(
        f"nothing stands before {token.text!r}",
        "missing-operand",
        "put an operand before it, or remove it",
        token.span,
    )


def _doubled(last: Token, token: Token, help: str) -> ParseError:
    span = last.span.to(token.span)
    message = f"two operators in a row, {last.text!r} and {token.text!r}"
    return mistake(message, "doubled-operator", help, span)


def _right_side_missing(last: Token | None, token: Token, frame: Frame | None) -> ParseError:
    if frame is not None and token.kind in ("end", "break"):
        return unclosed(frame.opener)
    goes_on = "; brackets let an expression go on over line ends" if token.kind == "break" else ""
    if last is None:
        return mistake("an expression is missing", "missing-operand", "add one", token.span)
    return mistake(
        f"nothing stands after {last.text!r}",
        "missing-operand",
        f"put an operand after it, or remove it{goes_on}",
        last.span,
    )


def braces(token: Token) -> ParseError:
    return mistake(
        f"{token.text!r} is no bracket of expressions",
        "foreign-bracket",
        "write ( ) for grouping and [ ] for arrays",
        token.span,
    )


def misplaced_in(token: Token) -> ParseError:
    return mistake(
        "'in' is reserved for assumptions",
        "misplaced-in",
        "write comparisons, as in 0 < x < 1",
        token.span,
    )


# --- names and numbers


def no_attribute(dot: Token) -> ParseError:
    """A dot with no name after it."""
    return mistake(
        "no name stands after '.'",
        "missing-attribute",
        "write x.T, or x.sum() for a function",
        dot.span,
    )


def unknown_attribute(name: Token) -> UnknownNameError:
    """`x.foo`, not called."""
    return UnknownNameError(
        f"there is no attribute {name.text!r}",
        code="unknown-attribute",
        help=_ATTRIBUTES.get(
            name.text, f"write .{name.text}(...) to call a function, or .T for the transpose"
        ),
        span=name.span,
    )


_NAMED_SIZE = "declare the size by a name, as in x:n, and write n"
_ALONE = "functions stand alone: write their names without a library"
_ATTRIBUTES = {
    "shape": _NAMED_SIZE,
    "size": _NAMED_SIZE,
    "ndim": _NAMED_SIZE,
    "mT": "write .T, which swaps the last two axes",
    "H": "write .T: all numbers are real",
    "t": "write .T for the transpose",
    "real": "leave it out: all numbers are real",
    "grad": "leave it out: symgrad grad differentiates the expression",
    "data": "write detach(...) for a value that is constant to every derivative",
    "nn": _ALONE,
    "linalg": _ALONE,
    "special": _ALONE,
    "random": _ALONE,
}


def called_transpose(name: Token) -> ParseError:
    """`x.T()`."""
    return mistake(".T is not called", "called-transpose", "write x.T without brackets", name.span)


def duplicate_keyword(token: Token) -> ParseError:
    """`f(x, axis=0, axis=1)`."""
    return mistake(
        f"the argument {token.text!r} is given twice",
        "duplicate-keyword",
        "remove one of them",
        token.span,
    )


# --- limits


def too_long(source: Source, most: int) -> LimitError:
    """More characters than were agreed."""
    return _limit(
        f"{len(source.text)} characters are more than the limit of {most}",
        "limit-characters",
        "make it shorter, or lift the limits with --limits none",
        Span(most, len(source.text)),
    )


def too_deep(token: Token) -> LimitError:
    """Brackets, signs or powers nested over the limit."""
    return _limit(
        f"nested more than {grammar.DEPTH} deep",
        "limit-depth",
        "give inner parts a name: t = ...; f(t)",
        token.span,
    )


def long_name(token: Token) -> LimitError:
    """A name over the limit."""
    return _limit(
        f"a name of {len(token.text)} characters is longer than the limit of {grammar.NAME_LENGTH}",
        "limit-name",
        "choose a shorter one",
        token.span,
    )


def long_number(token: Token) -> LimitError:
    """A number with too many digits."""
    return _limit(
        f"a number with more than {grammar.DIGITS} digits",
        "limit-digits",
        "round it, or write it with an exponent, as in 1e300",
        token.span,
    )


def large_exponent(token: Token) -> LimitError:
    """A decimal exponent beyond the limit."""
    return _limit(
        f"a decimal exponent beyond ±{grammar.EXPONENT}",
        "limit-exponent",
        "scale the quantity",
        token.span,
    )
