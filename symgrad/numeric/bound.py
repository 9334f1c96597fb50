"""How far rounding can have carried a float64 value: a running error bound.

Every value travels with an error, per entry and in units of the unit roundoff: what its own
operation may have rounded, plus what the errors of its operands become on their way through,
to first order. An elementwise operator passes an error on by the absolute value of its
derivative, which its own pullback gives; a linear one by itself; a product by the product
rule with absolute values. Composite array operators are followed step by step. Constants
of nature in front of the own rounding are taken as 1: whoever compares allows a factor.

For a gradient this is the rounding error of the sum of the absolute values of everything
that was added up in it, the absolute adjoint. May import `graph`, `ops`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from symgrad.graph.node import Node, Number, Variable
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.conditioning import ERRORS as OF_MATRICES
from symgrad.numeric.evaluate import Array, evaluate, plain
from symgrad.numeric.moving import ERRORS as OF_ENTRIES
from symgrad.numeric.operated import Operated
from symgrad.numeric.precision import PRECISIONS
from symgrad.ops.row import Op
from symgrad.ops.table import OPS


def bounded(
    nodes: Sequence[Node],
    values: Mapping[str, Array],
    dtype: str = "float64",
    *,
    at_kinks: bool = False,
    rounded: Mapping[str, Array] | None = None,
) -> list[tuple[Array, Array]]:
    """Compute values of nodes with running error bounds.

    Args:
        nodes, values, dtype, at_kinks: as `evaluate` takes them.
        rounded: for variables whose values were rounded to the dtype a mask of the entries that
            were; the others are exact.

    Returns:
        For each node its value and the bound of its error, an array of the same shape, in
        units of the unit roundoff of `dtype` (2**-53 for float64).
    """
    space = BoundNamespace(dtype, rounded)
    found = evaluate(nodes, values, dtype, namespace=space, at_kinks=at_kinks)
    return [(each.value, each.error) for each in found]


class Bounded(Operated):
    """An array of values with an array of error bounds."""

    def __init__(self, xp: BoundNamespace, value: Array, error: Array) -> None:
        self.xp = xp
        self.value = value
        self.error = error

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the values."""
        return np.shape(self.value)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return np.ndim(self.value)


