"""Code that was written, as plain data. May import `report`."""

from __future__ import annotations

from typing import Any

from symgrad.report.json import SCHEMA


def code_object(target: str, code: str) -> dict[str, Any]:
    """Return the object for `code`."""
    return {"schema": SCHEMA, "command": "code", "target": target, "code": code}
