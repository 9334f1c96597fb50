"""Values of graph nodes in floating point, operator by operator.

One pass in topological order; a value is let go as soon as its last user has run, and
looked at once more where `mending` knows how it lost its digits. What is
undefined comes out as nan or inf, without a warning: whether a point lies in the domain
is not this room's question. May import `graph`, `ops`, NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from symgrad.errors import InputError
from symgrad.graph.node import ArrayLiteral, Node, Number, SizeOf, Variable
from symgrad.graph.walk import topological, uses
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.mending import Mend, mend_of

Array = Any


def evaluate(
    nodes: Sequence[Node],
    values: Mapping[str, Array],
    dtype: str = "float64",
    *,
    namespace: Any = None,
    known: Mapping[Node, Array] | None = None,
    at_kinks: bool = False,
) -> list[Array]:
    """Compute the values of nodes.

    Args:
        nodes: what is wanted; all sizes must be numbers.
        values: an array for each variable, of its shape.
        dtype: "float64" or "float32".
        namespace: another array namespace than NumPy's, with `leaf(array)` to wrap leaves.
        known: values of nodes that were computed before, in the same namespace.
        at_kinks: the nodes are closed forms of slopes; give them the values chosen at kinks.

    Returns:
        One array for each node of `nodes`, 0-d arrays included.

    Raises:
        InputError: a variable has no value, or a size is still a name.
    """
    xp = namespace or NumpyNamespace(dtype)
    given = known or {}
    order = topological(nodes, given)
    mends = _mends(order, given, at_kinks)
    left = uses(order)
    left.update(nodes)
    left.update(need for mend in mends.values() for need in mend.needs)
    found: dict[Node, Array] = dict(given)
    apply = partial(apply_row, xp)
    with np.errstate(all="ignore"):
        for node in order:
            if node in given:
                continue
            value = _leaf(node, values, dtype, xp) if node.op is None else _apply(xp, node, found)
            mend = mends.get(node)
            found[node] = value if mend is None else mend.run(xp, apply, found, value)
            for arg in (*node.args, *(mend.needs if mend else ())):
                left[arg] -= 1
                if not left[arg]:
                    found.pop(arg, None)
    return [_as_array(found[node]) for node in nodes]


def apply_row(xp: Any, node: Node, args: Sequence[Array]) -> Array:
    """Compute one operator on the values of its arguments."""
    assert node.op is not None
    leading = [plain(node.params[p.name]) for p in node.op.params if p.leading]
    named = {p.name: plain(node.params[p.name]) for p in node.op.params if not p.leading}
    operands = [tuple(args)] if node.op.variadic == "tuple" else list(args)
    return getattr(xp, node.op.name)(*leading, *operands, **named)


def plain(value: Any) -> Any:
    """Return a parameter as floating-point code wants it: exact numbers as floats."""
    if isinstance(value, Fraction):
        return as_float(value)
    if value in ("inf", "-inf"):
        return float(value)
    return value


def as_float(value: Fraction) -> float:
    """Return the nearest double, infinite beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _mends(order: Sequence[Node], given: Collection[Node], at_kinks: bool) -> dict[Node, Mend]:
    """Return how values are mended, where what that needs is at hand."""
    there = {*order, *given}
    found = {node: mend_of(node, at_kinks) for node in order if node not in given}
    return {node: mend for node, mend in found.items() if mend and there.issuperset(mend.needs)}


def _apply(xp: Any, node: Node, found: Mapping[Node, Array]) -> Array:
    return apply_row(xp, node, [found[arg] for arg in node.args])


def _leaf(node: Node, values: Mapping[str, Array], dtype: str, xp: Any) -> Array:
    array = _constant(node, dtype)
    if array is None:
        if node.name not in values:
            raise InputError(
                f"{node.name} has no value",
                code="missing-value",
                help=f"give it one, such as {node.name}=3",
            )
        array = values[node.name]
    return xp.leaf(node, array) if hasattr(xp, "leaf") else array


def _constant(node: Node, dtype: str) -> Array:
    kind = np.dtype(dtype).type
    leaf = node.leaf
    if isinstance(leaf, Number):
        value = leaf.value
        return kind(math.pi if value == "pi" else math.inf if value == "inf" else as_float(value))
    if isinstance(leaf, ArrayLiteral):
        return np.array([as_float(e) for e in leaf.entries], dtype=dtype).reshape(node.shape)
    if isinstance(leaf, SizeOf):
        raise InputError(
            f"the size {leaf.dim} has no value",
            code="missing-size",
            help="give the arrays that it is a size of",
        )
    assert isinstance(leaf, Variable)
    return None


def _as_array(value: Array) -> Array:
    return np.asarray(value) if np.isscalar(value) else value
