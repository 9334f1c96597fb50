"""Which argument of a call an error of its shape rule is about.

The rules know shapes and not the text; here the places of what was typed meet the reason.
May import `errors`, `source` and `ops.row`.
"""

from __future__ import annotations

from symgrad.errors import ShapeError
from symgrad.ops.row import Op
from symgrad.source import Span

# What an error of these codes is about: a static argument, or the only operand there is.
_STATIC = frozenset(
    (
        "axes-count",
        "axis-range",
        "axis-repeated",
        "bad-count",
        "bad-order",
        "einsum-subscripts",
        "empty",
        "negative-size",
        "norm-order",
        "pad-width",
        "reshape-size",
        "squeeze-size",
    )
)
_OPERAND = frozenset(("not-square", "not-a-matrix"))


def placed(error: ShapeError, row: Op, operands: list[Span], static: list[Span]) -> ShapeError:
    """Name the function, and say which of its arguments is wrong, where that can be told.

    Args:
        error: without a place. row: the function.
        operands, static: the places of what was typed, the static arguments in call order.
    """
    if not error.message.startswith(row.name) and error.code == "shape-mismatch":
        error.message = f"{row.name}: {error.message.removeprefix(f'{row.glyph}: ')}"
    if error.code in _STATIC and static:
        return error.at(static[0].to(static[-1]))
    return error.at(operands[0]) if error.code in _OPERAND and len(operands) == 1 else error
