"""Writes: what becomes of the graph, and which values are refused afterwards."""

from __future__ import annotations

import pytest

import symgrad.eager as eager


def leaf() -> eager.Tensor:
    return eager.tensor([1.0, 2.0, 3.0], requires_grad=True)


def test_a_leaf_is_not_written_to() -> None:
    x = leaf()
    with pytest.raises(RuntimeError, match=r"^a leaf Variable that requires grad"):
        x.add_(1)
    with pytest.raises(RuntimeError, match=r"^a view of a leaf Variable that requires grad"):
        x[0] = 1
    with eager.no_grad():
        x += 1
    assert x.tolist() == [2, 3, 4]
    assert x.requires_grad


def test_a_write_makes_a_new_node() -> None:
    x = leaf()
    y = x * 2
    before = y.grad_fn
    y += 1
    y *= y.detach()
    assert (before.name(), y.grad_fn.name()) == ("MulBackward0", "MulBackward0")
    y.sum().backward()
    # y = (2x + 1) c with c = 2x + 1 held fast.
    assert x.grad.tolist() == [6, 10, 14]


def test_entries_that_were_overwritten_get_nothing() -> None:
    x = leaf()
    y = x * 2
    w = eager.tensor(5.0, requires_grad=True)
    y[1] = w * w
    y.sum().backward()
    assert y.tolist() == [2, 25, 6]
    assert x.grad.tolist() == [2, 0, 2]
    assert w.grad.item() == 10


def test_a_write_to_a_view_reaches_its_base_and_other_views() -> None:
    x = leaf()
    y = x * 1
    other = y[:2]
    y[0].mul_(10)
    y[1:] += 1
    assert y.tolist() == [10, 3, 4]
    assert y.grad_fn.name() == "torch::autograd::CopySlices"
    other.sum().backward()
    assert x.grad.tolist() == [10, 1, 0]


def test_a_kept_operand_must_not_change() -> None:
    x = leaf()
    w = eager.ones(3)
    y = x * w
    w.add_(1)
    with pytest.raises(
        RuntimeError, match=r"FloatTensor \[3\]\] is at version 1; expected version 0"
    ):
        y.sum().backward()


def test_a_kept_result_must_not_change() -> None:
    x = leaf()
    y = x.exp()
    y.mul_(2)
    with pytest.raises(RuntimeError, match="which is output 0 of Exp, is at version 1"):
        y.sum().backward()


def test_what_no_rule_reads_may_change() -> None:
    x = leaf()
    y = x + 1
    y.add_(1)
    z = y.sum()
    y.zero_()
    z.backward()
    assert x.grad.tolist() == [1, 1, 1]


def test_a_quotient_needs_its_operands_only() -> None:
    x = leaf()
    y = 1 / x / x
    w = x / y.detach()
    w[0] = 7
    w.sum().backward()
    assert x.grad.tolist() == pytest.approx([0, 4, 9])


def test_versions_are_shared_by_views_and_detached_tensors() -> None:
    x = eager.zeros(3)
    view, constant = x[1:], x.detach()
    constant.add_(1)
    view.add_(1)
    assert (x._version, view._version, x.tolist()) == (2, 2, [1, 2, 2])
    x.data.add_(1)
    assert x._version == 2


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda x: x.add_(eager.ones(2, 3)), r"output with shape \[3\] doesn't match"),
        (lambda x: eager.ones(3, dtype=eager.int64).add_(x), "result type Float can't be cast"),
        (lambda x: x.expand(2, 3).add_(1), "more than one element of the written-to tensor"),
    ],
)
def test_writes_that_do_not_fit(write: object, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        write(eager.ones(3))  # type: ignore[operator]
