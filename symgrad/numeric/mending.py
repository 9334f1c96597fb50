"""Values that float arithmetic spoils on the way though the result is an ordinary number.

Three patterns of nodes are computed with more care than operator by operator:

- A quotient over powers and products. `x/y**2` at 1e300 and 1e250 is 1e-200, but y**2 is
  infinite. Where a denominator leaves the range of the floats though its factors do not,
  the factors are divided by one after another.
- A deviation from the mean, `x - mean(x)`. The mean is rounded in the place of the large
  numbers, and every deviation by as much. Their own mean, which should be 0, is just what
  was lost: it is taken off once more (Chan, Golub and LeVeque, Algorithms for computing the
  sample variance, 1983).
- What is left of 1, such as `y - softmax(x)`; see `complements`.

And where a closed form is computed at a kink, `x/norm(x)` at 0 is the subgradient that the
language chooses there, 0.

Elsewhere the plain value stands. May import `graph`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.graph.deviation import deviation_axes
from symgrad.graph.node import Node, Number
from symgrad.numeric.complements import Part, completed, part_of, value_of

Apply = Callable[[Node, Sequence[Any]], Any]
# Nobody writes longer denominators; each factor costs a division, where it is needed.
_MOST = 8
# Below this ratio of mean to deviation only the last few bits are at stake.
_FAR = 2.0**6


@dataclass(frozen=True, slots=True)
class Mend:
    """How the value of a node is looked at again.

    Attributes:
        needs: nodes whose values it takes beside those of the arguments.
        run: `(xp, apply, found, value) -> value`, with `found` the values of arguments and
            needs, and `apply(node, args)` a node's operator on other arguments.
    """

    needs: tuple[Node, ...]
    run: Callable[[Any, Apply, Mapping[Node, Any], Any], Any]


def mend_of(node: Node, at_kinks: bool = False) -> Mend | None:
    """Return how a node's value is mended, None for all but a few.

    Args:
        at_kinks: give a slope by a norm that is 0 the value chosen there.
    """
    if node.function == "divide":
        factors = _factors_below(node)
        mend = Mend(tuple(factors), _divided(node, factors)) if factors else None
        lengths = _lengths(factors or [node.args[1]]) if at_kinks else []
        return _settled(node, lengths, mend) if lengths else mend
    if deviation_axes(node) is not None:
        return Mend((), _recentred(node))
    if node.function in ("add", "subtract"):
        return _completed(node)
    return None


def _completed(node: Node) -> Mend | None:
    left, right = node.args
    minus = -1 if node.function == "subtract" else 1
    part = part_of(right)
    if part is not None:
        return Mend(part.needs, _complemented(part, left, minus))
    part = part_of(left)
    if part is None:
        return None
    run = _complemented(part, right, minus)
    if minus > 0:
        return Mend(part.needs, run)
    # p - a is taken for -(a - p).
    return Mend(part.needs, lambda xp, apply, found, value: -run(xp, apply, found, -value))


def _complemented(part: Part, other: Node, sign: int) -> Callable[..., Any]:
    def run(xp: Any, _: Apply, found: Mapping[Node, Any], value: Any) -> Any:
        return completed(xp, part, found, found[other], value, sign)

    return run


def _lengths(factors: Sequence[Node]) -> list[Node]:
    """Return the norms among the factors of a denominator."""
    return [factor for factor in factors if factor.function in ("norm", "hypot")]


def _settled(node: Node, lengths: Sequence[Node], mend: Mend | None) -> Mend:
    """Return a quotient's mend that makes it 0 where it is 0/0 for a norm that is 0."""

    def run(xp: Any, apply: Apply, found: Mapping[Node, Any], value: Any) -> Any:
        value = value if mend is None else mend.run(xp, apply, found, value)
        above, below = (value_of(found[arg]) == 0 for arg in node.args)
        if not np.any(above & below):
            return value
        at_zero = np.any(
            [np.broadcast_to(value_of(found[each]) == 0, below.shape) for each in lengths], axis=0
        )
        return xp.where(above & below & at_zero, 0.0, value)

    return Mend((*(() if mend is None else mend.needs), *lengths), run)


def _factors_below(node: Node) -> list[Node]:
    """Return the factors of the denominator of a quotient, none if there is only one."""
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


def _divided(node: Node, factors: Sequence[Node]) -> Callable[..., Any]:
    def run(xp: Any, _: Apply, found: Mapping[Node, Any], quotient: Any) -> Any:
        above, below = (found[arg] for arg in node.args)
        size = np.abs(value_of(below))
        lost = ~((size >= np.finfo(size.dtype).tiny) & (size < np.inf))
        if not np.any(lost):
            return quotient
        for factor in factors:
            value = value_of(found[factor])
            lost = lost & np.isfinite(value) & (value != 0)
        if not np.any(lost):
            return quotient
        again = above
        for factor in factors:
            again = xp.divide(again, found[factor])
        return xp.where(lost, again, quotient)

    return run


def _recentred(node: Node) -> Callable[..., Any]:
    center = node.args[1]

    def run(_: Any, apply: Apply, found: Mapping[Node, Any], away: Any) -> Any:
        far, near = np.abs(value_of(found[center])), np.abs(value_of(away))
        if not np.all(np.isfinite(near)) or not np.any(far > _FAR * near):
            return away
        return away - apply(center, [away])

    return run
