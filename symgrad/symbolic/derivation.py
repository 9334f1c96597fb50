"""The derivation: the gradient of a graph in closed form, as a graph and as text.

    graph -lower-> terms -gradients-> terms -lift-> graph -show-> text

The way into the symbolic wing. May import `graph`, `ops`, `errors` and its own package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symgrad.errors import CotangentError, UnknownNameError
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Table
from symgrad.graph.show import show
from symgrad.graph.walk import topological, variables_of
from symgrad.ops.dims import Shape, product, show_shape
from symgrad.symbolic.derive import gradients
from symgrad.symbolic.lift import Lift
from symgrad.symbolic.lowering import lower
from symgrad.symbolic.term import Terms
from symgrad.symbolic.tidying import tidied


@dataclass(frozen=True, slots=True)
class Derivation:
    """The closed form of a gradient.

    Attributes:
        wrt: the variable. graph: the closed form, in the shape of the variable.
        text: the same as text of the language, which parses to the same graph.
    """

    wrt: str
    graph: Graph
    text: str

    def __str__(self) -> str:
        return self.text


def derive(graph: Graph, wrt: Sequence[str]) -> dict[str, Derivation]:
    """Return the gradient of an output of one entry, in closed form, for each variable.

    All variables share one sweep, so a list costs little more than one name.

    Args:
        graph: the question. wrt: names of its variables.

    Raises:
        CotangentError: the output has more than one entry.
        UnknownNameError: there is no such variable.
        LimitError: a constant is too long to be computed exactly.
        InputError: a function's derivative has no closed form.
    """
    if product(graph.output.shape) != 1:
        raise CotangentError(
            f"the output has shape {show_shape(graph.output.shape)}, so it has no gradient",
            code="cotangent-needed",
            help="give a cotangent, or sum the output",
        )
    shapes = _shapes(graph, wrt)
    terms = Terms()
    (value,) = lower([graph.output], terms)
    found = gradients(value, [terms.var(name, shapes[name]) for name in wrt])
    table = Table(graph.table.limits)
    inputs = tuple(table.variable(node.name, node.shape) for node in graph.inputs)
    lift = Lift(table, found)
    nodes = tidied([lift.node(term) for term in found], table)
    return {name: _derivation(name, node, inputs) for name, node in zip(wrt, nodes, strict=True)}


def _shapes(graph: Graph, wrt: Sequence[str]) -> dict[str, Shape]:
    for name in wrt:
        if name not in graph.shapes:
            raise UnknownNameError(
                f"there is no variable {name}",
                code="unknown-variable",
                help=f"the variables are {', '.join(graph.variables)}",
            )
    return dict(graph.shapes)


def _derivation(name: str, node: Node, inputs: tuple[Node, ...]) -> Derivation:
    used = set(variables_of(topological([node])))
    graph = Graph(node, inputs=tuple(i for i in inputs if i in used))
    return Derivation(name, graph, show(graph))
