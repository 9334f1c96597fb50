"""Calls that cannot be: each is refused with its reason, its place and a mend.

«» marks the characters that the caret has to stand under. The message names the function, and
both shapes where there are two; the mend is what to do about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from symgrad_cli.main import main

import symgrad as sg
from symgrad.errors import SymgradError


@dataclass(frozen=True)
class Case:
    """A call: its text with the wrong part marked, the shapes of its variables, what is said."""

    marked: str
    shapes: str
    code: str
    message: str
    mend: str

    @property
    def text(self) -> str:
        return self.marked.replace("«", "").replace("»", "")

    @property
    def part(self) -> str:
        found = re.search("«(.*)»", self.marked)
        assert found is not None
        return found[1]

    @property
    def declared(self) -> dict[str, tuple[int, ...]]:
        pairs = [word.split(":") for word in self.shapes.split()]
        return {name: tuple(map(int, sizes.split(","))) if sizes else () for name, sizes in pairs}


def read_cases() -> list[Case]:
    """Return the cases of the table beside this file."""
    text = Path(__file__).with_name("invalid_calls.txt").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    found = []
    for call, said in zip(lines[::2], lines[1::2], strict=True):
        marked, shapes, code = (part.strip() for part in call.split("|"))
        message, mend = said.strip().split(" => ")
        found.append(Case(marked, shapes, code, message, mend))
    return found


CASES = read_cases()


def raised(case: Case) -> SymgradError:
    with pytest.raises(SymgradError) as caught:
        sg.parse(case.text, shapes=case.declared)
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_the_error_says_what_where_and_what_to_do(case: Case) -> None:
    error = raised(case)
    assert error.code == case.code
    assert case.message in error.message
    assert case.mend in error.help
    assert error.span is not None
    assert error.source is not None
    assert error.source.cut(error.span) == case.part
    assert error.span.start == case.marked.index("«")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_the_command_line_shows_it(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", case.text, *case.shapes.split()]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    head, line, carets, *more = shown.err.rstrip("\n").split("\n")
    assert more == []
    assert head.startswith(f"error[{case.code}]: ")
    assert line == f"  {case.text}"
    start = 2 + case.marked.index("«")
    assert carets.startswith(" " * start + "^" * len(case.part) + "  ")
    assert case.mend in carets


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.text)
def test_shapes_that_do_not_fit_are_all_named(case: Case) -> None:
    if case.code != "shape-mismatch":
        return
    message = raised(case).message
    assert len(re.findall(r"\(\d*(?:, ?\d*)*\)", message)) >= 2, message


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 150
    assert len({case.text for case in CASES}) == len(CASES)
    assert len({case.code for case in CASES}) >= 30
