"""Special functions: erf, xlogy, gamma's relatives, sinc and the spherical Bessel functions.

Each slope is a function of this table again, so that derivatives of every order can be
written. The slope of sinc is a Bessel function and not (cos(pi x) - sinc(x))/x, which has
no value at 0 and no digits beside it. May import `errors`, `ops.dims`,
`ops.families`, `ops.row`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgrad.errors import ArgumentError, LimitError
from symgrad.ops.dims import named
from symgrad.ops.families import (
    EVERYWHERE,
    POSITIVE,
    POSITIVE_OTHERS,
    binary,
    known_as,
    matrix,
    pi,
    row_of,
    unary,
    zero_to_one,
)
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

HIGHEST_ORDER = 1000
# Both signs, apart from the poles at 0, -1, -2, ... and so that doubled points are, too.
BETWEEN_POLES = ("-1.3", "0.4", "2.1", "0.7", "-2.2", "1.9")


def _erf_slope(xp: Any, y_bar: Any, x: Any) -> Any:
    return y_bar * (2 / xp.sqrt(pi(xp))) * xp.exp(-(x * x))


def _logarithm(xp: Any, x: Any, y: Any) -> Any:
    """log y, and 0 at x = y = 0, where the product is 0 by convention."""
    origin = xp.logical_and(xp.equal(x, 0), xp.equal(y, 0))
    return xp.log(zero_to_one(xp, origin, y))


def _xlogy_quotient(xp: Any, y_bar: Any, y: Any, x: Any, base: Any) -> Any:
    origin = xp.logical_and(xp.equal(x, 0), xp.equal(base, 0))
    return y_bar * (x / zero_to_one(xp, origin, base))


def _xlogy_defined(t: Any, x: Any, y: Any) -> Any:
    def definition(s: Any, u: Any, v: Any) -> Any:
        origin = s.And(s.Eq(u, 0), s.Eq(v, 0))
        return u * s.log(s.Piecewise((1, origin), (v, True)))

    return t.scalar(definition, x, y)


def _xlogy_domain(xp: Any, x: Any, y: Any) -> tuple[Any, ...]:
    return (
        (y, ">=", "the argument of the logarithm in xlogy"),
        (xp.where(xp.equal(x, 0), 1, y), ">", "the argument of the logarithm in xlogy"),
    )


def _pole(name: str) -> Rule:
    """Return the domain of a function with poles at 0 and at the negative integers."""

    def domain(xp: Any, x: Any, **_: Any) -> tuple[Any, ...]:
        offset = xp.where(xp.greater(x, 0), 1, x - xp.round(x))
        return ((offset, "!=", f"{name} has a pole at 0 and at each negative integer"),)

    return domain


def _order(name: str) -> Any:
    """Return the check of the order of a function."""

    def normalise(shapes: tuple[Any, ...], params: dict[str, Any]) -> dict[str, Any]:
        n = params["n"]
        if not isinstance(n, int) or n < 0:
            raise ArgumentError(
                f"{name} of order {n}: the order is a whole number from 0 on",
                code="bad-order",
                help=f"write {name}(2, x), the order first",
            )
        if n > HIGHEST_ORDER:
            raise LimitError(
                f"{name} of order {n}: orders above {HIGHEST_ORDER} are not computed",
                code="order-limit",
                help="ask for fewer derivatives",
            )
        return params

    return normalise


def _of_order(
    name: str,
    doc: str,
    source: str,
    *,
    vjp: Rule,
    lower: Rule,
    at: tuple[str, ...],
    orders: tuple[int, ...],
    below: str,
    domain: Rule | None = None,
) -> Op:
    """Return the row of a function of an order, which comes first, and one array.

    Args:
        name, doc, source, vjp, lower, at, domain: as in `unary`.
        orders: those of the samples.
        below: a function that the one of order 1 is the slope of, up to a factor; beside it
            a wrong value shows, which in derivatives of itself it does not.
    """
    first = orders[0]

    def sample(text: str, x: str) -> Sample:
        values: Mapping[str, str] = {"x": x}
        return Sample(text, values)

    return Op(
        name=name,
        doc=doc,
        source=source,
        operands=(Operand("x"),),
        params=(Param("n", "int", leading=True),),
        kind="elementwise",
        normalise=_order(name),
        vjp=(vjp,),
        lower=lower,
        domain=domain,
        samples=(
            *(sample(f"{name}({n}, x)", matrix(at)) for n in orders),
            sample(f"{name}({first}, x)", at[1]),
            sample(f"{name}({first}, x)*{name}({first + 1}, 2*x)", row_of(at)),
            sample(f"{below}(x)*{name}(1, x)", row_of(at)),
        ),
        errors=(
            Misuse(f"{name}(-1, x)", {"x": ()}, "bad-order"),
            Misuse(f"{name}(m, x)", {"x": (named("m"),)}, "bad-order"),
            Misuse(f"{name}(0.5, x)", {"x": ()}, "bad-argument"),
            Misuse(f"{name}(x, 2)", {"x": ()}, "bad-argument"),
            Misuse(f"{name}(2)", {}, "too-few-arguments"),
            Misuse(f"{name}({HIGHEST_ORDER + 1}, x)", {"x": ()}, "order-limit"),
        ),
    )


def _sinc_slope(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    return y_bar * -(pi(xp) * xp.spherical_jn(1, pi(xp) * x))


def _spherical_slope(xp: Any, y_bar: Any, y: Any, x: Any, n: int) -> Any:
    """(n j(n-1) - (n+1) j(n+1))/(2n+1), which divides by nothing that can be 0."""
    if n == 0:
        return -y_bar * xp.spherical_jn(1, x)
    down, up = xp.spherical_jn(n - 1, x), xp.spherical_jn(n + 1, x)
    return y_bar * ((n * down - (n + 1) * up) / (2 * n + 1))


ROWS: tuple[Op, ...] = (
    unary(
        "erf",
        "2/sqrt(pi) times the integral of exp(-t^2) from 0 to x",
        "DLMF 7.2.1",
        vjp=lambda xp, y_bar, y, x: _erf_slope(xp, y_bar, x),
        lower=known_as("erf"),
    ),
    unary(
        "erfc",
        "1 - erf(x), without cancellation",
        "DLMF 7.2.2",
        vjp=lambda xp, y_bar, y, x: -_erf_slope(xp, y_bar, x),
        lower=known_as("erfc"),
    ),
    binary(
        "xlogy",
        "x log(y), and 0 where both are 0",
        "SciPy's convention (scipy.special.xlogy)",
        primal=lambda xp, x, y: x * _logarithm(xp, x, y),
        vjp=(
            lambda xp, y_bar, y, a, b: y_bar * _logarithm(xp, a, b),
            _xlogy_quotient,
        ),
        lower=_xlogy_defined,
        at=(POSITIVE_OTHERS, POSITIVE),
        domain=_xlogy_domain,
    ),
    unary(
        "gammaln",
        "log(|gamma(x)|)",
        "DLMF 5.2.1; the absolute value is SciPy's convention (scipy.special.gammaln)",
        vjp=lambda xp, y_bar, y, x: y_bar * xp.digamma(x),
        lower=known_as("loggamma"),
        at=POSITIVE,
        samples=(Sample("gammaln(x)*(4 + x)", {"x": "[-0.3, -1.3, -2.2]"}),),
        aliases=("lgamma",),
        domain=_pole("gammaln"),
    ),
    unary(
        "digamma",
        "the slope of gammaln",
        "DLMF 5.2.2",
        vjp=lambda xp, y_bar, y, x: y_bar * xp.polygamma(1, x),
        lower=known_as("digamma"),
        at=BETWEEN_POLES,
        domain=_pole("digamma"),
    ),
    _of_order(
        "polygamma",
        "the n-th derivative of digamma",
        "DLMF 5.15.1; arguments as in scipy.special.polygamma",
        vjp=lambda xp, y_bar, y, x, n: y_bar * xp.polygamma(n + 1, x),
        lower=lambda t, x, n: t.scalar(lambda s, u: s.polygamma(n, u), x),
        at=BETWEEN_POLES,
        orders=(1, 0, 2, 5),
        below="digamma",
        domain=_pole("polygamma"),
    ),
    unary(
        "sinc",
        "sin(pi x)/(pi x), and 1 at 0",
        "NumPy's convention (numpy.sinc); slope DLMF 10.49.3, 10.51.2",
        vjp=_sinc_slope,
        lower=lambda t, x: t.scalar(lambda s, u: s.sinc(s.pi * u), x),
        samples=(Sample("sinc(x)*(2 + x)", {"x": "[0, 1e-8, 1e-3]"}),),
    ),
    _of_order(
        "spherical_jn",
        "the spherical Bessel function of the first kind of order n",
        "DLMF 10.47.3; slope DLMF 10.51.2; arguments as in scipy.special.spherical_jn",
        vjp=_spherical_slope,
        lower=lambda t, x, n: t.scalar(lambda s, u: s.jn(n, u), x),
        at=EVERYWHERE,
        orders=(1, 0, 2, 5),
        below="sinc",
    ),
)
