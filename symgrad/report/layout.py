"""What a report looks like, before ink: lines and grids in reading order.

The plain renderer and the terminal lay out the same blocks, so they cannot say
different things. May import the rest of `report`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from symgrad.errors import pointed
from symgrad.report import numbers
from symgrad.report.labels import ENGINES, MODES
from symgrad.report.table import GradTable, Row
from symgrad.verdict.compare import MOST_DIGITS
from symgrad.verdict.point import DIGITS

Tone = Literal["", "good", "bad", "doubt", "quiet"]
FEW = 40
WORST = 5
LONGEST_FORMULA = 40
# A kink that is further away than this is not mentioned.
_NEAR = 1e-3
TONES: dict[str, Tone] = {
    "agree": "good",
    "checked": "good",
    "right": "good",
    "disagree": "bad",
    "wrong": "bad",
    "kink": "doubt",
    "undefined": "doubt",
    "inconclusive": "doubt",
    "undecided": "doubt",
    "not checked": "doubt",
    "invalid": "bad",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with something on its right, and a tone for its first word."""

    text: str = ""
    right: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a header, rows of cells, and for each column whether it is flushed right.

    `spare` is the column that a narrow page leaves out first, 0 if there is none.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    spare: int = 0

    def narrowed(self) -> Grid:
        """Return the table without its spare column."""
        keep = [i for i in range(len(self.header)) if i != self.spare or not self.spare]
        return Grid(
            tuple(self.header[i] for i in keep),
            tuple(tuple(row[i] for i in keep) for row in self.rows),
            tuple(self.right[i] for i in keep),
        )


Block = Line | Grid


def blocks(report: GradTable, *, everything: bool = False, worst: int = WORST) -> list[Block]:
    """Return a grad report as blocks: echo, value, closed forms, entries, verdict last."""
    found: list[Block] = [*echo(report), *_value(report, everything), *formulas(report)]
    if report.points:
        found += [Line(), verdict_line(report)]
        return found
    if _single_entries(report):
        rows = [row for name in report.comparisons for row in report.rows_of(name)]
        return [*found, Line(), _entries(report, rows), Line(), *_verdict(report)]
    large: list[str] = []
    for name in report.gradients:
        if name not in report.comparisons:
            found.append(Line(f"{report.title(name)} = {_shown(report, name, everything)}"))
        elif report.comparisons[name].total > FEW and not everything:
            large.append(name)
        elif report.comparisons[name].total:
            found += [Line(), _entries(report, report.rows_of(name))]
    if large:
        found += [Line(), _summary(report, large)]
        for name in large:
            words = f"the worst entries of {report.title(name)}"
            if worst:
                found += [Line(), Line(words, tone="quiet")]
                found.append(_entries(report, report.rows_of(name, worst)))
    if report.verdict is not None and report.inputs:
        found += [Line(), *_verdict(report)]
    return found


def _single_entries(report: GradTable) -> bool:
    """Tell whether this is a Hessian of single numbers, which one table shows best."""
    found = report.comparisons.values()
    return report.kind == "hessian" and bool(found) and all(each.total == 1 for each in found)


def echo(report: GradTable) -> list[Line]:
    """Return what was understood: the expression, and its variables with dtypes and shapes."""
    inputs = [f"{i.name}  {i.dtype} {numbers.shape(i.shape)}" for i in report.inputs]
    texts = [f"{name} = {text}" for name, text in report.bindings]
    texts.append(f"{report.output} = {report.expression}")
    count = max(len(texts), len(inputs))
    texts += [""] * (count - len(texts))
    inputs += [""] * (count - len(inputs))
    return [Line(text, right) for text, right in zip(texts, inputs, strict=True)]


def _value(report: GradTable, everything: bool) -> list[Block]:
    if report.value is None:
        return []
    return [Line(f"{report.output} = {numbers.array(report.value, report.dtype, everything)}")]


