"""Square matrices: determinants, inverses, and systems of equations, in batches.

`cofactor` is what `det` has instead of `det(x)*inv(x).T`, which has no value at singular
matrices. Its own derivative is made of itself on a larger batch, so the rows are closed
under differentiation. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.dims import Shape, broadcast, product, show_shape
from symgrad.ops.matmul import turned, unequal
from symgrad.ops.row import Misuse, Op, Operand, Sample

_X = (Operand("x"),)
_PETERSEN = "Petersen and Pedersen, The Matrix Cookbook, section {}"


def square(name: str, shape: Shape) -> Shape:
    """Return the shape of a square matrix, or of a batch of them.

    Raises:
        ShapeError: it is none.
    """
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ShapeError(
            f"{name}: an operand of shape {show_shape(shape)} is no square matrix",
            code="not-square",
            help="the last two sizes must be equal",
        )
    return shape


def _placed(xp: Any, value: Any) -> Any:
    """Return a value for each matrix of a batch as something that multiplies the matrix."""
    rank = len(value.shape)
    return xp.expand_dims(value, axis=(rank, rank + 1))


def balanced(xp: Any, x: Any) -> Any:
    """Return x with rows and columns divided by powers of 2, so that entries are near 1.

    No digit changes, and what is singular stays so; badly scaled matrices do not look it.
    """
    for axis in (len(x.shape) - 1, len(x.shape) - 2):
        size = xp.max(xp.abs(x), axis=(axis,), keepdims=True)
        x = x / xp.exp2(xp.floor(xp.log2(xp.where(xp.equal(size, 0), 1, size))))
    return x


def invertible(xp: Any, x: Any, *_: Any) -> tuple[Any, ...]:
    """Return the domain of what needs an inverse."""
    if product(x.shape[-2:]) == 0:
        return ()
    return ((xp.det(balanced(xp, x)), "!=", "the determinant"),)


def _positive(xp: Any, x: Any) -> tuple[Any, ...]:
    if product(x.shape[-2:]) == 0:
        return ()
    return ((xp.det(balanced(xp, x)), ">", "logdet needs a positive determinant"),)


def _inv_pullback(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    adjoint = turned(xp, y)
    return -xp.matmul(xp.matmul(adjoint, y_bar), adjoint)


def _replaced(xp: Any, x: Any) -> tuple[Any, Any]:
    """Return the selector of row i, and x with row i replaced by the unit row j, for all i, j."""
    n, rank = x.shape[-1], len(x.shape) - 2
    eye = xp.eye(n, n)
    own = xp.expand_dims(eye, axis=(1, 3))
    unit = xp.expand_dims(eye, axis=(0, 2))
    matrices = xp.expand_dims(x, axis=(rank, rank + 1))
    return own, own * unit + (1 - own) * matrices


def _cofactor_pullback(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    own, matrices = _replaced(xp, x)
    rank = len(x.shape) - 2
    slopes = (1 - own) * xp.cofactor(matrices) * _placed(xp, y_bar)
    return xp.sum(slopes, axis=(rank, rank + 1), keepdims=False)


def _solve_shape(a: Shape, b: Shape) -> Shape:
    square("solve", a)
    inner = b[-2] if len(b) > 1 else b[0] if b else None
    if inner != a[-1]:
        raise unequal("solve", a, b, f"the right side must have {a[-1]} rows")
    if len(b) == 1:
        return (*a[:-2], a[-1])
    try:
        return (*broadcast(a[:-2], b[:-2]), *b[-2:])
    except ShapeError:
        raise unequal("solve", a, b, "the axes before the last two must broadcast") from None


def _solve_left(xp: Any, y_bar: Any, y: Any, a: Any, b: Any) -> Any:
    back = _solve_right(xp, y_bar, y, a, b)
    if len(b.shape) > 1:
        return -xp.matmul(back, turned(xp, y))
    column = xp.expand_dims(back, axis=(len(back.shape),))
    return -column * xp.expand_dims(y, axis=(len(y.shape) - 1,))


def _solve_right(xp: Any, y_bar: Any, y: Any, a: Any, b: Any) -> Any:
    """Return the solution with the transposed matrix; the sweep sums it over the batch."""
    if len(b.shape) > 1 or len(y_bar.shape) == 1:
        return xp.solve(turned(xp, a), y_bar)
    rank = len(y_bar.shape)
    column = xp.solve(turned(xp, a), xp.expand_dims(y_bar, axis=(rank,)))
    return xp.squeeze(column, axis=(rank,))


P = "[[4, 1], [0.5, 3]]"
Q = "[[5, -1, 0.5], [-0.75, 3, 1.25], [0.25, 1, 4]]"
BATCH = "[[[2, -1], [0.5, 3]], [[3, 2], [-1, 2.5]]]"
_S = "[[2, -1, 0.5], [0.25, 3, -1.25], [1, 0.5, -2.5]]"
_FOUR = "[[2, -1, 0.5, 3], [0.25, 3, -1, 1], [1, 0.5, -2.5, 2], [-1, 2, 0.75, 1.5]]"
_FIVE = (
    "[[2, -1, 0.5, 3, 1], [0.25, 3, -1, 1, -2], [1, 0.5, -2.5, 2, 0.5], [-1, 2, 0.75, 1.5, 4], "
    "[3, 1.25, -0.5, 1, 2]]"
)


def squares(name: str, rest: str = "", first: str = "x") -> tuple[Sample, ...]:
    """Return calls with square matrices of all sizes, in batches, of positive determinant.

    Args:
        rest: what follows the matrix in the call. first: how the matrix is written.
    """
    filled = (P, Q, "[[2.5]]", BATCH, f"[{BATCH}, {BATCH}]")
    empty = ("zeros((0, 2, 2))", "zeros((0, 0))", "zeros((2, 0, 0))")
    return tuple(Sample(f"{name}({first}{rest})", {"x": value}) for value in filled + empty)


def _samples(name: str, *values: str) -> tuple[Sample, ...]:
    return squares(name) + tuple(Sample(f"{name}(x)", {"x": value}) for value in values)


def misuses(call: str) -> tuple[Misuse, ...]:
    """Return calls of a variable x that is no square matrix."""
    shapes: tuple[Shape, ...] = ((2, 3), (3,), (), (2, 2, 3))
    return tuple(Misuse(call, {"x": shape}, "not-square") for shape in shapes)


ROWS: tuple[Op, ...] = (
    Op(
        name="inv",
        doc="y = the inverse of x; x @ y = eye",
        source=_PETERSEN.format("2.2"),
        aliases=("inverse",),
        operands=_X,
        shape=lambda shape: square("inv", shape),
        vjp=(_inv_pullback,),
        lower=lambda t, x: t.inv(x),
        domain=invertible,
        samples=(
            *_samples("inv", _S, _FIVE),
            Sample("inv(x @ x.T)", {"x": P}),
            Sample("inv(inv(x) + x)", {"x": P}),
            Sample("x @ inv(2*x - eye(3)) @ x", {"x": _S}),
        ),
        errors=misuses("inv(x)"),
    ),
    Op(
        name="det",
        doc="y = the determinant of x; the gradient is right at singular matrices too",
        source=_PETERSEN.format("2.1"),
        operands=_X,
        shape=lambda shape: square("det", shape)[:-2],
        vjp=(lambda xp, y_bar, y, x: _placed(xp, y_bar) * xp.cofactor(x),),
        lower=lambda t, x: t.det(x),
        samples=(
            *_samples(
                "det", _S, _FOUR, _FIVE, "[[1, 2], [2, 4]]", "[[1, 2, 3], [4, 5, 6], [7, 8, 9]]"
            ),
            Sample("det(x)*det(x.T + eye(3))", {"x": _S}),
            Sample("det(x*det(x))", {"x": P}),
        ),
        errors=misuses("det(x)"),
    ),
    Op(
        name="cofactor",
        doc="y = det(x)*inv(x).T, and its continuation to singular x: the derivative of det",
        source="Jacobi's formula; Stewart, On the adjugate matrix, Linear Algebra Appl. 283 (1998)",
        operands=_X,
        shape=lambda shape: square("cofactor", shape),
        vjp=(_cofactor_pullback,),
        lower=lambda t, x: t.det(_replaced(t, x)[1]),
        samples=(
            *_samples("cofactor", _S, _FOUR, _FIVE, "[[1, 2], [2, 4]]"),
            Sample("cofactor(cofactor(x) + x)", {"x": _S}),
        ),
        errors=misuses("cofactor(x)"),
    ),
    Op(
        name="logdet",
        doc="y = log(det(x)), where the determinant is positive",
        source=_PETERSEN.format("2.1"),
        operands=_X,
        shape=lambda shape: square("logdet", shape)[:-2],
        vjp=(lambda xp, y_bar, y, x: _placed(xp, y_bar) * turned(xp, xp.inv(x)),),
        lower=lambda t, x: t.logdet(x),
        domain=_positive,
        samples=(
            *_samples("logdet", "[[-2, 1], [0.5, -3]]", f"-({_FIVE})"),
            Sample("logdet(x @ x.T + eye(3))", {"x": _S}),
            Sample("logdet(x)*logdet(2*x)", {"x": P}),
        ),
        errors=misuses("logdet(x)"),
    ),
    Op(
        name="solve",
        doc="y = inv(a) @ b",
        source="NumPy's convention (numpy.linalg.solve)",
        operands=(Operand("a"), Operand("b")),
        shape=_solve_shape,
        vjp=(_solve_left, _solve_right),
        lower=lambda t, a, b: t.matmul(t.inv(a), b),
        domain=invertible,
        samples=(
            Sample("solve(a, b)", {"a": _S, "b": "[1, -2, 0.5]"}),
            Sample("solve(a, b)", {"a": P, "b": "[[1, -2, 0.5], [3, 1, 2]]"}),
            Sample("solve(a, b)", {"a": BATCH, "b": "[1, -2]"}),
            Sample("solve(a, b)", {"a": P, "b": "[[[1], [-2]], [[0.5], [3]]]"}),
            Sample("solve(a, b)", {"a": "[[2.5]]", "b": "[3]"}),
            Sample("solve(a, b)", {"a": BATCH, "b": BATCH}),
            Sample("solve(a, b)", {"a": f"[{BATCH}]", "b": "[[1, 2, 3], [-1, 0.5, 4]]"}),
            Sample("solve(a, a @ a)", {"a": _S}),
            Sample("solve(a, solve(a.T, b))", {"a": _FIVE, "b": "[1, -2, 0.5, 3, 1]"}),
            Sample("solve(a, b) @ a", {"a": Q, "b": "[[1, -2, 0.5], [3, 1, 2], [0, 4, -1]]"}),
            Sample("solve(a, b)", {"a": "zeros((0, 0))", "b": "zeros(0)"}),
            Sample("solve(a, b)", {"a": "zeros((0, 2, 2))", "b": "[1, 2]"}),
            Sample("solve(a, b)", {"a": P, "b": "zeros((2, 0))"}),
        ),
        errors=(
            Misuse("solve(a, b)", {"a": (2, 3), "b": (2,)}, "not-square"),
            Misuse("solve(a, b)", {"a": (2, 2), "b": (3,)}, "shape-mismatch"),
        ),
    ),
)
