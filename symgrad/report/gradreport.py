"""The grad table with its faces: what `sg.grad` returns.

The table is data and knows no renderer; here it learns to print itself. May import the
rest of `report`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from symgrad.report.json import as_object
from symgrad.report.plain import plain
from symgrad.report.table import GradTable


@dataclass(frozen=True, eq=False, repr=False)
class GradReport(GradTable):
    """The answer to `grad`: data, `str(r)` as the plain table, `r.to_dict()` as JSON data."""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, the object that `--format json` prints."""
        return as_object(self)

    def __str__(self) -> str:
        return plain(self)

    def __repr__(self) -> str:
        status = self.verdict.status if self.verdict else "not checked"
        return f"<GradReport of {self.expression}: {status}>"


def report(table: GradTable) -> GradReport:
    """Return a table as a report."""
    return GradReport(**{each.name: getattr(table, each.name) for each in fields(table)})
