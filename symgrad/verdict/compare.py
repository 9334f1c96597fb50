"""Two gradients side by side: what each entry says, and what they say together.

A fixed tolerance proves nothing, so every entry is measured against the running error
bound of its own computation: two numbers agree when their difference is within what
rounding can explain on the reverse sweep's side, and disagree only when rounding on both
sides cannot explain it. Digits that the bounds do not confirm are not counted. May import
`verdict.examination` and lower floors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from symgrad.source import Span
from symgrad.verdict.balls.decimals import decimal_text
from symgrad.verdict.blame import Blame
from symgrad.verdict.examination import Examination, Finding, KinkedEntry, Nearest

Status = Literal["agree", "disagree", "kink", "undefined", "inconclusive"]
Array = np.ndarray[Any, np.dtype[Any]]
# First-order bounds leave out what grows slower; this covers it with room to spare.
SLACK = 2.0**12
MOST_DIGITS = {"float64": 15, "float32": 6}
UNIT = {"float64": 2.0**-53, "float32": 2.0**-24}


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The gradient of one variable from both wings, entry by entry.

    Attributes:
        symbolic, reverse: the two values. ulps: their difference in units of the last place.
        digits: decimal digits of each entry that both sides and their bounds confirm.
        status: per entry "agree", "disagree", "inconclusive" or "undefined" (not finite).
        enclosed: balls around the true values, None where there are none.
        zero: entries that are 0 as far as any precision tells, None without enclosures.
        lost: how many of its digits floating point lost, per entry; None without enclosures.
        attainable: how many it can give at this point, per entry.
        doubt: why entries are not decided, or what is wrong; "" where nothing is.
        bits: the precision that the last entry needed, 0 without enclosures.
    """

    symbolic: Array
    reverse: Array
    ulps: Array
    digits: Array
    status: Array
    enclosed: Array | None = None
    zero: Array | None = None
    lost: Array | None = None
    attainable: Array | None = None
    doubt: str = ""
    bits: int = 0

    @property
    def total(self) -> int:
        """The number of entries."""
        return int(self.status.size)

    @property
    def agreeing(self) -> int:
        """The number of entries that agree."""
        return int(np.count_nonzero(self.status == "agree"))

    @property
    def fewest(self) -> int:
        """The digits that all entries have."""
        return int(self.digits.min()) if self.total else MOST_DIGITS["float64"]

    @property
    def worst(self) -> tuple[int, ...] | None:
        """The entry to look at first: disagreeing before undecided, then the most ulps."""
        if not self.total:
            return None
        rank = np.select(
            [self.status == word for word in ("disagree", "undefined", "inconclusive")], [3, 2, 1]
        )
        order = np.lexsort((self.ulps.ravel(), rank.ravel()))
        return tuple(int(i) for i in np.unravel_index(order[-1], self.status.shape))

    @property
    def worst_ulp(self) -> float:
        """The largest difference, in units of the last place."""
        return float(np.max(self.ulps, initial=0.0))

    def decimals(self, entry: tuple[int, ...], digits: int) -> str:
        """Return the true value of an entry, as many of some digits as are certain; "" if none."""
        if self.enclosed is None or not self.digits[entry]:
            return ""
        if self.zero is not None and self.zero[entry]:
            return "0"
        return decimal_text(self.enclosed[entry], min(digits, int(self.digits[entry])))

    def __str__(self) -> str:
        return f"{self.agreeing} of {self.total} entries agree, worst {self.worst_ulp:g} ulp"


def compare(
    symbolic: Array,
    reverse: Array,
    bound_reverse: Array,
    bound_symbolic: Array,
    dtype: str = "float64",
) -> Comparison:
    """Compare two arrays of one shape within their running error bounds.

    Args:
        symbolic, reverse: the closed form's values and the sweep's.
        bound_reverse, bound_symbolic: running error per entry, in units of the unit roundoff.
        dtype: "float64" or "float32", the type both were computed in.

    Returns:
        For each entry the status, the difference in ulps and the digits confirmed.
    """
    left, right = np.broadcast_arrays(np.asarray(symbolic), np.asarray(reverse))
    unit = UNIT[dtype]
    with np.errstate(all="ignore"):
        difference = np.abs(left.astype(np.float64) - right.astype(np.float64))
        finite = np.isfinite(left) & np.isfinite(right)
        ulps = np.where(finite, difference / np.spacing(np.abs(right.astype(dtype))), np.inf)
        status = _status(left, right, difference, unit * bound_reverse, unit * bound_symbolic)
        digits = _digits(left, right, difference + unit * bound_reverse, MOST_DIGITS[dtype])
    return Comparison(left, right, np.asarray(ulps, dtype=np.float64), digits, status)


def _status(left: Array, right: Array, difference: Array, reach: Array, other: Array) -> Array:
    finite = np.isfinite(left) & np.isfinite(right)
    near = difference <= SLACK * reach
    # Two numbers that are both smaller than their own rounding error confirm nothing.
    # A closed form that is exactly zero is no such number: it is zero by its form.
    noise = (left != 0) & (np.maximum(np.abs(left), np.abs(right)) <= reach)
    found: Array = np.select(
        [
            ~finite,
            (left == right) & ~noise,
            near & ~noise,
            noise | (difference <= SLACK * (reach + other)) | ~np.isfinite(reach + other),
        ],
        ["undefined", "agree", "agree", "inconclusive"],
        "disagree",
    )
    return found


