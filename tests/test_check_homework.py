"""The sample that marks a class from the shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_twelve_answers_are_marked_by_exit_code() -> None:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "samples/homework/mark.sh")],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "SYMGRAD": f"{sys.executable} -m symgrad_cli",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")]),
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    marks = [line.split()[1] for line in done.stdout.splitlines()[1:13]]
    assert marks == [
        "right", "right", "right", "right",
        "wrong", "wrong", "invalid", "undecided",
        "wrong", "right", "invalid", "right",
    ]  # fmt: skip
    assert done.stdout.splitlines()[-1] == "6 right, 3 wrong, 2 invalid, 1 undecided"
