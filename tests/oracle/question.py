"""A question to the oracle: a program at a point, and what both wings say beside it.

The output is weighed with fixed numbers, entry by entry, so that every entry of its Jacobian
counts. The closed form is what is printed, read again, and evaluated in floats; so is reverse mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as s

from symgrad.errors import LimitError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.node import ArrayLiteral, Node, Number, Variable
from symgrad.language.parser import parse
from symgrad.numeric.bound import bounded
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.row import Sample
from symgrad.source import Source
from symgrad.symbolic.derivation import derive
from tests.oracle.layers import LAYERS
from tests.oracle.ledger import Array, CannotTellError, Ledger, boxed, each, exact, filled
from tests.oracle.matrices import MATRICES
from tests.oracle.places import PLACES
from tests.oracle.scalars import SCALARS
from tests.oracle.sums import SUMS

ARRAYS = {**PLACES, **SUMS, **MATRICES, **LAYERS}
KNOWN = frozenset({*ARRAYS, *SCALARS})
# How far apart answers may be, against the largest entry; and against what rounding can do.
_APART = 1e-10
_ROUNDING = 2.0**-53 * 64
_MOST_LOST = 1e-6
_MOST_ENTRIES = 96
_WEIGHTS = ("1", "-3/4", "5/8", "7/4", "-1/2", "9/8", "-11/16")
WEIGHTS = tuple(s.Rational(text) for text in _WEIGHTS)


@dataclass(frozen=True)
class Question:
    """A graph of one output, the floats of its variables, and what to differentiate by."""

    graph: Graph
    values: Mapping[str, Array]
    names: tuple[str, ...]


def asked(sample: Sample) -> Question:
    """Return the question of a sample: its weighed output by every variable that is real."""
    values = {}
    for name, text in sample.values.items():
        (found,) = evaluate([build(parse(Source(text)), values=True).output], {})
        values[name] = np.asarray(found, np.float64)
    graph = build(parse(Source(sample.text)), {name: np.shape(v) for name, v in values.items()})
    names = tuple(name for name in graph.variables if name not in graph.indices)
    return Question(graph, values, names)


def weights(shape: tuple[Any, ...]) -> Array:
    """Return the weight of each entry of an output."""
    flat = [WEIGHTS[i % len(WEIGHTS)] for i in range(int(np.prod(shape)))]
    return boxed(np.array(flat, object).reshape(shape))


def foretold(question: Question) -> dict[str, Array]:
    """Return the oracle's derivatives of the weighed output.

    Raises:
        CannotTellError: a function that it has no definition of there.
    """
    if sum(np.size(v) for v in question.values.values()) > _MOST_ENTRIES:
        raise CannotTellError("more entries than are worth the time")
    ledger = Ledger()
    entries = {
        name: filled(np.shape(value), lambda *i, v=value: ledger.entry(float(v[i])))
        for name, value in question.values.items()
    }
    made: dict[Node, Array] = {}
    for node in question.graph.nodes:
        made[node] = _made(ledger, node, entries, [made[arg] for arg in node.args])
        if made[node].shape != node.shape:
            raise AssertionError((node, made[node].shape))
    y = made[question.graph.output]
    total = ledger.short(s.Add(*(weights(y.shape).reshape(-1) * y.reshape(-1))))
    slopes = ledger.slopes(total)
    return {
        name: np.array([float(slopes[e]) for e in entries[name].reshape(-1)], np.float64).reshape(
            entries[name].shape
        )
        for name in question.names
    }


def _made(ledger: Ledger, node: Node, entries: dict[str, Array], args: list[Array]) -> Array:
    if isinstance(node.leaf, Variable):
        return entries[node.leaf.name]
    if isinstance(node.leaf, Number):
        return boxed(exact(node.leaf.value))
    if isinstance(node.leaf, ArrayLiteral):
        return boxed(np.array(list(map(exact, node.leaf.entries)), object).reshape(node.shape))
    name = node.function
    if 0 in node.shape:
        return filled(node.shape, None)
    if name in SCALARS:
        how = SCALARS[name]
        found = each(lambda *xs: how(ledger, *xs, **node.params), *args)
    elif name in ARRAYS:
        found = ARRAYS[name](ledger, *args, **node.params)
    else:
        raise CannotTellError(f"there is no definition of {name or node.leaf} here")
    return boxed(found) if node.condition else ledger.shortened(found)


def weighed(question: Question) -> Graph:
    """Return the question's graph with its output weighed."""
    graph = question.graph
    table, y = graph.table, graph.output
    if not y.shape:
        return graph
    entries = [Fraction(int(w.p), int(w.q)) for w in weights(y.shape).reshape(-1)]
    constant = table.array(entries, y.shape)
    total = table.call("sum", (constant * y,))
    return Graph(total, inputs=graph.inputs, indices=graph.indices)


def differences(question: Question) -> list[str]:
    """Return in words where a wing and the oracle differ.

    Raises:
        CannotTellError: the oracle has no answer, or rounding leaves nothing to compare.
    """
    wanted = foretold(question)
    graph = weighed(question)
    inputs = {node.name: node for node in graph.inputs}
    wrt = [inputs[name] for name in question.names]
    swept = bounded(reverse(graph.output, wrt), question.values)
    derived = derive(graph, question.names)
    found = []
    for name, (numbers, lost) in zip(question.names, swept, strict=True):
        want = wanted[name]
        if not np.all(np.isfinite(numbers)):
            raise CannotTellError("reverse mode leaves the range of floats")
        size = float(np.max(np.abs(want), initial=0))
        rounding = _ROUNDING * np.asarray(lost)
        if size and np.any(rounding > _MOST_LOST * size):
            raise CannotTellError("rounding leaves too few digits")
        allowed = _APART * size + rounding
        again = build(parse(Source(derived[name].text)), graph.shapes).output
        (closed,) = evaluate([again], question.values)
        for wing, got in (("closed form", closed), ("reverse mode", numbers)):
            if np.shape(got) != want.shape or not np.all(np.abs(got - want) <= allowed):
                found.append(f"{wing} by {name}: {got} for {want}; text {derived[name].text}")
    return found


@dataclass(frozen=True)
class Answer:
    """How a sample came out: "agree", "differ", or the reason why there is nothing to tell."""

    status: str
    words: tuple[str, ...] = ()


def answer(sample: Sample) -> Answer:
    """Ask the oracle and both wings about a sample."""
    try:
        question = asked(sample)
        if not question.names or question.graph.output.condition:
            return Answer("nothing to differentiate")
        found = differences(question)
    except CannotTellError as reason:
        return Answer(str(reason))
    except LimitError:
        return Answer("a limit of the language")
    return Answer("differ", tuple(found)) if found else Answer("agree")
