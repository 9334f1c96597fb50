"""Is the point inside the domain, on its edge, or on a kink?

Asked before anything is compared, of the graph as it was typed: a simplifier may turn x/x
into 1, the domain may not. Every row declares quantities of its arguments (`quantities`);
here they are evaluated, forward, entry by entry, each with its rounding error:

    in        the quantity keeps its relation, by more than its error
    out       it does not: the entry has no value
    edge      it is exactly zero
    unsure    it is not zero, but rounding could have made it so

A fault counts only if it reaches the output (`reach`). A missing value travels through
everything that is computed from it. A missing derivative (sqrt at 0, floor at an integer)
and a kink count only where a variable of the gradient is behind them; a kink, moreover,
only where the cotangent that arrives there is not zero, for a Lipschitz function behind a
vanishing derivative is smooth.

How the quantities are computed is `measuring`'s matter: in balls for a verdict, in floating point
for points by the dozen. May import `numeric` and the rest of `verdict`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.graph.walk import topological
from symgrad.numeric.reverse import reverse
from symgrad.verdict.examination import Examination, Finding, Nearest
from symgrad.verdict.measuring import Measured, Measuring, Running
from symgrad.verdict.quantities import Quantity, quantities
from symgrad.verdict.reach import concrete, depending, fitted, landed, spread

Array = np.ndarray[Any, np.dtype[Any]]
_REPEATING = frozenset({"reshape", "broadcast_to", "expand_dims", "getitem"})
_SHOWN = 8
# The nearest of more kinks than these is not looked for.
_LARGEST = 1000


def examine(
    graph: Graph,
    values: Mapping[str, Array],
    wrt: Sequence[str],
    cotangent: Node | None = None,
    *,
    point: Measuring | None = None,
) -> Examination:
    """Tell whether the gradient exists at a point.

    Args:
        graph: as typed, all sizes known. values: an array for each variable.
        wrt: the variables that it is differentiated by; none: only the value matters.
        cotangent: of an output of more than one entry; a sum of all entries otherwise.
        point: how the values are computed; in floating point with running bounds if left out.

    Returns:
        The domain faults and kinks that reach the output.
    """
    unusable = _not_finite(graph, values)
    if unusable:
        return Examination("undefined", tuple(unusable))
    return _Walk(graph, point or Running(values), wrt, cotangent).examine()


def _not_finite(graph: Graph, values: Mapping[str, Array]) -> list[Finding]:
    found = []
    for node in graph.inputs:
        odd = np.argwhere(~np.isfinite(np.asarray(values[node.name], dtype=np.float64)))
        if len(odd):
            entries = tuple((node.name, tuple(int(i) for i in e)) for e in odd[:_SHOWN])
            span = graph.spans.get(node, (None,))[0]
            words = "a value that is not finite"
            found.append(Finding("undefined", "input", None, span, node.name, words, entries))
    return found


class _Walk:
    """The examination of one point; holds what its steps share."""

    def __init__(
        self, graph: Graph, point: Measuring, wrt: Sequence[str], cotangent: Node | None
    ) -> None:
        self.graph = graph
        self.point = point
        self.cotangent = cotangent
        self.roots = [node for node in graph.inputs if node.name in wrt]
        self.nodes = topological([graph.output])
        self.computed, self.measured = point.measure(self.nodes, quantities(self.nodes))
        self.dependent = depending(self.nodes, self.roots)
        everywhere = {root: np.ones(concrete(root), dtype=bool) for root in self.roots}
        self.moving = spread(
            self.nodes, self.computed, everywhere, derivative=True, zeros_stop=True
        )
        self.touched = {n.name: np.zeros(concrete(n), dtype=bool) for n in self.roots}

    def examine(self) -> Examination:
        undefined = self._missing_values() or self._missing_derivatives(unsure=False)
        if undefined:
            return Examination("undefined", tuple(undefined))
        kinks = self._kinks(unsure=False)
        if kinks:
            return Examination(
                "kink", tuple(kinks), {n: m for n, m in self.touched.items() if m.any()}
            )
        doubts = self._doubtful_values() or self._missing_derivatives(unsure=True)
        doubts = doubts or self._kinks(unsure=True)
        if doubts:
            return Examination("suspected", tuple(doubts))
        return Examination("smooth", nearest=self._nearest())

    # -- values ---------------------------------------------------------------

    def _missing_values(self) -> list[Finding]:
        lost = self._with_values(self.point.lost)
        faults = {node: (mask, "overflow", "overflow") for node, mask in lost}
        for m in self.measured:
            out = self._out(m) & ~m.unsure
            if out.any():
                node = m.quantity.node
                faults[node] = (landed(node, out, self.computed), "domain", _said(m.quantity))
        return self._reaching(faults, "undefined", derivative=False) or self._odd_output()

    def _doubtful_values(self) -> list[Finding]:
        faults = {}
        for m in self.measured:
            if m.quantity.relation in (">", ">=", "!=") and m.unsure.any():
                node = m.quantity.node
                faults[node] = (landed(node, m.unsure, self.computed), "domain", _said(m.quantity))
        for node, mask in self._with_values(self.point.open_values):
            faults.setdefault(node, (mask, "domain", "no value that any precision tells"))
        return self._reaching(faults, "suspected", derivative=False)

    def _out(self, m: Measured) -> Array:
        match m.quantity.relation:
            case ">":
                return m.value <= 0
            case ">=":
                return m.value < 0
            case "!=":
                return m.zero
        return np.zeros_like(m.zero)

    def _with_values(self, told: Callable[..., Array]) -> list[tuple[Node, Array]]:
        """Return the nodes, each with the entries of which something is told by their values."""
        found = []
        for node in self.nodes:
            value = self.computed[node]
            if node.op is None or node.condition or np.isfinite(value).all():
                continue
            mask = told(node, value, [self.computed[arg] for arg in node.args])
            if mask.any():
                found.append((node, mask))
        return found

    def _odd_output(self) -> list[Finding]:
        odd = np.isinf(self.computed[self.graph.output])
        if not odd.any():
            return []
        output = self.graph.output
        return [self._finding("undefined", "overflow", output, "a value that is not finite", odd)]

    # -- derivatives ----------------------------------------------------------

    def _missing_derivatives(self, *, unsure: bool) -> list[Finding]:
        faults = {}
        for m in self.measured:
            node, mask = m.quantity.node, m.unsure if unsure else m.zero
            mask = mask if m.quantity.relation in (">=", "jump") else np.zeros_like(mask)
            place = self._moving_part(node, mask)
            if place.any():
                cause = "jump" if m.quantity.relation == "jump" else "edge"
                faults[node] = (place, cause, _said(m.quantity, True))
        for node, mask, meets in self._open_decisions(unsure):
            if (mask & ~meets).any():
                faults[node] = (mask & ~meets, "jump", "a jump between the branches")
            elif any(np.isinf(slope).any() for slope in self._gap_slopes(node, mask)):
                faults[node] = (mask, "edge", "an infinite slope on one side")
        return self._reaching(faults, "suspected" if unsure else "undefined", derivative=True)

    def _open_decisions(self, unsure: bool) -> list[tuple[Node, Array, Array]]:
        """Return each undecided `where`: its undecided entries, and where its branches meet."""
        ties = {}
        for m in self.measured:
            node, mask = m.quantity.node, m.unsure if unsure else m.zero
            if m.quantity.relation == "equal" and mask.any():
                place = self._moving_part(node, mask & ~_won_alone(node, m.zero | m.unsure))
                if place.any():
                    ties[node] = place
        if not ties:
            return []
        conditions = [node for node in self.nodes if node.condition]
        open_ = spread(conditions, self.computed, ties, within=lambda node: node.condition)
        found = []
        for node in self.nodes:
            if node.function == "where" and node.args[0] in open_:
                mask = fitted(open_[node.args[0]], concrete(node))
                meets = np.broadcast_to(self.point.meets(*node.args[1:]), mask.shape)
                found.append((node, mask, meets))
        return found

    def _kinks(self, *, unsure: bool) -> list[Finding]:
        faults: list[tuple[Node, Array, Node | None, Array, str]] = []
        for m in self.measured:
            node, mask = m.quantity.node, m.unsure if unsure else m.zero
            if m.quantity.relation != "kink" or not mask.any():
                continue
            place = self._moving_part(node, mask)
            if place.any():
                faults.append((node, place, m.quantity.value, mask, m.quantity.words))
        for node, mask, meets in self._open_decisions(unsure):
            if (mask & meets).any() and not self._joins_smoothly(node, mask & meets):
                words = "a kink between the branches"
                faults.append((node, mask & meets, None, mask, words))
        return self._weighed(faults, "suspected" if unsure else "kink")

    def _weighed(
        self,
        faults: list[tuple[Node, Array, Node | None, Array, str]],
        status: Literal["kink", "suspected"],
    ) -> list[Finding]:
        if not faults:
            return []
        bars = self._gradients(self.graph.output, [fault[0] for fault in faults], self.cotangent)
        kept: list[tuple[Node, Array, str]] = []
        for (node, mask, selector, selected, words), bar in zip(faults, bars, strict=True):
            live = mask & (fitted(bar, mask.shape) != 0)
            if live.any() and node in spread(self.nodes, self.computed, {node: live}):
                kept.append((node, live, words))
                self._touch(node, live, selector, selected)
        kept.sort(key=lambda one: one[0].serial)
        return [self._finding(status, "kink", node, words, live) for node, live, words in kept]

    def _nearest(self) -> Nearest | None:
        """Return the kink that is reached first, in units of the entries that move."""
        found: list[Nearest] = []
        for m in self.measured:
            selector, node = m.quantity.value, m.quantity.node
            if m.quantity.relation != "kink" or selector not in self.dependent:
                continue
            if len(found) == _SHOWN or m.value.size > _LARGEST:
                return None
            (value,) = self.point.slopes([selector])
            if not value.size or not np.isfinite(value).any():
                continue
            place = np.unravel_index(int(np.nanargmin(np.abs(value))), value.shape)
            alone = np.zeros(value.shape)
            alone[place] = 1
            slopes = self._seeded(selector, alone)
            steep = sum(float(np.abs(slope).sum()) for slope in slopes)
            if np.isfinite(steep) and steep > 0:
                found.append(Nearest(float(abs(value[place])) / steep, self._text(node)))
        return min(found, key=lambda each: each.distance, default=None)

    def _joins_smoothly(self, node: Node, mask: Array) -> bool:
        slopes = self._gap_slopes(node, mask)
        return all(np.isfinite(slope).all() and not slope.any() for slope in slopes)

    def _gap_slopes(self, node: Node, mask: Array) -> list[Array]:
        """Return the slopes of the difference between the branches of a `where`."""
        gap = node.args[1] - node.args[2]
        return self._pulled(gap, fitted(mask, concrete(gap)))

    def _touch(self, node: Node, live: Array, selector: Node | None, selected: Array) -> None:
        """Mark the entries of the gradients behind a kink: those its selector moves with."""
        slopes = self._pulled(selector, selected) if selector is not None else []
        if not any(np.any(slope) for slope in slopes):
            slopes = [np.zeros(mask.shape) for mask in self.touched.values()]
            for arg in node.args:
                if arg in self.dependent and not arg.condition:
                    mask = live if concrete(arg) == live.shape else np.ones(concrete(arg), bool)
                    more = self._pulled(arg, mask)
                    slopes = [a + np.abs(b) for a, b in zip(slopes, more, strict=True)]
        for mask, slope in zip(self.touched.values(), slopes, strict=True):
            mask |= fitted(np.asarray(slope != 0), mask.shape)

    # -- shared ---------------------------------------------------------------

    def _moving_part(self, node: Node, mask: Array) -> Array:
        """Return the masked entries of a node that depend on some variable of the gradient."""
        place = landed(node, mask, self.computed)
        if not mask.any() or not any(arg in self.dependent for arg in node.args):
            return np.zeros_like(place)
        if not node.condition:
            return place & fitted(self.moving.get(node, np.zeros(place.shape, bool)), place.shape)
        moved = np.zeros(place.shape, dtype=bool)
        for arg in node.args:
            if arg in self.moving:
                moved |= np.broadcast_to(self.moving[arg], place.shape)
        return place & moved

    def _pulled(self, node: Node, mask: Any) -> list[Array]:
        """Return what the masked entries of a node pull back to the variables."""
        if not self.roots:
            return []
        # Uneven weights, so that two contributions do not cancel.
        weights = np.where(mask, 1 + np.arange(np.size(mask)).reshape(np.shape(mask)) % 97 / 389, 0)
        return self._seeded(node, np.broadcast_to(weights, concrete(node)))

    def _seeded(self, node: Node, weights: Array) -> list[Array]:
        """Return what weights of a node's entries pull back to the variables."""
        name = f"weights of {node.serial}"  # a blank keeps it apart from every typed name
        self.point.put(name, weights.astype(np.float64))
        seed = node.table.variable(name, node.shape)
        return self._gradients(node, self.roots, seed)

    def _gradients(self, output: Node, wrt: Sequence[Node], seed: Node | None) -> list[Array]:
        return self.point.slopes(reverse(output, wrt, seed))

    def _reaching(
        self,
        faults: Mapping[Node, tuple[Array, Any, str]],
        status: Literal["undefined", "suspected"],
        *,
        derivative: bool,
    ) -> list[Finding]:
        masks = {node: fault[0] for node, fault in faults.items()}
        output = self.graph.output
        if not masks or output not in spread(
            self.nodes, self.computed, masks, derivative=derivative
        ):
            return []
        found = []
        for node in sorted(masks, key=lambda node: node.serial)[:_SHOWN]:
            alone = {node: masks[node]}
            if output in spread(self.nodes, self.computed, alone, derivative=derivative):
                _, cause, words = faults[node]
                found.append(self._finding(status, cause, node, words, masks[node]))
        return found or [self._finding(status, *_any(faults))]

    def _text(self, node: Node) -> str:
        """Return a node as it was typed, the operator's name where it was not."""
        span, source = self.graph.spans.get(node, (None,))[0], self.graph.source
        return source.cut(span) if source is not None and span is not None else node.name

    def _finding(self, status: Any, cause: Any, node: Node, words: str, mask: Array) -> Finding:
        span = self.graph.spans.get(node, (None,))[0]
        text = self._text(node)
        entries = tuple((text, tuple(int(i) for i in e)) for e in np.argwhere(mask)[:_SHOWN])
        return Finding(status, cause, node, span, text, words, entries)


def _won_alone(node: Node, equal: Array) -> Array:
    """Return where `x == max(x)` holds and goes on to hold: there is no second winner."""
    for x, best in (node.args, node.args[::-1]):
        while best.function in _REPEATING:
            best = best.args[0]
        if best.function in ("max", "min") and best.args[0] is x and x.shape == node.shape:
            alone = equal.sum(axis=tuple(best.params["axis"]), keepdims=True) == 1
            return np.asarray(equal & alone)
    return np.zeros_like(equal)


def _said(quantity: Quantity, edge: bool = False) -> str:
    """Say what is wrong; a row's words that are a sentence of their own stay as they are."""
    if quantity.relation == "jump" or not quantity.words.startswith(("a ", "the ", "one ")):
        return quantity.words
    tail = {">": "is not positive", ">=": "is negative", "!=": "is zero"}[quantity.relation]
    return f"{quantity.words} {'is zero, where it has no finite slope' if edge else tail}"


def _any(faults: Mapping[Node, tuple[Array, Any, str]]) -> tuple[Any, Node, str, Array]:
    node = min(faults, key=lambda node: node.serial)
    mask, cause, words = faults[node]
    return cause, node, words, mask
