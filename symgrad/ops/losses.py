"""Losses of pairs: a price for each pair of entries, and its mean, its sum, or all of them.

`loss(...)` makes a row of an elementwise price and its slopes. Prices are written so that
they keep their digits where they are nearly 0, and overflow only where the result does.
The losses of classes have a room to themselves. May import `ops`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from symgrad.errors import ArgumentError
from symgrad.ops import class_losses
from symgrad.ops.dims import Shape, broadcast
from symgrad.ops.pricing import REDUCTION, TORCH, paired, per_price, reduced
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample


def _samples(name: str, a: str, b: str, extra: str = "") -> tuple[Sample, ...]:
    vectors = {"a": a, "b": b}
    matrices = {"a": f"[{a}, {b}]", "b": f"[{b}, {a}]"}
    return (
        Sample(f"{name}(a, b{extra})", vectors),
        Sample(f"{name}(a, b{extra})", matrices),
        Sample(f'{name}(a, b{extra}, reduction="sum")', matrices),
        Sample(f'{name}(a, b{extra}, reduction="none")', vectors),
        Sample(f"{name}(a, b{extra})", {"a": matrices["a"], "b": "[[0.625], [0.3125]]"}),
        Sample(f"{name}(a[0], b[1]{extra})", vectors),
    )


def loss(
    name: str,
    doc: str,
    *,
    price: Rule,
    slopes: tuple[Rule, Rule],
    defined: Rule,
    operands: tuple[str, str] = ("a", "b"),
    params: tuple[Param, ...] = (),
    aliases: tuple[str, ...] = (),
    domain: Rule | None = None,
    kinks: Rule | None = None,
    at_kinks: str = "",
    at: tuple[str, str] = ("[0.5, -1.25, 3]", "[2, 0.75, -0.5]"),
    extra: str = "",
) -> Op:
    """Return the row of a loss with a price for each entry.

    Args:
        price: `(xp, a, b, **params)`, elementwise. slopes: its derivatives by `a` and by `b`.
        defined: the price as a SymPy expression, `(s, a, b, **params)`.
        at: two vectors for the samples, off kinks. extra: another argument for some of them.
    """

    def primal(xp: Any, a: Any, b: Any, *, reduction: str, **params: Any) -> Any:
        return reduced(xp, price(xp, a, b, **params), reduction)

    def pullback(slope: Rule) -> Rule:
        def rule(
            xp: Any, y_bar: Any, y: Any, a: Any, b: Any, *, reduction: str, **params: Any
        ) -> Any:
            each = per_price(y_bar, broadcast(a.shape, b.shape), reduction)
            return xp.broadcast_to(
                each * slope(xp, a, b, **params), shape=broadcast(a.shape, b.shape)
            )

        return rule

    def lower(t: Any, a: Any, b: Any, *, reduction: str, **params: Any) -> Any:
        prices = t.scalar(lambda s, u, v: defined(s, u, v, **params), a, b)
        return reduced(t, prices, reduction)

    def shape(a: Shape, b: Shape, *, reduction: str, **_: Any) -> Shape:
        return broadcast(a, b) if reduction == "none" else ()

    return Op(
        name=name,
        doc=doc,
        source=TORCH.format(name),
        aliases=aliases,
        operands=(Operand(operands[0]), Operand(operands[1])),
        params=(*params, REDUCTION),
        normalise=paired(name),
        shape=shape,
        primal=primal,
        vjp=(pullback(slopes[0]), pullback(slopes[1])),
        lower=lower,
        domain=domain,
        kinks=kinks,
        at_kinks=at_kinks,
        samples=_samples(name, *at) + (_samples(name, *at, extra) if extra else ()),
        errors=(
            Misuse(f"{name}(a, b)", {"a": (2, 3), "b": (2,)}, "shape-mismatch"),
            Misuse(f'{name}(a, b, reduction="min")', {"a": (3,), "b": (3,)}, "bad-argument"),
        ),
    )


def _bce_logits_price(xp: Any, x: Any, y: Any) -> Any:
    """Return y*softplus(-x) + (1 - y)*softplus(x): nothing cancels for y from 0 to 1."""
    return y * xp.softplus(-x) + (1 - y) * xp.softplus(x)


def _bce_logits_slope(xp: Any, x: Any, y: Any) -> Any:
    return (1 - y) * xp.sigmoid(x) - y * xp.sigmoid(-x)


def _bce_price(xp: Any, p: Any, y: Any) -> Any:
    missed = xp.where(xp.equal(y, 1), 0, (1 - y) * xp.log1p(-p))
    return -(xp.xlogy(y, p) + missed)


def _bce_slope(xp: Any, p: Any, y: Any) -> Any:
    return _part(xp, 1 - y, 1 - p) - _part(xp, y, p)


def _part(xp: Any, weight: Any, chance: Any) -> Any:
    """Return `weight/chance`, and 0 where nothing weighs."""
    idle = xp.equal(weight, 0)
    return xp.where(idle, 0, weight / xp.where(idle, 1, chance))


def _bce_domain(xp: Any, p: Any, y: Any, **_: Any) -> tuple[Any, ...]:
    words = "a probability is between 0 and 1, and not one that rules the target out"
    taken = (xp.where(xp.equal(y, 0), 1, p), xp.where(xp.equal(y, 1), 1, 1 - p))
    return tuple((quantity, ">", words) for quantity in taken)


def _bce_defined(s: Any, p: Any, y: Any) -> Any:
    return -(y * s.log(p) + (1 - y) * s.log(1 - p))


def _huber_price(xp: Any, a: Any, b: Any, *, delta: Any) -> Any:
    size = xp.abs(a - b)
    return xp.where(xp.less_equal(size, delta), size * size / 2, delta * (size - delta / 2))


def _huber_slope(xp: Any, a: Any, b: Any, *, delta: Any) -> Any:
    return xp.minimum(xp.maximum(a - b, -delta), delta)


def _huber_defined(s: Any, a: Any, b: Any, *, delta: Any) -> Any:
    edge, size = s.Rational(delta.numerator, delta.denominator), s.Abs(a - b)
    return s.Piecewise(((a - b) ** 2 / 2, size <= edge), (edge * (size - edge / 2), True))


def _positive_delta(row: Op) -> Op:
    """Return the row with its delta checked."""

    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        assert row.normalise is not None
        delta = params["delta"]
        if delta in ("inf", "-inf") or delta <= 0:
            raise ArgumentError(
                f"{row.name}: delta is {delta}, which is no positive number",
                code="bad-argument",
                help="delta is where the price turns from square to straight, such as 1",
            )
        return row.normalise(shapes, params)

    bad = Misuse(f"{row.name}(a, b, delta=0)", {"a": (3,), "b": (3,)}, "bad-argument")
    return replace(row, normalise=normalise, errors=(*row.errors, bad))


ROWS: tuple[Op, ...] = (
    loss(
        "mse_loss",
        "y = mean of (a - b)**2",
        price=lambda xp, a, b: (a - b) * (a - b),
        slopes=(lambda xp, a, b: 2 * (a - b), lambda xp, a, b: 2 * (b - a)),
        defined=lambda s, a, b: (a - b) ** 2,
    ),
    loss(
        "l1_loss",
        "y = mean of |a - b|",
        price=lambda xp, a, b: xp.abs(a - b),
        slopes=(lambda xp, a, b: xp.sign(a - b), lambda xp, a, b: xp.sign(b - a)),
        defined=lambda s, a, b: s.Abs(a - b),
        kinks=lambda xp, a, b, **_: (a - b,),
        at_kinks="0",
    ),
    _positive_delta(
        loss(
            "huber_loss",
            "y = mean of d**2/2 where d = |a - b| is at most delta, else delta*(d - delta/2)",
            params=(Param("delta", "number", Fraction(1)),),
            price=_huber_price,
            slopes=(
                _huber_slope,
                lambda xp, a, b, *, delta: _huber_slope(xp, b, a, delta=delta),
            ),
            defined=_huber_defined,
            at=("[0.5, -1.25, 3]", "[1, 0.75, 2.75]"),
            extra=", 0.75",
        )
    ),
    loss(
        "binary_cross_entropy",
        "y = mean of -(b*log(a) + (1 - b)*log(1 - a))",
        price=_bce_price,
        slopes=(_bce_slope, lambda xp, p, y: xp.log1p(-p) - xp.log(p)),
        defined=_bce_defined,
        domain=_bce_domain,
        operands=("p", "target"),
        at=("[0.25, 0.5, 0.875]", "[0.75, 0.125, 0.375]"),
    ),
    loss(
        "binary_cross_entropy_with_logits",
        "y = mean of softplus(x) - x*target",
        aliases=("bce_with_logits",),
        price=_bce_logits_price,
        slopes=(_bce_logits_slope, lambda xp, x, y: -x),
        defined=lambda s, x, y: s.log(1 + s.exp(x)) - x * y,
        operands=("logits", "target"),
    ),
    *class_losses.ROWS,
)
