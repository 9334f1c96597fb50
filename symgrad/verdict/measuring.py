"""Two ways to say what the quantities of a graph are at a point.

`Running` computes in floating point with running error bounds: cheap, and good for points by the
dozen. `Enclosing` encloses in balls and raises the precision until every sign is known, so that
"zero" is a proof and "unsure" means that no precision tells. May import `numeric` and the rest
of `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from symgrad.graph.node import Node
from symgrad.numeric.bound import bounded
from symgrad.numeric.evaluate import evaluate
from symgrad.verdict.balls import reading
from symgrad.verdict.balls.array import TRUE
from symgrad.verdict.enclosures import LAST, Enclosures, rising
from symgrad.verdict.quantities import Quantity

Array = np.ndarray[Any, np.dtype[Any]]
# An error bound of first order is trusted up to this factor.
_TRUST = 4.0
# Stands for a number of which only its size is known: it is near 0 and may not be 0.
_NEAR_ZERO = 5e-324


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A quantity at the point, entry by entry.

    Attributes:
        quantity: which. value: its values; only their signs count.
        zero: exactly zero. unsure: zero or not, nothing tells.
    """

    quantity: Quantity
    value: Array
    zero: Array
    unsure: Array


class Measuring(Protocol):
    """A point, and a way to compute there."""

    def put(self, name: str, array: Array) -> None:
        """Give one more variable a value."""

    def measure(
        self, nodes: Sequence[Node], found: Sequence[Quantity]
    ) -> tuple[dict[Node, Array], list[Measured]]:
        """Return the values of nodes as floats, and quantities with what is known of them."""

    def slopes(self, nodes: Sequence[Node]) -> list[Array]:
        """Return nodes as floats that are 0 only where the node certainly is."""

    def meets(self, one: Node, other: Node) -> Array:
        """Tell where two nodes have the same finite value."""

    def lost(self, node: Node, value: Array, args: Sequence[Array]) -> Array:
        """Tell which entries left the range of numbers though their arguments are inside."""

    def open_values(self, node: Node, value: Array, args: Sequence[Array], /) -> Array:
        """Tell of which entries nothing is known though their arguments are numbers."""


class Running:
    """A point in floating point, with running error bounds.

    Args:
        values: an array for each variable.
    """

    def __init__(self, values: Mapping[str, Array]) -> None:
        self.values = dict(values)

    def put(self, name: str, array: Array) -> None:
        """Give one more variable a value."""
        self.values[name] = array

    def measure(
        self, nodes: Sequence[Node], found: Sequence[Quantity]
    ) -> tuple[dict[Node, Array], list[Measured]]:
        """Return the values of nodes as floats, and quantities with what is known of them."""
        asked = [*nodes, *(quantity.value for quantity in found)]
        pairs = bounded(asked, self.values, "float64")
        computed = {node: np.asarray(pair[0]) for node, pair in zip(asked, pairs, strict=True)}
        measured = []
        for quantity, (value, bound) in zip(found, pairs[len(nodes) :], strict=True):
            reach = _TRUST * 2.0**-53 * np.asarray(bound)
            with np.errstate(invalid="ignore"):
                unsure = (value != 0) & (np.abs(value) <= reach) & np.isfinite(reach)
            measured.append(Measured(quantity, np.asarray(value), np.asarray(value == 0), unsure))
        return computed, measured

    def slopes(self, nodes: Sequence[Node]) -> list[Array]:
        """Return nodes as floats."""
        return [np.asarray(found) for found in evaluate(nodes, self.values, "float64")]

    def meets(self, one: Node, other: Node) -> Array:
        """Tell where two nodes have the same finite value."""
        left, right = self.slopes([one, other])
        return np.asarray((left == right) & np.isfinite(left))

    def lost(self, node: Node, value: Array, args: Sequence[Array]) -> Array:
        """Tell which entries are nan or infinite although their arguments were not."""
        finite, number = _arguments(node, args)
        return np.asarray((np.isnan(value) & number) | (np.isinf(value) & finite))

    def open_values(self, _: Node, value: Array, __: Sequence[Array]) -> Array:
        """Tell of which entries nothing is known: in floating point of none."""
        return np.zeros(np.shape(value), dtype=bool)


