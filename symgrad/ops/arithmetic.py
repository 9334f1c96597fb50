"""Arithmetic: the rows behind the signs, the extremes, and what chooses between values.

The exponent of a power and the bounds of `clip` are operands like any other. May import
`ops.families` and `ops.row`.
"""

from __future__ import annotations

from typing import Any

from symgrad.ops.families import (
    EVERYWHERE,
    OTHERS,
    POSITIVE,
    binary,
    matrix,
    unary,
    zero_to_one,
)
from symgrad.ops.row import Misuse, Op, Operand, Sample

_FIELD = "the axioms of a field"
_NUMPY = "NumPy's convention (numpy.{})"
_DIVISORS = ("0.63", "1.7", "0.93", "1.37", "2.3", "0.34")


def _power_base(xp: Any, y_bar: Any, y: Any, x: Any, p: Any) -> Any:
    """p x^(p-1), and 0 for x^0 also at x = 0, where 0 * 0^(-1) would have no value."""
    constant = xp.logical_and(xp.equal(p, 0), xp.equal(x, 0))
    return y_bar * p * zero_to_one(xp, constant, x) ** (p - 1)


def _power_exponent(xp: Any, y_bar: Any, y: Any, x: Any, p: Any) -> Any:
    """x^p log x, which tends to 0 with x for p > 0; 0^p jumps at p = 0, which log 0 tells."""
    vanishes = xp.logical_and(xp.equal(x, 0), xp.greater(p, 0))
    return y_bar * y * xp.log(zero_to_one(xp, vanishes, x))


def _power_domain(xp: Any, x: Any, p: Any) -> tuple[Any, ...]:
    integer = xp.equal(xp.floor(p), p)
    return (
        (xp.where(integer, 1, x), ">=", "the base of a power that is not an integer"),
        (xp.where(xp.less(p, 0), x, 1), "!=", "the base of a negative power"),
    )


def _share(xp: Any, y_bar: Any, wins: Any, ties: Any) -> Any:
    return xp.where(wins, y_bar, xp.where(ties, y_bar / 2, 0))


def _hypot_slope(xp: Any, y_bar: Any, y: Any, leg: Any) -> Any:
    return y_bar * (leg / zero_to_one(xp, xp.equal(y, 0), y))


def _hypot_defined(t: Any, x: Any, y: Any) -> Any:
    def definition(s: Any, u: Any, v: Any) -> Any:
        origin = s.And(s.Eq(u, 0), s.Eq(v, 0))
        return s.Piecewise((0, origin), (s.sqrt(u**2 + v**2), True))

    return t.scalar(definition, x, y)


def _arctan2_slope(xp: Any, y_bar: Any, y: Any, x: Any, leg: Any) -> Any:
    """leg/(x^2 + y^2), divided twice by the radius so that no square overflows."""
    radius = xp.hypot(y, x)
    return y_bar * (leg / radius) / radius


def _arctan2_domain(xp: Any, y: Any, x: Any) -> tuple[Any, ...]:
    cut = xp.where(xp.greater(x, 0), 1, y)
    return ((cut, "jump", "arctan2 jumps on the negative half of the x axis"),)


def _mod_domain(xp: Any, x: Any, y: Any) -> tuple[Any, ...]:
    return (
        (y, "!=", "the divisor of mod"),
        (xp.mod(x, y), "jump", "mod jumps at multiples of its divisor"),
    )


def _mod_quotient(xp: Any, y_bar: Any, y: Any, x: Any, divisor: Any) -> Any:
    """Minus the whole quotient, from the remainder: the rounded x/y may be one too large."""
    return -y_bar * xp.round((x - y) / divisor)


def _clip_lo(xp: Any, y_bar: Any, y: Any, x: Any, lo: Any, hi: Any) -> Any:
    return xp.where(xp.logical_and(xp.less(x, lo), xp.less_equal(lo, hi)), y_bar, 0)


def _clip_hi(xp: Any, y_bar: Any, y: Any, x: Any, lo: Any, hi: Any) -> Any:
    return xp.where(xp.greater(xp.maximum(x, lo), hi), y_bar, 0)


def within(xp: Any, x: Any, lo: Any, hi: Any) -> Any:
    """Return where lo <= x <= hi."""
    return xp.logical_and(xp.greater_equal(x, lo), xp.less_equal(x, hi))


def clip_defined(t: Any, x: Any, lo: Any, hi: Any) -> Any:
    """Return the definition of clip, with slope 1 in x on the bounds."""

    def definition(s: Any, u: Any, a: Any, b: Any) -> Any:
        beyond = s.Or(u > b, a > b)
        return s.Piecewise((u, s.And(u >= a, u <= b)), (b, beyond), (a, True))

    return t.scalar(definition, x, lo, hi)


