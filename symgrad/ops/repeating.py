"""Rows that shift entries round an axis, or repeat them.

`roll` is a primitive, so that it has a short adjoint: itself, the other way. `repeat` and
`tile` add an axis, repeat along it and melt it into its neighbour.
May import `errors` and `ops`.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import flat_axis, one_axis
from symgrad.ops.dims import DimLike, Shape, product, show_shape
from symgrad.ops.permuting import CUBE, MATRIX, samples
from symgrad.ops.row import Misuse, Op, Operand, Param

_X = (Operand("x"),)
Axes = tuple[int, ...]
VECTOR = "[1, -2, 3.5, 0.5]"
EMPTY = "zeros((0, 3))"


def count(number: Any, shape: Shape, what: str) -> int:
    """Return how often something is repeated.

    Raises:
        ShapeError: it is negative or the name of a size.
    """
    if not isinstance(number, int) or number < 0:
        raise ShapeError(
            f"{what}: {number} repetitions of an operand of shape {show_shape(shape)}",
            code="bad-count",
            help="a number of repetitions is a whole number from 0 on",
        )
    return number


def _settled_roll(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    typed, axis = params["shift"], params["axis"]
    shifts = (typed,) if isinstance(typed, int) else tuple(typed)
    flat = axis is None and len(shape) != 1
    axes = (0,) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    if not all(isinstance(shift, int) for shift in shifts) or (
        len(shifts) != len(axes) and 1 not in (len(shifts), len(axes))
    ):
        raise ShapeError(
            f"roll: shift={typed} and axis={axis} for an operand of shape {show_shape(shape)}",
            code="axes-count",
            help="give one whole number for each axis, or one for all of them",
        )
    if not flat:
        axes = tuple(one_axis(each, len(shape), "roll", shape) for each in axes)
    many = max(len(shifts), len(axes)) if shifts and axes else 0
    total: dict[int, int] = {}
    for place in range(many):
        each = axes[place % len(axes)]
        total[each] = total.get(each, 0) + shifts[place % len(shifts)]
    settled = {place: total[place] for place in sorted(total)}
    return params | {"shift": tuple(settled.values()), "axis": None if flat else tuple(settled)}


def _unrolled(xp: Any, y_bar: Any, y: Any, x: Any, *, shift: Axes, axis: Axes | None) -> Any:
    return xp.roll(y_bar, shift=tuple(-each for each in shift), axis=axis)


def _settled_repeat(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    return params | {
        "repeats": count(params["repeats"], shape, "repeat"),
        "axis": flat_axis(params["axis"], shape, "repeat"),
    }


def _lined(shape: Shape, axis: int | None) -> tuple[Shape, int]:
    """Return the shape that is worked on, flat where no axis is named, and the axis in it."""
    return ((product(shape),), 0) if axis is None else (shape, axis)


def _repeated(shape: Shape, *, repeats: int, axis: int | None) -> Shape:
    line, place = _lined(shape, axis)
    return (*line[:place], line[place] * repeats, *line[place + 1 :])


def _apart(shape: Shape, repeats: int, axis: int | None) -> tuple[Shape, Shape, int]:
    """Return the operand's shape and the result's, with an axis of their own for repetitions."""
    line, place = _lined(shape, axis)
    head, tail = line[: place + 1], line[place + 1 :]
    return (*head, 1, *tail), (*head, repeats, *tail), place + 1


def _repeat(xp: Any, x: Any, *, repeats: int, axis: int | None) -> Any:
    thin, wide, _ = _apart(x.shape, repeats, axis)
    spread = xp.broadcast_to(xp.reshape(x, shape=thin), shape=wide)
    return xp.reshape(spread, shape=_repeated(x.shape, repeats=repeats, axis=axis))


def _unrepeated(xp: Any, y_bar: Any, y: Any, x: Any, *, repeats: int, axis: int | None) -> Any:
    _, wide, place = _apart(x.shape, repeats, axis)
    total = xp.sum(xp.reshape(y_bar, shape=wide), axis=(place,), keepdims=False)
    return xp.reshape(total, shape=x.shape)


def _settled_tile(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    reps = tuple(count(each, shape, "tile") for each in params["reps"])
    return params | {"reps": (1,) * (len(shape) - len(reps)) + reps}


def _filled(shape: Shape, reps: Axes) -> Shape:
    return (1,) * (len(reps) - len(shape)) + shape


def _tiled(shape: Shape, *, reps: Axes) -> Shape:
    return tuple(dim * times for dim, times in zip(_filled(shape, reps), reps, strict=True))


def _blocks(shape: Shape, reps: Axes) -> tuple[Shape, Shape]:
    """Return the operand's shape and the result's, each axis with one for its copies before it."""
    dims = _filled(shape, reps)
    thin: list[DimLike] = list(chain.from_iterable((1, dim) for dim in dims))
    wide: list[DimLike] = list(chain.from_iterable(zip(reps, dims, strict=True)))
    return tuple(thin), tuple(wide)


def _tile(xp: Any, x: Any, *, reps: Axes) -> Any:
    thin, wide = _blocks(x.shape, reps)
    spread = xp.broadcast_to(xp.reshape(x, shape=thin), shape=wide)
    return xp.reshape(spread, shape=_tiled(x.shape, reps=reps))


def _untiled(xp: Any, y_bar: Any, y: Any, x: Any, *, reps: Axes) -> Any:
    _, wide = _blocks(x.shape, reps)
    copies = tuple(range(0, len(wide), 2))
    total = xp.sum(xp.reshape(y_bar, shape=wide), axis=copies, keepdims=False)
    return xp.reshape(total, shape=x.shape)


ROWS: tuple[Op, ...] = (
    Op(
        name="roll",
        doc="y_i = x_(i - shift), counted round the end of an axis; axis=None flattens for it",
        source="numpy.roll",
        operands=_X,
        params=(Param("shift", "ints"), Param("axis", "axes", None)),
        normalise=_settled_roll,
        shape=lambda shape, **_: shape,
        vjp=(_unrolled,),
        lower=lambda t, x, **params: t.named("roll", x, **params),
        samples=samples(VECTOR, "roll(x, 1)", "roll(x, -6)", "roll(x, 0)", "roll(x, 1)*roll(x, -1)")
        + samples(
            MATRIX,
            "roll(x, 2)",
            "roll(x, 1, axis=-1)",
            "roll(x, (1, -2), axis=(0, 1))",
            "roll(x, (1, 1), axis=1)",
        )
        + samples(CUBE, "roll(x, 1, axis=(0, -1))", "roll(roll(x, 1, axis=0), 1)")
        + samples("2.5", "roll(x, 3)")
        + samples(EMPTY, "roll(x, 1, axis=0)"),
        errors=(
            Misuse("roll(x, 1, axis=2)", {"x": (2, 3)}, "axis-range"),
            Misuse("roll(x, (1, 2, 3), axis=(0, 1))", {"x": (2, 3)}, "axes-count"),
            Misuse("roll(x, 0.5)", {"x": (3,)}, "bad-argument"),
        ),
    ),
    Op(
        name="repeat",
        doc="y has each entry of x `repeats` times, one after the other; axis=None flattens",
        source="numpy.repeat, for one number of repetitions",
        operands=_X,
        params=(Param("repeats", "int"), Param("axis", "axes", None)),
        normalise=_settled_repeat,
        shape=_repeated,
        primal=_repeat,
        vjp=(_unrepeated,),
        lower=lambda t, x, **params: t.named("repeat", x, **params),
        samples=samples(VECTOR, "repeat(x, 3)", "repeat(x, 1)", "repeat(x, 0)")
        + samples("[1.5]", "repeat(x, 2) * x")
        + samples(
            MATRIX,
            "repeat(x, 2)",
            "repeat(x, 2, axis=0)",
            "repeat(x, 3, axis=-1)",
            "repeat(x, 2, 1) + repeat(x, 3, axis=1)[:, :6]",
        )
        + samples(CUBE, "repeat(x, 2, axis=1)", "repeat(repeat(x, 2, axis=0), 2, axis=-2)")
        + samples("2.5", "repeat(x, 3)")
        + samples(EMPTY, "repeat(x, 2, axis=1)"),
        errors=(
            Misuse("repeat(x, -1)", {"x": (3,)}, "bad-count"),
            Misuse("repeat(x, 2, axis=2)", {"x": (2, 3)}, "axis-range"),
            Misuse("repeat(x, 2, axis=(0, 1))", {"x": (2, 3)}, "axes-count"),
        ),
    ),
    Op(
        name="tile",
        doc="y is made of copies of x, `reps` of them along each axis",
        source="numpy.tile",
        operands=_X,
        params=(Param("reps", "dims"),),
        normalise=_settled_tile,
        shape=_tiled,
        primal=_tile,
        vjp=(_untiled,),
        lower=lambda t, x, **params: t.named("tile", x, **params),
        samples=samples(VECTOR, "tile(x, 3)", "tile(x, (2, 1))", "tile(x, 0)", "tile(x, ())")
        + samples("[1.5]", "tile(x, 4) * x")
        + samples(MATRIX, "tile(x, 2)", "tile(x, (2, 3))", "tile(x, (2, 1)) * tile(x, (2, 1))")
        + samples(CUBE, "tile(x, (2, 1, 3))", "tile(tile(x, (2, 1, 1)), 2)")
        + samples("2.5", "tile(x, 3)", "tile(x, (2, 2))")
        + samples(EMPTY, "tile(x, (2, 2))"),
        errors=(
            Misuse("tile(x, -1)", {"x": (3,)}, "bad-count"),
            Misuse("tile(x, 0.5)", {"x": (3,)}, "bad-argument"),
        ),
    ),
)
