"""Mutate the symbolic wing and print which mutants the detector notices.

    python -m tests.algebra_teeth                  one mutant in eight
    python -m tests.algebra_teeth --all            every one
    python -m tests.algebra_teeth --module derive  every one of a module

A mutant is caught (wrong numbers, an error, no end, a law that does not hold), or its values are
right in another form, or nothing differs: then it is equivalent, with a reason in `equivalent.py`,
or missed.
Fails if one is missed.
"""

from __future__ import annotations

import argparse
import sys

from tests.algebra_teeth.equivalent import reason
from tests.algebra_teeth.mutation import MODULES, drawn, mutations
from tests.algebra_teeth.running import Outcome, run, settled, summary

SHARE = 8


def main() -> int:
    """Run, and print; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--module", choices=MODULES, action="append")
    options.add_argument("--all", action="store_true")
    options.add_argument("--share", type=int, default=SHARE)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--verbose", action="store_true")
    chosen = options.parse_args()
    found = [each for module in chosen.module or MODULES for each in mutations(module)]
    if not (chosen.all or chosen.module):
        found = drawn(found, chosen.share)
    missed: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        verdict = settled(outcome, reason)
        if verdict == "missed":
            missed.append(outcome)
        if verdict == "missed" or chosen.verbose:
            words = f"{outcome.verdict} {outcome.how}" if chosen.verbose else outcome.verdict
            print(f"{verdict}: {outcome.mutation.name}  [{words}]", flush=True)

    outcomes = run(found, chosen.workers, told)
    print(*summary(outcomes, reason), sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
