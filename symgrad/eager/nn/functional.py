"""Functions of neural networks, with torch's names, arguments and defaults.

Losses are here, the rest comes from `activations`. May import `eager`.
"""

from __future__ import annotations

import warnings
from typing import Any

from symgrad.eager.apply import apply, unified
from symgrad.eager.choosing import xlogy
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.fused import fused, several
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.nn.activations import (
    avg_pool2d,
    conv1d,
    conv2d,
    cosine_similarity,
    dropout,
    elu,
    embedding,
    gelu,
    glu,
    hardtanh,
    layer_norm,
    leaky_relu,
    linear,
    log_sigmoid,
    max_pool2d,
    normalize,
    one_hot,
    pad,
    relu6,
    selu,
    softplus,
    softsign,
    tanh,
    tanhshrink,
)
from symgrad.eager.nn.activations import log_sigmoid as logsigmoid
from symgrad.eager.pointwise import mish, relu, sigmoid, silu
from symgrad.eager.reductions import log_softmax, softmax, softmin
from symgrad.eager.tensor import Tensor
from symgrad.errors import ShapeError

__all__ = [
    "avg_pool2d",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "elu",
    "embedding",
    "gelu",
    "glu",
    "hardtanh",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "logsigmoid",
    "max_pool2d",
    "mish",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softmin",
    "softplus",
    "softsign",
    "tanh",
    "tanhshrink",
]
_NLL_PLANES = several("NllLoss2DBackward0")
_LOGITS = several("BinaryCrossEntropyWithLogitsBackward0", (0, 1))
_MEAN = several("DivBackward1")
_SMOOTH = several("SmoothL1LossBackward0", (0, 1))


def _pair(name: str, input: Tensor, target: Tensor, reduction: str) -> Tensor:
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    a, b = unified(input, target)
    try:
        return apply(KINDS[name], [a, b], reduction=reduction)
    except ShapeError as error:
        raise RuntimeError(str(error)) from None


def _warn_sizes(input: Tensor, target: Tensor) -> None:
    if input._value.shape != target._value.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            stacklevel=3,
        )


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the squared distances, their mean or sum."""
    _warn_sizes(input, target)
    return _pair("mse_loss", input, target, reduction)


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the distances, their mean or sum."""
    _warn_sizes(input, target)
    return _total((input - target).abs(), reduction)


def smooth_l1_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0
) -> Tensor:
    """Return squares of small distances over `beta`, and large ones; their mean or sum."""
    _warn_sizes(input, target)
    if beta == 0:
        return l1_loss(input, target, reduction)

    def composed(x: Tensor, y: Tensor) -> Tensor:
        a, b = unified(x, y)
        found = apply(KINDS["huber_loss"], [a, b], reduction=reduction, delta=beta)
        return found if beta == 1 else found / beta

    return fused(_SMOOTH, composed, input, target)


def kl_div(
    input: Tensor, target: Tensor, reduction: str = "mean", log_target: bool = False
) -> Tensor:
    """Return target*(log(target) - input), its mean or sum, or its sum per first axis."""
    if log_target:
        costs = target.exp() * (target - input)
    else:
        costs = xlogy(target, target) - target * input
    if reduction == "batchmean":
        return costs.sum() / input._value.shape[0]  # type: ignore[no-any-return]
    return _total(costs, reduction)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0
) -> Tensor:
    """Return squares of small distances and multiples of large ones, their mean or sum."""
    _warn_sizes(input, target)
    a, b = unified(input, target)
    return apply(KINDS["huber_loss"], [a, b], reduction=reduction, delta=delta)


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """Return the cross entropy of chances and targets between 0 and 1."""
    if input._value.shape != target._value.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}) is deprecated. Please ensure they have the same size."
        )
    return _weighted("binary_cross_entropy", input, target, weight, reduction)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Return the cross entropy of sigmoid(input) and targets between 0 and 1."""
    if input._value.shape != target._value.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    if pos_weight is not None:

        def composed(x: Tensor, y: Tensor) -> Tensor:
            costs = (1 - y) * x - (1 + (pos_weight - 1) * y) * logsigmoid(x)
            return _total(costs if weight is None else costs * weight, reduction)

        return fused(_LOGITS, composed, input, target)
    return _weighted("binary_cross_entropy_with_logits", input, target, weight, reduction)


def _weighted(
    name: str, input: Tensor, target: Tensor, weight: Tensor | None, reduction: str
) -> Tensor:
    if weight is None:
        return _pair(name, input, target, reduction)

    def composed(x: Tensor, y: Tensor) -> Tensor:
        return _total(_pair(name, x, y, "none") * weight, reduction)

    return fused(several(KINDS[name].__name__, (0, 1)), composed, input, target)


def _total(costs: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return costs
    return costs.mean() if reduction == "mean" else costs.sum()  # type: ignore[no-any-return]


_NLL = named("NllLossBackward0", "nll_loss")


def nll_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return minus the logarithms at class indices; classes are axis 1."""
    if input.ndim <= 2:
        return apply(_NLL, [input, target], reduction=reduction)

    def composed(x: Tensor) -> Tensor:
        return apply(_NLL, [x.movedim(1, -1), target], reduction=reduction)

    return fused(_NLL_PLANES, composed, input)


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the cross entropy of softmax(input) and classes or chances; classes are axis 1."""
    if target._value.dtype not in FLOATING:
        axis = 1 if input.ndim > 1 else 0
        return nll_loss(log_softmax(input, axis), target, reduction)
    axis = 1 if input.ndim > 1 else 0
    logs = log_softmax(input, axis)
    costs: Tensor = -(logs * target).sum(axis)
    if reduction != "mean":
        return _total(costs, reduction)
    return fused(_MEAN, lambda total: total / costs._value.size, costs.sum())
