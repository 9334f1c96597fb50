"""The row `pad`: entries put around an array, a constant or some of its own.

Padding with a constant is `scatter`; every other mode joins, axis by axis, pieces of the
array: its own edge, its mirror image, its other end. May import `errors` and `ops`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

from symgrad.errors import ArgumentError, ShapeError
from symgrad.ops.dims import DimLike, Shape, known, show_shape
from symgrad.ops.indexing import Index, whole
from symgrad.ops.permuting import CUBE, MATRIX, samples
from symgrad.ops.row import Misuse, Op, Operand, Param
from symgrad.ops.sizes import not_negative

Widths = tuple[tuple[int, int], ...]
# The ends of a slice of the axis, how often each of its entries comes, and whether it is reversed.
Piece = tuple[DimLike, DimLike, int, bool]
_MODES = ("constant", "edge", "reflect", "symmetric", "wrap")


def _pairs(typed: Any, shape: Shape) -> Widths:
    """Return the widths before and after each axis, as NumPy broadcasts what was typed."""
    rows = typed if isinstance(typed, tuple) else (typed,)
    rank = len(shape)
    found: tuple[Any, ...] = ()
    nested = [row for row in rows if isinstance(row, tuple) and 1 <= len(row) <= 2]
    if not any(isinstance(row, tuple) for row in rows) and 1 <= len(rows) <= 2:
        found = ((rows[0], rows[-1]),) * rank
    elif nested and len(nested) == len(rows):
        pairs = tuple((row[0], row[-1]) for row in nested)
        found = pairs * rank if len(pairs) == 1 else pairs
    ends = [end for pair in found for end in pair]
    if len(found) != rank or not all(isinstance(end, int) and end >= 0 for end in ends):
        raise ShapeError(
            f"pad: pad_width={typed} does not fit an operand of shape {show_shape(shape)}",
            code="pad-width",
            help="write a number, (before, after), or one such pair for each axis",
        )
    return found


def _settled_pad(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    (shape,) = shapes
    if params["constant_values"] in ("inf", "-inf"):
        raise ArgumentError(
            f"pad: constant_values is infinite, around an operand of shape {show_shape(shape)}",
            code="bad-argument",
            help="constant_values is a number",
        )
    widths, mode = _pairs(params["pad_width"], shape), params["mode"]
    for dim, pair in zip(shape, widths, strict=True):
        if not _finds(dim, max(pair), mode):
            raise ShapeError(
                f"pad: the mode {mode} does not find {max(pair)} entries along an axis of size "
                f"{known(dim, 'pad')} of the shape {show_shape(shape)}",
                code="pad-width",
                help="take a smaller width, or pad twice",
            )
    return params | {"pad_width": widths}


def _finds(dim: DimLike, most: int, mode: str) -> bool:
    """Tell whether an axis has what is to be put around it."""
    if mode == "constant" or most == 0:
        return True
    needed = {"edge": 1, "reflect": most + 1}.get(mode, most)
    return not_negative(dim - needed)


def _padded(shape: Shape, *, pad_width: Widths, **_: Any) -> Shape:
    return tuple(
        dim + before + after for dim, (before, after) in zip(shape, pad_width, strict=True)
    )


def _inside(shape: Shape, widths: Widths) -> Index:
    """Return the index of the operand in its padded self."""
    pairs = zip(shape, widths, strict=True)
    return tuple((before, before + dim, 1) for dim, (before, _) in pairs)


def _pieces(dim: DimLike, before: int, after: int, mode: str) -> list[Piece]:
    """Return what a padded axis is made of."""
    head: Piece
    tail: Piece
    if mode == "edge":
        head, tail = (0, 1, before, False), (dim - 1, dim, after, False)
    elif mode == "wrap":
        head, tail = (dim - before, dim, 1, False), (0, after, 1, False)
    else:
        skip = 1 if mode == "reflect" else 0
        head = (skip, skip + before, 1, before > 1)
        tail = (dim - skip - after, dim - skip, 1, after > 1)
    return [head] * (before > 0) + [(0, dim, 1, False)] + [tail] * (after > 0)


def _slice(shape: Shape, axis: int, start: DimLike, stop: DimLike) -> Index:
    index = whole(shape)
    index[axis] = (start, stop, 1)
    return tuple(index)


def _extended(xp: Any, x: Any, axis: int, pieces: list[Piece]) -> Any:
    parts = []
    for start, stop, times, turned in pieces:
        part = xp.getitem(x, index=_slice(x.shape, axis, start, stop))
        part = xp.flip(part, axis=(axis,)) if turned else part
        parts.append(xp.repeat(part, repeats=times, axis=axis) if times > 1 else part)
    return xp.concatenate(tuple(parts), axis=axis)


def _folded(xp: Any, y_bar: Any, axis: int, dim: DimLike, pieces: list[Piece]) -> Any:
    """Return the adjoint of putting pieces side by side: each is added where it came from."""
    shape = (*y_bar.shape[:axis], dim, *y_bar.shape[axis + 1 :])
    parts = []
    place: DimLike = 0
    for start, stop, times, turned in pieces:
        end = place + (stop - start) * times
        part = xp.getitem(y_bar, index=_slice(y_bar.shape, axis, place, end))
        part = xp.sum(part, axis=(axis,), keepdims=True) if times > 1 else part
        part = xp.flip(part, axis=(axis,)) if turned else part
        parts.append(xp.scatter(part, index=_slice(shape, axis, start, stop), shape=shape))
        place = end
    return reduce(add, parts)


def _steps(shape: Shape, widths: Widths, mode: str) -> list[tuple[int, DimLike, list[Piece]]]:
    """Return each axis that is padded, its size and what it will be made of."""
    return [
        (axis, dim, _pieces(dim, before, after, mode))
        for axis, (dim, (before, after)) in enumerate(zip(shape, widths, strict=True))
        if before or after
    ]


def _pad(xp: Any, x: Any, *, pad_width: Widths, mode: str, constant_values: Any) -> Any:
    if mode != "constant":
        for axis, _, pieces in _steps(x.shape, pad_width, mode):
            x = _extended(xp, x, axis, pieces)
        return x
    shape, index = _padded(x.shape, pad_width=pad_width), _inside(x.shape, pad_width)
    y = xp.scatter(x, index=index, shape=shape)
    if constant_values == 0:
        return y
    taken = xp.scatter(xp.ones_like(x), index=index, shape=shape)
    return xp.where(xp.greater(taken, 0), y, constant_values)


def _pad_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, pad_width: Widths, mode: str, constant_values: Any
) -> Any:
    if mode == "constant":
        return xp.getitem(y_bar, index=_inside(x.shape, pad_width))
    for axis, dim, pieces in reversed(_steps(x.shape, pad_width, mode)):
        y_bar = _folded(xp, y_bar, axis, dim, pieces)
    return y_bar


def _pad_defined(t: Any, x: Any, *, pad_width: Widths, mode: str, constant_values: Any) -> Any:
    if mode != "constant":
        return _pad(t, x, pad_width=pad_width, mode=mode, constant_values=constant_values)
    return t.named("pad", x, pad_width=pad_width, constant_values=constant_values)


ROWS: tuple[Op, ...] = (
    Op(
        name="pad",
        doc="y is x with entries put around it: constant_values, or by mode some of its own",
        source="numpy.pad, in the modes " + ", ".join(_MODES),
        operands=(Operand("x"),),
        params=(
            Param("pad_width", "ints"),
            Param("mode", "word", "constant", choices=_MODES),
            Param("constant_values", "number", Fraction(0)),
        ),
        normalise=_settled_pad,
        shape=_padded,
        primal=_pad,
        vjp=(_pad_pullback,),
        lower=_pad_defined,
        samples=samples(
            "[1, -2, 3.5, 0.5]",
            "pad(x, 1)",
            "pad(x, (0, 2))",
            "pad(x, ((2, 1),), constant_values=-1.5)",
            'pad(x, (2, 3), "edge")',
            'pad(x, (3, 2), mode="reflect")',
            'pad(x, (1, 4), "symmetric")',
            'pad(x, (4, 1), "wrap")',
            "pad(x, 0) * pad(x, (1, 0))[1:]",
        )
        + samples(
            MATRIX,
            "pad(x, 1)",
            "pad(x, (1, 2))",
            "pad(x, ((1, 0), (0, 2)), constant_values=0.5)",
            'pad(x, ((1,), (2,)), mode="reflect")',
            'pad(pad(x, 1), ((0, 0), (2, 0)), "wrap")',
        )
        + samples(CUBE, "pad(x, ((0, 0), (1, 1), (0, 2)))", 'pad(x, 1, "edge")')
        + samples("2.5", "pad(x, 1)")
        + samples("[1.5]", 'pad(x, (2, 0), "edge") * x')
        + samples("zeros((0, 3))", "pad(x, 1)"),
        errors=(
            Misuse("pad(x, -1)", {"x": (3,)}, "pad-width"),
            Misuse("pad(x, (1, 2, 3))", {"x": (3,)}, "pad-width"),
            Misuse("pad(x, ((1, 1), (2, 2)))", {"x": (3,)}, "pad-width"),
            Misuse('pad(x, 3, "reflect")', {"x": (3,)}, "pad-width"),
            Misuse('pad(x, 1, "mirror")', {"x": (3,)}, "bad-argument"),
        ),
    ),
)
