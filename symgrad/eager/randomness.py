"""Tensors of random numbers, and the stream that they are drawn from.

May import `eager`, NumPy.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.eager import dtypes
from symgrad.eager.constructors import leaf, like, shape_of, type_of
from symgrad.eager.tensor import Tensor, wrap


class Generator:
    """A stream of random numbers."""

    def __init__(self, device: Any = None) -> None:
        self._lock = threading.Lock()
        self.manual_seed(np.random.SeedSequence().entropy)  # type: ignore[arg-type]

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream at a seed."""
        self._seed = seed
        self.stream = np.random.default_rng(abs(seed))
        return self

    def initial_seed(self) -> int:
        """Return the seed that the stream started at."""
        return self._seed

    def draw(self, make: Callable[[np.random.Generator], Any]) -> Any:
        """Return random numbers, one thread at a time."""
        with self._lock:
            return make(self.stream)


default_generator = Generator()


def manual_seed(seed: int) -> Generator:
    """Start the stream of random numbers at a seed."""
    return default_generator.manual_seed(seed)


def seed() -> int:
    """Start the stream of random numbers anywhere, and return where."""
    found = int(np.random.SeedSequence().generate_state(1)[0])
    default_generator.manual_seed(found)
    return found


def initial_seed() -> int:
    """Return the seed that the stream of random numbers started at."""
    return default_generator.initial_seed()


def _drawn(
    shape: tuple[int, ...], dtype: Any, wanted: bool, generator: Generator | None, draw: Any
) -> Tensor:
    value = (generator or default_generator).draw(lambda stream: draw(stream, shape))
    return leaf(np.asarray(value).astype(type_of(dtype)), wanted)


def randn(
    *size: Any,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return standard normal random numbers."""
    shape = shape_of(size)
    return _drawn(shape, dtype, requires_grad, generator, lambda s, n: s.standard_normal(n))


def rand(
    *size: Any,
    generator: Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return random numbers between 0 and 1."""
    return _drawn(shape_of(size), dtype, requires_grad, generator, lambda s, n: s.random(n))


def randint(
    low: int,
    high: Any,
    size: Any = None,
    *,
    generator: Generator | None = None,
    dtype: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return random integers from low, before high."""
    if size is None:
        low, high, size = 0, low, high
    kind = dtypes.int64 if dtype is None else dtype
    shape = shape_of((size,))
    return _drawn(shape, kind, requires_grad, generator, lambda s, n: s.integers(low, high, n))


def randperm(n: int, *, generator: Generator | None = None) -> Tensor:
    """Return the integers before n in random order."""
    return wrap((generator or default_generator).draw(lambda s: s.permutation(n)))


def normal(mean: Any, std: Any = 1.0, size: Any = None, *, generator: Any = None) -> Tensor:
    """Return normal random numbers."""
    means, spreads = (x._value if isinstance(x, Tensor) else x for x in (mean, std))
    shape = (
        np.broadcast_shapes(np.shape(means), np.shape(spreads))
        if size is None
        else shape_of((size,))
    )
    return _drawn(shape, None, False, generator, lambda s, n: s.normal(means, spreads, n))


def bernoulli(input: Tensor, *, generator: Any = None) -> Tensor:
    """Return ones with these probabilities, zeros otherwise."""
    p = input._value
    return _drawn(p.shape, input.dtype, False, generator, lambda s, n: s.random(n) < p)


rand_like, randn_like = like(rand), like(randn)
