"""Functions of one number, entry by entry, and what chooses between entries.

May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.eager import operators
from symgrad.eager.apply import apply, compute, floating, recorded, settle
from symgrad.eager.arrays import namespace
from symgrad.eager.dtypes import BOOL, FLOATING
from symgrad.eager.fused import fused, several
from symgrad.eager.keeping import LARGE, slim
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.modes import LOCAL, clock
from symgrad.eager.node import LEAF, NOTHING, Node
from symgrad.eager.tensor import Tensor, new, wrap
from symgrad.numeric.arrays import PRIMITIVES
from symgrad.ops.table import OPS

Unary = Callable[..., Tensor]
_ndarray = np.ndarray
_RSQRT, _TRUNC, _FRAC = (
    several("RsqrtBackward0"),
    several("TruncBackward0"),
    several("FracBackward0"),
)
_SQUARE = named("PowBackward0", "square")


def _direct(row: str, kind: Any) -> Any:
    """Return the function that computes a row on arrays of a type."""
    kernel = PRIMITIVES.get(row)
    return kernel if isinstance(kernel, np.ufunc) else getattr(namespace(kind), row)


def unary(row: str, made: type[Node] | None = None) -> Unary:
    """Return the function of one tensor that an elementwise row defines."""
    kind = made or KINDS[row]
    op = OPS[row]
    kernels = {each: _direct(row, each) for each in FLOATING}

    def function(input: Tensor, *, out: None = None) -> Tensor:
        if not isinstance(input, Tensor):
            raise TypeError(
                f"{row}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}"
            )
        x = input._value
        kernel = kernels.get(x.dtype)
        if kernel is None:
            return function(floating(input))
        value = LOCAL.run(kernel, x)
        if value.dtype is not x.dtype:
            value = value.astype(x.dtype)
        result = new(Tensor)
        result._value = value
        before = input._node
        if before is None or not LOCAL.recording:
            result._node = None
            if LOCAL.inference:
                result._inference = True
            return result
        node = kind()
        node.serial = clock()
        node.edges = (input if before is LEAF else before,)
        node.xs = (x,)
        node.y = value
        node.params = NOTHING
        result._node = node
        if value.__class__ is _ndarray and value.size > LARGE and not node.keeps_result:
            slim(node)
        return result

    function.__name__ = function.__qualname__ = row
    function.__doc__ = f"Return {op.doc}, entry by entry."
    return function


exp, exp2, expm1 = unary("exp"), unary("exp2"), unary("expm1")
log, log2, log10, log1p = unary("log"), unary("log2"), unary("log10"), unary("log1p")
sqrt, reciprocal = unary("sqrt"), unary("reciprocal")
square = unary("square", _SQUARE)
sin, cos, tan = unary("sin"), unary("cos"), unary("tan")
arcsin, arccos, arctan = unary("arcsin"), unary("arccos"), unary("arctan")
sinh, cosh, tanh = unary("sinh"), unary("cosh"), unary("tanh")
arcsinh, arccosh, arctanh = unary("arcsinh"), unary("arccosh"), unary("arctanh")
deg2rad, rad2deg, sinc = unary("deg2rad"), unary("rad2deg"), unary("sinc")
erf, erfc, lgamma, digamma = unary("erf"), unary("erfc"), unary("gammaln"), unary("digamma")
sigmoid, logsigmoid, relu = unary("sigmoid"), unary("logsigmoid"), unary("relu")
silu, mish = unary("silu"), unary("mish")
_neg, _abs = unary("negative"), unary("abs")
_sign, _floor, _ceil, _round = unary("sign"), unary("floor"), unary("ceil"), unary("round")


def _also_integers(function: Unary, calculate: Callable[[Any], Any]) -> Unary:
    """Return a function that gives integers for integers."""

    def call(input: Tensor) -> Tensor:
        if isinstance(input, Tensor) and input._value.dtype not in FLOATING:
            if input._value.dtype == BOOL:
                raise RuntimeError(f"{function.__name__} is not defined for truth values")
            return wrap(LOCAL.run(calculate, input._value))
        return function(input)

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    return call


neg, abs_ = _also_integers(_neg, np.negative), _also_integers(_abs, np.abs)
sign, floor = _also_integers(_sign, np.sign), _also_integers(_floor, np.positive)
ceil, trunc_whole = _also_integers(_ceil, np.positive), np.trunc


def round_(input: Tensor, *, decimals: int = 0) -> Tensor:
    """Return the nearest integers, halves to even; or numbers of so many decimals."""
    if decimals == 0:
        return _also_integers(_round, np.positive)(input)
    scale = 10.0**decimals
    return operators.true_divide(_round(operators.mul(input, scale)), scale)  # type: ignore[no-any-return]


def trunc(input: Tensor) -> Tensor:
    """Return the integers towards 0; the slope is 0."""
    return fused(_TRUNC, lambda x: sign(x) * floor(abs_(x)), input)


def frac(input: Tensor) -> Tensor:
    """Return what the integers towards 0 leave."""
    return fused(_FRAC, lambda x: x - trunc(x).detach(), input)


def rsqrt(input: Tensor) -> Tensor:
    """Return 1/sqrt(x)."""
    return fused(_RSQRT, lambda x: reciprocal(sqrt(x)), input)


def polygamma(n: int, input: Tensor) -> Tensor:
    """Return the n-th derivative of digamma."""
    return apply(KINDS["polygamma"], [floating(input)], n=n)


def parametric(row: str, input: Tensor, **params: Any) -> Tensor:
    """Return an elementwise row that has parameters."""
    tensor = floating(input)
    op = OPS[row]
    settled = settle(op, [tensor._value], params)
    value = LOCAL.run(compute, op, namespace(tensor._value.dtype), [tensor._value], settled)
    return recorded(KINDS[row], [tensor], [tensor._value], value, settled)
