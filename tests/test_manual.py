"""The manual page is what the program says today; SYMGRAD_UPDATE=1 writes it anew."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from symgrad.ops.table import OPS
from tests.manual import PAGE, page


def test_the_page_is_what_the_program_says() -> None:
    written = page()
    if os.environ.get("SYMGRAD_UPDATE"):
        PAGE.write_text(written, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written, "run python -m tests.manual"


def test_every_function_has_its_entry() -> None:
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    entries = [line.removeprefix("### ").replace("\\", "") for line in lines if line[:4] == "### "]
    assert sorted(entries) == sorted(OPS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_nothing_printed_depends_on_the_hash_of_a_string(seed: str) -> None:
    """Each derivation is printed in the same words by every process."""
    command = [sys.executable, "-c", "from tests.manual import page; print(page(), end='')"]
    place = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=place, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == PAGE.read_text(encoding="utf-8")
