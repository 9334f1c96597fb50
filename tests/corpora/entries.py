"""What one entry of a corpus says; the data themselves are in the files of their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DIGITS = 12


@dataclass(frozen=True, slots=True)
class Formula:
    """A scalar formula, as symgrad reads it and as mpmath computes it.

    Attributes:
        name: unique. source: book and place, or paper.
        text: the formula in the language.
        values: decimal text by variable, in the order in which `reference` takes them.
        reference: the same formula written by hand for numbers of any precision.
        digits: how many must be right; fewer than 12 need a reason.
        reason: what the conditioning of the formula at this point costs.
        status: the verdict.
    """

    name: str
    source: str
    text: str
    values: Mapping[str, str]
    reference: Callable[..., Any]
    digits: int = DIGITS
    reason: str = ""
    status: str = "agree"


@dataclass(frozen=True, slots=True)
class Objective:
    """A test function of optimisation at a starting point.

    Attributes:
        name, source, text, digits, reason: as a formula has them.
        start: the vector called x in the text, as decimal texts or numbers.
        reference: the function of a list of numbers of any precision.
        published: the value at the start, to the digits printed; "" if none is.
        status: "inconclusive" where a slope is zero because its terms cancel, with a reason.
    """

    name: str
    source: str
    text: str
    start: Sequence[str | float]
    reference: Callable[[list[Any]], Any]
    published: str = ""
    digits: int = DIGITS
    reason: str = ""
    status: str = "agree"


@dataclass(frozen=True, slots=True, eq=False)
class ClosedForm:
    """An expression in arrays whose sizes have names, and its derivatives as books print them.

    Attributes:
        name: unique. source: book and place, or paper.
        text: the expression in the language.
        shapes: of its arrays, such as `A:m,n, x:n`; what is not named is one number.
        forms: the textbook's derivative by variable, in the language.
        given: what is assumed of the variables.
        kind: "gradient"; "jacobian" of a text of more entries; "hessian".
        ascending: sizes that must not fall in this order, as `n m` for full column rank.
    """

    name: str
    source: str
    text: str
    shapes: str
    forms: Mapping[str, str]
    given: tuple[str, ...] = ()
    kind: str = "gradient"
    ascending: str = ""
