"""Contraction: a product of the algebra as a product of the language.

The product's operands come as factors, phrases with an index for each axis. They are put
together in the order in which a person computes:

1. factors under the same indices multiply elementwise; a number goes in front;
2. an index that only one factor has is summed there;
3. an index that two factors share becomes a matrix product: two vectors first, then
   matrix and vector, then two matrices, transposed as needed;
4. an index of three factors: a vector scales a matrix;
5. what is left has only indices of the result: scaling of rows and columns, an outer
   product, a diagonal.

What does not fit these forms is written as one einsum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as s

from symgrad.graph.node import Node
from symgrad.ops.dims import DimLike, Shape
from symgrad.symbolic import matrices
from symgrad.symbolic.factors import Factor, Labels, batched, letters, swapped
from symgrad.symbolic.likeness import product
from symgrad.symbolic.phrases import Atoms, Phrase
from symgrad.symbolic.scalars import ONE, ZERO, Expr, dimension, multiplied, size, symbols_of
from symgrad.symbolic.stable import leaves_out
from symgrad.symbolic.term import Term
from symgrad.symbolic.wording import Wording

# The factors of each index that is summed over.
Owned = dict[int, list[Factor]]
# Longer elementwise expressions are cut into nodes, so that none is ever read twice.
LONGEST = 40


class Contraction:
    """One product on its way into the language."""

    def __init__(
        self,
        atoms: Atoms,
        wording: Wording,
        full: Callable[[Phrase], Node],
        out: Labels,
        shape: Shape,
    ) -> None:
        self.atoms = atoms
        self.wording = wording
        self.full = full
        self.out = out
        self.shape = shape
        self.coefficient: Expr = ONE
        self.scalar: Expr = ONE
        self.factors: list[Factor] = []
        self.size: dict[int, DimLike] = {}

    def take(self, phrase: Phrase, labels: Labels, term: Term) -> None:
        """Add an operand."""
        self.size.update(zip(labels, phrase.shape, strict=True))
        if phrase.coefficient is not ONE:
            self.coefficient = multiplied(self.coefficient, phrase.coefficient)
        scalars, rest = self._split(phrase.expr)
        if scalars:
            self.scalar = multiplied(self.scalar, *scalars)
        same = rest is phrase.expr and phrase.coefficient is ONE
        plain = phrase if same else Phrase(ONE, rest, phrase.shape)
        if len(set(labels)) < len(labels):
            self._take_repeated(plain, labels)
        else:
            self.factors.append(Factor(plain, labels, term))

    def _split(self, expr: Expr) -> tuple[list[Expr], Expr]:
        """Return the factors that are single numbers, and the rest."""
        if not expr.is_Mul:
            return ([], expr) if self.atoms.thin(expr) else ([expr], ONE)
        scalars = [f for f in expr.args if not self.atoms.thin(f)]
        return scalars, s.Mul(*(f for f in expr.args if f not in scalars)) if scalars else expr

    def _take_repeated(self, phrase: Phrase, labels: Labels) -> None:
        """An index twice on one operand: a diagonal, which is a trace if it is summed alone."""
        node = self.full(phrase)
        kept = tuple(dict.fromkeys(labels))
        if len(labels) == 2:
            diagonal = matrices.diagonal_of(node)
        else:
            diagonal = matrices.einsum(f"{letters(labels, kept)}->{letters(kept, kept)}", [node])
        self.factors.append(Factor(self.atoms.phrase(diagonal), kept))

    def finished(self) -> Phrase:
        """Return the product."""
        for factor in [f for f in self.factors if f.phrase.expr is ONE]:
            self._drop_ones(factor)
        if any(factor.labels != self.out for factor in self.factors):
            self._loosen()
            while self._merge() or self._sum():
                pass
        return self._placed()

    def _drop_ones(self, ones: Factor) -> None:
        """Leave out a factor of ones; an index of its own that is summed counts its size."""
        self.factors.remove(ones)
        kept = {*self.out, *(i for f in self.factors for i in f.labels)}
        for label in ones.labels:
            if label not in kept:
                self.coefficient = multiplied(self.coefficient, dimension(self.size[label]))

    def _loosen(self) -> None:
        """Let an axis of size 1 that is summed stand where the result repeats it."""
        summed = {i for f in self.factors for i in f.labels}.difference(self.out)
        if any(self.size[i] != 1 for i in summed) or any(f.is_eye for f in self.factors):
            return
        if summed:
            self._move_lonely()

    def _move_lonely(self) -> None:
        for k, factor in enumerate(self.factors):
            labels = list(factor.labels)
            offset = len(self.out) - len(labels)
            if offset < 0:
                continue
            for axis, i in enumerate(labels):
                place = self.out[axis + offset]
                if i not in self.out and self._summed(i) == [factor] and place not in labels:
                    labels[axis] = place
            if labels == [i for i in self.out if i in labels]:
                self.factors[k] = Factor(factor.phrase, tuple(labels), factor.term)

    def _summed(self, label: int) -> list[Factor]:
        return [f for f in self.factors if label in f.labels] if label not in self.out else []

    def _owned(self) -> Owned:
        """Return the factors of each index that is summed over."""
        owned: Owned = {}
        for factor in self.factors:
            for i in factor.labels:
                if i not in self.out:
                    owned.setdefault(i, []).append(factor)
        return owned

    def _merge(self) -> bool:
        """Multiply factors that have the same indices, except two that meet in a product."""
        for k, left in enumerate(self.factors):
            for right in self.factors[k + 1 :]:
                if len(left.labels) != len(right.labels) or set(left.labels) != set(right.labels):
                    continue
                if left.is_eye or right.is_eye:
                    continue
                if self._meet(left, right):
                    continue
                self._replace([left, right], self._times(left, right))
                return True
        return False

    def _meet(self, left: Factor, right: Factor) -> bool:
        """Tell whether two factors are a dot product or the trace of a product."""
        if any(len(self._summed(i)) != 2 for i in left.labels):
            return False
        if leaves_out(left.phrase.expr, right.phrase.expr):
            return False
        if left.labels == right.labels and _cancels(left.phrase.expr, right.phrase.expr):
            return False
        return len(left.labels) == 1 or (len(left.labels) == 2 and left.labels != right.labels)

    def _times(self, left: Factor, right: Factor) -> Factor:
        labels = left.labels
        if right.labels != labels:
            wanted = tuple(i for i in self.out if i in labels)
            labels = wanted if len(wanted) == len(labels) else labels
            left, right = self._turned(left, labels), self._turned(right, labels)
        shape = tuple(self.size[i] for i in labels)
        expr = self._short(left.phrase.expr, right.phrase.expr)
        c, expr = expr.as_coeff_Mul()
        self.coefficient = multiplied(self.coefficient, c)
        return Factor(Phrase(ONE, expr, shape), labels)

    def _short(self, *exprs: Expr) -> Expr:
        """Multiply expressions, cut into atoms where they get long."""
        if sum(map(size, exprs)) > LONGEST:
            exprs = tuple(self.atoms.of(self.wording.node(ONE, e)) for e in exprs)
        return product(*exprs)

    def _turned(self, factor: Factor, labels: Labels) -> Factor:
        if factor.labels == labels:
            return factor
        axes = [factor.labels.index(i) for i in labels]
        node = matrices.permuted(self._node(factor), axes)
        return Factor(self.atoms.phrase(node), labels, factor.term)

    def _node(self, factor: Factor) -> Node:
        return self.full(factor.phrase)

    def _replace(self, old: Sequence[Factor], new: Factor | None) -> None:
        place = min(self.factors.index(f) for f in old)
        rest = [f for f in self.factors if f not in old]
        if new is not None and new.labels:
            rest.insert(min(place, len(rest)), new)
        elif new is not None:
            self.scalar *= new.phrase.expr
        self.factors = rest

    def _sum(self) -> bool:
        """Sum over an index, or prepare for it; all that are left at once if nothing else fits."""
        owned = self._owned()
        if not owned:
            return False
        if not (self._sum_lonely(owned) or self._multiply_pair(owned) or self._scale_matrix()):
            self._einsum()
        return True

    def _sum_lonely(self, owned: Owned) -> bool:
        """Sum what no other factor needs."""
        for factor in self.factors:
            lonely = [i for i in factor.labels if len(owned.get(i, ())) == 1]
            if not lonely or factor.is_eye:
                continue
            node = self._node(factor)
            kept = tuple(i for i in factor.labels if i not in lonely)
            if node.function == "diag" and not kept and node.args[0].ndim == 2:
                self._replace([factor], self._atom(matrices.trace(node.args[0]), kept))
                return True
            axes = [factor.labels.index(i) for i in lonely]
            if not kept and matrices.sums_to_one(node, axes):
                self._replace([factor], None)
                return True
            if matrices.sums_to_zero(node, axes):
                self.coefficient = ZERO
                self.factors = []
                return True
            self._replace([factor], self._atom(matrices.summed(node, axes), kept))
            return True
        return False

    def _atom(self, node: Node, labels: Labels) -> Factor:
        return Factor(self.atoms.phrase(node), labels)

    def _multiply_pair(self, owned: Owned) -> bool:
        """Write one index that two factors share as a matrix product, vectors first."""
        pairs = []
        for label, owners in owned.items():
            if len(owners) == 2 and all(len(f.labels) <= 2 and not f.is_eye for f in owners):
                turns = sum(len(f.labels) == 2 and f.labels[0] == label for f in owners)
                pairs.append((sum(len(f.labels) for f in owners), turns, label, owners))
        if not pairs:
            return self._multiply_batch(owned)
        *_, label, (left, right) = min(pairs, key=lambda pair: pair[:2])
        if leaves_out(left.phrase.expr, right.phrase.expr):
            vector, matrix = sorted((left, right), key=lambda f: len(f.labels))
            if len(vector.labels) == 1:
                return self._scaled(vector, matrix)
        self._replace([left, right], self._matmul(label, left, right))
        return True

    def _matmul(self, label: int, left: Factor, right: Factor) -> Factor:
        if len(left.labels) == 1 and len(right.labels) == 2:
            left, right = right, left
        rest = (*(i for i in left.labels if i != label), *(i for i in right.labels if i != label))
        if set(left.labels) == set(right.labels) and len(rest) == 2:
            product = self._node(left) @ self._node(right)
            return self._atom(matrices.trace(product), ())
        if len(rest) == 1 and self._was_row(right, left, label):
            return self._atom(self._node(right) @ self._node(left), rest)
        if len(rest) == 2 and self._prefers(rest[::-1], left, right, label):
            left, right, rest = right, left, rest[::-1]
        a = self._turned(left, (rest[0], label) if len(left.labels) == 2 else left.labels)
        b = self._turned(right, (label, rest[-1]) if len(right.labels) == 2 else right.labels)
        first, second = self._node(a), self._node(b)
        if not rest and second.function == "matmul" and second.args[0].ndim == 1:
            first, second = second, first
        return self._atom(matrices.product(first, second), rest)

    def _was_row(self, vector: Factor, matrix: Factor, label: int) -> bool:
        """Tell whether the question itself has this product, with the vector in front."""
        if vector.term is None or matrix.term is None or matrix.labels[0] != label:
            return False
        return (vector.term, matrix.term) in matrix.term.terms.rows

    def _prefers(self, turned: Labels, left: Factor, right: Factor, label: int) -> bool:
        """Tell whether the transposed product fits better.

        It should stand as the result has it, or else as a factor that it will multiply entry
        by entry; where neither says anything, variables are transposed before longer things.
        """
        if set(turned) <= set(self.out):
            return tuple(i for i in self.out if i in turned) == turned
        for other in self.factors:
            if set(other.labels) == set(turned):
                return other.labels == turned
        straight = self._turns(left, label, 1) + self._turns(right, label, 0)
        return self._turns(right, label, 1) + self._turns(left, label, 0) < straight

    def _turns(self, factor: Factor, label: int, place: int) -> int:
        """Return the cost of having an index of a matrix at this place."""
        if factor.labels[place] == label:
            return 0
        node = self.atoms.node(factor.phrase.expr)
        return 1 if node is not None and node.op is None else 2

    def _multiply_batch(self, owned: Owned) -> bool:
        """Products of stacks of matrices that matmul knows: the stack in front, in one order."""
        for label, owners in owned.items():
            if len(owners) != 2 or any(f.is_eye for f in owners):
                continue
            found = []
            for left, right in (owners, owners[::-1]):
                for a in (left.labels, swapped(left.labels)):
                    for b in (right.labels, swapped(right.labels)):
                        rest = batched(label, a, b)
                        if rest is not None:
                            found.append((self._disorder(rest), left, a, right, b, rest))
            if found:
                _, left, a, right, b, rest = min(found, key=lambda each: each[0])
                node = self._node(self._turned(left, a)) @ self._node(self._turned(right, b))
                self._replace([left, right], self._atom(node, rest))
                return True
        return False

    def _disorder(self, labels: Labels) -> bool:
        return labels != tuple(i for i in self.out if i in labels)

    def _scale_matrix(self) -> bool:
        """Multiply a vector into a matrix where an index has three factors or more."""
        for vector in self.factors:
            if len(vector.labels) != 1 or len(self._summed(vector.labels[0])) < 3:
                continue
            (label,) = vector.labels
            owners = [f for f in self._summed(label) if f is not vector and not f.is_eye]
            owners.sort(key=lambda f: f.labels[-1] != label)
            for matrix in owners:
                if self._scaled(vector, matrix):
                    return True
        return False

    def _scaled(self, vector: Factor, matrix: Factor) -> bool:
        (label,) = vector.labels
        place = matrix.labels.index(label)
        places: list[int | None] = [None] * len(matrix.labels)
        places[place] = 0
        expr = self._with_places(vector, places)
        product = Phrase(ONE, self._short(matrix.phrase.expr, expr), matrix.phrase.shape)
        self._replace([vector, matrix], Factor(product, matrix.labels))
        return True

    def _einsum(self) -> None:
        """Write everything that is left as one einsum."""
        names = tuple(dict.fromkeys(i for f in self.factors for i in f.labels))
        out = tuple(i for i in self.out if i in names)
        inputs = ",".join(letters(f.labels, names) for f in self.factors)
        nodes = [self._node(f) for f in self.factors]
        node = matrices.einsum(f"{inputs}->{letters(out, names)}", nodes)
        self.factors = [self._atom(node, out)] if out else []
        if not out:
            self.scalar *= self.atoms.of(node)

    def _placed(self) -> Phrase:
        """Multiply what is left, each factor in its place of the result."""
        outer = self._outer()
        if outer is not None:
            expr = multiplied(self.scalar, outer)
        else:
            self._diagonals()
            expr = self._short(self.scalar, *[self._aligned(f) for f in self.factors])
        c, expr = expr.as_coeff_Mul()
        return Phrase(multiplied(self.coefficient, c), expr, self.shape)

    def _outer(self) -> Expr | None:
        """Return the outer product of two vectors."""
        if len(self.out) != 2 or len(self.factors) != 2:
            return None
        if sorted(f.labels for f in self.factors) != sorted((i,) for i in self.out):
            return None
        left, right = sorted(self.factors, key=lambda f: self.out.index(f.labels[0]))
        node = self.atoms.table.call("outer", (self._node(left), self._node(right)))
        return self.atoms.of(node)

    def _diagonals(self) -> None:
        """Write a vector beside an identity as a diagonal matrix."""
        for eye in [f for f in self.factors if f.is_eye]:
            vector = next((f for f in self.factors if f.labels in [(i,) for i in eye.labels]), None)
            if vector is not None:
                node = matrices.diagonal(self._node(vector))
                self._replace([eye, vector], self._atom(node, eye.labels))

    def _aligned(self, factor: Factor) -> Expr:
        """Return an expression whose axes stand where the result has them."""
        if factor.labels == self.out and self._is_whole(factor):
            return factor.phrase.expr
        labels = tuple(i for i in self.out if i in factor.labels)
        turned = self._turned(factor, labels)
        first = self.out.index(labels[0])
        places = [labels.index(i) if i in labels else None for i in self.out[first:]]
        front: list[int | None] = [None] * first
        return self._with_places(turned, front + places)

    def _is_whole(self, factor: Factor) -> bool:
        """Tell whether a factor is one atom that has all of its axes."""
        node = self.atoms.node(factor.phrase.expr)
        return node is not None and node.ndim == len(factor.labels)

    def _with_places(self, factor: Factor, places: Sequence[int | None]) -> Expr:
        """Put in axes of size 1, atom by atom where every atom has all the axes."""
        expr = factor.phrase.expr
        nodes = {symbol: self.atoms.node(symbol) for symbol in symbols_of(expr)}
        arrays = {symbol: node for symbol, node in nodes.items() if node is not None and node.shape}
        if any(node.ndim != len(factor.labels) for node in arrays.values()):
            return self.atoms.of(self._at(self._node(factor), places))
        if None not in places:
            return expr
        symbols = sorted(arrays, key=lambda symbol: str(symbol.name))
        placed = {
            symbol: self.atoms.of(self._at(arrays[symbol], places), bool(symbol.is_nonnegative))
            for symbol in symbols
        }
        return expr.xreplace(placed)

    def _at(self, node: Node, places: Sequence[int | None]) -> Node:
        thin = len(places) == len(self.shape) and places[0] is None and self.shape[0] == 1
        return matrices.placed(node, places, keepdims=thin)


def _cancels(left: Expr, right: Expr) -> bool:
    """Tell whether something divides in one factor and multiplies in the other."""
    others = s.Mul.make_args(right)
    return any(1 / f in others for f in s.Mul.make_args(left) if f != ONE)
