"""The test functions of Moré, Garbow & Hillstrom, at their starting points.

"Testing unconstrained optimization software", ACM Trans. Math. Softw. 7 (1981) 17-41; the
numbers in `source` are those of its list. The fits to data are in `fits`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mpmath import mp

from tests.corpora.entries import Objective


def problem(number: int) -> str:
    """Return the citation of a problem of the list."""
    return f"Moré, Garbow & Hillstrom (1981), problem {number}"


def squares(residuals: Iterable[Any]) -> Any:
    """Return the sum of squares."""
    return mp.fsum(r * r for r in residuals)


def _part(text: str) -> Any:
    return mp.mpf(text)


def _helical(x: list[Any]) -> Any:
    turn = mp.atan2(x[1], x[0]) / (2 * mp.pi)
    turn = turn + 1 if x[0] < 0 and x[1] < 0 else turn
    return squares([10 * (x[2] - 10 * turn), 10 * (mp.hypot(x[0], x[1]) - 1), x[2]])


def _watson(x: list[Any]) -> Any:
    found = [x[0], x[1] - x[0] ** 2 - 1]
    for i in range(1, 30):
        t = mp.mpf(i) / 29
        slope = mp.fsum(j * x[j] * t ** (j - 1) for j in range(1, len(x)))
        found.append(slope - mp.polyval(x[::-1], t) ** 2 - 1)
    return squares(found)


def _broyden(x: list[Any]) -> Any:
    y = [0, *x, 0]
    return squares(
        (3 - 2 * y[k]) * y[k] - y[k - 1] - 2 * y[k + 1] + 1 for k in range(1, len(x) + 1)
    )


def _banded(x: list[Any]) -> Any:
    found = []
    for i, u in enumerate(x):
        near = [x[j] for j in range(max(0, i - 5), min(len(x), i + 2)) if j != i]
        found.append(u * (2 + 5 * u * u) + 1 - sum(v * (1 + v) for v in near))
    return squares(found)


def _trigonometric(x: list[Any]) -> Any:
    n, total = len(x), mp.fsum(map(mp.cos, x))
    return squares(n - total + (i + 1) * (1 - mp.cos(u)) - mp.sin(u) for i, u in enumerate(x))


def _almost_linear(x: list[Any]) -> Any:
    n = len(x)
    return squares([*(u + sum(x) - (n + 1) for u in x[:-1]), mp.fprod(x) - 1])


def _boundary(x: list[Any]) -> Any:
    n = len(x)
    h, y = 1 / mp.mpf(n + 1), [0, *x, 0]
    return squares(
        2 * y[i] - y[i - 1] - y[i + 1] + h * h * (y[i] + i * h + 1) ** 3 / 2
        for i in range(1, n + 1)
    )


def _penalty(x: list[Any]) -> Any:
    small = mp.mpf(1) / 100000
    return small * squares(u - 1 for u in x) + (squares(x) - mp.mpf(1) / 4) ** 2


def _dimensioned(x: list[Any]) -> Any:
    s = mp.fsum((j + 1) * (u - 1) for j, u in enumerate(x))
    return squares(u - 1 for u in x) + s**2 + s**4


def _chebyquad(x: list[Any]) -> Any:
    n = len(x)
    found = []
    for i in range(1, n + 1):
        # The i-th Chebyshev polynomial shifted to [0, 1], and its integral.
        mean = mp.fsum(mp.chebyt(i, 2 * u - 1) for u in x) / n
        found.append(mean + (0 if i % 2 else mp.mpf(1) / (i * i - 1)))
    return squares(found)


SQUARES = (
    Objective(
        "Rosenbrock",
        problem(1),
        "(10*(x[1] - x[0]**2))**2 + (1 - x[0])**2",
        ("-1.2", 1),
        lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2,
        "24.2",
    ),
    Objective(
        "Freudenstein and Roth",
        problem(2),
        "(-13 + x[0] + ((5 - x[1])*x[1] - 2)*x[1])**2"
        " + (-29 + x[0] + ((x[1] + 1)*x[1] - 14)*x[1])**2",
        ("0.5", -2),
        lambda x: squares(
            [
                x[0] - x[1] ** 3 + 5 * x[1] ** 2 - 2 * x[1] - 13,
                x[0] + x[1] ** 3 + x[1] ** 2 - 14 * x[1] - 29,
            ]
        ),
        "400.5",
    ),
    Objective(
        "Powell badly scaled",
        problem(3),
        "(1e4*x[0]*x[1] - 1)**2 + (exp(-x[0]) + exp(-x[1]) - 1.0001)**2",
        (0, 1),
        lambda x: squares(
            [10000 * x[0] * x[1] - 1, mp.exp(-x[0]) + mp.exp(-x[1]) - _part("1.0001")]
        ),
        "1.13526",
    ),
    Objective(
        "Brown badly scaled",
        problem(4),
        "(x[0] - 1e6)**2 + (x[1] - 2e-6)**2 + (x[0]*x[1] - 2)**2",
        (1, 1),
        lambda x: squares([x[0] - 10**6, x[1] - _part("2e-6"), x[0] * x[1] - 2]),
        digits=9,
        reason="the slope by x[1] is -4e-6, a difference of numbers near 2",
    ),
    Objective(
        "Beale",
        problem(5),
        "sum(([1.5, 2.25, 2.625] - x[0]*(1 - x[1]**[1, 2, 3]))**2)",
        (1, 1),
        lambda x: squares(
            c - x[0] + x[0] * x[1] ** (i + 1) for i, c in enumerate([1.5, 2.25, 2.625])
        ),
        "14.203125",
    ),
    Objective(
        "Jennrich and Sampson",
        problem(6),
        "i = arange(1, 11); sum((2 + 2*i - (exp(i*x[0]) + exp(i*x[1])))**2)",
        ("0.3", "0.4"),
        lambda x: squares(2 + 2 * i - mp.exp(x[0]) ** i - mp.exp(x[1]) ** i for i in range(1, 11)),
    ),
    Objective(
        "helical valley",
        problem(7),
        "theta = where(x[0] > 0, arctan(x[1]/x[0])/(2*pi), arctan(x[1]/x[0])/(2*pi) + 0.5)\n"
        "(10*(x[2] - 10*theta))**2 + (10*(sqrt(x[0]**2 + x[1]**2) - 1))**2 + x[2]**2",
        (-1, 0, 0),
        _helical,
        "2500",
    ),
    Objective(
        "Powell singular",
        problem(13),
        "(x[0] + 10*x[1])**2 + 5*(x[2] - x[3])**2 + (x[1] - 2*x[2])**4 + 10*(x[0] - x[3])**4",
        (3, -1, 0, 1),
        lambda x: squares(
            [
                x[0] + 10 * x[1],
                mp.sqrt(5) * (x[2] - x[3]),
                (x[1] - 2 * x[2]) ** 2,
                mp.sqrt(10) * (x[0] - x[3]) ** 2,
            ]
        ),
        "215",
    ),
    Objective(
        "Wood",
        problem(14),
        "100*(x[1] - x[0]**2)**2 + (1 - x[0])**2 + 90*(x[3] - x[2]**2)**2 + (1 - x[2])**2"
        " + 10*(x[1] + x[3] - 2)**2 + (x[1] - x[3])**2/10",
        (-3, -1, -3, -1),
        lambda x: squares(
            [
                10 * (x[1] - x[0] * x[0]),
                1 - x[0],
                mp.sqrt(90) * (x[3] - x[2] * x[2]),
                1 - x[2],
                mp.sqrt(10) * (x[1] + x[3] - 2),
                (x[1] - x[3]) / mp.sqrt(10),
            ]
        ),
        "19192",
    ),
    Objective(
        "Watson",
        problem(20),
        "t = arange(1, 30)[:, None]/29\n"
        "slope = t**arange(0, 5) @ (arange(1, 6)*x[1:])\n"
        "sum((slope - (t**arange(0, 6) @ x)**2 - 1)**2) + x[0]**2 + (x[1] - x[0]**2 - 1)**2",
        (0, 0, 0, 0, 0, 0),
        _watson,
        "30",
    ),
    Objective(
        "extended Rosenbrock",
        problem(21),
        "sum((10*(x[1::2] - x[0::2]**2))**2 + (1 - x[0::2])**2)",
        ("-1.2", 1) * 5,
        lambda x: mp.fsum(
            100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x[::2], x[1::2], strict=True)
        ),
        "121.0",
    ),
    Objective(
        "extended Powell singular",
        problem(22),
        "z = reshape(x, (3, 4)); a = z[:, 0]; b = z[:, 1]; c = z[:, 2]; d = z[:, 3]\n"
        "sum((a + 10*b)**2 + 5*(c - d)**2 + (b - 2*c)**4 + 10*(a - d)**4)",
        (3, -1, 0, 1) * 3,
        lambda x: mp.fsum(
            (x[k] + 10 * x[k + 1]) ** 2
            + 5 * (x[k + 2] - x[k + 3]) ** 2
            + (x[k + 1] - 2 * x[k + 2]) ** 4
            + 10 * (x[k] - x[k + 3]) ** 4
            for k in (0, 4, 8)
        ),
        "645",
    ),
    Objective(
        "penalty I",
        problem(23),
        "1e-5*sum((x - 1)**2) + (sum(x**2) - 1/4)**2",
        (1, 2, 3, 4),
        _penalty,
        "885.063",
    ),
    Objective(
        "variably dimensioned",
        problem(25),
        "s = arange(1, 9) @ (x - 1); sum((x - 1)**2) + s**2 + s**4",
        [1 - k / 8 for k in range(1, 9)],
        _dimensioned,
    ),
    Objective(
        "trigonometric",
        problem(26),
        "i = arange(1, 11); sum((10 - sum(cos(x)) + i*(1 - cos(x)) - sin(x))**2)",
        ("0.1",) * 10,
        _trigonometric,
    ),
    Objective(
        "Brown almost-linear",
        problem(27),
        "sum((x[:-1] + sum(x) - 11)**2) + (prod(x) - 1)**2",
        ("0.5",) * 10,
        _almost_linear,
        "273.248",
    ),
    Objective(
        "discrete boundary value",
        problem(28),
        "t = arange(1, 11)/11\n"
        "left = concatenate(([0], x[:-1])); right = concatenate((x[1:], [0]))\n"
        "sum((2*x - left - right + (x + t + 1)**3/(2*11**2))**2)",
        [k / 11 * (k / 11 - 1) for k in range(1, 11)],
        _boundary,
    ),
    Objective(
        "Broyden tridiagonal",
        problem(30),
        "left = concatenate(([0], x[:-1])); right = concatenate((x[1:], [0]))\n"
        "sum(((3 - 2*x)*x - left - 2*right + 1)**2)",
        (-1,) * 10,
        _broyden,
        "21",
    ),
    Objective(
        "Broyden banded",
        problem(31),
        "band = tril(triu(ones((8, 8)), -5), 1) - eye(8)\n"
        "sum((x*(2 + 5*x**2) + 1 - band @ (x*(1 + x)))**2)",
        (-1,) * 8,
        _banded,
        "288",
    ),
    Objective(
        "Chebyquad",
        problem(35),
        "u = 2*x - 1; t2 = 2*u*u - 1; t3 = 2*u*t2 - u; t4 = 2*u*t3 - t2\n"
        "mean(u)**2 + (mean(t2) + 1/3)**2 + mean(t3)**2 + (mean(t4) + 1/15)**2",
        ("0.2", "0.4", "0.6", "0.8"),
        _chebyquad,
    ),
)
