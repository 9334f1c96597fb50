"""float32 stays float32, and whole numbers count as reals, through every row."""

from __future__ import annotations

import numpy as np
import pytest

import symgrad as sg
from symgrad.ops.row import Op, Sample
from symgrad.ops.table import OPS
from tests.growing import sample_graph
from tests.laws import differentiated, sample_values

SAMPLES = [
    pytest.param(op, sample, id=f"{op.name}-{number}")
    for op in OPS.values()
    for number, sample in enumerate(op.samples[:4])
    if not op.values_only
]


@pytest.mark.parametrize(("op", "sample"), SAMPLES)
def test_float32_stays_float32(op: Op, sample: Sample) -> None:
    values = sample_values(sample)
    value = sg.evaluate(sample.text, values, dtype="float32")
    assert value.dtype == np.float32
    if not differentiated(sample_graph(sample)) or not value.size:
        return
    r = sg.grad(sample.text, values, dtype="float32", cotangent=np.ones(value.shape))
    assert r.verdict is not None
    assert r.verdict.status in ("agree", "inconclusive"), str(r)
    exact = sg.grad(sample.text, values, cotangent=np.ones(value.shape))
    for name, found in r.gradients.items():
        assert found.dtype == np.float32
        size = np.max(np.abs(exact.gradients[name]), initial=1.0)
        np.testing.assert_allclose(found, exact.gradients[name], rtol=2e-4, atol=2e-5 * size)


def test_whole_numbers_are_reals() -> None:
    r = sg.grad("sum(x**2/3)", x=np.array([1, 2, 3], dtype=np.int32))
    assert r.gradients["x"].dtype == np.float64
    np.testing.assert_allclose(r.gradients["x"], [2 / 3, 4 / 3, 2])
    assert sg.grad("x/2", x=True).value == 0.5
