"""Advice is given where it helps, and is never wrong: what is advised is the same function."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from symgrad_cli.main import main

import symgrad as sg
from symgrad.graph.advice import Advice, advise
from symgrad.graph.build import build
from symgrad.graph.patterns import PATTERNS, Pattern
from symgrad.language.parser import parse
from symgrad.source import Source

Shapes = dict[str, tuple[int, ...]]

# A formula, the shapes of its variables, and what is advised for its parts.
TYPED: list[tuple[str, Shapes, list[str]]] = [
    ("sum(log(1 + exp(x)))", {"x": (3,)}, ["softplus(x)"]),
    ("sum(log(exp(2*x) + 1))", {"x": (3,)}, ["softplus(2*x)"]),
    ("log(1 + exp(-(x*y)))", {}, ["softplus(-(x*y))"]),
    ("log(1 + x**2)", {}, ["log1p(x**2)"]),
    ("log(1 - x**2/9)", {}, ["log1p(-(x**2/9))"]),
    ("(exp(x) - 1)/x", {}, ["expm1(x)"]),
    ("log(sum(exp(x)))", {"x": (3,)}, ["logsumexp(x)"]),
    ("sum(log(sum(exp(A), axis=1)))", {"A": (2, 3)}, ["logsumexp(A, axis=1)"]),
    (
        "sum(A - log(sum(exp(A), axis=0, keepdims=true)))",
        {"A": (2, 3)},
        ["logsumexp(A, axis=0, keepdims=true)"],
    ),
    ("log(exp(x) + exp(2*y))", {}, ["logaddexp(x, 2*y)"]),
    ("sqrt(x**2 + (y - 1)**2)", {}, ["hypot(x, y - 1)"]),
    ("sqrt(x*x + square(y))", {}, ["hypot(x, y)"]),
    ("sqrt(sum((A @ x - b)**2))", {"A": (3, 2), "x": (2,), "b": (3,)}, ["norm(A @ x - b)"]),
    ("sum(sqrt(sum(A*A, axis=1)))", {"A": (2, 3)}, ["norm(A, axis=1)"]),
    ("r = x - y; sqrt(r @ r)", {"x": (3,), "y": (3,)}, ["norm(r)"]),
    ("x = x + 1; log(1 + exp(x))", {}, ["softplus(x)"]),
    ("p = softmax(z); sum(log(p))", {"z": (3,)}, ["log_softmax(z)"]),
    ("z = x*y; (exp(z) - 1)*z", {}, ["expm1(z)"]),
    ("1/(1 + exp(-x))", {}, ["sigmoid(x)"]),
    ("1/(exp(-(w*x)) + 1)", {}, ["sigmoid(w*x)"]),
    ("sum(p*log(p))", {"p": (3,)}, ["xlogy(p, p)"]),
    ("-sum(p*log(q))", {"p": (3,), "q": (3,)}, ["xlogy(p, q)"]),
    ("sum(y*log(softmax(x)))", {"x": (3,), "y": (3,)}, ["log_softmax(x)"]),
    ("sum(log(softmax(A, axis=0)))", {"A": (2, 3)}, ["log_softmax(A, axis=0)"]),
    ("log(sigmoid(2*x))", {}, ["logsigmoid(2*x)"]),
    ("v @ (exp(x)/sum(exp(x)))", {"v": (3,), "x": (3,)}, ["softmax(x)"]),
    (
        "sum(V*(exp(A)/sum(exp(A), axis=1, keepdims=true)))",
        {"A": (3, 3), "V": (3, 3)},
        ["softmax(A)"],
    ),
    ("log(det(S))", {"S": (3, 3)}, ["logdet(S)"]),
    ("sum(inv(S) @ b)", {"S": (3, 3), "b": (3,)}, ["solve(S, b)"]),
    ("b @ inv(S.T) @ c", {"S": (3, 3), "b": (3,), "c": (3,)}, []),
    ("1 - erf(x/sqrt(2))", {}, ["erfc(x/sqrt(2))"]),
    ("log(prod(p))", {"p": (3,)}, ["sum(log(p))"]),
    ("sqrt(mean((x - mean(x))**2))", {"x": (4,)}, ["std(x)"]),
    (
        "sum(sqrt(mean((A - mean(A, axis=1, keepdims=true))**2, axis=1)))",
        {"A": (2, 3)},
        ["std(A, axis=1)"],
    ),
    ("mean(x**2) - mean(x)**2", {"x": (4,)}, ["var(x)"]),
    ("(exp(x) - exp(-x))/2", {}, ["sinh(x)"]),
    ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", {}, ["tanh(x)"]),
    ("log(1 + exp(x)) + exp(y) - 1", {}, ["softplus(x)"]),
    ("log(1 + exp(x)) + (exp(y) - 1)", {}, ["softplus(x)", "expm1(y)"]),
]

NOTHING: list[tuple[str, Shapes]] = [
    ("log(2 + exp(x))", {}),
    ("log(1 + exp(2))*x", {}),
    ("softplus(x)", {}),
    ("log(x)", {}),
    ("exp(x) - 2", {}),
    ("2 - exp(x)", {}),
    ("log(exp(x) - exp(y))", {}),
    ("sqrt(x**2 - y**2)", {}),
    ("sqrt(x**2 + y**3)", {}),
    ("sqrt(x**2 + y)", {}),
    ("sqrt(sum(x**3))", {"x": (3,)}),
    ("sqrt(mean(x**2))", {"x": (3,)}),
    ("sqrt(sum(x**2) + 1)", {"x": (3,)}),
    ("2/(1 + exp(-x))", {}),
    ("1/(2 + exp(-x))", {}),
    ("exp(x)/(1 + exp(y))", {}),
    ("2*log(x)", {}),
    ("log(2)*log(x)/3", {}),
    ("sum(exp(x)/sum(exp(y)))", {"x": (3,), "y": (3,)}),
    ("sum(exp(A)/sum(exp(A), axis=1))", {"A": (3, 3)}),
    ("sum(sqrt(mean((A - mean(A))**2, axis=0)))", {"A": (3, 3)}),
    ("sum(sqrt(mean((A - mean(A, axis=1, keepdims=true))**2, axis=0)))", {"A": (3, 3)}),
    ("sum(mean(A**2, axis=0) - mean(A, axis=1)**2)", {"A": (3, 3)}),
    ("sum(sqrt(B @ B))", {"B": (2, 2)}),
    ("trace(A @ inv(A))", {"A": (2, 2)}),
    ("det(A)", {"A": (2, 2)}),
    ("log(abs(det(A)))", {"A": (2, 2)}),
    ("1 + erf(x)", {}),
    ("log(sum(x))", {"x": (3,)}),
    ("sum(log(x))", {"x": (3,)}),
    ("1 + x", {}),
]


def advice_on(text: str, shapes: Shapes) -> list[Advice]:
    return advise(sg.parse(text, shapes=shapes))


def drawn(text: str, shapes: Shapes, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return positive values below one; square matrices are positive definite."""
    found = {}
    for name in sg.parse(text, shapes=shapes).variables:
        shape = shapes.get(name, ())
        found[name] = rng.uniform(0.1, 0.9, shape)
        if len(shape) == 2 and shape[0] == shape[1]:
            found[name] = found[name] + 2 * np.eye(shape[0])
    return found