class Enclosing:
    """A point in balls.

    Args:
        enclosures: the point. last: the precision at which a sign is left open, in bits.
    """

    def __init__(self, enclosures: Enclosures, last: int = LAST) -> None:
        self.enclosures = enclosures
        self.last = last
        self.precision = rising(last)[0]

    def put(self, name: str, array: Array) -> None:
        """Give one more variable a value."""
        self.enclosures.put(name, array)

    def measure(
        self, nodes: Sequence[Node], found: Sequence[Quantity]
    ) -> tuple[dict[Node, Array], list[Measured]]:
        """Return the values of nodes as floats, and quantities with what is known of them."""
        asked = [quantity.value for quantity in found]
        for precision in rising(self.last):
            self.precision = precision
            entries = self.enclosures.at([*nodes, *asked], precision)
            computed = {
                node: self._plain(node, each) for node, each in zip(nodes, entries, strict=False)
            }
            signs = [self._signs(node) for node in asked]
            if not self._may_settle(computed, found, signs):
                break
        return computed, [_measured(q, sign) for q, sign in zip(found, signs, strict=True)]

    def _plain(self, node: Node, entries: Array) -> Array:
        if node.condition:
            return np.asarray(entries == TRUE)
        held = self.enclosures.values.get(node.name) if node.op is None else None
        return reading.floats(entries) if held is None else np.asarray(held, dtype=np.float64)

    def _signs(self, node: Node) -> Array:
        (entries,) = self.enclosures.at([node], self.precision)
        signs = reading.certain_signs(entries)
        if (signs == reading.OPEN).any():
            exact = self.enclosures.rational(node)
            if exact is not None:
                return reading.certain_signs(exact)
        return signs

    def _may_settle(
        self,
        computed: Mapping[Node, Array],
        found: Sequence[Quantity],
        signs: Sequence[Array],
    ) -> bool:
        """Tell whether more precision may tell more."""
        if any((sign == reading.OPEN).any() for sign in signs):
            return True
        out = {
            quantity.node
            for quantity, sign in zip(found, signs, strict=True)
            if ((sign == reading.NEGATIVE) | (sign == reading.ZERO)).any()
        }
        return any(
            node not in out
            and bool(np.isnan(value).any())
            and bool(self.open_values(node, value, [computed[arg] for arg in node.args]).any())
            for node, value in computed.items()
            if node.op is not None and not node.condition
        )

    def slopes(self, nodes: Sequence[Node]) -> list[Array]:
        """Return nodes as floats that are 0 only where the node certainly is."""
        found = []
        for entries in self.enclosures.at(nodes, self.precision):
            signs, value = reading.certain_signs(entries), reading.floats(entries)
            found.append(np.where((value == 0) & (signs != reading.ZERO), _NEAR_ZERO, value))
        return found

    def meets(self, one: Node, other: Node) -> Array:
        """Tell where two nodes have the same finite value, as far as anything tells."""
        signs = self._signs(one - other)
        return np.asarray((signs == reading.ZERO) | (signs == reading.OPEN))

    def lost(self, node: Node, value: Array, args: Sequence[Array]) -> Array:
        """Tell which entries are beyond the largest double, or have lost their meaning there."""
        finite, number = _arguments(node, args)
        return np.asarray((np.isnan(value) & number & ~finite) | (np.isinf(value) & finite))

    def open_values(self, node: Node, value: Array, args: Sequence[Array]) -> Array:
        """Tell of which entries nothing is known though their arguments are numbers."""
        finite, _ = _arguments(node, args)
        return np.asarray(np.isnan(value) & finite)


def _measured(quantity: Quantity, signs: Array) -> Measured:
    value = np.where(signs == reading.NOTHING, np.nan, signs.astype(np.float64))
    return Measured(quantity, value, signs == reading.ZERO, signs == reading.OPEN)


def _arguments(node: Node, args: Sequence[Array]) -> tuple[Array, Array]:
    """Tell for the entries of a node whether their arguments are finite, and are numbers."""
    assert node.op is not None
    if node.function == "where":
        picked = np.where(args[0], args[1], args[2])
        return np.isfinite(picked), ~np.isnan(picked)
    if node.op.kind == "elementwise":
        finite = np.logical_and.reduce(np.broadcast_arrays(*[np.isfinite(arg) for arg in args]))
        number = np.logical_and.reduce(np.broadcast_arrays(*[~np.isnan(arg) for arg in args]))
        return finite, number
    finite = np.asarray(all(np.isfinite(arg).all() for arg in args))
    return finite, np.asarray(not any(np.isnan(arg).any() for arg in args))
