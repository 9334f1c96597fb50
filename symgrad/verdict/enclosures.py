"""What nodes are at a point: enclosed in balls of any precision, exactly where they are rational.

A decimal that was typed is that decimal and not the double nearest to it; data of files and
arrays are exact doubles. Where a ball leaves open which way a comparison or a step goes, an
exact rational evaluation of that node decides it, if there is one within its budget. May
import `graph`, `numeric`, `verdict.balls` and python-flint.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from symgrad.errors import InputError, LimitError
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import ArrayLiteral, Node, Number, SizeOf, Variable
from symgrad.graph.walk import dependents, topological
from symgrad.verdict.balls.array import OPEN, as_entries
from symgrad.verdict.balls.elementwise import OPEN as OPEN_STEPS
from symgrad.verdict.balls.moving import OPEN_ORDER
from symgrad.verdict.balls.namespace import as_ball, as_rational, balls, rationals, settled
from symgrad.verdict.balls.rational import MOST_BITS, Irrational
from symgrad.verdict.balls.reading import from_doubles
from symgrad.verdict.reach import concrete, depending

Array = np.ndarray[Any, np.dtype[Any]]
Entries = Array
FIRST, LAST = 106, 3392
# An exact evaluation of larger arrays would cost more than it decides.
_MOST_EXACT = 100_000
_DECIDABLE = {**OPEN_STEPS, **OPEN_ORDER}


def rising(last: int = LAST) -> list[int]:
    """Return the precisions that are tried, in bits."""
    return [FIRST * 2**k for k in range(12) if FIRST * 2**k <= last]


class Enclosures:
    """One point, and what nodes are there.

    Args:
        values: an array for each variable.
        exact: for variables whose entries were typed as decimals these, as fractions.
    """

    def __init__(self, values: Mapping[str, Any], exact: Mapping[str, Array] | None = None) -> None:
        self.values = dict(values)
        self.exact = dict(exact or {})
        self.space, self._rationals = balls(), rationals()
        self._doubles: dict[str, Entries] = {}
        self._rational: dict[Node, Entries | None] = {}
        self._found: dict[Node, Entries] = {}
        self._inner: dict[Node, Node] = {}
        self._precision = 0

    def put(self, name: str, array: Array) -> None:
        """Give one more variable a value, in exact doubles."""
        self.values[name] = np.asarray(array, dtype=np.float64)

    def at(self, nodes: Sequence[Node], precision: int) -> list[Entries]:
        """Return enclosures of nodes.

        Args:
            nodes: what is wanted; all sizes must be numbers.
            precision: in bits; values of an earlier call with the same one are used again.

        Returns:
            For each node an object array of balls, for a condition an array of answers.
        """
        if precision != self._precision:
            self._found.clear()
            self.space, self._precision = balls(), precision
        with ctx.workprec(precision):
            self._fill(nodes)
        return [self._found[node] for node in nodes]

    def _fill(self, nodes: Sequence[Node]) -> None:
        found = self._found
        for node in topological(nodes, found):
            if node not in found:
                found[node] = self._leaf(node) if node.op is None else self._apply(node)

    def moved(
        self, node: Node, moves: Mapping[Node, Entries], precision: int, *, held: bool = True
    ) -> Entries:
        """Return enclosures of a node with some nodes moved elsewhere.

        Args:
            node, precision: as for `at`. moves: for nodes what they are instead.
            held: what stands in a `detach` stays at the point itself.
        """
        order = topological([node], moves)
        moving = depending(order, list(moves)) if held else dependents(order, list(moves))
        if node not in moving:
            return self.at([node], precision)[0]
        needed = {arg for each in order if each in moving for arg in each.args} - moving
        self.at(sorted(needed, key=lambda each: each.serial), precision)
        found = {each: self._found[each] for each in needed} | dict(moves)
        with ctx.workprec(precision):
            for each in order:
                if each in moving and each not in found:
                    args = [found[arg] for arg in each.args]
                    found[each] = run_row(self.space, each, args)
        return found[node]

    def rational(self, node: Node) -> Entries | None:
        """Return a node's exact value, None where it has none or it is too large to keep."""
        known = self._rational
        for each in topological([node], known):
            if each not in known:
                known[each] = self._exactly(each)
        return known[node]

    # -- balls ----------------------------------------------------------------

    def _apply(self, node: Node) -> Entries:
        inner = self._opened(node)
        if inner is not None:
            self._fill([inner])
            return self._found[inner]
        args = [self._found[arg] for arg in node.args]
        value = run_row(self.space, node, args)
        if self._is_open(node, args, value):
            decided = self.rational(node)
            if decided is not None:
                return decided if node.condition else _as_balls(decided)
        return value

    def _opened(self, node: Node) -> Node | None:
        """Return what a composite operator stands for, None for a primitive.

        Its parts are nodes of the same table, so that a rule that names one of them again finds
        the very numbers.
        """
        assert node.op is not None
        if node.op.primal is None:
            return None
        if node not in self._inner:
            xp = GraphNamespace(node.table)
            params = {name: settled(value) for name, value in node.params.items()}
            try:
                found = node.table.number(node.op.primal(xp, *node.args, **params))
            except LimitError:
                found = node
            self._inner[node] = found
        inner = self._inner[node]
        return None if inner is node else inner

    def _is_open(self, node: Node, args: Sequence[Entries], value: Entries) -> bool:
        if node.condition:
            return bool((value == OPEN).any())
        asked = _DECIDABLE.get(node.function)
        return asked is not None and bool(np.any(asked(*args, **node.params)))

    def _leaf(self, node: Node) -> Entries:
        leaf = node.leaf
        if isinstance(leaf, Number):
            if leaf.value == "pi":
                return as_entries(arb.pi())
            return as_entries(as_ball(float("inf") if leaf.value == "inf" else leaf.value))
        if isinstance(leaf, ArrayLiteral):
            return _mapped(as_ball, leaf.entries, node)
        if isinstance(leaf, SizeOf) or node.name not in self.values:
            raise InputError(f"{node.name} has no value", code="missing-value", help="give it one")
        if node.name in self.exact:
            array = self.exact[node.name]
            return _mapped(as_ball, array.ravel(), node).reshape(array.shape)
        if node.name not in self._doubles:
            self._doubles[node.name] = from_doubles(self.values[node.name])
        return self._doubles[node.name]

    # -- exact rationals ------------------------------------------------------

    def _exactly(self, node: Node) -> Entries | None:
        if math.prod(concrete(node)) > _MOST_EXACT:
            return None
        try:
            if node.op is None:
                return self._exact_leaf(node)
            inner = self._opened(node)
            if inner is not None:
                return self.rational(inner)
            args = [self._rational[arg] for arg in node.args]
            if all(arg is not None for arg in args):
                return run_row(self._rationals, node, args)
        except (Irrational, ZeroDivisionError):
            pass
        return _if_exact(self._found.get(node))

    def _exact_leaf(self, node: Node) -> Entries:
        leaf = node.leaf
        if isinstance(leaf, Number):
            if isinstance(leaf.value, str):
                raise Irrational
            return as_entries(as_rational(leaf.value))
        if isinstance(leaf, ArrayLiteral):
            return _mapped(as_rational, leaf.entries, node)
        if not isinstance(leaf, Variable) or node.name not in self.values:
            raise Irrational
        array = self.exact.get(node.name)
        if array is None:
            doubles = np.asarray(self.values[node.name], dtype=np.float64)
            if not np.isfinite(doubles).all():
                raise Irrational
            array = np.array([Fraction(x) for x in doubles.ravel().tolist()], dtype=object)
        return _mapped(as_rational, array.ravel(), node)


