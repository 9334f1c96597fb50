"""The derivation step by step: what it says, that it is so, and that a wrong rule is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from symgrad_cli.main import main

import symgrad as sg
from symgrad.differentiation import closed_forms
from symgrad.errors import InputError, SymgradError
from symgrad.explaining import Explanation, explain
from symgrad.graph.assumptions import parse_assumptions
from symgrad.graph.build import build
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.row import Op, Sample
from symgrad.ops.table import OPS
from symgrad.question import Question, ask
from symgrad.source import Source
from symgrad.symbolic import derive as sweep
from symgrad.symbolic import rules
from symgrad.symbolic.cache import Cache
from symgrad.symbolic.derivation import derive_steps
from symgrad.task import gradient_task
from tests.laws import differentiated, draw, sample_values

Shapes = Mapping[str, Any]


def told(text: str, shapes: Shapes, *wrt: str, opened: bool = False) -> list[str]:
    """Return the lines of a derivation: values, then steps."""
    graph = sg.parse(text, shapes=shapes)
    steps = derive_steps(graph, wrt or graph.variables, opened=opened)
    values = [
        f"{v.name} = {v.definition}" + (f" = {v.again}" if v.again else "") for v in steps.values
    ]
    return [*values, *(f"{step.text}  ({step.rule})" for step in steps.steps)]


def explained(question: Question, *wrt: str, opened: bool = False) -> Explanation:
    names = wrt or tuple(n for n in question.graph.variables if n not in question.graph.indices)
    return explain(question, gradient_task(question, names), parse_assumptions([]), opened=opened)


BY_HAND = [
    (
        "norm(A @ x - b)**2",
        {"A": ("m", "n"), "x": ("n",), "b": ("m",)},
        ["x"],
        [
            "u0 = A @ x - b",
            "f = norm(u0)**2 = sum(u0**2)",
            "du0 = 2*u0  (power rule)",
            "dx = A.T @ du0  (product rule for @)",
        ],
    ),
    (
        "sin(x**2)*exp(-x)",
        {},
        ["x"],
        [
            "u0 = x**2",
            "u1 = sin(u0)",
            "u2 = exp(-x)",
            "f = u1*u2",
            "du1 = u2  (product rule)",
            "du2 = u1  (product rule)",
            "dx_1 = -du2*u2  (chain rule for exp)",
            "du0 = du1*cos(u0)  (chain rule for sin)",
            "dx_2 = 2*x*du0  (power rule)",
            "dx = dx_1 + dx_2  (add up)",
        ],
    ),
    (
        "sum((tanh(X @ W1) @ W2 - Y)**2)",
        {"X": (5, 4), "W1": (4, 3), "W2": (3, 2), "Y": (5, 2)},
        ["W1", "W2"],
        [
            "u0 = X @ W1",
            "u1 = tanh(u0)",
            "u2 = u1 @ W2 - Y",
            "f = sum(u2**2)",
            "du2 = 2*u2  (power rule)",
            "du1 = du2 @ W2.T  (product rule for @)",
            "dW2 = u1.T @ du2  (product rule for @)",
            "du0 = du1*(1 - u1**2)  (chain rule for tanh)",
            "dW1 = X.T @ du0  (product rule for @)",
        ],
    ),
    (
        "sum(softmax(W @ x)*y)",
        {"W": (3, 4), "x": (4,), "y": (3,)},
        ["x"],
        [
            "u0 = W @ x",
            "u1 = softmax(u0)",
            "f = sum(u1*y) = u1 @ y",
            "du1 = y  (product rule)",
            "du0 = u1*(du1 - u1 @ du1)  (chain rule for softmax)",
            "dx = W.T @ du0  (product rule for @)",
        ],
    ),
    (
        "log(det(A))/c",
        {"A": (3, 3)},
        ["A", "c"],
        [
            "u0 = det(A)",
            "u1 = log(u0)",
            "f = u1/c",
            "du1 = 1/c  (quotient rule)",
            "dc = -u1/c**2  (quotient rule)",
            "du0 = du1/u0  (chain rule for log)",
            "dA = du0*cofactor(A)  (rule for det)",
        ],
    ),
    (
        "z = X @ w + b; mean((tanh(z) - y)**2)",
        {"X": ("m", "n"), "w": ("n",), "y": ("m",)},
        ["w", "b"],
        [
            "z = X @ w + b",
            "u0 = tanh(z) - y",
            "f = mean(u0**2) = sum(u0**2)/m",
            "du0 = 2*u0/m  (power rule)",
            "dz = du0*(1 - tanh(z)**2)  (chain rule for tanh)",
            "dw = X.T @ dz  (product rule for @)",
            "db = sum(dz)  (broadcast: add up what was repeated)",
        ],
    ),
]


@pytest.mark.parametrize(
    ("text", "shapes", "wrt", "lines"), BY_HAND, ids=[case[0] for case in BY_HAND]
)
def test_a_teacher_would_write(text: str, shapes: Shapes, wrt: list[str], lines: list[str]) -> None:
    assert told(text, shapes, *wrt) == lines


def test_a_definition_is_opened_on_request() -> None:
    assert told("sum(softmax(x)*y)", {"x": (3,), "y": (3,)}, "x", opened=True) == [
        "u0 = exp(x)",
        "u1 = sum(u0)",
        "u2 = 1/u1",
        "u3 = u2*u0 = softmax(x)",
        "f = sum(u3*y) = u3 @ y",
        "du3 = y  (product rule)",
        "du0_1 = u2*du3  (product rule)",
        "du2 = u0 @ du3  (product rule)",
        "du1 = -du2/u1**2  (power rule)",
        "du0_2 = broadcast_to(du1, 3)  (sum over entries)",
        "du0 = du0_1 + du0_2  (add up)",
        "dx = du0*u0  (chain rule for exp)",
    ]


def test_the_only_step_is_opened() -> None:
    assert told("logsumexp(x)", {"x": ("n",)}) == [
        "u0 = sum(exp(x))",
        "f = log(u0) = logsumexp(x)",
        "du0 = 1/u0  (chain rule for log)",
        "dx = du0*exp(x)  (chain rule for exp)",
    ]


@pytest.mark.parametrize("text", ["x", "x - x", "floor(x)", "2*3 + 0*x"])
def test_what_has_hardly_a_step(text: str) -> None:
    found = explained(ask(text, {"x": 0.3}))
    assert found.report.verdict is not None
    assert found.report.verdict.status == "agree"
    assert [mark.status for mark in found.marks] == ["checked"] * len(found.account.steps)


# --- every row


def sampled(op: Op, sample: Sample) -> Question:
    """Return the question of a sample's weighted sum."""
    values = sample_values(sample)
    shape = ask(sample.text, values).graph.output.shape
    weights = draw(op, sample, "steps").standard_normal(shape)  # type: ignore[arg-type]
    return ask(sample.text, values, cotangent=weights)


