"""What is wrong with a character that is not of the language, and what to type instead.

May import `source`, `errors` and its own package.
"""

from __future__ import annotations

import unicodedata

from symgrad.errors import ParseError
from symgrad.language.grammar import GREEK
from symgrad.language.tokens import Token

# Signs of other languages, and of the keyboard, with the mend.
_SIGNS: dict[str, tuple[str, str, str]] = {
    "'": ("prime", "a prime is no operator", "write x.T for the transpose"),
    "%": ("foreign-operator", "'%' is no operator", "write mod(x, y)"),
    "//": ("foreign-operator", "'//' is no operator", "write floor(x/y)"),
    "&": ("foreign-operator", "'&' is no operator", "write 'and' between conditions"),
    "&&": ("foreign-operator", "'&&' is no operator", "write 'and'"),
    "|": ("foreign-operator", "'|' is no operator", "write abs(x), or 'or' between conditions"),
    "||": ("foreign-operator", "'||' is no operator", "write 'or', or norm(x)"),
    "!": ("foreign-operator", "'!' is no operator", "write 'not'; n! is exp(gammaln(n + 1))"),
    "~": ("foreign-operator", "'~' is no operator", "write 'not'"),
    "<>": ("foreign-operator", "'<>' is no comparison", "write '!='"),
    "===": ("foreign-operator", "'===' is no comparison", "write '=='"),
    "!==": ("foreign-operator", "'!==' is no comparison", "write '!='"),
    "=<": ("foreign-operator", "'=<' is no comparison", "write '<='"),
    "=>": ("foreign-operator", "'=>' is no comparison", "write '>='"),
    "<<": ("foreign-operator", "'<<' is no operator", "write x*2**n"),
    ">>": ("foreign-operator", "'>>' is no operator", "write floor(x/2**n)"),
    "->": ("foreign-operator", "'->' is no operator", "it stands only in einsum's subscripts"),
    ":=": ("foreign-binding", "':=' does not bind", "write 'name = expression'"),
    "?": ("foreign-operator", "'?' is no operator", "write where(condition, a, b)"),
    "$": ("stray-character", "'$' is not of the language", "leave it out"),
    "`": ("stray-character", "'`' is not of the language", "leave it out"),
    "\\": (
        "stray-character",
        "'\\' is not of the language",
        "leave it out; an expression in brackets goes on over line ends",
    ),
}
# Characters beyond ASCII that have a spelling here.
_SPELLED = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "⁻": "-", "＋": "+",
    "×": "*", "·": "*", "⋅": "*", "∗": "*", "•": "*", "∘": "*", "⊙": "*", "⊗": "kron(a, b)",
    "÷": "/", "∕": "/", "⁄": "/",
    "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "≡": "==", "≈": "==", "←": "=", "≔": "=",
    "∧": "and", "∨": "or", "¬": "not",
    "√": "sqrt(x)", "∛": "cbrt(x)", "∑": "sum(x)", "∏": "prod(x)", "∞": "inf",
    "‖": "norm(x)", "∥": "norm(x)",
    "ᵀ": ".T", "⊤": ".T", "′": ".T", "ᵗ": ".T", "…": "...",
    "⁰": "**0", "¹": "**1", "²": "**2", "³": "**3", "⁴": "**4",
    "⁵": "**5", "⁶": "**6", "⁷": "**7", "⁸": "**8", "⁹": "**9",
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": '"', "’": '"', "‚": '"',
    "∈": "in", "ℯ": "exp(1)",
}  # fmt: skip
_TWINS = dict(
    zip(
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιυϲϳ" + "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԛԝԁѵ" + "ıȷℓ∂∇",
        "ABEZHIKMNOPTYXoviucj" + "ABESIJKMHOPCTYXaesijopcyxhqwdv" + "ijldd",
        strict=True,
    )
)
_VARIANTS = {"ϑ": "θ", "ϕ": "φ", "ϖ": "π", "ϱ": "ρ", "ϰ": "κ"}


def refusal(token: Token) -> ParseError:
    """Return the error for a token of kind "bad"."""
    if token.text in _SIGNS:
        code, message, mend = _SIGNS[token.text]
        return ParseError(message, code=code, help=mend, span=token.span)
    if token.text == '"':
        return ParseError(
            "the string does not end",
            code="unterminated-string",
            help="add a closing '\"' on the same line",
            span=token.span,
        )
    if len(token.text) > 1:
        glyph = token.text.removesuffix("=")
        return ParseError(
            f"{token.text!r} does not bind",
            code="foreign-binding",
            help=f"write x = x {glyph} ... as a statement",
            span=token.span,
        )
    return _character(token)


def _character(token: Token) -> ParseError:
    char = token.text
    code, mend = _reading(char)
    name = unicodedata.name(char, "")
    shown = f"U+{ord(char):04X}{' ' + name if name else ''}"
    if unicodedata.category(char)[0] not in "CZ":
        shown = f"'{char}' ({shown})"
    return ParseError(f"{shown} is not of the language", code=code, help=mend, span=token.span)


def _reading(char: str) -> tuple[str, str]:
    category = unicodedata.category(char)
    if char in _SPELLED:
        return (
            "smart-quote" if char in "“”„«»‘’‚" else "stray-character"
        ), f"write {_SPELLED[char]}"
    plain = _TWINS.get(char) or _VARIANTS.get(char) or _decomposed(char)
    if plain:
        return "lookalike", f"it looks like '{plain}' (U+{ord(plain):04X}); type that"
    if category[0] == "Z":
        return "stray-character", "write an ordinary blank"
    if category[0] == "C":
        return "control-character", "remove it; it may be invisible"
    if category[0] in "LM":
        return "stray-character", "names are made of a-z, A-Z, 0-9, _ and Greek letters"
    return "stray-character", "remove it"


def _decomposed(char: str) -> str:
    """Return the ASCII or Greek character that a compatible or accented one is a form of."""
    plain = unicodedata.normalize("NFKD", char)[:1]
    known = (plain.isascii() and plain.isprintable() and plain != " ") or plain in tuple(GREEK)
    return plain if plain != char and known else _TWINS.get(plain, "") if plain != char else ""
