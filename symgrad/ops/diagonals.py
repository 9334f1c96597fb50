"""Diagonals, triangles, and the products of Kronecker and of vectors in space.

May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.dims import DimLike, Shape, broadcast, known, show_shape
from symgrad.ops.indexing import Index, length, whole
from symgrad.ops.matmul import AB, unequal
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

_X = (Operand("x"),)
_K = (Param("k", "int", 0),)
# Letters for the axes that only come along; i, j, y, z are for those that are worked on.
_ALONG = "abcdefghklmnopqrst"


def _crop(what: str, shape: Shape, k: int) -> Index:
    """Return the index of the largest square block whose diagonal is the k-th of a matrix."""
    if k == 0 and shape[0] == shape[1]:
        return tuple(whole(shape))
    rows, columns = (known(dim, what) for dim in shape[:2])
    top, left = max(-k, 0), max(k, 0)
    count = max(0, min(rows - top, columns - left))
    return ((top, top + count, 1), (left, left + count, 1), *whole(shape[2:]))


def _count(what: str, shape: Shape, k: int) -> DimLike:
    return length(_crop(what, shape, k)[0])


def _taken(xp: Any, x: Any, k: int) -> Any:
    """Return the k-th diagonal of the first two axes, as the last axis."""
    along = _ALONG[: len(x.shape) - 2]
    block = xp.getitem(x, index=_crop("diagonal", x.shape, k))
    return xp.einsum(f"ii{along}->{along}i", block)


def _put(xp: Any, y: Any, shape: Shape, k: int) -> Any:
    """Return zeros of `shape` with the last axis of y on the k-th diagonal of the first two."""
    along = _ALONG[: len(shape) - 2]
    block = xp.einsum(f"{along}i,ij->ij{along}", y, xp.eye(y.shape[-1], y.shape[-1]))
    return xp.scatter(block, index=_crop("diagonal", shape, k), shape=shape)


def _matrix(name: str, shape: Shape) -> Shape:
    if len(shape) < 2:
        raise ShapeError(
            f"{name}: an operand of shape {show_shape(shape)} is no matrix",
            code="not-a-matrix",
            help="at least two axes are needed",
        )
    return shape


def _diagonal_shape(shape: Shape, *, offset: int) -> Shape:
    _matrix("diagonal", shape)
    return (*shape[2:], _count("diagonal", shape, offset))


def _diag_shape(shape: Shape, *, k: int) -> Shape:
    if len(shape) not in (1, 2):
        raise ShapeError(
            f"diag: an operand of shape {show_shape(shape)} is neither a vector nor a matrix",
            code="not-a-matrix",
            help="for more axes there is diagonal(x)",
        )
    if len(shape) == 2:
        return (_count("diag", shape, k),)
    return (shape[0] + abs(k), shape[0] + abs(k))


def _diag(xp: Any, x: Any, *, k: int) -> Any:
    return _taken(xp, x, k) if len(x.shape) == 2 else _put(xp, x, _diag_shape(x.shape, k=k), k)


def _diag_pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, k: int) -> Any:
    return _put(xp, y_bar, x.shape, k) if len(x.shape) == 2 else _taken(xp, y_bar, k)


def _places(xp: Any, x: Any) -> tuple[Any, Any]:
    """Return the row numbers as a column, and the column numbers as a row."""
    rows, columns = (xp.arange(start=0, stop=dim, step=1) for dim in x.shape[-2:])
    return xp.expand_dims(rows, axis=(1,)), columns


def _triangle(name: str, doc: str, lower_part: bool) -> Op:
    """Return the row that keeps the entries on one side of a diagonal."""

    def primal(xp: Any, x: Any, *, k: int) -> Any:
        rows, columns = _places(xp, x)
        kept = (xp.greater_equal if lower_part else xp.less_equal)(rows + k, columns)
        return xp.where(kept, x, 0)

    def defined(t: Any, x: Any, *, k: int) -> Any:
        def cases(s: Any, u: Any, i: Any, j: Any) -> Any:
            return s.Piecewise((u, i + k >= j if lower_part else i + k <= j), (0, True))

        return t.scalar(cases, x, *_places(t, x))

    return Op(
        name=name,
        doc=doc,
        source=f"NumPy's convention (numpy.{name})",
        operands=_X,
        params=_K,
        shape=lambda shape, *, k: _matrix(name, shape),
        primal=primal,
        vjp=(lambda xp, y_bar, y, x, *, k: getattr(xp, name)(y_bar, k=k),),
        lower=defined,
        samples=(
            Sample(f"{name}(x)", {"x": _A}),
            Sample(f"{name}(x, 1)", {"x": _A}),
            Sample(f"{name}(x, k=-1)", {"x": f"[{_A}, {_A}]"}),
        ),
        errors=(Misuse(f"{name}(x)", {"x": (3,)}, "not-a-matrix"),),
    )


def _padded(shape: Shape, rank: int) -> Shape:
    return (1,) * (rank - len(shape)) + shape


def _kron_shape(a: Shape, b: Shape) -> Shape:
    rank = max(len(a), len(b))
    return tuple(m * n for m, n in zip(_padded(a, rank), _padded(b, rank), strict=True))


def _letters(rank: int) -> tuple[str, str, str]:
    """Return letters for the axes of a, for those of b, and both in turn."""
    left, right = _ALONG[:rank], _ALONG[:rank].upper()
    return left, right, "".join(x + y for x, y in zip(left, right, strict=True))


def _kron(xp: Any, a: Any, b: Any) -> Any:
    rank = max(len(a.shape), len(b.shape))
    left, right, both = _letters(rank)
    blocks = xp.einsum(
        f"{left},{right}->{both}",
        xp.reshape(a, shape=_padded(a.shape, rank)),
        xp.reshape(b, shape=_padded(b.shape, rank)),
    )
    return xp.reshape(blocks, shape=_kron_shape(a.shape, b.shape))


def _kron_pullback(of_a: bool) -> Rule:
    def rule(xp: Any, y_bar: Any, y: Any, a: Any, b: Any) -> Any:
        rank = max(len(a.shape), len(b.shape))
        left, right, both = _letters(rank)
        full = [_padded(x.shape, rank) for x in (a, b)]
        blocks = xp.reshape(
            y_bar, shape=tuple(dim for pair in zip(*full, strict=True) for dim in pair)
        )
        other, own, kept = (b, a, left) if of_a else (a, b, right)
        factor = xp.reshape(other, shape=full[1] if of_a else full[0])
        found = xp.einsum(f"{both},{right if of_a else left}->{kept}", blocks, factor)
        return xp.reshape(found, shape=own.shape)

    return rule


def _cross_shape(a: Shape, b: Shape) -> Shape:
    if a[-1:] != (3,) or b[-1:] != (3,):
        raise unequal("cross", a, b, "the last size of both is 3")
    return broadcast(a, b)


def _rolled(xp: Any, x: Any, start: int) -> Any:
    """Return the entries of the last axis from `start` on, then those before."""
    head = whole(x.shape[:-1])
    parts = ((*head, (start, 3, 1)), (*head, (0, start, 1)))
    pieces = tuple(xp.getitem(x, index=part) for part in parts)
    return xp.concatenate(pieces, axis=len(x.shape) - 1)


def _cross(xp: Any, a: Any, b: Any) -> Any:
    left = _rolled(xp, a, 1) * _rolled(xp, b, 2)
    return left - _rolled(xp, a, 2) * _rolled(xp, b, 1)


_A = "[[1, -2, 3.5], [0.25, 4, -1.5]]"
_B = "[[2, 0.5], [-1, 3]]"
_S = "[[1, -2, 3.5], [0.25, 4, -1.5], [2, 0.5, -3]]"
_U, _V = "[3, -1, 0.5]", "[0.5, 2, -1.5]"

ROWS: tuple[Op, ...] = (
    Op(
        name="diag",
        doc="y has x on its k-th diagonal, for a vector; y is the k-th diagonal, of a matrix",
        source="NumPy's convention (numpy.diag)",
        operands=_X,
        params=_K,
        shape=_diag_shape,
        primal=_diag,
        vjp=(_diag_pullback,),
        samples=(
            Sample("diag(x)", {"x": _U}),
            Sample("diag(x)", {"x": _S}),
            Sample("diag(x)", {"x": _A}),
            Sample("diag(x, 1)", {"x": _U}),
            Sample("diag(x, k=-1)", {"x": _A}),
            Sample("diag(x) @ x", {"x": _V}),
        ),
        errors=(Misuse("diag(x)", {"x": ()}, "not-a-matrix"),),
    ),
    Op(
        name="diagonal",
        doc="y_i = x_(i, i + offset), along the first two axes; i is the last axis of y",
        source="NumPy's convention (numpy.diagonal)",
        operands=_X,
        params=(Param("offset", "int", 0),),
        shape=_diagonal_shape,
        primal=lambda xp, x, *, offset: _taken(xp, x, offset),
        vjp=(lambda xp, y_bar, y, x, *, offset: _put(xp, y_bar, x.shape, offset),),
        samples=(
            Sample("diagonal(x)", {"x": _S}),
            Sample("diagonal(x, 1)", {"x": _A}),
            Sample("diagonal(x, offset=-1)", {"x": f"[{_B}, {_B}, {_B}]"}),
        ),
        errors=(Misuse("diagonal(x)", {"x": (3,)}, "not-a-matrix"),),
    ),
    _triangle("tril", "y_ij = x_ij where i + k >= j, else 0", True),
    _triangle("triu", "y_ij = x_ij where i + k <= j, else 0", False),
    Op(
        name="kron",
        doc="y is made of the blocks a_ij * b",
        source="NumPy's convention (numpy.kron)",
        operands=AB,
        shape=_kron_shape,
        primal=_kron,
        vjp=(_kron_pullback(True), _kron_pullback(False)),
        samples=(
            Sample("kron(a, b)", {"a": _A, "b": _B}),
            Sample("kron(a, b)", {"a": _U, "b": "[1, 2]"}),
            Sample("kron(a, b)", {"a": _A, "b": _U}),
            Sample("kron(a, b)", {"a": "2.5", "b": _B}),
        ),
    ),
    Op(
        name="cross",
        doc="y = a x b along the last axis: y_0 = a_1*b_2 - a_2*b_1, and so on in turn",
        source="NumPy's convention (numpy.cross)",
        operands=AB,
        shape=_cross_shape,
        primal=_cross,
        vjp=(
            lambda xp, y_bar, y, a, b: xp.cross(b, y_bar),
            lambda xp, y_bar, y, a, b: xp.cross(y_bar, a),
        ),
        samples=(
            Sample("cross(a, b)", {"a": _U, "b": _V}),
            Sample("cross(a, b)", {"a": _A, "b": _V}),
            Sample("cross(a, b)", {"a": _U, "b": _S}),
        ),
        errors=(
            Misuse("cross(a, b)", {"a": (2,), "b": (3,)}, "shape-mismatch"),
            Misuse("cross(a, b)", {"a": (2, 3), "b": (3, 3)}, "shape-mismatch"),
        ),
    ),
)
