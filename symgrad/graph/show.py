"""The printer: a graph as text of the language, which builds the same graph again.

The idea. One pass from the leaves up measures the text that each node would get (its
length and how deep it nests) and decides which nodes get a name: those that the
program bound, those that are used twice and too long to repeat, and those that nest so
deep that the parser would refuse them. A named node counts as its name from there
on, which keeps both the text and the work linear in the graph. Then each named node
and the output are written out once, with an explicit pile instead of recursion.

May import `language.grammar`, `ops` and `graph`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from symgrad.graph.layout import Layout, Slot, layout
from symgrad.graph.node import Node, SizeOf, Variable
from symgrad.graph.walk import topological, uses
from symgrad.language.grammar import ATOM
from symgrad.ops.dims import Dim

LONGEST_REPEATED = 24
DEEPEST = 150


@dataclass(frozen=True, slots=True)
class Printed:
    """The text of one or more nodes.

    Attributes:
        bindings: names with their texts, each after the names that it uses.
        outputs: a text for each node asked for.
    """

    bindings: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]

    def __str__(self) -> str:
        bound = "".join(f"{name} = {text}; " for name, text in self.bindings)
        return bound + ", ".join(self.outputs)


class Program(Protocol):
    """An output with names for some of the nodes below it: what a graph is to the printer."""

    @property
    def output(self) -> Node:
        """The node to print."""

    @property
    def names(self) -> Mapping[Node, str]:
        """Names that nodes are bound to in print."""


def show(shown: Program | Node | Sequence[Node]) -> str:
    """Return a graph, or a node, as text of the language.

    Several nodes share their bindings and are separated by commas.
    """
    if isinstance(shown, Node):
        return str(show_nodes([shown]))
    if isinstance(shown, Sequence):
        return str(show_nodes(shown))
    return str(show_nodes([shown.output], shown.names))


def show_nodes(outputs: Sequence[Node], names: Mapping[Node, str] | None = None) -> Printed:
    """Return the texts of nodes, with what they share bound to names.

    Args:
        outputs: the nodes.
        names: names that the user gave to some of the nodes below them; kept where they
            do not hide a variable or a size.
    """
    printer = _Printer(outputs, names or {})
    return printer.printed(outputs)


class _Printer:
    def __init__(self, outputs: Sequence[Node], names: Mapping[Node, str]) -> None:
        self.order = topological(outputs)
        self.used = uses(self.order)
        self.used.update(outputs)
        self.given = _kept(self.order, outputs, names)
        self.fresh = _fresh({*_taken(self.order), *self.given.values()})
        self.layouts: dict[Node, Layout] = {}
        self.lengths: dict[Node, int] = {}
        self.depths: dict[Node, int] = {}
        self.bound: dict[Node, str] = {}
        self.literals: set[Node] = set()
        self.constants: set[Node] = set()
        forced = {node for node in names if node in set(self.order) and node not in set(outputs)}
        for node in self.order:
            self._measure(node, node in forced)

    def printed(self, outputs: Sequence[Node]) -> Printed:
        """Write out every named node, in the order of the graph, then the outputs."""
        bindings = tuple((name, self._text(node)) for node, name in self.bound.items())
        return Printed(bindings, tuple(self.bound.get(n) or self._text(n) for n in outputs))

    def _measure(self, node: Node, forced: bool) -> None:
        written = self.layouts[node] = layout(node, self.literals, self.constants)
        length = depth = 0
        for piece in written.pieces:
            if isinstance(piece, str):
                length += len(piece)
                continue
            bracketed = self._is_bracketed(piece)
            length += self.lengths[piece.node] + 2 * bracketed
            depth = max(depth, self.depths[piece.node] + piece.deeper + bracketed)
        self.lengths[node], self.depths[node] = length, depth
        if _is_constant(node, self.constants):
            self.constants.add(node)
        shared = self.used[node] > 1 and length > LONGEST_REPEATED
        if node.op is not None and (forced or shared or depth >= DEEPEST):
            self._bind(node)
        elif written.literal:
            self.literals.add(node)

    def _bind(self, node: Node) -> None:
        name = self.bound[node] = self.given.get(node) or next(self.fresh)
        self.lengths[node], self.depths[node] = len(name), 0

    def _is_bracketed(self, slot: Slot) -> bool:
        precedence = ATOM if slot.node in self.bound else self.layouts[slot.node].precedence
        return precedence < slot.need

    def _text(self, node: Node) -> str:
        written: list[str] = []
        pile: list[str | Slot] = list(reversed(self.layouts[node].pieces))
        while pile:
            piece = pile.pop()
            if isinstance(piece, str):
                written.append(piece)
            elif piece.node in self.bound:
                written.append(self.bound[piece.node])
            elif self._is_bracketed(piece):
                pile += [")", *reversed(self.layouts[piece.node].pieces), "("]
            else:
                pile += reversed(self.layouts[piece.node].pieces)
        return "".join(written)


def _is_constant(node: Node, constants: set[Node]) -> bool:
    """Tell whether a node might fold to an exact entry of an array literal."""
    if node.op is None:
        return not isinstance(node.leaf, Variable) and getattr(node.leaf, "value", 0) not in (
            "pi",
            "inf",
        )
    return all(arg in constants for arg in node.args)


def _kept(
    order: Sequence[Node], outputs: Sequence[Node], names: Mapping[Node, str]
) -> dict[Node, str]:
    """Return the user's names that can be printed: each once, and none that hides an input."""
    taken, kept = set(_taken(order)), {}
    for node in order:
        name = names.get(node)
        if name is not None and node.op is not None and name not in taken and node not in outputs:
            kept[node] = name
            taken.add(name)
    return kept


def _taken(order: Sequence[Node]) -> Iterator[str]:
    """Give the names of the variables and of the sizes."""
    for node in order:
        if isinstance(node.leaf, Variable):
            yield node.leaf.name
        if isinstance(node.leaf, SizeOf):
            yield from node.leaf.dim.names
        for dim in node.shape:
            if isinstance(dim, Dim):
                yield from dim.names


def _fresh(taken: set[str]) -> Iterator[str]:
    return (name for name in (f"t{i}" for i in count()) if name not in taken)
