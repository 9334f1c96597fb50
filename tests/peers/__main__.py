"""Hold every row in every pattern against the peers that are installed.

    python -m tests.peers [--peer torch] [ROW ...]

Prints a table of rows against peers, the differences that have a reason, and every one that
has none. Fails if there is one without, or a reason that explains nothing.
"""

from __future__ import annotations

import argparse
import sys

from symgrad.ops.table import OPS
from tests.peers.interpret import Peer
from tests.peers.survey import Found, counted, survey, unneeded

PEERS = ("torch", "jax")


def peer_named(name: str) -> Peer:
    """Return a peer, if it is installed.

    Raises:
        ImportError: it is not.
    """
    if name == "torch":
        from tests.peers.torch_peer import Torch

        return Torch()
    from tests.peers.jax_peer import Jax

    return Jax()


def installed(names: list[str]) -> list[Peer]:
    """Return those peers that are installed, and say which are not."""
    found = []
    for name in names:
        try:
            found.append(peer_named(name))
        except ImportError as error:
            print(f"{name} is left out: {error}")
    return found


def main() -> int:
    """Compare and print; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--peer", choices=PEERS, action="append")
    options.add_argument("rows", nargs="*")
    chosen = options.parse_args()
    rows = chosen.rows or [name for name, op in OPS.items() if not op.values_only]
    peers = installed(chosen.peer or list(PEERS))
    print(f"{'row':<34}" + "".join(f"{peer.name:>12}" for peer in peers))
    every: dict[str, list[Found]] = {peer.name: [] for peer in peers}
    stale = []
    for row in rows:
        cells = []
        for peer in peers:
            found = list(survey(row, peer))
            every[peer.name] += found
            stale += [f"{peer.name} {row}: {reason}" for reason in unneeded(row, peer, found)]
            cells.append(f"{counted(found)['agrees']}/{len(found)}")
        print(f"{row:<34}" + "".join(f"{cell:>12}" for cell in cells), flush=True)
    return _summary(every, stale)


def _summary(every: dict[str, list[Found]], stale: list[str]) -> int:
    bad = 0
    for name, found in every.items():
        counts = counted(found)
        print(f"\n{name}: {len(found)} patterns of {len({each.row for each in found})} rows")
        for outcome, count in counts.most_common():
            print(f"  {outcome:<20}{count:>6}")
        for reason in dict.fromkeys(each.reason for each in found if each.reason):
            there = [each for each in found if each.reason is reason]
            named = ", ".join(dict.fromkeys(each.row for each in there))
            print(f"  {len(there)} of {named}: {reason.reason}")
        for each in found:
            if each.outcome in ("differs", "lacks"):
                print(f"  {each.outcome}: {each}")
        bad += counts["differs"]
    for words in stale:
        print(f"explains nothing: {words}")
    return 1 if bad or stale else 0


if __name__ == "__main__":
    sys.exit(main())
