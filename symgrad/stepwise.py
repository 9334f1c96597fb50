"""Steps at a point: what each of them claims, beside what the numeric wing finds.

The two sides meet in every step alone. A value's definition is read again as text and swept in
reverse mode, from the cotangent that the numeric wing has for it: that is what its operands must
get, whatever the step says; the claim is computed from the same numbers. So a wrong rule is seen
in the step that uses it, and in no other. Besides, the program of all definitions must have
the question's value, and the cotangent that the symbolic sweep itself had for a value must be the
one that the numeric wing adds up for it.

May import both wings, `verdict` and lower floors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.limits import BY_NAME
from symgrad.graph.node import Table
from symgrad.graph.rebuild import bind_sizes, transplant
from symgrad.language.parser import parse
from symgrad.numeric.bound import bounded
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import Shape
from symgrad.question import names_in
from symgrad.source import Source
from symgrad.symbolic.account import Account
from symgrad.symbolic.steps import ADDING_UP, Text
from symgrad.verdict.compare import Comparison, compare

Array = Any
Pair = tuple[Array, Array]


@dataclass(frozen=True, eq=False)
class AtPoint:
    """What was found at one point.

    Attributes:
        numbers: the values and cotangents by name, those of variables too.
        values: for each value its definitions compared, the output's with the question.
        steps: for each step its claim compared with the numeric wing.
        swept: by cotangent, what the symbolic sweep had there, compared.
    """

    numbers: Mapping[str, Array]
    values: tuple[tuple[Comparison, ...], ...]
    steps: tuple[Comparison, ...]
    swept: Mapping[str, Comparison]


class Stepwise:
    """Steps with their texts read again, sizes as numbers.

    Args:
        account: of a question. declared: its graph. sizes: numbers for its size names.
    """

    def __init__(self, account: Account, declared: Graph, sizes: Mapping[str, int]) -> None:
        self.account = account
        self._sizes = sizes
        self._declared = declared.shapes
        self._shapes = _shapes(account, declared)
        self._definitions = [self._read(value.definition) for value in account.values]
        self._again = [None if v.again is None else self._read(v.again) for v in account.values]
        self._claims = [self._read(step.claim) for step in account.steps]
        nodes = [graph.output for graph in account.swept.values()]
        copies = transplant(nodes, Table(BY_NAME["none"]), sizes=sizes)
        self._swept = {name: copies[graph.output] for name, graph in account.swept.items()}
        texts = [value.definition.named(value.name) for value in account.values]
        self._program = self._graph("; ".join([*texts, account.output])) if texts else None

    def at(self, graph: Graph, point: Mapping[str, Array], dtype: str = "float64") -> AtPoint:
        """Compare every step at a point.

        Args:
            graph: the question with numbers for its sizes.
            point: an array for each of its variables. dtype: in which to compute.
        """
        names = dict(point)
        values = list(self._forwards(names, dtype))
        if self._program is not None:
            ((whole, reach),) = bounded([self._program.output], point, dtype)
            ((asked, bound),) = bounded([graph.output], point, dtype)
            values[-1] = (*values[-1], compare(whole, asked, bound, reach, dtype))
        shares = self._backwards(names, dtype)
        steps = tuple(self._claimed(names, shares, dtype))
        swept = {}
        told = [name for name in self._swept if name in shares]
        closed = bounded([self._swept[name] for name in told], point, dtype, at_kinks=True)
        for name, (value, reach) in zip(told, closed, strict=True):
            found, bound = shares[name]
            swept[name] = compare(value, found, bound, reach, dtype)
        return AtPoint(names, tuple(values), steps, swept)

    def _forwards(self, names: dict[str, Array], dtype: str) -> Iterator[tuple[Comparison, ...]]:
        """Compute the values in turn; where one has two definitions, compare these."""
        for value, graph, again in zip(
            self.account.values, self._definitions, self._again, strict=True
        ):
            ((found, bound),) = bounded([graph.output], names, dtype)
            names[value.name] = found
            if again is None:
                yield ()
                continue
            ((other, reach),) = bounded([again.output], names, dtype)
            yield (compare(other, found, bound, reach, dtype),)

    def _backwards(self, names: dict[str, Array], dtype: str) -> dict[str, Pair]:
        """Sweep each value in reverse mode; return the shares and the cotangents with bounds.

        A share goes by the names of value and operand; cotangents are put among `names` as well.
        """
        cotangents = self.account.cotangents
        found: dict[str, Pair] = {}
        pairs = list(zip(self.account.values, self._definitions, strict=True))
        for value, graph in reversed(pairs):
            if value.cotangent not in found and value.name != self.account.output:
                continue
            wrt = [node for node in graph.inputs if node.name in cotangents]
            seed = None
            if value.cotangent:
                names[value.cotangent] = found[value.cotangent][0]
                seed = graph.table.variable(value.cotangent, graph.output.shape)
            nodes = reverse(graph.output, wrt, seed)
            for node, share in zip(wrt, bounded(nodes, names, dtype), strict=True):
                found[f"{value.name} {node.name}"] = share
                total, reach = found.get(cotangents[node.name], (0.0, 0.0))
                found[cotangents[node.name]] = total + share[0], reach + share[1]
        for name in cotangents.values():
            if name in found:
                names[name] = np.asarray(found[name][0])
        return found

    def _claimed(
        self, names: dict[str, Array], shares: Mapping[str, Pair], dtype: str
    ) -> Iterator[Comparison]:
        for step, claim in zip(self.account.steps, self._claims, strict=True):
            total = step.rule == ADDING_UP
            name = step.name if total else f"{step.value} {step.operand}"
            # An operand may stand in the terms of a definition and not in its text: x - x.
            nothing = np.zeros(np.shape(names[step.operand]), dtype)
            found, bound = shares.get(name, (nothing, nothing))
            ((claimed, reach),) = bounded([claim.output], names, dtype, at_kinks=True)
            names.setdefault(step.name, found)
            yield compare(claimed, found, bound, reach, dtype)

    def _read(self, text: Text) -> Graph:
        return self._graph(text.text)

    def _graph(self, text: str) -> Graph:
        program = parse(Source(text, "step"), characters=None, bindings=None)
        used = {name: self._shapes[name] for name in names_in(program) & self._shapes.keys()}
        graph = build(program, {**self._declared, **used}, limits=BY_NAME["none"])
        return bind_sizes(graph, self._sizes) if self._sizes else graph


def _shapes(account: Account, declared: Graph) -> dict[str, Shape]:
    shapes = dict(declared.shapes)
    shapes |= {value.name: value.shape for value in account.values}
    shapes |= {name: shapes[of] for of, name in account.cotangents.items()}
    return shapes | {step.name: shapes[step.operand] for step in account.steps}
