"""Running mutants: each in a forked process that loads the symbolic wing with one module changed.

The parent has loaded everything but that wing and asked the numeric wing already. A first
child runs the detector on the wing as it is and notes which lines each case runs; a mutant is
shown only the cases that run its lines, those first that caught another one of its function, and
only until one sees wrong numbers. What prints the same text needs no look at its numbers.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.machinery
import os
import pickle
import resource
import signal
import sys
import time
import traceback
import types
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from tests.algebra_teeth.detector import Asked, cases
from tests.algebra_teeth.mutation import ROOM, Mutation

assert sympy
_PACKAGE = "symgrad.symbolic"
# Far beyond what all cases need: a mutant that reaches one of these does not end. The seconds are
# those that the process computes, so that other work on the machine makes no difference.
_SECONDS = 5
_BYTES = 4 << 30
# What these have made once stays: a symbol equals itself only, and functions compare with it.
_KEPT = ("placeholder", "size_symbol")
Ran = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Plain:
    """A case in the wing as it is: its texts, and which lines of which modules it runs."""

    texts: dict[Any, str]
    ran: Ran
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    Attributes:
        verdict: "caught", "other form" where values are right and some text is another one,
            "silent" where nothing differs, "not reached" where no case runs the line.
        how: by which case, and what was wrong.
    """

    mutation: Mutation
    verdict: str
    how: str = ""


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module of the wing from a changed source."""

    def __init__(self, mutation: Mutation) -> None:
        self.name = f"{_PACKAGE}.{mutation.module}"
        self.source = mutation.source
        self.path = str(ROOM / f"{mutation.module}.py")

    def find_spec(self, name: str, *_: Any) -> Any:
        """Return the changed module's spec."""
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=self.path)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the changed source in the module."""
        exec(compile(self.source, self.path, "exec"), module.__dict__)


def run(found: Sequence[Mutation], workers: int, told: Callable[[Outcome], None]) -> list[Outcome]:
    """Run mutants, so many at once; tell each outcome when it is there."""
    asked = cases()
    gc.freeze()
    plain: list[Plain] = pickle.loads(_forked(lambda: _plain(asked)).result())
    caught: Counter[tuple[str, str, int]] = Counter()
    outcomes: list[Outcome] = []
    waiting = list(reversed(found))
    running: list[tuple[Mutation, _Child]] = []
    while waiting or running:
        while waiting and len(running) < workers:
            mutation = waiting.pop()
            chosen = _chosen(mutation, plain, caught)
            how = functools.partial(_bitten, mutation, asked, plain, chosen)
            running.append((mutation, _forked(how)))
        mutation, child = running.pop(0)
        data = child.result()
        verdict, words, i = pickle.loads(data) if data else ("caught", "the process ended", -1)
        if verdict == "caught":
            caught[mutation.module, mutation.function, i] += 1
        outcomes.append(Outcome(mutation, verdict, words))
        told(outcomes[-1])
    return outcomes


def _chosen(
    mutation: Mutation, plain: Sequence[Plain], caught: Counter[tuple[str, str, int]]
) -> list[int]:
    """Return the cases that run a mutant's lines: what caught its kin first, then the quickest."""
    places = {(mutation.module, line) for line in mutation.lines}
    kept = mutation.function in _KEPT
    some = [i for i, each in enumerate(plain) if kept or not places.isdisjoint(each.ran)]
    kin = (mutation.module, mutation.function)
    return sorted(some, key=lambda i: (-caught[*kin, i], plain[i].seconds))


class _Child:
    """A forked process that sends one value."""

    def __init__(self, pid: int, end: int) -> None:
        self.pid = pid
        self.end = end

    def result(self) -> bytes:
        """Return what it sent, nothing if it ended before."""
        with os.fdopen(self.end, "rb") as sent:
            data = sent.read()
        os.waitpid(self.pid, 0)
        return data


def _forked(work: Callable[[], Any]) -> _Child:
    out, into = os.pipe()
    pid = os.fork()
    if pid:
        os.close(into)
        return _Child(pid, out)
    os.close(out)
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
        signal.setitimer(signal.ITIMER_PROF, _SECONDS * 4)
        data = pickle.dumps(work())
        with os.fdopen(into, "wb") as sent:
            sent.write(data)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _plain(asked: Sequence[Asked]) -> list[Plain]:
    return [_traced(case) for case in asked]


def _traced(case: Asked) -> Plain:
    """Run a case with nothing remembered, so that every line it needs is run."""
    _forget()
    ran: set[tuple[str, int]] = set()
    room = str(ROOM)

    def called(frame: types.FrameType, *_: Any) -> Callable[..., Any] | None:
        path = frame.f_code.co_filename
        if not path.startswith(room):
            return None
        module = path[len(room) + 1 : -3]

        def note(frame: types.FrameType, *_: Any) -> Callable[..., Any]:
            ran.add((module, frame.f_lineno))
            return note

        return note

    start = time.perf_counter()
    sys.settrace(called)
    try:
        texts = case.forms()
    finally:
        sys.settrace(None)
    seconds = time.perf_counter() - start
    fault = case.faults(texts)
    if fault:
        raise AssertionError(f"{fault} before any mutation: {case.text}: {texts}")
    return Plain(texts, frozenset(ran), seconds)


def _forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith(_PACKAGE):
            for each in vars(module).values():
                if hasattr(each, "cache_clear") and each.__name__ not in _KEPT:
                    each.cache_clear()


def _bitten(
    mutation: Mutation, asked: Sequence[Asked], plain: Sequence[Plain], chosen: Sequence[int]
) -> tuple[str, str, int]:
    if not chosen:
        return "not reached", "", -1
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGPROF, _endless)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    sys.meta_path.insert(0, _Changed(mutation))
    other = ("silent", "", -1)
    for i in chosen:
        try:
            texts = asked[i].forms()
            fault = asked[i].faults(texts) if texts != plain[i].texts else ""
        except BaseException as error:
            return "caught", f"{asked[i].text}: {type(error).__name__}", i
        if fault:
            return "caught", f"{asked[i].text}: {fault}", i
        if texts != plain[i].texts and other[0] == "silent":
            other = ("other form", f"{asked[i].text}: {_difference(plain[i].texts, texts)}", i)
    return other


def _difference(before: dict[Any, str], after: dict[Any, str]) -> str:
    return next(f"{old} | {after[key]}" for key, old in before.items() if after[key] != old)


def _endless(*_: Any) -> None:
    raise TimeoutError


def summary(outcomes: Sequence[Outcome], listed: Callable[[Mutation], str]) -> Iterator[str]:
    """Yield the lines of a table: per module, how many mutants came out how."""
    verdicts = ("caught", "other form", "equivalent", "missed")
    yield f"{'module':<16}" + "".join(f"{verdict:>12}" for verdict in verdicts)
    modules = sorted({each.mutation.module for each in outcomes})
    rows = [(m, [o for o in outcomes if o.mutation.module == m]) for m in modules]
    for name, some in [*rows, ("all", list(outcomes))]:
        counts = dict.fromkeys(verdicts, 0)
        for each in some:
            counts[settled(each, listed)] += 1
        yield f"{name:<16}" + "".join(f"{counts[verdict]:>12}" for verdict in verdicts)


def settled(outcome: Outcome, listed: Callable[[Mutation], str]) -> str:
    """Return an outcome's verdict in the light of the list of equivalent mutants."""
    if outcome.verdict in ("caught", "other form"):
        return outcome.verdict
    return "equivalent" if listed(outcome.mutation) else "missed"
