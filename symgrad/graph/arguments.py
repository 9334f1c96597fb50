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
from symgrad.graph.node import Node, Number
from symgrad.language import syntax
from symgrad.ops.dims import Dim, Shape
from symgrad.ops.row import REQUIRED, Op, Param
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
) -> tuple[list[Typed], dict[str, Any]]:
    """Sort the arguments of a call into operands and parameters.

    Returns:
        The operands with their places, and the parameters as the row wants them.

    Raises:
        ArgumentError: too many, too few, or given twice. UnknownNameError: no such keyword.
    """
    places: list[Any] = [p for p in row.params if p.leading]
    if row.variadic == "rest":
        count = len(places)
        operands, given = args[count:], dict(zip(places, args[:count], strict=False))
        if len(args) <= count:
            raise _arity(row, call, "too few arguments")
    else:
        operands = []
        places += [*row.operands, *(p for p in row.params if not p.leading and not p.keyword)]
        given = dict(zip(places, _gathered(row, places, args), strict=False))
    every: list[Any] = [*row.params, *row.operands]
    for name, (value, span, name_span) in keywords.items():
        place = next((p for p in every if p.name == name), None)
        if place is None or (row.variadic == "rest" and place in row.operands):
            raise UnknownNameError(
                f"{row.name} has no argument '{name}'",
                code="unknown-keyword",
                span=name_span,
                help=nearest(name, [p.name for p in every]) or f"write {signature(row)}",
            )
        if place in given:
            raise ArgumentError(
                f"{row.name}: '{name}' is given twice",
                code="argument-twice",
                span=name_span,
                help="give it once",
            )
        given[place] = (value, span)
    params = {p.name: read_param(row, p, *given[p]) for p in row.params if p in given}
    missing = [p.name for p in row.params if p not in given and p.default is REQUIRED]
    if row.variadic != "rest":
        missing = [p.name for p in row.operands if p not in given] + missing
        operands = [given[p] for p in row.operands if p in given]
    if missing:
        raise _arity(row, call, f"missing argument '{missing[0]}'")
    if row.variadic == "tuple":
        operands = _spread(row, *operands[0])
    return operands, params


def _gathered(row: Op, places: list[Any], args: list[Typed]) -> list[Typed]:
    if len(args) <= len(places):
        return args
    last = places[-1] if places else None
    if isinstance(last, Param) and last.kind in ("dims", "axes"):
        rest = args[len(places) - 1 :]
        gathered = tuple(value for value, _ in rest), rest[0][1].to(rest[-1][1])
        return [*args[: len(places) - 1], gathered]
    raise _too_many(row, args[len(places)][1])


def _too_many(row: Op, span: Span) -> ArgumentError:
    named = [p for p in row.params if p.keyword]
    wanted = [f"{named[0].name}={0 if named[0].kind == 'axes' else '...'}"] if named else []
    if row.name + "imum" in OPS:
        wanted.insert(0, f"{row.name}imum(x, 0)")
    mend = f"did you mean {' or '.join(wanted)}?" if wanted else signature(row)
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
    """Return how a function is called: `sum(x, *, axis=None, keepdims=false)`."""
    parts = [p.name for p in row.params if p.leading]
    if row.variadic == "tuple":
        parts.append(f"({row.operands[0].name}, ...)")
    else:
        parts += [p.name for p in row.operands]
    if row.variadic == "rest":
        parts.append("...")
    for param in (p for p in row.params if not p.leading):
        default = "" if param.default is REQUIRED else f"={_shown(param.default)}"
        parts.append(param.name + default)
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
    read = _READERS[param.kind](value)
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
_KINDS = {
    "axes": "an integer, a tuple of integers or None",
    "int": "an integer",
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
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    if not close:
        lowered = {k.lower(): k for k in known}
        close = [lowered[name.lower()]] if name.lower() in lowered else []
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
    "bool": lambda value: value if isinstance(value, bool) else _BAD,
    "dims": _dims,
    "dim": _whole,
    "number": _number,
    "word": lambda value: value if isinstance(value, str) else _BAD,
    "ord": lambda value: value if isinstance(value, str) else _number(value),
    "index": _index,
}
