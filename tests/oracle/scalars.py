"""What the elementwise rows are, in SymPy's functions of entries.

Where a function has cases, the case is the one that the point is in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as s

from tests.oracle.ledger import CannotTellError, Expr, Ledger, exact

Scalar = Callable[..., Expr]
_TERMS = 4


def _power(ledger: Ledger, x: Expr, y: Expr) -> Expr:
    if y.is_Number:
        return x**y
    if ledger.side(x) > 0:
        return s.exp(y * s.log(x))
    count = ledger.worth(y)
    if int(count) != count:
        raise CannotTellError("a power of a negative number")
    return x ** s.Integer(int(count))


def _sinc(ledger: Ledger, x: Expr) -> Expr:
    return _spherical(ledger, s.pi * x, 0)


def _spherical(ledger: Ledger, x: Expr, n: int) -> Expr:
    """Return the spherical Bessel function: at 0 the first terms of its series."""
    if ledger.side(x):
        return s.expand_func(s.jn(n, x)) if n else s.sin(x) / x
    terms = (
        (-1) ** k * x ** (n + 2 * k) / (2**k * s.factorial(k) * s.factorial2(2 * n + 2 * k + 1))
        for k in range(_TERMS)
    )
    return s.Add(*terms)


def _gammaln(ledger: Ledger, x: Expr) -> Expr:
    value = s.gamma(x)
    return s.log(value) if ledger.beyond(value) else s.log(-value)


def _mod(ledger: Ledger, x: Expr, y: Expr) -> Expr:
    return x - y * s.Integer(s.floor(ledger.worth(x / y)))


def _xlogy(ledger: Ledger, x: Expr, y: Expr) -> Expr:
    return x * s.log(y) if ledger.side(y) else s.S.Zero


def _elu(ledger: Ledger, x: Expr, alpha: Any = 1) -> Expr:
    return x if ledger.beyond(x) else exact(alpha) * (s.exp(x) - 1)


def _leaky(ledger: Ledger, x: Expr, negative_slope: Any) -> Expr:
    return x if ledger.beyond(x) else exact(negative_slope) * x


def _clip(ledger: Ledger, x: Expr, lo: Expr, hi: Expr) -> Expr:
    return ledger.most((ledger.most((x, lo)), hi), -1)


def _logistic(x: Expr) -> Expr:
    return 1 / (1 + s.exp(-x))


def _softplus(x: Expr) -> Expr:
    return s.log(1 + s.exp(x))


def _plain(how: Callable[..., Expr]) -> Scalar:
    return lambda _, *xs: how(*xs)


_PLAIN: dict[str, Callable[..., Expr]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "negative": lambda x: -x,
    "arctan2": s.atan2,
    "hypot": lambda x, y: s.sqrt(x**2 + y**2),
    "logaddexp": lambda x, y: s.log(s.exp(x) + s.exp(y)),
    "exp": s.exp,
    "exp2": lambda x: s.exp(x * s.log(2)),
    "expm1": lambda x: s.exp(x) - 1,
    "log": s.log,
    "log2": lambda x: s.log(x) / s.log(2),
    "log10": lambda x: s.log(x) / s.log(10),
    "log1p": lambda x: s.log(1 + x),
    "sqrt": s.sqrt,
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1 / x,
    "sin": s.sin,
    "cos": s.cos,
    "tan": s.tan,
    "arcsin": s.asin,
    "arccos": s.acos,
    "arctan": s.atan,
    "sinh": lambda x: (s.exp(x) - s.exp(-x)) / 2,
    "cosh": lambda x: (s.exp(x) + s.exp(-x)) / 2,
    "tanh": lambda x: (s.exp(x) - s.exp(-x)) / (s.exp(x) + s.exp(-x)),
    "arcsinh": lambda x: s.log(x + s.sqrt(x**2 + 1)),
    "arccosh": lambda x: s.log(x + s.sqrt(x**2 - 1)),
    "arctanh": lambda x: s.log((1 + x) / (1 - x)) / 2,
    "deg2rad": lambda x: x * s.pi / 180,
    "rad2deg": lambda x: x * 180 / s.pi,
    "sec": lambda x: 1 / s.cos(x),
    "csc": lambda x: 1 / s.sin(x),
    "cot": lambda x: s.cos(x) / s.sin(x),
    "erf": s.erf,
    "erfc": s.erfc,
    "digamma": lambda x: s.polygamma(0, x),
    "sigmoid": _logistic,
    "logsigmoid": lambda x: -s.log(1 + s.exp(-x)),
    "softplus": _softplus,
    "gelu": lambda x: x * (1 + s.erf(x / s.sqrt(2))) / 2,
    "silu": lambda x: x * _logistic(x),
    "mish": lambda x: x * s.tanh(_softplus(x)),
}
# In the ledger, which says where the point is.
SCALARS: dict[str, Scalar] = {
    **{name: _plain(how) for name, how in _PLAIN.items()},
    "power": _power,
    "maximum": lambda ledger, x, y: ledger.most((x, y)),
    "minimum": lambda ledger, x, y: ledger.most((x, y), -1),
    "mod": _mod,
    "where": lambda ledger, condition, x, y: x if condition else y,
    "clip": _clip,
    "cbrt": lambda ledger, x: s.cbrt(x) if ledger.beyond(x) else -s.cbrt(-x),
    "abs": lambda ledger, x: x if ledger.beyond(x) else -x,
    "sign": lambda ledger, x: s.Integer(ledger.side(x)),
    "floor": lambda ledger, x: s.floor(ledger.worth(x)),
    "ceil": lambda ledger, x: s.ceiling(ledger.worth(x)),
    "round": lambda ledger, x: s.Integer(round(ledger.worth(x))),
    "xlogy": _xlogy,
    "gammaln": _gammaln,
    "polygamma": lambda ledger, x, n: s.polygamma(n, x),
    "sinc": _sinc,
    "spherical_jn": _spherical,
    "relu": lambda ledger, x: x if ledger.beyond(x) else s.S.Zero,
    "leaky_relu": _leaky,
    "elu": _elu,
    "selu": lambda ledger, x, alpha, scale: exact(scale) * _elu(ledger, x, alpha),
    "hardtanh": lambda ledger, x, min_val, max_val: _clip(
        ledger, x, exact(min_val), exact(max_val)
    ),
    "less": lambda ledger, x, y: ledger.side(x - y) < 0,
    "less_equal": lambda ledger, x, y: ledger.side(x - y) <= 0,
    "greater": lambda ledger, x, y: ledger.side(x - y) > 0,
    "greater_equal": lambda ledger, x, y: ledger.side(x - y) >= 0,
    "equal": lambda ledger, x, y: ledger.side(x - y) == 0,
    "not_equal": lambda ledger, x, y: ledger.side(x - y) != 0,
    "logical_and": lambda ledger, p, q: p and q,
    "logical_or": lambda ledger, p, q: p or q,
    "logical_not": lambda ledger, p: not p,
    "detach": lambda ledger, x: ledger.held(x),
}
