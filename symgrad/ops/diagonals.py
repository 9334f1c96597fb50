"""Diagonals, triangles, and the products of Kronecker and of vectors in space.

May import `errors` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.axes import many_axes
from symgrad.ops.dims import DimLike, Shape, known, show_shape
from symgrad.ops.indexing import Index, length, whole
from symgrad.ops.matmul import AB
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

_X = (Operand("x"),)
_K = (Param("k", "int", 0),)
# Letters for the axes that only come along; i, j, y, z are for those that are worked on.
_ALONG = "abcdefghklmnopqrst"


def crop(what: str, shape: Shape, k: int) -> Index:
    """Return the index of the largest square block whose diagonal is the k-th of a matrix."""
    if k == 0 and shape[0] == shape[1]:
        return tuple(whole(shape))
    rows, columns = (known(dim, what) for dim in shape[:2])
    top, left = max(-k, 0), max(k, 0)
    count = max(0, min(rows - top, columns - left))
    return ((top, top + count, 1), (left, left + count, 1), *whole(shape[2:]))


def _count(what: str, shape: Shape, k: int) -> DimLike:
    return length(crop(what, shape, k)[0])


def front(rank: int, axis1: int, axis2: int) -> tuple[int, ...]:
    """Return the axes with these two in front."""
    return (axis1, axis2, *(i for i in range(rank) if i not in (axis1, axis2)))


def _taken(xp: Any, x: Any, k: int) -> Any:
    """Return the k-th diagonal of the first two axes, as the last axis."""
    along = _ALONG[: len(x.shape) - 2]
    block = xp.getitem(x, index=crop("diagonal", x.shape, k))
    return xp.einsum(f"ii{along}->{along}i", block)


def _put(xp: Any, y: Any, shape: Shape, k: int) -> Any:
    """Return zeros of `shape` with the last axis of y on the k-th diagonal of the first two."""
    along = _ALONG[: len(shape) - 2]
    block = xp.einsum(f"{along}i,ij->ij{along}", y, xp.eye(y.shape[-1], y.shape[-1]))
    return xp.scatter(block, index=crop("diagonal", shape, k), shape=shape)


def settled_axes(name: str) -> Callable[..., dict[str, Any]]:
    """Return the normaliser of a row that works on two axes, of a matrix by default."""

    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        (shape,) = shapes
        matrix(name, shape)
        axes = many_axes((params["axis1"], params["axis2"]), len(shape), name, shape)
        return params | dict(zip(("axis1", "axis2"), axes, strict=True))

    return normalise


AXES = (Param("axis1", "int", 0), Param("axis2", "int", 1))


def of_two(shape: Shape, axis1: int, axis2: int) -> Shape:
    """Return a shape with two axes in front."""
    return tuple(shape[i] for i in front(len(shape), axis1, axis2))


def _diagonal(xp: Any, x: Any, *, offset: int, axis1: int, axis2: int) -> Any:
    order = front(len(x.shape), axis1, axis2)
    return _taken(xp, reordered(xp, x, order), offset)


def reordered(xp: Any, x: Any, order: tuple[int, ...]) -> Any:
    """Return x with its axes in another order."""
    return x if order == tuple(range(len(order))) else xp.transpose(x, axes=order)


def _diagonal_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, offset: int, axis1: int, axis2: int
) -> Any:
    order = front(len(x.shape), axis1, axis2)
    back = tuple(order.index(i) for i in range(len(order)))
    return reordered(xp, _put(xp, y_bar, tuple(x.shape[i] for i in order), offset), back)


def matrix(name: str, shape: Shape) -> Shape:
    """Return the shape of a matrix, or of a batch of them.

    Raises:
        ShapeError: it is none.
    """
    if len(shape) < 2:
        raise ShapeError(
            f"{name}: an operand of shape {show_shape(shape)} is no matrix",
            code="not-a-matrix",
            help="at least two axes are needed",
        )
    return shape


def _diagonal_shape(shape: Shape, *, offset: int, axis1: int, axis2: int) -> Shape:
    turned = of_two(shape, axis1, axis2)
    return (*turned[2:], _count("diagonal", turned, offset))


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

    return Op(
        name=name,
        selects=True,
        doc=doc,
        source=f"NumPy's convention (numpy.{name})",
        operands=_X,
        params=_K,
        shape=lambda shape, *, k: matrix(name, shape),
        primal=primal,
        vjp=(lambda xp, y_bar, y, x, *, k: getattr(xp, name)(y_bar, k=k),),
        lower=lambda t, x, *, k: getattr(t, name)(x, k=k),
        samples=(
            Sample(f"{name}(x)", {"x": _A}),
            Sample(f"{name}(x, 1)", {"x": _A}),
            Sample(f"{name}(x, k=-1)", {"x": f"[{_A}, {_A}]"}),
            Sample(f"{name}(x, 5)", {"x": _A}),
            Sample(f"{name}(x, -4)*x", {"x": _S}),
            Sample(f"{name}(x @ x) @ {name}(x)", {"x": _S}),
            Sample(f"{name}({name}(x, 1) + 2*x.T)", {"x": _B}),
            Sample(f"{name}(x)", {"x": f"[[{_B}, {_B}], [{_B}, {_B}]]"}),
            Sample(f"{name}(x)", {"x": "zeros((0, 2, 3))"}),
            Sample(f"{name}(x)", {"x": "[[2.5]]"}),
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


_A = "[[1, -2, 3.5], [0.25, 4, -1.5]]"
_B = "[[2, 0.5], [-1, 3]]"
_S = "[[1, -2, 3.5], [0.25, 4, -1.5], [2, 0.5, -3]]"
_U, _V = "[3, -1, 0.5]", "[0.5, 2, -1.5]"

ROWS: tuple[Op, ...] = (
    Op(
        name="diag",
        selects=True,
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
            Sample("diag(x, -2)", {"x": _V}),
            Sample("diag(x, 7)", {"x": _A}),
            Sample("diag(diag(x))", {"x": _S}),
            Sample("diag(x @ diag(x @ x))", {"x": _S}),
            Sample("diag(x)", {"x": "zeros(0)"}),
            Sample("diag(x)", {"x": "[[2.5]]"}),
        ),
        errors=(Misuse("diag(x)", {"x": ()}, "not-a-matrix"),),
    ),
    Op(
        name="diagonal",
        selects=True,
        doc="y_i = x_(i, i + offset), along axis1 and axis2; i is the last axis of y",
        source="NumPy's convention (numpy.diagonal)",
        operands=_X,
        params=(Param("offset", "int", 0), *AXES),
        normalise=settled_axes("diagonal"),
        shape=_diagonal_shape,
        primal=_diagonal,
        vjp=(_diagonal_pullback,),
        samples=(
            Sample("diagonal(x)", {"x": _S}),
            Sample("diagonal(x, 1)", {"x": _A}),
            Sample("diagonal(x, offset=-1)", {"x": f"[{_B}, {_B}, {_B}]"}),
            Sample("diagonal(x, 0, 1, 2)", {"x": f"[{_A}, {_A}]"}),
            Sample("diagonal(x, axis1=-1, axis2=0)", {"x": f"[{_A}, {_A}]"}),
            Sample("diagonal(x, 1, axis1=1, axis2=0)", {"x": f"[[{_A}, {_A}], [{_A}, {_A}]]"}),
            Sample("diagonal(x, 5)", {"x": _A}),
            Sample("diagonal(x)*diagonal(x @ x)", {"x": _S}),
            Sample("diagonal(x)", {"x": "zeros((0, 2, 2))"}),
            Sample("diagonal(x)", {"x": "[[2.5]]"}),
        ),
        errors=(
            Misuse("diagonal(x)", {"x": (3,)}, "not-a-matrix"),
            Misuse("diagonal(x, axis1=2)", {"x": (3, 3)}, "axis-range"),
            Misuse("diagonal(x, axis2=0)", {"x": (3, 3)}, "axis-repeated"),
        ),
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
            Sample("kron(a, b)", {"a": "2.5", "b": "-3"}),
            Sample("kron(a, b)", {"a": f"[{_B}, {_B}]", "b": f"[{_B}]"}),
            Sample("kron(a, b)", {"a": _U, "b": f"[{_B}, {_B}]"}),
            Sample("kron(a, a)", {"a": _B}),
            Sample("kron(a, kron(a, b))", {"a": _U, "b": _V}),
            Sample("kron(a, b) @ kron(b, a)", {"a": _B, "b": "[[1, -2], [0.5, 3]]"}),
            Sample("kron(a, b)", {"a": "zeros((0, 2))", "b": _B}),
            Sample("kron(a, b)", {"a": "[[2.5]]", "b": "[[-1]]"}),
        ),
    ),
)
