"""An entry: the closed forms of one question as text that can be kept and read again.

    line 1    what kind of file this is
    line 2    the SHA-256 of the question's key and of the lines below
    line 3..  the key of a derivative, a tab, its closed form as text of the language

Reading trusts nothing. The digest tells what was cut short, garbled or put under another
question's name. The forms are parsed as text of the language, within the question's limits;
they must be spelled as the printer would, and have the shape and the variables that were asked
for. Whoever may write to the file can still make it say something false: that is what the
cross-check is for.

May import `language`, `graph`, and no SymPy: what was kept is read without the algebra.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.ops.dims import Shape
from symgrad.source import Source
from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.known import NOTHING, Known
from symgrad.symbolic.steps import Step

TITLE = "symgrad closed forms 1"
LARGEST = 256 * 1024


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be derived: all that a closed form depends on but the program.

    Attributes:
        kind: which derivatives.
        graph: the question, sizes by name where they were declared so.
        wrt: for each derivative, under its key, the variables it is by.
        shapes: for each derivative its shape.
        tangents: for each variable that moves the name of its tangent.
        known: what may be taken for granted.
    """

    kind: str
    graph: Graph
    wrt: Mapping[str, tuple[str, ...]]
    shapes: Mapping[str, Shape]
    tangents: Mapping[str, str] = field(default_factory=dict)
    known: Known = NOTHING


def key_of(request: Request, stamp: str) -> str:
    """Return the name under which a request's closed forms are kept.

    The graph goes in node by node in the order of its nodes, which decides the order of
    terms and the names of shared parts: a text that says the same in another order is
    another question.
    """
    key = hashlib.sha256()
    for part in _parts(request, stamp):
        key.update(repr(part).encode() + b"\n")
    return key.hexdigest()


def _parts(request: Request, stamp: str) -> Iterator[object]:
    yield TITLE, stamp, request.kind, *request.wrt.items()
    yield tuple(request.tangents.items())
    known = request.known
    parts = (known.symmetric, known.positive, known.negative, known.integer, known.simplex)
    yield tuple(map(sorted, parts))
    graph = request.graph
    nodes = graph.nodes
    places = {node: place for place, node in enumerate(nodes)}
    for node in nodes:
        args = [places[arg] for arg in node.args]
        yield node.function, args, node.params, node.leaf, node.shape, graph.names.get(node)
    yield places[graph.output], tuple(graph.shapes.items()), sorted(graph.indices)
    yield graph.table.limits


def write_entry(request: Request, key: str, forms: Mapping[str, Derivation]) -> str | None:
    """Return closed forms as an entry, None if it could not be read again."""
    lines = "".join(f"{name}\t{text}\n" for name, text in _texts(forms).items())
    entry = f"{TITLE}\n{_digest(key, lines)}\n{lines}"
    again = read_entry(request, key, entry)
    return entry if again is not None and _texts(again) == _texts(forms) else None


def _texts(forms: Mapping[str, Derivation]) -> dict[str, str]:
    return {name: each.text for name, each in forms.items()}


def read_entry(request: Request, key: str, entry: str) -> dict[str, Derivation] | None:
    """Return the closed forms of an entry, None if anything about it is odd."""
    title, _, rest = entry.partition("\n")
    digest, _, lines = rest.partition("\n")
    if len(entry) > LARGEST or title != TITLE or digest != _digest(key, lines):
        return None
    pairs = [line.partition("\t")[::2] for line in lines.split("\n")[:-1]]
    if [name for name, _ in pairs] != list(request.wrt):
        return None
    texts = dict(pairs)
    try:
        graphs = {name: _read(request, name, text) for name, text in texts.items()}
    except SymgradError:
        return None
    found = {
        name: Derivation(
            request.wrt[name],
            graph,
            texts[name],
            _rows(request, name),
            tell=_telling(request, name),
        )
        for name, graph in graphs.items()
        if graph is not None
    }
    return found if len(found) == len(texts) else None


def _rows(request: Request, name: str) -> int:
    """Return how many axes of a derivative stand in front of those of its last variable."""
    if request.kind not in ("jacobian", "hessian"):
        return 0
    last = request.wrt[name][-1]
    return len(request.shapes[name]) - len(request.graph.shapes[last])


def _telling(request: Request, name: str) -> Callable[[], tuple[Step, ...]] | None:
    """Return what derives the steps of a gradient anew: they are not kept."""

    def steps() -> tuple[Step, ...]:
        from symgrad.symbolic.derivation import derive_steps

        return derive_steps(request.graph, request.wrt[name], known=request.known).steps

    return steps if request.kind == "gradient" else None


def _read(request: Request, name: str, text: str) -> Graph | None:
    """Return a closed form, parsed; None if it does not fit the question."""
    asked = request.graph
    program = parse(Source(text, "closed form"), characters=None, bindings=None)
    graph = build(program, asked.shapes, limits=asked.table.limits)
    same = all(asked.shapes.get(node.name) == node.shape for node in graph.inputs)
    fits = same and graph.output.shape == request.shapes[name]
    return graph if fits and show(graph) == text else None


def _digest(key: str, lines: str) -> str:
    return hashlib.sha256(f"{key}\n{lines}".encode()).hexdigest()
