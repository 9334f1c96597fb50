"""Operations of one's own: the context, several results, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

import symgrad.eager as eager
from symgrad.eager import autograd
from symgrad.eager.autograd.function import once_differentiable


class Cube(autograd.Function):
    @staticmethod
    def forward(x: Any) -> Any:
        return x**3

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        (x,) = ctx.saved_tensors
        return 3 * x * x * grad


class SplitSum(autograd.Function):
    """a + b and a - b; only the first argument wants a slope where the second is a number."""

    @staticmethod
    def forward(ctx: Any, a: Any, b: Any) -> Any:
        ctx.needed = ctx.needs_input_grad
        return a + b, a - b

    @staticmethod
    def backward(ctx: Any, plus: Any, minus: Any) -> Any:
        return plus + minus, (plus - minus) if ctx.needs_input_grad[1] else None


def test_a_cube_and_its_second_derivative() -> None:
    x = eager.tensor([1.0, 2.0], requires_grad=True)
    y = Cube.apply(x)
    assert type(y.grad_fn).__name__ == "CubeBackward"
    (slope,) = autograd.grad(y.sum(), x, create_graph=True)
    slope.sum().backward()
    assert slope.tolist() == [3, 12]
    assert x.grad.tolist() == [6, 12]


def test_several_results() -> None:
    a = eager.tensor([1.0, 2.0], requires_grad=True)
    b = eager.tensor([3.0, 5.0], requires_grad=True)
    plus, minus = SplitSum.apply(a, b)
    assert plus.grad_fn is minus.grad_fn
    (plus * 2 + minus).sum().backward()
    assert a.grad.tolist() == [3, 3]
    assert b.grad.tolist() == [1, 1]


def test_a_missing_cotangent_is_zeros() -> None:
    a = eager.tensor([1.0], requires_grad=True)
    _, minus = SplitSum.apply(a, 2.0)
    minus.backward()
    assert a.grad.tolist() == [1]


def test_a_wrong_number_of_gradients() -> None:
    class Wrong(autograd.Function):
        @staticmethod
        def forward(ctx: Any, a: Any, b: Any) -> Any:
            return a * b

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad

    y = Wrong.apply(eager.ones(1, requires_grad=True), 2.0)
    with pytest.raises(RuntimeError, match="WrongBackward returned an incorrect number of grad"):
        y.backward()


def test_once_is_once() -> None:
    class Once(autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        @once_differentiable
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * 2

    x = eager.ones(1, requires_grad=True)
    (slope,) = autograd.grad(Once.apply(x) ** 2, x, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.backward()


def test_results_without_a_derivative() -> None:
    class Ranked(autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            order = x.argsort()
            ranks = order.float()
            ctx.mark_non_differentiable(ranks)
            return x * 2, ranks

        @staticmethod
        def backward(ctx: Any, grad: Any, ranks: Any) -> Any:
            return grad * 2

    x = eager.tensor([2.0, 1.0], requires_grad=True)
    doubled, ranks = Ranked.apply(x)
    assert (doubled.requires_grad, ranks.requires_grad) == (True, False)


def test_saved_values_are_freed() -> None:
    x = eager.ones(1, requires_grad=True)
    y = Cube.apply(x)
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()
