"""What a node keeps, and its kinds: which values the rules of its row read.

May import `ops`, `graph` and the nodes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symgrad.eager.modes import clock
from symgrad.eager.node import (
    NOTHING,
    Array,
    Node,
)
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Table
from symgrad.graph.walk import topological
from symgrad.ops.row import REQUIRED, Op

RESULT = -1


# Arrays with more entries than this are not kept where a rule does not read them.
LARGE = 4096


# After a sweep only such are kept as fit a few cache lines.
SMALL = 64


def kind(
    name: str,
    op: Op,
    *,
    shown: tuple[int, ...] | None = None,
    saves_result: bool = False,
    constant_cotangent: bool = False,
) -> type[Node]:
    """Return the class of nodes that torch calls `name` and that a row computes.

    Args:
        shown: the operands that are listed in `next_functions`; all that have a slope if left out.
        saves_result: torch keeps the result, whether or not the row's rules read it.
        constant_cotangent: the row is not elementwise, but its rule only spreads the cotangent
            or moves it, and takes a Python number for one that is the same everywhere.
    """
    many = 1 if op.variadic else len(op.operands)
    rules = () if op.variadic else tuple(op.pullback(i) for i in range(many))
    slopes = tuple(i for i, rule in enumerate(rules) if rule is not None)
    entrywise = op.kind == "elementwise"
    if shown is None and not op.variadic and not any(operand.optional for operand in op.operands):
        shown = slopes or tuple(range(many))
    made: type[Node] = type(
        name,
        (Node,),
        {
            "op": op,
            "rules": rules,
            "saves_result": saves_result,
            "entrywise": entrywise,
            "constant_cotangent": constant_cotangent,
            "shown": shown,
            "__module__": __name__,
        },
    )
    if entrywise:
        params = {p.name: _some(p.default) for p in op.params}
        made.reads = reading(op, ((),) * many, (), params)
        made.light = not any(made.reads) and not saves_result
        made.keeps_result = any(RESULT in read for read in made.reads)
    elif constant_cotangent:
        made.light, made.keeps_result = True, False
    units: dict[Any, float] | None = {} if constant_cotangent and op.name != "mean" else None
    made.plan = (rules, entrywise, entrywise or constant_cotangent, units, made.light)
    return made


def _some(default: Any) -> Any:
    """Return the default of a parameter, or some whole number where it has none."""
    return default if default is not REQUIRED else 1


def reading(
    op: Op, shapes: tuple[Any, ...], shape: Any, params: dict[str, Any]
) -> tuple[frozenset[int], ...]:
    """Return for each operand whose values its rule reads: operands' places, -1 the result.

    The rule is run on a graph, where it shows which of its arguments the cotangent needs;
    their shapes alone are no need.
    """
    table = Table()
    y_bar, y = table.variable("y_bar", shape), table.variable("y", shape)
    xs = [table.variable(f"x{i}", each) for i, each in enumerate(shapes)]
    places = {node: i for i, node in enumerate(xs)} | {y: RESULT}
    found = []
    for position in range(len(xs)):
        rule = op.pullback(position)
        if rule is None:
            found.append(frozenset[int]())
            continue
        share = table.number(rule(GraphNamespace(table), y_bar, y, *xs, **params))
        found.append(frozenset(places[node] for node in topological([share]) if node in places))
    return tuple(found)


def reads_of(node: Node) -> tuple[frozenset[int], ...]:
    """Return what the rules of a node read, for each operand."""
    known = type(node).reads
    if known is not None:
        return known
    assert node.op is not None
    assert node.xs is not None
    shapes = tuple(np.shape(x) for x in node.xs)
    ranks = tuple(len(shape) for shape in shapes)
    key = (type(node), ranks, tuple(node.params.items()))
    if key not in _READS:
        _READS[key] = reading(node.op, shapes, np.shape(node.y), node.params)
    return _READS[key]


_READS: dict[Any, tuple[frozenset[int], ...]] = {}


def is_light(node: Node) -> bool:
    """Tell whether pulling back needs none of the values."""
    return node.light or (node.reads is None and not node.saves_result and not any(reads_of(node)))


def release(node: Node) -> None:
    """Let go of the values; a node that needs none keeps their shapes and can run again."""
    if node.joint is not None:
        node.joint(None, False)
        return
    if node.xs is None:
        return
    if is_light(node):
        slim(node, SMALL)
    else:
        node.xs = node.y = None


def slim(node: Node, most: int = LARGE) -> None:
    """Put arrays without memory in place of values, larger than `most`, that no rule reads."""
    node.y = hollow(node.y, most)
    if node.xs is not None and is_light(node):
        node.xs = tuple([hollow(x, most) for x in node.xs])


def hollow(value: Array, most: int = LARGE) -> Array:
    """Return an array of the shape and type of a large one that has no memory of its own."""
    if isinstance(value, np.ndarray) and value.size > most:
        return np.broadcast_to(np.zeros((), value.dtype), value.shape)
    return value


def new_node(
    made: type[Node],
    edges: tuple[Any, ...],
    xs: tuple[Any, ...],
    y: Array,
    params: dict[str, Any] = NOTHING,
) -> Node:
    """Return a node of a kind; the hot operations do the same in line."""
    node = made()
    node.serial = clock()
    node.edges = edges
    node.xs = xs
    node.y = y
    node.params = params
    if not made.keeps_result and any(np.size(each) > LARGE for each in (y, *xs)):
        slim(node)
    return node
