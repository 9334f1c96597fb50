"""JSON on stdout, errors as JSON, and exit codes that no format changes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from symgrad_cli.main import main

SCHEMA = json.loads(files("symgrad.report").joinpath("schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--json"])
    data = json.loads(capsys.readouterr().out, parse_constant=_refuse)
    VALIDATOR.validate(data)
    return code, data


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("syntax", "unopened-bracket", ["grad", "x)", "x=1"]),
        ("syntax", "control-character", ["eval", "x\x1b", "x=1"]),
        ("name", "unknown-function", ["grad", "sume(x)"]),
        ("name", "unknown-option", ["grad", "x", "--nonsense"]),
        ("name", "unused-name", ["graph", "x", "x=1", "y=1"]),
        ("name", "unknown-function", ["ops", "nothing"]),
        ("shape", "shape-mismatch", ["eval", "x @ y", "x=1,2", "y=1,2,3"]),
        ("shape", "needs-cotangent", ["grad", "x", "x=1,2"]),
        ("value", "name-twice", ["grad", "x", "x=1", "x=2"]),
        ("value", "bad-option", ["eval", "x", "x=1", "--seed", "-1"]),
        ("value", "usage", ["eval", "x", "x=1", "--seed", "abc"]),
        ("value", "no-answer", ["check", "x**2"]),
        ("file", "unreadable-file", ["eval", "x", "x=@nowhere.npy"]),
        ("limit", "limit-elements", ["eval", "ones((10**9, 10**9))"]),
        ("limit", "limit-depth", ["eval", "(" * 300 + "x" + ")" * 300]),
    ],
)
def test_an_error_of_each_class(
    kind: str, code: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, data = printed(capsys, *words)
    assert exit_code == 2
    assert (data["error"]["class"], data["error"]["code"]) == (kind, code)


def test_an_error_is_also_told_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grad", "1 + sume(x)", "--format", "json"]) == 2
    found = capsys.readouterr()
    error = json.loads(found.out)["error"]
    assert (error["line"], error["column"]) == (1, 5)
    assert found.err.startswith(f"error[{error['code']}]: {error['message']}\n")


def test_after_two_dashes_json_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--", "x)", "--json"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", ["eval", "grad"])
def test_not_a_number_and_infinities_are_words(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--cotangent", "1"] if command == "grad" else []
    code, data = printed(capsys, command, "stack((0/x, 1/x, -1/x))", "x=0", *more)
    assert code == 3
    assert data["value"] == ["nan", "inf", "-inf"]
    verdict = data if command == "eval" else data["verdict"]
    assert verdict["status"] == "undefined"
    assert "divisor is zero" in verdict["reason"]


def test_a_kink_names_its_entry(capsys: pytest.CaptureFixture[str]) -> None:
    code, data = printed(capsys, "grad", "sum(relu(x))", "x=1,0,2")
    assert code == 3
    assert data["verdict"]["status"] == data["gradients"]["x"]["status"] == "kink"
    assert data["verdict"]["entries"] == [["x", [1]]]


def test_a_wrong_answer_comes_with_a_point(capsys: pytest.CaptureFixture[str]) -> None:
    code, data = printed(capsys, "check", "x**3", "dx=2*x")
    answer = data["answers"]["x"]
    x = answer["counterexample"]["values"]["x"]
    assert (code, answer["status"], data["verdict"]["status"]) == (1, "wrong", "wrong")
    assert answer["counterexample"]["found"] == 2 * x
    assert answer["counterexample"]["expected"] == pytest.approx(3 * x**2, rel=1e-14)


def test_an_invalid_answer_comes_with_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, data = printed(capsys, "check", "x*y", "dx=y", "dy=x + (2")
    assert (code, data["verdict"]["status"]) == (2, "invalid")
    assert data["answers"]["x"]["status"] == "right"
    error = data["answers"]["y"]["error"]
    assert (error["class"], error["line"], error["column"]) == ("syntax", 1, 5)


def test_shapes_without_numbers_keep_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    _, data = printed(capsys, "grad", "sum(x**2)", "x:n")
    assert data["variables"]["x"]["shape"] == ["n"]
    assert data["gradients"]["x"] == {"formula": "2*x"}
    assert data["verdict"]["points"] > 0


@pytest.mark.parametrize("to", ["text", "dot", "mermaid"])
def test_the_graph_is_the_same_object_for_every_picture(
    to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, data = printed(capsys, "graph", "A[0]*2", "A=3,4", "--to", to)
    operators = [node["operator"] for node in data["nodes"]]
    assert operators == ["A", "getitem[0]", "2", "multiply"]
    assert data["nodes"][0]["gradient"] == [2.0, 0.0]


CODES = [
    (0, ["grad", "x**2", "x=3"]),
    (0, ["eval", "x**2", "x=3"]),
    (0, ["check", "x**2", "dx=2*x"]),
    (0, ["graph", "x**2", "x=3"]),
    (0, ["ops", "exp"]),
    (1, ["check", "x**2", "dx=x"]),
    (2, ["grad", "x**", "x=3"]),
    (2, ["check", "x**2", "dx=2*"]),
    (2, ["ops", "nothing"]),
    (3, ["grad", "abs(x)", "x=0"]),
    (3, ["eval", "log(x)", "x=-1"]),
    (3, ["check", "log(-x**2 - 1)", "dx=x"]),
]


@pytest.mark.parametrize(("code", "words"), CODES, ids=str)
@pytest.mark.parametrize("how", ["table", "plain", "json", "quiet"])
def test_no_format_changes_the_exit_code(
    code: int, words: list[str], how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, *(["-q"] if how == "quiet" else ["--format", how])]) == code
    assert (capsys.readouterr().out == "") == (
        how == "quiet" or (code == 2 and _silent(words, how))
    )


def _silent(words: list[str], how: str) -> bool:
    """An answer that cannot be read is judged invalid on stdout; other errors are not there."""
    return words[0] != "check" and how != "json"


def test_a_disagreement_is_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from symgrad import api
    from symgrad.symbolic import derivation

    derive = derivation.derive
    other = api.parse("x**3")
    monkeypatch.setattr(derivation, "derive", lambda graph, wrt, **_: derive(other, wrt))
    code, data = printed(capsys, "grad", "x**2", "x=3")
    assert (code, data["verdict"]["status"]) == (1, "disagree")
    assert data["gradients"]["x"]["status"] == "disagree"
    assert (data["gradients"]["x"]["symbolic"], data["gradients"]["x"]["reverse"]) == (27.0, 6.0)
    for how in (["--format", "table"], ["--format", "plain"]):
        assert main(["grad", "x**2", "x=3", *how]) == 1
        assert "disagree" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "spoil"),
    [
        (["grad", "x**2", "x=3"], {"gradients": {"x": {"formula": "2*x", "symbolic": 6.0}}}),
        (["grad", "x**2", "x=3"], {"more": 1}),
        (["eval", "x", "x=3"], {"value": None}),
        (["eval", "x", "x=3"], {"status": "right"}),
        (["graph", "x", "x=3"], {"nodes": []}),
        (["ops", "exp"], {"functions": [{"name": "exp"}]}),
        (["check", "x", "dx=1"], {"answers": {}}),
        (["eval", "x)"], {"error": {"class": "syntax"}}),
        (["eval", "x)"], {"command": "eval"}),
    ],
)
def test_the_schema_refuses_what_is_not_printed(
    words: list[str], spoil: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    _, data = printed(capsys, *words)
    with pytest.raises(ValidationError):
        VALIDATOR.validate({**data, **spoil})
