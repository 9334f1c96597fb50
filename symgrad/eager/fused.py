"""Compositions that torch counts as one operation: one node outside, rows inside.

The composition is recorded on copies of its operands. Pulling its node back is a sweep over
what is inside; during a recorded sweep the composition runs again on the operands themselves,
so that its derivative can be differentiated. May import `eager`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symgrad.eager.apply import edge, recorded
from symgrad.eager.keeping import new_node, release
from symgrad.eager.kinds import KINDS
from symgrad.eager.modes import LOCAL
from symgrad.eager.node import LEAF, Node
from symgrad.eager.recorded import operands_of, recorded_sweep
from symgrad.eager.sweep import reach_of, sweep
from symgrad.eager.tensor import Tensor, wrap


class Inside:
    """What a node of several rows consists of.

    Attributes:
        function: the composition. node: the node outside.
        operands: stand-ins for the operands. root: the last node inside.
    """

    def __init__(
        self, function: Callable[..., Tensor], node: Node, operands: list[Any], root: Node
    ) -> None:
        self.function = function
        self.edges, self.xs = node.edges, node.xs
        self.operands = operands
        self.root = root

    def __call__(self, y_bar: Any, record: bool) -> list[Any]:
        """Return the shares of the operands; without a cotangent, let the values go."""
        if y_bar is None:
            for node in self.nodes():
                release(node)
            self.xs = None
            return []
        if record:
            return self._recorded(y_bar)
        found = sweep([(self.root, y_bar)], True)
        return [found.get(each) if isinstance(each, Tensor) else None for each in self.operands]

    def _recorded(self, y_bar: Tensor) -> list[Any]:
        operands = [_renamed(each) for each in operands_of(self.edges, self.xs)]
        result = self.function(*operands)
        wanted = [each for each in operands if isinstance(each, Tensor) and each._node is not None]
        assert result._node is not None
        reach = reach_of([result._node], wanted)
        recorded_sweep([(result._node, y_bar)], True, reach)
        return [
            reach.captured.get(each._node) if isinstance(each, Tensor) else None
            for each in operands
        ]

    def nodes(self) -> list[Node]:
        """Return the nodes inside, operands before users."""
        seen: set[Node] = set()
        pile: list[Any] = [self.root]
        while pile:
            node = pile.pop()
            if isinstance(node, Node) and node not in seen:
                seen.add(node)
                pile.extend(node.edges)
        return sorted(seen, key=lambda each: each.serial)


def fused(made: type[Node], function: Callable[..., Tensor], *operands: Any) -> Tensor:
    """Return a composition of operands, recorded as one node of a kind."""
    if not LOCAL.recording or not any(_wants(each) for each in operands):
        return function(*operands)
    stand_ins = [wrap(each._value, LEAF) if _wants(each) else each for each in operands]
    result = function(*stand_ins)
    root = result._node
    if root is None or root is LEAF:
        return result
    edges = tuple(edge(each) for each in operands)
    xs = tuple(each._value if isinstance(each, Tensor) else each for each in operands)
    node = new_node(made, edges, xs, result._value)
    node.rare = True
    node.joint = Inside(function, node, stand_ins, root)
    return wrap(result._value, node)


def several(name: str, shown: Sequence[int] = (0,)) -> type[Node]:
    """Return a kind of nodes that consist of several rows."""
    return type(name, (Node,), {"shown": tuple(shown), "__module__": __name__})


def _wants(operand: Any) -> bool:
    return isinstance(operand, Tensor) and operand._node is not None


def _renamed(operand: Any) -> Any:
    """Return an operand under a node of its own, at which a sweep can stop."""
    if not _wants(operand):
        return operand
    x = operand._value
    return recorded(KINDS["reshape"], [operand], [x], x, {"shape": x.shape})
