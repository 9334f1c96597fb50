"""Structure: rows that move entries about and compute nothing.

Each is linear, and its adjoint is another of them. Indexing, joining and the
order of axes have rooms to themselves. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops import (
    cumulative,
    gathering,
    indexing,
    joining,
    ordering,
    padding,
    permuting,
    repeating,
)
from symgrad.ops.axes import gathered, many_axes
from symgrad.ops.dims import DimLike, Shape, product, show_shape
from symgrad.ops.permuting import CUBE, MATRIX, samples
from symgrad.ops.row import Misuse, Op, Operand, Param
from symgrad.ops.sizes import quotient

THIN = "[[[1.5], [-2], [3]]]"
_X = (Operand("x"),)
Axes = tuple[int, ...]


def _settled_reshape(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape, typed = shapes[0], tuple(params["shape"])
    total, rest = product(shape), product(dim for dim in typed if dim != -1)
    free = quotient(total, rest) if rest != 0 else None
    if typed.count(-1) == 1 and free is not None:
        typed = tuple(free if dim == -1 else dim for dim in typed)
    if product(typed) != total or any(isinstance(d, int) and d < 0 for d in typed):
        raise ShapeError(
            f"reshape: an operand of shape {show_shape(shape)} has {total} entries, the shape "
            f"{show_shape(typed)} does not",
            code="reshape-size",
            help="the numbers of entries must be equal; one size may be -1",
        )
    return params | {"shape": typed}


def _settled_expand(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape, typed = shapes[0], params["axis"]
    count = 1 if isinstance(typed, int) else len(typed)
    found = many_axes(typed, len(shape) + count, "expand_dims", shape)
    return params | {"axis": tuple(sorted(found))}


def _expanded(shape: Shape, axis: Axes) -> Shape:
    dims = iter(shape)
    return tuple(1 if i in axis else next(dims) for i in range(len(shape) + len(axis)))


def _settled_squeeze(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape, typed = shapes[0], params["axis"]
    ones = tuple(i for i, dim in enumerate(shape) if dim == 1)
    axis = ones if typed is None else tuple(sorted(many_axes(typed, len(shape), "squeeze", shape)))
    if not set(axis) <= set(ones):
        raise ShapeError(
            f"squeeze: axis={typed} of an operand of shape {show_shape(shape)} is not of size 1",
            code="squeeze-size",
            help="only axes of size 1 can be dropped",
        )
    return params | {"axis": axis}


def _squeezed(shape: Shape, axis: Axes) -> Shape:
    return tuple(dim for i, dim in enumerate(shape) if i not in axis)


def _settled_broadcast(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape, wanted = shapes[0], tuple(params["shape"])
    fits = len(shape) <= len(wanted) and all(
        dim in (1, goal) for dim, goal in zip(reversed(shape), reversed(wanted), strict=False)
    )
    if not fits:
        raise ShapeError(
            f"broadcast_to: an operand of shape {show_shape(shape)} does not broadcast to "
            f"{show_shape(wanted)}",
            code="shape-mismatch",
            help="sizes must be equal, counted from the last axis, or 1",
        )
    return params | {"shape": wanted}


def _settled_flip(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape = shapes[0]
    axis = many_axes(params["axis"], len(shape), "flip", shape)
    return params | {"axis": tuple(sorted(axis))}


def _flip(xp: Any, x: Any, *, axis: Axes) -> Any:
    turned = [i for i in axis if x.shape[i] not in (0, 1)]
    index = [(dim - 1, -1, -1) if i in turned else (0, dim, 1) for i, dim in enumerate(x.shape)]
    return xp.getitem(x, index=tuple(index))


def _flat(shape: Shape) -> tuple[DimLike]:
    return (product(shape),)


def _reshaped(xp: Any, y_bar: Any, y: Any, x: Any, **params: Any) -> Any:
    return xp.reshape(y_bar, shape=x.shape)


ROWS: tuple[Op, ...] = (
    Op(
        name="reshape",
        doc="y has the entries of x in the same row-major order, in another shape",
        source="numpy.reshape",
        operands=_X,
        params=(Param("shape", "dims"),),
        normalise=_settled_reshape,
        shape=lambda _, *, shape: shape,
        vjp=(_reshaped,),
        lower=lambda t, x, *, shape: t.reshape(x, shape),
        samples=samples(
            MATRIX,
            "reshape(x, (3, 2))",
            "reshape(x, (-1,))",
            "reshape(x, (3, 1, -1))",
            "x.reshape(6, 1)",
            "reshape(x, 6) * reshape(x, -1)",
        )
        + samples("2.5", "reshape(x, (1, 1))")
        + samples("[[2.5]]", "reshape(x, ())"),
        errors=(
            Misuse("reshape(x, (4, 2))", {"x": (2, 3)}, "reshape-size"),
            Misuse("reshape(x, (-1, -1))", {"x": (2, 3)}, "reshape-size"),
            Misuse("reshape(x, (-1, 4))", {"x": (2, 3)}, "reshape-size"),
        ),
    ),
    Op(
        name="ravel",
        doc="y has the entries of x in row-major order along one axis",
        source="numpy.ravel",
        operands=_X,
        shape=_flat,
        primal=lambda xp, x: xp.reshape(x, shape=_flat(x.shape)),
        vjp=(_reshaped,),
        samples=samples(CUBE, "ravel(x)", "x.ravel()[5]") + samples("2.5", "ravel(x)"),
    ),
    *permuting.ROWS,
    Op(
        name="expand_dims",
        doc="y is x with axes of size 1 put in, at these places of y",
        source="numpy.expand_dims",
        operands=_X,
        params=(Param("axis", "axes"),),
        normalise=_settled_expand,
        shape=lambda shape, *, axis: _expanded(shape, axis),
        primal=lambda xp, x, *, axis: xp.reshape(x, shape=_expanded(x.shape, axis)),
        vjp=(_reshaped,),
        lower=lambda t, x, *, axis: t.expand_dims(x, axis),
        samples=samples(
            MATRIX,
            "expand_dims(x, 0)",
            "expand_dims(x, -1)",
            "expand_dims(x, axis=(0, 2))",
            "expand_dims(x, 1) * x",
        )
        + samples("2.5", "expand_dims(x, 0)"),
        errors=(Misuse("expand_dims(x, 3)", {"x": (2, 3)}, "axis-range"),),
    ),
    Op(
        name="squeeze",
        doc="y is x without the axes of size 1, or without these",
        source="numpy.squeeze",
        operands=_X,
        params=(Param("axis", "axes", None),),
        normalise=_settled_squeeze,
        shape=lambda shape, *, axis: _squeezed(shape, axis),
        primal=lambda xp, x, *, axis: xp.reshape(x, shape=_squeezed(x.shape, axis)),
        vjp=(_reshaped,),
        lower=lambda t, x, *, axis: t.squeeze(x, axis),
        samples=samples(THIN, "squeeze(x)", "squeeze(x, 0)", "squeeze(x, axis=(0, -1))"),
        errors=(Misuse("squeeze(x, 0)", {"x": (2, 3)}, "squeeze-size"),),
    ),
    Op(
        name="broadcast_to",
        doc="y is x repeated along new axes and axes of size 1",
        source="numpy.broadcast_to",
        operands=_X,
        params=(Param("shape", "dims"),),
        normalise=_settled_broadcast,
        shape=lambda _, *, shape: shape,
        vjp=(lambda xp, y_bar, y, x, *, shape: gathered(xp, y_bar, x.shape),),
        lower=lambda t, x, *, shape: t.broadcast_to(x, shape),
        samples=samples(THIN, "broadcast_to(x, (1, 3, 2))", "broadcast_to(x, (2, 4, 3, 1))")
        + samples("2.5", "broadcast_to(x, (2, 3))", "broadcast_to(x, ())")
        + samples("[1, 2.5, -3]", "broadcast_to(x, (2, 3))"),
        errors=(
            Misuse("broadcast_to(x, (3, 2))", {"x": (2, 3)}, "shape-mismatch"),
            Misuse("broadcast_to(x, (3,))", {"x": (2, 3)}, "shape-mismatch"),
            Misuse("broadcast_to(x, (1, 3))", {"x": (2, 3)}, "shape-mismatch"),
        ),
    ),
    Op(
        name="flip",
        doc="y has the entries of x in reverse order along these axes, all if left out",
        source="numpy.flip",
        operands=_X,
        params=(Param("axis", "axes", None),),
        normalise=_settled_flip,
        shape=lambda shape, *, axis: shape,
        primal=_flip,
        vjp=(lambda xp, y_bar, y, x, *, axis: xp.flip(y_bar, axis=axis),),
        samples=samples(MATRIX, "flip(x)", "flip(x, 0)", "flip(x, axis=-1)"),
        errors=(Misuse("flip(x, 2)", {"x": (2, 3)}, "axis-range"),),
    ),
    *indexing.ROWS,
    *joining.ROWS,
    *repeating.ROWS,
    *padding.ROWS,
    *cumulative.ROWS,
    *ordering.ROWS,
    *gathering.ROWS,
)
