"""Layers of neural networks, with the conventions of torch.nn.functional.

Their rooms: affine maps and normalisation, sliding windows, convolution, pooling. May import
`ops`.
"""

from __future__ import annotations

from symgrad.ops import convolutions, layers, pooling, windows
from symgrad.ops.row import Op

ROWS: tuple[Op, ...] = (*layers.ROWS, *convolutions.ROWS, *pooling.ROWS, *windows.ROWS)
