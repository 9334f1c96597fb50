"""A broken row in the table, and what the whole command says of its samples.

Text goes in and a verdict comes out, as for everybody: nothing is asked of the wings themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.ops.row import Op
from symgrad.ops.table import OPS
from symgrad.question import ask
from tests.laws import sample_values
from tests.teeth.wide import OUTSIDE, Broken, broken, reason_of

NOTICED = ("disagree", "undefined", "kink", "error")


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant.

    Attributes:
        row, kind, name: which. status: caught, equivalent, open (nothing but inconclusive) or
            missed. blamed: the operator that the verdict names, "" for none.
    """

    row: str
    kind: str
    name: str
    status: str
    blamed: str = ""


@contextmanager
def in_table(op: Op) -> Iterator[None]:
    """Put a row in place of the one of its name."""
    true = OPS[op.name]
    OPS[op.name] = op
    try:
        yield
    finally:
        OPS[op.name] = true


def said(text: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return the verdict on a gradient, of unevenly weighted entries, and who is blamed."""
    try:
        shape = ask(text, values).graph.output.shape
        count = int(np.prod(shape))  # type: ignore[arg-type]
        weights = (1 + np.arange(count) % 97 / 7).reshape(shape) if count != 1 else None
        verdict = sg.grad(text, values, cotangent=weights).verdict
    except (SymgradError, ValueError, TypeError, IndexError, AssertionError):
        return "error", ""
    assert verdict is not None
    return verdict.status, verdict.blame.operator if verdict.blame else ""


def outcome(mutant: Broken) -> Outcome:
    """Run the samples of a broken row until one of them shows it."""
    op, heard = mutant.op, set()
    with in_table(op):
        for sample in op.samples:
            status, blamed = said(sample.text, sample_values(sample))
            if status in NOTICED:
                return Outcome(op.name, mutant.kind, mutant.name, "caught", blamed)
            heard.add(status)
    if reason_of(op, mutant.name):
        status = "equivalent"
    else:
        status = "open" if "inconclusive" in heard else "missed"
    return Outcome(op.name, mutant.kind, mutant.name, status)


def outcomes(op: Op) -> list[Outcome]:
    """Run every mutant of a row."""
    found = [outcome(mutant) for mutant in broken(op)]
    if op.name in OUTSIDE:
        text, values = OUTSIDE[op.name]
        with in_table(replace(op, domain=None)):
            status, _ = said(text, values)
        word = "missed" if status == "agree" else "caught"
        found.append(Outcome(op.name, "domain", "left out", word))
    return found
