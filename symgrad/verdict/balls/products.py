"""Products of arrays of exact numbers: matmul and einsum, as products of FLINT's matrices.

May import python-flint and its own package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq, fmpq_mat

from symgrad.verdict.balls.array import as_entries, filled

Array = np.ndarray[Any, np.dtype[Any]]


class Products:
    """Products of one kind of number.

    Args:
        matrix: FLINT's type of matrices. number: makes a number of a whole one.
    """

    def __init__(self, matrix: Any, number: Any) -> None:
        self.matrix, self.number = matrix, number
        self.zero = number(0)

    def made(self, x: Array) -> Any:
        """Return an array of two axes as FLINT's matrix."""
        return self.matrix(x.shape[0], x.shape[1], x.ravel().tolist())

    @staticmethod
    def read(matrix: Any) -> Array:
        """Return FLINT's matrix as an array."""
        rows, columns = matrix.nrows(), matrix.ncols()
        found = np.fromiter(matrix.entries(), dtype=object, count=rows * columns)
        return found.reshape(rows, columns)

    def matmul(self, a: Array, b: Array) -> Array:
        """Return the matrix product, with NumPy's broadcasting and rules for vectors."""
        one = a[None, :] if a.ndim == 1 else a
        other = b[:, None] if b.ndim == 1 else b
        found = self._batched(one, other)
        if a.ndim == 1:
            found = found[..., 0, :]
        return as_entries(found[..., 0]) if b.ndim == 1 else found

    def _batched(self, a: Array, b: Array) -> Array:
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        rows, inner, columns = a.shape[-2], a.shape[-1], b.shape[-1]
        if not (rows and inner and columns):
            return filled((*batch, rows, columns), self.zero)
        if not batch:
            return self.read(self.made(a) * self.made(b))
        found = np.empty((*batch, rows, columns), dtype=object)
        one = np.broadcast_to(a, (*batch, rows, inner))
        other = np.broadcast_to(b, (*batch, inner, columns))
        for place in np.ndindex(batch):
            found[place] = self.read(self.made(one[place]) * self.made(other[place]))
        return found

    def einsum(self, subscripts: str, *xs: Array) -> Array:
        """Return an einsum with canonical subscripts: explicit, each letter of one size.

        Operands are multiplied one after the other, each letter summed as soon as it may be.
        """
        inputs, _, output = subscripts.partition("->")
        letters = inputs.split(",")
        later = [set("".join(letters[i + 1 :]) + output) for i in range(len(letters))]
        kept, x = self._alone(letters[0], xs[0], later[0])
        for i in range(1, len(xs)):
            more, y = self._alone(letters[i], xs[i], later[i] | set(kept))
            kept, x = self._pair(kept, x, more, y, later[i])
        kept, x = self._alone(kept, x, set(output))
        return as_entries(x.transpose([kept.index(letter) for letter in output]))

    def _alone(self, letters: str, x: Array, wanted: set[str]) -> tuple[str, Array]:
        """Return an operand with diagonals taken, and letters that nobody else has summed away."""
        for letter in dict.fromkeys(letters):
            while letters.count(letter) > 1:
                i = letters.index(letter)
                j = letters.index(letter, i + 1)
                x = as_entries(np.diagonal(x, axis1=i, axis2=j))
                rest = "".join(each for place, each in enumerate(letters) if place not in (i, j))
                letters = rest + letter
        axes = tuple(i for i, letter in enumerate(letters) if letter not in wanted)
        if axes:
            x = as_entries(np.add.reduce(x, axis=axes, initial=self.zero))
        return "".join(letter for letter in letters if letter in wanted), x

    def _pair(
        self, left: str, a: Array, right: str, b: Array, wanted: set[str]
    ) -> tuple[str, Array]:
        """Return the product of two operands, with the letters that are wanted later."""
        batch = [i for i in left if i in right and i in wanted]
        summed = [i for i in left if i in right and i not in wanted]
        rows = [i for i in left if i not in right]
        columns = [i for i in right if i not in left]
        sizes = dict(zip(left + right, a.shape + b.shape, strict=True))
        one = a.transpose([left.index(i) for i in batch + rows + summed])
        other = b.transpose([right.index(i) for i in batch + summed + columns])
        shape = [sizes[i] for i in batch + rows + columns]
        if not summed:
            spread = one[(..., *[None] * len(columns))]
            return "".join(batch + rows + columns), as_entries(
                spread * other[(slice(None),) * len(batch) + (None,) * len(rows)]
            )
        many = [sizes[i] for i in batch]
        high, inner, wide = (_count(sizes, axes) for axes in (rows, summed, columns))
        full = self._batched(one.reshape(*many, high, inner), other.reshape(*many, inner, wide))
        return "".join(batch + rows + columns), full.reshape(shape)


def _count(sizes: dict[str, int], axes: Sequence[str]) -> int:
    return int(np.prod([sizes[i] for i in axes], dtype=np.int64))


BALLS = Products(arb_mat, arb)
RATIONALS = Products(fmpq_mat, fmpq)
