"""Scalar functions: where SymPy is asked, and what it is asked.

SymPy gets objects built here, never text: real placeholders `u0, u1, ...` for the operands
of an elementwise function, positive integer symbols for size names, exact numbers. It is
asked three things: to put an expression together (with its own cheap evaluation, such as
`exp(log(u)) -> u`), to count operations, and for a derivative, which is remembered.
Nothing here calls `simplify` or `expand`.

Whatever could make SymPy compute an exact number without end is refused before. Only
modules of this package import this one, and they are imported late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from math import isinf
from typing import Any

import sympy as s
from sympy.core.relational import Relational

from symgrad.errors import InputError, LimitError
from symgrad.ops.dims import Dim, DimLike

Expr = Any  # a SymPy expression; SymPy has no types to speak of
MOST_BITS = 4096


class Dummy(s.Dummy):  # type: ignore[misc]
    """A symbol that equals itself only.

    So does SymPy's, which finds out by its name, its assumptions and its age. It has the name
    of SymPy's, too, for SymPy orders symbols by that of their class.
    """

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__


INFINITY = Dummy("inf", positive=True)
ONE, ZERO, MINUS = s.S.One, s.S.Zero, s.S.NegativeOne


@cache
def placeholder(position: int) -> Expr:
    """Return the real symbol that stands for an operand."""
    return Dummy(f"u{position}", real=True)


@lru_cache(maxsize=4096)
def size_symbol(name: str) -> Expr:
    """Return the symbol of a size name."""
    return Dummy(name, integer=True, positive=True)


def number(value: Any) -> Expr:
    """Return a number, a dimension, or the name of a constant as an exact SymPy expression."""
    if isinstance(value, Dim):
        return dimension(value)
    if isinstance(value, str):
        return {"pi": s.pi, "inf": INFINITY, "-inf": -INFINITY}[value]
    if isinstance(value, float) and isinf(value):
        return INFINITY if value > 0 else -INFINITY
    exact = Fraction(value)
    return checked(s.Rational(exact.numerator, exact.denominator))


def dimension(dim: DimLike) -> Expr:
    """Return a dimension as an expression in size symbols."""
    if isinstance(dim, int):
        return s.Integer(dim)
    return s.Add(*(s.Mul(c, *map(size_symbol, names)) for names, c in dim.terms))


def bits(value: Expr) -> int:
    """Return the number of bits of an exact number's larger part; 0 for any other expression."""
    if not value.is_Rational:
        return 0
    return max(abs(int(value.p)).bit_length(), int(value.q).bit_length())


def checked(value: Expr) -> Expr:
    """Return an exact number unless it has become enormous.

    Raises:
        LimitError: it has more than 4096 bits.
    """
    if bits(value) > MOST_BITS:
        raise huge()
    return value


def huge() -> LimitError:
    """Return the error for a constant that is too long to be computed exactly."""
    return LimitError(
        f"a constant has more than {MOST_BITS} bits when computed exactly",
        code="huge-constant",
        help="make the power smaller, or give its base as a variable",
    )


def power(base: Expr, exponent: Expr) -> Expr:
    """Return a power, after a look at how large an exact one would be."""
    factor = base.as_coeff_Mul()[0]
    grows = factor not in (ZERO, ONE, MINUS) and exponent.is_Rational
    if grows and abs(exponent) * (bits(factor) - 1) > MOST_BITS:
        raise huge()
    return checked(s.Pow(base, exponent))


def multiplied(*factors: Expr) -> Expr:
    """Return a product; SymPy is asked only where there are two factors that are not 1."""
    rest = [f for f in factors if f is not ONE]
    if len(rest) > 1:
        return s.Mul(*rest)
    return rest[0] if rest else ONE


def times(*factors: Expr) -> Expr:
    """Return a product of constants."""
    return checked(multiplied(*factors))


def put(f: Expr, mapping: Mapping[Expr, Expr]) -> Expr:
    """Return an expression with symbols replaced, all at once.

    Powers are looked at before they are computed, so that `9**9**9**9` is refused at once.
    """
    if not mapping:
        return f
    if all(value.is_Symbol for value in mapping.values()):
        return f.xreplace(mapping)
    return _rebuilt(f, mapping)


def _rebuilt(f: Expr, mapping: Mapping[Expr, Expr]) -> Expr:
    # The depth is bounded: elementwise functions are kept below a fixed operation count.
    if f in mapping:
        return mapping[f]
    if not f.args or not f.free_symbols & mapping.keys():
        return f
    args = [_rebuilt(arg, mapping) for arg in f.args]
    if isinstance(f, s.Pow):
        return power(*args)
    result = f.func(*args)
    return checked(result) if isinstance(f, s.Mul | s.Add) else result


@lru_cache(maxsize=65536)
def symbols_of(f: Expr) -> frozenset[Expr]:
    """Return the symbols of an expression, remembered by parts."""
    # The depth is bounded: elementwise functions are kept below a fixed operation count.
    args = f.args
    if not args:
        return frozenset(f.free_symbols)
    if len(args) == 1:
        return symbols_of(args[0])
    return frozenset().union(*map(symbols_of, args))


@lru_cache(maxsize=65536)
def has_value(f: Expr) -> bool:
    """Tell whether nothing in an expression is 1/0 or worse."""
    return f is not s.zoo and f is not s.nan and all(map(has_value, f.args))


@lru_cache(maxsize=16384)
def compares(f: Expr) -> bool:
    """Tell whether a function chooses by comparing."""
    return bool(f.has(Relational))


