"""Conditions: comparisons of real numbers, and what joins them.

Truth values have no derivative; what matters of a comparison is where it flips, which
its `kinks` say: the difference of its operands is zero there. May import `ops.row`.
"""

from __future__ import annotations

from typing import Any

from symgrad.ops.row import Misuse, Op, Operand, Sample

_SHAPES = {"x": (2, 3), "y": (4,)}


def comparison(name: str, glyph: str, doc: str, relation: str) -> Op:
    """Return the row of a comparison; `relation` is the name of SymPy's relational."""

    def lower(t: Any, x: Any, y: Any) -> Any:
        return t.scalar(lambda s, u, v: getattr(s, relation)(u, v), x, y)

    text = f"where(x {glyph} y, x, y*y)"
    return Op(
        name=name,
        doc=doc,
        source="IEEE 754-2019, 5.11",
        operands=(Operand("x"), Operand("y")),
        kind="elementwise",
        vjp=(None, None),
        lower=lower,
        glyph=glyph,
        result="condition",
        kinks=lambda xp, x, y: (x - y,),
        at_kinks="the slope of the branch that the condition picks",
        samples=(
            Sample(text, {"x": "[[1.5, -2, 0.3], [4, -0.7, 2]]", "y": "[0.5, -1, 2.5]"}),
            Sample(text, {"x": "0.7", "y": "[0.5, -1, 2.5]"}),
        ),
        errors=(Misuse(text, _SHAPES, "shape-mismatch"),),
        callable=False,
    )


def connective(name: str, glyph: str, doc: str, relation: str, text: str, count: int = 2) -> Op:
    """Return the row of a logical connective; `relation` is the name of SymPy's."""

    def lower(t: Any, *conditions: Any) -> Any:
        return t.scalar(lambda s, *u: getattr(s, relation)(*u), *conditions)

    values = {"x": "[[1.5, -2, 0.3], [4, -0.7, 2]]", "y": "[0.5, -1, 2.5]"}
    return Op(
        name=name,
        doc=doc,
        source="George Boole, The Laws of Thought (1854)",
        operands=tuple(Operand(operand, "condition") for operand in ("p", "q")[:count]),
        kind="elementwise",
        vjp=(None,) * count,
        lower=lower,
        glyph=glyph,
        result="condition",
        samples=(Sample(f"where({text}, x*y, x + y)", values),),
        errors=(Misuse(f"where({text}, x, y)", _SHAPES, "shape-mismatch"),),
        callable=False,
    )


ROWS: tuple[Op, ...] = (
    comparison("less", "<", "true where x < y", "Lt"),
    comparison("less_equal", "<=", "true where x <= y", "Le"),
    comparison("greater", ">", "true where x > y", "Gt"),
    comparison("greater_equal", ">=", "true where x >= y", "Ge"),
    comparison("equal", "==", "true where x = y", "Eq"),
    comparison("not_equal", "!=", "true where x and y differ", "Ne"),
    connective("logical_and", "and", "true where both p and q are", "And", "x > 0 and y > 0"),
    connective("logical_or", "or", "true where p or q is", "Or", "x > 0 or y > 0"),
    connective("logical_not", "not", "true where p is false", "Not", "not x > y", 1),
)
