"""The kinds of spelling that are PyTorch's own.

PyTorch says `dim` and `keepdim`, takes no Python number where a tensor belongs, and has no
negative steps. May import `graph` and `export`.
"""

from __future__ import annotations

from typing import Any

from symgrad.graph.node import Node, Number
from symgrad.symbolic.export.form import (
    Argument,
    Form,
    Slot,
    Spelling,
    axes,
    call,
    method,
    sizes,
)
from symgrad.symbolic.export.glyphs import index_text, parameter, transposed
from symgrad.symbolic.export.spellings import along, method_of


def tensors(name: str) -> Spelling:
    """Return the spelling of a function that takes tensors alone."""
    return lambda node: call(name, *(Slot(arg, 0, "array") for arg in node.args))


def bounded(name: str, end: str) -> Spelling:
    """Return the spelling of maximum or minimum, a clamp where one of them is a number."""

    def spell(node: Node) -> Form:
        a, b = node.args
        other, number = (b, a) if isinstance(a.leaf, Number) else (a, b)
        if not isinstance(number.leaf, Number):
            return call(name, Slot(a, 0, "array"), Slot(b, 0, "array"))
        return Form(("torch.clamp(", Slot(other, 0, "array"), f", {end}=", Slot(number), ")"))

    return spell


def where(node: Node) -> Form:
    """Return a choice, of which one branch may be a Python number."""
    return call("torch.where", *node.args, numbers="array")


def _along(node: Node) -> list[str]:
    return along(node, "dim", "keepdim")


def reduction(name: str, *, named: bool = False) -> Spelling:
    """Return the spelling of a reduction.

    Args:
        name: the function. named: whether it must be told all axes.
    """

    def spell(node: Node) -> Form | None:
        (x,) = node.args
        axis = node.params["axis"]
        if (not axis and x.ndim) or 0 in x.shape:
            return None if node.function in _COMPOSED else _counted(node, x, axis)
        args = _along(node)
        if axis == tuple(range(x.ndim)) and (named or node.params["keepdims"]):
            args = [f"dim={sizes(axis)}", *args]
        extra = [f"correction={node.params['ddof']}"] if "ddof" in node.params else []
        if (extra or named) and not axis:
            return None
        return call(name, Slot(x, 0, "array"), *args, *extra)

    return spell


# Rows that may be taken apart; the rest are written differently where an axis is missing.
_COMPOSED = ("var", "std", "logsumexp")


def _counted(node: Node, x: Node, axis: tuple[int, ...]) -> Form:
    """Return a reduction along no axis, or of nothing."""
    if not axis:
        return method(x, "")
    rows = [f"dim={sizes(axis)}"] if axis != tuple(range(x.ndim)) or node.ndim else []
    kept = ["keepdim=True"] if node.params["keepdims"] else []
    name = {"mean": "mean", "prod": "prod"}.get(node.function, "sum")
    return call(f"torch.{name}", Slot(x, 0, "array"), *rows, *kept)


def prod(node: Node) -> Form:
    """Return a product, one axis after the other from the last."""
    (x,) = node.args
    axis, kept = node.params["axis"], node.params["keepdims"]
    if axis == tuple(range(x.ndim)) and not kept:
        return call("torch.prod", Slot(x, 0, "array"))
    pieces: list[str | Slot] = [Slot(x, 0, "array")]
    for place in sorted(axis, reverse=True):
        more = ", keepdim=True" if kept else ""
        pieces = ["torch.prod(", *pieces, f", dim={place}{more})"]
    return Form(tuple(pieces))


def norm(node: Node) -> Form | None:
    (x,) = node.args
    order, axis = node.params["ord"], node.params["axis"]
    if not axis or 0 in x.shape:
        return None
    given = [] if order is None else [f"ord={parameter(order)}"]
    matrix = order is not None and len(axis) == 2
    rest = _along(node)
    if matrix and x.ndim == 2 and axis != (0, 1):
        rest = [f"dim={axes(axis)}", *rest]
    name = "matrix_norm" if matrix else "vector_norm"
    return call(f"torch.linalg.{name}", x, *given, *rest)


def softmax(name: str) -> Spelling:
    """Return the spelling of softmax along one axis."""

    def spell(node: Node) -> Form | None:
        axis = node.params["axis"]
        return call(name, node.args[0], f"dim={axis[0]}") if len(axis) == 1 else None

    return spell


def trace(node: Node) -> Form | None:
    plain = node.args[0].ndim == 2 and not node.params["offset"]
    return call("torch.trace", node.args[0]) if plain else None


def diagonal(node: Node) -> Form:
    named = (("offset", "offset", 0), ("axis1", "dim1", 0), ("axis2", "dim2", 1))
    given = [f"{to}={node.params[n]}" for n, to, default in named if node.params[n] != default]
    return call("torch.diagonal", node.args[0], *given)


def diag(node: Node) -> Form:
    k = node.params["k"]
    return call("torch.diag", node.args[0], *([str(k)] if k else []))


def triangle(node: Node) -> Form | None:
    if node.args[0].ndim < 2:
        return None
    k = node.params["k"]
    return call(f"torch.{node.function}", node.args[0], *([str(k)] if k else []))


def of_ranks(name: str, *ranks: int) -> Spelling:
    """Return the spelling of a product of operands that have so many axes."""

    def spell(node: Node) -> Form | None:
        return call(name, *node.args) if tuple(a.ndim for a in node.args) == ranks else None

    return spell


