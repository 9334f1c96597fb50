"""The expression graph: immutable nodes, interned in one table.

A node is a leaf (variable, literal, size) or an operator applied to nodes. Two equal
expressions built in one table are one object, so equality is identity, sharing is free,
and a sweep that builds new nodes in the same table finds the forward pass's values
again. A node's `serial` rises with creation and every argument is older than its user:
sorting by it is a topological order, so no walk ever recurses.

The table is where shapes are inferred and limits are kept. May import `ops` and `errors`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any, Literal

from symgrad.graph.limits import TRUSTED, Limits
from symgrad.ops.dims import Dim, Shape, broadcast, is_known, named, product, show_shape
from symgrad.ops.row import Op
from symgrad.ops.table import OPS


@dataclass(frozen=True, slots=True)
class Variable:
    """A leaf that gets its value from outside."""

    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it can be typed: a non-negative exact decimal, `pi` or `inf`.

    Signs and quotients are operators (`-2` is `negative(2)`, a third is `1/3`), so that
    whatever stands in a node can be printed and read back as the same node.
    """

    value: Fraction | Literal["pi", "inf"]


@dataclass(frozen=True, slots=True)
class ArrayLiteral:
    """A constant array: its entries in row-major order, exact."""

    entries: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class SizeOf:
    """A size name used as a number; sums and products of them are operators."""

    dim: Dim


Leaf = Variable | Number | ArrayLiteral | SizeOf


class Node:
    """One value of the graph. Compared by identity; made by a `Table` only.

    Attributes:
        op: the operator's row, None for a leaf.
        args: operand nodes. params: normalised static arguments.
        leaf: what a leaf is, None for an operator.
        shape: dimensions. condition: True for truth values.
    """

    __slots__ = (
        "__weakref__",
        "args",
        "condition",
        "leaf",
        "op",
        "params",
        "serial",
        "shape",
        "table",
    )

    def __init__(
        self,
        table: Table,
        op: Op | None,
        args: tuple[Node, ...],
        params: tuple[tuple[str, Any], ...],
        leaf: Leaf | None,
        shape: Shape,
    ) -> None:
        self.table = table
        self.op = op
        self.args = args
        self.params = dict(params)
        self.leaf = leaf
        self.shape = shape
        self.condition = op is not None and op.result == "condition"
        self.serial = len(table)

    @property
    def name(self) -> str:
        """The operator's name, or the variable's, or what kind of leaf it is."""
        if self.op is not None:
            return self.op.name
        return self.leaf.name if isinstance(self.leaf, Variable) else type(self.leaf).__name__

    @property
    def function(self) -> str:
        """The operator's name, "" for a leaf: a variable may be called like an operator."""
        return "" if self.op is None else self.op.name

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def T(self) -> Node:
        """The transpose of the last two axes; the node itself below two axes."""
        return self.table.transposed(self)

    def __add__(self, other: Operable) -> Node:
        return self.table.call("add", (self, other))

    def __radd__(self, other: Operable) -> Node:
        return self.table.call("add", (other, self))

    def __sub__(self, other: Operable) -> Node:
        return self.table.call("subtract", (self, other))

    def __rsub__(self, other: Operable) -> Node:
        return self.table.call("subtract", (other, self))

    def __mul__(self, other: Operable) -> Node:
        return self.table.call("multiply", (self, other))

    def __rmul__(self, other: Operable) -> Node:
        return self.table.call("multiply", (other, self))

    def __truediv__(self, other: Operable) -> Node:
        return self.table.call("divide", (self, other))

    def __rtruediv__(self, other: Operable) -> Node:
        return self.table.call("divide", (other, self))

    def __pow__(self, other: Operable) -> Node:
        return self.table.call("power", (self, other))

    def __rpow__(self, other: Operable) -> Node:
        return self.table.call("power", (other, self))

    def __matmul__(self, other: Operable) -> Node:
        return self.table.call("matmul", (self, other))

    def __neg__(self) -> Node:
        return self.table.call("negative", (self,))

    def __bool__(self) -> bool:
        raise TypeError("a graph node has no truth value; use where(condition, a, b)")

    def __repr__(self) -> str:
        inner = ", ".join(f"%{arg.serial}" for arg in self.args)
        return f"%{self.serial} = {self.name}({inner}) {show_shape(self.shape)}"


Operable = Node | int | float | Fraction | Dim


