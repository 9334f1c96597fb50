"""Entries of the cache: what was kept is read again, and nothing odd is believed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from symgrad.differentiation import request_of
from symgrad.ops.row import Op, Sample
from symgrad.ops.table import OPS
from symgrad.question import ask
from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.derivation import derive, derive_jacobian
from symgrad.symbolic.entry import LARGEST, TITLE, Request, key_of, read_entry, write_entry
from symgrad.task import gradient_task
from tests.growing import sample_graph


def asked_for(text: str, limits: str = "trusted", **shapes: Any) -> Request:
    """Return the gradient of a text as it is asked for."""
    question = ask(text, {}, shapes=shapes, limits=limits)
    return request_of(gradient_task(question, list(shapes)))


REQUEST = asked_for("sum((x+2)*(x-2))", x=(2, 2))
FORMS = derive(REQUEST.graph, ["x"])
KEY = key_of(REQUEST, "a stamp")


def entry(lines: str, title: str = TITLE) -> str:
    """Return an entry whose digest is right, whatever it says."""
    digest = hashlib.sha256(f"{KEY}\n{lines}".encode()).hexdigest()
    return f"{title}\n{digest}\n{lines}"


FORGED = [
    "", "\n", "x\n", "\t2*x\n", "x\t\n", "y\t2*x\n",
    "x\t2*x", "x\t2*x\n\n", "x\t2*x\nx\t2*x\n", "x\t2*x\ny\t2*x\n", "x\t2*x\ty\t3\n",
    "x\t2*x\r\n", "x\t 2*x\n", "x\t(2*x)\n", "x\t2*x # 3*x\n", "x\ty = 3; 2*x\n",
    "x\t2*sum(x)\n", "x\t2*x[0]\n", "x\t2*x + q\n", "x\t2*m*x\n", "x\tx @ x @ y\n",
    "x\tx + rand(2, 2)\n", "x\t2*\n", "x\t2*x, 2*x\n", "x\tx > 0\n", "x\t(x, x)\n", "x\t'2*x'\n",
    "x\t__import__('os').getcwd()\n", "x\t9**9**9**9**9\n",
    "x\t" + "(" * 5000 + "x" + ")" * 5000 + "\n",
    "x\tx + ones(99999, 99999)[:2, :2]\n",
]  # fmt: skip


@pytest.mark.parametrize("lines", FORGED)
def test_a_forged_entry_that_does_not_fit_is_not_believed(lines: str) -> None:
    assert read_entry(REQUEST, KEY, entry(lines)) is None


def test_what_is_written_is_read_again() -> None:
    written = write_entry(REQUEST, KEY, FORMS)
    assert written == entry("x\t2*x\n")
    again = read_entry(REQUEST, KEY, written)
    assert again is not None
    found, derived = again["x"], FORMS["x"]
    assert (found.wrt, found.text, str(found.graph)) == (("x",), "2*x", str(derived.graph))


def damaged(good: str) -> Iterator[str]:
    """Give everything that an accident makes of an entry."""
    yield from (good[:length] for length in range(len(good)))
    yield from (good[:at] + chr(ord(letter) ^ 1) + good[at + 1 :] for at, letter in enumerate(good))
    yield from (good + "\n", good + "x", "\0" * len(good), good.replace("\n", "\r\n"))


def test_no_damage_goes_unseen() -> None:
    good = entry("x\t2*x\n")
    assert read_entry(REQUEST, KEY, good) is not None
    for bad in damaged(good):
        assert read_entry(REQUEST, KEY, bad) is None, bad


def test_an_entry_under_another_name_or_of_another_format_is_not_believed() -> None:
    good = "x\t2*x\n"
    assert read_entry(REQUEST, key_of(REQUEST, "another stamp"), entry(good)) is None
    assert read_entry(REQUEST, KEY, entry(good, "symgrad closed forms 0")) is None


def test_a_form_that_is_too_long_is_not_kept() -> None:
    text = "x" + " + x" * (LARGEST // 4)
    graph = FORMS["x"].graph
    assert write_entry(REQUEST, KEY, {"x": Derivation(("x",), graph, "2*x")}) is not None
    assert write_entry(REQUEST, KEY, {"x": Derivation(("x",), graph, text)}) is None


def request(sample: Sample) -> Request:
    """Return the Jacobians of a sample as they are asked for."""
    graph = sample_graph(sample)
    wrt = [name for name in graph.variables if name not in graph.indices]
    shapes = {name: graph.output.shape + graph.shapes[name] for name in wrt}
    return Request("jacobian", graph, {name: (name,) for name in wrt}, shapes)


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.samples], ids=lambda op: op.name)
def test_the_derivatives_of_every_function_are_kept(op: Op) -> None:
    asked = request(op.samples[0])
    key = key_of(asked, "a stamp")
    assert key == key_of(request(op.samples[0]), "a stamp")
    forms = derive_jacobian(asked.graph, list(asked.wrt))
    assert write_entry(asked, key, forms) is not None


def test_questions_of_one_key_are_one_question() -> None:
    seen: dict[str, str] = {}
    for op in OPS.values():
        for sample in op.samples:
            asked = request(sample)
            said = f"{asked.graph} {asked.graph.shapes}"
            assert seen.setdefault(key_of(asked, "a stamp"), said) == said
    assert len(seen) > len(OPS)


def test_all_that_matters_is_in_the_key() -> None:
    others = [
        replace(REQUEST, kind="jacobian"),
        replace(REQUEST, wrt={"x": ("y",)}),
        replace(REQUEST, wrt={"y": ("x",)}),
        replace(REQUEST, tangents={"x": "dx"}),
        replace(REQUEST, graph=asked_for("sum((x-2)*(x+2))", x=(2, 2)).graph),
        replace(REQUEST, graph=asked_for("sum((x+2)*(x-2))", x=(2, 3)).graph),
        replace(REQUEST, graph=asked_for("sum((x+2)*(x-2))", x=("m", "n")).graph),
        replace(REQUEST, graph=asked_for("t0 = x + 2; sum(t0*(x-2))", x=(2, 2)).graph),
        replace(REQUEST, graph=asked_for("sum((x+2)*(x-2))", "untrusted", x=(2, 2)).graph),
    ]
    keys = {key_of(each, "a stamp") for each in [REQUEST, *others]}
    assert len(keys | {key_of(REQUEST, "another stamp")}) == len(others) + 2
