"""Functions of matrices beyond the inverse: Cholesky factor, pseudoinverse, exponential, powers.

Each works on the last two axes. `expm_frechet` is what `expm` has for a derivative; its own
is made of itself on a matrix of twice the size, so the rows are closed under
differentiation. May import `errors` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.ops.diagonals import matrix
from symgrad.ops.dims import DimLike, Shape, known, product
from symgrad.ops.indexing import whole
from symgrad.ops.inverses import BATCH, P, Q, balanced, invertible, misuses, square, squares
from symgrad.ops.matmul import turned, unequal
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample

_X = (Operand("x"),)


def _last(x: Any) -> tuple[int, int]:
    """Return the two axes of the matrices."""
    return (len(x.shape) - 2, len(x.shape) - 1)


def _symmetric(xp: Any, x: Any) -> Any:
    return (x + turned(xp, x)) / 2


def _halved(xp: Any, x: Any) -> Any:
    """Return the part below the diagonal, and half of the diagonal."""
    return (xp.tril(x, k=0) + xp.tril(x, k=-1)) / 2


def _cholesky_pullback(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    """Return S with its transpose, halved, where S = y.T^-1 halved(y.T @ y_bar) y^-1."""
    upper = turned(xp, y)
    left = xp.solve(upper, _halved(xp, xp.matmul(upper, y_bar)))
    return _symmetric(xp, turned(xp, xp.solve(upper, turned(xp, left))))


def _minors(xp: Any, x: Any) -> tuple[Any, ...]:
    """Return the leading minors: a symmetric matrix is positive definite if they are positive."""
    if product(x.shape[-2:]) == 0:
        return ()
    row, column = _last(x)
    # Scaled to a diagonal near 1, so that a minor says how far the matrix is from singular.
    even = _symmetric(xp, x)
    sizes = xp.abs(xp.diagonal(even, offset=0, axis1=row, axis2=column))
    roots = xp.exp2(xp.floor(xp.log2(xp.where(xp.equal(sizes, 0), 1, sizes)) / 2))
    scaled = even / xp.expand_dims(roots, axis=(column,)) / xp.expand_dims(roots, axis=(row,))
    words = "cholesky needs a positive definite matrix"
    batch = whole(x.shape[:-2])
    return tuple(
        (xp.det(xp.getitem(scaled, index=(*batch, (0, k, 1), (0, k, 1)))), ">", words)
        for k in range(1, known(x.shape[-1], "cholesky") + 1)
    )


def _is_tall(shape: Shape) -> bool:
    rows, columns = (known(dim, "pinv") for dim in shape[-2:])
    return rows >= columns


def _pinv_pullback(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    """Return the pullback at full rank: of the three terms of Golub and Pereyra two are left."""
    adjoint, back = turned(xp, y), turned(xp, y_bar)
    through = -xp.matmul(xp.matmul(adjoint, y_bar), adjoint)
    if x.shape[-2] == x.shape[-1]:
        return through
    if _is_tall(x.shape):
        gram = xp.matmul(back, xp.matmul(y, adjoint))
        return through + gram - xp.matmul(x, xp.matmul(y, gram))
    gram = xp.matmul(xp.matmul(adjoint, y), back)
    return through + gram - xp.matmul(xp.matmul(gram, y), x)


def _full_rank(xp: Any, x: Any) -> tuple[Any, ...]:
    """Return the determinant of the smaller Gram matrix: 0 where a matrix has no full rank."""
    if product(x.shape[-2:]) == 0:
        return ()
    even = balanced(xp, x)
    one, other = (turned(xp, even), even) if _is_tall(x.shape) else (even, turned(xp, even))
    return ((xp.det(xp.matmul(one, other)), "!=", "pinv needs a matrix of full rank"),)


def _doubled(xp: Any, x: Any, e: Any) -> Any:
    """Return the block matrix `[[x, e], [0, x]]`."""
    row, column = _last(x)
    top = xp.concatenate((x, e), axis=column)
    bottom = xp.concatenate((xp.zeros(shape=x.shape), x), axis=column)
    return xp.concatenate((top, bottom), axis=row)


def _corner(shape: Shape) -> tuple[Any, ...]:
    """Return the index of the upper right block of a doubled matrix of blocks of a shape."""
    n: DimLike = shape[-1]
    return (*whole(shape[:-2]), (0, n, 1), (n, n + n, 1))


def _scale_of(xp: Any, x: Any) -> Any:
    """Return a power of two near the largest entry of each matrix, 1 for a zero one."""
    size = xp.max(xp.abs(x), axis=_last(x), keepdims=True)
    return xp.detach(xp.exp2(xp.floor(xp.log2(xp.where(xp.equal(size, 0), 1, size)))))


def _expm_pullback(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    """Return the corner of a larger exponential, whose cost grows with the size of y_bar.

    The corner is linear in y_bar, which is therefore divided by a power of two first.
    """
    if product(x.shape[-2:]) == 0:
        return y_bar
    scale = _scale_of(xp, y_bar)
    whole_matrix = xp.expm(_doubled(xp, turned(xp, x), y_bar / scale))
    return scale * xp.getitem(whole_matrix, index=_corner(x.shape))


def _frechet_shape(x: Shape, e: Shape) -> Shape:
    square("expm_frechet", x)
    if x != e:
        raise unequal("expm_frechet", x, e, "both have the same shape")
    return x


def _frechet_pullback(xp: Any, y_bar: Any, y: Any, x: Any, e: Any) -> Any:
    """Return what the diagonal blocks of the doubled matrix get from its upper right one.

    It is linear in e, whose size is kept out of the block.
    """
    if product(x.shape[-2:]) == 0:
        return x
    n, corner, scale = x.shape[-1], _corner(x.shape), _scale_of(xp, e)
    block = turned(xp, _doubled(xp, x, e / scale))
    seed = xp.scatter(y_bar, index=corner, shape=block.shape)
    back = xp.expm_frechet(block, seed)
    along = whole(x.shape[:-2])
    first = xp.getitem(back, index=(*along, (0, n, 1), (0, n, 1)))
    return scale * (first + xp.getitem(back, index=(*along, (n, n + n, 1), (n, n + n, 1))))


def _pair_product(xp: Any, a: tuple[Any, Any], b: tuple[Any, Any]) -> tuple[Any, Any]:
    """Return the product of two values that travel with their derivatives along one direction."""
    slope = xp.matmul(a[0], b[1]) + xp.matmul(a[1], b[0])
    return xp.matmul(a[0], b[0]), slope


def _repeated(multiply: Callable[[Any, Any], Any], base: Any, n: int) -> Any:
    """Return base**n for n > 0 by squaring."""
    result = None
    while n:
        if n & 1:
            result = base if result is None else multiply(result, base)
        n >>= 1
        if n:
            base = multiply(base, base)
    return result


def _matrix_power(xp: Any, x: Any, *, n: int) -> Any:
    if n == 0:
        return xp.broadcast_to(xp.eye(x.shape[-1], x.shape[-1]), shape=x.shape)
    return _repeated(xp.matmul, xp.inv(x) if n < 0 else x, abs(n))


def _matrix_power_pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, n: int) -> Any:
    """Return the derivative of the power of x.T along y_bar, which is its own adjoint."""
    if n == 0:
        return xp.zeros(shape=x.shape)
    base, slope = turned(xp, x), y_bar
    if n < 0:
        base = xp.inv(base)
        slope = -xp.matmul(xp.matmul(base, slope), base)
    return _repeated(lambda a, b: _pair_product(xp, a, b), (base, slope), abs(n))[1]


def _power_domain(xp: Any, x: Any, *, n: int) -> tuple[Any, ...]:
    return invertible(xp, x) if n < 0 else ()


_TALL = "[[1, -2], [0.5, 3], [2, 1.5]]"
_WIDE = "[[1, -2, 3.5], [0.25, 4, -1.5]]"
_TALLS = f"[{_TALL}, [[2, 0.5], [-1, 1], [1, 3]]]"
_E, _EE = "[[0.5, -1], [2, 0.25]]", "[[[0.5, -1], [2, 0.25]], [[1, 0], [-0.5, 2]]]"


def _samples(name: str, rest: str = "", first: str = "x") -> tuple[Sample, ...]:
    """Return calls with square matrices and calls in each other; arguments as of `squares`."""
    nested = (
        f"{name}({name}({first}{rest}) + eye(2){rest})",
        f"x @ {name}({first}{rest}) - {name}(0.5*x{rest})",
        f"{name}(x/4 + eye(2){rest})[0]",
    )
    return squares(name, rest, first) + tuple(Sample(text, {"x": P}) for text in nested)


ROWS: tuple[Op, ...] = (
    Op(
        name="cholesky",
        doc="y is lower triangular with a positive diagonal; y @ y.T = (x + x.T)/2",
        source="Murray, Differentiation of the Cholesky decomposition, arXiv:1602.07527",
        operands=_X,
        shape=lambda shape: square("cholesky", shape),
        vjp=(_cholesky_pullback,),
        lower=lambda t, x: t.cholesky(x),
        domain=_minors,
        samples=(
            *_samples("cholesky"),
            Sample("cholesky(x @ x.T + eye(3))", {"x": Q}),
            Sample("solve(cholesky(x), b)", {"x": Q, "b": "[1, -2, 0.5]"}),
        ),
        errors=misuses("cholesky(x)"),
    ),
    Op(
        name="pinv",
        doc="y = inv(x.T @ x) @ x.T or x.T @ inv(x @ x.T), whichever inverse there is",
        source="Golub and Pereyra, SIAM J. Numer. Anal. 10 (1973), 413-432",
        operands=_X,
        shape=lambda shape: (*matrix("pinv", shape)[:-2], shape[-1], shape[-2]),
        vjp=(_pinv_pullback,),
        lower=lambda t, x: t.inv(x) if x.shape[-2] == x.shape[-1] else t.pinv(x),
        domain=_full_rank,
        samples=(
            *_samples("pinv"),
            *(Sample("pinv(x)", {"x": x}) for x in (_TALL, _WIDE, _TALLS, "[[2], [-1]]")),
            Sample("pinv(x)", {"x": "[[2, -1, 0.5]]"}),
            Sample("pinv(x) @ b", {"x": _TALL, "b": "[1, -2, 0.5]"}),
            Sample("pinv(x @ x.T)", {"x": _WIDE}),
        ),
        errors=(
            Misuse("pinv(x)", {"x": (3,)}, "not-a-matrix"),
            Misuse("pinv(x)", {"x": ()}, "not-a-matrix"),
        ),
    ),
    Op(
        name="expm",
        doc="y = eye + x + x @ x/2 + x @ x @ x/6 + ...",
        source="Higham, Functions of Matrices, chapter 10; Van Loan, IEEE TAC 23 (1978), 395-404",
        operands=_X,
        shape=lambda shape: square("expm", shape),
        vjp=(_expm_pullback,),
        lower=lambda t, x: t.expm(x),
        samples=(
            *(
                Sample(s.text.replace("expm(x", "expm(0.25*x"), s.values)
                for s in _samples("expm", "")
            ),
            Sample("expm(x)", {"x": "[[0, 1], [0, 0]]"}),
            Sample("expm(x)", {"x": P}),
        ),
        errors=misuses("expm(x)"),
    ),
    Op(
        name="expm_frechet",
        doc="y = the derivative of expm at x along e, the block y of expm([[x, e], [0, x]])",
        source="Al-Mohy and Higham, SIAM J. Matrix Anal. Appl. 30 (2009), 1639-1657",
        operands=(Operand("x"), Operand("e")),
        shape=_frechet_shape,
        vjp=(
            _frechet_pullback,
            lambda xp, y_bar, y, x, e: xp.expm_frechet(turned(xp, x), y_bar),
        ),
        lower=lambda t, x, e: t.expm_frechet(x, e),
        samples=(
            Sample("expm_frechet(x, e)", {"x": P, "e": _E}),
            Sample("expm_frechet(x, e)", {"x": "[[0.5]]", "e": "[[2]]"}),
            Sample("expm_frechet(x, e)", {"x": BATCH, "e": _EE}),
            Sample("expm_frechet(x, x)", {"x": _E}),
            Sample("expm_frechet(x, e)", {"x": "zeros((0, 0))", "e": "zeros((0, 0))"}),
        ),
        errors=(
            Misuse("expm_frechet(x, e)", {"x": (2, 3), "e": (2, 3)}, "not-square"),
            Misuse("expm_frechet(x, e)", {"x": (2, 2), "e": (3, 3)}, "shape-mismatch"),
        ),
    ),
    Op(
        name="matrix_power",
        doc="y = x @ x @ ... (n factors); eye for n = 0, powers of inv(x) for n < 0",
        source="NumPy's convention (numpy.linalg.matrix_power)",
        operands=_X,
        params=(Param("n", "int"),),
        shape=lambda shape, *, n: square("matrix_power", shape),
        primal=_matrix_power,
        vjp=(_matrix_power_pullback,),
        domain=_power_domain,
        samples=(
            *_samples("matrix_power", ", 3"),
            *_samples("matrix_power", ", n=-2"),
            *(Sample(f"matrix_power(x, {n})", {"x": Q}) for n in (0, 1, 2, 4, 7, -1, -3)),
        ),
        errors=(
            *misuses("matrix_power(x, 2)"),
            Misuse("matrix_power(x, 0.5)", {"x": (2, 2)}, "bad-argument"),
            Misuse("matrix_power(x)", {"x": (2, 2)}, "too-few-arguments"),
        ),
    ),
)
