"""Gradients derived twice, symbolically and in reverse mode, and whether they agree.

    import symgrad as sg
    print(sg.grad("sum((x+2)*(x-2))", x=[[1, 2], [3, 4]]))

The names are loaded when they are first used: importing symgrad loads neither NumPy nor SymPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgrad.api import check, derive, evaluate, grad, hessian, jacobian, parse
    from symgrad.errors import (
        ArgumentError,
        CotangentError,
        FileError,
        InputError,
        LimitError,
        ParseError,
        ShapeError,
        SymgradError,
        UnknownNameError,
    )

__version__ = "0.1.0"

_HOMES = {
    "check": "symgrad.api",
    "code": "symgrad.api",
    "derive": "symgrad.api",
    "evaluate": "symgrad.api",
    "grad": "symgrad.api",
    "hessian": "symgrad.api",
    "jacobian": "symgrad.api",
    "parse": "symgrad.api",
    "ArgumentError": "symgrad.errors",
    "CotangentError": "symgrad.errors",
    "FileError": "symgrad.errors",
    "InputError": "symgrad.errors",
    "LimitError": "symgrad.errors",
    "ParseError": "symgrad.errors",
    "ShapeError": "symgrad.errors",
    "SymgradError": "symgrad.errors",
    "UnknownNameError": "symgrad.errors",
    "eager": "",
    "testing": "",
}

__all__ = [
    "ArgumentError",
    "CotangentError",
    "FileError",
    "InputError",
    "LimitError",
    "ParseError",
    "ShapeError",
    "SymgradError",
    "UnknownNameError",
    "check",
    "code",
    "derive",
    "evaluate",
    "grad",
    "hessian",
    "jacobian",
    "parse",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'symgrad' has no attribute {name!r}")
    home = _HOMES[name]
    return getattr(import_module(home), name) if home else import_module(f"symgrad.{name}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
