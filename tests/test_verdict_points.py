"""Points: inside what is assumed, uneven, of both signs, on both sides of every kink."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest

from symgrad.graph.assumptions import parse_assumptions
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.ops.dims import Shape, named
from symgrad.source import Source
from symgrad.verdict.draws import holds
from symgrad.verdict.points import beside, drawn, random_points, size_sets, special


def graph_of(text: str, **shapes: Shape) -> Graph:
    return build(parse(Source(text)), shapes)


def some(graph: Graph, given: str | list[str] = (), count: int = 40) -> list[dict[str, Any]]:
    return list(islice(drawn(graph, parse_assumptions(given), 7), count))


@pytest.mark.parametrize(
    "given",
    [
        "x > 0",
        "x in (-3, 3)",
        "x in (-3, -2) or (5, 6)",
        "x in (1000, 1000.01)",
        "x in {-1, 1}",
        "x != 0",
        "x <= -5",
        "integer(x)",
        "simplex(x)",
        "symmetric(A)",
        "posdef(A)",
        "orthogonal(A)",
        "invertible(A)",
    ],
)
def test_assumptions_are_kept(given: str) -> None:
    found = some(graph_of("sum(x) + sum(A)", x=(4,), A=(3, 3)), given)
    assert len(found) == 40
    assert all(holds(parse_assumptions(given), values) for values in found)


def test_several_scales_both_signs_no_integers() -> None:
    x = np.array([values["x"] for values in some(graph_of("x**2"))])
    assert (x > 0).any()
    assert (x < 0).any()
    assert np.abs(x).max() > 30
    assert np.abs(x).min() < 0.1
    assert np.mean(x == np.round(x)) < 0.2


def test_the_stream_of_a_variable_is_its_own() -> None:
    alone = some(graph_of("x**2"), count=1)[0]["x"]
    beside_another = some(graph_of("x**2 + y"), count=1)[0]["x"]
    assert abs(alone) == abs(beside_another)
    assert some(graph_of("x**2"))[3]["x"] == some(graph_of("x**2"))[3]["x"]


def test_impossible_assumptions_end() -> None:
    assert some(graph_of("sum(x)", x=(2,)), ["simplex(x)", "x < 0.1"]) == []


def test_special_points_hold_the_constants_of_both_graphs() -> None:
    question, answer = graph_of("x**2"), graph_of("where(x == 7.25, 0, 2*x)")
    xs = [float(v["x"]) for v in special((question, answer), parse_assumptions(()))]
    assert {0.0, 1.0, -1.0, 7.25, -7.25} <= set(xs)


@pytest.mark.parametrize("text", ["abs(x - y*y)", "where(x < y*y, x, 2)", "relu(x - y*y)"])
def test_both_sides_of_a_kink(text: str) -> None:
    graph = graph_of(text)
    around = list(beside((graph,), some(graph, count=16), parse_assumptions(())))
    gaps = [float(v["x"] - v["y"] ** 2) for v in around]
    size = max(1.0, *(float(v["y"] ** 2) for v in around))
    assert any(0 < gap < 0.1 * size for gap in gaps)
    assert any(-0.1 * size < gap < 0 for gap in gaps)
    assert any(abs(gap) < 1e-12 * size for gap in gaps)


def test_index_variables_name_classes() -> None:
    graph = graph_of("cross_entropy(x, k)", x=(4, 3), k=(4,))
    ks = np.concatenate([values["k"] for values in some(graph)])
    assert set(ks) == {0.0, 1.0, 2.0}


def test_two_sets_of_sizes() -> None:
    graph = graph_of("sum(A @ x)", A=(named("m"), named("n")), x=(named("n"),))
    assert len(size_sets(graph)) == 2
    found = random_points(graph, parse_assumptions(()), wrt=("x",), count=4)
    assert len(found) == 8
    shapes = {values["A"].shape for _, values in found}
    assert len(shapes) == 2
    assert all(m != n for m, n in shapes)


def test_random_points_are_inside_the_domain() -> None:
    found = random_points(graph_of("log(x) + arcsin(y)"), parse_assumptions(()), wrt=("x", "y"))
    assert len(found) == 4
    assert all(v["x"] > 0 and abs(v["y"]) < 1 for _, v in found)
