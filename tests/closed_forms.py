"""Closed forms held against textbooks: what is printed, what a book prints, and how long both are.

`python -m tests.closed_forms` prints the table, the longest against its textbook first.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from symgrad.graph.assumptions import parse_assumptions
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.rebuild import bind_sizes
from symgrad.graph.walk import topological
from symgrad.language.parser import parse
from symgrad.numeric.bound import bounded
from symgrad.numeric.jacobian import bounded_jacobian
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import Dim, Shape, named
from symgrad.source import Source
from symgrad.symbolic.derivation import derive, derive_hessian, derive_jacobian
from symgrad.symbolic.known import known_of
from symgrad.verdict.domain import examine
from symgrad.verdict.draws import draw_variable
from tests.corpora.closed_forms import CLOSED_FORMS
from tests.corpora.entries import ClosedForm

Array = np.ndarray[Any, np.dtype[Any]]
Values = dict[str, Array]
Sizes = dict[str, int]
_DISTINCT = ((4, 3, 5, 2, 6, 7), (2, 5, 3, 6, 4, 7))
_DRAWN = (1, 2, 3, 5)
_TRIES = 40
RTOL = 1e-9
# As a comparison of the wings has it: so many units of the running error bound.
_TRUST = 2.0**12 * 2.0**-53
_VAGUE, _VAGUEST = 1e-7, 1e-4


@dataclass(frozen=True, slots=True)
class Case:
    """One derivative of an entry: what symgrad prints for it and what the textbook does."""

    entry: ClosedForm
    wrt: str
    textbook: str

    @property
    def name(self) -> str:
        """The entry's name and the variable."""
        return f"{self.entry.name} by {self.wrt}"

    @property
    def printed(self) -> str:
        """What symgrad prints."""
        return derived(self.entry)[self.wrt]

    @property
    def ratio(self) -> float:
        """The length of what is printed over that of the textbook's form."""
        return length(self.printed) / length(self.textbook)


CASES = tuple(Case(entry, wrt, form) for entry in CLOSED_FORMS for wrt, form in entry.forms.items())


def length(text: str) -> int:
    """Return the number of characters that are no blanks, shared lines included."""
    return len("".join(text.split()))


def shapes_of(text: str) -> dict[str, Shape]:
    """Read `A:4,3, x:n` as shapes."""
    found: dict[str, Shape] = {}
    for part in text.split(", ") if text else ():
        name, _, dims = part.partition(":")
        found[name] = tuple(int(d) if d.isdigit() else named(d) for d in dims.split(","))
    return found


def read(entry: ClosedForm, text: str) -> Graph:
    """Return the graph of a text in an entry's variables."""
    return build(parse(Source(text)), shapes_of(entry.shapes))


@cache
def derived(entry: ClosedForm) -> dict[str, str]:
    """Return what symgrad prints, by variable."""
    names = list(entry.forms)
    graph = read(entry, entry.text)
    known = known_of(parse_assumptions(entry.given), graph.shapes)
    if entry.kind == "hessian":
        found = derive_hessian(graph, names, known)
        return {name: found[name, name].text for name in names}
    sweep = derive_jacobian if entry.kind == "jacobian" else derive
    by_variable = sweep(graph, names, known=known)
    return {name: each.text for name, each in by_variable.items()}


def size_names(graph: Graph) -> list[str]:
    """Return the names of sizes in a graph, in the order of their first use."""
    shapes = [node.shape for node in (*graph.inputs, *topological([graph.output]))]
    dims = [dim for shape in shapes for dim in shape if isinstance(dim, Dim)]
    return list(dict.fromkeys(name for dim in dims for name in sorted(dim.names)))


def bindings(entry: ClosedForm) -> list[Sizes]:
    """Return two sets of numbers for the sizes, all different in each."""
    names = size_names(read(entry, entry.text))
    return [_ordered(entry, dict(zip(names, row, strict=False))) for row in _DISTINCT]


def drawn_sizes(entry: ClosedForm, rng: np.random.Generator) -> Sizes:
    """Return sizes from 1 to 5, some of them equal, ones among them."""
    names = size_names(read(entry, entry.text))
    return _ordered(entry, {name: int(rng.choice(_DRAWN)) for name in names})


def _ordered(entry: ClosedForm, sizes: Sizes) -> Sizes:
    chain = entry.ascending.split()
    return {**sizes, **dict(zip(chain, sorted(sizes[name] for name in chain), strict=True))}


def stream(entry: ClosedForm, turn: int = 0) -> np.random.Generator:
    """Return a stream of random numbers of an entry's own."""
    return np.random.default_rng([zlib.crc32(entry.name.encode()), turn])


