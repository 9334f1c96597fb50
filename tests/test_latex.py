"""LaTeX of formulas: textbook notation, brackets where needed, and everything comes out."""

from __future__ import annotations

import re

import pytest
from symgrad_cli.main import main

import symgrad as sg
from symgrad.ops.table import OPS
from symgrad.symbolic.export.latex import formula, question
from symgrad.symbolic.export.latex_names import name, unlike
from tests.growing import sample_graph

SHAPES = {"A": ("n", "n"), "B": ("n", "n"), "x": "n", "y": "n", "X": ("m", "n"), "t": ()}

EXPRESSIONS = [
    # signs and brackets
    ("a - (b - c)", r"a - \left(b - c\right)"),
    ("a - b - c", r"a - b - c"),
    ("a + (b + c)", r"a + b + c"),
    ("a + -b", r"a + \left(-b\right)"),
    ("-(a + b)", r"-\left(a + b\right)"),
    ("--a", r"-\left(-a\right)"),
    ("a*(b + c)", r"a \left(b + c\right)"),
    ("-a*b", r"-a b"),
    ("a*-b", r"a \left(-b\right)"),
    ("a*b*c", r"a b c"),
    ("2*3*a", r"2 \cdot 3 a"),
    ("a*2", r"2 a"),
    ("2*2**a", r"2 \cdot 2^{a}"),
    ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
    ("(a + b)/(c*d)", r"\frac{a + b}{c d}"),
    ("(a/b)**2", r"\left(\frac{a}{b}\right)^{2}"),
    ("a**b**c", r"a^{b^{c}}"),
    ("(a**b)**c", r"\left(a^{b}\right)^{c}"),
    ("(-a)**2", r"\left(-a\right)^{2}"),
    ("-a**2", r"-a^{2}"),
    ("a**-2", r"a^{-2}"),
    ("2**(a + b)", r"2^{a + b}"),
    ("1e-9*a", r"1 \cdot 10^{-9} a"),
    ("0.5*a", r"0.5 a"),
    ("pi*a", r"\pi a"),
    # functions
    ("exp(-a**2/2)", r"\exp\left(\frac{-a^{2}}{2}\right)"),
    ("sqrt(a + 1)*log(a)", r"\sqrt{a + 1} \log\left(a\right)"),
    ("abs(a - b)", r"\left|a - b\right|"),
    ("floor(a)*b", r"\left\lfloor a\right\rfloor b"),
    ("softplus(a)**2", r"\operatorname{softplus}\left(a\right)^{2}"),
    (
        "leaky_relu(a, 0.2)",
        r"\operatorname{leaky\_relu}\left(a, \mathtt{negative\_slope=0.2}\right)",
    ),
    ("maximum(a, 0)", r"\max\left(a, 0\right)"),
    (
        "where(a > 0 and b <= 1, a, -b)",
        r"\begin{cases} a & \text{if } \left(a > 0\right) \wedge \left(b \leq 1\right) \\ "
        r"-b & \text{otherwise} \end{cases}",
    ),
    (
        "1 + where(a > 0, 1, where(a < 0, 2, 3))",
        r"1 + \left(\begin{cases} 1 & \text{if } a > 0 \\ 2 & \text{if } a < 0 \\ "
        r"3 & \text{otherwise} \end{cases}\right)",
    ),
]
ARRAYS = [
    ("x*y", r"x \odot y"),
    ("x/y", r"x \oslash y"),
    ("x**2", r"x^{\odot 2}"),
    ("t*x + y/t", r"t x + \frac{y}{t}"),
    ("A @ x", r"A x"),
    ("A @ (B @ x)", r"A B x"),
    ("A @ (x*y)", r"A \left(x \odot y\right)"),
    ("(A @ x)*y", r"\left(A x\right) \odot y"),
    ("(x*y) @ A", r"A^{\top} \left(x \odot y\right)"),
    ("A @ (2*x)", r"A \left(2 x\right)"),
    ("2*A @ x", r"2 A x"),
    ("2*(A @ x)*y", r"\left(2 A x\right) \odot y"),
    ("-A @ x", r"-A x"),
    ("-(x*y) @ y", r"\left(-x \odot y\right)^{\top} y"),
    ("A @ (x + y)", r"A \left(x + y\right)"),
    ("x @ y", r"x^{\top} y"),
    ("x @ A @ y", r"x^{\top} A y"),
    ("(x @ y)*x", r"\left(x^{\top} y\right) x"),
    ("A.T @ x", r"A^{\top} x"),
    ("(A @ B).T", r"\left(A B\right)^{\top}"),
    ("inv(A) @ x", r"A^{-1} x"),
    ("inv(A).T", r"A^{-\top}"),
    ("inv(A + B)", r"\left(A + B\right)^{-1}"),
    ("solve(A, x)", r"A^{-1} x"),
    ("matrix_power(A, 3)", r"A^{3}"),
    ("A**3", r"A^{\odot 3}"),
    ("outer(x, y)", r"x y^{\top}"),
    ("det(A)*trace(A)", r"\det\left(A\right) \operatorname{tr}\left(A\right)"),
    ("norm(X @ x)**2", r"\lVert X x\rVert_{2}^{2}"),
    ("norm(A)", r"\lVert A\rVert_{F}"),
    ("norm(x, 1)", r"\lVert x\rVert_{1}"),
    ("sum(x)", r"\sum\left(x\right)"),
    ("sum(X, axis=0)", r"\operatorname{sum}\left(X, \mathtt{axis=0}\right)"),
    ("x[0]", r"x_{0}"),
    ("A[1, :]", r"A_{1, :}"),
    ("(x + y)[0]", r"\left(x + y\right)_{0}"),
    ("(eye(n) - ones((n, n))) @ x", r"\left(I_{n} - \mathbf{1}_{n \times n}\right) x"),
    ("sum(X)/(m*n)", r"\frac{\sum\left(X\right)}{m n}"),
    ("kron(A, B)", r"A \otimes B"),
]
NAMES = [
    ("x", "x"),
    ("theta", r"\theta"),
    ("lambda", r"\lambda"),
    ("σ", r"\sigma"),
    ("W1", "W_{1}"),
    ("w_1", "w_{1}"),
    ("sigma_x", r"\sigma_{x}"),
    ("x_max", r"x_{\mathrm{max}}"),
    ("alpha2", r"\alpha_{2}"),
    ("rate", r"\mathrm{rate}"),
    ("k_B_0", "k_{B, 0}"),
    ("_", r"\_"),
    ("__a", r"\mathrm{\_\_a}"),
    ("Δx", r"\mathrm{\Delta x}"),
]


