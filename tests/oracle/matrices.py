"""Functions of matrices by their textbook definitions: Leibniz, adjugates, recursions.

Each is written for one matrix and applied to every matrix of a batch.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import sympy as s

from tests.oracle.ledger import Array, CannotTellError, Expr, Ledger, boxed, filled

# Terms of a series: more than derivatives of the second order see.
_TERMS = 4


def product(ledger: Ledger, a: Array, b: Array) -> Array:
    """Return a product of matrices, each entry a sum."""
    return filled(
        (a.shape[0], b.shape[1]),
        lambda i, j: ledger.short(s.Add(*(a[i, k] * b[k, j] for k in range(a.shape[1])))),
    )


def unit(n: int) -> Array:
    """Return the identity."""
    return filled((n, n), lambda i, j: s.Integer(i == j))


def det(ledger: Ledger, x: Array) -> Expr:
    """Return the determinant by Leibniz' formula."""
    terms = []
    for order in permutations(range(len(x))):
        turns = sum(order[i] > order[j] for j in range(len(x)) for i in range(j))
        terms.append((-1) ** turns * s.Mul(*(x[i, j] for i, j in enumerate(order))))
    return ledger.short(s.Add(*terms))


def cofactor(ledger: Ledger, x: Array) -> Array:
    """Return the determinants of the minors with their signs."""

    def minor(i: int, j: int) -> Expr:
        return (-1) ** (i + j) * det(ledger, np.delete(np.delete(x, i, 0), j, 1))

    return filled(x.shape, minor)


def inv(ledger: Ledger, x: Array) -> Array:
    """Return the adjugate over the determinant."""
    whole, minors = det(ledger, x), cofactor(ledger, x)
    return filled(x.shape, lambda i, j: ledger.short(minors[j, i] / whole))


def solve(ledger: Ledger, a: Array, b: Array) -> Array:
    """Return the inverse times a matrix."""
    return product(ledger, inv(ledger, a), b)


def cholesky(ledger: Ledger, x: Array) -> Array:
    """Return the lower factor of the symmetric part, column by column."""
    y = filled(x.shape, lambda i, j: s.S.Zero)
    for j in range(len(x)):
        for i in range(j, len(x)):
            rest = (x[i, j] + x[j, i]) / 2 - s.Add(*(y[i, k] * y[j, k] for k in range(j)))
            y[i, j] = ledger.short(s.sqrt(rest) if i == j else rest / y[j, j])
    return y


def pinv(ledger: Ledger, x: Array) -> Array:
    """Return inv(x.T @ x) @ x.T or x.T @ inv(x @ x.T)."""
    rows, columns = x.shape
    if rows >= columns:
        return product(ledger, inv(ledger, product(ledger, x.T, x)), x.T)
    return product(ledger, x.T, inv(ledger, product(ledger, x, x.T)))


def _expm(ledger: Ledger, x: Array) -> Array:
    """Return the exponential of a matrix of at most two rows, by its eigenvalues."""
    if len(x) > 2:
        raise CannotTellError("the exponential of a matrix of more than two rows")
    if len(x) < 2:
        return filled(x.shape, lambda i, j: s.exp(x[i, j]))
    middle = (x[0, 0] + x[1, 1]) / 2
    left = x - middle * unit(2)
    square = left[0, 0] ** 2 + left[0, 1] * left[1, 0]
    if ledger.side(square):
        apart = s.sqrt(square)
        grown, along = s.cosh(apart), s.sinh(apart) / apart
    else:  # with one eigenvalue, the first terms of both series in the square
        grown = s.Add(*(square**k / s.factorial(2 * k) for k in range(_TERMS)))
        along = s.Add(*(square**k / s.factorial(2 * k + 1) for k in range(_TERMS)))
    found = grown * unit(2) + along * left
    return filled((2, 2), lambda i, j: s.exp(middle) * found[i, j])


def expm(ledger: Ledger, x: Array) -> Array:
    """Return the exponential of a small matrix."""
    return ledger.shortened(_expm(ledger, ledger.named(x)))


def expm_frechet(ledger: Ledger, x: Array, e: Array) -> Array:
    """Return the slope at 0 of the exponential of x + t*e."""
    t = ledger.entry(0)
    x, e = ledger.named(x), ledger.named(e)
    moved = _expm(ledger, x + t * e)
    return ledger.shortened(filled(x.shape, lambda i, j: s.diff(moved[i, j], t)))


def matrix_power(ledger: Ledger, x: Array, n: int) -> Array:
    """Return the repeated product, of the inverse for a negative power."""
    base, y = inv(ledger, x) if n < 0 else x, unit(len(x))
    for _ in range(abs(n)):
        y = product(ledger, y, base)
    return y


def batched(how: Callable[..., Any]) -> Callable[..., Array]:
    """Return a function of matrices applied along the axes in front, which broadcast."""

    def whole(ledger: Ledger, *xs: Array, **params: Any) -> Array:
        front = np.broadcast_shapes(*(x.shape[:-2] for x in xs))
        wide = [np.broadcast_to(x, (*front, *x.shape[-2:])) for x in xs]
        made = np.empty(front, object)
        for index in np.ndindex(*front):
            found = boxed(how(ledger, *(x[index] for x in wide), **params))
            if made.shape == front and found.shape:
                made = np.empty((*front, *found.shape), object)
            made[index] = found[()]
        return made

    return whole


def _matmul(ledger: Ledger, a: Array, b: Array) -> Array:
    left = a[None] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    y = batched(product)(ledger, left, right)
    y = y[..., 0] if b.ndim == 1 else y
    if a.ndim == 1:
        y = y[..., 0] if b.ndim == 1 else y[..., 0, :]
    return boxed(y)


def _solve(ledger: Ledger, a: Array, b: Array) -> Array:
    if b.ndim == 1:
        return boxed(batched(solve)(ledger, a, b[:, None])[..., 0])
    return batched(solve)(ledger, a, b)


MATRICES: dict[str, Callable[..., Array]] = {
    "matmul": _matmul,
    "solve": _solve,
    "det": batched(det),
    "logdet": batched(lambda ledger, x: s.log(det(ledger, x))),
    "inv": batched(inv),
    "cofactor": batched(cofactor),
    "cholesky": batched(cholesky),
    "pinv": batched(pinv),
    "expm": batched(expm),
    "expm_frechet": batched(expm_frechet),
    "matrix_power": batched(matrix_power),
}
