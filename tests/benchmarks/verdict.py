"""What a verdict costs, as ratios measured side by side in one run.

    python -m tests.benchmarks.verdict

The sides of a ratio take turns and the least of each is taken: a busy machine can only add.

(a) a verdict in balls in units of deriving the closed form and running reverse mode once, over
    the expressions of the torch.autograd tutorials;
(b) a gradient of 100 000 entries with its running bound in units of the gradient alone, and the
    digits that the bound confirms on the median entry;
(c) all gradients of a network 784-256-10 on 64 samples, certified in balls, in units of the
    gradients in floating point.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symgrad.differentiation import closed_forms
from symgrad.numeric.bound import bounded
from symgrad.numeric.evaluate import evaluate
from symgrad.question import Question, ask, reread, variables_asked
from symgrad.task import gradient_task
from symgrad.verdict.crosscheck import cross_check, gradients
from symgrad.verdict.point import Demand, Point

TURNS = 5
Values = Mapping[str, Any]
MATRIX = [[1.0, 2.0], [3.0, 4.0]]
EXAMPLES: tuple[tuple[str, Values], ...] = (
    ("sum((x+2)*(x-2))", {"x": MATRIX}),
    ("sum((x**2*3)**3)", {"x": [[1.0, 1.0], [1.0, 1.0]]}),
    ("sum(W2@(W1@x))", {"x": [1.0, 2.0], "W1": MATRIX, "W2": [[2.0, 3.0], [4.0, 2.0]]}),
    (
        "binary_cross_entropy_with_logits(x@w+b, y)",
        {
            "x": np.ones(5),
            "y": np.zeros(3),
            "w": np.linspace(-1, 1, 15).reshape(5, 3),
            "b": np.array([0.3, -0.2, 0.5]),
        },
    ),
    ("sum(3*a**3 - b**2)", {"a": [2.0, 3.0], "b": [6.0, 4.0]}),
    ("mean(3*(x+2)**2)", {"x": [[1.0, 1.0], [1.0, 1.0]]}),
    ("x**2 + 2*x + 1", {"x": 2.0}),
    ("sum((x@w - y)**2)", {"x": MATRIX, "w": [0.5, -1.5], "y": [1.0, 2.0]}),
)


def main() -> None:
    """Print the ratios."""
    found = [_small(text, values) for text, values in EXAMPLES]
    print(f"(a) verdict / (derive + reverse): median {statistics.median(found):.2f}")
    print("    " + "  ".join(f"{ratio:.2f}" for ratio in found))
    ratio, digits = _elementwise(100_000)
    print(
        f"(b) gradient with its bound / gradient: {ratio:.2f}, {digits} digits on the median entry"
    )
    ratio, agree = _network()
    print(f"(c) certified network / its gradient: {ratio:.0f}, {agree}")


def _small(text: str, values: Values) -> float:
    question = ask(text, values)
    task = gradient_task(question, variables_asked(question.graph, None))
    forms = closed_forms(task)
    names = task.names

    def derive() -> None:
        closed_forms(gradient_task(ask(text, values), names))

    def run() -> None:
        evaluate(gradients(question.graph, names), question.values)

    def judge() -> None:
        graph = ask(text, values).graph
        closed = {key: reread(each.text, question.declared, graph) for key, each in forms.items()}
        cross_check(graph, closed, Point(question.values))

    def ask_only() -> None:
        graph = ask(text, values).graph
        for each in forms.values():
            reread(each.text, question.declared, graph)

    times = _least({"derive": derive, "run": run, "judge": judge, "ask": ask_only}, 4 * TURNS)
    return (times["judge"] - times["ask"]) / (times["derive"] + times["run"])


def _elementwise(size: int) -> tuple[float, int]:
    draw = np.random.default_rng(1)
    values = {"x": draw.uniform(0.5, 2, size), "y": draw.uniform(0.5, 2, size)}
    question = ask("sum(log(1 + exp(-x*y))*sin(x)/sqrt(1 + y**2))", values)
    swept = gradients(question.graph, ("x",))
    sides = {
        "plain": lambda: evaluate(swept, question.values),
        "bounded": lambda: bounded(swept, question.values),
    }
    times = _least(sides, 2 * TURNS)
    ((value, error),) = bounded(swept, question.values)
    digits = np.floor(-np.log10(2.0**-53 * error / np.abs(value)))
    return times["bounded"] / times["plain"], int(np.median(digits))


def _network() -> tuple[float, str]:
    draw = np.random.default_rng(2)
    values = {
        "X": draw.standard_normal((64, 784)),
        "W1": draw.standard_normal((784, 256)) / 28,
        "b1": draw.standard_normal(256) / 10,
        "W2": draw.standard_normal((256, 10)) / 16,
        "b2": draw.standard_normal(10) / 10,
        "t": draw.integers(0, 10, 64).astype(float),
    }
    question: Question = ask("cross_entropy(relu(X@W1 + b1)@W2 + b2, t)", values)
    names = ("W1", "b1", "W2", "b2")
    task = gradient_task(question, names)
    forms = closed_forms(task)
    swept = gradients(question.graph, names)
    times = _least({"plain": lambda: evaluate(swept, question.values)}, 4 * TURNS)
    closed = {
        key: reread(each.text, question.declared, question.graph) for key, each in forms.items()
    }
    start = time.perf_counter()
    found = cross_check(question.graph, closed, Point(question.values, demand=Demand(certify=True)))
    took = time.perf_counter() - start
    return took / times["plain"], str(found.verdict)


def _least(sides: Mapping[str, Callable[[], Any]], turns: int) -> dict[str, float]:
    for side in sides.values():
        side()
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(turns):
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


if __name__ == "__main__":
    main()
