"""Electrodynamics and optics."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

C = "299792458"
EPSILON = "8.8541878e-12"
MU = "1.25663706e-6"


ELECTRODYNAMICS = (
    Formula(
        "Coulomb's law",
        "Griffiths, Introduction to Electrodynamics, §2.1",
        "q*Q/(4*pi*epsilon_0*r**2)",
        {"q": "1.602e-19", "Q": "-1.266e-17", "epsilon_0": EPSILON, "r": "5.29e-11"},
        lambda q, Q, e, r: q * Q / (4 * mp.pi * e * r * r),
    ),
    Formula(
        "potential of a dipole",
        "Griffiths, Introduction to Electrodynamics, §3.4",
        "p*cos(θ)/(4*π*ε_0*r**2)",
        {"p": "6.17e-30", "θ": "1.13", "ε_0": EPSILON, "r": "3.2e-9"},
        lambda p, t, e, r: p * mp.cos(t) / (4 * mp.pi * e * r * r),
    ),
    Formula(
        "potential of a charged segment",
        "Griffiths, Introduction to Electrodynamics, ch. 2, problem 2.25",
        "lambda/(4*pi*epsilon_0)*log((z2 + sqrt(z2**2 + s**2))/(z1 + sqrt(z1**2 + s**2)))",
        {"lambda": "3.1e-9", "epsilon_0": EPSILON, "s": "0.2", "z1": "0.15", "z2": "0.85"},
        lambda q, e, s, a, b: q / (4 * mp.pi * e) * (mp.asinh(b / s) - mp.asinh(a / s)),
    ),
    Formula(
        "field on the axis of a loop",
        "Griffiths, Introduction to Electrodynamics, §5.2",
        "mu_0*I/2*R**2/(R**2 + z**2)**(3/2)",
        {"mu_0": MU, "I": "12.5", "R": "0.08", "z": "0.11"},
        lambda m, i, r, z: m * i * r * r / (2 * mp.hypot(r, z) ** 3),
    ),
    Formula(
        "Larmor formula",
        "Griffiths, Introduction to Electrodynamics, §11.2",
        "mu_0*q**2*a**2/(6*pi*c)",
        {"mu_0": MU, "q": "1.602e-19", "a": "9.1e22", "c": C},
        lambda m, q, a, c: m * (q * a) ** 2 / (6 * mp.pi * c),
    ),
    Formula(
        "intensity of an oscillating dipole",
        "Griffiths, Introduction to Electrodynamics, §11.1",
        "mu_0*p**2*omega**4/(32*pi**2*c)*sin(theta)**2/r**2",
        {"mu_0": MU, "p": "1.7e-29", "omega": "3.2e15", "c": C, "theta": "1.05", "r": "2.5"},
        lambda m, p, w, c, t, r: m * (p * w * w * mp.sin(t) / r / mp.pi) ** 2 / (32 * c),
    ),
    Formula(
        "attenuation in a conductor",
        "Griffiths, Introduction to Electrodynamics, §9.4",
        "omega*sqrt(epsilon*mu/2)*sqrt(sqrt(1 + (sigma/(epsilon*omega))**2) - 1)",
        {"omega": "6.28e9", "epsilon": "7.1e-10", "mu": MU, "sigma": "4.8"},
        lambda w, e, m, s: mp.im(mp.sqrt(m * e * w * w + 1j * m * s * w)),
    ),
    Formula(
        "impedance of a series circuit",
        "Halliday, Resnick & Walker, Fundamentals of Physics, ch. 31",
        "sqrt(R**2 + (omega*L - 1/(omega*C))**2)",
        {"R": "200", "omega": "376.991", "L": "0.23", "C": "1.5e-5"},
        lambda r, w, el, c: abs(r + 1j * w * el + 1 / (1j * w * c)),
    ),
    Formula(
        "charging a capacitor",
        "Halliday, Resnick & Walker, Fundamentals of Physics, ch. 27",
        "C*E*(1 - exp(-t/(R*C)))",
        {"C": "4.7e-6", "E": "12", "t": "0.031", "R": "8.2e3"},
        lambda c, e, t, r: -c * e * mp.expm1(-t / (r * c)),
    ),
    Formula(
        "ideal diode",
        "Sze & Ng, Physics of Semiconductor Devices, ch. 2",
        "I_0*expm1(q*V/(k*T))",
        {"I_0": "1e-14", "q": "1.602176634e-19", "V": "0.65", "k": "1.380649e-23", "T": "300"},
        lambda i, q, v, k, t: i * (mp.exp(q * v / (k * t)) - 1),
    ),
    Formula(
        "screened potential of a charge",
        "Kittel, Introduction to Solid State Physics, ch. 14",
        "q/r*exp(-k_s*r)",
        {"q": "4.803e-10", "r": "2.1e-8", "k_s": "1.8e8"},
        lambda q, r, k: q / (r * mp.exp(k * r)),
    ),
    Formula(
        "power to a load",
        "Horowitz & Hill, The Art of Electronics, ch. 1",
        "V**2*R/(R + R_S)**2",
        {"V": "9", "R": "47", "R_S": "50"},
        lambda v, r, s: r * (v / (r + s)) ** 2,
    ),
)

OPTICS = (
    Formula(
        "deviation by a prism",
        "Hecht, Optics, §5.5",
        "theta + arcsin(sin(alpha)*sqrt(n**2 - sin(theta)**2) - sin(theta)*cos(alpha)) - alpha",
        {"theta": "0.84", "alpha": "1.04", "n": "1.517"},
        lambda t, a, n: t - a + mp.asin(n * mp.sin(a - mp.asin(mp.sin(t) / n))),
    ),
    Formula(
        "thick lens",
        "Hecht, Optics, §6.1",
        "(n - 1)*(1/R_1 - 1/R_2 + (n - 1)*d/(n*R_1*R_2))",
        {"n": "1.5168", "R_1": "0.12", "R_2": "-0.09", "d": "0.011"},
        lambda n, r, s, d: (n - 1) * (n * (s - r) + (n - 1) * d) / (n * r * s),
    ),
    Formula(
        "Fresnel reflection of the perpendicular wave",
        "Hecht, Optics, §4.6",
        "t = sqrt(n**2 - sin(theta)**2); (cos(theta) - t)/(cos(theta) + t)",
        {"n": "1.33", "theta": "0.77"},
        lambda n, th: -mp.sin(th - mp.asin(mp.sin(th) / n)) / mp.sin(th + mp.asin(mp.sin(th) / n)),
    ),
    Formula(
        "Fabry-Perot transmission",
        "Hecht, Optics, §9.6",
        "I/(1 + F*sin(δ/2)**2)",
        {"I": "2.4e-3", "F": "180", "δ": "12.61"},
        lambda i, f, d: 2 * i / (2 + f * (1 - mp.cos(d))),
    ),
    Formula(
        "diffraction by N slits",
        "Hecht, Optics, §10.2",
        "I*(sin(beta)/beta)**2*(sin(N*alpha)/sin(alpha))**2",
        {"I": "0.7", "beta": "0.45", "N": "6", "alpha": "1.62"},
        lambda i, b, n, a: i * (mp.sinc(b) * mp.sin(n * a) / mp.sin(a)) ** 2,
    ),
    Formula(
        "diffraction by one slit",
        "Hecht, Optics, §10.2",
        "I*sinc(b*sin(theta)/lambda)**2",
        {"I": "0.7", "b": "2.2e-5", "theta": "0.041", "lambda": "6.328e-7"},
        lambda i, b, t, w: i * mp.sincpi(b * mp.sin(t) / w) ** 2,
    ),
    Formula(
        "Gaussian beam",
        "Saleh & Teich, Fundamentals of Photonics, §3.1",
        "w = w_0*sqrt(1 + (z/z_0)**2); I*(w_0/w)**2*exp(-2*rho**2/w**2)",
        {"w_0": "5.1e-4", "z": "1.9", "z_0": "1.29", "I": "2.6e4", "rho": "4.4e-4"},
        lambda w, z, s, i, r: (
            i / (1 + (z / s) ** 2) * mp.exp(-2 * (r / w) ** 2 / (1 + (z / s) ** 2))
        ),
    ),
    Formula(
        "Sellmeier equation",
        "Saleh & Teich, Fundamentals of Photonics, §5.5",
        "sqrt(1 + B1*λ**2/(λ**2 - C1) + B2*λ**2/(λ**2 - C2) + B3*λ**2/(λ**2 - C3))",
        {
            "B1": "1.03961212",
            "λ": "0.5876",
            "C1": "0.00600069867",
            "B2": "0.231792344",
            "C2": "0.0200179144",
            "B3": "1.01046945",
            "C3": "103.560653",
        },
        lambda a, w, A, b, B, c, C: mp.sqrt(
            1 + a / (1 - A / w**2) + b / (1 - B / w**2) + c / (1 - C / w**2)
        ),
    ),
)
