"""Graphs made from graphs: sizes put in, variables replaced.

A rebuilt graph has a table of its own. May import `graph` and `ops`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from symgrad.errors import InputError
from symgrad.graph.graph import Graph
from symgrad.graph.node import ArrayLiteral, Node, Number, SizeOf, Table, Variable
from symgrad.graph.walk import topological
from symgrad.ops.dims import Dim, bind_shape


def bind_sizes(graph: Graph, sizes: Mapping[str, int]) -> Graph:
    """Return the same graph with numbers for its size names."""
    copies = transplant([graph.output, *graph.inputs], Table(graph.table.limits), sizes=sizes)
    return Graph(
        copies[graph.output],
        graph.source,
        {copies[node]: spans for node, spans in graph.spans.items() if node in copies},
        {copies[node]: name for node, name in graph.names.items() if node in copies},
        tuple(copies[node] for node in graph.inputs),
        graph.indices,
    )


def transplant(
    outputs: list[Node],
    table: Table,
    *,
    replace: Mapping[str, Node] | None = None,
    sizes: Mapping[str, int] | None = None,
    leaves: Collection[Node] = (),
) -> dict[Node, Node]:
    """Copy nodes into a table, and say which became which.

    Args:
        outputs: the nodes to copy, with all they need.
        table: where to.
        replace: nodes of the new table to put in place of variables.
        sizes: numbers for size names.
        leaves: nodes of this very table that stay as they are, with all below them.
    """
    copies: dict[Node, Node] = {}
    for node in topological(outputs, leaves):
        if node in leaves:
            copies[node] = node
        elif node.op is not None:
            params = {name: _bound(value, sizes or {}) for name, value in node.params.items()}
            copies[node] = table.call(node.op, [copies[arg] for arg in node.args], params)
        else:
            copies[node] = _leaf(node, table, replace or {}, sizes or {})
    return copies


def _leaf(node: Node, table: Table, replace: Mapping[str, Node], sizes: Mapping[str, int]) -> Node:
    leaf = node.leaf
    if isinstance(leaf, Variable):
        if leaf.name in replace:
            return replace[leaf.name]
        return table.variable(leaf.name, bind_shape(node.shape, sizes))
    if isinstance(leaf, Number):
        return table.literal(leaf.value)
    if isinstance(leaf, ArrayLiteral):
        return table.array(leaf.entries, node.shape)
    assert isinstance(leaf, SizeOf)
    return table.number(leaf.dim.bind(sizes))


def _bound(value: Any, sizes: Mapping[str, int]) -> Any:
    if isinstance(value, Dim):
        return value.bind(sizes)
    if isinstance(value, tuple):
        return tuple(_bound(part, sizes) for part in value)
    return value


def solve_sizes(graph: Graph, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """Return the size names' values, read off the shapes of values.

    Raises:
        InputError: a value's shape is not the declared one, or two values disagree on a size.
    """
    sizes: dict[str, int] = {}
    for node in graph.inputs:
        shape = shapes.get(node.name)
        if shape is None:
            continue
        if len(shape) != node.ndim:
            raise _misfit(node, shape)
        for dim, size in zip(node.shape, shape, strict=True):
            if isinstance(dim, Dim) and dim.terms == (((str(dim),), 1),):
                sizes.setdefault(str(dim), size)
    for node in graph.inputs:
        if node.name in shapes and bind_shape(node.shape, sizes) != shapes[node.name]:
            raise _misfit(node, shapes[node.name])
    return sizes


def _misfit(node: Node, shape: tuple[int, ...]) -> InputError:
    return InputError(
        f"{node.name} is declared with shape {node.shape} but its value has shape {shape}",
        code="value-shape",
        help=f"give {node.name} a value of the declared shape, or change the declaration",
    )
