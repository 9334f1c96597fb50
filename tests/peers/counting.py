"""Which entries definitions are made of, counted without any library's arrays but NumPy's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np


def minors(n: int) -> tuple[Any, Any, Any]:
    """Return the cofactors of an n by n matrix as Leibniz' formula has them.

    Returns:
        Rows and columns of the factors, of shape (n, n, terms, n - 1), and the terms' signs.
    """
    orders = np.array(list(permutations(range(n - 1))), int).reshape(math.factorial(n - 1), n - 1)
    left = others(n)
    places = (n, n, *orders.shape)
    rows = np.broadcast_to(left[:, None, None, :], places)
    columns = np.broadcast_to(left[:, orders][None], places)
    turns = [sum(a > b for k, a in enumerate(o) for b in o[k + 1 :]) for o in orders.tolist()]
    i, j = np.indices((n, n))
    return rows, columns, (-1.0) ** ((i + j)[..., None] + np.array(turns, int))


def others(n: int) -> Any:
    """Return for each of n entries the numbers of the others, of shape (n, n - 1)."""
    return np.array([[k for k in range(n) if k != i] for i in range(n)], int).reshape(n, n - 1)


def window_numbers(
    sizes: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> Any:
    """Return which flat entries of planes of these sizes stand in each window."""
    numbers = np.arange(math.prod(sizes)).reshape(sizes)
    counts = [
        (n - d * (k - 1) - 1) // s + 1
        for n, k, s, d in zip(sizes, kernel, stride, dilation, strict=True)
    ]
    grids = np.ix_(*(range(c) for c in counts), *(range(k) for k in kernel))
    rank = len(sizes)
    return numbers[tuple(stride[i] * grids[i] + dilation[i] * grids[rank + i] for i in range(rank))]
