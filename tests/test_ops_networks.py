"""Layers of networks against slow loops, numbers by hand, and torch where it is installed.

The loops here go over every entry and know nothing of windows.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.graph.arguments import signature
from symgrad.graph.build import build
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.ops.dims import named
from symgrad.ops.table import OPS
from symgrad.source import Source

Array = Any
RNG = np.random.default_rng(20)


def gradients(text: str, values: dict[str, Array], y_bar: Array) -> dict[str, Array]:
    """Return the gradients, after both wings agreed on them."""
    report = sg.grad(text, values, cotangent=y_bar)
    assert report.verdict.status == "agree", str(report)
    return {name: np.asarray(found) for name, found in report.gradients.items()}


# -- slow loops -----------------------------------------------------------------


def around(x: Array, padding: tuple[int, ...], fill: float) -> Array:
    """Return x with numbers before and after its last axes."""
    widths = [(0, 0)] * (x.ndim - len(padding)) + [(p, p) for p in padding]
    return np.pad(x, widths, constant_values=fill)


def slow_convolution(
    x: Array,
    w: Array,
    b: Array,
    y_bar: Array | None = None,
    *,
    stride: tuple[int, ...],
    padding: tuple[int, ...],
    dilation: tuple[int, ...],
    groups: int,
) -> tuple[Array, Array, Array, Array]:
    """Return the value and the gradients by x, w and b, one product at a time; x has a batch."""
    wide = around(x, padding, 0.0)
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, w.shape[2:], strict=True)]
    counts = [(n - r) // s + 1 for n, r, s in zip(wide.shape[2:], reach, stride, strict=True)]
    y = np.zeros((len(x), len(w), *counts))
    seed = np.zeros_like(y) if y_bar is None else y_bar
    wide_bar, w_bar, b_bar = np.zeros_like(wide), np.zeros_like(w), np.zeros_like(b)
    block = len(w) // groups
    for n, d, *place in np.ndindex(*y.shape):
        y[(n, d, *place)] += b[d]
        b_bar[d] += seed[(n, d, *place)]
        for c, *offset in np.ndindex(*w.shape[1:]):
            channel = d // block * w.shape[1] + c
            steps = zip(place, offset, stride, dilation, strict=True)
            at = (n, channel, *(p * s + o * e for p, o, s, e in steps))
            y[(n, d, *place)] += w[(d, c, *offset)] * wide[at]
            wide_bar[at] += w[(d, c, *offset)] * seed[(n, d, *place)]
            w_bar[(d, c, *offset)] += wide[at] * seed[(n, d, *place)]
    inner = tuple(slice(p, p + n) for p, n in zip(padding, x.shape[2:], strict=True))
    return y, wide_bar[(..., *inner)], w_bar, b_bar


def slow_pool(
    x: Array,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    how: str,
    y_bar: Array | None = None,
) -> tuple[Array, Array]:
    """Return value and gradient of a pooling, window by window; `how`: max, all, or inside."""
    (h, w), (a, b) = x.shape[-2:], kernel
    counts = [
        (n + 2 * p - k) // s + 1 for n, p, k, s in zip((h, w), padding, kernel, stride, strict=True)
    ]
    y, x_bar = np.zeros((*x.shape[:-2], *counts)), np.zeros_like(x)
    for *lead, i, j in np.ndindex(*y.shape):
        rows = [i * stride[0] - padding[0] + k for k in range(a)]
        columns = [j * stride[1] - padding[1] + k for k in range(b)]
        cells = [(*lead, r, c) for r in rows for c in columns if 0 <= r < h and 0 <= c < w]
        seen = [x[cell] for cell in cells]
        if how == "max":
            y[(*lead, i, j)] = max(seen)
            share = {c: (x[c] == max(seen)) / seen.count(max(seen)) for c in cells}
        else:
            count = a * b if how == "all" else len(cells)
            y[(*lead, i, j)] = sum(seen) / count
            share = dict.fromkeys(cells, 1 / count)
        for cell in cells:
            x_bar[cell] += share[cell] * (0 if y_bar is None else y_bar[(*lead, i, j)])
    return y, x_bar


# -- convolution ------------------------------------------------------------------

LINES = [
    ((2, 2, 7), (3, 2, 3), {}),
    ((1, 2, 8), (4, 1, 3), {"stride": 2, "padding": 1, "groups": 2}),
    ((2, 4, 6), (4, 1, 2), {"dilation": 3, "groups": 4, "padding": 2}),
    ((2, 3, 5), (2, 3, 1), {"stride": 3}),
    ((1, 1, 3), (1, 1, 5), {"padding": 4, "stride": 2}),
]
PLANES = [
    ((2, 2, 5, 4), (3, 2, 3, 2), {}),
    ((1, 2, 6, 5), (2, 2, 2, 3), {"stride": (2, 1), "padding": (0, 1), "dilation": (1, 2)}),
    ((2, 4, 3, 3), (2, 2, 2, 2), {"groups": 2, "padding": 1}),
    ((1, 3, 4, 4), (3, 1, 3, 3), {"groups": 3, "padding": (2, 0), "stride": 2}),
    ((2, 2, 3, 2), (2, 2, 1, 1), {}),
]


def settings(given: dict[str, Any], count: int) -> dict[str, Any]:
    """Return all settings of a convolution, one per axis."""
    found = {"stride": 1, "padding": 0, "dilation": 1} | given
    pairs = {k: v if isinstance(v, tuple) else (v,) * count for k, v in found.items()}
    return pairs | {"groups": given.get("groups", 1)}


@pytest.mark.parametrize(
    ("name", "x_shape", "w_shape", "given"),
    [("conv1d", *case) for case in LINES] + [("conv2d", *case) for case in PLANES],
)
def test_convolutions_are_the_slow_loops(
    name: str, x_shape: tuple[int, ...], w_shape: tuple[int, ...], given: dict[str, Any]
) -> None:
    x, w, b = RNG.normal(size=x_shape), RNG.normal(size=w_shape), RNG.normal(size=w_shape[0])
    typed = "".join(f", {key}={setting}" for key, setting in given.items())
    full = settings(given, x.ndim - 2)
    y_bar = RNG.normal(size=slow_convolution(x, w, b, **full)[0].shape)
    y, *bars = slow_convolution(x, w, b, y_bar, **full)
    values = {"x": x, "w": w, "b": b}
    report = sg.grad(f"{name}(x, w, b{typed})", values, cotangent=y_bar)
    assert report.verdict.status == "agree", str(report)
    np.testing.assert_allclose(report.value, y, rtol=1e-12, atol=1e-12)
    for variable, bar in zip("xwb", bars, strict=True):
        np.testing.assert_allclose(report.gradients[variable], bar, rtol=1e-11, atol=1e-12)
    alone = gradients(f"{name}(x[0], w{typed})", {"x": x[:1], "w": w}, y_bar[0])
    single = slow_convolution(x[:1], w, 0 * b, y_bar[:1], **full)
    np.testing.assert_allclose(alone["x"], single[1], rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(alone["w"], single[2], rtol=1e-11, atol=1e-12)


def test_a_difference_by_hand() -> None:
    """x = (1, 4, 9, 16), w = (-1, 1): y = (3, 5, 7), f = sum of y^2, so w' = 2 (windows' y)."""
    values = {"x": np.array([[1.0, 4, 9, 16]]), "w": np.array([[[-1.0, 1]]])}
    report = sg.grad("sum(conv1d(x, w)**2)", values)
    assert report.value == 9 + 25 + 49
    assert report.gradients["x"].tolist() == [[-6, -4, -4, 14]]
    assert report.gradients["w"].tolist() == [[[2 * (3 + 20 + 63), 2 * (12 + 45 + 112)]]]


def test_one_variable_as_both_operands() -> None:
    """conv1d(x, x) of equal length is the squared norm, with the gradient 2 x."""
    x = RNG.normal(size=(1, 2, 3))
    report = sg.grad("sum(conv1d(x, x))", {"x": x})
    np.testing.assert_allclose(report.value, np.sum(x * x), rtol=1e-14)
    np.testing.assert_allclose(report.gradients["x"], 2 * x, rtol=1e-14)


def test_same_padding_keeps_sizes_and_puts_the_odd_zero_behind() -> None:
    values = {"x": np.array([[1.0, 2, 3]]), "w": np.array([[[1.0, 10]]])}
    report = sg.grad('conv1d(x, w, padding="same")', values, cotangent=np.ones((1, 3)))
    assert report.value.tolist() == [[21, 32, 3]]
    assert report.gradients["x"].tolist() == [[1, 11, 11]]


def test_a_batch_may_have_a_name_for_its_size() -> None:
    graph = build(parse(Source("conv1d(x, w)")), {"x": (named("n"), 2, 5), "w": (3, 2, 2)})
    assert str(graph.output.shape[0]) == "n"
    assert graph.output.shape[1:] == (3, 4)


# -- pooling ------------------------------------------------------------------------

POOLS = [
    ((2, 2, 4, 4), (2, 2), None, (0, 0)),
    ((1, 2, 5, 6), (3, 2), (1, 2), (1, 1)),
    ((3, 5, 4), (2, 3), (2, 1), (0, 1)),
    ((1, 4, 5), (1, 1), (2, 2), (0, 0)),
    ((2, 3, 3), (3, 3), (1, 1), (1, 1)),
]


@pytest.mark.parametrize(("shape", "kernel", "stride", "padding"), POOLS)
@pytest.mark.parametrize("how", ["max", "all", "inside"])
def test_pools_are_the_slow_loops(
    shape: Any, kernel: Any, stride: Any, padding: Any, how: str
) -> None:
    x, name = RNG.normal(size=shape), "max_pool2d" if how == "max" else "avg_pool2d"
    counted = ", count_include_pad=false" if how == "inside" else ""
    text = f"{name}(x, {kernel}, {stride}, {padding}{counted})"
    y_bar = RNG.normal(size=slow_pool(x, kernel, stride or kernel, padding, how)[0].shape)
    y, x_bar = slow_pool(x, kernel, stride or kernel, padding, how, y_bar)
    report = sg.grad(text, {"x": x}, cotangent=y_bar)
    assert report.verdict.status == "agree", str(report)
    np.testing.assert_allclose(report.value, y, rtol=1e-14)
    np.testing.assert_allclose(report.gradients["x"], x_bar, rtol=1e-12, atol=1e-14)


def test_ties_share_equally_and_are_named() -> None:
    x = np.array([[[1.0, 4, 3, 3], [0, 2, 3, 1]]])
    report = sg.grad("sum(max_pool2d(x, 2))", {"x": x})
    assert report.verdict.status == "kink"
    np.testing.assert_allclose(
        report.gradients["x"], [[[0, 1, 1 / 3, 1 / 3], [0, 0, 1 / 3, 0]]], rtol=1e-15
    )
    assert "max_pool2d(x, 2)" in str(report)


def test_a_tie_that_nothing_weighs_is_no_kink() -> None:
    x = np.array([[[1.0, 4, 3, 3], [0, 2, 3, 1]]])
    report = sg.grad("sum(max_pool2d(x, 2)[..., 0])", {"x": x})
    assert report.verdict.status == "agree", str(report)
    assert report.gradients["x"].tolist() == [[[0, 1, 0, 0], [0, 0, 0, 0]]]


def test_padding_of_a_max_never_wins() -> None:
    report = sg.grad("sum(max_pool2d(x, 2, 1, 1))", {"x": -np.ones((1, 1, 1))})
    assert report.value == -4
    assert report.gradients["x"].tolist() == [[[4]]]


# -- affine maps and norms --------------------------------------------------------------


@pytest.mark.parametrize("lead", [(), (3,), (2, 3)])
def test_linear_is_a_sum_of_products(lead: tuple[int, ...]) -> None:
    x, w, b = RNG.normal(size=(*lead, 4)), RNG.normal(size=(2, 4)), RNG.normal(size=2)
    y_bar = RNG.normal(size=(*lead, 2))
    x_bar, w_bar, b_bar = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    y = np.zeros((*lead, 2))
    for *place, o in np.ndindex(*y.shape):
        at = (*place, o)
        y[at], b_bar[o] = y[at] + b[o], b_bar[o] + y_bar[at]
        for i in range(4):
            y[at] += w[o, i] * x[(*place, i)]
            x_bar[(*place, i)] += w[o, i] * y_bar[at]
            w_bar[o, i] += x[(*place, i)] * y_bar[at]
    report = sg.grad("linear(x, w, b)", {"x": x, "w": w, "b": b}, cotangent=y_bar)
    np.testing.assert_allclose(report.value, y, rtol=1e-13)
    for name, bar in {"x": x_bar, "w": w_bar, "b": b_bar}.items():
        np.testing.assert_allclose(report.gradients[name], bar, rtol=1e-12, atol=1e-14)


def test_layer_norm_by_hand() -> None:
    """(1, 3) has mean 2 and variance 1, so with eps = 3 half of (-1, 1) is left."""
    values = {"x": np.array([1.0, 3]), "w": np.array([4.0, 6]), "b": np.array([1.0, 1])}
    report = sg.grad("layer_norm(x, 2, w, b, 3)[1]", values)
    assert report.value == 4
    # z = (-1/2, 1/2), g = (0, 6): g - mean(g) = (-3, 3), z mean(g z) = (-3/4, 3/4), over 2
    assert report.gradients["x"].tolist() == [-1.125, 1.125]
    assert report.gradients["w"].tolist() == [0, 0.5]
    assert report.gradients["b"].tolist() == [0, 1]


def test_layer_norm_by_differences() -> None:
    x, w, b = RNG.normal(size=(2, 3, 4)), RNG.normal(size=(3, 4)), RNG.normal(size=(3, 4))
    y_bar, eps = RNG.normal(size=x.shape), 0.125

    def f(x: Array, w: Array) -> float:
        total = 0.0
        for k, row in enumerate(x):
            away = row - row.mean()
            z = away / np.sqrt((away * away).mean() + eps)
            total += float(np.sum(y_bar[k] * (z * w + b)))
        return total

    found = gradients(f"layer_norm(x, (3, 4), w, b, {eps})", {"x": x, "w": w, "b": b}, y_bar)
    for place in itertools.islice(np.ndindex(*x.shape), 0, None, 5):
        step = np.zeros_like(x)
        step[place] = 2.0**-14
        slope = (f(x + step, w) - f(x - step, w)) * 2.0**13
        assert abs(found["x"][place] - slope) < 1e-7
    np.testing.assert_allclose(found["b"], y_bar.sum(axis=0), rtol=1e-13)


def test_a_row_without_spread_needs_an_eps() -> None:
    x = np.full((2, 3), 0.5)
    assert sg.grad("sum(layer_norm(x, 3)**2)", {"x": x}).verdict.status == "agree"
    assert sg.grad("sum(layer_norm(x, 3, eps=0))", {"x": x}).verdict.status == "undefined"


# -- arguments that may be left out --------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("conv1d(x, w)", "conv1d(x, w)"),
        ("conv1d(x, w, None, 2)", "conv1d(x, w, stride=2)"),
        ("conv1d(x, w, groups=1, b=b)", "conv1d(x, w, b)"),
        ("conv1d(x, w, b, 2, 1)", "conv1d(x, w, b, stride=2, padding=1)"),
        ('conv1d(x, w, padding="same")', "conv1d(x, w, padding=1)"),
        ('conv1d(x, w, padding="valid")', "conv1d(x, w)"),
        ('conv1d(x, w, padding="same", dilation=1)', "conv1d(x, w, padding=1)"),
        ("layer_norm(x, 5, b[0]*ones(5))", "layer_norm(x, 5, b[0]*ones(5))"),
        ("layer_norm(x, 5, None, None, 0.5)", "layer_norm(x, 5, eps=0.5)"),
        ("layer_norm(x, normalized_shape=5)", "layer_norm(x, 5)"),
        ("windows(x, (2, 2))", "windows(x, (2, 2))"),
        ("windows(x, 2, (1,), 2)", "windows(x, 2, dilation=2)"),
        ("max_pool2d(x[None], 2, None, 1)", "max_pool2d(x[None], 2, padding=1)"),
        ("max_pool2d(x[None], (2, 2), (2, 2))", "max_pool2d(x[None], 2)"),
        ("max_pool2d(x[None], 1, (2, 1))", "max_pool2d(x[None], 1, stride=(2, 1))"),
    ],
)
def test_what_is_left_out_is_not_printed(typed: str, printed: str) -> None:
    shapes = {"x": (2, 5), "w": (3, 2, 3), "b": (3,)}
    graph = build(parse(Source(typed)), shapes)
    assert show(graph) == printed
    assert show(build(parse(Source(printed)), shapes)) == printed


def test_signatures_say_what_may_be_left_out() -> None:
    assert signature(OPS["linear"]) == "linear(x, w, b=None)"
    assert signature(OPS["layer_norm"]) == (
        "layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-05)"
    )
    assert signature(OPS["conv2d"]) == (
        "conv2d(x, w, b=None, stride=1, padding=0, dilation=1, groups=1)"
    )


def test_an_operand_behind_one_that_is_missing_has_no_place() -> None:
    with pytest.raises(SymgradError, match="missing argument 'weight'"):
        build(parse(Source("layer_norm(x, 3, bias=b)")), {"x": (2, 3), "b": (3,)})


# -- torch --------------------------------------------------------------------------------


def torch_compared(text: str, values: dict[str, Array], call: Callable[..., Any]) -> None:
    """Hold value and gradients against torch's of the same call on the same operands."""
    import torch

    tensors = {n: torch.tensor(v, requires_grad=True) for n, v in values.items()}
    y = call(**tensors)
    y_bar = RNG.normal(size=tuple(y.shape))
    y.backward(torch.tensor(y_bar))
    report = sg.grad(text, values, cotangent=y_bar)
    assert report.verdict.status == "agree", str(report)
    np.testing.assert_allclose(report.value, y.detach().numpy(), rtol=1e-11, atol=1e-13)
    for name, tensor in tensors.items():
        expected = tensor.grad.numpy()
        np.testing.assert_allclose(report.gradients[name], expected, rtol=1e-10, atol=1e-12)