class BoundNamespace:
    """An attribute per function of the language, on arrays with error bounds."""

    def __init__(self, dtype: str, rounded: Mapping[str, Array] | None = None) -> None:
        self.rounded = rounded or {}
        self.arrays: Any = NumpyNamespace(dtype)
        self.precision = PRECISIONS[str(np.dtype(dtype))]

    def leaf(self, node: Node, array: Array) -> Bounded:
        """Wrap a leaf: a decimal that the type does not hold is rounded once, data are exact."""
        if isinstance(node.leaf, Variable) and node.name in self.rounded:
            return Bounded(self, array, np.where(self.rounded[node.name], np.abs(array), 0.0))
        exact = not isinstance(node.leaf, Number) or self._holds(node.leaf.value)
        return Bounded(self, array, np.zeros(np.shape(array)) if exact else np.abs(array))

    def _holds(self, value: Fraction | str) -> bool:
        return value == "inf" if isinstance(value, str) else self.precision.holds(value)

    def wrap(self, value: Any) -> Bounded:
        """Return an argument of a rule as an array with a bound; numbers are exact."""
        if isinstance(value, Bounded):
            return value
        return Bounded(self, value, np.zeros(np.shape(value)))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        op = OPS.get(name)
        if op is None:
            raise AttributeError(f"no row named {name!r}")
        call = self._call(op)
        setattr(self, name, call)
        return call

    def _call(self, op: Op) -> Callable[..., Any]:
        kernel = getattr(self.arrays, op.name)
        if op.kind == "elementwise":
            return lambda *args, **params: self._elementwise(op, kernel, args, params)
        if op.name in _PRODUCTS:
            return lambda *args, **params: self._product(kernel, args, params)
        if op.name in _EXTREMES:
            return lambda x, **params: self._extreme(kernel, x, params)
        if op.name in _STATED:
            return lambda *args, **params: self._stated(op.name, kernel, args, params)
        if op.name in _LINEAR or not op.operands:
            whole = op.name != "mean"
            return lambda *args, **params: self._linear(kernel, args, params, whole)
        if op.name == "prod":
            return self._prod
        if op.name == "prod_others":
            return self._prod_others
        if op.primal is None:
            raise LookupError(f"the primitive {op.name} has no rule for its errors")
        return lambda *args, **params: self._composite(op, args, params)

    def _composite(self, op: Op, args: tuple[Any, ...], given: Mapping[str, Any]) -> Any:
        assert op.primal is not None
        operands, params = op.split(args)
        settled = {p.name: p.default for p in op.params} | params | dict(given)
        if op.normalise is not None:
            settled = op.normalise(tuple(np.shape(self.wrap(x).value) for x in operands), settled)
        named = {name: plain(value) for name, value in settled.items()}
        return op.primal(self, *operands, **named)

    def _elementwise(
        self, op: Op, kernel: Callable[..., Any], args: Sequence[Any], params: Mapping[str, Any]
    ) -> Bounded:
        given, settled = op.split(tuple(args))
        params = settled | dict(params)
        first = [p.name for p in op.params if p.leading]
        named = {name: value for name, value in params.items() if name not in first}
        operands = [self.wrap(arg) for arg in given]
        xs = [operand.value for operand in operands]
        value = kernel(*(params[name] for name in first), *xs, **named)
        error = np.where(self._is_exact(op, value, xs), 0, np.abs(value))
        if op.name not in _GRADUAL and op.result == "real":
            # A 0 with an error is what is left of a number that was too small.
            there = [np.where(each.error > 0, 1, each.value) for each in operands]
            error = error + self.precision.beyond(value, there)

        def at(position: int, x: Array) -> Array:
            others = [*xs[:position], x, *xs[position + 1 :]]
            return kernel(*(params[name] for name in first), *others, **named)

        for position, operand in enumerate(operands):
            rule = op.pullback(position)
            overflowed = np.isinf(operand.error)
            if overflowed.any() and op.result == "real":
                moved = self.precision.clipped(xs[position], overflowed)
                error = error + self._saturated(value, at(position, moved), overflowed)
                unknown = overflowed & np.isfinite(xs[position])
                error = error + np.where(unknown, np.inf, 0.0)
            elif rule is not None and np.any(operand.error):
                # A pullback is linear: handed the error itself, it overflows only with the result.
                share = np.broadcast_to(operand.error, np.shape(value))
                passed = np.abs(rule(self.arrays, share, value, *xs, **params))
                error = error + np.where(share == 0, 0, passed)
                if op.result == "real":
                    error = error + self._beside(partial(at, position), value, operand)
        return Bounded(self, value, error)

    def _beside(self, at: Callable[[Array], Array], value: Array, operand: Bounded) -> Any:
        """Return what an operand of which hardly a digit is left may change.

        There its derivative says nothing: x**1.5 has slope 0 at the 0 that a tiny x became.
        """
        reach = self.precision.unit * operand.error
        lost = (reach > _BLURRED * np.abs(operand.value)) & np.isfinite(reach)
        if not lost.any():
            return 0.0
        gaps = [
            np.abs(at((operand.value + sign * reach).astype(operand.value.dtype)) - value)
            for sign in (1, -1)
        ]
        gap = np.fmax(*gaps) / self.precision.unit
        return np.where(np.broadcast_to(lost, np.shape(gap)) & ~np.isnan(gap), gap, 0.0)

    def _saturated(self, value: Array, nearest: Array, overflowed: Array) -> Array:
        """Return what an operand beyond the range may change: its true size is not known.

        Args:
            value: the result for an infinite operand. nearest: that for the largest number.
            overflowed: where the operand is infinite for want of range.
        """
        gap = np.abs(value - nearest) / self.precision.unit
        return np.where(overflowed, np.where(np.isnan(gap), np.inf, gap), 0.0)

    def _is_exact(self, op: Op, value: Array, xs: Sequence[Any]) -> Any:
        """Tell where an operation rounds nothing: whole numbers stay whole under + - *."""
        if op.result == "condition" or op.name in _EXACT:
            return True
        if op.name in _ONE_AT_ZERO:
            return np.equal(xs[0], 0)
        if op.name not in _WHOLE:
            return False
        whole = np.abs(value) < _LARGEST_WHOLE
        for x in xs:
            whole = whole & (np.floor(x) == x)
        return whole

    def _linear(
        self,
        kernel: Callable[..., Any],
        args: Sequence[Any],
        params: Mapping[str, Any],
        whole: bool,
    ) -> Bounded:
        """Follow a map that moves and adds entries; `whole`: it rounds no small whole numbers."""

        def part(pick: Callable[[Bounded], Any], arg: Any) -> Any:
            if isinstance(arg, tuple):
                return tuple(pick(self.wrap(item)) for item in arg)
            return pick(self.wrap(arg)) if isinstance(arg, Bounded) else arg

        value = kernel(*(part(lambda b: b.value, arg) for arg in args), **params)
        if not any(isinstance(arg, Bounded | tuple) for arg in args):
            size = np.abs(value)
            return Bounded(self, value, np.where(_is_whole(size), 0, size))
        error = kernel(*(part(lambda b: b.error, arg) for arg in args), **params)
        size = kernel(*(part(lambda b: np.abs(b.value), arg) for arg in args), **params)
        single = len(args) == 1 and isinstance(args[0], Bounded)
        terms = np.size(args[0].value) / max(np.size(value), 1) if single else 1
        own = np.where(_is_whole(size), 0, size) if whole and _all_whole(args) else size
        return Bounded(self, value, error + _summing(terms) * own)

    def _product(
        self, kernel: Callable[..., Any], args: Sequence[Any], params: Mapping[str, Any]
    ) -> Bounded:
        fixed = [arg for arg in args if isinstance(arg, str)]
        operands = [self.wrap(arg) for arg in args if not isinstance(arg, str)]
        value = kernel(*fixed, *(o.value for o in operands), **params)
        sizes = [np.abs(o.value) for o in operands]
        longest = max((np.size(size) for size in sizes), default=1)
        error = (_summing(longest) + len(operands)) * kernel(*fixed, *sizes, **params)
        for position, operand in enumerate(operands):
            if np.any(operand.error):
                mixed = [*sizes[:position], operand.error, *sizes[position + 1 :]]
                error = error + kernel(*fixed, *mixed, **params)
        return Bounded(self, value, error)

    def _stated(
        self, name: str, kernel: Callable[..., Any], args: Sequence[Any], params: Mapping[str, Any]
    ) -> Bounded:
        operands = [self.wrap(arg) for arg in args]
        value = kernel(*(each.value for each in operands), **params)
        pairs = [(each.value, each.error) for each in operands]
        return Bounded(self, value, _STATED[name](value, *pairs, **params))

    def _extreme(self, kernel: Callable[..., Any], x: Any, params: Mapping[str, Any]) -> Bounded:
        operand = self.wrap(x)
        error = self.arrays.max(operand.error, **params)
        return Bounded(self, kernel(operand.value, **params), error)

    def _prod(self, x: Any, **params: Any) -> Bounded:
        operand = self.wrap(x)
        value = self.arrays.prod(operand.value, **params)
        others = np.abs(self.arrays.prod_others(operand.value, axis=params["axis"]))
        passed = self.arrays.sum(others * operand.error, **params)
        return Bounded(self, value, passed + np.size(operand.value) * np.abs(value))

    def _prod_others(self, x: Any, **params: Any) -> Bounded:
        operand = self.wrap(x)
        value = self.arrays.prod_others(operand.value, **params)
        size = np.abs(operand.value)
        unit = self.precision.unit
        raised = self.arrays.prod_others(np.maximum(size, operand.error * unit), **params)
        relative = np.where(size > 0, operand.error / size, 1 / unit)
        growth = np.size(size) + np.sum(np.where(operand.error == 0, 0, relative))
        return Bounded(self, value, growth * np.abs(raised))


