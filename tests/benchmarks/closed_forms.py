"""What closed forms cost, as ratios measured side by side in one run.

    python -m tests.benchmarks.closed_forms

Only a first derivation counts, for what is remembered of it would make the next one cheap; so
every turn is a process of its own, with SymPy loaded and warm. Processor time is measured, the
sides of a ratio take turns, and the least of each is taken: a busy machine can only add to it.

(a) a derivation in units of building the graph from text, over formulas and matrix expressions;
(b) nets of 200 layers in units of importing SymPy;
(c) how the cost grows with the layers: the slope on logarithmic scales, 1 is linear;
(d) `y = sin(y)*y`, a hundred times;
(e) the gradients of all 50 weights of a net in units of that of the first one.
"""

from __future__ import annotations

import gc
import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.ops.dims import Shape, named
from symgrad.source import Source
from symgrad.symbolic.derivation import derive
from tests.corpora.formulas import FORMULAS

TURNS = 7
LAYERS = (50, 100, 200, 400, 800)
M, N, K, L = (named(name) for name in "mnkl")
A, V, W = (M, N), (N,), (M,)
MATRICES: tuple[tuple[str, dict[str, Shape]], ...] = (
    ("0.5*x.T@A@x", {"x": V, "A": (N, N)}),
    ("(y*v)@x", {"x": V, "y": V, "v": V}),
    ("norm(A@x-y)**2", {"A": A, "x": V, "y": W}),
    ("sum(log(exp(-y*(X@w)) + 1))", {"y": W, "X": A, "w": V}),
    ("trace(A@X.T@B@X@C)", {"A": (K, N), "X": A, "B": (M, M), "C": (N, K)}),
    ("log(det(inv(X)))", {"X": (N, N)}),
    ("trace(A.T@A)+trace(B.T@B)", {"A": A, "B": (K, N)}),
    ("exp(-trace(X.T@X))", {"X": A}),
    ("sqrt(trace(A.T@A))", {"A": A}),
    ("trace(A-B)**2", {"A": (N, N), "B": (N, N)}),
    ("sum((tanh(X@W1)@W2-Y)**2)", {"X": A, "W1": (N, K), "W2": (K, L), "Y": (M, L)}),
    ("mean((X@w-y)**2) + c*w@w", {"X": A, "w": V, "y": W, "c": ()}),
    ("-sum(y*log(softmax(x)))", {"x": V, "y": V}),
    ("sum(relu(X@W+b))", {"X": A, "W": (N, K), "b": (K,)}),
    ("log(det(X@X.T))", {"X": A}),
    ("a@inv(X)@b", {"a": V, "X": (N, N), "b": V}),
    ("x@y/(norm(x)*norm(y))", {"x": V, "y": V}),
    ("sum((x-mean(x))**2)/sum(x**2)", {"x": V}),
    ("exp(-0.5*(x-m)@inv(S)@(x-m))/sqrt(det(S))", {"x": (4,), "m": (4,), "S": (4, 4)}),
    ("sum(sigmoid(V@tanh(W@x+b)+c))", {"x": V, "W": A, "b": W, "V": (K, M), "c": (K,)}),
    ("sum(softmax(Q@R.T/sqrt(d), axis=-1)@X)", {"Q": A, "R": (L, N), "d": (), "X": (L, K)}),
    ("norm(x)**3", {"x": V}),
    ("sum(where(x>0,x**2,0))", {"x": V}),
    ("sum(x*log(x/y))", {"x": V, "y": V}),
)
WARM = ("sum(cosh(x)*exp(x@x))/3", "sum(where(x>1, arctan(x), x**2.5))", "trace(outer(x, x))")


@dataclass(frozen=True)
class Question:
    """A text, and the variables to differentiate by."""

    text: str
    shapes: dict[str, Shape]
    wrt: tuple[str, ...]

    @property
    def graph(self) -> Graph:
        """The text as a graph."""
        return build(parse(Source(self.text)), self.shapes)


def one_weight(layers: int) -> Question:
    """Return a net whose layers share their weight."""
    text = "y = x; " + "y = tanh(W @ y); " * layers + "sum(y)"
    return Question(text, {"W": (8, 8), "x": (8,)}, ("W",))


