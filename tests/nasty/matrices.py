"""Nasty points of functions of matrices: singular, nearly singular, badly scaled."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

from tests.nasty.point import Function, Peer, Point
from tests.nasty.precision import mp


def of_matrix(
    text: str,
    truth: Callable[..., Any],
    torch: Peer,
    jax: Peer,
    autograd: Peer,
    *points: Any,
    floor: int = 15,
) -> tuple[Point, ...]:
    """Return points of a function of a matrix A."""
    function = Function(text, truth, torch, jax, autograd)
    return tuple(Point(function, {"A": A}, floor) for A in points)


def _sign(order: tuple[int, ...]) -> int:
    falls = sum(a > b for k, a in enumerate(order) for b in order[k + 1 :])
    return -1 if falls % 2 else 1


def _det(A: Any) -> Any:
    """Return the sum over permutations, which is exact."""
    n = len(A)
    return mp.fsum(
        _sign(order) * mp.fprod(A[i, order[i]] for i in range(n))
        for order in permutations(range(n))
    )


def _inverse(A: Any) -> Any:
    return mp.matrix(A.tolist()) ** -1


DETERMINANTS = (
    *of_matrix(
        "det(A)",
        _det,
        lambda t, A: t.linalg.det(A),
        lambda j, A: j.numpy.linalg.det(A),
        lambda a, A: a.numpy.linalg.det(A),
        [[1, 2], [2, 4]],
        [[0, 0], [0, 0]],
        [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        [[1, 2, 3], [2, 4, 6], [3, 6, 9]],
        [[1e150, 2e150], [1e150, 2e150]],
        [[1e-100, 0], [0, 1e120]],
        floor=14,
    ),
    *of_matrix(
        "logdet(A)",
        lambda A: mp.log(_det(A)),
        lambda t, A: t.linalg.slogdet(A)[1],
        lambda j, A: j.numpy.linalg.slogdet(A)[1],
        lambda a, A: a.numpy.linalg.slogdet(A)[1],
        [[1e200, 0, 0], [0, 1e200, 0], [0, 0, 1e-50]],
        [[1e-200, 0], [0, 1e-200]],
        [[1e100, 1], [1, 1e-90]],
        [[2e-300, 1e-300], [1e-300, 2e-300]],
    ),
)

INVERSES = (
    *of_matrix(
        "sum(inv(A))",
        lambda A: mp.fsum(_inverse(A)),
        lambda t, A: t.sum(t.linalg.inv(A)),
        lambda j, A: j.numpy.sum(j.numpy.linalg.inv(A)),
        lambda a, A: a.numpy.sum(a.numpy.linalg.inv(A)),
        [[1, 1], [1, 1 + 2.0**-20]],
        [[1e150, 0], [0, 1e-100]],
        [[1e-100, 0], [0, 2e-100]],
        [[4, 1], [1, 2.0**-10]],
        floor=9,
    ),
    *of_matrix(
        "sum(solve(A, [1, 1]))",
        lambda A: mp.fsum(_inverse(A)),
        lambda t, A: t.sum(t.linalg.solve(A, t.ones(2, dtype=t.float64))),
        lambda j, A: j.numpy.sum(j.numpy.linalg.solve(A, j.numpy.ones(2))),
        lambda a, A: a.numpy.sum(a.numpy.linalg.solve(A, a.numpy.ones(2))),
        [[1, 1], [1, 1 + 2.0**-20]],
        [[1e150, 0], [0, 1e-100]],
        [[1e-100, 0], [0, 2e-100]],
        floor=9,
    ),
    *of_matrix(
        "norm(A)",
        lambda A: mp.sqrt(mp.fsum(each**2 for each in A.ravel())),
        lambda t, A: t.linalg.norm(A),
        lambda j, A: j.numpy.linalg.norm(A),
        lambda a, A: a.numpy.linalg.norm(A),
        [[1e200, 1e-200], [1.0, -1e200]],
    ),
)
MATRICES = DETERMINANTS + INVERSES
