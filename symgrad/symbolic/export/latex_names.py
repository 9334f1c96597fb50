"""Names in LaTeX: letters as they are, Greek as Greek, words upright, digits as subscripts.

May import `ops`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from symgrad.ops.dims import Dim

_WORDS = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau
    upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = {word: f"\\{word}" for word in _WORDS.split()}
_LETTERS = dict(
    zip(
        "αβγδεζηθκλμξπρςστφχψω",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "kappa",
            "lambda",
            "mu",
            "xi",
            "pi",
            "rho",
            "varsigma",
            "sigma",
            "tau",
            "varphi",
            "chi",
            "psi",
            "omega",
        ],
        strict=True,
    )
) | dict(
    zip(
        "ΓΔΘΛΞΠΣΦΨΩ",
        [
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Xi",
            "Pi",
            "Sigma",
            "Phi",
            "Psi",
            "Omega",
        ],
        strict=True,
    )
)
_NAME = re.compile(r"(.*?[^\W\d_])(\d+)")


def name(text: str) -> str:
    """Return a name of the language in LaTeX: `W_1` and `W1` as W with a subscript."""
    base, *rest = [part for part in text.split("_") if part] or [""]
    if not base:
        return escaped(text)
    if text.startswith("_") or text.endswith("_") or "__" in text:
        return f"\\mathrm{{{escaped(text)}}}"
    digits = _NAME.fullmatch(base)
    if digits:
        base, rest = digits[1], [digits[2], *rest]
    subscripts = ", ".join(_part(part) for part in rest)
    return f"{_part(base)}_{{{subscripts}}}" if rest else _part(base)


def _part(text: str) -> str:
    if text in _LETTERS:
        return f"\\{_LETTERS[text]}"
    if len(text) == 1 or text.isdigit():
        return text
    if text in GREEK:
        return GREEK[text]
    return f"\\mathrm{{{''.join(map(_letter, text))}}}"


def _letter(character: str) -> str:
    return f"\\{_LETTERS[character]} " if character in _LETTERS else escaped(character)


def escaped(text: str) -> str:
    """Return a text with the characters that LaTeX reads as commands taken literally."""
    special = {"\\": "\\backslash ", "^": "\\hat{\\ }", "~": "\\sim "}
    return "".join(special.get(c, f"\\{c}" if c in "_#$%&{}" else c) for c in text)


def size(dim: int | Dim) -> str:
    """Return a size in LaTeX: a number, or a polynomial in names."""
    if isinstance(dim, int):
        return str(dim)
    text = ""
    for names, coefficient in dim.terms:
        count = abs(coefficient)
        factors = ([str(count)] if count != 1 or not names else []) + [name(n) for n in names]
        sign = "-" if coefficient < 0 else "+"
        text += (f" {sign} " if text else "-" * (sign == "-")) + " ".join(factors)
    return text


def unlike(texts: Iterable[str]) -> dict[str, str]:
    """Return names in LaTeX, no two of them alike: what `W1` leaves `W_1` cannot have."""
    found: dict[str, str] = {}
    for text in texts:
        plain = name(text)
        taken = {tex for other, tex in found.items() if other != text}
        found[text] = f"\\mathtt{{{escaped(text)}}}" if plain in taken else plain
    return found
