"""Axes: how a typed `axis=` becomes one canonical tuple, and how a reduced array opens up again.

Shared by every family whose rows work along axes. May import `errors` and `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.dims import DimLike, Shape, show_shape


def one_axis(axis: int, rank: int, what: str, shape: Shape) -> int:
    """Return an axis counted from the front.

    Args:
        axis: as typed, negative from the end. rank: how many axes there are to choose from.
        what: the operator's name. shape: the operand's, for the message.

    Raises:
        ShapeError: there is no such axis.
    """
    if -rank <= axis < rank:
        return axis % rank
    choice = f"an axis from {-rank} to {rank - 1}" if rank else "no axis: it is 0-dimensional"
    raise ShapeError(
        f"{what}: there is no axis {axis} for an operand of shape {show_shape(shape)}",
        code="axis-range",
        help=f"there is {choice}",
    )


def flat_axis(axis: Any, shape: Shape, what: str) -> int | None:
    """Return one typed axis counted from the front; None, of more axes than one, flattens.

    Raises:
        ShapeError: there is no such axis, or there are several.
    """
    if axis is None:
        return 0 if len(shape) == 1 else None
    if not isinstance(axis, int):
        raise ShapeError(
            f"{what}: axis={axis} is not one axis of an operand of shape {show_shape(shape)}",
            code="axes-count",
            help=f"{what} works along one axis, or along None, which flattens",
        )
    return one_axis(axis, len(shape), what, shape)


def many_axes(axis: Any, rank: int, what: str, shape: Shape) -> tuple[int, ...]:
    """Return axes counted from the front, in the order typed; None means all of them.

    Raises:
        ShapeError: an axis does not exist or is named twice.
    """
    typed = range(rank) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    found = tuple(one_axis(each, rank, what, shape) for each in typed)
    if len(set(found)) < len(found):
        raise ShapeError(
            f"{what}: axis={axis} names an axis twice for an operand of shape {show_shape(shape)}",
            code="axis-repeated",
            help="name each axis once",
        )
    return found


def reduced(shape: Shape, axis: Iterable[int], keepdims: bool) -> Shape:
    """Return the shape that is left when axes are reduced."""
    gone = frozenset(axis)
    if keepdims:
        return tuple(1 if i in gone else dim for i, dim in enumerate(shape))
    return tuple(dim for i, dim in enumerate(shape) if i not in gone)


def opened(xp: Any, y: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """Return a reduction's result with its reduced axes back, each of size 1."""
    return y if keepdims or not axis else xp.expand_dims(y, axis=axis)


def spread(xp: Any, y: Any, shape: Shape, axis: tuple[int, ...], keepdims: bool) -> Any:
    """Return a reduction's result repeated along the reduced axes of an operand of `shape`."""
    return xp.broadcast_to(opened(xp, y, axis, keepdims), shape=shape)


def gathered(xp: Any, y_bar: Any, shape: Shape) -> Any:
    """Return the adjoint of broadcasting an operand of `shape` to the shape of `y_bar`."""
    extra = len(y_bar.shape) - len(shape)
    stretched = (
        i + extra for i, dim in enumerate(shape) if dim == 1 and y_bar.shape[i + extra] != 1
    )
    axis = (*range(extra), *stretched)
    if not axis:
        return y_bar
    total = xp.sum(y_bar, axis=axis, keepdims=True)
    return xp.reshape(total, shape=shape) if extra else total


def counted(shape: Shape, axis: tuple[int, ...]) -> DimLike:
    """Return how many entries are reduced into one."""
    total: DimLike = 1
    for each in axis:
        total = total * shape[each]
    return total
