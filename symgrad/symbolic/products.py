"""Products: the constructor of `prod`, an einsum that normalises itself.

A product is `prod(out, in_k; a_k)`: indices are small integers, `in_k` names the axes of
operand k, `out` those of the result, every index that is not in `out` is summed over.
Sums, transposes, traces, diagonals, broadcasting and outer products are all products.

Normalising is what makes the identity and the ones vanish without any algebra of deltas:

- numbers go into one coefficient in front;
- an identity with a summed index renames that index and disappears;
- ones disappear where their index is used elsewhere, and are a factor n where it is not;
- a product of one operand melts into the product that uses it;
- powers of one operand under the same indices become one elementwise power;
- operands stand in order of creation, indices are numbered by first occurrence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

import sympy as s

from symgrad.ops.dims import DimLike, Shape
from symgrad.symbolic.scalars import ONE, Expr, dimension, placeholder, times
from symgrad.symbolic.sums import add, scale
from symgrad.symbolic.symmetry import is_symmetric
from symgrad.symbolic.term import Term, Terms

Labels = tuple[int, ...]
# Beyond this a merged power is no longer how a person would write a chain of squarings.
LARGEST_POWER = 64
_FEW = 4


@dataclass
class _Draft:
    """A product in the making."""

    out: Labels
    size: dict[int, DimLike]
    coefficient: Expr = ONE
    parts: list[tuple[Term, Labels]] = field(default_factory=list)
    needed: set[int] = field(default_factory=set)
    eyes: list[tuple[int, int]] = field(default_factory=list)
    vanished: bool = False

    def fresh(self, dim: DimLike) -> int:
        label = len(self.size)
        self.size[label] = dim
        return label


def prod(
    terms: Terms, out: Sequence[int], operands: Iterable[tuple[Term, Sequence[int]]], shape: Shape
) -> Term:
    """Return an einsum product.

    Args:
        out: the indices of the result. operands: each with the indices of its axes.
        shape: the result's shape, which also gives the size of indices that no operand has.
    """
    dense: dict[int, int] = {}
    size: dict[int, DimLike] = {}
    labels_out = _densely(out, shape, dense, size)
    waiting = [(a, _densely(labels, a.shape, dense, size)) for a, labels in operands]
    draft = _Draft(labels_out, size)
    while waiting:
        _take(draft, *waiting.pop(), waiting)
        if not waiting and len(draft.parts) == 1 and draft.parts[0][0].op == "prod":
            a, labels = draft.parts.pop()
            waiting.extend(reversed(opened(a, labels, draft.fresh)))
    if draft.vanished:
        return terms.zero(shape)
    if draft.eyes:
        _contract_eyes(draft)
    if any(a.op == "rule" for a, _ in draft.parts):
        _cancel_inverses(draft)
        _divide_cofactors(draft)
    _gather_powers(draft)
    _supply_ones(terms, draft)
    finished = _finished(terms, draft, shape)
    return scale(draft.coefficient, _cancelled(finished) or finished)


def _densely(
    labels: Sequence[int], shape: Shape, dense: dict[int, int], size: dict[int, DimLike]
) -> Labels:
    """Return indices numbered by first occurrence; their sizes are noted."""
    found = tuple([dense.setdefault(label, len(dense)) for label in labels])
    size.update(zip(found, shape, strict=True))
    return found


def numbered(start: int) -> Callable[[DimLike], int]:
    """Return a source of new indices, whatever their size."""
    fresh = count(start)
    return lambda _: next(fresh)


def _take(draft: _Draft, a: Term, labels: Labels, waiting: list[tuple[Term, Labels]]) -> None:
    """Put one operand into the draft, or melt it down to simpler ones."""
    if a.op == "zero":
        draft.vanished = True
    elif a.op == "scale":
        draft.coefficient = times(draft.coefficient, a.data)
        waiting.append((a.args[0], labels))
    elif a.op == "ones":
        draft.needed.update(labels)
    elif a.op == "eye":
        draft.eyes.append((labels[0], labels[1]))
    elif a.op == "prod" and _melts(a):
        waiting.extend(reversed(opened(a, labels, draft.fresh)))
    else:
        if len(labels) == 2 and is_symmetric(a):
            labels = (min(labels), max(labels))
        draft.parts.append((a, labels))


def opened(
    a: Term, labels: Sequence[int], fresh: Callable[[DimLike], int]
) -> list[tuple[Term, Labels]]:
    """Return the operands of a product that is itself an operand, in its user's indices."""
    out, ins = a.data
    names = dict(zip(out, labels, strict=True))
    made: list[tuple[Term, Labels]] = []
    for operand, inner in zip(a.args, ins, strict=True):
        for i, dim in zip(inner, operand.shape, strict=True):
            if i not in names:
                names[i] = fresh(dim)
        made.append((operand, tuple(names[i] for i in inner)))
    return made