def points(entry: ClosedForm, sizes: Sizes, turn: int = 0) -> Iterator[tuple[Graph, Values]]:
    """Yield points that keep what is given and at which the derivative exists."""
    graph = bind_sizes(read(entry, entry.text), sizes)
    given = parse_assumptions(entry.given)
    rng = stream(entry, turn)
    for _ in range(_TRIES):
        values = {
            node.name: np.asarray(
                draw_variable(graph, node, given, rng, 1.0, "mixed", matrices=False)
            )
            for node in graph.inputs
        }
        if entry.kind == "jacobian" or examine(graph, values, list(entry.forms)).status == "smooth":
            yield graph, values


@dataclass(frozen=True, slots=True)
class Measured:
    """An array, and how far rounding can have moved one of its entries."""

    value: Array
    reach: float

    @property
    def decides(self) -> bool:
        """Tell whether rounding leaves enough digits to tell right from wrong."""
        return bool(np.isfinite(self.value).all()) and self.reach < _VAGUE * (1 + self.largest)

    @property
    def largest(self) -> float:
        """The size of the largest entry."""
        return float(np.max(np.abs(self.value), initial=0.0))

    def equals(self, other: Measured) -> bool:
        """Tell whether both have the same shape and, but for rounding, the same entries."""
        if other.value.shape != self.value.shape or not np.isfinite(other.value).all():
            return False
        if other.reach > _VAGUEST * (1 + self.largest):
            return False
        slack = RTOL * self.largest + self.reach + other.reach
        return bool(np.all(np.abs(other.value - self.value) <= slack))


def measured(graph: Graph, wrt: str, values: Values, kind: str) -> Measured:
    """Return the derivative by the numeric wing."""
    (x,) = (node for node in graph.inputs if node.name == wrt)
    if kind == "jacobian":
        return _measured(*bounded_jacobian(graph.output, x, values))
    (slope,) = reverse(graph.output, [x])
    if kind == "hessian":
        return _measured(*bounded_jacobian(slope, x, values))
    ((value, error),) = bounded([slope], values)
    return _measured(value, error)


def value_of(entry: ClosedForm, text: str, sizes: Sizes, values: Values) -> Measured:
    """Evaluate a text in an entry's variables, as the cross-check does."""
    output = bind_sizes(read(entry, text), sizes).output
    ((value, error),) = bounded([output], values, at_kinks=True)
    return _measured(value, error)


def _measured(value: Array, error: Array) -> Measured:
    return Measured(np.asarray(value), _TRUST * float(np.max(error, initial=0.0)))


def tried(case: Case, sizes: Sizes, turn: int = 0) -> tuple[Graph, Values, Measured] | None:
    """Return the first point at which the derivative is known to enough digits, if there is one."""
    for graph, values in points(case.entry, sizes, turn):
        found = measured(graph, case.wrt, values, case.entry.kind)
        if found.decides:
            return graph, values, found
    return None


def quantile(ratios: Sequence[float], share: float) -> float:
    """Return the smallest number that a share of the ratios does not exceed."""
    ordered = sorted(ratios)
    return ordered[max(0, int(np.ceil(share * len(ordered))) - 1)]


def table(cases: Sequence[Case]) -> str:
    """Return the table of lengths, the longest against its textbook first."""
    rows = sorted(cases, key=lambda case: -case.ratio)
    lines = [f"{case.ratio:5.2f}  {_shown(case)}" for case in rows]
    return "\n".join([*lines, summary(cases)])


def summary(cases: Sequence[Case]) -> str:
    """Return the line below the table: how many forms there are, and how long they are."""
    ratios = [case.ratio for case in cases]
    half, most = quantile(ratios, 0.5), quantile(ratios, 0.9)
    above = sum(ratio > 1 for ratio in ratios)
    lengths = f"median {half:.2f}  90 % {most:.2f}  worst {max(ratios):.2f}  above 1.00: {above}"
    return f"{len(cases)} forms  {lengths}"


def _shown(case: Case) -> str:
    printed = "; ".join(case.printed.splitlines())
    given = f"   given {', '.join(case.entry.given)}" if case.entry.given else ""
    what = f"{case.entry.kind} of {case.entry.text} by {case.wrt}   {case.entry.shapes}{given}"
    return f"{what}\n       printed   {printed}\n       textbook  {case.textbook}"


if __name__ == "__main__":
    only = sys.argv[1:]
    print(table([case for case in CASES if not only or any(word in case.name for word in only)]))
