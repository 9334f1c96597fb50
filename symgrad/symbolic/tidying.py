"""Tidying: brackets that say nothing are taken out of a finished graph.

`x*(a*b)` becomes `x*a*b` and `A @ (B @ C)` of matrices `A @ B @ C`, where the inner product
is used nowhere else. Both are the same value; only the text gets shorter.
"""

from __future__ import annotations

from operator import is_

from symgrad.graph.node import Node, Table
from symgrad.graph.walk import counted

_PRODUCTS = frozenset({"multiply", "matmul"})
_SUMS = frozenset({"add", "subtract"})
# A longer chain would be walked again at each of its links.
_LONGEST = 8


def tidied(outputs: list[Node], table: Table) -> list[Node]:
    """Return the same nodes without needless brackets."""
    count = counted(outputs)
    found: dict[Node, Node] = {}
    single: set[Node] = set()
    for node in count:
        if node.op is None:
            found[node] = node
            continue
        args = [found[arg] for arg in node.args]
        name = node.function
        if name in _PRODUCTS and args[1] in single:
            new = _rotated(name, args[0], args[1], single)
        elif all(map(is_, args, node.args)):
            new = node
        else:
            new = table.call(node.op, args, node.params)
        if name in _SUMS:
            new = _counted(new)
            name = new.function
        found[node] = new
        if name in _PRODUCTS and (count[node] == 1 or _is_short(new)):
            single.add(new)
    return [found[node] for node in outputs]


def _counted(node: Node) -> Node:
    """Write `a - t - t` as `a - 2*t`, and `t + t` as `2*t`."""
    left, right = node.args
    if left is right:
        return 2 * left if node.function == "add" else node
    if left.function == node.function and left.args[1] is right:
        return left.args[0] - 2 * right if node.function == "subtract" else left.args[0] + 2 * right
    return node


def _is_short(node: Node) -> bool:
    """Tell whether a product is of leaves and their transposes: as short as a name for it."""
    return all(
        arg.op is None or (arg.function == "transpose" and arg.args[0].op is None)
        for arg in node.args
    )


def _rotated(name: str, left: Node, right: Node, single: set[Node]) -> Node:
    rights: list[Node] = []
    core = right
    while core.name == name and core in single and len(rights) < _LONGEST and _joins(left, core):
        core, last = core.args
        rights.append(last)
    result = left.table.call(name, (left, core))
    for last in reversed(rights):
        result = result.table.call(name, (result, last))
    return result


def _joins(left: Node, product: Node) -> bool:
    """Tell whether the brackets of `left*(a*b)` may go: always for `*`, for `@` of matrices."""
    ranks = [node.ndim for node in (left, *product.args)]
    return product.function == "multiply" or ranks in ([2, 2, 2], [1, 2, 1])
