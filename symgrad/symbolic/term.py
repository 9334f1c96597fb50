"""The term: one immutable value of the tensor algebra, interned in one table.

The whole algebra has a dozen kinds of term, named by `op`:

    var(name)                        a variable
    ones(shape), zero(shape), eye    constant arrays; a scalar constant is scale(c; ones(()))
    opaque(name, params)             any other constant array, named by a row of the language
    scale(c; a)                      c a SymPy number, or an expression in size symbols
    add(c_k; a_k)                    a flat sum with like terms merged
    prod(out, in_k; a_k)             an einsum; indices are small integers
    ew(f; a_k)                       a SymPy expression in placeholders, applied elementwise
    lin(name, params; a_k)           reshape, getitem, windows, ...: linear, named by row
    extreme(name, axes; a)           max and min along axes
    multiply(axes; a), others(...)   product along axes, and product of all the others
    rule(name; a_k)                  a function without a finite definition, such as inv
    stopped(a)                       a value that counts as constant
    named(name, params; a_k)         a call of the language: in `moving`, and when text is written

Terms carry no rules and no operators: construction that normalises lives in `sums`,
`products`, `elementwise`, `linear`, `moving`. A term's `serial` rises with creation, so
sorting by it is a topological order. May import `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from symgrad.ops.dims import DimLike, Shape

Key = tuple[Any, ...]


class Term:
    """One value: an operation on terms. Compared by identity; made by `Terms` only.

    Attributes:
        op: the kind, see the module. args: operands. data: what else defines it (hashable).
        shape: dimensions, ints or polynomials in size names.
        serial: larger than that of every operand.
    """

    __slots__ = ("args", "data", "op", "serial", "shape", "terms")

    def __init__(
        self, terms: Terms, op: str, args: tuple[Term, ...], data: Any, shape: Shape, serial: int
    ) -> None:
        self.terms = terms
        self.op = op
        self.args = args
        self.data = data
        self.shape = shape
        self.serial = serial

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def __repr__(self) -> str:
        inner = ", ".join(f"%{arg.serial}" for arg in self.args)
        return f"%{self.serial} = {self.op}[{self.data}]({inner}) {self.shape}"


class Terms:
    """The terms of one derivation, each made once.

    Attributes:
        rows: vector and matrix of the products `x @ W` in what was lowered, so that such a
            product is written that way again and not as `W.T @ x`.
        tame: whether definitions and slopes are put in the forms of `tame`, for a text.
        symmetric: variables that are assumed to be symmetric.
        symmetries: which terms are symmetric, as far as they were asked.
    """

    def __init__(self, *, tame: bool = False, symmetric: frozenset[str] = frozenset()) -> None:
        self.tame = tame
        self.symmetric = symmetric
        self.symmetries: dict[Term, bool] = {}
        self._known: dict[Key, Term] = {}
        self.rows: set[tuple[Term, Term]] = set()

    def __len__(self) -> int:
        return len(self._known)

    def make(self, op: str, args: Iterable[Term], data: Any, shape: Shape) -> Term:
        """Return the term with these parts, as they are: nothing is normalised."""
        operands = tuple(args)
        key = (op, operands, data, shape)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Term(self, op, operands, data, shape, len(self._known))
        return found

    def var(self, name: str, shape: Shape) -> Term:
        """Return the variable of this name."""
        return self.make("var", (), name, shape)

    def zero(self, shape: Shape) -> Term:
        """Return the array of zeros."""
        return self.make("zero", (), None, shape)

    def ones(self, shape: Shape) -> Term:
        """Return the array of ones."""
        return self.make("ones", (), None, shape)

    def eye(self, dim: DimLike) -> Term:
        """Return the identity matrix of so many rows."""
        return self.make("eye", (), None, (dim, dim)) if dim != 1 else self.ones((1, 1))


def topological(outputs: Sequence[Term]) -> list[Term]:
    """Return every term below the outputs, operands before users."""
    seen: set[Term] = set()
    waiting = list(outputs)
    while waiting:
        term = waiting.pop()
        if term not in seen:
            seen.add(term)
            waiting.extend(term.args)
    return sorted(seen, key=lambda term: term.serial)
