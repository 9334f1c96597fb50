"""Gradient flow: values that are constants to every derivative.

May import `ops.families`, `ops.row`.
"""

from __future__ import annotations

from symgrad.ops.families import EVERYWHERE, matrix, unary
from symgrad.ops.row import Op, Sample

ROWS: tuple[Op, ...] = (
    unary(
        "detach",
        "the value of x, a constant to every derivative",
        "torch's convention (torch.Tensor.detach)",
        vjp=None,
        lower=lambda t, x: t.detach(x),
        samples=(Sample("x*detach(x)", {"x": matrix(EVERYWHERE)}),),
    ),
)
