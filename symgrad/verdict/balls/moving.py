"""Kernels that move, add and multiply up entries, for balls and for exact rationals alike.

Entries are moved as the objects they are. Indices come as numbers of the same kind; one that is
no whole number of a place leaves nothing known. May import `numeric`, python-flint and its own
package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np
from flint import arb, fmpq

from symgrad.numeric.sliding import windows
from symgrad.numeric.structural import slices
from symgrad.verdict.balls import ordering
from symgrad.verdict.balls.array import as_entries, filled
from symgrad.verdict.balls.mapping import Kernel
from symgrad.verdict.balls.rational import Irrational

Array = np.ndarray[Any, np.dtype[Any]]
Axes = tuple[int, ...]
Number = Callable[[int], Any]


def _roll(x: Array, shift: Axes, axis: Axes | None) -> Array:
    return np.roll(x, shift, axis) if shift else x


class _Moving:
    """The kernels of one kind of number.

    Args:
        number: makes a number of a whole one.
        unknown: what an entry is of which nothing is known; raises where there is no such number.
        fraction: makes a number of a fraction.
    """

    def __init__(
        self, number: Number, unknown: Callable[[], Any], fraction: Callable[[Fraction], Any]
    ) -> None:
        self.zero, self.one = number(0), number(1)
        self.number, self.unknown, self.fraction = number, unknown, fraction

    # -- sums and products -----------------------------------------------------

    def sum(self, x: Array, axis: Axes, keepdims: bool = False) -> Array:
        add: Any = np.add
        return as_entries(add.reduce(x, axis=axis, keepdims=keepdims, initial=self.zero))

    def mean(self, x: Array, axis: Axes, keepdims: bool = False) -> Array:
        total = self.sum(x, axis, keepdims)
        count = x.size // total.size if total.size else 0
        if not count:
            return filled(total.shape, self.unknown())
        return as_entries(total / self.number(count))

    def prod(self, x: Array, axis: Axes, keepdims: bool = False) -> Array:
        multiply: Any = np.multiply
        return as_entries(multiply.reduce(x, axis=axis, keepdims=keepdims, initial=self.one))

    def prod_others(self, x: Array, axis: Axes) -> Array:
        order = tuple(i for i in range(x.ndim) if i not in axis) + tuple(axis)
        moved = x.transpose(order)
        kept = moved.shape[: x.ndim - len(axis)]
        line = moved.reshape(*kept, -1) if x.size else moved.reshape(*kept, 0)
        before, after = (filled(line.shape, self.one) for _ in range(2))
        for i in range(1, line.shape[-1]):
            before[..., i] = before[..., i - 1] * line[..., i - 1]
            after[..., -1 - i] = after[..., -i] * line[..., -i]
        found = (before * after).reshape(moved.shape)
        return np.asarray(found.transpose(np.argsort(order)))

    def cumsum(self, x: Array, axis: int | None) -> Array:
        return np.asarray(np.add.accumulate(*_line(x, axis)))

    def cumprod(self, x: Array, axis: int | None) -> Array:
        return np.asarray(np.multiply.accumulate(*_line(x, axis)))

    def recurrence(self, a: Array, b: Array, axis: int = 0, reverse: bool = False) -> Array:
        order = slice(None, None, -1) if reverse else slice(None)
        factors, summands = (np.moveaxis(x, axis, 0)[order] for x in np.broadcast_arrays(a, b))
        y = summands.copy()
        for i in range(1, len(y)):
            y[i] = summands[i] + factors[i] * y[i - 1]
        return np.moveaxis(y[order], 0, axis)

    # -- places ------------------------------------------------------------------

    def scatter(self, x: Array, index: Sequence[Any], shape: Axes) -> Array:
        y = filled(shape, self.zero)
        y[slices(index)] = x if x.ndim else x[()]
        return y

    def overlap_add(self, x: Array, size: Axes, stride: Axes, dilation: Axes) -> Array:
        count = len(size)
        split = x.ndim - 2 * count
        before, kernel = x.shape[:split], x.shape[split + count :]
        places = x.shape[split : split + count]
        y = filled((*before, *size), self.zero)
        for offset in np.ndindex(*kernel):
            axes = zip(offset, places, stride, dilation, strict=True)
            seen: list[Any] = [slice(k * d, k * d + (n - 1) * s + 1, s) for k, n, s, d in axes]
            y[(..., *seen)] += x[(..., *offset)]
        return y

    def take(self, x: Array, indices: Array, axis: int | None) -> Array:
        found, missing = places(indices, x.size if axis is None else x.shape[axis])
        if missing.any() and not x.size:
            return filled(np.take(np.zeros(x.shape or (0,)), found, axis).shape, self.unknown())
        y = as_entries(np.take(x, found, axis=axis))
        if missing.any():
            after = 0 if axis is None else x.ndim - axis - 1
            y = np.where(missing.reshape(missing.shape + (1,) * after), self.unknown(), y)
        return y

    def index_add(self, x: Array, indices: Array, shape: Axes, axis: int | None) -> Array:
        y = filled(shape, self.zero)
        line = y.reshape(-1) if axis is None else np.moveaxis(y, axis, 0)
        found, missing = places(indices, len(line))
        if missing.any():
            return y if self._vanishes(x) else filled(shape, self.unknown())
        start = axis or 0
        moved = np.moveaxis(x, range(start, start + found.ndim), range(found.ndim))
        for place in np.ndindex(found.shape):
            line[found[place]] = line[found[place]] + moved[place]
        return y

    def _vanishes(self, x: Array) -> bool:
        """Tell whether all numbers are 0, which changes nothing wherever they are added."""
        return all(number == self.zero for number in x.ravel())

    def take_along_axis(self, x: Array, indices: Array, axis: int = -1) -> Array:
        found, missing = places(indices, x.shape[axis])
        y = np.take_along_axis(x, found, axis=axis)
        return np.where(missing, self.unknown(), y) if missing.any() else y

    def scatter_add(self, x: Array, indices: Array, shape: Axes, axis: int = -1) -> Array:
        found, missing = places(indices, shape[axis])
        y = filled(shape, self.zero)
        if missing.any():
            return y if self._vanishes(x) else filled(shape, self.unknown())
        for place in np.ndindex(x.shape):
            at = list(place)
            at[axis] = int(found[place])
            y[tuple(at)] = y[tuple(at)] + x[place]
        return y

    # -- constants ---------------------------------------------------------------

    def eye(self, n: int, m: int) -> Array:
        y = filled((n, m), self.zero)
        for i in range(min(n, m)):
            y[i, i] = self.one
        return y

    def arange(self, start: Any, stop: Any, step: Any = 1) -> Array:
        first, last, stride = Fraction(start), Fraction(stop), Fraction(step)
        count = max(0, -int((first - last) // stride))
        y = np.empty(count, dtype=object)
        for i in range(count):
            y[i] = self.fraction(first + i * stride)
        return y

    def kernels(self) -> dict[str, Kernel]:
        return {
            "sum": self.sum,
            "mean": self.mean,
            "prod": self.prod,
            "prod_others": self.prod_others,
            "cumsum": self.cumsum,
            "cumprod": self.cumprod,
            "recurrence": self.recurrence,
            "reshape": lambda x, shape: np.reshape(x, shape),
            "transpose": lambda x, axes: np.transpose(x, axes),
            "broadcast_to": lambda x, shape: np.broadcast_to(x, shape),
            "getitem": lambda x, index: as_entries(x[slices(index)]),
            "scatter": self.scatter,
            "concatenate": lambda arrays, axis=0: np.concatenate(arrays, axis=axis),
            "roll": _roll,
            "take": self.take,
            "index_add": self.index_add,
            "take_along_axis": self.take_along_axis,
            "scatter_add": self.scatter_add,
            "windows": windows,
            "overlap_add": self.overlap_add,
            "ones": lambda shape: filled(shape, self.one),
            "zeros": lambda shape: filled(shape, self.zero),
            "eye": self.eye,
            "arange": self.arange,
        }


def _line(x: Array, axis: int | None) -> tuple[Array, int]:
    return (x.reshape(-1), 0) if axis is None else (x, axis)


def places(indices: Array, many: int) -> tuple[Array, Array]:
    """Return indices counted from the front, and which are none of the `many` that there are."""
    found = np.zeros(indices.shape, dtype=np.intp)
    missing = np.zeros(indices.shape, dtype=bool)
    for place in np.ndindex(indices.shape):
        index = _whole(indices[place])
        if index is None or not -many <= index < many:
            missing[place] = True
        else:
            found[place] = index % many
    return found, missing


def _whole(number: Any) -> int | None:
    if isinstance(number, fmpq):
        return int(number.p) if number.q == 1 else None
    return int(number.unique_fmpz()) if number.is_integer() else None


def _no_rational() -> NoReturn:
    raise Irrational


def _ball(value: Fraction) -> Any:
    return arb(fmpq(value.numerator, value.denominator))


def _rational(value: Fraction) -> Any:
    return fmpq(value.numerator, value.denominator)


MOVING: dict[str, Kernel] = {
    **_Moving(arb, arb.nan, _ball).kernels(),
    **ordering.ORDERING,
}
RATIONAL_MOVING: dict[str, Kernel] = {
    **_Moving(fmpq, _no_rational, _rational).kernels(),
    **ordering.RATIONAL_ORDERING,
}
OPEN_ORDER: dict[str, Kernel] = ordering.OPEN
