"""Hooks: what users let see, and change, the cotangents on their way.

May import `eager`.
"""

from __future__ import annotations

from operator import add
from typing import Any

import numpy as np

from symgrad.eager.arrays import entries
from symgrad.eager.modes import LOCAL
from symgrad.eager.node import Node
from symgrad.eager.tensor import Tensor, wrap

Hooks = dict[int, Any]


class Parts(dict[int, Any]):
    """Cotangents of the outputs of a node that has several, by number."""


def announced(node: Node, y_bar: Any, *, record: bool) -> Any:
    """Return the cotangent after all hooks on it; keep it where it is wanted."""
    if not node.rare or isinstance(y_bar, Parts):
        return y_bar
    if node.keeper is None and not node.tensor_hooks and not node.prehooks:
        return y_bar
    held = y_bar if record else wrap(entries(y_bar, node.y))
    held = passed(node.tensor_hooks, held)
    for hook in list((node.prehooks or {}).values()):
        found = hook((held,))
        held = held if found is None else found[0]
    tensor = node.keeper() if node.keeper is not None else None
    if tensor is not None:
        kept = held if record else wrap(np.array(held._value))
        tensor._grad = kept if tensor._grad is None else _sum(tensor._grad, kept)
    return held if record else held._value


def passed(hooks: Hooks | None, held: Tensor) -> Tensor:
    """Return a gradient after hooks that may put others in its place."""
    for hook in list((hooks or {}).values()):
        found = hook(held)
        if found is not None:
            if not isinstance(found, Tensor):
                raise TypeError(f"hook returned {type(found).__name__}, expected a Tensor or None")
            held = found
    return held


def hooked(node: Node, y_bar: Any, shares: list[Any]) -> list[Any]:
    """Return the shares after the hooks of a node."""
    given = tuple(_boxed(share, x) for share, x in zip(shares, node.xs or shares, strict=False))
    for hook in list(node.hooks.values()):
        found = hook(given, (_boxed(y_bar, node.y),))
        if found is not None:
            given = found if isinstance(found, tuple) else (found,)
    return [None if each is None else each._value for each in given]


def _boxed(value: Any, like: Any) -> Tensor | None:
    return None if value is None else wrap(entries(value, like))


def _sum(a: Tensor, b: Tensor) -> Tensor:
    return wrap(LOCAL.run(add, a._value, b._value))
