"""Sliding windows on NumPy arrays, and their overlap-add. Imports NumPy only."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
Axes = tuple[int, ...]


def windows(x: Array, kernel: Axes, stride: Axes, dilation: Axes) -> Array:
    """Return a view of x through a window that slides along the last axes."""
    x = np.asarray(x)
    spread = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    axes = tuple(range(x.ndim - len(kernel), x.ndim))
    view: Array = np.lib.stride_tricks.sliding_window_view(x, spread, axis=axes)
    steps: list[Any] = [slice(None, None, step) for step in (*stride, *dilation)]
    return view[(..., *steps)]


def overlap_add(x: Array, size: Axes, stride: Axes, dilation: Axes) -> Array:
    """Return the entries of windows, added up where each was seen."""
    x, count = np.asarray(x), len(size)
    before, places, kernel = x.shape[: -2 * count], x.shape[-2 * count : -count], x.shape[-count:]
    y = np.zeros((*before, *size), x.dtype)
    for offset in np.ndindex(*kernel):
        axes = zip(offset, places, stride, dilation, strict=True)
        seen: list[Any] = [slice(k * d, k * d + (n - 1) * s + 1, s) for k, n, s, d in axes]
        y[(..., *seen)] += x[(..., *offset)]
    return y
