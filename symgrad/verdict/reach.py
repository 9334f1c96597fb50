"""What a faulty entry touches on its way to the output.

A fault counts only if it reaches the output. Masks are carried forward, node by node:
`where` selects, indexing drops, a decided `and` ignores its other side, and everything
else passes a fault on, even to a product with zero. Two kinds of fault travel differently:
a missing value goes through conditions, a missing derivative does not. May import
`numeric` and lower floors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symgrad.graph.limits import UNLIMITED
from symgrad.graph.node import Node, Table
from symgrad.graph.walk import is_index
from symgrad.numeric.evaluate import evaluate

Array = np.ndarray[Any, np.dtype[Any]]
Masks = Mapping[Node, Array]
# Rows that move entries about by value: a missing one moves all the others.
_SHUFFLING = frozenset({"sort", "argsort"})
# Rows that make every entry of a matrix of all entries of another: LAPACK may skip one that is nan.
_WHOLE = frozenset(
    {"inv", "det", "cofactor", "logdet", "solve", "cholesky", "pinv", "expm", "expm_frechet"}
)


def spread(
    nodes: Sequence[Node],
    values: Masks,
    faults: Masks,
    *,
    derivative: bool = False,
    within: Callable[[Node], bool] = lambda node: True,
    zeros_stop: bool = False,
) -> dict[Node, Array]:
    """Carry faults forward.

    Args:
        nodes: in topological order. values: the value of each.
        faults: for each faulty node a mask of its entries.
        derivative: the faults are of derivatives, which conditions, `detach` and index
            operands do not pass on.
        within: nodes that the faults may travel through.
        zeros_stop: what travels are dependencies, and times a constant 0 nothing depends.

    Returns:
        For each node that a fault reaches the entries that it reaches.
    """
    reached: dict[Node, Array] = {}
    for node in nodes:
        own = faults.get(node)
        touched = [a for a in node.args if a in reached and _passes(node, a, derivative)]
        carried = None
        if touched and within(node):
            masks = [_mask(arg, reached, arg in touched) for arg in node.args]
            inputs = [values[arg] for arg in node.args]
            if zeros_stop and node.function == "multiply":
                carried = _multiplied(masks, inputs, concrete(node))
            else:
                carried = _carry(node, masks, inputs)
        found = carried if own is None else own if carried is None else own | carried
        if found is not None and found.any():
            reached[node] = found
    return reached


def fitted(mask: Array, shape: tuple[int, ...]) -> Array:
    """Return a mask in the shape of a node; where shapes do not tell, one entry stands for all.

    Axes that a mask has behind those of the node, as those of a window, are taken together.
    """
    if mask.shape == shape:
        return mask
    if mask.size == int(np.prod(shape)):
        return mask.reshape(shape)
    if mask.shape[: len(shape)] == shape:
        return np.asarray(mask.any(axis=tuple(range(len(shape), mask.ndim))))
    try:
        return np.broadcast_to(mask, shape)
    except ValueError:
        return np.full(shape, bool(mask.any()))


def landed(node: Node, mask: Array, values: Masks) -> Array:
    """Return the entries of a node that a mask is about.

    Args:
        mask: in the node's shape, or in that of one of its operands (the tied entries of a max).
    """
    shape = concrete(node)
    sources = [i for i, arg in enumerate(node.args) if concrete(arg) == mask.shape]
    if mask.shape == shape or mask.size == int(np.prod(shape)) or not sources:
        return fitted(mask, shape)
    masks = [np.zeros(concrete(arg), dtype=bool) for arg in node.args]
    masks[sources[0]] = mask
    return _carry(node, masks, [values[arg] for arg in node.args])


def depending(nodes: Sequence[Node], roots: Sequence[Node]) -> set[Node]:
    """Return the nodes that depend on some of the roots, other than through `detach`."""
    found = set(roots)
    for node in nodes:
        if any(arg in found and _passes(node, arg, False) for arg in node.args) and (
            node.function != "detach"
        ):
            found.add(node)
    return found


def _passes(node: Node, arg: Node, derivative: bool) -> bool:
    assert node.op is not None
    if not derivative:
        return True
    if node.condition or node.op.name == "detach" or arg.condition:
        return False
    places = [i for i, other in enumerate(node.args) if other is arg]
    return any(not is_index(node, i) for i in places)


def _mask(arg: Node, reached: Masks, touched: bool) -> Array:
    if touched:
        return reached[arg]
    return np.zeros(concrete(arg), dtype=bool)


def _carry(node: Node, masks: list[Array], values: list[Array]) -> Array:
    assert node.op is not None
    shape, name = concrete(node), node.op.name
    if name == "where":
        chosen = np.where(values[0], masks[1], masks[2])
        return np.broadcast_to(masks[0] | chosen, shape)
    if name in ("logical_and", "logical_or"):
        return np.broadcast_to(_kleene(name, masks, values), shape)
    if node.op.kind == "elementwise":
        return np.broadcast_to(np.logical_or.reduce(np.broadcast_arrays(*masks)), shape)
    return _through(node, masks, values)


def _multiplied(masks: list[Array], values: list[Array], shape: tuple[int, ...]) -> Array:
    """Return where a product depends on something: not beside a factor that is constantly 0."""
    (left, right), (a, b) = masks, values
    return np.broadcast_to((left & (right | (b != 0))) | (right & (left | (a != 0))), shape)


def _kleene(name: str, masks: list[Array], values: list[Array]) -> Array:
    # One decided side that settles the matter hides whatever the other one is.
    settles = [value.astype(bool) ^ (name == "logical_and") for value in values]
    left = masks[0] & (masks[1] | ~settles[1])
    right = masks[1] & (masks[0] | ~settles[0])
    return np.asarray(left | right)


def _through(node: Node, masks: list[Array], values: list[Array]) -> Array:
    assert node.op is not None
    shape = concrete(node)
    indexed = any(mask.any() and is_index(node, i) for i, mask in enumerate(masks))
    if indexed or node.op.name in _SHUFFLING:
        return np.ones(shape, dtype=bool)
    if node.op.name in _WHOLE:
        return _of_matrices(masks, shape)
    table = Table(UNLIMITED)
    names = [f"a{i}" for i in range(len(masks))]
    inputs = [table.variable(n, v.shape) for n, v in zip(names, values, strict=True)]
    copy = table.call(node.op, inputs, node.params)
    if node.op.selects:
        # Entries are moved or left out, so a 1 among zeros is followed exactly.
        alone = [v if is_index(node, i) else masks[i].astype(float) for i, v in enumerate(values)]
        return np.asarray(evaluate([copy], dict(zip(names, alone, strict=True)))[0] != 0)
    # Other entries become 1, so that only the fault itself can end in nan.
    marked = [
        value if is_index(node, i) else np.where(mask, np.nan, 1.0)
        for i, (mask, value) in enumerate(zip(masks, values, strict=True))
    ]
    try:
        return np.asarray(np.isnan(evaluate([copy], dict(zip(names, marked, strict=True)))[0]))
    except (np.linalg.LinAlgError, ValueError):
        return np.ones(shape, dtype=bool)


def _of_matrices(masks: list[Array], shape: tuple[int, ...]) -> Array:
    """Return which entries of a batch of results belong to a matrix with a fault."""
    if any(mask.any() and mask.ndim < 3 for mask in masks):
        return np.ones(shape, dtype=bool)
    batches = [mask.any(axis=(-2, -1)) for mask in masks if mask.ndim > 2]
    batch = np.logical_or.reduce(np.broadcast_arrays(*batches))
    rest = len(shape) - batch.ndim
    return np.broadcast_to(batch.reshape(batch.shape + (1,) * rest), shape)


def concrete(node: Node) -> tuple[int, ...]:
    """Return a shape whose sizes are all numbers."""
    return tuple(int(d) for d in node.shape)  # type: ignore[arg-type]
