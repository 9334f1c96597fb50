"""The comparison of all rows in all patterns with one peer."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from symgrad.ops.row import Sample
from tests.patterns import patterns
from tests.peers import ours
from tests.peers.differences import DIFFERENCES, Difference
from tests.peers.interpret import Peer, lacking

Outcome = Literal["agrees", "differs with reason", "lacks", "differs"]


@dataclass(frozen=True)
class Found:
    """What one comparison found.

    Attributes:
        row, sample: of what. outcome: in a word. words: what differs, or who could not.
        reason: the listed difference that explains it.
    """

    row: str
    sample: Sample
    outcome: Outcome
    words: str = ""
    reason: Difference | None = None

    def __str__(self) -> str:
        return f"{self.sample.text} with {dict(self.sample.values)}: {self.words}"


def survey(row: str, peer: Peer) -> Iterator[Found]:
    """Compare one row in all its patterns with a peer."""
    for sample in patterns(row):
        yield compared(row, sample, peer)


def compared(row: str, sample: Sample, peer: Peer) -> Found:
    """Compare one pattern with a peer."""
    graph, question = ours.asked(sample)
    missing = lacking(graph, peer)
    if missing:
        return Found(row, sample, "lacks", f"{peer.name} has no {', '.join(missing)}")
    try:
        mine = ours.answers(graph, question)
    except Exception as error:
        return Found(row, sample, "differs", f"here: {_named(error)}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = peer.answers(graph, question)
    except Exception as error:
        return _judged(row, sample, _known(row, sample, peer), f"there: {_named(error)}")
    apart = ours.differing(mine, theirs)
    if not apart:
        return Found(row, sample, "agrees")
    known = _known(row, sample, peer)
    far = known and known.rtol is not None and ours.differing(mine, theirs, known.rtol)
    return _judged(row, sample, None if far else known, "; ".join(apart))


def _judged(row: str, sample: Sample, known: Difference | None, words: str) -> Found:
    outcome: Outcome = "differs with reason" if known else "differs"
    return Found(row, sample, outcome, words, known)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _known(row: str, sample: Sample, peer: Peer) -> Difference | None:
    for each in DIFFERENCES:
        if each.peer == peer.name and row in each.rows and each.where(sample):
            return each
    return None


def unneeded(row: str, peer: Peer, found: list[Found]) -> list[str]:
    """Return the reasons that are listed for a row and explain nothing."""
    used = {each.reason for each in found}
    return [
        each.reason
        for each in DIFFERENCES
        if each.peer == peer.name and row in each.rows and each not in used
    ]


def counted(found: list[Found]) -> Counter[Outcome]:
    """Return how often each outcome was found."""
    return Counter(each.outcome for each in found)
