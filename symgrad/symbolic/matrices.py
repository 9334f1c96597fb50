"""Nodes of the language for what one does to arrays: transposes, sums, products, places.

Every function takes and returns nodes with their true shapes and writes the form a person
would: a transpose goes into products and out of symmetric things, a sum over everything
has no `axis=`, an axis that a sum has lost comes back by `keepdims=true`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.graph.deviation import deviation_axes
from symgrad.graph.node import Node, Variable

_DEEPEST = 40
_LONGEST_CHAIN = 6
# Reductions that leave a single entry as it is.
_SAME_ALONE = frozenset({"sum", "mean", "max", "min", "prod"})
_KEEP_SYMMETRY = frozenset(
    {"inv", "pinv", "expm", "cofactor", "negative", "add", "subtract", "multiply", "divide"}
)


def transposed(node: Node, depth: int = 0) -> Node:
    """Return the transpose of a matrix, taken to the leaves of its products."""
    table = node.table
    if _is_product(node) and depth < _DEEPEST:
        left, right = (transposed(arg, depth + 1) for arg in node.args)
        return right @ left
    if node.function == "outer":
        return table.call("outer", node.args[::-1])
    if node.function == "transpose" and node.args[0].ndim == 2:
        return node.args[0]
    if node.function == "eye" and node.shape[0] == node.shape[1]:
        return node
    if node.function == "diag" and node.args[0].ndim == 1:
        return node
    if _is_symmetric(node, depth):
        return node
    return table.transposed(node)


def _is_product(node: Node) -> bool:
    """Tell whether an array of two axes is a product of two matrices."""
    return node.function == "matmul" and node.args[0].ndim == 2


def _is_symmetric(node: Node, depth: int) -> bool:
    """Tell whether a matrix that is no product is its own transpose."""
    if depth >= _DEEPEST:
        return False
    if isinstance(node.leaf, Variable):
        return node.leaf.name in node.table.symmetric
    if node.function not in _KEEP_SYMMETRY:
        return False
    arrays = [arg for arg in node.args if arg.ndim]
    return all(
        arg.ndim == 2 and arg.shape == node.shape and _same(transposed(arg, depth + 1), arg)
        for arg in arrays
    )


def _same(left: Node, right: Node) -> bool:
    """Tell whether two matrices are one, or one product in other brackets."""
    return left is right or (left.function == "matmul" and _chain(left) == _chain(right))


def _chain(node: Node) -> list[Node]:
    found: list[Node] = []
    waiting = [node]
    while waiting and len(found) < _DEEPEST:
        each = waiting.pop()
        if _is_product(each):
            waiting += each.args[::-1]
        else:
            found.append(each)
    return found


def product(left: Node, right: Node) -> Node:
    """Return a matrix product; short products of matrices are written without brackets."""
    rights: list[Node] = []
    while right.function == "matmul" and len(rights) < _LONGEST_CHAIN:
        inner, last = right.args
        if not left.ndim == inner.ndim == last.ndim == 2:
            break
        rights.append(last)
        right = inner
    result = left @ right
    for each in reversed(rights):
        result = result @ each
    return result


def permuted(node: Node, axes: Sequence[int]) -> Node:
    """Return an array with its axes in another order."""
    axes = tuple(axes)
    rank = len(axes)
    if axes == tuple(range(rank)):
        return node
    if rank == 2:
        return transposed(node)
    if axes == (*range(rank - 2), rank - 1, rank - 2):
        return node.table.transposed(node)
    return node.table.call("transpose", (node,), {"axes": axes})


def summed(node: Node, axes: Sequence[int]) -> Node:
    """Return the sum along some axes."""
    if not axes:
        return node
    return node.table.call("sum", (node,), {"axis": tuple(axes)})


def sums_to_one(node: Node, axes: Sequence[int]) -> bool:
    """Tell whether the sum along some axes is 1: of a softmax, or by assumption."""
    if node.function == "softmax":
        return tuple(node.params["axis"]) == tuple(axes)
    known = isinstance(node.leaf, Variable) and node.leaf.name in node.table.simplex
    return known and list(axes) == [node.ndim - 1]


def sums_to_zero(node: Node, axes: Sequence[int]) -> bool:
    """Tell whether the sum along some axes is that of deviations from their mean."""
    return deviation_axes(node) == tuple(axes)


def placed(node: Node, places: Sequence[int | None], keepdims: bool = False) -> Node:
    """Return an array with axes of size 1 put in where a place is None.

    Args:
        places: the node's axes in order, and None for each new one; new ones in front
            are left out, because the language broadcasts.
        keepdims: let a sum keep its axes in front, too.
    """
    every = tuple(i for i, place in enumerate(places) if place is None)
    while places and places[0] is None:
        places = places[1:]
    new = tuple(i for i, place in enumerate(places) if place is None)
    if not new and not keepdims:
        return node
    if every and _lost(node) == every:
        if node.function in _SAME_ALONE and all(node.args[0].shape[i] == 1 for i in every):
            return node.args[0]
        return node.table.call(node.name, node.args, node.params | {"keepdims": True})
    if not new:
        return node
    dims = iter(node.shape)
    index: tuple[Any, ...] = tuple(
        "new" if place is None else (0, next(dims), 1) for place in places
    )
    return node.table.call("getitem", (node,), {"index": index})


def _lost(node: Node) -> tuple[int, ...]:
    """Return the axes that a reduction has dropped; none for anything else."""
    if node.op is None or node.op.kind != "reduction" or node.params["keepdims"]:
        return ()
    return tuple(node.params["axis"])


def trace(node: Node) -> Node:
    """Return the trace of a matrix."""
    return node.table.call("trace", (node,))


def diagonal_of(node: Node) -> Node:
    """Return the diagonal of a matrix as a vector."""
    return node.table.call("diag", (node,))


def diagonal(vector: Node) -> Node:
    """Return the diagonal matrix of a vector."""
    return vector.table.call("diag", (vector,))


def identity(node: Node, n: Any) -> Node:
    """Return an identity of this size, in the table of a node."""
    return node.table.call("eye", (), {"n": n, "m": n})


def einsum(subscripts: str, nodes: Sequence[Node]) -> Node:
    """Return an einsum."""
    return nodes[0].table.call("einsum", nodes, {"subscripts": subscripts})
