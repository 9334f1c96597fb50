"""The expression graph for a reader: a listing, Graphviz's dot, Mermaid.

May import `graph` and the rest of `report`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgrad.errors import visible
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Variable
from symgrad.graph.show import show
from symgrad.graph.spelling import spell_index, spell_params
from symgrad.ops.dims import show_shape
from symgrad.report import numbers
from symgrad.report.json import SCHEMA, listed
from symgrad.report.layout import Block, Grid


@dataclass(frozen=True, slots=True)
class Drawn:
    """A node as it is drawn.

    Attributes:
        number: its name in the drawing. text: the operator or the leaf. args: numbers of operands.
        shape: as text. value, gradient: arrays, None where they are not known.
    """

    number: int
    text: str
    args: tuple[int, ...]
    shape: str
    value: Any = None
    gradient: Any = None


Drawing = tuple[Drawn, ...]


def picture(graph: Graph, values: Mapping[Node, Any], gradients: Mapping[Node, Any]) -> Drawing:
    """Return the nodes of a graph in order, numbered from 0.

    Args:
        graph: the graph. values, gradients: arrays by node, as far as they are known.
    """
    order = graph.nodes
    numbered = {node: number for number, node in enumerate(order)}
    return tuple(
        Drawn(
            numbered[node],
            _text(graph, node),
            tuple(numbered[arg] for arg in node.args),
            show_shape(node.shape),
            values.get(node),
            gradients.get(node),
        )
        for node in order
    )


def _text(graph: Graph, node: Node) -> str:
    if node.op is None:
        return node.name if isinstance(node.leaf, Variable) else show(node)
    named = f"{graph.names[node]} = " if node in graph.names else ""
    return named + node.op.name + _settings(node)


def _settings(node: Node) -> str:
    assert node.op is not None
    if node.op.name == "getitem":
        return spell_index(node.params["index"], node.args[0].shape)
    spelled = spell_params(node) if node.op.callable else ()
    settings = ", ".join(text for part in spelled for text in part)
    return f"[{settings}]" if settings else ""


def drawing_blocks(drawing: Drawing) -> list[Block]:
    """Return a listing: one node a line, arguments before their users."""
    known = [name for name in ("value", "gradient") if any(_has(node, name) for node in drawing)]
    rows = tuple(
        (
            f"%{node.number}",
            node.text,
            " ".join(f"%{arg}" for arg in node.args),
            node.shape,
            *(_shown(getattr(node, name)) for name in known),
        )
        for node in drawing
    )
    header = ("node", "operator", "operands", "shape", *known)
    return [Grid(header, rows, (False,) * len(header))]


def drawing_object(drawing: Drawing) -> dict[str, Any]:
    """Return the object for `graph`."""
    return {"schema": SCHEMA, "command": "graph", "nodes": [_node(node) for node in drawing]}


def to_dot(drawing: Drawing) -> str:
    """Return a graph in Graphviz's language."""
    lines = ["digraph symgrad {", "  node [shape=box, fontname=monospace]"]
    lines += [f'  n{node.number} [label="{_quoted(_label(node))}"]' for node in drawing]
    lines += [f"  n{arg} -> n{node.number}" for node in drawing for arg in node.args]
    return "\n".join([*lines, "}"])


def to_mermaid(drawing: Drawing) -> str:
    """Return a graph in Mermaid's language."""
    lines = ["flowchart BT"]
    lines += [f'  n{node.number}["{_escaped(_label(node))}"]' for node in drawing]
    lines += [f"  n{arg} --> n{node.number}" for node in drawing for arg in node.args]
    return "\n".join(lines)


def _has(node: Drawn, name: str) -> bool:
    return getattr(node, name) is not None


def _shown(array: Any) -> str:
    return "" if array is None else numbers.array(array)


def _node(node: Drawn) -> dict[str, Any]:
    return {
        "node": node.number,
        "operator": node.text,
        "operands": list(node.args),
        "shape": node.shape,
        "value": None if node.value is None else listed(node.value),
        "gradient": None if node.gradient is None else listed(node.gradient),
    }


def _label(node: Drawn) -> str:
    value = "" if node.value is None else f" = {_shown(node.value)}"
    return visible(f"{node.text} {node.shape}{value}")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _escaped(text: str) -> str:
    for sign, name in (("&", "amp"), ('"', "quot"), ("<", "lt"), (">", "gt")):
        text = text.replace(sign, f"&{name};")
    return text
