"""Functions of matrices of exact numbers, in batches of any shape.

A matrix that is not certainly invertible, or not certainly positive definite, has no inverse and
no factor here: all that is known of the result is nothing, and more precision may tell more.
May import python-flint and its own package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from flint import arb, fmpq

from symgrad.verdict.balls.array import as_entries, filled
from symgrad.verdict.balls.mapping import Kernel
from symgrad.verdict.balls.products import BALLS, RATIONALS, Products
from symgrad.verdict.balls.rational import RATIONAL, Irrational, kept

Array = np.ndarray[Any, np.dtype[Any]]
# Determinants of matrices up to this size are expanded, without a division.
_EXPANDED = 3
# Cofactors of larger matrices come from the characteristic polynomial.
_MINORS = 5


class _Matrices:
    """Functions of matrices of one kind of number.

    Args:
        products: of that kind. unknown: what an entry is of which nothing is known. sqrt, log: of
            one number. exp: of one of FLINT's matrices.
    """

    def __init__(
        self,
        products: Products,
        unknown: Callable[[], Any],
        sqrt: Callable[[Any], Any],
        log: Callable[[Any], Any],
        exp: Callable[[Any], Any],
    ) -> None:
        self.products, self.unknown = products, unknown
        self.sqrt, self.log, self.exp = sqrt, log, exp
        self.zero, self.one = products.number(0), products.number(1)

    def kernels(self) -> dict[str, Kernel]:
        return {
            "matmul": self.products.matmul,
            "einsum": self.products.einsum,
            "inv": lambda x: self._each(self._inv, x),
            "solve": self.solve,
            "det": lambda x: self._numbers(self._det, x),
            "logdet": lambda x: self._numbers(lambda a: self.log(self._det(a)), x),
            "cofactor": lambda x: self._each(self._cofactor, x),
            "cholesky": lambda x: self._each(self._cholesky, x),
            "pinv": self.pinv,
            "expm": lambda x: self._each(self._expm, x),
            "expm_frechet": self.expm_frechet,
        }

    # -- batches -----------------------------------------------------------------

    def _each(self, function: Callable[[Array], Array], x: Array) -> Array:
        found = np.empty(x.shape, dtype=object)
        if x.size:
            for place in np.ndindex(x.shape[:-2]):
                found[place] = function(x[place])
        return found

    def _numbers(self, function: Callable[[Array], Any], x: Array) -> Array:
        found = np.empty(x.shape[:-2], dtype=object)
        for place in np.ndindex(found.shape):
            found[place] = function(x[place])
        return found

    def _nothing(self, shape: tuple[int, ...]) -> Array:
        return filled(shape, self.unknown())

    # -- one matrix --------------------------------------------------------------

    def _inv(self, x: Array) -> Array:
        try:
            return self.products.read(self.products.made(x).inv())
        except ZeroDivisionError:
            return self._nothing(x.shape)

    def _det(self, x: Array) -> Any:
        n = len(x)
        if n == 0:
            return self.one
        return self._expanded(x) if n <= _EXPANDED else self.products.made(x).det()

    def _expanded(self, x: Array) -> Any:
        if len(x) == 1:
            return x[0, 0]
        total = self.zero
        for j in range(len(x)):
            term = x[0, j] * self._expanded(np.delete(x[1:], j, 1))
            total = total - term if j % 2 else total + term
        return total

    def _cofactor(self, x: Array) -> Array:
        n = len(x)
        if n > _MINORS:
            return self._adjugate(x).T
        found = filled(x.shape, self.one)
        for i in range(n if n > 1 else 0):
            for j in range(n):
                minor = self._det(np.delete(np.delete(x, i, 0), j, 1))
                found[i, j] = -minor if (i + j) % 2 else minor
        return found

    def _adjugate(self, x: Array) -> Array:
        """Return the adjugate by the theorem of Cayley and Hamilton, singular matrices too."""
        made, n = self.products.made(x), len(x)
        polynomial = made.charpoly()
        identity = self.products.made(self._eye(n))
        total = identity
        for k in range(n - 1, 0, -1):
            total = total * made + identity * polynomial[k]
        return self.products.read(total if n % 2 else total * self.products.number(-1))

    def _eye(self, n: int) -> Array:
        found = filled((n, n), self.zero)
        for i in range(n):
            found[i, i] = self.one
        return found

    def _cholesky(self, x: Array) -> Array:
        n, even = len(x), (x + x.T) / self.products.number(2)
        found = filled(x.shape, self.zero)
        for j in range(n):
            rest = even[j, j] - self._dot(found[j, :j], found[j, :j])
            if not rest > 0:
                return self._nothing(x.shape)
            found[j, j] = self.sqrt(rest)
            for i in range(j + 1, n):
                found[i, j] = (even[i, j] - self._dot(found[i, :j], found[j, :j])) / found[j, j]
        return found

    def _dot(self, one: Array, other: Array) -> Any:
        total = self.zero
        for u, v in zip(one, other, strict=True):
            total = total + u * v
        return total

    def _expm(self, x: Array) -> Array:
        return self.products.read(self.exp(self.products.made(x)))

    # -- of several matrices -------------------------------------------------------

    def solve(self, a: Array, b: Array) -> Array:
        """Return solutions x of a @ x = b, where b is a vector or a matrix of columns."""
        columns = b[..., None] if b.ndim == 1 else b
        batch = np.broadcast_shapes(a.shape[:-2], columns.shape[:-2])
        found = np.empty((*batch, *columns.shape[-2:]), dtype=object)
        left = np.broadcast_to(a, (*batch, *a.shape[-2:]))
        right = np.broadcast_to(columns, found.shape)
        for place in np.ndindex(batch) if found.size else ():
            found[place] = self._solved(left[place], right[place])
        return found[..., 0] if b.ndim == 1 else found

    def _solved(self, a: Array, b: Array) -> Array:
        try:
            return self.products.read(self.products.made(a).solve(self.products.made(b)))
        except ZeroDivisionError:
            return self._nothing(b.shape)

    def pinv(self, x: Array) -> Array:
        """Return pseudoinverses of matrices of full rank, through their Gram matrices."""
        m, n = x.shape[-2:]
        turned = np.swapaxes(x, -2, -1)
        if 0 in x.shape:
            return np.empty(turned.shape, dtype=object)
        if m == n:
            return self._each(self._inv, x)
        if m > n:
            gram = self._each(self._inv, self.products.matmul(turned, x))
            return self.products.matmul(gram, turned)
        gram = self._each(self._inv, self.products.matmul(x, turned))
        return self.products.matmul(turned, gram)

    def expm_frechet(self, x: Array, e: Array) -> Array:
        """Return derivatives of the matrix exponential at x along e: a corner of a larger one."""
        n = x.shape[-1]
        batch = np.broadcast_shapes(x.shape[:-2], e.shape[:-2])
        whole = filled((*batch, 2 * n, 2 * n), self.zero)
        whole[..., :n, :n], whole[..., n:, n:], whole[..., :n, n:] = x, x, e
        return as_entries(self._each(self._expm, whole)[..., :n, n:])


def _nothing_rational() -> Any:
    raise Irrational


def _rational_exp(matrix: Any) -> Any:
    """Return the exponential of the zero matrix, the one that is certainly rational."""
    if any(entry != 0 for entry in matrix.entries()):
        raise Irrational
    n = matrix.nrows()
    return type(matrix)(n, n, [fmpq(int(i == j)) for i in range(n) for j in range(n)])


def _single(name: str) -> Callable[[Any], Any]:
    kernel = RATIONAL[name]
    return lambda number: kernel(as_entries(number))[()]


def _kept(kernel: Kernel) -> Kernel:
    def bounded(*args: Any, **params: Any) -> Array:
        found = kernel(*args, **params)
        for number in found.ravel():
            kept(number)
        return found

    return bounded


MATRICES: dict[str, Kernel] = _Matrices(
    BALLS,
    arb.nan,
    lambda number: number.sqrt(),
    lambda number: number.log() if number > 0 else arb.nan(),
    lambda matrix: matrix.exp(),
).kernels()
RATIONAL_MATRICES: dict[str, Kernel] = {
    name: _kept(kernel)
    for name, kernel in _Matrices(
        RATIONALS, _nothing_rational, _single("sqrt"), _single("log"), _rational_exp
    )
    .kernels()
    .items()
}
