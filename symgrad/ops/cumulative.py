"""Sums and products of everything up to here, and the recurrence that they are cases of.

The slope of a running product needs, for each entry, products of stretches that leave one
factor out. Dividing by the factor is wrong at zero; the first-order recurrence
y_i = a_i*y_(i-1) + b_i gives all of them in one pass, and its own adjoint is a recurrence
that runs the other way. So the rows are closed under differentiation, right at zeros, and
linear in the number of entries at every order. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import flat_axis, one_axis
from symgrad.ops.dims import Shape, product, show_shape
from symgrad.ops.indexing import Index, whole
from symgrad.ops.permuting import CUBE, MATRIX, samples
from symgrad.ops.repeating import EMPTY, VECTOR
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

_X = (Operand("x"),)
_AXIS = (Param("axis", "axes", None),)


def _settled(name: str) -> Any:
    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        return {"axis": flat_axis(params["axis"], shapes[0], name)}

    return normalise


def _summed_up(shape: Shape, *, axis: int | None) -> Shape:
    return (product(shape),) if axis is None else shape


def _in_line(rule: Rule) -> Rule:
    """Return a pullback along one axis as one that flattens where no axis is named."""

    def along(xp: Any, y_bar: Any, y: Any, x: Any, *, axis: int | None) -> Any:
        if axis is not None:
            return rule(xp, y_bar, y, x, axis)
        return xp.reshape(rule(xp, y_bar, y, xp.ravel(x), 0), shape=x.shape)

    return along


def _cumsum_pullback(xp: Any, y_bar: Any, y: Any, x: Any, axis: int) -> Any:
    turned = xp.flip(y_bar, axis=(axis,))
    return xp.flip(xp.cumsum(turned, axis=axis), axis=(axis,))


def _cumprod_pullback(xp: Any, y_bar: Any, y: Any, x: Any, axis: int) -> Any:
    """Return p_(i-1) r_i with p the products and r_i = y_bar_i + x_(i+1) r_(i+1)."""
    if x.shape[axis] == 0:
        return y_bar
    factors = xp.roll(x, shift=(-1,), axis=(axis,))
    rest = xp.recurrence(factors, y_bar, axis=axis, reverse=True)
    return before(xp, y, axis, 1) * rest


def _but_last(shape: Shape, axis: int) -> Index:
    index = whole(shape)
    index[axis] = (0, shape[axis] - 1, 1)
    return tuple(index)


def before(xp: Any, y: Any, axis: int, first: int) -> Any:
    """Return y_(i-1) along an axis, with a number in the first place."""
    widths = tuple((int(i == axis), 0) for i in range(len(y.shape)))
    kept = xp.getitem(y, index=_but_last(y.shape, axis))
    return xp.pad(kept, pad_width=widths, mode="constant", constant_values=first)


def _after(xp: Any, y: Any, axis: int) -> Any:
    """Return y_(i+1) along an axis, with 0 in the last place."""
    index = whole(y.shape)
    index[axis] = (1, y.shape[axis], 1)
    widths = tuple((0, int(i == axis)) for i in range(len(y.shape)))
    kept = xp.getitem(y, index=tuple(index))
    return xp.pad(kept, pad_width=widths, mode="constant", constant_values=0)


def _settled_recurrence(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    a, b = shapes
    if a != b:
        raise ShapeError(
            f"recurrence: the shapes {show_shape(a)} and {show_shape(b)} do not fit",
            code="shape-mismatch",
            help="factors and summands have one shape",
        )
    axis = one_axis(params["axis"], len(a), "recurrence", a)
    return {"axis": axis, "reverse": bool(params["reverse"])}


def _summands_pullback(
    xp: Any, y_bar: Any, y: Any, a: Any, b: Any, *, axis: int, reverse: bool
) -> Any:
    """Return the recurrence that runs back, with the factors that led on from each place."""
    if a.shape[axis] == 0:
        return y_bar
    led = xp.roll(a, shift=(1 if reverse else -1,), axis=(axis,))
    return xp.recurrence(led, y_bar, axis=axis, reverse=not reverse)


def _factors_pullback(
    xp: Any, y_bar: Any, y: Any, a: Any, b: Any, *, axis: int, reverse: bool
) -> Any:
    if a.shape[axis] == 0:
        return y_bar
    earlier = _after(xp, y, axis) if reverse else before(xp, y, axis, 0)
    back = _summands_pullback(xp, y_bar, y, a, b, axis=axis, reverse=reverse)
    return earlier * back


def _errors(name: str) -> tuple[Misuse, ...]:
    return (
        Misuse(f"{name}(x, axis=2)", {"x": (2, 3)}, "axis-range"),
        Misuse(f"{name}(x, axis=0)", {"x": ()}, "axis-range"),
        Misuse(f"{name}(x, axis=(0, 1))", {"x": (2, 3)}, "axes-count"),
    )


def _samples(name: str) -> tuple[Sample, ...]:
    calls = ("{}(x)", "{}(x, axis=0)", "{}(x, -1)", "{}({}(x, axis=1), axis=0)")
    return (
        samples(VECTOR, f"{name}(x)", f"{name}(x)*{name}(x[::-1])")
        + samples(MATRIX, *(text.replace("{}", name) for text in calls))
        + samples(CUBE, f"{name}(x, axis=1)", f"{name}(x, axis=-3)")
        + samples("2.5", f"{name}(x)")
        + samples("[2.5]", f"{name}(x) * x")
        + samples("[[2.5], [-1]]", f"{name}(x, axis=1)")
        + samples(EMPTY, f"{name}(x, axis=0)", f"{name}(x, axis=1)")
    )


_A, _B = "[[2, -1.5, 0.5], [1.25, 3, -2]]", "[[0.5, 1, -2], [-1, 0.25, 4]]"

ROWS: tuple[Op, ...] = (
    Op(
        name="cumsum",
        doc="y_i = x_0 + ... + x_i along an axis; axis=None flattens",
        source="numpy.cumsum",
        operands=_X,
        params=_AXIS,
        normalise=_settled("cumsum"),
        shape=_summed_up,
        vjp=(_in_line(_cumsum_pullback),),
        lower=lambda t, x, *, axis: t.named("cumsum", x, axis=axis),
        samples=_samples("cumsum"),
        errors=_errors("cumsum"),
    ),
    Op(
        name="cumprod",
        doc="y_i = x_0 * ... * x_i along an axis; axis=None flattens; the gradient is right at 0",
        source="numpy.cumprod",
        operands=_X,
        params=_AXIS,
        normalise=_settled("cumprod"),
        shape=_summed_up,
        vjp=(_in_line(_cumprod_pullback),),
        lower=lambda t, x, *, axis: t.named("cumprod", x, axis=axis),
        samples=_samples("cumprod")
        + samples("[2, 0, -3, 0.5]", "cumprod(x)")
        + samples("[2, 0, -3, 0, 4]", "cumprod(x)"),
        errors=_errors("cumprod"),
    ),
    Op(
        name="recurrence",
        doc="y_i = a_i*y_(i-1) + b_i along an axis, from 0; y_(i+1) for y_(i-1) with reverse",
        source="the linear recurrence of first order; the derivative of cumprod",
        operands=(Operand("a"), Operand("b")),
        params=(Param("axis", "int", 0), Param("reverse", "bool", False)),
        normalise=_settled_recurrence,
        shape=lambda a, _, **__: a,
        vjp=(_factors_pullback, _summands_pullback),
        lower=lambda t, a, b, **params: t.named("recurrence", a, b, **params),
        samples=(
            Sample("recurrence(a, b)", {"a": VECTOR, "b": "[2, 0.5, -1, 3]"}),
            Sample("recurrence(a, b, reverse=true)", {"a": VECTOR, "b": "[2, 0.5, -1, 3]"}),
            Sample("recurrence(a, b, axis=-1)", {"a": _A, "b": _B}),
            Sample("recurrence(a, b, axis=0, reverse=true)", {"a": _A, "b": _B}),
            Sample("recurrence(a, recurrence(a, b, axis=1), axis=1)", {"a": _A, "b": _B}),
            Sample("recurrence(a, a)", {"a": "[0, 2, 0, -1.5]"}),
            Sample("recurrence(a, b)", {"a": "[1.5]", "b": "[2]"}),
        ),
        errors=(
            Misuse("recurrence(a, b)", {"a": (3,), "b": (2,)}, "shape-mismatch"),
            Misuse("recurrence(a, b)", {"a": (), "b": ()}, "axis-range"),
        ),
    ),
)
