"""Which expressions may stand where, as far as the form alone can tell.

Array literals are rectangles of scalars; tuples, words, strings and slices belong to the
few places that take them. May import `source`, `errors` and its own package.
"""

from __future__ import annotations

from symgrad.errors import ParseError
from symgrad.language.syntax import Array, Dots, Expr, Slice, Text, Tuple, Word

_MISPLACED: dict[type, tuple[str, str, str]] = {
    Text: (
        "misplaced-text",
        "a string is no value",
        'strings are only arguments, as in einsum("ij,jk->ik", A, B)',
    ),
    Word: (
        "misplaced-word",
        "true, false and None are no numbers",
        "they are only arguments, as in keepdims=true, or x[None]; write 1 or 0",
    ),
    Tuple: (
        "misplaced-tuple",
        "a tuple is no value",
        "write [1, 2] for an array; tuples are only arguments, as in axis=(0, 1)",
    ),
    Slice: ("misplaced-slice", "a slice stands only in an index", "write x[1:3]"),
    Dots: ("misplaced-dots", "'...' stands only in an index", "write x[..., 0]"),
}


def require_value(item: Expr | Slice | Dots) -> None:
    """Refuse what cannot be a value: a tuple, a word, a string, a ragged array.

    Raises:
        ParseError: at the part that is no value.
    """
    if type(item) is Array:
        literal_shape(item)
    elif type(item) in _MISPLACED:
        code, message, mend = _MISPLACED[type(item)]
        raise ParseError(message, code=code, help=mend, span=item.span)


def require_argument(item: Expr | Slice | Dots) -> None:
    """Refuse what cannot be an argument; a list is checked only below its outermost level.

    A list serves as a tuple too, and then its entries need not be alike, so whoever reads
    the argument as an array calls `literal_shape`.

    Raises:
        ParseError: at the part that is wrong.
    """
    if type(item) in (Slice, Dots):
        require_value(item)
    if type(item) in (Array, Tuple):
        for entry in item.items:  # type: ignore[union-attr]
            if type(entry) in (Array, Text):
                require_value(entry)


def literal_shape(array: Array) -> tuple[int, ...]:
    """Return the shape of an array literal, `(2, 3)` for `[[1, 2, 3], [4, 5, 6]]`.

    Raises:
        ParseError: the literal is ragged, or an entry is no scalar expression.
    """
    shape: list[int] = []
    level: list[Array] = [array]
    while True:
        shape.append(len(level[0].items))
        for row in level:
            if len(row.items) != shape[-1]:
                raise _ragged(row, f"{_entries(len(row.items))} where {shape[-1]} were expected")
        entries = [entry for row in level for entry in row.items]
        nested = [entry for entry in entries if isinstance(entry, Array)]
        if not nested:
            for entry in entries:
                require_value(entry)
            return tuple(shape)
        if len(nested) < len(entries):
            odd = next(e for e in entries if isinstance(e, Array) != isinstance(entries[0], Array))
            raise _ragged(odd, "scalars and rows side by side")
        level = nested


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"


def _ragged(place: Expr | Slice | Dots, why: str) -> ParseError:
    return ParseError(
        f"the array literal is ragged: {why}",
        code="ragged-array",
        help="all rows of an array need the same length",
        span=place.span,
    )
