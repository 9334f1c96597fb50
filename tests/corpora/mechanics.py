"""Mechanics and relativity."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

C = "299792458"
G = "6.6743e-11"
SUN = "1.98847e30"

MECHANICS = (
    Formula(
        "pendulum of finite amplitude",
        "Landau & Lifshitz, Mechanics, §11, problem 1",
        "2*pi*sqrt(l/g)*(1 + phi**2/16)",
        {"l": "0.994", "g": "9.80665", "phi": "0.35"},
        lambda length, g, phi: 2 * mp.pi * mp.sqrt(length / g) * (1 + phi**2 / 16),
    ),
    Formula(
        "range of a projectile",
        "Halliday, Resnick & Walker, Fundamentals of Physics, ch. 4",
        "v0**2*sin(2*theta)/g",
        {"v0": "82", "theta": "0.48", "g": "9.8"},
        lambda v, theta, g: v * v * 2 * mp.sin(theta) * mp.cos(theta) / g,
    ),
    Formula(
        "effective potential of the Kepler problem",
        "Goldstein, Classical Mechanics, ch. 3",
        "l**2/(2*m*r**2) - k/r",
        {"l": "2.66e40", "m": "5.972e24", "r": "1.471e11", "k": "7.926e44"},
        lambda el, m, r, k: el * el / (2 * m * r * r) - k / r,
    ),
    Formula(
        "fall with quadratic drag",
        "Taylor, Classical Mechanics, §2.4",
        "v = sqrt(m*g/c); v*tanh(g*t/v)",
        {"m": "0.6", "g": "9.8", "c": "0.014", "t": "1.7"},
        lambda m, g, c, t: mp.sqrt(m * g / c) * mp.tanh(t * mp.sqrt(g * c / m)),
    ),
    Formula(
        "rocket in a field of gravity",
        "Taylor, Classical Mechanics, ch. 3, problem 3.11",
        "u*ln(m0/(m0 - k*t)) - g*t",
        {"u": "3000", "m0": "2e6", "k": "8333.3", "t": "120", "g": "9.8"},
        lambda u, m, k, t, g: -u * mp.log1p(-k * t / m) - g * t,
    ),
    Formula(
        "amplitude of a driven oscillator",
        "Taylor, Classical Mechanics, §5.5",
        "f0/sqrt((omega0**2 - omega**2)**2 + 4*beta**2*omega**2)",
        {"f0": "1000", "omega0": "31.4159", "omega": "6.28319", "beta": "1.57"},
        lambda f, w0, w, b: f / mp.sqrt((w0**2 - w**2) ** 2 + 4 * b**2 * w**2),
    ),
    Formula(
        "underdamped oscillator",
        "Taylor, Classical Mechanics, §5.4",
        "A*exp(-beta*t)*cos(sqrt(omega0**2 - beta**2)*t - delta)",
        {"A": "0.05", "beta": "0.31", "t": "2.75", "omega0": "6.2", "delta": "0.4"},
        lambda a, b, t, w, d: a * mp.exp(-b * t) * mp.cos(mp.sqrt(w * w - b * b) * t - d),
    ),
    Formula(
        "Lagrangian of the double pendulum",
        "Landau & Lifshitz, Mechanics, §5, problem 1",
        "(m1 + m2)/2*l1**2*omega1**2 + m2/2*l2**2*omega2**2"
        " + m2*l1*l2*omega1*omega2*cos(phi1 - phi2)"
        " + (m1 + m2)*g*l1*cos(phi1) + m2*g*l2*cos(phi2)",
        {
            "m1": "1.5",
            "m2": "0.8",
            "l1": "1.1",
            "l2": "0.7",
            "omega1": "2.3",
            "omega2": "-4.1",
            "phi1": "0.9",
            "phi2": "-0.4",
            "g": "9.81",
        },
        lambda m, n, a, b, u, v, p, q, g: (
            m * ((a * u) ** 2 / 2 + g * a * mp.cos(p))
            + n * ((a * u) ** 2 + (b * v) ** 2 + 2 * a * b * u * v * mp.cos(p - q)) / 2
            + n * g * (a * mp.cos(p) + b * mp.cos(q))
        ),
    ),
    Formula(
        "effective potential of the heavy top",
        "Goldstein, Classical Mechanics, §5.7",
        "M*g*l*cos(theta) + I/2*((b - a*cos(theta))/sin(theta))**2",
        {
            "M": "0.35",
            "g": "9.81",
            "l": "0.06",
            "theta": "0.62",
            "I": "0.0021",
            "b": "15.2",
            "a": "14.1",
        },
        lambda m, g, h, th, i, b, a: (
            m * g * h * mp.cos(th) + i * (b - a * mp.cos(th)) ** 2 / (2 * mp.sin(th) ** 2)
        ),
    ),
    Formula(
        "Rutherford scattering",
        "Goldstein, Classical Mechanics, §3.10",
        "(Z*z*k/(2*E))**2*csc(theta/2)**4/4",
        {"Z": "79", "z": "2", "k": "2.307077e-28", "E": "1.23e-12", "theta": "0.9"},
        lambda Z, z, k, E, th: (Z * z * k / (4 * E)) ** 2 / mp.sin(th / 2) ** 4,
    ),
)

RELATIVITY = (
    Formula(
        "energy of a moving mass",
        "Griffiths, Introduction to Electrodynamics, §12.2",
        "m*c**2/sqrt(1 - (v/c)**2)",
        {"m": "9.1093837e-31", "v": "2.4e8", "c": C},
        lambda m, v, c: m * c**2 / mp.sqrt(1 - (v / c) ** 2),
    ),
    Formula(
        "kinetic energy",
        "Halliday, Resnick & Walker, Fundamentals of Physics, ch. 37",
        "m*c^2*(1/sqrt(1 - beta^2) - 1)",
        {"m": "1.6726e-27", "c": C, "beta": "0.87"},
        lambda m, c, b: m * c * c * (mp.power(1 - b * b, -0.5) - 1),
    ),
    Formula(
        "energy and momentum",
        "Griffiths, Introduction to Electrodynamics, §12.2",
        "sqrt(p**2*c**2 + m**2*c**4)",
        {"p": "5.3e-19", "c": C, "m": "1.6726e-27"},
        lambda p, c, m: c * mp.hypot(p, m * c),
    ),
    Formula(
        "addition of velocities",
        "Griffiths, Introduction to Electrodynamics, §12.1",
        "(u + v)/(1 + u*v/c**2)",
        {"u": "2.1e8", "v": "1.9e8", "c": C},
        lambda u, v, c: c * mp.tanh(mp.atanh(u / c) + mp.atanh(v / c)),
    ),
    Formula(
        "Lorentz transformation of a position",
        "Griffiths, Introduction to Electrodynamics, §12.1",
        "gamma = 1/sqrt(1 - v**2/c**2); gamma*(x - v*t)",
        {"v": "1.3e8", "c": C, "x": "4.2e9", "t": "3.5"},
        lambda v, c, x, t: (x - v * t) * mp.cosh(mp.atanh(v / c)),
    ),
    Formula(
        "Doppler effect of light",
        "Halliday, Resnick & Walker, Fundamentals of Physics, ch. 37",
        "f*sqrt((1 - beta)/(1 + beta))",
        {"f": "4.57e14", "beta": "0.0431"},
        lambda f, b: f * mp.exp(-mp.atanh(b)),
    ),
    Formula(
        "Compton scattering",
        "Eisberg & Resnick, Quantum Physics, §2.4",
        "lambda + h/(m*c)*(1 - cos(phi))",
        {
            "lambda": "2.43e-12",
            "h": "6.62607015e-34",
            "m": "9.1093837e-31",
            "c": C,
            "phi": "1.2",
        },
        lambda w, h, m, c, phi: w + 2 * h / (m * c) * mp.sin(phi / 2) ** 2,
    ),
    Formula(
        "hyperbolic motion",
        "Misner, Thorne & Wheeler, Gravitation, ch. 6",
        "c**2/g*(cosh(g*tau/c) - 1)",
        {"c": C, "g": "9.80665", "tau": "6.3e7"},
        lambda c, g, tau: 2 * c * c / g * mp.sinh(g * tau / (2 * c)) ** 2,
    ),
    Formula(
        "gravitational redshift of a static source",
        "Hartle, Gravity, §9.2",
        "omega*sqrt(1 - 2*G*M/(R*c**2))",
        {"omega": "3.1e15", "G": G, "M": "2.8e30", "R": "1.2e4", "c": C},
        lambda w, g, m, r, c: w * mp.sqrt((r * c * c - 2 * g * m) / (r * c * c)),
    ),
    Formula(
        "advance of the perihelion",
        "Hartle, Gravity, §9.3",
        "6*pi*G*M/(c**2*a*(1 - epsilon**2))",
        {"G": G, "M": SUN, "c": C, "a": "5.79091e10", "epsilon": "0.20563"},
        lambda g, m, c, a, e: 6 * mp.pi * g * m / (c * c * a * (1 - e) * (1 + e)),
    ),
)
