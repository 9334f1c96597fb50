"""What all reductions share: the constructor of their rows, and how ties are divided.

A reduction gathers the entries along some axes into one. May import `errors`, `ops.axes`,
`ops.dims`, `ops.row`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import counted, many_axes, reduced
from symgrad.ops.dims import Shape, product, show_shape
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

NUMPY = "NumPy's convention (numpy.{})"
AXIS = Param("axis", "axes", None, keyword=True)
KEEPDIMS = Param("keepdims", "bool", False, keyword=True)
DDOF = Param("ddof", "int", 0, keyword=True)

MATRIX = "[[1, -2, 3.5], [0.25, 4, -1.5]]"
CUBE = "[[[1, 2.5], [-1, 3]], [[0.5, -2], [4, 1.5]], [[-3, 0.75], [2, -0.5]]]"
_FORMS = (
    ("{}(x)", MATRIX),
    ("{}(x, axis=0)", MATRIX),
    ("{}(x, axis=-1)", MATRIX),
    ("{}(x, axis=1, keepdims=true)", MATRIX),
    ("{}(x, keepdims=true)", MATRIX),
    ("{}(x, axis=(-1, 0))", CUBE),
    ("{}(x, axis=(0, 2), keepdims=true)", CUBE),
    ("{}(x, axis=1)", "[[2.5], [-1]]"),
    ("{}(x)", "2.5"),
    ("{}(x)", "[-1.5]"),
    ("{}(x, axis=0) * {}(2*x + 1)", MATRIX),
)


def forms(name: str) -> tuple[Sample, ...]:
    """Return the argument patterns that every reduction has."""
    return tuple(Sample(text.replace("{}", name), {"x": value}) for text, value in _FORMS)


def misuses(name: str) -> tuple[Misuse, ...]:
    """Return the wrong axes that every reduction refuses."""
    return (
        Misuse(f"{name}(x, axis=2)", {"x": (2, 3)}, "axis-range"),
        Misuse(f"{name}(x, axis=0)", {"x": ()}, "axis-range"),
        Misuse(f"{name}(x, axis=(1, -1))", {"x": (2, 3)}, "axis-repeated"),
    )


def empty(name: str) -> tuple[Misuse, ...]:
    """Return the misuse of a reduction that needs an entry."""
    return (Misuse(f"{name}(x, axis=0)", {"x": (0, 3)}, "empty"),)


def settled(name: str, least: int) -> Callable[..., dict[str, Any]]:
    """Return the normaliser of a reduction that needs at least so many entries."""

    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        (shape,) = shapes
        axis = tuple(sorted(many_axes(params["axis"], len(shape), name, shape)))
        needed(name, shape, axis, least + params.get("ddof", 0))
        return params | {"axis": axis, "keepdims": bool(params["keepdims"])}

    return normalise


def needed(name: str, shape: Shape, axis: tuple[int, ...], least: int) -> None:
    """Refuse to reduce fewer entries than the function is defined for.

    Raises:
        ShapeError: the number of entries is known and too small.
    """
    count = counted(shape, axis)
    if isinstance(count, int) and count < least and product(reduced(shape, axis, False)) != 0:
        raise ShapeError(
            f"{name}: {count} entries along axis={axis} of an operand of shape "
            f"{show_shape(shape)}, at least {least} are needed",
            code="empty",
            help="reduce along a longer axis, or with a smaller ddof"
            if least > 1
            else "reduce along an axis that has entries",
        )


def reduction(
    name: str,
    doc: str,
    *,
    vjp: Rule,
    source: str = "",
    primal: Rule | None = None,
    lower: Rule | None = None,
    domain: Rule | None = None,
    kinks: Rule | None = None,
    at_kinks: str = "",
    least: int = 0,
    params: tuple[Param, ...] = (),
    samples: tuple[Sample, ...] = (),
    errors: tuple[Misuse, ...] = (),
) -> Op:
    """Return the row of a reduction; without a `primal` it is a primitive of every namespace.

    Args:
        least: how many entries it needs at least, more by `ddof`.
        params: what it takes beside `axis` and `keepdims`.
    """
    if primal is None and lower is None:

        def lower(t: Any, x: Any, **params: Any) -> Any:
            return getattr(t, name)(x, **params)

    return Op(
        name=name,
        doc=doc,
        source=source or NUMPY.format(name),
        operands=(Operand("x"),),
        params=(*params, AXIS, KEEPDIMS),
        kind="reduction",
        normalise=settled(name, least),
        shape=lambda shape, *, axis, keepdims, **_: reduced(shape, axis, keepdims),
        primal=primal,
        vjp=(vjp,),
        lower=lower,
        domain=domain,
        kinks=kinks,
        at_kinks=at_kinks,
        samples=forms(name) + samples,
        errors=misuses(name) + errors,
    )


def shared(xp: Any, value: Any, best: Any, y_bar: Any, axis: tuple[int, ...]) -> Any:
    """Return a cotangent handed to the entries of `value` equal to `best`, in equal shares.

    `best` and `y_bar` keep the reduced axes with size 1.
    """
    won = xp.equal(value, best)
    count = xp.sum(xp.where(won, xp.ones_like(value), 0), axis=axis, keepdims=True)
    return xp.where(won, y_bar / count, 0)


def tied(xp: Any, value: Any, best: Any, axis: tuple[int, ...]) -> Any:
    """Return a selector that is 0 exactly at the entries of `value` that share the best place."""
    won = xp.equal(value, best)
    count = xp.sum(xp.where(won, xp.ones_like(value), 0), axis=axis, keepdims=True)
    return xp.where(xp.logical_and(won, xp.equal(count, 1)), 1, value - best)


def ratio(xp: Any, part: Any, whole: Any) -> Any:
    """Return `part/whole`, and 0 where the whole is 0, without dividing by 0 on the way."""
    nothing = xp.equal(whole, 0)
    return xp.where(nothing, 0, part / xp.where(nothing, 1, whole))
