"""The limits of the language, told exactly at the limit, fast, and without recursion."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable

import pytest

from symgrad.errors import LimitError, SymgradError
from symgrad.language.parser import parse
from symgrad.language.syntax import Program
from symgrad.source import Source


def refused(text: str, **options: int | None) -> str:
    with pytest.raises(LimitError) as caught:
        parse(Source(text), **options)  # type: ignore[arg-type]
    assert caught.value.span is not None
    assert caught.value.span.start < len(text)
    assert caught.value.help
    return caught.value.code


@pytest.mark.parametrize(
    "nested",
    [
        lambda n: "(" * n + "x" + ")" * n,
        lambda n: "[" * n + "x" + "]" * n,
        lambda n: "f(" * n + "x" + ")" * n,
        lambda n: "-" * n + "x",
        lambda n: "not " * n + "x",
        lambda n: "2**" * n + "x",
        lambda n: "x[" * n + "0" + "]" * n,
        lambda n: "-(" * (n // 2) + "x" + ")" * (n // 2),
    ],
)
def test_nesting_is_counted(nested: Callable[[int], str]) -> None:
    parse(Source(nested(200)))
    assert refused(nested(202)) == "limit-depth"
    assert refused(nested(10_000), characters=None) == "limit-depth"


@pytest.mark.parametrize("run", ["x + 1", "x.T", "x[0]", "x*2", "x < 1", "x.f()"])
def test_a_run_does_not_nest(run: str) -> None:
    parse(Source("x" + run[1:] * 5000))


def test_deep_brackets_parse_on_a_deep_stack() -> None:
    def below(frames: int) -> None:
        if frames:
            below(frames - 1)
        else:
            parse(Source("(" * 200 + "x" + ")" * 200))

    depth = len(inspect.stack())
    below(sys.getrecursionlimit() - depth - 50)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1" * 1301, "limit-digits"),
        ("0." + "1" * 1300, "limit-digits"),
        ("1e401", "limit-exponent"),
        ("1e-401", "limit-exponent"),
        ("1e" + "9" * 5000, "limit-exponent"),
        ("x" * 65, "limit-name"),
        ("y." + "x" * 65 + "()", "limit-name"),
        ("x" * 65 + " = 1; 2", "limit-name"),
        ("f(" + "x" * 65 + "=1)", "limit-name"),
    ],
)
def test_numbers_and_names_have_limits(text: str, code: str) -> None:
    assert refused(text) == code


@pytest.mark.parametrize("text", ["1" * 1300, "1e400", "1e-400", "1e00000000400", "x" * 64])
def test_the_limit_itself_is_accepted(text: str) -> None:
    parse(Source(text))


def test_characters_and_bindings_have_limits() -> None:
    assert refused("x + 1", characters=4) == "limit-characters"
    parse(Source("x + 1"), characters=5, bindings=0)
    assert refused("a = 1; b = 2; a", bindings=1) == "limit-bindings"
    parse(Source("a = 1; b = 2; a"), bindings=2)


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["1"] * 100_000),
        "(" * 10_000,
        "f(" + ", ".join(f"a{i}=1" for i in range(20_000)) + ")",
        "[" + ", ".join(["2.5"] * 50_000) + "]",
        "a = 1;" * 20_000 + "a",
        "<".join("x" * 50_000),
        "'" * 100_000,
        "." * 100_000,
    ],
)
def test_long_texts_are_read_or_refused_with_a_place(text: str) -> None:
    answer = parsed_or_refused(text)
    if isinstance(answer, SymgradError):
        assert answer.span is not None
        assert answer.help
    else:
        assert answer.source.text == text


def parsed_or_refused(text: str) -> Program | SymgradError:
    try:
        return parse(Source(text))
    except SymgradError as error:
        return error
