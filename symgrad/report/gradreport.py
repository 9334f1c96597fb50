"""The grad table with its faces: what `sg.grad` returns.

The table is data and knows no renderer; here it learns to print itself. May import the
rest of `report`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from symgrad.report.json import as_object
from symgrad.report.labels import variables_of
from symgrad.report.plain import plain
from symgrad.report.table import Array, GradTable


@dataclass(frozen=True, eq=False, repr=False)
class GradReport(GradTable):
    """The answer to `grad`: data, `str(r)` as the plain table, `r.to_dict()` as JSON data."""

    @property
    def jacobians(self) -> dict[str, Array]:
        """The derivatives of the output's entries, by variable; empty for other reports."""
        return dict(self.gradients) if self.kind == "jacobian" else {}

    @property
    def hessians(self) -> dict[tuple[str, ...], Array]:
        """The second derivatives, by pair of variables; empty for other reports."""
        if self.kind != "hessian":
            return {}
        return {variables_of(self.kind, key): found for key, found in self.gradients.items()}

    @property
    def along(self) -> Array | None:
        """The derivative of the output along the tangents; None for other reports."""
        return self.gradients.get("") if self.kind == "tangent" else None

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