def formulas(report: GradTable) -> list[Block]:
    """Return the closed forms, and how they are to be read."""
    found: list[Block] = []
    for name, text in report.formulas.items():
        *bindings, last = text.split("; ")
        found += [Line(binding) for binding in bindings]
        found.append(Line(f"{report.title(name)} = {last}"))
        if report.layout(name):
            found.append(Line(f"  {report.layout(name)}", tone="quiet"))
        found += _matrix(report, name)
    if report.tangents:
        moves = ", ".join(f"{dx} is the tangent of {x}" for x, dx in report.tangents.items())
        found.append(Line(f"  {moves}", tone="quiet"))
    if report.weighted:
        words = f"gradients of the sum of the output's entries, weighted by {report.weighted}"
        found.append(Line(words, tone="quiet"))
    return found


def _matrix(report: GradTable, name: str) -> list[Block]:
    """Return the closed form as a matrix, what it names below it."""
    if name not in report.kronecker:
        return []
    *bindings, last = report.kronecker[name].split("; ")
    size, words = report.matrix_layout(name)
    where = [Line(f"    where {binding}") for binding in bindings]
    return [Line(f"  {size}: {last}"), *where, Line(f"    {words}", tone="quiet")]


def _shown(report: GradTable, name: str, everything: bool) -> str:
    return numbers.array(report.gradients[name], report.dtype, everything)


def _entries(report: GradTable, rows: list[Row]) -> Grid:
    formulas = all(0 < len(row.formula) <= LONGEST_FORMULA for row in rows)
    witness = report.witness is not None
    header = ["entry", "symbolic", ENGINES[report.kind], "difference", ""]
    if report.digits > DIGITS:
        header[1] = "certified"
    right = [False, True, True, True, False]
    cells = [_cells(row, report) for row in rows]
    if formulas:
        header.insert(1, report.title(rows[0].variable))
        right.insert(1, False)
        cells = [[line[0], row.formula, *line[1:]] for line, row in zip(cells, rows, strict=True)]
    if witness:
        header.insert(-2, "central difference")
        right.insert(-2, True)
        for line, row in zip(cells, rows, strict=True):
            line.insert(-2, "" if row.difference is None else f"{row.difference:.15g}")
    return Grid(tuple(header), tuple(map(tuple, cells)), tuple(right), int(formulas))


def _cells(row: Row, report: GradTable) -> list[str]:
    symbolic = numbers.number(row.symbolic, report.dtype)
    if report.digits > DIGITS:
        symbolic = row.certified
    confirmed = _confirmed(row, report.dtype)
    return [row.label, symbolic, confirmed, numbers.ulps(row.ulp), row.status]


def _confirmed(row: Row, dtype: str) -> str:
    """Return the engine's value, as many of its digits as its enclosure confirms.

    Of what is left of terms that cancel to 0 only the size is told.
    """
    if row.certified == "0" and row.reverse:
        return f"~{row.reverse:.0e}"
    if not row.certified or row.ulp <= 1:
        return numbers.number(row.reverse, dtype)
    right = _right_digits(row.symbolic, row.reverse, MOST_DIGITS[dtype])
    return f"{row.reverse:.{right}g}" if right else "no digits"


def _right_digits(true: float, found: float, most: int) -> int:
    """Return how many digits of a number are right once it is rounded to them."""
    for digits in range(most, 0, -1):
        if f"{true:.{digits}g}" == f"{found:.{digits}g}":
            return digits
    return 0


def _losses(report: GradTable) -> list[Block]:
    """Say where floating point lost digits, and what it can give at this point."""
    rows = [row for row in _looked_at(report) if row.lost and row.status == "agree"]
    if not rows:
        return []
    row = max(rows, key=lambda row: row.lost)
    most, kind = MOST_DIGITS[report.dtype], report.dtype
    lost = "all its digits" if row.lost == most else f"{row.lost} of its {most} digits"
    found = numbers.number(row.reverse, kind)
    texts = (
        f"  {kind} loses {lost} at {row.label}: it gives {found},",
        f"  the value is {row.certified}; rounding leaves {row.attainable} at this point",
    )
    return [Line(text, tone="quiet") for text in texts]


def _looked_at(report: GradTable) -> Iterator[Row]:
    """Return of each derivative the entry that lost most."""
    for name, each in report.comparisons.items():
        if each.lost is not None and each.lost.size:
            worst = np.unravel_index(int(np.argmax(each.lost)), each.lost.shape)
            yield report.row(name, tuple(int(i) for i in worst))


