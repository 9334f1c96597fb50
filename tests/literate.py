"""Literate files: Markdown whose console blocks are run and compared.

A block that starts with ```console holds commands after `$ `, each followed by what it
prints. `; echo $?` after a command shows its exit code. Commands run in the folder of the
file, in this process, without a terminal.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from symgrad_cli.main import main

FENCE = "```"
ECHO = "; echo $?"


@dataclass(frozen=True)
class Example:
    """One command of a file: its line, counted from 1, and the output that stands below it."""

    path: Path
    line: int
    command: str
    expected: str

    @property
    def output(self) -> str:
        """What the command prints now."""
        return run(self.command, self.path.parent)


def run(command: str, folder: Path) -> str:
    """Return what a command prints, both streams, and its exit code if the line asks for it."""
    asked = command.endswith(ECHO)
    words = shlex.split(command.removesuffix(ECHO), comments=True)
    assert words[0] == "symgrad", f"only symgrad runs in a literate file: {command}"
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.chdir(folder):
        kept = {name: os.environ.pop(name, None) for name in ("FORCE_COLOR", "COLUMNS")}
        try:
            code = main(words[1:])
        finally:
            os.environ.update({name: value for name, value in kept.items() if value is not None})
    return out.getvalue() + (f"{code}\n" if asked else "")


def examples(path: Path) -> list[Example]:
    """Return the commands of a file with the output that it states."""
    found: list[Example] = []
    inside, current, below = False, None, []  # type: bool, tuple[int, str] | None, list[str]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        starts = inside and line.startswith("$ ")
        ends = inside and line.startswith(FENCE)
        if (starts or ends) and current:
            found.append(Example(path, current[0], current[1], "".join(below)))
            current = None
        if starts:
            current, below = (number, line[2:]), []
        elif current:
            below.append(line + "\n")
        inside = (inside and not ends) or line.startswith(FENCE + "console")
    return found


def rewrite(path: Path) -> None:
    """Put what the commands print now into a file."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for example in reversed(examples(path)):
        count = example.expected.count("\n")
        lines[example.line : example.line + count] = [example.output]
    path.write_text("".join(lines), encoding="utf-8")
