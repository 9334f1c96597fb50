"""Print how many scenarios of each topic give what torch gives, and where the others differ.

python -m tests.eager.scenarios                  against the record
python -m tests.eager.scenarios --topic hooks    of one topic only
python -m tests.eager.scenarios --record         ask the installed torch anew
python -m tests.eager.scenarios --show hooks     print torch's answers to one topic
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections import Counter

from tests.eager.scenarios import record
from tests.eager.scenarios.running import difference, run
from tests.eager.scenarios.scenario import Scenario, scenarios


def show(every: list[Scenario]) -> None:
    """Print every program with what torch answered."""
    kept = record.load()
    for scenario in every:
        print(f"=== {scenario.name}", scenario.program, sep="\n")
        print(*(f"    {line}" for line in record.answer(kept, scenario).lines()), sep="\n")


def compare(every: list[Scenario]) -> int:
    """Run every scenario, print the table and the differences; return how many differ."""
    kept = record.load()
    eager = importlib.import_module("symgrad.eager")
    total, passed, apart = Counter[str](), Counter[str](), []
    for scenario in every:
        found = difference(record.answer(kept, scenario), run(scenario, eager))
        total[scenario.topic] += 1
        passed[scenario.topic] += not found
        apart += [(scenario.name, found)] if found else []
    for topic, count in total.items():
        print(f"{topic:<24} {passed[topic]:>4} of {count}")
    print(f"{'all':<24} {passed.total():>4} of {total.total()}")
    for name, found in apart:
        print(f"{name}: {found}")
    return len(apart)


def main() -> int:
    """Do what the options ask for; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--record", action="store_true")
    options.add_argument("--topic", default="")
    options.add_argument("--show", default="")
    chosen = options.parse_args()
    every = list(scenarios())
    if chosen.record:
        record.write(every, importlib.import_module("torch"))
        return 0
    topic = chosen.show or chosen.topic
    every = [scenario for scenario in every if topic in ("", scenario.topic)]
    if chosen.show:
        show(every)
        return 0
    return min(compare(every), 1)


if __name__ == "__main__":
    sys.exit(main())