@pytest.mark.parametrize(("text", "latex"), EXPRESSIONS, ids=lambda each: each)
def test_scalars(text: str, latex: str) -> None:
    assert formula(sg.parse(text)) == latex


@pytest.mark.parametrize(("text", "latex"), ARRAYS, ids=lambda each: each)
def test_arrays(text: str, latex: str) -> None:
    used = {key: shape for key, shape in SHAPES.items() if re.search(rf"\b{key}\b", text)}
    assert formula(sg.parse(text, shapes=used)) == latex


@pytest.mark.parametrize(("text", "latex"), NAMES, ids=lambda each: each)
def test_names(text: str, latex: str) -> None:
    assert name(text) == latex


def test_names_that_would_look_alike_do_not() -> None:
    assert unlike(["W1", "W_1", "lambda"]) == {
        "W1": "W_{1}",
        "W_1": r"\mathtt{W\_1}",
        "lambda": r"\lambda",
    }
    assert formula(sg.parse("W1 + W_1")) == r"W_{1} + \mathtt{W\_1}"


def balanced(latex: str) -> bool:
    """Tell whether braces, brackets and environments close in order."""
    pile: list[str] = []
    for opening, closing in re.findall(
        r"(\\left(?![a-z])|\\begin\{\w+\}|(?<!\\)\{)|(\\right(?![a-z])|\\end\{\w+\}|(?<!\\)\})",
        latex,
    ):
        if opening:
            pile.append(opening)
        elif not pile or not _close(pile.pop(), closing):
            return False
    return not pile


