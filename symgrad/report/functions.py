"""The operator table for a reader: `symgrad ops`. May import `ops` and `report`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symgrad.ops.row import REQUIRED, Param
from symgrad.ops.table import FAMILIES, OPS
from symgrad.report.calls import COTANGENT
from symgrad.report.facts import Example, Facts, called, rounded, shapes_text
from symgrad.report.json import SCHEMA, listed, size_of
from symgrad.report.layout import Block, Grid, Line

_COLUMN = 12


def list_blocks() -> list[Block]:
    """Return all functions by family."""
    found: list[Block] = []
    for family in FAMILIES:
        rows = tuple((called(op), op.doc) for op in OPS.values() if op.family == family)
        if rows:
            found += [*([Line()] if found else []), Grid((family, ""), rows, (False, False))]
    return [*found, Line(), Line("symgrad ops NAME tells more of one of them", tone="quiet")]


def function_blocks(facts: Facts) -> list[Block]:
    """Return one function: how it is called, what it is, its gradient, where it holds."""
    op = facts.op
    found: list[Block] = [Line(facts.signature), Line(f"  {op.doc}"), Line()]
    found += [_line(*pair) for pair in _properties(facts)]
    found += [Line(), *_gradient(facts), Line(), *_example(facts.example)]
    return found


def choices(param: Param) -> str:
    """Return the words that an option may be: `"mean" or "sum" or "none"`."""
    words = [f'"{choice}"' for choice in param.choices]
    return " or ".join([*words, *(["sizes"] if param.kind == "dims" else [])])


def list_object() -> dict[str, Any]:
    """Return the object for `ops`."""
    rows = [{"name": op.name, "family": op.family, "doc": op.doc} for op in OPS.values()]
    return {"schema": SCHEMA, "command": "ops", "functions": rows}


def function_object(facts: Facts) -> dict[str, Any]:
    """Return the object for `ops NAME`."""
    op, example = facts.op, facts.example
    found = {
        "name": op.name,
        "family": op.family,
        "doc": op.doc,
        "signature": facts.signature,
        "glyph": op.glyph or None,
        "aliases": list(op.aliases),
        "options": [_option(param) for param in op.params],
        "source": op.source,
        "expression": facts.call,
        "shapes": {name: [size_of(dim) for dim in shape] for name, shape in facts.shapes.items()},
        "cotangent": COTANGENT,
        "gradients": dict(facts.rules),
        "domain": list(facts.domain),
        "kinks": list(facts.kinks),
        "example": {
            "command": example.command,
            "expression": example.text,
            "variables": dict(example.values),
            "cotangent": example.cotangent or None,
            "value": listed(example.value),
            "gradients": {name: listed(each) for name, each in example.gradients.items()},
        },
    }
    return {"schema": SCHEMA, "command": "ops", "functions": [found]}


def _properties(facts: Facts) -> Iterator[tuple[str, str]]:
    op = facts.op
    if op.glyph and op.callable:
        yield "written", f"{facts.call} or {facts.signature}"
    if op.aliases:
        yield "also", ", ".join(op.aliases)
    for param in op.params:
        if param.choices:
            yield param.name, choices(param)
    yield "family", op.family
    yield "source", op.source
    for text in facts.domain or ("everywhere",):
        yield "domain", text
    for text in facts.kinks:
        yield "kink", text


def _gradient(facts: Facts) -> Iterator[Block]:
    if not facts.rules:
        why = (
            "a condition decides, it does not vary"
            if facts.op.result == "condition"
            else "constant"
        )
        yield _line("gradient", f"none: {why}")
        return
    sizes = f", {shapes_text(facts.shapes)}" if facts.shapes else ""
    yield Line(f"gradient of f = {facts.call}{sizes}, where {COTANGENT} is the gradient by f")
    for name, text in facts.rules.items():
        *bound, last = text.split("; ")
        yield from (Line(" " * _COLUMN + part) for part in bound)
        yield _line(f"  ∂/∂{name}", last)


def _example(example: Example) -> Iterator[Block]:
    yield _line("example", example.text)
    for name, value in example.given.items():
        yield _line(f"  {name}", value)
    yield _line("  f", rounded(example.value))
    for name, gradient in example.gradients.items():
        yield _line(f"  ∂/∂{name}", rounded(gradient))
    yield Line()
    yield _line("try", example.command)


def _line(label: str, text: str) -> Line:
    return Line(f"{label:<{_COLUMN - 2}}  {text}")


def _option(param: Param) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": param.name,
        "kind": param.kind,
        "required": param.default is REQUIRED,
        "keyword": param.keyword,
    }
    if param.default is not REQUIRED:
        value = param.default
        found["default"] = float(value) if isinstance(value, Fraction) else value
    if param.choices:
        found["choices"] = list(param.choices)
    return found
