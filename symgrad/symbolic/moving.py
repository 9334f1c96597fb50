"""Terms that move entries by position, by number or by size, or pile them up along an axis.

Each is a call of the row of its name, so that it is printed as it was typed. All but `sort`,
`argsort` and `cumprod` are linear in one operand, whose coefficient is taken out. `RULES` says
how a cotangent reaches an operand: to move back, to add up where entries were repeated, to
run the other way along the axis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from symgrad.ops.dims import DimLike, Shape, product
from symgrad.ops.table import OPS
from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.linear import getitem
from symgrad.symbolic.reshaping import reshape
from symgrad.symbolic.scalars import ONE
from symgrad.symbolic.sums import add, constant, constant_of, scale, split
from symgrad.symbolic.term import Term
from symgrad.symbolic.views import multiply, summed, widened

# The operand that a call is linear in.
_LINEAR = {
    "roll": 0,
    "repeat": 0,
    "tile": 0,
    "pad": 0,
    "cumsum": 0,
    "recurrence": 1,
    "take": 0,
    "index_add": 0,
    "take_along_axis": 0,
    "scatter_add": 0,
}
_SHORT = 8
_COPYING = frozenset({"roll", "repeat", "tile", "take", "take_along_axis"})
_NUMBERED = frozenset({"take", "index_add", "take_along_axis", "scatter_add"})


def call(name: str, *args: Term, **given: Any) -> Term:
    """Return a row applied to terms, with its coefficient in front."""
    row = OPS[name]
    assert row.normalise is not None
    assert row.shape is not None
    shapes = tuple(a.shape for a in args)
    params = row.normalise(shapes, {p.name: p.default for p in row.params} | given)
    shape = row.shape(*shapes, **params)
    place = _linear_in(name, params)
    if place is not None:
        moved = args[place]
        if moved.op == "zero":
            return moved.terms.zero(shape)
        if moved.op == "scale":
            rest = (*args[:place], moved.args[0], *args[place + 1 :])
            return scale(moved.data, call(name, *rest, **params))
        if moved.op == "ones" and name in _COPYING:
            return moved.terms.ones(shape)
    if name == "roll":
        return _rolled(args[0], params)
    if name in _NUMBERED:
        args = (args[0], _from_front(args[1], params.get("shape", args[0].shape), params["axis"]))
    return args[0].terms.make("named", args, (name, tuple(params.items())), shape)


def _linear_in(name: str, params: dict[str, Any]) -> int | None:
    """Return the operand that a call is linear in; padding with a number is not."""
    return None if params.get("constant_values", 0) != 0 else _LINEAR.get(name)


def distributed(term: Term, args: Sequence[Term]) -> Term:
    """Return a call on other operands, over a sum as the sum of the calls."""
    name, params = term.data[0], dict(term.data[1])
    place = _linear_in(name, params)
    if place is None or args[place].op != "add":
        return call(name, *args, **params)
    total = args[place]
    parts = [
        (c, call(name, *args[:place], part, *args[place + 1 :], **params))
        for c, part in zip(total.data, total.args, strict=True)
    ]
    return add(term.terms, term.shape, parts)


def _rolled(a: Term, params: dict[str, Any]) -> Term:
    """Return a shift of shifts along the same axes as one, no shift as nothing."""
    if a.op == "named" and a.data[0] == "roll" and dict(a.data[1])["axis"] == params["axis"]:
        before = dict(a.data[1])["shift"]
        shift = tuple(m + n for m, n in zip(before, params["shift"], strict=True))
        a, params = a.args[0], params | {"shift": shift}
    if not any(params["shift"]):
        return a
    return a.terms.make("named", (a,), ("roll", tuple(params.items())), a.shape)


def _from_front(indices: Term, shape: Shape, axis: int | None) -> Term:
    """Return constant indices counted from the front."""
    many = product(shape) if axis is None else shape[axis]
    same = constant_of(indices)
    if not isinstance(many, int):
        return indices
    if same is not None and same.is_Integer and -many <= same < many:
        return _written_out(indices, int(same) % many)
    if indices.op == "opaque" and indices.data[0] == "array":
        entries = dict(indices.data[1])["entries"]
        counted = tuple(e + many if -many <= e < 0 else e for e in entries)
        data = ("array", (("entries", counted),))
        return indices.terms.make("opaque", (), data, indices.shape)
    return indices


def _written_out(indices: Term, index: int) -> Term:
    """Return the same index everywhere, entry by entry where that is as short as a function."""
    many = product(indices.shape)
    if not indices.shape or not isinstance(many, int) or not 0 < many <= _SHORT:
        return constant(indices.terms, index * ONE, indices.shape)
    data = ("array", (("entries", (Fraction(index),) * many),))
    return indices.terms.make("opaque", (), data, indices.shape)


def moved_back(term: Term, k: int, y_bar: Term) -> Term:
    """Return the cotangent of an operand of a call; indices have none."""
    name, params = term.data
    if name == "argsort" or (name in _NUMBERED and k == 1):
        return term.terms.zero((*_lead(term, y_bar), *term.args[k].shape))
    if name == "recurrence":
        return _of_recurrence(term, k, y_bar, **dict(params))
    c, back = split(y_bar)
    if back.op == "named" and back.data == term.data and name in _COPIES:
        return scale(c * _COPIES[name](dict(params)), back.args[0])
    return _RULES[name](term, y_bar, **dict(params))


def _lead(term: Term, y_bar: Term) -> Shape:
    """Return the axes of the value, which a cotangent carries in front of the term's own."""
    return y_bar.shape[: y_bar.rank - term.rank]