SAMPLES = [
    pytest.param(op, sample, id=f"{op.name}: {sample.text}")
    for op in OPS.values()
    for sample in op.samples[:2]
]


@pytest.mark.parametrize(("op", "sample"), SAMPLES)
def test_steps_of_every_row(op: Op, sample: Sample) -> None:
    question = sampled(op, sample)
    task = gradient_task(question, differentiated(question.graph))
    derived = {name: each.text for name, each in closed_forms(task).items()}
    for opened in (False, True):
        found = explained(question, opened=opened)
        forms = {name: each.text for name, each in found.account.forms.items()}
        assert forms == derived
        assert found.report.formulas == forms
        wrong = [str(s) for s, m in zip(found.account.steps, found.marks, strict=True) if bad(m)]
        assert not wrong
        assert not any(bad(mark) for mark in found.values)


def bad(mark: Any) -> bool:
    """Tell whether a mark is neither good nor excused by what numbers are."""
    excuses = ("rounding hides it there", "it has no finite value there")
    return mark.status == "wrong" or (bool(mark.reason) and mark.reason not in excuses)


def test_most_steps_are_checked() -> None:
    marks = [
        mark
        for op in OPS.values()
        for sample in op.samples[:1]
        for mark in explained(sampled(op, sample)).marks
    ]
    assert sum(mark.status == "checked" for mark in marks) > 0.97 * len(marks) > 200


