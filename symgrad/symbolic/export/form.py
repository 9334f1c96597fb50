"""How one node is written in a target's code: its characters, and slots for its operands.

A form says what it needs to be read (imports, functions of the prelude) and how tightly
it binds in Python. May import `graph` and `ops`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from symgrad.graph.node import Node
from symgrad.ops.dims import Dim

COMPARISON, SUM, PRODUCT, UNARY, POWER, ATOM = range(1, 7)
# How an operand is wanted that may be a Python number: as it is, as a float, as an array.
Wanted = Literal["any", "float", "array"]


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of an operand.

    Attributes:
        node: the operand. need: the precedence that it needs to stand without brackets.
        wanted: what it must be, where it is a Python number.
    """

    node: Node
    need: int = 0
    wanted: Wanted = "any"


Piece = str | Slot


@dataclass(frozen=True, slots=True)
class Form:
    """The code of a node with its operands left open.

    Attributes:
        pieces: characters and slots, in order. precedence: how tightly the whole binds.
        needs: names of imports and prelude functions that it uses.
        numbers: what becomes of it where all operands are Python numbers: it "stay"s one, they
            are written as floats, or the first as an array; "" where that does not matter.
    """

    pieces: tuple[Piece, ...]
    precedence: int = ATOM
    needs: tuple[str, ...] = ()
    numbers: Literal["", "stay", "float", "array"] = ""


# A row's spelling; None where the target has no such function, or not with these parameters.
Spelling = Callable[[Node], Form | None]
Argument = Node | Slot | str | Iterable[Node | Slot]


@dataclass(frozen=True, slots=True)
class Target:
    """A library that code is written for.

    Attributes:
        name: what it is asked for by. title: what it calls itself. short: its usual short name.
        rows: how each function that it has is spelled.
        imports: lines by the names that forms need. prelude: source texts of functions by name.
        number: the text around a Python number that makes it an array of doubles.
        literal: the same around nested lists of doubles.
        cast: the text around a parameter that makes it an array.
        check: text of a function `check(point, names)` that compares with a `witness`.
        needed: what functions of the prelude need themselves.
        reshaped: a list repeated, cut and reshaped, with four places for these.
        setup: lines that the self-check starts with. checking: imports that it needs.
    """

    name: str
    title: str
    short: str
    rows: Mapping[str, Spelling]
    imports: Mapping[str, str]
    prelude: Mapping[str, str]
    number: tuple[str, str]
    literal: tuple[str, str]
    cast: tuple[str, str]
    check: str
    witness: str
    needed: Mapping[str, tuple[str, ...]]
    reshaped: str
    setup: tuple[str, ...] = ()
    checking: tuple[str, ...] = ()

    def form(self, node: Node) -> Form | None:
        """Return how an operator is written, None if it must be taken apart first."""
        assert node.op is not None
        spelling = self.rows.get(node.op.name)
        return None if spelling is None else spelling(node)


def call(
    name: str,
    *args: Argument,
    needs: tuple[str, ...] = (),
    numbers: Literal["", "float", "array"] = "",
) -> Form:
    """Return a call; texts stand as they are, groups of operands become tuples."""
    pieces: list[Piece] = [f"{name}("]
    for count, arg in enumerate(args):
        pieces += [", "] * bool(count) + _argument(arg)
    return Form((*pieces, ")"), ATOM, needs, numbers)


def _argument(arg: Argument) -> list[Piece]:
    if isinstance(arg, Node):
        return [Slot(arg)]
    if isinstance(arg, str | Slot):
        return [arg]
    pieces: list[Piece] = ["("]
    members = list(arg)
    for count, each in enumerate(members):
        pieces += [", "] * bool(count) + [each if isinstance(each, Slot) else Slot(each)]
    return [*pieces, ",)" if len(members) == 1 else ")"]


def method(node: Node, text: str, wanted: Wanted = "array") -> Form:
    """Return an operand followed by a method, an attribute or an index."""
    return Form((Slot(node, ATOM, wanted), text))


def size(dim: int | Dim) -> str:
    """Return a size as code."""
    return str(dim)


def sizes(shape: Iterable[int | Dim]) -> str:
    """Return a shape as code: a tuple."""
    texts = [size(dim) for dim in shape]
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"


def axes(axis: tuple[int, ...]) -> str:
    """Return axes as code: one alone as a number."""
    return str(axis[0]) if len(axis) == 1 else str(axis)
