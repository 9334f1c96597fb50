"""What is wrong where something stands right after an operand and is no operator.

`2x`, `f(x y)`, `[1 2]`, `x, y`. May import `source`, `errors` and its own package.
"""

from __future__ import annotations

import re

from symgrad.errors import ParseError
from symgrad.language import complaints
from symgrad.language.frames import Frame
from symgrad.language.tokens import Token
from symgrad.source import Source


def juxtaposed(source: Source, last: Token | None, token: Token, frame: Frame | None) -> ParseError:
    """Two operands side by side, or a sign that cannot follow an operand."""
    assert last is not None
    if token.kind == "mark" and token.text not in ("(", "["):
        return _cannot_follow(token, frame)
    left, right = source.cut(last.span), source.cut(token.span)
    adjacent = last.stop == token.start
    if last.kind == "number" and adjacent and _spoils_number(left, right, token):
        return _malformed(last, token)
    multiplied = last.kind == "number" or last.text in (")", "]") or token.text == "("
    within = frame is not None and (frame.kind != "group" or frame.comma)
    if (
        multiplied
        and token.kind != "text"
        and not (within and token.kind == "number" and not adjacent)
    ):
        return _product(last, token, left, right)
    if within:
        return missing_comma(token)
    return complaints.mistake(
        f"an operator is missing between {left!r} and {right!r}",
        "missing-operator",
        f"write {left}*{right} for a product" if token.kind != "text" else "remove one of them",
        last.span.to(token.span),
    )


def _cannot_follow(token: Token, frame: Frame | None) -> ParseError:
    if token.text == "=":
        place = "inside brackets" if frame else "here"
        return complaints.mistake(
            f"'=' cannot stand {place}",
            "misplaced-equals",
            "write '==' to compare; a binding 'name = expression' is a statement of its own",
            token.span,
        )
    if token.text == ",":
        return complaints.mistake(
            "a comma outside brackets",
            "misplaced-comma",
            "put brackets around it: [a, b] for an array; statements end with ';'",
            token.span,
        )
    if token.text in ("{", "}"):
        return complaints.braces(token)
    if token.text == "in":
        return complaints.misplaced_in(token)
    if token.text == ":":
        return complaints.mistake(
            "a slice stands only in an index", "misplaced-slice", "write x[1:3]", token.span
        )
    if token.text == "...":
        return complaints.mistake(
            "'...' stands only in an index", "misplaced-dots", "write x[..., 0]", token.span
        )
    return complaints.mistake(
        f"an operator is missing before {token.text!r}",
        "missing-operator",
        f"put one before it, as in 'and {token.text} c'",
        token.span,
    )


def _spoils_number(left: str, right: str, token: Token) -> bool:
    if token.kind == "number":
        return True
    return right.startswith("_") or (
        left == "0" and re.fullmatch("[xXbBoO][0-9a-fA-F]+", right) is not None
    )


def _malformed(last: Token, token: Token) -> ParseError:
    return complaints.mistake(
        f"{last.text + token.text!r} is no number",
        "malformed-number",
        "write decimals, as in 1000, 2.5 or 1e-3",
        last.span.to(token.span),
    )


def _product(last: Token, token: Token, left: str, right: str) -> ParseError:
    mend = (
        f"{left}*{right}"
        if last.kind == "number"
        else f"a product needs a sign: ...{left}*{right}..."
    )
    if last.kind == "number" and token.text == "(":
        mend = f"{left}*(...)"
    if last.kind == "name":
        mend = f"{left}*(...)"
    if last.text in (")", "]") and token.text == "(":
        mend = "(...)*(...)"
    elif last.text in (")", "]"):
        mend = f"(...)*{right}"
    span = last.span.to(token.span)
    return complaints.mistake("a product needs a sign", "implicit-product", f"write {mend}", span)


def ambiguous_product(error: ParseError) -> ParseError:
    """`1/2x`, where products without a sign are read; handed the error it would else be."""
    assert error.span is not None
    return complaints.mistake(
        "a product without a sign after '/' can be read in two ways",
        "ambiguous-product",
        "put brackets around the quotient or around the product",
        error.span,
    )


def missing_comma(token: Token) -> ParseError:
    """Two items of a list side by side."""
    return complaints.mistake(
        f"a comma or an operator is missing before {token.text!r}",
        "missing-comma",
        "put a comma between the two",
        token.span,
    )
