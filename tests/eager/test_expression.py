"""The expression of what was computed: it prints, and it has the value and the slope."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import symgrad.eager as eager
from symgrad.errors import InputError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.source import Source

CASES: dict[str, Callable[[eager.Tensor, eager.Tensor], eager.Tensor]] = {
    "sum((x + 2)*(x - 2))": lambda x, w: ((x + 2) * (x - 2)).sum(),
    "sum(1/x*0.1)": lambda x, w: (1 / x * 0.1).sum(),
    "sum(x @ w)": lambda x, w: (x @ w).sum(),
    "sum(x*x)": lambda x, w: (x * x).sum(),
    "sum(where(x > 1, x, x*3))": lambda x, w: eager.where(x > 1, x, x * 3).sum(),
    "sum(squeeze(take_along_axis(x, x0)))": lambda x, w: x.max(1)[0].sum(),
    "sum(x[:, 0]*w)": lambda x, w: (x[:, 0] * w).sum(),
    "mean(softmax(x)*w)": lambda x, w: (x.softmax(1) * w).mean(),
    "sum(sqrt(x) + clip(x, 1.5, inf))": lambda x, w: (x.sqrt() + x.clamp(min=1.5)).sum(),
    "var(x, ddof=1)": lambda x, w: x.var(),
    "sum(x[:1]*x[1:])": lambda x, w: (lambda a, b: (a * b).sum())(*x.split(1)),
}


def leaves() -> tuple[eager.Tensor, eager.Tensor]:
    x = eager.tensor([[1.2, 2.0], [3.0, 4.0]], dtype=eager.float64, requires_grad=True)
    w = eager.tensor([0.5, -1.0], dtype=eager.float64, requires_grad=True)
    x.name, w.name = "x", "w"
    return x, w


@pytest.mark.parametrize("text", CASES)
def test_text_value_and_slope(text: str) -> None:
    x, w = leaves()
    y = CASES[text](x, w)
    found = y.__symgrad_graph__()
    assert str(found.graph) == text
    (value,) = evaluate([found.graph.output], found.values)
    assert value == pytest.approx(y.item())
    y.backward()
    node = next(each for each in found.graph.inputs if each.name == "x")
    (slope,) = evaluate(reverse(found.graph.output, [node]), found.values)
    np.testing.assert_allclose(slope, x.grad.numpy())


def test_it_is_there_after_the_sweep_and_can_be_read_back() -> None:
    x, w = leaves()
    y = (x @ w).exp().sum()
    y.backward()
    graph: Graph = y.graph
    again = build(parse(Source(str(graph))), graph.shapes)
    assert str(again) == str(graph) == "sum(exp(x @ w))"


def test_names_are_made_where_there_are_none() -> None:
    a, b = eager.ones(2, requires_grad=True), eager.ones(2)
    b.name = "x0"
    found = (a * b).sum().__symgrad_graph__()
    assert str(found.graph) == "sum(x1*x0)"
    assert found.wrt == ("x1",)


def test_a_function_of_ones_own_has_none() -> None:
    class Same(eager.autograd.Function):
        @staticmethod
        def forward(ctx: object, x: eager.Tensor) -> eager.Tensor:
            return x * 1

    with pytest.raises(InputError, match="SameBackward"):
        _ = Same.apply(eager.ones(1, requires_grad=True)).graph
