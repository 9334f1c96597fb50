"""Constructors: arrays made from sizes and numbers.

May import `errors` and `ops`.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

from symgrad.errors import InputError, ShapeError
from symgrad.ops.axes import gathered
from symgrad.ops.dims import Dim, DimLike, Shape, broadcast, show_shape
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

SHAPE = Param("shape", "dims")
SEED = Param("seed", "int", None, keyword=True)


def _checked(name: str, shape: Any) -> Shape:
    if any(isinstance(dim, int) and dim < 0 for dim in shape):
        raise ShapeError(
            f"{name}: the shape {show_shape(tuple(shape))} has a negative size",
            code="negative-size",
            help="sizes are 0 or more",
        )
    return tuple(shape)


def _filled(name: str, doc: str, samples: tuple[Sample, ...], *params: Param) -> Op:
    """Return the row of a constructor that only takes a shape."""
    return Op(
        name=name,
        doc=doc,
        source=f"NumPy's convention (numpy.{name})",
        params=(SHAPE, *params),
        kind="constructor",
        normalise=lambda _, params: params | {"shape": _checked(name, params["shape"])},
        shape=lambda *, shape, **_: shape,
        lower=None if params else lambda t, *, shape: getattr(t, name)(shape),
        samples=samples,
        errors=() if params else (Misuse(f"{name}((2, -1))", {}, "negative-size"),),
        values_only=bool(params),
    )


def _settled_eye(_: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    columns = params["n"] if params["m"] is None else params["m"]
    _checked("eye", (params["n"], columns))
    return params | {"m": columns}


def _settled_full(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    shape = _checked("full", params["shape"])
    if len(shapes[0]) > len(shape) or broadcast(shapes[0], shape) != shape:
        raise ShapeError(
            f"full: a value of shape {show_shape(shapes[0])} does not broadcast to "
            f"{show_shape(shape)}",
            code="shape-mismatch",
            help="sizes must be equal, counted from the last axis, or 1",
        )
    return params | {"shape": shape}


def _settled_arange(_: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    start, stop, step = params["start"], params["stop"], params["step"]
    if stop is None:
        start, stop = 0, start
    if step == 0 or "inf" in (start, stop, step) or "-inf" in (start, stop, step):
        raise InputError(
            f"arange: from {start} to {stop} in steps of {step} never ends",
            code="endless-range",
            help="give a finite end and a step other than 0",
        )
    return {"start": _exact(start), "stop": _exact(stop), "step": _exact(step)}


def _exact(value: Any) -> Any:
    return value if isinstance(value, Dim) else Fraction(value)


def _arange_shape(*, start: Any, stop: Any, step: Any) -> tuple[DimLike]:
    if not isinstance(start, Dim) and not isinstance(stop, Dim):
        return (max(0, ceil(Fraction(stop - start) / step)),)
    if step != 1 or getattr(start, "denominator", 1) != 1 or getattr(stop, "denominator", 1) != 1:
        raise ShapeError(
            f"arange: from {start} to {stop} in steps of {step} has no size that can be named",
            code="unknown-size",
            help="declare the shape with numbers, such as x:5x3",
        )
    first, last = (end if isinstance(end, Dim) else int(end) for end in (start, stop))
    return (last - first,)


def _settled_linspace(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    if any(shape != () for shape in shapes):
        raise ShapeError(
            f"linspace: from {show_shape(shapes[0])} to {show_shape(shapes[1])}: both ends are "
            "single numbers",
            code="shape-mismatch",
            help="give 0-dimensional ends",
        )
    _checked("linspace", (params["num"],))
    return params


def _steps(xp: Any, num: DimLike) -> Any:
    """Return how far along the way each entry stands, from 0 to 1."""
    count = xp.arange(start=0, stop=num, step=1)
    return count if num in (0, 1) else count / (num - 1)


def _linspace(xp: Any, start: Any, stop: Any, *, num: DimLike) -> Any:
    way = _steps(xp, num)
    return start * (1 - way) + stop * way


def _linspace_end(at_stop: bool) -> Rule:
    def rule(xp: Any, y_bar: Any, y: Any, start: Any, stop: Any, *, num: DimLike) -> Any:
        way = _steps(xp, num)
        return xp.sum(y_bar * (way if at_stop else 1 - way), axis=(0,), keepdims=False)

    return rule


def _like(name: str, doc: str, filled: str) -> Op:
    """Return the row of a constant in the shape of its operand."""
    return Op(
        name=name,
        doc=doc,
        source=f"NumPy's convention (numpy.{name})",
        operands=(Operand("x"),),
        shape=lambda shape: shape,
        primal=lambda xp, x: getattr(xp, filled)(shape=x.shape),
        vjp=(None,),
        samples=(
            Sample(f"{name}(x) + x", {"x": "[[1, -2, 3.5], [0.25, 4, -1.5]]"}),
            Sample(f"{name}(x)*x", {"x": "2.5"}),
        ),
    )


ROWS: tuple[Op, ...] = (
    _filled(
        "ones",
        "y = 1 everywhere",
        (
            Sample("ones((2, 3))*x", {"x": "2.5"}),
            Sample("ones(3)*x", {"x": "[1, 2, -3]"}),
            Sample("x*ones(())", {"x": "2.5"}),
        ),
    ),
    _filled(
        "zeros",
        "y = 0 everywhere",
        (
            Sample("zeros((2, 3)) + x", {"x": "2.5"}),
            Sample("zeros(2, 3) + x", {"x": "[1, 2, -3]"}),
        ),
    ),
    Op(
        name="full",
        doc="y = value, broadcast to a shape",
        source="NumPy's convention (numpy.full)",
        operands=(Operand("value"),),
        params=(Param("shape", "dims", leading=True),),
        normalise=_settled_full,
        shape=lambda _, *, shape: shape,
        primal=lambda xp, value, *, shape: xp.broadcast_to(value, shape=shape),
        vjp=(lambda xp, y_bar, y, value, *, shape: gathered(xp, y_bar, value.shape),),
        samples=(
            Sample("full((2, 3), x)", {"x": "2.5"}),
            Sample("full(3, 1.5)*x", {"x": "[1, 2, -3]"}),
            Sample("full((2, 3), x)", {"x": "[1, 2, -3]"}),
        ),
        errors=(Misuse("full((2, 3), x)", {"x": (2,)}, "shape-mismatch"),),
    ),
    Op(
        name="eye",
        doc="y_ij = 1 where i = j, else 0; n rows and m columns, m = n if left out",
        source="NumPy's convention (numpy.eye)",
        params=(Param("n", "dim"), Param("m", "dim", None)),
        kind="constructor",
        normalise=_settled_eye,
        shape=lambda *, n, m: (n, m),
        lower=lambda t, *, n, m: t.eye(n, m),
        samples=(
            Sample("eye(2)*x", {"x": "[[1, -2], [3, 4]]"}),
            Sample("eye(2, 3) + x", {"x": "1.5"}),
        ),
        errors=(Misuse("eye(-1)", {}, "negative-size"),),
    ),
    Op(
        name="arange",
        doc="y_i = start + i*step, as long as it is before stop",
        source="NumPy's convention (numpy.arange)",
        params=(
            Param("start", "number"),
            Param("stop", "number", None),
            Param("step", "number", Fraction(1)),
        ),
        kind="constructor",
        normalise=_settled_arange,
        shape=_arange_shape,
        lower=lambda t, **params: t.arange(**params),
        samples=(
            Sample("arange(3)*x", {"x": "[1, 2, -3]"}),
            Sample("arange(1, 4) + x", {"x": "2.5"}),
            Sample("arange(2, -1, -1.5)*x", {"x": "[1, 2]"}),
            Sample("arange(0, 1, 0.1)*x", {"x": "2"}),
        ),
        errors=(
            Misuse("arange(1, 4, 0)", {}, "endless-range"),
            Misuse("arange(inf)", {}, "endless-range"),
        ),
    ),
    Op(
        name="linspace",
        doc="y_i = start + (stop - start)*i/(num - 1), both ends taken",
        source="NumPy's convention (numpy.linspace)",
        operands=(Operand("start"), Operand("stop")),
        params=(Param("num", "dim", 50),),
        normalise=_settled_linspace,
        shape=lambda a, b, *, num: (num,),
        primal=_linspace,
        vjp=(_linspace_end(False), _linspace_end(True)),
        samples=(
            Sample("linspace(a, b, 5)", {"a": "-1", "b": "2.5"}),
            Sample("linspace(a, 2*pi, 3)", {"a": "0.5"}),
            Sample("linspace(a, b, 1)", {"a": "-1", "b": "2.5"}),
        ),
        errors=(
            Misuse("linspace(x, 1, 3)", {"x": (2,)}, "shape-mismatch"),
            Misuse("linspace(0, 1, -3)", {}, "negative-size"),
        ),
    ),
    _like("ones_like", "y = 1 everywhere, in the shape of x", "ones"),
    _like("zeros_like", "y = 0 everywhere, in the shape of x", "zeros"),
    _filled("randn", "y drawn from the standard normal distribution", (), SEED),
    _filled("rand", "y drawn uniformly from [0, 1)", (), SEED),
)
