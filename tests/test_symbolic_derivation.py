"""Derivations as a whole: cost, sharing, stability, sizes by name, errors, laziness."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from symgrad.errors import CotangentError, InputError, LimitError, UnknownNameError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.show import show
from symgrad.graph.walk import topological
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import Shape
from symgrad.source import Source
from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.derivation import derive


def read(text: str, **shapes: Shape) -> Graph:
    return build(parse(Source(text)), shapes)


def text_of(program: str, wrt: str = "x", **shapes: Shape) -> str:
    return derive(read(program, **shapes), [wrt])[wrt].text


def value_of(text: str, **values: Any) -> Any:
    arrays = {name: np.asarray(value, float) for name, value in values.items()}
    graph = read(text, **{name: value.shape for name, value in arrays.items()})
    return evaluate([graph.output], arrays)[0]


def test_derivation_is_a_value() -> None:
    found = derive(read("x**2"), ["x"])["x"]
    assert isinstance(found, Derivation)
    assert (found.wrt, found.text, str(found)) == (("x",), "2*x", "2*x")
    assert show(found.graph) == "2*x"
    assert found.graph.variables == ("x",)
    with pytest.raises(AttributeError):
        found.text = "3*x"  # type: ignore[misc]


def test_text_reads_back_as_the_same_graph() -> None:
    program = "sum((tanh(X @ W) - Y)**2)"
    shapes = {"X": (5, 3), "W": (3, 2), "Y": (5, 2)}
    found = derive(read(program, **shapes), ["W"])["W"]
    again = read(found.text, **shapes)
    assert show(again) == found.text
    assert len(topological([again.output])) == len(topological([found.graph.output]))


@pytest.mark.parametrize(
    ("program", "most"),
    [
        ("a = x*x; " + "a = a*a; " * 59 + "a", 200),
        ("a = x*y; " + "a = a*a + a; " * 59 + "a", 30_000),
        ("y = x; " + "y = sin(y)*y; " * 100 + "y", 15_000),
    ],
)
def test_shared_parts_stay_shared(program: str, most: int) -> None:
    assert len(text_of(program)) < most


def test_squarings_are_one_power() -> None:
    assert text_of("a = x*x; b = a*a; c = b*b; c*c") == "16*x**15"


@pytest.mark.parametrize(
    ("program", "shapes"),
    [
        ("+".join(["x"] * 10_000), {}),
        ("+".join(f"{i % 7 + 1}*x" if i % 2 else "sin(x)" for i in range(10_000)), {}),
        ("y = x; " + "y = tanh(y); " * 1000 + "sum(y)", {"x": (3,)}),
        ("y = x; " + "y = tanh(W @ y + b); " * 200 + "sum(y)", {"W": (3, 3), "x": (3,), "b": (3,)}),
    ],
)
def test_long_programs_keep_their_gradients_in_proportion(
    program: str, shapes: dict[str, Shape]
) -> None:
    graph = read(program, **shapes)
    found = derive(graph, ["x"])["x"].graph
    assert len(found.nodes) <= 8 * len(graph.nodes)


def test_deep_chain_agrees_with_reverse_mode() -> None:
    program = "y = x; " + "y = tanh(W @ y + b); " * 60 + "sum(y)"
    shapes: dict[str, Shape] = {"W": (3, 3), "x": (3,), "b": (3,)}
    graph = read(program, **shapes)
    rng = np.random.default_rng(0)
    values = {name: rng.normal(size=[int(d) for d in shape]) for name, shape in shapes.items()}
    found = derive(graph, graph.variables)
    bars = reverse(graph.output, list(graph.inputs))
    for node, bar in zip(graph.inputs, bars, strict=True):
        again = read(found[node.name].text, **shapes)
        (left,), (right,) = evaluate([again.output], values), evaluate([bar], values)
        np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-300)


STABLE = [
    ("softplus(x)", 1000.0, 1.0),
    ("softplus(x)", -1000.0, 0.0),
    ("sigmoid(x)", -1000.0, 0.0),
    ("sigmoid(x)", 1000.0, 0.0),
    ("log(1 + exp(x))", 800.0, 1.0),
    ("1/(1 + exp(-x))", -800.0, 0.0),
    ("logsigmoid(x)", -1000.0, 1.0),
    ("silu(x)", 1000.0, 1.0),
    ("silu(x)", -1000.0, 0.0),
    ("logaddexp(x, 3)", 1000.0, 1.0),
    ("logaddexp(x, 2*x)", 1000.0, 2.0),
    ("sigmoid(x)*sigmoid(2*x)", 1000.0, 0.0),
    ("where(x > 0, log(x), 0)", -1.0, 0.0),
    ("where(x > 0, sqrt(x), 0)*x", 0.0, 0.0),
]


@pytest.mark.parametrize(("program", "x", "slope"), STABLE)
def test_text_does_not_overflow(program: str, x: float, slope: float) -> None:
    text = text_of(program)
    assert value_of(text, x=x) == pytest.approx(slope, abs=1e-300), text


def test_softmax_and_its_kin_do_not_overflow() -> None:
    x = [1000.0, 999.0, -1000.0]
    for program in ("x @ softmax(x)", "logsumexp(x)", "log(sum(exp(x)))", "sum(log_softmax(x)*x)"):
        text = text_of(program, x=(3,))
        assert np.isfinite(value_of(text, x=x)).all(), text
        assert not re.search(r"\bexp\(", text), text


def test_constant_gradients_have_the_variables_shape() -> None:
    assert text_of("sum(x)", x=(2, 3)) == "ones((2, 3))"
    assert text_of("2*sum(x)", x=(2, 3)) == "2*ones((2, 3))"
    assert text_of("sum(detach(x))", x=(2, 3)) == "zeros((2, 3))"
    assert text_of("3*x") == "3"
    assert text_of("sum(x)", x=(1, 1)) == "ones((1, 1))"


def test_output_of_one_entry_counts_as_scalar() -> None:
    assert text_of("x**2", x=(1, 1)) == "2*x"
    with pytest.raises(CotangentError):
        text_of("x**2", x=(2,))


def test_unknown_variable() -> None:
    with pytest.raises(UnknownNameError, match="no variable z"):
        text_of("x**2", "z")


def test_constants_without_value_have_no_closed_form() -> None:
    with pytest.raises(InputError) as caught:
        text_of("x*log(0)")
    assert caught.value.code == "no-closed-form"


def test_huge_constant_is_refused_before_it_is_computed() -> None:
    with pytest.raises(LimitError) as caught:
        text_of("x*9**9**9**9")
    assert caught.value.code == "huge-constant"


def test_detach_holds_a_value_constant() -> None:
    assert text_of("x*detach(x)") == "detach(x)"
    assert text_of("detach(x)**2") == "0"


def test_ties_of_a_maximum_share() -> None:
    assert value_of(text_of("max(x)", x=(3,)), x=[2, 2, 1]).tolist() == [0.5, 0.5, 0]
    assert value_of(text_of("maximum(x, 1)"), x=1) == 0.5


def test_the_largest_entry_is_found_to_the_bit() -> None:
    """What is compared with a maximum is computed as the maximum's operand was."""
    text = text_of("max(9*((x + s) + sum(c)))", x=(3,), s=(), c=(2,))
    rng = np.random.default_rng(1)
    for _ in range(20):
        values = {"x": rng.normal(size=3), "s": rng.normal(), "c": rng.normal(size=2)}
        assert value_of(text, **values).sum() == 9


