"""Functions that PyTorch has under another convention, or not at all, made of those it has."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.peers.counting import minors, others, window_numbers

Array = Any
Axes = tuple[int, ...]


def lines(x: Array, axis: Axes) -> Array:
    """Return an array with some axes flattened into one, the last."""
    kept = [i for i in range(x.ndim) if i not in axis]
    count = math.prod(x.shape[i] for i in axis)
    return x.permute((*kept, *axis)).reshape([*(x.shape[i] for i in kept), count])


def reduction(f: Callable[..., Array]) -> Callable[..., Array]:
    """Return a reduction of the last axis as one along any axes."""

    def reduce(x: Array, axis: Axes, keepdims: bool = False, **params: Any) -> Array:
        y = f(lines(x, axis), **params)
        if keepdims:
            y = y.reshape([1 if i in axis else n for i, n in enumerate(x.shape)])
        return y

    return reduce


def norm(x: Array, ord: Any = None, axis: Axes = (), keepdims: bool = False) -> Array:
    """Vector norms along all axes or one, matrix norms along two."""
    if ord is not None and len(axis) == 2:
        return torch.linalg.matrix_norm(x, ord, dim=axis, keepdim=keepdims)
    order = 2 if ord in (None, "fro") else ord
    return reduction(lambda v: torch.linalg.vector_norm(v, order, dim=-1))(x, axis, keepdims)


def softmax(x: Array, axis: Axes) -> Array:
    """PyTorch's along one axis, by definition along more."""
    if len(axis) == 1:
        return functional.softmax(x, axis[0])
    return torch.exp(log_softmax(x, axis))


def log_softmax(x: Array, axis: Axes) -> Array:
    """PyTorch's along one axis, by definition along more."""
    if len(axis) == 1:
        return functional.log_softmax(x, axis[0])
    return x - reduction(partial(torch.logsumexp, dim=-1))(x, axis, True)


def prod_others(x: Array, axis: Axes) -> Array:
    """Each product without one entry, by taking it out."""
    line = lines(x, axis)
    y = line[..., others(line.shape[-1])].prod(-1) if line.shape[-1] else line
    order = [*(i for i in range(x.ndim) if i not in axis), *axis]
    y = y.reshape([x.shape[i] for i in order])
    return y.permute([int(i) for i in np.argsort(order)])


def cofactor(x: Array) -> Array:
    """Determinants of the minors with their signs, by Leibniz' formula."""
    if x.shape[-1] == 0:
        return x
    rows, columns, signs = minors(x.shape[-1])
    return (x[..., rows, columns].prod(-1) * torch.as_tensor(signs)).sum(-1)


def dot(a: Array, b: Array) -> Array:
    """NumPy's dot."""
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    return torch.tensordot(a, b, dims=([-1], [max(b.ndim - 2, 0)]))


def inner(a: Array, b: Array) -> Array:
    """NumPy's inner, which multiplies scalars."""
    return torch.inner(a, b) if a.ndim and b.ndim else a * b


def cross(a: Array, b: Array, axis: int = -1) -> Array:
    """The cross product of broadcast operands."""
    a, b = torch.broadcast_tensors(a, b)
    return torch.linalg.cross(a, b, dim=axis)


def triangle(f: Callable[..., Array]) -> Callable[..., Array]:
    """tril or triu, which read a vector as NumPy does, as equal rows."""

    def part(x: Array, k: int = 0) -> Array:
        return f(x.expand(x.shape[-1], -1) if x.ndim == 1 else x, k)

    return part


def solve(a: Array, b: Array) -> Array:
    """NumPy's solve: only a 1-d right side is a vector."""
    columns = b[:, None] if b.ndim == 1 else b
    batch = torch.broadcast_shapes(a.shape[:-2], columns.shape[:-2])
    y = torch.linalg.solve(a, columns.expand(*batch, *columns.shape[-2:]))
    return y[..., 0] if b.ndim == 1 else y


def expm_frechet(x: Array, e: Array) -> Array:
    """The upper right block of expm([[x, e], [0, x]])."""
    x, e = torch.broadcast_tensors(x, e)
    upper = torch.cat((x, e), -1)
    lower = torch.cat((torch.zeros_like(x), x), -1)
    n = x.shape[-1]
    return torch.linalg.matrix_exp(torch.cat((upper, lower), -2))[..., :n, n:]


