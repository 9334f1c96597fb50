"""Functions of matrices and norms, under the names of `torch.linalg`.

May import `eager`.
"""

from __future__ import annotations

from typing import Any

from symgrad.eager.products import _LinAlgError as LinAlgError
from symgrad.eager.products import (
    cholesky,
    cross,
    det,
    diagonal,
    matmul,
    matrix_exp,
    matrix_power,
    pinv,
    solve,
)
from symgrad.eager.products import inverse as inv
from symgrad.eager.reductions import norm as _norm
from symgrad.eager.tensor import Tensor

__all__ = [
    "LinAlgError",
    "cholesky",
    "cross",
    "det",
    "diagonal",
    "inv",
    "matmul",
    "matrix_exp",
    "matrix_power",
    "norm",
    "pinv",
    "solve",
    "vector_norm",
]


def norm(A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Return the norm of a vector or a matrix."""
    return _norm(A, "fro" if ord is None else ord, dim, keepdim)


def vector_norm(x: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Return the norm of all entries, or along axes."""
    return _norm(x, ord, dim, keepdim)
