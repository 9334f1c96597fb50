"""Calling the elementwise rows one at a time: on arrays, by differences, as SymPy expressions."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from symgrad.numeric.arrays import NumpyNamespace
from symgrad.ops import activations, arithmetic, conditions, elementary, flow, special, trigonometry
from symgrad.ops.families import EVERYWHERE, matrix
from symgrad.ops.row import Op, Rule
from symgrad.ops.table import OPS

XP = NumpyNamespace()
Arrays = list[Any]


def rules(op: Op) -> list[Rule | None]:
    return [op.pullback(i) for i in range(len(op.operands))]


ROWS = (
    *arithmetic.ROWS,
    *elementary.ROWS,
    *trigonometry.ROWS,
    *(op for op in special.ROWS if not op.params),
    *activations.ROWS,
    *conditions.ROWS,
    *flow.ROWS,
)
SMOOTH = [op for op in ROWS if op.result == "real" and op.name != "where"]
SCALAR = [op for op in SMOOTH if op.kind == "elementwise"]
PULLED = [op for op in SMOOTH if any(rule is not None for rule in rules(op))]


def named(op: Op) -> str:
    return op.name


def settings(op: Op, shape: tuple[int, ...] = (2, 3)) -> dict[str, Any]:
    params = {p.name: p.default for p in op.params}
    if op.normalise is not None:
        params = op.normalise((shape,), params)
    return {k: float(v) if isinstance(v, Fraction) else v for k, v in params.items()}


def points(op: Op) -> list[Arrays]:
    """The arguments of the samples that are a plain call of the row."""
    if op.name == "clip":
        found = [
            [matrix(EVERYWHERE), "[-0.5, 0.6, 0.1]", "[[1], [1.2]]"],
            [EVERYWHERE[1], "1", "0.2"],
        ]
    else:
        plain = op.samples[0].text
        found = [list(sample.values.values()) for sample in op.samples if sample.text == plain]
    return [[np.array(json.loads(text), dtype=float) for text in texts] for texts in found]


def apply(op: Op, xs: Arrays, xp: Any = XP) -> Any:
    return getattr(xp, op.name)(*xs, **settings(op, np.shape(xs[0])))


def pull(op: Op, position: int, y_bar: Any, xs: Arrays, xp: Any = XP) -> Any:
    rule = op.pullback(position)
    assert rule is not None
    return rule(xp, y_bar, apply(op, xs, xp), *xs, **settings(op, np.shape(xs[0])))


def slope(op: Op, position: int, *xs: float) -> float:
    return float(pull(op, position, np.float64(1), [np.float64(x) for x in xs]))


def summed(x_bar: Any, y_bar: Any, shape: tuple[int, ...]) -> Any:
    """Undo broadcasting as a sweep does."""
    full = np.broadcast_to(x_bar, np.shape(y_bar))
    extra = full.ndim - len(shape)
    ones = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return full.sum(axis=(*range(extra), *ones)).reshape(shape)


def difference(op: Op, xs: Arrays, position: int, v: Any) -> Any:
    """A central difference along v, of fourth order."""

    def at(t: float) -> Any:
        moved = [*xs[:position], xs[position] + t * v, *xs[position + 1 :]]
        return apply(op, moved)

    h = 1e-4
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)


class Floor(sympy.Function):  # type: ignore[misc]
    """floor, constant between the integers."""

    def fdiff(self, _position: int = 1) -> Any:
        return sympy.Integer(0)

    def _eval_evalf(self, _precision: int) -> Any:
        return sympy.floor(self.args[0].n(30))


class Definitions:
    """The algebra of definitions on single SymPy expressions."""

    def scalar(self, function: Callable[..., Any], *xs: Any) -> Any:
        found = function(sympy, *xs)
        return found.replace(sympy.floor, Floor) if len(xs) == 2 else found

    def number(self, value: Any) -> Any:
        return sympy.Rational(value)

    def floor(self, x: Any) -> Any:
        return Floor(x)

    def detach(self, x: Any) -> Any:
        return x

    def __getattr__(self, name: str) -> Callable[..., Any]:
        op = OPS[name]
        rule = op.lower or op.primal
        assert rule is not None
        return lambda *xs, **params: rule(self, *xs, **params)


def defined(op: Op) -> tuple[Any, list[Any]]:
    symbols = [sympy.Dummy(f"u{i}", real=True) for i in range(len(op.operands))]
    params = {p.name: p.default for p in op.params}
    return getattr(Definitions(), op.name)(*symbols, **params), symbols
