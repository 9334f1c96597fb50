"""Which matrices are their own transposes: by what they are made of, or by assumption.

`X.T @ X`, its inverse, sums of such, a variable that is assumed to be symmetric. Products give
the two indices of such a term one order, so that `inv(X.T @ X).T` is `inv(X.T @ X)` and what
differs by a transpose only is one term. May import `term`.
"""

from __future__ import annotations

from collections import Counter
from itertools import count, permutations

from symgrad.symbolic.term import Term

_KEEP = frozenset({"inv", "pinv", "expm", "cofactor"})
# Every naming of the summed indices is tried.
_MOST_SUMMED = 4
_MOST_OPERANDS = 8


def is_symmetric(term: Term) -> bool:
    """Tell whether a term is a matrix that is its own transpose."""
    if term.rank != 2 or term.shape[0] != term.shape[1]:
        return False
    known = term.terms.symmetries
    waiting = [] if term in known else [term]
    while waiting:
        each = waiting[-1]
        parts = _parts(each)
        unknown = [arg for arg in parts if arg not in known]
        waiting.extend(unknown)
        if not unknown:
            waiting.pop()
            known[each] = _told(each)
    return known[term]


def _parts(term: Term) -> tuple[Term, ...]:
    """Return the terms whose symmetry decides."""
    return term.args if term.op in ("scale", "add", "ew", "rule") else ()


def _told(term: Term) -> bool:
    if term.rank != 2 or term.shape[0] != term.shape[1]:
        return not term.rank
    known = term.terms.symmetries
    if term.op == "var":
        return term.data in term.terms.symmetric
    if term.op in ("eye", "ones", "zero"):
        return True
    if term.op == "rule" and term.data[0] not in _KEEP:
        return False
    if term.op == "prod":
        return _is_mirrored(term)
    parts = _parts(term)
    return bool(parts) and all(known[arg] for arg in parts)


def _is_mirrored(term: Term) -> bool:
    """Tell whether a product says the same with the indices of its result exchanged."""
    out, ins = term.data
    i, j = out
    pairs = _flat(list(zip(term.args, ins, strict=True)))
    summed = sorted({label for _, labels in pairs for label in labels} - {i, j})
    if len(summed) > _MOST_SUMMED:
        return False
    own = Counter((a, _ordered(a, labels)) for a, labels in pairs)
    for order in permutations(summed):
        names = {i: j, j: i, **dict(zip(summed, order, strict=True))}
        turned = Counter((a, _ordered(a, tuple(names[x] for x in labels))) for a, labels in pairs)
        if turned == own:
            return True
    return False


def _flat(pairs: list[tuple[Term, tuple[int, ...]]]) -> list[tuple[Term, tuple[int, ...]]]:
    """Return the operands of a product, those of the products among them instead of these."""
    fresh = count(1 + max((label for _, labels in pairs for label in labels), default=0))
    found: list[tuple[Term, tuple[int, ...]]] = []
    waiting = pairs[::-1]
    while waiting:
        a, labels = waiting.pop()
        if a.op != "prod" or len(found) + len(waiting) > _MOST_OPERANDS:
            found.append((a, labels))
            continue
        out, ins = a.data
        names = dict(zip(out, labels, strict=True))
        for inner in ins:
            for label in inner:
                if label not in names:
                    names[label] = next(fresh)
        inside = zip(a.args, ins, strict=True)
        waiting += [(arg, tuple(names[label] for label in inner)) for arg, inner in inside]
    return found


def _ordered(a: Term, labels: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(labels)) if len(labels) == 2 and is_symmetric(a) else labels
