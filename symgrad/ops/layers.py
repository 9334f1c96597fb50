"""Layers that are no windows: the affine map, and the normalisation of its result.

May import `errors` and `ops`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import gathered
from symgrad.ops.dims import Shape, show_shape
from symgrad.ops.pricing import TORCH
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample
from symgrad.ops.windows import grid


def _linear_checked(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    x, w, *bias = shapes
    if not x or len(w) not in (1, 2) or x[-1] != w[-1]:
        raise ShapeError(
            f"linear: an operand of shape {show_shape(x)} does not fit weights of shape "
            f"{show_shape(w)}",
            code="shape-mismatch",
            help="weights are (out, in) or (in,), with as many in as x has along its last axis",
        )
    for b in bias:
        if b not in ((), w[:-1]):
            raise ShapeError(
                f"linear: a bias of shape {show_shape(b)} does not fit weights of shape "
                f"{show_shape(w)}",
                code="shape-mismatch",
                help=f"a bias has the shape {show_shape(w[:-1])}",
            )
    return params


def _linear_shape(x: Shape, w: Shape, *_: Shape) -> Shape:
    return (*x[:-1], *w[:-1])


def _linear(xp: Any, x: Any, w: Any, b: Any = None) -> Any:
    turned = w if len(w.shape) == 1 else xp.transpose(w, axes=(1, 0))
    y = xp.matmul(x, turned)
    return y if b is None else y + b


def _letters(x: Any, w: Any) -> tuple[str, str, str]:
    """Return the subscripts of operand, weights and result."""
    batch = "abcdefghklmnpqrs"[: len(x.shape) - 1]
    out = "o" if len(w.shape) == 2 else ""
    return f"{batch}i", f"{out}i", f"{batch}{out}"


def _linear_by_operand(xp: Any, y_bar: Any, y: Any, x: Any, w: Any, *_: Any) -> Any:
    operand, weights, result = _letters(x, w)
    return xp.einsum(f"{result},{weights}->{operand}", y_bar, w)


def _linear_by_weights(xp: Any, y_bar: Any, y: Any, x: Any, w: Any, *_: Any) -> Any:
    operand, weights, result = _letters(x, w)
    return xp.einsum(f"{result},{operand}->{weights}", y_bar, x)


def _linear_by_bias(xp: Any, y_bar: Any, y: Any, x: Any, w: Any, b: Any) -> Any:
    return gathered(xp, y_bar, b.shape)


def _norm_checked(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    x, *affine = shapes
    wanted = tuple(params["normalized_shape"])
    if not wanted or x[-len(wanted) :] != wanted:
        raise ShapeError(
            f"layer_norm: an operand of shape {show_shape(x)} does not end in the shape "
            f"{show_shape(wanted)}",
            code="shape-mismatch",
            help="normalized_shape holds the last sizes of x",
        )
    for shape in affine:
        if shape != wanted:
            raise ShapeError(
                f"layer_norm: weight and bias of shape {show_shape(shape)} do not have the shape "
                f"{show_shape(wanted)}",
                code="shape-mismatch",
                help="weight and bias have the shape normalized_shape",
            )
    return params | {"normalized_shape": wanted}


def _axes(x: Any, normalized_shape: Shape) -> tuple[int, ...]:
    return tuple(range(len(x.shape) - len(normalized_shape), len(x.shape)))


def _spread(xp: Any, x: Any, axis: tuple[int, ...], eps: Any) -> Any:
    """Return sqrt(var(x) + eps), which overflows only where the deviation does."""
    return xp.hypot(xp.std(x, axis=axis, keepdims=True, ddof=0), xp.sqrt(xp.full((), eps)))


def _normal(xp: Any, x: Any, axis: tuple[int, ...], eps: Any) -> Any:
    return (x - xp.mean(x, axis=axis, keepdims=True)) / _spread(xp, x, axis, eps)


def _layer_norm(
    xp: Any, x: Any, weight: Any = None, bias: Any = None, *, normalized_shape: Shape, eps: Any
) -> Any:
    y = _normal(xp, x, _axes(x, normalized_shape), eps)
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


def _layer_norm_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *affine: Any, normalized_shape: Shape, eps: Any
) -> Any:
    """(g - mean(g) - z mean(g z))/spread, with z what x became and g the cotangent of z."""
    axis = _axes(x, normalized_shape)
    z = _normal(xp, x, axis, eps)
    g = y_bar * affine[0] if affine else y_bar
    along = g - xp.mean(g, axis=axis, keepdims=True)
    return (along - z * xp.mean(g * z, axis=axis, keepdims=True)) / _spread(xp, x, axis, eps)


def _layer_norm_weight(
    xp: Any, y_bar: Any, y: Any, x: Any, *affine: Any, normalized_shape: Shape, eps: Any
) -> Any:
    z = _normal(xp, x, _axes(x, normalized_shape), eps)
    return gathered(xp, y_bar * z, normalized_shape)


def _layer_norm_bias(xp: Any, y_bar: Any, *_: Any, normalized_shape: Shape, eps: Any) -> Any:
    return gathered(xp, y_bar, normalized_shape)


def _layer_norm_defined(
    t: Any, x: Any, weight: Any = None, bias: Any = None, *, normalized_shape: Shape, eps: Any
) -> Any:
    axis = _axes(x, normalized_shape)
    away = x - t.mean(x, axis=axis, keepdims=True)
    y = away / t.sqrt(t.mean(away * away, axis=axis, keepdims=True) + t.number(eps))
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


def _layer_norm_domain(
    xp: Any, x: Any, *_: Any, normalized_shape: Shape, eps: Any
) -> tuple[Any, ...]:
    if eps > 0:
        return ()
    axis = _axes(x, normalized_shape)
    variance = xp.var(x, axis=axis, keepdims=False, ddof=0) + eps
    return ((variance, ">", "the variance plus eps"),)


def _calls(names: str, shapes: tuple[tuple[int, ...], ...], *calls: str) -> tuple[Sample, ...]:
    arrays = {name: grid(shape) for name, shape in zip(names, shapes, strict=True)}
    return tuple(Sample(call, arrays) for call in calls)


_LINEAR = (
    *_calls("xw", ((2, 3), (2, 3)), "linear(x, w)", "linear(x, 2*w)*linear(2*x, w)"),
    *_calls("xwb", ((2, 3), (4, 3), (4,)), "linear(x, w, b)", "x.linear(w, b=b)"),
    *_calls("xwb", ((3,), (2, 3), (2,)), "linear(x, w, b)"),
    *_calls("xwb", ((2, 2, 3), (2, 3), (2,)), "linear(x, w, b)"),
    *_calls("xwb", ((2, 3), (4, 3), ()), "linear(x, w, b)"),
    *_calls("xwb", ((2, 3), (3,), ()), "linear(x, w, b)"),
    *_calls("xw", ((3,), (3,)), "linear(x, w)"),
    *_calls("xw", ((1, 1), (1, 1)), "linear(x, w, None)"),
    *_calls("x", ((2, 3),), "linear(x, x)", "linear(x, x, x[:, 0])"),
)
_NORMS = (
    *_calls("x", ((2, 4),), "layer_norm(x, 4)", "layer_norm(x, 4, None, None, 0.5)"),
    *_calls("xw", ((2, 4), (4,)), "layer_norm(x, 4, w)", "layer_norm(x, (4,), weight=w)"),
    *_calls("xwb", ((2, 4), (4,), (4,)), "layer_norm(x, 4, w, b)"),
    *_calls("xwb", ((2, 2, 3), (3,), (3,)), "layer_norm(x, 3, w, b, 0.25)"),
    *_calls("xwb", ((2, 2, 3), (2, 3), (2, 3)), "layer_norm(x, (2, 3), w, bias=b)"),
    *_calls("x", ((3,),), "layer_norm(x, 3)", "layer_norm(x, 3, eps=0)", "layer_norm(x, 3, x, x)"),
    *_calls("x", ((2, 1),), "layer_norm(x, 1, eps=2)"),
    *_calls("x", ((2, 3),), "layer_norm(x, (2, 3), eps=0.125)*layer_norm(2*x, 3)"),
)

ROWS: tuple[Op, ...] = (
    Op(
        name="linear",
        doc="y = x @ w.T + b; w is (out, in), or (in,) for one number out",
        source=TORCH.format("linear"),
        operands=(Operand("x"), Operand("w"), Operand("b", optional=True)),
        normalise=_linear_checked,
        shape=_linear_shape,
        primal=_linear,
        vjp=(_linear_by_operand, _linear_by_weights, _linear_by_bias),
        samples=_LINEAR,
        errors=(
            Misuse("linear(x, w)", {"x": (2, 3), "w": (3, 4)}, "shape-mismatch"),
            Misuse("linear(x, w)", {"x": (2, 3), "w": (1, 4, 3)}, "shape-mismatch"),
            Misuse("linear(x, w)", {"x": (), "w": (4, 3)}, "shape-mismatch"),
            Misuse("linear(x, w, b)", {"x": (2, 3), "w": (4, 3), "b": (3,)}, "shape-mismatch"),
            Misuse("linear(x, w, b)", {"x": (2, 3), "w": (3,), "b": (1,)}, "shape-mismatch"),
            Misuse("linear(x)", {"x": (2, 3)}, "too-few-arguments"),
            Misuse("linear(x, w, w, w)", {"x": (2, 3), "w": (4, 3)}, "too-many-arguments"),
        ),
    ),
    Op(
        name="layer_norm",
        doc="y = weight*(x - mean(x))/sqrt(var(x) + eps) + bias, along the last axes",
        source="Ba, Kiros and Hinton, arXiv:1607.06450; " + TORCH.format("layer_norm"),
        operands=(Operand("x"), Operand("weight", optional=True), Operand("bias", optional=True)),
        params=(
            Param("normalized_shape", "dims", inner=True),
            Param("eps", "number", Fraction(1, 10**5)),
        ),
        normalise=_norm_checked,
        shape=lambda x, *_, normalized_shape, eps: x,
        primal=_layer_norm,
        vjp=(_layer_norm_pullback, _layer_norm_weight, _layer_norm_bias),
        lower=_layer_norm_defined,
        domain=_layer_norm_domain,
        samples=_NORMS,
        errors=(
            Misuse("layer_norm(x, 4)", {"x": (2, 3)}, "shape-mismatch"),
            Misuse("layer_norm(x, (3, 3))", {"x": (2, 3)}, "shape-mismatch"),
            Misuse("layer_norm(x, ())", {"x": (2, 3)}, "shape-mismatch"),
            Misuse("layer_norm(x, 3, w)", {"x": (2, 3), "w": (2, 3)}, "shape-mismatch"),
            Misuse("layer_norm(x, 3, w, b)", {"x": (2, 3), "w": (3,), "b": ()}, "shape-mismatch"),
            Misuse("layer_norm(x, 3, bias=b)", {"x": (2, 3), "b": (3,)}, "too-few-arguments"),
            Misuse("layer_norm(x)", {"x": (2, 3)}, "too-few-arguments"),
        ),
    ),
)
