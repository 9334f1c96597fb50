"""What `check` found, as blocks and as plain data. May import `report`.

Reports are read through their attributes; the nouns of marking live a floor above.
"""

from __future__ import annotations

from typing import Any

from symgrad.report.json import SCHEMA, listed
from symgrad.report.layout import TONES, Block, Line


def answer_blocks(report: Any) -> list[Block]:
    """Return what is said of each answer, one line each, a counterexample below it.

    Args:
        report: a `CheckReport`.
    """
    found: list[Block] = []
    for answer in report.answers.values():
        understood = answer.understood or answer.text
        found.append(Line(f"d{answer.name} = {understood}"))
        verdict = answer.verdict
        detail = answer.error.message if answer.error is not None else str(verdict.proof)
        tone = TONES[verdict.status]
        found.append(Line(f"{verdict.status}  {detail}".rstrip(), tone=tone))
    return found


def answer_object(report: Any, expression: str) -> dict[str, Any]:
    """Return the object for `check`."""
    return {
        "schema": SCHEMA,
        "command": "check",
        "expression": expression,
        "answers": {name: _answer(answer) for name, answer in report.answers.items()},
        "verdict": {"status": report.verdict.status},
    }


def _answer(answer: Any) -> dict[str, Any]:
    proof = answer.verdict.proof
    found: dict[str, Any] = {
        "answer": answer.text,
        "understood": answer.understood,
        "status": answer.verdict.status,
        "proof": {
            "level": proof.level,
            "digits": proof.digits,
            "points": proof.points,
            "reason": proof.reason,
        },
        "counterexample": None,
        "diagnosis": answer.diagnosis,
        "error": None,
    }
    if proof.counterexample is not None:
        found["counterexample"] = _point(proof.counterexample)
    if answer.error is not None:
        line, column = answer.error.position or (None, None)
        found["error"] = {
            "class": answer.error.kind,
            "code": answer.error.code,
            "message": answer.error.message,
            "line": line,
            "column": column,
            "help": answer.error.help,
        }
    return found


def _point(example: Any) -> dict[str, Any]:
    return {
        "values": {name: listed(array) for name, array in example.values.items()},
        "entry": list(example.entry),
        "expected": listed(example.expected),
        "found": listed(example.found),
    }
