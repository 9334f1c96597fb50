"""The table of operators: every row of every family, under its name.

Built from the families' tuples in the order that `symgrad ops` shows them; nothing
registers itself by being imported. May import the families.
"""

from __future__ import annotations

from dataclasses import replace

from symgrad.ops import (
    activations,
    arithmetic,
    conditions,
    constructors,
    elementary,
    flow,
    losses,
    networks,
    products,
    reductions,
    special,
    structure,
    trigonometry,
)
from symgrad.ops.row import Op

FAMILIES: dict[str, tuple[Op, ...]] = {
    "arithmetic": arithmetic.ROWS,
    "elementary": elementary.ROWS,
    "trigonometry": trigonometry.ROWS,
    "special": special.ROWS,
    "activations": activations.ROWS,
    "conditions": conditions.ROWS,
    "reductions": reductions.ROWS,
    "products": products.ROWS,
    "structure": structure.ROWS,
    "constructors": constructors.ROWS,
    "losses": losses.ROWS,
    "networks": networks.ROWS,
    "flow": flow.ROWS,
}


def collect(families: dict[str, tuple[Op, ...]]) -> dict[str, Op]:
    """Return the rows by name, each knowing its family.

    Raises:
        ValueError: two rows have the same name.
    """
    rows: dict[str, Op] = {}
    for family, members in families.items():
        for op in members:
            if op.name in rows:
                raise ValueError(f"two rows are named {op.name!r}")
            rows[op.name] = replace(op, family=family)
    return rows


def other_names(rows: dict[str, Op]) -> dict[str, str]:
    """Return the first form of each alias.

    Raises:
        ValueError: an alias is taken already.
    """
    aliases: dict[str, str] = {}
    for op in rows.values():
        for alias in op.aliases:
            if alias in rows or alias in aliases:
                raise ValueError(f"the alias {alias!r} of {op.name!r} is taken")
            aliases[alias] = op.name
    return aliases


OPS: dict[str, Op] = collect(FAMILIES)
ALIASES: dict[str, str] = other_names(OPS)
