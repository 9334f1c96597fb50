"""Thermodynamics and statistical physics, quantum and nuclear physics."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

C = "299792458"
PLANCK = "6.62607015e-34"
HBAR = "1.054571817e-34"
K = "1.380649e-23"
ELECTRON = "9.1093837e-31"
CHARGE = "1.602176634e-19"
EPSILON = "8.8541878e-12"


THERMODYNAMICS = (
    Formula(
        "Planck's law",
        "Rybicki & Lightman, Radiative Processes in Astrophysics, §1.5",
        "2*h*nu**3/c**2/(exp(h*nu/(k*T)) - 1)",
        {"h": PLANCK, "nu": "5.2e14", "c": C, "k": K, "T": "5772"},
        lambda h, nu, c, k, t: 2 * h * nu**3 / (c * c * mp.expm1(h * nu / (k * t))),
    ),
    Formula(
        "Maxwell-Boltzmann speeds",
        "Schroeder, Thermal Physics, §6.4",
        "(m/(2*pi*k*T))**(3/2)*4*pi*v**2*exp(-m*v**2/(2*k*T))",
        {"m": "4.65e-26", "k": K, "T": "300", "v": "512"},
        lambda m, k, t, v: (
            mp.sqrt(2 / mp.pi) * v**2 * (m / k / t) ** 1.5 / mp.exp(m * v * v / (2 * k * t))
        ),
    ),
    Formula(
        "van der Waals equation",
        "Schroeder, Thermal Physics, §5.3",
        "N*k*T/(V - N*b) - a*N**2/V**2",
        {"N": "6.0e23", "k": K, "T": "310", "V": "1.2e-3", "b": "7.1e-29", "a": "1.0e-48"},
        lambda n, k, t, v, b, a: k * t / (v / n - b) - a * (n / v) ** 2,
    ),
    Formula(
        "Fermi-Dirac distribution",
        "Schroeder, Thermal Physics, §7.2",
        "1/(exp((epsilon - mu)/(k*T)) + 1)",
        {"epsilon": "1.155e-18", "mu": "1.128e-18", "k": K, "T": "900"},
        lambda e, m, k, t: (1 - mp.tanh((e - m) / (2 * k * t))) / 2,
    ),
    Formula(
        "Bose-Einstein distribution",
        "Schroeder, Thermal Physics, §7.2",
        "1/(exp((ε - μ)/(k*T)) - 1)",
        {"ε": "3.1e-21", "μ": "-1.2e-21", "k": K, "T": "120"},
        lambda e, m, k, t: (mp.coth((e - m) / (2 * k * t)) - 1) / 2,
    ),
    Formula(
        "Einstein's heat capacity",
        "Reif, Fundamentals of Statistical and Thermal Physics, §7.7",
        "x = theta/T; 3*R*x**2*exp(x)/(exp(x) - 1)**2",
        {"theta": "1320", "T": "298.15", "R": "8.314462618"},
        lambda q, t, r: 3 * r * (q / (2 * t) / mp.sinh(q / (2 * t))) ** 2,
    ),
    Formula(
        "Sackur-Tetrode equation",
        "Schroeder, Thermal Physics, §2.6",
        "N*k*(log(V/N*(4*pi*m*U/(3*N*h**2))**(3/2)) + 5/2)",
        {"N": "6.022e23", "k": K, "V": "0.0248", "m": "6.646e-27", "U": "3740", "h": PLANCK},
        lambda n, k, v, m, u, h: (
            n
            * k
            * (mp.log(v / n) + 1.5 * mp.log(4 * mp.pi * m * u / (3 * n)) - 3 * mp.log(h) + 2.5)
        ),
    ),
    Formula(
        "two-state paramagnet",
        "Schroeder, Thermal Physics, §3.3",
        "N*mu*tanh(mu*B/(k*T))",
        {"N": "3.0e22", "mu": "9.274e-24", "B": "2.06", "k": K, "T": "2.2"},
        lambda n, m, b, k, t: n * m * (1 - 2 / (mp.exp(2 * m * b / (k * t)) + 1)),
    ),
    Formula(
        "Langevin function",
        "Pathria & Beale, Statistical Mechanics, §3.9",
        "1/tanh(x) - 1/x",
        {"x": "1.37"},
        lambda x: mp.coth(x) - 1 / x,
    ),
    Formula(
        "Brillouin function",
        "Pathria & Beale, Statistical Mechanics, §3.9",
        "(1 + 1/(2*J))/tanh((1 + 1/(2*J))*x) - 1/(2*J)/tanh(x/(2*J))",
        {"J": "3.5", "x": "1.9"},
        lambda j, x: (
            1 + 1 / j * ((2 * j + 1) / mp.expm1((2 * j + 1) * x / j) - 1 / mp.expm1(x / j))
        ),
    ),
    Formula(
        "vapour pressure",
        "Schroeder, Thermal Physics, §5.3, problem 5.35",
        "P*exp(-L/(R*T))",
        {"P": "5.2e10", "L": "43990", "R": "8.314462618", "T": "373.15"},
        lambda p, q, r, t: p / mp.exp(q / r / t),
    ),
    Formula(
        "adiabatic change",
        "Schroeder, Thermal Physics, §1.5",
        "P*(V_1/V_2)**gamma",
        {"P": "101325", "V_1": "5.0e-4", "V_2": "5.6e-5", "gamma": "1.4"},
        lambda p, v, w, g: p * mp.exp(g * (mp.log(v) - mp.log(w))),
    ),
    Formula(
        "partition function of an oscillator",
        "Pathria & Beale, Statistical Mechanics, §3.8",
        "1/(2*sinh(beta*hbar*omega/2))",
        {"beta": "2.4e20", "hbar": HBAR, "omega": "4.1e13"},
        lambda b, h, w: mp.exp(-b * h * w / 2) / (1 - mp.exp(-b * h * w)),
    ),
)

QUANTUM = (
    Formula(
        "Morse potential",
        "Herzberg, Spectra of Diatomic Molecules, ch. III",
        "D*(1 - exp(-beta*(r - r_e)))**2",
        {"D": "7.24e-19", "beta": "1.94e10", "r": "9.1e-11", "r_e": "7.414e-11"},
        lambda d, b, r, s: d * (1 - 2 * mp.exp(b * (s - r)) + mp.exp(2 * b * (s - r))),
    ),
    Formula(
        "Lennard-Jones potential",
        "Allen & Tildesley, Computer Simulation of Liquids, §1.3",
        "4*epsilon*((sigma/r)**12 - (sigma/r)**6)",
        {"epsilon": "1.654e-21", "sigma": "3.405e-10", "r": "3.71e-10"},
        lambda e, s, r: 4 * e * (s / r) ** 6 * ((s / r) ** 6 - 1),
    ),
    Formula(
        "levels of hydrogen",
        "Griffiths, Introduction to Quantum Mechanics, §4.2",
        "-m/(2*hbar**2)*(e**2/(4*pi*epsilon_0))**2/n**2",
        {"m": ELECTRON, "hbar": HBAR, "e": CHARGE, "epsilon_0": EPSILON, "n": "3"},
        lambda m, h, e, p, n: -m * e**4 / (32 * (mp.pi * p * h * n) ** 2),
    ),
    Formula(
        "ground state of hydrogen",
        "Griffiths, Introduction to Quantum Mechanics, §4.2",
        "1/sqrt(pi*a**3)*exp(-r/a)",
        {"a": "5.29177e-11", "r": "8.0e-11"},
        lambda a, r: mp.exp(-r / a - 1.5 * mp.log(a)) / mp.sqrt(mp.pi),
    ),
    Formula(
        "2s radial function of hydrogen",
        "Griffiths, Introduction to Quantum Mechanics, §4.2, table of radial functions",
        "1/sqrt(2)*a**(-3/2)*(1 - r/(2*a))*exp(-r/(2*a))",
        {"a": "5.29177e-11", "r": "2.9e-10"},
        lambda a, r: (2 * a - r) * mp.exp(-r / (2 * a)) / mp.sqrt(8 * a**5),
    ),
    Formula(
        "tunnelling through a barrier",
        "Griffiths, Introduction to Quantum Mechanics, ch. 2, problem 2.33",
        "1/(1 + V**2/(4*E*(V - E))*sinh(2*a/hbar*sqrt(2*m*(V - E)))**2)",
        {"V": "1.6e-18", "E": "9.3e-19", "a": "1.1e-10", "hbar": HBAR, "m": ELECTRON},
        lambda v, e, a, h, m: (
            1
            / (1 + v * v * (mp.cosh(4 * a / h * mp.sqrt(2 * m * (v - e))) - 1) / (8 * e * (v - e)))
        ),
    ),
    Formula(
        "spreading wave packet",
        "Griffiths, Introduction to Quantum Mechanics, ch. 2, problem 2.22",
        "w = sqrt(a/(1 + (2*hbar*a*t/m)**2)); sqrt(2/pi)*w*exp(-2*w**2*x**2)",
        {"a": "2.1e18", "hbar": HBAR, "t": "3.3e-15", "m": ELECTRON, "x": "7.0e-10"},
        lambda a, h, t, m, x: (
            abs(
                mp.root(2 * a / mp.pi, 4)
                * mp.exp(-a * x * x / (1 + 2j * h * a * t / m))
                / mp.sqrt(1 + 2j * h * a * t / m)
            )
            ** 2
        ),
    ),
    Formula(
        "first excited state of the oscillator",
        "Griffiths, Introduction to Quantum Mechanics, §2.3",
        "(m*omega/(pi*hbar))**(1/4)*sqrt(2*m*omega/hbar)*x*exp(-m*omega/(2*hbar)*x**2)",
        {"m": "1.14e-26", "omega": "4.1e14", "hbar": HBAR, "x": "6.2e-12"},
        lambda m, w, h, x: (
            mp.sqrt(2)
            * (m * w / h) ** 0.75
            * mp.pi ** (-0.25)
            * x
            / mp.exp(m * w * x * x / (2 * h))
        ),
    ),
    Formula(
        "Rabi's formula",
        "Sakurai, Modern Quantum Mechanics, §5.5",
        "W = gamma**2/hbar**2 + (omega - omega_21)**2/4\ngamma**2/hbar**2/W*sin(sqrt(W)*t)**2",
        {"gamma": "2.2e-27", "hbar": HBAR, "omega": "5.02e8", "omega_21": "4.81e8", "t": "4.4e-8"},
        lambda g, h, w, v, t: (
            (g / h) ** 2
            * (1 - mp.cos(2 * t * mp.hypot(g / h, (w - v) / 2)))
            / 2
            / mp.hypot(g / h, (w - v) / 2) ** 2
        ),
    ),
    Formula(
        "Woods-Saxon potential",
        "Krane, Introductory Nuclear Physics, §5.1",
        "-V_0/(1 + exp((r - R)/a))",
        {"V_0": "50", "r": "6.1", "R": "5.8", "a": "0.524"},
        lambda v, r, s, a: -v * (1 - mp.tanh((r - s) / (2 * a))) / 2,
    ),
    Formula(
        "semi-empirical mass formula",
        "Krane, Introductory Nuclear Physics, §3.3",
        "a_v*A - a_s*A**(2/3) - a_c*Z*(Z - 1)*A**(-1/3) - a_sym*(A - 2*Z)**2/A",
        {"a_v": "15.5", "A": "208", "a_s": "16.8", "a_c": "0.72", "Z": "82", "a_sym": "23"},
        lambda v, A, s, c, Z, y: (
            v * A - (s * A + c * Z * (Z - 1)) / mp.cbrt(A) - y * (A - 2 * Z) ** 2 / A
        ),
    ),
    Formula(
        "Breit-Wigner resonance",
        "Krane, Introductory Nuclear Physics, §11.5",
        "pi/k**2*g*G_a*G_b/((E - E_R)**2 + G**2/4)",
        {
            "k": "0.0217",
            "g": "0.75",
            "G_a": "0.0021",
            "G_b": "0.098",
            "E": "1.42",
            "E_R": "1.457",
            "G": "0.1",
        },
        lambda k, g, a, b, e, r, G: mp.pi * g * a * b / (k * abs(e - r + 0.5j * G)) ** 2,
    ),
    Formula(
        "Klein-Nishina formula",
        "Leo, Techniques for Nuclear and Particle Physics Experiments, §2.7",
        "u = 1 - cos(theta)\n"
        "r_e**2/2/(1 + gamma*u)**2*(1 + cos(theta)**2 + gamma**2*u**2/(1 + gamma*u))",
        {"theta": "0.95", "r_e": "2.8179403e-15", "gamma": "1.295"},
        lambda t, r, g: (
            r**2
            / 2
            / (1 + g * (1 - mp.cos(t))) ** 2
            * (1 / (1 + g * (1 - mp.cos(t))) + 1 + g * (1 - mp.cos(t)) - mp.sin(t) ** 2)
        ),
    ),
)
