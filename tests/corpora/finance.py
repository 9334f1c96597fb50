"""Finance and economics."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

FINANCE = (
    Formula(
        "Black-Scholes call",
        "Hull, Options, Futures, and Other Derivatives, ch. 15",
        "d1 = (log(S/K) + (r + sigma**2/2)*T)/(sigma*sqrt(T))\n"
        "d2 = d1 - sigma*sqrt(T)\n"
        "S*(1 + erf(d1/sqrt(2)))/2 - K*exp(-r*T)*(1 + erf(d2/sqrt(2)))/2",
        {"S": "42", "K": "40", "r": "0.1", "sigma": "0.2", "T": "0.5"},
        lambda S, K, r, s, T: (
            S * mp.ncdf((mp.log(S / K) + r * T) / (s * mp.sqrt(T)) + s * mp.sqrt(T) / 2)
            - K
            / mp.exp(r * T)
            * mp.ncdf((mp.log(S / K) + r * T) / (s * mp.sqrt(T)) - s * mp.sqrt(T) / 2)
        ),
    ),
    Formula(
        "Black-Scholes put",
        "Hull, Options, Futures, and Other Derivatives, ch. 15",
        "d = (log(S/K) + (r + sigma**2/2)*T)/(sigma*sqrt(T))\n"
        "K*exp(-r*T)*erfc((d - sigma*sqrt(T))/sqrt(2))/2 - S*erfc(d/sqrt(2))/2",
        {"S": "42", "K": "45", "r": "0.03", "sigma": "0.31", "T": "0.75"},
        lambda S, K, r, s, T: (
            K
            / mp.exp(r * T)
            * mp.ncdf(s * mp.sqrt(T) / 2 - (mp.log(S / K) + r * T) / (s * mp.sqrt(T)))
            - S * mp.ncdf(-s * mp.sqrt(T) / 2 - (mp.log(S / K) + r * T) / (s * mp.sqrt(T)))
        ),
    ),
    Formula(
        "Vasicek bond",
        "Hull, Options, Futures, and Other Derivatives, chapter on short-rate models",
        "B = (1 - exp(-a*T))/a\n"
        "exp((B - T)*(a**2*b - sigma**2/2)/a**2 - sigma**2*B**2/(4*a) - B*r)",
        {"a": "0.18", "T": "7.5", "b": "0.046", "sigma": "0.012", "r": "0.031"},
        lambda a, T, b, s, r: mp.exp(
            (-mp.expm1(-a * T) / a - T) * (b - s * s / (2 * a * a))
            - s * s * mp.expm1(-a * T) ** 2 / (4 * a**3)
            + r * mp.expm1(-a * T) / a
        ),
    ),
    Formula(
        "payment of a loan",
        "Brealey, Myers & Allen, Principles of Corporate Finance, ch. 2",
        "P*r/(1 - (1 + r)**(-n))",
        {"P": "250000", "r": "0.0041", "n": "360"},
        lambda p, r, n: -p * r / mp.expm1(-n * mp.log1p(r)),
    ),
    Formula(
        "production with constant elasticity",
        "Varian, Microeconomic Analysis, ch. 1",
        "(a*x1**rho + b*x2**rho)**(1/rho)",
        {"a": "0.4", "x1": "3.2", "rho": "-0.6", "b": "0.6", "x2": "5.1"},
        lambda a, x, r, b, y: mp.exp(mp.log(a * x**r + b * y**r) / r),
    ),
)
