"""Norms of vectors and matrices, safe from overflow where the norm itself does not overflow.

May import `errors` and `ops`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.errors import InputError, ShapeError
from symgrad.ops.axes import many_axes, opened, reduced
from symgrad.ops.dims import Shape, show_shape
from symgrad.ops.reducing import AXIS, KEEPDIMS, MATRIX, forms, misuses, needed, ratio, shared, tied
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample

INF = float("inf")
_WORDS = ("fro", "nuc", "inf", "-inf")
Axes = tuple[int, ...]


def _settled(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    """Return the canonical order: None for the 2-norm of all entries, axes sorted."""
    (shape,) = shapes
    axis = many_axes(params["axis"], len(shape), "norm", shape)
    order = _order(params["ord"], len(axis), shape)
    if axis != tuple(sorted(axis)):
        axis, order = tuple(sorted(axis)), _turned(order)
    needed("norm", shape, axis, 1)
    return params | {"ord": order, "axis": axis, "keepdims": bool(params["keepdims"])}


def _order(typed: Any, count: int, shape: Shape) -> Any:
    """Return the order of a norm over `count` axes.

    Raises:
        ShapeError: it is not for so many axes.
        InputError: it is no order, or none that is here for matrices.
    """
    if typed is None or (typed == "fro" and count == 2):
        return None
    if typed == "fro" or (typed == "nuc" and count != 2) or count not in (1, 2):
        raise ShapeError(
            f"norm: ord={typed} does not fit {count} axes of an operand of shape "
            f"{show_shape(shape)}",
            code="norm-order",
            help="leave ord out for the 2-norm of all entries, or choose with axis=",
        )
    if isinstance(typed, str) and typed not in _WORDS:
        raise InputError(
            f"norm: there is no order '{typed}'",
            code="norm-order",
            help='ord is a number, inf, -inf or "fro"',
        )
    order = typed if isinstance(typed, str) else _number(typed)
    if count == 1:
        return None if order == 2 else order
    if order not in (1, -1, "inf", "-inf"):
        raise InputError(
            f"norm: ord={typed} of a matrix needs singular values, which are not here for now",
            code="norm-order",
            help='for a matrix ord is 1, inf or "fro"; norm(x, axis=...) is for vectors',
        )
    return order


def _number(order: Any) -> Fraction | str:
    if order in (INF, -INF):
        return "inf" if order > 0 else "-inf"
    return Fraction(order)


def _turned(order: Any) -> Any:
    """Return the order of the same norm of the transposed matrix."""
    other = {"1": "inf", "-1": "-inf", "inf": Fraction(1), "-inf": Fraction(-1)}
    return other.get(str(order), order)


def _kind(order: Any, axis: Axes) -> str:
    """Return which of the definitions an order asks for."""
    if order is None:
        return "2"
    if len(axis) == 2:
        return "matrix"
    if order in ("inf", "-inf", INF, -INF):
        return "extreme"
    return {0: "count", 1: "1"}.get(order, "p")


def _extreme(order: Any) -> str:
    """Return the extreme that a matrix norm or an infinite order takes."""
    return "max" if order in ("inf", INF, 1) else "min"


def _summed(order: Any, axis: Axes) -> Axes:
    """Return the axis that a matrix norm sums over."""
    return axis[:1] if order in (1, -1) else axis[1:]


def _norm(xp: Any, x: Any, *, ord: Any, axis: Axes, keepdims: bool) -> Any:
    kind, size = _kind(ord, axis), xp.abs(x)
    if kind == "matrix":
        size = xp.sum(size, axis=_summed(ord, axis), keepdims=True)
    if kind in ("matrix", "extreme"):
        return getattr(xp, _extreme(ord))(size, axis=axis, keepdims=keepdims)
    if kind == "count":
        size = xp.where(xp.equal(x, 0), 0, xp.ones_like(x))
    if kind in ("1", "count"):
        return xp.sum(size, axis=axis, keepdims=keepdims)
    full = _scaled(xp, size, 2 if ord is None else ord, axis)
    return full if keepdims or not axis else xp.squeeze(full, axis=axis)


def _levelled(xp: Any, x: Any, p: Any, axis: Axes) -> tuple[Any, Any]:
    """Return a power of two near the entry that decides, and x divided by it: no digit changes.

    Powers of what is left neither overflow nor vanish. The power of two is a constant to
    derivatives: it cancels wherever it is used.
    """
    best = (xp.max if p > 0 else xp.min)(xp.abs(x), axis=axis, keepdims=True)
    extreme = xp.logical_or(xp.equal(best, 0), xp.equal(best, INF))
    scale = xp.detach(xp.exp2(xp.floor(xp.log2(xp.where(extreme, 1, best)))))
    return scale, x / scale


def _scaled(xp: Any, size: Any, p: Any, axis: Axes) -> Any:
    """Return the p-norm of non-negative entries."""
    scale, part = _levelled(xp, size, p, axis)
    if p == 2:
        return scale * xp.sqrt(xp.sum(part * part, axis=axis, keepdims=True))
    return scale * xp.sum(part**p, axis=axis, keepdims=True) ** (1 / p)


def _pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, ord: Any, axis: Axes, keepdims: bool) -> Any:
    kind, size = _kind(ord, axis), xp.abs(x)
    slope = opened(xp, y_bar, axis, keepdims)
    if kind in ("2", "p"):
        # A length below the normal numbers has lost its digits; that of the levelled part has not.
        _, part = _levelled(xp, x, 2 if kind == "2" else ord, axis)
        share = ratio(xp, part, xp.norm(part, ord=ord, axis=axis, keepdims=True))
        return slope * (share if kind == "2" else xp.abs(share) ** (ord - 1) * xp.sign(x))
    if kind == "count":
        return xp.zeros(shape=x.shape)
    if kind == "matrix":
        size = xp.sum(size, axis=_summed(ord, axis), keepdims=True)
    if kind in ("matrix", "extreme"):
        slope = shared(xp, size, opened(xp, y, axis, keepdims), slope, axis)
    return slope * xp.sign(x)


def _defined(t: Any, x: Any, *, ord: Any, axis: Axes, keepdims: bool) -> Any:
    kind = _kind(ord, axis)
    if kind == "2":
        return t.sqrt(t.sum(x * x, axis=axis, keepdims=keepdims))
    if kind == "p":
        return t.sum(t.abs(x) ** ord, axis=axis, keepdims=keepdims) ** (1 / ord)
    return _norm(t, x, ord=ord, axis=axis, keepdims=keepdims)


def _kinks(xp: Any, x: Any, *, ord: Any, axis: Axes, keepdims: bool) -> tuple[Any, ...]:
    """Return the selectors: a zero entry where its size counts, zero length, ties."""
    kind, size = _kind(ord, axis), xp.abs(x)
    if kind == "1":
        return (x,)
    if kind == "2" or (kind == "p" and ord > 1):
        return (xp.max(size, axis=axis, keepdims=True),)
    if kind == "extreme":
        best = getattr(xp, _extreme(ord))(size, axis=axis, keepdims=True)
        return (tied(xp, size, best, axis), best)
    if kind == "matrix":
        sums = xp.sum(size, axis=_summed(ord, axis), keepdims=True)
        best = getattr(xp, _extreme(ord))(sums, axis=axis, keepdims=True)
        return (tied(xp, sums, best, axis), xp.where(xp.equal(sums, best), x, 1))
    return ()


def _domain(xp: Any, x: Any, *, ord: Any, axis: Axes, keepdims: bool) -> tuple[Any, ...]:
    kind = _kind(ord, axis)
    if kind == "p" and ord < 0:
        return ((x, "!=", "norm of a negative order needs entries other than 0"),)
    if kind == "count" or (kind == "p" and ord < 1):
        return ((x, "jump", "norm of an order below 1 has no slope where an entry is 0"),)
    return ()


_VECTOR = "[3, -1, 0.5, 2.25]"
_ORDERS = ("1", "3", "2.5", "0.5", "-1", "-2", "0", "inf", "-inf", "2")
_MATRIX_ORDERS = ("1", "-1", "inf", "-inf", '"fro"')
_SAMPLES = (
    *(Sample(f"norm(x, {order})", {"x": _VECTOR}) for order in _ORDERS),
    *(Sample(f"norm(x, {order})", {"x": MATRIX}) for order in _MATRIX_ORDERS),
    *(Sample(f"norm(x, {order}, axis=1)", {"x": MATRIX}) for order in ("1", "3", "inf", "-inf")),
    Sample("norm(x, 1, axis=(1, 0))", {"x": MATRIX}),
    Sample("norm(x, ord=inf, keepdims=true)", {"x": MATRIX}),
)
_ERRORS = (
    Misuse("norm(x, 2)", {"x": (2, 3)}, "norm-order"),
    Misuse('norm(x, "nuc")', {"x": (2, 3)}, "norm-order"),
    Misuse('norm(x, "fro")', {"x": (3,)}, "norm-order"),
    Misuse('norm(x, "two")', {"x": (3,)}, "norm-order"),
    Misuse("norm(x, 1)", {"x": (2, 3, 4)}, "norm-order"),
)

ROWS: tuple[Op, ...] = (
    Op(
        name="norm",
        doc="y = (sum of |x_i|**ord)**(1/ord), ord 2 over all entries if left out; gradient 0 at 0",
        source="numpy.linalg.norm; Golub and Van Loan, Matrix Computations, 2.2-2.3",
        operands=(Operand("x"),),
        params=(Param("ord", "ord", None), AXIS, KEEPDIMS),
        kind="reduction",
        normalise=_settled,
        shape=lambda shape, *, ord, axis, keepdims: reduced(shape, axis, keepdims),
        primal=_norm,
        vjp=(_pullback,),
        lower=_defined,
        domain=_domain,
        kinks=_kinks,
        at_kinks="0 for an entry or a norm of 0; equal shares for entries or sums that tie",
        samples=forms("norm") + _SAMPLES,
        errors=misuses("norm") + _ERRORS,
    ),
)
