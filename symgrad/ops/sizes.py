"""What can be known of sizes that are still names: exact quotients, and which are not negative.

A size is at least 1. May import `ops.dims`.
"""

from __future__ import annotations

from symgrad.ops.dims import Dim, DimLike, named

_Term = tuple[tuple[str, ...], int]


def quotient(total: DimLike, part: DimLike) -> DimLike | None:
    """Return `total/part` where it is a size again, None where it is not.

    Division of polynomials by the leading term, in the order in which `Dim` keeps them.
    """
    result: DimLike = 0
    while total != 0:
        step = _monomial(_leading(total), _leading(part))
        if step is None:
            return None
        result, total = result + step, total - step * part
    return result


def _leading(dim: DimLike) -> _Term:
    return dim.terms[0] if isinstance(dim, Dim) else ((), dim)


def _monomial(top: _Term, bottom: _Term) -> DimLike | None:
    names = list(top[0])
    for name in bottom[0]:
        if name not in names:
            return None
        names.remove(name)
    if bottom[1] == 0 or top[1] % bottom[1]:
        return None
    step: DimLike = top[1] // bottom[1]
    for name in names:
        step = step * named(name)
    return step


def not_negative(dim: DimLike) -> bool:
    """Tell whether a size, or a difference of sizes, is at least 0 for all sizes from 1 on."""
    if isinstance(dim, int):
        return dim >= 0
    above: DimLike = 0
    for names, coefficient in dim.terms:
        part: DimLike = coefficient
        for name in names:
            part = part * (named(name) + 1)
        above = above + part
    return above >= 0 if isinstance(above, int) else all(c >= 0 for _, c in above.terms)