def _clip_samples() -> tuple[Sample, ...]:
    x = matrix(EVERYWHERE)
    return (
        Sample("clip(x, -1, 1.5)", {"x": x}),
        Sample("clip(x, lo, hi)", {"x": x, "lo": "[-0.5, 0.6, 0.1]", "hi": "[[1], [1.2]]"}),
        Sample("clip(x, lo, hi)", {"x": "0.3", "lo": "[-0.5, 0.6, 0.1]", "hi": "0.8"}),
        Sample("clip(x, lo, hi)*clip(2*x, lo, hi)", {"x": x, "lo": "-0.5", "hi": "0.9"}),
        Sample("clip(x, lo, hi)", {"x": x, "lo": "1", "hi": "0.2"}),
        Sample("clip(x, -2, hi)", {"x": x, "hi": "[[-1.5, 0.6, 0.1], [0.9, 1, 1.2]]"}),
    )


def _where_samples() -> tuple[Sample, ...]:
    x, y = matrix(EVERYWHERE), matrix(OTHERS)
    return (
        Sample("where(x > y, x, y)", {"x": x, "y": y}),
        Sample("where(x > 0, y, x)", {"x": x, "y": "[0.5, -1, 2]"}),
        Sample("where(x > 0, log(x), 0)", {"x": x}),
        Sample("where(x > 0, x*y, 3)", {"x": "[[0.4], [-2]]", "y": "[0.5, -1, 2]"}),
        Sample("where(x > 0, x, y)*where(x > 1, y, 2*x)", {"x": x, "y": "0.7"}),
    )


def _power_samples() -> tuple[Sample, ...]:
    x = matrix(EVERYWHERE)
    whole = (Sample(f"x**{p}", {"x": x}) for p in ("2", "3", "(-1)", "0", "1"))
    rest = (Sample("x**0.5 + x**-1.5", {"x": matrix(POSITIVE)}), Sample("2**x", {"x": x}))
    return (*whole, *rest)


