"""Landmarks: the values on the way of a sweep that get a name when it is told step by step.

A sweep visits many terms: parts of definitions, transposes, sums of everything. Whoever reads
wants to meet the values of the question instead, and one rule between two of them. So

- a value of the question that the sweep visited is a landmark, and so is the output; where
  a definition is opened up, every term of it that the sweep visited is one;
- what is used once, below nothing but sums, multiples and transposes, is told together with
  its user: `sum(r**2)` is one value, and `A @ x - b` is one;
- whatever the program gave a name keeps it.

Leaving out a value is safe: between landmarks all paths of the sweep are followed, so what
arrives at a landmark is the same as in the sweep itself. May import its own package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from symgrad.symbolic.derive import dependents
from symgrad.symbolic.term import Term, topological

_MOST_TOGETHER = 4
_CONSTANT = frozenset({"ones", "eye"})


def is_plain(term: Term) -> bool:
    """Tell whether a term only adds, repeats or permutes entries and multiplies by numbers."""
    if term.op == "prod":
        return sum(arg.op not in _CONSTANT for arg in term.args) <= 1
    return term.op in ("add", "scale")


class Landmarks:
    """The values of one sweep that are told.

    Args:
        value: the output. variables: by which it is differentiated.
        visited: the terms that the sweep visited.
        known: the terms that are values of the question, and parts of definitions that are opened.
        named: those that the program of the question named.

    Attributes:
        order: the terms below the output, operands first. reached: those with a derivative.
        kept: the landmarks, operands first, without variables.
    """

    def __init__(
        self,
        value: Term,
        variables: Sequence[Term],
        visited: Collection[Term],
        known: Collection[Term],
        named: Collection[Term],
    ) -> None:
        self.value = value
        self.order = topological([value])
        self.reached = dependents(self.order, variables)
        self._uses = Counter(arg for term in self.order for arg in term.args)
        candidates = [
            term
            for term in self.order
            if term.args and term in visited and (term in known or term is value)
        ]
        constants = [t for t in self.order if t.args and t in named and t not in self.reached]
        marks = {*candidates, *variables}
        melted = self._melted(candidates, marks, set(named))
        self.kept = [t for t in self.order if t in {*candidates, *constants} - melted]

    def _melted(self, candidates: Sequence[Term], marks: set[Term], named: set[Term]) -> set[Term]:
        """Return the candidates that are told together with their user."""
        melted: set[Term] = set()
        open_for: dict[Term, Term] = {}
        told = Counter[Term]()
        for term in reversed(candidates):
            single = self._uses[term] == 1 and term is not self.value and term not in named
            root = open_for.get(term) if single else None
            if root is not None and told[root] < _MOST_TOGETHER:
                melted.add(term)
                told[root] += 1
            else:
                root = term
            region = self._region(term, marks)
            if all(map(is_plain, region)):
                open_for |= {arg: root for part in region for arg in part.args}
        return melted

    def _region(self, term: Term, marks: Collection[Term]) -> list[Term]:
        """Return a term with the reached terms below it, down to the next marks."""
        region, waiting = {term}, [term]
        while waiting:
            for arg in waiting.pop().args:
                if arg in self.reached and arg not in marks and arg not in region:
                    region.add(arg)
                    waiting.append(arg)
        return sorted(region, key=lambda part: part.serial)


def copied(order: Iterable[Term], names: Mapping[Term, str]) -> dict[Term, Term]:
    """Return for each term what it is with named terms as variables.

    The terms go into a table of their own, in the same order, as they are: nothing is normalised
    again, and a term that is named comes out as its definition.

    Args:
        order: terms, operands first. names: what some of them are called.
    """
    order = list(order)
    terms = type(order[0].terms)(tame=order[0].terms.tame)
    variables: dict[Term, Term] = {}
    found: dict[Term, Term] = {}
    for term in order:
        args = [variables.get(arg) or found[arg] for arg in term.args]
        found[term] = terms.make(term.op, args, term.data, term.shape)
        if term in names:
            variables[term] = terms.var(names[term], term.shape)
    for row in order[0].terms.rows:
        if all(part in found for part in row):
            x, w = (variables.get(part) or found[part] for part in row)
            terms.rows.add((x, w))
    return found
