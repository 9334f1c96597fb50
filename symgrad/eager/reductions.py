"""Reductions, with torch's `dim` and `keepdim`: sums, means, extremes, spreads, norms.

May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symgrad.eager import dtypes
from symgrad.eager.apply import apply, cast, floating
from symgrad.eager.dtypes import FLOATING, I64
from symgrad.eager.fused import fused, several
from symgrad.eager.keeping import LARGE, slim
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.modes import LOCAL, clock
from symgrad.eager.node import LEAF
from symgrad.eager.tensor import Tensor, axis_of, new, wrap

Dim = int | Sequence[int] | None
_total = np.add.reduce
_SUM, _MEAN = named("SumBackward0", "sum"), named("MeanBackward0", "mean")
# Their rule's answer to a constant depends on the shape alone: the sweep remembers it.
_MEAN.plan = (*_MEAN.plan[:3], {}, _MEAN.plan[4])
_PROD = named("ProdBackward0", "prod")
_NORM = several("LinalgVectorNormBackward0")
# What a sum of all entries hands its rule, for each number of axes.
_ALL: list[dict[str, Any]] = [{"axis": tuple(range(n)), "keepdims": False} for n in range(33)]


def axes(dim: Dim, ndim: int) -> tuple[int, ...] | None:
    """Return axes counted from the front, None for all."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return None
    dims = (dim,) if isinstance(dim, int | np.integer) else tuple(dim)
    found = tuple(axis_of(each, ndim) for each in dims)
    for each in found:
        if found.count(each) > 1:
            raise RuntimeError(f"dim {each} appears multiple times in the list of dims")
    return found if ndim else ()


def sum(
    input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, axis: Dim = None
) -> Tensor:
    """Return the sum of all entries, or along axes."""
    x = input._value
    before = input._node
    if dim is None and axis is None and dtype is None and not keepdim and x.dtype in FLOATING:
        value = LOCAL.run(_total, x, None)
        result = new(Tensor)
        result._value = value
        if before is None or not LOCAL.recording:
            result._node = None
            if LOCAL.inference:
                result._inference = True
            return result
        node = _SUM()
        node.serial = clock()
        node.edges = (input if before is LEAF else before,)
        node.xs = (x,)
        node.y = value
        node.params = _ALL[x.ndim]
        result._node = node
        if x.size > LARGE:
            slim(node)
        return result
    if dtype is not None:
        return sum(cast(input, dtypes.numpy_type(dtype)), dim, keepdim, axis=axis)
    dims = axes(dim if axis is None else axis, x.ndim)
    if x.dtype not in FLOATING:
        return wrap(np.sum(x, axis=dims, keepdims=keepdim, dtype=I64)[()])
    kind = _SUM if dims is None and not keepdim else KINDS["sum"]
    return apply(kind, [input], axis=dims, keepdims=keepdim)


def mean(
    input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, axis: Dim = None
) -> Tensor:
    """Return the mean of all entries, or along axes."""
    if dtype is not None:
        input = cast(input, dtypes.numpy_type(dtype))
    if input._value.dtype not in FLOATING:
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {_word(input)}"
        )
    dims = axes(dim if axis is None else axis, input.ndim)
    kind = _MEAN if dims is None and not keepdim else KINDS["mean"]
    return apply(kind, [input], axis=dims, keepdims=keepdim)


def _word(input: Tensor) -> str:
    words = {"int64": "Long", "int32": "Int", "bool": "Bool", "uint8": "Byte"}
    return words.get(input.dtype.name, input.dtype.name.capitalize())


