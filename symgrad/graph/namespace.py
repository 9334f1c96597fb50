"""The namespace that builds graph nodes: what `xp` is when a rule runs on a graph.

May import `graph.node` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.graph.node import Node, Table
from symgrad.ops.row import Op
from symgrad.ops.table import OPS


class GraphNamespace:
    """An attribute per function of the language; each call adds a node to the table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __getattr__(self, name: str) -> Callable[..., Node]:
        op = OPS.get(name)
        if op is None:
            raise AttributeError(f"no row named {name!r}")
        call = _maker(self.table, op)
        setattr(self, name, call)
        return call


def _maker(table: Table, op: Op) -> Callable[..., Node]:
    def call(*args: Any, **given: Any) -> Node:
        operands, params = op.split(args)
        return table.call(op, operands, params | given)

    return call
