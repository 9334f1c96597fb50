"""Whether computations are recorded, and the quiet arithmetic of a thread.

Recording is a property of a thread, as in torch: one thread's `no_grad` does not disturb
another's. So is the context that NumPy's functions run in, in which nothing warns of an
overflow: an infinite value is a result here, not an event. Running a function in a kept
context costs a fraction of entering `np.errstate` for each operation.

`clock` counts nodes and writes in one order, for all threads: whatever was recorded before a
write has a smaller number. Imports NumPy only.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import threading
from collections.abc import Callable
from contextvars import copy_context
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np

Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])


class Local(threading.local):
    """What belongs to one thread.

    Attributes:
        recording: whether computations are recorded.
        inference: whether new tensors are inference tensors.
        run: calls a function of NumPy's without floating-point warnings; never nested.
    """

    recording: bool = True
    inference: bool = False

    def __init__(self) -> None:
        quiet = copy_context()
        quiet.run(np.seterr, all="ignore")
        self.run = quiet.run


LOCAL = Local()
clock: Callable[[], int] = itertools.count(1).__next__


class LastWrite:
    """When any tensor was last written to, in ticks of `clock`."""

    at = 0


class Mode:
    """A context manager, and a decorator, that sets whether computations are recorded."""

    recording = True

    def __init__(self) -> None:
        self._before: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        self._before.append((LOCAL.recording, LOCAL.inference))
        LOCAL.recording = self.recording

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        LOCAL.recording, LOCAL.inference = self._before.pop()

    def clone(self) -> Self:
        """Return a mode of the same kind for another call."""
        return type(self)()

    def __call__(self, function: Wrapped) -> Wrapped:
        """Return a function, or a generator function, that runs in this mode."""
        return _within(self, function)


class no_grad(Mode):
    """Record nothing."""

    recording = False

    def __new__(cls, function: Any = None) -> Any:
        """Return the mode, or at once the function that was given to run in it."""
        mode = super().__new__(cls)
        if function is None:
            return mode
        mode.__init__()  # type: ignore[misc]
        return _within(mode, function)


class enable_grad(no_grad):
    """Record, inside of `no_grad` too."""

    recording = True


class set_grad_enabled(Mode):
    """Record or not, from now on, or in a `with` block."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.mode = self.recording = bool(mode)
        self._outside = (LOCAL.recording, LOCAL.inference)
        LOCAL.recording = self.mode

    def __enter__(self) -> None:
        self._before.append(self._outside)
        LOCAL.recording = self.mode

    def __call__(self, function: Wrapped) -> Wrapped:
        """Return a function that runs in this mode; the mode outside is as it was."""
        LOCAL.recording = self._outside[0]
        return _within(self, function)

    def clone(self) -> Self:
        """Return the same mode for another call."""
        return type(self)(self.mode)


class inference_mode(Mode):
    """Record nothing; what is made inside can never be recorded later."""

    recording = False

    def __new__(cls, mode: Any = True) -> Any:
        """Return the mode, or at once the function that was given to run in it."""
        made = super().__new__(cls)
        if isinstance(mode, bool):
            return made
        made.__init__()  # type: ignore[misc]
        return _within(made, mode)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.mode = mode

    def __enter__(self) -> None:
        self._before.append((LOCAL.recording, LOCAL.inference))
        LOCAL.recording, LOCAL.inference = (False, True) if self.mode else (True, False)

    def clone(self) -> Self:
        """Return the same mode for another call."""
        return type(self)(self.mode)


def _within(mode: Mode, function: Wrapped) -> Wrapped:
    if inspect.isgeneratorfunction(function):
        return _generator_within(mode, function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with mode.clone():
            return function(*args, **kwargs)

    return call  # type: ignore[return-value]


def _generator_within(mode: Mode, function: Wrapped) -> Wrapped:
    """Return a generator whose body runs in the mode, and whose caller does not."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        made = function(*args, **kwargs)
        answer, step = None, made.send
        while True:
            try:
                with mode.clone():
                    found = step(answer)
            except StopIteration as end:
                return end.value
            try:
                answer, step = (yield found), made.send
            except GeneratorExit:
                with mode.clone():
                    made.close()
                raise
            except BaseException as error:
                answer, step = error, made.throw

    return call  # type: ignore[return-value]


def is_grad_enabled() -> bool:
    """Tell whether computations of this thread are recorded."""
    return LOCAL.recording


def is_inference_mode_enabled() -> bool:
    """Tell whether this thread makes inference tensors."""
    return LOCAL.inference