# A relative error beyond this makes a bound of first order meaningless.
_BLURRED = 0.5
_LARGEST_WHOLE = 2.0**24
_WHOLE = frozenset({"add", "subtract", "multiply"})
_ONE_AT_ZERO = frozenset({"exp", "exp2", "cos", "cosh"})
# Primitives whose error has a formula of its own, and those that only move and add entries.
_STATED = {**OF_MATRICES, **OF_ENTRIES}
_LINEAR = frozenset(
    {
        "broadcast_to",
        "concatenate",
        "getitem",
        "mean",
        "overlap_add",
        "reshape",
        "roll",
        "scatter",
        "sum",
        "transpose",
        "windows",
    }
)
_PRODUCTS = frozenset({"einsum", "matmul"})
_EXTREMES = frozenset({"max", "min"})
_EXACT = frozenset(
    {
        "negative",
        "abs",
        "where",
        "maximum",
        "minimum",
        "sign",
        "floor",
        "ceil",
        "round",
        "clip",
        "relu",
        "detach",
    }
)
# What adds, selects or only moves digits loses none below the smallest normal number.
_GRADUAL = _EXACT | {"add", "subtract"}


def _is_whole(size: Array) -> Any:
    """Tell which sums of whole numbers are exact, by the sum of their sizes."""
    return (size < _LARGEST_WHOLE) & (np.floor(size) == size)


def _all_whole(args: Sequence[Any]) -> bool:
    """Tell whether all operands are whole numbers."""
    flat = [item for arg in args for item in (arg if isinstance(arg, tuple) else (arg,))]
    values = [item.value for item in flat if isinstance(item, Bounded)]
    return all(bool(np.all(np.floor(value) == value)) for value in values)


def _summing(terms: float) -> float:
    return 1.0 + float(np.log2(terms)) if terms > 1 else 0.0
