"""The product of entries, and the products of all entries but one.

`prod_others` is what `prod` has instead of `y/x`, which is wrong at zeros. Its own
derivative is made of itself on a square array, so the two rows are closed under
differentiation. May import `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.ops.axes import counted, many_axes, opened
from symgrad.ops.dims import Shape
from symgrad.ops.reducing import AXIS, CUBE, MATRIX, reduction
from symgrad.ops.row import Misuse, Op, Operand, Sample


def _prod_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool
) -> Any:
    return opened(xp, y_bar, axis, keepdims) * xp.prod_others(x, axis=axis)


def _others(xp: Any, x: Any, axis: tuple[int, ...]) -> tuple[Any, Any]:
    """Return the identity, and x with its reduced axes last, as one, repeated per row of it."""
    kept = tuple(i for i in range(len(x.shape)) if i not in axis)
    count = counted(x.shape, axis)
    shape = tuple(x.shape[i] for i in kept)
    line = xp.reshape(xp.transpose(x, axes=(*kept, *axis)), shape=(*shape, 1, count))
    return xp.eye(count, count), xp.broadcast_to(line, shape=(*shape, count, count))


def _back(xp: Any, line: Any, shape: Shape, axis: tuple[int, ...]) -> Any:
    """Return an array whose last axis holds the axes `axis` of `shape`, in their places again."""
    order = (*(i for i in range(len(shape)) if i not in axis), *axis)
    opened_up = xp.reshape(line, shape=tuple(shape[i] for i in order))
    return xp.transpose(opened_up, axes=tuple(order.index(i) for i in range(len(shape))))


def _prod_others_pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    """Return the pullback: entry i of y is the product of row i of x with x_i replaced by 1."""
    eye, rows = _others(xp, x, axis)
    kept = rows.shape[:-2]
    weight = xp.reshape(
        xp.transpose(y_bar, axes=(*(i for i in range(len(x.shape)) if i not in axis), *axis)),
        shape=(*kept, rows.shape[-1], 1),
    )
    own = xp.greater(eye, 0)
    last = (len(rows.shape) - 1,)
    slopes = weight * xp.prod_others(xp.where(own, 1, rows), axis=last)
    total = xp.sum(xp.where(own, 0, slopes), axis=(len(kept),), keepdims=False)
    return _back(xp, total, x.shape, axis)


def _prod_others_defined(t: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    eye, rows = _others(t, x, axis)
    last = (len(rows.shape) - 1,)
    products = t.prod(eye + (1 - eye) * rows, axis=last, keepdims=False)
    return _back(t, products, x.shape, axis)


def _settled_others(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    axis = many_axes(params["axis"], len(shape), "prod_others", shape)
    return params | {"axis": tuple(sorted(axis))}


ROWS: tuple[Op, ...] = (
    reduction(
        "prod",
        "y = product of x_i; the gradient is right at zeros too",
        vjp=_prod_pullback,
        samples=(
            Sample("prod(x)", {"x": "[2, 0, -3]"}),
            Sample("prod(x, axis=1)", {"x": "[[0, 1.5, 0], [2, -1, 0]]"}),
        ),
    ),
    Op(
        name="prod_others",
        doc="y_i = product of all x_j but x_i: the derivative of prod",
        source="the product rule",
        operands=(Operand("x"),),
        params=(AXIS,),
        kind="array",
        normalise=_settled_others,
        shape=lambda shape, *, axis: shape,
        vjp=(_prod_others_pullback,),
        lower=_prod_others_defined,
        samples=(
            Sample("prod_others(x)", {"x": "[[2, -1.5], [3, 0.5]]"}),
            Sample("prod_others(x, axis=0)", {"x": MATRIX}),
            Sample("prod_others(x, axis=(0, 2))", {"x": CUBE}),
            Sample("prod_others(x)", {"x": "[2, 0, -3, 0.5]"}),
            Sample("prod_others(x)", {"x": "[0, 0, -3]"}),
            Sample("prod_others(x)", {"x": "2.5"}),
        ),
        errors=(Misuse("prod_others(x, axis=2)", {"x": (2, 3)}, "axis-range"),),
    ),
)
