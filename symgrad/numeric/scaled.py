"""Products and determinants whose factors may leave the range of floating point on the way.

Numbers are split into a mantissa and a power of two; mantissas are multiplied, exponents
added, and only the result is put together. No digit changes by that. Small determinants
are written out in minors, exact for whole numbers; what elimination cannot tell from zero
is computed in whole numbers, if it is not too large. Imports NumPy only.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

Array = Any
Axes = tuple[int, ...]
# Beyond this many rows minors cost more than elimination, and exact numbers more than they tell.
MINORS = 4
EXACT = 10


def prod(x: Array, axis: Axes, keepdims: bool = False) -> Array:
    """Return the product along axes; partial products neither overflow nor vanish."""
    plain = np.prod(x, axis=axis, keepdims=keepdims)
    if _tame(plain):
        return plain
    line, _ = _lined(x, axis)
    mantissa, exponent = np.frexp(line)
    exponent = exponent.astype(np.int64)
    while mantissa.shape[-1] > 1:
        if mantissa.shape[-1] % 2:
            widths = [(0, 0)] * (mantissa.ndim - 1) + [(0, 1)]
            mantissa = np.pad(mantissa, widths, constant_values=1)
            exponent = np.pad(exponent, widths)
        mantissa, more = np.frexp(mantissa[..., ::2] * mantissa[..., 1::2])
        exponent = exponent[..., ::2] + exponent[..., 1::2] + more
    full = joined(mantissa[..., 0], exponent[..., 0])
    return full.reshape(np.shape(plain)).astype(np.asarray(plain).dtype)


def prod_others(x: Array, axis: Axes) -> Array:
    """Return products of all other entries: of those before times of those after."""
    x = np.asarray(x)
    line, order = _lined(x, axis)
    before, after = np.ones_like(line), np.ones_like(line)
    np.cumprod(line[..., :-1], axis=-1, out=before[..., 1:])
    np.cumprod(line[..., :0:-1], axis=-1, out=after[..., -2::-1])
    found = before * after
    if not (_tame(before) and _tame(after) and _tame(found)):
        (ahead, up), (behind, down) = _running(line), _running(line[..., ::-1])
        found = joined(ahead * behind[..., ::-1], up + down[..., ::-1]).astype(x.dtype)
    moved = tuple(x.shape[i] for i in order)
    return found.reshape(moved).transpose(np.argsort(order))


def _lined(x: Array, axis: Axes) -> tuple[Array, Axes]:
    """Return the entries with the axes to multiply along last, as one, and the order of axes."""
    x = np.asarray(x)
    order = tuple(i for i in range(x.ndim) if i not in axis) + tuple(axis)
    moved = x.transpose(order)
    kept = moved.shape[: x.ndim - len(axis)]
    return moved.reshape(*kept, int(np.prod(moved.shape[len(kept) :], dtype=int))), order


def _running(line: Array) -> tuple[Array, Array]:
    """Return mantissas and exponents of the products of all entries before each."""
    mantissas, exponents = np.ones_like(line), np.zeros(line.shape, np.int64)
    for k in range(1, line.shape[-1]):
        mantissas[..., k], more = np.frexp(mantissas[..., k - 1] * np.frexp(line[..., k - 1])[0])
        exponents[..., k] = exponents[..., k - 1] + more + np.frexp(line[..., k - 1])[1]
    return mantissas, exponents


def _tame(x: Array) -> bool:
    """Tell whether numbers are all normal, so that nothing was lost on the way to them."""
    size = np.abs(x)
    return bool(np.all(size >= np.finfo(np.asarray(x).dtype).tiny) and np.all(size < np.inf))


def joined(mantissa: Array, exponent: Array) -> Array:
    """Return mantissa * 2**exponent for exponents of any size."""
    # Two steps reach from the largest number to the smallest.
    half = np.clip(exponent // 2, -3000, 3000).astype(np.int32)
    rest = np.clip(exponent - exponent // 2, -3000, 3000).astype(np.int32)
    return np.ldexp(np.ldexp(mantissa, half), rest)


def balanced(x: Array) -> tuple[Array, Array, Array]:
    """Return matrices with rows and columns divided by powers of two, and the exponents.

    Returns:
        The matrices, entries at most 1; the exponents of the rows as columns, of the columns
        as rows.
    """
    _, rows = np.frexp(np.max(np.abs(x), axis=-1, keepdims=True, initial=0.0))
    x = np.ldexp(x, -rows)
    _, columns = np.frexp(np.max(np.abs(x), axis=-2, keepdims=True, initial=0.0))
    return np.ldexp(x, -columns), rows.astype(np.int64), columns.astype(np.int64)


def det(x: Array) -> Array:
    """Return determinants."""
    if 0 in x.shape or not np.isfinite(x).all():
        return np.linalg.det(x)
    even, rows, columns = balanced(x)
    return joined(plain_det(even), rows.sum((-2, -1)) + columns.sum((-2, -1))).astype(x.dtype)


def plain_det(x: Array) -> Array:
    """Return determinants of matrices with entries of moderate size."""
    if x.shape[-1] <= MINORS:
        return _expanded(x)
    found = np.asarray(np.linalg.det(x))
    for index in np.argwhere(is_doubtful(x)):
        found[(*index,)] = _whole(x[(*index,)])
    return found


def is_doubtful(x: Array) -> Array:
    """Tell which balanced matrices elimination cannot tell from singular ones; small ones only."""
    n = x.shape[-1]
    if not MINORS < n <= EXACT:
        return np.zeros(x.shape[:-2], bool)
    return np.abs(np.linalg.det(x)) <= n**3 * np.finfo(x.dtype).eps


def _expanded(x: Array) -> Array:
    """Return determinants by the first row and its minors."""
    n = x.shape[-1]
    if n == 1:
        return x[..., 0, 0]
    if n == 2:
        return x[..., 0, 0] * x[..., 1, 1] - x[..., 0, 1] * x[..., 1, 0]
    terms = [x[..., 0, j] * _expanded(np.delete(x[..., 1:, :], j, -1)) for j in range(n)]
    return sum(terms[2::2], terms[0]) - sum(terms[3::2], terms[1])


def _whole(x: Array) -> float:
    """Return a determinant by elimination without fractions (Bareiss), rounded once."""
    fractions = [[Fraction(float(entry)) for entry in row] for row in x]
    scale = max(entry.denominator for row in fractions for entry in row)
    a = [[int(entry * scale) for entry in row] for row in fractions]
    n, sign, before = len(a), 1, 1
    for k in range(n - 1):
        pivot = next((i for i in range(k, n) if a[i][k]), None)
        if pivot is None:
            return 0.0
        if pivot != k:
            a[k], a[pivot], sign = a[pivot], a[k], -sign
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                a[i][j] = (a[i][j] * a[k][k] - a[i][k] * a[k][j]) // before
        before = a[k][k]
    return float(Fraction(sign * a[-1][-1], scale**n))


def cofactor(x: Array) -> Array:
    """Return cofactors: minors of small matrices, of large ones products of singular values."""
    # LAPACK gives up on what is not finite; such a matrix has no cofactors.
    broken = ~np.isfinite(x).all(axis=(-2, -1), keepdims=True)
    even, rows, columns = balanced(np.where(broken, np.zeros_like(x), x))
    found = _minors(even, _expanded) if x.shape[-1] <= MINORS else _from_singular_values(even)
    for index in np.argwhere(is_doubtful(even)):
        found[(*index,)] = _minors(even[(*index,)], _whole)
    total = rows.sum((-2, -1), keepdims=True) + columns.sum((-2, -1), keepdims=True)
    full = joined(found, total - rows - columns).astype(x.dtype)
    return np.where(broken, np.full_like(full, np.nan), full)


def _minors(x: Array, det: Callable[[Array], Any]) -> Array:
    found, n = np.ones_like(x), x.shape[-1]
    for i in range(n if n > 1 else 0):
        for j in range(n):
            minor = det(np.delete(np.delete(x, i, -2), j, -1))
            found[..., i, j] = -minor if (i + j) % 2 else minor
    return found


def _from_singular_values(x: Array) -> Array:
    u, s, vh = np.linalg.svd(x)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    others = prod_others(s, (s.ndim - 1,))
    return sign[..., None, None] * (u * others[..., None, :]) @ vh


def has_full_rank(x: Array) -> bool:
    """Tell whether a matrix has full rank, exactly where rounding leaves it open."""
    sizes = np.linalg.svd(x, compute_uv=False)
    least, most = float(sizes[-1]), float(sizes[0])
    if least > max(x.shape) * np.finfo(x.dtype).eps * most:
        return True
    if max(x.shape) > 4 * EXACT or min(x.shape) > EXACT:
        return least > 0
    a = np.array([[Fraction(float(entry)) for entry in row] for row in x], dtype=object)
    a = a if a.shape[0] < a.shape[1] else a.T
    return bool(_gram_det(a) != 0)


def _gram_det(a: Array) -> Fraction:
    """Return the determinant of a @ a.T in exact numbers."""
    gram = a @ a.T
    result = Fraction(1)
    for k in range(len(gram)):
        # Positive semidefinite: a pivot of 0 means a row of zeros.
        if gram[k, k] == 0:
            return Fraction(0)
        result *= gram[k, k]
        gram[k + 1 :] = gram[k + 1 :] - np.outer(gram[k + 1 :, k] / gram[k, k], gram[k])
    return result
