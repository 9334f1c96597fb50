"""Programs grown at random from the samples of the operator rows.

A program is a chain of bindings. Each binding takes a sample call of some row and puts, for
some of its variables, values that the program already has; so every row meets every other,
with shared and broadcast operands, and any row that is added is grown into programs at once.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache

from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.language.tokens import tokenize
from symgrad.ops.dims import Shape
from symgrad.ops.row import Op, Sample
from symgrad.ops.table import OPS
from symgrad.source import Source

# What a value goes through before it becomes an operand: as it is, bounded, or positive.
_WRAPS = ("{}", "{}", "tanh({})", "(1.5 + sigmoid({}))", "({} + 0.25)", "(0.5*{})")

# How many samples are looked at for one that can build on what is there.
_TRIES = 4

# How a statement that nobody took enters the output: linearly, or by a slope that never vanishes.
_GATHERS = ("sum({})", "mean(arctan({}))")


@dataclass
class Program:
    """A grown program: its text and the texts of its variables' values."""

    text: str
    values: dict[str, str]
    rows: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The words of a command line after the command."""
        return [self.text, *(f"{name}={value}" for name, value in self.values.items())]


@dataclass
class _Garden:
    rng: random.Random
    values: dict[str, str] = field(default_factory=dict)
    pool: list[tuple[str, Shape]] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def plant(self, value: str, shape: Shape) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        self.pool.append((name, shape))
        return name

    def fits(self, sample: Sample) -> bool:
        """Tell whether some variable of a sample can be an earlier statement."""
        made = {shape for name, shape in self.pool if name.startswith("t")}
        graph = sample_graph(sample)
        return any(node.shape in made for node in graph.inputs if node.name not in graph.indices)

    def grow(self, op: Op, sample: Sample) -> None:
        graph = sample_graph(sample)
        chosen = {
            node.name: self.choose(node.name, node.shape, graph, sample) for node in graph.inputs
        }
        text = renamed(sample.text, chosen)
        name = f"t{len(self.statements)}"
        self.statements.append(f"{name} = {text}")
        self.pool.append((name, graph.output.shape))
        self.rows.append(op.name)

    def choose(self, variable: str, shape: Shape, graph: Graph, sample: Sample) -> str:
        same = [name for name, other in self.pool if other == shape]
        if variable in graph.indices or not same or self.rng.random() < 0.25:
            return self.plant(sample.values[variable], shape)
        made = [name for name in same if name.startswith("t")]
        name = self.rng.choice(made if made and self.rng.random() < 0.75 else same[-4:])
        self.taken.add(name)
        return self.rng.choice(_WRAPS).format(name)

    def program(self) -> Program:
        """Return the program whose output takes in every statement that no other took."""
        ends = [name for name, _ in self.pool if name.startswith("t") and name not in self.taken]
        parts = [self.rng.choice(_GATHERS).format(name) for name in ends]
        text = "; ".join([*self.statements, " + ".join(parts)])
        return Program(text, self.values, tuple(self.rows))


def value_shape(text: str) -> Shape:
    """Return the shape of a value's text."""
    return build(parse(Source(text)), values=True).output.shape


def sample_shapes(sample: Sample) -> dict[str, Shape]:
    """Return the shapes of a sample's variables."""
    return {name: value_shape(text) for name, text in sample.values.items()}


def sample_graph(sample: Sample) -> Graph:
    """Return the graph of a sample."""
    return build(parse(Source(sample.text)), sample_shapes(sample))


def renamed(text: str, names: dict[str, str]) -> str:
    """Return a text with variables replaced by other texts."""
    pieces, done = [], 0
    source = Source(text)
    tokens = list(tokenize(source))
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        span = token.span
        keyword = after is not None and after.text in ("=", "(")
        if token.kind == "name" and source.cut(span) in names and not keyword:
            pieces += [text[done : span.start], names[source.cut(span)]]
            done = span.stop
    return "".join([*pieces, text[done:]])


def _made(sample: Sample) -> Shape:
    return sample_graph(sample).output.shape


@cache
def growable() -> list[tuple[Op, Sample]]:
    """Return the samples that can be part of a program: single expressions of some entries."""
    return [
        (op, sample)
        for op in OPS.values()
        for sample in op.samples
        if ";" not in sample.text
        and "\n" not in sample.text
        and op.result == "real"
        and not any(0 in shape for shape in (*sample_shapes(sample).values(), _made(sample)))
    ]


def grown(rng: random.Random, statements: int = 4) -> Program:
    """Return a random program of up to some number of statements."""
    garden = _Garden(rng)
    choices = growable()
    for _ in range(rng.randint(1, statements)):
        drawn = [rng.choice(choices) for _ in range(_TRIES if garden.statements else 1)]
        garden.grow(*next((each for each in drawn if garden.fits(each[1])), drawn[0]))
    return garden.program()
