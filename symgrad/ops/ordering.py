"""Sorting: the order of entries by size, and the entries in that order.

Equal entries keep their places, so that the derivative by position is one of the
subgradients on a tie. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.ops.axes import flat_axis
from symgrad.ops.dims import DimLike, Shape, product
from symgrad.ops.indexing import Index, whole
from symgrad.ops.permuting import CUBE, MATRIX, samples
from symgrad.ops.repeating import EMPTY, VECTOR
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample

_X = (Operand("x"),)
_AXIS = (Param("axis", "axes", -1),)


def _settled(name: str) -> Any:
    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        return {"axis": flat_axis(params["axis"], shapes[0], name)}

    return normalise


def _ordered(shape: Shape, *, axis: int | None) -> Shape:
    return (product(shape),) if axis is None else shape


def _sort_pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, axis: int | None) -> Any:
    """Return y_bar in the places that the entries came from: its order's own order."""
    line, along = (xp.ravel(x), 0) if axis is None else (x, axis)
    ranks = xp.argsort(xp.argsort(line, axis=along), axis=along)
    return xp.reshape(xp.take_along_axis(y_bar, ranks, axis=along), shape=x.shape)


def _gaps(xp: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    """Return how far each entry in order is from the nearer of its neighbours, if it has one."""
    y = xp.sort(x, axis=axis)
    along = 0 if axis is None else axis
    many = y.shape[along]
    if many in (0, 1):
        return ()
    gap = xp.getitem(y, index=_part(y.shape, along, 1, many)) - xp.getitem(
        y, index=_part(y.shape, along, 0, many - 1)
    )
    end = xp.ones_like(xp.getitem(y, index=_part(y.shape, along, 0, 1)))
    up, down = (xp.concatenate(parts, axis=along) for parts in ((gap, end), (end, gap)))
    return (xp.minimum(up, down),)


def _part(shape: Shape, axis: int, start: DimLike, stop: DimLike) -> Index:
    index = whole(shape)
    index[axis] = (start, stop, 1)
    return tuple(index)


def _ties(xp: Any, x: Any, *, axis: int | None) -> tuple[Any, ...]:
    """Return the gaps in the places of the entries: at 0 their order jumps."""
    found = _gaps(xp, x, axis)
    return tuple((gap, "jump", "a jump of the order at equal entries") for gap in found)


def _errors(name: str) -> tuple[Misuse, ...]:
    return (
        Misuse(f"{name}(x, axis=2)", {"x": (2, 3)}, "axis-range"),
        Misuse(f"{name}(x)", {"x": ()}, "axis-range"),
        Misuse(f"{name}(x, axis=(0, 1))", {"x": (2, 3)}, "axes-count"),
    )


def _samples(name: str) -> tuple[Sample, ...]:
    calls = ("{}(x)", "{}(x, axis=0)", "{}(x, 1)", "{}(x, axis=None)", "{}({}(x, axis=0), 0)")
    return (
        samples(VECTOR, f"{name}(x)", f"{name}(x)*{name}(x**2)", f"{name}(x, axis=-1)[2]")
        + samples(MATRIX, *(text.replace("{}", name) for text in calls))
        + samples(CUBE, f"{name}(x, axis=1)", f"{name}(x, axis=-3)")
        + samples("2.5", f"{name}(x, axis=None)")
        + samples("[2.5]", f"{name}(x) + x")
        + samples(EMPTY, f"{name}(x, axis=0)", f"{name}(x)")
    )


ROWS: tuple[Op, ...] = (
    Op(
        name="sort",
        doc="y has the entries of x in rising order along an axis; axis=None flattens",
        source="numpy.sort, stable; differentiated by position",
        operands=_X,
        params=_AXIS,
        normalise=_settled("sort"),
        shape=_ordered,
        vjp=(_sort_pullback,),
        lower=lambda t, x, *, axis: t.named("sort", x, axis=axis),
        kinks=lambda xp, x, *, axis: _gaps(xp, x, axis),
        at_kinks="ties keep their order, as in a stable sort",
        samples=_samples("sort"),
        errors=_errors("sort"),
    ),
    Op(
        name="argsort",
        doc="y numbers the entries of x in rising order: take(x, argsort(x)) is sort(x)",
        source="numpy.argsort, stable; indices, which have no derivative",
        operands=_X,
        params=_AXIS,
        normalise=_settled("argsort"),
        shape=_ordered,
        vjp=(None,),
        lower=lambda t, x, *, axis: t.named("argsort", x, axis=axis),
        domain=_ties,
        samples=_samples("argsort"),
        errors=_errors("argsort"),
    ),
)
