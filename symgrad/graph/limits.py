"""How large an input the program agrees to take on.

Limits are told before the work wherever shapes and counts predict it, with the number
that was met. May import `errors` only.
"""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.errors import LimitError

_WORDS = {
    "characters": "characters of text",
    "nodes": "nodes of the graph",
    "bindings": "bindings",
    "rank": "axes of one array",
    "elements": "entries of one array",
    "all_elements": "entries of all arrays together",
    "operations": "predicted multiply-adds",
    "gradient_nodes": "nodes of the gradient",
    "value_characters": "characters of a value",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """One column of the table of limits; None means unlimited.

    The depth of nesting, the digits of a number, its decimal exponent and the length of a
    name are limits of the language and the same for everybody (`symgrad.language.grammar`).
    """

    characters: int | None
    nodes: int | None
    bindings: int | None
    rank: int | None
    elements: int | None
    all_elements: int | None
    operations: int | None
    gradient_nodes: int | None
    value_characters: int | None
    files: bool

    def check(self, what: str, count: int) -> None:
        """Refuse a count that is over the limit.

        Raises:
            LimitError: with the count and the limit.
        """
        most = getattr(self, what)
        if most is not None and count > most:
            raise LimitError(
                f"{_count(count)} {_WORDS[what]} are more than the limit of {_count(most)}",
                code="limit-" + what.replace("_", "-"),
                help="make it smaller, or lift the limits with --limits none",
            )


def _count(number: int) -> str:
    return (
        f"{number:,}".replace(",", " ") if number < 10**15 else f"about 10^{len(str(number)) - 1}"
    )


UNTRUSTED = Limits(10_000, 5_000, 256, 16, 10**6, 10**7, 10**9, 20_000, 10**6, False)
TRUSTED = Limits(1_000_000, 200_000, 20_000, 16, 10**8, 10**9, 10**12, 2_000_000, 64 * 10**6, True)
UNLIMITED = Limits(None, None, None, None, None, None, None, None, None, True)
BY_NAME = {"trusted": TRUSTED, "untrusted": UNTRUSTED, "none": UNLIMITED}
