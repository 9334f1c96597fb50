"""Reductions: rows that gather the entries along some axes into one.

Every row takes `axis=` (None: all) and `keepdims=`; `reduction(...)` fills in what the
family shares, so that a row says only what is its own. The products and the norms have
rooms to themselves. May import `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.ops import norms, prods
from symgrad.ops.axes import counted, opened, reduced, spread
from symgrad.ops.reducing import DDOF, MATRIX, empty, ratio, reduction, shared, tied
from symgrad.ops.row import Misuse, Op, Rule, Sample


def _extreme_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool
) -> Any:
    best, slope = opened(xp, y, axis, keepdims), opened(xp, y_bar, axis, keepdims)
    return shared(xp, x, best, slope, axis)


def _mean(xp: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool) -> Any:
    return xp.sum(x, axis=axis, keepdims=keepdims) / counted(x.shape, axis)


def _mean_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool
) -> Any:
    return spread(xp, y_bar / counted(x.shape, axis), x.shape, axis, keepdims)


def _centred(xp: Any, x: Any, axis: tuple[int, ...]) -> Any:
    return x - xp.mean(x, axis=axis, keepdims=True)


def _recentred(xp: Any, x: Any, axis: tuple[int, ...]) -> Any:
    """Return the deviations once more less their mean: far from 0 the first was rounded."""
    return _centred(xp, _centred(xp, x, axis), axis)


def _var(xp: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool, ddof: int) -> Any:
    away = _recentred(xp, x, axis)
    return xp.sum(away * away, axis=axis, keepdims=keepdims) / (counted(x.shape, axis) - ddof)


def _var_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool, ddof: int
) -> Any:
    slope = 2 * opened(xp, y_bar, axis, keepdims) / (counted(x.shape, axis) - ddof)
    return slope * _centred(xp, x, axis)


def _std(xp: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool, ddof: int) -> Any:
    length = xp.norm(_recentred(xp, x, axis), ord=None, axis=axis, keepdims=keepdims)
    return length / xp.sqrt(xp.full((), counted(x.shape, axis) - ddof))


def _std_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool, ddof: int
) -> Any:
    slope = opened(xp, y_bar, axis, keepdims) / (counted(x.shape, axis) - ddof)
    return slope * ratio(xp, _centred(xp, x, axis), opened(xp, y, axis, keepdims))


def _std_kinks(xp: Any, x: Any, *, axis: tuple[int, ...], **_: Any) -> tuple[Any, ...]:
    """Return the spread; a single entry has none and no kink either."""
    if counted(x.shape, axis) == 1:
        return ()
    most = xp.max(x, axis=axis, keepdims=False)
    return (most - xp.min(x, axis=axis, keepdims=False),)


def _std_defined(t: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool, ddof: int) -> Any:
    """Return the root of the variance; a single entry has none, whatever it is."""
    if counted(x.shape, axis) == 1:
        return t.zeros(reduced(x.shape, axis, keepdims))
    return t.sqrt(t.var(x, axis=axis, keepdims=keepdims, ddof=ddof))


def _logsumexp(xp: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool) -> Any:
    """Return the top plus log1p of what the others add to it: exact where they add little."""
    best = xp.max(x, axis=axis, keepdims=True)
    top = xp.where(xp.equal(xp.abs(best), float("inf")), 0, best)
    won = xp.equal(x, best)
    winners = xp.sum(xp.where(won, xp.exp(x - top), 0), axis=axis, keepdims=True)
    others = xp.sum(xp.where(won, 0, xp.exp(x - top)), axis=axis, keepdims=True)
    rest = ratio(xp, others, winners)
    total = top + (xp.log(winners) + xp.log1p(rest))
    return total if keepdims or not axis else xp.squeeze(total, axis=axis)


def _logsumexp_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...], keepdims: bool
) -> Any:
    if not axis:
        return y_bar
    return opened(xp, y_bar, axis, keepdims) * xp.softmax(x, axis=axis)


def _extreme_kinks(extreme: str) -> Rule:
    def kinks(xp: Any, x: Any, *, axis: tuple[int, ...], **_: Any) -> tuple[Any, ...]:
        return (tied(xp, x, getattr(xp, extreme)(x, axis=axis, keepdims=True), axis),)

    return kinks


_DDOF_FORMS = ("{}(x, ddof=1)", "{}(x, axis=0, ddof=1)", "{}(x, axis=1, ddof=1, keepdims=true)")


def _ddof_samples(name: str) -> tuple[Sample, ...]:
    return tuple(Sample(form.format(name), {"x": MATRIX}) for form in _DDOF_FORMS)


ROWS: tuple[Op, ...] = (
    reduction(
        "sum",
        "y = sum of x_i",
        vjp=lambda xp, y_bar, y, x, *, axis, keepdims: spread(xp, y_bar, x.shape, axis, keepdims),
        samples=(Sample("sum(x, axis=0)", {"x": "zeros((0, 3))"}),),
    ),
    reduction(
        "mean",
        "y = sum of x_i, divided by their number",
        lower=_mean,
        vjp=_mean_pullback,
        least=1,
        errors=empty("mean"),
    ),
    reduction(
        "max",
        "y = the largest x_i; ties share the gradient equally",
        vjp=_extreme_pullback,
        kinks=_extreme_kinks("max"),
        at_kinks="equal shares for the entries that tie",
        least=1,
        errors=empty("max"),
    ),
    reduction(
        "min",
        "y = the smallest x_i; ties share the gradient equally",
        vjp=_extreme_pullback,
        kinks=_extreme_kinks("min"),
        at_kinks="equal shares for the entries that tie",
        least=1,
        errors=empty("min"),
    ),
    reduction(
        "var",
        "y = sum of (x_i - mean(x))**2, divided by n - ddof",
        params=(DDOF,),
        primal=_var,
        vjp=_var_pullback,
        least=1,
        samples=_ddof_samples("var"),
        errors=(*empty("var"), Misuse("var(x, axis=0, ddof=2)", {"x": (2, 3)}, "empty")),
    ),
    reduction(
        "std",
        "y = sqrt(var(x)); gradient 0 where all entries are equal",
        params=(DDOF,),
        primal=_std,
        vjp=_std_pullback,
        lower=_std_defined,
        kinks=_std_kinks,
        at_kinks="0",
        least=1,
        samples=_ddof_samples("std"),
        errors=(*empty("std"), Misuse("std(x, ddof=1)", {"x": (1,)}, "empty")),
    ),
    reduction(
        "logsumexp",
        "y = log(sum of exp(x_i))",
        source="scipy.special.logsumexp; Blanchard, Higham, Higham, IMA J. Numer. Anal. 41, 2021",
        primal=_logsumexp,
        vjp=_logsumexp_pullback,
        lower=lambda t, x, **params: t.log(t.sum(t.exp(x), **params)),
        least=1,
        samples=(Sample("logsumexp(x)", {"x": "[1000, 999, -1000]"}),),
        errors=empty("logsumexp"),
    ),
    *prods.ROWS,
    *norms.ROWS,
)