def own_weights(layers: int, wrt: int = 1) -> Question:
    """Return a net whose layers have weights of their own, by the first few of them."""
    names = [f"W{i}" for i in range(layers)]
    steps = "".join(f"Y = tanh(Y @ {name}); " for name in names)
    shapes: dict[str, Shape] = {"X": (5, 8), "T": (5, 8), **dict.fromkeys(names, (8, 8))}
    return Question(f"Y = X; {steps}sum((Y - T)**2)", shapes, tuple(names[:wrt]))


def sines(count: int) -> Question:
    """Return a chain of products of a value and its sine."""
    return Question("y = x; " + "y = sin(y)*y; " * count + "y", {"x": ()}, ("x",))


def apart(run: Callable[[], list[float]]) -> list[float]:
    """Return what a call measures in a process of its own, which forgets what it learns."""
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        gc.collect()
        gc.disable()
        with os.fdopen(sender, "w") as answer:
            json.dump(run(), answer)
        os._exit(0)
    os.close(sender)
    with os.fdopen(receiver) as told:
        taken: list[float] = json.load(told)
    os.waitpid(child, 0)
    return taken


def least(turns: Sequence[Callable[[], list[float]]]) -> list[list[float]]:
    """Return the least of what each of several calls measures, as they take turns."""
    told = [[run() for run in turns] for _ in range(TURNS)]
    return [[min(times) for times in zip(*runs, strict=True)] for runs in zip(*told, strict=True)]


def taken(run: Callable[[], object]) -> float:
    """Return the processor time of one call."""
    start = time.process_time()
    run()
    return time.process_time() - start


def first_time(question: Question) -> Callable[[], list[float]]:
    """Return the measurement of a first derivation."""
    graph = question.graph
    return lambda: apart(lambda: [taken(lambda: derive(graph, question.wrt))])


def loading() -> list[float]:
    """Return the time of importing SymPy, in a fresh interpreter."""
    clock = "time.process_time()"
    script = f"import time; t = {clock}; import sympy; print({clock} - t)"
    return [float(subprocess.check_output([sys.executable, "-c", script]))]


def in_units_of_building(questions: Sequence[Question]) -> list[float]:
    """Return what first derivations by every variable cost beside parsing and building."""

    def derived() -> list[float]:
        graphs = [(each.graph, each.wrt) for each in questions]
        return [taken(lambda: derive(*graph)) for graph in graphs]  # noqa: B023

    def built() -> list[float]:
        return [taken(lambda: each.graph) for each in questions]  # noqa: B023

    above, below = least([lambda: apart(derived), lambda: apart(built)])
    return [one / other for one, other in zip(above, below, strict=True)]


def growth(net: Callable[[int], Question]) -> float:
    """Return the slope of the cost over the number of layers, on logarithmic scales."""
    found = least([first_time(net(layers)) for layers in LAYERS])
    logarithms = [math.log(seconds) for (seconds,) in found]
    return statistics.linear_regression([math.log(n) for n in LAYERS], logarithms).slope


def ratio(above: Question, below: Question) -> float:
    """Return what one first derivation costs in units of another."""
    (one,), (other,) = least([first_time(above), first_time(below)])
    return one / other


def main() -> None:
    """Measure and print."""
    for text in WARM:
        derive(build(parse(Source(text)), {"x": (3,)}), ["x"])
    each = FORMULAS[::3]
    scalars = [Question(f.text, dict.fromkeys(f.values, ()), tuple(f.values)) for f in each]
    questions = [*scalars, *(Question(text, shapes, tuple(shapes)) for text, shapes in MATRICES)]
    ratios = in_units_of_building(questions)
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"(a) of building the graph, {len(ratios)} expressions: {middle:.1f}", end="")
    print(f" (quartiles {low:.1f} and {high:.1f})")
    for name, net in (("one weight", one_weight(200)), ("200 weights", own_weights(200))):
        (derived,), (unit,) = least([first_time(net), loading])
        print(f"(b) of importing SymPy, 200 layers, {name}: {derived / unit:.2f}")
    for name, make in (("one weight", one_weight), ("own weights", own_weights)):
        print(f"(c) slope over {LAYERS[0]} to {LAYERS[-1]} layers, {name}: {growth(make):.2f}")
    hundred, fifty = sines(100), sines(50)
    length = len(derive(hundred.graph, hundred.wrt)["x"].text)
    print(f"(d) 100 sines: {length} characters, {ratio(hundred, fifty):.2f} times the cost of 50")
    every = ratio(own_weights(50, wrt=50), own_weights(50))
    print(f"(e) of the first of 50 weights, all 50: {every:.2f}")


if __name__ == "__main__":
    main()