ROWS: tuple[Op, ...] = (
    binary(
        "add",
        "x + y",
        _FIELD,
        vjp=(lambda xp, y_bar, y, a, b: y_bar, lambda xp, y_bar, y, a, b: y_bar),
        lower=lambda t, a, b: a + b,
        glyph="+",
        callable=False,
    ),
    binary(
        "subtract",
        "x - y",
        _FIELD,
        vjp=(lambda xp, y_bar, y, a, b: y_bar, lambda xp, y_bar, y, a, b: -y_bar),
        lower=lambda t, a, b: a - b,
        glyph="-",
        callable=False,
    ),
    binary(
        "multiply",
        "x y, entry by entry",
        _FIELD,
        vjp=(lambda xp, y_bar, y, a, b: y_bar * b, lambda xp, y_bar, y, a, b: y_bar * a),
        lower=lambda t, a, b: a * b,
        glyph="*",
        callable=False,
    ),
    binary(
        "divide",
        "x / y",
        _FIELD,
        vjp=(
            lambda xp, y_bar, y, a, b: y_bar / b,
            lambda xp, y_bar, y, a, b: -(y_bar / b) * y,
        ),
        lower=lambda t, a, b: a / b,
        domain=lambda xp, a, b: ((b, "!=", "a divisor"),),
        glyph="/",
        callable=False,
    ),
    binary(
        "power",
        "x^y = exp(y log x); the repeated product for integer y, with x^0 = 1",
        "DLMF 4.2.26; 0^0 = 1 as in IEEE 754-2019, 9.2.1",
        vjp=(_power_base, _power_exponent),
        lower=lambda t, a, b: a**b,
        at=(POSITIVE, OTHERS),
        domain=_power_domain,
        glyph="**",
        samples=_power_samples(),
    ),
    unary(
        "negative",
        "-x",
        _FIELD,
        vjp=lambda xp, y_bar, y, x: -y_bar,
        lower=lambda t, x: -x,
        glyph="-",
        callable=False,
    ),
    binary(
        "maximum",
        "the larger of x and y; a tie shares the slope equally",
        _NUMPY.format("maximum"),
        vjp=(
            lambda xp, y_bar, y, a, b: _share(xp, y_bar, xp.greater(a, b), xp.equal(a, b)),
            lambda xp, y_bar, y, a, b: _share(xp, y_bar, xp.less(a, b), xp.equal(a, b)),
        ),
        lower=lambda t, a, b: t.scalar(
            lambda s, u, v: s.Piecewise((u, u > v), (v, u < v), ((u + v) / 2, True)), a, b
        ),
        kinks=lambda xp, a, b: (a - b,),
        at_kinks="1/2 for each of the two",
    ),
    binary(
        "minimum",
        "the smaller of x and y; a tie shares the slope equally",
        _NUMPY.format("minimum"),
        vjp=(
            lambda xp, y_bar, y, a, b: _share(xp, y_bar, xp.less(a, b), xp.equal(a, b)),
            lambda xp, y_bar, y, a, b: _share(xp, y_bar, xp.greater(a, b), xp.equal(a, b)),
        ),
        lower=lambda t, a, b: t.scalar(
            lambda s, u, v: s.Piecewise((u, u < v), (v, u > v), ((u + v) / 2, True)), a, b
        ),
        kinks=lambda xp, a, b: (a - b,),
        at_kinks="1/2 for each of the two",
    ),
    binary(
        "arctan2",
        "the angle of the point (x, y) from the x axis, in (-pi, pi]; y comes first",
        "DLMF 4.23(iv); the order of NumPy (numpy.arctan2)",
        vjp=(
            lambda xp, y_bar, y, a, b: _arctan2_slope(xp, y_bar, a, b, b),
            lambda xp, y_bar, y, a, b: -_arctan2_slope(xp, y_bar, a, b, a),
        ),
        lower=lambda t, a, b: t.scalar(lambda s, u, v: s.atan2(u, v), a, b),
        operands=("y", "x"),
        aliases=("atan2",),
        domain=_arctan2_domain,
    ),
    binary(
        "hypot",
        "sqrt(x^2 + y^2), without overflow; slope 0 at the origin",
        "IEEE 754-2019, 9.2.1",
        vjp=(
            lambda xp, y_bar, y, a, b: _hypot_slope(xp, y_bar, y, a),
            lambda xp, y_bar, y, a, b: _hypot_slope(xp, y_bar, y, b),
        ),
        lower=_hypot_defined,
        kinks=lambda xp, a, b: (xp.hypot(a, b),),
        at_kinks="0 for both",
    ),
    binary(
        "logaddexp",
        "log(exp(x) + exp(y)), without overflow",
        _NUMPY.format("logaddexp"),
        vjp=(
            lambda xp, y_bar, y, a, b: y_bar * xp.sigmoid(a - b),
            lambda xp, y_bar, y, a, b: y_bar * xp.sigmoid(b - a),
        ),
        lower=lambda t, a, b: t.scalar(lambda s, u, v: s.log(s.exp(u) + s.exp(v)), a, b),
    ),
    binary(
        "mod",
        "x - y floor(x/y), of the sign of y",
        _NUMPY.format("mod") + "; floored division, Knuth, The Art of Computer Programming, 1.2.4",
        vjp=(lambda xp, y_bar, y, a, b: y_bar, _mod_quotient),
        lower=lambda t, a, b: a - b * t.scalar(lambda s, u, v: s.floor(u / v), a, b),
        at=(EVERYWHERE, _DIVISORS),
        domain=_mod_domain,
        samples=(Sample("mod(x, y)", {"x": "[5.3, -5.3, 0.4]", "y": "-2"}),),
    ),
    Op(
        name="where",
        selects=True,
        doc="a where the condition holds, b elsewhere; the other branch contributes nothing",
        source=_NUMPY.format("where"),
        operands=(Operand("condition", "condition"), Operand("a"), Operand("b")),
        kind="elementwise",
        vjp=(
            None,
            lambda xp, y_bar, y, c, a, b: xp.where(c, y_bar, 0),
            lambda xp, y_bar, y, c, a, b: xp.where(c, 0, y_bar),
        ),
        lower=lambda t, c, a, b: t.scalar(
            lambda s, p, u, v: s.Piecewise((u, p), (v, True)), c, a, b
        ),
        samples=_where_samples(),
        errors=(
            Misuse("where(x > 0, x, y)", {"x": (2, 3), "y": (4,)}, "shape-mismatch"),
            Misuse("where(x > 0, y, 1)", {"x": (2, 3), "y": (4,)}, "shape-mismatch"),
        ),
    ),
    Op(
        name="clip",
        doc="x held between lo and hi: minimum(maximum(x, lo), hi); slope 1 on the bounds",
        source=_NUMPY.format("clip"),
        operands=(Operand("x"), Operand("lo"), Operand("hi")),
        kind="elementwise",
        primal=lambda xp, x, lo, hi: xp.minimum(xp.maximum(x, lo), hi),
        vjp=(
            lambda xp, y_bar, y, x, lo, hi: xp.where(within(xp, x, lo, hi), y_bar, 0),
            _clip_lo,
            _clip_hi,
        ),
        lower=clip_defined,
        kinks=lambda xp, x, lo, hi: (x - lo, xp.maximum(x, lo) - hi),
        at_kinks="1 at both bounds",
        samples=_clip_samples(),
        errors=(Misuse("clip(x, y, 1)", {"x": (2, 3), "y": (4,)}, "shape-mismatch"),),
    ),
)
