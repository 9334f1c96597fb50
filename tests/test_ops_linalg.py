"""Linear algebra against NumPy, SciPy, exact arithmetic and formulas derived by hand."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from scipy import linalg

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.rebuild import bind_sizes
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.numeric.einsum import einsum
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.dims import named
from symgrad.ops.subscripts import canonical
from symgrad.source import Source
from symgrad.symbolic.derivation import derive

RNG = np.random.default_rng(20)
BATCH = RNG.normal(size=(2, 3, 4, 4)) + 3 * np.eye(4)
TALL = RNG.normal(size=(2, 5, 3))


def value(text: str, **values: Any) -> Any:
    """Return the value of a program in float64."""
    shapes = {name: np.shape(each) for name, each in values.items()}
    arrays = {name: np.asarray(each, dtype=float) for name, each in values.items()}
    return evaluate([build(parse(Source(text)), shapes).output], arrays)[0]


def slope(text: str, **values: Any) -> Any:
    """Return the gradient by x, after the two wings agreed on it."""
    result = sg.grad(text, {n: np.asarray(v, float) for n, v in values.items()}, wrt=["x"])
    assert status(result) == "agree", result
    return result.gradients["x"]


def status(result: Any) -> str:
    """Return the status of a verdict."""
    return str(result.verdict.status)


def spd(x: Any) -> Any:
    return x @ np.swapaxes(x, -1, -2) + np.eye(x.shape[-1])


def hilbert(n: int) -> Any:
    return 1 / (np.add.outer(np.arange(n), np.arange(n)) + 1.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cholesky(x @ x.T + eye(4))", np.linalg.cholesky(spd(BATCH))),
        ("pinv(x)", np.linalg.pinv(BATCH)),
        ("expm(x/4)", linalg.expm(BATCH / 4)),
        ("matrix_power(x, 0)", np.broadcast_to(np.eye(4), BATCH.shape)),
        ("matrix_power(x, 5)", np.linalg.matrix_power(BATCH, 5)),
        ("matrix_power(x, -3)", np.linalg.matrix_power(BATCH, -3)),
        ("inv(x)", np.linalg.inv(BATCH)),
        ("det(x)", np.linalg.det(BATCH)),
        ("solve(x, x.T)", np.linalg.solve(BATCH, np.swapaxes(BATCH, -1, -2))),
        ("tril(x, 1)", np.tril(BATCH, 1)),
        ("triu(x, -1)", np.triu(BATCH, -1)),
        ("trace(x)", np.trace(BATCH[:, :, :2, :3][:, :2])),
        ("trace(x, 1, 2, 3)", np.trace(BATCH, 1, 2, 3)),
        ("trace(x, axis1=-1, axis2=-2)", np.trace(BATCH, axis1=-1, axis2=-2)),
        ("diagonal(x, -1, 3, 0)", np.diagonal(BATCH, -1, 3, 0)),
        ("diagonal(x)", np.diagonal(BATCH)),
        ("cross(x[..., :3], x[..., 1:])", np.cross(BATCH[..., :3], BATCH[..., 1:])),
        (
            "cross(x[..., :3, :], x[..., 1:, :], axis=-2)",
            np.cross(BATCH[..., :3, :], BATCH[..., 1:, :], axis=-2),
        ),
        ("kron(x[0, 0], x[0, 1, :2])", np.kron(BATCH[0, 0], BATCH[0, 1, :2])),
    ],
)
def test_values_are_those_of_numpy_and_scipy(text: str, expected: Any) -> None:
    x = BATCH[:, :2] if text == "trace(x)" else BATCH
    expected = np.trace(x) if text == "trace(x)" else expected
    np.testing.assert_allclose(value(text, x=x), expected, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("x", [TALL, np.swapaxes(TALL, -1, -2), TALL[0], TALL[:0]])
def test_pinv_of_rectangles(x: Any) -> None:
    np.testing.assert_allclose(value("pinv(x)", x=x), np.linalg.pinv(x), atol=1e-13)


@pytest.mark.parametrize("name", ["cholesky", "pinv", "expm", "inv", "det", "logdet", "cofactor"])
def test_nothing_is_a_matrix_too(name: str) -> None:
    full = ((0, 0), (0, 2, 2), (2, 0, 0))
    for shape in full:
        found = value(f"{name}(x)", x=np.zeros(shape))
        assert found.shape == (shape[:-2] if name in ("det", "logdet") else shape)
    if name in ("det", "logdet"):
        np.testing.assert_array_equal(value(f"{name}(x)", x=np.zeros((2, 0, 0))), name == "det")


def test_cholesky_by_hand() -> None:
    # y = [[sqrt(a), 0], [b/sqrt(a), sqrt(c - b**2/a)]] with b the mean of both corners.
    a, b, c = 4.0, 1.5, 3.0
    x = [[a, 1.0], [2.0, c]]
    low = np.sqrt(c - b * b / a)
    np.testing.assert_allclose(value("cholesky(x)", x=x), [[2, 0], [0.75, low]], rtol=1e-15)
    corner = slope("cholesky(x)[1, 1]", x=x)
    expected = np.array([[b * b / a**2, -b / a], [-b / a, 1]]) / (2 * low)
    np.testing.assert_allclose(corner, expected, rtol=1e-14)


def test_expm_by_hand() -> None:
    t = 0.7
    turn = value("expm(x)", x=[[0, -t], [t, 0]])
    expected = [[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]
    np.testing.assert_allclose(turn, expected, rtol=1e-15)
    # d trace(expm(x)) = trace(expm(x) dx), whatever x is.
    x = BATCH[0, 0] / 4
    np.testing.assert_allclose(slope("trace(expm(x))", x=x), linalg.expm(x).T, rtol=1e-13)


def test_a_large_factor_costs_the_slope_of_expm_no_digits() -> None:
    x = BATCH[0, 0] / 4
    for factor in (1e200, 1e-200):
        found = slope("c*trace(expm(x))", x=x, c=factor)
        np.testing.assert_allclose(found, factor * linalg.expm(x).T, rtol=1e-13)


def test_expm_to_many_digits() -> None:
    x = BATCH[0, 1] / 2
    with mpmath.workdps(40):
        expected = np.array(mpmath.expm(mpmath.matrix(x.tolist())).tolist(), dtype=float)
    np.testing.assert_allclose(value("expm(x)", x=x), expected, rtol=1e-13)


def test_expm_frechet_is_the_derivative_of_expm() -> None:
    x, e = BATCH[0, 0] / 4, BATCH[0, 1] / 4
    expected = linalg.expm_frechet(x, e, compute_expm=False, method="blockEnlarge")
    np.testing.assert_allclose(value("expm_frechet(x, e)", x=x, e=e), expected, rtol=1e-13)


def test_pinv_by_hand() -> None:
    # Of a column v: y = v.T/|v|**2, so that d(y @ w) = (w - 2*y_w*v)/|v|**2.
    v, w = np.array([[1.0], [2.0], [-0.5]]), np.array([0.3, -1.0, 2.0])
    size = float(np.sum(v * v))
    expected = (w[:, None] - 2 * v * float(w @ v[:, 0]) / size) / size
    np.testing.assert_allclose(slope("sum(pinv(x) @ w)", x=v, w=w), expected, rtol=1e-14)


def test_matrix_power_by_hand() -> None:
    # d trace(x**n) = n*trace(x**(n - 1) dx), also for n below 0.
    x = BATCH[0, 0]
    for n in (-3, -1, 0, 1, 2, 6):
        expected = n * np.linalg.matrix_power(x, n - 1).T
        found = slope(f"trace(matrix_power(x, {n}))", x=x)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "x", "words"),
    [
        ("sum(cholesky(x))", [[1, 2], [2, 1]], "cholesky needs a positive definite matrix"),
        ("sum(cholesky(x))", [[1, 1], [1, 1]], "cholesky needs a positive definite matrix"),
        ("sum(pinv(x))", [[1, 2], [2, 4], [3, 6]], "pinv needs a matrix of full rank"),
        ("sum(pinv(x))", [[0.1, 0.2, 0.4], [0.5, 1.0, 2.0]], "pinv needs a matrix of full rank"),
        ("sum(pinv(x))", [[1, 2], [2, 4]], "pinv needs a matrix of full rank"),
        ("sum(inv(x))", [[1, 2], [2, 4]], "the determinant is zero"),
        ("sum(inv(x))", [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "the determinant is zero"),
        ("sum(inv(x))", np.arange(25).reshape(5, 5), "the determinant is zero"),
        ("sum(matrix_power(x, -2))", [[1, 2], [2, 4]], "the determinant is zero"),
        ("sum(solve(x, x[0]))", [[1, 2], [2, 4]], "the determinant is zero"),
        ("logdet(x)", [[1, 2], [2, 1]], "logdet needs a positive determinant"),
        ("norm(x, -1)", [1, 0], "norm of a negative order needs entries other than 0"),
    ],
)
def test_outside_the_domain_the_reason_is_a_sentence(text: str, x: Any, words: str) -> None:
    verdict = sg.grad(text, {"x": np.asarray(x, float)}).verdict
    assert verdict is not None
    assert verdict.status == "undefined"
    assert verdict.reason.startswith(f"{words} in ")


@pytest.mark.parametrize("name", ["inv", "cholesky", "pinv"])
def test_one_bad_matrix_does_not_spoil_the_batch(name: str) -> None:
    bad = np.array([[1.0, 2.0], [2.0, 4.0]])
    found = value(f"{name}(x)", x=np.stack([np.eye(2), bad]))
    np.testing.assert_array_equal(found[0], np.eye(2))
    assert np.isnan(found[1]).any()


def test_badly_scaled_matrices_are_in_the_domain() -> None:
    small = np.array([1e-200, 1e200, 1e-150])
    x = np.diag(small)
    np.testing.assert_allclose(value("logdet(x)", x=x), np.sum(np.log(small)), rtol=1e-15)
    np.testing.assert_allclose(slope("logdet(x)", x=x), np.diag(1 / small), rtol=1e-15)
    np.testing.assert_allclose(slope("inv(x)[1, 1]", x=x)[1, 1], 0, atol=1e-300)
    np.testing.assert_allclose(slope("cholesky(x)[1, 1]", x=x)[1, 1], 0.5e-100, rtol=1e-14)


def test_determinants_neither_overflow_nor_vanish_on_the_way() -> None:
    for size in ([1e200, 1e200, 1e-200, 1e-150], [1e-200, 1e-200, 1e250, 1e150, 1.0]):
        exact = float(mpmath.fprod(size))
        np.testing.assert_allclose(value("det(x)", x=np.diag(size)), exact, rtol=1e-14)
        expected = np.diag([float(mpmath.fprod(size) / each) for each in size])
        np.testing.assert_allclose(slope("det(x)", x=np.diag(size)), expected, rtol=1e-14)


def test_small_whole_determinants_are_exact() -> None:
    np.testing.assert_array_equal(slope("det(x)", x=[[1, 2], [2, 4]]), [[4, -2], [-2, 1]])
    x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert value("det(x)", x=x) == 0
    expected = [[-3, 6, -3], [6, -12, 6], [-3, 6, -3]]
    np.testing.assert_array_equal(slope("det(x)", x=x), expected)
    assert not slope("det(x)", x=np.arange(36).reshape(6, 6)).any()


@pytest.mark.parametrize("n", [3, 5, 8, 10])
def test_hilbert_matrices(n: int) -> None:
    # The entries are doubles, and so is the matrix that is asked about.
    x = hilbert(n)
    with mpmath.workdps(60):
        exact = mpmath.matrix(x.tolist())
        det, inverse = mpmath.det(exact), exact**-1
        expected = np.array((det * inverse.T).tolist(), dtype=float)
    digits = 1e-9 if n == 5 else 1e-14
    np.testing.assert_allclose(value("det(x)", x=x), float(det), rtol=digits)
    np.testing.assert_allclose(slope("det(x)", x=x), expected, rtol=1e-6 if n == 5 else 1e-12)


@pytest.mark.parametrize("size", [1.0, 1e200, 1e-200, 1e-320])
@pytest.mark.parametrize("order", ["1", "2", "3", "4", "2.5", "1.5", "0.5", "-1", "-2", "inf"])
def test_norms_of_every_order_at_every_size(order: str, size: float) -> None:
    x = np.array([3.0, -1.0, 0.5]) * size
    if order == "inf":
        length, expected = np.max(np.abs(x)), np.array([1.0, 0.0, 0.0])
    else:
        p = mpmath.mpf(order)
        parts = [abs(mpmath.mpf(float(each))) for each in x]
        whole = mpmath.fsum(part**p for part in parts) ** (1 / p)
        length = float(whole)
        steep = [float((part / whole) ** (p - 1)) for part in parts]
        expected = np.array(steep) * np.sign(x)
    np.testing.assert_allclose(value(f"norm(x, {order})", x=x), length, rtol=1e-13, atol=2e-323)
    result = sg.grad(f"norm(x, {order})", {"x": x})
    np.testing.assert_allclose(result.comparisons["x"].reverse, expected, rtol=1e-13)
    if size > 1e-300:
        assert status(result) == "agree"
        np.testing.assert_allclose(result.comparisons["x"].symbolic, expected, rtol=1e-13)
    else:
        assert status(result) in ("agree", "inconclusive")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("norm(x)", "x/norm(x)"),
        ("norm(x, 4)", "(x/norm(x, 4))**3"),
        ("norm(x, 1.5)", "sign(x)*sqrt(abs(x)/norm(x, 1.5))"),
        ("norm(x, -2)", "(norm(x, -2)/x)**3"),
        ("trace(expm(x))", "expm(x).T"),
        ("sum(tril(x))", "tril(ones((n, n)))"),
    ],
)
def test_closed_forms_name_the_stable_function(text: str, form: str) -> None:
    shape = "n" if text.startswith("norm") else "n, n"
    graph = build(parse(Source(f"{text}")), {"x": sized(shape)})
    assert show(derive(graph, ["x"])["x"].graph) == form


def sized(text: str) -> Any:
    """Return a shape of size names."""
    return tuple(named(name) for name in text.split(", "))


@pytest.mark.parametrize("text", ["sum(pinv(x))", "sum(pinv(x)**3)"])
def test_pinv_has_a_closed_form_for_sizes_with_names(text: str) -> None:
    found = derive(build(parse(Source(text)), {"x": sized("m, n")}), ["x"])["x"]
    assert "pinv(x)" in found.text
    for m, n in ((4, 3), (3, 4)):
        x = RNG.normal(size=(m, n))
        (formula,) = evaluate([bind_sizes(found.graph, {"m": m, "n": n}).output], {"x": x})
        np.testing.assert_allclose(formula, slope(text, x=x), atol=1e-12)


def test_means_and_products_of_large_numbers() -> None:
    assert value("mean(x)", x=[1e308, 1.5e308]) == 1.25e308
    np.testing.assert_array_equal(slope("mean(x)", x=[1e308, 1.5e308]), [0.5, 0.5])
    x = [1e200, 1e200, 1e-200, 1e-200]
    np.testing.assert_allclose(value("prod(x)", x=x), 1, rtol=1e-15)
    np.testing.assert_allclose(slope("prod(x)", x=x), [1e-200, 1e-200, 1e200, 1e200], rtol=1e-15)
    grid = np.array([x, [0.0, 2.0, 3.0, 1e-320]])
    found = value("prod(x, axis=1, keepdims=true)", x=grid)
    np.testing.assert_allclose(found, [[1], [0]], rtol=1e-15)


NOTATIONS = [
    ("ij,jk->ik", (20, 30), (30, 40)),
    ("ij,jk", (20, 30), (30, 40)),
    ("ij,kj->ki", (20, 30), (40, 30)),
    ("ij,j->i", (60, 70), (70,)),
    ("i,ij->j", (60,), (60, 70)),
    ("bij,bjk->bik", (5, 20, 10), (5, 10, 20)),
    ("b...j,bj...->...b", (5, 8, 16), (5, 16, 8)),
    ("bqhd,bkhd->bhqk", (2, 12, 3, 8), (2, 10, 3, 8)),
    ("ii,ij->j", (40, 40), (40, 60)),
    ("iij,jk->ki", (12, 12, 20), (20, 30)),
    ("ij,k->i", (40, 60), (30,)),
    ("ij,ij->", (60, 70), (60, 70)),
    ("ij,ij->ji", (60, 70), (60, 70)),
    ("i,j->ji", (60,), (70,)),
    ("ij,jk->", (20, 30), (30, 40)),
    ("...ij,...jk", (4, 20, 10), (1, 10, 20)),
    (" i j , j k -> k i ", (20, 30), (30, 40)),
    ("ij,jj->ij", (60, 40), (40, 40)),
    ("ij,->ji", (60, 70), ()),
]


@pytest.mark.parametrize(("typed", "left", "right"), NOTATIONS)
def test_einsum_is_that_of_numpy(typed: str, left: tuple[int, ...], right: tuple[int, ...]) -> None:
    a, b = RNG.normal(size=left), RNG.normal(size=right)
    expected = np.einsum(typed.replace(" ", ""), a, b)
    found = einsum(canonical(typed, (left, right)), a, b)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        value(f'einsum("{typed}", a, b)', a=a, b=b), expected, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("order", ["2", '"nuc"', "3"])
def test_norms_that_need_singular_values_say_so(order: str) -> None:
    with pytest.raises(SymgradError, match="singular values") as caught:
        build(parse(Source(f"norm(x, {order})")), {"x": (2, 3)})
    assert caught.value.help


@pytest.mark.parametrize(
    "text",
    [
        "inv(x)", "det(x)", "logdet(x)", "cofactor(x)", "solve(x, x*x)", "cholesky(x)",
        "pinv(x)", "pinv(x[..., :1])", "pinv(x[..., :1, :])", "expm(x/4)", "expm_frechet(x/4, x)",
        "matrix_power(x, 3)", "matrix_power(x, -2)", "tril(x)", "triu(x, 1)", "trace(x, 1, 1, 2)",
        "diagonal(x, axis1=1, axis2=2)", "norm(x, 3, axis=1)",
    ],
)  # fmt: skip
def test_second_derivatives_and_jacobians_of_batches(text: str) -> None:
    x = np.array([[[2.0, -1.0], [0.5, 3.0]], [[3.0, 2.0], [-1.0, 2.5]]])
    assert status(sg.jacobian(text, {"x": x})) == "agree"
    assert status(sg.hessian(f"sum(sin({text}))", {"x": x})) == "agree"
