"""NumPy's side of the array primitives: rows without a primal, and their parameters.

Each function takes its arguments as the language does, parameters in their canonical form.
Results may be views; nothing here writes into an argument. Imports NumPy only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Array = Any
Axes = tuple[int, ...]
DEFAULT_SEED = 0


def _slices(index: Sequence[Any]) -> tuple[Any, ...]:
    """Return a canonical index as NumPy reads one: before the front is None, not -1."""
    return tuple(
        None
        if item == "new"
        else slice(item[0], None if item[1] < 0 else item[1], item[2])
        if isinstance(item, tuple)
        else item
        for item in index
    )


def _getitem(x: Array, index: Sequence[Any]) -> Array:
    return np.asarray(x)[_slices(index)]


def _scatter(x: Array, index: Sequence[Any], shape: Axes) -> Array:
    y = np.zeros(shape, np.asarray(x).dtype)
    y[_slices(index)] = x
    return y


def _prod_others(x: Array, axis: Axes) -> Array:
    """Return products of all other entries: of those before times of those after."""
    x = np.asarray(x)
    kept = tuple(i for i in range(x.ndim) if i not in axis)
    order = kept + tuple(axis)
    moved = x.transpose(order)
    count = int(np.prod(moved.shape[len(kept) :], dtype=int))
    line = moved.reshape(*moved.shape[: len(kept)], count)
    before, after = np.ones_like(line), np.ones_like(line)
    np.cumprod(line[..., :-1], axis=-1, out=before[..., 1:])
    np.cumprod(line[..., :0:-1], axis=-1, out=after[..., -2::-1])
    return (before * after).reshape(moved.shape).transpose(np.argsort(order))


def _einsum(subscripts: str, *xs: Array) -> Array:
    return np.einsum(subscripts, *xs, optimize="greedy" if len(xs) > 1 else False)


def _inv(x: Array) -> Array:
    """Return inverses; of singular matrices nan, where NumPy would raise."""
    try:
        return np.linalg.inv(x)
    except np.linalg.LinAlgError:
        return np.linalg.inv(_without_singular(x))


def _solve(a: Array, b: Array) -> Array:
    try:
        return np.linalg.solve(a, b)
    except np.linalg.LinAlgError:
        return np.linalg.solve(_without_singular(a), b)


def _without_singular(x: Array) -> Array:
    """Return matrices with those of determinant 0 made nan."""
    return np.where(np.linalg.det(x)[..., None, None] == 0, np.nan, x)


def _logdet(x: Array) -> Array:
    sign, size = np.linalg.slogdet(x)
    return np.where(sign > 0, size, np.where(sign == 0, -np.inf, np.nan)).astype(size.dtype)


def _cofactor(x: Array) -> Array:
    """Return cofactors from singular values, whose product needs no division."""
    # LAPACK gives up on what is not finite; such a matrix has no cofactors.
    broken = ~np.isfinite(x).all(axis=(-2, -1), keepdims=True)
    u, s, vh = np.linalg.svd(np.where(broken, np.zeros_like(x), x))
    sign = np.linalg.det(u) * np.linalg.det(vh)
    others = _prod_others(s, (s.ndim - 1,))
    found = sign[..., None, None] * (u * others[..., None, :]) @ vh
    return np.where(broken, np.full_like(found, np.nan), found)


def _arange(start: float, stop: float, step: float = 1) -> Array:
    count = max(0, int(np.ceil((stop - start) / step)))
    return start + step * np.arange(count, dtype=float)


def _randn(shape: Axes, seed: int | None = None) -> Array:
    return _stream(seed).standard_normal(shape)


def _rand(shape: Axes, seed: int | None = None) -> Array:
    return _stream(seed).random(shape)


def _stream(seed: int | None) -> np.random.Generator:
    return np.random.default_rng(DEFAULT_SEED if seed is None else seed)


STRUCTURAL: dict[str, Callable[..., Array]] = {
    "sum": lambda x, axis, keepdims=False: np.sum(x, axis=axis, keepdims=keepdims),
    "prod": lambda x, axis, keepdims=False: np.prod(x, axis=axis, keepdims=keepdims),
    "max": lambda x, axis, keepdims=False: np.max(x, axis=axis, keepdims=keepdims),
    "min": lambda x, axis, keepdims=False: np.min(x, axis=axis, keepdims=keepdims),
    "prod_others": _prod_others,
    "matmul": np.matmul,
    "einsum": _einsum,
    "inv": _inv,
    "solve": _solve,
    "det": np.linalg.det,
    "logdet": _logdet,
    "cofactor": _cofactor,
    "reshape": lambda x, shape: np.reshape(x, shape),
    "transpose": lambda x, axes: np.transpose(x, axes),
    "broadcast_to": lambda x, shape: np.broadcast_to(x, shape),
    "getitem": _getitem,
    "scatter": _scatter,
    "concatenate": lambda arrays, axis=0: np.concatenate(arrays, axis=axis),
    "ones": lambda shape: np.ones(shape),
    "zeros": lambda shape: np.zeros(shape),
    "eye": lambda n, m: np.eye(n, m),
    "arange": _arange,
    "randn": _randn,
    "rand": _rand,
}
"""Array primitives by name. Constructors make doubles, which the caller casts."""
