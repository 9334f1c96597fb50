"""The namespace `t`: what a row's definition is written in.

A definition gets `Value`s, which carry a term and Python's operators with NumPy's
broadcasting, and this namespace, which offers the primitives of the algebra and every
function of the language by its own definition. `Condition`s are not values: they are
written into the function that chooses by them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from itertools import count
from typing import Any

import sympy as s
from sympy.logic.boolalg import Boolean

from symgrad.ops.dims import DimLike, Shape, broadcast, product
from symgrad.ops.row import Op
from symgrad.ops.table import ALIASES, OPS
from symgrad.ops.windows import Sizes
from symgrad.symbolic import linear, moving
from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.products import prod
from symgrad.symbolic.reshaping import reshape
from symgrad.symbolic.rules import expm_frechet, matrix_function
from symgrad.symbolic.scalars import ONE, Expr, number, placeholder, put
from symgrad.symbolic.special import held
from symgrad.symbolic.sums import add, constant
from symgrad.symbolic.tame import tamed
from symgrad.symbolic.term import Term, Terms
from symgrad.symbolic.values import Condition, Value
from symgrad.symbolic.views import permuted, summed, widened


class Namespace:
    """The functions that a definition may call, over the terms of one table."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __getattr__(self, name: str) -> Callable[..., Any]:
        row = OPS.get(ALIASES.get(name, name))
        if row is None:
            raise AttributeError(name)
        return partial(self.call, row)

    def call(self, row: Op, *xs: Any, **params: Any) -> Any:
        """Return a row of the language applied by its definition."""
        rule = row.lower or row.primal
        assert rule is not None
        values = [self.value(x) for x in xs]
        shapes = tuple(x.shape for x in values)
        settled = {p.name: p.default for p in row.params} | params
        if row.normalise is not None:
            settled = row.normalise(shapes, settled)
        return rule(self, *values, **settled)

    def value(self, x: Any) -> Any:
        """Return a number as a value; values and conditions as they are."""
        if isinstance(x, Value | Condition):
            return x
        return Value(self, constant(self.terms, number(x)))

    def fitted(self, *xs: Any) -> list[Term]:
        """Return terms of the common shape; scalars stay scalars."""
        values = [self.value(x).term for x in xs]
        shape = broadcast(*(v.shape for v in values))
        return [widened(v, shape) if v.shape else v for v in values]

    def plus(self, x: Value, y: Any, sign: Expr) -> Value:
        """Return x + sign*y."""
        a, b = x.term, self.value(y).term
        shape = broadcast(a.shape, b.shape)
        parts = [(ONE, widened(a, shape)), (sign, widened(b, shape))]
        return Value(self, add(self.terms, shape, parts))

    def pointwise(self, function: Callable[..., Expr], *xs: Any) -> Value:
        """Return a scalar function of numbers, which is not a condition."""
        value = self.scalar(function, *xs)
        assert isinstance(value, Value)
        return value

    def scalar(self, function: Callable[..., Expr], *xs: Any) -> Any:
        """Return a scalar function applied elementwise, with NumPy's broadcasting.

        Args:
            function: gets the SymPy module and one expression per operand: a real
                placeholder, or for a condition its relation. It returns an expression or,
                for a condition, a relation.
        """
        values = [self.value(x) for x in xs]
        shape = broadcast(*(v.shape for v in values))
        operands: list[Term] = []
        given: list[Expr] = []
        for v in values:
            inner = v.args if isinstance(v, Condition) else (v.term,)
            first = len(operands)
            operands.extend(inner)
            given.append(_shifted(v, first) if isinstance(v, Condition) else placeholder(first))
        args = [widened(a, shape) if a.shape else a for a in operands]
        f = held(s.sympify(function(s, *given)))
        f = tamed(f) if self.terms.tame else f
        if isinstance(f, Boolean) and not f.is_Symbol:
            return Condition(f, tuple(args), shape)
        return Value(self, ew(self.terms, f, args, shape))

    def einsum(self, subscripts: str, *xs: Any) -> Value:
        """Return an explicit einsum; letters may repeat."""
        inputs, _, output = subscripts.replace(" ", "").partition("->")
        terms = [self.value(x).term for x in xs]
        letters = inputs.split(",")
        sizes: dict[str, DimLike] = {}
        for a, labels in zip(terms, letters, strict=True):
            for c, dim in zip(labels, a.shape, strict=True):
                sizes[c] = dim if sizes.get(c, 1) == 1 else sizes[c]
        fresh = count(2**32)
        # An axis of size 1 broadcasts: it gets an index of its own.
        operands = []
        for a, labels in zip(terms, letters, strict=True):
            axes = zip(labels, a.shape, strict=True)
            indices = [ord(c) if dim == sizes[c] else next(fresh) for c, dim in axes]
            operands.append(_on_diagonal(a, indices))
        out = [ord(c) for c in output]
        return Value(self, prod(self.terms, out, operands, tuple(sizes[c] for c in output)))

    def sum(self, x: Any, axis: Any, keepdims: bool = False) -> Value:
        """Return the sum along axes."""
        return self._reduced(x, axis, keepdims, summed)

    def max(self, x: Any, axis: Any, keepdims: bool = False) -> Value:
        """Return the largest entry along axes."""
        return self._reduced(x, axis, keepdims, partial(_extreme, "max"))

    def min(self, x: Any, axis: Any, keepdims: bool = False) -> Value:
        """Return the smallest entry along axes."""
        return self._reduced(x, axis, keepdims, partial(_extreme, "min"))

    def prod(self, x: Any, axis: Any, keepdims: bool = False) -> Value:
        """Return the product along axes."""
        return self._reduced(x, axis, keepdims, _multiplied)

    def _reduced(
        self, x: Any, axis: Any, keepdims: bool, how: Callable[[Term, tuple[int, ...]], Term]
    ) -> Value:
        a = self.value(x).term
        axes = _axes(axis, a.rank)
        value = how(a, axes) if axes else a
        if not keepdims:
            return Value(self, value)
        shape = tuple(1 if i in axes else dim for i, dim in enumerate(a.shape))
        return Value(self, reshape(value, shape))

    def broadcast_to(self, x: Any, shape: Shape) -> Value:
        """Return x repeated to a shape."""
        return Value(self, widened(self.value(x).term, tuple(shape)))

    def reshape(self, x: Any, shape: Shape) -> Value:
        """Return the entries in another shape."""
        return Value(self, reshape(self.value(x).term, tuple(shape)))

    def transpose(self, x: Any, axes: Sequence[int]) -> Value:
        """Return x with its axes permuted."""
        return Value(self, permuted(self.value(x).term, axes))

    def expand_dims(self, x: Any, axis: Any) -> Value:
        """Return x with axes of size 1 at these places of the result."""
        a = self.value(x).term
        places = (axis,) if isinstance(axis, int) else tuple(axis)
        rank = a.rank + len(places)
        new = {place % rank for place in places}
        rest = iter(a.shape)
        shape = tuple(1 if i in new else next(rest) for i in range(rank))
        return Value(self, _squeezed(a, range(a.rank), shape, new))

    def squeeze(self, x: Any, axis: Any) -> Value:
        """Return x without these axes of size 1."""
        a = self.value(x).term
        gone = set(_axes(axis, a.rank))
        return Value(self, summed(a, gone))

    def getitem(self, x: Any, index: tuple[Any, ...]) -> Value:
        """Return part of x."""
        return Value(self, linear.getitem(self.value(x).term, index))

    def scatter(self, x: Any, index: tuple[Any, ...], shape: Shape) -> Value:
        """Return zeros with x put at an index."""
        return Value(self, linear.scatter(self.value(x).term, index, tuple(shape)))

    def windows(self, x: Any, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Value:
        """Return what is seen through a sliding window."""
        return Value(self, linear.windows(self.value(x).term, kernel, stride, dilation))

    def overlap_add(self, x: Any, size: Sizes, stride: Sizes, dilation: Sizes) -> Value:
        """Return the entries of windows, added up where each was seen."""
        return Value(self, linear.overlap_add(self.value(x).term, size, stride, dilation))

    def named(self, name: str, *xs: Any, **params: Any) -> Value:
        """Return a row that moves entries or piles them up, as a primitive."""
        return Value(self, moving.call(name, *(self.value(x).term for x in xs), **params))

    def concatenate(self, xs: Sequence[Any], axis: int = 0) -> Value:
        """Return parts joined along an axis."""
        parts = [self.value(x).term for x in xs]
        return Value(self, linear.concatenate(self.terms, parts, axis % parts[0].rank))

    def stack(self, xs: Sequence[Any], axis: int = 0) -> Value:
        """Return parts joined along a new axis."""
        return self.concatenate([self.expand_dims(x, axis) for x in xs], axis=axis)

    def detach(self, x: Any) -> Value:
        """Return x as a constant."""
        a = self.value(x).term
        return Value(self, self.terms.make("stopped", (a,), None, a.shape))

    def ones(self, shape: Shape) -> Value:
        """Return ones."""
        return Value(self, self.terms.ones(tuple(shape)))

    def zeros(self, shape: Shape) -> Value:
        """Return zeros."""
        return Value(self, self.terms.zero(tuple(shape)))

    def full(self, shape: Shape, value: Any) -> Value:
        """Return a shape filled with one value."""
        return Value(self, widened(self.value(value).term, tuple(shape)))

    def number(self, value: Any) -> Value:
        """Return a number."""
        return self.value(value)  # type: ignore[no-any-return]

    def eye(self, n: DimLike, m: DimLike) -> Value:
        """Return the identity, or a rectangle of it."""
        if n == m:
            return Value(self, self.terms.eye(n))
        return self.opaque("eye", (("n", n), ("m", m)), (n, m))

    def opaque(self, name: str, params: tuple[tuple[str, Any], ...], shape: Shape) -> Value:
        """Return a constant array that a row of the language names."""
        return Value(self, self.terms.make("opaque", (), (name, params), shape))

    def constant_array(self, entries: Sequence[Fraction], shape: Shape) -> Value:
        """Return a constant array, its entries in row-major order."""
        first = entries[0] if entries else Fraction(0)
        if all(entry == first for entry in entries):
            return Value(self, constant(self.terms, number(first), shape))
        return self.opaque("array", (("entries", tuple(entries)),), shape)

    def arange(self, **params: Any) -> Value:
        """Return equally spaced integers, as a constant."""
        return self._made("arange", params)

    def _made(self, name: str, params: dict[str, Any]) -> Value:
        row = OPS[name]
        assert row.shape is not None
        return self.opaque(name, tuple(params.items()), row.shape(**params))

    def inv(self, x: Any) -> Value:
        """Return the inverse."""
        return Value(self, matrix_function("inv", self.value(x).term))

    def det(self, x: Any) -> Value:
        """Return the determinant."""
        return Value(self, matrix_function("det", self.value(x).term))

    def tril(self, x: Any, k: int = 0) -> Value:
        """Return the entries on and below a diagonal."""
        return Value(self, linear.triangle("tril", self.value(x).term, k))

    def triu(self, x: Any, k: int = 0) -> Value:
        """Return the entries on and above a diagonal."""
        return Value(self, linear.triangle("triu", self.value(x).term, k))

    def pinv(self, x: Any) -> Value:
        """Return the pseudoinverse of matrices of full rank."""
        return Value(self, matrix_function("pinv", self.value(x).term))

    def cholesky(self, x: Any) -> Value:
        """Return the lower factor of a symmetric matrix."""
        return Value(self, matrix_function("cholesky", self.value(x).term))

    def expm(self, x: Any) -> Value:
        """Return the matrix exponential."""
        return Value(self, matrix_function("expm", self.value(x).term))

    def expm_frechet(self, x: Any, e: Any) -> Value:
        """Return the derivative of the matrix exponential at x along e."""
        return Value(self, expm_frechet(self.value(x).term, self.value(e).term))

    def logdet(self, x: Any) -> Value:
        """Return the logarithm of the determinant."""
        return Value(self, matrix_function("logdet", self.value(x).term))


def _shifted(condition: Condition, first: int) -> Expr:
    names = {placeholder(i): placeholder(first + i) for i in range(len(condition.args))}
    return put(condition.relation, names) if first else condition.relation


def _axes(axis: Any, rank: int) -> tuple[int, ...]:
    axes = (axis,) if isinstance(axis, int) else axis
    return tuple(sorted(i % rank for i in axes))


def _on_diagonal(a: Term, labels: list[int]) -> tuple[Term, list[int]]:
    """Push a diagonal through a function of entries: those beside it need no slope."""
    kept = list(dict.fromkeys(labels))
    if a.op != "ew" or len(kept) == len(labels):
        return a, labels
    shape = tuple(a.shape[labels.index(label)] for label in kept)
    args = [prod(a.terms, kept, [(arg, labels)], shape) if arg.shape else arg for arg in a.args]
    return ew(a.terms, a.data, args, shape), kept


def _extreme(kind: str, a: Term, axes: tuple[int, ...]) -> Term:
    if product(a.shape[i] for i in axes) == 1:
        return summed(a, axes)
    shape = tuple(dim for i, dim in enumerate(a.shape) if i not in axes)
    return a.terms.make("extreme", (a,), (kind, axes), shape)


def _multiplied(a: Term, axes: tuple[int, ...]) -> Term:
    if product(a.shape[i] for i in axes) == 1:
        return summed(a, axes)
    shape = tuple(dim for i, dim in enumerate(a.shape) if i not in axes)
    return a.terms.make("multiply", (a,), (axes,), shape)


def _squeezed(a: Term, labels: Sequence[int], shape: Shape, new: set[int]) -> Term:
    rest = iter(labels)
    out = [a.rank + i if i in new else next(rest) for i in range(len(shape))]
    return prod(a.terms, out, [(a, labels)], shape)
