"""Phrases: values on their way from the algebra to the language.

A phrase is a coefficient times a SymPy expression in atoms; an atom stands for a node of
the language's graph. What is elementwise stays inside the expression for as long as it is
short, so that SymPy merges like terms and cancels ratios; everything else is an atom.

A phrase may be thinner than the value it stands for: a bias of shape (n,) stands for its
repetition to (m, n), a number for any constant array, because the language broadcasts.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sympy as s

from symgrad.graph.node import Node, Number, Table
from symgrad.ops.dims import Shape, broadcast
from symgrad.symbolic.scalars import ONE, ZERO, Dummy, Expr, multiplied, symbols_of

# At the end of an atom's name: it may have no value, and must not be multiplied by a zero.
PARTIAL = "!"
# At the end of an atom's name: it is 0 where a condition left out what it is made of.
CHOSEN = "?"
# What hands on zeros: of one operand, of every operand, of the first only.
_CARRIES_ONE = frozenset(
    {
        "negative", "sum", "mean", "reshape", "broadcast_to", "transpose", "getitem", "scatter",
        "cumsum", "flip", "roll", "index_add", "multiply", "matmul", "outer", "einsum", "dot",
        "vdot", "inner", "kron", "diag", "tril", "triu", "trace",
    }
)  # fmt: skip
_CARRIES_ALL = frozenset({"add", "subtract", "concatenate"})
_CARRIES_FIRST = frozenset({"divide"})


class Phrase(NamedTuple):
    """`coefficient*expr`, broadcast to `shape`."""

    coefficient: Expr
    expr: Expr
    shape: Shape

    def times(self, c: Expr) -> Phrase:
        """Return a multiple."""
        return Phrase(multiplied(c, self.coefficient), self.expr, self.shape)

    @property
    def whole(self) -> Expr:
        """The expression with its coefficient."""
        return multiplied(self.coefficient, self.expr)


@cache
def _atom(name: str, sure: bool) -> Expr:
    """Return the symbol of an atom, of every derivation the same.

    So what SymPy and this package remember of an expression holds for the next one. No two
    have one name: SymPy would order them by age, and the text would depend on what came before.
    """
    return Dummy(name, nonnegative=True) if sure else Dummy(name, real=True)


class Atoms:
    """Which atom stands for which node."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._nodes: dict[Expr, Node] = {}
        self._symbols: dict[tuple[Node, bool], Expr] = {}
        self._marks: dict[Node, str] = {}
        self._thin: dict[Expr, Shape] = {}
        self._lengths: set[Expr] = set()

    def of(self, node: Node, sure: bool = False) -> Expr:
        """Return the atom of a node; `sure`: its entries are known not to be negative."""
        key = (node, sure)
        symbol = self._symbols.get(key)
        if symbol is None:
            mark = _marked(node, self._marks)
            symbol = _atom(f"a{node.serial}{'+' if sure else ''}{mark}", sure)
            self._symbols[key] = symbol
            self._nodes[symbol] = node
            if _is_length(node):
                self._lengths.add(symbol)
        return symbol

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

    def phrase(self, node: Node) -> Phrase:
        """Return a phrase that is one atom."""
        return Phrase(ONE, self.of(node), node.shape)


def _marked(node: Node, known: dict[Node, str]) -> str:
    """Return the marks of a node's atom; they follow from those of its arguments."""
    waiting = [node]
    while waiting:
        each = waiting[-1]
        try:
            known[each] = _marks(each, [known[arg] for arg in each.args])
            waiting.pop()
        except KeyError:
            waiting += [arg for arg in each.args if arg not in known]
    return known[node]


def _marks(node: Node, below: list[str]) -> str:
    """Return the marks of a node from those of its arguments.

    It may have no value where it, or something below it, has a domain.
    """
    if node.op is None:
        return ""
    known = "".join(below)
    mark = PARTIAL if node.op.domain is not None or PARTIAL in known else ""
    chosen = (CHOSEN in known or node.op.name == "where") and _is_chosen(node, below)
    return mark + CHOSEN if chosen else mark


def _is_chosen(node: Node, below: list[str]) -> bool:
    """Tell whether a node is 0 where a condition left something out."""
    name = node.function
    if name == "where":
        return any(_is_nought(arg) for arg in node.args[1:])
    found = [CHOSEN in marks for marks in below]
    if name in _CARRIES_ONE:
        return any(found)
    if name in _CARRIES_ALL:
        return all(found)
    return name in _CARRIES_FIRST and found[0]


def _is_nought(node: Node) -> bool:
    return isinstance(node.leaf, Number) and node.leaf.value == 0


def _is_length(node: Node) -> bool:
    return node.function == "norm" and node.params["ord"] is not None


def constant_phrase(c: Any, shape: Shape) -> Phrase:
    """Return a number that stands for a constant array."""
    return Phrase(s.sympify(c), ONE, shape)


def zero_phrase(shape: Shape) -> Phrase:
    """Return zero."""
    return Phrase(ZERO, ONE, shape)
