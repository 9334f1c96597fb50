"""The constructors of elementwise rows: what a family shares is said here, once.

A row made with `unary` or `binary` states its name, formula, source, value, pullback
and definition; operands, broadcasting and the calls that the generated tests run come
from here, so that a family file reads as a table. May import `ops.row`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

# Points for samples: both signs where there are two, no ties, nothing on a kink or a step,
# and the doubled point still inside the domain.
EVERYWHERE = ("-1.3", "0.4", "2.1", "0.7", "-0.2", "1.9")
POSITIVE = ("1.3", "0.4", "2.1", "0.7", "0.2", "1.9")
UNIT = ("-0.43", "0.41", "0.27", "0.18", "-0.24", "-0.08")
ABOVE_ONE = ("1.3", "2.4", "1.1", "3.7", "1.2", "1.9")
OTHERS = ("0.6", "-1.7", "0.9", "1.4", "-2.3", "0.3")
POSITIVE_OTHERS = ("0.6", "1.7", "0.9", "1.4", "2.3", "0.3")


def matrix(points: tuple[str, ...]) -> str:
    """Return six points as the text of a matrix of shape (2, 3)."""
    a, b, c, d, e, f = points
    return f"[[{a}, {b}, {c}], [{d}, {e}, {f}]]"


def row_of(points: tuple[str, ...]) -> str:
    """Return the first three points as the text of a vector."""
    return f"[{', '.join(points[:3])}]"


def call_text(name: str, glyph: str, *operands: str) -> str:
    """Return an operator applied to operands, as text of the language."""
    if not glyph:
        return f"{name}({', '.join(operands)})"
    if len(operands) == 1:
        return f"({glyph}({operands[0]}))"
    return f"(({operands[0]}) {glyph} ({operands[1]}))"


def unary(
    name: str,
    doc: str,
    source: str,
    *,
    vjp: Rule | None,
    primal: Rule | None = None,
    lower: Rule | None = None,
    at: tuple[str, ...] = EVERYWHERE,
    aliases: tuple[str, ...] = (),
    params: tuple[Param, ...] = (),
    domain: Rule | None = None,
    kinks: Rule | None = None,
    at_kinks: str = "",
    glyph: str = "",
    samples: tuple[Sample, ...] = (),
    callable: bool = True,
) -> Op:
    """Return the row of an elementwise function of one array.

    Args:
        name, doc, source, aliases, params, domain, kinks, at_kinks, glyph, callable: as in `Op`.
        vjp: the pullback `(xp, y_bar, y, x, **params)`; None where the slope is 0 throughout.
        primal: the value; None makes it a primitive of every namespace.
        lower: the definition; None reads the primal as one.
        at: six points inside the domain, for the samples.
        samples: more samples than the family's.
    """
    return Op(
        name=name,
        doc=doc,
        source=source,
        aliases=aliases,
        operands=(Operand("x"),),
        params=params,
        kind="elementwise",
        primal=primal,
        vjp=(vjp,),
        lower=lower,
        glyph=glyph,
        domain=domain,
        kinks=kinks,
        at_kinks=at_kinks,
        samples=_unary_samples(name, glyph, at) + samples,
        callable=callable,
    )


def binary(
    name: str,
    doc: str,
    source: str,
    *,
    vjp: tuple[Rule | None, Rule | None],
    primal: Rule | None = None,
    lower: Rule | None = None,
    operands: tuple[str, str] = ("x", "y"),
    at: tuple[tuple[str, ...], tuple[str, ...]] = (EVERYWHERE, OTHERS),
    aliases: tuple[str, ...] = (),
    domain: Rule | None = None,
    kinks: Rule | None = None,
    at_kinks: str = "",
    glyph: str = "",
    samples: tuple[Sample, ...] = (),
    callable: bool = True,
) -> Op:
    """Return the row of an elementwise function of two arrays, which are broadcast.

    Args:
        name, doc, source, aliases, domain, kinks, at_kinks, glyph, callable: as in `Op`.
        vjp: the pullbacks by the first and by the second operand.
        primal: the value; None makes it a primitive of every namespace.
        lower: the definition; None reads the primal as one.
        operands: their names.
        at: six points for each operand; any of the one may meet any of the other.
        samples: more samples than the family's.
    """
    text = call_text(name, glyph, "x", "y")
    return Op(
        name=name,
        doc=doc,
        source=source,
        aliases=aliases,
        operands=tuple(Operand(operand) for operand in operands),
        kind="elementwise",
        primal=primal,
        vjp=vjp,
        lower=lower,
        glyph=glyph,
        domain=domain,
        kinks=kinks,
        at_kinks=at_kinks,
        samples=_binary_samples(name, glyph, *at) + samples,
        errors=(Misuse(text, {"x": (2, 3), "y": (4,)}, "shape-mismatch"),),
        callable=callable,
    )


def _unary_samples(name: str, glyph: str, at: tuple[str, ...]) -> tuple[Sample, ...]:
    plain = call_text(name, glyph, "x")
    nested = f"{plain}*{call_text(name, glyph, '2*x')}"
    return (
        Sample(plain, {"x": matrix(at)}),
        Sample(plain, {"x": at[1]}),
        Sample(nested, {"x": row_of(at)}),
    )


def _binary_samples(
    name: str, glyph: str, left: tuple[str, ...], right: tuple[str, ...]
) -> tuple[Sample, ...]:
    plain = call_text(name, glyph, "x", "y")
    column = f"[[{right[0]}], [{right[3]}]]"

    def sample(x: str, y: str, text: str = plain) -> Sample:
        values: Mapping[str, str] = {"x": x, "y": y}
        return Sample(text, values)

    nested = f"{plain}*{call_text(name, glyph, '2*x', 'y')}"
    return (
        sample(matrix(left), matrix(right)),
        sample(matrix(left), row_of(right)),
        sample(row_of(left), matrix(right)),
        sample(row_of(left), column),
        sample(left[1], matrix(right)),
        sample(matrix(left), right[3]),
        sample(left[2], right[0]),
        sample(row_of(left), row_of(right), nested),
    )


def zero_to_one(xp: Any, selected: Any, x: Any) -> Any:
    """Return x with 1 put in where `selected`: there the rule's other factor is 0 and decides."""
    return xp.where(selected, 1, x)


def pi(xp: Any) -> Any:
    """Return pi as half a turn in radians: exact on graph nodes, of the dtype on arrays."""
    return xp.deg2rad(180)


def known_as(function: str) -> Rule:
    """Return the definition that SymPy knows under this name."""

    def lower(t: Any, x: Any) -> Any:
        return t.scalar(lambda s, u: getattr(s, function)(u), x)

    return lower
