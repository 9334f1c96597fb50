"""Joining arrays: `concatenate` along an axis they have, `stack` along a new one.

May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import flat_axis, one_axis
from symgrad.ops.dims import DimLike, Shape, product, show_shape
from symgrad.ops.indexing import whole
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample


def _settled_concatenate(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    first = shapes[0]
    axis = flat_axis(params["axis"], first, "concatenate")
    if axis is None or params["axis"] is None:
        return params | {"axis": None}
    for shape in shapes[1:]:
        if _without(shape, axis) != _without(first, axis) or len(shape) != len(first):
            raise _unequal("concatenate", first, shape, f"may differ only along axis {axis}")
    return params | {"axis": axis}


def _settled_stack(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    first = shapes[0]
    for shape in shapes[1:]:
        if shape != first:
            raise _unequal("stack", first, shape, "must be equal")
    return params | {"axis": one_axis(params["axis"], len(first) + 1, "stack", first)}


def _unequal(what: str, first: Shape, other: Shape, rule: str) -> ShapeError:
    return ShapeError(
        f"{what}: the shapes {show_shape(first)} and {show_shape(other)} do not fit",
        code="shape-mismatch",
        help=f"the shapes {rule}",
    )


def _without(shape: Shape, axis: int) -> Shape:
    return shape[:axis] + shape[axis + 1 :]


def _concatenated(*shapes: Shape, axis: int | None) -> Shape:
    total: DimLike = 0
    if axis is None:
        return (sum((product(shape) for shape in shapes), total),)
    for shape in shapes:
        total = total + shape[axis]
    return (*shapes[0][:axis], total, *shapes[0][axis + 1 :])


def _joined(t: Any, *xs: Any, axis: int | None) -> Any:
    if axis is None:
        return t.concatenate([t.reshape(x, (product(x.shape),)) for x in xs], 0)
    return t.concatenate(xs, axis)


def _stack(xp: Any, *xs: Any, axis: int) -> Any:
    return xp.concatenate(tuple(xp.expand_dims(x, axis=(axis,)) for x in xs), axis=axis)


def _part(position: int) -> Rule:
    """Return the pullback of one of the arrays that are concatenated."""

    def rule(xp: Any, y_bar: Any, y: Any, *xs: Any, axis: int | None) -> Any:
        start: DimLike = 0
        if axis is None:
            for x in xs[:position]:
                start = start + product(x.shape)
            end = start + product(xs[position].shape)
            part = xp.getitem(y_bar, index=((start, end, 1),))
            return xp.reshape(part, shape=xs[position].shape)
        for x in xs[:position]:
            start = start + x.shape[axis]
        index = whole(y.shape)
        index[axis] = (start, start + xs[position].shape[axis], 1)
        return xp.getitem(y_bar, index=tuple(index))

    return rule


def _layer(position: int) -> Rule:
    """Return the pullback of one of the arrays that are stacked."""

    def rule(xp: Any, y_bar: Any, y: Any, *xs: Any, axis: int) -> Any:
        index = whole(y.shape)
        index[axis] = position
        return xp.getitem(y_bar, index=tuple(index))

    return rule


_A, _B = "[[1, -2, 3.5], [0.25, 4, -1.5]]", "[[2, 0.5, -1]]"
_AXIS = Param("axis", "int", 0)

ROWS: tuple[Op, ...] = (
    Op(
        name="concatenate",
        doc="y holds the arrays one after the other along an axis; axis=None flattens them",
        source="numpy.concatenate",
        aliases=("concat",),
        operands=(Operand("arrays"),),
        variadic="tuple",
        params=(Param("axis", "axes", 0),),
        normalise=_settled_concatenate,
        shape=_concatenated,
        vjp=_part,
        lower=_joined,
        samples=(
            Sample("concatenate((a, b))", {"a": _A, "b": _B}),
            Sample("concatenate((a, b, a))", {"a": _A, "b": _B}),
            Sample("concatenate((a, 2*a), axis=-1)", {"a": _A}),
            Sample("concatenate((a,))", {"a": "[1, 2.5]"}),
            Sample("concatenate((a, zeros((0, 3))))", {"a": _A}),
            Sample("concatenate((a, b, a), axis=None)", {"a": _A, "b": "1.5"}),
            Sample("concatenate((a, b), None)*2", {"a": "[1, 2]", "b": _B}),
        ),
        errors=(
            Misuse("concatenate((a, b), axis=1)", {"a": (2, 3), "b": (1, 3)}, "shape-mismatch"),
            Misuse("concatenate((a, b))", {"a": (2, 3), "b": (3,)}, "shape-mismatch"),
            Misuse("concatenate((a, a))", {"a": ()}, "axis-range"),
            Misuse("concatenate((a, a), axis=(0, 1))", {"a": (2, 3)}, "axes-count"),
        ),
    ),
    Op(
        name="stack",
        doc="y holds arrays of one shape along a new axis",
        source="numpy.stack",
        operands=(Operand("arrays"),),
        variadic="tuple",
        params=(_AXIS,),
        normalise=_settled_stack,
        shape=lambda *shapes, axis: (*shapes[0][:axis], len(shapes), *shapes[0][axis:]),
        primal=_stack,
        vjp=_layer,
        lower=lambda t, *xs, axis: t.stack(xs, axis),
        samples=(
            Sample("stack((a, b))", {"a": "1.5", "b": "-2"}),
            Sample("stack((a, b, a), axis=1)", {"a": _A, "b": "[[2, 0.5, -1], [1, 3, -2.5]]"}),
            Sample("stack((a, 3*a), axis=-1)", {"a": _A}),
        ),
        errors=(
            Misuse("stack((a, b))", {"a": (2, 3), "b": (1, 3)}, "shape-mismatch"),
            Misuse("stack((a, a), axis=2)", {"a": (2,)}, "axis-range"),
        ),
    ),
)
