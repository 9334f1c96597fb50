"""Values on the command line: spellings, files, draws."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from symgrad_cli.main import main


def value(capsys: pytest.CaptureFixture[str], text: str, *more: str) -> Any:
    assert main(["eval", "x", f"x={text}", "--json", *more]) == 0
    return np.array(json.loads(capsys.readouterr().out)["value"])


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 2
    found = capsys.readouterr()
    assert found.out == ""
    return found.err.split("]")[0].removeprefix("error[")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3.0),
        ("-3", -3.0),
        ("1,2,3", [1, 2, 3]),
        ("1,", [1]),
        ("1,2;3,4", [[1, 2], [3, 4]]),
        ("[[1,2],[3,4]]", [[1, 2], [3, 4]]),
        ("ones:3", [1, 1, 1]),
        ("zeros:2x2", [[0, 0], [0, 0]]),
        ("eye:2x3", [[1, 0, 0], [0, 1, 0]]),
        ("linspace(0,1,5)", [0, 0.25, 0.5, 0.75, 1]),
        ("pi,2*pi", [np.pi, 2 * np.pi]),
        ("1/4", 0.25),
    ],
)
def test_spellings(text: str, expected: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found = value(capsys, text)
    np.testing.assert_array_equal(found, np.array(expected, dtype=float))
    assert found.shape == np.shape(expected)


def test_draws_have_a_stream_for_each_name(capsys: pytest.CaptureFixture[str]) -> None:
    expected = np.random.default_rng([7, *b"x"]).standard_normal((5, 3))
    np.testing.assert_array_equal(value(capsys, "randn:5x3", "--seed", "7"), expected)
    assert not np.array_equal(value(capsys, "randn:5x3", "--seed", "8"), expected)
    assert main(["eval", "x - y", "x=randn:4", "y=randn:4", "--json"]) == 0
    assert all(json.loads(capsys.readouterr().out)["value"])


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.npz:k", "a.csv", "a.tsv", "a.txt", "a.json"])
def test_files(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    array = np.array([[1.5, -2.0, 0.1], [3.0, 1e-300, 5.0]])
    path = tmp_path / name.partition(":")[0]
    separators = {".csv": ",", ".tsv": "\t", ".txt": " "}
    if path.suffix == ".npy":
        np.save(path, array)
    elif path.suffix == ".npz":
        np.savez(path, k=array)
    elif path.suffix == ".json":
        path.write_text(json.dumps(array.tolist()))
    else:
        rows = (separators[path.suffix].join(map(repr, row)) for row in array.tolist())
        path.write_text("\n".join(rows) + "\n")
    np.testing.assert_array_equal(value(capsys, f"@{tmp_path / name}"), array)


def test_pickles_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert refusal(capsys, "eval", "x", f"x=@{path}") == "bad-file"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.npy", b"nonsense", "bad-file"),
        ("a.csv", b"1,2\n3\n", "bad-file"),
        ("a.csv", b"", "bad-file"),
        ("a.json", b"[[1], [2, 3]]", "bad-file"),
        ("a.json", b'["a"]', "bad-file"),
        ("a.exe", b"1", "unknown-file-kind"),
    ],
)
def test_bad_files(
    name: str, data: bytes, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    assert refusal(capsys, "eval", "x", f"x=@{tmp_path / name}") == code


def test_a_missing_file_and_a_missing_member(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal(capsys, "eval", "x", f"x=@{tmp_path / 'a.npy'}") == "unreadable-file"
    np.savez(tmp_path / "a.npz", k=np.ones(2), m=np.ones(3))
    assert refusal(capsys, "eval", "x", f"x=@{tmp_path / 'a.npz'}:j") == "archive-member"


def test_strangers_open_no_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "a.npy", np.ones(2))
    words = ["eval", "x", f"x=@{tmp_path / 'a.npy'}", "--limits", "untrusted"]
    assert refusal(capsys, *words) == "limit-files"


def test_nothing_huge_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, "eval", "sum(x)", "x=randn:99999x99999") == "limit-elements"


def test_a_value_has_no_variables(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, "eval", "x", "x=y+1") == "variable-in-value"


def test_a_declaration_and_a_value_must_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "x", "x:3", "x=1,2,3"]) == 0
    assert capsys.readouterr().out == "[1, 2, 3]\n"
    assert refusal(capsys, "eval", "x", "x:2", "x=1,2,3") == "value-shape"


def test_sizes_are_bound_from_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "sum(x)/n", "x:n", "x=1,2,6"]) == 0
    assert capsys.readouterr().out == "3\n"


class Stdin(io.StringIO):
    """Standard input with bytes below it, as the real one has."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data.decode())
        self.buffer = io.BytesIO(data)


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"x**3\n"))
    assert main(["eval", "-", "x=2"]) == 0
    monkeypatch.setattr(sys, "stdin", Stdin(b"1,2,3\n"))
    assert main(["eval", "sum(x)", "x=@-"]) == 0
    assert capsys.readouterr().out == "8\n6\n"


def test_an_expression_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "question.txt"
    path.write_text("y = x**2  # a square\ny + 1\n")
    assert main(["eval", "-f", str(path), "x=3"]) == 0
    assert capsys.readouterr().out == "10\n"


@pytest.mark.parametrize("word", ["pi=3", "inf=1", "pi:2"])
def test_a_constant_takes_no_value(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = word[: min(word.find(sign) % 99 for sign in "=:")]
    assert main(["eval", f"{name}*x", "x=1", word]) == 2
    assert f"{name} is a constant and takes no value" in capsys.readouterr().err
