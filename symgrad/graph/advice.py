"""Advice: where a typed formula loses digits that a named function keeps.

The patterns are data (`graph.patterns`). Each is built as a graph once, and a node matches if it
is the same tree, with subexpressions for the letters: operands of sums and products in either
order, a square in any of its spellings, reductions along any axes. Advice is only given for
what was typed, and only where the replacement has the same shape; that it has the same value and
gradient is tested for every pattern. May import `language` and `graph`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from symgrad.errors import SymgradError, pointed
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Number, Variable
from symgrad.graph.patterns import PATTERNS, Pattern
from symgrad.graph.show import show
from symgrad.graph.walk import dependents, topological
from symgrad.language.parser import parse
from symgrad.ops.dims import Shape
from symgrad.source import Source, Span

_COMMUTE = frozenset(("add", "multiply"))
_SQUARES = frozenset(("power", "multiply", "square"))
MOST = 20
_ATOM = re.compile(r"[\w.]+|\w+\([^()]*\)|\w+\[[^][]*\]")
_LETTER = re.compile(r"\b(\w)__\b")
_REDUCED = frozenset(("axis", "keepdims"))


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice.

    Attributes:
        span: the formula, in the text of the graph. text: what to type instead.
        reason: what is lost otherwise.
    """

    source: Source
    span: Span
    text: str
    reason: str

    def __str__(self) -> str:
        return f"advice: {self.reason}\n{pointed(self.source, self.span, f'write {self.text}')}"


@dataclass(frozen=True, slots=True)
class Found:
    """What the letters of a pattern stand for, and how its reductions are meant.

    Attributes:
        letters: nodes. params: axis and keepdims. inner: the operators that were matched.
    """

    letters: dict[str, Node]
    params: dict[str, Any]
    inner: frozenset[Node]


def advise(graph: Graph) -> list[Advice]:
    """Return advice on a graph that was built from text, in the order of the text."""
    if graph.source is None:
        return []
    nodes = graph.nodes
    varied = dependents(nodes, graph.inputs)
    typed: dict[str, list[Node]] = {}
    for node in reversed(nodes):
        if node.op is not None and node in varied and node in graph.spans:
            typed.setdefault(node.op.name, []).append(node)
    taken: set[Node] = set()
    found: list[Advice] = []
    for pattern in PATTERNS:
        for node in typed.get(_built(pattern.naive, pattern).name, ()):
            match = None if node in taken else _fitting(pattern, node, taken, varied)
            text = _replacement(pattern, graph, node, match) if match and len(found) < MOST else ""
            if match is not None and text:
                taken |= match.inner
                found.append(Advice(graph.source, graph.spans[node][0], text, pattern.reason))
    return sorted(found, key=lambda advice: (advice.span.start, -advice.span.stop))


def _fitting(pattern: Pattern, node: Node, taken: set[Node], varied: set[Node]) -> Found | None:
    for match in matches(_built(pattern.naive, pattern), node):
        useful = all(match.letters[letter] in varied for letter in pattern.varied)
        if useful and not taken & match.inner:
            return match
    return None


def matches(pattern: Node, node: Node) -> Iterator[Found]:
    """Give every way in which a node is an instance of a pattern."""
    yield from _matched([(pattern, node)], Found({}, {}, frozenset()))


def _matched(pairs: list[tuple[Node, Node]], found: Found) -> Iterator[Found]:
    # As deep as the pattern is large, which is a few levels.
    if not pairs:
        yield found
        return
    (pattern, node), rest = pairs[0], pairs[1:]
    if isinstance(pattern.leaf, Variable):
        known = found.letters.get(pattern.name)
        if known is None and len(pattern.shape) <= len(node.shape) and not node.condition:
            letters = found.letters | {pattern.name: node}
            yield from _matched(rest, Found(letters, found.params, found.inner))
        elif known is node:
            yield from _matched(rest, found)
    elif pattern.op is None:
        if isinstance(pattern.leaf, Number) and pattern.leaf == node.leaf:
            yield from _matched(rest, found)
    else:
        params = _params(pattern, node, found.params)
        if params is not None:
            inner = Found(found.letters, params, found.inner | {node})
            for args in _operands(pattern, node):
                yield from _matched([*args, *rest], inner)


def _operands(pattern: Node, node: Node) -> Iterator[list[tuple[Node, Node]]]:
    """Give the operands to match, in each order that means the same."""
    assert pattern.op is not None
    if node.op is None:
        return
    if _is_square(pattern) and _is_square(node):
        yield [(pattern.args[0], node.args[0])]
    elif node.op.name == pattern.op.name and len(node.args) == len(pattern.args):
        yield list(zip(pattern.args, node.args, strict=True))
        if pattern.op.name in _COMMUTE:
            yield list(zip(pattern.args, reversed(node.args), strict=True))


