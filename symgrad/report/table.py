"""The grad table as data: what was asked, what both wings say, entry by entry.

The same table holds gradients, Jacobians, Hessians and derivatives along tangents; `labels`
knows how each is written.
A report is complete and frozen; renderers only lay it out. May import `verdict`, `graph`
and lower floors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.show import Printed, show_nodes
from symgrad.ops.dims import Dim, Shape
from symgrad.report.entrywise import entry_formula
from symgrad.report.labels import Kind, entry_label, layout_words, matrix_words, title
from symgrad.source import Source
from symgrad.verdict.compare import Comparison, Verdict
from symgrad.verdict.point import DIGITS

Array = Any
OUTPUT_NAMES = ("f", "y", "out", "result")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a derivative.

    Attributes:
        variable, entry: of which derivative, and where in it. label: as it is written, `x[0,1]`.
        formula: the closed form of this entry, "" where there is none by itself.
        symbolic, reverse: both values. ulp: their difference in units of the last place.
        status: agree, disagree, inconclusive, undefined or kink.
        difference: the third witness's value, None if it was not asked for.
        certified: the digits that enclosures confirm, as many as were asked for; "" if none.
        lost: how many of its digits floating point lost. attainable: how many it can have here.
    """

    variable: str
    entry: tuple[int, ...]
    label: str
    formula: str
    symbolic: float
    reverse: float
    ulp: float
    status: str
    difference: float | None = None
    certified: str = ""
    lost: int = 0
    attainable: int = 0


@dataclass(frozen=True, slots=True)
class Input:
    """A variable as it was understood."""

    name: str
    dtype: str
    shape: Shape


@dataclass(frozen=True, eq=False)
class GradTable:
    """The answer to `grad`, `jacobian` or `hessian`, as data.

    Attributes:
        output: the name of the output in print. bindings, expression: the program as understood.
        inputs: the variables with shapes and dtypes.
        value: the output's value, None where no values were given.
        formulas: for each variable the closed form as text.
        gradients: for each variable the reverse-mode array.
        comparisons: for each variable both arrays side by side; empty without a check.
        verdict: what both wings say; None without a check.
        witness: for each variable central differences, if they were asked for.
        weighted: what the cotangent is called that the output is weighted by, "" without one.
        points: at how many random points the formulas were checked, 0 at given values.
        kind: which derivatives these are. Jacobians are keyed by their variable, Hessians by
            both, "x,y", the derivative along tangents by "".
        tangents: the names that stand for the tangents in its formula.
        digits: how many certified digits are shown.
        source: the text that spans are places in, None where there is none.
        repeat: the command that asks the same again, "" for large values.
        kronecker: for derivatives of three or four axes the closed form as a matrix, where
            there is one.
    """

    output: str
    bindings: tuple[tuple[str, str], ...]
    expression: str
    inputs: tuple[Input, ...]
    value: Array | None
    formulas: Mapping[str, str]
    gradients: Mapping[str, Array]
    comparisons: Mapping[str, Comparison]
    verdict: Verdict | None
    closed: Mapping[str, Graph] = field(repr=False)
    shape: Shape = ()
    dtype: str = "float64"
    witness: Mapping[str, Array] | None = None
    weighted: str = ""
    points: int = 0
    kind: Kind = "gradient"
    tangents: Mapping[str, str] = field(default_factory=dict)
    kronecker: Mapping[str, str] = field(default_factory=dict)
    digits: int = DIGITS
    source: Source | None = None
    repeat: str = ""

    @property
    def rows(self) -> list[Row]:
        """The entries of all gradients, in order."""
        return [row for name in self.comparisons for row in self.rows_of(name)]

    def rows_of(self, name: str, most: int | None = None) -> list[Row]:
        """Return the entries of one gradient, or the worst of them, worst first."""
        comparison = self.comparisons[name]
        shape = comparison.reverse.shape
        wanted = list(np.ndindex(shape)) if most is None else _worst(comparison, most)
        formula = entry_formula(self.closed[name], shape)
        on_kink = self._kinked(name)
        return [self._row(name, entry, formula(entry), entry in on_kink) for entry in wanted]

    def row(self, name: str, entry: tuple[int, ...]) -> Row:
        """Return one entry of one derivative."""
        formula = entry_formula(self.closed[name], self.comparisons[name].reverse.shape)
        return self._row(name, entry, formula(entry), entry in self._kinked(name))

    def title(self, name: str) -> str:
        """Return how a derivative is written."""
        return title(self.kind, self.output, name)

    def label(self, name: str, entry: tuple[int, ...]) -> str:
        """Return how an entry of a derivative is written."""
        ranks = {each.name: len(each.shape) for each in self.inputs}
        return entry_label(self.kind, self.output, name, entry, ranks)

    def layout(self, name: str) -> str:
        """Say which axes a derivative has, "" where they are those of its variable."""
        shapes = {each.name: each.shape for each in self.inputs}
        return layout_words(self.kind, self.output, name, shapes | {self.output: self.shape})

    def matrix_layout(self, name: str) -> tuple[str, str]:
        """Say how large a derivative is as a matrix, and what its rows and columns are."""
        shapes = {each.name: each.shape for each in self.inputs}
        return matrix_words(self.kind, self.output, name, shapes | {self.output: self.shape})

    def _row(self, name: str, entry: tuple[int, ...], formula: str | None, kink: bool) -> Row:
        comparison = self.comparisons[name]
        return Row(
            name,
            entry,
            self.label(name, entry),
            formula or "",
            comparison.symbolic[entry].item(),
            comparison.reverse[entry].item(),
            comparison.ulps[entry].item(),
            self._status(str(comparison.status[entry]), kink),
            None if self.witness is None else self.witness[name][entry].item(),
            comparison.decimals(entry, self.digits),
            0 if comparison.lost is None else int(comparison.lost[entry]),
            0 if comparison.attainable is None else int(comparison.attainable[entry]),
        )

    def _status(self, compared: str, kink: bool) -> str:
        """Where the output has no value, no entry of its gradient has one either."""
        if self.verdict is not None and self.verdict.valueless:
            return "undefined"
        return "kink" if kink else compared

    def _kinked(self, name: str) -> frozenset[tuple[int, ...]]:
        if self.verdict is None or self.verdict.status != "kink":
            return frozenset()
        return frozenset(entry for variable, entry in self.verdict.entries if variable == name)


