"""Classic test functions of global optimisation, and objectives of constrained problems.

Where the literature has no starting point, the point is one of ours inside the usual box.
"""

from __future__ import annotations

from typing import Any

from mpmath import mp

from tests.corpora.entries import Objective

JAMIL = "Jamil & Yang, Int. J. Math. Modelling Numer. Optim. 4 (2013) 150"
DIXON = "Dixon & Szegö, Towards Global Optimisation 2 (1978)"


def _hock(number: int) -> str:
    book = "Hock & Schittkowski, Test Examples for Nonlinear Programming Codes (1981)"
    return f"{book}, problem {number}"


def _dot(a: list[Any], b: list[Any]) -> Any:
    return mp.fsum(p * q for p, q in zip(a, b, strict=True))


def _ackley(x: list[Any]) -> Any:
    n = len(x)
    radius = mp.sqrt(_dot(x, x) / n)
    wave = mp.fsum(mp.cos(2 * mp.pi * u) for u in x) / n
    return 20 * (1 - mp.exp(-radius / 5)) + mp.e - mp.exp(wave)


def _griewank(x: list[Any]) -> Any:
    wave = mp.fprod(mp.cos(u / mp.sqrt(i)) for i, u in enumerate(x, 1))
    return 1 + _dot(x, x) / 4000 - wave


def _levy(x: list[Any]) -> Any:
    w = [(3 + u) / 4 for u in x]
    found = mp.sin(mp.pi * w[0]) ** 2
    for u in w[:-1]:
        found += (u - 1) ** 2 * (1 + 10 * mp.sin(mp.pi * u + 1) ** 2)
    return found + (w[-1] - 1) ** 2 * (1 + mp.sin(2 * mp.pi * w[-1]) ** 2)


def _goldstein(x: list[Any]) -> Any:
    a, b = x
    s, d = a + b + 1, 2 * a - 3 * b
    first = 1 + s**2 * (19 - 14 * (a + b) + 3 * (a + b) ** 2)
    return first * (30 + d**2 * (18 - 32 * a + 12 * a * a + 48 * b - 36 * a * b + 27 * b * b))


def _zakharov(x: list[Any]) -> Any:
    s = mp.fsum(i * u for i, u in enumerate(x, 1)) / 2
    return _dot(x, x) + s**2 + s**4


def _dixon_price(x: list[Any]) -> Any:
    tail = (i * (2 * x[i - 1] ** 2 - x[i - 2]) ** 2 for i in range(2, len(x) + 1))
    return (x[0] - 1) ** 2 + mp.fsum(tail)


CLASSICS = (
    Objective(
        "Himmelblau",
        "Himmelblau, Applied Nonlinear Programming (1972)",
        "(x[0]**2 + x[1] - 11)**2 + (x[0] + x[1]**2 - 7)**2",
        (1, "1.5"),
        lambda x: (x[0] * x[0] + x[1] - 11) ** 2 + (x[0] + x[1] * x[1] - 7) ** 2,
    ),
    Objective(
        "Booth",
        JAMIL,
        "(x[0] + 2*x[1] - 7)**2 + (2*x[0] + x[1] - 5)**2",
        ("-4.5", "6.25"),
        lambda x: 74 - 34 * x[0] - 38 * x[1] + 5 * x[0] ** 2 + 5 * x[1] ** 2 + 8 * x[0] * x[1],
    ),
    Objective(
        "Matyas",
        JAMIL,
        "0.26*(x[0]**2 + x[1]**2) - 0.48*x[0]*x[1]",
        ("7.3", "-2.9"),
        lambda x: (13 * (x[0] * x[0] + x[1] * x[1]) - 24 * x[0] * x[1]) / 50,
    ),
    Objective(
        "Rastrigin",
        "Törn & Zilinskas, Global Optimization (1989)",
        "10*4 + sum(x**2 - 10*cos(2*pi*x))",
        ("-3.1", "0.4", "2.25", "4.7"),
        lambda x: 40 + mp.fsum(u * u - 10 * mp.cos(2 * mp.pi * u) for u in x),
    ),
    Objective(
        "Ackley",
        "Ackley, A Connectionist Machine for Genetic Hillclimbing (1987)",
        "-20*exp(-0.2*sqrt(mean(x**2))) - exp(mean(cos(2*pi*x))) + 20 + exp(1)",
        ("-1.3", "2.2", "0.7"),
        _ackley,
    ),
    Objective(
        "Griewank",
        "Griewank, J. Optim. Theory Appl. 34 (1981) 11",
        "sum(x**2)/4000 - prod(cos(x/sqrt(arange(1, 6)))) + 1",
        (11, -7, 3, "0.5", "-2.2"),
        _griewank,
    ),
    Objective(
        "Styblinski and Tang",
        "Styblinski & Tang, Neural Networks 3 (1990) 467",
        "sum(x**4 - 16*x**2 + 5*x)/2",
        ("-2.5", "1.1", "3.9"),
        lambda x: mp.fsum(u * (5 + u * (u * u - 16)) for u in x) / 2,
    ),
    Objective(
        "Goldstein and Price",
        DIXON,
        "(1 + (x[0] + x[1] + 1)**2*(19 - 14*x[0] + 3*x[0]**2 - 14*x[1] + 6*x[0]*x[1]"
        " + 3*x[1]**2))*(30 + (2*x[0] - 3*x[1])**2*(18 - 32*x[0] + 12*x[0]**2 + 48*x[1]"
        " - 36*x[0]*x[1] + 27*x[1]**2))",
        ("0.6", "-0.45"),
        _goldstein,
    ),
    Objective(
        "Easom",
        JAMIL,
        "-cos(x[0])*cos(x[1])*exp(-(x[0] - pi)**2 - (x[1] - pi)**2)",
        ("2.4", "3.8"),
        lambda x: -mp.cos(x[0]) * mp.cos(x[1]) / mp.exp(mp.hypot(x[0] - mp.pi, x[1] - mp.pi) ** 2),
    ),
    Objective(
        "Levy",
        "Levy & Montalvo, SIAM J. Sci. Stat. Comput. 6 (1985) 15",
        "w = 1 + (x - 1)/4; u = w[:-1]; v = w[-1]\n"
        "sin(pi*w[0])**2 + sum((u - 1)**2*(1 + 10*sin(pi*u + 1)**2))"
        " + (v - 1)**2*(1 + sin(2*pi*v)**2)",
        ("-3.7", "2.6", "0.2", "5.9"),
        _levy,
    ),
    Objective(
        "Branin",
        DIXON,
        "(x[1] - 5.1/(4*pi**2)*x[0]**2 + 5/pi*x[0] - 6)**2 + 10*(1 - 1/(8*pi))*cos(x[0]) + 10",
        ("2.5", "7.5"),
        lambda x: (
            (x[1] - mp.mpf("5.1") * (x[0] / (2 * mp.pi)) ** 2 + 5 * x[0] / mp.pi - 6) ** 2
            + 10 * mp.cos(x[0])
            - 5 * mp.cos(x[0]) / (4 * mp.pi)
            + 10
        ),
    ),
    Objective(
        "six-hump camel back",
        DIXON,
        "(4 - 2.1*x[0]**2 + x[0]**4/3)*x[0]**2 + x[0]*x[1] + (-4 + 4*x[1]**2)*x[1]**2",
        ("1.5", "-0.8"),
        lambda x: (
            4 * x[0] ** 2
            - mp.mpf("2.1") * x[0] ** 4
            + x[0] ** 6 / 3
            + x[0] * x[1]
            - 4 * x[1] ** 2
            + 4 * x[1] ** 4
        ),
    ),
    Objective(
        "Zakharov",
        JAMIL,
        "s = sum(0.5*arange(1, 6)*x); sum(x**2) + s**2 + s**4",
        ("1.5", "-0.25", "0.75", "-2.125", "1.25"),
        _zakharov,
    ),
    Objective(
        "Dixon and Price",
        JAMIL,
        "(x[0] - 1)**2 + sum(arange(2, 6)*(2*x[1:]**2 - x[:-1])**2)",
        ("1.3", "-0.6", "2.1", "0.4", "-1.7"),
        _dixon_price,
    ),
    Objective(
        "Michalewicz",
        JAMIL,
        "-sum(sin(x)*sin(arange(1, 4)*x**2/pi)**20)",
        ("2.1", "1.6", "1.35"),
        lambda x: -mp.fsum(mp.sin(u) * mp.sin(i * u * u / mp.pi) ** 20 for i, u in enumerate(x, 1)),
    ),
)