def _is_square(node: Node) -> bool:
    if node.op is None or node.op.name not in _SQUARES:
        return False
    if node.op.name == "power":
        return node.args[1].leaf == Number(Fraction(2))
    return node.op.name == "square" or node.args[0] is node.args[1]


def _params(pattern: Node, node: Node, known: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the axes met so far with those of a node; None where they contradict the pattern."""
    if node.op is None or (_is_square(pattern) and _is_square(node)):
        return dict(known)
    found = dict(known)
    kept = pattern.params.get("keepdims") is True
    for name, value in node.params.items():
        if name == "keepdims" and kept:
            if value is not True and len(node.params["axis"]) != node.args[0].ndim:
                return None
        elif name not in _REDUCED:
            if pattern.params.get(name) != value:
                return None
        elif found.setdefault(name, value) != value:
            return None
    return found


def _replacement(pattern: Pattern, graph: Graph, node: Node, match: Found) -> str:
    """Return what to type instead, "" where it would not be the same."""
    stand_ins = {
        name: graph.table.variable(f"{name}__", letter.shape)
        for name, letter in match.letters.items()
    }
    try:
        there = _instance(pattern, node, match.letters, match.params)
        shown = show(_instance(pattern, node, stand_ins, match.params))
        if there.shape != node.shape:
            return ""
        wanted = _exchanged(graph, node, there)
        for texts in _spelled(graph, match.letters):
            text = _LETTER.sub(lambda found, texts=texts: _put(found, texts), shown)  # type: ignore[misc]
            if _rebuilt(graph, node, text) is wanted:
                return text
    except SymgradError:
        pass
    return ""


def _instance(
    pattern: Pattern, node: Node, letters: Mapping[str, Node], params: Mapping[str, Any]
) -> Node:
    """Return the stable side of a pattern with nodes for its letters."""
    done: dict[Node, Node] = {}
    output = _built(pattern.stable, pattern)
    for part in topological([output]):
        if isinstance(part.leaf, Variable):
            done[part] = letters[part.name]
        elif part.op is None:
            assert isinstance(part.leaf, Number)
            done[part] = node.table.literal(part.leaf.value)
        else:
            own = {name: params.get(name, value) for name, value in part.params.items()}
            done[part] = node.table.call(part.op, [done[arg] for arg in part.args], own)
    return done[output]


# --- the words of the user


def _spelled(graph: Graph, letters: Mapping[str, Node]) -> Iterator[dict[str, str]]:
    """Give texts for nodes: by their names or as they were typed, and as they are printed."""
    assert graph.source is not None
    typed = {}
    for name, node in letters.items():
        spans = graph.spans.get(node)
        cut = graph.source.cut(spans[0]) if spans else show(node)
        typed[name] = graph.names.get(node, cut)
    yield typed
    yield {name: show(node) for name, node in letters.items()}


def _put(found: re.Match[str], texts: Mapping[str, str]) -> str:
    text, (start, stop) = texts[found[1]], found.span()
    alone = found.string[:start].endswith(("(", ", ")) and found.string[stop:].startswith(
        (")", ",")
    )
    return text if alone or _ATOM.fullmatch(text) else f"({text})"


def _exchanged(graph: Graph, node: Node, there: Node) -> Node:
    """Return the output of a graph with another node for one of its own."""
    done = {node: there}
    for part in graph.nodes:
        if part not in done:
            args = [done[arg] for arg in part.args]
            same = part.op is None or args == list(part.args)
            assert part.op is not None or same
            done[part] = part if same else graph.table.call(part.op, args, part.params)  # type: ignore[arg-type]
    return done[graph.output]


def _rebuilt(graph: Graph, node: Node, text: str) -> Node:
    """Return the output of the program in which a formula is written another way."""
    assert graph.source is not None
    program = graph.source.text
    for span in sorted(graph.spans[node], key=lambda span: -span.start):
        program = f"{program[: span.start]}({text}){program[span.stop :]}"
    return build(parse(Source(program)), graph.shapes, table=graph.table).output


@cache
def _graph(text: str, shapes: tuple[tuple[str, Shape], ...]) -> Graph:
    return build(parse(Source(text)), dict(shapes))


def _built(text: str, pattern: Pattern) -> Node:
    return _graph(text, tuple(pattern.shapes.items())).output