def _of_roll(term: Term, y_bar: Term, shift: Any, axis: Any) -> Term:
    lead = _lead(term, y_bar)
    back = tuple(-each for each in shift)
    if axis is None and not lead:
        return call("roll", y_bar, shift=back)
    if axis is not None:
        return call("roll", y_bar, shift=back, axis=tuple(len(lead) + each for each in axis))
    line = reshape(y_bar, (*lead, product(term.shape)))
    return reshape(call("roll", line, shift=back, axis=(len(lead),)), y_bar.shape)


def _of_repeat(term: Term, y_bar: Term, repeats: int, axis: int | None) -> Term:
    lead, shape = _lead(term, y_bar), term.args[0].shape
    line: Shape = (product(shape),) if axis is None else shape
    place = axis or 0
    apart = (*lead, *line[: place + 1], repeats, *line[place + 1 :])
    total = summed(reshape(y_bar, apart), (len(lead) + place + 1,))
    return reshape(total, (*lead, *shape))


def _of_tile(term: Term, y_bar: Term, reps: tuple[int, ...]) -> Term:
    lead, shape = _lead(term, y_bar), term.args[0].shape
    dims = (1,) * (len(reps) - len(shape)) + shape
    apart = (*lead, *(part for pair in zip(reps, dims, strict=True) for part in pair))
    total = summed(reshape(y_bar, apart), range(len(lead), len(apart), 2))
    return reshape(total, (*lead, *shape))


def _of_pad(term: Term, y_bar: Term, pad_width: Any, **_: Any) -> Term:
    if y_bar.op == "scale":
        return scale(y_bar.data, _of_pad(term, y_bar.args[0], pad_width))
    if y_bar is term:
        return term.args[0]
    if y_bar.op == "ew" and term in y_bar.args:
        args = [_of_pad(term, arg, pad_width) if arg.shape else arg for arg in y_bar.args]
        return ew(y_bar.terms, y_bar.data, args, args[y_bar.args.index(term)].shape)
    pairs = zip(term.args[0].shape, pad_width, strict=True)
    front = ((0, dim, 1) for dim in _lead(term, y_bar))
    return getitem(y_bar, (*front, *((start, start + dim, 1) for dim, (start, _) in pairs)))


def _turned(a: Term, axis: int) -> Term:
    if a.shape[axis] in (0, 1):
        return a
    return getitem(a, _sliced(a.shape, axis, (a.shape[axis] - 1, -1, -1)))


def _sliced(shape: Shape, axis: int, part: tuple[DimLike, DimLike, int]) -> tuple[Any, ...]:
    return tuple(part if i == axis else (0, dim, 1) for i, dim in enumerate(shape))


def _of_cumsum(term: Term, y_bar: Term, axis: int | None) -> Term:
    """Return sums from here to the end."""
    lead = _lead(term, y_bar)
    place = len(lead) + (axis or 0)
    found = _turned(call("cumsum", _turned(y_bar, place), axis=place), place)
    return reshape(found, (*lead, *term.args[0].shape))


