"""Sliding windows: views of an array through a moving opening, and their overlap-add.

`windows` is linear, and `overlap_add`, which puts every entry of every window back to where it
was seen, is its adjoint; so the two are closed under differentiation. Convolution and
pooling are made of them. Where an opening lies needs numbers, so the axes that are slid
along may not have sizes that are names; axes before them may. May import `errors` and `ops`.
"""

from __future__ import annotations

from math import prod
from typing import Any

from symgrad.errors import ArgumentError, ShapeError
from symgrad.ops.dims import DimLike, Shape, known, named, show_shape
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample

Sizes = tuple[int, ...]


def per_axis(typed: Any, count: int, name: str, what: str, least: int) -> Sizes:
    """Return one size for each axis that is slid along.

    Args:
        typed: a tuple of one size for all of the axes, or of one for each.
        count: how many axes. name: the parameter. what: the function. least: the smallest size.

    Raises:
        ArgumentError: another number of sizes, or one that is too small.
        ShapeError: a size that is a name.
    """
    given = typed if isinstance(typed, tuple) else (typed,)
    sizes = tuple(known(size, f"{what}: {name}") for size in given)
    if len(sizes) not in (1, count) or min(sizes) < least:
        axes = "one number" if count == 1 else f"one number or {count} of them"
        raise ArgumentError(
            f"{what}: {name} is {show_shape(sizes)}",
            code="bad-argument",
            help=f"{name} is {axes}, each at least {least}",
        )
    return sizes * count if len(sizes) == 1 else sizes


def places(size: int, kernel: int, stride: int, dilation: int) -> int:
    """Return how many windows fit along an axis; none or a negative number where none does."""
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def fitting(shape: Shape, kernel: Sizes, stride: Sizes, dilation: Sizes, what: str) -> Sizes:
    """Return how many windows fit along each of the last axes of a shape.

    Raises:
        ShapeError: no window fits, or a size is a name.
    """
    if min(kernel, default=1) < 1:
        raise ShapeError(
            f"{what}: a window of {show_shape(kernel)} sees no entries",
            code="empty",
            help="every size of a kernel is at least 1",
        )
    axes = tuple(known(dim, what) for dim in shape[len(shape) - len(kernel) :])
    counts = tuple(map(places, axes, kernel, stride, dilation))
    if min(counts, default=1) < 1:
        spread = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True))
        raise ShapeError(
            f"{what}: a window of {show_shape(spread)} does not fit into {show_shape(axes)}",
            code="shape-mismatch",
            help="take a smaller kernel or dilation, or a larger operand",
        )
    return counts


def _slid(shape: Shape, count: int, what: str) -> None:
    if len(shape) < count:
        raise ShapeError(
            f"{what}: an operand of shape {show_shape(shape)} has no {count} axes to slide along",
            code="shape-mismatch",
            help=f"give it at least {count} axes",
        )


