"""Functions of networks against numbers worked out by hand."""

from __future__ import annotations

import pytest

import symgrad.eager as eager
from symgrad.eager.nn import functional as F  # noqa: N812


def test_a_linear_layer_is_one_node() -> None:
    x = eager.tensor([[1.0, 2.0]], requires_grad=True)
    w = eager.tensor([[3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    b = eager.tensor([0.5, -0.5], requires_grad=True)
    y = F.linear(x, w, b)
    assert y.tolist() == [[11.5, 16.5]]
    assert y.grad_fn.name() == "AddmmBackward0"
    y.sum().backward()
    assert x.grad.tolist() == [[8, 10]]
    assert w.grad.tolist() == [[1, 2], [1, 2]]
    assert b.grad.tolist() == [1, 1]


def test_a_node_of_several_rows_can_be_differentiated_twice() -> None:
    a = eager.tensor([2.0, 3.0], requires_grad=True)
    b = a * a
    y = eager.addcmul(a, a, b)
    (slope,) = eager.autograd.grad(y.sum(), a, create_graph=True)
    slope.sum().backward()
    # a + a^3: 1 + 3 a^2, then 6 a.
    assert slope.tolist() == [13, 28]
    assert a.grad.tolist() == [12, 18]


def test_cross_entropy_of_equal_scores() -> None:
    x = eager.zeros(2, 4, requires_grad=True)
    loss = F.cross_entropy(x, eager.tensor([0, 3]))
    assert loss.item() == pytest.approx(1.3862944)
    loss.backward()
    assert x.grad.tolist()[0] == pytest.approx([-0.375, 0.125, 0.125, 0.125])


def test_a_convolution_counts_windows() -> None:
    x = eager.arange(9.0).reshape(1, 1, 3, 3)
    k = eager.ones(1, 1, 2, 2, requires_grad=True)
    y = F.conv2d(x, k)
    assert y.tolist() == [[[[8, 12], [20, 24]]]]
    (slope,) = eager.autograd.grad((y * y).sum(), k, create_graph=True)
    slope.sum().backward()
    # y^2 has the slope 2 sum of y times x; its slope again 2 times the sum of (sum of x)^2.
    assert k.grad.sum().item() == pytest.approx(2 * (8**2 + 12**2 + 20**2 + 24**2))


def test_rows_without_their_optional_operands() -> None:
    x = eager.tensor([[1.0, 2.0, 4.0]], requires_grad=True)
    y = F.layer_norm(x, (3,))
    (slope,) = eager.autograd.grad((y**3).sum(), x, create_graph=True)
    assert slope.sum().item() == pytest.approx(0, abs=1e-5)
    slope[0, 0].backward()
    assert x.grad.isfinite().all()


def test_matrices_times_a_vector_repeat_it() -> None:
    a = eager.ones(4, 2, 3)
    v = eager.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (slope,) = eager.autograd.grad(((a @ v) ** 2).sum(), v, create_graph=True)
    slope.sum().backward()
    # 8 rows of ones: 8 (sum of v)^2.
    assert slope.tolist() == [96, 96, 96]
    assert v.grad.tolist() == [48, 48, 48]


def test_an_embedding_adds_up_what_was_taken_twice() -> None:
    table = eager.zeros(3, 2, requires_grad=True)
    F.embedding(eager.tensor([2, 2, 0]), table).sum().backward()
    assert table.grad.tolist() == [[1, 1], [0, 0], [2, 2]]


def test_dropout_scales_what_is_left() -> None:
    eager.manual_seed(1)
    x = eager.ones(1000, requires_grad=True)
    y = F.dropout(x, 0.75)
    assert set(y.tolist()) == {0, 4}
    y.sum().backward()
    assert x.grad.tolist() == y.tolist()
    assert F.dropout(x, 0.75, training=False) is x


def test_steps_have_the_slope_zero() -> None:
    x = eager.tensor([0.4, -1.6], requires_grad=True)
    (x.floor() + x.sign() + x.round()).sum().backward()
    assert x.grad.tolist() == [0, 0]
