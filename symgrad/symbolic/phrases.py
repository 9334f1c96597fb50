"""Phrases: values on their way from the algebra to the language.

A phrase is a coefficient times a SymPy expression in atoms; an atom stands for a node of
the language's graph. What is elementwise stays inside the expression for as long as it is
short, so that SymPy merges like terms and cancels ratios; everything else is an atom.

A phrase may be thinner than the value it stands for: a bias of shape (n,) stands for its
repetition to (m, n), a number for any constant array, because the language broadcasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as s

from symgrad.graph.node import Node, Table
from symgrad.ops.dims import Shape, broadcast
from symgrad.symbolic.scalars import ONE, ZERO, Expr, multiplied, symbols_of

# At the end of an atom's name: it may have no value, and must not be multiplied by a zero.
PARTIAL = "!"


@dataclass(frozen=True, slots=True)
class Phrase:
    """`coefficient*expr`, broadcast to `shape`."""

    coefficient: Expr
    expr: Expr
    shape: Shape

    @property
    def is_number(self) -> bool:
        """Whether it is a constant."""
        return bool(self.expr == ONE or self.coefficient.is_zero)

    def times(self, c: Expr) -> Phrase:
        """Return a multiple."""
        return Phrase(multiplied(c, self.coefficient), self.expr, self.shape)

    @property
    def whole(self) -> Expr:
        """The expression with its coefficient."""
        return multiplied(self.coefficient, self.expr)


@cache
def _atom(name: str, positive: bool) -> Expr:
    """Return the symbol of an atom, of every derivation the same.

    So what SymPy and this package remember of an expression holds for the next one. No two
    have one name: SymPy would order them by age, and the text would depend on what came before.
    """
    return s.Dummy(name, positive=True) if positive else s.Dummy(name, real=True)


class Atoms:
    """Which atom stands for which node."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._nodes: dict[Expr, Node] = {}
        self._symbols: dict[tuple[Node, bool], Expr] = {}
        self._partial: dict[Node, bool] = {}
        self._thin: dict[Expr, Shape] = {}
        self._lengths: set[Expr] = set()

    def of(self, node: Node, positive: bool = False) -> Expr:
        """Return the atom of a node."""
        key = (node, positive)
        symbol = self._symbols.get(key)
        if symbol is None:
            mark = PARTIAL if self._is_partial(node) else ""
            symbol = _atom(f"a{node.serial}{'+' if positive else ''}{mark}", positive)
            self._symbols[key] = symbol
            self._nodes[symbol] = node
            if _is_length(node):
                self._lengths.add(symbol)
        return symbol

    def _is_partial(self, node: Node) -> bool:
        """Tell whether a node may have no value: something below it has a domain."""
        waiting = [node] if node not in self._partial else []
        while waiting:
            each = waiting[-1]
            unknown = [arg for arg in each.args if arg not in self._partial]
            waiting.extend(unknown)
            if not unknown:
                waiting.pop()
                own = each.op is not None and each.op.domain is not None
                self._partial[each] = own or any(self._partial[arg] for arg in each.args)
        return self._partial[node]

    def node(self, symbol: Expr) -> Node | None:
        """Return the node of an atom, None for a size symbol."""
        return self._nodes.get(symbol)

    def lengths(self, expr: Expr) -> set[Expr]:
        """Return the atoms of an expression that are norms of an order of their own."""
        return self._lengths & symbols_of(expr) if self._lengths else set()

    def thin(self, expr: Expr) -> Shape:
        """Return the shape that an expression has by itself."""
        if expr.is_Symbol:
            node = self._nodes.get(expr)
            return () if node is None else node.shape
        shape = self._thin.get(expr)
        if shape is None:
            nodes = (self._nodes.get(symbol) for symbol in symbols_of(expr))
            shape = broadcast(*(node.shape for node in nodes if node is not None))
            self._thin[expr] = shape
        return shape

    def phrase(self, node: Node, shape: Shape | None = None, positive: bool = False) -> Phrase:
        """Return a phrase that is one atom."""
        return Phrase(ONE, self.of(node, positive), node.shape if shape is None else shape)


def _is_length(node: Node) -> bool:
    return node.function == "norm" and node.params["ord"] is not None


def constant_phrase(c: Any, shape: Shape) -> Phrase:
    """Return a number that stands for a constant array."""
    return Phrase(s.sympify(c), ONE, shape)


def zero_phrase(shape: Shape) -> Phrase:
    """Return zero."""
    return Phrase(ZERO, ONE, shape)
