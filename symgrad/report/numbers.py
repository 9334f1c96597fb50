"""Numbers and arrays as a person reads them, every digit that tells them apart.

May import NumPy only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

MOST_ENTRIES = 40


def number(value: Any, dtype: str = "float64") -> str:
    """Return the shortest text that reads back as the same float; whole numbers without a point."""
    rounded = np.dtype(dtype).type(value)
    if rounded == 0:
        return "0"
    text = repr(float(rounded)) if dtype == "float64" else str(rounded)
    return text.removesuffix(".0")


def ulps(count: float) -> str:
    """Return a difference in units of the last place."""
    if not np.isfinite(count):
        return "-"
    return f"{count:.0f} ulp" if count < 1e6 else f"{count:.1e} ulp"


def array(value: Any, dtype: str = "float64", everything: bool = False) -> str:
    """Return an array as nested lists, or what it is like if it is large."""
    found = np.asarray(value)
    if found.size > MOST_ENTRIES and not everything:
        return f"{shape(found.shape)}, {found.size} entries, {_range(found, dtype)}"
    return _nested(found, dtype)


def shape(sizes: tuple[Any, ...]) -> str:
    """Return a shape as text."""
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"


def _nested(found: Any, dtype: str) -> str:
    if found.ndim == 0:
        return number(found, dtype)
    return f"[{', '.join(_nested(part, dtype) for part in found)}]"


def _range(found: Any, dtype: str) -> str:
    finite = found[np.isfinite(found)]
    if not finite.size:
        return "none finite"
    text = f"from {number(finite.min(), dtype)} to {number(finite.max(), dtype)}"
    return text if finite.size == found.size else f"{text}, {found.size - finite.size} not finite"
