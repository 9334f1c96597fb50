"""The nodes of what was computed: torch's `grad_fn` objects, one class for each of its names.

A node is an application of a row: the row says how to pull a cotangent back, the node keeps
what that needs. It is made on the hot path of every operation, so it has slots and no
constructor: whoever makes one sets

    serial   a tick of `modes.clock`; every node is younger than what it was made from
    edges    for each operand: the node that made it; the tensor, if it is a leaf that wants a
             gradient; `(tensor,)`, if it is a constant; or a Python number
    xs, y    values of the operands and of the result; None once they were freed
    params   static arguments in the row's canonical form

What is rare stands on the class and is shadowed in an instance when it happens. A node never
refers to the tensor that it made, so nothing here waits for the garbage collector.

May import `ops`, `graph` and the modes.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

from symgrad.eager.modes import LOCAL
from symgrad.ops.row import Op, Rule

Array = Any
NOTHING: dict[str, Any] = {}


class Written:
    """How often a piece of memory was written to, and when: shared by all who look at it.

    Attributes:
        version: the number of writes. at: the tick of the last one.
        ticks: the ticks of the last ones. views: tensors that look at the memory, weakly.
        writer: the name of the node that wrote last.
    """

    __slots__ = ("at", "ticks", "version", "views", "writer")

    def __init__(self) -> None:
        self.version = 0
        self.at = 0
        self.ticks: deque[int] = deque(maxlen=64)
        self.writer = ""
        self.views: list[weakref.ref[Any]] = []

    def expected(self, serial: int) -> int:
        """Return the version that was there at a tick."""
        return self.version - sum(tick > serial for tick in self.ticks)


class Kept:
    """What every node has, in slots."""

    __slots__ = ("__weakref__", "edges", "params", "serial", "xs", "y")

    edges: tuple[Any, ...]
    params: dict[str, Any]
    serial: int
    xs: tuple[Any, ...] | None
    y: Any


class Node(Kept):
    """An operation that was recorded; the class is torch's name of it."""

    title: str | None = None
    op: Op | None = None
    rules: tuple[Rule | None, ...] = ()
    entrywise = False
    constant_cotangent = False
    light = False
    plan: tuple[Any, ...] = ((), False, False, None, False)
    keeps_result = True
    shown: tuple[int, ...] | None = None
    reads: tuple[frozenset[int], ...] | None = None
    saves_result = False
    joint: Callable[..., Any] | None = None
    written: Written | None = None
    born = 0
    spelled: tuple[str, tuple[Any, ...]] | None = None
    restores = False
    owned: frozenset[int] = frozenset()
    casts = False
    rare = False
    hooks: Any = None
    prehooks: Any = None
    tensor_hooks: Any = None
    keeper: Any = None
    metadata: dict[Any, Any]

    def name(self) -> str:
        """Return torch's name of the operation."""
        return self.title or type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """The nodes of the operands, each with the number of its output."""
        shown = self.shown if self.shown is not None else range(len(self.edges))
        return tuple(_shown(self.edges[i]) for i in shown)

    def register_hook(self, hook: Callable[..., Any]) -> Removable:
        """Call `hook(grad_inputs, grad_outputs)` after the node was pulled back."""
        if self.hooks is None:
            self.hooks, self.rare = {}, True
        return Removable(self.hooks, hook)

    def register_prehook(self, hook: Callable[..., Any]) -> Removable:
        """Call `hook(grad_outputs)` before the node is pulled back."""
        if self.prehooks is None:
            self.prehooks, self.rare = {}, True
        return Removable(self.prehooks, hook)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {hex(id(self))}>"

    saved_value: Any = None

    def __getattr__(self, name: str) -> Any:
        if name == "metadata":
            self.metadata = {}
            return self.metadata
        if name.startswith("_saved_"):
            return self.saved_value(name.removeprefix("_saved_"))
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


class Removable:
    """A registered hook, that can be taken back."""

    _next = 0

    def __init__(self, hooks: dict[int, Callable[..., Any]], hook: Callable[..., Any]) -> None:
        Removable._next += 1
        self.id = Removable._next
        self._hooks = hooks
        hooks[self.id] = hook

    def remove(self) -> None:
        """Do not call the hook any more."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> Removable:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Leaf(Node):
    """Stands in a tensor in place of a node: the tensor is a leaf that wants a gradient."""


LEAF = Leaf()


class AccumulateGrad:
    """The end of a way through the graph: adds to the gradient of a leaf."""

    next_functions = ()

    def __init__(self, variable: Any) -> None:
        self.variable = variable

    def name(self) -> str:
        """Return torch's name."""
        return "torch::autograd::AccumulateGrad"

    def register_prehook(self, hook: Callable[..., Any]) -> Removable:
        """Call `hook(grad_outputs)` with the gradient before it is added."""

        def single(grad: Any) -> Any:
            found = hook((grad,))
            return None if found is None else found[0]

        handle: Removable = self.variable.register_hook(single)
        return handle

    def register_hook(self, hook: Callable[..., Any]) -> Removable:
        """Call `hook(grad_inputs, grad_outputs)` after the gradient was added."""
        handle: Removable = self.variable.register_post_accumulate_grad_hook(
            lambda variable: hook((), (variable.grad,))
        )
        return handle

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {hex(id(self))}>"


def accumulator(leaf: Any) -> AccumulateGrad:
    """Return the end of the graph at a leaf, the same one as long as somebody holds it."""
    kept = leaf._sink
    sink = kept() if kept is not None else None
    if sink is None:
        sink = AccumulateGrad(leaf)
        leaf._sink = weakref.ref(sink)
    return sink


def _shown(edge: Any) -> tuple[Any, int]:
    if isinstance(edge, Port):
        return edge.edges[0], edge.number
    if isinstance(edge, Node):
        return edge, 0
    if isinstance(edge, tuple | float | int):
        return None, 0
    return accumulator(edge), 0


class Port(Node):
    """One of several outputs of a node that has more than one."""

    number = 0

    def __repr__(self) -> str:
        return repr(self.edges[0])


def recording() -> bool:
    """Tell whether this thread records."""
    return LOCAL.recording
