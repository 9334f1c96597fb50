"""Where a sweep ends: the gradients of leaves.

May import `eager`, NumPy.
"""

from __future__ import annotations

from operator import add
from sys import getrefcount
from typing import Any

import numpy as np

from symgrad.eager.arrays import entries
from symgrad.eager.hooks import passed
from symgrad.eager.memory import storage, written
from symgrad.eager.modes import LOCAL
from symgrad.eager.tensor import Tensor, new, wrap


def accumulate(leaf: Tensor, share: Any) -> None:
    """Add a share to the gradient of a leaf."""
    value = leaf._value
    if share.__class__ is float:
        share = entries(share, value)
    elif share.dtype is not value.dtype:
        share = share.astype(value.dtype)
    if leaf._leaf_hooks:
        before, LOCAL.recording = LOCAL.recording, False
        try:
            share = passed(leaf._leaf_hooks, wrap(share))._value
        finally:
            LOCAL.recording = before
    grad = leaf._grad
    if grad is None:
        # Nobody else may see the memory of a gradient; 3 counts this frame's own references.
        if isinstance(share, np.ndarray) and (share.base is not None or getrefcount(share) > 4):
            share = share.copy()
        grad = leaf._grad = new(Tensor)
        grad._value = share
        grad._node = None
    elif isinstance(grad._value, np.ndarray):
        target = storage(grad)
        LOCAL.run(np.add, target, share, target)
        written(grad)
    else:
        grad._value = LOCAL.run(add, grad._value, share)
    if leaf._after_hooks:
        for hook in list(leaf._after_hooks.values()):
            hook(leaf)