def _close(opening: str, closing: str) -> bool:
    ends = {"{": "}", "\\left": "\\right"}
    return closing == ends.get(opening, opening.replace("begin", "end"))


def test_balance_can_be_missing() -> None:
    assert balanced(r"\left\lfloor \frac{a}{b}\right\rfloor")
    for broken in (r"\frac{a}{b", r"\left(a", r"a\right)", r"{\left(a}\right)", r"\end{cases}"):
        assert not balanced(broken)


@pytest.mark.parametrize("row", [key for key, op in OPS.items() if not op.values_only])
def test_every_row_comes_out_balanced(row: str) -> None:
    for sample in OPS[row].samples:
        graph = sample_graph(sample)
        latex = formula(graph)
        assert balanced(latex), latex
        assert not re.search(r"(?<!\\)[_#%&](?![{ ])", latex.replace(" & ", "")), latex
        # Every variable is seen.
        assert all(name(each) in latex for each in graph.variables), latex


def test_long_shared_parts_are_named_once() -> None:
    long = "exp(-(x - mu)**2/(2*sigma**2))/sqrt(2*pi*sigma**2)"
    latex = formula(sg.parse(f"({long})*log({long})"))
    assert latex.startswith(
        "\\begin{aligned}\n& t_{0} \\log\\left(t_{0}\\right) \\\\\n\\text{where } t_{0} &= "
    )
    assert latex.count("sqrt") == 1


def test_names_of_the_program_are_kept() -> None:
    latex = formula(sg.parse("z = x*y; sin(z) + z"))
    assert latex == (
        "\\begin{aligned}\n& \\sin\\left(z\\right) + z \\\\\n"
        "\\text{where } z &= x y\n\\end{aligned}"
    )


def test_deep_programs_come_out() -> None:
    chain = "; ".join(["y = x", *["y = sin(y)*y"] * 3000, "y"])
    latex = formula(sg.parse(chain))
    assert balanced(latex)
    assert len(latex) < 1_000_000


def test_a_question_and_its_gradients() -> None:
    shapes = {"A": ("m", "n"), "x": "n", "b": "m"}
    assert sg.code("norm(A @ x - b)**2", to="latex", wrt="x", shapes=shapes) == (
        "\\begin{aligned}\n"
        "f &= \\lVert A x - b\\rVert_{2}^{2} \\\\\n"
        "\\nabla_{x} f &= 2 A^{\\top} \\left(A x - b\\right)\n"
        "\\end{aligned}"
    )
    assert sg.code("sin(f*g)", to="latex", wrt="f").split("\n")[1:3] == [
        r"h &= \sin\left(f g\right) \\",
        r"\frac{\partial h}{\partial f} &= g \cos\left(f g\right)",
    ]
    graph = sg.parse("x + 1")
    assert question(graph, {}) == "\\begin{aligned}\nf &= x + 1\n\\end{aligned}"


def test_a_derivation_in_latex() -> None:
    derivation = sg.derive("x @ A @ x", "x", shapes={"A": ("n", "n"), "x": "n"})
    assert derivation.latex == r"\left(A + A^{\top}\right) x"
    assert derivation.to("latex") == derivation.latex
    assert derivation._repr_latex_() == rf"$\displaystyle {derivation.latex}$"


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", "sin(x**2)", "--to", "latex"]) == 0
    assert r"\frac{\partial f}{\partial x} &= 2 x \cos\left(x^{2}\right)" in capsys.readouterr().out
