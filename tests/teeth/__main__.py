"""Break every row in every way and ask the whole command.

    python -m tests.teeth [--row NAME] [--share K/N] [--all]

Prints a row's count of mutants caught, equivalent, open and missed, and names what was missed.
Fails if a mutant that changes the function is not noticed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from symgrad.ops.table import OPS
from tests.teeth.running import Outcome, outcomes

WORDS = ("caught", "equivalent", "open", "missed")


def main() -> int:
    """Run, print, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--row", choices=list(OPS))
    options.add_argument("--share", default="0/1", help="which part of the rows, such as 1/4")
    chosen = options.parse_args()
    part, parts = map(int, chosen.share.split("/"))
    names = [chosen.row] if chosen.row else list(OPS)[part::parts]
    total: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    blames: Counter[str] = Counter()
    print(f"{'row':<36}{'mutants':>8}" + "".join(f"{word:>12}" for word in WORDS))
    for name in names:
        found = outcomes(OPS[name])
        counts = Counter(each.status for each in found)
        if found:
            cells = "".join(f"{counts[word] or '':>12}" for word in WORDS)
            print(f"{name:<36}{len(found):>8}{cells}", flush=True)
        for each in found:
            kinds[each.kind, each.status] += 1
            if each.status in ("open", "missed"):
                print(f"    {each.status}: {each.kind} {each.name}", flush=True)
            if each.kind == "pullback" and each.status == "caught":
                blames[_blamed(each)] += 1
        total += counts
    print(f"{'all':<36}{sum(total.values()):>8}" + "".join(f"{total[word]:>12}" for word in WORDS))
    for kind in sorted({kind for kind, _ in kinds}):
        print(f"  {kind:<34}" + "  ".join(f"{word} {kinds[kind, word]}" for word in WORDS))
    print("  blamed: " + "  ".join(f"{word} {count}" for word, count in blames.most_common()))
    return 1 if total["missed"] or total["open"] else 0


def _blamed(each: Outcome) -> str:
    if not each.blamed:
        return "nobody"
    return "the row" if each.blamed == each.row else "another row"


if __name__ == "__main__":
    sys.exit(main())
