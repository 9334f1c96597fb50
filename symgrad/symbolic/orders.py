"""Orders: derivatives of three axes or more in the language, as sums of einsums.

The axes of the result are `ijkl...` in order, and every factor is a matrix or a vector under
its own letters, the way round in which it is shorter: `einsum("ik,lj->ijkl", A, B)`. Numbers
and scalars stand in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import sympy as s

from symgrad.graph.node import Node
from symgrad.graph.show import show
from symgrad.ops.dims import DimLike, Shape, product
from symgrad.symbolic import matrices
from symgrad.symbolic.factors import Labels, letters
from symgrad.symbolic.lift import Lift
from symgrad.symbolic.multilinear import multilinear
from symgrad.symbolic.parts import Part
from symgrad.symbolic.phrases import Phrase
from symgrad.symbolic.reshaping import is_reshape
from symgrad.symbolic.scalars import ONE, Expr
from symgrad.symbolic.stable import leaves_out
from symgrad.symbolic.sums import scale, split
from symgrad.symbolic.term import Term
from symgrad.symbolic.views import permuted

Word = tuple[Node, Labels]


class Form:
    """A derivative on its way into the language: as a whole, or by its parts."""

    def __init__(self, term: Term, rows: int) -> None:
        self.term = term
        self.parts: list[Part] = []
        if rows and term.rank > 2:
            c, inner = split(term)
            self.inner = scale(c, inner.args[0]) if is_reshape(inner) else term
            front = _front(self.inner.shape, product(term.shape[:rows]))
            if self.inner.rank > 2 and front:
                self.parts = multilinear(self.inner, front) or []

    @property
    def outputs(self) -> list[Term]:
        """The terms that are to be written."""
        if not self.parts:
            return [self.term]
        found: list[Term] = []
        for part in self.parts:
            found += [*part.scalars, *(a for a, _ in part.factors)]
        return found

    def node(self, lift: Lift) -> Node:
        """Return the derivative as a node of its shape."""
        if not self.parts or self._leaves_out(lift):
            return lift.node(self.term)
        shape = self.inner.shape
        sides = [_side(lift, part, shape) for part in self.parts]
        common = abs(sides[0][0])
        if len(sides) == 1 or any(abs(c) != common or expr == ONE for c, expr in sides):
            common = ONE
        whole = s.Add(*(c / common * expr for c, expr in sides))
        c, expr = whole.as_coeff_Mul()
        node = lift.full(Phrase(common * c, expr, shape))
        if self.inner is self.term:
            return node
        return lift.table.call("reshape", (node,), {"shape": self.term.shape})

    def _leaves_out(self, lift: Lift) -> bool:
        """Tell whether a factor is 0 where another one may have no value."""
        for part in self.parts:
            terms = [*part.scalars, *(a for a, _ in part.factors)]
            exprs = [lift.phrase(term).expr for term in terms]
            if any(leaves_out(a, b) for a, b in combinations(exprs, 2)):
                return True
        return False


def _front(shape: Shape, entries: DimLike) -> int:
    """Return how many axes in front have so many entries, 0 if none have."""
    return next((k for k in range(1, len(shape)) if product(shape[:k]) == entries), 0)


def _side(lift: Lift, part: Part, shape: Shape) -> tuple[Expr, Expr]:
    """Return one product as a number and an expression in atoms."""
    coefficient, expr = part.coefficient, ONE
    for scalar in part.scalars:
        phrase = lift.phrase(scalar)
        coefficient, expr = coefficient * phrase.coefficient, expr * phrase.expr
    if part.factors:
        expr *= lift.atoms.of(_einsum(_words(lift, part, shape), len(shape)))
    c, expr = expr.as_coeff_Mul()
    return coefficient * c, expr


def _words(lift: Lift, part: Part, shape: Shape) -> list[Word]:
    """Return the factors of a product as nodes, and ones for the axes that none has."""
    words = [_upright(lift, a, labels) for a, labels in part.factors]
    used = {i for _, labels in words for i in labels}
    rest = tuple(axis for axis in range(len(shape)) if axis not in used)
    groups = [rest] if len(rest) == 2 else [(axis,) for axis in rest]
    for labels in groups:
        dims = tuple(shape[axis] for axis in labels)
        words.append((lift.table.call("ones", (), {"shape": dims}), labels))
    return words


def _upright(lift: Lift, a: Term, labels: Labels) -> Word:
    """Write a factor, a matrix the way round in which it is shorter."""
    node = lift.node(a)
    if len(labels) == 2:
        for turned in (matrices.transposed(node), lift.node(permuted(a, (1, 0)))):
            if len(show(turned)) < len(show(node)):
                return turned, labels[::-1]
    return node, labels


def _einsum(words: Sequence[Word], rank: int) -> Node:
    """Return one einsum, its factors in the order of the axes they have."""
    ordered = sorted(words, key=lambda word: sorted(word[1]))
    out = tuple(range(rank))
    names = tuple(dict.fromkeys((*out, *(i for _, labels in ordered for i in labels))))
    inputs = ",".join(letters(labels, names) for _, labels in ordered)
    return matrices.einsum(f"{inputs}->{letters(out, names)}", [node for node, _ in ordered])
