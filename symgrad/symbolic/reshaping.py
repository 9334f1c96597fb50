"""Reshaping: the same entries, in row-major order, in another shape.

Adding and dropping axes of size 1 is a product; only a genuine rearrangement is a term of
its own.
"""

from __future__ import annotations

from symgrad.ops.dims import Shape
from symgrad.symbolic.products import prod
from symgrad.symbolic.sums import scale
from symgrad.symbolic.term import Term


def reshape(a: Term, shape: Shape) -> Term:
    """Return the same entries, in row-major order, in another shape."""
    if a.op in ("zero", "ones"):
        return a.terms.make(a.op, (), None, shape)
    if a.op == "scale":
        return scale(a.data, reshape(a.args[0], shape))
    if is_reshape(a):
        return reshape(a.args[0], shape)
    if [d for d in a.shape if d != 1] == [d for d in shape if d != 1]:
        return _respaced(a, shape)
    if a.op == "eye" and len(shape) == 4 and shape[:2] == shape[2:]:
        return _identities(a, shape)
    return a.terms.make("lin", (a,), ("reshape", shape), shape)


def is_reshape(a: Term) -> bool:
    """Tell whether a term is another one reshaped."""
    return a.op == "lin" and a.data[0] == "reshape"


def _identities(a: Term, shape: Shape) -> Term:
    """Return an identity over pairs of indices as a product of two identities."""
    eyes = [a.terms.eye(dim) for dim in shape[:2]]
    return prod(a.terms, range(4), [(eyes[0], (0, 2)), (eyes[1], (1, 3))], shape)


def _respaced(a: Term, shape: Shape) -> Term:
    """Drop and add axes of size 1."""
    count = a.rank + len(shape)
    kept = iter([i for i, dim in enumerate(a.shape) if dim != 1])
    out = [next(kept) if dim != 1 else count + axis for axis, dim in enumerate(shape)]
    return prod(a.terms, out, [(a, range(a.rank))], shape)
