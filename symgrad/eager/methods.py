"""What tensors can do: the table of methods, and the functions behind them.

Functions are written where their noun lives; here they get the names by which a tensor
answers. May import `eager`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager import (
    arithmetic,
    backward,
    choosing,
    constructors,
    dtypes,
    expression,
    extremes,
    gathering,
    indexing,
    inplace,
    joining,
    operators,
    ordering,
    pointwise,
    products,
    reductions,
    shapes,
)
from symgrad.eager.apply import cast
from symgrad.eager.tensor import Tensor, wrap


def to(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """Return the tensor with another type of entries."""
    wanted = kwargs.get("dtype")
    for each in args:
        if isinstance(each, dtypes.dtype):
            wanted = each
        elif isinstance(each, Tensor):
            wanted = each.dtype
    if wanted is None:
        return self
    found = cast(self, dtypes.numpy_type(wanted))
    return shapes.clone(found) if kwargs.get("copy") and found is self else found


def typed(kind: dtypes.dtype) -> Any:
    """Return the method that converts to a type."""

    def method(self: Tensor) -> Tensor:
        return cast(self, kind.numpy)

    return method


def type_(self: Tensor, dtype: Any = None) -> Any:
    """Return torch's word for the type of tensor, or the tensor with another type."""
    if dtype is None:
        return f"symgrad.{self.dtype.legacy}"
    return to(self, dtype)


def representation(self: Tensor) -> str:
    """Return what torch prints."""
    from symgrad.eager.printing import show

    made = self.grad_fn
    name = None if made is None else type(made).__name__
    return show(self._value, self.dtype, name, self.requires_grad)


def formatted(self: Tensor, spec: str) -> str:
    """Return a number in a format, a larger tensor as it is printed."""
    if self._value.ndim == 0:
        return format(self._value.item(), spec)
    return format(repr(self), spec) if not spec else object.__format__(self, spec)


def new_filled(make: Any) -> Any:
    """Return the method that makes a tensor of the same type, such as `new_zeros`."""

    def method(self: Tensor, *size: Any, **options: Any) -> Tensor:
        options.setdefault("dtype", self.dtype)
        return make(*size, **options)  # type: ignore[no-any-return]

    return method


def equal(input: Tensor, other: Tensor) -> bool:
    """Tell whether two tensors have the same shape and entries."""
    return bool(np.array_equal(input._value, other._value))


def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Tell whether all entries of two tensors are close."""
    return bool(np.allclose(input._value, other._value, rtol, atol, equal_nan))


def isclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Return which entries of two tensors are close."""
    return wrap(np.asarray(np.isclose(input._value, other._value, rtol, atol, equal_nan))[()])


def positive(self: Tensor) -> Tensor:
    """Return the tensor."""
    return self


_ROOMS: tuple[tuple[Any, str], ...] = (
    (
        pointwise,
        "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal square sin cos tan sinh cosh "
        "tanh arcsin arccos arctan arcsinh arccosh arctanh deg2rad rad2deg sinc erf erfc lgamma "
        "digamma sigmoid relu neg sign floor ceil trunc frac",
    ),
    (arithmetic, "add sub mul div pow remainder addcmul addcdiv lerp"),
    (
        choosing,
        "maximum minimum hypot atan2 logaddexp xlogy where clamp clamp_min clamp_max isnan isinf "
        "isfinite logical_not logical_and logical_or logical_xor",
    ),
    (
        reductions,
        "sum mean prod var std logsumexp norm cumsum cumprod softmax log_softmax all any "
        "count_nonzero",
    ),
    (extremes, "max min amax amin argmax argmin median"),
    (
        shapes,
        "reshape view view_as reshape_as flatten ravel unflatten permute transpose t movedim "
        "squeeze unsqueeze expand expand_as broadcast_to clone contiguous",
    ),
    (joining, "unbind split chunk narrow flip roll repeat repeat_interleave"),
    (
        products,
        "matmul mm mv bmm dot inner outer addmm trace diag diagonal tril triu kron cross inverse "
        "det logdet cholesky pinv matrix_exp matrix_power",
    ),
    (
        gathering,
        "take masked_select index_select gather scatter_add scatter index_add masked_fill nonzero",
    ),
    (ordering, "sort argsort topk"),
)
_SIMPLE = {name: getattr(room, name) for room, names in _ROOMS for name in names.split()}
_SIMPLE |= {
    "abs": pointwise.abs_,
    "absolute": pointwise.abs_,
    "round": pointwise.round_,
    "asin": pointwise.arcsin,
    "acos": pointwise.arccos,
    "atan": pointwise.arctan,
    "asinh": pointwise.arcsinh,
    "acosh": pointwise.arccosh,
    "atanh": pointwise.arctanh,
    "arctan2": choosing.atan2,
    "negative": pointwise.neg,
    "subtract": arithmetic.sub,
    "multiply": arithmetic.mul,
    "divide": arithmetic.div,
    "true_divide": arithmetic.div,
    "clip": choosing.clamp,
    "swapaxes": shapes.transpose,
    "swapdims": shapes.transpose,
    "moveaxis": shapes.movedim,
    "ger": products.outer,
    "equal": equal,
    "allclose": allclose,
    "isclose": isclose,
    "eq": operators.OPERATORS["__eq__"],
    "ne": operators.OPERATORS["__ne__"],
    "lt": operators.OPERATORS["__lt__"],
    "le": operators.OPERATORS["__le__"],
    "gt": operators.OPERATORS["__gt__"],
    "ge": operators.OPERATORS["__ge__"],
    "floor_divide": operators.floor_divide,
}
FUNCTIONS: dict[str, Any] = _SIMPLE
"""Functions that are methods, too, by torch's names."""

