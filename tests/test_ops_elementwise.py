"""Laws of the elementwise rows: value, pullback and definition say the same function.

Witnesses: the row's primal and pullback on NumPy, central differences of the primal,
and SymPy's derivative of the definition in many digits.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from symgrad.graph.node import Table
from symgrad.numeric.arrays import PRIMITIVES, NumpyNamespace
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops import conditions
from symgrad.ops.families import EVERYWHERE, OTHERS
from symgrad.ops.row import Op
from symgrad.ops.table import ALIASES, OPS, collect, other_names
from tests.elementwise import (
    PULLED,
    ROWS,
    SCALAR,
    SMOOTH,
    XP,
    Definitions,
    apply,
    defined,
    difference,
    named,
    points,
    pull,
    rules,
    slope,
    summed,
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield


def check_adjoint(op: Op) -> None:
    rng = np.random.default_rng(7)
    for xs in points(op):
        y_bar = rng.normal(size=np.shape(apply(op, xs)))
        for position, x in enumerate(xs):
            v = rng.normal(size=x.shape)
            pushed = difference(op, xs, position, v)
            x_bar = 0.0
            if op.pullback(position) is not None:
                x_bar = summed(pull(op, position, y_bar, xs), y_bar, x.shape)
            scale = np.sum(np.abs(y_bar * pushed)) + 1e-3
            assert abs(np.sum(y_bar * pushed) - np.sum(x_bar * v)) < 2e-9 * scale, (xs, position)


def scaled(op: Op, factor: float) -> Op:
    def mutant(rule: Any) -> Any:
        if rule is None:
            return None
        return lambda xp, y_bar, *rest, **params: rule(xp, factor * y_bar, *rest, **params)

    return replace(op, vjp=tuple(mutant(rule) for rule in rules(op)))


@pytest.mark.parametrize("op", [op for op in SMOOTH if op.name != "detach"], ids=named)
def test_pullback_is_the_adjoint_of_the_differences(op: Op) -> None:
    check_adjoint(op)


def test_detach_is_the_value_without_a_slope() -> None:
    op = OPS["detach"]
    assert op.pullback(0) is None
    assert apply(op, [np.array([2.0, -3.0])]).tolist() == [2, -3]
    table = Table()
    x = table.variable("x")
    (slope_of_product,) = reverse(x * table.call("detach", (x,)), [x])
    assert float(evaluate([slope_of_product], {"x": np.array(5.0)})[0]) == 5


@pytest.mark.parametrize("factor", [-1.0, 1 + 1e-6, 0.0])
@pytest.mark.parametrize("op", PULLED, ids=named)
def test_the_adjoint_law_has_teeth(op: Op, factor: float) -> None:
    with pytest.raises(AssertionError):
        check_adjoint(scaled(op, factor))


@pytest.mark.parametrize("op", PULLED, ids=named)
def test_pullback_is_linear(op: Op) -> None:
    rng = np.random.default_rng(3)
    for xs in points(op):
        u, v = rng.normal(size=(2, *np.shape(apply(op, xs))))
        for i in range(len(xs)):
            both = 2 * pull(op, i, u, xs) - 3 * pull(op, i, v, xs)
            np.testing.assert_allclose(pull(op, i, 2 * u - 3 * v, xs), both, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("op", PULLED, ids=named)
def test_pullback_can_be_differentiated_again(op: Op) -> None:
    rng = np.random.default_rng(5)
    for xs in points(op)[:2]:
        names = [f"x{i}" for i in range(len(xs))]
        values = dict(zip(names, xs, strict=True))
        table = Table()
        leaves = [table.variable(name, x.shape) for name, x in values.items()]
        output = table.call(op.name, leaves)
        weight = table.variable("w", output.shape)
        values["w"] = rng.normal(size=np.shape(apply(op, xs)))
        first = reverse(output, leaves, weight)
        inner = [rng.normal(size=x.shape) for x in xs]
        seeds = [table.variable(f"v{i}", x.shape) for i, x in enumerate(xs)]
        values |= {f"v{i}": v for i, v in enumerate(inner)}
        parts = [table.call("sum", (g * s,)) for g, s in zip(first, seeds, strict=True)]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        second = reverse(total, leaves)

        def dotted(t: float, name: str, v: Any, total: Any = total, values: Any = values) -> Any:
            return evaluate([total], values | {name: values[name] + t * v})[0]

        for name, x, found in zip(names, xs, evaluate(second, values), strict=True):
            v = rng.normal(size=x.shape)
            want = (dotted(1e-5, name, v) - dotted(-1e-5, name, v)) / 2e-5
            assert abs(want - np.sum(found * v)) < 1e-6 * (1 + abs(want)), (op.name, name)


@pytest.mark.parametrize("op", SCALAR, ids=named)
def test_definition_says_the_same_value_and_slope(op: Op) -> None:
    expression, symbols = defined(op)
    slopes = [sympy.diff(expression, symbol) for symbol in symbols]
    for xs in points(op)[:2]:
        flat = np.broadcast_arrays(*xs)
        for entry in zip(*(x.ravel() for x in flat), strict=True):
            at = {s: sympy.Rational(str(x)) for s, x in zip(symbols, entry, strict=True)}
            args = [np.float64(x) for x in entry]
            assert float(apply(op, args)) == pytest.approx(float(expression.subs(at).n(30)), 4e-15)
            for i, rule in enumerate(rules(op)):
                if rule is not None:
                    want = float(slopes[i].subs(at).doit().n(30))
                    assert slope(op, i, *entry) == pytest.approx(want, rel=1e-14, abs=1e-300)


@pytest.mark.parametrize("x", ["-2.5", "-1.5", "-0.5", "0.5", "1.5", "2.5", "0.3", "-0.7", "4"])
def test_round_takes_halves_to_even(x: str) -> None:
    expression, (u,) = defined(OPS["round"])
    assert (
        expression.subs(u, sympy.Rational(x)) == round(Fraction(x)) == XP.round(np.array(float(x)))
    )


CONDITIONS = [op for op in conditions.ROWS if op.name[:7] != "logical"]


@pytest.mark.parametrize("op", CONDITIONS, ids=named)
def test_comparisons_agree_with_their_definition(op: Op) -> None:
    for a, b in ((1, 2), (2, 1), (2, 2)):
        truth = getattr(Definitions(), op.name)(sympy.Integer(a), sympy.Integer(b))
        assert bool(apply(op, [np.float64(a), np.float64(b)])) == bool(truth)
    assert [float(k) for k in op.kinks(XP, 3.0, 3.0)] == [0.0]  # type: ignore[misc]


@pytest.mark.parametrize("p", [False, True])
@pytest.mark.parametrize("q", [False, True])
def test_connectives_agree_with_their_definition(p: bool, q: bool) -> None:
    for op in conditions.ROWS[6:]:
        args = (p, q)[: len(op.operands)]
        truth = getattr(Definitions(), op.name)(*(sympy.true if a else sympy.false for a in args))
        assert bool(apply(op, [np.bool_(a) for a in args])) == bool(truth)


def test_where_selects_value_and_cotangent() -> None:
    op, c = OPS["where"], np.array([True, False])
    a, b, y_bar = np.array([1.0, 2.0]), np.array([5.0, 6.0]), np.array([10.0, 20.0])
    assert apply(op, [c, a, b]).tolist() == [1, 6]
    assert op.pullback(0) is None
    assert pull(op, 1, y_bar, [c, a, b]).tolist() == [10, 0]
    assert pull(op, 2, y_bar, [c, a, b]).tolist() == [0, 20]


def test_every_primitive_is_there() -> None:
    missing = [op.name for op in OPS.values() if op.primal is None and op.name not in PRIMITIVES]
    assert missing == []
    assert all(hasattr(XP, name) for name in OPS)
    assert [name for name in PRIMITIVES if name not in OPS] == []


@pytest.mark.parametrize("op", SCALAR, ids=named)
def test_float32_stays(op: Op) -> None:
    xp, one = NumpyNamespace("float32"), np.float32(1)
    for xs in points(op)[:2]:
        single = [x.astype(np.float32) for x in xs]
        assert apply(op, single, xp).dtype == np.float32
        for i, rule in enumerate(rules(op)):
            if rule is not None:
                assert np.asarray(pull(op, i, one, single, xp)).dtype == np.float32


def test_constants_have_the_dtype_of_the_namespace() -> None:
    xp = NumpyNamespace("float32")
    assert xp.log(2).dtype == xp.where(True, 1, 0).dtype == xp.ones(shape=(2,)).dtype == np.float32


@pytest.mark.parametrize("op", SMOOTH, ids=named)
def test_arguments_are_left_alone(op: Op) -> None:
    for xs in points(op):
        before = [x.copy() for x in xs]
        y = apply(op, xs)
        for i, rule in enumerate(rules(op)):
            if rule is not None:
                pull(op, i, np.ones(np.shape(y)), xs)
        assert all(np.array_equal(a, b) for a, b in zip(before, xs, strict=True))


@pytest.mark.parametrize("op", ROWS, ids=named)
def test_rows_are_complete(op: Op) -> None:
    assert op.doc
    assert op.source
    assert op.samples
    assert op.lower is not None or op.primal is not None
    assert OPS[op.name].family in {
        "arithmetic",
        "elementary",
        "trigonometry",
        "special",
        "activations",
        "conditions",
        "flow",
    }
    for rule in rules(op):
        if rule is not None:
            params = list(inspect.signature(rule).parameters)
            assert len(params) == 3 + len(op.operands) + len(op.params)


def test_aliases_of_the_language() -> None:
    wanted = {"ln": "log", "asin": "arcsin", "atan2": "arctan2", "acosh": "arccosh"}
    assert wanted.items() <= ALIASES.items()


def test_the_table_refuses_a_name_twice() -> None:
    sine = OPS["sin"]
    with pytest.raises(ValueError, match="two rows"):
        collect({"a": (sine,), "b": (sine,)})
    with pytest.raises(ValueError, match="taken"):
        other_names({"sin": sine, "cos": replace(sine, name="cos", aliases=("sin",))})


def test_samples_of_two_operands_broadcast_either() -> None:
    ranks = {tuple(x.ndim for x in xs) for xs in points(OPS["multiply"])}
    assert {(2, 2), (2, 1), (1, 2), (0, 2), (2, 0), (0, 0)} <= ranks
    assert len(OTHERS) == len(EVERYWHERE) == 6
