"""What a computation leaves behind: nodes, edges, leaves, and the values that are kept."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import symgrad.eager as eager
from symgrad.eager.node import Node


def node_of(tensor: eager.Tensor) -> Node:
    node = tensor.grad_fn
    assert node is not None
    return node


def test_a_sum_of_products_leaves_its_nodes() -> None:
    x = eager.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = ((x + 2) * (x - 2)).sum()
    product = node_of(y).next_functions[0][0]
    assert [node_of(y).name(), product.name()] == ["SumBackward0", "MulBackward0"]
    assert [each.name() for each, _ in product.next_functions] == ["AddBackward0", "SubBackward0"]
    (end, number), constant = product.next_functions[0][0].next_functions
    assert (end.variable, number, constant) == (x, 0, (None, 0))


def test_control_flow_is_recorded_as_it_ran() -> None:
    x = eager.tensor(3.0, requires_grad=True)
    y = x
    while y < 100:
        y = y * x if y < 10 else y + 40
    y.backward()
    # 3*3*3 = 27, then + 40 twice: the slope is 3 x^2.
    assert y.item() == 107
    assert x.grad.item() == 27


def test_constants_and_detached_tensors_are_leaves() -> None:
    x = eager.ones(2, requires_grad=True)
    y = x * 2
    assert (x.is_leaf, y.is_leaf, y.detach().is_leaf) == (True, False, True)
    assert not (eager.ones(2) * 2).requires_grad
    assert x.grad_fn is None


def test_integers_cannot_want_a_gradient() -> None:
    with pytest.raises(RuntimeError, match="Only Tensors of floating point"):
        eager.tensor([1, 2], requires_grad=True)


def test_leaves_are_fed_through_every_use() -> None:
    x = eager.tensor([2.0, 3.0], requires_grad=True)
    (x * x + x).sum().backward()
    assert x.grad.tolist() == [5.0, 7.0]


def test_gradients_do_not_share_memory() -> None:
    a, b = eager.ones(3, requires_grad=True), eager.ones(3, requires_grad=True)
    seed = eager.ones(3)
    (a + b).backward(seed)
    a.grad.zero_()
    assert b.grad.tolist() == [1, 1, 1]
    assert seed.tolist() == [1, 1, 1]


def test_a_repeated_operand_gets_its_share_summed() -> None:
    row = eager.tensor([1.0, 2.0, 3.0], requires_grad=True)
    column = eager.tensor([[1.0], [2.0]], requires_grad=True)
    (row * column + row - column).sum().backward()
    assert row.grad.tolist() == [5, 5, 5]
    assert column.grad.tolist() == [[3], [3]]


def test_values_are_freed_by_the_sweep() -> None:
    x = eager.ones(1000, requires_grad=True)
    y = (x * 2).exp()
    held = weakref.ref(y._value)
    loss = y.sum()
    del y
    gc.collect()
    assert held() is not None
    loss.backward()
    assert held() is None


def test_nothing_waits_for_the_garbage_collector() -> None:
    gc.disable()
    try:
        x = eager.ones(3, requires_grad=True)
        y = (x * 2).exp().sum()
        node = weakref.ref(node_of(y))
        del y
        assert node() is None
    finally:
        gc.enable()


def test_large_values_that_no_rule_reads_are_not_kept() -> None:
    x = eager.ones(100_000, requires_grad=True)
    y = x + 1
    held = weakref.ref(y._value)
    z = y + 1
    del y
    assert held() is None
    mean = z.mean()
    held = weakref.ref(z._value)
    del z
    assert held() is None
    mean.backward()
    assert x.grad[0].item() == pytest.approx(1e-5)


def test_depth_is_no_limit() -> None:
    x = eager.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y * 1.0
    y.backward()
    assert x.grad.item() == 1
    del y


def test_an_array_is_shared_with_numpy() -> None:
    x = eager.zeros(2)
    array = x.numpy()
    x.add_(1)
    assert array.tolist() == [1, 1]
    array[0] = 5
    assert x.tolist() == [5, 1]
    single = eager.tensor(1.0)
    view = single.numpy()
    view[...] = 4
    assert single.item() == 4


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        (eager.ones(2), eager.ones(2, dtype=eager.float64), "float64"),
        (eager.ones(2), eager.tensor(1.0, dtype=eager.float64), "float32"),
        (eager.ones(2, dtype=eager.int64), 1.5, "float32"),
        (eager.ones(2, dtype=eager.int32), eager.ones(2, dtype=eager.int64), "int64"),
        (eager.tensor([True]), 1, "int64"),
        (eager.tensor(1), eager.ones(2), "float32"),
    ],
)
def test_types_are_promoted(left: eager.Tensor, right: object, found: str) -> None:
    assert (left + right).dtype.name == found


def test_a_gradient_has_the_type_of_its_leaf() -> None:
    x = eager.ones(2, requires_grad=True)
    (x * eager.ones(2, dtype=eager.float64)).sum().backward()
    assert x.grad.dtype is eager.float32


def test_overflow_is_a_value_and_no_warning() -> None:
    x = eager.tensor([1e38], requires_grad=True)
    y = x * 1e30
    y.backward()
    assert np.isinf(y.item())
    assert (eager.tensor(0.0) / 0).isnan().item()
