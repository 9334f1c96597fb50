"""`assert_grad`, the pytest fixture, and the sample test file of a user."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symgrad.errors import InputError, SymgradError
from symgrad.testing import assert_grad

ROOT = Path(__file__).parents[1]
INSTALLED = any(point.value == "symgrad.pytest_plugin" for point in entry_points(group="pytest11"))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    loaded = [] if INSTALLED else ["-p", "symgrad.pytest_plugin"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *loaded, "-p", "no:cacheprovider", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")])},
    )


@pytest.mark.parametrize(
    ("subject", "answer", "values"),
    [
        ("sum(x**2)", None, {"x": [1.0, 2.0]}),
        ("sum(x**2)", "2*x", {"x": [1.0, 2.0]}),
        ("sum((A@x)**2)", {"x": "2*A.T@A@x"}, {"A": [[1, 2], [3, 4.5]], "x": [1.0, 2.0]}),
        (lambda x: x**3, lambda x: 3 * x**2, {"x": 1.5}),
    ],
)
def test_right_gradients_pass_in_silence(
    subject: Any, answer: Any, values: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert_grad(subject, answer, **values)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("subject", "answer", "values", "story"),
    [
        ("sin(x**2)", "cos(x**2)", {"x": 1.5}, "at x=1.5"),
        ("sin(x**2)", "cos(x**2", {"x": 1.5}, r"\^"),
        ("abs(x)", None, {"x": 0.0}, "kink"),
        ("log(x)", None, {"x": -1.0}, "undefined"),
        (lambda x: x**3, lambda x: 3.003 * x**2, {"x": 2.0}, "at x=2: .* 12.012"),
    ],
)
def test_the_message_tells_the_story(
    subject: Any, answer: Any, values: dict[str, Any], story: str
) -> None:
    with pytest.raises(AssertionError, match=story):
        assert_grad(subject, answer, **values)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InputError, match="which one"):
        assert_grad("x*y", "y", x=1.0, y=2.0)
    with pytest.raises(InputError):
        assert_grad(np.sin, "cos(x)", x=1.0)
    with pytest.raises(InputError):
        assert_grad("sin(x)", np.cos, x=1.0)
    with pytest.raises(SymgradError):
        assert_grad("sin(x", x=1.0)


def test_the_sample_of_a_user_passes() -> None:
    done = run("samples/pytest", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout


def test_the_marker_is_known_and_the_fixture_documented() -> None:
    assert "@pytest.mark.symgrad" in run("--markers").stdout
    assert "gradcheck" in run("--fixtures", "samples/pytest").stdout


def test_the_plugin_loads_nothing_heavy() -> None:
    code = (
        "import sys, symgrad.pytest_plugin\n"
        "print(sorted({'numpy', 'sympy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_entry_point_is_declared() -> None:
    import tomllib

    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"symgrad": "symgrad.pytest_plugin"}


def test_the_fixture_is_assert_grad() -> None:
    from symgrad import pytest_plugin

    made: Callable[..., Any] = pytest_plugin.gradcheck.__wrapped__  # type: ignore[attr-defined]
    assert made() is assert_grad