def fractions_of(node: Node) -> Array | None:
    """Return a node without variables as exact fractions, None where it has no such value."""
    found = Enclosures({}).rational(node)
    if found is None or node.condition:
        return None
    fractions = np.empty(found.size, dtype=object)
    for place, each in enumerate(found.ravel()):
        fractions[place] = Fraction(int(each.p), int(each.q))
    return fractions.reshape(found.shape)


def run_row(space: Any, node: Node, args: Sequence[Entries | None]) -> Entries:
    """Return what an operator makes of raw arrays, in a namespace of exact numbers.

    Raises:
        Irrational: the namespace has no such function, or its result is none of its numbers.
    """
    assert node.op is not None
    params = {name: settled(value) for name, value in node.params.items()}
    if node.op.primal is not None:
        found = node.op.primal(space, *(space.wrap(arg) for arg in args), **params)
        return np.asarray(space.entries(found))
    leading = [params.pop(p.name) for p in node.op.params if p.leading]
    kernel = space.kernels.get(node.op.name)
    if kernel is None:
        raise Irrational
    operands = [tuple(args)] if node.op.variadic == "tuple" else list(args)
    return as_entries(kernel(*leading, *operands, **params))


def _mapped(make: Any, numbers: Any, node: Node) -> Entries:
    """Return numbers in the shape of a node; equal ones are one object."""
    made = {number: make(number) for number in set(numbers)}
    found = np.empty(len(numbers), dtype=object)
    for place, number in enumerate(numbers):
        found[place] = made[number]
    return found.reshape(concrete(node))


def _if_exact(entries: Entries | None) -> Entries | None:
    """Return balls without a radius as the rationals that they are, None if some have one.

    A step or a condition may be known although what it is asked of is not rational.
    """
    if entries is None or entries.dtype != object:
        return entries if entries is not None and (entries != OPEN).all() else None
    found = np.empty(entries.size, dtype=object)
    for place, ball in enumerate(entries.ravel()):
        if not (ball.is_finite() and ball.is_exact()):
            return None
        number = ball.fmpq()
        if number.p.bit_length() + number.q.bit_length() > MOST_BITS:
            return None
        found[place] = number
    return found.reshape(entries.shape)


def _as_balls(entries: Entries) -> Entries:
    """Return exact rationals as balls; equal ones are one object."""
    made: dict[tuple[int, int], Any] = {}
    found = np.empty(entries.size, dtype=object)
    for place, each in enumerate(entries.ravel()):
        key = (int(each.p), int(each.q))
        if key not in made:
            made[key] = arb(fmpq(*key))
        found[place] = made[key]
    return found.reshape(entries.shape)
