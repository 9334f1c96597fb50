"""A Python function called once with tensors, so that what it computes is recorded.

May import `eager`, `errors`, NumPy.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symgrad.eager.names import NAMES
from symgrad.eager.tensor import Tensor
from symgrad.errors import InputError


def called(function: Callable[..., Any], values: Mapping[str, Any]) -> Tensor:
    """Return what a function computes from values: a tensor whose leaves have their names.

    Args:
        function: takes tensors, by the names of the values where its parameters have them, else
            in their order. values: array-likes; floating point wants a gradient.

    Raises:
        InputError: it does not return a tensor that depends on them.
    """
    tensors = {name: _leaf(name, value) for name, value in values.items()}
    try:
        inspect.signature(function).bind(**tensors)
    except (TypeError, ValueError):
        found = function(*tensors.values())
    else:
        found = function(**tensors)
    if not isinstance(found, Tensor):
        raise InputError(
            f"the function returns {type(found).__name__}, not a tensor",
            code="not-a-tensor",
            help="compute with its arguments and the functions of symgrad.eager",
        )
    return found


def _leaf(name: str, value: Any) -> Tensor:
    array = np.asarray(value)
    whole = array.dtype.kind in "bu" or (array.dtype.kind == "i" and isinstance(value, np.ndarray))
    kind = NAMES["int64"] if whole else NAMES["float64"]
    leaf: Tensor = NAMES["tensor"](array.tolist(), dtype=kind, requires_grad=not whole)
    leaf.name = name
    return leaf
