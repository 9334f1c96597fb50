"""NumPy's side of the array primitives: rows without a primal, and their parameters.

Each function takes its arguments as the language does, parameters in their canonical form.
Results may be views; nothing here writes into an argument. May import NumPy and `numeric`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from symgrad.numeric import factorisations, scaled, sliding
from symgrad.numeric.einsum import einsum

Array = Any
Axes = tuple[int, ...]
DEFAULT_SEED = 0


def slices(index: Sequence[Any]) -> tuple[Any, ...]:
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
    return np.asarray(x)[slices(index)]


def _scatter(x: Array, index: Sequence[Any], shape: Axes) -> Array:
    y = np.zeros(shape, np.asarray(x).dtype)
    y[slices(index)] = x
    return y


def _mean(x: Array, axis: Axes, keepdims: bool = False) -> Array:
    """Return the mean; where the sum overflows, the sum of the shares."""
    found = np.mean(x, axis=axis, keepdims=keepdims)
    if np.isfinite(found).all():
        return found
    count = np.size(x) / max(np.size(found), 1)
    return np.sum(x / np.asarray(count, np.asarray(x).dtype), axis=axis, keepdims=keepdims)


def _extreme(found: Callable[..., Array], x: Array, axis: Axes, keepdims: bool = False) -> Array:
    """Return the largest or smallest entries; none where there is no place for one."""
    if np.size(x) == 0:
        return np.sum(x, axis=axis, keepdims=keepdims)
    return found(x, axis=axis, keepdims=keepdims)


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
    "mean": _mean,
    "prod": scaled.prod,
    "max": partial(_extreme, np.max),
    "min": partial(_extreme, np.min),
    "prod_others": scaled.prod_others,
    "matmul": np.matmul,
    "einsum": einsum,
    "inv": factorisations.inv,
    "solve": factorisations.solve,
    "det": scaled.det,
    "logdet": factorisations.logdet,
    "cofactor": scaled.cofactor,
    "cholesky": factorisations.cholesky,
    "pinv": factorisations.pinv,
    "expm": factorisations.expm,
    "expm_frechet": factorisations.expm_frechet,
    "reshape": lambda x, shape: np.reshape(x, shape),
    "transpose": lambda x, axes: np.transpose(x, axes),
    "broadcast_to": lambda x, shape: np.broadcast_to(x, shape),
    "getitem": _getitem,
    "scatter": _scatter,
    "windows": sliding.windows,
    "overlap_add": sliding.overlap_add,
    "concatenate": lambda arrays, axis=0: np.concatenate(arrays, axis=axis),
    "ones": lambda shape: np.ones(shape),
    "zeros": lambda shape: np.zeros(shape),
    "eye": lambda n, m: np.eye(n, m),
    "arange": _arange,
    "randn": _randn,
    "rand": _rand,
}
"""Array primitives by name. Constructors make doubles, which the caller casts."""
