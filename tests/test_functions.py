"""What `symgrad ops NAME` says of a function is true: every word of it is run."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from symgrad_cli.main import main

import symgrad as sg
from symgrad.graph.arguments import signature
from symgrad.graph.build import build
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.table import ALIASES, OPS
from symgrad.report.calls import COTANGENT
from symgrad.report.facts import Facts, facts_of
from symgrad.source import Source

SCHEMA = json.loads(files("symgrad.report").joinpath("schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
NAMES = sorted(OPS)


@cache
def known(name: str) -> Facts:
    return facts_of(OPS[name])


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["ops", *words]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_is_the_pullback(name: str) -> None:
    """The printed gradient, evaluated as text, is what reverse mode gives in the example."""
    facts = known(name)
    example = facts.example
    assert set(facts.rules) == set(example.gradients)
    varies = facts.op.result != "condition" and any(o.kind != "index" for o in facts.op.operands)
    assert bool(facts.rules) == varies
    values = {each: np.asarray(sg.evaluate(text)) for each, text in example.values.items()}
    values[COTANGENT] = np.asarray(sg.evaluate(example.cotangent) if example.cotangent else 1)
    for variable, text in facts.rules.items():
        program = f"{_sizes(facts, values)}{text}"
        shapes = {each: value.shape for each, value in values.items()}
        (found,) = evaluate([build(parse(Source(program)), shapes).output], values)
        expected = example.gradients[variable]
        if facts.op.kind == "elementwise":
            found = np.broadcast_to(found, np.broadcast_shapes(found.shape, expected.shape))
            lost = found.ndim - expected.ndim
            found = found.sum(axis=tuple(range(lost)))
            thin = tuple(i for i, n in enumerate(expected.shape) if n != found.shape[i])
            found = found.sum(axis=thin, keepdims=True)
        assert np.allclose(found, expected, rtol=1e-9, atol=1e-12), f"∂/∂{variable} = {text}"


def _sizes(facts: Facts, values: Mapping[str, Any]) -> str:
    """Return bindings for the names of sizes that the rule may use."""
    pairs = [
        (dim, size)
        for name, shape in facts.shapes.items()
        if facts.op.kind != "elementwise"
        for dim, size in zip(shape, values[name].shape, strict=True)
    ]
    return "".join(f"{dim} = {size}; " for dim, size in dict(pairs).items() if str(dim).isalpha())


@pytest.mark.parametrize("name", NAMES)
def test_the_example_runs_as_it_is_printed(name: str) -> None:
    example = known(name).example
    words = shlex.split(example.command)
    assert words[0] == "symgrad"
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([*words[1:], "--json"])
    found = json.loads(out.getvalue())
    assert code == 0, out.getvalue()
    assert np.allclose(found["value"], example.value, rtol=1e-12)
    for variable, gradient in example.gradients.items():
        each = found["gradients"][variable]
        assert each["status"] == "agree"
        assert np.allclose(each["reverse"], gradient, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_json_keeps_to_the_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(ask(capsys, name, "--json"))
    VALIDATOR.validate(found)
    (function,) = found["functions"]
    text = ask(capsys, name)
    for fact in (function["signature"], function["doc"], function["source"], function["family"]):
        assert fact in text
    for fact in (*function["domain"], *function["kinks"], function["example"]["command"]):
        assert fact in text
    for rule in function["gradients"].values():
        assert all(part in text for part in rule.split("; "))


def test_every_kink_states_its_choice() -> None:
    stated = {name for name, op in OPS.items() if op.at_kinks}
    assert stated == {name for name, op in OPS.items() if op.kinks is not None}


def test_a_function_is_found_by_all_its_names(capsys: pytest.CaptureFixture[str]) -> None:
    signs = {op.glyph: name for name, op in reversed(OPS.items()) if op.glyph}
    assert {"@", "**", "<", "and"} <= set(signs)
    for word, name in (ALIASES | signs).items():
        assert ask(capsys, word) == ask(capsys, name), word


def test_the_list_has_every_function_under_its_family(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = ask(capsys).strip().split("\n\n")
    for op in OPS.values():
        (block,) = [b for b in blocks if b.split("\n")[0].split()[0] == op.family]
        assert not op.callable or signature(op) in block


def test_the_defaults_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "elu(x, alpha=1)" in ask(capsys, "elu")
    assert '"mean" or "sum" or "none"' in ask(capsys, "mse_loss")
    (function,) = json.loads(ask(capsys, "leaky_relu", "--json"))["functions"]
    (option,) = function["options"]
    assert option == {
        "name": "negative_slope",
        "kind": "number",
        "required": False,
        "keyword": False,
        "default": 0.01,
    }
