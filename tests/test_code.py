"""Exported code says what symgrad says, for every row; it checks itself, and can fail to."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from symgrad_cli.main import main
from symgrad_cli.options import CODES

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.ops.table import OPS
from symgrad.symbolic.export.names import Names
from symgrad.symbolic.export.numpy_target import NUMPY
from symgrad.symbolic.export.targets import NAMES
from tests.exported import differing, run, self_check, weighed
from tests.growing import sample_graph, sample_shapes

LEAST_SQUARES = "norm(A @ x - b)**2"
SHAPES = {"A": ("m", "n"), "x": "n", "b": "m"}
ROWS = [name for name, op in OPS.items() if not op.values_only]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_as_numpy_code(row: str) -> None:
    op = OPS[row]
    asked = [sample for sample in op.samples if weighed(op, sample) is not None]
    assert asked
    assert [found for sample in asked if (found := differing(op, sample, NUMPY))] == []


@pytest.mark.parametrize("row", [name for name in ROWS if name != "detach"])
def test_every_row_checks_itself(row: str) -> None:
    sample = OPS[row].samples[0]
    weights = np.random.default_rng(0).normal(size=sample_graph(sample).output.shape).round(2)
    code = sg.code(sample.text, to="numpy", shapes=sample_shapes(sample), cotangent=weights)
    status, line = self_check(code)
    assert status == 0, line
    assert line.startswith("the gradient is ")


def test_the_code_is_what_one_would_write() -> None:
    code = sg.code(LEAST_SQUARES, to="numpy", wrt="x", shapes=SHAPES)
    body = code[code.index("    A = ") : code.index("\n\n\ndef check")]
    assert body.rstrip() == (
        "    A = np.asarray(A, dtype=float)\n"
        "    x = np.asarray(x, dtype=float)\n"
        "    b = np.asarray(b, dtype=float)\n"
        "    t0 = A @ x - b\n"
        "    value = np.linalg.norm(t0)**2\n"
        "    grad_x = 2*A.T @ t0\n"
        "    return value, grad_x"
    )


def test_names_of_the_program_are_kept_and_sizes_read_off() -> None:
    code = sg.code(
        "z = tanh(X @ W); mse_loss(z, Y)",
        to="numpy",
        wrt="W",
        shapes={"X": ("m", "n"), "W": ("n", "k"), "Y": ("m", "k")},
    )
    assert "    z = np.tanh(X @ W)\n" in code
    assert "    m = X.shape[0]\n" in code
    assert "n = " not in code.split("return value")[0].replace("gen = ", "")


def test_one_gradient_is_an_array_and_several_are_a_tuple() -> None:
    one = run(sg.code("x*y", to="numpy", wrt="x"))["value_and_grad"](2, 3)
    both = run(sg.code("x*y", to="numpy"))["value_and_grad"](2, 3)
    assert one == (6, 3)
    assert both == (6, (3, 2))


def test_any_name_of_the_language_is_a_name_of_the_code() -> None:
    code = sg.code("lambda*np**2 + class*slice + float*φ", to="numpy")
    found = run(code)["value_and_grad"](2, 3, 5, 7, 11, 13)
    assert found == (2 * 9 + 35 + 143, (9, 12, 7, 5, 13, 11))


def test_a_size_may_be_called_as_python_may_not() -> None:
    code = sg.code("sum(x**2)/lambda", to="numpy", shapes={"x": "lambda"})
    value, gradient = run(code)["value_and_grad"]([1.0, 3.0])
    assert value == 5
    assert list(gradient) == [1, 3]


def test_names_that_python_reads_as_one_are_kept_apart() -> None:
    names = Names(["taken"])
    assert [names.name(each) for each in ("ϕ", "φ", "taken", "t0")] == ["φ", "φ_", "taken_", "t0"]
    assert [names.fresh(), names.fresh()] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("sigmoid(x)", -800.0, 0.0),
        ("softplus(x)", 800.0, 1.0),
        ("logsigmoid(x)", -800.0, 1.0),
        ("tanh(x)", 900.0, 0.0),
        ("logaddexp(x, 0)", 900.0, 1.0),
    ],
)
def test_stable_at_the_ends(text: str, x: float, slope: float) -> None:
    value, gradient = run(sg.code(text, to="numpy"))["value_and_grad"](x)
    assert np.isfinite(value)
    assert gradient == slope


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [
        ("log(1 - sigmoid(x))", 40.0, -40.0),
        ("log(-(sigmoid(x) - 1))", 50.0, -50.0),
        ("log(-sigmoid(x) + 1)", 50.0, -50.0),
        ("log(1 - erf(x))", 8.0, -66.65947197080516),
        ("log(1 + erf(x))", -8.0, -66.65947197080516),
        ("log(1 - tanh(x)**2)", 30.0, np.log(4) - 60),
        ("log(1 + tanh(x))", -30.0, np.log(2) - 60),
        ("1/(1 - square(tanh(x)))", 20.0, np.exp(40) / 4),
        ("(cos(x) - 1)/x**2", 1e-6, -0.5),
        ("s = sigmoid(x); s*log(1 - s)", 40.0, -40.0),
    ],
)
def test_what_is_left_of_1_keeps_its_digits(text: str, x: float, value: float) -> None:
    found, slope = run(sg.code(text, to="numpy"))["value_and_grad"](x)
    assert found == pytest.approx(value, rel=1e-12)
    assert np.isfinite(slope)


def test_what_is_only_added_up_stays_as_it_is_written() -> None:
    code = sg.code("sum(tanh(A @ x)*y)", to="numpy", shapes={"A": (2, 3), "x": 3, "y": 2})
    assert "1 - t0**2" in code
    assert "3 - t0" in sg.code("3 - sigmoid(x)", to="numpy")


def test_the_gradient_of_a_naive_formula_is_stable() -> None:
    code = sg.code("log(1 + exp(x))", to="numpy")
    with np.errstate(over="ignore"):
        assert run(code)["value_and_grad"](800.0)[1] == 1


def test_logsumexp_and_softmax_do_not_overflow() -> None:
    code = sg.code("logsumexp(x)", to="numpy", shapes={"x": 3})
    value, gradient = run(code)["value_and_grad"]([1000.0, 1000.0, -1000.0])
    assert value == pytest.approx(1000 + np.log(2))
    assert list(gradient) == [0.5, 0.5, 0]


def test_constants_have_all_digits() -> None:
    (value, gradient) = run(sg.code("0.1*x + 1e400*0*x + x/3", to="numpy"))["value_and_grad"](1)
    assert np.isnan(value)  # 1e400 is infinite as a double, as it is in symgrad's own run
    assert gradient == 0.1 + 1 / 3
    assert sg.evaluate("0.1*x + 1e400*0*x + x/3", x=1) != value


def test_numbers_alone_are_arrays() -> None:
    value, gradient = run(sg.code("3*x", to="numpy"))["value_and_grad"](2)
    assert isinstance(gradient, np.ndarray)
    assert (float(value), float(gradient)) == (6, 3)
    assert run(sg.code("2*3", to="numpy"))["value_and_grad"]() == (6, ())
    with np.errstate(all="ignore"):
        value, gradient = run(sg.code("(-8)**(1/3) + 1/0 + x", to="numpy"))["value_and_grad"](1)
    assert np.isnan(value)
    assert gradient == 1


def test_a_cotangent_weighs_the_entries() -> None:
    code = sg.code("x**2", to="numpy", shapes={"x": 2}, cotangent=[1, 10], wrt="x")
    value, gradient = run(code)["value_and_grad"]([1.0, 2.0], [1.0, 10.0])
    assert value == 41
    assert list(gradient) == [2, 40]


def test_values_that_are_few_are_the_point() -> None:
    code = sg.code("sum(log(x))", {"x": [0.25, 4.0]}, to="numpy")
    assert '"x": [0.25, 4.0],' in code
    assert self_check(code)[0] == 0


def test_large_data_are_not_copied_into_the_code() -> None:
    code = sg.code("sum(log(x))", {"x": np.linspace(1, 2, 5000)}, to="numpy")
    assert len(code) < 4000
    assert self_check(code)[0] == 0


def test_assumptions_hold_at_the_point() -> None:
    code = sg.code("sum(log(x) + log(1 - x))", to="numpy", shapes={"x": 3}, given="x in (0, 1)")
    assert self_check(code)[0] == 0


def test_without_a_point_it_is_said() -> None:
    code = sg.code("log(-1 - x**2)", to="numpy")
    assert "No point of the domain was found" in code
    assert "__main__" not in code
    seen_through = sg.code("detach(x)*x", to="numpy")
    assert "Differences see through detach" in seen_through


def test_the_self_check_can_fail(tmp_path: Path) -> None:
    code = sg.code(LEAST_SQUARES, to="numpy", wrt="x", shapes=SHAPES)
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(code, encoding="utf-8")
    wrong.write_text(code.replace("grad_x = 2*", "grad_x = 3*"), encoding="utf-8")
    ran = [
        subprocess.run([sys.executable, path], capture_output=True, text=True, check=False)
        for path in (right, wrong)
    ]
    assert [each.returncode for each in ran] == [0, 1]
    assert all(each.stdout.count("\n") == 1 and not each.stderr for each in ran)


def test_a_gradient_that_is_no_number_fails_the_self_check() -> None:
    code = sg.code("x**2", to="numpy").replace("grad_x = 2*x", 'grad_x = x*float("nan")')
    assert self_check(code)[0] == 1


def test_what_a_library_lacks_is_taken_apart_or_refused() -> None:
    sample = OPS["gelu"].samples[0]
    assert "gelu" not in NUMPY.rows
    assert differing(OPS["gelu"], sample, NUMPY) is None
    poor = replace(NUMPY, rows={name: r for name, r in NUMPY.rows.items() if name != "erfc"})
    with pytest.raises(SymgradError, match="NumPy has no erfc") as caught:
        differing(OPS["gelu"], sample, poor)
    assert caught.value.code == "no-export"
    assert caught.value.help


def test_shared_values_are_computed_once() -> None:
    text = "y0 = x; " + "; ".join(f"y{k + 1} = y{k}*y{k}" for k in range(60)) + "; y60"
    code = sg.code(text, to="numpy")
    assert code.count("*") < 400
    assert run(code)["value_and_grad"](1) == (1, 2.0**60)


def test_deep_programs_have_short_lines() -> None:
    text = "x" + " + sin(x)" * 400
    nested = "sin(" * 120 + "x" + ")" * 120
    for each in (text, nested):
        code = sg.code(each, to="numpy")
        body = code[code.index('    """\n    x = ') :]
        assert max(map(len, body.split("\n"))) < 100
        assert np.isfinite(run(code)["value_and_grad"](0.3)[0])


def test_a_derivation_as_code() -> None:
    derivation = sg.derive(LEAST_SQUARES, "x", shapes=SHAPES)
    found = run(derivation.to("numpy"))["gradient"]([[1, 2], [3, 4]], [1, 1], [0, 0])
    assert list(found) == [48, 68]
    with pytest.raises(SymgradError, match="no target 'numpi'"):
        derivation.to("numpi")


def test_a_docstring_holds_any_text() -> None:
    code = sg.code('sum(einsum("ij->i", X))', to="numpy", shapes={"X": (2, 2)})
    assert run(code)["value_and_grad"]([[1, 2], [3, 4]])[0] == 10


def test_the_command_line_knows_the_targets() -> None:
    assert CODES == NAMES


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "least_squares.py"
    words = ["code", LEAST_SQUARES, "A:m,n", "x:n", "b:m", "--wrt", "x", "--to", "numpy"]
    assert main([*words, "-o", str(path)]) == 0
    assert self_check(path.read_text(encoding="utf-8"))[0] == 0
    assert main(words) == 0
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")
    assert main(["code", "x**2", "--to", "numpy", "--dtype", "float32"]) == 2
    assert main(["code", "x*2", "x:3", "--to", "numpy"]) == 2