class Table:
    """The nodes of one graph, each made once.

    Not shared between graphs of different questions; a sweep over a graph adds its nodes
    to that graph's own table.

    Attributes:
        limits: what its nodes keep to.
        symmetric: variables that are their own transposes, by assumption.
        simplex: variables whose sums along the last axis are 1, by assumption.
    """

    def __init__(
        self,
        limits: Limits = TRUSTED,
        symmetric: frozenset[str] = frozenset(),
        simplex: frozenset[str] = frozenset(),
    ) -> None:
        self.limits = limits
        self.symmetric = symmetric
        self.simplex = simplex
        self._nodes: dict[tuple[Any, ...], Node] = {}
        self._admitted: set[Shape] = set()

    def __len__(self) -> int:
        return len(self._nodes)

    def variable(self, name: str, shape: Shape = ()) -> Node:
        """Return the variable of this name."""
        return self._intern(None, (), (), Variable(name), shape)

    def literal(self, value: Fraction | int | Literal["pi", "inf"]) -> Node:
        """Return a non-negative decimal number, `pi` or `inf`."""
        exact = value if isinstance(value, str) else Fraction(value)
        return self._intern(None, (), (), Number(exact), ())

    def array(self, entries: Sequence[Fraction], shape: Shape) -> Node:
        """Return a constant array with its entries in row-major order."""
        return self._intern(None, (), (), ArrayLiteral(tuple(entries)), shape)

    def number(self, value: Operable) -> Node:
        """Return any real number as a node, spelled as the language would."""
        if isinstance(value, Node):
            return value
        if isinstance(value, Dim):
            return self._size(value)
        if isinstance(value, float) and value in (float("inf"), float("-inf")):
            infinite = self.literal("inf")
            return infinite if value > 0 else self.call("negative", (infinite,))
        exact = Fraction(value)
        if exact < 0:
            return self.call("negative", (self.number(-exact),))
        if is_decimal(exact):
            return self.literal(exact)
        return self.call("divide", (self.literal(exact.numerator), self.literal(exact.denominator)))

    def _size(self, dim: Dim) -> Node:
        """Return a size as it is typed: a name, or the operators of `m*n - 2*m + 1`."""
        if dim == named(str(dim)):
            return self._intern(None, (), (), SizeOf(dim), ())
        total: Node | None = None
        for names, coefficient in dim.terms:
            factors = [self.number(named(name)) for name in names]
            if abs(coefficient) != 1 or not names:
                factors.insert(0, self.literal(abs(coefficient)))
            if total is None and coefficient < 0:
                factors[0] = -factors[0]
            term = reduce(mul, factors)
            total = term if total is None else total - term if coefficient < 0 else total + term
        assert total is not None
        return total

    def call(
        self, op: Op | str, args: Iterable[Operable], params: Mapping[str, Any] | None = None
    ) -> Node:
        """Return an operator applied to nodes or numbers.

        Args:
            op: the row or its name.
            args: operands; numbers become literals.
            params: static arguments, defaults may be left out.

        Raises:
            ShapeError: the shapes do not fit; LimitError: too large. Both without a span.
        """
        row = OPS[op] if isinstance(op, str) else op
        nodes = tuple([arg if isinstance(arg, Node) else self.number(arg) for arg in args])
        shapes = tuple([node.shape for node in nodes])
        settled = {p.name: p.default for p in row.params} if row.params else {}
        if params:
            settled.update(params)
        if row.normalise is not None:
            settled = row.normalise(shapes, settled)
        shape = broadcast(*shapes) if row.shape is None else row.shape(*shapes, **settled)
        return self._intern(row, nodes, tuple(settled.items()), None, shape)

    def transposed(self, node: Node) -> Node:
        """Return `x.T`: the last two axes swapped, `x` itself where there are fewer."""
        if node.ndim < 2:
            return node
        *rest, a, b = range(node.ndim)
        return self.call("transpose", (node,), {"axes": (*rest, b, a)})

    def _intern(
        self,
        op: Op | None,
        args: tuple[Node, ...],
        params: tuple[tuple[str, Any], ...],
        leaf: Leaf | None,
        shape: Shape,
    ) -> Node:
        key = (op.name if op else None, args, params, leaf, shape)
        found = self._nodes.get(key)
        if found is None:
            self._check(shape)
            found = self._nodes[key] = Node(self, op, args, params, leaf, shape)
        return found

    def _check(self, shape: Shape) -> None:
        self.limits.check("nodes", len(self._nodes) + 1)
        if shape in self._admitted:
            return
        self.limits.check("rank", len(shape))
        if is_known(shape):
            entries = product(shape)
            assert isinstance(entries, int)
            self.limits.check("elements", entries)
        self._admitted.add(shape)


def is_decimal(value: Fraction) -> bool:
    """Tell whether a number can be written with finitely many decimals."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