@pytest.fixture
def functional() -> Any:
    pytest.importorskip("torch", reason="torch is not installed")
    from torch.nn import functional

    return functional


@pytest.mark.parametrize(
    ("name", "x_shape", "w_shape", "given"),
    [("conv1d", *case) for case in LINES] + [("conv2d", *case) for case in PLANES],
)
def test_torch_convolves_the_same(
    functional: Any, name: str, x_shape: Any, w_shape: Any, given: dict[str, Any]
) -> None:
    x, w, b = RNG.normal(size=x_shape), RNG.normal(size=w_shape), RNG.normal(size=w_shape[0])
    typed = "".join(f", {key}={setting}" for key, setting in given.items())
    function = getattr(functional, name)
    values = {"x": x, "w": w, "b": b}
    torch_compared(f"{name}(x, w, b{typed})", values, lambda x, w, b: function(x, w, b, **given))
    values = {"x": x[0], "w": w}
    torch_compared(f"{name}(x, w{typed})", values, lambda x, w: function(x, w, **given))


@pytest.mark.parametrize("kernel", [2, 3, 4])
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_torch_pads_the_same(functional: Any, kernel: int, padding: str) -> None:
    values = {"x": RNG.normal(size=(1, 1, 6)), "w": RNG.normal(size=(1, 1, kernel))}
    text = f'conv1d(x, w, padding="{padding}")'
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that an even kernel makes a copy
        torch_compared(text, values, lambda x, w: functional.conv1d(x, w, padding=padding))


