"""Laws of parts of the wing of which a derivative shows little: how long an expression is, which
form of it keeps its digits, whether a matrix is its own transpose.

What each part has to say is known without it: from SymPy, or from exact values at points. The
wing itself is loaded late, for a mutant's is another one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import sympy as s

from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.node import Table
from symgrad.graph.show import show_nodes
from symgrad.language.parser import parse
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.dims import Shape
from symgrad.source import Source

_X, _Y, _Z = s.symbols("x y z", real=True)
_ORDER = (_X, _Y, _Z)
_NAMES = {"x": _X, "y": _Y, "z": _Z}

_COUNTED = (
    "x", "1", "0", "-1", "7", "-7", "1/2", "-3/2", "x + y", "x - y", "-x - y", "-x - 2", "x*y",
    "-x*y", "2*x", "-2*x", "x/2", "-x/2", "3*x/2", "x/y", "-x/y", "1/x", "-1/x", "2/x", "-2/x",
    "x*y/z", "x/(y*z)", "x/y**2", "x/sqrt(y)", "sqrt(x)/y", "2*x/y", "x**y", "x**-y",
    "x**(y + 1)*z", "x*y**(-z)", "exp(x)", "exp(-x)", "x*exp(-x)", "exp(-x)/y", "exp(-x/2)/3",
    "x/exp(y)", "E*x", "1/(x + y)", "(x + y)/(x - y)", "-1/(x + y)", "-3/(2*(x + y))", "2/(3*x)",
    "x**2", "x**-2", "x**1.5", "x**-1.5", "sin(x)", "sin(x)*cos(y)", "log(x)/y", "Max(x, y)",
    "Min(x, y, z)", "Max(x, 0)*y", "Piecewise((x, x > 0), (-x, True))", "pi*x", "x/pi", "0.5*x",
    "x*(y - z)", "-x*(y - z)", "-(x + y)", "exp(-y)*x**2/z", "x*exp(y)/z", "2**x", "2**-x",
    "x*2**-y", "sqrt(2)*x", "x/sqrt(2)", "exp(-x)*exp(-2*y)", "1/(1 + exp(-x))",
    "exp(x*y)/(1 + exp(x))**2", "(x - 1)*(y - 2)/3", "x**(2/3)/y", "1/abs(x)", "x*y*z/2",
    "exp(-x)*y**-2", "exp(x)*y**-2/3", "-exp(x)/y/3", "x**pi/y", "x**-pi*y", "-x**-y", "x**0.5*y/2",
    "-2*x*y**-z/3", "-x*y**-z",
)  # fmt: skip
# Written in functions that overflow or cancel far out; the stable form has to have the value.
_GROWING = (
    "1/(1 + exp(-x))", "exp(x)/(1 + exp(x))", "exp(2*x)/(1 + exp(x))**3", "log(1 + exp(x))",
    "-log(1 + exp(x))", "-log(1 + exp(-x))", "log(exp(x) + exp(y))", "exp(x)/(exp(x) + exp(y))",
    "1 - 1/(1 + exp(-x))", "2 - 2/(1 + exp(-x))", "1/(1 + exp(-x)) - 1",
    "1/(1 + exp(-x)) - 1/(1 + exp(-x))**2", "3/(1 + exp(-x)) - 3/(1 + exp(-x))**2",
    "x**2 + y/(1 + exp(-x)) - y/(1 + exp(-x))**2", "1/(1 + exp(-x)) + 1/(1 + exp(-x))**2",
    "1/(1 + exp(-x)) - 2/(1 + exp(-x))**2",
    "1 + erf(x)", "1 - erf(x)", "2*erf(x) - 2", "x*(1 - erf(y))", "1 + 2*erf(x)",
    "sinh(x)/cosh(x)**2", "sinh(x)**2/cosh(x)**3", "y*sinh(x)**3/cosh(x)",
    "(exp(x) + 2*exp(y))/(exp(x) + exp(y))", "(2*exp(x) + 3*exp(y))/(exp(x) + exp(y))",

    "exp(-x)/(1 + exp(-x))**2", "exp(x)*exp(y)/((1 + exp(x))*(1 + exp(y)))",
    "exp(x - y)/(1 + exp(x))**2", "exp(x)/(1 + exp(x))**5", "y*(3 + exp(x))/(1 + exp(x))",
    "x*(y + z/x)", "x*(y - 2/x + z)", "(x - y)/x", "(x + y*x**2)/x", "sin(x)*(y + z/sin(x))",
    "x**2*x**(y - 1)/x", "z*Abs(x)**y/Abs(x)", "exp(x)*(1 + exp(y))*(z - 1/(1 + exp(y)))",
    "1/(2 + exp(x))", "exp(exp(-x**2))",
    "-2*log(1 + exp(x))", "x*log(1 + exp(x))", "exp(x)**2/(exp(x) + 1)",
    "2*Piecewise((x, x > 0), (0, True)) + y*Piecewise((1, x > 0), (3, True)) + z",
    "(Piecewise((x, x > 0), (0, True)) + Piecewise((1, x > 0), (3, True)) - 2)/(z**2 + 1)",
    "Piecewise((x, x > 0), (0, True))*sqrt(x)", "Piecewise((x, x > 0), (0, True))/y",
    "Piecewise((x, x > 0), (0, True))*y", "Piecewise((x, x > 0), (0, True))*log(x)*y**2",
    "(x**2 + 1)**(Piecewise((y, x > 0), (0, True)) - 1)*(x**2 + 1)",
    "log(x**2 + 2)**(Piecewise((y, x > 0), (0, True)) - 1)*log(x**2 + 2)",
    "Piecewise((x, x > 0), (1, True))*log(x**2)", "Piecewise((x, x > 0), (0, True))*x**-2",
)  # fmt: skip
# Some that look like those and are none.
_STAYING = (
    "sinh(x)/cosh(y)",
    "log(1 + 2*exp(x))", "log(2 + exp(x))", "log(2*exp(x) + exp(y))",
    "(exp(x) - y)/(exp(x) + exp(y))",
    "1/(1 + exp(-x)) - 1/(1 + exp(-x))**3", "1/(1 + exp(-x)) - 1/(1 + exp(-y))**2",
)  # fmt: skip
_QUOTIENTS = (
    "1/(x + y) - x/(x + y)**2", "x/(x + y) - x**2/(x + y)**2",
    "2*x/(1 + x**2) - 2*x**3/(1 + x**2)**2", "1/(x + 1) + y/(x + 1)**2", "x/(x - y)**2 - 1/(x - y)",
    "x**2 - x**2/(1 + x)**2", "1/x - 1/x**2", "1/(x + y)**3 + x/(x + y)",
    "x/(1 + x)**2 - x**5/(1 + x)",
    "exp(x)/(1 + x)**2 - 1/(1 + x)", "1999*x/(x + y)**2 - 1999/(x + y)",
    "x/(1999*(x + y)**2) - 1/(1999*(x + y))", "sqrt(x)/(x + y)**2 - 1/(x + y)",
    "1000*x/(x + y)**2 - 1000/(x + y)", "x/(1000*(x + y)**2) - 1/(1000*(x + y))",
    "1001*x/(x + y)**2 - 1001/(x + y)", "x/(1001*(x + y)**2) - 1/(1001*(x + y))",
    "x*y*z/(x + y*z)**2 - 1/(x + y*z)",
)  # fmt: skip


def _head(t: Any, x: Any, *axes: int) -> Any:
    """Return the first entry along some axes, the first axis by default, with NumPy or terms."""
    shape = np.shape(x) if isinstance(x, np.ndarray) else x.shape
    short = axes or (0,)
    return t.getitem(x, tuple((0, 1 if i in short else d, 1) for i, d in enumerate(shape)))


# What a definition may say to its namespace, and NumPy's as it is to a rule.
_SAID: dict[str, Callable[..., Any]] = {
    "sum along the last axis": lambda t, x, a: t.sum(a, axis=-1) * x,
    "sum along two axes": lambda t, x, a: t.sum(a, axis=(-1, 0)),
    "sum that keeps its axes": lambda t, x, a: t.sum(a, axis=(0,), keepdims=True) + a,
    "max over one entry": lambda t, x, a: t.max(_head(t, x), axis=(0,)) * x,
    "min along an axis of one entry": lambda t, x, a: t.min(_head(t, a), axis=0) * x,
    "prod over one entry": lambda t, x, a: t.prod(_head(t, a, 0, 1), axis=(0, 1)) * x,
    "max along an axis": lambda t, x, a: t.max(a, axis=1, keepdims=True) * a,
    "prod along an axis": lambda t, x, a: t.prod(a, axis=-1) * x,
    "transpose by axes": lambda t, x, a: t.transpose(
        t.getitem(a, ((0, 2, 1), (0, 3, 1))), axes=(1, 0)
    ),
    "stack in front": lambda t, x, a: t.stack((x, 2 * x)),
    "stack behind": lambda t, x, a: t.stack((x, 2 * x), axis=-1),
    "stack a matrix and a slice": lambda t, x, a: t.stack(
        [t.squeeze(_head(t, a), axis=(0,)), x], axis=1
    ),
    "concatenate": lambda t, x, a: t.concatenate((a, _head(t, a)), axis=0),
    "concatenate along the last axis": lambda t, x, a: t.concatenate((a, _head(t, a, 1)), axis=-1),
    "identity": lambda t, x, a: t.matmul(t.eye(3, 3), x),
    "wide identity": lambda t, x, a: t.matmul(t.eye(2, 3), x),
    "tall identity": lambda t, x, a: t.eye(3, 2) + t.zeros((3, 2)),
    "identity of one row": lambda t, x, a: t.eye(1, 1) * a,
    "a number in front": lambda t, x, a: 2 - x + (3 / x) * (2**x),
    "power of values": lambda t, x, a: (x * x) ** x,
    "einsum": lambda t, x, a: t.einsum("ij,j->i", a, x),
    "einsum with a diagonal": lambda t, x, a: t.einsum("ii,i->i", t.exp(a), x),
    "einsum with a diagonal of a scaled function": lambda t, x, a: t.einsum(
        "ii->i", t.exp(a * t.sum(x, axis=(0,)))
    ),
    "einsum with a diagonal beside a scalar": lambda t, x, a: t.einsum(
        "ii->i", t.hypot(a, t.sum(x, axis=(0,)))
    ),
    "einsum that repeats one entry": lambda t, x, a: t.einsum("i,ij->ij", _head(t, x), a),
    "einsum that repeats one entry at last": lambda t, x, a: t.einsum("ij,i->ij", a, _head(t, x)),
    "einsum that sums one entry": lambda t, x, a: t.einsum("ij,i->j", a, _head(t, x)),
    "broadcasting": lambda t, x, a: a + x,
    "broadcasting to a larger one": lambda t, x, a: x - a,
    "broadcast_to": lambda t, x, a: t.broadcast_to(x, (2, 3)),
    "expand_dims": lambda t, x, a: t.expand_dims(x, 0) * t.expand_dims(x, -1),
    "expand_dims at two places": lambda t, x, a: t.expand_dims(x, (0, 2)),
    "squeeze": lambda t, x, a: t.squeeze(t.expand_dims(x, 0), axis=(0,)),
    "where": lambda t, x, a: t.where(t.greater(a, x), a * x, a - x),
    "where, both ways": lambda t, x, a: t.where(
        t.logical_and(t.greater(a, x), t.greater(x, 0)), t.maximum(a, 2), x
    ),
    "a function of the language": lambda t, x, a: t.softmax(a, axis=-1) * x,
    "one by another name": lambda t, x, a: t.abs(x) + t.square(x),
    "one with a default": lambda t, x, a: t.logsumexp(a, axis=(0,), keepdims=False) * x,
    "one with all its defaults": lambda t, x, a: t.logsumexp(a) * x,
    "full": lambda t, x, a: t.full((2, 3), 3) * x,
    "reshape": lambda t, x, a: t.getitem(t.reshape(a, (9,)), ((2, 5, 1),)) * x,
}
# Two factors; whether the one is 0 where the other may have no value.
_BESIDE = {
    "Piecewise((x, x > 0), (0, True)), log(x)": True,
    "log(x), Piecewise((x, x > 0), (0, True))": True,
    "Piecewise((x, x > 0), (0, True)), y*log(x)": True,
    "x**-1*y, Piecewise((y, x > 0), (0, True))": True,
    "Piecewise((x, x > 0), (0, True)), sin(x)*y": False,
    "Piecewise((x, x > 0), (1, True)), log(x)": False,
    "sqrt(x), Piecewise((x, x > 0), (1, y > 0), (0, True))": True,
    "x**2, Piecewise((x, x > 0), (0, True))": False,
    "sin(log(x)), Piecewise((x, x > 0), (0, True))": True,
    "log(x), log(y)": False,
}
# What a closed form is told of a value: that it is 0 where a condition left something out, that
# it may have no value, or both.
_TOLD = {
    "where(x > 0, x, 0)": "?", "where(x > 0, 0, x)": "?", "where(x > 0, x, 1)": "",
    "where(x > 0, 1, x)": "", "where(x > 0, log(x), 0)": "!?", "log(x)": "!", "sin(log(x))": "!",
    "x*y": "", "2*where(x > 0, x, 0)": "?", "where(x > 0, x, 0) + where(y > 0, y, 0)": "?",
    "where(x > 0, x, 0) + y": "", "y - where(x > 0, x, 0)": "", "where(x > 0, x, 0)/y": "!?",
    "y/where(x > 0, x, 0)": "!", "exp(where(x > 0, x, 0))": "", "sum(where(x > 0, x, 0))": "?",
    "concatenate((where(x > 0, x, 0), y))": "", "y @ where(x > 0, x, 0)": "?",
    "where(x > 0, x, 0)[1:]": "?", "concatenate((where(x > 0, x, 0), where(y > 0, y, 0)))": "?",
    "where(x > 0, where(y > 0, 1, 0), 1)": "", "maximum(where(x > 0, x, 0), y)": "",
}  # fmt: skip
# Transposes; `S` is symmetric. `K` has three axes.
_TRANSPOSES = {
    "A": "A.T", "A.T": "A", "S": "S", "A @ B": "B.T @ A.T", "A @ S": "S @ A.T", "W": "W.T",
    "outer(x, y)": "outer(y, x)", "eye(3)": "eye(3)", "eye(2, 3)": "eye(2, 3).T",
    "diag(x)": "diag(x)", "diag(A)*S": "(diag(A)*S).T", "inv(S)": "inv(S)", "inv(A)": "inv(A).T",
    "A @ A.T": "A @ A.T", "inv(A @ A.T)": "inv(A @ A.T)", "A + S": "(A + S).T",
    "S + A @ A.T": "S + A @ A.T", "2*S": "2*S", "S*x": "(S*x).T", "exp(S)": "exp(S).T",
    "inv(A @ S @ A.T)": "inv(A @ S @ A.T)", "inv(A @ (S @ A.T))": "inv(A @ (S @ A.T))",
    "inv(A @ S @ B.T)": "inv(A @ S @ B.T).T", "x @ K": "(x @ K).T", "S + x @ K": "(S + x @ K).T",
    "inv(S + x @ K)": "inv(S + x @ K).T", "pinv(W)": "pinv(W).T", "-S": "-S", "x*S": "(x*S).T",
    "S/det(A)": "S/det(A)", "inv(x @ K @ S)": "inv(x @ K @ S).T", "S @ S": "S @ S",
    "inv(A @ (x @ K))": "inv(A @ (x @ K)).T", "inv((x @ K) @ A)": "inv(x @ K @ A).T",
}  # fmt: skip
# What is made of arrays, and how it is written; `m` makes it, `P` has rows that add up to 1.
_MADE: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "A @ B": (lambda m, a: m.product(*a.args), "A @ B"),
    "A @ (B @ S)": (lambda m, a: m.product(*a.args), "A @ B @ S"),
    "A @ (x @ K)": (lambda m, a: m.product(*a.args), "A @ (x @ K)"),
    "A @ (B @ x)": (lambda m, a: m.product(*a.args), "A @ (B @ x)"),
    "A @ (B @ (S @ A))": (lambda m, a: m.product(*a.args), "A @ B @ (S @ A)"),
    "A @ (B @ S @ A)": (lambda m, a: m.product(*a.args), "A @ B @ S @ A"),
    "x @ (A @ B)": (lambda m, a: m.product(*a.args), "x @ (A @ B)"),
    "A": (lambda m, a: m.permuted(a, (0, 1)), "A"),
    "B": (lambda m, a: m.permuted(a, (1, 0)), "B.T"),
    "K": (lambda m, a: m.permuted(a, (0, 1, 2)), "K"),
    "2*K": (lambda m, a: m.permuted(a, (1, 0, 2)), "transpose(2*K, (1, 0, 2))"),
    "3*K": (lambda m, a: m.permuted(a, (0, 2, 1)), "(3*K).T"),
    "4*K": (lambda m, a: m.permuted(a, (2, 1, 0)), "transpose(4*K)"),
    "W": (lambda m, a: m.summed(a, ()), "W"),
    "2*W": (lambda m, a: m.summed(a, (1,)), "sum(2*W, axis=1)"),
    "sum(A)": (lambda m, a: m.placed(a, (None, None), keepdims=True), "sum(A, keepdims=true)"),
    "sum(A, axis=1)": (lambda m, a: m.placed(a, (0, None)), "sum(A, axis=1, keepdims=true)"),
    "sum(A, axis=0)": (lambda m, a: m.placed(a, (0, None)), "sum(A, axis=0)[:, None]"),
    "sum(r)": (lambda m, a: m.placed(a, (None, None), keepdims=True), "sum(r, keepdims=true)"),
    "sum(r[:, :1])": (lambda m, a: m.placed(a, (None, None), keepdims=True), "r[:, :1]"),
    "x": (lambda m, a: m.placed(a, (None, 0, None)), "x[:, None]"),
    "y": (lambda m, a: m.placed(a, (None, 0)), "y"),
}
_ADDING_UP = {
    ("P", (1,)): True, ("P", (0,)): False, ("A", (1,)): False, ("softmax(A)", (1,)): True,
    ("softmax(A)", (0,)): False, ("softmax(A, axis=0)", (0,)): True, ("P", (0, 1)): False,
    ("softmax(A, axis=(0, 1))", (0, 1)): True, ("P*P", (1,)): False, ("p", (0,)): True,
}  # fmt: skip
# Expressions that a name might seem to fit; the text has the value wherever x, y and z lie.
_WORDED = (
    "Piecewise((x, x > y), (y, x < y), (x/2 + y/2, True))",
    "Piecewise((y, x > y), (x, x < y), (x/2 + y/2, True))",
    "Piecewise((x, x < y), (y, x > y), (x/2 + y/2, True))",
    "Piecewise((x, x > y), (y, x < z), (x/2 + y/2, True))",
    "Piecewise((x, x > y), (y, x <= z), (x/2 + y/2, True))",
    "Piecewise((x, x > y), (y, x < y), (7, True))", "Piecewise((1, x > y), (3, x < y), (2, True))",
    "Piecewise((1, x > y), (3, x < y), (5, True))", "Piecewise((1, x > y), (3, x < z), (2, True))",
    "Piecewise((x, x > y), (y, x < y), (z, z > 0), (x/2 + y/2, True))",
    "Piecewise((x, x > 0), (0, x < 0), (x/2, True))", "Piecewise((x, x >= 0), (0, True))",
    "Piecewise((x**2, x > 0), (0, x < 0), (x**2/2, True))", "Piecewise((x, x > 0), (0, True))",
    "Piecewise((x**2, x > 0), (0, x < 0), (3*x, True))", "Piecewise((x, x > 0), (1, True))",
    "Piecewise((x - y, x > y), (0, True))", "Piecewise((-x, x < 0), (0, True))",
    "Piecewise((x**3, x > 0), (0, True))", "Piecewise((1, x > 0), (0, True))",
    "Piecewise((x + y, x > y), (0, True))", "Piecewise((x, x > y), (0, True))", "Max(x, y, z)",
    "Min(x, y, z)", "Piecewise((x, And(x > 0, y > 0, z < 1)), (y, True))", "pi*x + E*y",
    "Piecewise((x, Or(x > 0, y > 0, z < -1)), (y, True))", "x/7 - 3*y/2 + z/1000", "-x*y/z**2",
    "-3*x", "-3*x/(7*y)", "2*(x + y)/3", "-(x + y)*z", "x**-2", "-x**-2*y", "1/(x*y)", "-1/x",
    "1234567*x/1000", "x*1234567/3", "-1/(3*(x - 2*y))", "sqrt(x**2 + 1)/y", "x**3*y**(1/3)/2",
    "(x + 1)**2*(y - 3)**-2*z", "sign(x)*abs(y) - floor(z)", "atan2(x, y)*2", "exp(x)*exp(-y)*3",
)  # fmt: skip
# Definitions, and some that look like those that have a name of their own.
_DEFINED = (
    "log(1 + x)", "log(2 + x)", "log(1 + 2*x)", "sqrt(1 + x)", "cos(1 + x)", "floor(x/y)",
    "floor(x/2)", "floor(2*x/y)", "floor(x*y)", "floor((x + 1)/y)", "exp(x) - 1", "2*exp(x) - 2",
    "exp(x) - 2", "exp(x) + 1", "1 - exp(x)", "exp(x) - 1 + y", "exp(2*x) - 1", "sin(x) - 1",
    "y*(exp(x) - 1)", "(exp(x) - 1)/x",
    "Piecewise((0, And(Eq(x, 0), Eq(y, 0))), (sqrt(x**2 + y**2), True))",
    "Piecewise((1, x > 0), (sqrt(x**2 + y**2), True))",
    "Piecewise((0, And(Eq(x, 0), Eq(y, 0))), (sqrt(x**2 - y**2), True))",
    "Piecewise((0, x > 0), (1, y > 0), (sqrt(x**2 + y**2), True))",
    "Piecewise((x**(1/3), x >= 0), (-(-x)**(1/3), True))",
    "Piecewise((x**(1/3), x >= 0), ((-x)**(1/3), True))",
)  # fmt: skip
_TINY = (0.5, -0.8, 2e-9, -3e-12)
_TIED = (-1.0, 0.0, 2.0)
_NEAR = (0.5, -0.8, 1.3, -2.1, 3.0)
_FAR = (0.5, -0.8, 45.0, -38.0, 801.0, -803.0)


@dataclass(frozen=True)
class Law:
    """What a part of the wing says of some things, and a judge who knows better.

    Attributes:
        text: the law in words.
        answers: asks the part; from what it was asked of to what it said.
        fault: says in a word what is wrong with an answer, "" where it is right.
    """

    text: str
    answers: Callable[[], dict[str, str]]
    fault: Callable[[str, str], str]

    def forms(self) -> dict[str, str]:
        """Ask the part of the wing that is loaded."""
        return self.answers()

    def faults(self, forms: Mapping[str, str]) -> str:
        """Return in a word what is wrong with what it said."""
        found = ((asked, self.fault(asked, answer)) for asked, answer in forms.items())
        return next((f"{fault}: {asked}" for asked, fault in found if fault), "")


def laws() -> list[Law]:
    """Return every law, with the exact values that it needs."""
    for text in (*_GROWING, *_STAYING, *_QUOTIENTS):
        _moved(text, text)
    return [
        Law("operations are counted as SymPy counts them", _sizes, _miscounted),
        Law("a stable form has the value, far out too", _stable_forms, _moved),
        Law("a factor that is 0 leaves out one with no value", _left_out, _wrongly_left_out),
        Law("definitions have the values that NumPy gives them", _said_forms, _unlike_numpy),
        Law("a definition by a name of its own has the value", _tame_forms, _untamed),
        Law("what is put into words has the value", _worded, _misworded),
        Law("a value tells where it is nothing", _marks, _mistold),
        Law("a transpose goes into products and out of what is symmetric", _transposed, _unlike),
        Law("arrays are put together as they are written", _made, _unmade),
        Law("rows of a softmax add up to 1", _adding_up, _wrong_sum),
        Law("a quotient over one denominator has the value", _compact_forms, _moved_near),
    ]


def _expression(text: str) -> Any:
    return s.sympify(text, locals=_NAMES)


def _sizes() -> dict[str, str]:
    from symgrad.symbolic.scalars import size

    return {text: str(size(_expression(text))) for text in _COUNTED}


def _miscounted(text: str, answer: str) -> str:
    return "" if answer == str(s.count_ops(_expression(text))) else "wrong"


def _stable_forms() -> dict[str, str]:
    from symgrad.symbolic.stable import stable

    return {text: str(stable(_expression(text))) for text in (*_GROWING, *_STAYING)}


def _left_out() -> dict[str, str]:
    from symgrad.symbolic.stable import leaves_out

    return {text: str(leaves_out(*_expression(text))) for text in _BESIDE}


def _wrongly_left_out(text: str, answer: str) -> str:
    return "" if answer == str(_BESIDE[text]) else "wrong"


def _tame_forms() -> dict[str, str]:
    from symgrad.symbolic.tame import tamed

    return {text: str(tamed(_expression(text))) for text in _DEFINED}


def _untamed(text: str, answer: str) -> str:
    same = answer == str(_expression(text))
    return "" if same else _differs(text, answer, _TINY)


def _compact_forms() -> dict[str, str]:
    from symgrad.symbolic.stable import compact

    return {text: str(compact(_expression(text))) for text in _QUOTIENTS}


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _softplus(x: float) -> float:
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


_HEADS: dict[str, Callable[..., float]] = {
    "Sigmoid": _sigmoid,
    "Softplus": _softplus,
    "Logsigmoid": lambda x: -_softplus(-x),
    "Logaddexp": lambda x, y: max(x, y) + _softplus(-abs(x - y)),
    "Erfc": math.erfc,
    "Radius": math.hypot,
    "Whole": lambda x, y: math.floor(x / y),
    "Cbrt": lambda x: math.copysign(abs(x) ** (1 / 3), x),
    "Expm1": math.expm1,
    "Log1p": math.log1p,
}


def _moved(text: str, answer: str) -> str:
    return _differs(text, answer, _NEAR if text in _STAYING else _FAR)


def _moved_near(text: str, answer: str) -> str:
    return _differs(text, answer, _NEAR)


def _differs(text: str, answer: str, points: tuple[float, ...]) -> str:
    heads = {name: s.Function(name) for name in _HEADS}
    form = s.lambdify(_ORDER, s.sympify(answer, locals=_NAMES | heads), [_HEADS, "math"])
    for point, wanted in _exact(text, points):
        try:
            got = form(*point)
        except (ArithmeticError, ValueError):
            got = math.nan
        if not math.isclose(got, wanted, rel_tol=1e-12, abs_tol=1e-300):
            return "wrong"
    return ""


@cache
def _exact(text: str, points: tuple[float, ...]) -> list[tuple[tuple[float, ...], float]]:
    """Return the values of an expression to all digits, where it is a real number."""
    return list(_values(_expression(text), points))


def _values(
    expression: Any, points: tuple[float, ...]
) -> Iterator[tuple[tuple[float, ...], float]]:
    for k, x in enumerate(points):
        for y in (1.75, points[-1 - k], x):
            point = (x, y, -0.4)
            exact = {name: s.Rational(value) for name, value in zip(_ORDER, point, strict=True)}
            value = expression.subs(exact).evalf(60, maxn=3000)
            nothing = expression.is_Piecewise and value == 0
            if nothing or (value.is_Float and 1e-290 < abs(value) < 1e290):
                yield point, float(value)


_KNOWN: dict[str, Shape] = {
    "x": (3,), "y": (3,), "p": (3,), "A": (3, 3), "B": (3, 3), "S": (3, 3), "P": (3, 3),
    "W": (2, 3), "K": (3, 3, 3), "r": (1, 3),
}  # fmt: skip


def _node(text: str) -> Any:
    graph = build(parse(Source(text)), _KNOWN)
    graph.table.symmetric = frozenset({"S"})
    graph.table.simplex = frozenset({"P", "p"})
    return graph.output


def _marks() -> dict[str, str]:
    from symgrad.symbolic.phrases import CHOSEN, PARTIAL, Atoms

    found = {}
    for text in _TOLD:
        node = _node(text)
        name = Atoms(node.table).of(node).name
        found[text] = "".join(mark for mark in (PARTIAL, CHOSEN) if mark in name)
    return found


def _mistold(text: str, answer: str) -> str:
    return "" if answer == _TOLD[text] else "wrong"


def _transposed() -> dict[str, str]:
    from symgrad.symbolic.matrices import transposed

    return {text: str(show_nodes([transposed(_node(text))])) for text in _TRANSPOSES}


def _unlike(text: str, answer: str) -> str:
    return "" if answer == _TRANSPOSES[text] else "wrong"


def _made() -> dict[str, str]:
    from symgrad.symbolic import matrices

    return {
        text: str(show_nodes([made(matrices, _node(text))])) for text, (made, _) in _MADE.items()
    }


def _unmade(text: str, answer: str) -> str:
    return "" if answer == _MADE[text][1] else "wrong"


def _adding_up() -> dict[str, str]:
    from symgrad.symbolic.matrices import sums_to_one

    return {str(key): str(sums_to_one(_node(key[0]), key[1])) for key in _ADDING_UP}


def _wrong_sum(key: str, answer: str) -> str:
    return "" if answer == str({str(k): v for k, v in _ADDING_UP.items()}[key]) else "wrong"


def _worded() -> dict[str, str]:
    from symgrad.symbolic.phrases import Atoms
    from symgrad.symbolic.wording import Wording

    table = Table()
    atoms = Atoms(table)
    names = {s.Symbol(name, real=True): atoms.of(table.variable(name, ())) for name in "xyz"}
    words = Wording(atoms)
    expressions = {text: _expression(text).xreplace(names) for text in _WORDED}
    nodes = {text: words.node(s.S.One, expression) for text, expression in expressions.items()}
    return {text: str(show_nodes([node])) for text, node in nodes.items()}


def _misworded(text: str, answer: str) -> str:
    shapes: dict[str, Shape] = {"x": (), "y": (), "z": ()}
    try:
        output = build(parse(Source(answer)), shapes).output
    except SymgradError as error:
        return f"unreadable: {error.code}"
    for point, wanted in _exact(text, _TIED):
        (got,) = evaluate([output], {n: np.array(v) for n, v in zip("xyz", point, strict=True)})
        if not math.isclose(float(got), wanted, rel_tol=1e-12, abs_tol=1e-300):
            return "wrong"
    return ""


_SHAPES = {"x": (3,), "A": (3, 3)}
_POINT = {
    "x": np.array([0.7, -1.2, 1.6]),
    "A": np.array([[0.4, 1.3, -0.9], [-1.1, 0.8, 1.5], [1.2, -0.6, 0.5]]),
}


def _said_forms() -> dict[str, str]:
    from symgrad.symbolic.namespace import Namespace
    from symgrad.symbolic.term import Terms
    from symgrad.symbolic.values import Value

    terms = Terms(tame=True)
    t = Namespace(terms)
    values = [Value(t, terms.var(name, shape)) for name, shape in _SHAPES.items()]
    return {name: _written(said(t, *values).term) for name, said in _SAID.items()}


def _written(term: Any) -> str:
    from symgrad.symbolic.lift import Lift

    lift = Lift(Table(build(parse(Source("0")), {}).table.limits), [term])
    return str(show_nodes([lift.node(term)]))


def _unlike_numpy(name: str, answer: str) -> str:
    wanted = _SAID[name](NumpyNamespace(), *_POINT.values())
    try:
        (got,) = evaluate([build(parse(Source(answer)), _SHAPES).output], _POINT)
    except SymgradError as error:
        return f"unreadable: {error.code}"
    same = np.shape(got) == np.shape(wanted) and np.allclose(got, wanted, rtol=1e-12)
    return "" if same else "wrong"
