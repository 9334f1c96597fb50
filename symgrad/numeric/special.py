"""Special functions on NumPy: gamma's relatives and the spherical Bessel functions.

SciPy's, loaded when first called, except where its digits run out: beside the zeros of the
log-gamma function, beside the poles on the negative axis, for orders whose factorial
overflows, and for Bessel functions of small arguments. May import NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import factorial
from typing import Any

import numpy as np

Array = Any
_TERMS = 40
_SHIFT = 20
_HIGH = 20
_SMALLEST = 1e-290
_NEGLIGIBLE = 1e-18


def _patched(x: Array, value: Array, where: Array, rule: Callable[[Array], Array]) -> Array:
    """Return an array with the entries of a mask computed by another rule."""
    if not np.any(where):
        return value
    found = np.array(value, dtype=np.float64)
    found[where] = rule(x[where])
    return found


def _in_double(function: Callable[..., Array]) -> Callable[..., Array]:
    """Compute in double precision and give back the dtype of the last argument."""

    def call(*args: Any) -> Array:
        *leading, x = args
        array = np.asarray(x, dtype=np.float64)
        dtype = np.result_type(x) if np.result_type(x).kind == "f" else np.dtype(np.float64)
        return function(*leading, array).astype(dtype, copy=False)[()]

    return call


@lru_cache(maxsize=1)
def _log_gamma_series() -> Array:
    """Return the coefficients c[k] of log(gamma(2 + z)) = sum c[k] z^k, |z| < 2 (DLMF 5.7.3)."""
    from scipy import special

    k = np.arange(2, _TERMS)
    tail = (-1.0) ** k * special.zetac(k) / k
    return np.concatenate(([0.0, 1 - np.euler_gamma], tail))


def _gammaln_beside_two(x: Array) -> Array:
    return np.polynomial.polynomial.polyval(x - 2, _log_gamma_series())


def _gammaln_beside_one(x: Array) -> Array:
    return np.polynomial.polynomial.polyval(x - 1, _log_gamma_series()) - np.log1p(x - 1)


@_in_double
def gammaln(x: Array) -> Array:
    """Return log|gamma(x)|, with all digits beside its zeros at 1 and 2."""
    from scipy import special

    value = np.asarray(special.gammaln(x))
    value = _patched(x, value, np.abs(x - 1) < 0.5, _gammaln_beside_one)
    value = _patched(x, value, np.abs(x - 2) <= 0.5, _gammaln_beside_two)
    return _patched(x, value, _is_pole(x), lambda at: np.full(at.shape, np.inf))


def _is_pole(x: Array) -> Array:
    return (x <= 0) & (np.floor(x) == x)


def _is_far_left(x: Array) -> Array:
    """Tell where x < 0 is no pole and not beside the root near -0.504, which SciPy minds."""
    return (x < 0) & (np.abs(x + 0.5) > 0.25) & (np.floor(x) != x)


def _digamma_reflected(x: Array) -> Array:
    """Return digamma by DLMF 5.5.4, from the distance to the nearest pole, which is exact."""
    from scipy import special

    return special.digamma(1 - x) - np.pi / np.tan(np.pi * (x - np.rint(x)))


@_in_double
def digamma(x: Array) -> Array:
    """Return the slope of gammaln; nan at its poles."""
    from scipy import special

    value = np.asarray(special.digamma(x))
    value = _patched(x, value, _is_far_left(x), _digamma_reflected)
    return _patched(x, value, _is_pole(x), lambda at: np.full(at.shape, np.nan))


def polygamma(n: int, x: Array) -> Array:
    """Return the n-th derivative of digamma; nan at its poles.

    Args:
        n: the order, at least 0. x: real numbers.
    """
    return digamma(x) if n == 0 else _polygamma(n, x)


@_in_double
def _polygamma(n: int, x: Array) -> Array:
    value = _patched(x, np.full(x.shape, np.nan), x > 0, lambda at: _right(n, at))
    value = _patched(x, value, (x < 0) & ~_is_pole(x), lambda at: _left(n, at))
    return np.asarray(value)


def _left(n: int, x: Array) -> Array:
    """Sum over the poles on the left and on the right of x < 0 apart.

    With f and d the distances to the integers below and above, n! sum 1/(x + k)^(n+1) over
    k >= 0 (DLMF 5.15.1) is the sum from f on, and up to sign that from d on without its tail.
    """
    below, above = x - np.floor(x), np.ceil(x) - x
    sign = 1 if n % 2 else -1
    return _right(n, below) + sign * (_right(n, above) - _right(n, 1 - x))


def _right(n: int, x: Array) -> Array:
    """Return (-1)^(n+1) n! zeta(n+1, x) for x > 0 (DLMF 25.11.12)."""
    from scipy import special

    sign = 1 if n % 2 else -1
    if n > _HIGH:
        return sign * _of_high_order(n, x)
    zeta = np.asarray(special.zeta(n + 1, x))
    value = factorial(n) * zeta
    return sign * _patched(x, value, zeta < _SMALLEST, lambda at: _of_high_order(n, at))


def _of_high_order(n: int, x: Array) -> Array:
    """Return n! zeta(n+1, x) also where a factor over- or underflows: a sum, then its tail."""
    total, x = np.zeros(x.shape), x.copy()
    near = x < n + _SHIFT
    while near.any():
        term = _factorial_over_power(n, x[near]) / x[near]
        total[near] += term
        x[near] += 1
        # Terms fall geometrically, so that what follows a negligible one is negligible.
        near[near] = (term > _NEGLIGIBLE * total[near]) & (x[near] < n + _SHIFT)
    far = x >= n + _SHIFT
    total[far] += _asymptotic(n, x[far])
    return total


def _factorial_over_power(n: int, x: Array) -> Array:
    """Return n!/x^n, factor by factor."""
    result = np.ones(x.shape)
    for j in range(1, n + 1):
        result = result * (j / x)
    return result


def _asymptotic(n: int, x: Array) -> Array:
    """Return n! zeta(n+1, x) for x far above n (DLMF 5.15.8)."""
    from scipy import special

    total = 1 + n / (2 * x)
    factor = np.ones(x.shape)
    for k, bernoulli in enumerate(special.bernoulli(_SHIFT)[2::2], start=1):
        factor = factor * ((n + 2 * k - 2) / x) * ((n + 2 * k - 1) / x)
        total = total + bernoulli / factorial(2 * k) * factor
    return _factorial_over_power(n, x) / n * total


@_in_double
def sinc(x: Array) -> Array:
    """Return sin(pi x)/(pi x), and 1 at 0; exactly 0 at the other integers."""
    turn = x - 2 * np.rint(x / 2)
    nonzero = np.where(x == 0, 1, x)
    # Half turns are folded back, so that the sine is taken where it keeps its digits.
    turn = np.where(np.abs(turn) > 0.5, np.sign(turn) - turn, turn)
    return np.where(x == 0, 1, np.sin(np.pi * turn) / (np.pi * nonzero))


def spherical_jn(n: int, x: Array) -> Array:
    """Return the spherical Bessel function of the first kind.

    Args:
        n: the order, at least 0. x: real numbers.
    """
    return _spherical_jn(n, x)


@_in_double
def _spherical_jn(n: int, x: Array) -> Array:
    from scipy import special

    small = x * x <= 2 * n + 3
    value = np.asarray(special.spherical_jn(n, np.where(small, 2 * n + 3, x)))
    return np.asarray(_patched(x, value, small, lambda at: _bessel_series(n, at)))


def _bessel_series(n: int, x: Array) -> Array:
    """Sum the power series, DLMF 10.53.1, whose terms more than halve where x^2 <= 2n + 3."""
    first = np.ones(x.shape)
    for k in range(1, n + 1):
        first = first * (x / (2 * k + 1))
    term = total = np.ones(x.shape)
    for k in range(1, _SHIFT):
        term = term * (-x * x / (2 * k * (2 * n + 2 * k + 1)))
        total = total + term
    return first * total


SPECIAL: dict[str, Callable[..., Any]] = {
    "gammaln": gammaln,
    "digamma": digamma,
    "polygamma": polygamma,
    "sinc": sinc,
    "spherical_jn": spherical_jn,
}
