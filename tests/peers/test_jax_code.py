"""Code for JAX says what symgrad says, for every row, and jax.grad agrees with it."""

from __future__ import annotations

import numpy as np
import pytest

import symgrad as sg
from symgrad.ops.table import OPS
from symgrad.symbolic.export.jax_target import JAX
from tests.exported import differing, run, self_check
from tests.growing import sample_graph, sample_shapes

jax = pytest.importorskip("jax", reason="JAX is not installed: pip install symgrad[peers]")

ROWS = [name for name, op in OPS.items() if not op.values_only]


@pytest.fixture(autouse=True)
def _double() -> None:
    jax.config.update("jax_enable_x64", True)


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS)
def test_every_row_as_jax_code(row: str) -> None:
    """On the first samples: JAX takes a second for what NumPy and PyTorch do at once."""
    op = OPS[row]
    assert [found for sample in op.samples[:2] if (found := differing(op, sample, JAX))] == []


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS)
def test_every_row_checks_itself_by_jax(row: str) -> None:
    sample = OPS[row].samples[0]
    weights = np.random.default_rng(0).normal(size=sample_graph(sample).output.shape).round(2)
    code = sg.code(sample.text, to="jax", shapes=sample_shapes(sample), cotangent=weights)
    status, line = self_check(code)
    assert status == 0, line


def test_the_self_check_can_fail() -> None:
    code = sg.code("sum(sin(x**2))", to="jax", shapes={"x": 3})
    assert self_check(code)[0] == 0
    assert self_check(code.replace("grad_x = 2*", "grad_x = 3*"))[0] == 1
    assert self_check(code.replace("grad_x = 2*", 'grad_x = float("nan")*'))[0] == 1


def test_code_can_be_compiled() -> None:
    code = sg.code("norm(A @ x - b)**2", to="jax", shapes={"A": ("m", "n"), "x": "n", "b": "m"})
    function = jax.jit(run(code)["value_and_grad"])
    value, (by_a, by_x, by_b) = function([[1, 2], [3, 4]], [1, 1], [0, 0])
    assert float(value) == pytest.approx(58)
    assert np.allclose(by_x, [48, 68])
    assert by_a.shape == (2, 2)
    assert np.allclose(by_b, [-6, -14])
