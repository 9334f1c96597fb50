"""Chains: how the indices of rows become those of columns, one step of factors at a time.

A search, shortest chains first. A state is the indices that a matrix product is summed over
at this place; a factor under just these indices scales, other factors lead from one index to
the next. An index that is left must have no factor any more, for it is summed there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

_MOST_STATES = 4000


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one index in a step.

    Attributes:
        old, new: the index before and after, "" where one begins or ends here.
        factors: the numbers of the factors that lead there: a matrix, or a vector for each
            of both indices, None for ones. Empty where the index stays.
    """

    old: str
    new: str
    factors: tuple[int | None, ...] = ()


# A step scales by one factor, or moves every index.
Step = int | tuple[Move, ...]
State = tuple[str, ...]


def chain(factors: Sequence[str], rows: str, columns: str) -> tuple[list[Step], State] | None:
    """Return the steps that use every factor up, and the order in which the columns come out.

    Args:
        factors: the indices of each factor, one or two letters.
        rows, columns: the indices of the result, one or two letters each.
    """
    start = (tuple(rows), frozenset(range(len(factors))))
    reached: dict[tuple[State, frozenset[int]], list[Step]] = {start: []}
    waiting = deque([start])
    crossed: tuple[list[Step], State] | None = None
    while waiting and len(reached) < _MOST_STATES:
        place = waiting.popleft()
        state, left = place
        if crossed is not None and len(reached[place]) > len(crossed[0]):
            return crossed
        if not left and state == tuple(columns):
            return reached[place], state
        if not left and state[::-1] == tuple(columns):
            crossed = crossed or (reached[place], state)
        for step, after, rest in _steps(factors, columns, state, left):
            if (after, rest) not in reached:
                reached[after, rest] = [*reached[place], step]
                waiting.append((after, rest))
    return crossed


def _steps(
    factors: Sequence[str], columns: str, state: State, left: frozenset[int]
) -> Iterator[tuple[Step, State, frozenset[int]]]:
    """Give what can be done next."""
    for k in sorted(left):
        if len(state) == 2 and sorted(factors[k]) == sorted(state):
            yield k, state, left - {k}
    choices = [list(_moves(factors, columns, state, left, old)) for old in state]
    begun = list(_begun(factors, columns, state, left)) if len(state) < len(columns) else []
    for moves in product(*choices):
        for step in (moves, *((b, *moves) for b in begun), *((*moves, b) for b in begun)):
            used = [k for move in step for k in move.factors if k is not None]
            after = tuple(move.new for move in step if move.new)
            rest = left - set(used)
            gone = {move.old for move in step if move.old and move.old != move.new}
            if len(set(used)) < len(used) or len(set(after)) < len(after) or not after:
                continue
            if all(not move.factors for move in step) or gone & _letters(factors, rest):
                continue
            yield step, after, rest


def _moves(
    factors: Sequence[str], columns: str, state: State, left: frozenset[int], old: str
) -> Iterator[Move]:
    """Give what may become of an index."""
    yield Move(old, old)
    if old in columns:
        return
    for k in sorted(left):
        if len(factors[k]) == 2 and old in factors[k]:
            new = factors[k].replace(old, "")
            if new not in state:
                yield Move(old, new, (k,))
    vectors = _vectors(factors, left, old)
    for begun in _begun(factors, columns, state, left):
        for vector in vectors:
            yield Move(old, begun.new, (vector, *begun.factors))
    if len(state) > len(columns):
        for vector in vectors:
            yield Move(old, "", (vector,))


def _begun(
    factors: Sequence[str], columns: str, state: State, left: frozenset[int]
) -> Iterator[Move]:
    """Give the indices of columns that may begin here."""
    for new in columns:
        if new not in state:
            for k in _vectors(factors, left, new):
                yield Move("", new, (k,))


def _vectors(factors: Sequence[str], left: frozenset[int], letter: str) -> list[int | None]:
    """Return the vectors under an index, or ones where there is none."""
    return [k for k in sorted(left) if factors[k] == letter] or [None]


def _letters(factors: Sequence[str], left: frozenset[int]) -> set[str]:
    return {letter for k in left for letter in factors[k]}
