"""`symgrad jacobian`, `symgrad hessian` and `symgrad grad --tangent`, as a person sees them."""

from __future__ import annotations

import json

import pytest
from symgrad_cli.main import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    found = capsys.readouterr()
    return code, found.out, found.err


def test_jacobian(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "jacobian", "A @ x", "A=[[1,2],[3,4]]", "x=5,6", "--wrt", "x")
    assert (code, err) == (0, "")
    assert out == (
        "f = A @ x                                       A  float64 (2, 2)\n"
        "                                                x  float64 (2,)\n"
        "f = [17, 39]\n"
        "∂f/∂x = A\n"
        "  axes (2,) + (2,): those of f, then those of x\n"
        "\n"
        "entry         ∂f/∂x   symbolic   numeric   difference\n"
        "∂f[0]/∂x[0]   A[0,0]         1         1        0 ulp   agree\n"
        "∂f[0]/∂x[1]   A[0,1]         2         2        0 ulp   agree\n"
        "∂f[1]/∂x[0]   A[1,0]         3         3        0 ulp   agree\n"
        "∂f[1]/∂x[1]   A[1,1]         4         4        0 ulp   agree\n"
        "\n"
        "agree  4 of 4 entries · symbolic = numeric · worst 0 ulp · 15 digits certified\n"
    )


def test_hessian_of_numbers_needs_no_word_about_axes(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "hessian", "x**3*y", "x=2", "y=5")
    assert code == 0
    assert "∂²f/∂x∂y = 3*x**2" in out
    assert "axes" not in out


def test_hessian_as_json_has_every_ordered_pair(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "hessian", "x**3*y", "x=2", "y=5", "--json")
    assert code == 0
    pairs = json.loads(out)["hessians"]
    assert {x: {y: e["numeric"] for y, e in row.items()} for x, row in pairs.items()} == {
        "x": {"x": 60.0, "y": 12.0},
        "y": {"x": 12.0, "y": 0.0},
    }


def test_tangent(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "grad", "x*y", "x=1,2", "y=3,4", "--tangent", "x=1,10")
    assert code == 0
    assert "df = y*dx" in out
    assert "dx is the tangent of x" in out
    assert out.splitlines()[-3].split() == ["df[1]", "y[1]*dx[1]", "40", "40", "0", "ulp", "agree"]
    assert "symbolic = forward mode" in out


def test_large_ones_are_summarised(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "jacobian", "sin(W @ x)", "W=randn:20x20", "x=randn:20")
    assert code == 0
    assert len(out.splitlines()) < 40
    assert "largest |jacobian|" in out


def test_a_kink_decides_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "hessian", "relu(x)**2", "x=0")[0] == 3
    assert run(capsys, "jacobian", "abs(x)", "x=0,1")[0] == 3
    assert run(capsys, "jacobian", "log(x)", "x=0,1")[0] == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("hessian", "x*2", "x=1,2"), "needs-one-entry"),
        (("jacobian", "x*2", "x=1,2", "--wrt", "z"), "unknown-variable"),
        (("jacobian", "x*2", "x=ones:20000"), "limit-elements"),
        (("jacobian", "x*2", "x=1", "d(x)=2"), "needless-answer"),
        (("grad", "x*2", "x=1", "--tangent", "x"), "bad-tangent"),
        (("grad", "x*2", "x=1", "--tangent", "x=1", "--tangent", "x=2"), "name-twice"),
        (("grad", "x*2", "x=1", "--tangent", "y=1"), "unknown-variable"),
        (("grad", "x*2", "x=1,2", "--tangent", "x=1,2,3"), "tangent-shape"),
        (("grad", "x*2", "x=1", "--tangent", "x=1", "--wrt", "x"), "tangent-and-wrt"),
        (("grad", "x*2", "x=1", "--tangent", "x=(", "--wrt", "x"), "unclosed-bracket"),
    ],
)
def test_misuse(words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, err = run(capsys, *words)
    assert (found, out) == (2, "")
    assert err.startswith(f"error[{code}]: ")
