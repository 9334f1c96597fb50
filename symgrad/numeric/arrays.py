"""The namespace of NumPy arrays: what `xp` is when a rule runs on numbers.

Primitives are NumPy's functions, from the tables of this package; every other row is a
composite, made mechanically by running its primal in this same namespace. Python numbers
in rules are weak, so float32 stays float32. May import `ops`, `numeric`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from symgrad.numeric.elementwise import ELEMENTWISE
from symgrad.numeric.moving import KERNELS as MOVING
from symgrad.numeric.structural import STRUCTURAL
from symgrad.ops.row import REQUIRED, Op
from symgrad.ops.table import OPS

PRIMITIVES: dict[str, Callable[..., Any]] = {**ELEMENTWISE, **STRUCTURAL, **MOVING}


class NumpyNamespace:
    """An attribute per function of the language, on NumPy arrays of one dtype.

    Args:
        dtype: "float64" or "float32".
        stream: where `randn` and `rand` draw from; their `seed` if left out.
    """

    def __init__(self, dtype: str = "float64", stream: np.random.Generator | None = None) -> None:
        self.dtype = np.dtype(dtype)
        for name, kernel in PRIMITIVES.items():
            setattr(self, name, self._typed(name, kernel))
        for op in OPS.values():
            if op.primal is not None:
                setattr(self, op.name, self._composite(op))
        if stream is not None:
            self.randn = partial(self._drawn, stream.standard_normal)
            self.rand = partial(self._drawn, stream.random)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Callable[..., Any]: ...

    def _typed(self, name: str, kernel: Callable[..., Any]) -> Callable[..., Any]:
        """Return a primitive that gives this dtype also for Python numbers."""
        if name == "where":
            return self._select
        if isinstance(kernel, np.ufunc) and kernel.nin == 1 and "d->d" in kernel.types:
            return partial(kernel, dtype=self.dtype)
        if name in OPS and OPS[name].kind == "constructor":
            return partial(self._made, kernel)
        return kernel

    def _made(self, kernel: Callable[..., Any], *args: Any, **params: Any) -> Any:
        return kernel(*args, **params).astype(self.dtype, copy=False)

    def _drawn(self, draw: Callable[..., Any], shape: Any, **_: Any) -> Any:
        return np.asarray(draw(shape)).astype(self.dtype)

    def _select(self, condition: Any, a: Any, b: Any) -> Any:
        return np.where(condition, self._strong(a), self._strong(b))

    def _strong(self, value: Any) -> Any:
        return self.dtype.type(value) if isinstance(value, int | float) else value

    def _composite(self, op: Op) -> Callable[..., Any]:
        assert op.primal is not None
        if not op.params and not op.variadic:
            return partial(op.primal, self)
        return partial(_call, self, op, _defaults(op))


def _call(xp: NumpyNamespace, op: Op, defaults: dict[str, Any], *args: Any, **given: Any) -> Any:
    assert op.primal is not None
    operands, params = op.split(args)
    settled = defaults | params | given
    if op.normalise is not None:
        settled = op.normalise(tuple(np.shape(x) for x in operands), settled)
    return op.primal(xp, *operands, **{name: _plain(value) for name, value in settled.items()})


def _defaults(op: Op) -> dict[str, Any]:
    return {p.name: p.default for p in op.params if p.default is not REQUIRED}


def _plain(value: Any) -> Any:
    exact = isinstance(value, Fraction) or (isinstance(value, str) and value in ("inf", "-inf"))
    return float(value) if exact else value