def _melts(a: Term) -> bool:
    """Tell whether a product has one operand beside ones and identities."""
    return len([arg for arg in a.args if arg.op not in ("ones", "eye")]) <= 1


def _contract_eyes(draft: _Draft) -> None:
    names: dict[int, int] = {}

    def find(i: int) -> int:
        while i in names:
            i = names[i]
        return i

    kept = set(draft.out)
    pairs: list[tuple[int, int]] = []
    for left, right in draft.eyes:
        i, j = find(left), find(right)
        if i == j:
            draft.needed.add(i)
        elif j not in kept:
            names[j] = i
            draft.needed.add(i)
        elif i not in kept:
            names[i] = j
            draft.needed.add(j)
        else:
            pairs.append((i, j))
    draft.parts = [(a, tuple(find(i) for i in labels)) for a, labels in draft.parts]
    draft.needed = {find(i) for i in draft.needed}
    draft.eyes = list(dict.fromkeys((min(pair), max(pair)) for pair in pairs))


def _cancel_inverses(draft: _Draft) -> None:
    """Replace a matrix beside its inverse by an identity."""
    inverses = [part for part in draft.parts if part[0].op == "rule" and part[0].data == ("inv",)]
    for inverse in inverses:
        for other in draft.parts:
            left, right = inverse[1], other[1]
            if other[0] is not inverse[0].args[0] or len(left) != 2 or inverse not in draft.parts:
                continue
            for (i, kept), (j, last) in ((left, right), (left[::-1], right[::-1])):
                if i != last and kept == j and _lonely(draft, kept, (inverse, other)):
                    draft.parts = [p for p in draft.parts if p is not inverse and p is not other]
                    draft.eyes.append((i, last))
                    _contract_eyes(draft)
                    break


def _divide_cofactors(draft: _Draft) -> None:
    """Write cofactor(A)/det(A) as the transposed inverse."""
    for part in [p for p in draft.parts if p[0].op == "rule" and p[0].data == ("cofactor",)]:
        cofactor, labels = part
        (a,) = cofactor.args
        det = a.terms.make("rule", (a,), ("det",), a.shape[:-2])
        for k, (divisor, batch) in enumerate(draft.parts):
            base, exponent = as_power(divisor)
            if base is det and exponent.is_negative and batch == labels[:-2]:
                inverse = a.terms.make("rule", (a,), ("inv",), a.shape)
                draft.parts[k] = (power_of(det, exponent + 1), batch)
                turned = (inverse, (*labels[:-2], *labels[-2:][::-1]))
                draft.parts[draft.parts.index(part)] = turned
                if draft.parts[k][0].op == "ones":
                    del draft.parts[k]
                break


def _lonely(draft: _Draft, label: int, owners: Sequence[tuple[Term, Labels]]) -> bool:
    """Tell whether a summed index belongs to these operands only."""
    if label in draft.out:
        return False
    return all(label not in labels for a, labels in draft.parts if (a, labels) not in owners)


