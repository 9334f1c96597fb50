"""Nodes with several results, such as those of `split`.

Each result has a port of its own, which is a plain node of a row; the node that they share is
where torch's eyes see them come together. A port passes its cotangent on under its number,
and the shared node pulls each of them back by the port's own rule and adds up.
May import `eager`.
"""

from __future__ import annotations

from typing import Any

from symgrad.eager.arrays import entries
from symgrad.eager.hooks import Parts
from symgrad.eager.keeping import release
from symgrad.eager.modes import clock
from symgrad.eager.node import NOTHING, Node, Port
from symgrad.eager.rows import tensors
from symgrad.eager.sweep import share_of
from symgrad.eager.tensor import Tensor, wrap


class Several(Node):
    """A node with several results; `parts` are the nodes that compute them."""

    rare = True
    parts: tuple[Node, ...]

    def joint(self, y_bar: Any, record: bool) -> Any:
        """Return the share of the operand."""
        if y_bar is None:
            for part in self.parts:
                release(part)
            return None
        total: Any = None
        for number, bar in y_bar.items():
            part = self.parts[number]
            share = _recorded(part, bar) if record else wrap(share_of(part, 0, bar))
            total = share if total is None else total + share
        return [total]


def _recorded(part: Node, bar: Tensor) -> Tensor:
    assert part.xs is not None
    edge, rule = part.edges[0], part.rules[0]
    assert rule is not None
    x = edge if isinstance(edge, Tensor) else wrap(part.xs[0], edge)
    found: Tensor = rule(tensors(part.y.dtype), bar, None, x, **part.params)
    return found


class OutputPort(Port):
    """The way from one of the results to the node that they share."""

    rare = True

    def joint(self, y_bar: Any, record: bool) -> Any:
        """Hand the cotangent on under the result's number."""
        if y_bar is None:
            return None
        bar = y_bar if isinstance(y_bar, Tensor) else entries(y_bar, self.y)
        return [Parts({self.number: bar})]


def share_node(kind: type[Node], results: tuple[Tensor, ...]) -> None:
    """Give the results of one function one node."""
    parts = tuple(each._node for each in results if each._node is not None)
    made = type(kind.__name__, (Several,), {"shown": (0,)})
    node = made()
    first = parts[0]
    node.serial, node.edges, node.params = first.serial, first.edges, NOTHING
    node.xs, node.y = first.xs, None
    node.parts = parts
    for number, (result, part) in enumerate(zip(results, parts, strict=True)):
        port = OutputPort()
        port.serial, port.edges, port.params = clock(), (node,), NOTHING
        port.xs, port.y, port.number = (), part.y, number
        port.written = part.written
        result._node = port
