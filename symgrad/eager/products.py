"""Products of vectors and matrices, and functions of matrices.

May import `eager`, NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.apply import apply, floating
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.fused import fused, several
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.modes import LOCAL
from symgrad.eager.tensor import Tensor, wrap

_MM, _MV, _DOT = (named(f"{each}Backward0", "matmul") for each in ("Mm", "Mv", "Dot"))
_BMM = named("BmmBackward0", "matmul")
_ROW_TIMES = named("SqueezeBackward4", "matmul")
_MANY = named("UnsafeViewBackward0", "matmul")
_ADDMM = several("AddmmBackward0", (0, 1, 2))
_DIAG = {1: named("DiagEmbedBackward0", "diag"), 2: named("DiagonalBackward0_copy", "diag")}
_KINDS = {(1, 1): _DOT, (2, 1): _MV, (2, 2): _MM, (1, 2): _ROW_TIMES}


def _product(a: Tensor, b: Tensor) -> Tensor:
    if a._value.dtype != b._value.dtype:
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {_word(a)} != {_word(b)}"
        )
    if a._value.dtype not in FLOATING:
        return wrap(LOCAL.run(np.matmul, a._value, b._value))
    kind = _KINDS.get((a._value.ndim, b._value.ndim), _MANY)
    return apply(kind, [a, b])


def _word(tensor: Tensor) -> str:
    words = {"float32": "float", "float64": "double", "int64": "long", "int32": "int"}
    return words.get(tensor.dtype.name, tensor.dtype.name)


def _tensors(name: str, *operands: Any) -> None:
    for place, each in enumerate(operands, 1):
        if not isinstance(each, Tensor):
            word = ("input", "other")[place - 1]
            raise TypeError(
                f"{name}(): argument '{word}' (position {place}) must be Tensor, not "
                f"{type(each).__name__}"
            )


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """Return the product of matrices, vectors, or batches of matrices."""
    _tensors("matmul", input, other)
    a, b = input._value.shape, other._value.shape
    if not a or not b:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {len(a)}D and {len(b)}D"
        )
    inner = b[-2] if len(b) > 1 else b[0]
    if a[-1] != inner:
        raise _misfit(a, b)
    try:
        return _product(input, other)
    except ValueError:
        raise _misfit(a, b) from None


def _misfit(a: tuple[int, ...], b: tuple[int, ...]) -> RuntimeError:
    if len(a) == len(b) == 1:
        return RuntimeError(
            f"inconsistent tensor size, expected tensor [{a[0]}] and src [{b[0]}] to have the "
            f"same number of elements, but got {a[0]} and {b[0]} elements respectively"
        )
    if (len(a), len(b)) == (2, 1):
        return RuntimeError(f"size mismatch, got input ({a[0]}), mat ({a[0]}x{a[1]}), vec ({b[0]})")
    if len(a) <= 2 and len(b) <= 2:
        rows, inner = a if len(a) == 2 else (1, a[0])
        return RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({rows}x{inner} and {b[0]}x{b[1]})"
        )
    return RuntimeError(
        f"Expected size for first two dimensions of batch2 tensor to be: [{a[0]}, {a[-1]}] but "
        f"got: [{b[0]}, {b[-2] if len(b) > 1 else 1}]."
    )


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Return the product of two matrices."""
    if input.ndim != 2 or mat2.ndim != 2:
        word = "self" if input.ndim != 2 else "mat2"
        raise RuntimeError(f"{word} must be a matrix")
    return matmul(input, mat2)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Return the product of a matrix and a vector."""
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    return matmul(input, vec)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """Return the products of two batches of matrices."""
    for word, each in (("batch1", input), ("batch2", mat2)):
        if each.ndim != 3:
            raise RuntimeError(f"{word} must be a 3D tensor")
    if input._value.shape[0] != mat2._value.shape[0]:
        raise _misfit(input._value.shape, mat2._value.shape)
    if input._value.dtype not in FLOATING or input._value.shape[2] != mat2._value.shape[1]:
        return matmul(input, mat2)
    return apply(_BMM, [input, mat2])


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """Return the inner product of two vectors."""
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    return matmul(input, tensor)


def inner(input: Tensor, other: Tensor) -> Tensor:
    """Return sums of products over the last axes."""
    if input.ndim == other.ndim == 1:
        return dot(input, other)
    return apply(KINDS["inner"], [input, other])


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """Return the products of all pairs of entries of two vectors."""
    for word, each in (("self", input), ("vec2", vec2)):
        if each.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {word}, but got {each.ndim}-D")
    return input.reshape(-1, 1) * vec2  # type: ignore[no-any-return]


def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """Return beta * input + alpha * mat1 @ mat2."""

    def composed(x: Tensor, a: Tensor, b: Tensor) -> Tensor:
        product = matmul(a, b) if alpha == 1 else matmul(a, b) * alpha
        return product + (x if beta == 1 else x * beta)

    return fused(_ADDMM, composed, input, mat1, mat2)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Return an einsum."""
    several = (
        list(operands[0])
        if len(operands) == 1 and not isinstance(operands[0], Tensor)
        else list(operands)
    )
    return apply(KINDS["einsum"], several, subscripts=equation.replace(" ", ""))


