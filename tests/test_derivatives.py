"""Jacobians, Hessians and derivatives along tangents, over every row and by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import ArgumentError, CotangentError, InputError, LimitError, UnknownNameError
from symgrad.numeric import jacobian as jacobians
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.forward import forward
from symgrad.ops.row import Op, Sample
from symgrad.ops.table import OPS
from tests.growing import sample_graph
from tests.laws import differentiated, draw, pulled_back, sample_values

SAMPLES = [
    pytest.param(op, sample, id=f"{op.name}-{number}")
    for op in OPS.values()
    for number, sample in enumerate(op.samples)
    if op.result == "real" and not op.values_only
]
FIRST = [
    pytest.param(op, op.samples[0], id=op.name)
    for op in OPS.values()
    if op.result == "real" and op.samples and differentiated(sample_graph(op.samples[0]))
]


@pytest.mark.parametrize(("op", "sample"), SAMPLES)
def test_forward_and_reverse_are_transposes(op: Op, sample: Sample) -> None:
    """<y_bar, J v> by the forward sweep is <J'y_bar, v> by the reverse sweep."""
    graph, values = sample_graph(sample), sample_values(sample)
    names = differentiated(graph)
    rng = draw(op, sample, "tangent")
    tangents = {name: rng.normal(size=values[name].shape) for name in names}
    y_bar = rng.normal(size=graph.output.shape)
    moving = [node for node in graph.inputs if node.name in names]
    along = [graph.table.variable(f"{node.name}_dot", node.shape) for node in moving]
    point = {**values, **{f"{name}_dot": v for name, v in tangents.items()}}
    (pushed,) = evaluate([forward(graph.output, moving, along)], point)
    assert pushed.shape == graph.output.shape
    pulled = pulled_back(graph, values, y_bar)
    expected = sum(np.sum(x * tangents[n]) for x, n in zip(pulled, names, strict=True))
    size = max(1.0, float(np.sum(np.abs(y_bar * pushed))))
    assert abs(np.sum(y_bar * pushed) - expected) <= 1e-11 * size


@pytest.mark.parametrize(("op", "sample"), FIRST)
def test_closed_and_numeric_jacobians_agree(op: Op, sample: Sample) -> None:
    report = sg.jacobian(sample.text, sample_values(sample))
    assert report.verdict is not None
    assert report.verdict.status == "agree", str(report)


@pytest.mark.parametrize(("op", "sample"), FIRST)
def test_closed_and_numeric_hessians_agree(op: Op, sample: Sample) -> None:
    text = f"sum(({sample.text})**2 + ({sample.text})/3)" if ";" not in sample.text else sample.text
    report = sg.hessian(text, sample_values(sample))
    assert report.verdict is not None
    assert report.verdict.status == "agree", str(report)
    for x, y in report.hessians:
        found, turned = report.hessians[x, y], report.hessians[y, x]
        front = tuple(range(len(report.inputs[[i.name for i in report.inputs].index(x)].shape)))
        back = tuple(range(len(front), found.ndim))
        other = turned.transpose([*range(len(back), turned.ndim), *range(len(back))])
        np.testing.assert_allclose(found, other, rtol=1e-9, atol=1e-12)


