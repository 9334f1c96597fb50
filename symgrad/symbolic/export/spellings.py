"""The kinds of spelling: which arguments a library's function takes, and in which order.

A table of rows (`numpy_rows`, `torch_rows`, `jax_rows`) names the functions; how parameters
become arguments is said here. May import `graph`, `ops` and `export`.
"""

from __future__ import annotations

from typing import Any

from symgrad.graph.node import Node
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


def plain(name: str, *needs: str) -> Spelling:
    """Return the spelling of a function that takes the operands alone."""
    return lambda node: call(name, *node.args, needs=needs, numbers="float")


def ordered(name: str, *needs: str) -> Spelling:
    """Return the spelling of a function that takes its order `n` first."""
    return lambda node: call(
        name, str(node.params["n"]), Slot(node.args[0], 0, "float"), needs=needs
    )


def along(node: Node, name: str = "axis", keepdims: str = "keepdims") -> list[str]:
    """Return the axes of a reduction as keyword arguments, nothing for all of them."""
    axis, rank = node.params["axis"], node.args[0].ndim
    kept = node.params.get("keepdims", False)
    found = [] if axis == tuple(range(rank)) else [f"{name}={axes(axis)}"]
    return [*found, f"{keepdims}=True"] if kept else found


def reduction(name: str, *needs: str, ddof: bool = False) -> Spelling:
    """Return the spelling of a reduction."""

    def spell(node: Node) -> Form | None:
        (x,) = node.args
        if 0 in x.shape and node.function in ("max", "min"):
            return None
        extra = [f"ddof={node.params['ddof']}"] if ddof and node.params["ddof"] else []
        return call(name, Slot(x, 0, "array"), *extra, *along(node), needs=needs)

    return spell


def softmax(name: str, *needs: str) -> Spelling:
    """Return the spelling of a function along axes that keeps its operand's shape."""
    return lambda node: call(name, node.args[0], f"axis={axes(node.params['axis'])}", needs=needs)


def norm(xp: str) -> Spelling:
    """Return the spelling of a norm: of all entries, of vectors, of matrices."""

    def spell(node: Node) -> Form | None:
        (x,) = node.args
        order, axis = node.params["ord"], node.params["axis"]
        every = axis == tuple(range(x.ndim))
        if not every and len(axis) not in (1, 2):
            return None
        if not axis or (order is None and every and node.params["keepdims"] and x.ndim > 2):
            return None
        extra = [] if order is None else [f"ord={parameter(order)}"]
        return call(f"{xp}.linalg.norm", x, *extra, *along(node))

    return spell


def trace(xp: str) -> Spelling:
    """Return the spelling of a trace."""
    return lambda node: call(f"{xp}.trace", node.args[0], *_diagonal_places(node))


def diagonal(xp: str) -> Spelling:
    """Return the spelling of a diagonal."""
    return lambda node: call(f"{xp}.diagonal", node.args[0], *_diagonal_places(node))


def _diagonal_places(node: Node) -> list[str]:
    named = (("offset", 0), ("axis1", 0), ("axis2", 1))
    return [f"{n}={node.params[n]}" for n, default in named if node.params[n] != default]


def shifted(name: str) -> Spelling:
    """Return the spelling of diag, tril and triu: matrices, and vectors for diag."""

    def spell(node: Node) -> Form | None:
        rank = node.args[0].ndim
        if rank < 2 and node.function != "diag":
            return None
        return call(name, node.args[0], *([f"k={node.params['k']}"] if node.params["k"] else []))

    return spell


def products(name: str) -> Spelling:
    """Return the spelling of a product of two arrays of at least one axis."""

    def spell(node: Node) -> Form | None:
        return call(name, *node.args) if all(arg.ndim for arg in node.args) else None

    return spell


def einsum(xp: str) -> Spelling:
    """Return the spelling of an einsum."""
    return lambda node: call(
        f"{xp}.einsum", f'"{node.params["subscripts"]}"', *(Slot(a, 0, "array") for a in node.args)
    )


