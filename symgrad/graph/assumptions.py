"""What may be taken for granted about the variables: `x > 0`, `symmetric(A)`.

One grammar for every place where assumptions are typed:

    text      := clause ("and" clause)* | clause ("or" clause)*
    clause    := name compare number | number compare name [compare number]
               | name "in" set ("or" set)* | property "(" name ")"
    compare   := < | <= | > | >= | !=
    set       := ("(" | "[") number "," number (")" | "]") | "{" number ("," number)* "}"
    property  := symmetric | posdef | invertible | orthogonal | simplex | integer
    number    := signed products and quotients of decimals, `pi` and `inf`

An assumption about an array is about every entry of it. Assumptions restrict the points
that are judged; whether a value keeps them is decided where arrays are known
(`symgrad.verdict.points`). May import `errors`, `source`, `ops.dims` and its own package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from symgrad.errors import InputError, ShapeError, UnknownNameError
from symgrad.graph.clauses import Assumption, read_clauses
from symgrad.graph.intervals import NEGATIVE, POSITIVE, REALS, RealSet
from symgrad.ops.dims import Shape, show_shape

_MATRIX = {"symmetric", "posdef", "invertible", "orthogonal"}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that is assumed, each variable's sets met.

    Attributes:
        clauses: what was typed, in order.
        values: for each variable the set that its entries lie in.
        properties: for each variable its properties.
    """

    clauses: tuple[Assumption, ...] = ()
    values: Mapping[str, RealSet] = field(default_factory=dict)
    properties: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The variables that something is assumed of."""
        return frozenset(self.values) | frozenset(self.properties)

    def has(self, name: str, prop: str) -> bool:
        """Tell whether a variable has a property; posdef matrices are symmetric and invertible."""
        known = self.properties.get(name, frozenset())
        if prop == "symmetric":
            return bool(known & {"symmetric", "posdef"})
        if prop == "invertible":
            return bool(known & {"invertible", "posdef", "orthogonal"})
        return prop in known

    def positive(self, name: str) -> bool:
        """Tell whether every entry of a variable is assumed to be above zero."""
        return name in self.values and self.values[name].within(POSITIVE)

    def negative(self, name: str) -> bool:
        """Tell whether every entry of a variable is assumed to be below zero."""
        return name in self.values and self.values[name].within(NEGATIVE)

    def settle(self, shapes: Mapping[str, Shape]) -> Assumptions:
        """Check every clause against the variables that there are, and return the same.

        Raises:
            UnknownNameError: no such variable. ShapeError: a matrix is needed.
        """
        for clause in self.clauses:
            if clause.name not in shapes:
                raise _unknown(clause, shapes)
            if clause.property in _MATRIX and not _is_square(shapes[clause.name]):
                raise _not_square(clause, shapes[clause.name])
        return self

    def __str__(self) -> str:
        return ", ".join(str(clause) for clause in self.clauses)


def parse_assumptions(texts: str | Iterable[str]) -> Assumptions:
    """Read assumptions, one text or several.

    Args:
        texts: such as `["x > 0", "A in (-1, 1)", "posdef(S)"]`.

    Returns:
        All of them together.

    Raises:
        ParseError: not of the grammar. InputError: they contradict each other.
    """
    listed = [texts] if isinstance(texts, str) else list(texts)
    clauses = [c for text in listed for c in read_clauses(text)]
    values: dict[str, RealSet] = {}
    properties: dict[str, frozenset[str]] = {}
    for clause in clauses:
        name = clause.name
        before = values.get(name, REALS)
        values[name] = before.meet(clause.values)
        properties[name] = properties.get(name, frozenset()) | ({clause.property} - {""})
        if not _is_possible(values[name], properties[name]):
            raise _contradiction(clause, clauses)
    kept = {name: found for name, found in values.items() if found != REALS}
    return Assumptions(tuple(clauses), kept, {n: p for n, p in properties.items() if p})


def _is_possible(values: RealSet, properties: frozenset[str]) -> bool:
    if "posdef" in properties and values.meet(POSITIVE).is_empty:
        return False
    return values.has_integer if "integer" in properties else not values.is_empty


def _is_square(shape: Shape) -> bool:
    return len(shape) >= 2 and shape[-1] == shape[-2]


def _unknown(clause: Assumption, shapes: Mapping[str, Shape]) -> UnknownNameError:
    return UnknownNameError(
        f"{clause.name!r} is assumed to be something, but is no variable of the expression",
        code="unknown-variable",
        help="its variables are " + ", ".join(shapes) if shapes else "it has no variables",
        span=clause.span,
        source=clause.source,
    )


def _not_square(clause: Assumption, shape: Shape) -> ShapeError:
    return ShapeError(
        f"{clause.property} needs a square matrix, and {clause.name} has shape {show_shape(shape)}",
        code="not-square",
        help=f"declare {clause.name}:n,n",
        span=clause.span,
        source=clause.source,
    )


def _contradiction(clause: Assumption, clauses: Sequence[Assumption]) -> InputError:
    earlier = [str(c) for c in clauses if c.name == clause.name and c is not clause]
    return InputError(
        f"the assumption {str(clause)!r} contradicts {' and '.join(earlier) or 'itself'}",
        code="contradictory-assumptions",
        help=f"no value of {clause.name} satisfies both",
        span=clause.span,
        source=clause.source,
    )