def require_same(first: str, second: str, values: dict[str, np.ndarray]) -> None:
    left, right = sg.grad(first, values, check=False), sg.grad(second, values, check=False)
    assert np.allclose(left.value, right.value, rtol=1e-9, atol=1e-12), (first, second)
    for name, gradient in left.gradients.items():
        assert np.allclose(gradient, right.gradients[name], rtol=1e-8, atol=1e-10), (first, second)


def followed(text: str, advice: Advice) -> str:
    return f"{text[: advice.span.start]}({advice.text}){text[advice.span.stop :]}"


@pytest.mark.parametrize(("text", "shapes", "expected"), TYPED, ids=lambda v: str(v)[:60])
def test_what_is_advised(text: str, shapes: Shapes, expected: list[str]) -> None:
    found = advice_on(text, shapes)
    assert [advice.text for advice in found] == expected
    rng = np.random.default_rng(0)
    for advice in found:
        for _ in range(3):
            require_same(text, followed(text, advice), drawn(text, shapes, rng))


@pytest.mark.parametrize(("text", "shapes"), NOTHING, ids=lambda v: str(v)[:60])
def test_where_there_is_nothing_to_say(text: str, shapes: Shapes) -> None:
    assert [str(advice) for advice in advice_on(text, shapes)] == []


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.naive)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_every_pattern_is_found_and_is_the_same(pattern: Pattern, shape: tuple[int, ...]) -> None:
    names = set(re.findall(r"\b[a-zA-Z]\b", pattern.naive))
    shapes = {name: pattern.shapes.get(name, shape) for name in names}
    if shape and "x" in pattern.shapes:
        shapes["x"] = shape
    text = pattern.naive
    (advice,) = advice_on(text, shapes)
    assert (
        sg.parse(advice.text, shapes=shapes).output.shape
        == sg.parse(text, shapes=shapes).output.shape
    )
    rng = np.random.default_rng(1)
    for _ in range(5):
        require_same(f"sum({text})", f"sum({advice.text})", drawn(text, shapes, rng))


