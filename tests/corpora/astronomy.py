"""Astronomy."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

G = "6.6743e-11"
SUN = "1.98847e30"

ASTRONOMY = (
    Formula(
        "vis-viva equation",
        "Carroll & Ostlie, Modern Astrophysics, §2.3",
        "sqrt(G*M*(2/r - 1/a))",
        {"G": G, "M": SUN, "r": "1.47e11", "a": "1.496e11"},
        lambda g, m, r, a: mp.sqrt(g * m * (2 * a - r) / (r * a)),
    ),
    Formula(
        "Kepler's third law",
        "Carroll & Ostlie, Modern Astrophysics, §2.3",
        "2*pi*sqrt(a**3/(G*(m1 + m2)))",
        {"a": "5.2e11", "G": G, "m1": SUN, "m2": "1.898e27"},
        lambda a, g, m, n: 2 * mp.pi * a ** mp.mpf(1.5) / mp.sqrt(g * (m + n)),
    ),
    Formula(
        "Kepler's equation",
        "Murray & Dermott, Solar System Dynamics, §2.4",
        "E - e*sin(E) - M",
        {"E": "1.85", "e": "0.617", "M": "0.4"},
        lambda E, e, M: E - e * mp.sin(E) - M,
    ),
    Formula(
        "restricted three-body potential",
        "Murray & Dermott, Solar System Dynamics, §3.2",
        "r1 = sqrt((x + mu)**2 + y**2); r2 = sqrt((x - 1 + mu)**2 + y**2)\n"
        "n**2/2*(x**2 + y**2) + (1 - mu)/r1 + mu/r2",
        {"x": "0.48", "mu": "0.01215", "y": "0.83", "n": "1"},
        lambda x, mu, y, n: (
            n * n * (x * x + y * y) / 2
            + (1 - mu) / mp.hypot(x + mu, y)
            + mu / mp.hypot(x - 1 + mu, y)
        ),
    ),
    Formula(
        "Jeans mass",
        "Carroll & Ostlie, Modern Astrophysics, §12.2",
        "(5*k*T/(G*mu*m_H))**1.5*sqrt(3/(4*pi*rho))",
        {
            "k": "1.380649e-23",
            "T": "10",
            "G": G,
            "mu": "2.3",
            "m_H": "1.6735e-27",
            "rho": "3.1e-17",
        },
        lambda k, t, g, mu, m, rho: mp.sqrt(
            (5 * k * t / (g * mu * m)) ** 3 * 3 / (4 * mp.pi * rho)
        ),
    ),
    Formula(
        "absolute magnitude",
        "Carroll & Ostlie, Modern Astrophysics, §3.2",
        "m - 5*log10(d/10)",
        {"m": "-1.44", "d": "2.637"},
        lambda m, d: m - 5 * (mp.log(d) / mp.log(10) - 1),
    ),
    Formula(
        "Saha equation",
        "Carroll & Ostlie, Modern Astrophysics, §8.1",
        "2*Z2/(n*Z1)*(2*pi*m*k*T/h**2)**1.5*exp(-chi/(k*T))",
        {
            "Z2": "1",
            "n": "1.0e20",
            "Z1": "2",
            "m": "9.1093837e-31",
            "k": "1.380649e-23",
            "T": "9600",
            "h": "6.62607015e-34",
            "chi": "2.179e-18",
        },
        lambda Z, n, z, m, k, t, h, chi: (
            2 * Z / (n * z) * mp.sqrt(2 * mp.pi * m * k * t) ** 3 / h**3 * mp.exp(-chi / k / t)
        ),
    ),
    Formula(
        "Plummer sphere",
        "Binney & Tremaine, Galactic Dynamics, §2.2",
        "-G*M/sqrt(r**2 + b**2)",
        {"G": G, "M": "2.0e35", "r": "9.3e16", "b": "3.1e16"},
        lambda g, m, r, b: -g * m / mp.hypot(r, b),
    ),
    Formula(
        "Miyamoto-Nagai disc",
        "Binney & Tremaine, Galactic Dynamics, §2.3",
        "-G*M/sqrt(R**2 + (a + sqrt(z**2 + b**2))**2)",
        {"G": "4.30091e-6", "M": "9.1e10", "R": "8.2", "a": "5.3", "z": "0.7", "b": "0.28"},
        lambda g, m, r, a, z, b: -g * m / mp.hypot(r, a + mp.hypot(z, b)),
    ),
    Formula(
        "Navarro-Frenk-White halo",
        "Binney & Tremaine, Galactic Dynamics, §2.2",
        "-4*pi*G*rho*a**3/r*log1p(r/a)",
        {"G": "4.30091e-6", "rho": "7.3e6", "a": "19.1", "r": "8.2"},
        lambda g, rho, a, r: -4 * mp.pi * g * rho * a**3 / r * mp.log((a + r) / a),
    ),
    Formula(
        "angle between two stars",
        "Meeus, Astronomical Algorithms, ch. 17",
        "arccos(sin(δ1)*sin(δ2) + cos(δ1)*cos(δ2)*cos(α1 - α2))",
        {"δ1": "0.33479", "δ2": "-0.19480", "α1": "3.73353", "α2": "3.51332"},
        lambda d, D, a, A: (
            2
            * mp.asin(
                mp.sqrt(mp.sin((d - D) / 2) ** 2 + mp.cos(d) * mp.cos(D) * mp.sin((a - A) / 2) ** 2)
            )
        ),
    ),
    Formula(
        "expansion rate",
        "Weinberg, Cosmology, §1.5",
        "H*sqrt(Ω_Λ + Ω_K*(1 + z)**2 + Ω_M*(1 + z)**3)",
        {"H": "67.4", "Ω_Λ": "0.685", "Ω_K": "-0.004", "z": "1.73", "Ω_M": "0.319"},
        lambda h, v, k, z, m: h * mp.sqrt(v + (1 + z) ** 2 * (k + m * (1 + z))),
    ),
)
