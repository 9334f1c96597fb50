"""Rules in words: what a step between two values is called.

The rule is read off the terms between the two, as the sweep saw them: of sums, multiples and
transposes on the way only the most telling is named, and where several genuine rules follow each
other (inside a definition) the step has the name of the function that is defined so.
May import its own package.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import sympy as s

from symgrad.symbolic.landmarks import is_plain
from symgrad.symbolic.scalars import Expr, is_constant, placeholder
from symgrad.symbolic.term import Term
from symgrad.symbolic.wording import CALLS

_CONSTANT = frozenset({"ones", "eye"})
_PRODUCTS = {"matmul": "@", "linear": "@"} | {
    name: name for name in ("einsum", "dot", "inner", "vdot", "outer", "kron", "cross")
}
_ARITHMETIC = frozenset({"", "multiply", "add", "subtract", "negative"})


@dataclass(frozen=True, slots=True)
class Way:
    """What lies between a value and one of its operands.

    Attributes:
        operand: the variable that stands for the operand.
        terms: the terms that depend on it, operands first, the value last.
        moving: all terms of the value that depend on anything that is differentiated by.
        function: tells which function of the question a term is, "" for a part of one.
    """

    operand: Term
    terms: Sequence[Term]
    moving: Collection[Term]
    function: Callable[[Term], str]

    @property
    def whole(self) -> str:
        """The function that the value is."""
        return self.function(self.terms[-1])


def rule_name(way: Way) -> str:
    """Return what the rules between a value and an operand are called together."""
    rules = [term for term in way.terms if not is_plain(term)]
    if not rules:
        return _plain(way.terms)
    if len(rules) == 1 or all(term.op == "prod" for term in rules):
        return _single(rules[-1], way)
    if way.whole == "divide":
        return "quotient rule"
    return "chain rule" if way.whole in _ARITHMETIC else f"chain rule for {way.whole}"


def _plain(terms: Sequence[Term]) -> str:
    kinds = {_kind(term) for term in terms}
    for words in (
        "broadcast: add up what was repeated",
        "sum rule",
        "sum over entries",
        "trace or diagonal",
        "transpose",
    ):
        if words in kinds:
            return words
    return "constant factor"


def _kind(term: Term) -> str:
    """Return what a term does that only moves, adds or multiplies by a number."""
    if term.op != "prod":
        return "sum rule" if term.op == "add" else "constant factor"
    out, ins = term.data
    labels = [i for a, i in zip(term.args, ins, strict=True) if a.op not in _CONSTANT]
    own = labels[0] if labels else ()
    if len(set(own)) < len(own):
        return "trace or diagonal"
    if set(own) - set(out):
        return "sum over entries"
    return "broadcast: add up what was repeated" if set(out) - set(own) else "transpose"


def _single(term: Term, way: Way) -> str:
    function = way.function(term) or way.whole
    if term.op == "prod":
        return _product(term, way, function)
    if term.op == "ew":
        return _elementwise(term, way, function)
    if term.op == "extreme":
        return f"{term.data[0]}: the winners share"
    if term.op in ("multiply", "others"):
        return "product of all others"
    name = str(term.data[0])
    if name in ("getitem", "take", "take_along_axis"):
        return "indexing: back to where it was taken"
    return f"rule for {name}" if term.op == "rule" else f"{name}: linear, so its transpose"


def _product(term: Term, way: Way, function: str) -> str:
    out, ins = term.data
    pairs = [(a, i) for a, i in zip(term.args, ins, strict=True) if a.op not in _CONSTANT]
    still = [a for a, _ in pairs if a not in way.moving]
    if len(still) == len(pairs) - 1 and not any(a.shape for a in still):
        return "constant factor"
    if function == "divide":
        return "quotient rule"
    elementwise = {i for _, labels in pairs for i in labels} <= set(out)
    if elementwise or function not in _PRODUCTS:
        return "product rule"
    return f"product rule for {_PRODUCTS[function]}"


def _elementwise(term: Term, way: Way, function: str) -> str:
    f: Expr = term.data
    if isinstance(f, s.Pow) and f.base.is_Symbol and is_constant(f.exp):
        return "quotient rule" if function == "divide" else "power rule"
    name = CALLS.get(f.func)
    if name is not None:
        return f"chain rule for {name}"
    if function == "power":
        within = {placeholder(k) for k, a in enumerate(term.args) if a in (way.operand, *way.terms)}
        is_exponent = isinstance(f, s.Pow) and not within & f.base.free_symbols
        return "exponential rule" if is_exponent else "power rule"
    if function == "divide":
        return "quotient rule"
    if function == "where":
        return "chain rule, case by case"
    return "chain rule" if function in _ARITHMETIC else f"chain rule for {function}"
