"""Convolutions of networks: what torch calls one, which is a correlation.

A convolution is an einsum of the windows of a padded array with the weights. Its pullback by
the array spreads cotangents over the windows and adds them up where they overlap; the one by
the weights is an einsum of the same windows. May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from symgrad.errors import ArgumentError, ShapeError
from symgrad.ops.dims import DimLike, Shape, known, named, show_shape
from symgrad.ops.margins import WORDS, bared, edges_of, padded, padded_shape, settled_padding
from symgrad.ops.pricing import TORCH
from symgrad.ops.row import Misuse, Op, Operand, Param, Sample
from symgrad.ops.windows import Sizes, fitting, grid, per_axis


class Layout(NamedTuple):
    """The subscripts of a convolution: of its windows, its weights and its result."""

    seen: str
    weights: str
    result: str


def _layout(x: Shape, count: int, groups: int) -> Layout:
    """Name the axes: n batch, g group, c and d channels in and out, xy places, hw kernel."""
    batch = "n" if len(x) == count + 2 else ""
    group = "g" if groups > 1 else ""
    places, kernel = "xy"[:count], "hw"[:count]
    return Layout(
        f"{batch}{group}c{places}{kernel}", f"{group}dc{kernel}", f"{batch}{group}d{places}"
    )


def _grouped(xp: Any, x: Any, axis: int, groups: int) -> Any:
    """Return x with an axis of channels as groups of channels."""
    if groups == 1:
        return x
    size = known(x.shape[axis], "groups")
    shape = (*x.shape[:axis], groups, size // groups, *x.shape[axis + 1 :])
    return xp.reshape(x, shape=shape)


def _ungrouped(xp: Any, x: Any, shape: Shape) -> Any:
    return x if x.shape == shape else xp.reshape(x, shape=shape)


class _Frame:
    """One call of a convolution: its sizes and axes, which value and pullbacks share."""

    def __init__(
        self, x: Shape, w: Shape, stride: Sizes, padding: Sizes | str, dilation: Sizes, groups: int
    ) -> None:
        self.count = len(stride)
        self.kernel = tuple(known(dim, "a kernel") for dim in w[2:])
        self.stride, self.dilation, self.groups = stride, dilation, groups
        self.edges = edges_of(padding, self.kernel, dilation)
        self.x, self.w = x, w
        self.layout = _layout(x, self.count, groups)
        self.channel = len(x) - self.count - 1

    def shape(self, what: str) -> Shape:
        """Return the shape of the result."""
        wide = padded_shape(self.x, self.edges, what)
        counts = fitting(wide, self.kernel, self.stride, self.dilation, what)
        return (*self.x[: self.channel], self.w[0], *counts)

    def seen(self, xp: Any, x: Any) -> Any:
        """Return the windows of x, the channels in groups."""
        wide = padded(xp, x, self.edges)
        found = xp.windows(wide, kernel=self.kernel, stride=self.stride, dilation=self.dilation)
        return _grouped(xp, found, self.channel, self.groups)

    def unseen(self, xp: Any, cotangent: Any) -> Any:
        """Return the cotangent of x from that of its windows."""
        wide = padded_shape(self.x, self.edges, "a convolution")
        sizes = cotangent.shape[len(cotangent.shape) - 2 * self.count :]
        whole = _ungrouped(xp, cotangent, (*self.x[: -self.count], *sizes))
        added = xp.overlap_add(
            whole, size=wide[-self.count :], stride=self.stride, dilation=self.dilation
        )
        return bared(xp, added, self.edges, self.x)

    def weights(self, xp: Any, w: Any) -> Any:
        """Return the weights, the channels of the result in groups."""
        return _grouped(xp, w, 0, self.groups)

    def result(self, xp: Any, y: Any) -> Any:
        """Return a cotangent of the result, its channels in groups."""
        return _grouped(xp, y, self.channel, self.groups)


def _frame(x: Any, w: Any, params: dict[str, Any]) -> _Frame:
    return _Frame(x.shape, w.shape, **params)


def _value(xp: Any, x: Any, w: Any, b: Any = None, **params: Any) -> Any:
    frame = _frame(x, w, params)
    seen, weights, result = frame.layout
    y = xp.einsum(f"{seen},{weights}->{result}", frame.seen(xp, x), frame.weights(xp, w))
    y = _ungrouped(xp, y, frame.shape("a convolution"))
    return y if b is None else y + xp.reshape(b, shape=(w.shape[0], *(1,) * frame.count))


def _by_array(xp: Any, y_bar: Any, y: Any, x: Any, w: Any, *_: Any, **params: Any) -> Any:
    frame = _frame(x, w, params)
    seen, weights, result = frame.layout
    spread = xp.einsum(f"{result},{weights}->{seen}", frame.result(xp, y_bar), frame.weights(xp, w))
    return frame.unseen(xp, spread)


def _by_weights(xp: Any, y_bar: Any, y: Any, x: Any, w: Any, *_: Any, **params: Any) -> Any:
    frame = _frame(x, w, params)
    seen, weights, result = frame.layout
    found = xp.einsum(f"{result},{seen}->{weights}", frame.result(xp, y_bar), frame.seen(xp, x))
    return _ungrouped(xp, found, w.shape)


def _by_bias(xp: Any, y_bar: Any, y: Any, x: Any, w: Any, *_: Any, **params: Any) -> Any:
    channel = _frame(x, w, params).channel
    others = tuple(i for i in range(len(y_bar.shape)) if i != channel)
    return xp.sum(y_bar, axis=others, keepdims=False)


def _settled(what: str, count: int) -> Any:
    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        x, w, *bias = shapes
        groups = params["groups"]
        _checked(what, count, x, w, groups)
        for b in bias:
            if b != (w[0],):
                raise _unfit(what, "a bias", b, w, f"a bias has the shape {show_shape((w[0],))}")
        kernel = tuple(known(dim, what) for dim in w[2:])
        stride, dilation = (
            per_axis(params[name], count, name, what, 1) for name in ("stride", "dilation")
        )
        padding = settled_padding(params["padding"], kernel, stride, dilation, what)
        settled = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "groups": groups,
        }
        _Frame(x, w, **settled).shape(what)
        return settled

    return normalise


def _checked(what: str, count: int, x: Shape, w: Shape, groups: int) -> None:
    axes = ", ".join(("C", "L") if count == 1 else ("C", "H", "W"))
    if len(x) not in (count + 1, count + 2) or len(w) != count + 2:
        raise _unfit(what, "an operand", x, w, f"x is ({axes}) or (N, {axes}), w has one axis more")
    if not isinstance(groups, int) or groups < 1:
        raise ArgumentError(
            f"{what}: groups is {groups}", code="bad-argument", help="groups is at least 1"
        )
    channels: DimLike = x[len(x) - count - 1]
    if w[1] * groups != channels:
        wanted = f"w is (out, C/groups, ...): {channels} channels and {groups} groups"
        raise _unfit(what, "an operand", x, w, wanted)
    if groups > 1 and known(w[0], what) % groups:
        raise _unfit(what, "an operand", x, w, f"{w[0]} channels out are no {groups} groups")


def _unfit(what: str, part: str, shape: Shape, w: Shape, rule: str) -> ShapeError:
    return ShapeError(
        f"{what}: {part} of shape {show_shape(shape)} does not fit weights of shape "
        f"{show_shape(w)}",
        code="shape-mismatch",
        help=rule,
    )


def _shape(what: str) -> Any:
    def shape(x: Shape, w: Shape, *_: Shape, **params: Any) -> Shape:
        return _Frame(x, w, **params).shape(what)

    return shape


def convolution(
    name: str, doc: str, count: int, samples: tuple[Sample, ...], errors: tuple[Misuse, ...]
) -> Op:
    """Return the row of a convolution along so many axes."""
    return Op(
        name=name,
        doc=doc,
        source=TORCH.format(name),
        operands=(Operand("x"), Operand("w"), Operand("b", optional=True)),
        params=(
            Param("stride", "dims", 1),
            Param("padding", "dims", 0, choices=WORDS),
            Param("dilation", "dims", 1),
            Param("groups", "int", 1),
        ),
        normalise=_settled(name, count),
        shape=_shape(name),
        primal=_value,
        vjp=(_by_array, _by_weights, _by_bias),
        samples=samples,
        errors=errors,
    )


def _calls(x: Sizes, w: Sizes, *calls: str) -> tuple[Sample, ...]:
    """Return calls with x and w of these shapes, and a bias where they have one."""
    arrays = {"x": grid(x), "w": grid(w), "b": grid(w[:1])}
    return tuple(
        Sample(call, {name: text for name, text in arrays.items() if f"{name}," in _spaced(call)})
        for call in calls
    )


def _spaced(call: str) -> str:
    return call.replace(")", ",")


_LINES = (
    *_calls((1, 2, 6), (2, 2, 3), "conv1d(x, w)", "conv1d(x, w, b)", "conv1d(x, w, stride=2)"),
    *_calls((2, 6), (3, 2, 3), "conv1d(x, w, b)", "conv1d(x, w, b, 2, 1)"),
    *_calls((2, 5), (1, 2, 2), 'conv1d(x, w, padding="same")', 'conv1d(x, w, padding="valid")'),
    *_calls((2, 2, 4), (2, 2, 1), "conv1d(x, w, b)"),
    *_calls((2, 7), (2, 2, 3), "conv1d(x, w, padding=2, dilation=2, stride=3)"),
    *_calls((1, 4, 4), (4, 1, 2), "conv1d(x, w, b, groups=4)"),
    *_calls((4, 4), (2, 2, 3), "conv1d(x, w, padding=1, groups=2)"),
    *_calls((2, 2, 3), (2, 2, 3), "conv1d(x, w, None, 1, 2)", "conv1d(x, x, padding=1)"),
)
_PLANES = (
    *_calls((1, 2, 4, 4), (1, 2, 3, 3), "conv2d(x, w)", "conv2d(x, w, b)"),
    *_calls((1, 4, 5), (2, 1, 2, 3), "conv2d(x, w, b, padding=1)"),
    *_calls((2, 1, 4, 5), (1, 1, 2, 2), "conv2d(x, w, stride=(1, 2))", "conv2d(x, w, b, 2, 1)"),
    *_calls((1, 5, 5), (2, 1, 2, 2), "conv2d(x, w, dilation=2)", 'conv2d(x, w, b, padding="same")'),
    *_calls((1, 4, 5), (1, 1, 2, 3), "conv2d(x, w, padding=(0, 2), stride=2, dilation=(1, 2))"),
    *_calls((2, 2, 2, 2), (3, 2, 1, 1), "conv2d(x, w, b)"),
    *_calls((2, 3, 3), (2, 1, 2, 2), "conv2d(x, w, b, groups=2)"),
    *_calls((4, 3, 2), (2, 2, 2, 2), "conv2d(x, w, groups=2, padding=(1, 0))"),
    *_calls((1, 1, 3, 2), (1, 1, 3, 2), "conv2d(x, x, padding=1)"),
)


def _wrong(name: str, *sizes: int) -> tuple[Misuse, ...]:
    """Return the misuses of a convolution of an array with these sizes along its axes."""
    x, w = (2, *sizes), (3, 2, *(2 for _ in sizes))
    call = f"{name}(x, w)"
    named_x: Shape = (2, *(named("m") for _ in sizes))
    return (
        Misuse(call, {"x": (3, *sizes), "w": w}, "shape-mismatch"),
        Misuse(call, {"x": sizes, "w": w}, "shape-mismatch"),
        Misuse(call, {"x": x, "w": w[1:]}, "shape-mismatch"),
        Misuse(call, {"x": x, "w": (3, 2, *(9 for _ in sizes))}, "shape-mismatch"),
        Misuse(f"{name}(x, w, b)", {"x": x, "w": w, "b": (2,)}, "shape-mismatch"),
        Misuse(f"{name}(x, w, stride=0)", {"x": x, "w": w}, "bad-argument"),
        Misuse(f"{name}(x, w, padding=-1)", {"x": x, "w": w}, "bad-argument"),
        Misuse(f'{name}(x, w, padding="full")', {"x": x, "w": w}, "bad-argument"),
        Misuse(f'{name}(x, w, padding="same", stride=2)', {"x": x, "w": w}, "bad-argument"),
        Misuse(f"{name}(x, w, groups=0)", {"x": x, "w": w}, "bad-argument"),
        Misuse(f"{name}(x, w, groups=2)", {"x": x, "w": w}, "shape-mismatch"),
        Misuse(f"{name}(x)", {"x": x}, "too-few-arguments"),
        Misuse(call, {"x": named_x, "w": w}, "unknown-size"),
    )


ROWS: tuple[Op, ...] = (
    convolution(
        "conv1d",
        "y[n, d, i] = b[d] + sum over c, k of w[d, c, k]*x[n, c, stride*i + dilation*k - padding]",
        1,
        _LINES,
        _wrong("conv1d", 5),
    ),
    convolution(
        "conv2d",
        "y[n, d, i, j] = b[d] + sum over c, k, l of w[d, c, k, l] times what it lies on in x[n, c]",
        2,
        _PLANES,
        _wrong("conv2d", 5, 4),
    ),
)
