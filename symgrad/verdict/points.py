"""Where a derivative is tried: points of the domain, at several scales and on both sides.

A wrong derivative hides at small integers, at one sign, at one point. So points are drawn
with uneven digits at scales from thousandths to hundreds, in all mixtures of signs, inside
what is assumed; then at special values (0, 1, -1, every constant that occurs), where a
wrong answer may be right everywhere else; and close to every kink, found by bisection
between points that lie on its two sides. May import `numeric` and lower floors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count as counting
from typing import Any
from zlib import crc32

import numpy as np

from symgrad.graph.assumptions import Assumptions
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Variable
from symgrad.graph.rebuild import bind_sizes
from symgrad.graph.walk import topological
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.dims import Dim
from symgrad.verdict.domain import examine
from symgrad.verdict.draws import draw_variable, holds
from symgrad.verdict.quantities import quantities

Array = np.ndarray[Any, np.dtype[Any]]
Values = dict[str, Array]
_SCALES = (1.0, 0.25, 3.0, 0.05, 20.0, 0.004, 150.0)
_SIGNS = ("mixed", "positive", "negative", "mixed")
_MOST_CONSTANTS = 16
_MOST_CROSSINGS = 24
_HALVINGS = 60
_SIZES = ((2, 3, 4, 5), (3, 2, 5, 4), (4, 3, 2, 3))


def size_sets(graph: Graph, number: int = 2) -> list[dict[str, int]]:
    """Return small numbers for the size names of a graph: several sets, sizes apart in each."""
    shapes = [dim for node in topological([graph.output]) for dim in node.shape]
    dims = [dim for dim in shapes if isinstance(dim, Dim)]
    names = list(dict.fromkeys(name for dim in dims for name in sorted(dim.names)))
    if not names:
        return [{}]
    return [{n: row[i % len(row)] for i, n in enumerate(names)} for row in _SIZES[:number]]


def random_points(
    graph: Graph,
    given: Assumptions,
    *,
    wrt: Sequence[str],
    count: int = 4,
    seed: int = 0,
    fixed: Mapping[str, Array] | None = None,
) -> list[tuple[Graph, Values]]:
    """Return points at which the gradient exists, at two sets of sizes where sizes are names.

    Args:
        graph: a question. given: what every point must keep. wrt: the variables of the gradient.
        count: how many points for each set of sizes. fixed: values that stay as they are.

    Returns:
        Pairs of the graph with numbers for its sizes, and values; fewer than asked where
        the domain is hard to hit.
    """
    found = []
    for sizes in size_sets(graph):
        sized = bind_sizes(graph, sizes) if sizes else graph
        left = count
        for values, _ in zip(drawn(sized, given, seed, fixed), range(40 * count), strict=False):
            if left and examine(sized, values, wrt).status == "smooth":
                found.append((sized, values))
                left -= 1
            if not left:
                break
    return found


def drawn(
    graph: Graph, given: Assumptions, seed: int = 0, fixed: Mapping[str, Array] | None = None
) -> Iterator[Values]:
    """Yield points that keep the assumptions, without end unless none is found in 200 draws.

    Every variable has a random stream of its own, by its name.
    """
    streams = {n.name: np.random.default_rng([seed, crc32(n.name.encode())]) for n in graph.inputs}
    mood = np.random.default_rng([seed, 1])
    idle = 0
    for turn in counting():
        scale, matrices = _SCALES[turn % len(_SCALES)], bool(turn % 4 == 3)
        values = dict(fixed or {})
        for node in graph.inputs:
            sign = _SIGNS[int(mood.integers(len(_SIGNS)))]
            if node.name not in values:
                values[node.name] = draw_variable(
                    graph, node, given, streams[node.name], scale, sign, matrices
                )
        idle = 0 if holds(given, values) else idle + 1
        if not idle:
            yield values
        if idle > 200:
            return


def special(
    graphs: Sequence[Graph],
    given: Assumptions,
    seed: int = 0,
    fixed: Mapping[str, Array] | None = None,
) -> Iterator[Values]:
    """Yield points with 0, 1, -1 and the constants of the graphs in one variable or in all.

    Args:
        graphs: the question first, then an answer; variables are those of the question.
    """
    question = graphs[0]
    base = drawn(question, given, seed + 1, fixed)
    free = [
        n for n in question.inputs if n.name not in (fixed or {}) and n.name not in question.indices
    ]
    draw = np.random.default_rng([seed, 2])
    for constant in _constants(graphs):
        for names in [[n.name] for n in free] + ([[n.name for n in free]] if len(free) > 1 else []):
            for values in _filled(base, names, constant, draw):
                if holds(given, values):
                    yield values


def beside(
    graphs: Sequence[Graph], points: Sequence[Values], given: Assumptions
) -> Iterator[Values]:
    """Yield points on both sides of every kink and decision that the points lie around.

    Args:
        graphs: the graphs whose kinks are looked for; each is evaluated at the points' values.
        points: of one set of shapes; the more, the more kinks lie between them.
    """
    for graph in graphs:
        selectors = [
            q.value
            for q in quantities(topological([graph.output]))
            if q.relation in ("kink", "equal", "jump")
        ]
        for values in _crossings(selectors, points):
            if holds(given, values):
                yield values


def _constants(graphs: Sequence[Graph]) -> list[float]:
    found = {0.0: None, 1.0: None, -1.0: None}
    for graph in graphs:
        fixed: set[Node] = set()
        for node in topological([graph.output]):
            plain = not isinstance(node.leaf, Variable) and all(a in fixed for a in node.args)
            if plain and not node.ndim and not node.condition:
                fixed.add(node)
        kept = sorted(fixed, key=lambda node: node.serial)[: 4 * _MOST_CONSTANTS]
        for value in map(float, evaluate(kept, {})):
            if np.isfinite(value):
                found.setdefault(value)
                found.setdefault(-value)
    return list(found)[:_MOST_CONSTANTS]


def _filled(
    base: Iterator[Values], names: Sequence[str], constant: float, draw: np.random.Generator
) -> Iterator[Values]:
    """Yield a point with a constant in whole variables, close to it, and in one entry each."""
    for shift in (0.0, 2.0**-10, -(2.0**-10)):
        values = next(base, None)
        if values is None:
            return
        number = constant + shift * max(abs(constant), 1.0)
        yield values | {n: np.full(np.shape(values[n]), number) for n in names}
        single = {}
        for name in names:
            array = np.array(values[name])
            if array.ndim and array.size:
                array.flat[int(draw.integers(array.size))] = number
                single[name] = array
        if single:
            yield values | single


def _crossings(selectors: Sequence[Node], points: Sequence[Values]) -> Iterator[Values]:
    """Yield the two sides of each change of sign of a selector between two points."""
    chosen = list(dict.fromkeys(selectors))
    if not chosen or len(points) < 2:
        return
    found = [[np.asarray(v, dtype=np.float64) for v in evaluate(chosen, p)] for p in points]
    crossed = 0
    for k, selector in enumerate(chosen):
        for entry in list(np.ndindex(np.shape(found[0][k])))[:_MOST_CROSSINGS]:
            heights = [float(column[k][entry]) for column in found]
            pair = _opposite(heights)
            if pair is None:
                continue
            crossed += 1
            yield from _sides(selector, entry, points[pair[0]], points[pair[1]])
            if crossed >= _MOST_CROSSINGS:
                return


def _opposite(heights: Sequence[float]) -> tuple[int, int] | None:
    below = next((i for i, h in enumerate(heights) if h < 0), None)
    above = next((i for i, h in enumerate(heights) if h > 0), None)
    return None if below is None or above is None else (below, above)


def _sides(selector: Node, entry: tuple[int, ...], start: Values, stop: Values) -> Iterator[Values]:
    def at(t: float) -> Values:
        return {
            n: np.asarray(a + t * (stop[n] - a)) if _moves(a, stop[n]) else a
            for n, a in start.items()
        }

    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        height = float(evaluate([selector], at(middle))[0][entry])
        if not np.isfinite(height):
            return
        if height == 0:
            low = high = middle
            break
        low, high = (middle, high) if height < 0 else (low, middle)
    for step in (2.0**-8, 2.0**-14):
        yield at(max(0.0, low - step))
        yield at(min(1.0, high + step))
    yield at(low)


def _moves(a: Array, b: Array) -> bool:
    return bool(np.any(a != b))
