"""The einsum of two arrays as one matrix product, where that is what it is.

NumPy's own loops read memory entry by entry; a matrix product runs in blocks that fit the
cache. Every letter of canonical subscripts is of one of six kinds: in both operands and the
result (a batch), in both but not the result (summed together), in one operand and the
result (rows, columns), or in one operand alone (summed there first). With the axes in the
order batch, rows, summed and batch, summed, columns it is `matmul`; if nothing is summed it
is a product of entries. How much faster that is
`python -m tests.benchmarks.einsum` tells. Imports NumPy only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
# Below so many multiplications NumPy's loop is done before the axes are in order.
_SMALL = 2048


def einsum(subscripts: str, *xs: Array) -> Array:
    """Return an einsum with canonical subscripts: explicit, each letter of one size."""
    if len(xs) != 2:
        return np.einsum(subscripts, *xs, optimize="greedy" if len(xs) > 2 else False)
    inputs, _, output = subscripts.partition("->")
    left, right = inputs.split(",")
    sizes = dict(zip(left + right, np.shape(xs[0]) + np.shape(xs[1]), strict=True))
    work = int(np.prod([float(n) for n in sizes.values()]))
    if work <= _SMALL:
        return np.einsum(subscripts, *xs)
    left, a = _alone(left, xs[0], right + output)
    right, b = _alone(right, xs[1], left + output)
    if set(left + right) <= set(output):
        return _spread(a, left, output) * _spread(b, right, output)
    return _product(left, a, right, b, output)


def _alone(letters: str, x: Array, elsewhere: str) -> tuple[str, Array]:
    """Return an operand with diagonals taken, and letters that nobody else has summed away."""
    kept = "".join(i for i in dict.fromkeys(letters) if i in elsewhere)
    return kept, x if kept == letters else np.einsum(f"{letters}->{kept}", x)


def _product(left: str, a: Array, right: str, b: Array, output: str) -> Array:
    batch = [i for i in output if i in left and i in right]
    summed = [i for i in left if i in right and i not in output]
    rows = [i for i in output if i in left and i not in right]
    columns = [i for i in output if i in right and i not in left]
    sizes = dict(zip(left + right, a.shape + b.shape, strict=True))
    many = [sizes[i] for i in batch]
    inner, high, wide = (_count(sizes[i] for i in axes) for axes in (summed, rows, columns))
    one = _ordered(a, left, batch + rows + summed).reshape(*many, high, inner)
    other = _ordered(b, right, batch + summed + columns).reshape(*many, inner, wide)
    full = np.matmul(one, other).reshape([sizes[i] for i in batch + rows + columns])
    return _ordered(full, "".join(batch + rows + columns), list(output))


def _spread(x: Array, letters: str, output: str) -> Array:
    """Return an operand with its axes in the order of the result, of size 1 where it has none."""
    ordered = _ordered(x, letters, [i for i in output if i in letters])
    return ordered[tuple(slice(None) if i in letters else None for i in output)]


def _ordered(x: Array, letters: str, order: list[str]) -> Array:
    return x.transpose([letters.index(i) for i in order])


def _count(sizes: Any) -> int:
    return int(np.prod(list(sizes), dtype=np.int64))
