"""Our rows as functions of JAX; where it has none, by definition from those it has."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy as jsp
from jax import lax

from tests.peers.jax_definitions import (
    avg_pool2d,
    binary_cross_entropy,
    cofactor,
    convolution,
    getitem,
    huber,
    index_add,
    layer_norm,
    linear,
    max_pool2d,
    norm,
    overlap_add,
    pad,
    picked,
    prod_others,
    recurrence,
    reduced,
    reducer,
    scatter,
    scatter_add,
    spherical_jn,
    take,
    take_along_axis,
    windows,
)

_ELEMENTWISE = {
    "cbrt": jnp.cbrt,
    "abs": jnp.abs,
    "clip": lambda x, lo, hi: jnp.clip(x, lo, hi),
    "sec": lambda x: 1 / jnp.cos(x),
    "csc": lambda x: 1 / jnp.sin(x),
    "cot": lambda x: jnp.cos(x) / jnp.sin(x),
    "erf": jsp.special.erf,
    "erfc": jsp.special.erfc,
    "gammaln": jsp.special.gammaln,
    "digamma": jsp.special.digamma,
    "polygamma": lambda x, n: jsp.special.polygamma(n, x),
    "spherical_jn": spherical_jn,
    "xlogy": jsp.special.xlogy,
    "sigmoid": jax.nn.sigmoid,
    "logsigmoid": jax.nn.log_sigmoid,
    "softplus": jax.nn.softplus,
    "relu": jax.nn.relu,
    "leaky_relu": jax.nn.leaky_relu,
    "elu": jax.nn.elu,
    "selu": lambda x, alpha, scale: scale * jax.nn.elu(x, alpha),
    "gelu": partial(jax.nn.gelu, approximate=False),
    "silu": jax.nn.silu,
    "mish": jax.nn.mish,
    "hardtanh": lambda x, min_val, max_val: jnp.clip(x, min_val, max_val),
    "detach": lax.stop_gradient,
    "softmax": jax.nn.softmax,
    "log_softmax": jax.nn.log_softmax,
}
_SAME_NAME = """
    add subtract multiply divide power negative maximum minimum arctan2 hypot logaddexp mod where
    exp exp2 expm1 log log2 log10 log1p sqrt square reciprocal sign floor ceil round sin cos tan
    arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg sinc
    less less_equal greater greater_equal equal not_equal logical_and logical_or logical_not
    matmul dot inner vdot outer kron cross diag diagonal tril triu trace reshape ravel transpose
    swapaxes moveaxis expand_dims squeeze broadcast_to flip roll repeat tile cumsum cumprod sort
    ones_like zeros_like ones zeros linspace
"""
_REDUCTIONS = {
    **{name: reducer(getattr(jnp, name)) for name in ("sum", "mean", "max", "min", "prod")},
    "var": reducer(jnp.var),
    "std": reducer(jnp.std),
    "logsumexp": reducer(jsp.special.logsumexp),
    "norm": norm,
    "prod_others": prod_others,
}
_PRODUCTS = {
    "einsum": lambda *xs, subscripts: jnp.einsum(subscripts, *xs),
    "inv": jnp.linalg.inv,
    "det": jnp.linalg.det,
    "cofactor": cofactor,
    "logdet": lambda x: jnp.linalg.slogdet(x)[1],
    "solve": jnp.linalg.solve,
    "cholesky": lambda x: jnp.linalg.cholesky(x, symmetrize_input=True),
    "pinv": jnp.linalg.pinv,
    "expm": jsp.linalg.expm,
    "expm_frechet": lambda x, e: jax.jvp(jsp.linalg.expm, (x,), (e,))[1],
    "matrix_power": lambda x, n: jnp.linalg.matrix_power(x, n),
}
_STRUCTURE = {
    "getitem": getitem,
    "scatter": scatter,
    "concatenate": lambda *xs, axis: jnp.concatenate(xs, axis),
    "stack": lambda *xs, axis: jnp.stack(xs, axis),
    "pad": pad,
    "eye": lambda n, m: jnp.eye(n, m),
    "recurrence": recurrence,
    "argsort": lambda x, axis: jnp.argsort(x, axis=axis).astype(float),
    "take": take,
    "index_add": index_add,
    "take_along_axis": take_along_axis,
    "scatter_add": scatter_add,
    "full": lambda value, shape: jnp.broadcast_to(value, shape),
    "arange": lambda start, stop, step: jnp.arange(start, stop, step, dtype=float),
}
_NETWORKS = {
    "mse_loss": lambda a, b, reduction: reduced((a - b) ** 2, reduction),
    "l1_loss": lambda a, b, reduction: reduced(jnp.abs(a - b), reduction),
    "huber_loss": huber,
    "binary_cross_entropy": binary_cross_entropy,
    "binary_cross_entropy_with_logits": lambda x, target, reduction: reduced(
        jax.nn.softplus(x) - x * target, reduction
    ),
    "cross_entropy": lambda x, target, reduction: picked(
        jax.nn.log_softmax(x, axis=-1), target, reduction
    ),
    "nll_loss": picked,
    "linear": linear,
    "layer_norm": layer_norm,
    "conv1d": convolution,
    "conv2d": convolution,
    "max_pool2d": max_pool2d,
    "avg_pool2d": avg_pool2d,
    "windows": windows,
    "overlap_add": overlap_add,
}
TABLE: dict[str, Callable[..., Any]] = {
    **{name: getattr(jnp, name) for name in _SAME_NAME.split()},
    **_ELEMENTWISE,
    **_REDUCTIONS,
    **_PRODUCTS,
    **_STRUCTURE,
    **_NETWORKS,
}
