"""Products: einsum, and the products that are cases of it.

einsum's pullback is an einsum again: the cotangent takes the operand's place, a letter
that is found nowhere else gets a vector of ones, a letter repeated within the operand an
identity. So products are closed under differentiation. Diagonals
and inverses have rooms to themselves. May import `errors` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.ops import diagonals, factorisations, inverses, matmul, traces
from symgrad.ops import subscripts as notation
from symgrad.ops.dims import DimLike, Shape, product
from symgrad.ops.matmul import AB, A, B, C, D, S, U, V, W, mend, pairs, unequal
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample


def contracted(position: int) -> Rule:
    """Return the pullback of one operand of an einsum with canonical subscripts."""

    def rule(xp: Any, y_bar: Any, y: Any, *xs: Any, subscripts: str) -> Any:
        terms, output = notation.read(subscripts)
        size = notation.sizes(subscripts, [x.shape for x in xs])
        labels, factors = [tuple(output)], [y_bar]
        for i, (term, x) in enumerate(zip(terms, xs, strict=True)):
            if i != position:
                labels.append(tuple(term))
                factors.append(x)
        known = {label for term in labels for label in term}
        target: list[str] = []
        for letter in terms[position]:
            if letter in target:
                target.append(f"{letter}{len(target)}")
                labels.append((letter, target[-1]))
                factors.append(xp.eye(size[letter], size[letter]))
                continue
            target.append(letter)
            if letter not in known:
                labels.append((letter,))
                factors.append(xp.ones(shape=(size[letter],)))
        return xp.einsum(notation.written(labels, tuple(target)), *factors)

    return rule


def _settled_einsum(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
    return params | {"subscripts": notation.canonical(params["subscripts"], shapes)}


def _einsum_shape(*shapes: Shape, subscripts: str) -> Shape:
    size = notation.sizes(subscripts, shapes)
    return tuple(size[letter] for letter in notation.read(subscripts)[1])


Spelled = Callable[..., str]


def contraction(
    name: str,
    doc: str,
    spelled: Spelled,
    *,
    samples: tuple[Sample, ...],
    errors: tuple[Misuse, ...],
) -> Op:
    """Return the row of a product that is an einsum.

    Args:
        spelled: `(*shapes) -> subscripts` in NumPy's notation; raises ShapeError.
    """

    def written(xs: tuple[Any, ...]) -> str:
        shapes = tuple(x.shape for x in xs)
        return notation.canonical(spelled(*shapes), shapes)

    def pullback(position: int) -> Rule:
        einsum = contracted(position)
        return lambda xp, y_bar, y, *xs: einsum(xp, y_bar, y, *xs, subscripts=written(xs))

    return Op(
        name=name,
        doc=doc,
        source=f"NumPy's convention (numpy.{name})",
        operands=AB,
        shape=lambda *shapes: _einsum_shape(
            *shapes, subscripts=notation.canonical(spelled(*shapes), shapes)
        ),
        primal=lambda xp, *xs: xp.einsum(written(xs), *xs),
        vjp=tuple(pullback(i) for i in range(2)),
        samples=samples,
        errors=errors,
    )


def _dot_spelled(a: Shape, b: Shape) -> str:
    if not a or not b:
        return "...,->..." if a else ",...->..."
    inner = b[-2] if len(b) > 1 else b[0]
    if a[-1] != inner:
        raise unequal("dot", a, b, f"the inner sizes {a[-1]} and {inner} must be equal{mend(a, b)}")
    left, right = _letters("a", len(a) - 1), _letters("A", len(b) - 1)
    inside = f"{right[:-1]}z{right[-1]}" if right else "z"
    return f"{left}z,{inside}->{left}{right}"


def _letters(first: str, count: int) -> str:
    return "".join(chr(ord(first) + i) for i in range(count))


def _inner_spelled(a: Shape, b: Shape) -> str:
    if not a or not b:
        return "...,->..." if a else ",...->..."
    if a[-1] != b[-1]:
        raise unequal("inner", a, b, "the last sizes must be equal")
    left, right = _letters("a", len(a) - 1), _letters("A", len(b) - 1)
    return f"{left}z,{right}z->{left}{right}"


def _flat(xp: Any, x: Any) -> Any:
    return x if len(x.shape) == 1 else xp.reshape(x, shape=(product(x.shape),))


def _vdot_shape(a: Shape, b: Shape) -> Shape:
    if product(a) != product(b):
        raise unequal("vdot", a, b, "the numbers of entries must be equal")
    return ()


def _outer(xp: Any, a: Any, b: Any) -> Any:
    return xp.einsum("i,j->ij", _flat(xp, a), _flat(xp, b))


def _outer_shape(a: Shape, b: Shape) -> tuple[DimLike, DimLike]:
    return (product(a), product(b))


def _outer_left(xp: Any, y_bar: Any, y: Any, a: Any, b: Any) -> Any:
    return xp.reshape(xp.matmul(y_bar, _flat(xp, b)), shape=a.shape)


def _outer_right(xp: Any, y_bar: Any, y: Any, a: Any, b: Any) -> Any:
    return xp.reshape(xp.matmul(_flat(xp, a), y_bar), shape=b.shape)


def _sums(*calls: tuple[str, dict[str, str]]) -> tuple[Sample, ...]:
    return tuple(Sample(f'einsum("{sub}", {", ".join(xs)})', xs) for sub, xs in calls)


_EINSUMS = _sums(
    ("ij,jk->ik", {"a": A, "b": B}),
    ("ij,jk", {"a": A, "b": B}),
    ("ba", {"a": A}),
    ("ii", {"a": S}),
    ("ii->i", {"a": S}),
    ("iii->i", {"a": "[[[1, 2], [3, 4]], [[-1, 0.5], [2, -3]]]"}),
    ("ij->", {"a": A}),
    ("ij->j", {"a": A}),
    ("i,j->ij", {"a": U, "b": V}),
    ("i,i->", {"a": V, "b": "[2, -0.5, 1]"}),
    ("ij,ij->i", {"a": A, "b": "[[2, 0.5, -1], [1, 3, -2.5]]"}),
    ("i,ij,j->", {"a": U, "b": A, "c": V}),
    ("...ij,...jk->...ik", {"a": C, "b": D}),
    ("...ij,jk", {"a": C, "b": "[[1, -2], [0.5, 3], [2, 1]]"}),
    ("i...,i...->...", {"a": A, "b": "[[1], [2.5]]"}),
    ("ij,ij->ij", {"a": A, "b": "[[2, 0.5, -1]]"}),
    (",i->i", {"a": "2.5", "b": V}),
    ("ij,k->i", {"a": A, "b": W}),
    ("ii,ij->j", {"a": S, "b": B}),
    (" i j , j k -> i k ", {"a": A, "b": B}),
    ("...", {"a": A}),
    ("", {"a": "2.5"}),
    ("ij...->...ji", {"a": C}),
    ("...ii->...", {"a": f"[{S}, {S}]"}),
    ("...ii->...i", {"a": f"[{S}, {S}]"}),
    ("ii...->i...", {"a": "[[[1, 2], [3, 4]], [[-1, 0.5], [2, -3]]]"}),
    ("iij,jk", {"a": "[[[1, 2], [3, 4]], [[-1, 0.5], [2, -3]]]", "b": "[[1, -1], [2, 0.5]]"}),
    ("...j,j", {"a": C, "b": V}),
    ("...j,...j->...", {"a": C, "b": "[[1, -2, 0.5]]"}),
    ("...ij,...jk", {"a": f"[{A}]", "b": D}),
    ("Ab,bC->CA", {"a": A, "b": B}),
    ("ij,jk,kl->il", {"a": A, "b": B, "c": "[[1], [2], [-1], [0.5]]"}),
    ("i,j,k->kji", {"a": U, "b": V, "c": W}),
    ("ij,ij,ij->", {"a": A, "b": A, "c": A}),
    ("ij,jk->ik", {"a": "zeros((0, 3))", "b": B}),
    ("ij,jk->ik", {"a": "zeros((2, 0))", "b": "zeros((0, 3))"}),
)

ROWS: tuple[Op, ...] = (
    *matmul.ROWS,
    Op(
        name="einsum",
        doc="y[output] = sum over the other letters of the product of the operands",
        source="NumPy's notation (numpy.einsum); Einstein's summation convention",
        operands=(Operand("operands"),),
        variadic="rest",
        params=(Param("subscripts", "word", leading=True),),
        normalise=_settled_einsum,
        shape=_einsum_shape,
        vjp=contracted,
        lower=lambda t, *xs, subscripts: t.einsum(subscripts, *xs),
        samples=_EINSUMS,
        errors=(
            Misuse('einsum("ij,jk->ik", a, b)', {"a": (2, 3), "b": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("ij->ik", a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("ij->ii", a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("ii", a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("ij", a, a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("i1", a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("i", a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("i->j", a)', {"a": (3,)}, "einsum-subscripts"),
            Misuse('einsum("i..j", a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("......", a)', {"a": (2, 3)}, "einsum-subscripts"),
            Misuse('einsum("i->i->i", a)', {"a": (2,)}, "einsum-subscripts"),
            Misuse('einsum("ij...->ij", a)', {"a": (2, 3, 4)}, "einsum-subscripts"),
        ),
    ),
    contraction(
        "dot",
        "y = sum over the last axis of a and the last but one of b",
        _dot_spelled,
        samples=pairs(
            ("dot(a, b)", V, "[2, -0.5, 1]"),
            ("dot(a, b)", A, B),
            ("dot(a, b)", A, V),
            ("dot(a, b)", "2.5", A),
            ("dot(a, b)", A, "-1.5"),
            ("dot(a, b)", A, D),
            ("dot(a, b)", C, D),
            ("dot(a, b)", V, D),
            ("dot(a, b)", C, V),
            ("dot(a, a)", V, ""),
            ("dot(a, dot(a, a))", S, ""),
            ("dot(a, b)", "zeros((0, 3))", B),
            ("dot(a, b)", "[[2.5]]", "[[-1, 2]]"),
        ),
        errors=(Misuse("dot(a, b)", {"a": (2, 3), "b": (2, 3)}, "shape-mismatch"),),
    ),
    contraction(
        "inner",
        "y = sum over the last axes of a and b",
        _inner_spelled,
        samples=pairs(
            ("inner(a, b)", V, "[2, -0.5, 1]"),
            ("inner(a, b)", A, C),
            ("inner(a, b)", A, "-1.5"),
            ("inner(a, b)", "2.5", "3"),
            ("inner(a, b)", C, V),
            ("inner(a, b)", V, C),
            ("inner(a, b)", C, A),
            ("inner(a, a)", S, ""),
            ("inner(a, inner(a, a))", S, ""),
            ("inner(a, b)", "zeros((0, 3))", A),
            ("inner(a, b)", "[[2.5]]", "[-1]"),
        ),
        errors=(Misuse("inner(a, b)", {"a": (2, 3), "b": (3, 2)}, "shape-mismatch"),),
    ),
    Op(
        name="vdot",
        doc="y = sum of a_i * b_i over all entries",
        source="NumPy's convention (numpy.vdot)",
        operands=AB,
        shape=_vdot_shape,
        primal=lambda xp, a, b: xp.einsum("i,i->", _flat(xp, a), _flat(xp, b)),
        vjp=(
            lambda xp, y_bar, y, a, b: y_bar * xp.reshape(b, shape=a.shape),
            lambda xp, y_bar, y, a, b: y_bar * xp.reshape(a, shape=b.shape),
        ),
        samples=pairs(
            ("vdot(a, b)", V, "[2, -0.5, 1]"),
            ("vdot(a, b)", A, "[[2, 0.5, -1], [1, 3, -2.5]]"),
            ("vdot(a, b)", A, "[[2, 0.5], [-1, 1], [3, -2.5]]"),
            ("vdot(a, b)", "2.5", "-3"),
            ("vdot(a, b)", "2.5", "[[-3]]"),
            ("vdot(a, a)", C, ""),
            ("vdot(a, b)", C, "[[1, 2, 3, 4], [0.5, -1, -2, 3], [2, -3, 1, 4]]"),
            ("a*vdot(a, 2*a)", V, ""),
            ("vdot(a, b)", A, "[2, 0.5, -1, 1, 3, -2.5]"),
            ("vdot(a, b)", "zeros((0, 3))", "zeros(0)"),
        ),
        errors=(Misuse("vdot(a, b)", {"a": (2, 3), "b": (2, 2)}, "shape-mismatch"),),
    ),
    Op(
        name="outer",
        doc="y_ij = a_i * b_j",
        source="NumPy's convention (numpy.outer)",
        operands=AB,
        shape=_outer_shape,
        primal=_outer,
        vjp=(_outer_left, _outer_right),
        samples=pairs(
            ("outer(a, b)", U, V),
            ("outer(a, b)", A, W),
            ("outer(a, b)", "2.5", V),
            ("outer(a, a)", V, ""),
            ("outer(a, b)", V, "-3"),
            ("outer(a, b)", C, U),
            ("outer(a, b)", A, A),
            ("outer(a, outer(a, a))", U, ""),
            ("outer(a, b) @ outer(b, a)", U, V),
            ("outer(a, b)", "zeros(0)", V),
            ("outer(a, b)", "[[2.5]]", "4"),
        ),
        errors=(),
    ),
    *traces.ROWS,
    *diagonals.ROWS,
    *inverses.ROWS,
    *factorisations.ROWS,
)
