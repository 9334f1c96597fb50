"""The operator table for a reader: `symgrad ops`. May import `ops`, `graph` and `report`."""

from __future__ import annotations

from typing import Any

from symgrad.graph.arguments import signature
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.ops.row import Op, Rule
from symgrad.ops.table import FAMILIES, OPS
from symgrad.report.json import SCHEMA
from symgrad.report.layout import Block, Grid, Line
from symgrad.source import Source


def list_blocks() -> list[Block]:
    """Return all functions by family."""
    found: list[Block] = []
    for family in FAMILIES:
        rows = tuple((_call(op), op.doc) for op in OPS.values() if op.family == family)
        if rows:
            found += [*([Line()] if found else []), Grid((family, ""), rows, (False, False))]
    return [*found, Line(), Line("symgrad ops NAME tells more of one of them", tone="quiet")]


def function_blocks(op: Op, example: tuple[str, str] | None = None) -> list[Block]:
    """Return one function: how it is called, what it is, where it holds, an example.

    Args:
        op: the row. example: a command and what it prints.
    """
    found: list[Block] = [Line(_call(op)), Line(f"  {op.doc}")]
    if op.aliases:
        found.append(Line(f"  also read as {', '.join(op.aliases)}"))
    found += [Line(), Line(f"family  {op.family}"), Line(f"source  {op.source}")]
    found += [Line(f"domain  {text}") for text in conditions(op, op.domain) or ["everywhere"]]
    found += [Line(f"kink    {text}") for text in conditions(op, op.kinks)]
    if example is not None:
        found += [Line(), Line(f"$ {example[0]}"), Line(example[1])]
    return found


def list_object() -> dict[str, Any]:
    """Return the object for `ops`."""
    rows = [{"name": op.name, "family": op.family, "doc": op.doc} for op in OPS.values()]
    return {"schema": SCHEMA, "command": "ops", "functions": rows}


def function_object(op: Op) -> dict[str, Any]:
    """Return the object for `ops NAME`."""
    return {
        "schema": SCHEMA,
        "command": "ops",
        "functions": [
            {
                "name": op.name,
                "family": op.family,
                "doc": op.doc,
                "signature": _call(op),
                "aliases": list(op.aliases),
                "source": op.source,
            }
        ],
    }


def _call(op: Op) -> str:
    if op.callable:
        return signature(op)
    names = [operand.name for operand in op.operands]
    sign = op.glyph or op.name
    return f"{names[0]} {sign} {names[1]}" if len(names) == 2 else f"{sign} {names[0]}"


def conditions(op: Op, rule: Rule | None) -> list[str]:
    """Return what a row's `domain` or `kinks` states, as text of the language.

    The rule is run on the graph of the row's first sample, so it speaks of that sample's operands.
    """
    if rule is None or not op.samples:
        return []
    graph = _sample_graph(op)
    node = next(n for n in graph.nodes if n.op is not None and n.op.name == op.name)
    found = []
    for stated in rule(GraphNamespace(graph.table), *node.args, **node.params):
        if isinstance(stated, tuple):
            quantity, relation, words = stated
            meant = "!=" if relation == "jump" else relation
            found.append(f"{_text(graph, quantity)} {meant} 0: {words}")
        else:
            found.append(f"where {_text(graph, stated)} is 0")
    return found


def _text(graph: Graph, quantity: Any) -> str:
    return show(graph.table.number(quantity))


def _sample_graph(op: Op) -> Graph:
    sample = op.samples[0]
    shapes = {
        name: build(parse(Source(text)), values=True).output.shape
        for name, text in sample.values.items()
    }
    return build(parse(Source(sample.text)), shapes)
