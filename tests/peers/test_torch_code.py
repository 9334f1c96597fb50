"""Code for PyTorch says what symgrad says, for every row, and autograd agrees with it."""

from __future__ import annotations

import numpy as np
import pytest

import symgrad as sg
from symgrad.ops.table import OPS
from symgrad.symbolic.export.torch_target import TORCH
from tests.exported import differing, run, self_check
from tests.growing import sample_graph, sample_shapes

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install symgrad[peers]")

ROWS = [name for name, op in OPS.items() if not op.values_only]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_as_torch_code(row: str) -> None:
    op = OPS[row]
    assert [found for sample in op.samples if (found := differing(op, sample, TORCH))] == []


@pytest.mark.parametrize("row", ROWS)
def test_every_row_checks_itself_by_autograd(row: str) -> None:
    sample = OPS[row].samples[0]
    weights = np.random.default_rng(0).normal(size=sample_graph(sample).output.shape).round(2)
    code = sg.code(sample.text, to="torch", shapes=sample_shapes(sample), cotangent=weights)
    status, line = self_check(code)
    assert status == 0, line
    assert line.endswith("from torch.autograd's\n")


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("sum(x*y)", {"x": (0, 2), "y": 2}),
        ("sum(A @ B)", {"A": (0, 3), "B": (3, 0)}),
        ("det(A)", {"A": (0, 0)}),
        ("sum(X @ w)", {"X": (40, 30), "w": 30}),
    ],
)
def test_empty_and_long_points_keep_their_shape(text: str, shapes: dict[str, object]) -> None:
    status, line = self_check(sg.code(text, to="torch", shapes=shapes))
    assert status == 0, line


def test_the_self_check_can_fail() -> None:
    code = sg.code("sum(sin(x**2))", to="torch", shapes={"x": 3})
    assert self_check(code)[0] == 0
    assert self_check(code.replace("grad_x = 2*", "grad_x = 3*"))[0] == 1
    assert self_check(code.replace("grad_x = 2*", 'grad_x = float("nan")*'))[0] == 1


def test_tensors_that_record_go_through() -> None:
    code = sg.code("sum(x**3) + where(1 < 2, 3, 4)", to="torch", shapes={"x": 2})
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    value, gradient = run(code)["value_and_grad"](x)
    value.backward()
    assert x.grad.tolist() == gradient.tolist() == [3, 12]


def test_numbers_become_tensors_where_torch_wants_them() -> None:
    code = sg.code("maximum(x, 2) + exp(2)*x + where(x > 0, 0.1, 0.2)", to="torch")
    value, gradient = run(code)["value_and_grad"](3.0)
    assert float(value) == pytest.approx(3 + 3 * np.exp(2) + 0.1, rel=1e-15)
    assert float(gradient) == pytest.approx(1 + np.exp(2), rel=1e-15)


@pytest.mark.parametrize(("x", "slope"), [(-800.0, 0.0), (-40.0, np.exp(-40)), (800.0, 1.0)])
def test_softplus_keeps_its_digits(x: float, slope: float) -> None:
    value, gradient = run(sg.code("softplus(x)", to="torch"))["value_and_grad"](x)
    assert float(value) == pytest.approx(np.logaddexp(x, 0), rel=1e-14)
    assert float(gradient) == pytest.approx(slope, rel=1e-14)
    between = run(sg.code("softplus(x)", to="torch"))["value_and_grad"](20.5)[0]
    assert float(between) == pytest.approx(np.logaddexp(20.5, 0), rel=1e-15)
