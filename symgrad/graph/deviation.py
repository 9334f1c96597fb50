"""The deviation from the mean, `x - mean(x)`: a form that both wings know.

May import `graph.node`.
"""

from __future__ import annotations

from symgrad.graph.node import Node

Axes = tuple[int, ...]


def deviation_axes(node: Node) -> Axes | None:
    """Return the axes of the mean in `x - mean(x)`, None for any other node.

    Every entry is less the mean that it belongs to: the mean keeps its axes, or has lost
    the first ones.
    """
    if node.function != "subtract" or node.args[1].function != "mean":
        return None
    x, mean = node.args
    axes: Axes = tuple(mean.params["axis"])
    placed = mean.params["keepdims"] or axes == tuple(range(len(axes)))
    return axes if placed and mean.args[0] is x and node.shape == x.shape else None
