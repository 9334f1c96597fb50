"""Input that is meant to hurt: each is answered or refused, and nothing is a bug."""

from __future__ import annotations

import json

import pytest
from symgrad_cli.main import main

SQUARINGS = "; ".join(["a0 = x**2", *(f"a{i} = a{i - 1}**2" for i in range(1, 60)), "a59"])
DEEP = 10_000
MEGABYTE = 1_000_000


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    found = capsys.readouterr()
    assert "Traceback" not in found.err
    return code, found.out, found.err


@pytest.mark.parametrize("command", ["grad", "eval", "graph", "check"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * DEEP, "limit-depth"),
        ("[" * DEEP, "limit-depth"),
        ("(" * DEEP + "x" + ")" * DEEP, "limit-depth"),
        ("f(" * DEEP, "limit-depth"),
        ("x" * (MEGABYTE - 1), "limit-name"),
        ("1." + "3" * (MEGABYTE - 2), "limit-digits"),
        ("x" + " " * MEGABYTE, "limit-characters"),
        ("sum(ones((10**9, 10**9)))*x", "limit-elements"),
        ("sum(eye(10**9))*x", "limit-elements"),
    ],
    ids=lambda x: x[:12].strip(),
)
def test_what_is_too_large_is_refused(
    command: str, text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = "dx=1" if command == "check" else "x=1"
    found, out, err = run(capsys, command, text, answer)
    assert (found, out) == (2, "")
    assert err.startswith(f"error[{code}]: ")
    assert len(err) < 1000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * DEEP + "1" + "]" * DEEP, "limit-depth"),
        ("ones((10**9, 10**9))", "limit-elements"),
        ("randn:1000000000x1000000000", "limit-elements"),
    ],
    ids=lambda x: x[:12],
)
def test_a_value_that_is_too_large_is_refused(
    text: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, err = run(capsys, "grad", "sum(x)", f"x={text}")
    assert (found, out) == (2, "")
    assert err.startswith(f"error[{code}]: ")


def test_an_answer_that_is_too_large_is_invalid(capsys: pytest.CaptureFixture[str]) -> None:
    for answer in ("(" * DEEP, "x" + " " * MEGABYTE, "sum(ones((10**9, 10**9)))"):
        code, out, err = run(capsys, "check", "x**2", f"dx={answer}", "--json")
        assert (code, err) == (2, "")
        assert json.loads(out)["answers"]["x"]["error"]["class"] == "limit"


def test_a_megabyte_of_blanks_is_an_expression(capsys: pytest.CaptureFixture[str]) -> None:
    text = f"x +{' ' * (MEGABYTE - 4)}1"
    assert run(capsys, "eval", text, "x=1") == (0, "2\n", "")


def test_strangers_get_less(capsys: pytest.CaptureFixture[str]) -> None:
    text = "x" + "+x" * 6000
    assert run(capsys, "eval", text, "x=1", "-q")[0] == 0
    code, _, err = run(capsys, "eval", text, "x=1", "--limits", "untrusted")
    assert code == 2
    assert err.startswith("error[limit-")


def test_a_tower_of_powers(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "eval", "9**9**9**9")
    assert (code, err) == (3, "undefined: overflow in 9**9**9\n")
    for text in ("x*9**9**9**9", "x**9**9**9**9"):
        code, out, err = run(capsys, "grad", text, "x=1")
        assert (code, out) == (2, "")
        assert err.startswith("error[huge-constant]: ")
    code, _, _ = run(capsys, "check", "x**2", "dx=x*9**9**9**9")
    assert code in (1, 2, 3)


@pytest.mark.parametrize(("more", "codes"), [(["x=1"], {0, 3}), (["x=3"], {3}), ([], {0})], ids=str)
def test_sixty_squarings(
    more: list[str], codes: set[int], capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, _ = run(capsys, "grad", SQUARINGS, *more)
    assert found in codes
    assert f"∂f/∂x = {2**60}*x**{2**60 - 1}" in out


def test_sixty_squarings_are_judged(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", SQUARINGS, "dx=2**60*x**(2**60 - 1)")
    assert (code, out.splitlines()[-1]) == (0, "right  proved")
