"""What torch has not: the formula of what was computed, and a verdict on its gradient."""

from __future__ import annotations

import numpy as np
import pytest

import symgrad as sg
import symgrad.eager as torch
from symgrad.errors import ArgumentError, InputError


def test_the_gradient_of_a_computed_tensor() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = ((x + 2) * (x - 2)).sum()
    report = sg.grad(y)
    assert report.formulas == {"x0": "2*x0"}
    assert report.verdict.status == "agree"
    y.backward()
    np.testing.assert_array_equal(report.gradients["x0"], x.grad.numpy())


def test_names_and_chosen_leaves() -> None:
    A = torch.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
    b = torch.tensor([0.5, -1.0], requires_grad=True)
    A.name, b.name = "A", "b"
    y = (A @ b).norm() ** 2
    assert str(sg.derive(y, wrt=b)) == "2*A.T @ (A @ b)"
    both = sg.derive(y, wrt=[A, b])
    assert set(both) == {"A", "b"}
    assert str(both["A"]) == "2*outer(A @ b, b)"


def test_control_flow_is_recorded_as_it_ran() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    y = x
    while y.item() < 50:
        y = y * x
    assert sg.grad(y).formulas["x0"] == "4*x0**3"


def test_data_are_constants_of_the_formula() -> None:
    w = torch.tensor([0.5, 2.0], requires_grad=True)
    data = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    report = sg.grad((data @ w).sum())
    assert list(report.formulas) == ["x1"] or list(report.formulas) == ["x0"]
    assert report.verdict.status == "agree"


def test_a_function_is_recorded() -> None:
    def loss(w: torch.Tensor, X: torch.Tensor) -> torch.Tensor:
        return torch.log1p(torch.exp(-(X @ w))).sum()

    report = sg.grad(loss, w=[0.5, -1.0], X=[[1.0, 2.0], [3.0, 4.0]], wrt="w")
    assert report.formulas["w"] == "-X.T @ sigmoid(-X @ w)"
    assert report.verdict.status == "agree"
    assert report.verdict.bits > 0


def test_a_kink_of_a_recorded_function() -> None:
    report = sg.grad(lambda x: torch.relu(x).sum(), x=[0.0, 1.0])
    assert report.verdict.status == "kink"
    assert report.verdict.kinks[0].right == 1.0


def test_a_function_of_ones_own_has_no_formula() -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, y_bar):
            (x,) = ctx.saved_tensors
            return 2 * x * y_bar

    x = torch.tensor(3.0, requires_grad=True)
    with pytest.raises(InputError, match="has no expression"):
        sg.grad(Square.apply(x) + 1)


def test_wrong_subjects_are_refused() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    with pytest.raises(ArgumentError, match="values already"):
        sg.grad(x * x, x=3.0)
    with pytest.raises(ArgumentError, match="neither text"):
        sg.grad(5)
    with pytest.raises(InputError, match="not a tensor"):
        sg.grad(lambda x: 3.0, x=1.0)
    with pytest.raises(ArgumentError, match="not computed from that leaf"):
        sg.derive(x * x, wrt=torch.tensor(1.0, requires_grad=True))


def test_gradcheck_of_rows_and_of_ones_own() -> None:
    x = torch.tensor([0.3, -1.2], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: torch.tanh(x) * x.sum(), (x,))

    class Nearly(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return torch.tanh(x)

        @staticmethod
        def backward(ctx, y_bar):
            (x,) = ctx.saved_tensors
            return 1.001 * y_bar * (1 - torch.tanh(x) ** 2)

    # torch's own lets this pass.
    assert not torch.autograd.gradcheck(Nearly.apply, (x,), raise_exception=False)
    with pytest.raises(RuntimeError, match="Jacobian mismatch for output 0"):
        torch.autograd.gradcheck(Nearly.apply, (x,))
    with pytest.raises(ValueError, match="at least one input"):
        torch.autograd.gradcheck(torch.sin, (torch.ones(2),))


def test_jacobian_and_hessian() -> None:
    x = torch.tensor([1.0, 2.0])
    jacobian = torch.autograd.functional.jacobian(lambda x: x**2 * x[0], x)
    np.testing.assert_array_equal(jacobian.numpy(), [[3.0, 0.0], [4.0, 4.0]])
    hessian = torch.autograd.functional.hessian(lambda x, y: x**2 @ y, (x, x))
    np.testing.assert_array_equal(hessian[0][0].numpy(), [[2.0, 0.0], [0.0, 4.0]])
    np.testing.assert_array_equal(hessian[1][1].numpy(), np.zeros((2, 2)))
