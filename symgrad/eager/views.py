"""Views: tensors that look at the memory of another.

A write to a view is a write to its base. For the graph it is as if the base had been put
together anew from its old values and the view's new ones; and every other view is then
made again from the base, as it had been made before. May import `eager`, NumPy.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable

import numpy as np

from symgrad.eager.memory import shared
from symgrad.eager.modes import LOCAL
from symgrad.eager.node import Node
from symgrad.eager.tensor import Tensor

Remake = Callable[[Tensor], Tensor]


def view_of(base: Tensor, made: Tensor, remake: Remake) -> Tensor:
    """Return a tensor as a view of its operand, if they share memory.

    Args:
        base: the operand. made: the result.
        remake: makes such a view of a tensor in place of `base`.
    """
    if not isinstance(made._value, np.ndarray) or not np.may_share_memory(made._value, base._value):
        return made
    shared(base, made)
    record = made._written
    assert record is not None
    made._view = (base, remake)
    if LOCAL.recording:
        record.views = [each for each in record.views if each() is not None]
        record.views.append(weakref.ref(made))
    return made


def root_of(tensor: Tensor) -> tuple[Tensor, Remake]:
    """Return the tensor that the memory belongs to, and how the view is made from it."""
    steps: list[Remake] = []
    while tensor._view is not None:
        tensor, remake = tensor._view
        steps.append(remake)

    def chained(base: Tensor) -> Tensor:
        for step in reversed(steps):
            base = step(base)
        return base

    return tensor, chained


_RESTRIDED: dict[type[Node], type[Node]] = {}


def restrided(node: Node | None) -> Node | None:
    """Return the node of a view that was made anew, under the name that torch has for these."""
    if node is not None:
        kind = type(node)
        if kind.__name__ != "AsStridedBackward0":
            if kind not in _RESTRIDED:
                _RESTRIDED[kind] = type("AsStridedBackward0", (kind,), {})
            node.__class__ = _RESTRIDED[kind]
    return node


def refresh(base: Tensor) -> None:
    """Make the nodes of all views of a tensor anew from it."""
    record = base._written
    if record is None:
        return
    for each in list(record.views):
        view = each()
        if view is None or view._view is None:
            continue
        root, remake = root_of(view)
        if root is not base:
            continue
        made = remake(base)
        view._node = restrided(made._node)
        if view._node is not None:
            view._node.written = record
    record.views = [each for each in record.views if (v := each()) is not None and v._view]
