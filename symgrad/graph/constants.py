"""Exact values of constant expressions: sizes, axes, parameters.

Folding happens only where a number is wanted while the graph is built; the graph itself
keeps what was typed. May import `graph.node` and `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symgrad.errors import LimitError
from symgrad.graph.node import Node, Number, SizeOf
from symgrad.graph.walk import topological
from symgrad.ops.dims import Dim

BITS = 4096
Exact = Fraction | Dim


def exact(node: Node) -> Exact | None:
    """Return the exact value of a constant 0-d node, None where it has none.

    Raises:
        LimitError: the value would need more than 4096 bits; told before it is computed.
    """
    found: dict[Node, Exact] = {}
    for each in topological([node]):
        value = _leaf(each) if each.op is None else _applied(each, found)
        if value is None:
            return None
        found[each] = value
    return found[node]


def _leaf(node: Node) -> Exact | None:
    if isinstance(node.leaf, Number) and isinstance(node.leaf.value, Fraction):
        return node.leaf.value
    return node.leaf.dim if isinstance(node.leaf, SizeOf) else None


def _applied(node: Node, found: dict[Node, Exact]) -> Exact | None:
    assert node.op is not None
    fold = _FOLDS.get(node.op.name)
    values = [found[arg] for arg in node.args]
    if fold is None or node.shape != ():
        return None
    if all(isinstance(value, Fraction) for value in values):
        return fold(*values)
    if node.op.name not in _POLYNOMIAL:
        return None
    whole = [value if isinstance(value, Dim) else _integer(value) for value in values]
    if any(value is None for value in whole):
        return None
    result = fold(*whole)
    return Fraction(result) if isinstance(result, int) else result


def _integer(value: Fraction) -> int | None:
    return value.numerator if value.denominator == 1 else None


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or (base == 0 and exponent < 0):
        return None
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if base not in (0, 1, -1) and bits * abs(exponent) > BITS:
        raise LimitError(
            f"this power would have more than {BITS} bits",
            code="huge-constant",
            help="use a smaller number",
        )
    return Fraction(base ** int(exponent))


def _quotient(a: Fraction, b: Fraction) -> Fraction | None:
    return a / b if b else None


_FOLDS: dict[str, Callable[..., Exact | None]] = {
    "negative": lambda a: -a,
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": _quotient,
    "power": _power,
}
_POLYNOMIAL = frozenset({"negative", "add", "subtract", "multiply"})
