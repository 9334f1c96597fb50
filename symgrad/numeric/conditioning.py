"""How errors travel through functions of matrices, to first order, entry by entry.

Each function takes the computed value and for every operand the pair of its value and its
error, and returns the error of the value, all in units of the unit roundoff. What the
algorithm itself rounds is what a change of the operand by a few units of its entries does
(backward error; Higham, Accuracy and Stability of Numerical Algorithms). Imports NumPy
and `numeric`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.numeric import factorisations, scaled

Array = Any
Pair = tuple[Array, Array]


def _moved(x: Pair) -> Array:
    """Return the error of an operand, and what the algorithm adds to it."""
    return x[1] + x[0].shape[-1] * np.abs(x[0])


def _eliminated(x: Pair) -> Array:
    """Return the error of an operand, and what elimination with row exchanges adds to it.

    That is a few units of |L| |U|, which need not be 0 where the matrix is (Higham, theorem 9.4).
    """
    from scipy import linalg

    value = x[0]
    if 0 in value.shape or not np.isfinite(value).all():
        return _moved(x)
    lower, upper = linalg.lu(value, permute_l=True, check_finite=False)
    return x[1] + value.shape[-1] * (np.abs(lower) @ np.abs(upper))


def _turned(x: Array) -> Array:
    return np.swapaxes(x, -2, -1)


def inv_error(value: Array, x: Pair) -> Array:
    """Return the error of an inverse: |y| dx |y|."""
    size = np.abs(value)
    return size @ _eliminated(x) @ size


def solve_error(value: Array, a: Pair, b: Pair) -> Array:
    """Return the error of a solution: |inv(a)| (da |y| + db)."""
    size = np.abs(factorisations.inv(a[0]))
    if np.ndim(b[0]) == 1:
        shift = (_eliminated(a) @ np.abs(value)[..., None])[..., 0] + b[1]
        return (size @ shift[..., None])[..., 0]
    return size @ (_eliminated(a) @ np.abs(value) + b[1])


def det_error(value: Array, x: Pair) -> Array:
    """Return the error of a determinant: the cofactors times dx.

    Whole numbers of which minors are made without rounding have no error but their own.
    """
    slopes = np.abs(scaled.cofactor(x[0]))
    exact = _exact(x[0]) | scaled.is_doubtful(scaled.balanced(x[0])[0])[..., None, None]
    moved = np.where(exact, x[1], _moved(x))
    return np.sum(slopes * moved, axis=(-2, -1)) + np.abs(value)


def logdet_error(value: Array, x: Pair) -> Array:
    """Return the error of the logarithm of a determinant: |inv(x)| times dx, transposed."""
    slopes = np.abs(_turned(factorisations.inv(x[0])))
    return np.sum(slopes * _eliminated(x), axis=(-2, -1)) + np.abs(value)


def cofactor_error(value: Array, x: Pair) -> Array:
    """Return the error of cofactors: of balanced matrices, all entries of which are below 1."""
    n = x[0].shape[-1]
    if n <= 1 or not np.isfinite(x[0]).all():
        return np.abs(value) * 0
    even, rows, columns = scaled.balanced(x[0])
    error = np.ldexp(np.ldexp(x[1], -rows), -columns)
    largest = np.max(error, axis=(-2, -1), keepdims=True, initial=0.0)
    total = rows.sum((-2, -1), keepdims=True) + columns.sum((-2, -1), keepdims=True)
    if n > scaled.MINORS:
        exact = scaled.is_doubtful(even)[..., None, None]
        flat = n * (largest + np.where(exact, 0, n)) * np.ones_like(even)
    else:
        size = np.abs(even)
        flat = _permanents(size, np.where(_exact(x[0]), error, error + n * size))
    return scaled.joined(flat, total - rows - columns) + np.abs(value)


def _exact(x: Array) -> Array:
    """Tell of which matrices the minors are computed without rounding."""
    size = np.abs(x)
    whole = (np.floor(size) == size).all(axis=(-2, -1), keepdims=True)
    small = np.prod(size.sum(-1, keepdims=True), axis=-2, keepdims=True) < 2.0**53
    return whole & small & (x.shape[-1] <= scaled.MINORS)


def _permanents(size: Array, moved: Array) -> Array:
    """Return the errors of minors, from the errors of the entries."""
    n = size.shape[-1]
    found = np.zeros_like(size)
    for i in range(n):
        for j in range(n):
            part = np.delete(np.delete(size, i, -2), j, -1)
            more = np.delete(np.delete(moved, i, -2), j, -1)
            found[..., i, j] = _sized(part, more)
    return found


def _sized(size: Array, error: Array) -> Array:
    """Return the derivative of a permanent at `size` along `error`."""
    n = size.shape[-1]
    total = np.zeros(size.shape[:-2])
    for i in range(n):
        for j in range(n):
            rest = np.delete(np.delete(size, i, -2), j, -1)
            total = total + error[..., i, j] * _permanent(rest)
    return total


def _permanent(x: Array) -> Array:
    if x.shape[-1] == 0:
        return np.ones(x.shape[:-2])
    parts = (x[..., 0, j] * _permanent(np.delete(x[..., 1:, :], j, -1)) for j in range(x.shape[-1]))
    return sum(parts, np.zeros(x.shape[:-2]))


def cholesky_error(value: Array, x: Pair) -> Array:
    """Return the error of a Cholesky factor: |y| halved(|inv(y)| dx |inv(y).T|)."""
    moved = x[1] + x[0].shape[-1] * (np.abs(value) @ _turned(np.abs(value)))
    back = np.abs(factorisations.inv(value))
    return np.abs(value) @ np.tril(back @ ((moved + _turned(moved)) / 2) @ _turned(back))


def pinv_error(value: Array, x: Pair) -> Array:
    """Return the error of a pseudoinverse, by the three terms of its derivative."""
    size = np.abs(value)
    moved = x[1] + max(x[0].shape[-2:]) * np.max(np.abs(x[0]), (-2, -1), keepdims=True, initial=0)
    m, n = x[0].shape[-2:]
    error = size @ moved @ size
    if m > n:
        rest = np.abs(np.eye(m) - x[0] @ value)
        error = error + size @ _turned(size) @ _turned(moved) @ rest
    elif m < n:
        rest = np.abs(np.eye(n) - value @ x[0])
        error = error + rest @ _turned(moved) @ _turned(size) @ size
    return error


def expm_error(_: Array, x: Pair) -> Array:
    """Return the error of a matrix exponential, the smaller of two bounds.

    |expm(x)| <= expm(m) entry by entry, where m is x off the diagonal without signs; and in
    the 2-norm expm(x) <= exp(u), u the largest eigenvalue of the symmetric part.
    """
    if 0 in x[0].shape:
        return np.zeros_like(x[0])
    moved = _moved(x) + np.eye(x[0].shape[-1])
    majorant = _majorant(x[0])
    entries = factorisations.expm_frechet(majorant, moved)
    whole = _growth(x[0]) * np.linalg.norm(moved, axis=(-2, -1), keepdims=True)
    return np.fmin(entries, whole)


def frechet_error(_: Array, x: Pair, e: Pair) -> Array:
    """Return the error of a derivative of the exponential, as that of a larger exponential."""
    n = x[0].shape[-1]
    if 0 in x[0].shape:
        return np.zeros_like(x[0])
    scale = np.max(np.abs(e[0]), axis=(-2, -1), keepdims=True)
    scale = np.where(scale > 0, scale, 1)
    pair = [_doubled(one, two / scale) for one, two in zip(x, e, strict=True)]
    size = _doubled(np.abs(x[0]), np.abs(e[0]) / scale)
    moved = pair[1] + 2 * n * size
    entries = factorisations.expm_frechet(_doubled(_majorant(x[0]), size[..., :n, n:]), moved)
    norms = [np.linalg.norm(part, axis=(-2, -1), keepdims=True) for part in (_moved(x), e[0], e[1])]
    whole = _growth(x[0]) * ((norms[0] + n) * norms[1] + norms[2])
    return np.fmin(scale * entries[..., :n, n:], whole)


def _doubled(x: Array, e: Array) -> Array:
    return np.concatenate(
        (np.concatenate((x, e), -1), np.concatenate((np.zeros_like(x), x), -1)), -2
    )


def _majorant(x: Array) -> Array:
    return np.where(np.eye(x.shape[-1]) > 0, x, np.abs(x))


def _growth(x: Array) -> Array:
    if not np.isfinite(x).all():
        return np.full((*x.shape[:-2], 1, 1), np.nan)
    return np.exp(np.linalg.eigvalsh(x / 2 + _turned(x) / 2)[..., -1:, None])


# What the running bounds call, by the name of the row.
ERRORS: dict[str, Callable[..., Array]] = {
    "inv": inv_error,
    "solve": solve_error,
    "det": det_error,
    "logdet": logdet_error,
    "cofactor": cofactor_error,
    "cholesky": cholesky_error,
    "pinv": pinv_error,
    "expm": expm_error,
    "expm_frechet": frechet_error,
}