CONSTRAINED = (
    Objective(
        "McCormick",
        _hock(5),
        "sin(x[0] + x[1]) + (x[0] - x[1])**2 - 1.5*x[0] + 2.5*x[1] + 1",
        (0, 0),
        lambda x: 1 + mp.sin(x[0] + x[1]) + (x[0] - x[1]) ** 2 + (5 * x[1] - 3 * x[0]) / 2,
        "1",
    ),
    Objective(
        "Hock and Schittkowski 3",
        _hock(3),
        "x[1] + 1e-5*(x[1] - x[0])**2",
        (10, 1),
        lambda x: x[1] + (x[0] - x[1]) ** 2 / 100000,
        "1.00081",
    ),
    Objective(
        "Hock and Schittkowski 4",
        _hock(4),
        "(x[0] + 1)**3/3 + x[1]",
        ("1.125", "0.125"),
        lambda x: (x[0] ** 3 + 1) / 3 + x[0] * (x[0] + 1) + x[1],
        "3.323568",
    ),
    Objective(
        "Hock and Schittkowski 26",
        _hock(26),
        "(x[0] - x[1])**2 + (x[1] - x[2])**4",
        ("-2.6", 2, 2),
        lambda x: (x[0] - x[1]) ** 2 + (x[2] - x[1]) ** 4,
        "21.16",
    ),
    Objective(
        "Hock and Schittkowski 29",
        _hock(29),
        "-prod(x)",
        (1, 1, 1),
        lambda x: -x[0] * x[1] * x[2],
        "-1",
    ),
    Objective(
        "Hock and Schittkowski 35",
        _hock(35),
        "9 - 8*x[0] - 6*x[1] - 4*x[2] + 2*x[0]**2 + 2*x[1]**2 + x[2]**2 + 2*x[0]*x[1]"
        " + 2*x[0]*x[2]",
        ("0.5", "0.5", "0.5"),
        lambda x: 9 - _dot([8, 6, 4], x) + (x[0] + x[1]) ** 2 + (x[0] + x[2]) ** 2 + x[1] ** 2,
        "2.25",
    ),
    Objective(
        "Hock and Schittkowski 45",
        _hock(45),
        "2 - prod(x)/120",
        (2, 2, 2, 2, 2),
        lambda x: 2 - mp.fprod(x) / mp.factorial(5),
        "1.733333",
    ),
    Objective(
        "Hock and Schittkowski 71",
        _hock(71),
        "x[0]*x[3]*(x[0] + x[1] + x[2]) + x[2]",
        (1, 5, 5, 1),
        lambda x: x[3] * (x[0] * x[0] + x[0] * x[1] + x[0] * x[2]) + x[2],
        "16",
    ),
    Objective(
        "Hock and Schittkowski 78",
        _hock(78),
        "x[0]*x[1]*x[2]*x[3]*x[4]",
        (-2, "1.5", 2, -1, -1),
        mp.fprod,
        "-6",
    ),
)
