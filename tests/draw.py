"""Draw calls of the rows and compare all that can be asked: both wings, and the peers.

    python -m tests.draw --seed 7 --count 200 [--rows softmax,norm] [--peer torch]

Prints a table of outcomes and, for each disagreement, the smallest call that still shows it.
Fails if a call crashed, the wings disagree, or two peers say another thing than symgrad. What one
peer says alone is printed, if there is no second to ask; it is its own matter if there is.
"""

from __future__ import annotations

import argparse
import random
import shlex
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

import symgrad as sg
from symgrad.errors import LimitError
from symgrad.graph.graph import Graph
from symgrad.ops.table import OPS
from tests.drawing import drawn, simpler, weight
from tests.patterns import Call, is_smooth
from tests.peers import ours
from tests.peers.__main__ import PEERS, installed
from tests.peers.interpret import Answers, Peer, Question, lacking

# A draw may be ill conditioned; what all sides lose differently is no disagreement.
_RTOL = 1e-6
# How many times what rounding can have changed here a peer may be away.
_LOST = 2.0**20
_TINY = 1e-290
_GOOD = ("agree", "kink", "undefined", "inconclusive", "limit", "nothing to differentiate")


def wings(call: Call) -> str:
    """Return the verdict on both wings, "limit", or what went wrong."""
    graph, question = ours.asked(call.sample)
    if not question.names or graph.output.condition:
        return "nothing to differentiate"
    scalar = graph.output.shape == ()
    try:
        found = sg.grad(call.text, dict(call.arrays), cotangent=None if scalar else question.y_bar)
    except LimitError:
        return "limit"
    except Exception as error:
        return f"crash: {type(error).__name__}: {error}"
    return str(found.verdict.status)


def beside(call: Call, peers: Sequence[Peer]) -> str:
    """Return whether the peers say the same: "agree", "alone" or who was outvoted."""
    graph, question = ours.asked(call.sample)
    able = [peer for peer in peers if not lacking(graph, peer)]
    try:
        mine = ours.answers(graph, question)
    except Exception as error:
        return f"crash: {type(error).__name__}: {error}"
    theirs = {}
    for peer in able:
        try:
            theirs[peer.name] = peer.answers(graph, question)
        except Exception:
            continue  # it refuses: no witness
    lost = _uncertain(graph, question, mine)
    against = [name for name, found in theirs.items() if not _same(mine, found, lost)]
    if len(against) == len(theirs) and against:
        return f"alone against {' and '.join(against)}"
    return f"with all but {' and '.join(against)}" if against else "agree"


def _uncertain(graph: Graph, question: Question, mine: Answers) -> Answers:
    """Return what rounding, and the last bit of each input, can change in each answer."""
    real = {name: np.asarray(question.values[name]) for name in question.names}
    apart = {name: np.nextafter(x, np.inf * np.sign(x)) for name, x in real.items()}
    values = {**question.values, **apart}
    moved = Question(values, question.names, question.y_bar, question.tangents)
    beside = ours.answers(graph, moved)
    rounded = ours.rounding(graph, question)
    return {what: rounded[what] + np.abs(beside[what] - mine[what]) for what in mine}


def _same(mine: Answers, theirs: Answers, lost: Answers) -> bool:
    """Tell whether answers are the same where both are numbers."""
    for what, found in mine.items():
        a, b = np.asarray(found), np.asarray(theirs[what])
        if a.shape != b.shape:
            return False
        known = np.isfinite(a) & np.isfinite(b)
        allowed = _RTOL * np.abs(a) + _LOST * np.broadcast_to(lost[what], a.shape) + _TINY
        if np.any(np.abs(a - b)[known] > allowed[known]):
            return False
    return True


def smallest(call: Call, still: Callable[[Call], bool]) -> Call:
    """Return a call with less in it for which something still holds."""
    found = True
    while found:
        found = False
        for less in simpler(call):
            if weight(less) < weight(call) and is_smooth(less) and still(less):
                call, found = less, True
                break
    return call


def repeat(call: Call) -> str:
    """Return the command line that repeats a call."""
    values = [f"{name}={text}" for name, text in call.sample.values.items()]
    return f"symgrad grad {shlex.join([call.text, *values])}"


def main() -> int:
    """Draw, compare, and print; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--rows", default="")
    options.add_argument("--peer", choices=PEERS, action="append")
    chosen = options.parse_args()
    named = chosen.rows.split(",") if chosen.rows else list(OPS)
    rows = [name for name in named if OPS[name].samples]
    peers = installed(chosen.peer or list(PEERS))
    warnings.simplefilter("ignore")
    counts: dict[str, Counter[str]] = {"wings": Counter(), "peers": Counter()}
    bad = []
    for number in range(chosen.count):
        rng = random.Random(f"{chosen.seed}/{number}")
        call = drawn(OPS[rng.choice(rows)], rng)
        here, there = wings(call), beside(call, peers)
        counts["wings"][here.split(":")[0]] += 1
        counts["peers"][there.split(":")[0]] += 1
        if here not in _GOOD:
            bad.append((here, smallest(call, lambda c, was=here: wings(c) == was)))
        elif there.startswith(("alone", "crash")):
            bad.append((there, smallest(call, lambda c, was=there: beside(c, peers) == was)))
    print(f"{chosen.count} calls drawn with seed {chosen.seed}")
    for what, outcomes in counts.items():
        for outcome, count in outcomes.most_common():
            print(f"  {what:<8}{outcome:<40}{count:>6}")
    for words, call in bad:
        print(f"{words}\n  {repeat(call)}")
    return 1 if any(not words.startswith("alone") or " and " in words for words, _ in bad) else 0


if __name__ == "__main__":
    sys.exit(main())