_IN_PLACE = (
    "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal square sin cos tan sinh cosh tanh "
    "asin acos atan asinh acosh atanh erf erfc sigmoid relu neg abs sign floor ceil round trunc "
    "clamp clamp_min clamp_max clip addcmul addcdiv lerp add sub mul div pow remainder "
    "masked_fill scatter_add scatter index_add cumsum cumprod tril triu subtract multiply divide "
    "floor_divide eq ne lt le gt ge addmm negative logical_not"
)
_METHODS: dict[str, Any] = {
    **_SIMPLE,
    **{f"{name}_": inplace.inplace(_SIMPLE[name]) for name in _IN_PLACE.split()},
    **operators.OPERATORS,
    "__iadd__": inplace.inplace(operators.add),
    "__isub__": inplace.inplace(operators.sub),
    "__imul__": inplace.inplace(operators.mul),
    "__itruediv__": inplace.inplace(operators.true_divide),
    "__ipow__": inplace.inplace(operators.power),
    "__imod__": inplace.inplace(operators.remainder),
    "__ifloordiv__": inplace.inplace(operators.floor_divide),
    "__iand__": inplace.inplace(operators.OPERATORS["__and__"]),
    "__ior__": inplace.inplace(operators.OPERATORS["__or__"]),
    "__ixor__": inplace.inplace(operators.OPERATORS["__xor__"]),
    "__matmul__": products.matmul,
    "__rmatmul__": products.rmatmul,
    "__neg__": pointwise.neg,
    "__pos__": positive,
    "__abs__": pointwise.abs_,
    "__invert__": choosing.invert,
    "__round__": pointwise.round_,
    "__getitem__": indexing.getitem,
    "__setitem__": indexing.setitem,
    "__iter__": indexing.iterate,
    "__repr__": representation,
    "__format__": formatted,
    "__symgrad_graph__": expression.recorded_of,
    "backward": backward.tensor_backward,
    "copy_": inplace.copy_,
    "zero_": inplace.zero_,
    "fill_": inplace.fill_,
    "to": to,
    "type": type_,
    "type_as": lambda self, other: cast(self, other._value.dtype),
    "float": typed(dtypes.float32),
    "double": typed(dtypes.float64),
    "half": typed(dtypes.float16),
    "long": typed(dtypes.int64),
    "int": typed(dtypes.int32),
    "short": typed(dtypes.int16),
    "bool": typed(dtypes.bool_),
    "cpu": positive,
    "normal_": inplace.random_fill(lambda s, shape, mean=0.0, std=1.0: s.normal(mean, std, shape)),
    "uniform_": inplace.random_fill(
        lambda s, shape, low=0.0, high=1.0: s.uniform(low, high, shape)
    ),
    "T": property(shapes.reversed_axes),
    "mT": property(shapes.matrix_transpose),
    "graph": property(expression.graph_of),
}


def install() -> None:
    """Give the class its methods."""
    for name, method in _METHODS.items():
        setattr(Tensor, name, method)
    for name in ("zeros", "ones", "empty", "full"):
        setattr(Tensor, f"new_{name}", new_filled(getattr(constructors, name)))
    Tensor.new_tensor = new_filled(constructors.tensor)  # type: ignore[attr-defined]


install()
