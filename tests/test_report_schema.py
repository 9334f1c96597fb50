"""What `--format json` prints keeps to the schema that is shipped beside it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from symgrad_cli.main import main

SCHEMA = json.loads(files("symgrad.report").joinpath("schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

COMMANDS = [
    (0, ["grad", "sum((x+2)*(x-2))", "x=[[1,2],[3,4]]"]),
    (0, ["grad", "x**2", "x=3", "--witness", "difference"]),
    (0, ["grad", "sum(x**2)", "x=1,2", "--dtype", "float32"]),
    (0, ["grad", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m", "--wrt", "x"]),
    (0, ["grad", "2*3"]),
    (3, ["grad", "sum(abs(x))", "x=0,1"]),
    (3, ["grad", "log(x)", "x=0"]),
    (0, ["grad", "x*y", "x=1,2", "y=3,4", "--tangent", "x=1,0"]),
    (0, ["grad", "A @ x", "A:m,n", "x:n", "--tangent", "x=1", "--tangent", "A=1"]),
    (0, ["jacobian", "A @ exp(x)", "A=[[1,2],[3,4]]", "x=0.5,0.6"]),
    (0, ["jacobian", "A @ x", "A:m,n", "x:n"]),
    (3, ["jacobian", "relu(x)", "x=0,1"]),
    (0, ["hessian", "x**3*y", "x=2", "y=5"]),
    (0, ["hessian", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m", "--wrt", "x"]),
    (2, ["hessian", "x*2", "x=1,2"]),
    (2, ["grad", "x*2", "x=1,2", "--tangent", "x"]),
    (2, ["grad", "sume(x)", "x=1"]),
    (2, ["grad", "x", "--nonsense"]),
    (2, ["grad", "x @", "x=1"]),
    (2, ["grad", "x", "x=@nowhere.npy"]),
    (2, ["grad", "A @ x", "A=ones:2x3", "x=ones:2"]),
    (0, ["eval", "A @ x", "A=ones:2x3", "x=1,2,3"]),
    (3, ["eval", "log(x)", "x=-1"]),
    (0, ["check", "sin(x**2)", "dx=2*x*cos(x**2)"]),
    (1, ["check", "sin(x**2)", "dx=cos(x**2)"]),
    (2, ["check", "sin(x**2)", "dx=cos(x**2"]),
    (0, ["steps", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m"]),
    (0, ["steps", "z = sin(x)*x; z*exp(z)", "x=0.5"]),
    (0, ["steps", "sum(softmax(x)*y)", "x=1,2", "y=3,4", "--definitions"]),
    (0, ["steps", "2*3"]),
    (3, ["steps", "log(x)", "x=-1"]),
    (2, ["steps", "x*2", "x=1,2"]),
    (0, ["graph", "z = x*y; sin(z)", "x=2", "y=3"]),
    (0, ["graph", "sum(x**2)", "x:n"]),
    (0, ["code", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m", "--to", "numpy"]),
    (0, ["code", "sin(x**2)", "--to", "latex"]),
    (2, ["code", "sin(x**2)", "--to", "fortran"]),
    (2, ["code", "sin(x**2)"]),
    (0, ["ops"]),
    (0, ["ops", "logsumexp"]),
    (2, ["ops", "logsumexpp"]),
]


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("code", "words"), COMMANDS, ids=lambda x: " ".join(x) if isinstance(x, list) else ""
)
def test_output_keeps_to_the_schema(
    code: int, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found, data = printed(words, capsys)
    assert found == code
    VALIDATOR.validate(data)
    assert ("error" in data) or data["command"] == words[0]


def test_the_schema_can_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    _, data = printed(["grad", "x**2", "x=3"], capsys)
    for spoil in (
        {"schema": 2},
        {"value": "NaN"},
        {"verdict": {"status": "agree"}},
        {"command": "gradient"},
    ):
        with pytest.raises(ValidationError):
            VALIDATOR.validate({**data, **spoil})


def test_floats_read_back_exactly(capsys: pytest.CaptureFixture[str]) -> None:
    _, data = printed(["grad", "x**2", "x=0.1"], capsys)
    assert data["value"] == 0.01
    assert data["gradients"]["x"]["reverse"] == 0.2


def test_what_is_not_finite_is_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    _, data = printed(["grad", "log(x)", "x=0"], capsys)
    assert data["verdict"]["status"] == "undefined"
    assert data["gradients"]["x"]["reverse"] == "inf"