def einsum(node: Node) -> Form:
    operands = (Slot(arg, 0, "array") for arg in node.args)
    return call("torch.einsum", f'"{node.params["subscripts"]}"', *operands)


def transpose(node: Node) -> Form:
    found = transposed(node)
    return found or call("torch.permute", node.args[0], str(node.params["axes"]))


def shaped(name: str) -> Spelling:
    return lambda node: call(name, Slot(node.args[0], 0, "array"), sizes(node.params["shape"]))


def joined(name: str) -> Spelling:
    def spell(node: Node) -> Form:
        axis = node.params["axis"]
        if axis is None:
            raveled = [piece for arg in node.args for piece in _raveled(arg)]
            return Form(("torch.cat((", *raveled, "))"))
        rest = [] if axis == 0 else [f"dim={axis}"]
        return call(name, [Slot(arg, 0, "array") for arg in node.args], *rest)

    return spell


def _raveled(node: Node) -> list[str | Slot]:
    return ["torch.ravel(", Slot(node, 0, "array"), "), "]


def getitem(node: Node) -> Form:
    """Return an index; what steps backwards is an index forwards, turned round."""
    x = node.args[0]
    index, turned = forward(node.params["index"])
    text = index_text(index, x.shape)
    picked = method(x, "" if turned and text == ":" else f"[{text}]")
    if not turned:
        return picked
    return Form(("torch.flip(", *picked.pieces, f", dims={turned})"))


def forward(index: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[int, ...]]:
    """Return an index with steps forwards, and the axes of the result to turn round."""
    items: list[Any] = []
    turned: list[int] = []
    place = 0
    for item in index:
        if isinstance(item, tuple) and item[2] < 0:
            start, stop, step = item
            last = start + ((start - stop - 1) // -step) * step if step != -1 else stop + 1
            items.append((last, start + 1, -step))
            turned.append(place)
        else:
            items.append(item)
        place += isinstance(item, tuple) or item == "new"
    return tuple(items), tuple(turned)


def scatter(node: Node) -> Form:
    index, turned = forward(node.params["index"])
    x: list[str | Slot] = [Slot(node.args[0], 0, "array")]
    if turned:
        x = ["torch.flip(", *x, f", dims={turned})"]
    text = ", ".join(_item(item) for item in index)
    where = f"({text}{',' * (len(index) == 1)})"
    pieces = ("_scatter(", *x, f", {where}, {sizes(node.params['shape'])})")
    return Form(pieces, needs=("_scatter",))


def _item(item: Any) -> str:
    if isinstance(item, tuple):
        return f"slice({', '.join(str(part) for part in item)})"
    return "None" if item == "new" else str(item)


def flat(name: str) -> Spelling:
    """Return the spelling of a function along one axis, of what was flattened without one."""

    def spell(node: Node) -> Form:
        axis = node.params["axis"]
        x: list[str | Slot] = [Slot(node.args[0], 0, "array")]
        if axis is None:
            x = ["torch.ravel(", *x, ")"]
        return Form((f"{name}(", *x, f", dim={axis or 0})"))

    return spell


def in_order(name: str, after: str) -> Spelling:
    def spell(node: Node) -> Form:
        form = flat(name)(node)
        assert form is not None
        *most, last = form.pieces
        assert isinstance(last, str)
        return method_of(Form((*most, f"{last[:-1]}, stable=True)")), after)

    return spell


def roll(node: Node) -> Form:
    shift, axis = node.params["shift"], node.params["axis"]
    rest = [str(sum(shift))] if axis is None else [axes(shift), axes(axis)]
    return call("torch.roll", Slot(node.args[0], 0, "array"), *rest)


def pad(node: Node) -> Form | None:
    widths, fill = node.params["pad_width"], node.params["constant_values"]
    if node.params["mode"] != "constant" or not node.ndim:
        return None
    flat = tuple(width for pair in reversed(widths) for width in pair)
    extra = [f"value={parameter(fill)}"] if fill else []
    return call("functional.pad", node.args[0], str(flat), *extra, needs=("functional",))


def full(node: Node) -> Form:
    return call("torch.broadcast_to", Slot(node.args[0], 0, "array"), sizes(node.params["shape"]))


def renamed(name: str, **params: str) -> Spelling:
    """Return the spelling of a function with static arguments under other names."""

    def spell(node: Node) -> Form:
        args: list[Argument] = [Slot(arg, 0, "array") for arg in node.args]
        given = [f"{to}={_axes(node.params[own])}" for own, to in params.items()]
        return call(name, *args, *given)

    return spell


def _axes(value: Any) -> str:
    return axes(value) if isinstance(value, tuple) else str(value)


_PLAIN = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}


def conv(node: Node) -> Form | None:
    """Return a convolution of one batch, or of none."""
    x, w = node.args[:2]
    # PyTorch pads by "same" with a warning where the kernel is even.
    padded = isinstance(node.params["padding"], str)
    if padded or x.ndim not in (w.ndim, w.ndim - 1) or any(0 in a.shape for a in node.args):
        return None
    given = {name: value for name, value in node.params.items() if not _is_plain(name, value)}
    words = [f"{n}={_axes(v)}" for n, v in given.items()]
    return call(f"functional.{node.function}", *node.args, *words, needs=("functional",))


def _is_plain(name: str, value: Any) -> bool:
    return {_PLAIN[name]} == set(value if isinstance(value, tuple) else (value,))


def flip(node: Node) -> Form:
    """Return an array turned round along axes."""
    return call("torch.flip", Slot(node.args[0], 0, "array"), f"dims={node.params['axis']}")
