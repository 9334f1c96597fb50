"""The namespace of tensors: rows applied to tensors and recorded.

It is what `xp` is when a rule runs during a recorded sweep, so that derivatives can be
differentiated again. Calls take what rows take; torch's ways of calling live elsewhere.
May import `eager` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.eager.apply import apply, cast, compute, result_type, settle
from symgrad.eager.arrays import namespace
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.kinds import KINDS
from symgrad.eager.modes import LOCAL
from symgrad.eager.tensor import Tensor, wrap
from symgrad.ops.row import Op
from symgrad.ops.table import OPS


class TensorNamespace:
    """An attribute per row; numbers made on the way are of one type.

    Args:
        kind: the type of floating-point results without a floating-point operand.
    """

    def __init__(self, kind: np.dtype[Any]) -> None:
        self.kind = kind

    def __getattr__(self, name: str) -> Callable[..., Any]:
        op = OPS.get(name)
        if op is None:
            raise AttributeError(f"no row named {name!r}")
        call = _caller(op, self.kind)
        setattr(self, name, call)
        return call


def _caller(op: Op, kind: np.dtype[Any]) -> Callable[..., Any]:
    made = KINDS[op.name]

    def call(*args: Any, **given: Any) -> Any:
        operands, params = op.split(args)
        if any(isinstance(each, Tensor) for each in operands):
            return apply(made, _alike(operands), **(params | given))
        settled = settle(op, operands, params | given)
        value = LOCAL.run(compute, op, namespace(kind), operands, settled)
        if op.kind == "elementwise":
            return float(value)
        return wrap(np.asarray(value, kind))

    return call


def _alike(operands: tuple[Any, ...]) -> list[Any]:
    """Return operands with all floating-point tensors of one type."""
    to = result_type([each._value if isinstance(each, Tensor) else each for each in operands])
    return [
        cast(each, to) if isinstance(each, Tensor) and each._value.dtype in FLOATING else each
        for each in operands
    ]


_KNOWN: dict[np.dtype[Any], TensorNamespace] = {}


def tensors(kind: np.dtype[Any]) -> TensorNamespace:
    """Return the namespace of tensors for a type of entries."""
    if kind not in _KNOWN:
        _KNOWN[kind] = TensorNamespace(kind)
    return _KNOWN[kind]
