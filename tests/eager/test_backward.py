"""Sweeps: what they add up, what they refuse, and derivatives of higher order."""

from __future__ import annotations

import threading

import pytest

import symgrad.eager as eager
from symgrad.eager import autograd


def test_accumulation_and_starting_again() -> None:
    x = eager.tensor([1.0, 2.0], requires_grad=True)
    for _ in range(2):
        (x * x).sum().backward()
    assert x.grad.tolist() == [4, 8]
    x.grad.zero_()
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3, 3]


def test_a_graph_is_freed_unless_it_is_kept() -> None:
    x = eager.tensor(3.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 12
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        y.backward()


def test_what_keeps_no_values_can_run_again() -> None:
    x = eager.ones(3, requires_grad=True)
    y = (x + 1).sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [2, 2, 2]


def test_several_entries_need_a_cotangent() -> None:
    y = eager.ones(2, requires_grad=True) * 2
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar"):
        y.backward()
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        y.backward(eager.ones(3))


def test_only_the_inputs_named_get_a_gradient() -> None:
    a, b = eager.ones(2, requires_grad=True), eager.ones(2, requires_grad=True)
    (a * b).sum().backward(inputs=[b])
    assert a.grad is None
    assert b.grad.tolist() == [1, 1]


def test_grad_leaves_leaves_alone_and_reaches_between() -> None:
    x = eager.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    by_x, by_y = autograd.grad((y * 3).sum(), [x, y])
    assert by_x.tolist() == [6, 12]
    assert by_y.tolist() == [3, 3]
    assert x.grad is None


def test_unused_inputs() -> None:
    x, z = eager.ones(1, requires_grad=True), eager.ones(1, requires_grad=True)
    with pytest.raises(RuntimeError, match="appears to not have been used in the graph"):
        autograd.grad(x * 2, z)
    assert autograd.grad(x * 2, z, allow_unused=True) == (None,)
    assert autograd.grad(x * 2, z, materialize_grads=True)[0].tolist() == [0]


def test_derivatives_of_higher_order() -> None:
    x = eager.tensor([1.0, 2.0], dtype=eager.float64, requires_grad=True)
    y = (x**4).sum()
    found = []
    for _ in range(4):
        (slope,) = autograd.grad(y, x, create_graph=True)
        found.append(slope.tolist())
        y = slope.sum()
    assert found == [[4, 32], [12, 48], [24, 48], [24, 24]]


def test_a_recorded_sweep_through_several_rows() -> None:
    x = eager.tensor([[3.0, 1.0], [2.0, 5.0]], requires_grad=True)
    best = x.max(1)[0]
    (slope,) = autograd.grad((best**3).sum(), x, create_graph=True)
    slope.sum().backward()
    # 3 m^2, then 6 m, at the largest entries 3 and 5.
    assert slope.tolist() == [[27, 0], [0, 75]]
    assert x.grad.tolist() == [[18, 0], [0, 30]]


def test_hooks_change_what_passes() -> None:
    x = eager.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    seen: list[object] = []
    y.register_hook(lambda grad: seen.append(grad.tolist()))
    handle = y.register_hook(lambda grad: grad * 10)
    x.register_hook(lambda grad: grad + 1)
    y.sum().backward(retain_graph=True)
    assert seen == [[1, 1]]
    assert x.grad.tolist() == [21, 21]
    handle.remove()
    x.grad = None
    y.sum().backward()
    assert x.grad.tolist() == [3, 3]


def test_a_gradient_between_is_kept_on_demand() -> None:
    x = eager.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    with pytest.warns(UserWarning, match="not a leaf Tensor"):
        assert y.grad is None
    y.retain_grad()
    (y * y).sum().backward()
    assert y.grad.tolist() == [6, 12]


def test_results_of_one_node() -> None:
    x = eager.tensor([1.0, 2.0, 3.0], requires_grad=True)
    first, rest = x.split([1, 2])
    assert first.grad_fn is rest.grad_fn
    (rest * rest).sum().backward()
    assert x.grad.tolist() == [0, 4, 6]


def test_threads_have_modes_of_their_own() -> None:
    x = eager.ones(2, requires_grad=True)
    barrier = threading.Barrier(20)
    found: list[bool] = []

    def work(number: int) -> None:
        with eager.set_grad_enabled(number % 2 == 0):
            barrier.wait()
            found.append((x * 2).requires_grad == (number % 2 == 0))
            barrier.wait()
        v = eager.tensor([float(number)], requires_grad=True)
        (v * v).backward()
        found.append(v.grad.item() == 2 * number)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 40
    assert eager.is_grad_enabled()


def test_a_decorator_and_a_generator_record_nothing() -> None:
    x = eager.ones(1, requires_grad=True)

    @eager.no_grad()
    def plain() -> eager.Tensor:
        return x * 2

    @eager.no_grad
    def several() -> object:
        yield x * 2
        yield x * 3

    assert not plain().requires_grad
    assert [each.requires_grad for each in several()] == [False, False]  # type: ignore[attr-defined]
    assert (x * 2).requires_grad


def test_hooks_run_unrecorded() -> None:
    x = eager.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    seen: list[bool] = []
    for tensor in (x, y):
        tensor.register_hook(lambda grad: seen.append((grad * x).requires_grad))
    y.sum().backward()
    assert seen == [False, False]
