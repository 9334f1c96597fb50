"""Functions that JAX has under another convention, or not at all, made of those it has."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tests.peers.counting import minors, others, window_numbers

Array = Any
Axes = tuple[int, ...]


def reducer(f: Callable[..., Array]) -> Callable[..., Array]:
    """Return NumPy's reduction under the names of our parameters."""
    return lambda x, axis, keepdims=False, **params: f(x, axis=axis, keepdims=keepdims, **params)


def norm(x: Array, ord: Any = None, axis: Axes = (), keepdims: bool = False) -> Array:
    """Vector norms along all axes or one, matrix norms along two."""
    if ord is None and len(axis) != 1:
        return jnp.sqrt(jnp.sum(x * x, axis=axis, keepdims=keepdims))
    along = axis if len(axis) == 2 else axis[0]
    return jnp.linalg.norm(x, ord=ord, axis=along, keepdims=keepdims)


def prod_others(x: Array, axis: Axes) -> Array:
    """Each product without one entry, by taking it out."""
    kept = [i for i in range(x.ndim) if i not in axis]
    order = [*kept, *axis]
    turned = jnp.transpose(x, order)
    line = turned.reshape(*turned.shape[: len(kept)], math.prod(turned.shape[len(kept) :]))
    y = jnp.prod(line[..., others(line.shape[-1])], -1) if line.shape[-1] else line
    return jnp.transpose(y.reshape(turned.shape), [int(i) for i in np.argsort(order)])


def cofactor(x: Array) -> Array:
    """Determinants of the minors with their signs, by Leibniz' formula."""
    if x.shape[-1] == 0:
        return x
    rows, columns, signs = minors(x.shape[-1])
    return jnp.sum(jnp.prod(x[..., rows, columns], -1) * signs, -1)


def getitem(x: Array, index: tuple[Any, ...]) -> Array:
    """Index as NumPy does."""
    return x[_index(index)]


def scatter(x: Array, index: tuple[Any, ...], shape: Axes) -> Array:
    """Zeros with x put at an index."""
    return jnp.zeros(shape).at[_index(index)].set(x)


def _index(index: tuple[Any, ...]) -> tuple[Any, ...]:
    def item(each: Any) -> Any:
        if each == "new":
            return None
        if isinstance(each, int):
            return each
        start, stop, step = each
        return slice(start, None if stop < 0 else stop, step)

    return tuple(item(each) for each in index)


def pad(x: Array, pad_width: Any, mode: str, constant_values: float) -> Array:
    """JAX's, which has no name for no axes."""
    if not x.ndim:
        return x
    given = {"constant_values": constant_values} if mode == "constant" else {}
    return jnp.pad(x, pad_width, mode, **given)


def recurrence(a: Array, b: Array, axis: int = 0, reverse: bool = False) -> Array:
    """JAX's scan, if there is a step."""
    if not a.shape[axis]:
        return a * b
    first = (jnp.moveaxis(a, axis, 0), jnp.moveaxis(b, axis, 0))

    def step(y: Array, given: tuple[Array, Array]) -> tuple[Array, Array]:
        y = given[0] * y + given[1]
        return y, y

    found = lax.scan(step, jnp.zeros(first[0].shape[1:]), first, reverse=reverse)[1]
    return jnp.moveaxis(found, 0, axis)


def whole(k: Array, size: int) -> Array:
    """Return indices as integers that count from the front."""
    k = jnp.asarray(k).astype(int)
    return jnp.where(k < 0, k + size, k)


def take(x: Array, k: Array, axis: int | None = None) -> Array:
    """NumPy's take."""
    return jnp.take(x, whole(k, x.size if axis is None else x.shape[axis]), axis=axis)


def index_add(x: Array, k: Array, shape: Axes, axis: int | None = None) -> Array:
    """Add entries, or slices along an axis, into zeros."""
    if axis is None:
        return jnp.zeros(math.prod(shape)).at[whole(k, math.prod(shape))].add(x).reshape(shape)
    where = whole(k, shape[axis]).reshape(-1)
    slices = x.reshape(*shape[:axis], where.size, *shape[axis + 1 :])
    line = jnp.moveaxis(jnp.zeros(shape), axis, 0).at[where].add(jnp.moveaxis(slices, axis, 0))
    return jnp.moveaxis(line, 0, axis)


def take_along_axis(x: Array, k: Array, axis: int = -1) -> Array:
    """NumPy's take_along_axis."""
    return jnp.take_along_axis(x, whole(k, x.shape[axis]), axis)


def scatter_add(x: Array, k: Array, shape: Axes, axis: int = -1) -> Array:
    """Add into zeros along an axis."""
    where = list(jnp.indices(x.shape))
    where[axis] = whole(k, shape[axis])
    return jnp.zeros(shape).at[tuple(where)].add(x)


def reduced(y: Array, reduction: str = "mean") -> Array:
    """What a loss does with its entries."""
    return {"mean": jnp.mean, "sum": jnp.sum, "none": lambda y: y}[reduction](y)


