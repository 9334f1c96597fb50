"""Exit codes, streams and looks: what goes where, in which letters, with which colour."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from symgrad_cli.main import main

ROOT = Path(__file__).parents[1]
PATH = os.pathsep.join([str(ROOT), str(ROOT / "cli")])


def shell(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    return subprocess.run(
        [sys.executable, "-m", "symgrad_cli", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**kept, "PYTHONPATH": PATH, "PYTHONIOENCODING": "utf-8", **env},
    )


TABLE = """\
f = sum((x + 2)*(x - 2))                        x  float64 (2, 2)
f = 14
∂f/∂x = 2*x

entry    ∂f/∂x     symbolic   reverse   difference
x[0,0]   2*x[0,0]         2         2        0 ulp   agree
x[0,1]   2*x[0,1]         4         4        0 ulp   agree
x[1,0]   2*x[1,0]         6         6        0 ulp   agree
x[1,1]   2*x[1,1]         8         8        0 ulp   agree

agree  4 of 4 entries · symbolic = reverse mode · worst 0 ulp · 15 digits certified
"""


def test_the_grad_table() -> None:
    found = shell("grad", "sum((x+2)*(x-2))", "x=[[1,2],[3,4]]")
    assert (found.returncode, found.stdout, found.stderr) == (0, TABLE, "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["grad", "x**2", "x=3"], 0),
        (["grad", "abs(x)", "x=0"], 3),
        (["grad", "log(x)", "x=-1"], 3),
        (["grad", "x +", "x=1"], 2),
        (["grad", "2*3"], 0),
        (["eval", "log(x)", "x=-1"], 3),
        (["eval", "x", "x=1"], 0),
        (["check", "x**2", "dx=2*x"], 0),
        (["check", "x**2", "dx=2*x + 1e-9"], 1),
        (["check", "x**2", "dx=2*"], 2),
        (["check", "log(-x**2 - 1)", "dx=x"], 3),
        (["check", "x*y", "dx=x", "dy=x +"], 2),
        (["check", "x*y", "dx=x", "dy=x"], 1),
    ],
)
@pytest.mark.parametrize("how", [[], ["--json"], ["-q"]])
def test_exit_codes_are_the_same_in_every_format(
    words: list[str], code: int, how: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, *how]) == code
    out = capsys.readouterr().out
    if how == ["-q"]:
        assert out == ""


def test_errors_point_at_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grad", "sume((x+2)*(x-2))", "x=1"]) == 2
    head, line, caret = capsys.readouterr().err.splitlines()
    assert head == "error[unknown-function]: unknown function 'sume'"
    assert line == "  sume((x+2)*(x-2))"
    assert caret.startswith("  ^^^^  did you mean 'sum'")


def test_a_bug_has_a_code_and_a_line_that_repeats_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("symgrad_cli.commands.ask", broken)
    assert main(["grad", "x**2", "x=3"]) == 4
    err = capsys.readouterr().err
    assert "symgrad grad 'x**2' x=3" in err
    assert "Traceback" not in err
    assert main(["grad", "x**2", "x=3", "--traceback"]) == 4
    assert "Traceback" in capsys.readouterr().err


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("symgrad_cli.commands.ask", stopped)
    assert main(["grad", "x**2", "x=3"]) == 130
    assert capsys.readouterr().out == ""


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "table.txt"
    assert main(["grad", "x**2", "x=3", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    before = path.read_text(encoding="utf-8")
    assert "∂f/∂x = 2*x" in before
    assert main(["grad", "x**", "x=3", "-o", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == before
    assert main(["grad", "x**2", "x=3", "-o", str(tmp_path / "no" / "table")]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["table.txt"]


def test_colours() -> None:
    words = ("grad", "x**2", "x=3")
    assert "\x1b" not in shell(*words).stdout
    assert "\x1b" in shell(*words, FORCE_COLOR="1").stdout
    assert "\x1b" not in shell(*words, NO_COLOR="1").stdout
    assert "\x1b" not in shell(*words, "--color", "never", FORCE_COLOR="1").stdout
    assert "\x1b" in shell(*words, "--format", "table", "--color", "always").stdout


def test_letters_that_the_encoding_lacks() -> None:
    found = shell("grad", "θ**2", "θ=3", PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert found.returncode == 0
    assert "df/d\\u03b8 = 2*\\u03b8" in found.stdout


@pytest.mark.parametrize(
    "how", [[], ["--format", "table"], ["--format", "table", "--color", "never"]]
)
def test_nothing_typed_is_obeyed(how: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("x\x1b[31m", "x\x07", "x\u202e"):
        assert main(["grad", text, "x=1", *how]) == 2
        assert main(["check", "x", f"dx={text}", *how]) == 2
        assert main(["grad", "x", f"x={text}", *how]) == 2
        found = capsys.readouterr()
        assert not {"\x1b", "\x07", "\u202e"} & set(found.out + found.err)


def test_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    bold = "bold = x; bold[0]"
    assert main(["grad", bold, "x=1,2", "--format", "table"]) == 0
    assert "x[0]" in capsys.readouterr().out


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m symgrad_cli ops | head -n 1"
    found = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": PATH},
    )
    assert found.stderr == ""
    assert found.stdout.count("\n") == 1
