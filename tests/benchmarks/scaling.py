"""What the steps of a gradient cost, as ratios measured side by side in one run.

    python -m tests.benchmarks.scaling

Two tables: how the cost of each step grows when a program gets twice as long (2 is linear),
and what each step costs in units of building the graph from text. The sides of a ratio take
turns, and the median of the turns is printed, so that a busy machine slows both.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import numpy as np

from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.numeric.bound import bounded
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.source import Source
from symgrad.symbolic.derivation import derive

TURNS = 5
SHAPES = {"W": (8, 8), "b": (8,), "x": (8,)}


def program(layers: int) -> str:
    """Return a chain of layers, as text."""
    return "y = x; " + "y = tanh(W @ y + b); " * layers + "sum(y)"


def graph(layers: int) -> Graph:
    """Return the graph of a chain."""
    return build(parse(Source(program(layers))), SHAPES)


def steps(layers: int) -> dict[str, Callable[[], object]]:
    """Return what is measured, each ready to be called."""
    built = graph(layers)
    rng = np.random.default_rng(0)
    values = {name: rng.normal(size=shape) / 3 for name, shape in SHAPES.items()}
    swept = reverse(built.output, built.inputs)
    return {
        "text to graph": lambda: graph(layers),
        "graph to text": lambda: show(built),
        "reverse sweep": lambda: (g := graph(layers)) and reverse(g.output, g.inputs),
        "gradient values": lambda: evaluate(swept, values),
        "with error bounds": lambda: bounded(swept, values),
        "closed forms": lambda: derive(built, built.variables),
    }


def seconds(run: Callable[[], object]) -> float:
    """Return how long one call takes."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start
    finally:
        gc.enable()


def ratio(above: Callable[[], object], below: Callable[[], object]) -> float:
    """Return the median of paired ratios of two calls."""
    return statistics.median(seconds(above) / seconds(below) for _ in range(TURNS))


def main() -> None:
    """Measure and print."""
    short, long = steps(100), steps(200)
    for name in short:
        short[name](), long[name]()
    print(f"{'step':<20}{'200 layers / 100':>18}{'in units of text to graph':>28}")
    for name in short:
        growth = ratio(long[name], short[name])
        unit = ratio(short[name], short["text to graph"])
        print(f"{name:<20}{growth:>18.2f}{unit:>28.2f}")


if __name__ == "__main__":
    main()
