"""The second derivative of a product: what is left when one more factor goes.

The slope of prod is the product of all other entries. Its own slope leaves out one entry more:
put a one in the place of what is left out, for every entry at once, and ask for the products
of all others in that larger batch. Nothing is divided, so zeros do no harm.
"""

from __future__ import annotations

from symgrad.symbolic.products import prod
from symgrad.symbolic.scalars import MINUS, ONE
from symgrad.symbolic.sums import add
from symgrad.symbolic.term import Term


def of_others(term: Term, y_bar: Term) -> Term:
    """Return the cotangent of x in y, where y[i] is the product of all x[k] but x[i]."""
    (axes,) = term.data
    (x,) = term.args
    terms = x.terms
    lead = tuple(range(y_bar.rank - term.rank))
    left = list(range(len(lead), len(lead) + x.rank))
    factors = dict(zip(axes, range(left[-1] + 1, left[-1] + 1 + len(axes)), strict=True))
    own = tuple(factors.get(axis, label) for axis, label in enumerate(left))
    every = (*left, *factors.values())
    shape = (*x.shape, *(x.shape[axis] for axis in axes))
    eyes = [(terms.eye(x.shape[axis]), (left[axis], factor)) for axis, factor in factors.items()]
    same = prod(terms, every, eyes, shape)
    whole = prod(terms, every, [(x, own)], shape)
    both = prod(terms, every, [(x, own), *eyes], shape)
    replaced = add(terms, shape, [(ONE, same), (ONE, whole), (MINUS, both)])
    last = tuple(range(x.rank, x.rank + len(axes)))
    slopes = terms.make("others", (replaced,), (last,), shape)
    out, result = (*lead, *own), (*y_bar.shape[: len(lead)], *x.shape)
    moved = [(y_bar, (*lead, *left)), (slopes, every)]
    still = [(y_bar, (*lead, *own)), (slopes, (*own, *factors.values()))]
    parts = [(ONE, prod(terms, out, moved, result)), (MINUS, prod(terms, out, still, result))]
    return add(terms, result, parts)
