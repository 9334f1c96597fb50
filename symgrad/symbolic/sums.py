"""Sums and multiples: the constructors of `scale` and `add`.

`scale(c; a)` never nests and never holds 0 or 1; `add` is flat and has like terms merged,
so `X + X` is `2*X` and a difference of equal terms is zero, however it came about.
"""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.ops.dims import Shape
from symgrad.symbolic.scalars import ONE, Expr, checked, times
from symgrad.symbolic.term import Term, Terms

# Longer sums are kept as one operand of the next: flattening a chain again at every link
# would cost the square of its length.
_FLAT = 16


def scale(c: Expr, a: Term) -> Term:
    """Return a multiple of a term."""
    if c.is_zero or a.op == "zero":
        return a.terms.zero(a.shape)
    if a.op == "scale":
        c, a = times(c, a.data), a.args[0]
    return a if c is ONE else a.terms.make("scale", (a,), c, a.shape)


def constant(terms: Terms, c: Expr, shape: Shape = ()) -> Term:
    """Return an array with the same constant everywhere."""
    return scale(c, terms.ones(shape))


def constant_of(a: Term) -> Expr | None:
    """Return the number that stands everywhere in a term; None where it is not constant."""
    if a.op == "zero":
        return 0 * ONE
    if a.op == "ones":
        return ONE
    return a.data if a.op == "scale" and a.args[0].op == "ones" else None


def split(a: Term) -> tuple[Expr, Term]:
    """Return coefficient and rest."""
    return (a.data, a.args[0]) if a.op == "scale" else (ONE, a)


def add(terms: Terms, shape: Shape, parts: Iterable[tuple[Expr, Term]]) -> Term:
    """Return a linear combination of terms of one shape."""
    parts = [(c, a) for c, a in parts if a.op != "zero" and not c.is_zero]
    if len(parts) == 1:
        return scale(*parts[0])
    merged: dict[Term, list[Expr]] = {}
    for c, a in parts:
        for d, b in _flat(c, a):
            merged.setdefault(b, []).append(d)
    kept = [(_total(cs), b) for b, cs in merged.items()]
    kept = [(c, b) for c, b in kept if not c.is_zero]
    if not kept:
        return terms.zero(shape)
    if len(kept) == 1:
        return scale(*kept[0])
    kept.sort(key=lambda part: part[1].serial)
    return terms.make("add", (b for _, b in kept), tuple(c for c, _ in kept), shape)


def _total(cs: list[Expr]) -> Expr:
    return checked(sum(cs[1:], cs[0]))


def _flat(c: Expr, a: Term) -> list[tuple[Expr, Term]]:
    d, b = split(a)
    c = times(c, d)
    if b.op == "add" and len(b.args) <= _FLAT:
        return [(times(c, e), g) for e, g in zip(b.data, b.args, strict=True)]
    return [(c, b)]
