"""Formulas at points where careless arithmetic overflows or loses all digits.

Constants of nature to high powers, and small differences that `log1p`, `expm1` and
`hypot` are made for: a closed form that writes `log(1 + x)` for `log1p(x)` fails here.
"""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

C = "299792458"
G = "6.6743e-11"
PLANCK = "6.62607015e-34"
HBAR = "1.054571817e-34"
K = "1.380649e-23"
ELECTRON = "9.1093837e-31"
PROTON = "1.67262192e-27"
CHARGE = "1.602176634e-19"

SCALES = (
    Formula(
        "Stefan-Boltzmann constant",
        "Rybicki & Lightman, Radiative Processes in Astrophysics, §1.5",
        "2*pi**5*k**4/(15*c**2*h**3)",
        {"k": K, "c": C, "h": PLANCK},
        lambda k, c, h: 2 * mp.pi**5 / 15 * (k / h) ** 3 * k / (c * c),
    ),
    Formula(
        "Chandrasekhar mass",
        "Carroll & Ostlie, Modern Astrophysics, §16.4",
        "3*sqrt(2*pi)/8*(hbar*c/G)**(3/2)*(Z/A/m_H)**2",
        {"hbar": HBAR, "c": C, "G": G, "Z": "6", "A": "12", "m_H": PROTON},
        lambda h, c, g, z, a, m: (
            mp.sqrt(2 * mp.pi) * 3 / 8 * mp.exp(1.5 * mp.log(h * c / g)) * (z / (a * m)) ** 2
        ),
    ),
    Formula(
        "pressure of degenerate electrons",
        "Carroll & Ostlie, Modern Astrophysics, §16.3",
        "(3*pi**2)**(2/3)/5*hbar**2/m_e*(Z/A*rho/m_H)**(5/3)",
        {"hbar": HBAR, "m_e": ELECTRON, "Z": "26", "A": "56", "rho": "2.3e9", "m_H": PROTON},
        lambda h, m, z, a, r, p: (
            mp.cbrt(9 * mp.pi**4) / 5 * h * h / m * mp.cbrt(z * r / (a * p)) ** 5
        ),
    ),
    Formula(
        "Hawking temperature",
        "Hartle, Gravity, §13.3",
        "hbar*c**3/(8*pi*k*G*M)",
        {"hbar": HBAR, "c": C, "k": K, "G": G, "M": "8.5e36"},
        lambda h, c, k, g, m: h / k * c * c * c / g / m / (8 * mp.pi),
    ),
    Formula(
        "power of gravitational waves",
        "Peters & Mathews, Phys. Rev. 131 (1963) 435, circular orbit",
        "32/5*G**4/c**5*m1**2*m2**2*(m1 + m2)/a**5",
        {"G": G, "c": C, "m1": "2.8e39", "m2": "7.1e37", "a": "4.4e13"},
        lambda g, c, m, n, a: (
            mp.mpf(32) / 5 * (g / c) ** 4 / c * (m * n / a / a) ** 2 * (m + n) / a
        ),
    ),
    Formula(
        "thermionic emission",
        "Ashcroft & Mermin, Solid State Physics, ch. 18",
        "4*pi*m*e*k**2/h**3*T**2*exp(-W/(k*T))",
        {"m": ELECTRON, "e": CHARGE, "k": K, "h": PLANCK, "T": "2400", "W": "7.3e-19"},
        lambda m, e, k, h, t, w: 4 * mp.pi * m * e / h * (k * t / h) ** 2 / mp.exp(w / (k * t)),
    ),
    Formula(
        "Fermi energy",
        "Ashcroft & Mermin, Solid State Physics, ch. 2",
        "hbar**2/(2*m)*(3*pi**2*n)**(2/3)",
        {"hbar": HBAR, "m": ELECTRON, "n": "8.47e28"},
        lambda h, m, n: (h * mp.cbrt(3 * mp.pi**2 * n)) ** 2 / (2 * m),
    ),
    Formula(
        "Thomson cross-section",
        "Jackson, Classical Electrodynamics, §14.8",
        "8*pi/3*(e**2/(4*pi*epsilon_0*m*c**2))**2",
        {"e": CHARGE, "epsilon_0": "8.8541878e-12", "m": ELECTRON, "c": C},
        lambda e, p, m, c: e**4 / (6 * mp.pi * (p * m * c * c) ** 2),
    ),
)