@pytest.mark.parametrize(("shape", "kernel", "stride", "padding"), POOLS)
@pytest.mark.parametrize("counted", [True, False])
def test_torch_pools_the_same(
    functional: Any, shape: Any, kernel: Any, stride: Any, padding: Any, counted: bool
) -> None:
    values, typed = {"x": RNG.normal(size=shape)}, f"{kernel}, {stride}, {padding}"
    torch_compared(
        f"max_pool2d(x, {typed})",
        values,
        lambda x: functional.max_pool2d(x, kernel, stride, padding),
    )
    torch_compared(
        f"avg_pool2d(x, {typed}, count_include_pad={str(counted).lower()})",
        values,
        lambda x: functional.avg_pool2d(x, kernel, stride, padding, count_include_pad=counted),
    )


@pytest.mark.parametrize("lead", [(), (3,), (2, 3)])
def test_torch_maps_and_norms_the_same(functional: Any, lead: tuple[int, ...]) -> None:
    x, w, b = RNG.normal(size=(*lead, 4)), RNG.normal(size=(2, 4)), RNG.normal(size=2)
    torch_compared(
        "linear(x, w, b)", {"x": x, "w": w, "b": b}, lambda x, w, b: functional.linear(x, w, b)
    )
    scale, shift = RNG.normal(size=4), RNG.normal(size=4)
    torch_compared(
        "layer_norm(x, 4, w, b, 0.125)",
        {"x": x, "w": scale, "b": shift},
        lambda x, w, b: functional.layer_norm(x, (4,), w, b, 0.125),
    )
