"""The algebra has teeth: no change of meaning in the symbolic wing goes unnoticed.

Some mutants are run here, more with `-m slow`, all of them by `python -m tests.algebra_teeth`.
They run in a process of their own, which has not loaded the symbolic wing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.algebra_teeth.equivalent import EQUIVALENT
from tests.algebra_teeth.mutation import MODULES, drawn, functions_of, mutations

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants run in forked processes")
# One mutant in so many: what is run at once, and what takes minutes.
FEW = 120
MANY = 8


def table(*words: str) -> tuple[int, str]:
    """Return the exit code and the output of the command."""
    command = [sys.executable, "-m", "tests.algebra_teeth", *words]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False
    )
    return done.returncode, done.stdout + done.stderr


def counted(printed: str) -> tuple[int, int, int, int]:
    """Return how many mutants are caught, of another form, equivalent and missed."""
    found = re.search(r"^all\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", printed, re.MULTILINE)
    assert found is not None, printed
    caught, other, equivalent, missed = map(int, found.groups())
    return caught, other, equivalent, missed


def none_missed(share: int, fewest: int) -> None:
    """Run one mutant in so many; so many at least must be caught, and none missed."""
    code, printed = table("--share", str(share))
    caught, _, _, missed = counted(printed)
    assert caught > fewest, printed
    assert missed == 0, printed
    assert code == 0, printed


def test_of_a_few_mutants_none_is_missed() -> None:
    none_missed(FEW, 8)


@pytest.mark.slow
def test_of_many_mutants_none_is_missed() -> None:
    none_missed(MANY, 180)


def test_listed_mutants_exist() -> None:
    found = [each for module in MODULES for each in mutations(module)]
    names = {each.name for each in found}
    names |= {f"{each.module}.{each.function}: {each.before}" for each in found}
    places = {f"{module}.{function}" for module in MODULES for function in functions_of(module)}
    assert set(EQUIVALENT) <= names | places | set(MODULES)


def test_drawing_is_the_same_every_time() -> None:
    found = mutations("derive")
    assert drawn(found, 4) == drawn(mutations("derive"), 4)
    assert 0.1 * len(found) < len(drawn(found, 4)) < 0.45 * len(found)


def test_a_mutation_changes_one_place() -> None:
    named = {each.name: each for each in mutations("sums")}
    assert len(named) == len({each.source for each in named.values()})