SMALL_DIFFERENCES = (
    Formula(
        "photons in a mode at radio frequencies",
        "Loudon, The Quantum Theory of Light, §1.3",
        "1/expm1(h*nu/(k*T))",
        {"h": PLANCK, "nu": "4.08e5", "k": K, "T": "5772"},
        lambda h, nu, k, t: (mp.coth(h * nu / (2 * k * t)) - 1) / 2,
    ),
    Formula(
        "diode near zero bias",
        "Sze & Ng, Physics of Semiconductor Devices, ch. 2",
        "I_0*expm1(q*V/(n*k*T))",
        {"I_0": "3e-9", "q": CHARGE, "V": "2.1e-9", "n": "1.4", "k": K, "T": "300"},
        lambda i, q, v, n, k, t: i * (mp.exp(q * v / (n * k * t)) - 1),
    ),
    Formula(
        "speed gained by a small burn",
        "Taylor, Classical Mechanics, §3.2",
        "u*log1p(m/M)",
        {"u": "31000", "m": "2.9e-6", "M": "1240"},
        lambda u, m, M: u * (mp.log(M + m) - mp.log(M)),
    ),
    Formula(
        "interest compounded every second",
        "Hull, Options, Futures, and Other Derivatives, ch. 4",
        "A*expm1(n*log1p(r))",
        {"A": "1e6", "n": "94608", "r": "1.335e-9"},
        lambda a, n, r: a * ((1 + r) ** n - 1),
    ),
    Formula(
        "kinetic energy of a slow mass",
        "Taylor & Wheeler, Spacetime Physics, ch. 7",
        "m*c**2*expm1(-log1p(-beta**2)/2)",
        {"m": "1100", "c": C, "beta": "9.27e-8"},
        lambda m, c, b: m * c * c * (1 / mp.sqrt(1 - b * b) - 1),
    ),
    Formula(
        "binary entropy of a rare event",
        "Cover & Thomas, Elements of Information Theory, §2.1",
        "-p*log2(p) - (1 - p)*log1p(-p)/log(2)",
        {"p": "3.7e-14"},
        lambda p: -(p * mp.log(p) + (1 - p) * mp.log(1 - p)) / mp.log(2),
    ),
    Formula(
        "Poisson deviance of a good fit",
        "McCullagh & Nelder, Generalized Linear Models, §2.3",
        "2*(y*log(y/mu) - (y - mu))",
        {"y": "1200.4", "mu": "1199.1"},
        lambda y, m: 2 * (y * mp.log1p((y - m) / m) - (y - m)),
        digits=9,
        reason="a difference of numbers near 1.3 whose first thousandth is left",
    ),
    Formula(
        "logistic loss of a sure answer",
        "McCullagh & Nelder, Generalized Linear Models, §4.4",
        "log1p(exp(-y*(β0 + β1*x)))",
        {"y": "1", "β0": "4.5", "β1": "7.75", "x": "6.125"},
        lambda y, a, b, x: mp.log(1 + mp.exp(-y * (a + b * x))),
    ),
    Formula(
        "probability of a late failure",
        "Meeker & Escobar, Statistical Methods for Reliability Data, ch. 4",
        "-expm1(-(t/eta)**beta)",
        {"t": "0.0021", "eta": "1450", "beta": "1.7"},
        lambda t, e, b: 1 - mp.exp(-((t / e) ** b)),
    ),
)
