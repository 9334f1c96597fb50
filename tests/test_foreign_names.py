"""Names of other libraries: what is said to be typed instead is there, and is the same function."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from scipy import special

import symgrad as sg
from symgrad.errors import ArgumentError, UnknownNameError
from symgrad.graph.foreign import KEYWORDS, LIBRARIES, MENDS, SECOND, mend_of
from symgrad.ops.table import ALIASES, OPS

SAME: dict[str, Callable[..., object]] = {
    "gamma": special.gamma,
    "factorial": special.factorial,
    "psi": special.psi,
    "trigamma": lambda x: special.polygamma(1, x),
    "entr": special.entr,
    "expit": special.expit,
    "log_expit": special.log_expit,
    "sech": lambda x: 1 / math.cosh(x),
    "csch": lambda x: 1 / math.sinh(x),
    "coth": lambda x: 1 / math.tanh(x),
    "radians": math.radians,
    "degrees": math.degrees,
    "fabs": math.fabs,
    "pow": math.pow,
    "rsqrt": lambda x: x**-0.5,
    "trunc": math.trunc,
    "rint": np.rint,
    "remainder": np.remainder,
    "fmod": math.fmod,
    "floor_divide": np.floor_divide,
    "fmax": np.fmax,
    "heaviside": lambda x: np.heaviside(x, 0),
    "relu6": lambda x: min(max(x, 0), 6),
    "hardswish": lambda x: x * min(max(x + 3, 0), 6) / 6,
    "hard_sigmoid": lambda x: min(max(x + 3, 0), 6) / 6,
    "swish": lambda x: x * special.expit(x),
    "softsign": lambda x: x / (1 + abs(x)),
    "tanhshrink": lambda x: x - math.tanh(x),
}
POINTS = [(0.3, 0.7), (2.6, 1.1), (5.2, 2.5)]


@pytest.mark.parametrize("name", sorted(SAME))
def test_what_is_typed_instead_is_the_same_function(name: str) -> None:
    mend = mend_of(name, "x", "y")
    text = re.split(r" for |, or ", mend.removeprefix("write "))[0]
    variables = sg.parse(text).variables
    for x, y in POINTS:
        given = {"x": x, "y": y}
        found = sg.evaluate(text, {each: given[each] for each in variables})
        expected = SAME[name](*(given[each] for each in ("x", "y") if each in variables))
        assert np.allclose(found, expected, rtol=1e-12), f"{name}: {text} at {given}"


def test_mends_name_functions_that_are_there() -> None:
    for name in MENDS:
        for called in re.findall(r"([a-z_0-9]+)\(", mend_of(name, "x")):
            assert called in OPS or called in ALIASES, f"{name}: {mend_of(name, 'x')}"


def test_no_name_is_one_of_ours() -> None:
    ours = {name for name, op in OPS.items() if op.callable} | set(ALIASES)
    assert ours.isdisjoint(MENDS)


def test_every_name_has_its_mend_in_the_message() -> None:
    for name in MENDS:
        if name == "if":
            continue
        with pytest.raises(UnknownNameError) as caught:
            sg.parse(f"{name}(a + b, c)")
        assert caught.value.help == mend_of(name, "a + b", "c")


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("sech(x)", "write 1/cosh(x)"),
        ("sech(a + b)", "write 1/cosh(a + b)"),
        ("pow(a + b, 2)", "write (a + b)**2"),
        ("pow(f[0], g - 1)", "write f[0]**(g - 1)"),
        ("tanhshrink(a - b)", "write (a - b) - tanh(a - b)"),
        ("x.pow(2)", "write x**2"),
        ("argmax()", "argmax has no derivative: the index of an entry jumps; max(x) has one"),
    ],
)
def test_the_mend_is_in_the_words_that_were_typed(text: str, mend: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        sg.parse(text, shapes={"f": (2,)} if "f" in text else {})
    assert caught.value.help == mend


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_a_library_is_left_out(library: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        sg.parse(f"{library}.sin(x)")
    assert caught.value.code == "library-name"
    assert caught.value.help == "write sin(...)"


def test_a_variable_may_be_called_like_a_library() -> None:
    assert sg.grad("F.sin()", F=0.5).formulas["F"] == "cos(F)"
    assert str(sg.parse("sp = x*x; sp.exp()")) == str(sg.parse("sp = x*x; exp(sp)"))


def test_foreign_keywords_are_named_as_here() -> None:
    for op, keyword, ours in (
        ("sum", "dim", "axis"),
        ("sum", "keepdim", "keepdims"),
        ("std", "correction", "ddof"),
        ("norm", "p", "ord"),
    ):
        assert KEYWORDS[keyword] == ours
        with pytest.raises(UnknownNameError) as caught:
            sg.parse(f"{op}(x, {keyword}=1)", shapes={"x": (3,)})
        assert caught.value.help == f"did you mean '{ours}'?"


@pytest.mark.parametrize("name", sorted(SECOND))
def test_a_second_argument_of_another_library(name: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        sg.parse(f"{name}(x, 2)")
    assert caught.value.help == SECOND[name]
