"""A closed form: what a derivation hands out, whether it was worked out now or kept.

May import `graph` and `export`, and no SymPy: a form that was kept is read without the
algebra. What writes it for others is loaded when asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from symgrad.errors import InputError
from symgrad.graph.graph import Graph
from symgrad.symbolic.kronecker import kronecker
from symgrad.symbolic.steps import Step


@dataclass(frozen=True, slots=True)
class Derivation:
    """The closed form of a derivative.

    Attributes:
        wrt: the variables, one for a gradient or a Jacobian, two for a second derivative.
        graph: the closed form. A gradient has the shape of its variable, a Jacobian that of
            the output and then that of the variable, a Hessian the shapes of both variables.
        text: the same as text of the language, which parses to the same graph.
        rows: how many of its axes stand in front, those of the output or of the first
            variable; 0 for a gradient.
        tell: makes the steps of a gradient; None for other derivatives.
    """

    wrt: tuple[str, ...]
    graph: Graph
    text: str
    rows: int = 0
    tell: Callable[[], tuple[Step, ...]] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    @property
    def kronecker(self) -> str | None:
        """The derivative of three or four axes as a matrix, by Kronecker products.

        Rows are the axes in front ravelled, columns the others, row-major. A text of the
        language; None where there is no such form, or where there are other axes.
        """
        return kronecker(self.graph, self.rows)

    @property
    def latex(self) -> str:
        """The closed form in LaTeX, for math mode."""
        return self.to("latex")

    @property
    def steps(self) -> tuple[Step, ...]:
        """The derivation of a gradient step by step, from the output back to the variable.

        Raises:
            InputError: it is no gradient.
        """
        if self.tell is None:
            raise InputError(
                "only a gradient is told step by step",
                code="no-steps",
                help="derive the gradient of one entry of it",
            )
        return self.tell()

    def to(self, target: str) -> str:
        """Return the closed form for another library.

        Args:
            target: "numpy", "torch" or "jax" for a module with a function `gradient` of the
                variables; "latex".

        Raises:
            ArgumentError: there is no such target. InputError: the library lacks a function.
        """
        from symgrad.symbolic.export.targets import closed_form

        return closed_form(self.graph, self.wrt, self.text, target)

    def sympy(self) -> Any:
        """Return the closed form as a SymPy expression, matrix or array of its entries.

        A variable `x` of one number is the symbol x; entry [0, 1] of an array is x_0_1.

        Raises:
            InputError: a size is a name, or a function has no SymPy form.
        """
        from symgrad.symbolic.export.entries import explicit

        return explicit(self.graph)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"
