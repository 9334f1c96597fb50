"""The closed form of a single entry, where a gradient works entry by entry.

May import `graph` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Table, Variable
from symgrad.graph.rebuild import transplant
from symgrad.graph.show import show
from symgrad.graph.walk import topological

LONGEST = 60
Entry = tuple[int, ...]


def entry_formula(graph: Graph, shape: Entry) -> Callable[[Entry], str | None]:
    """Return a function from an entry to the closed form of that entry.

    The function gives None everywhere unless the closed form is elementwise and some
    variable in it has the gradient's shape.
    """
    order = topological([graph.output])
    elementwise = all(node.op is None or node.op.kind == "elementwise" for node in order)
    variables = [node for node in order if isinstance(node.leaf, Variable)]
    fits = any(node.shape == shape for node in variables)
    plain = all(node.op is not None or node.shape == () or node in variables for node in order)
    if not (elementwise and fits and plain and shape) or len(order) > LONGEST:
        return lambda entry: None
    return lambda entry: _at(graph, variables, entry)


def _at(graph: Graph, variables: list[Node], entry: Entry) -> str:
    table = Table(graph.table.limits)
    replace = {node.name: table.variable(_name(node, entry)) for node in variables}
    return show(transplant([graph.output], table, replace=replace)[graph.output])


def _name(node: Node, entry: Entry) -> str:
    if not node.shape:
        return node.name
    own = entry[len(entry) - node.ndim :]
    index = (0 if size == 1 else i for size, i in zip(node.shape, own, strict=True))
    return f"{node.name}[{','.join(map(str, index))}]"
