"""Linear maps that are no products: reshape, getitem, scatter, concatenate, sliding windows.

Each constructor drops what does nothing, and `adjoint` says how the cotangent of the
result reaches an operand. Adding and removing axes of size 1 are products, so that only
genuine rearrangements are left. An index is a tuple over all axes of integers and
`(start, stop, step)`, as the rows `getitem` and `scatter` have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.ops.dims import DimLike, Shape, known
from symgrad.ops.indexing import NEW, indexed
from symgrad.ops.windows import Sizes, fitting
from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.products import prod
from symgrad.symbolic.reshaping import reshape
from symgrad.symbolic.sums import add, scale
from symgrad.symbolic.term import Term, Terms
from symgrad.symbolic.views import widened

Index = tuple[Any, ...]


def getitem(a: Term, index: Index) -> Term:
    """Return part of an array; "new" in the index adds an axis of size 1."""
    plain = tuple(item for item in index if item != NEW)
    value = _part(a, plain)
    out: list[int] = []
    shape: list[DimLike] = []
    axes = iter(enumerate(value.shape))
    for place, item in enumerate(index):
        if item == NEW:
            out.append(value.rank + place)
            shape.append(1)
        elif isinstance(item, tuple):
            axis, dim = next(axes)
            out.append(axis)
            shape.append(dim)
    return prod(a.terms, out, [(value, range(value.rank))], tuple(shape))


def _part(a: Term, index: Index) -> Term:
    if index == tuple((0, dim, 1) for dim in a.shape):
        return a
    shape = indexed(index)
    if a.op == "zero" or a.op == "ones":
        return a.terms.make(a.op, (), None, shape)
    if a.op == "scale":
        return scale(a.data, _part(a.args[0], index))
    if a.op == "lin" and a.data == ("scatter", index, a.shape):
        return a.args[0]
    if a.op == "lin" and a.data == ("getitem", index) and _turns(index, a.shape):
        return a.args[0]
    if a.op == "lin" and a.data[0] == "concatenate":
        for k, part in enumerate(a.args):
            if index == segment(a.args, k, a.data[1]):
                return part
    if a.op == "ew":
        args = [_part(arg, index) if arg.shape else arg for arg in a.args]
        return ew(a.terms, a.data, args, shape)
    if a.op == "add" and any(_joins(arg) for arg in a.args):
        parts = [(c, _part(arg, index)) for c, arg in zip(a.data, a.args, strict=True)]
        return add(a.terms, shape, parts)
    return a.terms.make("lin", (a,), ("getitem", index), shape)


def _turns(index: Index, shape: Shape) -> bool:
    """Tell whether an index takes everything, some axes in reverse: it is its own inverse."""
    return all(
        item in ((0, dim, 1), (dim - 1, -1, -1)) for item, dim in zip(index, shape, strict=True)
    )


def _joins(a: Term) -> bool:
    return a.op == "lin" and a.data[0] == "concatenate"


def scatter(a: Term, index: Index, shape: Shape) -> Term:
    """Return zeros of a shape with `a`, repeated to fit, put at an index."""
    a = widened(a, indexed(index))
    if NEW in index:
        picked = [item for item in index if item == NEW or isinstance(item, tuple)]
        kept = [axis for axis, item in enumerate(picked) if item != NEW]
        squeezed = tuple(a.shape[axis] for axis in kept)
        a = prod(a.terms, kept, [(a, range(a.rank))], squeezed)
        index = tuple(item for item in index if item != NEW)
    if _turns(index, shape):
        return _part(a, index)
    if a.op == "zero":
        return a.terms.zero(shape)
    if a.op == "scale":
        return scale(a.data, scatter(a.args[0], index, shape))
    return a.terms.make("lin", (a,), ("scatter", index, shape), shape)


def concatenate(terms: Terms, parts: Sequence[Term], axis: int) -> Term:
    """Return parts joined along an axis."""
    total: DimLike = 0
    for part in parts:
        total = total + part.shape[axis]
    shape = (*parts[0].shape[:axis], total, *parts[0].shape[axis + 1 :])
    if len(parts) == 1:
        return parts[0]
    if all(part.op == "zero" for part in parts):
        return terms.zero(shape)
    if all(part.op == "ones" for part in parts):
        return terms.ones(shape)
    return terms.make("lin", parts, ("concatenate", axis), shape)


def triangle(name: str, a: Term, k: int) -> Term:
    """Return the entries on one side of a diagonal; `name` is tril or triu."""
    if a.op == "zero":
        return a
    if a.op == "scale":
        return scale(a.data, triangle(name, a.args[0], k))
    if a.op == "lin" and a.data == (name, k):
        return a
    return a.terms.make("lin", (a,), (name, k), a.shape)


def windows(a: Term, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Term:
    """Return what is seen through a window that slides along the last axes."""
    before = a.rank - len(kernel)
    counts = fitting(a.shape, kernel, stride, dilation, "windows")
    shape = (*a.shape[:before], *counts, *kernel)
    if a.op in ("zero", "ones"):
        return a.terms.make(a.op, (), None, shape)
    if a.op == "scale":
        return scale(a.data, windows(a.args[0], kernel, stride, dilation))
    return a.terms.make("lin", (a,), ("windows", kernel, stride, dilation), shape)


def overlap_add(a: Term, size: Sizes, stride: Sizes, dilation: Sizes) -> Term:
    """Return the entries of windows, added up where each was seen."""
    shape = (*a.shape[: a.rank - 2 * len(size)], *size)
    if a.op == "zero":
        return a.terms.zero(shape)
    if a.op == "scale":
        return scale(a.data, overlap_add(a.args[0], size, stride, dilation))
    return a.terms.make("lin", (a,), ("overlap_add", size, stride, dilation), shape)


def segment(parts: Sequence[Term], k: int, axis: int) -> Index:
    """Return the index of part k inside the concatenation."""
    start: DimLike = 0
    for part in parts[:k]:
        start = start + part.shape[axis]
    whole = [(0, dim, 1) for dim in parts[k].shape]
    whole[axis] = (start, start + parts[k].shape[axis], 1)  # type: ignore[assignment]
    return tuple(whole)


def adjoint(term: Term, k: int, y_bar: Term) -> Term:
    """Return the cotangent of operand k of a linear term."""
    name, *params = term.data
    operand = term.args[k]
    # A cotangent has the axes of the value in front, which nothing here touches.
    lead = y_bar.shape[: y_bar.rank - term.rank]
    whole = tuple((0, dim, 1) for dim in lead)
    if name == "reshape":
        return reshape(y_bar, (*lead, *operand.shape))
    if name == "getitem":
        return scatter(y_bar, (*whole, *params[0]), (*lead, *operand.shape))
    if name in ("tril", "triu"):
        return triangle(name, y_bar, params[0])
    if name == "scatter":
        return getitem(y_bar, (*whole, *params[0]))
    if name == "windows":
        kernel, stride, dilation = params
        size = tuple(known(dim, name) for dim in operand.shape[-len(kernel) :])
        return overlap_add(y_bar, size, stride, dilation)
    if name == "overlap_add":
        size, stride, dilation = params
        kernel = tuple(known(dim, name) for dim in operand.shape[-len(size) :])
        return windows(y_bar, kernel, stride, dilation)
    return getitem(y_bar, (*whole, *segment(term.args, k, params[0])))
