"""Multilinear forms: a derivative of three axes or more as a sum of products of matrices.

A Jacobian of matrices is linear in the identity it starts from, so everything between that
identity and the result is sums and products. Multiplied out, every product is brought to one
form: each factor has at most two open indices, and no two factors have the same ones.

    sum over b, c of  A[i,b] * inv(X)[b,k] * inv(X)[l,c] * B[c,j]
        =  (A @ inv(X))[i,k] * (inv(X) @ B)[l,j]

Products that differ in one factor only are put together: `A[i,k]*d[j,l] + A[k,i]*d[j,l]` is
`(A + A.T)[i,k]*d[j,l]`. What is no such sum has no such form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symgrad.symbolic.identities import united
from symgrad.symbolic.parts import Operand, Part, labels_of, product_of, together
from symgrad.symbolic.products import Labels, numbered, opened, prod
from symgrad.symbolic.recognition import softmaxes
from symgrad.symbolic.scalars import ONE, Expr, times
from symgrad.symbolic.sums import split
from symgrad.symbolic.symmetry import is_symmetric
from symgrad.symbolic.term import Term

_MOST_PARTS = 24
_MOST_OPERANDS = 32
_FEW = 4


def multilinear(term: Term, rows: int) -> list[Part] | None:
    """Return a term as a sum of products, None where it is none, or has too many.

    Args:
        term: a derivative. rows: how many of its axes stand in front, those of the value.
    """
    products = _multiplied_out(term)
    if products is None:
        return None
    parts = []
    for coefficient, each in products:
        found = _part(coefficient, each, rows)
        if found is None:
            return None
        parts += found
    return together(parts, term.shape)


def _multiplied_out(term: Term) -> list[tuple[Expr, Term]] | None:
    """Distribute products over sums, until operands are matrices."""
    found: list[tuple[Expr, Term]] = []
    waiting = [(ONE, term)]
    while waiting:
        if len(found) + len(waiting) > _MOST_PARTS:
            return None
        c, each = waiting.pop()
        d, each = split(each)
        c = times(c, d)
        known = softmaxes(each)
        if known is not each:
            waiting.append((c, known))
        elif each.op == "add":
            parts = zip(each.data, each.args, strict=True)
            waiting += [(times(c, e), a) for e, a in reversed(list(parts))]
        elif each.op == "prod" and len(each.args) <= _MOST_OPERANDS and _open(each) is not None:
            waiting += [(times(c, e), a) for e, a in reversed(list(_opened(each)))]
        elif each.op != "zero":
            found.append((c, each))
    return found


def _open(term: Term) -> int | None:
    """Return which operand of a product is a product itself, or a sum with many axes."""
    for k, a in enumerate(term.args):
        inner = split(a)[1]
        if inner.op in ("add", "prod") and (inner.rank > 2 or _falls_apart(inner)):
            return k
    return None


def _falls_apart(term: Term) -> bool:
    """Tell whether a product holds an identity, a scalar, or vectors alone."""
    if term.op != "prod" or not term.rank:
        return False
    vectors = term.rank == 2 and all(a.rank < 2 for a in term.args)
    return vectors or any(a.op == "eye" or (not a.rank and a.op != "ones") for a in term.args)


def _opened(term: Term) -> Iterator[tuple[Expr, Term]]:
    """Take one operand of a product apart."""
    k = _open(term)
    assert k is not None
    out, ins = term.data
    operands = list(zip(term.args, ins, strict=True))
    c, inner = split(term.args[k])
    choices = [(ONE, inner)] if inner.op == "prod" else zip(inner.data, inner.args, strict=True)
    fresh = max(i for labels in (out, *ins) for i in labels) + 1
    for d, choice in choices:
        inside = [(choice, ins[k])]
        if choice.op == "prod":
            inside = opened(choice, ins[k], numbered(fresh))
        yield (
            times(c, d),
            prod(term.terms, out, [*operands[:k], *inside, *operands[k + 1 :]], term.shape),
        )


def _part(coefficient: Expr, term: Term, rows: int) -> list[Part] | None:
    """Return a product with its factors put together: [] if it is 0, None if it is none."""
    if term.op == "ones":
        return [Part(coefficient)]
    if term.op != "prod" or any(a.rank > 2 for a in term.args):
        return None
    out, ins = term.data
    if len(set(out)) < len(out):
        return None
    names = {label: axis for axis, label in enumerate(out)}
    fresh = numbered(len(out))
    for i in (i for labels in ins for i in labels):
        if i not in names:
            names[i] = fresh(0)
    operands = [
        (a, tuple(names[i] for i in labels)) for a, labels in zip(term.args, ins, strict=True)
    ]
    operands = [_straight(operand) for operand in operands if operand[0].op != "ones"]
    eyes = [operand for operand in operands if operand[0].op == "eye"]
    others = [operand for operand in operands if operand[0].op != "eye"]
    c, products = _products(others, term.rank, scaling=False)
    d, factors = _products(united([*products, *eyes], rows, term.shape), term.rank, scaling=True)
    if any(a.op == "zero" for a, _ in factors):
        return []
    factors = [factor for factor in factors if factor[0].op != "ones"]
    scalars = tuple(a for a, labels in factors if not labels)
    matrices = tuple(factor for factor in factors if factor[1])
    return [Part(times(coefficient, times(c, d)), scalars, matrices)]


def _products(operands: Sequence[Operand], rank: int, scaling: bool) -> tuple[Expr, list[Operand]]:
    """Put operands together; return the number in front, and the factors."""
    clusters = _clustered([[operand] for operand in operands], rank, scaling)
    coefficient, found = ONE, []
    for cluster in clusters:
        labels = _open_labels(cluster, clusters, rank)
        c, a = split(product_of(cluster, labels))
        coefficient = times(coefficient, c)
        found.append((a, labels))
    return coefficient, found


def _open_labels(
    cluster: Sequence[Operand], clusters: Iterable[Sequence[Operand]], rank: int
) -> Labels:
    """Return the indices that a cluster shares with the result or with others."""
    others: set[int] = set()
    for other in clusters:
        if other is not cluster:
            others |= labels_of(other)
    return tuple(sorted(i for i in labels_of(cluster) if i < rank or i in others))


def _clustered(clusters: list[list[Operand]], rank: int, scaling: bool) -> list[list[Operand]]:
    """Put operands together for as long as the result has no more than two indices."""
    while True:
        pair = _pair(clusters, rank, scaling)
        if pair is None:
            return clusters
        left, right = pair
        place = min(clusters.index(left), clusters.index(right))
        clusters = [each for each in clusters if each is not left and each is not right]
        clusters.insert(place, left + right)


def _pair(
    clusters: list[list[Operand]], rank: int, scaling: bool
) -> tuple[list[Operand], list[Operand]] | None:
    """Return two clusters that are one factor: products first, then scalings.

    A vector scales rows of the result only if `scaling`.
    """
    opens = [(each, _open_labels(each, clusters, rank)) for each in clusters]
    for i in sorted({i for _, labels in opens for i in labels if i >= rank}):
        owners = [each for each, labels in opens if i in labels]
        if len(owners) == 2:
            return owners[0], owners[1]
    for k, (left, labels) in enumerate(opens):
        for right, others in opens[k + 1 :]:
            if labels and labels == others:
                return left, right
    for vector, labels in opens:
        if len(labels) != 1 or not (scaling or labels[0] >= rank):
            continue
        beside = [each for each, ls in opens if len(ls) > 1 and labels[0] in ls]
        if beside:
            return vector, min(beside, key=lambda each: not _is_eye(each))
    return None


def _is_eye(cluster: Sequence[Operand]) -> bool:
    return any(a.op == "eye" for a, _ in cluster)


def _straight(operand: Operand) -> Operand:
    """Order the indices of a symmetric operand."""
    a, labels = operand
    return (a, tuple(sorted(labels))) if len(labels) == 2 and is_symmetric(a) else operand
