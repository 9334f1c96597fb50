"""What all losses share: how the prices of the entries become one.

May import `errors` and `ops`.
"""

from __future__ import annotations

from typing import Any

from symgrad.errors import ArgumentError, ShapeError
from symgrad.ops.dims import Shape, broadcast, product, show_shape
from symgrad.ops.row import Param

REDUCTION = Param("reduction", "word", "mean", keyword=True, choices=("mean", "sum", "none"))
TORCH = "torch's convention (torch.nn.functional.{})"


def known_reduction(name: str, prices: Shape, params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a loss whose reduction is one.

    Raises:
        ArgumentError: it is none; ShapeError: the mean of no prices is asked.
    """
    if params["reduction"] == "mean" and product(prices) == 0:
        raise ShapeError(
            f"{name}: there is no mean of the prices of shape {show_shape(prices)}",
            code="empty",
            help='give arrays that have entries, or reduction="sum"',
        )
    if params["reduction"] not in REDUCTION.choices:
        raise ArgumentError(
            f"reduction is '{params['reduction']}'",
            code="bad-argument",
            help='reduction is "mean", "sum" or "none"',
        )
    return params


def paired(name: str) -> Any:
    """Return the normaliser of a loss of two arrays that broadcast."""

    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        try:
            prices = broadcast(*shapes)
        except ShapeError as error:
            error.message = f"{name}: {error.message}"
            raise
        return known_reduction(name, prices, params)

    return normalise


def reduced(xp: Any, prices: Any, reduction: str) -> Any:
    """Return the mean or the sum of all prices, or the prices."""
    if reduction == "none":
        return prices
    axis = tuple(range(len(prices.shape)))
    return getattr(xp, reduction)(prices, axis=axis, keepdims=False)


def per_price(y_bar: Any, shape: Shape, reduction: str) -> Any:
    """Return the cotangent of each price; it broadcasts to their shape."""
    return y_bar / product(shape) if reduction == "mean" else y_bar
