"""What eager tensors cost, as ratios to torch measured side by side in one run.

    python -m tests.benchmarks.eager

Forward and backward together; processor time, the sides take turns, and the least of each
counts. torch runs on one thread.

(a) `((x + 2)*(x - 2)).sum()` on 2x2: what an operation costs beside its arithmetic;
(b) a chain of 1000 products of a number, and (c) of 500 sums and sines;
(d) one step of a net 784-256-10 on 64 images;
(e) a product of entries, of a million.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

TURNS = 15


def polynomial(torch: Any) -> Callable[[], None]:
    """Return one sweep through a small polynomial, whose gradient adds up."""
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)

    def run() -> None:
        ((x + 2) * (x - 2)).sum().backward()

    return run


def chain(torch: Any) -> Callable[[], None]:
    """Return one sweep through a chain of products."""
    x = torch.tensor(1.0, requires_grad=True)

    def run() -> None:
        y = x
        for _ in range(1000):
            y = y * 1.001
        y.backward()

    return run


def sines(torch: Any) -> Callable[[], None]:
    """Return one sweep through a chain of sums and sines."""
    x = torch.tensor(1.0, requires_grad=True)

    def run() -> None:
        y = x
        for _ in range(500):
            y = (y + 1.0).sin()
        y.backward()

    return run


def net(torch: Any) -> Callable[[], None]:
    """Return one step of a net with one hidden layer."""
    torch.manual_seed(0)
    x, y = torch.randn(64, 784), torch.randn(64, 10)
    w, b = torch.randn(784, 256, requires_grad=True), torch.zeros(256, requires_grad=True)
    v, c = torch.randn(256, 10, requires_grad=True), torch.zeros(10, requires_grad=True)

    def run() -> None:
        loss = (((x @ w + b).tanh() @ v + c - y) ** 2).mean()
        loss.backward()
        for each in (w, b, v, c):
            each.grad = None

    return run


def entries(torch: Any) -> Callable[[], None]:
    """Return one sweep through a product of many entries."""
    x = torch.ones(1000, 1000, requires_grad=True)

    def run() -> None:
        (x * x + x).sum().backward()
        x.grad = None

    return run


CASES = ((polynomial, 500), (chain, 2), (sines, 2), (net, 5), (entries, 3))


def once(run: Callable[[], None], count: int) -> float:
    """Return the processor time of one call, in microseconds."""
    start = time.process_time()
    for _ in range(count):
        run()
    return (time.process_time() - start) / count * 1e6


def compare(make: Callable[[Any], Callable[[], None]], count: int) -> tuple[float, float]:
    """Return the least times of both sides."""
    import torch

    import symgrad.eager as eager

    torch.set_num_threads(1)
    sides = (make(eager), make(torch))
    times = [[once(side, count) for side in sides] for _ in range(TURNS)]
    ours, theirs = (min(column) for column in zip(*times, strict=True))
    return ours, theirs


def main() -> None:
    """Print a line for each case."""
    print(f"{'':<12} {'symgrad':>12} {'torch':>12} {'ratio':>8}   (microseconds)")
    for make, count in CASES:
        ours, theirs = compare(make, count)
        print(f"{make.__name__:<12} {ours:12.1f} {theirs:12.1f} {ours / theirs:8.2f}")


if __name__ == "__main__":
    main()
