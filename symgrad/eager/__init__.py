"""torch's way of working over symgrad's rows: tensors that record what is done to them.

    import symgrad.eager as torch

    x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    ((x + 2) * (x - 2)).sum().backward()
    x.grad

Every derivative is a row's pullback, as everywhere in symgrad; torch gave the names, the
order of arguments and the messages. And what was computed is an expression: `y.graph`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from symgrad.eager.names import NAMES

# Set by hand: a room of this package is called `tensor`, as the function is.
globals().update(NAMES)
_LATER = {
    "autograd": "symgrad.eager.autograd",
    "linalg": "symgrad.eager.linalg",
    "nn": "symgrad.eager.nn",
    "optim": "symgrad.eager.optim",
}
_PRINTING = ("set_printoptions", "get_printoptions")
__all__ = sorted([*NAMES, "autograd", "nn", "optim"])


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return import_module(_LATER[name])
    if name in _PRINTING:
        return getattr(import_module("symgrad.eager.printing"), name)
    raise AttributeError(f"module 'symgrad.eager' has no attribute {name!r}")