def _digits(left: Array, right: Array, radius: Array, most: int) -> Array:
    size = np.maximum(np.abs(left), np.abs(right))
    exact = (left == right) & ((radius == 0) | (size == 0))
    places = np.where(exact, most, np.floor(-np.log10(radius / size)))
    counted: Array = np.clip(np.nan_to_num(places, nan=0.0), 0, most).astype(int)
    return counted


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What both wings say together at one point.

    Attributes:
        status: agree, disagree, kink, undefined or inconclusive.
        digits: decimal digits that both sides confirm, in the worst entry.
        reason: why, in words; "" when they agree.
        span: the place in the text that it is about.
        entries: the entries concerned, as `(variable, index)`.
        agree, total: how many entries agree, and how many there are.
        worst_ulp: the largest difference in units of the last place.
        findings: the domain faults and kinks that reach the output.
        blame: the node whose rule is wrong, if the two disagree and one was found.
        bits: the precision that the last entry needed, 0 where nothing was enclosed.
        kinks: for entries on a kink what the function does on both sides.
        nearest: the kink nearest to a smooth point.
    """

    status: Status
    digits: int = 0
    reason: str = ""
    span: Span | None = None
    entries: tuple[tuple[str, tuple[int, ...]], ...] = ()
    agree: int = 0
    total: int = 0
    worst_ulp: float = 0.0
    findings: tuple[Finding, ...] = ()
    blame: Blame | None = None
    bits: int = 0
    kinks: tuple[KinkedEntry, ...] = ()
    nearest: Nearest | None = None

    @property
    def valueless(self) -> bool:
        """Tell whether the output itself has no value at the point."""
        causes = ("input", "domain", "overflow")
        return self.status == "undefined" and any(f.cause in causes for f in self.findings)

    def __str__(self) -> str:
        tail = f": {self.reason}" if self.reason else f" to {self.digits} digits"
        return f"{self.status}{tail} ({self.agree} of {self.total} entries)"


def judge(
    examination: Examination,
    comparisons: Mapping[str, Comparison],
    blame: Blame | None = None,
) -> Verdict:
    """Give the verdict on a point.

    An undefined point decides alone. Otherwise a proven disagreement comes before a kink,
    and both before doubt; entries on a kink are not compared.

    Args:
        examination: what the domain check found.
        comparisons: for each variable both gradients.
        blame: the node that a disagreement was traced to.
    """
    total = sum(c.total for c in comparisons.values())
    agree = sum(c.agreeing for c in comparisons.values())
    smooth = [
        (name, c, examination.smooth(name, c.status.shape)) for name, c in comparisons.items()
    ]
    found = examination.first
    status, reason, entries = _decide(examination, smooth)
    about = found if found is not None and status in ("undefined", "kink", "inconclusive") else None
    digits = [c.fewest for c in comparisons.values()]
    return Verdict(
        status,
        min(digits, default=0) if status == "agree" else 0,
        str(blame) if status == "disagree" and blame is not None else reason,
        (about.span if about else None) or (blame.span if blame else None),
        entries,
        agree,
        total,
        max((c.worst_ulp for c in comparisons.values()), default=0.0),
        examination.findings,
        blame if status == "disagree" else None,
        max((c.bits for c in comparisons.values()), default=0),
        nearest=examination.nearest,
    )


_TOO_FEW = "rounding leaves too few digits to tell"
Compared = list[tuple[str, Comparison, Array]]
Entries = tuple[tuple[str, tuple[int, ...]], ...]


def _decide(examination: Examination, compared: Compared) -> tuple[Status, str, Entries]:
    found = examination.first
    if examination.status == "undefined" and found is not None:
        return "undefined", found.reason, found.entries
    if examination.status == "suspected" and found is not None and _any(compared, "disagree"):
        # On one side of a kink or on the other: rounding decides, and each wing for itself.
        return "inconclusive", found.reason, found.entries
    for status, reason in (
        ("disagree", "the closed form and reverse mode are different numbers"),
        ("undefined", "the gradient has no finite value here"),
    ):
        entries = tuple(_entries(compared, status))
        if entries:
            told = _doubt(compared, entries) if status == "disagree" else ""
            return status, told or reason, entries  # type: ignore[return-value]
    if examination.status == "kink" and found is not None:
        return "kink", found.reason, tuple(examination.kinked())
    entries = tuple(_entries(compared, "inconclusive"))
    if entries:
        suspected = found.reason if found is not None else ""
        return "inconclusive", suspected or _doubt(compared, entries) or _TOO_FEW, entries
    if found is not None:
        return "inconclusive", found.reason, found.entries
    return "agree", "", ()


def _doubt(compared: Compared, entries: Entries) -> str:
    """Return what the first derivative concerned says of its entries."""
    return next(each.doubt for name, each, _ in compared if name == entries[0][0])


def _any(compared: Compared, status: str) -> bool:
    return next(_entries(compared, status), None) is not None


def _entries(compared: Compared, status: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name, comparison, smooth in compared:
        for index in np.argwhere((comparison.status == status) & smooth):
            yield name, tuple(int(i) for i in index)


_WORST_FIRST: tuple[Status, ...] = ("disagree", "undefined", "inconclusive", "kink", "agree")


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict that speaks for several points: the worst of them.

    Where no point of the domain was found, nothing was seen: inconclusive.
    """
    if not verdicts:
        return Verdict("inconclusive", reason="no point of the domain was found")
    return min(verdicts, key=lambda v: (_WORST_FIRST.index(v.status), v.digits))
