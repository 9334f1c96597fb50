"""The test functions of Moré, Garbow & Hillstrom that fit a model to data."""

from __future__ import annotations

from typing import Any

from mpmath import mp

from tests.corpora.entries import Objective
from tests.corpora.least_squares import problem, squares

BARD = "0.14 0.18 0.22 0.25 0.29 0.32 0.35 0.39 0.37 0.58 0.73 0.96 1.34 2.10 4.39"
BELL = (
    "0.0009 0.0044 0.0175 0.0540 0.1295 0.2420 0.3521 0.3989"
    " 0.3521 0.2420 0.1295 0.0540 0.0175 0.0044 0.0009"
)
MEYER = "34780 28610 23650 19630 16370 13720 11540 9744 8261 7030 6005 5147 4427 3820 3307 2872"
KOWALIK = "0.1957 0.1947 0.1735 0.16 0.0844 0.0627 0.0456 0.0342 0.0323 0.0235 0.0246"
DOSES = "4 2 1 0.5 0.25 0.167 0.125 0.1 0.0833 0.0714 0.0625"
OSBORNE = (
    "0.844 0.908 0.932 0.936 0.925 0.908 0.881 0.850 0.818 0.784 0.751 0.718 0.685 0.658 0.628"
    " 0.603 0.580 0.558 0.538 0.522 0.506 0.490 0.478 0.467 0.457 0.448 0.438 0.431 0.424 0.420"
    " 0.414 0.411 0.406"
)


def _row(data: str) -> str:
    return f"[{', '.join(data.split())}]"


def _exact(data: str) -> list[Any]:
    """Data at full precision: read anew at every call, under its precision."""
    return [mp.mpf(text) for text in data.split()]


FITS = (
    Objective(
        "Bard",
        problem(8),
        f"u = arange(1, 16); v = 16 - u; y = {_row(BARD)}\n"
        "sum((y - (x[0] + u/(v*x[1] + minimum(u, v)*x[2])))**2)",
        (1, 1, 1),
        lambda x: squares(
            y - x[0] - u / ((16 - u) * x[1] + min(u, 16 - u) * x[2])
            for u, y in enumerate(_exact(BARD), 1)
        ),
        "41.6817",
    ),
    Objective(
        "Gaussian",
        problem(9),
        f"t = (8 - arange(1, 16))/2; y = {_row(BELL)}\n"
        "sum((x[0]*exp(-x[1]*(t - x[2])**2/2) - y)**2)",
        ("0.4", 1, 0),
        lambda x: squares(
            x[0] / mp.exp(x[1] / 2 * (mp.mpf(8 - i) / 2 - x[2]) ** 2) - y
            for i, y in enumerate(_exact(BELL), 1)
        ),
    ),
    Objective(
        "Meyer",
        problem(10),
        f"y = {_row(MEYER)}\nsum((x[0]*exp(x[1]/(45 + 5*arange(1, 17) + x[2])) - y)**2)",
        ("0.02", 4000, 250),
        lambda x: squares(
            x[0] * mp.exp(x[1] / (45 + 5 * i + x[2])) - y for i, y in enumerate(_exact(MEYER), 1)
        ),
    ),
    Objective(
        "Gulf research and development",
        problem(11),
        "t = arange(1, 100)/100; y = 25 + (-50*log(t))**(2/3)\n"
        "sum((exp(-abs(y - x[1])**x[2]/x[0]) - t)**2)",
        (5, "2.5", "0.15"),
        lambda x: squares(
            mp.exp(-((25 + mp.cbrt(50 * mp.log(mp.mpf(100) / i)) ** 2 - x[1]) ** x[2]) / x[0])
            - mp.mpf(i) / 100
            for i in range(1, 100)
        ),
    ),
    Objective(
        "Box three-dimensional",
        problem(12),
        "t = 0.1*arange(1, 11)\n"
        "sum((exp(-t*x[0]) - exp(-t*x[1]) - x[2]*(exp(-t) - exp(-10*t)))**2)",
        (0, 10, 20),
        lambda x: squares(
            mp.exp(-x[0] * i / 10)
            - mp.exp(-x[1] * i / 10)
            + x[2] * (mp.exp(-i) - mp.exp(mp.mpf(-i) / 10))
            for i in range(1, 11)
        ),
        "1031.154",
    ),
    Objective(
        "Kowalik and Osborne",
        problem(15),
        f"u = {_row(DOSES)}; y = {_row(KOWALIK)}\n"
        "sum((y - x[0]*(u**2 + u*x[1])/(u**2 + u*x[2] + x[3]))**2)",
        ("0.25", "0.39", "0.415", "0.39"),
        lambda x: squares(
            y - x[0] * u * (u + x[1]) / (u * (u + x[2]) + x[3])
            for u, y in zip(_exact(DOSES), _exact(KOWALIK), strict=True)
        ),
    ),
    Objective(
        "Brown and Dennis",
        problem(16),
        "t = arange(1, 21)/5\n"
        "sum(((x[0] + t*x[1] - exp(t))**2 + (x[2] + x[3]*sin(t) - cos(t))**2)**2)",
        (25, 5, -5, -1),
        lambda x: squares(
            (x[0] + mp.mpf(i) / 5 * x[1] - mp.exp(mp.mpf(i) / 5)) ** 2
            + (x[2] + x[3] * mp.sin(mp.mpf(i) / 5) - mp.cos(mp.mpf(i) / 5)) ** 2
            for i in range(1, 21)
        ),
        "7926693",
    ),
    Objective(
        "Osborne 1",
        problem(17),
        f"t = 10*arange(0, 33); y = {_row(OSBORNE)}\n"
        "sum((y - (x[0] + x[1]*exp(-t*x[3]) + x[2]*exp(-t*x[4])))**2)",
        ("0.5", "1.5", -1, "0.01", "0.02"),
        lambda x: squares(
            y - x[0] - x[1] * mp.exp(-10 * i * x[3]) - x[2] * mp.exp(-10 * i * x[4])
            for i, y in enumerate(_exact(OSBORNE))
        ),
        "0.879",
    ),
    Objective(
        "Biggs EXP6",
        problem(18),
        "t = 0.1*arange(1, 14); y = exp(-t) - 5*exp(-10*t) + 3*exp(-4*t)\n"
        "sum((x[2]*exp(-t*x[0]) - x[3]*exp(-t*x[1]) + x[5]*exp(-t*x[4]) - y)**2)",
        (1, 2, 1, 1, 1, 1),
        lambda x: squares(
            x[2] * mp.exp(-x[0] * i / 10)
            - x[3] * mp.exp(-x[1] * i / 10)
            + x[5] * mp.exp(-x[4] * i / 10)
            - (mp.exp(mp.mpf(-i) / 10) - 5 * mp.exp(-i) + 3 * mp.exp(mp.mpf(-2 * i) / 5))
            for i in range(1, 14)
        ),
        "0.779",
    ),
)
