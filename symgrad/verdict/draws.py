"""Values for one variable, inside what is assumed of it.

May import `graph` and NumPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symgrad.graph.assumptions import Assumptions
from symgrad.graph.graph import Graph
from symgrad.graph.intervals import REALS, Interval, RealSet
from symgrad.graph.node import Node
from symgrad.graph.walk import is_index, topological
from symgrad.verdict.reach import concrete

Array = np.ndarray[Any, np.dtype[Any]]


def holds(given: Assumptions, values: Mapping[str, Array]) -> bool:
    """Tell whether values keep the assumptions."""
    for name, allowed in given.values.items():
        if name in values and not _inside(allowed, values[name]).all():
            return False
    return all(
        _has(prop, np.asarray(values[name]))
        for name, properties in given.properties.items()
        for prop in properties
        if name in values
    )


def _inside(allowed: RealSet, array: Array) -> Array:
    found = np.zeros(np.shape(array), dtype=bool)
    for interval in allowed.intervals:
        low, high = float(interval.low), float(interval.high)
        above = array >= low if interval.low_closed else array > low
        below = array <= high if interval.high_closed else array < high
        found |= above & below
    return found


def _has(prop: str, array: Array) -> bool:
    match prop:
        case "symmetric":
            return bool(np.array_equal(array, np.swapaxes(array, -1, -2)))
        case "posdef":
            even = np.array_equal(array, np.swapaxes(array, -1, -2))
            return bool(even and (np.linalg.eigvalsh(array) > 0).all())
        case "invertible":
            return bool((np.abs(np.linalg.det(array)) > 1e-12 * _size(array)).all())
        case "orthogonal":
            eye = array @ np.swapaxes(array, -1, -2)
            return bool(np.allclose(eye, np.eye(array.shape[-1]), atol=1e-12))
        case "simplex":
            return bool((array >= 0).all() and np.allclose(array.sum(axis=-1), 1, atol=1e-12))
    return bool((array == np.round(array)).all())


def _size(array: Array) -> Array:
    rows = np.sqrt((array**2).sum(axis=-1))
    return np.asarray(rows.prod(axis=-1))


def draw_variable(
    graph: Graph,
    node: Node,
    given: Assumptions,
    draw: np.random.Generator,
    scale: float,
    sign: str,
    matrices: bool,
) -> Array:
    """Return a value for one variable that keeps its assumptions, up to rounding at open ends.

    Args:
        draw: the variable's own stream. scale: typical size. sign: "mixed", "positive", "negative".
        matrices: make square matrices of which nothing is assumed positive definite.
    """
    name, shape = node.name, concrete(node)
    if name in graph.indices:
        return draw.integers(0, max(1, _classes(graph, node)), shape).astype(np.float64)
    properties = given.properties.get(name, frozenset())
    array = _entries(
        draw, shape, given.values.get(name, REALS), scale, sign, "integer" in properties
    )
    square = len(shape) >= 2 and shape[-1] == shape[-2]
    if "posdef" in properties or (
        square and matrices and not properties and name not in given.values
    ):
        product = array @ np.swapaxes(array, -1, -2) / max(scale, 1e-3)
        return _short(_even(product) + scale * np.eye(shape[-1]) / 2)
    if "orthogonal" in properties:
        return np.asarray(np.linalg.qr(draw.standard_normal(shape))[0])
    if "simplex" in properties:
        weights = draw.uniform(0.05, 1, shape)
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
    return _even(array) if "symmetric" in properties else array


def _even(array: Array) -> Array:
    return np.asarray((array + np.swapaxes(array, -1, -2)) / 2)


def _entries(
    draw: np.random.Generator,
    shape: tuple[int, ...],
    allowed: RealSet,
    scale: float,
    sign: str,
    integer: bool,
) -> Array:
    size = scale * np.exp(draw.uniform(-1, 1, shape))
    up = {"positive": np.True_, "negative": np.False_}.get(sign, draw.random(shape) < 0.5)
    place = draw.random(shape)
    if integer:
        size = np.ceil(size)
    choice = draw.integers(0, len(allowed.intervals), shape)
    parts = [
        _placed(i, size, np.broadcast_to(up, shape), place, integer) for i in allowed.intervals
    ]
    return np.asarray(np.choose(choice, parts)) if len(parts) > 1 else parts[0]


def _placed(interval: Interval, size: Array, up: Array, place: Array, integer: bool) -> Array:
    """Return numbers of one interval: by size from an end, or by place between two."""
    low, high = float(interval.low), float(interval.high)
    if low == high:
        return np.full(np.shape(size), low)
    if np.isinf(low) and np.isinf(high):
        found = np.where(up, size, -size)
    elif np.isinf(high):
        return np.round(low + size) if integer else low + _short(size)
    elif np.isinf(low):
        return np.round(high - size) if integer else high - _short(size)
    else:
        found = low + (high - low) * (0.02 + 0.96 * place)
        decimals = 3 - int(np.floor(np.log10(high - low)))
        return np.round(found, 0 if integer else decimals)
    return np.round(found) if integer else _short(found)


def _short(array: Array) -> Array:
    """Round to four significant digits, so that a point can be read and typed."""
    rounded = [float(f"{value:.4g}") for value in np.ravel(array)]
    return np.array(rounded, dtype=np.float64).reshape(np.shape(array))


def _classes(graph: Graph, index: Node) -> int:
    """Return how many values an index may take: the shortest axis that it is used along."""
    most = []
    for user in topological([graph.output]):
        for position, arg in enumerate(user.args):
            if arg is index and is_index(user, position):
                whole = concrete(user.args[0])
                axis = user.params.get("axis", -1)
                most.append(
                    int(np.prod(whole))
                    if axis is None
                    else whole[axis if isinstance(axis, int) else -1]
                )
    return min(most, default=1)
