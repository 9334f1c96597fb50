"""What chooses between entries, and what tells about them.

May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.eager.apply import apply, unified
from symgrad.eager.dtypes import F32, FLOATING
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.node import Node
from symgrad.eager.operators import size_mismatch
from symgrad.eager.tensor import Tensor, wrap
from symgrad.ops.dims import broadcast
from symgrad.ops.table import OPS

_CLAMP = named("ClampBackward1", "clip")
_CLAMP.shown = (0,)


_CLAMP_TENSORS = named("ClampBackward0", "clip")


_CLAMP_MIN = named("ClampMinBackward0", "clip")
_CLAMP_MIN.shown = (0,)


_CLAMP_MAX = named("ClampMaxBackward0", "clip")
_CLAMP_MAX.shown = (0,)


def joined(row: str) -> Callable[[Any, Any], Tensor]:
    """Return the function of two tensors that an elementwise row defines."""
    kind = KINDS[row]

    def function(input: Any, other: Any) -> Tensor:
        a, b = unified(input, other)
        _fit(a, b)
        return apply(kind, [a, b])

    function.__name__ = function.__qualname__ = row
    function.__doc__ = f"Return {OPS[row].doc}, entry by entry."
    return function


def _fit(*operands: Any) -> None:
    shapes = [np.shape(t._value) if isinstance(t, Tensor) else () for t in operands]
    try:
        broadcast(*shapes)
    except Exception:
        raise size_mismatch(*shapes[-2:]) from None


maximum, minimum, hypot = joined("maximum"), joined("minimum"), joined("hypot")
atan2, logaddexp, xlogy = joined("arctan2"), joined("logaddexp"), joined("xlogy")


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """Return `input` where the condition holds, `other` elsewhere; without them, the places."""
    if input is None:
        return tuple(wrap(each) for each in np.nonzero(np.atleast_1d(condition._value)))
    both = [t for t in (input, other) if isinstance(t, Tensor)]
    if (
        both
        and all(t._value.dtype not in FLOATING for t in both)
        and not any(isinstance(t, float) for t in (input, other))
    ):
        values = [t._value if isinstance(t, Tensor) else t for t in (input, other)]
        return wrap(np.where(condition._value, *values)[()])
    a, b = unified(input, other)
    _fit(condition, a, b)
    if not both:
        a = wrap(F32.type(input))
    return apply(KINDS["where"], [condition, a, b])


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Return x held between two bounds, either of which may be left out."""
    return _clamped(input, min, max)


def _clamped(input: Tensor, min: Any, max: Any, kind: type[Node] | None = None) -> Tensor:
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if input._value.dtype not in FLOATING and not any(
        isinstance(b, float) or (isinstance(b, Tensor) and b._value.dtype in FLOATING)
        for b in (min, max)
    ):
        bounds = [b._value if isinstance(b, Tensor) else b for b in (min, max)]
        return wrap(np.clip(input._value, *bounds))
    numbers = not isinstance(min, Tensor) and not isinstance(max, Tensor)
    kind = kind or (_CLAMP if numbers else _CLAMP_TENSORS)
    low = -np.inf if min is None else min
    high = np.inf if max is None else max
    return apply(kind, unified(input, low, high))


def clamp_min(input: Tensor, min: Any) -> Tensor:
    """Return x held above a bound."""
    return _clamped(input, min, None, _CLAMP_MIN)


def clamp_max(input: Tensor, max: Any) -> Tensor:
    """Return x held below a bound."""
    return _clamped(input, None, max, _CLAMP_MAX)


def isnan(input: Tensor) -> Tensor:
    """Return where entries are no number."""
    return wrap(np.isnan(input._value))


def isinf(input: Tensor) -> Tensor:
    """Return where entries are infinite."""
    return wrap(np.isinf(input._value))


def isfinite(input: Tensor) -> Tensor:
    """Return where entries are finite."""
    return wrap(np.isfinite(input._value))


def logical_not(input: Tensor) -> Tensor:
    """Return where entries are 0 or false."""
    return wrap(np.logical_not(input._value))


def logical_and(input: Tensor, other: Tensor) -> Tensor:
    """Return where both are true."""
    return wrap(np.logical_and(input._value, other._value))


def logical_or(input: Tensor, other: Tensor) -> Tensor:
    """Return where one of them is true."""
    return wrap(np.logical_or(input._value, other._value))


def logical_xor(input: Tensor, other: Tensor) -> Tensor:
    """Return where exactly one of them is true."""
    return wrap(np.logical_xor(input._value, other._value))


def invert(input: Tensor) -> Tensor:
    """Return the other truth value, or the other bits."""
    if input._value.dtype in FLOATING:
        raise RuntimeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return wrap(np.invert(input._value))
