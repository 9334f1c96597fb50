"""torch's answers, kept as data, so that they can be asked for where torch is not installed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from tests.eager.scenarios.running import Outcome, recorded, run
from tests.eager.scenarios.scenario import HERE, Scenario

PATH = HERE / "expected.json"


def release(torch: ModuleType) -> str:
    """Return the release of torch that answers: "2.13" of "2.13.0+cpu"."""
    return ".".join(torch.__version__.split(".")[:2])


def write(every: Iterable[Scenario], torch: ModuleType) -> None:
    """Ask torch about every scenario and keep what it says."""
    answers = {s.name: {"digest": s.digest, **run(s, torch).record()} for s in every}
    text = json.dumps({"torch": release(torch), "answers": answers}, indent=1, ensure_ascii=False)
    PATH.write_text(text + "\n", encoding="utf-8")


def load() -> dict[str, Any]:
    """Return the record as it was written: the release and the answers by name."""
    record: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return record


def answer(record: dict[str, Any], scenario: Scenario) -> Outcome:
    """Return torch's recorded answer.

    Raises:
        LookupError: if the program is not in the record, or was another one then.
    """
    entry = record["answers"].get(scenario.name)
    if entry is None or entry["digest"] != scenario.digest:
        raise LookupError(f"{scenario.name} is not in the record as it is written now")
    return recorded(entry)