# --- together


@pytest.mark.parametrize(
    ("text", "shapes"), [(text, shapes) for text, shapes, *_ in BY_HAND], ids=lambda _: ""
)
@pytest.mark.parametrize("opened", [False, True])
def test_the_lines_are_a_program(text: str, shapes: Shapes, opened: bool) -> None:
    rng = np.random.default_rng(3)
    sized = {n: tuple({"m": 4, "n": 3}.get(d, d) for d in s) for n, s in shapes.items()}
    graph = sg.parse(text, shapes=sized)
    values = {name: rng.uniform(0.2, 1.5, shape) for name, shape in graph.shapes.items()}
    steps = derive_steps(graph, graph.variables, opened=opened)
    report = sg.grad(text, values)
    for name in graph.variables:
        again = build(parse(Source(steps.program(name))), graph.shapes)
        (found,) = evaluate([again.output], values)
        np.testing.assert_allclose(found, report.gradients[name], rtol=1e-9)


def test_names_do_not_collide() -> None:
    lines = told("f = sin(u0*x); f*du1*dx", {}, "u0", "x")
    assert lines == [
        "u2 = u0*x",
        "f = sin(u2)",
        "u3 = f*du1",
        "f_ = u3*dx",
        "du3 = dx  (constant factor)",
        "df = du1*du3  (constant factor)",
        "du2 = df*cos(u2)  (chain rule for sin)",
        "du0 = x*du2  (product rule)",
        "dx_ = u0*du2  (product rule)",
    ]


def test_the_sweep_is_the_same_with_a_visitor() -> None:
    graph = sg.parse("sum(softmax(W @ x)*y)", shapes={"W": (3, 4), "x": (4,), "y": (3,)})
    visited: list[Any] = []
    terms, (value,), x = lowered(graph)
    plain = sweep.gradients(value, [x])
    assert sweep.gradients(value, [x], lambda *pair: visited.append(pair)) == plain
    assert visited[0] == (value, terms.ones(()))
    assert visited[-1] == (x, plain[0])


def lowered(graph: Any) -> tuple[Any, Any, Any]:
    from symgrad.symbolic.lowering import lower
    from symgrad.symbolic.term import Terms

    terms = Terms(tame=True)
    return terms, lower([graph.output], terms), terms.var("x", graph.shapes["x"])


# --- wrong rules


def halved(rule: Callable[..., Any]) -> Callable[..., Any]:
    from symgrad.symbolic.scalars import ONE
    from symgrad.symbolic.sums import scale

    return lambda *args: scale(ONE / 2, rule(*args))


WRONG = [
    (sweep, "_of_function", "sum(tanh(A @ x)*x)", ["chain rule for tanh"]),
    (sweep, "_of_product", "sum(tanh(A @ x))", ["product rule for @"]),
    (sweep, "adjoint", "sum(exp(x[1:]))", ["indexing: back to where it was taken"]),
    (sweep, "_of_extreme", "exp(max(x))", ["max: the winners share"]),
    (sweep, "_of_prod", "exp(prod(x))", ["product of all others"]),
    (sweep, "moved_back", "sum(exp(cumsum(x)))", ["cumsum: linear, so its transpose"]),
    (rules, "_product", "sum(exp(inv(A)))", ["rule for inv"]),
]


