"""A numerically nasty point: one function in the words of four programs, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Peer = Callable[..., Any]


@dataclass(frozen=True)
class Function:
    """One function as each program's own user would write it.

    Attributes:
        text: in the language. truth: with exact numbers (arrays of them for arrays).
        torch, jax, autograd: called with the package and the variables, in the text's order.
        wrt: the variables of the gradient; all if empty.
    """

    text: str
    truth: Callable[..., Any]
    torch: Peer
    jax: Peer
    autograd: Peer
    wrt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Point:
    """A function and values for its variables.

    Attributes:
        floor: the right digits that value and slope must have.
    """

    function: Function
    values: Mapping[str, Any]
    floor: int = 15

    @property
    def wrt(self) -> tuple[str, ...]:
        """The variables of the gradient."""
        return self.function.wrt or tuple(self.values)

    def __str__(self) -> str:
        settled = ", ".join(f"{name}={_spelled(value)}" for name, value in self.values.items())
        return f"{self.function.text} at {settled}"


@dataclass(frozen=True)
class Gap:
    """A point where less than all is reached, and why.

    Attributes:
        reverse, closed: the right digits of the slopes, where they are fewer than the floor.
        status: the verdict.
    """

    why: str
    reverse: int | None = None
    closed: int | None = None
    status: str = "agree"


def _spelled(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_spelled, value))}]"
    return repr(value)
