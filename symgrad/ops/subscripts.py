"""The notation of einsum: NumPy's whole notation in, one canonical form out.

Canonical subscripts are explicit (with `->`), have no ellipsis, and name their indices
`i, j, k, ...` in order of first appearance, those of an output of three axes or more before
all others, so that equal contractions are equal text.
All axes with one letter have one size: an axis of size 1 that NumPy would stretch gets a
letter of its own, which is summed, so that the rest of the house need not know of it.
May import `errors` and `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count

from symgrad.errors import ShapeError
from symgrad.ops.dims import DimLike, Shape, show_shape

LETTERS = "ijklmnopqrstuvwxyzabcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ"
Labels = tuple[str, ...]


_ARROW = 'write -> before the letters of the output, such as "ij,jk->ik"'


@lru_cache(maxsize=1024)
def canonical(typed: str, shapes: tuple[Shape, ...]) -> str:
    """Return the canonical form of einsum subscripts.

    Raises:
        ShapeError: the subscripts are no contraction of operands of these shapes.
    """
    text = "".join(typed.split())
    left, arrow, right = text.partition("->")
    parts = left.split(",")
    if len(parts) != len(shapes):
        counts = f"{counted(len(parts), 'term')} for {counted(len(shapes), 'operand')}"
        raise _wrong(typed, shapes, f"has {counts}", "give one term per operand, with commas")
    names = [_labels(part, shape, typed, shapes) for part, shape in zip(parts, shapes, strict=True)]
    dots = _dots(max(sum(len(label) > 1 for label in term) for term in names))
    if arrow:
        output = _split(right, dots, typed, shapes)
    else:
        flat = [label for term in names for label in term if len(label) == 1]
        output = (*dots, *sorted(x for x in set(flat) if flat.count(x) == 1))
    _check_output(output, names, typed, shapes)
    return written(*_sized(names, output, typed, shapes))


def written(terms: Iterable[Labels], output: Labels) -> str:
    """Return subscripts with canonical letters for any hashable labels."""
    terms = tuple(terms)
    letters: dict[str, str] = {}
    first = output if len(output) > 2 else ()
    for label in (*first, *(label for term in terms for label in term)):
        letters.setdefault(label, LETTERS[len(letters)])
    spelled = ["".join(letters[label] for label in term) for term in (*terms, output)]
    return f"{','.join(spelled[:-1])}->{spelled[-1]}"


def read(subscripts: str) -> tuple[tuple[str, ...], str]:
    """Return the terms and the output of canonical subscripts."""
    left, _, right = subscripts.partition("->")
    return tuple(left.split(",")), right


def sizes(subscripts: str, shapes: Iterable[Shape]) -> dict[str, DimLike]:
    """Return the size of each letter of canonical subscripts."""
    terms, _ = read(subscripts)
    return {
        letter: dim
        for term, shape in zip(terms, shapes, strict=True)
        for letter, dim in zip(term, shape, strict=True)
    }


def _dots(count: int) -> Labels:
    """Return the labels of axes below an ellipsis; they are counted from the last one."""
    return tuple(f".{i}" for i in reversed(range(count)))


def _labels(part: str, shape: Shape, typed: str, shapes: tuple[Shape, ...]) -> Labels:
    """Return one label per axis of an operand: a letter, or `.1 .0` below an ellipsis."""
    spelled = len(part.replace("...", ""))
    missing = len(shape) - spelled
    if missing < 0 or (missing and "..." not in part):
        if ">" in part:
            raise _wrong(typed, shapes, f"has '>' without '-' in '{part}'", _ARROW)
        counts = f"{counted(spelled, 'letter')} in '{part}' for {counted(len(shape), 'axis')}"
        raise _wrong(typed, shapes, f"has {counts}")
    return _split(part, _dots(missing), typed, shapes)


def _split(part: str, dots: Labels, typed: str, shapes: tuple[Shape, ...]) -> Labels:
    head, dotted, tail = part.partition("...")
    if not (head + tail).replace("...", "x.").isalpha() and head + tail:
        what = f"has '{part}', which is not made of letters and one ..."
        raise _wrong(typed, shapes, what, _ARROW if ">" in part or "-" in part else "")
    if not (head + tail).isascii():
        raise _wrong(typed, shapes, "has letters other than a-z and A-Z")
    return (*head, *(dots if dotted else ()), *tail)


def _check_output(
    output: Labels, names: list[Labels], typed: str, shapes: tuple[Shape, ...]
) -> None:
    known = {label for term in names for label in term}
    if any(len(label) > 1 for label in known.difference(output)):
        raise _wrong(typed, shapes, "has no ... after ->, but before", "write ... after -> too")
    for label in output:
        if output.count(label) > 1:
            mend = f"write '{label}' once after ->; a vector becomes a matrix by diag"
            raise _wrong(typed, shapes, f"has '{label}' twice after ->", mend)
        if label not in known:
            mend = f"give the letter '{label}' to an axis of an operand, or leave it out"
            raise _wrong(typed, shapes, f"has '{label}' after -> but not before", mend)


def _sized(
    names: list[Labels], output: Labels, typed: str, shapes: tuple[Shape, ...]
) -> tuple[list[Labels], Labels]:
    """Return the labels with stretched axes of size 1 renamed, each to a name of its own."""
    found: dict[str, DimLike] = {}
    for term, shape in zip(names, shapes, strict=True):
        for label, dim in zip(term, shape, strict=True):
            if found.setdefault(label, dim) in (1, dim):
                found[label] = dim
            elif dim != 1:
                what = f"gives '{label}' the sizes {found[label]} and {dim}"
                raise _wrong(typed, shapes, what, "give axes of different sizes different letters")
    fresh = _fresh()
    renamed: list[Labels] = []
    for term, shape in zip(names, shapes, strict=True):
        pairs = list(zip(term, shape, strict=True))
        if any(term.count(label) > 1 and dim != found[label] for label, dim in pairs):
            raise _wrong(typed, shapes, f"repeats a letter in '{''.join(term)}' for unequal sizes")
        renamed.append(tuple(x if dim == found[x] else next(fresh) for x, dim in pairs))
    return renamed, output


def _fresh() -> Iterator[str]:
    return (f"1.{i}" for i in count())


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    many = "axes" if noun == "axis" else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


def _wrong(typed: str, shapes: tuple[Shape, ...], what: str, mend: str = "") -> ShapeError:
    return ShapeError(
        f'einsum: "{typed}" {what}; the shapes are {", ".join(map(show_shape, shapes))}',
        code="einsum-subscripts",
        help=mend or 'write one letter per axis, such as "ij,jk->ik"',
    )
