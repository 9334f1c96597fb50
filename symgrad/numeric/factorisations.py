"""NumPy's and SciPy's side of the functions of matrices, in batches of any shape.

A matrix that a function does not take (singular, not positive definite, not finite) comes out
as nan, and the others of its batch do not suffer. SciPy is loaded when it is first called.
Imports NumPy and `numeric.scaled`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.numeric import scaled

Array = Any


def _each(function: Callable[..., Array], *xs: Array) -> Array:
    """Return a function of matrices of one shape applied to each of a batch."""
    if 0 in xs[0].shape:
        return np.zeros_like(xs[0])
    found = np.empty_like(xs[0])
    for index in np.ndindex(xs[0].shape[:-2]):
        found[index] = function(*(x[index] for x in xs))
    return found


def _or_nan(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Return what gives nan where LAPACK or SciPy would raise."""

    def guarded(x: Array) -> Array:
        try:
            return function(x) if np.isfinite(x).all() else np.full_like(x, np.nan)
        except np.linalg.LinAlgError:
            return np.full_like(x, np.nan)

    return guarded


def inv(x: Array) -> Array:
    """Return inverses; nan for singular matrices."""
    try:
        return np.linalg.inv(x)
    except np.linalg.LinAlgError:
        return _each(_or_nan(np.linalg.inv), x)


def solve(a: Array, b: Array) -> Array:
    """Return solutions; nan for singular matrices."""
    try:
        return np.linalg.solve(a, b)
    except np.linalg.LinAlgError:
        singular = np.isnan(inv(a)).any(axis=(-2, -1), keepdims=True)
        return np.linalg.solve(np.where(singular, np.nan, a), b)


def logdet(x: Array) -> Array:
    """Return logarithms of determinants; nan for negative ones."""
    sign, size = np.linalg.slogdet(x)
    return np.where(sign > 0, size, np.where(sign == 0, -np.inf, np.nan)).astype(size.dtype)


def cholesky(x: Array) -> Array:
    """Return lower factors of the symmetric part; nan where it is not positive definite."""
    even = x / 2 + np.swapaxes(x, -2, -1) / 2
    try:
        return np.linalg.cholesky(even)
    except np.linalg.LinAlgError:
        return _each(_or_nan(np.linalg.cholesky), even)


def pinv(x: Array) -> Array:
    """Return pseudoinverses of matrices of full rank; nan for others."""
    m, n = x.shape[-2:]
    if m == n:
        return inv(x)
    if 0 in x.shape:
        return np.zeros((*x.shape[:-2], n, m), x.dtype)
    broken = ~np.isfinite(x).all(axis=(-2, -1))
    u, s, vh = np.linalg.svd(np.where(broken[..., None, None], 0, x), full_matrices=False)
    found = np.swapaxes(vh, -2, -1) @ (np.swapaxes(u, -2, -1) / s[..., None])
    for index in np.ndindex(x.shape[:-2]):
        if broken[index] or not scaled.has_full_rank(x[index]):
            found[index] = np.nan
    return found.astype(x.dtype)


def expm(x: Array) -> Array:
    """Return matrix exponentials; large matrices are balanced first.

    A matrix [[x, e], [0, x]] with a large e loses the digits of its corner in the squarings.
    A similarity by powers of two evens rows and columns out, and is exact.
    """
    from scipy import linalg

    if 0 in x.shape:
        return np.zeros_like(x)
    if np.isfinite(x).all() and np.max(np.abs(x)) <= 1:
        return linalg.expm(x).astype(x.dtype)

    def balanced(a: Array) -> Array:
        even, (scale, _) = linalg.matrix_balance(a, permute=False, separate=True)
        return scale[:, None] * linalg.expm(even) / scale

    return _each(_or_nan(balanced), x).astype(x.dtype)


def expm_frechet(x: Array, e: Array) -> Array:
    """Return derivatives of the matrix exponential at x along e."""
    from scipy import linalg

    def one(a: Array, b: Array) -> Array:
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return np.full_like(a, np.nan)
        return linalg.expm_frechet(a, b, compute_expm=False, check_finite=False)

    return _each(one, x, e)