def test_both_directions_give_the_same_jacobian(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = sg.parse("tanh(W @ x)*sum(x)", shapes={"W": (3, 4), "x": (4,)})
    rng = np.random.default_rng(5)
    values = {"W": rng.normal(size=(3, 4)), "x": rng.normal(size=4)}
    found = {}
    for backward in (True, False):
        monkeypatch.setattr(jacobians, "_backward", lambda output, x, b=backward: b)
        for node in graph.inputs:
            found[backward, node.name] = jacobians.jacobian(graph.output, node, values)
    for name, shape in (("W", (3, 3, 4)), ("x", (3, 4))):
        assert found[True, name].shape == shape
        np.testing.assert_allclose(found[True, name], found[False, name], rtol=1e-13)


def test_jacobian_by_hand() -> None:
    r = sg.jacobian("[x*y, x**2, 3]", x=2, y=5)
    assert r.jacobians["x"].tolist() == [5, 4, 0]
    assert r.jacobians["y"].tolist() == [2, 0, 0]
    r = sg.jacobian("x*y", x=[1, 2], y=[3, 4])
    assert r.jacobians["x"].tolist() == [[3, 0], [0, 4]]
    assert r.formulas["x"] == "diag(y)"


def test_the_axes_of_the_output_come_first() -> None:
    r = sg.jacobian("sum(x, axis=0)", x=[[1, 2, 3], [4, 5, 6]])
    assert r.jacobians["x"].shape == (3, 2, 3)
    assert r.jacobians["x"][1].tolist() == [[0, 1, 0], [0, 1, 0]]
    assert "axes (3,) + (2, 3): those of f, then those of x" in str(r)


def test_hessian_by_hand() -> None:
    r = sg.hessian("x**3*y + x*y**2", x=2, y=5)
    values = {key: found.item() for key, found in r.hessians.items()}
    assert values == {("x", "x"): 60, ("x", "y"): 22, ("y", "x"): 22, ("y", "y"): 4}
    assert r.formulas["y,y"] == "2*x"


def test_hessian_with_named_sizes() -> None:
    r = sg.hessian("norm(A@x-b)**2", wrt="x", shapes={"A": ("m", "n"), "x": "n", "b": "m"})
    assert r.formulas["x,x"] == "2*A.T @ A"
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_tangent_by_hand() -> None:
    r = sg.grad("x*y", x=[1, 2], y=[3, 4], tangent={"x": [1, 10]})
    assert r.along is not None
    assert r.along.tolist() == [3, 40]
    assert r.formulas[""] == "y*dx"
    r = sg.grad("x**2*dx", x=3, dx=2, tangent={"x": 1, "dx": 1})
    assert r.along is not None
    assert r.along.item() == 21
    assert set(r.tangents) == {"x", "dx"}
    assert not set(r.tangents.values()) & {"x", "dx"}


def test_a_tangent_of_one_number_is_that_of_every_entry() -> None:
    r = sg.grad("A @ x", A=[[1, 2], [3, 4]], x=[5, 6], tangent={"x": 1})
    assert r.along is not None
    assert r.along.tolist() == [3, 7]


def test_a_kink_is_named_in_the_entries_it_touches() -> None:
    r = sg.jacobian("relu(x)", x=[0, 1])
    assert r.verdict is not None
    assert r.verdict.status == "kink"
    assert [row.status for row in r.rows] == ["kink", "agree", "kink", "agree"]


@pytest.mark.parametrize(
    ("text", "x", "status"),
    [
        ("sum(x**1.5)", [0, 1], "undefined"),
        ("sum(abs(x))", [0, 1], "kink"),
        ("relu(x)**2", 0, "kink"),
        ("x*abs(x)", 0, "kink"),
        ("norm(x)**2", [0, 0], "kink"),
        ("x**3", 0, "agree"),
    ],
)
def test_hessians_at_odd_places(text: str, x: Any, status: str) -> None:
    r = sg.hessian(text, x=x)
    assert r.verdict is not None
    assert r.verdict.status == status, str(r)


@pytest.mark.parametrize(
    "text", ["[abs(x), -abs(x)]", "[relu(x), -relu(x)]", "[x + abs(x), x - abs(x)]"]
)
def test_opposite_kinks_do_not_hide_each_other(text: str) -> None:
    for report in (sg.jacobian(text, x=0), sg.grad(text, x=0, tangent={"x": 1})):
        assert report.verdict is not None
        assert report.verdict.status == "kink"


@pytest.mark.parametrize(
    ("text", "y", "expected"),
    [
        ("sin(y)[0]**2", [0, 1], [[2, 0], [0, 0]]),
        ("exp(y)[0]*(y[1] - 1)", [0, 1], [[0, 1], [1, 0]]),
        ("sum(sin(y)[::-1]**2)", [0, 0], [[2, 0], [0, 2]]),
        ("sum(take(sin(y), [0, 0])**2)", [0, 1], [[4, 0], [0, 0]]),
        ("sum(where(y < 5, sin(y)**2, 0))", [0, 0], [[2, 0], [0, 2]]),
    ],
)
def test_a_zero_gradient_hides_no_second_derivative(
    text: str, y: list[float], expected: list[list[float]]
) -> None:
    r = sg.hessian(text, y=y)
    np.testing.assert_allclose(r.hessians["y", "y"], expected, atol=1e-15)
    assert r.verdict is not None
    assert r.verdict.status == "agree"


@pytest.mark.parametrize(
    "text",
    [
        "where(s > 0, logdet(A), s)",
        "where(s > 0, sum(A @ (1/x)), s)",
        "where(s > 0, prod(1/x), s)",
        "where(s > 0, sum(inv(A) @ x), s)",
        "where(s > 0, sum(solve(A, x)), s)",
        "where(s > 0, sum(cumprod(1/x)), s)",
        "where(s > 0, sum(softmax(1/x)**2), s)",
    ],
)
def test_no_nan_leaks_from_the_branch_not_taken(text: str) -> None:
    values = {"s": -1, "A": [[0, 0], [0, 0]], "x": [0, 1]}
    r = sg.grad(text, {n: v for n, v in values.items() if re.search(rf"\b{n}\b", text)})
    for name, found in r.gradients.items():
        np.testing.assert_array_equal(found, np.ones(()) if name == "s" else 0 * found)


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("trace(sqrt(A))", [[0.5, 0], [0, 0.5]]),
        ("sum(diag(sqrt(A)))", [[0.5, 0], [0, 0.5]]),
        ("sqrt(A)[0, 0]", [[0.5, 0], [0, 0]]),
    ],
)
def test_entries_left_out_need_no_slope(text: str, slope: list[list[float]]) -> None:
    r = sg.grad(text, A=[[1, 0], [0, 1]])
    assert r.gradients["A"].tolist() == slope
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_the_cost_of_a_tangent_is_linear_in_the_graph() -> None:
    """Counted in nodes made, not in seconds."""
    made = []
    for depth in (50, 100):
        graph = sg.parse(
            "; ".join(["y = x"] + ["y = A @ tanh(y)"] * depth) + "; y",
            shapes={"A": (2, 2), "x": (2,)},
        )
        before = len(graph.table)
        dx = graph.table.variable("dx", (2,))
        (x,) = (node for node in graph.inputs if node.name == "x")
        forward(graph.output, [x], [dx])
        made.append(len(graph.table) - before)
    assert made[1] <= 2.1 * made[0]


