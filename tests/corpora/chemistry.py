"""Physical chemistry."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

CHEMISTRY = (
    Formula(
        "Arrhenius equation",
        "Atkins, Physical Chemistry, chapter on reaction rates",
        "A*exp(-E/(R*T))",
        {"A": "4.94e13", "E": "103350", "R": "8.314462618", "T": "318"},
        lambda a, e, r, t: a / mp.exp(e / (r * t)),
    ),
    Formula(
        "Eyring equation",
        "Atkins, Physical Chemistry, chapter on transition-state theory",
        "k*T/h*exp(S/R)*exp(-H/(R*T))",
        {
            "k": "1.380649e-23",
            "T": "298.15",
            "h": "6.62607015e-34",
            "S": "-24.3",
            "R": "8.314462618",
            "H": "84700",
        },
        lambda k, t, h, s, r, H: k * t / h * mp.exp((s - H / t) / r),
    ),
    Formula(
        "Nernst equation",
        "Atkins, Physical Chemistry, chapter on electrochemical equilibrium",
        "E_0 - R*T/(nu*F)*log(Q)",
        {
            "E_0": "1.1037",
            "R": "8.314462618",
            "T": "298.15",
            "nu": "2",
            "F": "96485.33212",
            "Q": "2.7e3",
        },
        lambda e, r, t, n, f, q: e - r * t * mp.log(q) / n / f,
    ),
    Formula(
        "Michaelis-Menten with an inhibitor",
        "Segel, Enzyme Kinetics, ch. 3",
        "V*S/(K_m*(1 + I/K_i) + S)",
        {"V": "8.3e-7", "S": "2.4e-4", "K_m": "9.1e-5", "I": "3.0e-6", "K_i": "1.7e-6"},
        lambda v, s, k, i, j: v / (1 + k / s + k * i / (j * s)),
    ),
    Formula(
        "Hill equation",
        "Segel, Enzyme Kinetics, ch. 7",
        "S**n/(K**n + S**n)",
        {"S": "4.1", "n": "2.8", "K": "3.5"},
        lambda s, n, k: 1 / (1 + (k / s) ** n),
    ),
    Formula(
        "extended Debye-Hückel law",
        "Atkins, Physical Chemistry, chapter on activities",
        "-A*z**2*sqrt(I)/(1 + B*sqrt(I))",
        {"A": "0.509", "z": "-2", "I": "0.0135", "B": "1.38"},
        lambda a, z, i, b: -a * z * z / (1 / mp.sqrt(i) + b),
    ),
    Formula(
        "BET isotherm",
        "Atkins, Physical Chemistry, chapter on solid surfaces",
        "V*c*z/((1 - z)*(1 - (1 - c)*z))",
        {"V": "810", "c": "310", "z": "0.127"},
        lambda v, c, z: v * c * z / (1 - (2 - c) * z + (1 - c) * z * z),
    ),
    Formula(
        "Antoine equation",
        "Smith, Van Ness & Abbott, Chemical Engineering Thermodynamics, ch. 6",
        "exp(A - B/(T + C))",
        {"A": "16.3872", "B": "3885.7", "T": "87.2", "C": "230.17"},
        lambda a, b, t, c: mp.exp(a) / mp.exp(b / (t + c)),
    ),
    Formula(
        "Redlich-Kwong equation",
        "Smith, Van Ness & Abbott, Chemical Engineering Thermodynamics, ch. 3",
        "R*T/(V - b) - a/(T**0.5*V*(V + b))",
        {"R": "83.14", "T": "333.15", "V": "388.9", "b": "26.7", "a": "1.5641e8"},
        lambda r, t, v, b, a: r * t / (v - b) - a / (mp.sqrt(t) * (v * v + v * b)),
    ),
    Formula(
        "Henderson-Hasselbalch equation",
        "Atkins, Physical Chemistry, chapter on acids and buffers",
        "pK + log10(A/HA)",
        {"pK": "4.756", "A": "0.13", "HA": "0.087"},
        lambda p, a, h: p + (mp.log(a) - mp.log(h)) / mp.log(10),
    ),
    Formula(
        "Butler-Volmer equation",
        "Atkins, Physical Chemistry, chapter on electrodes",
        "f = F/(R*T); j*(exp((1 - alpha)*f*eta) - exp(-alpha*f*eta))",
        {
            "F": "96485.33212",
            "R": "8.314462618",
            "T": "298.15",
            "j": "7.9e-4",
            "alpha": "0.42",
            "eta": "0.061",
        },
        lambda F, r, t, j, a, n: j * mp.exp(-a * F * n / (r * t)) * mp.expm1(F * n / (r * t)),
    ),
    Formula(
        "Goldman-Hodgkin-Katz voltage",
        "Hille, Ion Channels of Excitable Membranes, ch. 14",
        "R*T/F*ln((K_o + a*Na_o + b*Cl_i)/(K_i + a*Na_i + b*Cl_o))",
        {
            "R": "8.314462618",
            "T": "279.45",
            "F": "96485.33212",
            "K_o": "20",
            "a": "0.04",
            "Na_o": "440",
            "b": "0.45",
            "Cl_i": "52",
            "K_i": "400",
            "Na_i": "50",
            "Cl_o": "560",
        },
        lambda r, t, f, k, a, n, b, c, K, N, D: (
            r * t / f * (mp.log(k + a * n + b * c) - mp.log(K + a * N + b * D))
        ),
    ),
    Formula(
        "Flory-Huggins mixing",
        "Flory, Principles of Polymer Chemistry, ch. XII",
        "R*T*(n_1*log(1 - phi) + n_2*log(phi) + chi*n_1*phi)",
        {
            "R": "8.314462618",
            "T": "300",
            "n_1": "1.6",
            "phi": "0.23",
            "n_2": "0.0031",
            "chi": "0.44",
        },
        lambda r, t, n, p, m, c: r * t * (n * (mp.log1p(-p) + c * p) + m * mp.log(p)),
    ),
)
