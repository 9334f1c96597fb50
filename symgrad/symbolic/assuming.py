"""Assumptions put into closed forms: a symmetric matrix is its transpose, |x| is x where x > 0.

The sweep knows nothing of assumptions: a gradient by a symmetric matrix is that by all its
entries. What it found is built once more, from the leaves, by constructors that know them.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as s

from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.known import Known
from symgrad.symbolic.products import prod
from symgrad.symbolic.scalars import Expr, placeholder
from symgrad.symbolic.sums import add, scale
from symgrad.symbolic.term import Term, Terms, topological


def assumed(found: Sequence[Term], known: Known) -> list[Term]:
    """Return the same terms under assumptions, in a table that has them."""
    if not known or not found:
        return list(found)
    before = found[0].terms
    terms = Terms(tame=before.tame, symmetric=known.symmetric)
    new: dict[Term, Term] = {}
    for term in topological(found):
        new[term] = _rebuilt(terms, term, [new[arg] for arg in term.args], known)
    terms.rows |= {(new[a], new[b]) for a, b in before.rows if a in new and b in new}
    return [new[term] for term in found]


def _rebuilt(terms: Terms, term: Term, args: list[Term], known: Known) -> Term:
    if term.op == "scale":
        return scale(term.data, args[0])
    if term.op == "add":
        return add(terms, term.shape, zip(term.data, args, strict=True))
    if term.op == "prod":
        out, _ = term.data
        return prod(terms, out, _whole(term, args, known), term.shape)
    if term.op == "ew":
        return ew(terms, _simplified(term.data, args, known), args, term.shape)
    return terms.make(term.op, args, term.data, term.shape)


def _whole(term: Term, args: list[Term], known: Known) -> list[tuple[Term, tuple[int, ...]]]:
    """Return the operands of a product; the sum over a simplex alone is 1."""
    out, ins = term.data
    operands = []
    for k, (a, labels) in enumerate(zip(args, ins, strict=True)):
        others = (out, *(other for j, other in enumerate(ins) if j != k))
        if (
            a.op == "var"
            and a.data in known.simplex
            and labels.count(labels[-1]) == 1
            and not any(labels[-1] in other for other in others)
        ):
            a, labels = a.terms.ones(a.shape[:-1]), labels[:-1]
        operands.append((a, labels))
    return operands


def _simplified(f: Expr, args: Sequence[Term], known: Known) -> Expr:
    """Return a function as SymPy evaluates it under what is known of its operands."""
    facts = {k: known.facts(arg.data) for k, arg in enumerate(args) if arg.op == "var"}
    there = {
        placeholder(k): s.Dummy(placeholder(k).name, real=True, **each)
        for k, each in facts.items()
        if each
    }
    if not there:
        return f
    return f.xreplace(there).xreplace({new: old for old, new in there.items()})
