"""Words on the command line: expressions that look like options, options anywhere, mistakes."""

from __future__ import annotations

import string

import pytest
from symgrad_cli.main import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    found = capsys.readouterr()
    return code, found.out, found.err


SWITCHES = set("hfoqv")  # exactly these letters after one dash are options


@pytest.mark.parametrize("letter", sorted(set(string.ascii_letters) - SWITCHES))
def test_minus_a_letter_is_an_expression(letter: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "eval", f"-{letter}", f"{letter}=3")
    assert (code, out) == (0, "-3\n")


@pytest.mark.parametrize("letter", sorted(SWITCHES))
def test_after_two_dashes_every_word_is_an_argument(
    letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "eval", "--", f"-{letter}", f"{letter}=3")
    assert (code, out) == (0, "-3\n")


@pytest.mark.parametrize("letter", string.ascii_letters)
def test_minus_a_letter_and_more_is_an_expression(
    letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "eval", f"-{letter}**2", f"{letter}=3")
    assert (code, out) == (0, "-9\n")


def test_values_may_be_negative(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "eval", "-x", "x=-3") == (0, "3\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "eval", "x", "x=3"],
        ["eval", "--json", "x", "x=3"],
        ["eval", "x", "--format", "json", "x=3"],
        ["eval", "x", "x=3", "--format=json"],
    ],
)
def test_options_may_stand_anywhere(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert out.startswith('{\n  "schema": 1')


@pytest.mark.parametrize(
    ("words", "code", "mend"),
    [
        (["grad", "x", "--sed", "3"], "unknown-option", "--seed"),
        (["grad", "x", "x=1", "--wrt"], "missing-option-value", "--wrt"),
        (["grad", "x", "--wrt", "--quiet"], "missing-option-value", "--wrt"),
        (["grad", "x", "x=1", "--json=yes"], "needless-value", "--json"),
        (["ops", "exp", "--seed", "1"], "unknown-option", "ops"),
        (["grda", "x"], "unknown-command", "grad"),
        (["x**2", "x=3"], "unknown-command", "symgrad grad"),
        (["grad", "x", "x=1", "--dtype", "float16"], "bad-option", "float"),
        (["grad", "x", "x=1", "--color", "pink"], "bad-option", "always"),
        (["grad", "x*y", "x=1", "*"], "second-expression", "shell"),
        (["grad"], "no-expression", "symgrad grad"),
        (["grad", "x", "x=1", "x=2"], "name-twice", "once"),
        (["grad", "sum(x)", "y=1", "x=1"], "unused-name", "x"),
        (["check", "x**2"], "no-answer", "dx="),
    ],
)
def test_mistakes_have_a_code_and_a_mend(
    words: list[str], code: str, mend: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, err = run(capsys, *words)
    assert (found, out) == (2, "")
    head, *rest = err.splitlines()
    assert head.startswith(f"error[{code}]: ")
    assert mend in "\n".join(rest)


@pytest.mark.parametrize(
    "command", ["jacobian", "hessian", "steps", "code", "grade", "lint", "new"]
)
def test_commands_to_come_are_not_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, command, "x")
    assert code == 2
    assert "unknown-command" in err


def test_alone_it_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys)
    assert (code, err) == (2, "")
    assert [line.split()[:2] for line in out.splitlines() if line.startswith("  symgrad")] == [
        ["symgrad", "grad"],
        ["symgrad", "check"],
    ]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    from symgrad import __version__

    assert run(capsys, "--version") == (0, f"symgrad {__version__}\n", "")


@pytest.mark.parametrize("word", ["-h", "--help"])
@pytest.mark.parametrize("command", [[], ["grad"], ["eval"], ["check"], ["graph"], ["ops"]])
def test_help(command: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *command, word)
    assert (code, err) == (0, "")
    assert out.startswith(" ".join(["Usage: symgrad", *command]))


@pytest.mark.parametrize("command", [[], ["grad"], ["eval"], ["check"], ["graph"], ["ops"]])
def test_examples_in_help_run(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    import shlex

    _, out, _ = run(capsys, *command, "--help") if command else run(capsys)
    shown = [line.strip() for line in out.splitlines() if line.startswith("  symgrad ")]
    assert shown
    for line in shown:
        code, out, _ = run(capsys, *shlex.split(line)[1:])
        assert code == 0, line
        assert out, line
