"""Ask the oracle about grown programs, or about every call of the rows, and print a summary.

    python -m tests.oracle --seed 7 --count 100
    python -m tests.oracle --rows softmax,norm

A wing that differs is printed with the command that repeats it; then the exit code is 1.
"""

from __future__ import annotations

import argparse
import random
import shlex
import sys
from collections import Counter
from collections.abc import Iterator

from symgrad.ops.row import Sample
from symgrad.ops.table import OPS
from tests.growing import grown
from tests.oracle.question import answer
from tests.patterns import patterns


def programs(seed: int, count: int, statements: int) -> Iterator[Sample]:
    """Yield programs that grow from the samples of the rows."""
    for number in range(count):
        program = grown(random.Random(f"{seed}/{number}"), statements)
        yield Sample(program.text, program.values)


def calls(names: str) -> Iterator[Sample]:
    """Yield every sample and pattern of some rows, or with "all" of every row."""
    for name in OPS if names == "all" else names.split(","):
        yield from patterns(name)


def main() -> int:
    """Ask, compare, and print; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--statements", type=int, default=3)
    options.add_argument("--rows", default="")
    chosen = options.parse_args()
    given = (chosen.seed, chosen.count, chosen.statements)
    samples = calls(chosen.rows) if chosen.rows else programs(*given)
    seen: Counter[str] = Counter()
    failed = []
    for sample in samples:
        found = answer(sample)
        seen[found.status] += 1
        if found.status == "differ":
            failed.append((sample, found))
    for status, count in seen.most_common():
        print(f"{count:>6}  {status}")
    for sample, found in failed:
        values = [f"{name}={text}" for name, text in sample.values.items()]
        print(f"symgrad grad {shlex.join([sample.text, *values])}")
        print(*(f"    {line}" for line in found.words), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
