"""Zeros around the last axes of an array: how convolution and pooling read `padding=`.

Padding is a `scatter` into a larger array of zeros, and taking it off again a `getitem`, so
neither needs a rule of its own. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ArgumentError, ShapeError
from symgrad.ops.dims import Shape, known, show_shape
from symgrad.ops.indexing import whole
from symgrad.ops.windows import Sizes, per_axis

Edges = tuple[tuple[int, int], ...]
WORDS = ("valid", "same")


def settled_padding(
    typed: Any, kernel: Sizes, stride: Sizes, dilation: Sizes, what: str
) -> Sizes | str:
    """Return the zeros before and after each axis, or "same" where they differ.

    Args:
        typed: one number or one for each axis, "valid" for none, "same" for as many as keep sizes.

    Raises:
        ArgumentError: negative, of another number, or "same" with a stride.
    """
    if typed == "valid":
        return (0,) * len(kernel)
    if typed != "same":
        return per_axis(typed, len(kernel), "padding", what, 0)
    if max(stride) > 1:
        raise ArgumentError(
            f'{what}: padding="same" with the stride {show_shape(stride)}',
            code="bad-argument",
            help="a stride makes the result smaller; give padding as numbers",
        )
    even = all(d * (k - 1) % 2 == 0 for k, d in zip(kernel, dilation, strict=True))
    edges = edges_of("same", kernel, dilation)
    return tuple(before for before, _ in edges) if even else "same"


def edges_of(padding: Sizes | str, kernel: Sizes, dilation: Sizes) -> Edges:
    """Return how many zeros stand before and after each axis; an odd one stands after."""
    if not isinstance(padding, str):
        return tuple((size, size) for size in padding)
    totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    return tuple((total // 2, total - total // 2) for total in totals)


def padded_shape(shape: Shape, edges: Edges, what: str) -> Shape:
    """Return a shape with its last axes grown by their edges.

    Raises:
        ShapeError: one of these axes has no entry, or a size that is a name.
    """
    first = len(shape) - len(edges)
    sizes = [known(dim, what) for dim in shape[first:]]
    if min(sizes) < 1:
        raise ShapeError(
            f"{what}: an operand of shape {show_shape(shape)} has nothing to slide along",
            code="shape-mismatch",
            help="its last axes must have entries",
        )
    grown = (b + size + a for size, (b, a) in zip(sizes, edges, strict=True))
    return (*shape[:first], *grown)


def padded(xp: Any, x: Any, edges: Edges) -> Any:
    """Return x with zeros around its last axes."""
    if not any(map(any, edges)):
        return x
    inside, shape = _inside(x.shape, edges), padded_shape(x.shape, edges, "padding")
    return xp.scatter(x, index=inside, shape=shape)


def bared(xp: Any, y: Any, edges: Edges, shape: Shape) -> Any:
    """Return the part of a padded array, of its former shape, that is not padding."""
    return xp.getitem(y, index=_inside(shape, edges)) if any(map(any, edges)) else y


def _inside(shape: Shape, edges: Edges) -> tuple[Any, ...]:
    first = len(shape) - len(edges)
    pairs = zip(shape[first:], edges, strict=True)
    return (*whole(shape[:first]), *((before, before + dim, 1) for dim, (before, _) in pairs))
