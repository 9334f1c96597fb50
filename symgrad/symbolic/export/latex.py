"""Graphs in LaTeX, in the notation of textbooks.

One pass from the leaves up writes each node from the texts of its operands. What is used
again and long, and what the user gave a name, gets one and is said after the formula.
May import `graph` and `export`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from symgrad.graph.graph import Graph
from symgrad.graph.limits import BY_NAME
from symgrad.graph.node import Node, SizeOf, Table, Variable
from symgrad.graph.rebuild import transplant
from symgrad.graph.walk import topological, uses
from symgrad.ops.dims import Dim
from symgrad.symbolic.export.latex_form import Form
from symgrad.symbolic.export.latex_names import name, unlike
from symgrad.symbolic.export.latex_rows import form

# What is shorter is said again, what is longer is broken up.
_LONGEST_REPEATED = 60
_LONGEST = 1200
_DIGIT = re.compile(r"-?\d")


@dataclass(frozen=True, slots=True)
class Written:
    """Formulas and what stands in them under a name.

    Attributes:
        outputs: a text for each node asked for. bindings: names with their texts, in order.
    """

    outputs: tuple[str, ...]
    bindings: tuple[tuple[str, str], ...]


def formula(graph: Graph) -> str:
    """Return a graph as one piece of LaTeX for math mode."""
    written = write([graph.output], graph.names)
    (text,) = written.outputs
    if not written.bindings:
        return text
    return aligned([("", text), *_bound(written)])


def question(graph: Graph, gradients: Mapping[str, Graph]) -> str:
    """Return an expression and its gradients as equations below each other."""
    table = Table(BY_NAME["none"])
    outputs = [graph.output, *(each.output for each in gradients.values())]
    copies = transplant([*outputs, *graph.names], table)
    called = {copies[node]: text for node, text in graph.names.items()}
    written = write([copies[node] for node in outputs], called)
    letters = unlike([*_taken(topological([copies[node] for node in outputs]))])
    f = next(letter for letter in ("f", "g", "h", "F", "G", "f_0") if letter not in letters)
    lefts = [
        name(f),
        *(gradient_of(graph, x, letters.get(x) or name(x), name(f)) for x in gradients),
    ]
    lines = [(left, text) for left, text in zip(lefts, written.outputs, strict=True)]
    return aligned([*lines, *_bound(written)])


def gradient_of(graph: Graph, variable: str, letter: str, f: str) -> str:
    """Return how the derivative by a variable is written."""
    if graph.shapes[variable]:
        return f"\\nabla_{{{letter}}} {f}"
    return f"\\frac{{\\partial {f}}}{{\\partial {letter}}}"


def _bound(written: Written) -> list[tuple[str, str]]:
    start = "\\text{where } "
    found = []
    for left, text in written.bindings:
        found.append((start + left, text))
        start = ""
    return found


def aligned(lines: Sequence[tuple[str, str]]) -> str:
    """Return equations below each other; one without a left side goes on with the one above."""
    rows = [f"{left} &= {text}" if left else f"& {text}" for left, text in lines]
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def write(
    outputs: Sequence[Node], names: Mapping[Node, str], letters: Mapping[str, str] | None = None
) -> Written:
    """Return nodes of one table in LaTeX.

    Args:
        outputs: the nodes. names: what the user calls some of the nodes below them.
        letters: how some variables are written, where their names do not say it.
    """
    return _Writer(outputs, names, letters or {}).written(outputs)


class _Writer:
    def __init__(
        self, outputs: Sequence[Node], names: Mapping[Node, str], letters: Mapping[str, str]
    ) -> None:
        self.texts: dict[Node, tuple[str, str, bool]] = {}
        self.bindings: list[tuple[str, str]] = []
        order = topological(outputs)
        known = _taken(order)
        self.taken = set(known)
        self.uses = uses(order)
        self.uses.update(outputs)
        self.names = {n: t for n, t in names.items() if t not in self.taken and n not in outputs}
        self.letters = {**unlike([*known, *self.names.values()]), **letters}
        self.taken.update(self.names.values())
        for node in order:
            self._write(node, outputs)

    def written(self, outputs: Sequence[Node]) -> Written:
        return Written(tuple(self.texts[node][0] for node in outputs), tuple(self.bindings))

    def _write(self, node: Node, outputs: Collection[Node]) -> None:
        text, kind, signed = self._composed(form(node))
        if isinstance(node.leaf, Variable):
            text = self.letters[node.leaf.name]
        self.texts[node] = (text, kind, signed)
        if node.op is None or node in outputs:
            return
        again = self.uses[node] > 1 and len(text) > _LONGEST_REPEATED
        if again or len(text) > _LONGEST or node in self.names:
            self._bind(node, text)

    def _bind(self, node: Node, text: str) -> None:
        called = self.names.get(node)
        if called is None:
            called = next(
                f"t_{k}" for k in range(len(self.taken) + 1) if f"t_{k}" not in self.taken
            )
            self.taken.add(called)
        self.bindings.append((self._letter(called), text))
        self.texts[node] = (self._letter(called), "atom", False)

    def _letter(self, called: str) -> str:
        return self.letters.get(called) or name(called)

    def _composed(self, found: Form) -> tuple[str, str, bool]:
        """Return a form's text, its kind, and whether a minus stands in front of it."""
        written, signed, kind = "", found.signed, str(found.kind)
        for piece in found.pieces:
            if isinstance(piece, str):
                written += piece
                continue
            text, inner, minus = self.texts[piece.node]
            bracketed = piece.needs_brackets(text, inner, minus)
            if found.signed:
                kind = "atom" if bracketed else inner
            elif piece.lead and not bracketed:
                signed = signed or minus
            shown = f"\\left({text}\\right)" if bracketed else text
            written += _beside(written, shown) + shown if piece.factor else shown
        return written, kind, signed


def _beside(before: str, text: str) -> str:
    """Return what stands between two factors: a dot where digits would run together."""
    if _DIGIT.match(text) or (before[-1:].isdigit() and text.startswith("\\frac")):
        return " \\cdot "
    return " "


def _taken(order: Sequence[Node]) -> list[str]:
    found = [node.leaf.name for node in order if isinstance(node.leaf, Variable)]
    for node in order:
        dims = [*node.shape, *([node.leaf.dim] if isinstance(node.leaf, SizeOf) else [])]
        found += [text for dim in dims if isinstance(dim, Dim) for text in dim.names]
    return found
