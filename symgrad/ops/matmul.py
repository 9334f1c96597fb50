"""The matrix product `a @ b`, with NumPy's reading of vectors and batches.

A primitive because it is written with a sign and runs on fast code; its definition is an
einsum. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops import subscripts as notation
from symgrad.ops.dims import Shape, broadcast, show_shape
from symgrad.ops.row import Misuse, Op, Operand, Sample

AB = (Operand("a"), Operand("b"))
A = "[[1, -2, 3.5], [0.25, 4, -1.5]]"
B = "[[2, 0.5, -1, 3], [1, -3, 2.5, 0.75], [-0.5, 1.25, 4, -2]]"
S = "[[1, -2, 3.5], [0.25, 4, -1.5], [2, 0.5, -3]]"
U, V, W = "[3, -1]", "[0.5, 2, -1.5]", "[1, -2, 0.25, 4]"
C = "[[[1, 2.5, -1], [-1, 3, 2]], [[0.5, -2, 1], [4, 1.5, 3]]]"
D = "[[[1, 2], [-1, 3], [2, -0.5]], [[0.5, -2], [4, 1.5], [-3, 1]]]"


def pairs(*calls: tuple[str, str, str]) -> tuple[Sample, ...]:
    """Return samples of products of `a` and, where it is used, `b`."""
    return tuple(
        Sample(text, {"a": a, "b": b} if "b" in text.replace("matmul", "") else {"a": a})
        for text, a, b in calls
    )


def unequal(name: str, a: Shape, b: Shape, help: str) -> ShapeError:
    """Return the error of a product whose operands do not fit, with both shapes."""
    return ShapeError(
        f"{name}: the shapes {show_shape(a)} and {show_shape(b)} do not fit",
        code="shape-mismatch",
        help=help,
    )


def _matmul_shape(a: Shape, b: Shape) -> Shape:
    if not a or not b:
        raise unequal("@", a, b, "a product with a single number is written with *")
    inner = b[-2] if len(b) > 1 else b[0]
    if a[-1] != inner:
        raise unequal("@", a, b, f"the inner sizes {a[-1]} and {inner} must be equal{mend(a, b)}")
    try:
        batch = broadcast(a[:-2], b[:-2])
    except ShapeError:
        raise unequal("@", a, b, "the axes before the last two must broadcast") from None
    return (*batch, *(a[-2:-1]), *(b[-1:] if len(b) > 1 else ()))


def mend(a: Shape, b: Shape) -> str:
    """Return the transpose that would make two matrices fit."""
    if len(a) > 1 and a[-2] == (b[-2] if len(b) > 1 else b[0]):
        return "; did you mean a.T @ b?"
    return "; did you mean a @ b.T?" if len(b) > 1 and a[-1] == b[-1] else ""


def turned(xp: Any, a: Any) -> Any:
    """Return a matrix, or each matrix of a batch, transposed."""
    rank = len(a.shape)
    return xp.transpose(a, axes=(*range(rank - 2), rank - 1, rank - 2))


def _column(xp: Any, v: Any) -> Any:
    return xp.expand_dims(v, axis=(len(v.shape),))


def _row(xp: Any, v: Any) -> Any:
    return xp.expand_dims(v, axis=(len(v.shape) - 1,))


def _applied(xp: Any, a: Any, v: Any) -> Any:
    """Return matrices times vectors, both in batches."""
    if len(v.shape) == 1:
        return xp.matmul(a, v)
    return xp.squeeze(xp.matmul(a, _column(xp, v)), axis=(len(a.shape) - 1,))


def _matmul_left(xp: Any, y_bar: Any, y: Any, a: Any, b: Any) -> Any:
    if len(b.shape) == 1:
        return y_bar * b if len(a.shape) == 1 else _column(xp, y_bar) * b
    if len(a.shape) == 1:
        return _applied(xp, b, y_bar)
    return xp.matmul(y_bar, turned(xp, b))


def _matmul_right(xp: Any, y_bar: Any, y: Any, a: Any, b: Any) -> Any:
    if len(a.shape) == 1:
        return y_bar * a if len(b.shape) == 1 else _column(xp, a) * _row(xp, y_bar)
    if len(b.shape) == 1:
        return _applied(xp, turned(xp, a), y_bar)
    return xp.matmul(turned(xp, a), y_bar)


def matmul_spelled(a: Shape, b: Shape) -> str:
    """Return matmul as einsum subscripts."""
    left, right = ("j", "...ij")[len(a) > 1], ("j", "...jk")[len(b) > 1]
    output = ("" if len(a) < 2 else "i") + ("" if len(b) < 2 else "k")
    dots = "..." if max(len(a), len(b)) > 1 else ""
    return f"{left},{right}->{dots}{output}"


def _matmul_defined(t: Any, a: Any, b: Any) -> Any:
    shapes = (a.shape, b.shape)
    return t.einsum(notation.canonical(matmul_spelled(*shapes), shapes), a, b)


ROWS: tuple[Op, ...] = (
    Op(
        name="matmul",
        doc="y_ik = sum over j of a_ij * b_jk; vectors and batches as in NumPy",
        source="NumPy's convention (numpy.matmul)",
        operands=AB,
        glyph="@",
        shape=_matmul_shape,
        vjp=(_matmul_left, _matmul_right),
        lower=_matmul_defined,
        samples=pairs(
            ("a @ b", A, B),
            ("a @ b", A, V),
            ("a @ b", U, A),
            ("a @ b", V, "[2, -0.5, 1]"),
            ("a @ b", C, D),
            ("a @ b", A, D),
            ("a @ b", C, "[[1, -2], [0.5, 3], [2, 1]]"),
            ("a @ b", C, V),
            ("a @ b", V, D),
            ("a @ b", f"[{A}]", D),
            ("matmul(a, a.T) @ a", A, ""),
        ),
        errors=(
            Misuse("a @ b", {"a": (2, 3), "b": (2, 3)}, "shape-mismatch"),
            Misuse("a @ b", {"a": (), "b": (2, 3)}, "shape-mismatch"),
            Misuse("a @ b", {"a": (2, 2, 3), "b": (3, 3, 4)}, "shape-mismatch"),
        ),
    ),
)
