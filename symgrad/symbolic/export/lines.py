"""Straight-line code: one line for each value that is used twice, named, or long.

One pass from the leaves up writes each node from the texts of its operands. What is used
once is written in place as long as the line stays short; everything else gets a name: the
user's own where there is one. May import `graph` and `export`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from symgrad.graph.node import ArrayLiteral, Node, Variable
from symgrad.graph.walk import topological, uses
from symgrad.symbolic.export.form import ATOM, Form, Slot, Target, Wanted
from symgrad.symbolic.export.glyphs import is_empty, leaf
from symgrad.symbolic.export.names import Names

WIDTH = 99
_LONGEST = 84
# Views of something with a name are said again rather than named, if they are this short.
_VIEWS = ("transpose", "getitem")
_REPEATED = 12
_INDENT = "    "


class Lines:
    """The lines of a function's body.

    Args:
        outputs: nodes of one table, in functions that the target has.
        target: whose code. names: identifiers, those of variables and sizes given out already.
        known: identifiers by variable and size. called: the user's names of nodes.
    """

    def __init__(
        self,
        outputs: Sequence[Node],
        target: Target,
        names: Names,
        known: Mapping[str, str],
        called: Mapping[Node, str],
    ) -> None:
        self.lines: list[str] = []
        self.needs: dict[str, None] = {}
        self._target = target
        self._names = names
        self._known = dict(known)
        self._called = called
        self._texts: dict[Node, tuple[str, int]] = {}
        self._weak: set[Node] = set()
        self._plain = False
        order = topological(outputs)
        self._uses = uses(order)
        self._uses.update(outputs)
        for node in order:
            self._write(node)

    def assign(self, wanted: str, node: Node) -> str:
        """Bind a node to an identifier and return that; an array even where it is a number."""
        text, _ = self._texts[node]
        if node in self._weak:
            text = self._array(text)
        if text.isidentifier() and not isinstance(node.leaf, Variable):
            return text
        name = self._names.name(wanted)
        self._line(name, text)
        return name

    def _write(self, node: Node) -> None:
        form = self._form(node)
        self._plain = all(arg in self._weak for arg in node.args if not arg.condition)
        if form.numbers == "stay" and self._plain:
            self._weak.add(node)
        self.needs.update(dict.fromkeys(form.needs))
        text = self._composed(form)
        while len(text) > _LONGEST and (longest := self._longest(form)) is not None:
            self._bind(longest)
            text = self._composed(form)
        self._texts[node] = (text, form.precedence)
        view = node.function in _VIEWS and len(text) <= _REPEATED
        again = self._uses[node] > 1 and not view and node not in self._weak
        if node.op is None:
            again = isinstance(node.leaf, ArrayLiteral) and (again or len(text) > WIDTH)
        if again or node in self._called:
            self._bind(node)

    def _form(self, node: Node) -> Form:
        if node.op is not None:
            form = self._target.form(node)
            assert form is not None
            return form
        form = leaf(node, self._target.short, self._known)
        if not isinstance(node.leaf, ArrayLiteral):
            return form
        if is_empty(node):
            return Form((f"{self._target.short}.zeros({node.shape})",))
        before, after = self._target.literal
        return Form((before, *form.pieces, after))

    def _bind(self, node: Node) -> None:
        text, _ = self._texts[node]
        called = self._called.get(node)
        name = self._names.fresh() if called is None else self._names.name(called)
        self._line(name, text)
        self._texts[node] = (name, ATOM)

    def _line(self, name: str, text: str) -> None:
        self.lines += wrapped(f"{name} = ", text)

    def _longest(self, form: Form) -> Node | None:
        """Return the operand that is written in place and has the longest text."""
        slots = [p.node for p in form.pieces if isinstance(p, Slot) and p.node not in self._weak]
        found = max(slots, key=lambda node: len(self._texts[node][0]), default=None)
        if found is None or self._texts[found][0].isidentifier():
            return None
        return found

    def _composed(self, form: Form) -> str:
        mode = form.numbers if self._plain else ""
        parts = []
        for piece in form.pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            wanted: Wanted = mode if mode in ("float", "array") else piece.wanted
            parts.append(self._operand(piece, wanted))
            if mode == "array" and piece.node in self._weak:
                mode = ""
        return "".join(parts)

    def _operand(self, slot: Slot, wanted: Wanted) -> str:
        text, precedence = self._texts[slot.node]
        if slot.node in self._weak and wanted == "array":
            return self._array(text)
        if slot.node in self._weak and wanted == "float":
            return f"{text}.0" if text.isdigit() else text if "." in text else f"float({text})"
        return f"({text})" if precedence < slot.need else text

    def _array(self, text: str) -> str:
        before, after = self._target.number
        return f"{before}{text}{after}"


def wrapped(start: str, text: str) -> list[str]:
    """Return an assignment in lines that are not too long, broken inside brackets."""
    line = f"{_INDENT}{start}{text}"
    if len(line) <= WIDTH:
        return [line]
    within = textwrap.wrap(
        text, WIDTH - 2 * len(_INDENT), break_long_words=False, break_on_hyphens=False
    )
    return [f"{_INDENT}{start}(", *(2 * _INDENT + part for part in within), f"{_INDENT})"]
