"""How static arguments and constants are spelled: axes, sizes, slices, arrays.

Each is the inverse of reading it: what is written here comes back as the same canonical
value. May import `language`, `ops` and `graph.node`.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Any

from symgrad.errors import SymgradError
from symgrad.graph.node import Node
from symgrad.language.numbers import show_number
from symgrad.ops.dims import Dim, DimLike, Shape, product
from symgrad.ops.row import REQUIRED, Op, Param


def spell_number(value: Fraction | int | str | Dim) -> str:
    """Return an exact number, "inf", "-inf" or a size as text."""
    if isinstance(value, str | Dim):
        return str(value)
    exact = Fraction(value)
    return f"-{show_number(-exact)}" if exact < 0 else show_number(exact)


def spell_array(entries: Iterable[Fraction], shape: Shape) -> str:
    """Return a constant array as nested brackets; one without entries as `zeros(shape)`."""
    if product(shape) == 0:
        return f"zeros({_tuple(shape)})"
    texts = [spell_number(entry) for entry in entries]
    for dim in reversed(shape):
        assert isinstance(dim, int)
        rows = (texts[start : start + dim] for start in range(0, len(texts), dim))
        texts = [f"[{', '.join(row)}]" for row in rows]
    return texts[0]


def spell_index(index: tuple[Any, ...], shape: Shape) -> str:
    """Return a canonical index into an array of `shape`, in its brackets."""
    dims, parts = iter(shape), []
    for item in index:
        parts.append("None" if item == "new" else _spell_place(item, next(dims)))
    while len(parts) > 1 and parts[-1] == ":":
        parts.pop()
    return f"[{', '.join(parts)}]" if parts else "[...]"


def _spell_place(item: Any, dim: DimLike) -> str:
    if not isinstance(item, tuple):
        return str(item)
    start, stop, step = item
    first = start == (0 if step > 0 else dim - 1)
    text = ("" if first else str(start)) + ":" + ("" if _runs_out(item, dim) else str(stop))
    return text if step == 1 else f"{text}:{step}"


def _runs_out(item: tuple[DimLike, DimLike, int], dim: DimLike) -> bool:
    """Tell whether a slice goes on as far as the axis does."""
    start, stop, step = item
    if isinstance(start, Dim) or isinstance(stop, Dim) or isinstance(dim, Dim):
        return stop == (dim if step > 0 else -1)
    following = start + len(range(start, stop, step)) * step
    return not 0 <= following < dim


def spell_params(node: Node) -> tuple[list[str], list[str], list[str]]:
    """Return the static arguments before the operands of a node, behind the first, and after all.

    What equals its default is left out; behind an operand that was left out all go by name.
    """
    op = node.op
    assert op is not None
    dropped = _defaults(op, node)
    leading = [_spell(p, node) for p in op.params if p.leading]
    inner = [_spell(p, node) for p in op.params if p.inner]
    trailing, by_name = [], not op.variadic and len(node.args) < len(op.operands)
    for param in (p for p in op.params if not p.leading and not p.inner):
        if param.name in dropped:
            by_name = True
        elif by_name or _is_named(param):
            trailing.append(f"{param.name}={_spell(param, node)}")
            by_name = True
        else:
            trailing.append(_spell(param, node))
    return leading, inner, trailing


_NAMED = ("number", "bool", "word", "dims")


def _is_named(param: Param) -> bool:
    optional = param.default is not REQUIRED and param.kind in _NAMED
    return param.keyword or param.name == "axis" or optional


def _defaults(op: Op, node: Node) -> frozenset[str]:
    """Return the parameters that come out the same when they are left out."""
    optional = [p for p in op.params if p.default is not REQUIRED]
    if not optional:
        return frozenset()
    names = frozenset(p.name for p in optional)
    plain = _settled(op, node, names) or {n: _settled(op, node, {n}).get(n) for n in names}
    dropped = frozenset(name for name in names if _same(plain.get(name), node.params[name]))
    return dropped if _settled(op, node, dropped) == node.params else frozenset()


def _settled(op: Op, node: Node, left_out: AbstractSet[str]) -> dict[str, Any]:
    params = dict(node.params)
    params.update((p.name, p.default) for p in op.params if p.name in left_out)
    if op.normalise is None:
        return params
    try:
        return op.normalise(tuple(arg.shape for arg in node.args), params)
    except SymgradError:
        return {}


def _same(left: Any, right: Any) -> bool:
    """Tell whether two values are equal and of one kind: False is not 0 here."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _spell(param: Param, node: Node) -> str:
    value = node.params[param.name]
    if value is None:
        return "None"
    match param.kind:
        case "bool":
            return "true" if value else "false"
        case "dims" if isinstance(value, str):
            return f'"{value}"'
        case "dims" if _is_for_all(param, node):
            return str(value[0])
        case "axes" | "dims":
            return _tuple(value) if isinstance(value, tuple) else str(value)
        case "ints":
            return _nested(value)
        case "number":
            return spell_number(value)
        case "index":
            return spell_index(value, node.params["shape"])
        case "word" | "ord":
            word = isinstance(value, str) and value not in ("inf", "-inf")
            return f'"{value}"' if word else spell_number(value)
    return str(value)


def _nested(value: Any) -> str:
    """Return integers in tuples; equal pairs, which NumPy would broadcast, are written once."""
    if not isinstance(value, tuple):
        return str(value)
    if not value or not isinstance(value[0], tuple):
        return _tuple(value)
    if len(set(value)) > 1:
        return f"({', '.join(map(str, value))})"
    before, after = value[0]
    return str(before) if before == after else str(value[0])


def _is_for_all(param: Param, node: Node) -> bool:
    """Tell whether one size, given for all of several equal ones, reads back as them."""
    value, op = node.params[param.name], node.op
    assert op is not None
    if op.normalise is None or not isinstance(value, tuple) or len(set(value)) != 1:
        return False
    try:
        one = node.params | {param.name: value[:1]}
        return bool(op.normalise(tuple(arg.shape for arg in node.args), one) == node.params)
    except SymgradError:
        return False


def _tuple(items: tuple[Any, ...]) -> str:
    """Return a tuple as text, one of a single entry as the entry."""
    return str(items[0]) if len(items) == 1 else f"({', '.join(map(str, items))})"
