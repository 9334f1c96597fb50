"""The arguments of a call: which typed value goes to which operand or parameter of a row.

May import `language.syntax`, `ops` and `graph`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symgrad.errors import ArgumentError, InputError, ShapeError, UnknownNameError
from symgrad.graph.constants import exact
from symgrad.graph.foreign import KEYWORDS, SECOND
from symgrad.graph.node import Node, Number
from symgrad.language import syntax
from symgrad.ops.dims import Dim, Shape
from symgrad.ops.row import REQUIRED, Op, Operand, Param
from symgrad.ops.table import OPS
from symgrad.source import Span

Typed = tuple[Any, Span]


@dataclass(frozen=True, slots=True)
class Listed:
    """A bracketed list before it is known what it is for: an array, a tuple or an index."""

    items: tuple[Any, ...]
    span: Span

    def entries(self) -> tuple[list[Fraction], Shape] | None:
        """Return the exact entries and the shape, None where an entry is not constant.

        Raises:
            ShapeError: the rows differ in length.
        """
        level, shape = list(self.items), [len(self.items)]
        while level and isinstance(level[0], Listed):
            widths = {len(i.items) if isinstance(i, Listed) else -1 for i in level}
            if len(widths) > 1:
                raise ShapeError(
                    "the rows of an array literal differ in length",
                    code="ragged-array",
                    span=self.span,
                    help="give every row the same number of entries",
                )
            shape.append(widths.pop())
            level = [item for row in level for item in row.items]
        if any(isinstance(item, Listed) for item in level):
            raise ShapeError(
                "the rows of an array literal differ in depth",
                code="ragged-array",
                span=self.span,
                help="give every row the same number of entries",
            )
        found = [_entry(item) for item in level]
        if any(value is None for value in found):
            return None
        return [value for value in found if value is not None], tuple(shape)


def bind_call(
    row: Op, args: list[Typed], keywords: Mapping[str, tuple[Any, Span, Span]], call: syntax.Call
) -> tuple[list[Typed], dict[str, Typed]]:
    """Sort the arguments of a call into operands and parameters.

    Returns:
        The operands and the parameters that were typed, as the row wants them, with their places.

    Raises:
        ArgumentError: too many, too few, or given twice. UnknownNameError: no such keyword.
    """
    if row.variadic == "rest":
        places: list[Any] = [p for p in row.params if p.leading]
        count = len(places)
        operands, given = args[count:], dict(zip(places, args[:count], strict=False))
        if len(args) <= count:
            raise _arity(row, call, "too few arguments")
    else:
        operands = []
        places = list(row.places)
        given = dict(zip(places, _gathered(row, places, args), strict=False))
    every: list[Any] = [*row.params, *row.operands]
    for name, (value, span, name_span) in keywords.items():
        place = next((p for p in every if p.name == name), None)
        if place is None or (row.variadic == "rest" and place in row.operands):
            raise UnknownNameError(
                f"{row.name} has no argument '{name}'",
                code="unknown-keyword",
                span=name_span,
                help=_keyword(name, [p.name for p in every]) or f"write {signature(row)}",
            )
        if place in given:
            raise ArgumentError(
                f"{row.name}: '{name}' is given twice",
                code="argument-twice",
                span=name_span,
                help="give it once",
            )
        given[place] = (value, span)
    given = {p: typed for p, typed in given.items() if not _is_absent(p, *typed)}
    if row.variadic == "tuple":
        _require_tuple(row, args)
    params = {
        p.name: (read_param(row, p, *given[p]), given[p][1]) for p in row.params if p in given
    }
    missing = [p.name for p in row.params if p not in given and p.default is REQUIRED]
    if row.variadic != "rest":
        missing = [p.name for p in _needed(row, given) if p not in given] + missing
        operands = [given[p] for p in row.operands if p in given]
    if missing:
        raise _arity(row, call, f"missing argument '{missing[0]}'")
    if row.variadic == "tuple":
        operands = _spread(row, *operands[0])
    return operands, params


def _is_absent(place: Operand | Param, value: Any, _: Span) -> bool:
    """Tell whether an optional operand is given as None, which is to leave it out."""
    return isinstance(place, Operand) and place.optional and value is None


def _needed(row: Op, given: Mapping[Any, Typed]) -> tuple[Operand, ...]:
    """Return the operands that must be there: also optional ones before one that is given."""
    last = max((i for i, p in enumerate(row.operands) if p in given), default=-1)
    return tuple(p for i, p in enumerate(row.operands) if i <= last or not p.optional)


def _gathered(row: Op, places: list[Any], args: list[Typed]) -> list[Typed]:
    if len(args) <= len(places):
        return args
    last = places[-1] if places else None
    if isinstance(last, Param) and last.kind in ("dims", "axes"):
        rest = args[len(places) - 1 :]
        gathered = tuple(value for value, _ in rest), rest[0][1].to(rest[-1][1])
        return [*args[: len(places) - 1], gathered]
    raise _too_many(row, *args[len(places)])


def _keyword(name: str, known: list[str]) -> str:
    """Return the mend for a keyword that the function does not have."""
    meant = KEYWORDS.get(name, "")
    return f"did you mean '{meant}'?" if meant in known else nearest(name, known)


def _require_tuple(row: Op, args: list[Typed]) -> None:
    """Refuse `concatenate(a, b)`."""
    arrays = [span for value, span in args if isinstance(value, Node)]
    if arrays and isinstance(args[0][0], Node):
        raise ArgumentError(
            f"{row.name} wants a tuple of arrays",
            code="not-a-tuple",
            span=arrays[0].to(arrays[-1]),
            help=f"write {row.name}((a, b))",
        )


def _too_many(row: Op, value: Any, span: Span) -> ArgumentError:
    named = [p for p in row.params if p.keyword]
    whole = _whole(value)
    typed = 0 if whole is _BAD else whole
    wanted = [f"{named[0].name}={typed if named[0].kind == 'axes' else '...'}"] if named else []
    if row.name + "imum" in OPS:
        wanted.insert(0, f"{row.name}imum(x, {typed})")
    mend = f"did you mean {' or '.join(wanted)}?" if wanted else ""
    mend = mend or SECOND.get(row.name, f"write {signature(row)}")
    return ArgumentError(
        f"too many arguments for {row.name}", code="too-many-arguments", span=span, help=mend
    )


def _arity(row: Op, call: syntax.Call, what: str) -> ArgumentError:
    return ArgumentError(
        f"{what} of {row.name}" if what.startswith("missing") else f"{what} for {row.name}",
        code="too-few-arguments",
        span=call.span,
        help=f"write {signature(row)}",
    )


def signature(row: Op) -> str:
    """Return how a function is called: `sum(x, axis=None, keepdims=false)`."""
    parts = []
    for place in (*row.places, *(p for p in row.params if p.keyword)):
        if isinstance(place, Param):
            default = "" if place.default is REQUIRED else f"={_shown(place.default)}"
            parts.append(place.name + default)
        elif row.variadic == "tuple":
            parts.append(f"({place.name}, ...)")
        else:
            parts.append(f"{place.name}=None" if place.optional else place.name)
    if row.variadic == "rest":
        parts.append("...")
    return f"{row.name}({', '.join(parts)})"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    return f'"{value}"' if isinstance(value, str) and value not in ("inf", "-inf") else str(value)


def _spread(row: Op, value: Any, span: Span) -> list[Typed]:
    items = value.items if isinstance(value, Listed) else value
    if isinstance(items, Node) or not isinstance(items, tuple) or not items:
        raise ArgumentError(
            f"{row.name} wants a tuple of arrays",
            code="not-a-tuple",
            span=span,
            help=f"write {row.name}((a, b))",
        )
    return [(item, span) for item in items]


def read_param(row: Op, param: Param, value: Any, span: Span) -> Any:
    """Return a typed value as a parameter of a row.

    Raises:
        ArgumentError: it is not of the kind that the parameter wants.
    """
    if value is None and param.default is None:
        return None
    worded = param.kind == "dims" and param.choices and isinstance(value, str)
    read = value if worded else _READERS[param.kind](value)
    if read is _BAD or (param.choices and isinstance(read, str) and read not in param.choices):
        wanted = " or ".join(f'"{c}"' for c in param.choices) or _KINDS[param.kind]
        if isinstance(read, str) and param.choices:
            wanted = nearest(read, param.choices, quote='"') or wanted
        raise ArgumentError(
            f"{row.name}: {param.name} cannot be read",
            code="bad-argument",
            span=span,
            help=f"{param.name} is {wanted}" if not wanted.startswith("did") else wanted,
        )
    return read


_BAD: Any = object()
_AS_LIKE = 0.1
_KINDS = {
    "axes": "an integer, a tuple of integers or None",
    "int": "an integer",
    "ints": "an integer, a tuple of integers or a tuple of such tuples",
    "bool": "true or false",
    "dims": "a size or a tuple of sizes",
    "dim": "a size",
    "number": "a constant number",
    "word": "a word in quotes",
    "ord": "a number, inf or a word in quotes",
    "index": "an index in brackets, such as [0, 1:3]",
}


def index_item(value: Any, span: Span) -> Any:
    """Return one part of an index: an int, a size, a slice, None or Ellipsis."""
    if value is None or value is Ellipsis or isinstance(value, slice):
        return value
    read = _whole(value)
    if read is _BAD:
        raise InputError(
            "an index is a whole number that is known beforehand",
            code="bad-index",
            span=span,
            help="write integers, slices, None or ...",
        )
    return read


def nearest(name: str, known: Iterable[str], quote: str = "'") -> str:
    """Return `did you mean 'sum'?` for the known names nearest to one, else ''."""
    lowered = {k.lower(): k for k in known}
    close = difflib.get_close_matches(name, list(lowered.values()), n=3, cutoff=0.6)
    if name.lower() in lowered:
        close = [lowered[name.lower()]]
    likeness = [difflib.SequenceMatcher(None, k, name).ratio() for k in close]
    close = [k for k, r in zip(close, likeness, strict=True) if r > likeness[0] - _AS_LIKE]
    return f"did you mean {' or '.join(f'{quote}{c}{quote}' for c in close)}?" if close else ""


def _entry(value: Any) -> Fraction | None:
    if not isinstance(value, Node):
        return None
    found = exact(value)
    return found if isinstance(found, Fraction) else None


def _whole(value: Any) -> Any:
    found = exact(value) if isinstance(value, Node) else None
    if isinstance(found, Dim):
        return found
    return int(found) if isinstance(found, Fraction) and found.denominator == 1 else _BAD


def _many(value: Any) -> Any:
    items = value.items if isinstance(value, Listed) else value
    if not isinstance(items, tuple):
        return _whole(value)
    whole = tuple(_whole(item) for item in items)
    return _BAD if _BAD in whole else whole


def _nested(value: Any) -> Any:
    items = value.items if isinstance(value, Listed) else value
    if not isinstance(items, tuple):
        return _whole(value)
    many = tuple(_many(item) for item in items)
    return _BAD if _BAD in many else many


def _axes(value: Any) -> Any:
    return None if value is None else _many(value)


def _dims(value: Any) -> Any:
    many = _many(value)
    return many if isinstance(many, tuple) or many is _BAD else (many,)


def _number(value: Any) -> Any:
    if not isinstance(value, Node):
        return _BAD
    infinite = _infinite(value)
    found = exact(value)
    return infinite or (_BAD if found is None else found)


def _infinite(node: Node) -> str | None:
    if isinstance(node.leaf, Number) and node.leaf.value == "inf":
        return "inf"
    if node.op is not None and node.op.name == "negative" and _infinite(node.args[0]) == "inf":
        return "-inf"
    return None


def _index(value: Any) -> Any:
    items = value.items if isinstance(value, Listed) else value
    if not isinstance(items, tuple):
        return _BAD
    span = value.span if isinstance(value, Listed) else Span(0, 0)
    return tuple(index_item(item, span) for item in items)


_READERS: dict[str, Any] = {
    "axes": _axes,
    "int": _whole,
    "ints": _nested,
    "bool": lambda value: value if isinstance(value, bool) else _BAD,
    "dims": _dims,
    "dim": _whole,
    "number": _number,
    "word": lambda value: value if isinstance(value, str) else _BAD,
    "ord": lambda value: value if isinstance(value, str) else _number(value),
    "index": _index,
}
