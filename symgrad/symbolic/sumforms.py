"""Forms of a sum: a mean beside what it is the mean of, a factor that two products share.

`x - sum(x)/3` reads `x - mean(x)`, `A @ x + A.T @ x` reads `(A + A.T) @ x`.
"""

from __future__ import annotations

from symgrad.graph.deviation import deviation_axes
from symgrad.graph.node import Node
from symgrad.ops.dims import product
from symgrad.symbolic.matrices import transposed
from symgrad.symbolic.phrases import Atoms
from symgrad.symbolic.scalars import Expr, dimension

Parts = list[tuple[Expr, Expr]]


class SumForms:
    """Looks at the terms of sums, coefficient by expression."""

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms

    def told(self, parts: Parts) -> Parts:
        """Return the terms of a sum in the form a person would choose."""
        return self._means(self._factors(parts))

    def _means(self, parts: Parts) -> Parts:
        sizes = {abs(c) for c, _ in parts}
        found: Parts = []
        for c, expr in parts:
            node = self.atoms.node(expr)
            if node is None or node.function != "sum" or not node.params["axis"]:
                found.append((c, expr))
                continue
            count = dimension(product(node.args[0].shape[i] for i in node.params["axis"]))
            if count == 1 or abs(c * count) not in sizes:
                found.append((c, expr))
                continue
            mean = node.table.call("mean", node.args, node.params)
            variance = _variance(mean)
            found.append((c * count, self.atoms.of(mean if variance is None else variance)))
        return found

    def _factors(self, parts: Parts) -> Parts:
        """Join two products of matrices that share their last, or first, factor."""
        done: Parts = []
        products: dict[Expr, _Products] = {}
        for c, expr in parts:
            node = self.atoms.node(expr)
            if node is None or node.function != "matmul":
                done.append((c, expr))
                continue
            place, joined = products.setdefault(c, _Products()).take(node, len(done))
            if place == len(done):
                done.append((c, expr))
            else:
                done[place] = (c, self.atoms.of(joined))
        return done


def _variance(mean: Node) -> Node | None:
    """Return the mean of squared deviations as a variance, None for any other mean."""
    (square,) = mean.args
    if square.function != "power" or getattr(square.args[1].leaf, "value", 0) != 2:
        return None
    away, axes = square.args[0], mean.params["axis"]
    if deviation_axes(away) != tuple(axes):
        return None
    x = away.args[0]
    return mean.table.call("var", (x,), {"axis": axes, "keepdims": mean.params["keepdims"]})


class _Products:
    """Products of matrices with one coefficient, found by a factor they share with another.

    Two are joined where one of the factors that they do not share is a transpose.
    """

    def __init__(self) -> None:
        self._alone: tuple[Node, int] | None = None
        self._factors: dict[int, tuple[Node, Node]] = {}
        self._places: dict[tuple[int, Node, bool], set[int]] = {}

    def take(self, node: Node, place: int) -> tuple[int, Node]:
        """Return where a product belongs, and what stands there: itself, or joined to another."""
        if not self._factors:
            if self._alone is None:
                self._alone = (node, place)
                return place, node
            self._keep(*self._alone)
        factors = _as_columns(node)
        partner = self._partner(factors)
        if partner is not None:
            place, same = partner
            node = _joined(self._factors[place], factors, same)
            self._forget(place)
        self._keep(node, place)
        return place, node

    def _partner(self, factors: tuple[Node, Node]) -> tuple[int, int] | None:
        """Return the first product that can be joined, and which factor it shares."""
        found = [
            (place, same)
            for same, factor, turned in _keys(factors)
            for other in ((True, False) if turned else (True,))
            for place in self._places.get((same, factor, other), ())
        ]
        return min(found, key=lambda pair: (pair[0], -pair[1]), default=None)

    def _keep(self, node: Node, place: int) -> None:
        self._factors[place] = factors = _as_columns(node)
        for key in _keys(factors):
            self._places.setdefault(key, set()).add(place)

    def _forget(self, place: int) -> None:
        for key in _keys(self._factors.pop(place)):
            self._places[key].remove(place)


def _keys(factors: tuple[Node, Node]) -> list[tuple[int, Node, bool]]:
    return [(same, factors[same], _is_turned(factors[1 - same])) for same in (0, 1)]


def _is_turned(node: Node) -> bool:
    return node.function == "transpose"


def _joined(one: tuple[Node, Node], two: tuple[Node, Node], same: int) -> Node:
    x, y = sorted((one[1 - same], two[1 - same]), key=lambda node: node.serial)
    if x.function == "transpose":
        x, y = y, x
    return (x + y) @ one[1] if same else one[0] @ (x + y)


def _as_columns(node: Node) -> tuple[Node, Node]:
    """Return the factors of a product, `x @ A` read as `A.T @ x`."""
    left, right = node.args
    if left.ndim == 1 and right.ndim == 2:
        return transposed(right), left
    return left, right
