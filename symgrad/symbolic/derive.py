"""The derivative: one reverse accumulation over the terms below a value.

The idea. Give every term v a cotangent: the derivative of the (scalar) value by the
entries of v, an array of v's shape. The value's own is 1. Walk the terms from the value
down to the variables; each term hands its cotangent on to its operands by one of a few
rules, and what arrives at a variable is the gradient:

    y = c*a              a_bar += c*y_bar
    y = a + b            a_bar += y_bar,  b_bar += y_bar
    y = einsum of a_k    a_k_bar += the same einsum with a_k taken out and y_bar put in
    y = f(a_k)           a_k_bar += y_bar * (df/du_k)(a), the derivative SymPy's
    y = L(a), linear     a_bar += L'(y_bar)
    max, min             equal shares among the winners
    prod                 y_bar times the product of all others
    inv, det, logdet     a rule each, in `rules`

Terms that no variable reaches are left out. Walking by descending serial visits every
term after all of its users, so there is no recursion, the work is linear in the number of
terms, and all variables share one sweep. Because the cotangents are terms of the same
table, whatever the value computed is found again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as s

from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.linear import adjoint
from symgrad.symbolic.products import prod
from symgrad.symbolic.rules import cotangent
from symgrad.symbolic.scalars import ONE, ZERO, placeholder, slope
from symgrad.symbolic.sums import add, scale
from symgrad.symbolic.term import Term, topological
from symgrad.symbolic.views import multiply, summed


def gradients(value: Term, variables: Sequence[Term]) -> list[Term]:
    """Return the gradient of a value of one entry by each variable, in the variable's shape."""
    order = topological([value])
    reached = _reached(order, variables)
    arrived: dict[Term, list[Term]] = {value: [value.terms.ones(value.shape)]}
    wanted = set(variables)
    result: dict[Term, Term] = {}
    for term in reversed(order):
        if term not in reached or term not in arrived:
            continue
        contributions = arrived.pop(term)
        y_bar = add(term.terms, term.shape, ((ONE, c) for c in contributions))
        if term in wanted:
            result[term] = y_bar
        if y_bar.op == "zero":
            continue
        for operand, part in _handed_on(term, y_bar, reached):
            arrived.setdefault(operand, []).append(part)
    return [result.get(v, v.terms.zero(v.shape)) for v in variables]


def _reached(order: list[Term], variables: Sequence[Term]) -> set[Term]:
    reached = set(variables)
    for term in order:
        if term.op != "stopped" and any(arg in reached for arg in term.args):
            reached.add(term)
    return reached


def _handed_on(term: Term, y_bar: Term, reached: set[Term]) -> Iterator[tuple[Term, Term]]:
    for k, operand in enumerate(term.args):
        if operand in reached:
            yield operand, _contribution(term, k, y_bar)


def _contribution(term: Term, k: int, y_bar: Term) -> Term:
    if term.op == "scale":
        return scale(term.data, y_bar)
    if term.op == "add":
        return scale(term.data[k], y_bar)
    if term.op == "prod":
        return _of_product(term, k, y_bar)
    if term.op == "ew":
        return _of_function(term, k, y_bar)
    if term.op == "lin":
        return adjoint(term, k, y_bar)
    if term.op == "extreme":
        return _of_extreme(term, y_bar)
    if term.op == "multiply":
        return _of_prod(term, y_bar)
    return cotangent(term, k, y_bar)


def _of_product(term: Term, k: int, y_bar: Term) -> Term:
    """Exchange operand k and the result; a repeated index of the operand is an identity."""
    out, ins = term.data
    terms = term.terms
    operand = term.args[k]
    others = [(a, i) for j, (a, i) in enumerate(zip(term.args, ins, strict=True)) if j != k]
    fresh = max((*out, *(i for labels in ins for i in labels)), default=-1) + 1
    target: list[int] = []
    for label, dim in zip(ins[k], operand.shape, strict=True):
        if label in target:
            others.append((terms.make("eye", (), None, (dim, dim)), (label, fresh)))
            label, fresh = fresh, fresh + 1
        target.append(label)
    return prod(terms, target, [(y_bar, out), *others], operand.shape)


def _of_function(term: Term, k: int, y_bar: Term) -> Term:
    factor = ew(term.terms, slope(term.data, k), term.args, term.shape)
    full = multiply(y_bar, factor)
    return full if term.args[k].shape else summed(full, range(full.rank))


def _opened(term: Term, reduced: Term, axes: Sequence[int]) -> Term:
    """Repeat a reduced value along the axes it lost."""
    labels = [i for i in range(term.rank) if i not in axes]
    return prod(term.terms, range(term.rank), [(reduced, labels)], term.shape)


def _of_extreme(term: Term, y_bar: Term) -> Term:
    _, axes = term.data
    (a,) = term.args
    u, v = placeholder(0), placeholder(1)
    won = s.Piecewise((ONE, s.Eq(u, v)), (ZERO, True))
    mask = ew(term.terms, won, [a, _opened(a, term, axes)], a.shape)
    count = ew(term.terms, 1 / u, [summed(mask, axes)], term.shape)
    return multiply(mask, _opened(a, multiply(y_bar, count), axes))


def _of_prod(term: Term, y_bar: Term) -> Term:
    (axes,) = term.data
    (a,) = term.args
    others = term.terms.make("others", (a,), (axes,), a.shape)
    return multiply(_opened(a, y_bar, axes), others)
