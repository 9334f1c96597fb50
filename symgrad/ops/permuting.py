"""Rows that put the axes of an array in another order.

May import `errors` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from symgrad.errors import ShapeError
from symgrad.ops.axes import many_axes, one_axis
from symgrad.ops.dims import Shape, show_shape
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

MATRIX = "[[1, -2, 3.5], [0.25, 4, -1.5]]"
CUBE = "[[[1, 2.5], [-1, 3]], [[0.5, -2], [4, 1.5]], [[-3, 0.75], [2, -0.5]]]"
_X = (Operand("x"),)
Axes = tuple[int, ...]


class _Rules(TypedDict):
    """What follows from the order of axes."""

    primal: Rule
    shape: Callable[..., Shape]
    vjp: tuple[Rule, ...]


def samples(value: str, *texts: str) -> tuple[Sample, ...]:
    """Return calls that all have the same value of `x`."""
    return tuple(Sample(text, {"x": value}) for text in texts)


def _settled_transpose(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape, typed = shapes[0], params["axes"]
    rank = len(shape)
    order = (
        tuple(reversed(range(rank)))
        if typed is None
        else many_axes(typed, rank, "transpose", shape)
    )
    if len(order) != rank:
        raise ShapeError(
            f"transpose: axes={typed} do not name every axis of an operand of shape "
            f"{show_shape(shape)}",
            code="axes-count",
            help=f"give all {rank} axes in their new order, or none",
        )
    return params | {"axes": order}


def inverse(order: Axes) -> Axes:
    """Return the permutation that undoes one."""
    return tuple(order.index(i) for i in range(len(order)))


def _swapped(rank: int, axis1: int, axis2: int) -> Axes:
    order = list(range(rank))
    order[axis1], order[axis2] = axis2, axis1
    return tuple(order)


def _settled_swap(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape = shapes[0]
    names = ("axis1", "axis2")
    return params | {n: one_axis(params[n], len(shape), "swapaxes", shape) for n in names}


def _settled_move(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape = shapes[0]
    names = ("source", "destination")
    moved = {n: many_axes(params[n], len(shape), "moveaxis", shape) for n in names}
    if len(moved["source"]) != len(moved["destination"]):
        raise ShapeError(
            f"moveaxis: {len(moved['source'])} axes to {len(moved['destination'])} places, for an "
            f"operand of shape {show_shape(shape)}",
            code="axes-count",
            help="give as many places as axes",
        )
    return params | moved


def _moved(rank: int, source: Axes, destination: Axes) -> Axes:
    order = [i for i in range(rank) if i not in source]
    for place, axis in sorted(zip(destination, source, strict=True)):
        order.insert(place, axis)
    return tuple(order)


def _permuting(name: str, order: Any) -> _Rules:
    """Return value, shape and pullback of a row that transposes by `order(rank, **params)`."""

    def primal(xp: Any, x: Any, **params: Any) -> Any:
        return xp.transpose(x, axes=order(len(x.shape), **params))

    def pullback(xp: Any, y_bar: Any, y: Any, x: Any, **params: Any) -> Any:
        return xp.transpose(y_bar, axes=inverse(order(len(x.shape), **params)))

    def shape(shape: Shape, **params: Any) -> Shape:
        return tuple(shape[i] for i in order(len(shape), **params))

    return {"primal": primal, "shape": shape, "vjp": (pullback,)}


ROWS: tuple[Op, ...] = (
    Op(
        name="transpose",
        doc="y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]; all axes reversed if left out",
        source="numpy.transpose",
        operands=_X,
        params=(Param("axes", "axes", None),),
        normalise=_settled_transpose,
        shape=lambda shape, *, axes: tuple(shape[i] for i in axes),
        vjp=(lambda xp, y_bar, y, x, *, axes: xp.transpose(y_bar, axes=inverse(axes)),),
        lower=lambda t, x, *, axes: t.transpose(x, axes),
        samples=samples(
            CUBE, "transpose(x)", "transpose(x, (1, 2, 0))", "transpose(x, (0, -1, 1))", "x.T"
        )
        + samples(MATRIX, "x.T @ x", "transpose(x)")
        + samples("[1, 2]", "transpose(x)"),
        errors=(
            Misuse("transpose(x, (0,))", {"x": (2, 3)}, "axes-count"),
            Misuse("transpose(x, (0, 0))", {"x": (2, 3)}, "axis-repeated"),
            Misuse("transpose(x, (0, 2))", {"x": (2, 3)}, "axis-range"),
        ),
    ),
    Op(
        name="swapaxes",
        doc="y is x with two axes exchanged",
        source="numpy.swapaxes",
        operands=_X,
        params=(Param("axis1", "int"), Param("axis2", "int")),
        normalise=_settled_swap,
        **_permuting("swapaxes", _swapped),
        samples=samples(CUBE, "swapaxes(x, 0, -1)", "swapaxes(x, 1, 1)", "swapaxes(x, 0, 1)"),
        errors=(Misuse("swapaxes(x, 0, 2)", {"x": (2, 3)}, "axis-range"),),
    ),
    Op(
        name="moveaxis",
        doc="y is x with some axes moved to other places, the others in their order",
        source="numpy.moveaxis",
        operands=_X,
        params=(Param("source", "axes"), Param("destination", "axes")),
        normalise=_settled_move,
        **_permuting("moveaxis", _moved),
        samples=samples(CUBE, "moveaxis(x, 0, -1)", "moveaxis(x, (0, 1), (2, 0))"),
        errors=(
            Misuse("moveaxis(x, 0, 3)", {"x": (2, 3)}, "axis-range"),
            Misuse("moveaxis(x, (0, 1), 0)", {"x": (2, 3)}, "axes-count"),
        ),
    ),
)