def test_a_branch_not_taken_stays_silent() -> None:
    r = sg.jacobian("where(x > 0, log(x), x)", x=[-1, 2])
    assert r.jacobians["x"].tolist() == [[1, 0], [0, 0.5]]
    r = sg.grad("where(x > 0, sqrt(x), 0)", x=[-1, 4], tangent={"x": 1})
    assert r.along is not None
    assert r.along.tolist() == [0, 0.25]
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_misuse() -> None:
    with pytest.raises(CotangentError, match="shape \\(2,\\)") as caught:
        sg.hessian("x*y", x=[1, 2], y=[3, 4])
    assert caught.value.span is not None
    with pytest.raises(UnknownNameError, match="no variable z"):
        sg.grad("x*2", x=1, tangent={"z": 1})
    with pytest.raises(InputError, match="shape"):
        sg.grad("x*2", x=[1, 2], tangent={"x": [1, 2, 3]})
    with pytest.raises(ArgumentError, match="do not go together"):
        sg.grad("x*2", x=1, tangent={"x": 1}, cotangent=1)
    with pytest.raises(LimitError):
        sg.jacobian("x*2", x=np.ones(20_000))
    for odd in ({"tangent": {}}, {"points": 0}, {"points": -1}, {"witness": "foo"}):
        with pytest.raises(ArgumentError):
            sg.grad("x*2", {"x": 1}, **odd)  # type: ignore[arg-type]


def test_a_wrong_rule_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from symgrad.graph.graph import Graph

    def broken(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
        return y_bar * xp.cos(x) * 1.01

    monkeypatch.setitem(OPS, "sin", replace(OPS["sin"], vjp=(broken,)))
    assert isinstance(sg.parse("sin(x)"), Graph)
    for report in (
        sg.jacobian("sin(x)", x=[1, 2]),
        sg.hessian("sum(sin(x))", x=[1, 2]),
        sg.grad("sin(x)", x=1, tangent={"x": 1}),
    ):
        assert report.verdict is not None
        assert report.verdict.status == "disagree"
