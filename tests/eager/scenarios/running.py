"""Run a program under a module that it calls `torch`, and say what a user saw.

An outcome is what was printed, the uncaught error, and the kinds of the warnings. Addresses are
masked, and the modules that classes live in are not compared: a face that is not torch has others.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import re
import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from tests.eager.scenarios.scenario import Scenario

_OURS = re.compile(r"\bsymgrad\.(?:eager\.)?")
_CLASS = re.compile(r"<class '[\w.<>]*?(\w+)'>")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


@dataclass(frozen=True)
class Outcome:
    """What a user of one program saw."""

    printed: tuple[str, ...]
    error: tuple[str, str] | None
    warned: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """Return the outcome in the types of JSON."""
        return {
            "printed": list(self.printed),
            "error": list(self.error) if self.error else None,
            "warned": list(self.warned),
        }

    def lines(self) -> list[str]:
        """Return the outcome as text, for a person to compare."""
        seen = [f"warned: {kind}" for kind in self.warned]
        failed = [f"error: {self.error[0]}: {self.error[1]}"] if self.error else []
        return [*self.printed, *seen, *failed]


def recorded(entry: dict[str, Any]) -> Outcome:
    """Return the outcome that a record holds."""
    error = entry["error"]
    return Outcome(
        tuple(entry["printed"]), (error[0], error[1]) if error else None, tuple(entry["warned"])
    )


def neutral(text: str) -> str:
    """Return a text without addresses and without the modules of its classes."""
    text = _OURS.sub("torch.", text)
    return _ADDRESS.sub("0x...", _CLASS.sub(r"<class '\1'>", text))


def kind(error: BaseException) -> str:
    """Return the name of the builtin class that a person would catch an error with."""
    return next(c.__name__ for c in type(error).__mro__ if c.__module__ == builtins.__name__)


def reset(torch: ModuleType) -> None:
    """Bring back the settings that a program may have left changed."""
    torch.set_grad_enabled(True)
    torch.set_printoptions(profile="default")
    torch.set_default_dtype(torch.float32)


def run(scenario: Scenario, torch: ModuleType) -> Outcome:
    """Run a program with a module as its `torch`, and return what was seen."""
    code = compile(scenario.program, scenario.name, "exec")
    names: dict[str, Any] = {"torch": torch, "__name__": "__main__"}
    printed, error = io.StringIO(), None
    reset(torch)
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            exec(code, names)
        except Exception as raised:
            error = (kind(raised), neutral(str(raised)))
        finally:
            reset(torch)
    kinds = tuple(warning.category.__name__ for warning in caught)
    return Outcome(tuple(neutral(printed.getvalue()).splitlines()), error, kinds)


def difference(expected: Outcome, found: Outcome) -> str:
    """Return the first place where two outcomes differ, or "" where none does."""
    wanted, got = expected.lines(), found.lines()
    for number, (left, right) in enumerate(zip(wanted, got, strict=False)):
        if left != right:
            return f"line {number + 1}\n    torch   {left}\n    symgrad {right}"
    if len(wanted) > len(got):
        return f"line {len(got) + 1}\n    torch   {wanted[len(got)]}\n    symgrad (nothing)"
    if len(got) > len(wanted):
        return f"line {len(wanted) + 1}\n    torch   (nothing)\n    symgrad {got[len(wanted)]}"
    return ""
