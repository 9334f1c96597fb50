"""The namespaces of balls and of exact rationals: what `xp` is when a rule runs on them.

Primitives are the kernels of this package; every other row is a composite, run through its
primal in the same namespace, so no function is defined twice. A decimal in a rule means the
decimal, not the double nearest to it. May import `ops` and its own package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq

from symgrad.ops.row import REQUIRED, Op
from symgrad.ops.table import OPS
from symgrad.verdict.balls.array import Balls, Truths, as_entries, as_truths
from symgrad.verdict.balls.elementwise import ELEMENTWISE, Signs
from symgrad.verdict.balls.mapping import unary
from symgrad.verdict.balls.matrices import MATRICES, RATIONAL_MATRICES
from symgrad.verdict.balls.moving import MOVING, RATIONAL_MOVING
from symgrad.verdict.balls.rational import RATIONAL, Irrational

Array = np.ndarray[Any, np.dtype[Any]]
Kernels = Mapping[str, Callable[..., Any]]


class ExactNamespace:
    """An attribute per function of the language, on object arrays of one kind of number.

    What no kernel computes among these numbers raises `Irrational`.

    Args:
        kernels: the primitives, by the names of their rows.
        number: makes a number of this kind from a fraction or an infinity.
    """

    def __init__(self, kernels: Kernels, number: Callable[[Fraction | float], Any]) -> None:
        self.kernels = kernels
        self.number = number

    def __getattr__(self, name: str) -> Callable[..., Any]:
        op = OPS.get(name)
        if op is None:
            raise AttributeError(f"no row named {name!r}")
        call = self._primitive(op) if op.primal is None else self._composite(op)
        setattr(self, name, call)
        return call

    def _primitive(self, op: Op) -> Callable[..., Any]:
        kernel = self.kernels.get(op.name)
        if kernel is None:
            raise Irrational
        leading = [param.name for param in op.params if param.leading]
        defaults = _defaults(op)

        def call(*args: Any, **given: Any) -> Any:
            operands, params = op.split(args)
            params = defaults | params | given
            first = [params.pop(name) for name in leading]
            entries = [self.entries(operand) for operand in operands]
            if op.variadic == "tuple":
                return self.wrap(kernel(*first, tuple(entries), **params))
            return self.wrap(kernel(*first, *entries, **params))

        return call

    def _composite(self, op: Op) -> Callable[..., Any]:
        primal = op.primal
        assert primal is not None
        defaults = _defaults(op)

        def call(*args: Any, **given: Any) -> Any:
            operands, params = op.split(args)
            params = defaults | params | given
            if op.normalise is not None:
                params = op.normalise(tuple(self.entries(x).shape for x in operands), params)
            return primal(self, *operands, **{k: settled(v) for k, v in params.items()})

        return call

    def entries(self, value: Any) -> Array:
        """Return an operand of a rule as the raw array that kernels take."""
        if isinstance(value, Balls | Truths):
            return value.entries
        if isinstance(value, bool | np.bool_):
            return as_truths(int(value))
        if isinstance(value, np.ndarray):
            return value
        return as_entries(self.number(exact(value)))

    def wrap(self, found: Any) -> Balls | Truths:
        """Return what a kernel gave as an array with operators."""
        array = found if isinstance(found, np.ndarray) else as_entries(found)
        return Balls(self, array) if array.dtype == object else Truths(array)


def _defaults(op: Op) -> dict[str, Any]:
    return {p.name: p.default for p in op.params if p.default is not REQUIRED}


def exact(value: Any) -> Fraction | float:
    """Return a number of a rule as a fraction, or as an infinity."""
    if isinstance(value, Fraction | int):
        return Fraction(value)
    value = float(value)
    return Fraction(repr(value)) if np.isfinite(value) else value


def settled(value: Any) -> Any:
    """Return a parameter as rules on exact numbers want it: infinities as floats."""
    return float(value) if isinstance(value, str) and value in ("inf", "-inf") else value


def as_ball(value: Fraction | float) -> Any:
    """Return the ball of a number, at the precision that holds."""
    if isinstance(value, float):
        return arb.pos_inf() if value > 0 else arb.neg_inf() if value < 0 else arb.nan()
    return arb(fmpq(value.numerator, value.denominator))


def as_rational(value: Fraction | float) -> Any:
    """Return a number as an exact rational.

    Raises:
        Irrational: it is infinite.
    """
    if isinstance(value, float):
        raise Irrational
    return fmpq(value.numerator, value.denominator)


def balls() -> ExactNamespace:
    """Return a namespace of balls for one precision: it remembers the opposites of numbers."""
    signs = Signs()
    kernels = {**ELEMENTWISE, **MOVING, **MATRICES}
    kernels |= {"abs": unary(signs.size), "negative": unary(signs.opposite)}
    return ExactNamespace(kernels, as_ball)


def rationals() -> ExactNamespace:
    """Return a namespace of exact rationals; what leaves them raises `Irrational`."""
    return ExactNamespace({**RATIONAL, **RATIONAL_MOVING, **RATIONAL_MATRICES}, as_rational)
