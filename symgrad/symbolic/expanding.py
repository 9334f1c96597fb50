"""Expanding: products over sums, so that equal polynomials of matrices become equal terms.

`2*A.T @ (A @ x - b)` and `2*(A.T @ A) @ x - 2*A.T @ b` are different terms until both are
written as sums of flat products. Work is bounded: what would become too long stays as it is.
Used for proofs only; a formula that is shown is never expanded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from itertools import product as choices

import sympy as s

from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.linear import (
    concatenate,
    getitem,
    overlap_add,
    scatter,
    triangle,
    windows,
)
from symgrad.symbolic.moving import distributed
from symgrad.symbolic.products import opened, prod
from symgrad.symbolic.reshaping import reshape
from symgrad.symbolic.scalars import Expr, placeholder
from symgrad.symbolic.sums import add, scale, split
from symgrad.symbolic.term import Term, topological

Labels = tuple[int, ...]
_MOST_TERMS = 64
_MOST_FACTORS = 16
_LARGEST_POWER = 4


def expanded(output: Term) -> Term:
    """Return an equal term whose products have no sums and no products as operands."""
    found: dict[Term, Term] = {}
    for term in topological([output]):
        args = [found[arg] for arg in term.args]
        found[term] = _rebuilt(term, args)
    return found[output]


def _rebuilt(term: Term, args: Sequence[Term]) -> Term:
    if term.op == "scale":
        return _scaled(term.data, args[0])
    if term.op == "add":
        return add(term.terms, term.shape, zip(term.data, args, strict=True))
    if term.op == "prod":
        return _product(term, args)
    if term.op == "ew":
        return _function(term, args)
    if term.op == "lin":
        return _linear(term, args)
    if term.op == "named":
        return distributed(term, args)
    return term.terms.make(term.op, args, term.data, term.shape)


def _scaled(c: Expr, a: Term) -> Term:
    if a.op != "add":
        return scale(c, a)
    return a.terms.make("add", a.args, tuple(c * d for d in a.data), a.shape)


def _function(term: Term, args: Sequence[Term]) -> Term:
    """Rebuild a function; a small power of a sum is a product of sums."""
    f = term.data
    power = f.exp if f.is_Pow and f.base == placeholder(0) else None
    if power is not None and args[0].op == "add" and power in range(2, _LARGEST_POWER + 1):
        axes = tuple(range(term.rank))
        operands = [(args[0], axes if args[0].shape else ())] * int(power)
        return _distributed(term, axes, operands)
    return ew(term.terms, f, args, term.shape)


def _linear(term: Term, args: Sequence[Term]) -> Term:
    name, *params = term.data
    if name == "concatenate":
        return concatenate(term.terms, args, params[0])
    rules: dict[str, Callable[..., Term]] = {
        "reshape": reshape, "getitem": getitem, "scatter": scatter,
        "windows": windows, "overlap_add": overlap_add,
        "tril": partial(triangle, "tril"), "triu": partial(triangle, "triu"),
    }  # fmt: skip
    rule = rules[name]
    (a,) = args
    if a.op != "add":
        return rule(a, *params)
    return add(
        term.terms,
        term.shape,
        ((c, rule(part, *params)) for c, part in zip(a.data, a.args, strict=True)),
    )


def _product(term: Term, args: Sequence[Term]) -> Term:
    out, ins = term.data
    return _distributed(term, out, list(zip(args, ins, strict=True)))


def _distributed(term: Term, out: Labels, operands: list[tuple[Term, Labels]]) -> Term:
    """Choose one term of each sum in every way, and add up the flat products."""
    lists: list[list[tuple[Expr, Term]]] = []
    total = 1
    for a, _ in operands:
        c, rest = split(a)
        if rest.op == "add" and total * len(rest.args) <= _MOST_TERMS:
            total *= len(rest.args)
            lists.append([(c * d, b) for d, b in zip(rest.data, rest.args, strict=True)])
        else:
            lists.append([(c, rest)])
    parts = []
    for chosen in choices(*lists):
        pairs = zip(chosen, operands, strict=True)
        flat = _flat(out, [(a, labels) for (_, a), (_, labels) in pairs])
        value = prod(term.terms, out, flat, term.shape)
        parts.append((s.Mul(*(c for c, _ in chosen)), value))
    return add(term.terms, term.shape, parts) if len(parts) > 1 else _scaled(*parts[0])


def _flat(out: Labels, operands: list[tuple[Term, Labels]]) -> list[tuple[Term, Labels]]:
    fresh = count(1 + max((*out, *(i for _, labels in operands for i in labels)), default=0))
    flat: list[tuple[Term, Labels]] = []
    for a, labels in operands:
        if a.op == "prod" and len(operands) + len(a.args) <= _MOST_FACTORS:
            flat.extend(opened(a, labels, lambda _: next(fresh)))
        else:
            flat.append((a, labels))
    return flat
