"""What is written alike for all targets: leaves, signs between operands, indices.

Python numbers stay Python numbers as long as their arithmetic cannot go astray: a division
by what may be 0 or a root of what may be negative is left to the array library.
May import `graph`, `ops` and `export`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.graph.node import ArrayLiteral, Node, Number, SizeOf, Variable
from symgrad.ops.dims import Dim, product
from symgrad.symbolic.export.form import (
    ATOM,
    COMPARISON,
    POWER,
    PRODUCT,
    SUM,
    UNARY,
    Form,
    Slot,
    Spelling,
    method,
)

# Up to here a double holds every whole number.
_WHOLE = 2**53
_INFIX = {
    "add": (" + ", SUM, SUM, PRODUCT),
    "subtract": (" - ", SUM, SUM, PRODUCT),
    "multiply": ("*", PRODUCT, PRODUCT, POWER),
    "divide": ("/", PRODUCT, PRODUCT, POWER),
    "matmul": (" @ ", PRODUCT, PRODUCT, POWER),
    "power": ("**", POWER, ATOM, POWER),
    "less": (" < ", COMPARISON, SUM, SUM),
    "less_equal": (" <= ", COMPARISON, SUM, SUM),
    "greater": (" > ", COMPARISON, SUM, SUM),
    "greater_equal": (" >= ", COMPARISON, SUM, SUM),
    "equal": (" == ", COMPARISON, SUM, SUM),
    "not_equal": (" != ", COMPARISON, SUM, SUM),
}


def leaf(node: Node, short: str, names: dict[str, str]) -> Form:
    """Return a leaf as code.

    Args:
        node: the leaf. short: the library's short name. names: identifiers by variable and size.
    """
    match node.leaf:
        case Variable(name):
            return Form((names[name],))
        case Number("pi" | "inf" as word):
            return Form((f"{short}.{word}",), numbers="stay")
        case Number(value):
            return Form((number(Fraction(value)),), numbers="stay")
        case SizeOf(dim):
            return Form((str(dim),), numbers="stay")
        case ArrayLiteral(entries):
            return Form((_nested(entries, node.shape),))
    raise AssertionError(node)


def number(value: Fraction) -> str:
    """Return a number as code with all digits of a double."""
    if value.denominator == 1 and abs(value.numerator) < _WHOLE:
        return str(value.numerator)
    return decimal(value)


def decimal(value: Fraction) -> str:
    """Return a number as a float literal."""
    try:
        return repr(float(value))
    except OverflowError:
        return 'float("inf")' if value > 0 else '-float("inf")'


def parameter(value: Any) -> str:
    """Return a static number of a row as code."""
    if value in ("inf", "-inf"):
        return f'float("{value}")'
    return number(Fraction(value))


def _nested(entries: tuple[Fraction, ...], shape: tuple[Any, ...]) -> str:
    texts = [decimal(entry) for entry in entries]
    for dim in reversed(shape):
        rows = (texts[start : start + dim] for start in range(0, len(texts), dim))
        texts = [f"[{', '.join(row)}]" for row in rows]
    return texts[0]


def is_empty(node: Node) -> bool:
    """Tell whether an array literal has no entries."""
    return isinstance(node.leaf, ArrayLiteral) and product(node.shape) == 0


def infix(node: Node) -> Form:
    """Return an operator between its operands."""
    sign, precedence, left, right = _INFIX[node.function]
    a, b = node.args
    stays = precedence != COMPARISON and _is_tame(node)
    slots = (Slot(a, left), sign, Slot(b, right))
    return Form(slots, precedence, numbers="stay" if stays else "array")


def _is_tame(node: Node) -> bool:
    """Tell whether Python does with two numbers what arrays do."""
    a, b = node.args
    if node.function == "divide":
        return isinstance(b.leaf, SizeOf) or _literal(b) > 0
    if node.function == "power":
        return 0 < _literal(a) < 1000 and 0 <= _literal(b) <= 64
    return True


def _literal(node: Node) -> Fraction:
    """Return a finite number that is typed, 0 for anything else."""
    value = node.leaf.value if isinstance(node.leaf, Number) else 0
    return Fraction(0) if isinstance(value, str) else Fraction(value)


def negative(node: Node) -> Form:
    """Return a sign before its operand."""
    (a,) = node.args
    return Form(("-", Slot(a, POWER)), UNARY, numbers="stay")


def operand(node: Node) -> Form:
    """Return the operand itself."""
    return Form((Slot(node.args[0], ATOM),))


def transposed(node: Node) -> Form | None:
    """Return `x.T`, where that is what a transpose does."""
    axes = node.params["axes"]
    if axes == tuple(range(len(axes))):
        return method(node.args[0], "", "any")
    return method(node.args[0], ".T") if axes == (1, 0) else None


def index_text(index: tuple[Any, ...], shape: tuple[Any, ...]) -> str:
    """Return a canonical index as code, without brackets."""
    dims, parts = iter(shape), []
    for item in index:
        parts.append("None" if item == "new" else _place(item, next(dims)))
    while len(parts) > 1 and parts[-1] == ":":
        parts.pop()
    return ", ".join(parts) or "..."


def _place(item: Any, dim: int | Dim) -> str:
    if not isinstance(item, tuple):
        return str(item)
    start, stop, step = item
    whole = step == 1 and start == 0 and stop == dim
    if whole:
        return ":"
    ends = "" if stop == -1 or (step > 0 and stop == dim) else str(stop)
    begins = "" if start == 0 and step > 0 else str(start)
    return f"{begins}:{ends}" if step == 1 else f"{begins}:{ends}:{step}"


INFIX: dict[str, Spelling] = {**dict.fromkeys(_INFIX, infix), "negative": negative}
