"""A derivation step by step, as blocks, as Markdown and as plain data. May import `report`.

Explanations are read through their attributes; what makes them lives a floor above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from symgrad.report.facts import rounded
from symgrad.report.json import SCHEMA, as_object, listed, size_of
from symgrad.report.layout import Block, Grid, Line, echo, formulas, verdict_line

# The rule of a step that adds up, and how much of a value stands beside a step.
_ADDING_UP = "add up"
_LONGEST = 44
_FEW = 4


def steps_blocks(found: Any) -> list[Block]:
    """Return what is computed, what is handed back step by step, and what comes of it.

    Args:
        found: an `Explanation`.
    """
    account, report = found.account, found.report
    blocks: list[Block] = [*echo(report)]
    if account.values:
        blocks += [Line(), Line("forwards, from the inside out", tone="quiet")]
        grid = _forwards(found)
        numbered = len(grid.header) > 1
        blocks += [grid] if numbered else [Line(f"  {text}") for (text,) in grid.rows]
    if account.steps:
        blocks += [Line(), Line(_backwards_words(account), tone="quiet"), _backwards(found)]
    blocks += [Line(line, tone="quiet") for line in reasons(found)]
    blocks += [Line(), *formulas(report)]
    lines = closing(found)
    return [*blocks, Line(), *lines] if lines else blocks


def closing(found: Any) -> list[Line]:
    """Return the last lines: what the checks say of the end and of the steps."""
    report, marks = found.report, found.marks
    if report.verdict is None or not report.inputs:
        return []
    lines = [verdict_line(report)]
    wrong = [k for k, mark in enumerate(marks, 1) if mark.status == "wrong"]
    count = sum(mark.status == "checked" for mark in marks)
    if wrong:
        lines.append(Line(f"wrong  {_numbered(wrong)}", tone="bad"))
    elif count:
        words = f"checked  {count} of {len(marks)} steps, each by itself against reverse mode"
        lines.append(Line(words, tone="good"))
    return lines


def reasons(found: Any) -> Iterator[str]:
    """Give why steps or definitions are not checked, or are wrong."""
    by_reason: dict[tuple[str, str], list[int]] = {}
    for k, mark in enumerate(found.marks, 1):
        if mark.reason:
            by_reason.setdefault((mark.status, mark.reason), []).append(k)
    for (status, reason), places in by_reason.items():
        whole = len(places) == len(found.marks) > 1
        yield f"{'all steps' if whole else _numbered(places)}: {status}, {reason}"
    for value, mark in zip(found.account.values, found.values, strict=True):
        if mark.status == "wrong":
            yield f"{value.name} = {value.definition}: {mark.status}, {mark.reason}"


def steps_markdown(found: Any) -> str:
    """Return the derivation as Markdown: two tables and the closed forms."""
    account, report = found.account, found.report
    lines = _coded(echo(report))
    if account.values:
        lines += ["", *_table(_forwards(found), code=(0,))]
    if account.steps:
        lines += ["", _sentence(_backwards_words(account)), ""]
        lines += _table(_backwards(found), code=(2, 3))
    lines += [f"\n{_sentence(reason)}" for reason in reasons(found)]
    lines += ["", *_coded(part for part in formulas(report) if isinstance(part, Line))]
    return "\n".join([*lines, "", *(f"{line.text}  " for line in closing(found))]).rstrip()


def steps_object(found: Any) -> dict[str, Any]:
    """Return the object for `steps`."""
    account, report = found.account, found.report
    whole = as_object(report)
    return {
        "schema": SCHEMA,
        "command": "steps",
        "expression": whole["expression"],
        "output": report.output,
        "variables": whole["variables"],
        "values": [_value(found, k) for k in range(len(account.values))],
        "steps": [_step(found, k) for k in range(len(account.steps))],
        "gradients": whole["gradients"],
        "verdict": whole["verdict"],
        "points": found.points,
    }


def _backwards_words(account: Any) -> str:
    first = account.steps[0]
    bar = account.cotangents[first.operand]
    return f"backwards, where {bar} is ∂{account.output}/∂{first.operand} and so on"


def _forwards(found: Any) -> Grid:
    rows = []
    for value in found.account.values:
        also = f" = {value.again}" if value.again is not None else ""
        rows.append((f"{value.definition.named(value.name)}{also}", _number(found, value.name)))
    return _slim(Grid(("value", "at the point"), tuple(rows), (False, True)), 1)


def _backwards(found: Any) -> Grid:
    rows = []
    for k, (step, mark) in enumerate(zip(found.account.steps, found.marks, strict=True), 1):
        cells = (str(k), step.rule, _on(found, step), step.text, _number(found, step.name))
        rows.append((*cells, mark.status))
    header = ("", "rule", "of", "gives", "at the point", "")
    return _slim(Grid(header, tuple(rows), (True, False, False, False, True, False)), 4)


def _slim(grid: Grid, column: int) -> Grid:
    """Return a table without a column that is empty."""
    if any(row[column] for row in grid.rows):
        return grid
    keep = [i for i in range(len(grid.header)) if i != column]
    rows = tuple(tuple(row[i] for i in keep) for row in grid.rows)
    return Grid(tuple(grid.header[i] for i in keep), rows, tuple(grid.right[i] for i in keep))


def _on(found: Any, step: Any) -> str:
    """Return the part of the question that a step is about."""
    if step.rule == _ADDING_UP:
        users = sum(other.operand == step.operand for other in found.account.steps) - 1
        return f"{step.operand}, used {users} times"
    value = next(value for value in found.account.values if value.name == step.value)
    text: str = value.definition.named(value.name)
    return text if len(text) <= _LONGEST else step.value


def _number(found: Any, name: str) -> str:
    array = found.numbers.get(name)
    return "" if array is None or np.size(array) > _FEW else rounded(array)


def _numbered(places: list[int]) -> str:
    return f"step{'s' if len(places) > 1 else ''} {', '.join(map(str, places))}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _table(grid: Grid, code: tuple[int, ...]) -> list[str]:
    rule = ["--:" if right else "---" for right in grid.right]
    rows = [[_cell(text, i in code) for i, text in enumerate(row)] for row in grid.rows]
    return [f"| {' | '.join(row)} |" for row in (grid.header, rule, *rows)]


def _coded(lines: Iterable[Line]) -> list[str]:
    return [f"`{line.text}`  " for line in lines if line.text]


def _cell(text: str, code: bool) -> str:
    shown = text.replace("|", "\\|")
    return f"`{shown}`" if code and shown else shown


def _value(found: Any, k: int) -> dict[str, Any]:
    value, mark = found.account.values[k], found.values[k]
    return {
        "name": value.name,
        "cotangent": value.cotangent or None,
        "shape": [size_of(dim) for dim in value.shape],
        "definition": value.definition.text,
        "again": None if value.again is None else value.again.text,
        "span": None if value.span is None else [value.span.start, value.span.stop],
        "value": _found(found.numbers, value.name),
        "status": mark.status,
        "reason": mark.reason or None,
    }


def _step(found: Any, k: int) -> dict[str, Any]:
    step, mark = found.account.steps[k], found.marks[k]
    return {
        "rule": step.rule,
        "of": step.value,
        "operand": step.operand,
        "name": step.name,
        "claim": step.claim.text,
        "value": _found(found.numbers, step.name),
        "status": mark.status,
        "reason": mark.reason or None,
    }


def _found(known: Mapping[str, Any], name: str) -> Any:
    return listed(known[name]) if name in known else None
