"""The trace of a matrix, and the product of vectors in space: rows that choose their axes.

May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import one_axis
from symgrad.ops.diagonals import AXES, crop, front, of_two, reordered, settled_axes
from symgrad.ops.dims import Shape, broadcast, show_shape
from symgrad.ops.indexing import whole
from symgrad.ops.matmul import AB, A, S, unequal
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample

_ALONG = "abcdefghklmnopqrst"


def _trace_settled(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    if len(shape) >= 2:
        params = settled_axes("trace")(shapes, params)
        rows, columns = of_two(shape, params["axis1"], params["axis2"])[:2]
        if rows == columns:
            return params
    raise ShapeError(
        f"trace: an operand of shape {show_shape(shape)} is no square matrix",
        code="not-square",
        help="the two axes of the trace, the first two if none are named, must be equal",
    )


def _trace(xp: Any, x: Any, *, offset: int, axis1: int, axis2: int) -> Any:
    x = reordered(xp, x, front(len(x.shape), axis1, axis2))
    along = _ALONG[: len(x.shape) - 2]
    block = xp.getitem(x, index=crop("trace", x.shape, offset)) if offset else x
    return xp.einsum(f"ii{along}->{along}", block)


def _trace_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, offset: int, axis1: int, axis2: int
) -> Any:
    shape, along = of_two(x.shape, axis1, axis2), _ALONG[: len(x.shape) - 2]
    index = crop("trace", shape, offset)
    count = index[0][1] - index[0][0]
    block = xp.einsum(f"{along},ij->ij{along}", y_bar, xp.eye(count, count))
    full = xp.scatter(block, index=index, shape=shape) if offset else block
    order = front(len(shape), axis1, axis2)
    return reordered(xp, full, tuple(order.index(i) for i in range(len(order))))


def _cross_settled(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    """Return the axis counted from the end, where both operands have it."""
    a, b = shapes
    rank = min(len(a), len(b))
    if not rank:
        raise _not_in_space(a, b)
    longer = a if len(a) >= len(b) else b
    axis = one_axis(params["axis"], len(longer), "cross", longer) - len(longer)
    if -axis > rank or a[axis] != 3 or b[axis] != 3:
        raise _not_in_space(a, b)
    return params | {"axis": axis}


def _not_in_space(a: Shape, b: Shape) -> ShapeError:
    return unequal("cross", a, b, "both have 3 entries along the axis, the last if none is named")


def _rolled(xp: Any, x: Any, start: int, axis: int) -> Any:
    """Return the entries of an axis from `start` on, then those before."""
    place = len(x.shape) + axis
    pieces = []
    for part in ((start, 3, 1), (0, start, 1)):
        index = list(whole(x.shape))
        index[place] = part
        pieces.append(xp.getitem(x, index=tuple(index)))
    return xp.concatenate(tuple(pieces), axis=place)


def _cross(xp: Any, a: Any, b: Any, *, axis: int) -> Any:
    left = _rolled(xp, a, 1, axis) * _rolled(xp, b, 2, axis)
    return left - _rolled(xp, a, 2, axis) * _rolled(xp, b, 1, axis)


_U, _V = "[3, -1, 0.5]", "[0.5, 2, -1.5]"
_B = "[[2, 0.5], [-1, 3]]"
_CUBE = "[[[1, 2, -1], [3, 4, 2]], [[-1, 0.5, 1], [2, -3, 5]]]"
_COLUMNS = "[[1, -2], [0.5, 3], [2, 1.5]]"

ROWS: tuple[Op, ...] = (
    Op(
        name="trace",
        selects=True,
        doc="y = sum over i of x_(i, i + offset), along axis1 and axis2",
        source="NumPy's convention (numpy.trace)",
        operands=(Operand("x"),),
        params=(Param("offset", "int", 0), *AXES),
        normalise=_trace_settled,
        shape=lambda shape, *, offset, axis1, axis2: of_two(shape, axis1, axis2)[2:],
        primal=_trace,
        vjp=(_trace_pullback,),
        samples=(
            Sample("trace(x)", {"x": S}),
            Sample("trace(x)", {"x": _CUBE}),
            Sample("trace(x @ x.T)", {"x": A}),
            Sample("trace(x)", {"x": "[[2.5]]"}),
            Sample("trace(x, 1)", {"x": S}),
            Sample("trace(x, offset=-2)", {"x": S}),
            Sample("trace(x, 3)", {"x": S}),
            Sample("trace(x, axis1=1, axis2=2)", {"x": f"[{_B}, {_B}, {_B}]"}),
            Sample("trace(x, 1, -1, 1)", {"x": f"[{_B}, {_B}, {_B}]"}),
            Sample("trace(x)*trace(x @ x)", {"x": S}),
            Sample("trace(x)", {"x": "zeros((2, 2, 0))"}),
            Sample("trace(x)", {"x": "zeros((0, 0))"}),
        ),
        errors=(
            Misuse("trace(x)", {"x": (2, 3)}, "not-square"),
            Misuse("trace(x)", {"x": (3,)}, "not-square"),
            Misuse("trace(x, axis1=0, axis2=2)", {"x": (2, 2, 3)}, "not-square"),
            Misuse("trace(x, axis2=3)", {"x": (2, 2, 2)}, "axis-range"),
        ),
    ),
    Op(
        name="cross",
        doc="y = a x b along an axis: y_0 = a_1*b_2 - a_2*b_1, and so on in turn",
        source="NumPy's convention (numpy.cross)",
        operands=AB,
        params=(Param("axis", "int", -1, keyword=True),),
        normalise=_cross_settled,
        shape=lambda a, b, *, axis: broadcast(a, b),
        primal=_cross,
        vjp=(
            lambda xp, y_bar, y, a, b, *, axis: xp.cross(b, y_bar, axis=axis),
            lambda xp, y_bar, y, a, b, *, axis: xp.cross(y_bar, a, axis=axis),
        ),
        samples=(
            Sample("cross(a, b)", {"a": _U, "b": _V}),
            Sample("cross(a, b)", {"a": A, "b": _V}),
            Sample("cross(a, b)", {"a": _U, "b": S}),
            Sample("cross(a, b)", {"a": f"[{A}]", "b": f"[[{_U}], [{_V}]]"}),
            Sample("cross(a, b, axis=0)", {"a": _COLUMNS, "b": "[[2, 1], [-1, 0.5], [3, 4]]"}),
            Sample("cross(a, b, axis=0)", {"a": S, "b": "[[1], [2], [-1]]"}),
            Sample("cross(a, b, axis=-2)", {"a": f"[{_COLUMNS}, {_COLUMNS}]", "b": _COLUMNS}),
            Sample("cross(a, b, axis=1)", {"a": f"[{_COLUMNS}, {_COLUMNS}]", "b": _COLUMNS}),
            Sample("cross(a, b)*cross(b, a)", {"a": _U, "b": _V}),
            Sample("cross(a, cross(a, b))", {"a": _U, "b": _V}),
            Sample("cross(a, a @ b)", {"a": S, "b": S}),
            Sample("cross(a, b)", {"a": "zeros((0, 3))", "b": _V}),
        ),
        errors=(
            Misuse("cross(a, b)", {"a": (2,), "b": (3,)}, "shape-mismatch"),
            Misuse("cross(a, b)", {"a": (2, 3), "b": (3, 3)}, "shape-mismatch"),
            Misuse("cross(a, b)", {"a": (), "b": (3,)}, "shape-mismatch"),
            Misuse("cross(a, b, axis=0)", {"a": (2, 3), "b": (3, 3)}, "shape-mismatch"),
            Misuse("cross(a, b, axis=2)", {"a": (2, 3), "b": (2, 3)}, "axis-range"),
        ),
    ),
)
