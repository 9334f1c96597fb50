"""The names of the face: torch's functions, types and constructors.

May import `eager`.
"""

from __future__ import annotations

from typing import Any

from symgrad.eager import (
    constructors,
    dtypes,
    joining,
    modes,
    pointwise,
    products,
    randomness,
    reductions,
)
from symgrad.eager.methods import FUNCTIONS
from symgrad.eager.tensor import Size, Tensor


def is_tensor(obj: Any) -> bool:
    """Tell whether an object is a tensor."""
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Tell whether the entries are floating-point numbers."""
    return input.is_floating_point()


def numel(input: Tensor) -> int:
    """Return the number of entries."""
    return input.numel()


_ROOMS: tuple[tuple[Any, str], ...] = (
    (
        constructors,
        "tensor as_tensor from_numpy FloatTensor DoubleTensor HalfTensor LongTensor IntTensor "
        "ShortTensor CharTensor ByteTensor BoolTensor zeros ones empty full eye arange linspace "
        "logspace zeros_like ones_like empty_like full_like meshgrid",
    ),
    (
        randomness,
        "Generator default_generator manual_seed seed initial_seed randn rand randint randperm "
        "normal bernoulli randn_like rand_like",
    ),
    (
        dtypes,
        "dtype float16 float32 float64 int8 int16 int32 int64 uint8 get_default_dtype "
        "set_default_dtype",
    ),
    (
        modes,
        "no_grad enable_grad set_grad_enabled inference_mode is_grad_enabled "
        "is_inference_mode_enabled",
    ),
    (joining, "cat stack"),
    (reductions, "softmin var_mean std_mean"),
    (products, "einsum"),
    (pointwise, "polygamma"),
)
NAMES: dict[str, Any] = {
    **FUNCTIONS,
    **{
        f"{name}_": getattr(Tensor, f"{name}_")
        for name in FUNCTIONS
        if hasattr(Tensor, f"{name}_") and not name.endswith("_")
    },
    **{name: getattr(room, name) for room, names in _ROOMS for name in names.split()},
    "Tensor": Tensor,
    "Size": Size,
    "is_tensor": is_tensor,
    "is_floating_point": is_floating_point,
    "numel": numel,
    "float": dtypes.float32,
    "double": dtypes.float64,
    "half": dtypes.float16,
    "long": dtypes.int64,
    "int": dtypes.int32,
    "short": dtypes.int16,
    "bool": dtypes.bool_,
    "concat": joining.cat,
    "concatenate": joining.cat,
    "pi": 3.141592653589793,
    "inf": float("inf"),
    "nan": float("nan"),
}
"""Everything that stands in the face under its own name."""
