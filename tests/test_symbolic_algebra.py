"""The algebra's normal form: equal values become one term, whichever way they were written."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from symgrad.errors import LimitError
from symgrad.graph.build import build
from symgrad.language.parser import parse
from symgrad.ops.dims import Shape, named
from symgrad.source import Source
from symgrad.symbolic.derive import gradients
from symgrad.symbolic.elementwise import ew
from symgrad.symbolic.expanding import expanded
from symgrad.symbolic.likeness import applied
from symgrad.symbolic.linear import getitem, scatter
from symgrad.symbolic.lowering import lower
from symgrad.symbolic.products import prod
from symgrad.symbolic.scalars import INFINITY, number, placeholder, power, ramp, size, slope
from symgrad.symbolic.sums import add, constant, scale
from symgrad.symbolic.term import Term, Terms, topological

ONE = sympy.S.One
M, N = named("m"), named("n")
SHAPES: dict[str, Shape] = {
    "A": (2, 3), "B": (3, 2), "S": (3, 3), "x": (3,), "y": (3,), "u": (2,), "X": (M, N), "s": (),
}  # fmt: skip


def terms_of(*texts: str) -> list[Term]:
    """Return the terms of several programs, in one table."""
    terms = Terms()
    found = []
    for text in texts:
        shapes = {k: v for k, v in SHAPES.items() if k in text}
        found += lower([build(parse(Source(text)), shapes).output], terms)
    return found


SAME = [
    ("x + x", "2*x"),
    ("x - x", "zeros((3,))"),
    ("x*x", "x**2"),
    ("x*x*x/x", "x**2"),
    ("sqrt(x)**2", "x"),
    ("exp(log(x))", "x"),
    ("(3*x**2)**3", "27*x**6"),
    ("2*(x + y) - 2*y", "2*x"),
    ("x/3 + x/6", "0.5*x"),
    ("A.T.T", "A"),
    ("(A @ B).T", "B.T @ A.T"),
    ("trace(A @ B)", "trace(B @ A)"),
    ("sum(A, axis=0) @ x", "sum(A @ x)"),
    ("eye(2) @ A", "A"),
    ("A @ eye(3)", "A"),
    ("trace(eye(3))", "3"),
    ("sum(ones((2, 3)))", "6"),
    ("sum(ones((m, n))*s + 0*sum(X))", "m*n*s + 0*sum(X)"),
    ("x @ y", "sum(x*y)"),
    ("outer(u, x)", "u[:, None]*x"),
    ("tanh(A.T)", "tanh(A).T"),
    ("exp(x)[None] + 0*x", "exp(x[None])"),
    ("sum(x - mean(x))", "0*sum(x)"),
    ("inv(S) @ S", "eye(3)"),
    ("inv(inv(S))", "S"),
    ("inv(S.T)", "inv(S).T"),
    ("logdet(inv(S))", "-logdet(S)"),
    ("concatenate((x, y))[:3]", "x"),
    ("tanh(concatenate((x, u)))[3:]", "tanh(u)"),
    ("scatter(x, [1:4], (5,))[1:4]", "x"),
    ("reshape(reshape(A, (6,)), (2, 3))", "A"),
    ("exp(ravel(A))", "ravel(exp(A))"),
    ("where(1 > 0, x, y)", "x"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_one_term(left: str, right: str) -> None:
    a, b = terms_of(left, right)
    assert a is b


DIFFERENT = [
    ("x + y", "x - y"),
    ("A @ B", "(B @ A)[:2, :2]"),
    ("trace(S)", "sum(S)"),
    ("S", "S.T"),
    ("x**2", "x"),
    ("sum(S, axis=0)", "sum(S, axis=1)"),
    ("maximum(x, y)", "minimum(x, y)"),
    ("detach(x)", "x"),
    ("x[::-1]", "x"),
    ("outer(x, y)", "outer(y, x)"),
    ("abs(x)", "x"),
    ("sqrt(x**2)", "x"),
]


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_two_terms(left: str, right: str) -> None:
    a, b = terms_of(left, right)
    assert a is not b


EXPANDED = [
    ("2*S.T @ (S @ x - y)", "2*S.T @ S @ x - 2*S.T @ y"),
    ("(x + y)**2", "x**2 + 2*x*y + y**2"),
    ("(S + S.T) @ x", "S @ x + x @ S"),
    ("sum((x - y)**2)", "x @ x - 2*(x @ y) + y @ y"),
]


@pytest.mark.parametrize(("left", "right"), EXPANDED)
def test_expanding_makes_polynomials_equal(left: str, right: str) -> None:
    a, b = terms_of(left, right)
    assert a is not b
    assert expanded(add(a.terms, a.shape, [(ONE, a), (-ONE, b)])).op == "zero"


def test_equal_parts_are_one_term() -> None:
    (term,) = terms_of("tanh(S @ x) + sin(tanh(S @ x))*tanh(S @ x)")
    assert sum(t.op == "prod" and t.args[0].shape == (3, 3) for t in topological([term])) <= 1


def test_repeated_index_becomes_an_identity() -> None:
    terms = Terms()
    a = terms.var("a", (3, 3))
    trace = prod(terms, (), [(a, (0, 0))], ())
    (slope_of_trace,) = gradients(trace, [a])
    assert slope_of_trace.op == "eye"


def test_sum_of_nothing_used_counts_entries() -> None:
    terms = Terms()
    total = prod(terms, (), [(terms.ones((M, 4)), (0, 1))], ())
    assert str(total.data) == "4*_m"


def test_operands_in_any_order_are_one_product() -> None:
    terms = Terms()
    a, b = terms.var("a", (2, 3)), terms.var("b", (3, 4))
    left = prod(terms, (0, 2), [(a, (0, 1)), (b, (1, 2))], (2, 4))
    right = prod(terms, (7, 9), [(b, (5, 9)), (a, (7, 5))], (2, 4))
    assert left is right


def test_functions_drop_merge_and_order_operands() -> None:
    terms = Terms()
    a, b = terms.var("a", (2,)), terms.var("b", (2,))
    u, v = placeholder(0), placeholder(1)
    assert ew(terms, u + v - v, [a, b], (2,)) is a
    assert ew(terms, sympy.sin(u * v), [a, a], (2,)) is ew(terms, sympy.sin(u**2), [a], (2,))
    assert ew(terms, sympy.atan2(u, v), [b, a], (2,)) is ew(terms, sympy.atan2(v, u), [a, b], (2,))
    assert ew(terms, sympy.exp(u), [constant(terms, ONE * 0, (2,))], (2,)).op == "ones"


def test_a_function_of_a_function_stays_shared() -> None:
    terms = Terms()
    inner = ew(terms, sympy.tanh(placeholder(0)), [terms.var("a", (2,))], (2,))
    outer = ew(terms, sympy.sin(placeholder(0)), [inner], (2,))
    assert outer.args == (inner,)


def test_scatter_and_getitem_undo_each_other() -> None:
    terms = Terms()
    a = terms.var("a", (2, 3))
    index = ((1, 3, 1), (0, 3, 1))
    assert getitem(scatter(a, index, (4, 3)), index) is a
    assert scatter(scale(2 * ONE, a), index, (4, 3)).op == "scale"


def test_slopes_of_steps_are_zero() -> None:
    u = placeholder(0)
    assert slope(sympy.sign(u), 0) == 0
    assert slope(u * sympy.floor(u), 0) == sympy.floor(u)
    assert slope(sympy.Abs(u), 0) == sympy.sign(u)


def test_numbers_are_exact() -> None:
    assert number(Fraction(1, 10)) == sympy.Rational(1, 10)
    assert number("pi") is sympy.pi
    assert number(float("-inf")) == -INFINITY
    assert str(number(M * 2 + 1)) == "2*_m + 1"


@pytest.mark.parametrize("text", ["9**9**9**9", "2**5000*s", "(3*s)**(10**9)", "0.5**10000*s"])
def test_huge_constants_are_refused(text: str) -> None:
    with pytest.raises(LimitError) as caught:
        terms_of(text)
    assert caught.value.code == "huge-constant"


def test_powers_are_looked_at_before_they_are_computed() -> None:
    assert power(sympy.Integer(2), sympy.Integer(4000)) == 2**4000
    with pytest.raises(LimitError):
        power(sympy.Rational(1, 3), sympy.Integer(10**12))
    assert power(sympy.Integer(-1), sympy.Integer(10**12 + 1)) == -1


U, V = placeholder(0), placeholder(1)
SIZED = [
    U, ONE, -U, -2 * U, U / 2, -3 * U / 4, 1 / U, 3 / U, -1 / U, U**-2, 2 / (U + V + 1),
    -2 * (U + V) * U, U - V, -U - V, V - U, 2 * U - 3 * V / 2, 1 - U**2, U**V / V, U ** (-V),
    sympy.exp(U), sympy.exp(-U), sympy.exp(-U) / (1 + sympy.exp(-U)), sympy.sqrt(U) / 2,
    sympy.pi * U, sympy.E * U, U / sympy.sqrt(2), -sympy.sin(U) * sympy.cos(U) / (U * V),
    sympy.Max(U, V, 3), 1 / sympy.Max(U, V), sympy.atan2(U, -V), sympy.Rational(-1, 3) * U,
    sympy.Piecewise((U, U > 0), (-U, sympy.And(U < V, sympy.Not(sympy.Eq(V, 2)))), (1 / V, True)),
]  # fmt: skip


@pytest.mark.parametrize("f", SIZED, ids=str)
def test_sizes_are_the_counts_of_sympy(f: sympy.Expr) -> None:
    assert size(f) == f.count_ops()


A, B, C = (sympy.Dummy(name, real=True) for name in ("a10", "a11", "a9"))
LENGTH = sympy.Dummy("a6", nonnegative=True)
NORM, SIZE = sympy.Dummy("a5+", positive=True), sympy.Dummy("n", positive=True, integer=True)
ASKED = [
    (sympy.tanh(U), {U: A}), (sympy.tanh(U), {U: C}), (sympy.tanh(U), {U: NORM}),
    (sympy.tanh(U), {U: A - B}), (sympy.tanh(U), {U: A - C}), (sympy.tanh(U), {U: C - B}),
    (sympy.Abs(U), {U: A}), (sympy.Abs(U), {U: B}), (sympy.Abs(U), {U: NORM}),
    (sympy.Abs(U), {U: LENGTH}), (sympy.sign(U), {U: LENGTH}), (sympy.sign(U), {U: NORM}),
    (sympy.sqrt(U), {U: A**2}), (sympy.sqrt(U), {U: NORM**2}), (sympy.sqrt(U), {U: SIZE**2}),
    (U / V, {U: A * B, V: B}), (U / V, {U: B * C, V: B}), (U / V, {U: C * A, V: A}),
    (sympy.cosh(U) ** -2, {U: A + 1}), (sympy.cosh(U) ** -2, {U: sympy.Integer(0)}),
    (sympy.Piecewise((U, U > V), (V, True)), {U: A, V: B}),
    (sympy.Piecewise((U, U > V), (V, True)), {U: C, V: B}),
    (U * SIZE, {U: A}), (1 / U, {U: sympy.Integer(0)}), (sympy.exp(U), {U: sympy.log(B)}),
]  # fmt: skip


@pytest.mark.parametrize(("f", "values"), ASKED + ASKED[::-1], ids=str)
def test_a_like_answer_is_the_answer(f: sympy.Expr, values: dict[sympy.Expr, sympy.Expr]) -> None:
    found, expected = applied(f, values), f.xreplace(values)
    assert found == expected
    for one, other in zip(*map(sympy.preorder_traversal, (found, expected)), strict=True):
        assert one.func is other.func
        assert getattr(one, "nargs", None) == getattr(other, "nargs", None)
        assert one.is_commutative == other.is_commutative
    assert found.is_real == expected.is_real


def test_a_ramp_has_no_other_branch() -> None:
    u = placeholder(0)
    assert ramp(sympy.Piecewise((u, u > 0), (0, True))) == u
    assert ramp(sympy.Piecewise((u, u > 0), (0, u < 0), (u / 2, True))) == u
    assert ramp(sympy.Piecewise((u, u > 0), (0, u < -1), (u / 2, True))) is None
    assert ramp(sympy.Piecewise((u, u > 1), (0, True))) is None
