"""What an evaluation in balls would cost, told from the shapes alone.

May import `graph` and the rest of `verdict`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from symgrad.graph.node import Node
from symgrad.verdict.enclosures import FIRST, LAST
from symgrad.verdict.reach import concrete

# About a second each, at the first precision.
MOST_ENTRIES = 2_000_000
MOST_PRODUCTS = 100_000_000
_CUBIC = frozenset(
    {"inv", "det", "cofactor", "logdet", "solve", "cholesky", "pinv", "expm", "expm_frechet"}
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What evaluating some nodes takes.

    Attributes:
        entries: values of elementwise operations. products: multiply-adds of products of arrays.
    """

    entries: int
    products: int

    @property
    def affordable(self) -> bool:
        """Tell whether balls are the rule for this size."""
        return self.entries <= MOST_ENTRIES and self.products <= MOST_PRODUCTS

    def last_precision(self) -> int:
        """Return up to which precision it pays to go on, in bits: further for small graphs."""
        share = max(self.entries / MOST_ENTRIES, self.products / MOST_PRODUCTS)
        precision = LAST
        while precision > 2 * FIRST and share * (precision / FIRST) > 1:
            precision //= 2
        return precision


def cost_of(nodes: Sequence[Node]) -> Cost:
    """Return what evaluating each of some nodes once takes."""
    entries = products = 0
    for node in nodes:
        size = _size(node)
        if node.function == "matmul":
            products += size * concrete(node.args[0])[-1]
        elif node.function == "einsum":
            products += _contracted(node)
        elif node.function in _CUBIC:
            order = max(concrete(node.args[0])[-2:], default=1)
            products += 3 * order * max(size, _size(node.args[0]))
        elif node.op is not None:
            entries += max([size, *map(_size, node.args)])
    return Cost(entries, products)


def _size(node: Node) -> int:
    return math.prod(concrete(node))


def _contracted(node: Node) -> int:
    """Return the number of terms that an einsum adds up."""
    inputs = str(node.params["subscripts"]).split("->")[0].split(",")
    sizes: dict[str, int] = {}
    for letters, arg in zip(inputs, node.args, strict=True):
        for letter, size in zip(letters, concrete(arg), strict=True):
            sizes[letter] = max(sizes.get(letter, 1), size)
    return math.prod(sizes.values())
