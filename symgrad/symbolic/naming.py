"""Names for what a derivation tells: each once, and none that the question uses.

May import `graph` and `ops.dims`.
"""

from __future__ import annotations

from itertools import count

from symgrad.graph.graph import Graph
from symgrad.graph.node import SizeOf
from symgrad.ops.dims import Dim


class Names:
    """The names in use.

    Args:
        graph: a question: its variables and sizes, and what its program calls values, are taken.

    Attributes:
        taken: every name in use.
    """

    def __init__(self, graph: Graph) -> None:
        dims = [dim for shape in graph.shapes.values() for dim in shape if isinstance(dim, Dim)]
        dims += [node.leaf.dim for node in graph.nodes if isinstance(node.leaf, SizeOf)]
        self.taken = {*graph.variables, *(name for dim in dims for name in dim.names)}
        self._given = set(graph.names.values())
        self._numbers = (f"u{i}" for i in count())

    def kept(self, name: str) -> str:
        """Return the program's own name for a value, or a number where it stands for another."""
        if name in self.taken:
            return self.numbered()
        self.taken.add(name)
        return name

    def numbered(self) -> str:
        """Return the next of u0, u1, ..., one whose derivative can be called du0, du1, ..."""
        free = (n for n in self._numbers if not self._is_used(n) and not self._is_used(f"d{n}"))
        name = next(free)
        self.taken.add(name)
        return name

    def fresh(self, name: str) -> str:
        """Return a name, with underscores behind it where it is in use."""
        while self._is_used(name):
            name += "_"
        self.taken.add(name)
        return name

    def _is_used(self, name: str) -> bool:
        return name in self.taken or name in self._given
