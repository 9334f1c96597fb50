"""Sums, products and their like by name, with what torch adds to the operators.

May import `eager`.
"""

from __future__ import annotations

from typing import Any

from symgrad.eager.fused import fused, several
from symgrad.eager.pointwise import (
    floor,
    trunc,
)
from symgrad.eager.tensor import Tensor

_ADDCMUL = several("AddcmulBackward0", (0, 1, 2))


_ADDCDIV = several("AddcdivBackward0", (0, 1, 2))


_LERP = several("LerpBackward0", (0, 1))


_ADD, _SUB = several("AddBackward0", (0, 1)), several("SubBackward0", (0, 1))


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """Return input + value * tensor1 * tensor2."""

    def composed(x: Tensor, a: Tensor, b: Tensor) -> Tensor:
        return x + (a * b if value == 1 else a * b * value)

    return fused(_ADDCMUL, composed, input, tensor1, tensor2)


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """Return input + value * tensor1 / tensor2."""

    def composed(x: Tensor, a: Tensor, b: Tensor) -> Tensor:
        return x + (a / b if value == 1 else a / b * value)

    return fused(_ADDCDIV, composed, input, tensor1, tensor2)


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """Return input + weight * (end - input)."""
    return fused(_LERP, lambda x, y, w: x + (y - x) * w, input, end, weight)


def add(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """Return input + alpha * other."""
    if alpha == 1:
        return input + other  # type: ignore[no-any-return]
    return fused(_ADD, lambda x, y: x + y * alpha, input, other)


def sub(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """Return input - alpha * other."""
    if alpha == 1:
        return input - other  # type: ignore[no-any-return]
    return fused(_SUB, lambda x, y: x - y * alpha, input, other)


def mul(input: Any, other: Any) -> Tensor:
    """Return input * other."""
    return input * other  # type: ignore[no-any-return]


def div(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """Return input / other, whole towards 0 ("trunc") or down ("floor") if asked."""
    quotient = input / other
    if rounding_mode is None:
        return quotient  # type: ignore[no-any-return]
    return floor(quotient) if rounding_mode == "floor" else trunc(quotient)


def pow(input: Any, exponent: Any) -> Tensor:
    """Return input ** exponent."""
    return input**exponent  # type: ignore[no-any-return]


def remainder(input: Any, other: Any) -> Tensor:
    """Return input - other * floor(input / other)."""
    return input % other  # type: ignore[no-any-return]
