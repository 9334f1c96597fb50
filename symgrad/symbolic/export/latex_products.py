"""Products, quotients and powers in LaTeX.

Elementwise products and powers of arrays carry a circle with a dot, so that they are not
read as products of matrices. A vector counts as a column. May import `graph` and `export`.
"""

from __future__ import annotations

from collections.abc import Callable

from symgrad.graph.node import Node, Number
from symgrad.symbolic.export import latex_form as f
from symgrad.symbolic.export.latex_arrays import call
from symgrad.symbolic.export.latex_form import Form, Kind, Piece, Slot

_MATMULS = ("matmul", "dot", "outer", "solve")


def multiply(node: Node) -> Form:
    """Return an elementwise product, or one by a scalar, which stands in front."""
    a, b = node.args
    if a.ndim and b.ndim:
        pieces = (Slot(a, f.HADAMARD, lead=True), " \\odot ", Slot(b, f.HADAMARD, follows=True))
        return Form(pieces, "odot")
    numbers = [isinstance(each.leaf, Number) for each in node.args]
    turned = (a.ndim and not b.ndim) or numbers == [False, True]
    first, second = (b, a) if turned else (a, b)
    rest = Slot(second, f.SCALED, follows=True, factor=True)
    return Form((Slot(first, f.FACTOR, lead=True), rest), _scaled_kind(second))


def _scaled_kind(other: Node) -> Kind:
    """Return what a product by a scalar is, from what is scaled."""
    while other.function in ("multiply", "negative"):
        if all(arg.ndim for arg in other.args) and len(other.args) == 2:
            return "odot"
        other = next((arg for arg in other.args if arg.ndim), other.args[-1])
    if other.function == "kron":
        return "odot"
    return "mixed" if other.function in _MATMULS else "scaled"


def divide(node: Node) -> Form:
    """Return a fraction; of two arrays an elementwise quotient."""
    a, b = node.args
    if a.ndim and b.ndim:
        divisor = Slot(b, f.FACTOR - {"scaled"}, follows=True)
        return Form((Slot(a, f.FACTOR, lead=True), " \\oslash ", divisor), "odot")
    return Form(("\\frac{", Slot(a), "}{", Slot(b), "}"), "fraction")


def negative(node: Node) -> Form:
    """Return a sign in front."""
    return Form(("-", Slot(node.args[0], f.SCALED, follows=True)), "scaled", signed=True)


def power(node: Node) -> Form:
    a, b = node.args
    return Form((Slot(a, f.ATOM), _raised(a), Slot(b), "}"), "power")


def _raised(a: Node) -> str:
    return "^{\\odot " if a.ndim else "^{"


def square(node: Node) -> Form:
    return Form((Slot(node.args[0], f.ATOM), f"{_raised(node.args[0])}2}}"), "power")


def reciprocal(node: Node) -> Form:
    return Form(("\\frac{1}{", Slot(node.args[0]), "}"), "fraction")


def matmul(node: Node) -> Form:
    a, b = node.args
    if a.ndim == 1 and b.ndim > 1:
        # A vector counts as a column: v @ M is M.T @ v.
        return Form((*transposed(b), Slot(a, f.RIGHT, follows=True, factor=True)), "matmul")
    left = transposed(a) if a.ndim == 1 else [Slot(a, f.LEFT, lead=True)]
    return Form((*left, Slot(b, f.RIGHT, follows=True, factor=True)), "matmul")


def dot(node: Node) -> Form:
    return matmul(node) if all(arg.ndim in (1, 2) for arg in node.args) else call(node)


def outer(node: Node) -> Form:
    a, b = node.args
    if a.ndim != 1 or b.ndim != 1:
        return call(node)
    return Form((Slot(a, f.LEFT, lead=True), " ", *transposed(b)), "matmul")


def transposed(node: Node) -> list[Piece]:
    """Return the transpose of a node: of a transpose what it was, of v @ M the row itself."""
    if _swaps(node):
        return [Slot(node.args[0], f.LEFT, lead=True)]
    if node.function == "inv":
        return [Slot(node.args[0], f.ATOM), "^{-\\top}"]
    if node.function == "matmul" and [arg.ndim for arg in node.args] == [1, 2]:
        v, m = node.args
        return [*transposed(v), Slot(m, f.RIGHT, follows=True, factor=True)]
    return [Slot(node, f.ATOM), "^{\\top}"]


def _swaps(node: Node) -> bool:
    axes = node.params.get("axes") or () if node.function == "transpose" else ()
    return len(axes) > 1 and axes == (*range(len(axes) - 2), len(axes) - 1, len(axes) - 2)


def transpose(node: Node) -> Form:
    return Form(tuple(transposed(node.args[0])), "power") if _swaps(node) else call(node)


def inv(node: Node) -> Form:
    return Form((Slot(node.args[0], f.ATOM), "^{-1}"), "power")


def solve(node: Node) -> Form:
    a, b = node.args
    return Form((Slot(a, f.ATOM), "^{-1}", Slot(b, f.RIGHT, follows=True, factor=True)), "matmul")


def matrix_power(node: Node) -> Form:
    return Form((Slot(node.args[0], f.ATOM), f"^{{{node.params['n']}}}"), "power")


def between(sign: str) -> Callable[[Node], Form]:
    def write(node: Node) -> Form:
        a, b = node.args
        return Form(
            (Slot(a, f.FACTOR, lead=True), f" {sign} ", Slot(b, f.FACTOR, follows=True)), "odot"
        )

    return write
