"""Functions of matrices that have no finite definition: inverses, determinants, expm.

Each is one term with one rule; everything else is defined by simpler functions. The slope of
det is the cofactor matrix, which has a value where the inverse has none.
"""

from __future__ import annotations

from symgrad.ops.dims import Shape
from symgrad.symbolic.linear import concatenate, getitem, triangle
from symgrad.symbolic.products import power_of, prod
from symgrad.symbolic.scalars import MINUS, ONE
from symgrad.symbolic.sums import add, scale
from symgrad.symbolic.term import Term
from symgrad.symbolic.views import permuted, view, widened

_HALF = ONE / 2
_OF_MATRICES = frozenset({"inv", "cholesky", "expm", "pinv"})
_TURNED_ALONG = frozenset({"inv", "expm", "pinv"})


def matrix_function(name: str, a: Term) -> Term:
    """Return a function of the last two axes, inverses and transposes taken out.

    Args:
        name: inv, pinv, det, logdet, expm, or cholesky, which reads the symmetric part.
    """
    shape: Shape = a.shape if name in _OF_MATRICES else a.shape[:-2]
    if name == "pinv":
        shape = (*a.shape[:-2], a.shape[-1], a.shape[-2])
    seen = view(a)
    if seen is not None and a.rank == 2 and seen[0].rank == 2:
        inner = matrix_function(name, seen[0])
        return permuted(inner, (1, 0)) if name in _TURNED_ALONG else inner
    if a.op == "rule" and a.data == ("inv",) and name in ("inv", "det", "logdet"):
        if name == "inv":
            return a.args[0]
        inner = matrix_function(name, a.args[0])
        return scale(MINUS, inner) if name == "logdet" else power_of(inner, MINUS)
    return a.terms.make("rule", (a,), (name,), shape)


def cotangent(term: Term, k: int, y_bar: Term) -> Term:
    """Return the cotangent of an operand of a matrix function."""
    (name,) = term.data
    if name == "expm_frechet":
        return _of_frechet(term, k, y_bar)
    return _COTANGENTS[name](term, y_bar)


def _product(*parts: tuple[Term, str]) -> Term:
    """Return a product of matrices with the same batch; "T" turns one.

    A cotangent may have further axes in front; the result has them too.
    """
    rank = min(a.rank for a, _ in parts)
    longest = max((a for a, _ in parts), key=lambda a: a.rank)
    *front, first = range(longest.rank - 1)
    operands = []
    for step, (a, turn) in enumerate(parts, first):
        axes = front if a.rank > rank else front[longest.rank - rank :]
        operands.append((a, (*axes, step + 1, step) if turn else (*axes, step, step + 1)))
    (a, turned), (b, back) = parts[0], parts[-1]
    ends = (a.shape[-1 if turned else -2], b.shape[-2 if back else -1])
    out = (*front, first, first + len(parts))
    return prod(a.terms, out, operands, (*longest.shape[:-2], *ends))


def _of_inv(term: Term, y_bar: Term) -> Term:
    return scale(MINUS, _product((term, "T"), (y_bar, ""), (term, "T")))


def _of_det(term: Term, y_bar: Term) -> Term:
    """Return y_bar times cofactors for det, times the transposed inverse for logdet."""
    (a,) = term.args
    *front, i, j = range(y_bar.rank + 2)
    batch = front[y_bar.rank + 2 - a.rank :]
    det = term.data == ("det",)
    slope = a.terms.make("rule", (a,), ("cofactor" if det else "inv",), a.shape)
    parts = [(y_bar, tuple(front)), (slope, (*batch, i, j) if det else (*batch, j, i))]
    return prod(a.terms, (*front, i, j), parts, (*y_bar.shape, *a.shape[-2:]))


def _of_cofactor(term: Term, y_bar: Term) -> Term:
    """Return the cotangent by the definition: y_ij is det(x with row i made the unit row j)."""
    (x,) = term.args
    n, terms = x.shape[-1], term.terms
    eye = terms.eye(n)
    other = add(terms, (n, n), [(ONE, terms.ones((n, n))), (MINUS, eye)])
    *front, i, j, p, q = range(y_bar.rank + 2)
    batch = front[len(front) + 2 - x.rank :]
    shape, out = (*x.shape[:-2], n, n, n, n), (*batch, i, j, p, q)
    unit = prod(terms, out, [(eye, (i, p)), (eye, (j, q))], shape)
    rest = prod(terms, out, [(other, (i, p)), (x, (*batch, p, q))], shape)
    replaced = add(terms, shape, [(ONE, unit), (ONE, rest)])
    slope = terms.make("rule", (replaced,), ("cofactor",), shape)
    parts = [(y_bar, (*front, i, j)), (slope, out), (other, (i, p))]
    return prod(terms, (*front, p, q), parts, y_bar.shape)


