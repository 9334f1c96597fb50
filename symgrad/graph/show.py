"""The printer: a graph as text of the language, which builds the same graph again.

The idea. One pass from the leaves up measures the text that each node would get (its
length and how deep it nests) and decides which nodes get a name: those that the
program bound, those that are used twice and too long to repeat, and those that nest so
deep that the parser would refuse them. A named node is written out on the spot and counts
as its name from there on, which keeps both the text and the work linear in the graph. At
the end the outputs are written, all with an explicit pile instead of recursion.

May import `language.grammar`, `ops` and `graph`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from symgrad.errors import LimitError
from symgrad.graph.layout import Layout, Slot, layout
from symgrad.graph.node import Node, SizeOf, Variable
from symgrad.graph.walk import counted, topological, variables_of
from symgrad.language.grammar import ATOM
from symgrad.ops.dims import Dim
from symgrad.ops.table import OPS

LONGEST_REPEATED = 24
DEEPEST = 150
MOST_INLINED = 10_000
_STACK = OPS["stack"]


@dataclass(frozen=True, slots=True)
class Printed:
    """The text of one or more nodes.

    Attributes:
        bindings: names with their texts, each after the names that it uses.
        outputs: a text for each node asked for.
        variables: those that occur.
    """

    bindings: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]
    variables: frozenset[Node]

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


def show_nodes(
    outputs: Sequence[Node],
    names: Mapping[Node, str] | None = None,
    shared: Shared | None = None,
) -> Printed:
    """Return the texts of nodes, with what they share bound to names.

    Args:
        outputs: the nodes.
        names: names that the user gave to some of the nodes below them; kept where they
            do not hide a variable or a size.
        shared: names that other texts use, shown beside this one.
    """
    printer = _Printer(outputs, names or {}, shared or Shared())
    return printer.printed(outputs)


class Shared:
    """Names of shared parts: over several texts a name stands for one thing only.

    Args:
        taken: names that no part may get.

    Attributes:
        layouts: how nodes are written that other texts have, too.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._used = set(taken)
        self._names: dict[str, str] = {}
        self._fresh = (f"t{i}" for i in count())
        self.layouts: dict[Node, Layout] = {}

    def keep(self, text: str, name: str) -> None:
        """Remember a name that a part was given elsewhere."""
        self._names.setdefault(text, name)
        self._used.add(name)

    def name(self, text: str, taken: Collection[str]) -> str:
        """Return the name of the part with this text, a fresh one if there is none yet."""
        known = self._names.get(text)
        if known is None or known in taken:
            known = next(n for n in self._fresh if n not in self._used and n not in taken)
            self._names[text] = known
            self._used.add(known)
        return known


def inlined(output: Node) -> str:
    """Return a node as text that names no shared part.

    Raises:
        LimitError: written out, it has too many nodes.
    """
    order = counted([output])
    sizes: dict[Node, int] = {}
    for node in order:
        sizes[node] = 1 + sum(sizes[arg] for arg in node.args)
    if sizes[output] > MOST_INLINED:
        raise LimitError(
            f"written out, the closed form has {sizes[output]} nodes, over the limit of "
            f"{MOST_INLINED}",
            code="limit-expand",
            help="leave its shared parts named",
        )
    return str(_Printer([output], {}, Shared(), inline=True).printed([output]))


def shared_names(question: Program) -> Shared:
    """Return the names that a question takes, for the texts of its answers."""
    order = topological([question.output])
    shared = Shared(_taken(order, order))
    show_nodes([question.output], question.names, shared)
    return shared


