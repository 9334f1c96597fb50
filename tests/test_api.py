"""The Python face: what the README and the docstrings promise."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import symgrad as sg
from symgrad import api

ROOT = Path(__file__).parents[1]


def test_docstring_examples() -> None:
    found = doctest.testmod(api)
    assert found.attempted >= 6
    assert found.failed == 0


def test_the_readme_says_what_python_answers() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    names: dict[str, Any] = {}
    checked = 0
    lines = block.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        code, _, comment = line.partition("  #")
        stated = after[2:] if after.startswith("# ") else comment.strip().split("   ")[0]
        if not code.strip() or code.startswith("#"):
            continue
        if code.startswith(("import", "r =")):
            exec(code, names)
            continue
        answer = eval(code, names)
        shown = {re.sub(r"\s+", " ", text) for text in (str(answer), repr(answer))}
        assert stated in shown, code
        checked += 1
    assert checked == 4


def test_grad_returns_arrays_formulas_and_a_verdict() -> None:
    r = sg.grad("sum((x+2)*(x-2))", x=[[1, 2], [3, 4]])
    assert r.value == 14.0
    np.testing.assert_array_equal(r.gradients["x"], [[2, 4], [6, 8]])
    assert r.formulas == {"x": "2*x"}
    assert r.verdict is not None
    assert (r.verdict.status, r.verdict.digits) == ("agree", 15)
    assert [row.label for row in r.rows] == ["x[0,0]", "x[0,1]", "x[1,0]", "x[1,1]"]
    assert r.to_dict()["gradients"]["x"]["formula"] == "2*x"


def test_variables_called_like_options_go_into_the_mapping() -> None:
    r = sg.grad("wrt**2 + check", {"wrt": 3.0, "check": 1.0}, wrt=["wrt"])
    assert r.gradients["wrt"] == 6.0
    assert set(r.gradients) == {"wrt"}


def test_a_given_cotangent_weighs_the_entries() -> None:
    r = sg.grad("x**2", x=[1.0, 2.0, 3.0], cotangent=[1.0, 0.0, -1.0])
    np.testing.assert_array_equal(r.gradients["x"], [2, 0, -6])
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_an_array_output_without_a_cotangent_is_an_error() -> None:
    with pytest.raises(sg.CotangentError, match="cotangent") as caught:
        sg.grad("x**2", x=[1.0, 2.0])
    assert isinstance(caught.value, RuntimeError | ValueError)


def test_one_entry_of_any_shape_counts_as_scalar() -> None:
    r = sg.grad("x[None, :1]**2", x=[3.0])
    np.testing.assert_array_equal(r.gradients["x"], [6.0])


def test_without_a_check_nothing_is_derived_and_nothing_warns() -> None:
    r = sg.grad("log(x)", x=-1.0, check=False)
    assert r.formulas == {}
    assert r.verdict is None
    assert r.gradients["x"] == -1.0


def test_named_sizes_are_bound_from_values() -> None:
    shapes = {"A": ("m", "n"), "x": ("n",)}
    r = sg.grad("sum((A @ x)**2)/m", A=[[1.0, 2.0], [0.0, 1.0]], x=[1.0, 1.0], shapes=shapes)
    assert r.formulas["x"].endswith("/m")
    np.testing.assert_allclose(r.gradients["x"], [3.0, 7.0])
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_missing_values_are_replaced_by_random_points() -> None:
    r = sg.grad("norm(A @ x - b)**2", shapes={"A": ("m", "n"), "x": "n", "b": "m"}, wrt="x")
    assert r.formulas["x"] == "2*A.T @ (A @ x - b)"
    assert r.points == 8
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_float32_is_computed_and_compared_in_float32() -> None:
    r = sg.grad("sum(exp(x)*sin(x))", x=[0.1, 2.0], dtype="float32")
    assert r.gradients["x"].dtype == np.float32
    assert r.verdict is not None
    assert r.verdict.status == "agree"


def test_inputs_are_never_written_to() -> None:
    x = np.array([1.0, 2.0])
    x.flags.writeable = False
    sg.grad("sum(x**3)", x=x)
    np.testing.assert_array_equal(x, [1.0, 2.0])


def test_derive_gives_text_for_one_variable_and_a_mapping_for_several() -> None:
    assert str(sg.derive("x**3", "x")) == "3*x**2"
    assert {n: str(d) for n, d in sg.derive("x*y", ["x", "y"]).items()} == {"x": "y", "y": "x"}  # type: ignore[union-attr]


def test_parse_gives_a_graph_that_prints() -> None:
    g = sg.parse("z = x @ w + b; sum(z**2)", shapes={"x": (5,), "w": (5, 3), "b": (3,)})
    assert str(g) == "z = x @ w + b; sum(z**2)"
    assert g.variables == ("x", "w", "b")
    assert g.output.shape == ()
    assert g.nodes[-1] is g.output


@pytest.mark.parametrize(
    ("call", "error", "code"),
    [
        (lambda: sg.grad("x**2", y=1.0), NameError, "unused-name"),
        (lambda: sg.grad("x**2", x="one"), ValueError, "bad-value"),
        (lambda: sg.grad("x**2", x=1.0, wrt="y"), NameError, "unknown-variable"),
        (lambda: sg.grad("x**2", x=1.0, dtype="int8"), ValueError, "unknown-dtype"),
        (lambda: sg.grad("x +", x=1.0), ValueError, "missing-operand"),
        (lambda: sg.grad("sum(x, axis=3)", x=[1.0]), ValueError, "axis-range"),
        (lambda: sg.evaluate("sin(x, 1)", x=1.0), TypeError, "too-many-arguments"),
        (lambda: sg.parse("x + y", shapes={"x": (2,), "y": (3,)}), ValueError, "shape-mismatch"),
    ],
)
def test_errors_are_both_ours_and_the_builtin_one_expects(
    call: Any, error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert isinstance(caught.value, sg.SymgradError)
    assert caught.value.code == code
