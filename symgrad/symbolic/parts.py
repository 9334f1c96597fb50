"""Parts: the products of a multilinear form, and putting those together that differ in one factor.

`A[i,k]*d[j,l] + A[k,i]*d[j,l]` is `(A + A.T)[i,k]*d[j,l]`; what a factor has not, ones have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symgrad.ops.dims import Shape
from symgrad.symbolic.products import Labels, prod
from symgrad.symbolic.scalars import ONE, Expr, times
from symgrad.symbolic.sums import add, scale, split
from symgrad.symbolic.term import Term
from symgrad.symbolic.views import permuted, view

Operand = tuple[Term, Labels]
_FEW = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One product of a multilinear form.

    Attributes:
        coefficient: the number in front. scalars: factors without an index.
        factors: the others; an index below the rank is an axis of the form, any other is summed.
    """

    coefficient: Expr
    scalars: tuple[Term, ...] = ()
    factors: tuple[Operand, ...] = ()


def labels_of(cluster: Sequence[Operand]) -> set[int]:
    """Return the indices of operands."""
    return {i for _, labels in cluster for i in labels}


def product_of(operands: Sequence[Operand], labels: Labels, dims: Shape | None = None) -> Term:
    """Return the product of operands, with the axes that are asked for."""
    size = {i: d for a, ls in operands for i, d in zip(ls, a.shape, strict=True)}
    shape = dims if dims is not None else tuple(size[i] for i in labels)
    return prod(operands[0][0].terms, labels, operands, shape)


def together(parts: list[Part], shape: Shape) -> list[Part]:
    """Add up parts that differ in one factor."""
    done: list[Part] = []
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        for k, other in enumerate(done):
            merged = _sum_of(other, part, shape)
            if merged is not None:
                done.pop(k)
                waiting.append(merged)
                break
        else:
            done.append(part)
    return [part for part in done if not part.coefficient.is_zero]


def _sum_of(left: Part, right: Part, shape: Shape) -> Part | None:
    """Return two parts as one, None where they differ in more than one factor."""
    if left.scalars != right.scalars:
        return None
    same = [factor for factor in left.factors if factor in right.factors]
    mine = [factor for factor in left.factors if factor not in same]
    other = [factor for factor in right.factors if factor not in same]
    if not mine and not other:
        return replace(left, coefficient=left.coefficient + right.coefficient)
    labels = tuple(sorted(labels_of(mine) | labels_of(other)))
    kept = {i for _, ls in same for i in ls}
    if len(labels) > 2 or labels[-1] >= len(shape) or kept & set(labels) or not (mine or other):
        return None
    terms = (mine or other)[0][0].terms
    dims = tuple(shape[i] for i in labels)
    common = abs(left.coefficient) if abs(left.coefficient) == abs(right.coefficient) else ONE
    sides = ((left.coefficient, mine), (right.coefficient, other))
    products = [
        (c / common, product_of([*fs, (terms.ones(()), ())], labels, dims)) for c, fs in sides
    ]
    c, a = _without_common(_added(products, dims))
    if a.op == "ones":
        return replace(left, coefficient=times(common, c), factors=tuple(same))
    return replace(left, coefficient=times(common, c), factors=(*same, (a, labels)))


def _without_common(a: Term) -> tuple[Expr, Term]:
    """Take a number that all terms of a sum have out of it."""
    c, a = split(a)
    if a.op != "add" or len({abs(each) for each in a.data}) > 1:
        return c, a
    common = abs(a.data[0])
    parts = zip(a.data, a.args, strict=True)
    return times(c, common), add(a.terms, a.shape, [(each / common, b) for each, b in parts])


def _added(parts: Sequence[tuple[Expr, Term]], dims: Shape) -> Term:
    """Add matrices; diagonal ones as diagonals, and the transpose of a sum term by term."""
    terms = parts[0][1].terms
    vectors = [(c, _diagonal(a)) for c, a in parts]
    if all(v is not None for _, v in vectors):
        vector = add(terms, dims[:1], [(c, v) for c, v in vectors if v is not None])
        return prod(terms, (0, 1), [(terms.eye(dims[0]), (0, 1)), (vector, (0,))], dims)
    return add(terms, dims, [(times(c, d), a) for c, each in parts for d, a in _turned(each)])


def _diagonal(a: Term) -> Term | None:
    """Return the diagonal of a multiple of a diagonal matrix."""
    c, a = split(a)
    if a.op == "eye":
        return scale(c, a.terms.ones(a.shape[:1]))
    if a.op != "prod" or a.rank != 2:
        return None
    out, ins = a.data
    pairs = list(zip(a.args, ins, strict=True))
    others = [pair for pair in pairs if pair[0].op != "eye"]
    if len(others) == len(pairs) or not others:
        return None
    names = dict.fromkeys(out, 0)
    rest = [(arg, tuple(names.get(i, i) for i in labels)) for arg, labels in others]
    return scale(c, prod(a.terms, (0,), rest, a.shape[:1]))


def _turned(a: Term) -> list[tuple[Expr, Term]]:
    """Return the terms of a transposed sum."""
    c, inner = split(a)
    seen = view(inner)
    if seen is None or seen[0].op != "add" or seen[0].rank != 2 or len(seen[0].args) > _FEW:
        return [(c, inner)]
    total = seen[0]
    return [
        (times(c, d), permuted(each, (1, 0)))
        for d, each in zip(total.data, total.args, strict=True)
    ]
