"""Grow random programs and run each through the whole command.

    python -m tests.grow --seed 7 --count 100

Prints a table of statuses, and every program that failed with the command that repeats it.
Fails if any program ended in a traceback, a usage error or a disagreement.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import shlex
import sys
from collections import Counter
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1] / "cli")]

from symgrad_cli.main import main as symgrad

from tests.growing import Program, grown

GOOD = ("agree", "kink", "undefined", "inconclusive", "limit")
CODES = {"agree": 0, "disagree": 1, "kink": 3, "undefined": 3, "inconclusive": 3, "limit": 2}


def run(program: Program) -> str:
    """Return the status that the command gives, or what went wrong."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = symgrad(["grad", *program.words, "--json"])
    if code == 4 or "Traceback" in err.getvalue():
        return "crash"
    answer = json.loads(out.getvalue())
    if "error" in answer:
        status = "limit" if answer["error"]["class"] == "limit" else "error"
    else:
        status = answer["verdict"]["status"]
    return status if CODES.get(status, 2) == code else f"exit {code} for {status}"


def main() -> int:
    """Grow, run, and print; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--statements", type=int, default=4)
    chosen = options.parse_args()
    statuses: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    failed = []
    for number in range(chosen.count):
        program = grown(random.Random(f"{chosen.seed}/{number}"), chosen.statements)
        status = run(program)
        statuses[status] += 1
        rows.update(program.rows)
        if status not in GOOD:
            failed.append((status, program))
    print(f"{chosen.count} programs grown with seed {chosen.seed} from {len(rows)} rows")
    for status, count in statuses.most_common():
        print(f"  {status:<14}{count:>6}  {100 * count / chosen.count:5.1f} %")
    for status, program in failed:
        print(f"{status}: symgrad grad {shlex.join(program.words)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