def _settled_windows(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    count = len(params["kernel"])
    _slid(shape, count, "windows")
    settled = {
        name: per_axis(params[name], count, name, "windows", 1)
        for name in ("kernel", "stride", "dilation")
    }
    kernel, stride, dilation = settled.values()
    fitting(shape, kernel, stride, dilation, "windows")
    return settled


def _windows_shape(shape: Shape, *, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Shape:
    counts = fitting(shape, kernel, stride, dilation, "windows")
    return (*shape[: len(shape) - len(kernel)], *counts, *kernel)


def _settled_overlap(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    count = len(params["size"])
    _slid(shape, 2 * count, "overlap_add")
    settled = {
        name: per_axis(params[name], count, name, "overlap_add", 1)
        for name in ("size", "stride", "dilation")
    }
    kernel = tuple(known(dim, "overlap_add") for dim in shape[len(shape) - count :])
    size, stride, dilation = settled.values()
    wanted = fitting(size, kernel, stride, dilation, "overlap_add")
    given = shape[len(shape) - 2 * count : len(shape) - count]
    if given != wanted:
        raise ShapeError(
            f"overlap_add: an operand of shape {show_shape(shape)} has {show_shape(given)} "
            f"windows, {show_shape(wanted)} fit into {show_shape(size)}",
            code="shape-mismatch",
            help="the last axes are those of windows(x, kernel): places, then the kernel",
        )
    return settled


def _overlap_shape(shape: Shape, *, size: Sizes, **_: Any) -> Shape:
    return (*shape[: len(shape) - 2 * len(size)], *size)


def _windows_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, kernel: Sizes, stride: Sizes, dilation: Sizes
) -> Any:
    size: tuple[DimLike, ...] = x.shape[len(x.shape) - len(kernel) :]
    return xp.overlap_add(y_bar, size=size, stride=stride, dilation=dilation)


def _overlap_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, size: Sizes, stride: Sizes, dilation: Sizes
) -> Any:
    kernel: tuple[DimLike, ...] = x.shape[len(x.shape) - len(size) :]
    return xp.windows(y_bar, kernel=kernel, stride=stride, dilation=dilation)


def grid(shape: Sizes) -> str:
    """Return an array of unequal numbers as text, for samples."""
    texts = [str((7 * i + 3) % 19 / 4 - 2 + i / 8) for i in range(prod(shape))]
    for size in reversed(shape):
        rows = (texts[start : start + size] for start in range(0, len(texts), size))
        texts = [f"[{', '.join(row)}]" for row in rows]
    return texts[0]


_KERNEL = Param("kernel", "dims")
_STRIDE, _DILATION = Param("stride", "dims", 1), Param("dilation", "dims", 1)

ROWS: tuple[Op, ...] = (
    Op(
        name="windows",
        doc="y[..., i, k] = x[..., stride*i + dilation*k], along as many last axes as kernel has",
        source="NumPy's convention (numpy.lib.stride_tricks.sliding_window_view), with strides",
        operands=(Operand("x"),),
        params=(_KERNEL, _STRIDE, _DILATION),
        normalise=_settled_windows,
        shape=_windows_shape,
        vjp=(_windows_pullback,),
        lower=lambda t, x, *, kernel, stride, dilation: t.windows(x, kernel, stride, dilation),
        samples=(
            Sample("windows(x, 3)", {"x": grid((7,))}),
            Sample("windows(x, 1)", {"x": grid((3,))}),
            Sample("windows(x, 3, 2)", {"x": grid((7,))}),
            Sample("windows(x, 2, stride=3, dilation=2)", {"x": grid((8,))}),
            Sample("windows(x, 2)", {"x": grid((2, 4))}),
            Sample("windows(x, (2, 2))", {"x": grid((3, 4))}),
            Sample("windows(x, (2, 3), (1, 2), (2, 1))", {"x": grid((2, 4, 6))}),
            Sample("windows(x, 2) * windows(2*x, 2)", {"x": grid((4,))}),
        ),
        errors=(
            Misuse("windows(x, 4)", {"x": (3,)}, "shape-mismatch"),
            Misuse("windows(x, (2, 2))", {"x": (3,)}, "shape-mismatch"),
            Misuse("windows(x, 0)", {"x": (3,)}, "bad-argument"),
            Misuse("windows(x, 2, stride=(1, 1))", {"x": (3, 4)}, "bad-argument"),
            Misuse("windows(x, n)", {"x": (named("n"),)}, "unknown-size"),
        ),
    ),
    Op(
        name="overlap_add",
        doc="y[..., stride*i + dilation*k] = sum of x[..., i, k]: the adjoint of windows",
        source="the transpose of sliding windows; Allen and Rabiner, Proc. IEEE 65, 1977",
        operands=(Operand("x"),),
        params=(Param("size", "dims"), _STRIDE, _DILATION),
        normalise=_settled_overlap,
        shape=_overlap_shape,
        vjp=(_overlap_pullback,),
        lower=lambda t, x, *, size, stride, dilation: t.overlap_add(x, size, stride, dilation),
        samples=(
            Sample("overlap_add(x, 6)", {"x": grid((4, 3))}),
            Sample("overlap_add(x, 3)", {"x": grid((3, 1))}),
            Sample("overlap_add(x, 8, 2)", {"x": grid((3, 3))}),
            Sample("overlap_add(x, 8, stride=3, dilation=2)", {"x": grid((2, 2))}),
            Sample("overlap_add(x, 4)", {"x": grid((2, 3, 2))}),
            Sample("overlap_add(x, (3, 3))", {"x": grid((2, 2, 2, 2))}),
            Sample("overlap_add(x, (4, 5), (2, 1), (1, 2))", {"x": grid((2, 2, 3, 2, 2))}),
            Sample("overlap_add(windows(x, 2) * windows(x, 2), 4)", {"x": grid((4,))}),
        ),
        errors=(
            Misuse("overlap_add(x, 5)", {"x": (4, 3)}, "shape-mismatch"),
            Misuse("overlap_add(x, 5)", {"x": (4,)}, "shape-mismatch"),
            Misuse("overlap_add(x, 2)", {"x": (1, 3)}, "shape-mismatch"),
            Misuse("overlap_add(x, 0)", {"x": (4, 3)}, "bad-argument"),
        ),
    ),
)