def test_extremes_of_one_entry_and_of_equal_entries() -> None:
    assert text_of("max(ravel(x**2))") == "2*x"
    assert text_of("prod(ravel(x**2))") == "2*x"
    assert float(value_of(text_of("max(x*ones((3,)))"), x=2.0)) == 1


def test_sums_of_nothing() -> None:
    text = text_of("sum(sum(x[1:]*(3 + x), axis=0, keepdims=true))", x=(1, 3))
    assert value_of(text, x=[[1, 2, 3]]).tolist() == [[0, 0, 0]]


def test_conditions_on_conditions_are_written_out() -> None:
    text = text_of("relu(relu(x))")
    assert [float(value_of(text, x=x)) for x in (-1.0, 2.0)] == [0, 1]
    text = text_of("where(where(y > 0, x, 1) > 0, x**2, 0)")
    assert float(value_of(text, x=3.0, y=1.0)) == 6


def test_products_are_right_at_zeros() -> None:
    assert value_of(text_of("prod(x)", x=(3,)), x=[2, 0, 3]).tolist() == [0, 6, 0]
    assert value_of(text_of("prod(x)", x=(3,)), x=[0, 0, 3]).tolist() == [0, 0, 0]
    singular = value_of(text_of("det(x)", x=(2, 2)), x=[[1, 2], [2, 4]])
    np.testing.assert_allclose(singular, [[4, -2], [-2, 1]], rtol=1e-12)


def test_names_that_sympy_knows_are_variables() -> None:
    for name in ("E", "I", "S", "N", "Q", "beta", "gamma", "zeta", "lambda", "u0", "Symbol"):
        assert text_of(f"{name}**2", name) == f"2*{name}"


def test_sympy_is_loaded_late() -> None:
    code = "import sys, symgrad, symgrad.graph.build; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
