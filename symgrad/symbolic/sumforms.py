"""Forms of a sum: a mean beside what it is the mean of, a factor that two products share.

`x - sum(x)/3` reads `x - mean(x)`, `A @ x + A.T @ x` reads `(A + A.T) @ x`.
"""

from __future__ import annotations

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
            node = self.atoms.node(expr) if expr.is_Symbol else None
            if node is None or node.function != "sum" or not node.params["axis"]:
                found.append((c, expr))
                continue
            count = dimension(product(node.args[0].shape[i] for i in node.params["axis"]))
            if count in (0, 1) or abs(c * count) not in sizes:
                found.append((c, expr))
                continue
            mean = node.table.call("mean", node.args, node.params)
            found.append((c * count, self.atoms.of(mean)))
        return found

    def _factors(self, parts: Parts) -> Parts:
        """Join two products of matrices that share their last, or first, factor."""
        done: Parts = []
        for c, expr in parts:
            for k, (d, other) in enumerate(done):
                joined = self._joined(other, expr) if c == d else None
                if joined is not None:
                    done[k] = (c, self.atoms.of(joined))
                    break
            else:
                done.append((c, expr))
        return done

    def _joined(self, left: Expr, right: Expr) -> Node | None:
        if not (left.is_Symbol and right.is_Symbol):
            return None
        a, b = self.atoms.node(left), self.atoms.node(right)
        if a is None or b is None or not a.function == b.function == "matmul":
            return None
        one, two = _as_columns(a), _as_columns(b)
        for same, other in ((1, 0), (0, 1)):
            x, y = sorted((one[other], two[other]), key=lambda node: node.serial)
            if one[same] is two[same] and "transpose" in (x.function, y.function):
                if x.function == "transpose":
                    x, y = y, x
                return (x + y) @ one[1] if same else one[0] @ (x + y)
        return None


def _as_columns(node: Node) -> tuple[Node, Node]:
    """Return the factors of a product, `x @ A` read as `A.T @ x`."""
    left, right = node.args
    if left.ndim == 1 and right.ndim == 2:
        return transposed(right), left
    return left, right
