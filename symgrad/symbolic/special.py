"""Special functions in SymPy, held still: their own names, and derivatives that are SymPy's.

SymPy evaluates its gamma functions where it can, `loggamma(n)` to `log(gamma(n))`,
`polygamma(0, 1)` to minus Euler's constant, and so into names that are not of the
language. What definitions say in SymPy's words is therefore put in these heads, which
nothing evaluates.

The slope of a spherical Bessel function is DLMF 10.51.2 twice, which divides by nothing;
SymPy's own form has no value at 0. Only modules of this package import this one.
"""

from __future__ import annotations

from functools import partial

import sympy as s

from symgrad.symbolic.scalars import Expr

_FEWEST_DIGITS = 18
_SMALLEST = 2.0**-20
_Z = s.Dummy("z", real=True)


class Gammaln(s.Function):  # type: ignore[misc]
    """log(|gamma(x)|)."""

    nargs = 1
    is_real = True

    def fdiff(self, _position: int = 1) -> Expr:
        """Return the derivative."""
        return held(s.loggamma(_Z).diff(_Z)).xreplace({_Z: self.args[0]})

    def _eval_evalf(self, precision: int) -> Expr | None:
        return _sure(s.log(s.Abs(s.gamma(self.args[0]))), precision)


class Polygamma(s.Function):  # type: ignore[misc]
    """The n-th derivative of digamma, which is the one of order 0."""

    nargs = 2
    is_real = True

    def fdiff(self, _position: int = 2) -> Expr:
        """Return the derivative by the second argument."""
        order, x = self.args
        return held(s.polygamma(order, _Z).diff(_Z)).xreplace({_Z: x})

    def _eval_evalf(self, precision: int) -> Expr | None:
        return _sure(s.polygamma(*self.args), precision)


class SphericalJn(s.Function):  # type: ignore[misc]
    """The spherical Bessel function of the first kind of order n."""

    nargs = 2
    is_real = True

    def fdiff(self, _position: int = 2) -> Expr:
        """Return the derivative by the second argument."""
        n, x = self.args
        return (n * SphericalJn(n - 1, x) - (n + 1) * SphericalJn(n + 1, x)) / (2 * n + 1)

    def _eval_evalf(self, precision: int) -> Expr | None:
        n, x = self.args
        return _sure(s.Integer(n == 0) if x.is_zero else written_out(self), precision)


def _sure(value: Expr, precision: int) -> Expr | None:
    """Return a number's digits, None where its sign is not beyond doubt: SymPy would guess 0."""
    found = value.evalf(max(_FEWEST_DIGITS, precision * 3 // 10))
    return found if found.is_Float and abs(found) > _SMALLEST else None


def held(expr: Expr) -> Expr:
    """Return an expression with SymPy's special functions in the heads of this module."""
    if not expr.has(s.loggamma, s.polygamma, s.jn, s.sinc):
        return expr
    expr = expr.replace(s.sinc, partial(SphericalJn, s.S.Zero))
    for theirs, ours in ((s.loggamma, Gammaln), (s.polygamma, Polygamma), (s.jn, SphericalJn)):
        expr = expr.replace(theirs, ours)
    return expr


def written_out(expr: Expr) -> Expr:
    """Return an expression in what SymPy can simplify, with sines and cosines for Bessel functions.

    Both are equal where no argument of a Bessel function is 0.
    """
    if not expr.has(Polygamma, SphericalJn):
        return expr
    return expr.replace(Polygamma, s.polygamma).replace(
        SphericalJn, lambda n, x: s.jn(n, _Z).expand(func=True).subs(_Z, x)
    )
