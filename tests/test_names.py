"""Any name may be a variable: none means anything to the program but what the user gave it.

Not SymPy's names, not Python's, not those of functions of the language, nor the names that
the program itself hands out in print.
"""

from __future__ import annotations

import builtins
import keyword
import re

import numpy as np
import pytest
from symgrad_cli.main import main

import symgrad as sg
from symgrad.errors import UnknownNameError
from symgrad.graph.build import build
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.ops.table import ALIASES, OPS
from symgrad.report.gradreport import GradReport
from symgrad.report.table import OUTPUT_NAMES
from symgrad.source import Source
from symgrad.verdict.compare import Verdict

RESERVED = {"and", "or", "not", "in", "true", "false", "True", "False", "None", "pi", "inf"}
SYMPYS = re.findall(
    r"\w+",
    "e E I S N Q O C beta gamma zeta Beta re im pi_ lambda_ Symbol Dummy oo zoo nan EulerGamma "
    "Catalan GoldenRatio Derivative Subs Heaviside DiracDelta Piecewise Abs Max Min Mod Add Mul "
    "Pow Rational Integer Function loggamma polylog Sum Product Matrix symbols sympify",
)
OURS = re.findall(
    r"\w+",
    "x0 x_1 _ __ t0 t1 u0 u1 a0 v v_ y_bar f f_ y out result step0 inf_ sin_ x n m d dx axis "
    "keepdims ord ddof args self np xp s t",
)
GREEK = list("αβγδεζηθκλμξρστφχψωΓΔΘΛΞΠΣΦΨΩ")
PYTHONS = [*keyword.kwlist, *(n for n in dir(builtins) if n.isalpha() and n.islower())]
FUNCTIONS = [*OPS, *ALIASES]
NAMES = [n for n in dict.fromkeys((*SYMPYS, *OURS, *GREEK, *PYTHONS)) if n not in RESERVED]
STATEMENT = "sin({0})*exp({0}*2) + 3*{0}**2 + 1/{0}"
# What SymPy calls things; where the user did not, no printed text may.
LEAKED = re.compile(
    r"\b(zoo|oo|nan|I|E|loggamma|Derivative|Subs|Heaviside|Piecewise|DiracDelta|Dummy|Abs|Max|Min"
    r"|Mod|gamma|zeta|EulerGamma|Catalan|re|im|ITE|asin|acos|ceiling|jn|Gammaln|Polygamma)\b"
)


def verdict_of(report: GradReport) -> Verdict:
    assert report.verdict is not None
    return report.verdict


@pytest.mark.parametrize("name", NAMES)
def test_a_variable_may_have_any_name(name: str) -> None:
    text, values = STATEMENT.format(name), {name: 0.7}
    r = sg.grad(text, values)
    assert verdict_of(r).status == "agree", str(r)
    again = sg.grad(r.formulas[name], values)
    assert verdict_of(again).status == "agree", str(again)
    assert sg.evaluate(text, values) == sg.evaluate(STATEMENT.format("x"), {"x": 0.7})
    same = sg.grad(STATEMENT.format("x"), {"x": 0.7})
    assert r.formulas[name] == re.sub(r"\bx\b", name, same.formulas["x"])
    assert r.gradients[name] == same.gradients["x"]


@pytest.mark.parametrize("name", NAMES)
def test_a_binding_may_have_any_name(name: str) -> None:
    text = f"{name} = 2*other; {name}*sin({name})"
    r = sg.grad(text, {"other": 0.4})
    assert verdict_of(r).status == "agree", str(r)
    shown = show(build(parse(Source(text))))
    assert shown == text


