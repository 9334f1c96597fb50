"""Pooling: the largest or the mean entry of every window of a plane.

Padding counts as minus infinity for the largest entry, and as zeros for the mean, which are
counted or not. Tied entries of a window share its gradient equally. May import `errors` and
`ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ArgumentError, ShapeError
from symgrad.ops.dims import Shape, named, show_shape
from symgrad.ops.margins import Edges, bared, edges_of, padded, padded_shape
from symgrad.ops.pricing import TORCH
from symgrad.ops.reducing import shared, tied
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample
from symgrad.ops.windows import Sizes, fitting, grid, per_axis

_ONE = (1, 1)


def _settled(what: str) -> Any:
    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        (shape,) = shapes
        if len(shape) not in (3, 4):
            raise ShapeError(
                f"{what}: an operand of shape {show_shape(shape)} is no stack of planes",
                code="shape-mismatch",
                help="x is (C, H, W) or (N, C, H, W)",
            )
        kernel = per_axis(params["kernel_size"], 2, "kernel_size", what, 1)
        typed = kernel if params["stride"] is None else params["stride"]
        stride = per_axis(typed, 2, "stride", what, 1)
        padding = per_axis(params["padding"], 2, "padding", what, 0)
        if any(2 * p > k for p, k in zip(padding, kernel, strict=True)):
            raise ArgumentError(
                f"{what}: padding is {show_shape(padding)}, kernel_size {show_shape(kernel)}",
                code="bad-argument",
                help="padding is at most half of kernel_size",
            )
        settled = {"kernel_size": kernel, "stride": stride, "padding": padding}
        _pooled(shape, what, **settled)
        return params | settled

    return normalise


def _pooled(shape: Shape, what: str, kernel_size: Sizes, stride: Sizes, padding: Sizes) -> Shape:
    wide = padded_shape(shape, _edges(padding), what)
    return (*shape[:-2], *fitting(wide, kernel_size, stride, _ONE, what))


def _shape(what: str) -> Any:
    def shape(x: Shape, *, kernel_size: Sizes, stride: Sizes, padding: Sizes, **_: Any) -> Shape:
        return _pooled(x, what, kernel_size, stride, padding)

    return shape


def _edges(padding: Sizes) -> Edges:
    return edges_of(padding, _ONE, _ONE)


def _seen(xp: Any, x: Any, kernel: Sizes, stride: Sizes, padding: Sizes) -> Any:
    """Return the windows of x with zeros around it."""
    wide = padded(xp, x, _edges(padding))
    return xp.windows(wide, kernel=kernel, stride=stride, dilation=_ONE)


def _unseen(xp: Any, cotangent: Any, x: Shape, stride: Sizes, padding: Sizes) -> Any:
    """Return the cotangent of x from that of its windows."""
    edges = _edges(padding)
    size = padded_shape(x, edges, "pooling")[-2:]
    added = xp.overlap_add(cotangent, size=size, stride=stride, dilation=_ONE)
    return bared(xp, added, edges, x)


def _inside(xp: Any, x: Any, kernel: Sizes, stride: Sizes, padding: Sizes) -> Any:
    """Return 1 where a window of a plane sees an entry, 0 where it sees padding."""
    return _seen(xp, xp.ones(shape=x.shape[-2:]), kernel, stride, padding)


def _in_window(x: Any) -> tuple[int, int]:
    return (len(x.shape), len(x.shape) + 1)


def _opened(xp: Any, y: Any) -> Any:
    return xp.expand_dims(y, axis=(len(y.shape), len(y.shape) + 1))


def _rivals(xp: Any, x: Any, kernel: Sizes, stride: Sizes, padding: Sizes) -> Any:
    """Return the windows of x with minus infinity around it."""
    seen = _seen(xp, x, kernel, stride, padding)
    if not any(padding):
        return seen
    inside = xp.greater(_inside(xp, x, kernel, stride, padding), 0)
    return xp.where(inside, seen, float("-inf"))


def _largest(xp: Any, x: Any, *, kernel_size: Sizes, stride: Sizes, padding: Sizes) -> Any:
    rivals = _rivals(xp, x, kernel_size, stride, padding)
    return xp.max(rivals, axis=_in_window(x), keepdims=False)


def _largest_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, kernel_size: Sizes, stride: Sizes, padding: Sizes
) -> Any:
    rivals = _rivals(xp, x, kernel_size, stride, padding)
    shares = shared(xp, rivals, _opened(xp, y), _opened(xp, y_bar), _in_window(x))
    return _unseen(xp, shares, x.shape, stride, padding)


def _largest_kinks(
    xp: Any, x: Any, *, kernel_size: Sizes, stride: Sizes, padding: Sizes
) -> tuple[Any, ...]:
    rivals, axis = _rivals(xp, x, kernel_size, stride, padding), _in_window(x)
    return (tied(xp, rivals, xp.max(rivals, axis=axis, keepdims=True), axis),)


def _weight(
    xp: Any, x: Any, kernel: Sizes, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Any:
    """Return how many entries each mean is taken of."""
    if count_include_pad or not any(padding):
        return kernel[0] * kernel[1]
    inside = _inside(xp, x, kernel, stride, padding)
    return xp.sum(inside, axis=(2, 3), keepdims=False)


def _average(
    xp: Any,
    x: Any,
    *,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes,
    count_include_pad: bool,
) -> Any:
    seen = _seen(xp, x, kernel_size, stride, padding)
    total = xp.sum(seen, axis=_in_window(x), keepdims=False)
    return total / _weight(xp, x, kernel_size, stride, padding, count_include_pad)


def _average_pullback(
    xp: Any,
    y_bar: Any,
    y: Any,
    x: Any,
    *,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes,
    count_include_pad: bool,
) -> Any:
    shares = y_bar / _weight(xp, x, kernel_size, stride, padding, count_include_pad)
    spread = xp.broadcast_to(_opened(xp, shares), shape=(*y_bar.shape, *kernel_size))
    return _unseen(xp, spread, x.shape, stride, padding)


def pool(
    name: str,
    doc: str,
    *,
    primal: Rule,
    vjp: Rule,
    kinks: Rule | None = None,
    at_kinks: str = "",
    params: tuple[Param, ...] = (),
    samples: tuple[Sample, ...] = (),
) -> Op:
    """Return the row of a pooling over planes.

    Args:
        params: what it takes beside size, stride and padding. samples: more than the shared ones.
    """
    return Op(
        name=name,
        doc=doc,
        source=TORCH.format(name),
        operands=(Operand("x"),),
        params=(
            Param("kernel_size", "dims"),
            Param("stride", "dims", None),
            Param("padding", "dims", 0),
            *params,
        ),
        normalise=_settled(name),
        shape=_shape(name),
        primal=primal,
        vjp=(vjp,),
        kinks=kinks,
        at_kinks=at_kinks,
        samples=_samples(name) + samples,
        errors=_errors(name),
    )


def _calls(shape: Sizes, *texts: str) -> tuple[Sample, ...]:
    """Return calls on planes of a shape."""
    return tuple(Sample(text, {"x": grid(shape)}) for text in texts)


def _samples(name: str) -> tuple[Sample, ...]:
    return (
        *_calls((1, 1, 4, 4), f"{name}(x, 2)", f"{name}(x, 2, 1)", f"{name}(x, 2, padding=1)"),
        *_calls((2, 4, 5), f"{name}(x, (2, 3))", f"{name}(x, 3, stride=(1, 2), padding=(0, 1))"),
        *_calls((2, 2, 3, 3), f"{name}(x, 3)", f"{name}(x, kernel_size=2, stride=2)"),
        *_calls((1, 2, 3), f"{name}(x, 1)", f"{name}(x, 1, 2)", f"x.{name}((1, 3), None, (0, 1))"),
        *_calls((1, 5, 5), f"{name}(x, 2, 3)", f"{name}(x, (4, 2), stride=1, padding=(2, 1))"),
        *_calls((1, 3, 3), f"{name}(x, 2, 1)*{name}(2*x + 1, 2, 1)"),
    )


def _errors(name: str) -> tuple[Misuse, ...]:
    planes: dict[str, Shape] = {"x": (2, 4, 5)}
    return (
        Misuse(f"{name}(x, 2)", {"x": (4, 5)}, "shape-mismatch"),
        Misuse(f"{name}(x, 5)", planes, "shape-mismatch"),
        Misuse(f"{name}(x, 0)", planes, "bad-argument"),
        Misuse(f"{name}(x, (2, 2, 2))", planes, "bad-argument"),
        Misuse(f"{name}(x, 2, 0)", planes, "bad-argument"),
        Misuse(f"{name}(x, 2, padding=2)", planes, "bad-argument"),
        Misuse(f"{name}(x, 2, padding=-1)", planes, "bad-argument"),
        Misuse(f"{name}(x)", planes, "too-few-arguments"),
        Misuse(f"{name}(x, 2)", {"x": (2, named("m"), 5)}, "unknown-size"),
    )


ROWS: tuple[Op, ...] = (
    pool(
        "max_pool2d",
        "y = the largest entry of each window of a plane; ties share the gradient equally",
        primal=_largest,
        vjp=_largest_pullback,
        kinks=_largest_kinks,
        at_kinks="equal shares for the entries that tie",
    ),
    pool(
        "avg_pool2d",
        "y = the mean of each window of a plane; count_include_pad counts the zeros around it",
        primal=_average,
        vjp=_average_pullback,
        params=(Param("count_include_pad", "bool", True, keyword=True),),
        samples=(
            *_calls((1, 4, 4), "avg_pool2d(x, 2, padding=1, count_include_pad=false)"),
            *_calls((2, 1, 3, 4), "avg_pool2d(x, 3, 1, (1, 0), count_include_pad=false)"),
            *_calls((1, 3, 3), "avg_pool2d(x, 2, count_include_pad=false)"),
        ),
    ),
)
