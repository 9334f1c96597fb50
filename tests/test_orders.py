"""Jacobians and Hessians of three and four axes, sizes named: the closed form, and as a matrix."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import ArgumentError, CotangentError
from symgrad.numeric.evaluate import evaluate
from symgrad.question import reread
from symgrad.symbolic.chains import chain
from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.derivation import derive_hessian, derive_jacobian
from tests.corpora.orders import ORDERS, Higher

BINDINGS = (
    {"m": 3, "n": 2, "p": 4, "q": 5, "k": 6},
    {"m": 5, "n": 3, "p": 2, "q": 4, "k": 6},
)
CASES = [pytest.param(each, id=f"{each.kind} {each.text} {each.wrt}") for each in ORDERS]
Array = Any


def shapes_of(case: Higher) -> dict[str, tuple[str, ...]]:
    pairs = (word.split(":") for word in case.shapes.split())
    return {name: tuple(dims.split(",")) for name, dims in pairs}


@cache
def derived(case: Higher) -> Derivation:
    graph = sg.parse(case.text, shapes=shapes_of(case))
    if case.kind == "jacobian":
        return derive_jacobian(graph, [case.wrt])[case.wrt]
    names = case.wrt.split(",")
    return derive_hessian(graph, list(dict.fromkeys(names)))[names[0], names[-1]]


def point_of(case: Higher, sizes: dict[str, int]) -> dict[str, Array]:
    """Draw values; square matrices are positive definite and not symmetric."""
    rng = np.random.default_rng(zlib.crc32(case.text.encode()))
    values = {}
    for name, dims in shapes_of(case).items():
        value = rng.normal(size=[sizes[dim] for dim in dims])
        if len(dims) == 2 and dims[0] == dims[1]:
            value = value @ value.T + np.eye(len(value)) + 0.1 * value
        values[name] = value
    return values


def numbers(case: Higher, values: dict[str, Array]) -> Array:
    """Return what the numeric wing says, without any closed form."""
    names = case.wrt.split(",")
    if case.kind == "jacobian":
        return sg.jacobian(case.text, values, wrt=names, check=False).jacobians[case.wrt]
    return sg.hessian(case.text, values, wrt=names, check=False).hessians[names[0], names[-1]]


def valued(text: str, case: Higher, values: dict[str, Array]) -> Array:
    """Parse a printed text and compute it."""
    named = sg.parse(case.text, shapes=shapes_of(case))
    sized = sg.parse(case.text, shapes={name: value.shape for name, value in values.items()})
    (found,) = evaluate([reread(text, named, sized).output], values)
    return np.asarray(found)


@pytest.mark.parametrize("sizes", BINDINGS)
@pytest.mark.parametrize("case", CASES)
def test_the_closed_form_is_right(case: Higher, sizes: dict[str, int]) -> None:
    values = point_of(case, sizes)
    expected = numbers(case, values)
    assert expected.ndim > 2
    found = valued(derived(case).text, case, values)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


@pytest.mark.parametrize("sizes", BINDINGS)
@pytest.mark.parametrize("case", CASES)
def test_the_matrix_is_the_closed_form_ravelled(case: Higher, sizes: dict[str, int]) -> None:
    text = derived(case).kronecker
    assert (text is None) == case.formless
    if text is not None:
        values = point_of(case, sizes)
        expected = numbers(case, values)
        columns = values[case.wrt.split(",")[-1]].size
        found = valued(text, case, values)
        assert found.shape == (expected.size // columns, columns)
        atol = 1e-9 * np.abs(expected).max()
        np.testing.assert_allclose(found, expected.reshape(found.shape), rtol=1e-9, atol=atol)


@pytest.mark.parametrize("case", [case for case in ORDERS if case.matrix])
def test_the_matrix_is_written_as_a_person_would(case: Higher) -> None:
    text = derived(case).kronecker
    assert text is not None
    *_, last = text.split("; ")
    assert last == case.matrix


def test_most_have_a_matrix_and_all_are_einsums() -> None:
    with_matrix = [case for case in ORDERS if derived(case).kronecker is not None]
    assert len(ORDERS) >= 90
    assert len(with_matrix) >= len(ORDERS) - 2
    odd = [case.text for case in ORDERS if "[:, None, " in derived(case).text]
    assert odd == ["det(X)"]


@pytest.mark.parametrize(
    ("text", "shapes", "expected"),
    [
        ("A@X@B", {"A": ("m", "n"), "X": ("n", "p"), "B": ("p", "q")},
         'einsum("ik,lj->ijkl", A, B)'),
        ("X.T@X", {"X": ("m", "n")},
         'einsum("il,kj->ijkl", eye(n), X) + einsum("ki,jl->ijkl", X, eye(n))'),
        ("softmax(X)", {"X": ("m", "n")},
         'einsum("ij,ik,jl->ijkl", softmax(X), eye(m), eye(n))'
         ' - einsum("ij,ik,kl->ijkl", softmax(X), eye(m), softmax(X))'),
        ("X - mean(X, axis=0)", {"X": ("m", "n")},
         'einsum("ik,jl->ijkl", eye(m) - 1/m, eye(n))'),
        ("kron(A, X)", {"A": ("m", "n"), "X": ("p", "q")},
         'reshape(einsum("ik,jm,ln->ijklmn", A, eye(p), eye(q)), (m*p, n*q, p, q))'),
    ],
)  # fmt: skip
def test_the_einsum_names_the_axes_in_order(
    text: str, shapes: dict[str, tuple[str, ...]], expected: str
) -> None:
    assert sg.jacobian(text, wrt="X", shapes=shapes).formulas["X"] == expected


def test_the_commutation_matrix_gets_a_name_that_is_free() -> None:
    """Where a variable is called K, it is K1."""
    report = sg.jacobian("K.T @ K", shapes={"K": ("m", "n")})
    names = [binding.split(" = ")[0] for binding in report.kronecker["K"].split("; ")[:-1]]
    assert names == ["K1"]


def test_what_has_no_third_axis_has_no_matrix() -> None:
    shapes = {"A": ("m", "n"), "x": ("n",)}
    report = sg.jacobian("A @ exp(x)", wrt=["x", "A"], shapes=shapes)
    assert list(report.kronecker) == ["A"]
    assert sg.grad("sum(X**2)", shapes={"X": ("m", "n", "p")}).kronecker == {}


def test_the_page_says_what_rows_and_columns_are() -> None:
    report = sg.jacobian("X.T", shapes={"X": ("m", "n")})
    lines = str(report).splitlines()
    matrix = next(k for k, line in enumerate(lines) if "as a matrix" in line)
    assert lines[matrix].startswith("  as a matrix (m*n x m*n, row-major): ")
    assert lines[matrix + 1] == "    rows f ravelled, columns X ravelled"


def test_second_derivatives_by_name() -> None:
    shapes = {"X": ("m", "n"), "A": ("m", "m")}
    found = sg.derive("trace(X.T @ A @ X)", "X", shapes=shapes, order=2)
    assert str(found) == 'einsum("ik,jl->ijkl", A + A.T, eye(n))'
    both = sg.derive("x @ A @ y", ["x", "y"], order=2,
                     shapes={"x": ("m",), "A": ("m", "n"), "y": ("n",)})  # fmt: skip
    assert isinstance(both, dict)
    assert {key: str(each) for key, each in both.items()} == {
        ("x", "x"): "zeros((m, m))", ("x", "y"): "A",
        ("y", "x"): "A.T", ("y", "y"): "zeros((n, n))",
    }  # fmt: skip


@pytest.mark.parametrize("order", [0, 3, True, "2", 1.5, None])
def test_another_order_is_refused(order: Any) -> None:
    with pytest.raises(ArgumentError, match="order is"):
        sg.derive("x**2", order=order)


def test_a_hessian_needs_one_entry() -> None:
    with pytest.raises(CotangentError, match="only an output of one entry"):
        sg.derive("x**2", "x", shapes={"x": ("n",)}, order=2)


def test_a_chain_leaves_no_index_that_a_factor_still_has() -> None:
    """Every index of the middle is summed where it is left, so all its factors come before."""
    found = chain(["mi", "mk", "ml", "jl"], "ij", "kl")
    assert found is not None
    assert len(found[0]) == 3
    twice = ["im", "jm", "mk", "ml", "in", "jn", "nk", "nl"]
    assert chain(twice[:4], "ij", "kl") is not None
    assert chain(twice, "ij", "kl") is None
