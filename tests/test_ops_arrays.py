"""The array rows against NumPy's own functions, at ties, at zeros and at the ends of the range."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product as every
from typing import Any

import mpmath
import numpy as np
import pytest

from symgrad.errors import InputError, ShapeError, SymgradError
from symgrad.graph.build import build
from symgrad.graph.namespace import GraphNamespace
from symgrad.graph.node import Table
from symgrad.graph.rebuild import bind_sizes
from symgrad.language.parser import parse
from symgrad.numeric.arrays import NumpyNamespace
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops import indexing, subscripts
from symgrad.ops.dims import Shape, named
from symgrad.ops.row import Op, Sample
from symgrad.ops.sizes import not_negative, quotient
from symgrad.ops.table import FAMILIES, OPS
from symgrad.source import Source

M, N = named("m"), named("n")
RNG = np.random.default_rng(7)
X = RNG.normal(size=(2, 3, 4))
FAMILY_NAMES = ("reductions", "products", "structure", "constructors", "losses")
ROWS = [OPS[op.name] for family in FAMILY_NAMES for op in FAMILIES[family]]
SAMPLES = [
    pytest.param(op, sample, id=f"{op.name}-{i}")
    for op in ROWS
    for i, sample in enumerate(op.samples)
]


def settled(name: str, *shapes: Shape, **params: Any) -> dict[str, Any]:
    """Return the canonical parameters of a row at operands of these shapes."""
    row = OPS[name]
    given = {p.name: p.default for p in row.params} | params
    return given if row.normalise is None else row.normalise(shapes, given)


def value_of(text: str, **values: Any) -> Any:
    """Return the value of a program."""
    arrays = {name: np.asarray(value, float) for name, value in values.items()}
    graph = build(parse(Source(text)), {name: value.shape for name, value in arrays.items()})
    return evaluate([graph.output], arrays)[0]


def gradient_of(text: str, wrt: str = "x", **values: Any) -> Any:
    """Return the gradient of a program with one output entry, or of the sum of its entries."""
    arrays = {name: np.asarray(value, float) for name, value in values.items()}
    graph = build(parse(Source(text)), {name: value.shape for name, value in arrays.items()})
    node = graph.table.variable(wrt, arrays[wrt].shape)
    return evaluate(reverse(graph.output, [node]), arrays)[0]


def sample_graph(sample: Sample) -> tuple[Any, dict[str, Any]]:
    """Return the graph and the values of a sample."""
    values = {}
    for name, text in sample.values.items():
        (value,) = evaluate([build(parse(Source(text)), values=True).output], {})
        values[name] = np.asarray(value, float)
    shapes = {name: value.shape for name, value in values.items()}
    return build(parse(Source(sample.text)), shapes), values


AXES = [None, 0, -1, 1, (0, 2), (-1, 0), (2, 1, 0)]
NUMPYS: dict[str, Callable[..., Any]] = {
    "sum": np.sum,
    "mean": np.mean,
    "prod": np.prod,
    "max": np.max,
    "min": np.min,
    "var": np.var,
    "std": np.std,
    "logsumexp": lambda x, **p: np.log(np.sum(np.exp(x), **p)),
    "norm": lambda x, **p: np.sqrt(np.sum(x * x, **p)),
}


@pytest.mark.parametrize("name", NUMPYS)
@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("keepdims", [False, True])
def test_reductions_are_numpys(name: str, axis: Any, keepdims: bool) -> None:
    expected = NUMPYS[name](X, axis=axis, keepdims=keepdims)
    params = settled(name, X.shape, axis=axis, keepdims=keepdims)
    assert OPS[name].shape is not None
    assert OPS[name].shape(X.shape, **params) == expected.shape
    found = getattr(NumpyNamespace(), name)(X, **params)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize("name", ["var", "std"])
@pytest.mark.parametrize("ddof", [0, 1])
def test_spread_has_a_correction(name: str, ddof: int) -> None:
    found = value_of(f"{name}(x, axis=1, ddof={ddof})", x=X)
    np.testing.assert_allclose(found, NUMPYS[name](X, axis=1, ddof=ddof), rtol=1e-13)


ORDERS = [None, 1, 2, 3, 2.5, 0.5, -1, -2, 0, np.inf, -np.inf]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_vector_norms_are_numpys(order: Any) -> None:
    typed = None if order is None else order if np.isinf(order) else Fraction(order)
    params = settled("norm", X.shape, ord=typed, axis=1)
    params["ord"] = None if params["ord"] is None else float(params["ord"])
    found = NumpyNamespace().norm(X, **params)
    np.testing.assert_allclose(found, np.linalg.norm(X, order, axis=1), rtol=1e-13)


@pytest.mark.parametrize("order", [1, -1, np.inf, -np.inf, "fro"], ids=str)
@pytest.mark.parametrize("axis", [(0, 1), (1, 0), (-1, 1), (1, 2)], ids=str)
def test_matrix_norms_are_numpys(order: Any, axis: tuple[int, int]) -> None:
    params = settled("norm", X.shape, ord=order, axis=axis)
    params["ord"] = None if params["ord"] is None else float(params["ord"])
    found = NumpyNamespace().norm(X, **params)
    np.testing.assert_allclose(found, np.linalg.norm(X, order, axis=axis), rtol=1e-13)


def test_every_canonical_form_is_its_own() -> None:
    for op in ROWS:
        for sample in op.samples:
            graph, _ = sample_graph(sample)
            node = graph.output
            if node.op is not None and node.op.normalise is not None:
                shapes = tuple(arg.shape for arg in node.args)
                assert node.op.normalise(shapes, dict(node.params)) == node.params, sample.text


@pytest.mark.parametrize(("op", "sample"), SAMPLES)
def test_pullbacks_have_pullbacks(op: Op, sample: Sample) -> None:
    """The derivative of <w, gradient> agrees with central differences of the gradient."""
    graph, values = sample_graph(sample)
    wrt = [node for node in graph.inputs if node.name not in graph.indices]
    rng = np.random.default_rng(len(sample.text))
    v = {node.name: rng.normal(size=node.shape) for node in wrt}
    w = {f"w_{node.name}": rng.normal(size=node.shape) for node in wrt}
    seed = rng.normal(size=graph.output.shape)
    table, xp = graph.table, GraphNamespace(graph.table)
    gradients = reverse(graph.output, wrt, table.variable("seed", graph.output.shape))
    total = table.number(0)
    for node, gradient in zip(wrt, gradients, strict=True):
        weighted = gradient * table.variable(f"w_{node.name}", node.shape)
        total = total + xp.sum(weighted, axis=None, keepdims=False)
    second = evaluate(reverse(total, wrt), {**values, **w, "seed": seed})
    h = 2.0**-14

    def at(step: float) -> float:
        moved = {k: x + step * v[k] if k in v else x for k, x in values.items()}
        return float(evaluate([total], {**moved, **w, "seed": seed})[0])

    wide, near = (at(h) - at(-h)) / (2 * h), (at(h / 2) - at(-h / 2)) / h
    expected = near + (near - wide) / 3
    found = sum(float(np.sum(s * v[n.name])) for s, n in zip(second, wrt, strict=True))
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-7), op.name


@pytest.mark.parametrize("name", ["max", "min"])
def test_ties_share_equally(name: str) -> None:
    sign = 1 if name == "max" else -1
    x = sign * np.array([[1, 3, 3, 0], [5, 5, 5, 5]])
    expected = [[0, 0.5, 0.5, 0], [0.25] * 4]
    np.testing.assert_array_equal(gradient_of(f"sum({name}(x, axis=1))", x=x), expected)
    xp, row = NumpyNamespace(), OPS[name]
    assert row.kinks is not None
    (selector,) = row.kinks(xp, x.astype(float), axis=(1,), keepdims=False)
    np.testing.assert_array_equal(selector == 0, np.array(expected) > 0)
    (apart,) = row.kinks(xp, X, axis=(1,), keepdims=False)
    assert np.all(apart != 0)


@pytest.mark.parametrize("zeros", [0, 1, 2, 3])
@pytest.mark.parametrize("axis", [(0,), (1,), (0, 2), (0, 1, 2)], ids=str)
def test_products_of_the_others_are_right_at_zeros(zeros: int, axis: tuple[int, ...]) -> None:
    x = X.copy()
    x.ravel()[[0, 5, 14][:zeros]] = 0
    expected = np.empty_like(x)
    for place in np.ndindex(x.shape):
        without = x.copy()
        without[place] = 1
        expected[place] = np.prod(without, axis=axis, keepdims=True)[
            tuple(0 if i in axis else at for i, at in enumerate(place))
        ]
    found = NumpyNamespace().prod_others(x, axis=axis)
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    text = f"sum(prod(x, axis=({', '.join(map(str, axis))},)))"
    np.testing.assert_allclose(gradient_of(text, x=x), expected, rtol=1e-13)


@pytest.mark.parametrize("scale", [1e200, 1e-200, 1e-320])
@pytest.mark.parametrize("order", [None, 3, 0.5], ids=str)
def test_norms_are_safe_from_overflow(scale: float, order: Any) -> None:
    entries = scale * np.array([3.0, -4.0])
    with mpmath.workdps(60):
        p = mpmath.mpf(2 if order is None else order)
        exact = sum(abs(mpmath.mpf(float(e))) ** p for e in entries) ** (1 / p)
        slopes = [mpmath.sign(e) * (abs(mpmath.mpf(float(e))) / exact) ** (p - 1) for e in entries]
    text = "norm(x)" if order is None else f"norm(x, {order})"
    found = float(value_of(text, x=entries))
    assert found == pytest.approx(float(exact), rel=1e-15, abs=5e-324)
    # A subnormal norm has only a few digits, and so has the gradient, which is made from it.
    few = 1e-4 if scale < 1e-300 else 1e-15
    np.testing.assert_allclose(gradient_of(text, x=entries), [float(e) for e in slopes], rtol=few)


@pytest.mark.parametrize("text", ["norm(x)", "norm(x, 3)", "norm(x, 1)", "std(x)", "norm(x, inf)"])
def test_kinks_at_zero_have_gradient_zero(text: str) -> None:
    np.testing.assert_array_equal(gradient_of(text, x=[0, 0, 0]), [0, 0, 0])
    graph = build(parse(Source(text)), {"x": (3,)})
    row, params = graph.output.op, graph.output.params
    assert row is not None
    assert row.kinks is not None
    on = row.kinks(NumpyNamespace(), np.zeros(3), **params)
    off = row.kinks(NumpyNamespace(), np.array([3.0, 1.0, -2.0]), **params)
    assert any(np.any(selector == 0) for selector in on)
    assert all(np.all(selector != 0) for selector in off)


def exact_logsumexp(x: Any) -> Any:
    return mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(float(e))) for e in x))


@pytest.mark.parametrize(
    "x",
    [
        [1000, 999.5, -1000],
        [-1000, -1001],
        [0, -40],
        [0, -1000],
        [3],
        [-800, 800],
        [2, 2, 2 - 1e-9],
        [700, 710, 720],
    ],
    ids=str,
)
def test_logsumexp_keeps_its_digits(x: list[float]) -> None:
    with mpmath.workdps(1000):
        exact = exact_logsumexp(x)
        slopes = [float(mpmath.exp(mpmath.mpf(e) - exact)) for e in x]
    found = float(value_of("logsumexp(x)", x=x))
    assert found == pytest.approx(float(exact), rel=1e-15, abs=1e-320)
    np.testing.assert_allclose(gradient_of("logsumexp(x)", x=x), slopes, rtol=1e-14, atol=1e-320)


def test_logsumexp_reaches_the_ends_of_the_range() -> None:
    assert value_of("logsumexp(x)", x=[1e308, 1e308]) == 1e308
    assert value_of("logsumexp(x)", x=[-1e308, 1e308]) == 1e308
    assert value_of("logsumexp(x)", x=[-1e308, -1e308]) == -1e308
    assert value_of("logsumexp(x)", x=[-np.inf, 2.0]) == 2.0
    assert value_of("logsumexp(x)", x=[-np.inf, -np.inf]) == -np.inf
    assert value_of("logsumexp(x)", x=[np.inf, 0]) == np.inf
    np.testing.assert_array_equal(gradient_of("logsumexp(x)", x=[1e308, 1e308]), [0.5, 0.5])
    np.testing.assert_array_equal(gradient_of("logsumexp(x)", x=[-np.inf, 2.0]), [0, 1])


EINSUMS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("ba", (2, 3)),
    ("ii", (3, 3)),
    ("ii->i", (3, 3)),
    ("iij->j", (3, 3, 2)),
    ("...ii->...i", (2, 3, 3)),
    ("i...->...", (2, 3)),
    ("...,...", (2, 3), (3,)),
    ("...i,...i->...", (4, 2, 3), (2, 3)),
    ("i...j,j", (2, 4, 3), (3,)),
    ("i...,...i", (2, 3), (5, 3, 2)),
    ("...", (2, 3)),
    ("ij,ij->ij", (2, 3), (1, 3)),
    ("bij,bjk->bik", (2, 3, 4), (1, 4, 2)),
    ("a b , b -> a", (2, 3), (3,)),
    (",->", (), ()),
    ("Zz,z", (2, 3), (3,)),
    ("i,ij,j->", (2,), (2, 3), (3,)),
    ("ij->", (2, 3)),
]


@pytest.mark.parametrize("case", EINSUMS, ids=str)
def test_einsum_is_numpys(case: tuple[Any, ...]) -> None:
    text, *shapes = case
    arrays = [RNG.normal(size=shape) for shape in shapes]
    expected = np.einsum(text, *arrays)
    canonical = subscripts.canonical(text, tuple(shapes))
    assert OPS["einsum"].shape is not None
    assert OPS["einsum"].shape(*shapes, subscripts=canonical) == expected.shape
    np.testing.assert_allclose(NumpyNamespace().einsum(canonical, *arrays), expected, rtol=1e-13)


def test_einsum_has_one_canonical_form() -> None:
    shapes: tuple[Shape, ...] = ((2, 3), (3, 4))
    forms = ("ij,jk->ik", "ab,bc", "xy , yz -> xz", "...ij,...jk->...ik", "Aq,qB->AB")
    assert {subscripts.canonical(text, shapes) for text in forms} == {"ij,jk->ik"}
    assert subscripts.canonical("bij,bjk->bik", ((5, 2, 3), (1, 3, 4))) == "ijl,mlk->ijk"
    assert subscripts.canonical("ij,jk", ((M, N), (N, M))) == "ij,jk->ik"


@pytest.mark.parametrize(
    ("a", "b"),
    list(every([(3,), (2, 3), (5, 2, 3), (4, 1, 2, 3)], [(3,), (3, 2), (5, 3, 2), (1, 3, 4)])),
    ids=str,
)
@pytest.mark.parametrize("name", ["matmul", "dot"])
def test_products_are_numpys(name: str, a: Shape, b: Shape) -> None:
    x, y = (RNG.normal(size=shape) for shape in (a, b))
    row, xp = OPS[name], NumpyNamespace()
    assert row.shape is not None
    try:
        expected = getattr(np, name)(x, y)
    except ValueError:
        with pytest.raises(ShapeError):
            row.shape(a, b)
        return
    assert row.shape(a, b) == expected.shape
    np.testing.assert_allclose(getattr(xp, name)(x, y), expected, rtol=1e-12)
    if name == "matmul":
        defined = xp.einsum(subscripts.canonical(_spelled(a, b), (a, b)), x, y)
        np.testing.assert_allclose(defined, expected, rtol=1e-12)


def _spelled(a: Shape, b: Shape) -> str:
    from symgrad.ops.matmul import matmul_spelled

    return matmul_spelled(a, b)


@pytest.mark.parametrize("name", ["inner", "outer", "vdot"])
def test_vector_products_are_numpys(name: str) -> None:
    a, b = RNG.normal(size=(2, 3)), RNG.normal(size=(2, 3))
    found, expected = getattr(NumpyNamespace(), name)(a, b), getattr(np, name)(a, b)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_matrix_products_say_which_transpose_fits() -> None:
    shape = OPS["matmul"].shape
    assert shape is not None
    for a, b, mend in (((3, 2), (3, 4), "a.T @ b"), ((2, 3), (4, 3), "a @ b.T")):
        with pytest.raises(ShapeError) as caught:
            shape(a, b)
        assert mend in caught.value.help
        assert str(a) in caught.value.message
        assert str(b) in caught.value.message


PARTS = [0, -1, 2, slice(None), slice(1, None), slice(None, -1), slice(None, None, 2)]
PARTS += [slice(None, None, -1), slice(3, 0, -2), slice(-2, 9), slice(2, 2), slice(9, None, -3)]


@pytest.mark.parametrize("first", PARTS, ids=str)
def test_indexing_is_numpys(first: Any) -> None:
    x = RNG.normal(size=(3, 4, 2))
    xp = NumpyNamespace()
    for second in (*PARTS, None, Ellipsis):
        for typed in ((first, second), (None, first, second), (first, second, None), (first,)):
            index = indexing.canonical(typed, x.shape)
            expected = x[typed]
            assert indexing.indexed(index) == expected.shape, typed
            np.testing.assert_array_equal(xp.getitem(x, index=index), expected)
            y_bar = RNG.normal(size=expected.shape)
            put = np.zeros_like(x)
            put[typed] = y_bar
            np.testing.assert_array_equal(xp.scatter(y_bar, index=index, shape=x.shape), put)
            assert indexing.canonical(index, x.shape) == index


def test_equal_indices_are_equal() -> None:
    forms = ((slice(0, 9),), (slice(None),), (Ellipsis,), (slice(-4, 4, 1), slice(None)))
    assert {indexing.canonical(form, (4, 3)) for form in forms} == {((0, 4, 1), (0, 3, 1))}


def test_indices_into_named_sizes() -> None:
    shape = (M, N)
    assert indexing.canonical((0, slice(1, None)), shape) == (0, (1, N, 1))
    assert indexing.canonical((-1,), shape) == (M - 1, (0, N, 1))
    assert indexing.canonical((slice(None, None, -1), slice(None, -1)), shape) == (
        (M - 1, -1, -1),
        (0, N - 1, 1),
    )
    assert indexing.indexed(indexing.canonical((slice(1, None), None), shape)) == (M - 1, 1, N)
    assert indexing.canonical((slice(M, M + N),), (M + N,)) == ((M, M + N, 1),)
    for part in (slice(None, 3), slice(None, None, 2), slice(4, 2)):
        with pytest.raises(ShapeError) as caught:
            indexing.canonical((part,), shape)
        assert caught.value.code == "unknown-size"


def test_named_sizes_are_bound_in_parameters() -> None:
    text = "sum(concatenate((x, y))[::-1]**2) + mean(x[1:])"
    graph = build(parse(Source(text)), {"x": (M,), "y": (N,)})
    values = {"x": RNG.normal(size=3), "y": RNG.normal(size=4)}
    bound = bind_sizes(graph, {"m": 3, "n": 4})
    (found,) = evaluate([bound.output], values)
    both = np.concatenate([values["x"], values["y"]])
    assert found == pytest.approx(np.sum(both**2) + np.mean(values["x"][1:]))
    for node, expected in zip(bound.inputs, reverse(bound.output, bound.inputs), strict=True):
        assert node.shape == expected.shape


SHAPED: dict[str, dict[str, Any]] = {
    "reshape": {"shape": (N, -1)},
    "ravel": {},
    "transpose": {},
    "expand_dims": {"axis": (0,)},
    "flip": {},
    "sum": {"axis": 0},
    "mean": {},
    "var": {},
    "std": {},
    "prod": {"axis": 1},
    "max": {},
    "logsumexp": {},
    "norm": {},
    "mse_loss": {},
    "cross_entropy": {},
    "matmul": {},
    "outer": {},
}


@pytest.mark.parametrize("name", SHAPED)
def test_pullbacks_run_on_named_sizes(name: str) -> None:
    table = Table()
    xp = GraphNamespace(table)
    shapes: dict[str, tuple[Shape, ...]] = {"matmul": ((M, N), (N, M))}
    count = len(OPS[name].operands)
    args = [
        table.variable(f"x{i}", shape)
        for i, shape in enumerate(shapes.get(name, ((M, N),) * count))
    ]
    y = getattr(xp, name)(*args, **SHAPED[name])
    total = xp.sum(y * y, axis=None, keepdims=False)
    gradients = reverse(total, args)
    assert [g.shape for g in gradients] == [a.shape for a in args]
    again = reverse(xp.sum(gradients[0] * args[0], axis=None, keepdims=False), args)
    assert [g.shape for g in again] == [a.shape for a in args]


def test_reshape_divides_named_sizes() -> None:
    assert settled("reshape", (M, N), shape=(-1,))["shape"] == (M * N,)
    assert settled("reshape", (M, N + 1), shape=(-1, M))["shape"] == (N + 1, M)
    assert settled("reshape", (2 * M, N), shape=(M, -1))["shape"] == (M, 2 * N)
    assert settled("reshape", (0, 3), shape=(3, -1))["shape"] == (3, 0)
    for shape in ((N, N), (-1, 2), (-1, M + 1)):
        with pytest.raises(ShapeError):
            settled("reshape", (M, N), shape=shape)
    assert quotient(M * M - 1, M + 1) == M - 1
    assert quotient(M * N + 1, M) is None
    assert not_negative(M * N - 1)
    assert not not_negative(M - N)


STRUCTURES: list[tuple[str, Callable[[Any], Any]]] = [
    ("transpose(x, (2, 0, 1))", lambda x: np.transpose(x, (2, 0, 1))),
    ("x.T", lambda x: np.swapaxes(x, -1, -2)),
    ("swapaxes(x, 0, -1)", lambda x: np.swapaxes(x, 0, -1)),
    ("moveaxis(x, (0, 1), (-1, 0))", lambda x: np.moveaxis(x, (0, 1), (-1, 0))),
    ("moveaxis(x, 2, 0)", lambda x: np.moveaxis(x, 2, 0)),
    ("expand_dims(x, (0, -1))", lambda x: np.expand_dims(x, (0, -1))),
    ("squeeze(x[:, :1])", lambda x: np.squeeze(x[:, :1])),
    ("reshape(x, (4, -1))", lambda x: np.reshape(x, (4, -1))),
    ("flip(x, (0, 2))", lambda x: np.flip(x, (0, 2))),
    ("stack((x, 2*x), axis=-1)", lambda x: np.stack((x, 2 * x), axis=-1)),
    ("concatenate((x, x[:, :1]), axis=1)", lambda x: np.concatenate((x, x[:, :1]), axis=1)),
    ("broadcast_to(x, (5, 2, 3, 4))", lambda x: np.broadcast_to(x, (5, 2, 3, 4))),
    ("trace(x[:, :2])", lambda x: np.trace(x[:, :2])),
    ("arange(4)*x", lambda x: np.arange(4) * x),
    ("linspace(-1, 2, 4)*x", lambda x: np.linspace(-1, 2, 4) * x),
    ("eye(3, 4) + full((3, 1), 2)*x", lambda x: np.eye(3, 4) + 2 * x),
]


@pytest.mark.parametrize(("text", "numpys"), STRUCTURES, ids=[text for text, _ in STRUCTURES])
def test_structure_is_numpys(text: str, numpys: Callable[[Any], Any]) -> None:
    found, expected = value_of(text, x=X), numpys(X)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-15, atol=1e-15)


LINEAR: list[tuple[str, Callable[[Any], Any]]] = [
    ("inv(x)", np.linalg.inv),
    ("det(x)", np.linalg.det),
    ("logdet(x @ x.T)", lambda x: np.linalg.slogdet(x @ np.swapaxes(x, -1, -2))[1]),
    ("solve(x, x[0, 0])", lambda x: np.linalg.solve(x, x[0, 0][:, None])[..., 0]),
    ("solve(x, x[0])", lambda x: np.linalg.solve(x, x[0])),
    ("diag(x[0, 0])", lambda x: np.diag(x[0, 0])),
    ("diag(x[0, 0], -2)", lambda x: np.diag(x[0, 0], -2)),
    ("diag(x[0, :2], 1)", lambda x: np.diag(x[0, :2], 1)),
    ("diagonal(x, 1)", lambda x: np.diagonal(x, 1)),
    ("tril(x[:, :2], 1)", lambda x: np.tril(x[:, :2], 1)),
    ("triu(x, -1)", lambda x: np.triu(x, -1)),
    ("kron(x[0], x[:, 0])", lambda x: np.kron(x[0], x[:, 0])),
    ("cross(x, x[1, 2])", lambda x: np.cross(x, x[1, 2])),
]


@pytest.mark.parametrize(("text", "numpys"), LINEAR, ids=[text for text, _ in LINEAR])
def test_linear_algebra_is_numpys(text: str, numpys: Callable[[Any], Any]) -> None:
    x = np.random.default_rng(3).normal(size=(2, 3, 3))
    found, expected = value_of(text, x=x), numpys(x)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


SINGULAR = [
    ([[1, 2], [2, 4]], [[4, -2], [-2, 1]]),
    ([[0, 0], [0, 0]], [[0, 0], [0, 0]]),
    ([[1, 2, 3], [2, 4, 6], [0, 1, 1]], [[-2, -2, 2], [1, 1, -1], [0, 0, 0]]),
    ([[1, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
]


@pytest.mark.parametrize(("x", "expected"), SINGULAR, ids=str)
def test_determinants_have_gradients_at_singular_matrices(x: Any, expected: Any) -> None:
    np.testing.assert_allclose(gradient_of("det(x)", x=x), expected, atol=1e-14)


def test_singular_matrices_have_no_inverse_and_no_warning() -> None:
    batch = [[[1, 2], [2, 4]], [[1, 0], [0, 2]]]
    found = value_of("inv(x)", x=batch)
    assert np.all(np.isnan(found[0]))
    np.testing.assert_array_equal(found[1], [[1, 0], [0, 0.5]])
    assert np.all(np.isnan(value_of("solve(x, [1, 1])", x=batch)[0]))
    assert np.isnan(value_of("logdet(x)", x=[[0, 1], [1, 0]]))
    for name, x, holds in (
        ("inv", [[1, 2], [2, 4]], False),
        ("inv", 1e-200 * np.eye(2), True),
        ("logdet", [[0, 1], [1, 0]], False),
        ("logdet", 1e-200 * np.eye(2), True),
    ):
        domain = OPS[name].domain
        assert domain is not None
        ((quantity, relation, _),) = domain(NumpyNamespace(), np.array(x, float))
        assert (quantity != 0 if relation == "!=" else quantity > 0) == holds


@pytest.mark.parametrize("args", [(4,), (1, 4), (0, 1, 0.1), (2, -1, -0.75), (3, 1), (1, 2, 0.25)])
def test_arange_is_numpys(args: tuple[float, ...]) -> None:
    names = ("start", "stop", "step")
    exact = dict(zip(names, (Fraction(str(a)) for a in args), strict=False))
    params = settled("arange", **exact)
    assert OPS["arange"].shape is not None
    expected = np.arange(*args)
    assert OPS["arange"].shape(**params) == expected.shape
    found = NumpyNamespace().arange(**{name: float(value) for name, value in params.items()})
    np.testing.assert_allclose(found, expected, rtol=1e-15, atol=1e-16)


def test_random_values_repeat_with_their_seed() -> None:
    def drawn(text: str) -> Any:
        return evaluate([build(parse(Source(text)), values=True).output], {})[0]

    np.testing.assert_array_equal(drawn("randn(5, 3)"), drawn("randn((5, 3))"))
    assert drawn("rand(2, 3)").shape == (2, 3)
    assert not np.array_equal(drawn("randn(5, seed=1)"), drawn("randn(5, seed=2)"))


@pytest.mark.parametrize("y", [0.0, 1.0, 0.3])
@pytest.mark.parametrize("x", [-1e308, -1000.0, -40.0, 0.5, 40.0, 1000.0, 1e308])
def test_logistic_loss_keeps_its_digits(x: float, y: float) -> None:
    with mpmath.workdps(60):
        u, v = mpmath.mpf(x), mpmath.mpf(y)
        tail = mpmath.exp(-abs(u)) if abs(x) < 1e6 else mpmath.mpf(0)
        exact = max(u, 0) - u * v + mpmath.log1p(tail)
        sigmoid = 1 / (1 + tail) if x >= 0 else tail / (1 + tail)
        slope = sigmoid - v if y != 1 else -(tail if x >= 0 else 1) / (1 + tail)
    text = "bce_with_logits(x, y)"
    assert float(value_of(text, x=x, y=y)) == pytest.approx(float(exact), rel=1e-14, abs=1e-320)
    found = gradient_of(text, x=x, y=y)
    assert float(found) == pytest.approx(float(slope), rel=1e-14, abs=1e-320)
    assert float(gradient_of(text, wrt="y", x=x, y=y)) == -x


SCORES = [[40, 0, -3], [1000, -1000, 0], [0, 1000, 0.5], [-800, -801, 5]]


@pytest.mark.parametrize("x", SCORES, ids=str)
@pytest.mark.parametrize("k", [0, 1, 2])
def test_cross_entropy_keeps_its_digits(x: list[float], k: int) -> None:
    with mpmath.workdps(1000):
        total = exact_logsumexp(x)
        exact = total - x[k]
        chances = [mpmath.exp(e - total) for e in x]
        slopes = [float(p - (i == k)) for i, p in enumerate(chances)]
    one = np.eye(3)[k]
    for target in (k, one):
        found = float(value_of("cross_entropy(x, t)", x=x, t=target))
        assert found == pytest.approx(float(exact), rel=1e-14, abs=1e-320)
        np.testing.assert_allclose(
            gradient_of("cross_entropy(x, t)", x=x, t=target), slopes, rtol=1e-13, atol=1e-320
        )


def test_class_losses_reach_the_ends_of_the_range() -> None:
    for target in (0, [1, 0]):
        assert value_of("cross_entropy(x, t)", x=[1e308, -1e307], t=target) == 0
        gradient = gradient_of("cross_entropy(x, t)", x=[1e308, -1e307], t=target)
        np.testing.assert_array_equal(gradient, [0, 0])
    assert value_of("cross_entropy(x, t)", x=[2.0, -np.inf], t=[1, 0]) == 0
    assert value_of("huber_loss(x, 0)", x=1e300) == 1e300


def test_class_indices_outside_are_outside_the_domain() -> None:
    domain = OPS["cross_entropy"].domain
    assert domain is not None
    entries = domain(NumpyNamespace(), np.zeros((3, 4)), np.array([0.0, 3.0, 4.0]))
    inside = np.all([quantity > 0 for quantity, _, _ in entries], axis=0)
    np.testing.assert_array_equal(inside, [True, True, False])


@pytest.mark.parametrize("op", ROWS, ids=[op.name for op in ROWS])
def test_misuse_names_the_operator_and_the_shapes(op: Op) -> None:
    for misuse in op.errors:
        with pytest.raises(SymgradError) as caught:
            build(parse(Source(misuse.text)), misuse.shapes)
        assert caught.value.code == misuse.code, misuse.text
        assert caught.value.help
        if isinstance(caught.value, ShapeError) and misuse.shapes:
            message = caught.value.message
            typed = misuse.text[misuse.text.rfind(" (") + 1 : -1]
            shapes = [*map(str, misuse.shapes.values()), typed]
            assert any(shape in message for shape in shapes), message


def test_orders_that_need_singular_values_say_so() -> None:
    with pytest.raises(InputError, match="singular values"):
        settled("norm", (2, 3), ord=Fraction(2))
