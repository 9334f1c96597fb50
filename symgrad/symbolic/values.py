"""Values and conditions: what definitions compute with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from symgrad.ops.dims import Shape
from symgrad.symbolic.scalars import MINUS, ONE, Expr, power
from symgrad.symbolic.sums import scale
from symgrad.symbolic.term import Term
from symgrad.symbolic.views import multiply


class Offer(Protocol):
    """What values need of the namespace they live in."""

    def plus(self, x: Value, y: Any, sign: Expr) -> Value:
        """Return x + sign*y."""

    def fitted(self, *xs: Any) -> list[Term]:
        """Return terms of the common shape."""

    def pointwise(self, function: Callable[..., Expr], *xs: Any) -> Value:
        """Return a scalar function applied elementwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A truth value: a SymPy relation in the placeholders of its operands."""

    relation: Expr
    args: tuple[Term, ...]
    shape: Shape


class Value:
    """A term with Python's operators; what definitions compute with."""

    __slots__ = ("t", "term")

    def __init__(self, t: Offer, term: Term) -> None:
        self.t = t
        self.term = term

    @property
    def shape(self) -> Shape:
        """The dimensions."""
        return self.term.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.term.rank

    def __add__(self, other: Any) -> Value:
        return self.t.plus(self, other, ONE)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Value:
        return self.t.plus(self, other, MINUS)

    def __rsub__(self, other: Any) -> Value:
        return self.t.plus(-self, other, ONE)

    def __neg__(self) -> Value:
        return Value(self.t, scale(MINUS, self.term))

    def __mul__(self, other: Any) -> Value:
        a, b = self.t.fitted(self, other)
        return Value(self.t, multiply(a, b))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Value:
        return self.t.pointwise(lambda s, u, v: u / v, self, other)

    def __rtruediv__(self, other: Any) -> Value:
        return self.t.pointwise(lambda s, u, v: v / u, self, other)

    def __pow__(self, other: Any) -> Value:
        return self.t.pointwise(lambda s, u, v: power(u, v), self, other)

    def __rpow__(self, other: Any) -> Value:
        return self.t.pointwise(lambda s, u, v: power(v, u), self, other)