def _sides(report: GradTable) -> list[Block]:
    """Return the slopes on both sides of the entries that lie on a kink."""
    assert report.verdict is not None
    if not report.verdict.kinks:
        return []
    rows = tuple(
        (
            report.label(each.variable, each.entry),
            *(f"{slope:.10g}" for slope in (each.left, each.right, each.chosen)),
        )
        for each in report.verdict.kinks
    )
    header = ("on a kink", "left slope", "right slope", "chosen")
    return [Grid(header, rows, (False, True, True, True)), Line()]


def _summary(report: GradTable, names: list[str]) -> Grid:
    what = "derivative" if report.kind == "tangent" else report.kind
    header = (what, "shape", "entries", "agree", f"largest |{what}|", "worst", "where")
    rows = tuple(_summary_row(report, name) for name in names)
    return Grid(header, rows, (False, False, True, True, True, True, False))


def _summary_row(report: GradTable, name: str) -> tuple[str, ...]:
    comparison = report.comparisons[name]
    sizes = np.abs(comparison.reverse)
    largest = numbers.number(np.nanmax(sizes, initial=0.0), report.dtype)
    worst: Any = comparison.worst
    return (
        report.title(name),
        numbers.shape(comparison.reverse.shape),
        str(comparison.total),
        str(comparison.agreeing),
        largest,
        numbers.ulps(comparison.worst_ulp),
        report.label(name, worst) if worst is not None else "",
    )


def verdict_line(report: GradTable) -> Line:
    """Return the last line: the status and what it rests on."""
    verdict = report.verdict
    assert verdict is not None
    if report.points:
        mode = MODES[ENGINES[report.kind]]
        text = f"closed form checked against {mode} at {report.points} random points"
        reason = f" · {verdict.reason}" if verdict.reason else ""
        return Line(f"{verdict.status}  {text}{reason}", tone=TONES[verdict.status])
    count = f"{verdict.agree} of {verdict.total} entries" if verdict.total else ""
    if verdict.status == "agree":
        worst = f"worst {numbers.ulps(verdict.worst_ulp)}"
        mode = MODES[ENGINES[report.kind]]
        text = f"agree  {count or 'no entries'} · symbolic = {mode} · {worst}{_certified(report)}"
    else:
        told = count and verdict.status in ("disagree", "inconclusive")
        text = f"{verdict.status}  {verdict.reason}" + (f" · {count} agree" if told else "")
    return Line(text, tone=TONES[verdict.status])


def _near(report: GradTable) -> list[Block]:
    """Say how near the point is to a kink, where it is very near."""
    assert report.verdict is not None
    near = report.verdict.nearest
    if near is None or near.distance > _NEAR:
        return []
    text = f"  a kink of {near.text} is {near.distance:.1e} away, the nearest"
    return [Line(text, tone="quiet")]


def _blamed(report: GradTable) -> list[Block]:
    """Return where two derivations part: the place, both sides there, the command to repeat it."""
    verdict = report.verdict
    assert verdict is not None
    if verdict.status != "disagree":
        return []
    lines = []
    if verdict.span is not None and report.source is not None:
        lines += pointed(report.source, verdict.span, "").split("\n")
    if verdict.blame is not None:
        blame = verdict.blame
        lines.append(f"  by its rule {blame.found:.17g}, by a difference {blame.expected:.17g}")
    if report.repeat:
        lines.append(f"  {report.repeat}")
    return [Line(text, tone="quiet") for text in lines]


def _certified(report: GradTable) -> str:
    verdict = report.verdict
    assert verdict is not None
    if verdict.findings:
        return " · on kinks as chosen there"
    if not verdict.bits or not verdict.total:
        return ""
    return f" · {max(report.digits, DIGITS)} digits certified"


def _verdict(report: GradTable) -> list[Block]:
    assert report.verdict is not None
    aside = [*_losses(report), *_near(report), *_blamed(report)]
    found: list[Block] = [*_sides(report), *aside, verdict_line(report)]
    if report.verdict.status in ("kink", "undefined"):
        found += [
            Line(f"  {finding.status}: {finding.reason}", tone="quiet")
            for finding in report.verdict.findings[1:]
        ]
    return found
