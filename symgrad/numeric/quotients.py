"""Quotients over powers and products that leave the range of the floats while they need not.

`x/y**2` at 1e300 and 1e250 is 1e-200, but y**2 is infinite. Where a denominator overflows or
falls below the normal numbers though its factors do not, the factors are divided by one
after another. May import `graph`, NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symgrad.graph.node import Node, Number

# Nobody writes longer denominators; each factor costs a division, where it is needed.
_MOST = 8


def factors_below(node: Node) -> list[Node]:
    """Return the factors of the denominator of a quotient, none if there is only one."""
    if node.function != "divide":
        return []
    found: list[Node] = []
    waiting = [node.args[1]]
    while waiting:
        each = waiting.pop()
        count = _exponent(each)
        if each.function == "multiply":
            waiting += reversed(each.args)
        elif count:
            waiting += [each.args[0]] * count
        else:
            found.append(each)
        if len(found) + len(waiting) > _MOST:
            return []
    return found if len(found) > 1 else []


def _exponent(node: Node) -> int:
    """Return n where a node is a power x**n by a typed number, 0 elsewhere."""
    if node.function == "square":
        return 2
    if node.function != "power" or not isinstance(node.args[1].leaf, Number):
        return 0
    value = node.args[1].leaf.value
    whole = not isinstance(value, str) and value.denominator == 1 and 1 < value <= _MOST
    return int(value) if whole else 0


def divided(xp: Any, above: Any, below: Any, factors: Sequence[Any], quotient: Any) -> Any:
    """Return a quotient, one factor at a time where the denominator has left the range.

    Args:
        xp: the namespace that all values are of. above, below: the operands.
        factors: those of the denominator. quotient: above/below.
    """
    size = np.abs(_value(below))
    lost = ~((size >= np.finfo(size.dtype).tiny) & (size < np.inf))
    if not np.any(lost):
        return quotient
    for factor in factors:
        value = _value(factor)
        lost = lost & np.isfinite(value) & (value != 0)
    if not np.any(lost):
        return quotient
    again = above
    for factor in factors:
        again = xp.divide(again, factor)
    return xp.where(lost, again, quotient)


def _value(array: Any) -> Any:
    return np.asarray(getattr(array, "value", array))
