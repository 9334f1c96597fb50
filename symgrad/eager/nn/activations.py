"""Activations, normalisations and layers, with torch's names, arguments and defaults.

May import `eager`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.apply import apply, unified
from symgrad.eager.choosing import where
from symgrad.eager.dtypes import FLOATING, I64
from symgrad.eager.fused import fused, several
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.pointwise import logsigmoid, parametric
from symgrad.eager.products import addmm, matmul
from symgrad.eager.randomness import default_generator
from symgrad.eager.reductions import norm
from symgrad.eager.tensor import Tensor, wrap

_EMBEDDING = named("EmbeddingBackward0", "take")
_EMBEDDING.shown = (0,)
_PAD = named("ConstantPadNdBackward0", "pad")
_SOFTPLUS, _GLU = several("SoftplusBackward0"), several("GluBackward0")
_GELU = several("GeluBackward0")
_CONV_PLACES = (0, 1, 2)


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return input @ weight.T + bias."""
    turned: Tensor = weight.t() if weight.ndim == 2 else weight
    if bias is not None and input.ndim == 2 and weight.ndim == 2:
        return addmm(bias, input, turned)
    product = matmul(input, turned)
    return product if bias is None else product + bias


def leaky_relu(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Return x where it is positive, a small multiple elsewhere."""
    return parametric("leaky_relu", input, negative_slope=negative_slope)


def elu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """Return x where it is positive, alpha*(exp(x) - 1) elsewhere."""
    return parametric("elu", input, alpha=alpha)


def selu(input: Tensor) -> Tensor:
    """Return the scaled exponential linear unit."""
    return parametric("selu", input)


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """Return x times the chance that a normal number is below it, or torch's "tanh" form of it."""
    if approximate == "none":
        return parametric("gelu", input)

    def composed(x: Tensor) -> Tensor:
        inner: Tensor = (x + 0.044715 * x**3) * (2 / np.pi) ** 0.5
        return 0.5 * x * (1 + inner.tanh())  # type: ignore[no-any-return]

    return fused(_GELU, composed, input)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """Return log(1 + exp(beta*x))/beta; x itself where beta*x is above the threshold."""
    if beta == 1 and threshold == 20:
        return parametric("softplus", input)

    def composed(x: Tensor) -> Tensor:
        scaled = x * beta
        found: Tensor = where(scaled > threshold, x, parametric("softplus", scaled) / beta)
        return found

    return fused(_SOFTPLUS, composed, input)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """Return x held between two numbers."""
    return parametric("hardtanh", input, min_val=min_val, max_val=max_val)


def tanh(input: Tensor) -> Tensor:
    """Return the hyperbolic tangent."""
    return input.tanh()  # type: ignore[no-any-return]


def relu6(input: Tensor) -> Tensor:
    """Return x held between 0 and 6."""
    return hardtanh(input, 0.0, 6.0)


def softsign(input: Tensor) -> Tensor:
    """Return x/(1 + |x|)."""
    return input / (input.abs() + 1)  # type: ignore[no-any-return]


def tanhshrink(input: Tensor) -> Tensor:
    """Return x - tanh(x)."""
    return input - input.tanh()  # type: ignore[no-any-return]


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """Return one half of an axis times the sigmoid of the other."""

    def composed(x: Tensor) -> Tensor:
        first, second = x.chunk(2, dim)
        found: Tensor = first * second.sigmoid()
        return found

    return fused(_GLU, composed, input)


def log_sigmoid(input: Tensor) -> Tensor:
    """Return log(sigmoid(x))."""
    return logsigmoid(input)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Return the input with entries left out by chance p, and the others scaled up."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return input
    x = input._value
    kept = default_generator.draw(lambda stream: stream.random(x.shape) >= p)
    scale = np.where(kept, 1 / (1 - p) if p < 1 else 0, 0).astype(x.dtype)
    return input * wrap(scale[()])


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """Return the input divided by its norms along an axis."""
    return input / norm(input, p, dim, keepdim=True).clamp_min(eps).expand_as(input)  # type: ignore[no-any-return]


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """Return the cosines of the angles between vectors along an axis."""
    first, second = (each / norm(each, 2, dim, keepdim=True).clamp_min(eps) for each in (x1, x2))
    found: Tensor = (first * second).sum(dim)
    return found


def layer_norm(
    input: Tensor,
    normalized_shape: Any,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """Return the input less its mean, divided by its deviation, over the last axes."""
    shape = tuple(normalized_shape)
    given = [input]
    if bias is not None and weight is None:
        weight = wrap(np.ones(shape, input._value.dtype))
    given += [each for each in (weight, bias) if each is not None]
    return apply(KINDS["layer_norm"], unified(*given), normalized_shape=shape, eps=eps)


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Return a row for each index with a 1 in its place."""
    if tensor._value.dtype != I64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    many = int(tensor._value.max()) + 1 if num_classes == -1 else num_classes
    if tensor._value.size and int(tensor._value.max()) >= many:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap(np.eye(many, dtype=np.int64)[tensor._value])


def embedding(input: Tensor, weight: Tensor) -> Tensor:
    """Return the rows of a table by their number."""
    if weight._value.dtype not in FLOATING:
        return wrap(weight._value[input._value])
    _check_indices(input, weight)
    return apply(_EMBEDDING, [weight, input], axis=0)


def _check_indices(input: Tensor, weight: Tensor) -> None:
    numbers, many = input._value, weight._value.shape[0]
    if numbers.size and (numbers.min() < 0 or numbers.max() >= many):
        raise IndexError("index out of range in self")


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """Return the input with entries added before and behind the last axes."""
    if mode != "constant":
        raise NotImplementedError(f"padding with mode={mode!r} is not supported")
    widths = [(0, 0)] * input.ndim
    for i in range(len(pad) // 2):
        widths[input.ndim - 1 - i] = (pad[2 * i], pad[2 * i + 1])
    return apply(_PAD, [input], pad_width=tuple(widths), constant_values=value or 0)


def _convolved(row: str, given: list[Any], **options: Any) -> Tensor:
    present = [each for each in given if each is not None]
    first = present[0]
    rank = 3 if row == "conv1d" else 4
    if first.ndim == rank - 1:
        found: Tensor = _convolved(row, [first.unsqueeze(0), *present[1:]], **options)
        return found.squeeze(0)  # type: ignore[no-any-return]
    made = KINDS[row]
    made.shown = tuple(range(len(present)))
    return apply(made, present, **options)


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Return a convolution along the last axis."""
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return _convolved("conv1d", [input, weight, bias], **options)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Return a convolution along the last two axes."""
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return _convolved("conv2d", [input, weight, bias], **options)


def max_pool2d(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Tensor:
    """Return the largest entries of windows along the last two axes."""
    options = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    return apply(KINDS["max_pool2d"], [input], **options)


def avg_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """Return the means of windows along the last two axes."""
    if ceil_mode:
        raise NotImplementedError("ceil_mode=True is not supported")
    options = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    return apply(KINDS["avg_pool2d"], [input], count_include_pad=count_include_pad, **options)
