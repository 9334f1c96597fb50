"""The targets by name, and a closed form in one of them.

May import `graph`, `errors` and `export`.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.errors import ArgumentError
from symgrad.graph.arguments import nearest
from symgrad.graph.graph import Graph
from symgrad.symbolic.export import latex
from symgrad.symbolic.export.form import Target
from symgrad.symbolic.export.jax_target import JAX
from symgrad.symbolic.export.module import gradient_alone
from symgrad.symbolic.export.numpy_target import NUMPY
from symgrad.symbolic.export.torch_target import TORCH

LATEX = "latex"
TARGETS: dict[str, Target] = {each.name: each for each in (NUMPY, TORCH, JAX)}
NAMES = (*TARGETS, LATEX)


def known(to: str) -> str:
    """Return a target's name.

    Raises:
        ArgumentError: there is no such target.
    """
    if to not in NAMES:
        raise ArgumentError(
            f"there is no target {to!r}",
            code="unknown-target",
            help=nearest(str(to), NAMES) or f"choose one of {', '.join(NAMES)}",
        )
    return to


def closed_form(graph: Graph, wrt: Sequence[str], text: str, to: str) -> str:
    """Return a closed form for a target: a module with a function `gradient`, or LaTeX.

    Raises:
        ArgumentError: there is no such target. InputError: the library lacks a function.
    """
    if known(to) == LATEX:
        return latex.formula(graph)
    return gradient_alone(graph, wrt, text, TARGETS[to])