@pytest.mark.parametrize(("module", "name", "text", "names"), WRONG, ids=[w[1] for w in WRONG])
def test_a_wrong_rule_is_seen_where_it_is_used(
    module: Any,
    name: str,
    text: str,
    names: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    values = {"A": [[1.5, 0.2, 0.1], [0.3, 1.1, -0.4], [0.2, 0.6, 1.3]], "x": [0.3, -0.2, 0.7]}
    wrt = "A" if "inv" in text else "x"
    used = {n: v for n, v in values.items() if n == wrt or f"({n} @" in text}
    monkeypatch.setattr(module, name, halved(getattr(module, name)))
    found = explained(ask(text, used), wrt)
    pairs = zip(found.account.steps, found.marks, strict=True)
    wrong = {step.rule for step, mark in pairs if mark.status == "wrong"}
    assert set(names) <= wrong
    assert "checked" in {mark.status for mark in found.marks} or len(found.marks) == len(wrong)
    words = [f"{n}={v}".replace(" ", "") for n, v in used.items()]
    assert main(["steps", text, *words, "--wrt", wrt]) == 1
    assert "wrong" in capsys.readouterr().out


def test_a_share_that_is_lost_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    handed = sweep._handed_on
    monkeypatch.setattr(sweep, "_handed_on", lambda *args: list(handed(*args))[:1])
    found = explained(ask("sin(x)*exp(x)", {"x": 0.4}))
    assert found.is_wrong


# --- the faces


def test_a_derivation_has_steps() -> None:
    shapes = {"A": ("m", "n"), "x": ("n",), "b": ("m",)}
    derivation = sg.derive("norm(A @ x - b)**2", wrt="x", shapes=shapes)
    assert [str(step) for step in derivation.steps] == [
        "du0 = 2*u0  (power rule)",
        "dx = A.T @ du0  (product rule for @)",
    ]


def test_a_kept_derivation_has_steps(tmp_path: Path) -> None:
    question = ask("sin(x**2)", {"x": 0.5})
    task, cache = gradient_task(question, ["x"]), Cache(tmp_path, lambda: "a stamp")
    fresh = closed_forms(task, cache)["x"]
    kept = closed_forms(task, cache)["x"]
    assert kept is not fresh
    assert [step.text for step in kept.steps] == ["du0 = cos(u0)", "dx = 2*x*du0"]
    assert [str(step) for step in kept.steps] == [str(step) for step in fresh.steps]


def test_a_jacobian_has_none() -> None:
    from symgrad.symbolic.derivation import derive_jacobian

    found = derive_jacobian(sg.parse("A @ x", shapes={"A": ("m", "n"), "x": ("n",)}), ["x"])
    with pytest.raises(InputError, match="only a gradient"):
        found["x"].steps  # noqa: B018


@pytest.mark.parametrize(
    ("words", "code", "words_out"),
    [
        (["log(x)", "x=-1"], 3, "not checked, the argument of log is not positive"),
        (["sum(abs(x))", "x=0,1"], 3, "kink"),
        (["x*2", "x=1,2"], 2, ""),
        (["x*2", "x=1,2", "--cotangent", "3,4"], 0, "checked  1 of 1 steps"),
        (["sin(x)", "x=1", "--dtype", "float32"], 0, "checked  1 of 1 steps"),
        (["2*3"], 0, "f = 2*3"),
        (["x**x"], 0, "∂f/∂x"),
    ],
)
def test_exit_codes(
    words: list[str], code: int, words_out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["steps", *words]) == code
    assert words_out in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["markdown", "latex"])
def test_pages_are_for_steps(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", "sin(x**2)", "--format", kind]) == 0
    page = capsys.readouterr().out
    assert ("| 1 | chain rule for sin |" in page) == (kind == "markdown")
    assert ("\\bar{u}_{0} &= \\cos" in page) == (kind == "latex")
    assert main(["grad", "sin(x**2)", "--format", kind]) == 2


def test_spans_point_at_the_question() -> None:
    text = "sin(x**2)*exp(-x)"
    steps = derive_steps(sg.parse(text), ["x"])
    places = [text[v.span.start : v.span.stop] for v in steps.values if v.span]
    assert places == ["x**2", "sin(x**2)", "exp(-x)", text]


def test_errors_are_placed() -> None:
    with pytest.raises(SymgradError) as caught:
        explained(ask("polygamma(n, x)", {}), "n")
    assert caught.value.source is not None
