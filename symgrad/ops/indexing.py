"""Basic indexing: what `x[1, ::-1, None]` takes, and `scatter`, which puts it back.

An index in its canonical form names every axis of the operand: an int from 0 on, a triple
`(start, stop, step)` with nothing left out (a falling triple that goes to the front has
stop -1), or "new" for an axis of size 1 that is added. The two rows are each other's
adjoint, so they are closed under differentiation.
May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.dims import Dim, DimLike, Shape, broadcast, show_shape
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample
from symgrad.ops.sizes import not_negative

NEW = "new"
Item = Any  # an int or Dim, a triple of them, or NEW
Index = tuple[Item, ...]


def whole(shape: Shape) -> list[Item]:
    """Return the index that takes everything."""
    return [(0, dim, 1) for dim in shape]


def canonical(typed: Any, shape: Shape, what: str = "index") -> Index:
    """Return the canonical form of an index into an array of `shape`.

    Args:
        typed: ints, slices, None and Ellipsis; triples too, with every part a number or a size.

    Raises:
        ShapeError: too many items, an entry that is not there, a size that must be known.
    """
    items = typed if isinstance(typed, tuple) else (typed,)
    taken = sum(not (item is None or item is Ellipsis or item == NEW) for item in items)
    dots = sum(item is Ellipsis for item in items)
    if taken > len(shape) or dots > 1:
        wrong = f"has {taken} place{'s' * (taken != 1)}" if dots < 2 else "has two ellipses"
        raise ShapeError(
            f"{what}: the index {wrong}, the operand has the shape {show_shape(shape)}",
            code="index-count",
            help=f"an index here has at most {len(shape)} place{'s' * (len(shape) > 1)} and one ..."
            if shape
            else "a single number has no entries: leave the index out",
        )
    filled: list[Any] = []
    for item in items if dots else (*items, Ellipsis):
        filled += [slice(None)] * (len(shape) - taken) if item is Ellipsis else [item]
    dims = iter(shape)
    return tuple(
        NEW if item is None or item == NEW else _item(item, next(dims), shape, what)
        for item in filled
    )


def _item(item: Any, dim: DimLike, shape: Shape, what: str) -> Item:
    if isinstance(item, tuple):
        return item if any(isinstance(part, Dim) for part in item) else _settled(*item)
    if isinstance(item, slice):
        return _triple(item, dim, shape, what)
    place = item + dim if isinstance(item, int) and item < 0 else item
    if not not_negative(place) or (isinstance(dim, int) and not not_negative(dim - 1 - place)):
        raise ShapeError(
            f"{what}: there is no entry {item} along an axis of size {dim} of the shape "
            f"{show_shape(shape)}",
            code="index-range",
            help=f"entries count from 0 to {dim - 1}",
        )
    return place


def _triple(item: slice, dim: DimLike, shape: Shape, what: str) -> Item:
    parts = (item.start, item.stop, item.step)
    if item.step == 0:
        raise ShapeError(
            f"{what}: a slice of the shape {show_shape(shape)} has the step 0",
            code="index-step",
            help="a step is a whole number other than 0",
        )
    if isinstance(dim, int) and not any(isinstance(part, Dim) for part in parts):
        return _settled(*item.indices(dim))
    if item.step == -1 and item.start is None and item.stop is None:
        return (dim - 1, -1, -1)
    start, stop = (_end(part, other, dim) for part, other in ((item.start, 0), (item.stop, dim)))
    if item.step not in (None, 1) or not all(map(not_negative, (start, stop - start, dim - stop))):
        raise ShapeError(
            f"{what}: this slice needs a number where the shape {show_shape(shape)} has the "
            f"size {dim}",
            code="unknown-size",
            help="declare the shape with numbers, such as x:5x3",
        )
    return (start, stop, 1)


def _end(typed: DimLike | None, missing: DimLike, dim: DimLike) -> DimLike:
    if typed is None:
        return missing
    return typed + dim if isinstance(typed, int) and typed < 0 else typed


def _settled(start: int, stop: int, step: int) -> tuple[int, int, int]:
    """Return the one triple of all that take the same entries."""
    taken = range(start, stop, step)
    if len(taken) < 2:
        return (start, start + 1, 1) if taken else (0, 0, 1)
    return (start, taken[-1] + (1 if step > 0 else -1), step)


def length(triple: tuple[DimLike, DimLike, DimLike]) -> DimLike:
    """Return how many entries a canonical triple takes."""
    start, stop, step = triple
    if step == 1:
        return stop - start
    if step == -1:
        return start - stop
    assert isinstance(start, int)
    assert isinstance(stop, int)
    assert isinstance(step, int)
    return len(range(start, stop, step))


def indexed(index: Index) -> Shape:
    """Return the shape of what a canonical index takes."""
    shape: list[DimLike] = []
    for item in index:
        if item == NEW:
            shape.append(1)
        elif isinstance(item, tuple):
            shape.append(length(item))
    return tuple(shape)


def _settled_getitem(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    return params | {"index": canonical(params["index"], shapes[0])}


def _settled_scatter(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape = tuple(params["shape"])
    index = canonical(params["index"], shape, "scatter")
    place = indexed(index)
    if len(shapes[0]) > len(place) or broadcast(shapes[0], place) != place:
        raise ShapeError(
            f"scatter: an operand of shape {show_shape(shapes[0])} does not fit the place of "
            f"shape {show_shape(place)}",
            code="shape-mismatch",
            help=f"the index takes {show_shape(place)} out of {show_shape(shape)}",
        )
    return params | {"index": index, "shape": shape}


def _scatter_pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, index: Index, shape: Shape) -> Any:
    """Return the entries taken back; the sweep sums them where x was repeated."""
    return xp.getitem(y_bar, index=index)


_MATRIX = "[[1, -2, 3.5, 0.5], [0.25, 4, -1.5, 2], [-3, 1.25, 0.75, -0.5]]"
_INDICES = (
    "0",
    "-1",
    "1, 2",
    "-1, :",
    ":, -2",
    "..., 0",
    "1:3",
    ":, ::2",
    "::-1",
    "2:0:-1, 1:",
    ":, 3:0:-2",
    "None",
    ":, None, 1",
    "..., None",
    "...",
    "1:2, 2:3",
    "0:100, -100:2",
)

ROWS: tuple[Op, ...] = (
    Op(
        name="getitem",
        selects=True,
        doc="y = x[index]: integers, slices, ... and None",
        source="NumPy's basic indexing",
        operands=(Operand("x"),),
        params=(Param("index", "index"),),
        normalise=_settled_getitem,
        shape=lambda shape, *, index: indexed(index),
        vjp=(lambda xp, y_bar, y, x, *, index: xp.scatter(y_bar, index=index, shape=x.shape),),
        lower=lambda t, x, *, index: t.getitem(x, index),
        samples=(
            *(Sample(f"x[{index}]", {"x": _MATRIX}) for index in _INDICES),
            Sample("x[0]*x[1:, 1] + x[2, 0]", {"x": "[[1, 2], [3, -4], [0.5, 6]]"}),
            Sample("x[...]", {"x": "2.5"}),
        ),
        errors=(
            Misuse("x[2]", {"x": (2, 3)}, "index-range"),
            Misuse("x[0, -4]", {"x": (2, 3)}, "index-range"),
            Misuse("x[0, 0, 0]", {"x": (2, 3)}, "index-count"),
            Misuse("x[..., ...]", {"x": (2, 3)}, "index-count"),
            Misuse("x[::0]", {"x": (3,)}, "index-step"),
        ),
    ),
    Op(
        name="scatter",
        doc="y = zeros(shape) with x put at y[index]: the adjoint of x[index]",
        source="the transpose of NumPy's basic indexing",
        operands=(Operand("x"),),
        params=(Param("index", "index"), Param("shape", "dims")),
        normalise=_settled_scatter,
        shape=lambda _, *, index, shape: shape,
        vjp=(_scatter_pullback,),
        lower=lambda t, x, *, index, shape: t.scatter(x, index, shape),
        samples=(
            Sample("scatter(x, [1:3, :], (3, 2))", {"x": "[[1, 2], [3, -4]]"}),
            Sample("scatter(x, [1, ::-1], (2, 3))", {"x": "[1, 2.5, -3]"}),
            Sample("scatter(x, [2], (4,))", {"x": "1.5"}),
            Sample("scatter(x, [:, None, 1], (2, 3))", {"x": "[[1], [2]]"}),
            Sample("scatter(x, [0:2], (4,))", {"x": "[1.5, -2]"}),
        ),
        errors=(
            Misuse("scatter(x, [0], (3,))", {"x": (2,)}, "shape-mismatch"),
            Misuse("scatter(x, [3], (3,))", {"x": ()}, "index-range"),
        ),
    ),
)
