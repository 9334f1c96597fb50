"""Tensors print as torch's users know it: by hand, and against torch itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import symgrad.eager as st

KINDS = ("float32", "float64", "int64", "int32", "bool")


@pytest.mark.parametrize(
    ("data", "options", "text"),
    [
        (5.0, {}, "tensor(5.)"),
        (0.5, {"requires_grad": True}, "tensor(0.5000, requires_grad=True)"),
        ([1.0, 2.0], {}, "tensor([1., 2.])"),
        ([1.0, -2.5], {}, "tensor([ 1.0000, -2.5000])"),
        ([0.0, 0.0], {}, "tensor([0., 0.])"),
        ([1, -20], {}, "tensor([  1, -20])"),
        ([True, False], {}, "tensor([ True, False])"),
        ([1e-5, 1.0], {}, "tensor([1.0000e-05, 1.0000e+00])"),
        ([1.0, 2000.0], {}, "tensor([1.0000e+00, 2.0000e+03])"),
        ([float("nan"), float("inf"), 1.0], {}, "tensor([nan, inf, 1.])"),
        ([], {}, "tensor([])"),
        ([[1.0, 2.0], [3.0, 4.0]], {}, "tensor([[1., 2.],\n        [3., 4.]])"),
        ([1.0], {"dtype": "float64"}, "tensor([1.], dtype=symgrad.float64)"),
        ([1], {"dtype": "int32"}, "tensor([1], dtype=symgrad.int32)"),
    ],
)
def test_by_hand(data: Any, options: dict[str, Any], text: str) -> None:
    if "dtype" in options:
        options = {**options, "dtype": getattr(st, options["dtype"])}
    assert repr(st.tensor(data, **options)) == text


def test_blocks_and_summaries() -> None:
    cube = st.arange(8).reshape(2, 2, 2)
    assert repr(cube).count("\n\n") == 1
    long = repr(st.zeros(2000))
    assert long == "tensor([0., 0., 0.,  ..., 0., 0., 0.])"
    assert repr(st.zeros(0, 3)) == "tensor([], size=(0, 3))"


def test_options_are_set_and_put_back() -> None:
    st.set_printoptions(precision=2)
    try:
        assert repr(st.tensor([0.12345])) == "tensor([0.12])"
    finally:
        st.set_printoptions(profile="default")
    assert repr(st.tensor([0.12345])) == "tensor([0.1235])"


def drawn(rng: np.random.Generator) -> tuple[str, Any]:
    """Return a dtype and entries of any shape and size."""
    shape = tuple(rng.integers(1, 6, rng.integers(0, 4)))
    kind = KINDS[rng.integers(len(KINDS))]
    if kind == "bool":
        return kind, rng.random(shape) < 0.5
    if kind.startswith("int"):
        return kind, rng.integers(-(10 ** rng.integers(1, 6)), 10 ** rng.integers(1, 6), shape)
    values = rng.standard_normal(shape) * 10.0 ** rng.integers(-9, 12)
    if rng.random() < 0.4:
        values = np.round(values)
    if rng.random() < 0.3:
        odd = rng.choice([np.nan, np.inf, -np.inf, 0.0], shape)
        values = np.where(rng.random(shape) < 0.3, odd, values)
    return kind, values


def test_against_torch() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    rng = np.random.default_rng(3)
    for _ in range(400):
        kind, values = drawn(rng)
        data = np.asarray(values).tolist()
        theirs = torch.tensor(data, dtype=getattr(torch, kind))
        ours = st.tensor(data, dtype=getattr(st, kind))
        assert repr(ours) == repr(theirs).replace("torch.", "symgrad.")


def test_values_with_their_places_print_like_torchs() -> None:
    found = st.tensor([[1.0, 5.0]]).max(dim=1)
    text = "symgrad.return_types.max(\nvalues=tensor([5.]),\nindices=tensor([1]))"
    assert repr(found) == text
    values, places = st.tensor([3.0, 1.0]).sort()
    assert (repr(values), repr(places)) == ("tensor([1., 3.])", "tensor([1, 0])")
