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


@pytest.mark.parametrize("letter", string.ascii_letters)
def test_no_option_sticks_to_what_follows(letter: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "eval", f"-{letter}[0]", f"{letter}=3,4") == (0, "-3\n", "")
    assert run(capsys, "eval", f"-{letter}/-2", f"{letter}=3") == (0, "1.5\n", "")
    assert run(capsys, "eval", f"-{letter}1", f"{letter}1=3") == (0, "-3\n", "")
    code, _, err = run(capsys, "eval", f"-{letter}(2)", f"{letter}=3")
    assert code == 2
    assert "option" not in err


@pytest.mark.parametrize(
    ("word", "shown"),
    [("--x", "3"), ("---x", "-3"), ("----x", "3"), ("--x**2", "9"), ("-(x)", "-3")],
)
def test_several_minus_signs_are_an_expression(
    word: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "eval", word, "x=3") == (0, f"{shown}\n", "")


def test_a_long_mistyped_option_is_shortened(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "eval", "--" + "no" * 5000)
    assert code == 2
    assert len(err) < 300


@pytest.mark.parametrize("spelling", [["--wrt=x"], ["--wrt", "x"]])
def test_the_value_of_an_option_stands_beside_it_or_after(
    spelling: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "grad", "x*y", "x=2", *spelling, "y=3")
    assert code == 0
    assert "∂f/∂x = y" in out
    assert "∂f/∂y" not in out


@pytest.mark.parametrize("value", ["-1,2", "-q", "-f*2"])
def test_the_value_of_an_option_may_begin_with_a_dash(
    value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "grad", "2*x", "x=1,5", "--cotangent", value)
    if value == "-1,2":
        assert (code, err) == (0, "")
        assert "weighted by v" in out
    else:
        code_of = {"-q": "missing-option-value", "-f*2": "variable-in-value"}
        assert code == 2
        assert err.startswith(f"error[{code_of[value]}]")


def test_weights_of_another_shape_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "grad", "2*x", "x=1,5", "--cotangent", "1,2,3")
    assert code == 2
    assert err.startswith("error[cotangent-shape]")


def test_the_dtype_is_what_is_computed_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "eval", "x/3", "x=1", "--dtype", "float32")[1] == "0.33333334\n"
    assert run(capsys, "eval", "x/3", "x=1")[1] == "0.3333333333333333\n"


def test_the_same_seed_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["grad", "sum(x*y)", "x=randn:3", "y=rand:3"]
    first = run(capsys, *words, "--seed", "5")
    assert run(capsys, *words, "--seed=5") == first
    assert run(capsys, *words, "--seed", "6") != first
    swapped = run(capsys, "eval", "x", "x=randn:3", "--seed", "5")
    assert swapped == run(capsys, "eval", "x + 0*y", "y=7", "x=randn:3", "--seed", "5")


def test_a_shape_declared_twice(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "grad", "sum(x)", "x:2", "x:3")
    assert code == 2
    assert err.startswith("error[name-twice]")


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
        (["check", "x*dx", "dx=x"], "ambiguous-answer", "d(x)="),
        (["grad", "x", "d(x)=1"], "needless-answer", "check"),
        (["eval", "x", "x=1", "--seed", "-1"], "bad-option", "0"),
        (["eval", "x", "x=1", "--limits", "few"], "bad-option", "trusted"),
        (["grad", "x", "x=1", "--points", "0"], "bad-option", "1"),
        (["eval", "x y", "x=1", "a.txt", "b.txt"], "second-expression", "shell"),
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


@pytest.mark.parametrize("command", ["grade", "lint", "new"])
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