def _of_cholesky(term: Term, y_bar: Term) -> Term:
    """Return the cotangent of x, with y @ y.T = (x + x.T)/2.

    From dy = y*P(y^-1 dx y^-T), with P the projection on the lower triangle that halves the
    diagonal, which is its own adjoint.
    """
    back = matrix_function("inv", term)
    inner = _product((term, "T"), (y_bar, ""))
    lower = [(_HALF, triangle("tril", inner, 0)), (_HALF, triangle("tril", inner, -1))]
    full = _product((back, "T"), (add(term.terms, y_bar.shape, lower), ""), (back, ""))
    return add(term.terms, y_bar.shape, [(_HALF, full), (_HALF, _turned(full))])


def _of_pinv(term: Term, y_bar: Term) -> Term:
    """Return the cotangent at full rank.

    From y = inv(x.T @ x) @ x.T, where y @ y.T is that inverse, or the same for x.T; what is
    left over, x - x @ y @ x, vanishes. Of sizes with names it is unknown which holds: both.
    """
    (x,) = term.args
    rows, columns = x.shape[-2:]
    parts = [(MINUS, _product((term, "T"), (y_bar, ""), (term, "T")))]
    if not (isinstance(rows, int) and isinstance(columns, int) and rows < columns):
        tall = _product((y_bar, "T"), (term, ""), (term, "T"))
        parts += [(ONE, tall), (MINUS, _product((x, ""), (term, ""), (tall, "")))]
    if not (isinstance(rows, int) and isinstance(columns, int) and rows > columns):
        wide = _product((term, "T"), (term, ""), (y_bar, "T"))
        parts += [(ONE, wide), (MINUS, _product((wide, ""), (term, ""), (x, "")))]
    return add(x.terms, (*y_bar.shape[:-2], rows, columns), parts)


def _of_expm(term: Term, y_bar: Term) -> Term:
    """Return the derivative at the transposed matrix along y_bar."""
    (a,) = term.args
    return expm_frechet(_turned(a), y_bar)


def _of_frechet(term: Term, k: int, y_bar: Term) -> Term:
    """Return the cotangent by the direction, or by the matrix: the second derivative there.

    That is, at X along E and F, the corner of the exponential of [[X, E, 0], [0, X, F],
    [0, 0, X]] and the same with E and F exchanged.
    """
    x, e = (_turned(arg) for arg in term.args)
    if k == 1:
        return expm_frechet(x, y_bar)
    x, e = (widened(each, y_bar.shape) for each in (x, e))
    corners = [(ONE, _corner(x, *pair)) for pair in ((e, y_bar), (y_bar, e))]
    return add(x.terms, y_bar.shape, corners)


def _corner(x: Term, e: Term, f: Term) -> Term:
    zero, n, axis = x.terms.zero(x.shape), x.shape[-1], x.rank - 1
    rows = ((x, e, zero), (zero, x, f), (zero, zero, x))
    blocks = [concatenate(x.terms, row, axis) for row in rows]
    whole = tuple((0, dim, 1) for dim in x.shape[:-2])
    last = (n + n, n + n + n, 1)
    function = matrix_function("expm", concatenate(x.terms, blocks, axis - 1))
    return getitem(function, (*whole, (0, n, 1), last))


def expm_frechet(x: Term, e: Term) -> Term:
    """Return the derivative of the matrix exponential at x along e, with further axes in front."""
    if e.op == "zero":
        return e
    if e.op == "scale":
        return scale(e.data, expm_frechet(x, e.args[0]))
    if e.op == "eye" and x.shape == e.shape:
        return matrix_function("expm", x)
    return x.terms.make("rule", (widened(x, e.shape), e), ("expm_frechet",), e.shape)


def _turned(a: Term) -> Term:
    *batch, i, j = range(a.rank)
    return permuted(a, (*batch, j, i))


_COTANGENTS = {
    "inv": _of_inv,
    "det": _of_det,
    "logdet": _of_det,
    "cofactor": _of_cofactor,
    "cholesky": _of_cholesky,
    "pinv": _of_pinv,
    "expm": _of_expm,
}
