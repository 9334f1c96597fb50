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

A value of more entries has a Jacobian: its cotangent is an identity, an axis of the value for
each of its axes in front, and every cotangent carries these axes in front of its own. The
rules do not change; products absorb the identity by renaming an index.

Whoever wants to know how a gradient came about passes a visitor, which is told the terms in the
order of the walk, each with the cotangent that arrived there.

Terms that no variable reaches are left out. Walking by descending serial visits every
term after all of its users, so there is no recursion, the work is linear in the number of
terms, and all variables share one sweep. Because the cotangents are terms of the same
table, whatever the value computed is found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import sympy as s

from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.exclusions import of_others
from symgrad.symbolic.linear import adjoint
from symgrad.symbolic.moving import moved_back
from symgrad.symbolic.products import as_power, prod
from symgrad.symbolic.reshaping import is_reshape, reshape
from symgrad.symbolic.rules import cotangent
from symgrad.symbolic.scalars import ONE, ZERO, placeholder, ramp, slope
from symgrad.symbolic.sums import add, scale, split
from symgrad.symbolic.tame import tame_slope
from symgrad.symbolic.term import Term, topological
from symgrad.symbolic.views import summed

# Told a term and the cotangent that arrived there.
Visit = Callable[[Term, Term], None]


def gradients(value: Term, variables: Sequence[Term], visit: Visit | None = None) -> list[Term]:
    """Return the gradient of a value of one entry by each variable, in the variable's shape."""
    return _swept(value, variables, value.terms.ones(value.shape), visit)


def pulled_back(value: Term, variables: Sequence[Term], y_bar: Term) -> list[Term]:
    """Return the shares of some variables in the cotangent of a value."""
    return _swept(value, variables, y_bar)


def jacobians(value: Term, variables: Sequence[Term]) -> list[Term]:
    """Return the derivatives of all entries of a value: its axes, then the variable's."""
    if is_reshape(value) and value.args[0].op != "var":
        found = jacobians(value.args[0], variables)
        pairs = zip(found, variables, strict=True)
        return [reshape(each, (*value.shape, *v.shape)) for each, v in pairs]
    r = value.rank
    seed = [(value.terms.eye(dim), (i, r + i)) for i, dim in enumerate(value.shape)]
    ones = [(value.terms.ones(()), ())]
    shape = (*value.shape, *value.shape)
    return _swept(value, variables, prod(value.terms, range(2 * r), [*seed, *ones], shape))


def _swept(
    value: Term, variables: Sequence[Term], seed: Term, visit: Visit | None = None
) -> list[Term]:
    order = topological([value])
    reached = dependents(order, variables)
    lead = seed.shape[: seed.rank - value.rank]
    arrived: dict[Term, list[Term]] = {value: [seed]}
    wanted = set(variables)
    result: dict[Term, Term] = {}
    for term in reversed(order):
        if term not in reached or term not in arrived:
            continue
        contributions = arrived.pop(term)
        shape = (*lead, *term.shape)
        y_bar = add(term.terms, shape, ((ONE, c) for c in contributions))
        if visit is not None:
            visit(term, y_bar)
        if term in wanted:
            result[term] = y_bar
        if y_bar.op == "zero":
            continue
        for operand, part in _handed_on(term, y_bar, reached):
            arrived.setdefault(operand, []).append(part)
    return [result.get(v, v.terms.zero((*lead, *v.shape))) for v in variables]


def dependents(order: Sequence[Term], variables: Sequence[Term]) -> set[Term]:
    """Return the terms, given operands first, that some variables reach, and these."""
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
    if term.op == "named":
        return moved_back(term, k, y_bar)
    if term.op == "extreme":
        return _of_extreme(term, y_bar)
    if term.op == "multiply":
        return _of_prod(term, y_bar)
    if term.op == "others":
        return of_others(term, y_bar)
    return cotangent(term, k, y_bar)


def _of_product(term: Term, k: int, y_bar: Term) -> Term:
    """Exchange operand k and the result; a repeated index of the operand is an identity."""
    out, ins = term.data
    terms = term.terms
    operand = term.args[k]
    others = [(a, i) for j, (a, i) in enumerate(zip(term.args, ins, strict=True)) if j != k]
    fresh = max((*out, *(i for labels in ins for i in labels)), default=-1) + 1
    lead = tuple(range(fresh, fresh + y_bar.rank - term.rank))
    fresh += len(lead)
    target: list[int] = []
    for label, dim in zip(ins[k], operand.shape, strict=True):
        if label in target:
            others.append((terms.eye(dim), (label, fresh)))
            label, fresh = fresh, fresh + 1
        target.append(label)
    shape = (*y_bar.shape[: len(lead)], *operand.shape)
    return prod(terms, (*lead, *target), [(y_bar, (*lead, *out)), *others], shape)


def _of_function(term: Term, k: int, y_bar: Term) -> Term:
    f = ramp(term.data)
    if f is None or not _has_factor(y_bar, term):
        f = term.data
    rate = (tame_slope if term.terms.tame else slope)(f, k)
    factor = ew(term.terms, rate, term.args, term.shape)
    full = _times(y_bar, factor)
    return full if term.args[k].shape else summed(full, range(y_bar.rank - term.rank, full.rank))


def _has_factor(y_bar: Term, a: Term) -> bool:
    """Tell whether a cotangent is a multiple of a value: where that is 0, no slope counts."""
    rest = split(y_bar)[1]
    if _is_power(rest, a):
        return True
    if rest.op != "prod":
        return False
    out, ins = rest.data
    own = out[len(out) - a.rank :]
    parts = zip(rest.args, ins, strict=True)
    return any(_is_power(part, a) and labels == own for part, labels in parts)


def _is_power(part: Term, a: Term) -> bool:
    """Tell whether a term is a value or a power of it that is 0 with it."""
    base, exponent = as_power(part)
    return base is a and bool(exponent.is_positive)


def _times(y_bar: Term, factor: Term) -> Term:
    """Multiply by a factor that knows nothing of the axes of the value in front."""
    labels = range(y_bar.rank)
    own = labels[y_bar.rank - factor.rank :]
    return prod(y_bar.terms, labels, [(y_bar, labels), (factor, own)], y_bar.shape)


def _opened(term: Term, reduced: Term, axes: Sequence[int]) -> Term:
    """Repeat a reduced value along the axes it lost, behind the axes of the value in front."""
    kept = [i for i in range(term.rank) if i not in axes]
    lead = reduced.rank - len(kept)
    labels = [*range(lead), *(lead + i for i in kept)]
    shape = (*reduced.shape[:lead], *term.shape)
    return prod(term.terms, range(lead + term.rank), [(reduced, labels)], shape)


def _of_extreme(term: Term, y_bar: Term) -> Term:
    _, axes = term.data
    (a,) = term.args
    u, v = placeholder(0), placeholder(1)
    won = s.Piecewise((ONE, s.Eq(u, v)), (ZERO, True))
    mask = ew(term.terms, won, [a, _opened(a, term, axes)], a.shape)
    count = ew(term.terms, 1 / u, [summed(mask, axes)], term.shape)
    return _times(_opened(a, _times(y_bar, count), axes), mask)


def _of_prod(term: Term, y_bar: Term) -> Term:
    (axes,) = term.data
    (a,) = term.args
    others = term.terms.make("others", (a,), (axes,), a.shape)
    return _times(_opened(a, y_bar, axes), others)
