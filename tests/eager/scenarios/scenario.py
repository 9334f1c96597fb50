"""A scenario: one short program of a topic, written for the name `torch`.

A topic is a text file beside this one; `=== title` opens a program, which goes on to the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
OPENING = "=== "


@dataclass(frozen=True)
class Scenario:
    """One program: where it belongs, what it shows, and its text."""

    topic: str
    title: str
    program: str

    @property
    def name(self) -> str:
        return f"{self.topic}/{self.title.replace(' ', '-')}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.program.encode()).hexdigest()[:16]


def read(path: Path) -> Iterator[Scenario]:
    """Yield the scenarios of one topic's file, in its order."""
    for part in ("\n" + path.read_text(encoding="utf-8")).split("\n" + OPENING)[1:]:
        title, _, program = part.partition("\n")
        yield Scenario(path.stem, title.strip(), program.strip() + "\n")


def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario; two of one name are a mistake."""
    found = tuple(s for path in sorted(HERE.glob("*.txt")) for s in read(path))
    names = [scenario.name for scenario in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"scenarios of one name: {sorted(twice)}")
    return found
