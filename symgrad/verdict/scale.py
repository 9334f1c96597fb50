"""What derivatives are weighed with: balls where they can be afforded, running bounds elsewhere.

A closed form is copied into the table of the expression, so what both sides share is enclosed
once. May import `numeric` and the rest of `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from symgrad.graph.graph import Graph
from symgrad.graph.node import Node
from symgrad.graph.rebuild import transplant
from symgrad.graph.walk import topological
from symgrad.numeric.bound import bounded
from symgrad.numeric.jacobian import bounded_jacobian
from symgrad.verdict.budget import Cost, cost_of
from symgrad.verdict.certify import UNDECIDED, certify
from symgrad.verdict.compare import Comparison, compare
from symgrad.verdict.domain import examine
from symgrad.verdict.examination import Examination
from symgrad.verdict.measuring import Enclosing, Measuring, Running
from symgrad.verdict.point import DIGITS, Point
from symgrad.verdict.sweeps import Sweep
from symgrad.verdict.weighing import weigh_certified

Array = np.ndarray[Any, np.dtype[Any]]
# Fewer digits than these, by running bounds, confirm nothing.
_FEWEST = 6


class Scale:
    """A point, and both sides of some derivatives there.

    Args:
        graph: what is differentiated, all sizes numbers.
        formulas: for each derivative the graph of its closed form.
        sweeps: for each what the numeric wing runs.
        point: where, and how closely.
    """

    def __init__(
        self,
        graph: Graph,
        formulas: Mapping[str, Graph],
        sweeps: Mapping[str, Sweep],
        point: Point,
    ) -> None:
        self.point = point
        self.formulas = formulas
        self.sweeps = {key: sweeps[key] for key in formulas}
        self.closed = {key: _shared(graph, each) for key, each in formulas.items()}
        cost = self._cost(graph)
        self.enclosing = point.demand.certify or cost.affordable
        self.measuring: Measuring = (
            Enclosing(point.enclosures, cost.last_precision())
            if self.enclosing
            else Running(point.values)
        )
        self.last = cost.last_precision()

    @property
    def digits(self) -> int:
        """How many digits both sides must share: those asked for, at least a double's."""
        return max(DIGITS, self.point.demand.digits)

    def _cost(self, graph: Graph) -> Cost:
        once = cost_of(topological([graph.output, *self.closed.values()]))
        entries, products = once.entries, once.products
        for sweep in self.sweeps.values():
            each = cost_of(topological([sweep.node]))
            entries += each.entries * sweep.runs
            products += each.products * sweep.runs
        return Cost(entries, products)

    def compared(self, examination: Examination) -> dict[str, Comparison]:
        """Return for each derivative both sides, entry by entry."""
        if not self.enclosing or examination.status == "undefined":
            return {key: self._by_bounds(key, *self._swept[key]) for key in self.sweeps}
        lost: dict[str, bool] = {}

        def valueless(key: str) -> bool:
            lost[key] = self._has_no_value(key)
            return lost[key]

        certified = certify(
            self.point.enclosures,
            self.sweeps,
            self.closed,
            digits=self.digits,
            last=self.last,
            leave=examination.kinks,
            valueless=valueless,
        )
        found = {}
        for key, each in certified.items():
            value, bound = self._swept[key]
            doubt = (
                "the closed form has no value here"
                if lost.get(key)
                else f"too few digits in common, at {each.precision} bits"
                if (each.status == UNDECIDED).any()
                else ""
            )
            weighed = weigh_certified(each, value, bound, self.point.dtype, self.digits, doubt)
            found[key] = self._with_choices(key, weighed, bound, examination)
        return found

    def _with_choices(
        self, key: str, weighed: Comparison, bound: Array, examination: Examination
    ) -> Comparison:
        """Return a comparison with entries on a kink compared by the slopes chosen there.

        Where nothing is known of a closed form, its value in floating point is shown.
        """
        on_kink = ~examination.smooth(key, weighed.status.shape)
        smooth = ~on_kink & ~np.isnan(weighed.symbolic)
        if smooth.all():
            return weighed
        chosen, other = self._closed(key, weighed.status.shape)
        by_choice = compare(chosen, weighed.reverse, bound, other, self.point.dtype)
        return replace(
            weighed,
            symbolic=np.where(smooth, weighed.symbolic, by_choice.symbolic),
            ulps=np.where(smooth, weighed.ulps, by_choice.ulps),
            digits=np.where(smooth, weighed.digits, by_choice.digits),
            status=np.where(smooth | ~on_kink, weighed.status, by_choice.status),
            lost=None if weighed.lost is None else np.where(smooth, weighed.lost, 0),
        )

    def _has_no_value(self, key: str) -> bool:
        point = Enclosing(self.point.enclosures, self.last)
        return examine(self.formulas[key], self.point.values, (), point=point).status == "undefined"

    @cached_property
    def _swept(self) -> dict[str, tuple[Array, Array]]:
        """For each derivative the engine's values, and the running error bound of those."""
        point, rounded = self.point, self.point.rounded
        single = {key: sweep.node for key, sweep in self.sweeps.items() if sweep.by is None}
        pairs = bounded(list(single.values()), point.values, point.dtype, rounded=rounded)
        found = dict(zip(single, pairs, strict=True))
        for key, sweep in self.sweeps.items():
            if sweep.by is not None:
                found[key] = bounded_jacobian(
                    sweep.node, sweep.by, point.values, point.dtype, rounded=rounded
                )
        return found

    def _closed(self, key: str, shape: tuple[int, ...]) -> tuple[Array, Array]:
        output = self.formulas[key].output
        ((value, bound),) = bounded([output], self.point.values, self.point.dtype, at_kinks=True)
        return np.broadcast_to(value, shape), np.broadcast_to(bound, shape)

    def _by_bounds(self, key: str, found: Array, bound: Array) -> Comparison:
        shape = np.shape(found)
        closed, other = self._closed(key, shape)
        compared = compare(closed, found, bound, other, self.point.dtype)
        if self.enclosing:
            return compared
        vague = (compared.status == "agree") & (compared.digits < _FEWEST) & (found != 0)
        status = np.where(vague, "inconclusive", compared.status)
        doubtful = status == "inconclusive"
        if not doubtful.any():
            return compared
        gap = np.abs(np.where(doubtful, closed - found, 0))
        place = np.unravel_index(int(np.nanargmax(gap)), shape)
        where = f"[{', '.join(map(str, map(int, place)))}]" if place else ""
        words = f"larger than the certified budget, difference {gap[place]:.3g} at {key}{where}"
        return replace(
            compared, status=status, doubt=f"{words}; --certify encloses it all the same"
        )


def _shared(graph: Graph, form: Graph) -> Node:
    """Return a closed form as a node of the expression's table."""
    if form.table is graph.table:
        return form.output
    return transplant([form.output], graph.table)[form.output]
