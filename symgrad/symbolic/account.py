"""The account of a derivation: its values, its steps, and the closed forms it ends in.

`telling` makes it; reading it needs no SymPy. May import `graph` and its own package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symgrad.graph.graph import Graph
from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.steps import Step, Value


@dataclass(frozen=True, eq=False)
class Account:
    """A derivation step by step.

    Attributes:
        output: what the output is called.
        values: the values on the way, operands first, the output last.
        steps: from the output back to the variables.
        forms: the closed form for each variable.
        cotangents: what the derivative by each value or variable is called.
        swept: for each of these names the cotangent that the sweep itself had there.
    """

    output: str
    values: tuple[Value, ...]
    steps: tuple[Step, ...]
    forms: Mapping[str, Derivation]
    cotangents: Mapping[str, str]
    swept: Mapping[str, Graph]

    def program(self, variable: str) -> str:
        """Return the definitions and the steps as one text, which ends in a variable's gradient."""
        lines = [value.definition.named(value.name) for value in self.values]
        lines += [step.text for step in self.steps]
        return "; ".join([*lines, self.cotangents[variable]])
