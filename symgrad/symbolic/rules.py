"""Functions of matrices that have no finite definition: inv, det, logdet.

Each is one term with one rule; everything else is defined by simpler functions. The slope of
det is the cofactor matrix, which has a value where the inverse has none.
"""

from __future__ import annotations

from symgrad.ops.dims import Shape
from symgrad.symbolic.products import power_of, prod
from symgrad.symbolic.scalars import MINUS
from symgrad.symbolic.sums import scale
from symgrad.symbolic.term import Term
from symgrad.symbolic.views import permuted, view


def matrix_function(name: str, a: Term) -> Term:
    """Return inv, det or logdet of the last two axes, inverses and transposes taken out."""
    shape: Shape = a.shape if name == "inv" else a.shape[:-2]
    seen = view(a)
    if seen is not None and a.rank == 2 and seen[0].rank == 2:
        inner = matrix_function(name, seen[0])
        return permuted(inner, (1, 0)) if name == "inv" else inner
    if a.op == "rule" and a.data == ("inv",):
        if name == "inv":
            return a.args[0]
        inner = matrix_function(name, a.args[0])
        return scale(MINUS, inner) if name == "logdet" else power_of(inner, MINUS)
    return a.terms.make("rule", (a,), (name,), shape)


def cotangent(term: Term, k: int, y_bar: Term) -> Term:
    """Return the cotangent of the operand of a matrix function."""
    (name,) = term.data
    a = term.args[k]
    terms = term.terms
    *batch, i, j, p, q = range(a.rank + 2)
    if name == "inv":
        parts = [(term, (*batch, i, j)), (y_bar, (*batch, i, q)), (term, (*batch, p, q))]
        return scale(MINUS, prod(terms, (*batch, j, p), parts, a.shape))
    slopes = {"det": "cofactor", "logdet": "inv"}
    slope = a.terms.make("rule", (a,), (slopes[name],), a.shape)
    turned = (*batch, i, j) if name == "det" else (*batch, j, i)
    parts = [(y_bar, tuple(batch)), (slope, turned)]
    return prod(terms, (*batch, i, j), parts, a.shape)
