"""Elementwise primitives on NumPy: one entry for each elementwise row without a primal.

What NumPy lacks comes from SciPy, loaded when it is first called. May import
`numeric.special`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.numeric.special import SPECIAL


def power(x: Any, p: Any) -> Any:
    """Return x**p; an exponent that is one number for all takes NumPy's short cuts."""
    if isinstance(x, np.ndarray) and x.ndim and np.ndim(p) == 0:
        return x ** float(p)
    return np.power(x, p)


def sigmoid(x: Any) -> Any:
    """Return 1/(1 + exp(-x)) without overflow, down to the smallest doubles."""
    decay = np.exp(-np.abs(x))
    return np.maximum(decay, np.greater_equal(x, 0)) / (1 + decay)


def erf(x: Any) -> Any:
    """Return the error function."""
    from scipy import special

    return special.erf(x)


def erfc(x: Any) -> Any:
    """Return the complementary error function."""
    from scipy import special

    return special.erfc(x)


def detach(x: Any) -> Any:
    """Return x."""
    return x


ELEMENTWISE: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": power,
    "negative": np.negative,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "arctan2": np.arctan2,
    "hypot": np.hypot,
    "logaddexp": np.logaddexp,
    "mod": np.mod,
    "where": np.where,
    "exp": np.exp,
    "exp2": np.exp2,
    "expm1": np.expm1,
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.rint,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arcsin": np.arcsin,
    "arccos": np.arccos,
    "arctan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "arcsinh": np.arcsinh,
    "arccosh": np.arccosh,
    "arctanh": np.arctanh,
    "deg2rad": np.deg2rad,
    "rad2deg": np.rad2deg,
    "erf": erf,
    "erfc": erfc,
    "sigmoid": sigmoid,
    "less": np.less,
    "less_equal": np.less_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_not": np.logical_not,
    "detach": detach,
    **SPECIAL,
}
