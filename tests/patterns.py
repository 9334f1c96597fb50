"""Argument patterns: from the samples of a row, every way in which it can be called.

A row's samples say where the function is interesting; what a caller can do to any function is
said here, once: other sizes (0, 1, more), a batch axis in front, 0-d arguments, operands that
are broadcast on either side, one variable used twice, every form of an axis, every word of a
choice. So the family files stay tables, and a new row has all of it with its first sample.

A derived call that the language refuses, or whose point the domain check does not call smooth,
is no pattern. Which these are is decided by the functions under test, so `tests/test_patterns.py`
counts what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import permutations, zip_longest
from typing import Any

import numpy as np

from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language import syntax
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.row import Op, Param, Sample
from symgrad.ops.table import ALIASES, OPS
from symgrad.source import Source
from symgrad.verdict.domain import examine
from symgrad.verdict.indices import refuse_wrong_indices
from tests.growing import renamed

Arrays = Mapping[str, Any]
# How many patterns a row is given beside its samples, of each form one before any has two.
DERIVED = 14
# A copy of an entry is moved by this ratio, or by seven others in turn, so that nothing ties and
# no matrix loses its rank.
_APART = 1.0625
_AXES = ("none", "0", "-1", "1", "(0, 1)", "(0, -1)", "(-2,)", "-2", "(1, 0)", "2")


@dataclass(frozen=True)
class Call:
    """A call to derive others from: its text, its values, which of them are indices."""

    op: Op
    text: str
    arrays: Arrays
    indices: frozenset[str] = frozenset()

    @property
    def real(self) -> list[str]:
        """The variables that are not indices."""
        return [name for name in self.arrays if name not in self.indices]

    def having(self, text: str | None = None, **arrays: Any) -> Call:
        """Return the call with another text, or other values for some variables."""
        values = {**self.arrays, **arrays}
        return Call(self.op, self.text if text is None else text, values, self.indices)

    @property
    def sample(self) -> Sample:
        """The call as a sample."""
        return Sample(self.text, {name: value_text(v) for name, v in self.arrays.items()})


Form = Callable[[Call], Iterator[Call]]


def value_text(array: Any) -> str:
    """Return an array as text of the language."""
    array = np.asarray(array, np.float64)
    return str(array.tolist()) if array.size else f"zeros({array.shape})"


@cache
def patterns(name: str) -> tuple[Sample, ...]:
    """Return the samples of a row and the patterns that are derived from them."""
    samples = OPS[name].samples
    found = {_key(sample): sample for sample in samples}
    for call in candidates(OPS[name]):
        if len(found) == len(samples) + DERIVED:
            break
        sample = call.sample
        if _key(sample) not in found and is_smooth(call):
            found[_key(sample)] = sample
    return tuple(found.values())


def _key(sample: Sample) -> tuple[str, ...]:
    return (sample.text, *(f"{name}={text}" for name, text in sample.values.items()))


def candidates(op: Op) -> Iterator[Call]:
    """Yield derived calls, one of each form in turn."""
    calls = [call_of(op, sample) for sample in op.samples]
    streams = [_in_turn([form(call) for call in calls]) for form in FORMS]
    return _in_turn(streams)


def call_of(op: Op, sample: Sample) -> Call:
    """Return a sample as a call."""
    arrays = {}
    for name, text in sample.values.items():
        (value,) = evaluate([build(parse(Source(text)), values=True).output], {})
        arrays[name] = np.asarray(value, np.float64)
    indices = _graph(sample.text, arrays).indices
    return Call(op, sample.text, arrays, indices)


def is_smooth(call: Call) -> bool:
    """Tell whether the language takes a call and its gradient exists at the point.

    A call that crashes is kept: the laws have to see it.
    """
    try:
        graph = _graph(call.text, call.arrays)
        if set(graph.variables) != set(call.arrays) or graph.indices != call.indices:
            return False
        refuse_wrong_indices(graph, call.arrays)
        return examine(graph, call.arrays, call.real).status == "smooth"
    except SymgradError:
        return False
    except Exception:
        return True


def _graph(text: str, arrays: Arrays) -> Graph:
    shapes = {name: np.shape(value) for name, value in arrays.items()}
    return build(parse(Source(text)), shapes)


def _in_turn(streams: list[Iterator[Call]]) -> Iterator[Call]:
    for turn in zip_longest(*streams):
        yield from (call for call in turn if call is not None)


def resized(array: Any, axis: int, size: int, *, apart: bool) -> Any:
    """Return an array with one axis shortened, or filled up with its entries moved a little."""
    old = array.shape[axis]
    taken = np.take(array, np.arange(size) % max(old, 1), axis=axis) if old else array
    if not apart or size <= old:
        return taken
    sevens = 1 + (1 + np.arange(taken.size).reshape(taken.shape) % 7) / 16
    copies = np.arange(size).reshape([-1 if i == axis else 1 for i in range(array.ndim)]) >= old
    return np.where(copies, taken * sevens, taken)


def _with_size(call: Call, old: int, new: int) -> Call:
    changed = {}
    for name, array in call.arrays.items():
        for axis, size in enumerate(array.shape):
            if size == old:
                array = resized(array, axis, new, apart=name not in call.indices)
        changed[name] = array
    return call.having(**changed)


def _sizes(call: Call) -> list[int]:
    return sorted({size for array in call.arrays.values() for size in array.shape if size})


def empty(call: Call) -> Iterator[Call]:
    """One size becomes 0, wherever it occurs."""
    for size in _sizes(call):
        yield _with_size(call, size, 0)


def single(call: Call) -> Iterator[Call]:
    """One size becomes 1."""
    for size in _sizes(call):
        yield _with_size(call, size, 1)


def larger(call: Call) -> Iterator[Call]:
    """One size grows."""
    for size in _sizes(call):
        yield _with_size(call, size, size + 2)


def batch(call: Call) -> Iterator[Call]:
    """A batch axis in front: of everything, or of one operand that the others are broadcast to."""

    def stacked(name: str) -> Any:
        x = call.arrays[name]
        return np.stack([x, x * (_APART if name in call.real else 1)])

    yield call.having(**{name: stacked(name) for name in call.arrays})
    for name in call.arrays:
        yield call.having(**{name: stacked(name)})


def scalar(call: Call) -> Iterator[Call]:
    """0-d arguments: all, or one of them."""

    def first(name: str) -> Any:
        return call.arrays[name].reshape(-1)[-1]

    filled = [name for name in call.arrays if call.arrays[name].size]
    yield call.having(**{name: first(name) for name in filled})
    if len(call.arrays) > 1:
        for name in filled:
            yield call.having(**{name: first(name)})


def broadcast(call: Call) -> Iterator[Call]:
    """One operand is a row, a column, or has an axis of size 1 that the others have not."""
    if len(call.arrays) < 2:
        return
    for name, x in call.arrays.items():
        if x.ndim >= 1 and x.size:
            yield call.having(**{name: x[..., :1]})
            yield call.having(**{name: np.expand_dims(x, -2)})
            yield call.having(**{name: x[:1]})
        if x.ndim >= 2 and x.size:
            yield call.having(**{name: x[-1]})


def repeated(call: Call) -> Iterator[Call]:
    """One variable in two places: beside the call, inside it scaled, or as two operands."""
    if ";" in call.text or "\n" in call.text:
        return
    for name, other in permutations(call.real, 2):
        same = {n: v for n, v in call.arrays.items() if n != other}
        text = renamed(call.text, {other: name})
        if call.arrays[name].shape == call.arrays[other].shape:
            yield Call(call.op, text, same, call.indices)
    for name in call.real:
        yield call.having(f"({call.text})*(1 + sum({name}))")
        if "w" not in call.arrays:
            yield call.having(renamed(call.text, {name: f"({name}*w)"}), w=np.float64(1))
    if call.real:
        yield call.having(f"({call.text})*tanh(0.25*({call.text}))")


def axes(call: Call) -> Iterator[Call]:
    """Every form of an axis, with and without keepdims; every word of a choice."""
    output = parse(Source(call.text)).output
    if not isinstance(output, syntax.Call) or output.base is not None:
        return
    if ALIASES.get(output.function, output.function) != call.op.name:
        return
    for param in call.op.params:
        for form in _forms(param):
            yield call.having(_with_keyword(call, output, param.name, form))
            if call.op.param("keepdims") and param.name == "axis":
                kept = f"{form}, keepdims=true"
                yield call.having(_with_keyword(call, output, param.name, kept))


def _forms(param: Param) -> tuple[str, ...]:
    if param.kind in ("axes", "int"):
        return _AXES
    if param.choices:
        return tuple(f'"{word}"' for word in param.choices)
    return ("true",) if param.kind == "bool" else ()


def _with_keyword(call: Call, output: syntax.Call, name: str, value: str) -> str:
    source = Source(call.text)
    parts = [source.cut(arg.span) for arg in output.args]
    parts += [
        f"{given.name}={source.cut(given.value.span)}"
        for given in output.keywords
        if given.name not in (name, "keepdims")
    ]
    start = call.text[: output.span.start]
    return f"{start}{output.function}({', '.join(parts)}, {name}={value})"


FORMS: tuple[Form, ...] = (empty, scalar, batch, broadcast, repeated, axes, single, larger)
