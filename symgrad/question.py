"""A question: an expression, what is known of its variables, and what is asked of it.

The faces (`api`, the command line) turn what they were given into a `Question`; the wings
and the verdict are then asked with plain graphs and arrays. Sizes that have names stay
named in `declared`, where closed forms come from, and are numbers in `graph`, where numbers
are computed. May import NumPy, `graph` and `verdict`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from symgrad.errors import CotangentError, InputError, LimitError, UnknownNameError
from symgrad.graph.arguments import nearest
from symgrad.graph.build import build, parts
from symgrad.graph.graph import Graph
from symgrad.graph.limits import BY_NAME, TRUSTED, Limits
from symgrad.graph.node import Node
from symgrad.graph.rebuild import bind_sizes, solve_sizes
from symgrad.graph.walk import topological
from symgrad.language import syntax
from symgrad.language.grammar import CONSTANTS
from symgrad.language.parser import parse
from symgrad.ops.dims import Dim, Shape, is_known, named, product, show_shape
from symgrad.source import Source
from symgrad.verdict.indices import refuse_wrong_indices

Array = Any
# A sign between two operands is at least one node; the sign of an exponent is none.
_SIGN = re.compile(r"\*\*|(?<![0-9.][eE])[-+*/@^]")
DTYPES = ("float64", "float32")


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked.

    Attributes:
        declared: the graph as typed, sizes by name where they were declared so.
        graph: the same with numbers for its sizes, as far as values give them.
        values: an array of the dtype for each variable that has a value.
        dtype: "float64" or "float32".
        cotangent: weights of the output's entries, None for an output of one entry.
        exact: for variables whose values were given as fractions these, in object arrays.
    """

    declared: Graph
    graph: Graph
    values: Mapping[str, Array]
    dtype: str
    cotangent: Array | None = None
    exact: Mapping[str, Array] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables without a value."""
        return tuple(name for name in self.graph.variables if name not in self.values)


def read_shape(name: str, shape: Sequence[int | str | Dim] | int) -> Shape:
    """Return a declared shape: numbers stay numbers, words become sizes.

    Raises:
        InputError: a size is negative or no identifier.
    """
    parts = (shape,) if isinstance(shape, int | str) else tuple(shape)
    for part in parts:
        bad_word = isinstance(part, str) and not (part.isidentifier() and part.isascii())
        if isinstance(part, bool) or bad_word or (isinstance(part, int) and part < 0):
            raise InputError(
                f"{part!r} is no size of {name}",
                code="bad-size",
                help="a size is a number from 0 or a name, such as (3, 'n')",
            )
    return tuple(named(part) if isinstance(part, str) else part for part in parts)


def read_value(name: str, value: Any, dtype: str) -> Array:
    """Return a value as a fresh array of a dtype.

    Raises:
        InputError: it is not an array of real numbers.
    """
    try:
        array = np.array(value)
        if array.dtype.kind not in "biuf":
            array = np.array(value, dtype=np.float64)
        with np.errstate(over="ignore"):
            return array.astype(dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(
            f"the value of {name} is not an array of real numbers",
            code="bad-value",
            help="give a number, nested lists of equal length, or a NumPy array",
        ) from error


def read_fractions(value: Any) -> Array | None:
    """Return a value as an object array of fractions, None unless all its entries are such."""
    array = np.asarray(value) if isinstance(value, np.ndarray | Fraction) else None
    if array is None or array.dtype != object:
        return None
    found = np.empty(array.size, dtype=object)
    for place, entry in enumerate(array.ravel()):
        if not isinstance(entry, Fraction | int):
            return None
        found[place] = Fraction(entry)
    return found.reshape(array.shape)


def read_limits(limits: str | Limits) -> Limits:
    """Return the limits of a name: trusted, untrusted or none."""
    if isinstance(limits, Limits):
        return limits
    if limits not in BY_NAME:
        raise InputError(
            f"there are no limits called {limits!r}",
            code="unknown-limits",
            help=f"choose one of {', '.join(BY_NAME)}",
        )
    return BY_NAME[limits]


def ask(
    text: str,
    values: Mapping[str, Any],
    *,
    shapes: Mapping[str, Any] | None = None,
    dtype: str = "float64",
    limits: str | Limits = TRUSTED,
    cotangent: Any = None,
) -> Question:
    """Read an expression and what is known of its variables.

    Args:
        text: a program of the language.
        values: array-likes by variable; fractions are taken as they are by whatever is exact.
        shapes: declared shapes by variable.
        dtype: "float64" or "float32".
        limits: a name or a row of the table of limits.
        cotangent: array-like of the output's shape, or a number for all of its entries.

    Raises:
        SymgradError: any class of it.
    """
    if dtype not in DTYPES:
        raise InputError(
            f"no dtype is called {dtype!r}", code="unknown-dtype", help="float64 or float32"
        )
    bounds = read_limits(limits)
    arrays = {name: read_value(name, value, dtype) for name, value in values.items()}
    fractions = {name: read_fractions(value) for name, value in values.items()}
    exact = {name: found for name, found in fractions.items() if found is not None}
    known = {name: np.shape(array) for name, array in arrays.items()}
    declared_shapes = known | {n: read_shape(n, s) for n, s in (shapes or {}).items()}
    source = Source(text)
    program = read_program(source, bounds)
    _refuse_unused(source, names_in(program), declared_shapes)
    declared = build(program, declared_shapes, limits=bounds)
    sizes = solve_sizes(declared, known)
    graph = bind_sizes(declared, sizes) if sizes else declared
    _check_elements(graph, bounds)
    refuse_wrong_indices(graph, arrays)
    weights = None if cotangent is None else _weights(cotangent, graph, dtype)
    return Question(declared, graph, arrays, dtype, weights, exact)


def recorded(subject: Any, dtype: str | None = None) -> tuple[Question, tuple[str, ...]]:
    """Return what a tensor was computed as, as a question, and the variables that want a gradient.

    Args:
        subject: has `__symgrad_graph__()`, which gives its graph, its values and those variables.
        dtype: what numbers are computed in; double precision if left out.
    """
    found = subject.__symgrad_graph__()
    kind = dtype or "float64"
    values = {name: read_value(name, value, kind) for name, value in found.values.items()}
    return Question(found.graph, found.graph, values, kind), found.wrt


def read_program(source: Source, limits: Limits) -> syntax.Program:
    """Return the syntax tree of a text that is within the limits.

    Raises:
        LimitError: too long, or so many signs that its graph must be too large; told before
            anything is parsed. ParseError: not of the language.
    """
    try:
        limits.check("characters", len(source.text))
        if len(source.text) > (limits.nodes or len(source.text)):
            limits.check("nodes", sum(1 for _ in _SIGN.finditer(source.text)))
    except LimitError as error:
        raise error.with_source(source) from None
    return parse(source, characters=None, bindings=limits.bindings)


def names_of(text: str, limits: Limits) -> frozenset[str]:
    """Return every name that a program uses as a value; no shape is needed for that."""
    return names_in(read_program(Source(text), limits))


def names_in(program: syntax.Program) -> frozenset[str]:
    """Return every name that a program uses before it binds it: variables and sizes."""
    free: set[str] = set()
    bound: set[str] = set()
    for binding in program.bindings:
        free |= _names(binding.value) - bound
        bound.add(binding.name)
    return frozenset(free | (_names(program.output) - bound))


def _names(expr: syntax.Expr) -> set[str]:
    found: set[str] = set()
    pile: list[Any] = [expr]
    while pile:
        part = pile.pop()
        if isinstance(part, syntax.Name):
            found.add(part.id)
        pile.extend(parts(part))
    return found


def variables_asked(graph: Graph, wrt: Sequence[str] | str | None) -> tuple[str, ...]:
    """Return the variables to differentiate by; index arguments are never among them.

    Raises:
        UnknownNameError: there is no such variable. InputError: it holds indices.
    """
    if wrt is None:
        return tuple(name for name in graph.variables if name not in graph.indices)
    asked = tuple(dict.fromkeys([wrt] if isinstance(wrt, str) else wrt))
    for name in asked:
        if name not in graph.variables:
            raise UnknownNameError(
                f"the expression has no variable {name!r}",
                code="unknown-variable",
                help=nearest(name, graph.variables) or f"it has {_listed(graph.variables)}",
            )
        if name in graph.indices:
            raise InputError(
                f"{name} holds indices, which have no derivative",
                code="index-derivative",
                help="leave it out of wrt",
            )
    return asked


def scalar_graph(question: Question, name: str = "v") -> tuple[Graph, dict[str, Array]]:
    """Return a graph of one entry whose gradient is what is asked for, and values it adds.

    Without a cotangent that is the graph itself. Otherwise it is the sum of the output,
    weighted by a new variable unless all weights are 1.

    Raises:
        CotangentError: the output has more than one entry, and no cotangent is given.
    """
    declared, weights = question.declared, question.cotangent
    if weights is None:
        if product(declared.output.shape) != 1:
            raise CotangentError(
                f"the output has shape {show_shape(declared.output.shape)}, and only an output of "
                "one entry has a gradient",
                code="needs-cotangent",
                help="sum it, or give the weights of its entries with a cotangent",
                source=declared.source,
                span=next(iter(declared.spans.get(declared.output, ())), None),
            )
        return declared, {}
    table = declared.table
    if np.all(weights == 1):
        total = table.call("sum", (declared.output,)) if declared.output.ndim else declared.output
        return _rerooted(declared, total, ()), {}
    dims = [dim for shape in declared.shapes.values() for dim in shape if isinstance(dim, Dim)]
    while name in declared.variables or any(name in dim.names for dim in dims):
        name += "_"
    v = table.variable(name, declared.output.shape)
    weighted = table.call("multiply", (v, declared.output))
    total = table.call("sum", (weighted,)) if declared.output.ndim else weighted
    return _rerooted(declared, total, (v,)), {name: weights}


def reread(text: str, declared: Graph, graph: Graph) -> Graph:
    """Return a printed closed form, parsed again, with the sizes that the question has now."""
    program = parse(Source(text, "closed form"), characters=None, bindings=None)
    again = build(program, declared.shapes, limits=BY_NAME["none"])
    sizes = solve_sizes(declared, {n: s for n, s in graph.shapes.items() if is_known(s)})  # type: ignore[misc]
    return bind_sizes(again, sizes) if sizes else again


def _rerooted(graph: Graph, output: Node, more: tuple[Node, ...]) -> Graph:
    return Graph(
        output, graph.source, graph.spans, graph.names, (*graph.inputs, *more), graph.indices
    )


def _weights(cotangent: Any, graph: Graph, dtype: str) -> Array:
    weights = read_value("the cotangent", cotangent, dtype)
    shape = graph.output.shape
    if weights.shape not in ((), shape):
        raise InputError(
            f"the cotangent has shape {show_shape(weights.shape)}, the output {show_shape(shape)}",
            code="cotangent-shape",
            help="give it the shape of the output",
        )
    return np.broadcast_to(weights, shape) if is_known(shape) else weights  # type: ignore[arg-type]


def _refuse_unused(source: Source, used: frozenset[str], given: Mapping[str, Any]) -> None:
    for name in given:
        if name in CONSTANTS:
            raise UnknownNameError(
                f"{name} is a constant and takes no value",
                code="unused-name",
                help="call the variable something else",
                source=source,
            )
        if name not in used:
            mend = nearest(name, used)
            raise UnknownNameError(
                f"{name} is given, but the expression does not use it",
                code="unused-name",
                help=mend or f"its variables are {_listed(sorted(used)) or 'none'}",
                source=source,
            )


def _check_elements(graph: Graph, limits: Limits) -> None:
    total = 0
    for node in topological([graph.output]):
        if is_known(node.shape):
            entries = product(node.shape)
            assert isinstance(entries, int)
            total += entries
    try:
        limits.check("all_elements", total)
    except LimitError as error:
        raise error.with_source(graph.source) from None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
