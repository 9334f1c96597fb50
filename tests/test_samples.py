"""Whatever the README and the samples say is what the program does.

SYMGRAD_UPDATE=1 writes today's output into the files instead; read the difference before
you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.literate import Example, examples, rewrite

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "README.md", *sorted((ROOT / "samples").rglob("*.md"))]

if os.environ.get("SYMGRAD_UPDATE"):
    for file in FILES:
        rewrite(file)


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(example, id=f"{file.relative_to(ROOT)}:{example.line}")
        for file in FILES
        for example in examples(file)
    ],
)
def test_example(example: Example) -> None:
    assert example.output == example.expected, f"{example.path}:{example.line}: {example.command}"


def test_every_file_has_examples() -> None:
    assert [file.name for file in FILES if not examples(file)] == []