def _gather_powers(draft: _Draft) -> None:
    """Merge operands that are powers of one term under the same indices."""
    if len({labels for _, labels in draft.parts}) == len(draft.parts):
        return
    groups: dict[tuple[Term, Labels], list[Expr]] = {}
    for a, labels in draft.parts:
        base, exponent = as_power(a)
        groups.setdefault((base, labels), []).append(exponent)
    if len(groups) == len(draft.parts):
        return
    parts: list[tuple[Term, Labels]] = []
    for (base, labels), exponents in groups.items():
        total = s.Add(*exponents)
        if abs(total) > LARGEST_POWER:
            parts.extend((power_of(base, e), labels) for e in exponents)
        elif total.is_zero:
            draft.needed.update(labels)
        else:
            parts.append((power_of(base, total), labels))
    draft.parts = parts


def as_power(a: Term) -> tuple[Term, Expr]:
    """Return the base and the rational exponent of a power; of any other term itself and 1."""
    if a.op == "ew" and len(a.args) == 1 and a.args[0].shape == a.shape:
        f = a.data
        if isinstance(f, s.Pow) and f.base == placeholder(0) and f.exp.is_Rational:
            return a.args[0], f.exp
    return a, ONE


def power_of(base: Term, exponent: Expr) -> Term:
    """Return a rational power of a term that is not itself a power."""
    if exponent is ONE:
        return base
    if exponent.is_zero:
        return base.terms.ones(base.shape)
    return base.terms.make("ew", (base,), s.Pow(placeholder(0), exponent), base.shape)


def _supply_ones(terms: Terms, draft: _Draft) -> None:
    """Count summed indices that no operand has; give ones to those of the result."""
    used = {i for _, labels in draft.parts for i in labels}.union(*draft.eyes)
    for i in sorted(draft.needed - used):
        if i not in draft.out:
            draft.coefficient = times(draft.coefficient, dimension(draft.size[i]))
    for left, right in draft.eyes:
        draft.parts.append((terms.eye(draft.size[left]), (left, right)))
    if not used.issuperset(draft.out):
        for i in dict.fromkeys(i for i in draft.out if i not in used):
            draft.parts.append((terms.ones((draft.size[i],)), (i,)))


def _finished(terms: Terms, draft: _Draft, shape: Shape) -> Term:
    parts = draft.parts
    if len(parts) > 1:
        parts = sorted(parts, key=lambda part: (part[0].serial, part[1]))
    if len(parts) == 1 and parts[0][1] == draft.out:
        return parts[0][0]
    if all(a.op == "ones" for a, _ in parts):
        return terms.ones(shape)
    # Those of the result have been numbered first.
    names = {i: i for i in draft.out}
    ins = tuple([tuple([names.setdefault(i, len(names)) for i in ls]) for _, ls in parts])
    return terms.make("prod", [a for a, _ in parts], (draft.out, ins), shape)


def _cancelled(a: Term) -> Term | None:
    """Return a sum along axes, taken term by term, where that makes it shorter.

    So the sum of `x - mean(x)` is zero.
    """
    if a.op != "prod" or not any(arg.op == "add" for arg in a.args):
        return None
    out, ins = a.data
    core = [(arg, labels) for arg, labels in zip(a.args, ins, strict=True) if arg.op != "ones"]
    summed_over = [part for part in core if not set(part[1]) <= set(out)]
    if len(summed_over) != 1 or summed_over[0][0].op != "add":
        return None
    ((total, labels),) = summed_over
    if len(total.args) > _FEW or not any(_has_ones(part) for part in total.args):
        return None
    others = [part for part in core if part not in summed_over]
    parts = [
        (c, prod(a.terms, out, [(part, labels), *others], a.shape))
        for c, part in zip(total.data, total.args, strict=True)
    ]
    value = add(a.terms, a.shape, parts)
    return value if value.op != "add" or len(value.args) < len(total.args) else None


def _has_ones(a: Term) -> bool:
    return a.op == "ones" or (a.op == "prod" and any(arg.op == "ones" for arg in a.args))
