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
from typing import Any

import numpy as np

from symgrad.graph.node import Node, Number
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.evaluate import Array, as_float, evaluate, plain
from symgrad.ops.row import Op
from symgrad.ops.table import OPS


def bounded(
    nodes: Sequence[Node], values: Mapping[str, Array], dtype: str = "float64"
) -> list[tuple[Array, Array]]:
    """Compute values of nodes with running error bounds.

    Args:
        nodes, values, dtype: as `evaluate` takes them.

    Returns:
        For each node its value and the bound of its error, an array of the same shape, in
        units of the unit roundoff of `dtype` (2**-53 for float64).
    """
    found = evaluate(nodes, values, dtype, namespace=BoundNamespace(dtype))
    return [(each.value, each.error) for each in found]


class Bounded:
    """An array of values with an array of error bounds."""

    __array_ufunc__ = None

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

    def __add__(self, other: Any) -> Any:
        return self.xp.add(self, other)

    def __radd__(self, other: Any) -> Any:
        return self.xp.add(other, self)

    def __sub__(self, other: Any) -> Any:
        return self.xp.subtract(self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.xp.subtract(other, self)

    def __mul__(self, other: Any) -> Any:
        return self.xp.multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.xp.multiply(other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.xp.divide(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.xp.divide(other, self)

    def __pow__(self, other: Any) -> Any:
        return self.xp.power(self, other)

    def __rpow__(self, other: Any) -> Any:
        return self.xp.power(other, self)

    def __matmul__(self, other: Any) -> Any:
        return self.xp.matmul(self, other)

    def __neg__(self) -> Any:
        return self.xp.negative(self)


class BoundNamespace:
    """An attribute per function of the language, on arrays with error bounds."""

    def __init__(self, dtype: str) -> None:
        self.arrays: Any = NumpyNamespace(dtype)

    def leaf(self, node: Node, array: Array) -> Bounded:
        """Wrap a leaf: data are exact, a decimal that is not a double is rounded once."""
        exact = not isinstance(node.leaf, Number) or _is_double(node.leaf.value)
        return Bounded(self, array, np.zeros(np.shape(array)) if exact else np.abs(array))

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
        if op.name in _CURVED:
            return getattr(self, f"_{op.name}")  # type: ignore[no-any-return]
        if op.primal is None or not op.operands:
            return lambda *args, **params: self._linear(kernel, args, params)
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
        operands = [self.wrap(arg) for arg in args]
        xs = [operand.value for operand in operands]
        value = kernel(*xs, **params)
        error = np.where(self._is_exact(op, value, xs), 0, np.abs(value))
        if op.name not in _GRADUAL and op.result == "real" and np.any(np.abs(value) < _NORMAL):
            error = error + np.where(_underflowed(value, xs), _LOST, 0)
        one = np.ones(np.shape(value), np.result_type(value, np.float32))
        for position, operand in enumerate(operands):
            rule = op.pullback(position)
            if rule is not None and np.any(operand.error):
                slope = np.abs(rule(self.arrays, one, value, *xs, **params))
                idle = (slope == 0) | (operand.error == 0)
                error = error + np.where(idle, 0, slope * operand.error)
        return Bounded(self, value, error)

    def _is_exact(self, op: Op, value: Array, xs: Sequence[Any]) -> Any:
        """Tell where an operation rounds nothing: whole numbers stay whole under + - *."""
        if op.result == "condition" or op.name in _EXACT:
            return True
        if op.name not in _WHOLE:
            return False
        whole = np.abs(value) < _LARGEST_WHOLE
        for x in xs:
            whole = whole & (np.floor(x) == x)
        return whole

    def _linear(
        self, kernel: Callable[..., Any], args: Sequence[Any], params: Mapping[str, Any]
    ) -> Bounded:
        def part(pick: Callable[[Bounded], Any], arg: Any) -> Any:
            if isinstance(arg, tuple):
                return tuple(pick(self.wrap(item)) for item in arg)
            return pick(self.wrap(arg)) if isinstance(arg, Bounded) else arg

        value = kernel(*(part(lambda b: b.value, arg) for arg in args), **params)
        if not any(isinstance(arg, Bounded | tuple) for arg in args):
            return Bounded(self, value, np.abs(value) * _ROUNDED_CONSTANT)
        error = kernel(*(part(lambda b: b.error, arg) for arg in args), **params)
        size = kernel(*(part(lambda b: np.abs(b.value), arg) for arg in args), **params)
        single = len(args) == 1 and isinstance(args[0], Bounded)
        terms = np.size(args[0].value) / max(np.size(value), 1) if single else 1
        return Bounded(self, value, error + _summing(terms) * size)

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
        raised = self.arrays.prod_others(np.maximum(size, operand.error * _UNIT), **params)
        relative = np.where(size > 0, operand.error / size, 1 / _UNIT)
        growth = np.size(size) + np.sum(np.where(operand.error == 0, 0, relative))
        return Bounded(self, value, growth * np.abs(raised))

    def _inv(self, x: Any) -> Bounded:
        operand = self.wrap(x)
        value = self.arrays.inv(operand.value)
        size = np.abs(value)
        moved = operand.error + operand.value.shape[-1] * np.abs(operand.value)
        return Bounded(self, value, size @ moved @ size)

    def _solve(self, a: Any, b: Any) -> Bounded:
        left, right = self.wrap(a), self.wrap(b)
        value = self.arrays.solve(left.value, right.value)
        size = np.abs(self.arrays.inv(left.value))
        moved = left.error + left.value.shape[-1] * np.abs(left.value)
        if np.ndim(right.value) == 1:
            shift = (moved @ np.abs(value)[..., None])[..., 0] + right.error
            return Bounded(self, value, (size @ shift[..., None])[..., 0])
        return Bounded(self, value, size @ (moved @ np.abs(value) + right.error))

    def _det(self, x: Any) -> Bounded:
        operand = self.wrap(x)
        slopes = np.abs(self.arrays.cofactor(operand.value))
        moved = operand.error + operand.value.shape[-1] * np.abs(operand.value)
        return Bounded(self, self.arrays.det(operand.value), np.sum(slopes * moved, axis=(-2, -1)))

    def _logdet(self, x: Any) -> Bounded:
        operand = self.wrap(x)
        slopes = np.abs(np.swapaxes(self.arrays.inv(operand.value), -2, -1))
        moved = operand.error + operand.value.shape[-1] * np.abs(operand.value)
        value = self.arrays.logdet(operand.value)
        return Bounded(self, value, np.sum(slopes * moved, axis=(-2, -1)) + np.abs(value))

    def _cofactor(self, x: Any) -> Bounded:
        operand = self.wrap(x)
        n = operand.value.shape[-1]
        value = self.arrays.cofactor(operand.value)
        largest = np.max(np.abs(operand.value), axis=(-2, -1), keepdims=True, initial=0.0)
        error = np.max(operand.error, axis=(-2, -1), keepdims=True, initial=0.0)
        scale = largest ** max(n - 2, 0) * (error + n * largest) * n if n > 1 else 0 * largest
        return Bounded(self, value, np.broadcast_to(scale, value.shape))


_ROUNDED_CONSTANT = 1.0
_LARGEST_WHOLE = 2.0**24
_WHOLE = frozenset({"add", "subtract", "multiply"})
_UNIT = 2.0**-53
# Below the smallest normal number a result is rounded to a multiple of 2**-1074, whatever its size.
_NORMAL = 2.0**-1022
_LOST = 2.0**-1021
_CURVED = frozenset({"prod", "prod_others", "inv", "solve", "det", "logdet", "cofactor"})
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


def _underflowed(value: Array, xs: Sequence[Any]) -> Any:
    """Tell where a result is too small for its digits though no operand is zero."""
    small = np.abs(value) < _NORMAL
    for x in xs:
        small = small & (x != 0)
    return small


def _is_double(value: Fraction | str) -> bool:
    if isinstance(value, str):
        return value == "inf"
    nearest = as_float(value)
    return nearest != float("inf") and Fraction(nearest) == value


def _summing(terms: float) -> float:
    return 1.0 + float(np.log2(terms)) if terms > 1 else 0.0