ARRAYS: list[tuple[str, dict[str, tuple[int, ...]]]] = [
    ("norm(A @ {0} - b)**2", {"A": (4, 3), "{0}": (3,), "b": (4,)}),
    ("sum({0} @ A.T * B.T)", {"A": (4, 3), "{0}": (2, 3), "B": (4, 2)}),
    ("trace({0}.T @ {0}) + sum({0})", {"{0}": (3, 3)}),
    ("b @ {0} @ b + sum(diag({0}))", {"{0}": (3, 3), "b": (3,)}),
    ("sum(outer(b, {0})*B)", {"{0}": (3,), "b": (3,), "B": (3, 3)}),
    ("sum({0}*(b*c) + b*{0}*c)", {"{0}": (3,), "b": (3,), "c": (3,)}),
    ("sum((b @ {0})*c)", {"{0}": (3, 2), "b": (3,), "c": (2,)}),
    ("sum(where({0} > 0, {0}*2, {0}))", {"{0}": (3,)}),
]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_variable_may_be_called_like_a_function(name: str) -> None:
    """Whatever looks for a product of matrices or a sum must not take a variable for one."""
    for pattern, declared in ARRAYS:

        def derived(variable: str) -> dict[str, str]:
            shapes = {key.format(variable): shape for key, shape in declared.items()}  # noqa: B023
            found = sg.derive(pattern.format(variable), list(shapes), shapes=shapes)  # noqa: B023
            assert isinstance(found, dict)
            return {key: str(each) for key, each in found.items()}

        # As long as the name, so that the same parts are short enough to be repeated.
        plain = "Q" * len(name)
        renamed = {
            re.sub(rf"\b{plain}\b", name, key): re.sub(rf"\b{plain}\b", name, text)
            for key, text in derived(plain).items()
        }
        assert derived(name) == renamed


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_keeps_working_beside_its_namesake(name: str) -> None:
    r = sg.grad(f"{name} + sum(exp({name}))*abs({name})", {name: 0.3})
    assert verdict_of(r).status == "agree", str(r)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_reserved_words_are_told_so(name: str) -> None:
    with pytest.raises(sg.SymgradError) as caught:
        build(parse(Source(f"{name} = 3; {name}*x")))
    assert caught.value.span is not None
    assert caught.value.help


