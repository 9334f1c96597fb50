"""How a derivative and its entries are written: `∂f/∂x`, `x[0,1]`, `∂²f/∂x[0]∂y[2]`.

Derivatives go by keys: a gradient and a Jacobian by their variable, a Hessian by both of its
variables, `x,y`, a derivative along tangents by the empty word. May import `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from symgrad.ops.dims import Shape, product, show_shape

Kind = Literal["gradient", "jacobian", "hessian", "tangent"]
Entry = tuple[int, ...]
# What the engine's column is called: forward mode for tangents, whichever is shorter for the rest.
ENGINES: dict[str, str] = {
    "gradient": "reverse",
    "jacobian": "numeric",
    "hessian": "numeric",
    "tangent": "forward",
}
MODES: dict[str, str] = {
    "reverse": "reverse mode",
    "numeric": "numeric",
    "forward": "forward mode",
}


def pair(x: str, y: str) -> str:
    """Return the key of a second derivative."""
    return f"{x},{y}"


def variables_of(kind: Kind, key: str) -> tuple[str, ...]:
    """Return the variables whose axes a derivative has, in the order of its axes."""
    return () if kind == "tangent" else tuple(key.split(","))


def title(kind: Kind, output: str, key: str) -> str:
    """Return how a derivative is written as a whole."""
    return _written(kind, output, [(name, ()) for name in variables_of(kind, key)], ())


def entry_label(kind: Kind, output: str, key: str, entry: Entry, ranks: Mapping[str, int]) -> str:
    """Return how one entry is written; for a gradient it is that of the variable.

    Args:
        ranks: how many axes each variable has.
    """
    names = variables_of(kind, key)
    if kind == "gradient":
        return indexed(key, entry)
    rest, places = entry, []
    for name in reversed(names):
        cut = len(rest) - ranks[name]
        places.append((name, rest[cut:]))
        rest = rest[:cut]
    return _written(kind, output, places[::-1], rest)


def indexed(name: str, entry: Entry) -> str:
    """Return a name with an index: `x[0,1]`, `x` for a single number."""
    return f"{name}[{','.join(map(str, entry))}]" if entry else name


def _written(kind: Kind, output: str, places: list[tuple[str, Entry]], rest: Entry) -> str:
    top = indexed(output, rest)
    if kind == "tangent":
        return f"d{top}"
    if kind != "hessian":
        return f"∂{top}/∂{indexed(*places[0])}"
    if places[0] == places[1]:
        return f"∂²{top}/∂{indexed(*places[0])}²"
    return f"∂²{top}/" + "".join(f"∂{indexed(*place)}" for place in places)


def layout_words(kind: Kind, output: str, key: str, shapes: Mapping[str, Shape]) -> str:
    """Say which axes a derivative has, in their order; "" where there is nothing to confuse.

    Args:
        shapes: of the variables, and of the output under its name.
    """
    names = variables_of(kind, key)
    parts = (output, *names) if kind == "jacobian" else names
    if kind not in ("jacobian", "hessian") or sum(bool(shapes[name]) for name in parts) < 2:
        return ""
    axes = "those of {}, then those of {}".format(*parts)
    whole = " + ".join(show_shape(shapes[name]) for name in parts)
    return f"axes {whole}: {axes}"


def matrix_words(kind: Kind, output: str, key: str, shapes: Mapping[str, Shape]) -> tuple[str, str]:
    """Say how large a derivative is as one matrix, and what its rows and columns are.

    Args:
        shapes: as for `layout_words`.
    """
    names = variables_of(kind, key)
    rows, columns = (output, *names) if kind == "jacobian" else names
    size = f"{product(shapes[rows])} x {product(shapes[columns])}"
    words = f"rows {rows} ravelled, columns {columns} ravelled"
    return f"as a matrix ({size}, row-major)", words
