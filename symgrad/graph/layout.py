"""How one node is written: its own characters, and the slots where its operands go.

The grammar table says which operand needs brackets; this module only says which form a
row takes: a glyph, an index, `.T`, an array literal or a call.
May import `language.grammar`, `ops` and `graph`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from symgrad.graph.node import ArrayLiteral, Node, Number, SizeOf, Variable
from symgrad.graph.spelling import spell_array, spell_index, spell_number, spell_params
from symgrad.language.grammar import ATOM, INFIX, POSTFIX, PREFIX, PRODUCT, UNARY, Glyph


class Slot(NamedTuple):
    """The place of an operand.

    Attributes:
        node: the operand.
        need: the precedence that its text needs to stand there without brackets.
        deeper: by how many levels its text is nested in that of the whole.
    """

    node: Node
    need: int = 0
    deeper: int = 1


@dataclass(slots=True, eq=False)
class Layout:
    """The text of a node with its operands left open.

    Attributes:
        pieces: characters and slots, in order.
        precedence: how tightly the whole binds.
        literal: whether it is an array literal in brackets.
        slots: the slots among the pieces. width: how many characters all the others have.
    """

    pieces: tuple[str | Slot, ...]
    precedence: int = ATOM
    literal: bool = False
    slots: tuple[Slot, ...] = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        slots, self.width = [], 0
        for piece in self.pieces:
            if isinstance(piece, str):
                self.width += len(piece)
            else:
                slots.append(piece)
        self.slots = tuple(slots)


def layout(node: Node, literals: Collection[Node], constants: Collection[Node]) -> Layout:
    """Return how a node is written.

    Args:
        node: the node.
        literals: which of its operands are themselves written as array literals in place.
        constants: which of its operands have no variable and no constant with a name.
    """
    if node.op is None:
        return _leaf(node)
    if node.op.name == "getitem":
        index = spell_index(node.params["index"], node.args[0].shape)
        return Layout((Slot(node.args[0], POSTFIX, 0), index), POSTFIX)
    if node.op.name == "transpose" and _swaps_last(node.params["axes"]):
        return Layout((Slot(node.args[0], POSTFIX, 0), ".T"), POSTFIX)
    if node.op.name == "stack" and _is_literal(node, literals, constants):
        return Layout(("[", *_listed(node.args, 1), "]"), literal=True)
    if node.op.glyph:
        return _signed(node, node.op.glyph)
    return _call(node)


def _leaf(node: Node) -> Layout:
    match node.leaf:
        case Variable(name):
            return Layout((name,))
        case Number(value):
            return _number(value)
        case SizeOf(dim):
            return Layout((str(dim),))
        case ArrayLiteral(entries) if node.shape == ():
            return _number(entries[0])
        case ArrayLiteral(entries):
            text = spell_array(entries, node.shape)
            return Layout((text,), literal=text.startswith("["))
    raise AssertionError(node)


def _number(value: Fraction | str) -> Layout:
    text = spell_number(value)
    return Layout((text,), PRODUCT if "/" in text else UNARY if text[0] == "-" else ATOM)


def _swaps_last(axes: tuple[int, ...]) -> bool:
    *rest, a, b = axes if len(axes) > 1 else (0, 0)
    return (*rest, b, a) == tuple(range(len(axes)))


def _is_literal(node: Node, literals: Collection[Node], constants: Collection[Node]) -> bool:
    """Tell whether a stack reads back as itself from `[a, b]`, and not as a constant array."""
    if node.params["axis"] != 0 or all(arg in constants for arg in node.args):
        return False
    return node.ndim == 1 or all(arg in literals for arg in node.args)


def _listed(args: Iterable[Node], deeper: int) -> list[str | Slot]:
    pieces: list[str | Slot] = []
    for arg in args:
        pieces += [", "] * bool(pieces) + [Slot(arg, 0, deeper)]
    return pieces


def _signed(node: Node, sign: str) -> Layout:
    glyph: Glyph = INFIX[sign] if len(node.args) == 2 else PREFIX[sign]
    right = Slot(node.args[-1], glyph.right_need, int(glyph.deepens))
    if glyph.fixity == "prefix":
        return Layout((glyph.printed, right), glyph.precedence)
    left = Slot(node.args[0], _left_need(node.args[0], node.args[1], glyph), 0)
    return Layout((left, glyph.printed, right), glyph.precedence)


def _left_need(left: Node, right: Node, glyph: Glyph) -> int:
    """Return the precedence that a left operand needs.

    `@` and `*` bind alike; where both stand between arrays, brackets say what is meant.
    """
    if left.function == "matmul":
        doubtful = glyph.text in ("*", "/") and right.ndim > 0
    else:
        product = left.function in ("multiply", "divide")
        doubtful = product and glyph.text == "@" and all(arg.ndim for arg in left.args)
    return glyph.left_need + doubtful


def _call(node: Node) -> Layout:
    assert node.op is not None
    leading, inner, trailing = spell_params(node)
    groups: list[Sequence[str | Slot]] = [[text] for text in leading]
    if node.op.variadic == "tuple":
        closing = ",)" if len(node.args) == 1 else ")"
        groups.append(["(", *_listed(node.args, 2), closing])
    else:
        operands = [[Slot(arg)] for arg in node.args]
        groups += [*operands[:1], *([text] for text in inner), *operands[1:]]
    groups += [[text] for text in trailing]
    pieces: list[str | Slot] = [f"{node.op.name}("]
    for count, group in enumerate(groups):
        pieces += [", "] * bool(count) + [*group]
    return Layout((*pieces, ")"), POSTFIX)
