"""Products of one or two terms: multiply, transpose, sum, repeat; and seeing that a term is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symgrad.ops.dims import Shape
from symgrad.symbolic.products import Labels, prod
from symgrad.symbolic.term import Term


def multiply(a: Term, b: Term) -> Term:
    """Return the elementwise product of two terms of one shape, or of a scalar and a term."""
    shape = a.shape or b.shape
    axes = tuple(range(len(shape)))
    pairs = [(x, axes if x.shape else ()) for x in (a, b)]
    return prod(a.terms, axes, pairs, shape)


def permuted(a: Term, axes: Sequence[int]) -> Term:
    """Return a transpose."""
    return prod(a.terms, axes, [(a, range(a.rank))], tuple(a.shape[i] for i in axes))


def summed(a: Term, axes: Iterable[int]) -> Term:
    """Return the sum along some axes."""
    gone = set(axes)
    kept = [i for i in range(a.rank) if i not in gone]
    return prod(a.terms, kept, [(a, range(a.rank))], tuple(a.shape[i] for i in kept))


def widened(a: Term, shape: Shape) -> Term:
    """Return a term broadcast to a shape, as NumPy does."""
    if a.shape == shape:
        return a
    extra = len(shape) - a.rank
    labels = [
        axis + extra if dim == shape[axis + extra] else len(shape) + axis
        for axis, dim in enumerate(a.shape)
    ]
    return prod(a.terms, range(len(shape)), [(a, labels)], shape)


def view(a: Term) -> tuple[Term, Labels, Labels] | None:
    """Return operand, its indices and the result's, where a term repeats or transposes another.

    None for anything else. A repetition is taken off first, so that what is left of a sum
    with repeated axes is the sum.
    """
    if a.op != "prod":
        return None
    out, ins = a.data
    core = [(arg, labels) for arg, labels in zip(a.args, ins, strict=True) if arg.op != "ones"]
    if len(core) < len(a.args):
        inside = {i for _, labels in core for i in labels}
        kept = [axis for axis, i in enumerate(out) if i in inside]
        labels = tuple(out[axis] for axis in kept)
        value = prod(a.terms, labels, core, tuple(a.shape[axis] for axis in kept))
        return (value, labels, out)
    if len(core) > 1 or core[0][0].op == "eye":
        return None
    operand, labels = core[0]
    plain = len(set(labels)) == len(labels) == len(out) and set(labels) == set(out)
    return (operand, labels, out) if plain else None
