"""Applying a row to tensors, and recording that.

Every function of this package ends here, or does the same in line where an operation is as
short as a sum of two numbers. May import `eager`, `numeric`, `ops`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from symgrad.eager import dtypes
from symgrad.eager.arrays import namespace
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.keeping import kind, new_node
from symgrad.eager.memory import savable
from symgrad.eager.modes import LOCAL
from symgrad.eager.node import LEAF, NOTHING, Node
from symgrad.eager.tensor import Tensor, wrap
from symgrad.errors import ShapeError
from symgrad.ops.row import REQUIRED, Op
from symgrad.ops.table import OPS

Operand = Tensor | float
_COPY = kind("ToCopyBackward0", OPS["reshape"], constant_cotangent=True)
_COPY.casts = True


def edge(operand: Operand) -> Any:
    """Return what a node keeps of where an operand came from."""
    if not isinstance(operand, Tensor):
        return operand
    node = operand._node
    if node is None:
        return (operand,)
    return operand if node is LEAF else node


def apply(made: type[Node], operands: Sequence[Operand], **params: Any) -> Tensor:
    """Return a row's value at tensors, recorded as a node of a kind.

    Args:
        made: the kind; it knows the row.
        operands: floating-point tensors of one type, tensors of indices or conditions, numbers.
        params: static arguments of the row; those with defaults may be left out.
    """
    op = made.op
    assert op is not None
    xs = [t._value if isinstance(t, Tensor) else t for t in operands]
    try:
        settled = settle(op, xs, params) if op.params or op.normalise else NOTHING
    except ShapeError as error:
        raise RuntimeError(error.message) from None
    expected = result_type(xs)
    value = LOCAL.run(compute, op, namespace(expected), xs, settled)
    if op.result != "condition" and value.dtype != expected:
        value = value.astype(expected)
    return recorded(made, operands, xs, value, settled)


def recorded(
    made: type[Node],
    operands: Sequence[Operand],
    xs: Sequence[Any],
    value: Any,
    params: dict[str, Any] = NOTHING,
) -> Tensor:
    """Return a tensor of a value, with the node of the row that gives it."""
    if LOCAL.recording and value.dtype in FLOATING:
        for operand in operands:
            if isinstance(operand, Tensor) and operand._node is not None:
                edges = tuple([edge(each) for each in operands])
                node = new_node(made, edges, tuple(xs), value, params)
                savable(node, edges)
                op = made.op
                if op is not None and op.variadic:
                    node.rules = tuple(op.pullback(i) for i in range(len(edges)))
                return wrap(value, node)
    return wrap(value)


def settle(op: Op, xs: Sequence[Any], params: dict[str, Any]) -> dict[str, Any]:
    """Return the canonical form of parameters, numbers as floats."""
    settled = {p.name: p.default for p in op.params if p.default is not REQUIRED} | params
    if op.normalise is not None:
        settled = op.normalise(tuple(np.shape(x) for x in xs), settled)
    return {
        name: float(value) if isinstance(value, Fraction) or value in ("inf", "-inf") else value
        for name, value in settled.items()
    }


def compute(op: Op, xp: Any, xs: Sequence[Any], params: dict[str, Any]) -> Any:
    """Return the value of a row in a namespace; run without warnings."""
    leading = [params[p.name] for p in op.params if p.leading]
    named = {p.name: params[p.name] for p in op.params if not p.leading}
    operands = [tuple(xs)] if op.variadic == "tuple" else list(xs)
    kernel: Callable[..., Any] = getattr(xp, op.name)
    return kernel(*leading, *operands, **named)


def result_type(xs: Sequence[Any]) -> np.dtype[Any]:
    """Return the floating-point type of a row's value: the operands', or the default."""
    for x in xs:
        if type(x) not in (float, int, bool) and x.dtype in FLOATING:
            kind: np.dtype[Any] = x.dtype
            return kind
    return dtypes.Default.dtype.numpy


def cast(tensor: Tensor, to: np.dtype[Any]) -> Tensor:
    """Return a tensor of another type of entries, itself if it has that type."""
    if tensor._value.dtype == to:
        return tensor
    value = LOCAL.run(tensor._value.astype, to)
    if tensor._node is None or to not in FLOATING:
        return wrap(value)
    return recorded(_COPY, [tensor], [tensor._value], value, {"shape": value.shape})


def floating(tensor: Any) -> Tensor:
    """Return a tensor of floating-point numbers: integers become the default type."""
    if not isinstance(tensor, Tensor):
        raise TypeError(f"expected Tensor as input, but got {type(tensor).__name__}")
    if tensor._value.dtype in FLOATING:
        return tensor
    return cast(tensor, dtypes.Default.dtype.numpy)


def unified(*operands: Any) -> list[Operand]:
    """Return floating-point operands of the type that torch computes in."""
    values = [t._value if isinstance(t, Tensor) else t for t in operands]
    to = dtypes.promoted(*values)
    if to not in FLOATING:
        to = dtypes.Default.dtype.numpy
    return [cast(t, to) if isinstance(t, Tensor) else float(t) for t in operands]