def huber(a: Array, b: Array, delta: float, reduction: str) -> Array:
    """By definition."""
    d = jnp.abs(a - b)
    return reduced(jnp.where(d <= delta, d * d / 2, delta * (d - delta / 2)), reduction)


def binary_cross_entropy(p: Array, target: Array, reduction: str) -> Array:
    """By definition."""
    return reduced(-(target * jnp.log(p) + (1 - target) * jnp.log1p(-p)), reduction)


def picked(logs: Array, target: Array, reduction: str) -> Array:
    """The negative logarithms at the targets, or weighted by them."""
    if target.ndim == logs.ndim:
        y = -jnp.sum(target * logs, axis=-1)
        return jnp.sum(y) / max(y.size, 1) if reduction == "mean" else reduced(y, reduction)
    k = whole(target, logs.shape[-1])
    return reduced(-jnp.take_along_axis(logs, k[..., None], -1)[..., 0], reduction)


def linear(x: Array, w: Array, *b: Array) -> Array:
    """By definition."""
    return sum(b, x @ w.T)


def layer_norm(x: Array, *given: Array, normalized_shape: Axes, eps: float) -> Array:
    """By definition."""
    axis = tuple(range(x.ndim - len(normalized_shape), x.ndim))
    mean = jnp.mean(x, axis=axis, keepdims=True)
    y = (x - mean) * lax.rsqrt(jnp.var(x, axis=axis, keepdims=True) + eps)
    y = y * given[0] if given else y
    return y + given[1] if len(given) > 1 else y


def convolution(
    x: Array, w: Array, *b: Array, stride: Axes, padding: Any, dilation: Axes, groups: int
) -> Array:
    """JAX's, for one picture or a batch of them."""
    rank = w.ndim - 2
    batch = x if x.ndim == w.ndim else x[None]
    edges = padding.upper() if isinstance(padding, str) else [(p, p) for p in padding]
    y = lax.conv_general_dilated(
        batch, w, stride, edges, rhs_dilation=dilation, feature_group_count=groups
    )
    y = y + b[0].reshape(-1, *[1] * rank) if b else y
    return y if x.ndim == w.ndim else y[0]


def windows(x: Array, kernel: Axes, stride: Axes, dilation: Axes) -> Array:
    """Gather the entries of each window."""
    lead, sizes = x.shape[: x.ndim - len(kernel)], x.shape[x.ndim - len(kernel) :]
    numbers = window_numbers(sizes, kernel, stride, dilation)
    return x.reshape(*lead, math.prod(sizes))[..., numbers]


def overlap_add(x: Array, size: Axes, stride: Axes, dilation: Axes) -> Array:
    """The transpose of the gathering, as JAX makes it."""
    lead, kernel = x.shape[: x.ndim - 2 * len(size)], x.shape[x.ndim - len(size) :]
    gather = partial(windows, kernel=kernel, stride=stride, dilation=dilation)
    return jax.linear_transpose(gather, jnp.zeros((*lead, *size)))(x)[0]


def max_pool2d(x: Array, kernel_size: Axes, stride: Axes, padding: Axes) -> Array:
    """The largest of each window, of gathered entries."""
    edges = [(0, 0)] * (x.ndim - 2) + [(p, p) for p in padding]
    seen = windows(jnp.pad(x, edges, constant_values=-jnp.inf), kernel_size, stride, (1, 1))
    return jnp.max(seen, axis=(-2, -1))


def avg_pool2d(
    x: Array, kernel_size: Axes, stride: Axes, padding: Axes, count_include_pad: bool
) -> Array:
    """JAX's windowed sum, over how many entries there are."""
    frame = (1,) * (x.ndim - 2)
    edges = [(0, 0)] * (x.ndim - 2) + [(p, p) for p in padding]
    add = partial(
        lax.reduce_window,
        init_value=0.0,
        computation=lax.add,
        window_dimensions=(*frame, *kernel_size),
        window_strides=(*frame, *stride),
        padding=edges,
    )
    return add(x) / (math.prod(kernel_size) if count_include_pad else add(jnp.ones_like(x)))


def spherical_jn(x: Array, n: int) -> Array:
    """The power series near 0, DLMF 10.53.1; the recurrence in the order beyond, 10.51.1."""
    beyond = jnp.abs(x) > 5
    near, far = jnp.where(beyond, 1.0, x), jnp.where(beyond, x, 10.0)
    series = term = lax.integer_pow(near, n) / math.prod(range(1, 2 * n + 2, 2))
    for k in range(1, 40):
        term = term * (-near * near / 2) / (k * (2 * n + 2 * k + 1))
        series = series + term
    before, here = jnp.cos(far) / far, jnp.sin(far) / far
    for k in range(n):
        before, here = here, (2 * k + 1) / far * here - before
    return jnp.where(beyond, here, series)
