"""Dimensions: an integer, or a polynomial in size names such as `m*n + 1`.

A shape is a tuple of dimensions. Two dimensions match only if they are equal as
polynomials, which the canonical form here makes plain equality. Imports errors only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symgrad.errors import ShapeError


class Dim:
    """A size that is not known yet, as a polynomial with integer coefficients.

    Immutable, hashable, equal when equal as polynomials. Arithmetic with ints and
    other dimensions gives an int again where the names cancel.
    """

    __slots__ = ("_hash", "terms")

    terms: tuple[tuple[tuple[str, ...], int], ...]

    def __init__(self, terms: tuple[tuple[tuple[str, ...], int], ...]) -> None:
        self.terms = terms
        self._hash = hash(terms)

    @property
    def names(self) -> frozenset[str]:
        """The size names that occur."""
        return frozenset(name for monomial, _ in self.terms for name in monomial)

    def bind(self, sizes: Mapping[str, int]) -> DimLike:
        """Return the value for the sizes that are given, the rest left as it is."""
        total: DimLike = 0
        for monomial, coefficient in self.terms:
            product: DimLike = coefficient
            for name in monomial:
                product = product * (sizes[name] if name in sizes else named(name))
            total = total + product
        return total

    def __add__(self, other: DimLike) -> DimLike:
        merged = dict(self.terms)
        for monomial, coefficient in _terms(other):
            merged[monomial] = merged.get(monomial, 0) + coefficient
        return _canonical(merged)

    __radd__ = __add__

    def __mul__(self, other: DimLike) -> DimLike:
        merged: dict[tuple[str, ...], int] = {}
        for left, a in self.terms:
            for right, b in _terms(other):
                key = tuple(sorted(left + right))
                merged[key] = merged.get(key, 0) + a * b
        return _canonical(merged)

    __rmul__ = __mul__

    def __neg__(self) -> DimLike:
        return self * -1

    def __sub__(self, other: DimLike) -> DimLike:
        return self + (-1 * other)

    def __rsub__(self, other: DimLike) -> DimLike:
        return -1 * self + other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dim) and self.terms == other.terms

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            size = abs(coefficient)
            factors = ([str(size)] if size != 1 or not monomial else []) + list(monomial)
            sign = "-" if coefficient < 0 else "+"
            text += (f" {sign} " if text else "-" * (sign == "-")) + "*".join(factors)
        return text

    __repr__ = __str__


DimLike = int | Dim
Shape = tuple[DimLike, ...]


def named(name: str) -> Dim:
    """Return the dimension of a size name."""
    return Dim((((name,), 1),))


def product(dims: Iterable[DimLike]) -> DimLike:
    """Return the number of entries of a shape, or of some of its axes."""
    total: DimLike = 1
    for dim in dims:
        total = dim * total
    return total


def bind_shape(shape: Shape, sizes: Mapping[str, int]) -> Shape:
    """Return a shape with the given sizes put in."""
    return tuple(d.bind(sizes) if isinstance(d, Dim) else d for d in shape)


def is_known(shape: Shape) -> bool:
    """Tell whether every dimension is a number."""
    return all(isinstance(dim, int) for dim in shape)


def known(dim: DimLike, what: str) -> int:
    """Return a dimension that must be a number here.

    Raises:
        ShapeError: it is still a name; `what` says who needs the number.
    """
    if isinstance(dim, Dim):
        raise ShapeError(
            f"{what} needs a number where the size {dim} stands",
            code="unknown-size",
            help="declare the shape with numbers, such as x:5x3",
        )
    return dim


def show_shape(shape: Shape) -> str:
    """Return a shape as text: `(2, 3)`, `(m,)`, `()`."""
    inner = ", ".join(str(dim) for dim in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def broadcast(*shapes: Shape) -> Shape:
    """Return the shape that NumPy's broadcasting gives.

    Raises:
        ShapeError: two sizes differ and neither is a literal 1; names both shapes.
    """
    if len(set(shapes)) == 1:
        return shapes[0]
    rank = max((len(shape) for shape in shapes), default=0)
    result: list[DimLike] = [1] * rank
    for shape in shapes:
        for axis, dim in enumerate(shape, rank - len(shape)):
            if result[axis] == 1:
                result[axis] = dim
            elif dim not in (1, result[axis]):
                raise _mismatch(shapes)
    return tuple(result)


def _mismatch(shapes: tuple[Shape, ...]) -> ShapeError:
    distinct = list(dict.fromkeys(show_shape(shape) for shape in shapes))
    return ShapeError(
        f"the shapes {' and '.join(distinct)} do not broadcast",
        code="shape-mismatch",
        help="sizes must be equal, counted from the last axis, or 1",
    )


def _terms(dim: DimLike) -> tuple[tuple[tuple[str, ...], int], ...]:
    return dim.terms if isinstance(dim, Dim) else (((), dim),)


def _canonical(terms: dict[tuple[str, ...], int]) -> DimLike:
    kept = {monomial: c for monomial, c in terms.items() if c}
    if not kept:
        return 0
    if set(kept) == {()}:
        return kept[()]
    ordered = sorted(kept.items(), key=lambda term: (-len(term[0]), term[0]))
    return Dim(tuple(ordered))
