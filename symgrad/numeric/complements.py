"""What is left of 1 beside a function that comes near it.

In `y - softmax(x)`, `sigmoid(x) - y` and `1 - tanh(x)**2` the function rounds to 1 and takes
all digits of the difference along. Where its size is above 1/2 the sum or difference is put
together again from its complement, which has a formula of its own:

    a + c*p = (a + c*s) - c*s*(1 - |p|)         s the sign of p

in which a + c*s is exact where a and -c*s are near each other. May import `graph`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.graph.node import Node, Number

Complement = Callable[[Any, Node, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An operand `factor*function` of a sum; a factor of None is 1.

    Attributes:
        complement: `(xp, function, value, x) -> 1 - |value|`, for a function of x, right where
            that is below 1/2.
        x: what the function is of.
    """

    factor: Node | None
    function: Node
    complement: Complement
    x: Node

    @property
    def needs(self) -> tuple[Node, ...]:
        """The nodes whose values it takes."""
        alone = (self.function, self.x)
        return alone if self.factor is None else (*alone, self.factor)


def part_of(node: Node) -> Part | None:
    """Return a node as a multiple of a function that comes near 1, None for all others."""
    if node.function == "multiply":
        for factor, other in (node.args, node.args[::-1]):
            found = _function(other)
            if found is not None and factor.shape in ((), other.shape):
                return Part(factor, *found)
        return None
    found = _function(node)
    return None if found is None else Part(None, *found)


def _function(node: Node) -> tuple[Node, Complement, Node] | None:
    complement = _COMPLEMENTS.get(node.function)
    if complement is not None:
        return node, complement, node.args[0]
    if _is_square(node) and node.args[0].function == "tanh":
        return node, _of_tanh_squared, node.args[0].args[0]
    return None


def _is_square(node: Node) -> bool:
    if node.function == "power":
        leaf = node.args[1].leaf
        return isinstance(leaf, Number) and leaf.value == 2
    return node.function == "square"


def completed(
    xp: Any, part: Part, found: Mapping[Node, Any], other: Any, value: Any, sign: int
) -> Any:
    """Return `other + sign*part` once more, better where the function is near 1 or -1.

    Args:
        found: values of the nodes of the part. other, value: those of the other operand and
            of the sum as it was computed.
    """
    p = found[part.function]
    near = np.abs(value_of(p)) > 0.5
    if not np.any(near):
        return value
    rest = part.complement(xp, part.function, p, found[part.x])
    c = sign * np.sign(value_of(p))
    factor = c if part.factor is None else xp.multiply(found[part.factor], c)
    again = xp.subtract(xp.add(other, factor), xp.multiply(factor, rest))
    return xp.where(near, again, value)


def value_of(array: Any) -> Any:
    """Return an array's numbers, without what travels with them."""
    return np.asarray(getattr(array, "value", array))


def _of_sigmoid(xp: Any, _node: Node, _p: Any, x: Any) -> Any:
    return xp.sigmoid(-x)


def _of_softmax(xp: Any, node: Node, p: Any, _x: Any) -> Any:
    """Return the sum of the others where an entry has more than half of all."""
    near = np.abs(value_of(p)) > 0.5
    return xp.sum(xp.where(near, 0.0, p), axis=node.params["axis"], keepdims=True)


def _of_erf(xp: Any, _node: Node, _p: Any, x: Any) -> Any:
    return xp.erfc(xp.abs(x))


def _of_tanh(xp: Any, _node: Node, _p: Any, x: Any) -> Any:
    return 2 * xp.sigmoid(-2 * xp.abs(x))


def _of_tanh_squared(xp: Any, _node: Node, _p: Any, x: Any) -> Any:
    return 4 * xp.sigmoid(2 * x) * xp.sigmoid(-2 * x)


def _of_cos(xp: Any, _node: Node, p: Any, x: Any) -> Any:
    half = xp.where(value_of(p) > 0, xp.sin(x / 2), xp.cos(x / 2))
    return 2 * half * half


_COMPLEMENTS: dict[str, Complement] = {
    "sigmoid": _of_sigmoid,
    "softmax": _of_softmax,
    "tanh": _of_tanh,
    "erf": _of_erf,
    "cos": _of_cos,
}
