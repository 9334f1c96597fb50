"""The notebooks of samples/seeds print what stands beside them, under symgrad and under torch."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from tests.eager.scenarios.running import neutral

SEEDS = sorted((Path(__file__).parents[2] / "samples" / "seeds").glob("*.py"))
IMPORT = "import symgrad.eager as torch\n"


def printed(text: str, name: str) -> str:
    """Return what a script prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(text, name, "exec"), {"__name__": "__main__"})
    return neutral(out.getvalue())


def test_there_are_seeds() -> None:
    assert len(SEEDS) == 5


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_a_seed_prints_what_stands_beside_it(seed: Path) -> None:
    expected = seed.with_suffix(".txt").read_text(encoding="utf-8")
    assert printed(seed.read_text(encoding="utf-8"), seed.name) == neutral(expected)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_torch_prints_it_too(seed: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    text = seed.read_text(encoding="utf-8")
    assert text.count(IMPORT) == 1
    expected = seed.with_suffix(".txt").read_text(encoding="utf-8")
    assert printed(text.replace(IMPORT, "import torch\n"), seed.name) == neutral(expected)