def trace(input: Tensor) -> Tensor:
    """Return the sum of the diagonal."""
    return apply(KINDS["trace"], [input])


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the diagonal of a matrix, or a matrix with this diagonal."""
    return apply(_DIAG[input.ndim], [input], k=diagonal)


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """Return the diagonals of two axes."""
    return apply(KINDS["diagonal"], [input], offset=offset, axis1=dim1, axis2=dim2)


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the lower triangle."""
    if input._value.dtype not in FLOATING:
        return wrap(np.tril(input._value, diagonal))
    return apply(KINDS["tril"], [input], k=diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the upper triangle."""
    if input._value.dtype not in FLOATING:
        return wrap(np.triu(input._value, diagonal))
    return apply(KINDS["triu"], [input], k=diagonal)


def kron(input: Tensor, other: Tensor) -> Tensor:
    """Return the Kronecker product."""
    return apply(KINDS["kron"], [input, other])


def cross(input: Tensor, other: Tensor, dim: int = -1) -> Tensor:
    """Return cross products along an axis."""
    return apply(KINDS["cross"], [input, other], axis=dim)


class _LinAlgError(RuntimeError):
    """A matrix that a function does not take."""


def inverse(input: Tensor) -> Tensor:
    """Return inverses of matrices."""
    tensor = floating(input)
    _square("linalg.inv", tensor)
    result = apply(KINDS["inv"], [tensor])
    if np.isnan(result._value).any() and np.isfinite(tensor._value).all():
        raise _LinAlgError(
            f"linalg.inv: The diagonal element {_zero_pivot(tensor._value)} is zero, the inversion "
            "could not be completed because the input matrix is singular."
        )
    return result


def _zero_pivot(x: Any) -> int:
    """Return which pivot of an elimination is 0, counted from 1."""
    a = np.array(x if x.ndim == 2 else x.reshape(-1, *x.shape[-2:])[0], dtype=float)
    for i in range(len(a)):
        best = i + int(np.argmax(np.abs(a[i:, i])))
        if a[best, i] == 0:
            return i + 1
        a[[i, best]] = a[[best, i]]
        a[i + 1 :] -= np.outer(a[i + 1 :, i] / a[i, i], a[i])
    return len(a)


def _square(name: str, tensor: Tensor) -> None:
    shape = tensor._value.shape
    if len(shape) < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    if shape[-1] != shape[-2]:
        raise RuntimeError(
            f"{name}: A must be batches of square matrices, but they are {shape[-2]} by "
            f"{shape[-1]} matrices"
        )


def det(input: Tensor) -> Tensor:
    """Return determinants."""
    _square("linalg.det", input)
    return apply(KINDS["det"], [floating(input)])


def logdet(input: Tensor) -> Tensor:
    """Return logarithms of determinants."""
    _square("logdet", input)
    return apply(KINDS["logdet"], [floating(input)])


def solve(A: Tensor, B: Tensor) -> Tensor:
    """Return x with A @ x = B."""
    _square("linalg.solve", A)
    return apply(KINDS["solve"], [A, B])


def cholesky(input: Tensor) -> Tensor:
    """Return lower Cholesky factors."""
    _square("cholesky", input)
    result = apply(KINDS["cholesky"], [input])
    if np.isnan(result._value).any():
        raise _LinAlgError(
            "linalg.cholesky: The factorization could not be completed because the input is not "
            "positive-definite."
        )
    return result


def pinv(input: Tensor) -> Tensor:
    """Return pseudoinverses of matrices of full rank."""
    return apply(KINDS["pinv"], [input])


def matrix_exp(input: Tensor) -> Tensor:
    """Return matrix exponentials."""
    return apply(KINDS["expm"], [input])


def matrix_power(input: Tensor, n: int) -> Tensor:
    """Return products of n equal matrices."""
    return apply(KINDS["matrix_power"], [input], n=n)


def rmatmul(self: Tensor, other: Any) -> Any:
    """Return NotImplemented: a product has tensors on both sides."""
    return NotImplemented
