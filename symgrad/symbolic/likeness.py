"""Likeness: what SymPy makes of a function of some expressions, remembered up to their symbols.

A deep net has `tanh(W @ y + b)` in every layer, each time of other atoms. SymPy evaluates each
of them from the start: it asks for signs, tries rules, orders operands. What it finds depends
on the kinds and the order of the symbols only; so where the same was asked in other symbols of
the same kinds in the same order, the answer is that one, spelled anew.
Only modules of this package import this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import sympy as s

from symgrad.symbolic.scalars import ONE, Expr, symbols_of

_MOST_SYMBOLS = 6
_NONE: frozenset[Expr] = frozenset()
_PLAIN = (s.Function, s.Pow, s.Add, s.Mul)


class _Answer:
    """What SymPy found when a question was first asked, and in which words it was asked."""

    __slots__ = ("answer", "words")

    def __init__(self) -> None:
        self.words: tuple[Expr, ...] = ()
        self.answer: Expr | None = None


@lru_cache(maxsize=16384)
def _answer(_question: tuple[Any, ...]) -> _Answer:
    """Return the place for the answer to a question, empty when it is asked first."""
    return _Answer()


def applied(f: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """Return a function of placeholders with expressions put in."""
    if not symbols_of(f) <= values.keys():
        return f.xreplace(values)
    return _asked(f, tuple(values.values()), lambda: f.xreplace(values))


def product(*factors: Expr) -> Expr:
    """Return the product of expressions."""
    rest = [f for f in factors if f is not ONE]
    if len(rest) > 1:
        return _asked(s.Mul, tuple(rest), lambda: s.Mul(*rest))
    return rest[0] if rest else ONE


def _asked(f: Any, given: tuple[Expr, ...], ask: Callable[[], Expr]) -> Expr:
    """Return what SymPy answers about a function of some expressions, or has answered."""
    symbols = _NONE.union(*map(symbols_of, given))
    if len(symbols) > _MOST_SYMBOLS:
        return ask()
    order = sorted(symbols, key=_rank) if len(symbols) > 1 else list(symbols)
    index = {symbol: (place,) for place, symbol in enumerate(order)}
    known = _answer((f, *map(_kind, order), *[_form(value, index) for value in given]))
    words = (*order, *given)
    if known.answer is not None:
        return _respelled(known.answer, dict(zip(known.words, words, strict=True)))
    found = ask()
    if _is_plain(found):
        known.words, known.answer = words, found
    return found


@lru_cache(maxsize=65536)
def _kind(symbol: Expr) -> tuple[bool | None, ...]:
    """Return what is assumed of a symbol."""
    return symbol.is_positive, symbol.is_nonnegative, symbol.is_real, symbol.is_integer


def _rank(symbol: Expr) -> tuple[str, int]:
    """Return what SymPy orders symbols by."""
    return symbol.name, symbol.dummy_index


def _form(f: Expr, index: Mapping[Expr, tuple[int]]) -> Any:
    """Return how an expression is put together, with numbered symbols."""
    # The depth is bounded: elementwise functions are kept below a fixed operation count.
    args = f.args
    if not args:
        return index.get(f, f)
    return (f.func, *[_form(arg, index) for arg in args])


@lru_cache(maxsize=65536)
def _is_plain(f: Expr) -> bool:
    """Tell whether an expression is put together of numbers, symbols and functions only."""
    if not f.args:
        return bool(f.is_Symbol or f.is_number)
    return isinstance(f, _PLAIN) and not f.is_Piecewise and all(map(_is_plain, f.args))


def _respelled(f: Expr, names: Mapping[Expr, Expr]) -> Expr:
    """Return an expression in other words, as it stands."""
    found = names.get(f)
    args = () if found is not None else f.args
    if not args:
        return f if found is None else found
    # SymPy's constructors look at every argument, whether or not they are told to evaluate.
    made = s.Basic.__new__(f.func, *[_respelled(arg, names) for arg in args])
    if f.is_Function:
        made.nargs = f.nargs
    else:
        made.is_commutative = f.is_commutative
    return made
