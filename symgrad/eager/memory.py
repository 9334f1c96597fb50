"""The memory of tensors: who looks at it, and when it was written to.

May import `eager`, NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.modes import LOCAL, LastWrite, clock
from symgrad.eager.node import LEAF, Node, Written

_INFERENCE_WRITE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone "
    "to get a normal tensor before doing inplace update.See "
    "https://github.com/pytorch/rfcs/pull/17 for more details."
)


_INFERENCE_SAVE = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
    "inference mode in computation tracked by autograd. To work around this, you can make a "
    "clone to get a normal tensor and use it in autograd, or use `symgrad.no_grad()` instead of "
    "`symgrad.inference_mode()`."
)

Array = Any


class _Hot:
    """The two slots that every operation sets."""

    __slots__ = ("__weakref__", "_node", "_value")

    _value: Array
    _node: Node | None


class Held(_Hot):
    """What holds values: a tensor, as far as its memory goes."""

    _written: Written | None = None
    _inference = False


def storage(tensor: Held) -> Array:
    """Return the tensor's array; a scalar becomes one."""
    value = tensor._value
    if not isinstance(value, np.ndarray):
        value = tensor._value = np.array(value)
    return value


def writes_of(tensor: Held) -> Written:
    """Return the record of writes to the tensor's memory."""
    record = tensor._written
    if record is None:
        record = tensor._written = Written()
        node = tensor._node
        if node is not None and node is not LEAF:
            node.written = record
    return record


def shared(tensor: Held, other: Held) -> None:
    """Take down that the other tensor looks at the memory of the first."""
    record = writes_of(tensor)
    other._written = record
    node = other._node
    if node is not None and node is not LEAF:
        node.written = record


def written(tensor: Held) -> None:
    """Take down that the tensor's memory was written to."""
    if tensor._inference and not LOCAL.inference:
        raise RuntimeError(_INFERENCE_WRITE)
    record = writes_of(tensor)
    record.version += 1
    record.at = LastWrite.at = clock()
    record.ticks.append(record.at)


def savable(node: Node, edges: tuple[Any, ...]) -> None:
    """Refuse to keep the values of inference tensors.

    Raises:
        RuntimeError: torch's.
    """
    if not node.light and any(e.__class__ is tuple and e[0]._inference for e in edges):
        raise RuntimeError(_INFERENCE_SAVE)


def is_recording(*tensors: Held) -> bool:
    """Tell whether a function of the tensors is recorded."""
    return LOCAL.recording and any(t._node is not None for t in tensors)
