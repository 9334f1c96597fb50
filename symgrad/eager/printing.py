"""How tensors are printed: the widths, switches and line breaks that torch's users know.

One format serves all entries of a tensor: whole numbers with a bare point, four decimals, or
powers of ten where sizes are far apart. Large tensors show their edges. May import NumPy and
`eager.dtypes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symgrad.eager.dtypes import dtype

Array = np.ndarray[Any, np.dtype[Any]]
# Beyond these a float is written with a power of ten, as are sizes so far apart.
_LARGE, _SMALL, _APART = 1e8, 1e-4, 1000.0
_USUAL = ("float32", "int64", "bool")
_HEAD = "tensor("


@dataclass(frozen=True, slots=True)
class Options:
    """What `set_printoptions` sets.

    Attributes:
        precision: decimals of a float. threshold: larger tensors are summarised.
        edgeitems: how many entries each edge of a summary shows. linewidth: columns.
        sci_mode: powers of ten always or never; None lets the entries decide.
    """

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


_PROFILES = {
    "default": Options(),
    "short": Options(precision=2, edgeitems=2),
    "full": Options(threshold=float("inf")),
}
_current = Options()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Set how tensors are printed; what is left out stays as it is.

    Args:
        precision: decimals of a float. threshold: how many entries are printed in full.
        edgeitems: entries on each edge of a summary. linewidth: columns of a line.
        profile: "default", "short" or "full", before the others. sci_mode: powers of ten always
            or never; None lets the entries decide.
    """
    global _current
    base = _PROFILES[profile] if profile is not None else _current
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    _current = replace(base, sci_mode=sci_mode, **chosen)  # type: ignore[arg-type]


def get_printoptions() -> dict[str, Any]:
    """Return how tensors are printed."""
    return {name: getattr(_current, name) for name in Options.__slots__}


def show(array: Array, kind: dtype, grad_fn: str | None, requires_grad: bool) -> str:
    """Return what a tensor prints as.

    Args:
        array: its entries. kind: its type. grad_fn: the name of the node that made it, None for
            a leaf. requires_grad: whether a leaf asks for gradients.
    """
    options = _current
    if array.size:
        text = _entries(array, kind, options)
        notes = [] if kind.name in _USUAL else [f"dtype=symgrad.{kind.name}"]
    else:
        text = "[]"
        notes = [f"size={tuple(array.shape)}"] if array.ndim != 1 else []
        notes += [] if kind.name == "float32" else [f"dtype=symgrad.{kind.name}"]
    if grad_fn is not None:
        notes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        notes.append("requires_grad=True")
    return _annotated(_HEAD + text, notes, options.linewidth)


def _annotated(text: str, notes: list[str], width: int) -> str:
    """Add notes behind the entries, on a new line where torch's would be too long."""
    column = len(text) - text.rfind("\n") + 1
    for note in notes:
        length = len(note.replace("symgrad.", "torch."))
        if column + length + 2 > width:
            text += f",\n{' ' * len(_HEAD)}{note}"
            column = len(_HEAD) + length
        else:
            text += f", {note}"
            column += length + 2
    return text + ")"


@dataclass(frozen=True, slots=True)
class Format:
    """The one format of a tensor's entries.

    Attributes:
        style: "", "whole", "decimals" or "powers". width: of the widest. precision: decimals.
    """

    style: str
    width: int
    precision: int

    def of(self, value: Any) -> str:
        """Return an entry, padded to the width of all."""
        if self.style == "powers":
            text = f"{value:.{self.precision}e}"
        elif self.style == "whole":
            text = f"{value:.0f}" + ("." if np.isfinite(value) else "")
        elif self.style == "decimals":
            text = f"{value:.{self.precision}f}"
        else:
            text = str(value)
        return text.rjust(self.width)


def _format(array: Array, kind: dtype, options: Options) -> Format:
    values = array.ravel().tolist()
    if not kind.is_floating_point:
        return Format("", max((len(str(value)) for value in values), default=1), 0)
    found = [value for value in values if value and np.isfinite(value)]
    if not found:
        return Format("whole", 1, options.precision)
    sizes = np.abs(np.array(found, dtype=np.float64))
    least, most = float(sizes.min()), float(sizes.max())
    whole = all(value == np.ceil(value) for value in found)
    with np.errstate(over="ignore"):
        far = most / least > _APART or most > _LARGE or (not whole and least < _SMALL)
    powers = far if options.sci_mode is None else options.sci_mode
    style = "powers" if powers else "whole" if whole else "decimals"
    plain = Format(style, 0, options.precision)
    return replace(plain, width=max(1, *(len(plain.of(value)) for value in found)))


def _entries(array: Array, kind: dtype, options: Options) -> str:
    edge = options.edgeitems if array.size > options.threshold else None
    shown = array if edge is None else _edges(array, edge)
    return _nested(array, len(_HEAD), _format(shown, kind, options), edge, options.linewidth)


def _edges(array: Array, edge: int) -> Array:
    """Return what a summary shows of an array."""
    for axis, size in enumerate(array.shape):
        if size > 2 * edge:
            kept = [*range(edge), *range(size - edge, size)]
            array = np.take(array, kept, axis=axis)
    return array


def _nested(array: Array, indent: int, how: Format, edge: int | None, width: int) -> str:
    if array.ndim == 0:
        return how.of(array.item())
    if array.ndim == 1:
        return _line(array, indent, how, edge, width)
    parts = [
        "..." if place is None else _nested(array[place], indent + 1, how, edge, width)
        for place in _places(len(array), edge)
    ]
    between = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
    return f"[{between.join(parts)}]"


def _line(array: Array, indent: int, how: Format, edge: int | None, width: int) -> str:
    values = array.tolist()
    cells = [
        " ..." if place is None else how.of(values[place]) for place in _places(len(values), edge)
    ]
    many = max(1, (width - indent) // (how.width + 2))
    lines = [", ".join(cells[start : start + many]) for start in range(0, len(cells), many)]
    between = ",\n" + " " * (indent + 1)
    return f"[{between.join(lines)}]"


def _places(size: int, edge: int | None) -> Iterator[int | None]:
    """Return which entries are shown, None for those between the edges."""
    if edge is None or size <= 2 * edge:
        yield from range(size)
        return
    yield from range(edge)
    yield None
    yield from range(size - edge, size)
