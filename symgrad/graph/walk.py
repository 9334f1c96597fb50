"""Walks over the graph, none of them recursive, and what an argument is read as.

May import `graph.node`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain
from operator import attrgetter

from symgrad.graph.node import Node, Variable


def topological(outputs: Iterable[Node], leaves: Collection[Node] = ()) -> list[Node]:
    """Return all nodes that the outputs need, every argument before its user.

    Args:
        outputs: what is needed.
        leaves: nodes that the walk takes as given: what they are made of is left out.
    """
    seen: set[Node] = set()
    waiting = list(outputs)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            if node not in leaves:
                waiting.extend(node.args)
    return sorted(seen, key=attrgetter("serial"))


def uses(nodes: Iterable[Node]) -> Counter[Node]:
    """Return how often each node is an argument among the given nodes."""
    return Counter(chain.from_iterable(node.args for node in nodes))


def counted(outputs: Iterable[Node]) -> dict[Node, int]:
    """Return how often each node is used below the outputs, or is one, arguments before users."""
    outputs = list(outputs)
    used = dict.fromkeys(outputs, 0)
    waiting = list(used)
    while waiting:
        for arg in waiting.pop().args:
            if arg in used:
                used[arg] += 1
            else:
                used[arg] = 1
                waiting.append(arg)
    for node in outputs:
        used[node] += 1
    return {node: used[node] for node in sorted(used, key=attrgetter("serial"))}


def dependents(nodes: Iterable[Node], sources: Collection[Node]) -> set[Node]:
    """Return those of the nodes, given in topological order, that need one of the sources."""
    found = set(sources)
    for node in nodes:
        if any(arg in found for arg in node.args):
            found.add(node)
    return found


def variables_of(nodes: Iterable[Node]) -> list[Node]:
    """Return the variables among the nodes."""
    return [node for node in nodes if isinstance(node.leaf, Variable)]


def is_index(node: Node, position: int) -> bool:
    """Tell whether an operand is read as indices: class targets have no class axis."""
    assert node.op is not None
    kind = node.op.operand(position).kind
    targets = kind == "target" and node.args[position].ndim < node.args[0].ndim
    return kind == "index" or targets
