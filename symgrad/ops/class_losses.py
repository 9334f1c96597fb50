"""Losses of a choice among classes, which are the last axis of the scores.

A target is a class index for each choice, or, in `cross_entropy`, a probability for each
class; which of them shows in its number of axes. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ShapeError
from symgrad.ops.dims import Shape, show_shape
from symgrad.ops.gathering import whole_numbers, within
from symgrad.ops.pricing import REDUCTION, TORCH, known_reduction, per_price, reduced
from symgrad.ops.row import Misuse, Op, Operand, Sample


def _classes(name: str, soft: bool) -> Any:
    """Return the normaliser of a class loss: targets are indices, or where `soft` probabilities."""

    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        scores, target = shapes
        if not scores or (target != scores[:-1] and not (soft and target == scores)):
            raise ShapeError(
                f"{name}: targets of shape {show_shape(target)} do not fit the shape "
                f"{show_shape(scores)}",
                code="shape-mismatch",
                help="classes are the last axis; targets are class indices without it"
                + (", or probabilities of the same shape" if soft else ""),
            )
        return known_reduction(name, scores[:-1], params)

    return normalise


def _chances(xp: Any, x: Any, target: Any) -> Any:
    """Return targets as probabilities: a class index is a 1 in the place of its class."""
    if len(target.shape) == len(x.shape):
        return target
    last = len(target.shape)
    places = xp.arange(start=0, stop=x.shape[last], step=1)
    hit = xp.equal(xp.expand_dims(target, axis=(last,)), places)
    return xp.where(hit, xp.ones_like(x), 0)


def _surprise(xp: Any, logs: Any, chances: Any) -> Any:
    """Return minus the sum of chances times logs over the classes; what has no chance counts 0."""
    parts = xp.where(xp.equal(chances, 0), 0, chances * logs)
    return -xp.sum(parts, axis=(len(logs.shape) - 1,), keepdims=False)


def _logs(xp: Any, x: Any) -> Any:
    return xp.log_softmax(x, axis=(len(x.shape) - 1,))


def _cross_entropy(xp: Any, x: Any, target: Any, *, reduction: str) -> Any:
    return reduced(xp, _surprise(xp, _logs(xp, x), _chances(xp, x, target)), reduction)


def _per_class(xp: Any, y_bar: Any, x: Any, reduction: str) -> Any:
    each = per_price(y_bar, x.shape[:-1], reduction)
    return xp.expand_dims(each, axis=(len(each.shape),)) if reduction == "none" else each


def _cross_entropy_pullback(
    xp: Any, y_bar: Any, y: Any, x: Any, target: Any, *, reduction: str
) -> Any:
    """Return the slope softmax(x)*sum(p) - p, in two parts that do not cancel."""
    logs, chances = _logs(xp, x), _chances(xp, x, target)
    total = xp.sum(chances, axis=(len(x.shape) - 1,), keepdims=True)
    slope = chances * xp.expm1(logs) + xp.exp(logs) * (total - chances)
    return _per_class(xp, y_bar, x, reduction) * slope


def _cross_entropy_target(
    xp: Any, y_bar: Any, y: Any, x: Any, target: Any, *, reduction: str
) -> Any:
    if len(target.shape) < len(x.shape):
        return xp.zeros(shape=target.shape)
    return -_per_class(xp, y_bar, x, reduction) * _logs(xp, x)


def _cross_entropy_defined(t: Any, x: Any, target: Any, *, reduction: str) -> Any:
    last = (len(x.shape) - 1,)
    hits = _hits(t, x, target)
    if len(target.shape) < len(x.shape):
        # One class has a chance of 1.
        total = t.log(t.sum(t.exp(x), axis=last, keepdims=False))
        return reduced(t, total - t.sum(hits * x, axis=last, keepdims=False), reduction)
    logs = x - t.log(t.sum(t.exp(x), axis=last, keepdims=True))
    prices = -t.sum(hits * logs, axis=last, keepdims=False)
    return reduced(t, prices, reduction)


def _hits(t: Any, x: Any, target: Any) -> Any:
    """Return targets as probabilities, defined by cases."""
    if len(target.shape) == len(x.shape):
        return target
    places = t.arange(start=0, stop=x.shape[-1], step=1)
    column = t.expand_dims(target, (len(target.shape),))
    return t.scalar(lambda s, u, v: s.Piecewise((1, s.Eq(u, v)), (0, True)), column, places)


def _nll(xp: Any, x: Any, target: Any, *, reduction: str) -> Any:
    return reduced(xp, _surprise(xp, x, _chances(xp, x, target)), reduction)


def _nll_pullback(xp: Any, y_bar: Any, y: Any, x: Any, target: Any, *, reduction: str) -> Any:
    return -_per_class(xp, y_bar, x, reduction) * _chances(xp, x, target)


def _nll_defined(t: Any, x: Any, target: Any, *, reduction: str) -> Any:
    last = (len(x.shape) - 1,)
    return reduced(t, -t.sum(_hits(t, x, target) * x, axis=last, keepdims=False), reduction)


def _class_domain(xp: Any, x: Any, target: Any, **_: Any) -> tuple[Any, ...]:
    """Return that class indices are those of classes; probabilities are not restricted."""
    if len(target.shape) == len(x.shape):
        return ()
    return (*whole_numbers(xp, target), *within(target, 0, x.shape[-1]))


_LOGITS = "[[1, -2, 0.5], [0.25, 3, -1.5]]"
_CHANCES = "[[0.2, 0.5, 0.3], [0.1, 0, 0.9]]"


def _class_samples(name: str) -> tuple[Sample, ...]:
    indexed = {"x": _LOGITS, "k": "[2, 0]"}
    return (
        Sample(f"{name}(x, k)", indexed),
        Sample(f'{name}(x, k, reduction="sum")', indexed),
        Sample(f'{name}(x, k, reduction="none")', indexed),
        Sample(f"{name}(x, k)", {"x": "[1, -2, 0.5]", "k": "1"}),
        Sample(f"{name}(x, k)", {"x": f"[{_LOGITS}, {_CHANCES}]", "k": "[[0, 2], [1, 1]]"}),
    )


def _class_errors(name: str) -> tuple[Misuse, ...]:
    return (
        Misuse(f"{name}(x, k)", {"x": (2, 3), "k": (3,)}, "shape-mismatch"),
        Misuse(f"{name}(x, k)", {"x": (), "k": ()}, "shape-mismatch"),
        Misuse(f'{name}(x, k, reduction="min")', {"x": (2, 3), "k": (2,)}, "bad-argument"),
    )


ROWS: tuple[Op, ...] = (
    Op(
        name="cross_entropy",
        doc="y = mean of -sum of p*log(softmax(x)); p from class indices, or given; classes last",
        source=TORCH.format("cross_entropy") + ", with the classes along the last axis",
        operands=(Operand("logits"), Operand("target", "target")),
        params=(REDUCTION,),
        normalise=_classes("cross_entropy", True),
        shape=lambda x, _, *, reduction: x[:-1] if reduction == "none" else (),
        primal=_cross_entropy,
        vjp=(_cross_entropy_pullback, _cross_entropy_target),
        lower=_cross_entropy_defined,
        domain=_class_domain,
        samples=(
            *_class_samples("cross_entropy"),
            Sample("cross_entropy(x, p)", {"x": _LOGITS, "p": _CHANCES}),
            Sample('cross_entropy(x, p, reduction="none")', {"x": _LOGITS, "p": _CHANCES}),
            Sample("cross_entropy(x, p)", {"x": "[1, -2, 0.5]", "p": "[0.2, 0.5, 0.3]"}),
        ),
        errors=_class_errors("cross_entropy"),
    ),
    Op(
        name="nll_loss",
        doc="y = mean of -x[target]; x holds logarithms of probabilities, classes last",
        source=TORCH.format("nll_loss") + ", with the classes along the last axis",
        operands=(Operand("logs"), Operand("target", "index")),
        params=(REDUCTION,),
        normalise=_classes("nll_loss", False),
        shape=lambda x, _, *, reduction: x[:-1] if reduction == "none" else (),
        primal=_nll,
        vjp=(_nll_pullback, None),
        lower=_nll_defined,
        domain=_class_domain,
        samples=_class_samples("nll_loss"),
        errors=_class_errors("nll_loss"),
    ),
)