def transpose(xp: str) -> Spelling:
    """Return the spelling of a transpose."""
    return lambda node: (
        transposed(node) or call(f"{xp}.transpose", node.args[0], str(node.params["axes"]))
    )


def shaped(name: str) -> Spelling:
    """Return the spelling of a function of an array and a shape."""
    return lambda node: call(name, Slot(node.args[0], 0, "float"), sizes(node.params["shape"]))


def made(name: str, *more: str) -> Spelling:
    """Return the spelling of an array that is made of a shape alone."""
    return lambda node: call(name, sizes(node.params["shape"]), *more)


def eye(xp: str, *more: str) -> Spelling:
    """Return the spelling of an identity matrix."""

    def spell(node: Node) -> Form:
        n, m = node.params["n"], node.params["m"]
        return call(f"{xp}.eye", str(n), *([] if m in (None, n) else [str(m)]), *more)

    return spell


def arange(name: str, *more: str) -> Spelling:
    """Return the spelling of a range."""

    def spell(node: Node) -> Form:
        ends = [_end(node.params[part]) for part in ("start", "stop", "step")]
        ends = ends[:2] if ends[2] == "1" else ends
        return call(name, *(ends[1:] if len(ends) == 2 and ends[0] == "0" else ends), *more)

    return spell


def _end(value: Any) -> str:
    return str(value) if type(value).__name__ == "Dim" else parameter(value)


def joined(name: str) -> Spelling:
    """Return the spelling of a concatenation; without an axis of what was flattened."""

    def spell(node: Node) -> Form:
        axis = node.params["axis"]
        arrays = [Slot(arg, 0, "array") for arg in node.args]
        return call(name, arrays, *([] if axis == 0 else [f"axis={axis}"]))

    return spell


def moved(name: str, *params: str, needs: tuple[str, ...] = (), also: str = "") -> Spelling:
    """Return the spelling of a function whose parameters stand behind the operands by name."""

    def spell(node: Node) -> Form:
        given = [f"{param}={_static(node.params[param])}" for param in params]
        args: list[Argument] = [Slot(arg, 0, "array") for arg in node.args]
        return call(name, *args, *given, *([also] if also else []), needs=needs)

    return spell


def _static(value: Any) -> str:
    if isinstance(value, tuple):
        return axes(value) if len(value) == 1 and isinstance(value[0], int) else str(value)
    return str(value)


def pad(xp: str) -> Spelling:
    """Return the spelling of a padding."""

    def spell(node: Node) -> Form | None:
        mode, fill = node.params["mode"], node.params["constant_values"]
        if not node.ndim:
            return None
        extra = [f'mode="{mode}"'] if mode != "constant" else []
        if mode == "constant" and fill:
            extra = [f"constant_values={parameter(fill)}"]
        return call(f"{xp}.pad", node.args[0], str(node.params["pad_width"]), *extra)

    return spell


def getitem(node: Node) -> Form:
    """Return an index."""
    x = node.args[0]
    return method(x, f"[{index_text(node.params['index'], x.shape)}]")


def helped(name: str, *params: str) -> Spelling:
    """Return the spelling of a row that has a function in the prelude."""

    def spell(node: Node) -> Form:
        given = [_shown(param, node) for param in params]
        return call(name, *(Slot(arg, 0, "array") for arg in node.args), *given, needs=(name,))

    return spell


def _shown(param: str, node: Node) -> str:
    value = node.params[param]
    if param == "index":
        shape = node.params["shape"] if "shape" in node.params else node.args[0].shape
        return f"np.s_[{index_text(value, shape)}]"
    if param in ("shape", "size", "kernel", "stride", "dilation") or (
        param == "axis" and isinstance(value, tuple)
    ):
        return sizes(value)
    return str(value)


def method_of(form: Form, text: str) -> Form:
    """Return a form with a method called on it."""
    return Form((*form.pieces, text), form.precedence, form.needs)
