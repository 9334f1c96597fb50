"""What it gains to run an einsum as a matrix product, as ratios measured side by side.

    python -m tests.benchmarks.einsum

For each pattern: how many times longer NumPy's plain loop takes than what symgrad runs, and
how many times longer NumPy's own planner takes. The sides take turns; the median is printed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.numeric.einsum import einsum

TURNS = 7
PATTERNS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "ij,jk->ik": ((300, 300), (300, 300)),
    "ij,kj->ik": ((300, 300), (300, 300)),
    "ij,j->i": ((1000, 1000), (1000,)),
    "bij,bjk->bik": ((50, 60, 60), (50, 60, 60)),
    "bqhd,bkhd->bhqk": ((4, 64, 8, 32), (4, 64, 8, 32)),
    "ii,ij->j": ((500, 500), (500, 500)),
    "ijk,ijk->i": ((100, 100, 100), (100, 100, 100)),
    "i,j->ij": ((1000,), (1000,)),
    "ij,ij->ij": ((1000, 1000), (1000, 1000)),
}


def seconds(run: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compared(subscripts: str, a: Any, b: Any) -> tuple[float, float]:
    """Return how many times longer NumPy's loop and NumPy's planner take."""
    sides: list[Callable[[], object]] = [
        lambda: einsum(subscripts, a, b),
        lambda: np.einsum(subscripts, a, b),
        lambda: np.einsum(subscripts, a, b, optimize="greedy"),
    ]
    turns = [[seconds(side) for side in sides] for _ in range(TURNS)]
    ours, loop, planned = (statistics.median(column) for column in zip(*turns, strict=True))
    return loop / ours, planned / ours


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(0)
    print(f"{'pattern':<20}{'loop':>8}{'planner':>10}   (times as long as symgrad)")
    for subscripts, shapes in PATTERNS.items():
        loop, planned = compared(subscripts, *(rng.normal(size=shape) for shape in shapes))
        print(f"{subscripts:<20}{loop:>8.1f}{planned:>10.1f}")


if __name__ == "__main__":
    main()