def test_no_pattern_is_hidden_by_one_before_it() -> None:
    for pattern in PATTERNS:
        (advice,) = advise(build(parse(Source(pattern.naive)), pattern.shapes))
        assert advice.reason == pattern.reason
        assert advice.text == pattern.stable


def test_the_advice_keeps_digits_where_the_formula_does_not() -> None:
    for text, point in (
        ("log(1 + exp(x))", 800.0),
        ("log(1 + x)", 1e-17),
        ("exp(x) - 1", 1e-17),
        ("1/(1 + exp(x))", 710.0),
        ("sqrt(x**2 + 0*x + x**2)", 1e200),
        ("log(exp(x) + exp(x + 1))", 800.0),
    ):
        for advice in advice_on(text, {}):
            with np.errstate(all="ignore"):
                naive = float(sg.evaluate(text, x=point))
            stable = float(sg.evaluate(advice.text, x=point))
            assert np.isfinite(stable)
            assert not np.isclose(naive, stable, rtol=1e-6, atol=0) or naive == 0


PARTS = ("x*y", "sin(x)", "x/(1 + y)", "(x + y)/2", "exp(-y)", "x", "y**2", "square(y)")
FRAMES = (
    "sum({})",
    "sum(3*({}) - x)",
    "t = {}; sum(t*t + t)",
    "x = x/2; sum({})",
    "x = x*y; y = x/3; sum(y*({}))",
    "t = {}; u = x*t; sum(u + t*u)",
)


@pytest.mark.parametrize("seed", range(120))
def test_advice_may_be_followed_wherever_a_formula_stands(seed: int) -> None:
    """Formulas with other expressions for their letters, within programs that rebind names."""
    rng = random.Random(seed)
    pattern = rng.choice([p for p in PATTERNS if not p.shapes or "x" in p.shapes])
    letters = {name: rng.choice(PARTS) for name in "xy"}
    formula = re.sub(r"\b[xy]\b", lambda found: f"({letters[found[0]]})", pattern.naive)
    text = rng.choice(FRAMES).replace("{}", formula)
    used = [name for name in "xy" if re.search(rf"\b{name}\b", text)]
    shapes: Shapes = dict.fromkeys(used, (3,))
    found = advice_on(text, shapes)
    assert found
    for advice in found:
        values = drawn(text, shapes, np.random.default_rng(seed))
        require_same(text, followed(text, advice), values)


def test_it_is_drawn_below_the_formula() -> None:
    (advice,) = advice_on("2*log(1 + exp(x))", {})
    assert str(advice) == (
        "advice: exp overflows beyond 709\n"
        "  2*log(1 + exp(x))\n"
        "    ^^^^^^^^^^^^^^^  write softplus(x)"
    )


def test_a_graph_that_nobody_typed_gets_none() -> None:
    closed = sg.derive("softplus(x)*exp(x) - 1")
    assert advise(closed.graph) == []  # type: ignore[union-attr]


@pytest.mark.parametrize("command", ["grad", "eval"])
def test_the_command_line_advises_when_asked_to(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [command, "log(1 + exp(x))", "x=1"]
    assert main([*words, "-v"]) == 0
    loud = capsys.readouterr()
    assert "  log(1 + exp(x))\n  ^^^^^^^^^^^^^^^  write softplus(x)\n" in loud.err
    assert main(words) == 0
    assert capsys.readouterr() == (loud.out, "")
    assert main([*words, "-v", "-q"]) == 0
    assert "advice" not in capsys.readouterr().err


def test_advice_does_not_disturb_json(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["eval", "log(1 + exp(x))", "x=1", "--json"]
    assert main(words) == 0
    plain = capsys.readouterr().out
    assert main([*words, "-v"]) == 0
    assert capsys.readouterr().out == plain
