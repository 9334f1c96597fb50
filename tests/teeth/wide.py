"""More ways to be wrong than the laws are tried with, for the whole command.

Pullbacks lose a term, a transpose, a place or an axis, or are off by 1e-9; definitions likewise;
domains are left out where a function has no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from symgrad.ops.row import Op, Rule
from symgrad.ops.table import OPS
from tests.teeth.mutants import (
    EQUIVALENT,
    Mutant,
    passed_through,
    positions,
    scaled,
    with_definition,
    with_pullback,
)


@dataclass(frozen=True)
class Broken:
    """A row broken in one way.

    Attributes:
        kind: pullback, definition or value. name: how, and for a pullback of which operand.
        op: the row.
    """

    kind: str
    name: str
    op: Op


def _result(change: Callable[[Any, Any], Any]) -> Mutant:
    """Return what changes the result of a pullback."""

    def mutate(rule: Rule) -> Rule:
        return lambda xp, *args, **params: change(xp, rule(xp, *args, **params))

    return mutate


def _cotangent(change: Callable[[Any, Any], Any]) -> Mutant:
    """Return what changes the cotangent that a pullback is handed."""

    def mutate(rule: Rule) -> Rule:
        return lambda xp, y_bar, *args, **params: rule(xp, change(xp, y_bar), *args, **params)

    return mutate


def _turned(xp: Any, x: Any) -> Any:
    rank = len(x.shape)
    return xp.transpose(x, axes=(*range(rank - 2), rank - 1, rank - 2)) if rank > 1 else x


def _rolled(xp: Any, x: Any) -> Any:
    return xp.roll(x, shift=(1,), axis=(len(x.shape) - 1,)) if x.shape else x


def _first_left_out(xp: Any, x: Any) -> Any:
    """Return an array whose first entry is 0: a term that was dropped."""
    if not x.shape:
        return 0 * x
    size = 1
    for n in x.shape:
        size *= n
    line = xp.reshape(x, shape=(size,))
    rest = xp.concatenate((xp.zeros(shape=(1,)), xp.getitem(line, index=((1, size, 1),))), axis=0)
    return xp.reshape(rest, shape=x.shape)


PULLBACKS: dict[str, Mutant] = {
    "sign": scaled(-1.0),
    "twice": scaled(2.0),
    "half": scaled(0.5),
    "1.001": scaled(1.001),
    "1 + 1e-9": scaled(1 + 1e-9),
    "zero": scaled(0.0),
    "pass": passed_through,
    "transposed": _result(_turned),
    "rolled": _result(_rolled),
    "term dropped": _cotangent(_first_left_out),
    "cotangent rolled": _cotangent(_rolled),
    "cotangent squared": _cotangent(lambda xp, x: x * x),
}
DEFINITIONS = {
    "sign": Fraction(-1),
    "twice": Fraction(2),
    "1.001": Fraction(1001, 1000),
    "1 + 1e-9": 1 + Fraction(1, 10**9),
}
_SYMMETRIC = "the gradient is symmetric"
_SINGLE = "a single number has one place only"
_SAME_ORDER = "the sweep brings the entries back in their order, and an axis of size 1 has none"
_EVERY_PLACE = "it is added in every place, so the sum over the places is the same"


def broken(op: Op) -> Iterator[Broken]:
    """Return the broken copies of a row."""
    places = positions(op)
    for position in places:
        for name, mutate in PULLBACKS.items():
            yield Broken("pullback", f"{name} {position}", with_pullback(op, position, mutate))
    if places == [0, 1] and not callable(op.vjp):
        swapped = replace(op, vjp=(op.vjp[1], op.vjp[0], *op.vjp[2:]))
        yield Broken("pullback", "swapped", swapped)
    if places:
        for name, factor in DEFINITIONS.items():
            yield Broken("definition", name, with_definition(op, factor))


def reason_of(op: Op, name: str) -> str:
    """Return why a mutant is no other function, "" where it is one."""
    return EQUIVALENT.get(op.name, {}).get(name, "") or MORE.get(op.name, {}).get(name, "")


MORE: dict[str, dict[str, str]] = {
    "vdot": {"cotangent rolled 0": _SINGLE, "cotangent rolled 1": _SINGLE},
    "cholesky": {"transposed 0": _SYMMETRIC},
    "squeeze": {"rolled 0": _SAME_ORDER},
    "full": {"transposed 0": _SAME_ORDER},
    "linspace": {
        "transposed 0": _SINGLE,
        "transposed 1": _SINGLE,
        "rolled 0": _SINGLE,
        "rolled 1": _SINGLE,
        "term dropped 1": "the first number does not depend on where the line stops",
    },
    "linear": {"transposed 2": _SINGLE},
    "conv1d": {"transposed 2": _EVERY_PLACE, "cotangent rolled 2": _EVERY_PLACE},
    "conv2d": {"transposed 2": _EVERY_PLACE, "cotangent rolled 2": _EVERY_PLACE},
}
# Calls at which a row has no value or no slope; without its domain nothing may be claimed there.
OUTSIDE: dict[str, tuple[str, dict[str, Any]]] = {
    "log": ("log(x)", {"x": -1.0}),
    "log2": ("log2(x)", {"x": -1.0}),
    "log10": ("log10(x)", {"x": -2.0}),
    "log1p": ("log1p(x)", {"x": -3.0}),
    "sqrt": ("sqrt(x)", {"x": -1.0}),
    "cbrt": ("cbrt(x)", {"x": 0.0}),
    "divide": ("1/x", {"x": 0.0}),
    "reciprocal": ("reciprocal(x)", {"x": 0.0}),
    "power": ("x**0.5", {"x": -1.0}),
    "arcsin": ("arcsin(x)", {"x": 2.0}),
    "arccos": ("arccos(x)", {"x": -2.0}),
    "arccosh": ("arccosh(x)", {"x": 0.5}),
    "arctanh": ("arctanh(x)", {"x": 1.5}),
    "gammaln": ("gammaln(x)", {"x": -1.0}),
    "digamma": ("digamma(x)", {"x": 0.0}),
    "polygamma": ("polygamma(1, x)", {"x": -2.0}),
    "inv": ("sum(inv(A))", {"A": [[1.0, 2.0], [2.0, 4.0]]}),
    "solve": ("sum(solve(A, b))", {"A": [[1.0, 2.0], [2.0, 4.0]], "b": [1.0, 3.0]}),
    "logdet": ("logdet(A)", {"A": [[1.0, 2.0], [3.0, 4.0]]}),
    "cholesky": ("sum(cholesky(A))", {"A": [[1.0, 2.0], [2.0, 1.0]]}),
    "pinv": ("sum(pinv(A))", {"A": [[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]}),
    "mod": ("mod(x, y)", {"x": 1.0, "y": 0.0}),
    "xlogy": ("xlogy(x, y)", {"x": 1.0, "y": -1.0}),
}
assert set(OUTSIDE) <= set(OPS)
