"""Recognition: softmax, logsumexp and norm, seen again in their definitions.

Definitions are what is differentiated; written out, `exp(x)/sum(exp(x))` is nan where
softmax is not. These look at terms only, and are asked only when text is written.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as s

from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.products import prod
from symgrad.symbolic.scalars import Expr, placeholder
from symgrad.symbolic.sums import add
from symgrad.symbolic.term import Term

Labels = tuple[int, ...]
_MOST = 6


def softmaxes(term: Term) -> Term:
    """Return a product in which each `exp(x)/sum(exp(x))` is a softmax."""
    while term.op == "prod" and any(map(_may_grow, term.args)):
        out, ins = term.data
        operands = list(zip(term.args, ins, strict=True))
        found = _pair(operands)
        if found is None:
            factored = _factored(term, operands)
            if factored is None:
                return term
            term = factored
            continue
        k, j, axes, root, power = found
        above, below = operands[k][0], operands[j][0]
        inner = _exponent(root)
        softmax = term.terms.make("named", (inner,), ("softmax", (("axis", axes),)), above.shape)
        raised = ew(term.terms, placeholder(0) ** power, [softmax], above.shape)
        operands[k] = (raised, operands[k][1])
        exponent = below.data.exp + power
        rest = ew(term.terms, s.Pow(placeholder(0), exponent), below.args, below.shape)
        operands[j] = (rest, operands[j][1])
        term = prod(term.terms, out, operands, term.shape)
    return term


def _pair(
    operands: list[tuple[Term, Labels]],
) -> tuple[int, int, tuple[int, ...], Term, int] | None:
    """Return which operand is exp(x)**n, which divides by sum(exp(x)), along what; exp(x), n."""
    for j, (below, under) in enumerate(operands):
        if not _is_inverse(below):
            continue
        total = below.args[0]
        for k, (above, labels) in enumerate(operands):
            for root, power in _roots(above):
                axes = _axes_of_sum(total, root) if power <= -below.data.exp else None
                if axes is not None and under == tuple(
                    i for axis, i in enumerate(labels) if axis not in axes
                ):
                    return k, j, axes, root, power
    return None


def _roots(a: Term) -> Iterator[tuple[Term, int]]:
    """Yield the exponentials exp(x), each with the n for which a term is exp(x)**n."""
    if _is_exp(a):
        yield a, 1
        c, _ = a.data.args[0].as_coeff_Mul()
        if c.is_Integer and c > 1:
            yield ew(a.terms, s.exp(a.data.args[0] / c), a.args, a.shape), int(c)
    elif a.op == "ew" and a.data.is_Pow and a.data.base == placeholder(0):
        n = a.data.exp
        if n.is_Integer and n > 1 and len(a.args) == 1 and _is_exp(a.args[0]):
            yield a.args[0], int(n)


def _may_grow(a: Term) -> bool:
    """Tell at a glance whether a term might be a power of an exponential."""
    return a.op == "ew" and (_is_exp(a) or (a.data.is_Pow and a.args[0].op == "ew"))


def _is_inverse(a: Term) -> bool:
    return bool(
        a.op == "ew"
        and len(a.args) == 1
        and a.data.is_Pow
        and a.data.base == placeholder(0)
        and a.data.exp.is_Integer
        and a.data.exp.p < 0
    )


def _is_exp(a: Term) -> bool:
    return a.op == "ew" and type(a.data) is s.exp


def _exponent(a: Term) -> Term:
    return ew(a.terms, a.data.args[0], a.args, a.shape)


def _axes_of_sum(total: Term, a: Term) -> tuple[int, ...] | None:
    """Return the axes where a term is another one summed along axes."""
    if total.op != "prod" or total.args != (a,):
        return None
    out, (labels,) = total.data
    axes = tuple(axis for axis, i in enumerate(labels) if i not in out)
    kept = tuple(i for i in labels if i in out)
    return axes if kept == out and len(set(labels)) == len(labels) and axes else None


def _summed(total: Term) -> tuple[Term, tuple[int, ...]] | None:
    """Return what is summed, and along which axes."""
    if len(total.args) != 1:
        return None
    axes = _axes_of_sum(total, total.args[0])
    return None if axes is None else (total.args[0], axes)


def log_sum_exp(term: Term, k: int) -> tuple[Term, tuple[int, ...]] | None:
    """Return x and axes where operand k of a function is a sum of exp(x)."""
    found = _summed(term.args[k])
    if found is None or not _is_exp(found[0]):
        return None
    return _exponent(found[0]), found[1]


def norm_of(term: Term, k: int) -> tuple[Term, tuple[int, ...], Expr] | None:
    """Return x, axes and p where a function takes p-th roots of a sum of |x|**p."""
    found = _summed(term.args[k])
    size = _power_of_size(found[0]) if found is not None else None
    if found is None or size is None:
        return None
    axes, (inner, p) = found[1], size
    if not _takes_roots(term.data, placeholder(k), p) or len(axes) > (2 if p == 2 else 1):
        return None
    return inner, axes, p


def _power_of_size(term: Term) -> tuple[Term, Expr] | None:
    """Return x and p where a term is |x|**p; even powers need no bars."""
    if term.op != "ew":
        return None
    base, p = term.data.as_base_exp()
    if not p.is_Rational:
        return None
    if base == placeholder(0) and term.args[0].op == "ew":
        (term,) = term.args
        base = term.data
    if isinstance(base, s.Abs):
        base = base.args[0]
    elif not p.is_even:
        return None
    return ew(term.terms, base, term.args, term.shape), p


def _takes_roots(f: Expr, symbol: Expr, p: Expr) -> bool:
    """Tell whether 1/p is among the exponents, up to whole numbers; of 1/p that is whole, p < 0."""
    if (1 / p).is_Integer and p > 0:
        return False
    powers = [power for power in f.atoms(s.Pow) if power.base == symbol]
    return any((power.exp - 1 / p).is_Integer for power in powers)


def _factored(term: Term, operands: list[tuple[Term, Labels]]) -> Term | None:
    """Take a common 1/sum(exp(x)) out of a sum beside exp(x).

    The derivative through a softmax s is s*(g - sum(g*s)); the sweep finds it as
    exp(x)*(g*r - r**2*sum(g*exp(x))) with r = 1/sum(exp(x)).
    """
    for above, labels in operands:
        if not _is_exp(above):
            continue
        for j, (total, under) in enumerate(operands):
            if total.op != "add" or len(total.args) > _MOST or total is above:
                continue
            for below in _inverses(total.args[0]):
                axes = _axes_of_sum(below.args[0], above)
                if axes is None:
                    continue
                kept = tuple(i for axis, i in enumerate(labels) if axis not in axes)
                rest = _without(total, below.args[0], under, kept)
                if rest is None:
                    continue
                inverse = _power(below.args[0], -1)
                parts = [*operands[:j], (rest, under), (inverse, kept), *operands[j + 1 :]]
                return prod(term.terms, term.data[0], parts, term.shape)
    return None


def _power(total: Term, exponent: Expr) -> Term:
    return ew(total.terms, s.Pow(placeholder(0), exponent), [total], total.shape)


def _inverses(term: Term) -> list[Term]:
    """Return the inverse sums among the factors of a term, products in products too."""
    waiting = [term]
    found: list[Term] = []
    while waiting and len(found) < _MOST:
        each = waiting.pop()
        if _is_inverse(each):
            found.append(each)
        elif each.op == "prod":
            waiting.extend(each.args)
    return found


def _without(total: Term, below: Term, under: Labels, kept: Labels) -> Term | None:
    """Return a sum with every term multiplied by `below`, if each has it in a denominator."""
    parts = []
    for c, part in zip(total.data, total.args, strict=True):
        rest = _lifted(part, below, under, kept)
        if rest is None:
            return None
        parts.append((c, rest))
    return add(total.terms, total.shape, parts)


def _lifted(part: Term, below: Term, labels: Labels, kept: Labels, depth: int = 0) -> Term | None:
    """Return a term times `below`, whose axes carry the indices `kept`, if it divides by it."""
    if _is_inverse(part) and part.args[0] is below and labels == kept:
        return _power(below, part.data.exp + 1)
    if part.op != "prod" or depth > _MOST:
        return None
    out, ins = part.data
    # Inside, an index that the user does not see is negative: it equals none of `kept`.
    names = dict(zip(out, labels, strict=True))
    for k, (arg, inner) in enumerate(zip(part.args, ins, strict=True)):
        seen = tuple(names.get(i, -1 - i) for i in inner)
        rest = _lifted(arg, below, seen, kept, depth + 1)
        if rest is not None:
            operands = list(zip(part.args, ins, strict=True))
            operands[k] = (rest, inner)
            return prod(part.terms, out, operands, part.shape)
    return None