def _of_cumprod(term: Term, y_bar: Term, axis: int | None) -> Term:
    """Return the product up to here, less this factor, times what all later entries hand back.

    That is y_bar_i + x_(i+1)*(y_bar_(i+1) + x_(i+2)*(...)): Horner's scheme from the end.
    """
    lead, a = _lead(term, y_bar), term.args[0]
    place, shape = axis or 0, (*lead, *a.shape)
    if term.shape[place] == 0:
        return a.terms.zero(shape)
    factors = widened(_neighbour(reshape(a, term.shape), place, True, 0), y_bar.shape)
    handed = call("recurrence", factors, y_bar, axis=len(lead) + place, reverse=True)
    earlier = widened(_neighbour(term, place, False, 1), y_bar.shape)
    return reshape(multiply(earlier, handed), shape)


def _neighbour(a: Term, axis: int, later: bool, end: int) -> Term:
    """Return a_(i + 1) along an axis, or a_(i - 1), with a number at the end."""
    n = a.shape[axis]
    if n == 1:
        return constant(a.terms, end * ONE, a.shape)
    inner = getitem(a, _sliced(a.shape, axis, (1, n, 1) if later else (0, n - 1, 1)))
    width = (0, 1) if later else (1, 0)
    widths = tuple(width if i == axis else (0, 0) for i in range(a.rank))
    return call("pad", inner, pad_width=widths, constant_values=Fraction(end))


def _of_recurrence(term: Term, k: int, y_bar: Term, axis: int, reverse: bool) -> Term:
    lead, a = _lead(term, y_bar), term.args[0]
    if a.shape[axis] == 0:
        return a.terms.zero(y_bar.shape)
    led = widened(_neighbour(a, axis, not reverse, 0), y_bar.shape)
    back = call("recurrence", led, y_bar, axis=len(lead) + axis, reverse=not reverse)
    if k == 1:
        return back
    return multiply(widened(_neighbour(term, axis, reverse, 0), y_bar.shape), back)


def _of_sort(term: Term, y_bar: Term, axis: int | None) -> Term:
    """Return each cotangent put where its entry came from."""
    lead, a = _lead(term, y_bar), term.args[0]
    order = call("argsort", reshape(a, term.shape), axis=axis or 0)
    if term.rank == 1:
        back = call("index_add", y_bar, order, shape=y_bar.shape, axis=len(lead))
        return reshape(back, (*lead, *a.shape))
    place = len(lead) + (axis or 0)
    order = widened(order, y_bar.shape)
    return call("scatter_add", y_bar, order, shape=y_bar.shape, axis=place)


def _of_take(term: Term, y_bar: Term, axis: int | None) -> Term:
    lead, shape = _lead(term, y_bar), term.args[0].shape
    if not lead:
        return call("index_add", y_bar, term.args[1], shape=shape, axis=axis)
    line = (*lead, product(shape)) if axis is None else (*lead, *shape)
    place = len(lead) + (axis or 0)
    back = call("index_add", y_bar, term.args[1], shape=line, axis=place)
    return reshape(back, (*lead, *shape))


def _of_index_add(term: Term, y_bar: Term, shape: Shape, axis: int | None) -> Term:
    lead = _lead(term, y_bar)
    if not lead:
        return call("take", y_bar, term.args[1], axis=axis)
    line = reshape(y_bar, (*lead, product(shape))) if axis is None else y_bar
    return call("take", line, term.args[1], axis=len(lead) + (axis or 0))


def _of_take_along(term: Term, y_bar: Term, axis: int) -> Term:
    lead = _lead(term, y_bar)
    indices = widened(term.args[1], y_bar.shape)
    shape = (*lead, *term.args[0].shape)
    return call("scatter_add", y_bar, indices, shape=shape, axis=len(lead) + axis)


def _of_scatter_add(term: Term, y_bar: Term, axis: int, **_: Any) -> Term:
    lead = _lead(term, y_bar)
    indices = widened(term.args[1], (*lead, *term.args[1].shape))
    return call("take_along_axis", y_bar, indices, axis=len(lead) + axis)


# How often each entry comes: the factor that is left when a copy of copies is taken back.
_COPIES: dict[str, Callable[[dict[str, Any]], int]] = {
    "repeat": lambda params: params["repeats"],
    "tile": lambda params: prod(params["reps"]),
    "pad": lambda params: 1,
}
_RULES: dict[str, Callable[..., Term]] = {
    "roll": _of_roll,
    "repeat": _of_repeat,
    "tile": _of_tile,
    "pad": _of_pad,
    "cumsum": _of_cumsum,
    "cumprod": _of_cumprod,
    "sort": _of_sort,
    "take": _of_take,
    "index_add": _of_index_add,
    "take_along_axis": _of_take_along,
    "scatter_add": _of_scatter_add,
}
