"""Taking entries by their numbers, which are data, and the adjoint, which adds them up again.

`take` and `index_add` are each other's adjoint, and so are `take_along_axis` and
`scatter_add`. Numbers may be negative, as in NumPy; the value at a number that is none, or
that is not there, is nan, and the domain says so. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import flat_axis, one_axis
from symgrad.ops.dims import DimLike, Shape, product, show_shape
from symgrad.ops.permuting import CUBE, MATRIX
from symgrad.ops.repeating import VECTOR
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

_INDICES = Operand("indices", "index")
_AXIS = Param("axis", "axes", None)
_SHAPE = Param("shape", "dims")
_ALONG = Param("axis", "int", -1)


def length(shape: Shape, axis: int | None) -> DimLike:
    """Return how many entries an index chooses among."""
    return product(shape) if axis is None else shape[axis]


def _range(of_result: bool) -> Rule:
    """Return the domain: whole numbers of entries that are there."""

    def domain(xp: Any, x: Any, indices: Any, **params: Any) -> tuple[Any, ...]:
        many = length(params["shape"] if of_result else x.shape, params["axis"])
        return (*whole_numbers(xp, indices), *within(indices, -1 * many, many))

    return domain


def whole_numbers(xp: Any, indices: Any) -> tuple[Any, ...]:
    """Return what is positive where indices are whole numbers."""
    off = xp.abs(indices - xp.round(indices))
    return ((0.25 - off, ">", "an index that is not a whole number"),)


def within(indices: Any, least: DimLike, end: DimLike) -> tuple[Any, ...]:
    """Return what is positive where indices go from `least` to before `end`."""
    words = f"an index outside {least}, ..., {end - 1}"
    return ((indices - least + 0.5, ">", words), (-0.5 - (indices - end), ">", words))


def _settled_take(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape = shapes[0]
    axis = flat_axis(params["axis"], shape, "take")
    if length(shape, axis) == 0 and 0 not in shapes[1]:
        raise ShapeError(
            f"take: an operand of shape {show_shape(shape)} has no entries to take",
            code="empty",
            help="take along an axis that has entries",
        )
    return {"axis": axis}


def _taken(shape: Shape, indices: Shape, axis: int | None) -> Shape:
    return indices if axis is None else (*shape[:axis], *indices, *shape[axis + 1 :])


def _settled_add(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    given, indices = shapes
    shape = tuple(params["shape"])
    axis = flat_axis(params["axis"], shape, "index_add")
    if given != _taken(shape, indices, axis):
        raise _unfit("index_add", given, _taken(shape, indices, axis))
    return {"shape": shape, "axis": axis}


def _settled_along(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape, indices = shapes
    axis = one_axis(params["axis"], len(shape), "take_along_axis", shape)
    _fitting("take_along_axis", shape, indices, axis)
    return {"axis": axis}


def _settled_scatter(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    given, indices = shapes
    shape = tuple(params["shape"])
    axis = one_axis(params["axis"], len(shape), "scatter_add", shape)
    if given != indices:
        raise _unfit("scatter_add", given, indices)
    _fitting("scatter_add", shape, indices, axis)
    return {"shape": shape, "axis": axis}


def _fitting(name: str, shape: Shape, indices: Shape, axis: int) -> None:
    same_rank = len(indices) == len(shape)
    free = indices[axis] if same_rank else shape[axis]
    wanted = (*shape[:axis], free, *shape[axis + 1 :])
    if indices != wanted:
        raise _unfit(name, indices, wanted)


def _unfit(name: str, given: Shape, wanted: Shape) -> ShapeError:
    return ShapeError(
        f"{name}: the shape {show_shape(given)} stands where {show_shape(wanted)} fits",
        code="shape-mismatch",
        help=f"the shape {show_shape(wanted)} is needed",
    )


def _own(name: str) -> Rule:
    """Return the definition of a row that is a primitive of the algebra."""
    return lambda t, *xs, **params: t.named(name, *xs, **params)


def _samples(calls: tuple[tuple[str, str, str], ...]) -> tuple[Sample, ...]:
    return tuple(Sample(text, {"x": x, "k": k}) for text, x, k in calls)


ROWS: tuple[Op, ...] = (
    Op(
        name="take",
        selects=True,
        doc="y has the entries of x, or its slices along an axis, that indices name",
        source="numpy.take; an index that is not there is an error",
        operands=(Operand("x"), _INDICES),
        params=(_AXIS,),
        normalise=_settled_take,
        shape=lambda shape, indices, *, axis: _taken(shape, indices, axis),
        vjp=(
            lambda xp, y_bar, y, x, k, *, axis: xp.index_add(y_bar, k, shape=x.shape, axis=axis),
            None,
        ),
        lower=_own("take"),
        domain=_range(False),
        samples=_samples(
            (
                ("take(x, k)", VECTOR, "[2, 0, 2]"),
                ("take(x, k)", VECTOR, "[[-1, 0], [1, -4]]"),
                ("take(x, k)", VECTOR, "1"),
                ("take(x, k)", MATRIX, "[5, 0, 0]"),
                ("take(x, k, axis=0)", MATRIX, "[1, 1, -2]"),
                ("take(x, k, 1)", MATRIX, "-1"),
                ("take(x, k, axis=-1)", MATRIX, "[[0, 2], [2, 2]]"),
                ("take(x, k, axis=1)", CUBE, "[1, 0, 1]"),
                ("take(x, k, axis=-2)", CUBE, "[[0], [1]]"),
                ("take(x, k)*x[0] + take(x, k + 1)", VECTOR, "[0, 2]"),
                ("take(take(x, k, axis=1), k, axis=1)", MATRIX, "[2, 0, 0]"),
                ("take(x, argsort(k))", VECTOR, "[0.5, -1, 2, 0]"),
                ("take(x, [0, -1])*k", VECTOR, "0.5"),
                ("take(x, k)", "2.5", "[0, 0]"),
                ("take(x, k)", "[2.5]", "zeros((0,))"),
                ("take(x, k, axis=1)", "zeros((0, 3))", "[0, 2]"),
            )
        ),
        errors=(
            Misuse("take(x, k, axis=2)", {"x": (2, 3), "k": ()}, "axis-range"),
            Misuse("take(x, k, axis=0)", {"x": (), "k": ()}, "axis-range"),
            Misuse("take(x, k, axis=(0, 1))", {"x": (2, 3), "k": ()}, "axes-count"),
            Misuse("take(x, k, axis=0)", {"x": (0, 3), "k": (2,)}, "empty"),
        ),
    ),
    Op(
        name="index_add",
        doc="y = zeros(shape) with the entries of x added at indices: the adjoint of take",
        source="the transpose of numpy.take; torch.Tensor.index_add",
        operands=(Operand("x"), _INDICES),
        params=(_SHAPE, _AXIS),
        normalise=_settled_add,
        shape=lambda _, __, *, shape, axis: shape,
        vjp=(lambda xp, y_bar, y, x, k, *, shape, axis: xp.take(y_bar, k, axis=axis), None),
        lower=_own("index_add"),
        domain=_range(True),
        samples=_samples(
            (
                ("index_add(x, k, 4)", "[1, -2, 3.5]", "[2, 0, 2]"),
                ("index_add(x, k, (2, 2))", "[1, -2, 3.5]", "[3, -1, 0]"),
                ("index_add(x, k, (4, 3), axis=0)", MATRIX, "[-1, 1]"),
                ("index_add(x, k, (2, 4), axis=-1)", MATRIX, "[0, 0, 3]"),
                ("index_add(x, k, 5)*index_add(x, k, 5)[0]", "2.5", "0"),
            )
        ),
        errors=(
            Misuse("index_add(x, k, 4)", {"x": (3,), "k": (2,)}, "shape-mismatch"),
            Misuse("index_add(x, k, (4, 3), axis=2)", {"x": (4, 3), "k": ()}, "axis-range"),
        ),
    ),
    Op(
        name="take_along_axis",
        selects=True,
        doc="y_(..i..) = x_(..k_(..i..)..): each line of x along an axis has indices of its own",
        source="numpy.take_along_axis, with shapes that fit without broadcasting",
        operands=(Operand("x"), _INDICES),
        params=(_ALONG,),
        normalise=_settled_along,
        shape=lambda _, indices, *, axis: indices,
        vjp=(
            lambda xp, y_bar, y, x, k, *, axis: xp.scatter_add(y_bar, k, shape=x.shape, axis=axis),
            None,
        ),
        lower=_own("take_along_axis"),
        domain=_range(False),
        samples=_samples(
            (
                ("take_along_axis(x, k)", VECTOR, "[2, 0, 2, 2, -1]"),
                ("take_along_axis(x, k)", MATRIX, "[[2, 0], [-1, -1]]"),
                ("take_along_axis(x, k, axis=0)", MATRIX, "[[1, 0, 1]]"),
                ("take_along_axis(x, argsort(x), axis=1)*k", MATRIX, "0.5"),
            )
        ),
        errors=(
            Misuse("take_along_axis(x, k)", {"x": (2, 3), "k": (3, 1)}, "shape-mismatch"),
            Misuse("take_along_axis(x, k, 2)", {"x": (2, 3), "k": (2, 3)}, "axis-range"),
        ),
    ),
    Op(
        name="scatter_add",
        doc="y = zeros(shape) with x_(..i..) added at k_(..i..): the adjoint of take_along_axis",
        source="the transpose of numpy.take_along_axis; torch.Tensor.scatter_add",
        operands=(Operand("x"), _INDICES),
        params=(_SHAPE, _ALONG),
        normalise=_settled_scatter,
        shape=lambda _, __, *, shape, axis: shape,
        vjp=(
            lambda xp, y_bar, y, x, k, *, shape, axis: xp.take_along_axis(y_bar, k, axis=axis),
            None,
        ),
        lower=_own("scatter_add"),
        domain=_range(True),
        samples=_samples(
            (
                ("scatter_add(x, k, 3)", VECTOR, "[2, 0, 2, -1]"),
                ("scatter_add(x, k, (2, 4))", MATRIX, "[[3, 0, 0], [1, 1, -1]]"),
                ("scatter_add(x, k, (3, 3), axis=0)", MATRIX, "[[2, 0, 0], [2, 1, -1]]"),
            )
        ),
        errors=(
            Misuse("scatter_add(x, k, 3)", {"x": (2,), "k": (3,)}, "shape-mismatch"),
            Misuse("scatter_add(x, k, (3, 3))", {"x": (2, 3), "k": (2, 3)}, "shape-mismatch"),
        ),
    ),
)