def tabulate(
    graph: Graph,
    *,
    values: Mapping[str, Array],
    dtype: str,
    value: Array | None,
    closed: Mapping[str, Graph],
    formulas: Mapping[str, str],
    comparisons: Mapping[str, Comparison],
    gradients: Mapping[str, Array],
    verdict: Verdict | None,
    witness: Mapping[str, Array] | None = None,
    weighted: str = "",
    points: int = 0,
    kind: Kind = "gradient",
    tangents: Mapping[str, str] | None = None,
    kronecker: Mapping[str, str] | None = None,
    digits: int = DIGITS,
    repeat: str = "",
) -> GradTable:
    """Put the parts of an answer together.

    Args:
        graph: the question. values: the arrays that were given. dtype: what was computed in.
        value: of the output. closed, formulas: the closed forms as graphs and as text.
        comparisons, gradients, verdict: what both wings say.
        witness, weighted, points, kind, tangents, kronecker, digits, repeat: see
            `GradTable`.
    """
    printed = show_nodes([graph.output], graph.names)
    shapes = {name: np.shape(array) for name, array in values.items()}
    return GradTable(
        _output_name(graph, printed),
        printed.bindings,
        printed.outputs[0],
        tuple(Input(n, dtype, shapes.get(n, shape)) for n, shape in graph.shapes.items()),
        value,
        dict(formulas),
        dict(gradients),
        dict(comparisons),
        verdict,
        dict(closed),
        graph.output.shape,
        dtype,
        witness,
        weighted,
        points,
        kind,
        dict(tangents or {}),
        dict(kronecker or {}),
        digits,
        graph.source,
        repeat,
    )


def _taken(graph: Graph) -> set[str]:
    dims = [dim for shape in graph.shapes.values() for dim in shape if isinstance(dim, Dim)]
    sizes = {name for dim in dims for name in dim.names}
    return {*graph.variables, *graph.names.values(), *sizes}


def output_name(graph: Graph) -> str:
    """Return what the output of a question is called where its derivatives are shown."""
    return _output_name(graph, show_nodes([graph.output], graph.names))


def _output_name(graph: Graph, printed: Printed) -> str:
    taken = {*_taken(graph), *(name for name, _ in printed.bindings)}
    further = (OUTPUT_NAMES[0] + "_" * length for length in count(1))
    return next(name for name in chain(OUTPUT_NAMES, further) if name not in taken)


def _worst(comparison: Comparison, most: int) -> list[tuple[int, ...]]:
    bad = (comparison.status != "agree").ravel().astype(int)
    order = np.lexsort((np.arange(bad.size)[::-1], comparison.ulps.ravel(), bad))[::-1][:most]
    return list(_indices(order, comparison.status.shape))


def _indices(order: Array, shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for flat in order:
        yield tuple(int(i) for i in np.unravel_index(int(flat), shape))
