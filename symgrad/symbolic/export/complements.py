"""What is left of 1 beside a function, written as a function that keeps its digits.

`1 - sigmoid(x)` is 0 in floating point where sigmoid(x) rounds to 1; `sigmoid(-x)` is the same
and is not. A library computes what it is told, so code is told the second. What is only
multiplied and added up, such as `1 - tanh(x)**2` in the gradient of a network, stays as it is where
its other form is longer. May import `graph`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Node, Number, Table
from symgrad.graph.walk import topological

# What needs the digits of an operand only as far as those of the largest.
_ADDING_UP = frozenset(
    {"multiply", "matmul", "add", "subtract", "negative", "sum", "outer", "einsum", "transpose"}
)
Rest = Callable[[GraphNamespace, Any], Any]


def completed(outputs: Sequence[Node], table: Table) -> dict[Node, Node]:
    """Return for each node below some outputs the same without such differences."""
    xp = GraphNamespace(table)
    order = topological(outputs)
    asked = {arg for node in order if node.function not in _ADDING_UP for arg in node.args}
    found: dict[Node, Node] = {}
    for node in order:
        args = [found[arg] for arg in node.args]
        rest = _rest(node, node in asked)
        if rest is not None:
            sign, form, x = rest
            whole = form(xp, found[x])
            found[node] = whole if sign > 0 else -whole
        elif node.op is not None and args != list(node.args):
            found[node] = table.call(node.op, args, node.params)
        else:
            found[node] = node
    return found


def _rest(node: Node, asked: bool) -> tuple[int, Rest, Node] | None:
    """Return 1 or -1, what it multiplies, and of what, where a node is such a difference.

    Args:
        asked: whether something wants all of its digits, such as a logarithm.
    """
    if node.function not in ("add", "subtract"):
        return None
    one, other = node.args
    between = -1 if node.function == "subtract" else 1
    if _number(one) in (1, -1):
        first, second = _number(one), between
    elif _number(other) in (1, -1):
        one, other = other, one
        first, second = between * _number(one), 1
    else:
        return None
    while other.function == "negative":
        (other,), second = other.args, -second
    known = _FORMS.get((_name(other), int(first * second)))
    if known is None or (_is_square(other) and not asked):
        return None
    x = other.args[0].args[0] if _is_square(other) else other.args[0]
    return int(first), known, x


def _number(node: Node) -> Any:
    return node.leaf.value if isinstance(node.leaf, Number) else 0


def _name(node: Node) -> str:
    """Return the name of a function; the square of one has it, too."""
    return f"{node.args[0].function} squared" if _is_square(node) else node.function


def _is_square(node: Node) -> bool:
    if node.function == "power":
        return bool(_number(node.args[1]) == 2)
    return node.function == "square"


# By function and sign: 1 plus or minus it.
_FORMS: dict[tuple[str, int], Rest] = {
    ("sigmoid", -1): lambda xp, x: xp.sigmoid(-x),
    ("erf", -1): lambda xp, x: xp.erfc(x),
    ("erf", 1): lambda xp, x: xp.erfc(-x),
    ("tanh", -1): lambda xp, x: 2 * xp.sigmoid(-2 * x),
    ("tanh", 1): lambda xp, x: 2 * xp.sigmoid(2 * x),
    ("tanh squared", -1): lambda xp, x: 4 * xp.sigmoid(2 * x) * xp.sigmoid(-2 * x),
    ("cos", -1): lambda xp, x: 2 * xp.square(xp.sin(x / 2)),
    ("cos", 1): lambda xp, x: 2 * xp.square(xp.cos(x / 2)),
    ("cos squared", -1): lambda xp, x: xp.square(xp.sin(x)),
    ("sin squared", -1): lambda xp, x: xp.square(xp.cos(x)),
}