def prod(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """Return the product of all entries, or along an axis."""
    if dtype is not None:
        input = cast(input, dtypes.numpy_type(dtype))
    dims = axes(dim, input.ndim)
    if input._value.dtype not in FLOATING:
        return wrap(np.prod(input._value, axis=dims, keepdims=keepdim, dtype=I64)[()])
    kind = _PROD if dims is None else KINDS["prod"]
    return apply(kind, [input], axis=dims, keepdims=keepdim)


def _spread(
    row: str, input: Tensor, dim: Any, unbiased: bool | None, correction: Any, keepdim: bool
) -> Tensor:
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    ddof = 1 if correction is None else correction
    if unbiased is not None:
        ddof = int(unbiased)
    if input._value.dtype not in FLOATING:
        raise RuntimeError(f"{row} only supports floating point and complex dtypes")
    dims = axes(dim, input.ndim)
    return apply(KINDS[row], [input], axis=dims, keepdims=keepdim, ddof=ddof)


def var(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: int | None = None,
) -> Tensor:
    """Return the variance, of a sample if `correction` is 1, as it is if left out."""
    return _spread("var", input, dim, unbiased, correction, keepdim)


def std(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: int | None = None,
) -> Tensor:
    """Return the standard deviation, of a sample if `correction` is 1, as it is if left out."""
    return _spread("std", input, dim, unbiased, correction, keepdim)


def var_mean(input: Tensor, dim: Any = None, **options: Any) -> tuple[Tensor, Tensor]:
    """Return variance and mean."""
    keep = options.get("keepdim", False)
    return var(input, dim, **options), mean(input, dim, keepdim=keep)


def std_mean(input: Tensor, dim: Any = None, **options: Any) -> tuple[Tensor, Tensor]:
    """Return standard deviation and mean."""
    keep = options.get("keepdim", False)
    return std(input, dim, **options), mean(input, dim, keepdim=keep)


def logsumexp(input: Tensor, dim: Dim, keepdim: bool = False) -> Tensor:
    """Return log(sum(exp(x))) along axes, without overflow."""
    tensor = floating(input)
    return apply(KINDS["logsumexp"], [tensor], axis=axes(dim, tensor.ndim), keepdims=keepdim)


def norm(
    input: Tensor, p: Any = "fro", dim: Dim = None, keepdim: bool = False, dtype: Any = None
) -> Tensor:
    """Return the p-norm of all entries, or along axes."""
    tensor = input if dtype is None else cast(input, dtypes.numpy_type(dtype))
    if tensor._value.dtype not in FLOATING:
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
            f"{_word(tensor)}"
        )
    dims = axes(dim, tensor.ndim)
    if p in ("fro", 2, 2.0, None):
        if dims is not None and len(dims) == 1:
            return apply(KINDS["norm"], [tensor], axis=dims, keepdims=keepdim)
        return apply(KINDS["norm"], [tensor], ord=None, axis=dims, keepdims=keepdim)
    if dims is None and tensor.ndim != 1:
        rank = tensor.ndim

        def composed(x: Tensor) -> Tensor:
            flat = norm(x.reshape(-1), p)
            return flat.reshape((1,) * rank) if keepdim else flat

        return fused(_NORM, composed, tensor)
    order = p if not isinstance(p, float) or not np.isinf(p) else ("inf" if p > 0 else "-inf")
    return apply(KINDS["norm"], [tensor], ord=order, axis=dims, keepdims=keepdim)


def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Return running sums along an axis."""
    tensor = input if dtype is None else cast(input, dtypes.numpy_type(dtype))
    axis = axis_of(dim, tensor.ndim)
    if tensor._value.dtype not in FLOATING:
        return wrap(np.cumsum(tensor._value, axis=axis, dtype=I64))
    return _cumulated("cumsum", tensor, axis)


def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Return running products along an axis."""
    tensor = input if dtype is None else cast(input, dtypes.numpy_type(dtype))
    axis = axis_of(dim, tensor.ndim)
    if tensor._value.dtype not in FLOATING:
        return wrap(np.cumprod(tensor._value, axis=axis, dtype=I64))
    return _cumulated("cumprod", tensor, axis)


def _cumulated(row: str, tensor: Tensor, axis: int) -> Tensor:
    if tensor.ndim == 0:
        return apply(named(KINDS[row].__name__, "reshape"), [tensor], shape=())
    return apply(KINDS[row], [tensor], axis=axis)


def softmax(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """Return exp(x)/sum(exp(x)) along an axis."""
    return _along("softmax", input, dim, dtype)


def log_softmax(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """Return log(softmax(x)) along an axis."""
    return _along("log_softmax", input, dim, dtype)


def _along(row: str, input: Tensor, dim: int | None, dtype: Any) -> Tensor:
    tensor = input if dtype is None else cast(input, dtypes.numpy_type(dtype))
    if tensor._value.dtype not in FLOATING:
        raise RuntimeError(f"\"{row}_kernel_impl\" not implemented for '{_word(tensor)}'")
    if dim is None:
        dim = 0 if tensor.ndim in (0, 1, 3) else 1
    axis = axis_of(dim, tensor.ndim)
    return apply(KINDS[row], [tensor], axis=axis if tensor.ndim else ())


def softmin(input: Tensor, dim: int | None = None) -> Tensor:
    """Return softmax(-x) along an axis."""
    return softmax(-input, dim)


def all(input: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Return whether all entries are true."""
    return wrap(np.asarray(np.all(input._value, axis=axes(dim, input.ndim), keepdims=keepdim))[()])


def any(input: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Return whether an entry is true."""
    return wrap(np.asarray(np.any(input._value, axis=axes(dim, input.ndim), keepdims=keepdim))[()])


def count_nonzero(input: Tensor, dim: Dim = None) -> Tensor:
    """Return how many entries are not 0."""
    return wrap(np.asarray(np.count_nonzero(input._value, axis=axes(dim, input.ndim)), I64)[()])
