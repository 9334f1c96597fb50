"""Special functions of balls: gamma's relatives, sinc and the spherical Bessel functions.

May import python-flint.
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb, fmpq


def gammaln(x: Any) -> Any:
    """Return log|gamma(x)|, by reflection on the left (DLMF 5.5.3); nan at the poles."""
    if x > 0:
        return x.lgamma()
    sine = abs(x.sin_pi())
    if not sine > 0:
        return arb.nan()
    return (arb.pi() / sine).log() - (1 - x).lgamma()


def polygamma(n: int, x: Any) -> Any:
    """Return the n-th derivative of digamma; nan at its poles."""
    if n == 0:
        return x.digamma()
    if x > 0:
        sign = 1 if n % 2 else -1
        return sign * arb(n).gamma() * n * arb(n + 1).zeta(x)
    if x.contains_integer():
        return arb.nan()
    return acb(x).polygamma(n).real


def spherical_jn(n: int, x: Any) -> Any:
    """Return the spherical Bessel function of the first kind, as a 0F1 (DLMF 10.53.1)."""
    if x.is_zero():
        return arb(0 if n else 1)
    scale = arb(1)
    for k in range(1, n + 1):
        scale = scale * x / (2 * k + 1)
    return scale * (-x * x / 4).hypgeom_0f1(arb(fmpq(2 * n + 3, 2)))
