"""What a broken row is: every way in which a rule, a definition or a value can be wrong.

A mutant is a copy of a row with one part changed. Those that change nothing are listed with the
reason, and a listed one that is noticed is an error, so that the list cannot rot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from symgrad.numeric.arrays import NumpyNamespace
from symgrad.ops.row import Op, Rule

Mutant = Callable[[Rule], Rule]


def scaled(factor: float) -> Mutant:
    """Return what multiplies a pullback by a factor."""

    def mutate(rule: Rule) -> Rule:
        return lambda xp, *args, **params: xp.multiply(factor, rule(xp, *args, **params))

    return mutate


def passed_through(rule: Rule) -> Rule:
    """Return the pullback that hands on what it gets."""
    return lambda xp, y_bar, *args, **params: y_bar


SAME = scaled(1.0)
PULLBACKS: dict[str, Mutant] = {
    "sign": scaled(-1.0),
    "factor": scaled(1.01),
    "nearly": scaled(1 + 1e-6),
    "zero": scaled(0.0),
    "pass": passed_through,
}
# These may leave a shape behind that does not fit.
RESHAPING = ("pass", "swapped")

_IDENTITY = "the derivative is the identity"
_SWEEP = "the sweep itself brings a cotangent back to the operand's shape"
_OF_ITSELF = (
    "its derivative is made of itself on both sides; test_ops_arrays, test_by_hand and "
    "test_ops_linalg hold the value"
)
EQUIVALENT: dict[str, dict[str, str]] = {
    "add": {"pass 0": _IDENTITY, "pass 1": _IDENTITY, "swapped": "both rules hand on y_bar"},
    "subtract": {"pass 0": _IDENTITY},
    "mod": {"pass 0": _IDENTITY},
    "ravel": {"pass 0": _SWEEP},
    "broadcast_to": {"pass 0": _SWEEP},
    "full": {"pass 0": _SWEEP},
    "linear": {"pass 2": _SWEEP},
    "layer_norm": {"pass 2": _SWEEP},
    "tril": {"value": _OF_ITSELF},
    "triu": {"value": _OF_ITSELF},
}


def with_pullback(op: Op, position: int, mutate: Mutant) -> Op:
    """Return a row with one operand's pullback changed; all of them in a variadic row."""
    if callable(op.vjp):
        true = op.vjp

        def changed(i: int) -> Rule | None:
            rule = true(i)
            return None if rule is None else mutate(rule)

        return replace(op, vjp=changed)
    rules = list(op.vjp)
    rule = rules[position]
    assert rule is not None
    rules[position] = mutate(rule)
    return replace(op, vjp=tuple(rules))


def with_definition(op: Op, factor: Fraction) -> Op:
    """Return a row that the symbolic wing reads as a multiple of the function."""
    rule = op.lower or op.primal
    assert rule is not None

    def lower(t: Any, *xs: Any, **params: Any) -> Any:
        return t.scalar(
            lambda s, u: s.Rational(factor.numerator, factor.denominator) * u,
            rule(t, *xs, **params),
        )

    return replace(op, lower=lower)


def with_value(op: Op, factor: float) -> Op:
    """Return a composite row whose value is a multiple of the function's, defined as before."""
    primal = op.primal
    assert primal is not None
    return replace(
        op,
        primal=lambda xp, *xs, **params: factor * primal(xp, *xs, **params),
        lower=op.lower or primal,
    )


def break_primitive(patch: pytest.MonkeyPatch, op: Op, factor: float) -> None:
    """Make NumPy's function behind a row give a multiple of itself."""
    typed = NumpyNamespace._typed

    def broken(self: NumpyNamespace, name: str, kernel: Callable[..., Any]) -> Callable[..., Any]:
        true = typed(self, name, kernel)
        return true if name != op.name else lambda *xs, **params: factor * true(*xs, **params)

    patch.setattr(NumpyNamespace, "_typed", broken)


def positions(op: Op) -> list[int]:
    """Return the operands that have a pullback; the first stands for all of a variadic row."""
    if callable(op.vjp):
        return [0]
    return [i for i, rule in enumerate(op.vjp) if rule is not None]


def mutants(op: Op) -> Iterator[tuple[str, Op]]:
    """Return the broken copies of a row, by name."""
    places = positions(op)
    for position in places:
        for name, mutate in PULLBACKS.items():
            yield f"{name} {position}", with_pullback(op, position, mutate)
    if places == [0, 1] and not callable(op.vjp):
        yield "swapped", replace(op, vjp=(op.vjp[1], op.vjp[0], *op.vjp[2:]))
    if places:
        yield "definition", with_definition(op, Fraction(101, 100))
        if op.primal is not None:
            yield "value", with_value(op, 1.01)