class _Printer:
    def __init__(
        self,
        outputs: Sequence[Node],
        names: Mapping[Node, str],
        shared: Shared,
        inline: bool = False,
    ) -> None:
        self.longest = math.inf if inline else LONGEST_REPEATED
        self.used = counted(outputs)
        self.order = list(self.used)
        # Leaves have names of their own; what is constant matters to array literals only.
        few = [node for node in self.order if node.op is None or node.op is _STACK]
        self.variables = variables_of(few)
        self.stacked = any(node.op is _STACK for node in few)
        taken = set(_taken(few, self.order))
        self.given = _kept(self.order, outputs, names, taken)
        self.taken = taken.union(self.given.values())
        self.shared = shared
        self.layouts = shared.layouts
        # Of each node's text: its length, how deep it nests, how tightly it binds.
        self.measures: dict[Node, tuple[int, int, int]] = {}
        self.bound: dict[Node, str] = {}
        self.texts: dict[Node, str] = {}
        self.literals: set[Node] = set()
        self.constants: set[Node] = set()
        self._measure((names.keys() & self.order) - set(outputs))

    def printed(self, outputs: Sequence[Node]) -> Printed:
        """Return every named node, in the order of the graph, then the outputs."""
        bindings = tuple((name, self.texts[node]) for node, name in self.bound.items())
        texts = tuple(self.bound.get(n) or self._text(n) for n in outputs)
        return Printed(bindings, texts, frozenset(self.variables))

    def _measure(self, forced: Collection[Node]) -> None:
        """Measure every text, in the order of the graph, and give names."""
        measures, layouts = self.measures, self.layouts
        for node, times in self.used.items():
            written = layouts.get(node)
            if written is None or self.stacked:
                written = self._layout(node)
            length, depth = written.width, 0
            for operand, need, deeper in written.slots:
                inner, nested, precedence = measures[operand]
                nested += deeper
                if precedence < need:
                    inner, nested = inner + 2, nested + 1
                length += inner
                if nested > depth:
                    depth = nested
            measures[node] = length, depth, written.precedence
            if self.stacked and _is_constant(node, self.constants):
                self.constants.add(node)
            shared = times > 1 and length > self.longest
            if (shared or depth >= DEEPEST or node in forced) and node.op is not None:
                self._bind(node)
            elif written.literal:
                self.literals.add(node)

    def _layout(self, node: Node) -> Layout:
        """Return how a node is written; an array literal depends on what has a name here."""
        found = self.layouts.get(node)
        if found is None or node.op is _STACK:
            found = self.layouts[node] = layout(node, self.literals, self.constants)
        return found

    def _bind(self, node: Node) -> None:
        text = self.texts[node] = self._text(node)
        name = self.given.get(node)
        if name is None:
            name = self.shared.name(text, self.taken)
        else:
            self.shared.keep(text, name)
        self.bound[node] = name
        self.measures[node] = len(name), 0, ATOM

    def _text(self, node: Node) -> str:
        bound, layouts = self.bound, self.layouts
        written: list[str] = []
        pile: list[str | Slot] = list(reversed(layouts[node].pieces))
        while pile:
            piece = pile.pop()
            if isinstance(piece, str):
                written.append(piece)
                continue
            inner, need, _ = piece
            if inner in bound:
                written.append(bound[inner])
                continue
            found = layouts[inner]
            if found.precedence < need:
                written.append("(")
                pile.append(")")
            pile += found.pieces[::-1]
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
    order: Sequence[Node],
    outputs: Sequence[Node],
    names: Mapping[Node, str],
    hidden: Collection[str],
) -> dict[Node, str]:
    """Return the user's names that can be printed: each once, and none that hides an input."""
    if not names:
        return {}
    taken, kept = set(hidden), {}
    for node in order:
        name = names.get(node)
        if name is not None and node.op is not None and name not in taken and node not in outputs:
            kept[node] = name
            taken.add(name)
    return kept


def _taken(leaves: Iterable[Node], order: Iterable[Node]) -> Iterator[str]:
    """Give the names of the variables and of the sizes, of leaves and in shapes."""
    for node in leaves:
        if isinstance(node.leaf, Variable):
            yield node.leaf.name
        if isinstance(node.leaf, SizeOf):
            yield from node.leaf.dim.names
    for shape in {node.shape for node in order}:
        for dim in shape:
            if isinstance(dim, Dim):
                yield from dim.names