@lru_cache(maxsize=65536)
def size(f: Expr) -> int:
    """Return how many operations an expression has: SymPy's count_ops, remembered by parts."""
    # The depth is bounded: elementwise functions are kept below a fixed operation count.
    if f.is_Symbol or f is ONE:
        return 0
    if f.is_Rational:
        return int(f.p < 0) + int(f.q != 1)
    if f.is_Add:
        return _size_of_sum(f.args)
    if f.is_Mul:
        return _size_of_product(f)
    if f.is_Pow and f.exp is MINUS:
        return 1 + size(f.base)
    if isinstance(f, s.And | s.Or | s.Max | s.Min):
        own = len(f.args) - 1
    else:
        own = int(f is s.E or bool(f.args and (f.is_Pow or f.is_Function)))
    return own + sum(map(size, f.args))


def _size_of_sum(parts: Sequence[Expr]) -> int:
    """Count one operation between two terms: minus signs subtract, but for a sum of them only."""
    negative = [is_negative(part) for part in parts]
    inner = (size(-part if sign else part) for part, sign in zip(parts, negative, strict=True))
    return len(parts) - 1 + all(negative) + sum(inner)


def _size_of_product(f: Expr) -> int:
    """Count a sign, a fraction bar, and what stands above and below it."""
    sign = 0
    if is_negative(f):
        sign, f = 1, -f
        if not f.is_Mul:
            return sign + size(f)
    if not any(map(_divides, f.args)):
        return sign + len(f.args) - 1 + sum(map(size, f.args))
    if _is_plain_quotient(f.args):
        above = [size(part) for part in f.args if not _divides(part)]
        below = [_size_below(part) for part in f.args if _divides(part)]
        return sign + 1 + sum(above) + sum(below) + max(len(above) - 1, 0) + len(below) - 1
    above, below = s.fraction(f)
    if below is ONE:
        return sign + len(f.args) - 1 + sum(map(size, f.args))
    return sign + 1 + size(above) + size(below)


def _size_below(power: Expr) -> int:
    """Return the size of 1/power, without building it."""
    return size(power.base) + (0 if power.exp is MINUS else 1 + int(power.exp.q != 1))


def _is_plain_quotient(parts: Sequence[Expr]) -> bool:
    """Tell whether a quotient is its factors above and below the bar, with no number among them."""
    exponents = [part.exp if part.is_Pow else ONE for part in parts]
    return not any(
        part.is_number or isinstance(part, s.exp) or not exponent.is_Rational
        for part, exponent in zip(parts, exponents, strict=True)
    )


def is_negative(f: Expr) -> bool:
    """Tell whether a number, or that in front of a product, is negative."""
    c = f.args[0] if f.is_Mul else f
    return bool(c.p < 0 if c.is_Rational else c.is_Number and c < 0)


def _divides(factor: Expr) -> bool:
    """Tell whether a factor might stand below a fraction bar."""
    if factor.is_Number:
        return not factor.is_Integer
    exponent = factor.exp if factor.is_Pow or isinstance(factor, s.exp) else ONE
    if exponent.is_Rational:
        return bool(exponent.p <= 0)
    return not (exponent.is_Number and exponent > 0)


_FLAT = (s.sign, s.floor, s.ceiling)


@lru_cache(maxsize=16384)
def slope(f: Expr, position: int) -> Expr:
    """Return the derivative by one placeholder.

    Steps (sign, floor, ceiling, and 0**u) are constants to it: where they jump there is no
    derivative.
    """
    flat = sorted(_steps(f), key=s.default_sort_key)
    held = {step: s.Dummy(f"step{i}", real=True) for i, step in enumerate(flat)}
    # What `diff` asks for; `diff` itself goes on to find out whether the answer is zero.
    derivative = f.xreplace(held)._eval_derivative(placeholder(position))
    derivative = derivative.xreplace({dummy: step for step, dummy in held.items()})
    derivative = derivative.replace(_is_signed_inverse, _inverse)
    if derivative.has(s.Derivative, s.Subs, s.DiracDelta):
        raise InputError(
            f"the derivative of {f.func.__name__} has no closed form",
            code="no-closed-form",
            help="hold this argument constant with --wrt",
        )
    return derivative


@lru_cache(maxsize=4096)
def ramp(f: Expr) -> Expr | None:
    """Return g where a function is the larger of g and 0, None for all others."""
    if not isinstance(f, s.Piecewise):
        return None
    (g, condition), *rest = f.args
    if not isinstance(condition, s.StrictGreaterThan) or condition.args != (g, ZERO):
        return None
    if rest == [(ZERO, True)]:
        return g
    opposite = s.StrictLessThan(*condition.args)
    return g if rest == [(ZERO, opposite), (g / 2, True)] else None


def _is_signed_inverse(f: Expr) -> bool:
    """Tell whether sign(a)/|a| is in a product."""
    return bool(f.is_Mul) and any(1 / s.Abs(g.args[0]) in f.args for g in f.args if _is_sign(g))


def _is_sign(f: Expr) -> bool:
    return isinstance(f, s.sign)


def _inverse(f: Expr) -> Expr:
    """Return a product with sign(a)/|a| as 1/a."""
    sign = next(g for g in f.args if _is_sign(g) and 1 / s.Abs(g.args[0]) in f.args)
    pair = (sign, 1 / s.Abs(sign.args[0]))
    return s.Mul(1 / sign.args[0], *(g for g in f.args if g not in pair))


def _steps(f: Expr) -> set[Expr]:
    found: set[Expr] = f.atoms(*_FLAT)
    return found | {p for p in f.atoms(s.Pow) if p.base.is_zero}


def is_constant(f: Expr) -> bool:
    """Tell whether an expression has no placeholder: only numbers and size symbols."""
    return all(symbol.is_positive for symbol in f.free_symbols)
