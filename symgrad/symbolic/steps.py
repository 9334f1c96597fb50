"""The steps of a derivation: values on the way forwards, and what is handed back.

Definitions and claims are texts of the language; in their order they are a program that computes
the gradient. May import `graph`, `ops` and `source`.
"""

from __future__ import annotations

from dataclasses import dataclass

from symgrad.graph.graph import Graph
from symgrad.ops.dims import Shape
from symgrad.source import Span

# The rule of a step that adds up what several users hand on to one value.
ADDING_UP = "add up"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the language with the graph that it is."""

    graph: Graph
    text: str

    def __str__(self) -> str:
        return self.text

    def named(self, name: str) -> str:
        """Return the text bound to a name, behind what it binds itself."""
        *bound, last = self.text.split("; ")
        return "; ".join([*bound, f"{name} = {last}"])


@dataclass(frozen=True, slots=True)
class Value:
    """A value on the way.

    Attributes:
        name: what it is called, and `cotangent` what the derivative of the output by it is
            called: "" for the output itself, and where nothing depends on it.
        shape: its dimensions.
        definition: what it is made of, in values with names. again: the same in another way,
            as the rules see it; None where there is nothing to add.
        span: where it was typed.
    """

    name: str
    cotangent: str
    shape: Shape
    definition: Text
    again: Text | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step backwards.

    Attributes:
        rule: in words.
        value: the name of the value whose rule it is; of whose shares are added up.
        operand: the value or variable that gets something.
        name: what that is called: its cotangent, or a share of it.
        claim: what it is, in values and cotangents with names.
        text: the step as an equation.
    """

    rule: str
    value: str
    operand: str
    name: str
    claim: Text

    @property
    def text(self) -> str:
        """The step as an equation, behind what its claim had to give names to."""
        return self.claim.named(self.name)

    def __str__(self) -> str:
        return f"{self.text}  ({self.rule})"
