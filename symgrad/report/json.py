"""Reports as plain data, the objects that `--format json` prints. See `schema.json` beside it.

May import the rest of `report`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.report.labels import ENGINES, variables_of
from symgrad.report.table import GradTable
from symgrad.verdict.compare import Comparison, Verdict

SCHEMA = 1
COMMANDS = {"gradient": "grad", "tangent": "grad", "jacobian": "jacobian", "hessian": "hessian"}


def as_object(report: GradTable) -> dict[str, Any]:
    """Return the object for `grad`, `jacobian` or `hessian`."""
    program = [f"{name} = {text}" for name, text in report.bindings]
    return {
        "schema": SCHEMA,
        "command": COMMANDS[report.kind],
        "expression": "; ".join([*program, report.expression]),
        "value": None if report.value is None else listed(report.value),
        "variables": {
            each.name: {"shape": [size_of(d) for d in each.shape], "dtype": each.dtype}
            for each in report.inputs
        },
        **_derivatives(report),
        "verdict": None if report.verdict is None else _verdict(report.verdict, report.points),
    }


def listed(value: Any) -> Any:
    """Return an array as nested lists of floats; what is not finite as a word."""
    found = np.asarray(value)
    if found.ndim:
        return [listed(part) for part in found]
    number = float(str(found)) if found.dtype == np.float32 else float(found)
    return number if np.isfinite(number) else str(number)


def _names(report: GradTable) -> list[str]:
    return list(dict.fromkeys([*report.formulas, *report.gradients]))


def _derivatives(report: GradTable) -> dict[str, Any]:
    """Return the derivatives under the name of their kind: Hessians by row, then by column."""
    found = {name: _derivative(report, name) for name in _names(report)}
    if report.kind == "gradient":
        return {"gradients": found}
    if report.kind == "jacobian":
        return {"jacobians": found}
    if report.kind == "tangent":
        return {"tangent": found.get(""), "tangents": dict(report.tangents)}
    pairs: dict[str, dict[str, Any]] = {}
    for name, each in found.items():
        x, y = variables_of("hessian", name)
        pairs.setdefault(x, {})[y] = each
    return {"hessians": pairs}


def _derivative(report: GradTable, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"formula": report.formulas.get(name)}
    if name in report.kronecker:
        found["kronecker"] = report.kronecker[name]
    if name in report.gradients:
        found["shape"] = list(np.shape(report.gradients[name]))
        found[ENGINES[report.kind]] = listed(report.gradients[name])
    comparison = report.comparisons.get(name)
    if comparison is not None:
        found["symbolic"] = listed(comparison.symbolic)
        found["status"] = _status(report, name)
        found["worst_ulp"] = listed(comparison.worst_ulp)
        found |= _certified(comparison, report.digits)
    if report.witness is not None:
        found["difference"] = listed(report.witness[name])
    return found


def _certified(comparison: Comparison, digits: int) -> dict[str, Any]:
    """Return what enclosures say: the digits that are certain, and those that were lost."""
    if comparison.enclosed is None or comparison.lost is None:
        return {}
    texts = np.empty(comparison.status.shape, dtype=object)
    for entry in np.ndindex(texts.shape):
        texts[entry] = comparison.decimals(entry, digits)
    return {"certified": texts.tolist(), "digits_lost": comparison.lost.tolist()}


def _status(report: GradTable, name: str) -> str:
    comparison = report.comparisons[name]
    verdict = report.verdict
    assert verdict is not None
    for status in ("disagree", "undefined"):
        if np.any(comparison.status == status):
            return status
    if verdict.status in ("kink", "undefined") and (
        not verdict.entries or any(variable == name for variable, _ in verdict.entries)
    ):
        return verdict.status
    return "inconclusive" if np.any(comparison.status == "inconclusive") else "agree"


def _verdict(verdict: Verdict, points: int) -> dict[str, Any]:
    return {
        "status": verdict.status,
        "digits": verdict.digits,
        "reason": verdict.reason,
        "agree": verdict.agree,
        "total": verdict.total,
        "worst_ulp": listed(verdict.worst_ulp),
        "points": points,
        "bits": verdict.bits,
        "nearest_kink": None
        if verdict.nearest is None
        else {"distance": listed(verdict.nearest.distance), "text": verdict.nearest.text},
        "kinks": [
            {
                "variable": each.variable,
                "entry": list(each.entry),
                "left": listed(each.left),
                "right": listed(each.right),
                "chosen": listed(each.chosen),
            }
            for each in verdict.kinks
        ],
        "entries": [[name, list(entry)] for name, entry in verdict.entries[:20]],
    }


def size_of(dim: Any) -> Any:
    """Return a size as JSON has it: a number, or a name as text."""
    return dim if isinstance(dim, int) else str(dim)
