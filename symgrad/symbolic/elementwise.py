"""Elementwise functions: the constructor of `ew`.

`ew(f; a_k)` applies one SymPy expression in the placeholders `u0, u1, ...` to operands of
one shape (or scalars). The constructor keeps it small and in one form:

- constant operands and coefficients go into the function, equal operands are one,
  operands that it does not use are dropped;
- a function of transposed or broadcast operands is the transpose or broadcast of a function;
- a coefficient goes in front, independent factors become a product, plain sums a sum;
- `f(g(a))` becomes one function only if that makes it shorter (`sqrt(a)**2`, `exp(log(a))`),
  so that shared values stay shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sympy as s

from symgrad.ops.dims import Shape
from symgrad.symbolic.products import LARGEST_POWER, prod
from symgrad.symbolic.reshaping import is_reshape, reshape
from symgrad.symbolic.scalars import (
    ONE,
    Expr,
    checked,
    is_constant,
    placeholder,
    put,
    size,
    symbols_of,
)
from symgrad.symbolic.sums import add, constant, constant_of, scale, split
from symgrad.symbolic.term import Term, Terms
from symgrad.symbolic.views import view

# Composing reads the whole function, so it is not tried on long ones.
_LONGEST = 40


def ew(terms: Terms, f: Expr, args: Sequence[Term], shape: Shape) -> Term:
    """Return an elementwise function of terms that have the result's shape or none.

    Args:
        f: the function in `placeholder(k)` for operand k.
    """
    f, args = _with_constants(f, args)
    f, args = _composed(f, args)
    form = _form(f, len(args))
    if form.is_valueless:
        return terms.make("ew", args, f, shape)
    if form.is_constant:
        return constant(terms, checked(f), shape)
    pushed = _below_views(terms, f, args, shape)
    if pushed is not None:
        return pushed
    if form.coefficient is not ONE:
        return scale(checked(form.coefficient), ew(terms, form.rest, args, shape))
    if f.is_Symbol:
        return _spread(terms, args[_position(f, args)], shape)
    if form.is_sum:
        return _sum(terms, f, args, shape)
    if f.is_Mul:
        groups = _independent(f)
        if len(groups) > 1:
            parts = [ew(terms, s.Mul(*group), args, shape) for group in groups]
            axes = range(len(shape))
            return prod(terms, axes, [(p, axes) for p in parts], shape)
    return _ordered(terms, f, args, shape)


@dataclass(frozen=True, slots=True)
class _Form:
    """What is asked about every function.

    Attributes:
        is_valueless: whether it has no value. is_constant: whether it has no operand.
        is_sum: whether it adds multiples of operands.
        coefficient: its constant factor. rest: the others.
    """

    is_valueless: bool
    is_constant: bool
    is_sum: bool
    coefficient: Expr
    rest: Expr


@lru_cache(maxsize=16384)
def _form(f: Expr, count: int) -> _Form:
    """Look at a function of so many operands."""
    if f is s.nan or f is s.zoo or f.has(s.nan, s.zoo, s.oo, s.I):
        return _Form(True, False, False, ONE, f)
    if is_constant(f):
        return _Form(False, True, False, f, ONE)
    own = f.free_symbols & _symbols(count)
    is_sum = f.is_Add and all(_is_linear(part, own) for part in f.args)
    return _Form(False, False, is_sum, *f.as_independent(*own, as_Add=False))


def _symbols(count: int) -> set[Expr]:
    return {placeholder(k) for k in range(count)}


def _position(symbol: Expr, args: Sequence[Term]) -> int:
    return next(k for k in range(len(args)) if placeholder(k) == symbol)


def _with_constants(f: Expr, args: Sequence[Term]) -> tuple[Expr, list[Term]]:
    """Put constants and coefficients into the function."""
    values = {}
    rest: list[Term] = []
    for k, arg in enumerate(args):
        symbol = placeholder(k)
        value = constant_of(arg)
        if value is not None:
            values[symbol] = value
            rest.append(arg)
            continue
        c, inner = split(arg)
        if c is not ONE:
            values[symbol] = c * symbol
        rest.append(inner)
    return _renumbered(put(f, values), rest)


def _renumbered(f: Expr, args: Sequence[Term]) -> tuple[Expr, list[Term]]:
    """Drop operands that are not used, merge equal ones."""
    free = symbols_of(f)
    kept: list[Term] = []
    names = {}
    for k, arg in enumerate(args):
        if placeholder(k) in free:
            if arg not in kept:
                kept.append(arg)
            names[placeholder(k)] = placeholder(kept.index(arg))
    moved = {old: new for old, new in names.items() if old is not new}
    return (f.xreplace(moved) if moved else f), kept


def _composed(f: Expr, args: list[Term]) -> tuple[Expr, list[Term]]:
    """Put inner elementwise functions in as long as the whole gets shorter."""
    k = 0
    while k < len(args):
        inner = args[k]
        shorter = inner.op == "ew" and _shorter(f, k, inner, len(args))
        if not shorter:
            k += 1
            continue
        f, args = _renumbered(shorter, [*args, *inner.args])
        f, args = _with_constants(f, args)
        k = 0
    return f, args


def _shorter(f: Expr, k: int, inner: Term, count: int) -> Expr | None:
    if size(f) + size(inner.data) > _LONGEST:
        return None
    shift = {placeholder(i): placeholder(count + i) for i in range(len(inner.args))}
    g = inner.data.xreplace(shift)
    composed = f.xreplace({placeholder(k): g})
    if any(abs(p.exp) > LARGEST_POWER for p in composed.atoms(s.Pow) if p.exp.is_Rational):
        return None
    # A branch that is never taken may have no value, such as 1/0: it is left where it stands.
    if composed.has(s.zoo, s.nan):
        return None
    # The slope of log(|u|) is 1/u: shorter than the parts.
    shorter = size(composed) < size(f) + size(g) or _is_log_of_size(f, g)
    return composed if shorter else None


def _is_log_of_size(f: Expr, g: Expr) -> bool:
    return isinstance(f, s.log) and f.args[0].is_Symbol and isinstance(g, s.Abs)


def _below_views(terms: Terms, f: Expr, args: list[Term], shape: Shape) -> Term | None:
    """Apply the function below a transpose or broadcast that all operands have in common."""
    arrays = [arg for arg in args if arg.shape]
    if arrays and all(map(is_reshape, arrays)) and len({arg.args[0].shape for arg in arrays}) == 1:
        opened = [arg.args[0] if arg.shape else arg for arg in args]
        return reshape(ew(terms, f, opened, arrays[0].args[0].shape), shape)
    views = [view(arg) for arg in arrays]
    first = next((v for v in views if v), None)
    if first is None or any(v is None or v[1:] != first[1:] for v in views):
        return None
    operand, labels, out = first
    inner = [(view(arg) or (arg,))[0] for arg in args]
    value = ew(terms, f, inner, operand.shape)
    return prod(terms, out, [(value, labels)], shape)


def _spread(terms: Terms, a: Term, shape: Shape) -> Term:
    return a if a.shape == shape else prod(terms, range(len(shape)), [(a, ())], shape)


def _is_linear(part: Expr, operands: set[Expr]) -> bool:
    rest = part.as_independent(*operands, as_Add=False)[1]
    return bool(rest.is_Symbol or rest is ONE)


def _sum(terms: Terms, f: Expr, args: list[Term], shape: Shape) -> Term:
    parts = []
    for part in f.args:
        free = part.free_symbols & _symbols(len(args))
        if not free:
            parts.append((part, terms.ones(shape)))
            continue
        (symbol,) = free
        parts.append((part / symbol, _spread(terms, args[_position(symbol, args)], shape)))
    return add(terms, shape, parts)


def _independent(f: Expr) -> list[list[Expr]]:
    """Group the factors of a product that share operands."""
    groups: list[tuple[set[Expr], list[Expr]]] = []
    for factor in s.Mul.make_args(f):
        free, members = set(factor.free_symbols), [factor]
        apart = []
        for names, others in groups:
            if names & free:
                free |= names
                members = [*others, *members]
            else:
                apart.append((names, others))
        groups = [*apart, (free, members)]
    return [members for _, members in groups]


def _ordered(terms: Terms, f: Expr, args: list[Term], shape: Shape) -> Term:
    if not any(arg.shape for arg in args) and shape:
        return _spread(terms, ew(terms, f, args, ()), shape)
    order = sorted(range(len(args)), key=lambda k: args[k].serial)
    names = {placeholder(k): placeholder(place) for place, k in enumerate(order) if k != place}
    return terms.make("ew", (args[k] for k in order), f.xreplace(names) if names else f, shape)