@pytest.mark.parametrize(
    "name", [n for n in SYMPYS if n not in OPS and n not in ALIASES] + ["eval", "exec", "open"]
)
def test_no_function_of_sympy_or_python_can_be_called(name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        sg.grad(f"{name}(x)", {"x": 1.0})
    assert caught.value.code == "unknown-function"
    assert caught.value.help


# -- nothing comes out --------------------------------------------------------

AWKWARD = [
    "0**x", "x**0", "0**0 + x", "0**x + x", "(0*x)**x", "x**(0*x)", "1/0*x", "x/0", "log(0)*x",
    "inf*x", "sqrt(-1)*x", "(-1)**0.5*x", "(-2)**x", "(-x)**x", "arcsin(2)*x", "arctanh(1)*x",
    "arctanh(2)*x", "log(-1)*x", "sign(x)*x", "abs(abs(x))", "abs(x**2 + x)", "abs(log(x))",
    "abs(gammaln(x))", "abs(x**x)", "sign(log(x))*x", "maximum(x, abs(x))", "floor(log(x))*x",
    "arctan2(x, 0)", "arctan2(0, x)", "arctan2(0, 0)*x", "tan(pi/2)*x", "csc(0)*x", "mod(x, 0)",
    "mod(5.5, x)", "gammaln(0)*x", "gammaln(3)*x", "gammaln(0.5)*x", "digamma(0)*x", "digamma(1)*x",
    "polygamma(1, 1)*x", "polygamma(2, 1)*x", "polygamma(1, 0.25)*x", "exp(inf)*x", "tanh(inf)*x",
    "cbrt(x)", "cbrt(-8)*x", "abs(cbrt(x))", "where(x > 0, 1/0, x)", "hypot(x, 0)", "sqrt(x**2)",
    "(x**3)**(1/3)", "log(x**2)", "erf(inf)*x", "1**x", "clip(x, 0, 1)", "round(x)*x", "sinc(x)*x",
    "sinc(inf)*x", "abs(sinc(x))", "log(gammaln(x))", "logaddexp(x, 0)", "(1 - 2**0.5)**x",
    "relu(x)*elu(x)", "gelu(x)", "softplus(log(x))", "digamma(x)**x", "spherical_jn(2, x)/x",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
def test_nothing_of_sympy_shows_in_a_closed_form(text: str) -> None:
    r = sg.grad(text, {"x": 0.5})
    if "x" not in r.formulas:
        assert verdict_of(r).status in ("undefined", "inconclusive")
        return
    found = r.formulas["x"]
    assert not LEAKED.search(found), found
    assert show(build(parse(Source(found)))) == found


@pytest.mark.parametrize(
    ("text", "x", "formula", "gradient"),
    [
        ("0**x", 2.0, "0", 0.0),
        ("x**0", 2.0, "0", 0.0),
        ("x**0", 0.0, "0", 0.0),
        ("0**0*x", 3.0, "1", 1.0),
        ("0**x + x", 2.0, "1", 1.0),
        ("1**x", 2.0, "0", 0.0),
    ],
)
def test_powers_of_zero(text: str, x: float, formula: str, gradient: float) -> None:
    r = sg.grad(text, {"x": x})
    assert (r.formulas["x"], float(r.gradients["x"])) == (formula, gradient)
    assert verdict_of(r).status == "agree"


@pytest.mark.parametrize("x", [0.0, -1.0])
def test_a_power_of_zero_has_no_slope_at_zero_and_below(x: float) -> None:
    assert verdict_of(sg.grad("0**x", {"x": x})).status == "undefined"


# -- names that the program hands out -----------------------------------------

LONG = "exp(x*y + 3)*sin(x*y + 3)"


def named_parts(*texts: str) -> list[tuple[str, str]]:
    """The bindings of texts as they are printed."""
    return [
        (name, part)
        for text in texts
        for name, _, part in (b.partition(" = ") for b in text.split("; ")[:-1])
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"t0 = {LONG}; t0*t0*x",
        f"{LONG}*tan({LONG})*({LONG})",
        "t0*sin(t0*exp(t0*y + 3))*exp(t0*y + 3)*x + t1",
        f"t1 = {LONG}; t0 = {LONG}*x; t1*t0*cos(t0)",
    ],
)
def test_a_name_stands_for_one_thing_in_a_report(text: str) -> None:
    graph = build(parse(Source(text)))
    r = sg.grad(text, dict.fromkeys(graph.variables, 0.3))
    assert verdict_of(r).status == "agree"
    parts = [*r.bindings, *named_parts(*r.formulas.values())]
    assert len(parts) > len(r.bindings), "no shared part: the test tests nothing"
    meaning = dict(parts)
    assert set(parts) == set(meaning.items())
    assert not set(meaning) & set(graph.variables)
    for formula in r.formulas.values():
        assert show(build(parse(Source(formula)))) == formula


def test_a_name_of_the_user_comes_back_in_the_gradient() -> None:
    text = f"z = {LONG}*exp(x); z*sin(z)"
    r = sg.grad(text, {"x": 0.3, "y": 0.2})
    assert f"z = {LONG}*exp(x)" in r.formulas["y"]


@pytest.mark.parametrize("count", range(len(OUTPUT_NAMES) + 3))
def test_the_output_is_called_like_nothing_else(count: int) -> None:
    names = [*OUTPUT_NAMES, "f_", "f__"][:count]
    r = sg.grad("*".join([*names, "x"]), dict.fromkeys([*names, "x"], 1.0))
    assert r.output not in names


def test_the_output_is_not_called_like_a_size() -> None:
    r = sg.grad("sum(x)", {"x": [1.0, 2.0]}, shapes={"x": ("f",)})
    assert r.output != "f"


@pytest.mark.parametrize(("text", "shape"), [("v*x", None), ("x*2", ("v",)), ("v*v_*x", None)])
def test_weights_are_called_like_nothing_else(text: str, shape: tuple[str, ...] | None) -> None:
    names = [n for n in re.findall(r"\w+", text) if not n.isdigit()]
    values = {n: np.array([1.0, 2.0]) for n in names}
    r = sg.grad(text, values, cotangent=[1.0, 3.0], shapes={"x": shape} if shape else None)
    assert verdict_of(r).status == "agree"
    assert f"weighted by {r.weighted}\n" in str(r)
    assert r.weighted not in {*names, *(shape or ())}
    assert r.weighted in r.formulas["x"]


# -- through the command ------------------------------------------------------


@pytest.mark.parametrize("name", ["lambda", "class", "E", "zoo", "sum", "t0", "_", "θ", "f"])
def test_the_command_takes_any_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands = [
        ["grad", f"{name}**2", f"{name}=3"],
        ["eval", f"{name}**2", f"{name}=3"],
        ["check", f"{name}**2", f"d{name}=2*{name}"],
        ["graph", f"{name}**2"],
    ]
    outputs = []
    for words in commands:
        assert main(words) == 0
        outputs.append(capsys.readouterr().out)
    grad, value, check, graph = outputs
    assert f"/∂{name} = 2*{name}\n" in grad
    assert value.strip() == "9"
    assert "right" in check
    assert name in graph
