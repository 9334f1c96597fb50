"""What a terminal shows: nothing typed is obeyed, large arrays are summed up, bugs are one line."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from symgrad_cli.main import main

ROOT = Path(__file__).parents[1]
PATH = os.pathsep.join([str(ROOT), str(ROOT / "cli")])
ESCAPES = {"\x1b[31m": "\\x1b[31m", "\x07": "\\x07", "\u202e": "\\u202e", "\u200b": "\\u200b"}
# As a terminal shows it, with colours, and as a file gets it.
INKED = ["--format", "table", "--color", "always"]
LOOKS = [["--format", "plain"], ["--format", "table"], INKED]
COMMANDS = ["grad", "eval", "check", "graph", "ops"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    found = capsys.readouterr()
    return code, found.out, found.err


def shell(*words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    return subprocess.run(
        [sys.executable, "-m", "symgrad_cli", *words],
        capture_output=True,
        check=False,
        env={**kept, "PYTHONPATH": PATH, **env},
    )


def places(bad: str) -> list[list[str]]:
    """Return command lines with a text wherever a person can put one."""
    return [
        [bad],
        ["ops", bad],
        ["grad", f"x{bad}", "x=1"],
        ["eval", "x", f"x={bad}"],
        ["eval", "x", f"x=@{bad}.npy"],
        ["eval", "x", f"x:{bad}"],
        ["eval", "x", f"{bad}=1"],
        ["eval", "x", f"--dtype={bad}"],
        ["eval", "x", f"--seed={bad}"],
        ["eval", "-f", f"{bad}.txt"],
        ["eval", "x", "x=1", "-o", f"nowhere/{bad}"],
        ["grad", "x", "x=1", f"--wrt={bad}"],
        ["grad", "x", "x=1", f"--cotangent={bad}"],
        ["grad", "x", f"--given={bad}"],
        ["check", "x**2", f"dx={bad}"],
        ["check", "x**2", f"d{bad}=2*x"],
    ]


@pytest.mark.parametrize("how", LOOKS, ids=" ".join)
@pytest.mark.parametrize("bad", ESCAPES, ids=ascii)
def test_control_characters_are_spelled_out_everywhere(
    bad: str, how: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = 0
    for words in places(bad):
        code, out, err = run(capsys, *words, *how)
        assert code == 2, words
        assert bad not in out + err, words
        assert "Traceback" not in err, words
        shown += ESCAPES[bad] in err
    assert shown >= 10


@pytest.mark.parametrize("bad", ESCAPES, ids=ascii)
def test_a_bug_does_not_let_them_through(
    bad: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"no {bad}\nat all")

    monkeypatch.setattr("symgrad_cli.commands.ask", broken)
    code, out, err = run(capsys, "grad", f"x {bad}", "x=1")
    assert (code, out) == (4, "")
    assert bad not in err
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("how", LOOKS, ids=" ".join)
def test_brackets_are_no_markup(how: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "grad", "A[0]*2", "A=3,4", *how)
    for text in ("f = A[0]*2", "A[0]", "A[1]", "scatter(1, [0], 2)"):
        assert text in out
    _, out, _ = run(capsys, "check", "red = x; red[0]", "dx=[bold]2[/bold]", "x=1,2", *how)
    assert "dx = [bold]2[/bold]" in out
    _, out, _ = run(capsys, "graph", "A[0]*2", "A=3,4", *how)
    assert "getitem[0]" in out


def test_names_from_a_file_are_no_markup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "[red].csv"
    path.write_text("1,2\n\x1b[31m,3\n")
    code, _, err = run(capsys, "eval", "x", f"x=@{path}", *INKED)
    assert code == 2
    assert "[red].csv" in err
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("more", "env", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "0"}, False),
        (["--format", "table"], {}, False),
        (["--format", "table"], {"FORCE_COLOR": "1"}, True),
        (["--format", "plain"], {"FORCE_COLOR": "1"}, False),
        (["--format", "json"], {"FORCE_COLOR": "1"}, False),
        (["--format", "table", "--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_on_colour(
    more: list[str],
    env: dict[str, str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    code, out, _ = run(capsys, "grad", "x**2", "x=3", *more)
    assert code == 0
    assert ("\x1b" in out) == coloured


def test_a_table_says_what_plain_text_says(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["grad", "sum(log(x))", "x=linspace(1,2,60)"]
    _, plain, _ = run(capsys, *words, "--format", "plain")
    _, table, _ = run(capsys, *words, "--format", "table", "--color", "never")
    assert plain.split() == table.split()


def test_large_arrays_are_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["grad", "sum(x**2)", "x=linspace(0,1,50)"]
    _, out, _ = run(capsys, *words)
    assert "(50,)" in out
    assert out.count("agree\n") == 5
    assert run(capsys, *words, "--worst", "2")[1].count("agree\n") == 2
    assert run(capsys, *words, "--all")[1].count("agree\n") == 50


@pytest.mark.parametrize("how", [["--format", "plain"], ["--format", "table"]], ids=" ".join)
def test_all_shows_every_digit(how: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "eval", "x", "x=linspace(0,1,200)", "--all", *how)
    assert out.count(",") == 199
    assert len(out.splitlines()) == 1
    assert "..." not in out
    assert "…" not in out


@pytest.mark.parametrize("command", ["grad", "eval", "graph"])
def test_no_wall_of_numbers_on_a_terminal(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, command, "sum(x)" if command != "eval" else "x", "x=randn:300x300", *INKED
    )
    assert code == 0
    assert len(out) < 3000


def test_ascii_stands_in_where_letters_lack() -> None:
    words = ("grad", "sum(x**2)", "x=1,2")
    found = shell(*words, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert found.returncode == 0
    text = found.stdout.decode("ascii")
    assert "df/dx = 2*x" in text
    assert "agree  2 of 2 entries - symbolic = reverse mode - worst 0 ulp" in text


@pytest.mark.parametrize("how", LOOKS, ids=" ".join)
@pytest.mark.parametrize(
    ("words", "last"),
    [
        (
            ["grad", "sum(abs(x))", "x=1,0"],
            "kink  a kink in abs(x) at entry [1]",
        ),
        (["grad", "log(x)", "x=-1"], "undefined  the argument of log is not positive in log(x)"),
        (["grad", "x**2", "x=3"], "agree  1 of 1 entries · symbolic = reverse mode · worst 0 ulp"),
        (["check", "x**2", "dx=3*x", "x=2"], "wrong  at x=2: the answer is 6, the derivative is 4"),
        (["check", "x**2", "dx=2*x"], "right  proved"),
    ],
)
def test_the_verdict_comes_last(
    words: list[str], last: str, how: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, *words, *how)
    line = out.splitlines()[-1]
    for code in ("\x1b[0m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[1;33m"):
        line = line.replace(code, "")
    assert line.startswith(last)


def test_what_is_undefined_is_told_beside_the_value(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "eval", "log(x)", "x=-1")
    assert (code, out) == (3, "nan\n")
    assert err == "undefined: the argument of log is not positive in log(x)\n"
    code, _, err = run(capsys, "eval", "log(x)", "x=-1", "-q")
    assert (code, err) == (3, "")


def test_without_variables_there_is_nothing_to_differentiate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "grad", "2*3")
    assert (code, out) == (0, "f = 2*3\nf = 6\n")
    assert "nothing to differentiate" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_bug_in_any_command_is_one_line_that_repeats(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise AssertionError("oh")

    monkeypatch.setattr("symgrad_cli.commands.deliver", broken)
    words = [command, "exp" if command == "ops" else "x**2"]
    words += [] if command == "ops" else ["dx=2*x"] if command == "check" else ["x=3"]
    code, out, err = run(capsys, *words)
    assert (code, out) == (4, "")
    head, repeats = err.splitlines()
    assert head.endswith("AssertionError: oh")
    again = shlex.split(repeats.removeprefix("it repeats with: symgrad "))
    assert again == [*words, "--traceback"]
    code, _, err = run(capsys, *again)
    assert code == 4
    assert "Traceback" in err