def expand_dims(x: Array, axis: Axes) -> Array:
    """Axes of size 1 at these places of the result."""
    return x[tuple(None if i in axis else slice(None) for i in range(x.ndim + len(axis)))]


def getitem(x: Array, index: tuple[Any, ...]) -> Array:
    """Slices that step backwards are slices forward, turned round."""
    forward: list[Any] = []
    turned = []
    place = 0
    for item in index:
        if isinstance(item, int):
            forward.append(item)
            continue
        if item == "new":
            forward.append(None)
        elif item[2] > 0:
            forward.append(slice(*item))
        else:
            start, stop, step = item
            count = max(0, -((start - stop) // step))
            last = start + (count - 1) * step
            forward.append(slice(last, start + 1, -step) if count else slice(0, 0))
            turned.append(place)
        place += 1
    y = x[tuple(forward)]
    return torch.flip(y, turned) if turned else y


def scatter(x: Array, index: tuple[Any, ...], shape: Axes) -> Array:
    """Zeros with x added where the index puts it."""
    numbers = torch.arange(math.prod(shape)).reshape(shape)
    where = getitem(numbers, index)
    put = x.broadcast_to(where.shape).reshape(-1)
    return x.new_zeros(math.prod(shape)).index_add(0, where.reshape(-1), put).reshape(shape)


def flat(f: Callable[..., Array]) -> Callable[..., Array]:
    """Return a function along an axis as one that flattens where there is none."""

    def along(x: Array, *args: Any, axis: Any = None, **params: Any) -> Array:
        return f(x.reshape(-1), *args, 0, **params) if axis is None else f(x, *args, axis, **params)

    return along


def concatenate(*arrays: Array, axis: int | None = 0) -> Array:
    """Join along an axis, flattened where there is none."""
    if axis is None:
        return torch.cat([x.reshape(-1) for x in arrays])
    return torch.cat(arrays, axis)


def roll(x: Array, shift: Axes, axis: Any) -> Array:
    """Roll along axes, or flattened."""
    return torch.roll(x, shift, axis) if axis is not None else torch.roll(x, sum(shift))


def pad(x: Array, pad_width: Any, mode: str = "constant", constant_values: float = 0) -> Array:
    """PyTorch's for constants; by index otherwise."""
    if mode == "constant":
        widths = [width for pair in reversed(pad_width) for width in pair]
        return functional.pad(x, widths, value=constant_values)
    for axis, pair in enumerate(pad_width):
        where = np.pad(np.arange(x.shape[axis]), pair, mode=mode)
        x = torch.index_select(x, axis, torch.as_tensor(where))
    return x


def recurrence(a: Array, b: Array, axis: int = 0, reverse: bool = False) -> Array:
    """One step after the other."""
    count = a.shape[axis]
    steps = list(range(count))[:: -1 if reverse else 1]
    found: dict[int, Array] = {}
    y = torch.zeros_like(a.select(axis, 0)) if count else a
    for i in steps:
        y = found[i] = a.select(axis, i) * y + b.select(axis, i)
    return torch.stack([found[i] for i in range(count)], axis) if count else a * b


def whole(k: Array, size: int) -> Array:
    """Return indices as integers that count from the front."""
    k = torch.as_tensor(k).detach().long()
    return torch.where(k < 0, k + size, k)


def take(x: Array, k: Array, axis: int | None = None) -> Array:
    """NumPy's take."""
    if axis is None:
        return torch.take(x, whole(k, x.numel()))
    k = whole(k, x.shape[axis])
    y = torch.index_select(x, axis, k.reshape(-1))
    return y.reshape((*x.shape[:axis], *k.shape, *x.shape[axis + 1 :]))


def index_add(x: Array, k: Array, shape: Axes, axis: int | None = None) -> Array:
    """Add entries, or slices along an axis, into zeros."""
    if axis is None:
        size = math.prod(shape)
        where = whole(k, size).reshape(-1)
        return x.new_zeros(size).index_add(0, where, x.reshape(-1)).reshape(shape)
    where = whole(k, shape[axis]).reshape(-1)
    slices = x.reshape(*shape[:axis], where.numel(), *shape[axis + 1 :])
    return x.new_zeros(shape).index_add(axis, where, slices)


def take_along_axis(x: Array, k: Array, axis: int = -1) -> Array:
    """NumPy's take_along_axis."""
    return torch.take_along_dim(x, whole(k, x.shape[axis]), axis)


def scatter_add(x: Array, k: Array, shape: Axes, axis: int = -1) -> Array:
    """Add into zeros along an axis."""
    return x.new_zeros(shape).scatter_add(axis, whole(k, shape[axis]), x)


def linspace(start: Array, stop: Array, num: int = 50) -> Array:
    """By definition, for ends of any shape."""
    start, stop = torch.broadcast_tensors(start, stop)
    part = torch.arange(num, dtype=torch.float64) / max(num - 1, 1)
    part = part.reshape(-1, *[1] * start.ndim)
    return start + (stop - start) * part


def linear(x: Array, w: Array, *b: Array) -> Array:
    """PyTorch's, with a bias for one number out too."""
    return functional.linear(x, w, *b) if w.ndim == 2 else sum(b, functional.linear(x, w))


def loss(f: Callable[..., Array]) -> Callable[..., Array]:
    """A loss of broadcast operands."""

    def of(a: Array, b: Array, **params: Any) -> Array:
        return f(*torch.broadcast_tensors(a, b), **params)

    return of


def classes(f: Callable[..., Array]) -> Callable[..., Array]:
    """A loss of classes along the last axis as PyTorch's, with the classes second."""

    def of(x: Array, target: Array, reduction: str = "mean") -> Array:
        lead = x.shape[:-1]
        flat_x = x.reshape(-1, x.shape[-1])
        if target.ndim == x.ndim:
            y = f(flat_x, target.reshape(-1, x.shape[-1]), reduction=reduction)
        else:
            y = f(flat_x, whole(target, x.shape[-1]).reshape(-1), reduction=reduction)
        return y.reshape(lead) if reduction == "none" else y

    return of


def planes(f: Callable[..., Array], axes: int) -> Callable[..., Array]:
    """A function of batched planes as one of any number of batch axes."""

    def of(x: Array, *args: Any, **params: Any) -> Array:
        lead = x.shape[:-axes]
        y = f(x.reshape(math.prod(lead), *x.shape[-axes:]), *args, **params)
        return y.reshape(*lead, *y.shape[1:])

    return of


def windows(x: Array, kernel: Axes, stride: Axes, dilation: Axes) -> Array:
    """Gather the entries of each window."""
    lead, sizes = x.shape[: -len(kernel)], x.shape[-len(kernel) :]
    numbers = window_numbers(sizes, kernel, stride, dilation)
    return x.reshape(*lead, math.prod(sizes))[..., torch.as_tensor(numbers)]


def overlap_add(x: Array, size: Axes, stride: Axes, dilation: Axes) -> Array:
    """Add each window's entries where they came from."""
    rank = len(size)
    lead, kernel = x.shape[: x.ndim - 2 * rank], x.shape[x.ndim - rank :]
    numbers = torch.as_tensor(window_numbers(size, kernel, stride, dilation))
    y = x.new_zeros(*lead, math.prod(size))
    y = y.index_add(-1, numbers.reshape(-1), x.reshape(*lead, numbers.numel()))
    return y.reshape(*lead, *size)


def spherical_jn(x: Array, n: int) -> Array:
    """The power series near 0, DLMF 10.53.1; the recurrence in the order beyond, 10.51.1."""
    beyond = torch.abs(x) > 5
    near, far = torch.where(beyond, 1.0, x), torch.where(beyond, x, 10.0)
    series = term = near**n / math.prod(range(1, 2 * n + 2, 2))
    for k in range(1, 40):
        term = term * (-near * near / 2) / (k * (2 * n + 2 * k + 1))
        series = series + term
    before, here = torch.cos(far) / far, torch.sin(far) / far
    for k in range(n):
        before, here = here, (2 * k + 1) / far * here - before
    return torch.where(beyond, here, series)
