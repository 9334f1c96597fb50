"""Rows that move entries, sort them, or pile them up, against NumPy and against sums by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np
import pytest
from symgrad_cli.main import main

import symgrad as sg
from symgrad.errors import InputError
from symgrad.graph.build import build
from symgrad.graph.node import Node
from symgrad.language.parser import parse
from symgrad.numeric.bound import bounded
from symgrad.numeric.moving import places
from symgrad.source import Source
from tests.test_ops_arrays import gradient_of, value_of

RNG = np.random.default_rng(3)
S, V, M, C = (RNG.normal(size=shape) for shape in ((), (5,), (3, 4), (2, 3, 2)))
ONE, NONE = RNG.normal(size=(1, 3)), np.zeros((0, 3))
# The operand of a call, the call of NumPy that it must equal, and the call as typed.
Same = tuple[Any, Callable[[Any], Any], str]

FORMS: list[Same] = [
    (V, lambda x: np.roll(x, 2), "roll(x, 2)"),
    (V, lambda x: np.roll(x, -7), "roll(x, shift=-7)"),
    (V, lambda x: np.roll(x, (1, 3)), "roll(x, (1, 3))"),
    (S, lambda x: np.roll(x, 1), "roll(x, 1)"),
    (M, lambda x: np.roll(x, 5), "x.roll(5)"),
    (M, lambda x: np.roll(x, 1, -1), "roll(x, 1, -1)"),
    (M, lambda x: np.roll(x, 1, (0, 1)), "roll(x, 1, axis=(0, 1))"),
    (M, lambda x: np.roll(x, (1, 2), (0, 0)), "roll(x, (1, 2), axis=(0, 0))"),
    (C, lambda x: np.roll(x, (1, -2), (0, -2)), "roll(x, (1, -2), (0, -2))"),
    (NONE, lambda x: np.roll(x, 1, 0), "roll(x, 1, axis=0)"),
    (V, lambda x: np.repeat(x, 2), "repeat(x, 2)"),
    (S, lambda x: np.repeat(x, 3), "repeat(x, 3)"),
    (M, lambda x: np.repeat(x, 2), "repeat(x, repeats=2)"),
    (M, lambda x: np.repeat(x, 2, -1), "repeat(x, 2, -1)"),
    (M, lambda x: np.repeat(x, 0, 0), "repeat(x, 0, axis=0)"),
    (C, lambda x: np.repeat(x, 3, 1), "x.repeat(3, axis=1)"),
    (V, lambda x: np.tile(x, 2), "tile(x, 2)"),
    (V, lambda x: np.tile(x, (2, 3)), "tile(x, (2, 3))"),
    (S, lambda x: np.tile(x, (2, 1, 2)), "tile(x, (2, 1, 2))"),
    (M, lambda x: np.tile(x, 2), "tile(x, [2])"),
    (C, lambda x: np.tile(x, (2, 1)), "tile(x, reps=(2, 1))"),
    (C, lambda x: np.tile(x, ()), "tile(x, ())"),
    (V, lambda x: np.pad(x, 2), "pad(x, 2)"),
    (V, lambda x: np.pad(x, (1, 3), constant_values=2.5), "pad(x, (1, 3), constant_values=2.5)"),
    (V, lambda x: np.pad(x, ((1, 3),), "edge"), 'pad(x, ((1, 3),), "edge")'),
    (V, lambda x: np.pad(x, (4, 2), "reflect"), 'pad(x, (4, 2), "reflect")'),
    (V, lambda x: np.pad(x, (5, 1), "symmetric"), 'pad(x, (5, 1), mode="symmetric")'),
    (V, lambda x: np.pad(x, (5, 4), "wrap"), 'pad(x, (5, 4), "wrap")'),
    (M, lambda x: np.pad(x, ((1,), (2,))), "pad(x, ((1,), (2,)))"),
    (M, lambda x: np.pad(x, ((0, 1), (2, 0)), "reflect"), 'pad(x, ((0, 1), (2, 0)), "reflect")'),
    (M, lambda x: np.pad(x, 1, "wrap"), 'pad(x, 1, "wrap")'),
    (C, lambda x: np.pad(x, 1, "symmetric"), 'pad(x, 1, "symmetric")'),
    (
        C,
        lambda x: np.pad(x, ((0, 0), (2, 1), (1, 1)), "edge"),
        'x.pad([[0, 0], [2, 1], [1, 1]], "edge")',
    ),
    (S, lambda x: np.pad(x, 2), "pad(x, 2)"),
    (NONE, lambda x: np.pad(x, 1, constant_values=3), "pad(x, 1, constant_values=3)"),
    (V, np.cumsum, "cumsum(x)"),
    (S, np.cumsum, "cumsum(x)"),
    (M, np.cumsum, "cumsum(x)"),
    (M, lambda x: np.cumsum(x, -2), "cumsum(x, -2)"),
    (C, lambda x: np.cumsum(x, 1), "x.cumsum(axis=1)"),
    (NONE, lambda x: np.cumsum(x, 0), "cumsum(x, 0)"),
    (V, lambda x: np.stack((x, 2 * x), -1), "stack((x, 2*x), axis=-1)"),
    (M, lambda x: np.concatenate((x, x), None), "concatenate((x, x), axis=None)"),
    (M, lambda x: np.concatenate((x, x), -1), "concatenate((x, x), -1)"),
    (C, lambda x: np.flip(x, (0, -1)), "flip(x, (0, -1))"),
    (C, lambda x: np.swapaxes(x, -1, 0), "swapaxes(x, -1, 0)"),
    (C, lambda x: np.moveaxis(x, (0, -1), (-1, 0)), "moveaxis(x, (0, -1), (-1, 0))"),
    (C, lambda x: np.diagonal(x, 1, -1, 1), "diagonal(x, 1, -1, 1)"),
    (ONE, lambda x: np.squeeze(x, (-2,)), "squeeze(x, (-2,))"),
    (V, lambda x: np.expand_dims(x, (-1, 0)), "expand_dims(x, (-1, 0))"),
    (ONE, lambda x: np.broadcast_to(x, (2, 4, 3)), "broadcast_to(x, (2, 4, 3))"),
    (C, lambda x: np.reshape(x, (-1, 4)), "reshape(x, (-1, 4))"),
    (M, lambda x: np.take(x, [3, 0, -1]), "take(x, [3, 0, -1])"),
    (M, lambda x: np.take(x, -2, 0), "take(x, -2, 0)"),
    (M, lambda x: np.take(x, [[1, 1], [0, 3]], 1), "take(x, [[1, 1], [0, 3]], axis=1)"),
    (C, lambda x: np.take(x, [2, 2, 0], -2), "take(x, [2, 2, 0], axis=-2)"),
    (S, lambda x: np.take(x, [0, 0]), "take(x, [0, 0])"),
    (ONE, lambda x: x[:, [2, 0]], "take_along_axis(x, [[2, 0]])"),
]
CURVED: list[Same] = [
    (M, lambda x: np.take_along_axis(x, np.argsort(x), 1), "take_along_axis(x, argsort(x))"),
    (V, np.cumprod, "cumprod(x)"),
    (M, np.cumprod, "cumprod(x, axis=None)"),
    (C, lambda x: np.cumprod(x, -2), "cumprod(x, axis=-2)"),
    (V, np.sort, "sort(x)"),
    (M, lambda x: np.sort(x, None), "sort(x, axis=None)"),
    (M, lambda x: np.sort(x, 0), "sort(x, 0)"),
    (C, lambda x: np.sort(x, -2), "x.sort(axis=-2)"),
    (V, np.argsort, "argsort(x)"),
    (M, lambda x: np.argsort(x, None), "argsort(x, None)"),
    (C, lambda x: np.argsort(x, 1), "argsort(x, axis=1)"),
]

TEXTS = [text for _, _, text in FORMS + CURVED]


@pytest.mark.parametrize(("x", "numpy", "text"), FORMS + CURVED, ids=TEXTS)
def test_value_is_that_of_numpy(x: Any, numpy: Callable[[Any], Any], text: str) -> None:
    np.testing.assert_array_equal(value_of(text, x=x), numpy(x))


@pytest.mark.parametrize(("x", "numpy", "text"), FORMS, ids=TEXTS[: len(FORMS)])
def test_gradient_is_the_transposed_map(x: Any, numpy: Callable[[Any], Any], text: str) -> None:
    """Every column of the matrix of the map, taken from NumPy, times the cotangent."""
    v = RNG.normal(size=numpy(x).shape)
    start = numpy(np.zeros_like(x))
    columns = np.eye(x.size).reshape(x.size, *x.shape)
    expected = [np.sum(v * (numpy(column) - start)) for column in columns]
    found = gradient_of(f"sum(({text})*v)", x=x, v=v)
    np.testing.assert_allclose(found, np.reshape(expected, x.shape), rtol=1e-14, atol=1e-14)
    if x.size:
        assert sg.grad(text, {"x": x}, cotangent=v).verdict.status == "agree"


CALLS = [(x, text) for x, _, text in FORMS + CURVED if np.size(x)]


@pytest.mark.parametrize(("x", "text"), CALLS, ids=[text for _, text in CALLS])
def test_jacobian_and_second_derivative_have_two_witnesses(x: Any, text: str) -> None:
    assert sg.jacobian(text, {"x": x}).verdict.status == "agree"
    assert sg.hessian(f"sum(({text})**3)", {"x": x}).verdict.status == "agree"


CLOSED = [
    ("sum(roll(x, 1)*y)", "x:n, y:n", "x", "roll(y, -1)"),
    ("sum(roll(X, (1, -2), axis=(0, 1))*Y)", "X:m,n Y:m,n", "X", "roll(Y, (-1, 2), axis=(0, 1))"),
    ("sum(roll(roll(x, 1), 2)*y)", "x:n, y:n", "x", "roll(y, -3)"),
    ("sum(cumsum(x)*y)", "x:n, y:n", "x", "cumsum(y[::-1])[::-1]"),
    ("sum(cumsum(X, axis=1)*Y)", "X:m,n Y:m,n", "X", "cumsum(Y[:, ::-1], axis=1)[:, ::-1]"),
    ("sum(pad(x, 1)*y)", "x:3, y:5", "x", "y[1:4]"),
    ("sum(pad(x, 1)**2)", "x:n", "x", "2*x"),
    ("sum(pad(x, 1, constant_values=2)**3)", "x:n", "x", "3*x**2"),
    ("sum(pad(x, (1, 0))*y)", "x:2, y:3", "y", "pad(x, (1, 0))"),
    ("sum(repeat(x, 2)*y)", "x:3, y:6", "y", "repeat(x, 2)"),
    ("sum(repeat(x, 2)*y)", "x:3, y:6", "x", "sum(reshape(y, (3, 2)), axis=1)"),
    ("sum(tile(x, 2)*y)", "x:3, y:6", "x", "sum(reshape(y, (2, 3)), axis=0)"),
    ("sum(tile(X, (2, 3))**2)", "X:m,n", "X", "12*X"),
    ("sum(flip(x)*y)", "x:n, y:n", "x", "y[::-1]"),
    ("sum(sort(x)*y)", "x:n, y:n", "x", "index_add(y, argsort(x), n)"),
    ("sum(take(x, k)*y)", "x:n, y:m, k:m", "x", "index_add(y, k, n)"),
    ("sum(take(x, [0, -1])*y)", "x:4, y:2", "x", "index_add(y, [0, 3], 4)"),
    ("sum(take(x, [-3, 1])*y)", "x:4, y:2", "x", "index_add(y, [1, 1], 4)"),
    ("take(x, -1)*y", "x:4", "x", "index_add(y, 3, 4)"),
    ("sum(take(x, argsort(y)))", "x:n, y:n", "y", "zeros(n)"),
    (
        "sum(cumprod(x)*y)",
        "x:3, y:3",
        "x",
        "recurrence(pad(x[1:], (0, 1)), y, reverse=true)"
        "*pad(cumprod(x)[:2], (1, 0), constant_values=1)",
    ),
]


def declared(text: str) -> dict[str, tuple[int | str, ...]]:
    """Return shapes as they are declared on the command line."""
    found = {}
    for part in text.replace(", ", " ").split():
        name, _, sizes = part.partition(":")
        dims = (int(size) if size.isdigit() else size for size in sizes.split(","))
        found[name] = tuple(dims)
    return found


@pytest.mark.parametrize(("text", "shapes", "wrt", "expected"), CLOSED)
def test_closed_form(text: str, shapes: str, wrt: str, expected: str) -> None:
    report = sg.grad(text, shapes=declared(shapes), wrt=wrt)
    assert f"∂f/∂{wrt} = {expected}\n" in str(report).replace(";", "\n")
    assert report.verdict.status == "agree"


@pytest.mark.parametrize("x", [[2.0, -1.5, 3.0, 0.5], [2, 0, -3, 0.5], [0, 2, 0, 5], [0, 0, 0, 1]])
def test_cumprod_has_its_gradient_at_zeros(x: list[float]) -> None:
    v = [1.0, -2.0, 0.5, 3.0]
    expected = [
        sum(v[k] * prod(x[j] for j in range(k + 1) if j != i) for k in range(i, len(x)))
        for i in range(len(x))
    ]
    np.testing.assert_array_equal(gradient_of("sum(cumprod(x)*v)", x=x, v=v), expected)
    assert sg.grad("sum(cumprod(x)*v)", {"x": x, "v": v}).verdict.status == "agree"


@pytest.mark.parametrize("x", [[2.0, -1.5, 3.0, 0.5], [2, 0, -3, 0.5], [0, 2, 0, 5], [0, 0, 0, 1]])
def test_cumprod_has_its_second_derivative_at_zeros(x: list[float]) -> None:
    """Of a sum of products of distinct variables: leave two of them out."""
    v, w = [1.0, -2.0, 0.5, 3.0], [2.0, 1.0, -1.0, 4.0]
    slope = "pad(cumprod(x)[:3], (1, 0), constant_values=1)"
    text = f"sum(w*{slope}*recurrence(pad(x[1:], (0, 1)), v, reverse=true))"
    places = range(len(x))
    expected = [
        sum(
            w[i] * v[k] * prod(x[m] for m in range(k + 1) if m not in (i, j))
            for i in places
            for k in range(max(i, j), len(x))
            if i != j
        )
        for j in places
    ]
    values = {"x": x, "v": v, "w": w}
    np.testing.assert_allclose(gradient_of(text, **values), expected, rtol=1e-15)
    assert sg.grad(text, values, wrt="x").verdict.status == "agree"


@pytest.mark.parametrize("spread", [0.5, 3.0])
def test_running_errors_are_bounds(spread: float) -> None:
    """The error of each entry is within its bound, and the bound is not hundreds of errors."""
    size = np.exp(spread * RNG.normal(size=(2, 200)))
    a, b = size * RNG.choice([-1, 1], size=size.shape)
    a = a / np.exp(np.mean(np.log(np.abs(a))))
    p, q = ([Fraction(float(entry)) for entry in row] for row in (a, b))
    y, ends = Fraction(0), []
    for factor, summand in zip(p, q, strict=True):
        y = factor * y + summand
        ends.append(y)
    wanted = {
        "cumsum(b)": list(accumulate(q)),
        "cumprod(a)": list(accumulate(p, lambda s, t: s * t)),
        "recurrence(a, b)": ends,
    }
    for text, true in wanted.items():
        value, bound = bound_of(text, a=a, b=b)
        wrong = [abs(Fraction(float(v)) - t) for v, t in zip(value, true, strict=True)]
        found = np.array([float(w) for w in wrong])
        assert (found <= 2.0**-53 * bound * (1 + 1e-9)).all(), text
        least = np.maximum(found, 2.0**-53 * np.abs(value))
        assert np.median(bound * 2.0**-53 / least) < 300, text


def bound_of(text: str, **values: Any) -> Any:
    """Return the value of a program with its error bound."""
    node = graph_of(text, **values)
    return bounded([node], values)[0]


def graph_of(text: str, **values: Any) -> Node:
    """Return the output of a program for arrays of these shapes."""
    used = {name: np.shape(value) for name, value in values.items() if name in text}
    return build(parse(Source(text)), used).output


def test_an_error_is_moved_along_with_its_entry() -> None:
    x = np.array([3.0, 1.0, 2.0])
    for text, order in {
        "sort(x*[0.1, 1, 1])": [0, 1, 2],
        "take(x*[0.1, 1, 1], [0, 0, 1])": [0, 0, 1],
        "roll(x*[0.1, 1, 1], 1)": [2, 0, 1],
    }.items():
        _, bound = bound_of(text, x=x)
        _, own = bound_of("x*[0.1, 1, 1]", x=x)
        np.testing.assert_array_equal(bound, np.take(own, order))
    _, bound = bound_of("argsort(x*[0.1, 1, 1])", x=x)
    assert not np.any(bound)


# -- indices ------------------------------------------------------------------

WRONG = [
    ("sum(take(x, k))", {"x": [1, 2, 3], "k": [0, 3]}, "k[1] = 3 is an index outside -3, ..., 2"),
    ("sum(take(x, k))", {"x": [1, 2], "k": -3}, "k = -3 is an index outside -2, ..., 1"),
    ("sum(take(x, k))", {"x": [1, 2], "k": [[0, 0.5]]}, "k[0, 1] = 0.5 is an index that is not"),
    ("sum(take(x, k))", {"k": 0.5}, "k = 0.5 is an index that is not a whole number"),
    ("sum(take(x, k))", {"x": [1, 2], "k": float("nan")}, "k = nan is an index that is not"),
    ("sum(take(x, k + 1))", {"x": [1, 2], "k": 1}, "k + 1 = 2 is an index outside -2, ..., 1"),
    ("sum(take(x, [0, 7]))", {"x": [1, 2]}, "indices[1] = 7 is an index outside -2, ..., 1"),
    ("sum(index_add(x, k, 3))", {"x": [1, 2], "k": [0, 3]}, "k[1] = 3 is an index outside -3"),
    (
        "cross_entropy(x, k)",
        {"x": [[1, 2], [3, 4]], "k": [0, 0.5]},
        "cross_entropy: k[1] = 0.5 is an index that is not a whole number",
    ),
    ("nll_loss(x, k)", {"x": [1, 2], "k": 2}, "nll_loss: k = 2 is an index outside 0, ..., 1"),
    ("nll_loss(x, k)", {"x": [1, 2], "k": -1}, "nll_loss: k = -1 is an index outside 0, ..., 1"),
]


@pytest.mark.parametrize(("text", "values", "message"), WRONG)
def test_a_wrong_index_is_refused(text: str, values: dict[str, Any], message: str) -> None:
    shapes = {} if "x" in values else {"x": (3,)}
    for ask in (sg.grad, sg.evaluate) if "x" in values else (sg.grad,):
        with pytest.raises(InputError) as caught:
            ask(text, values, **({"shapes": shapes} if shapes else {}))
        assert caught.value.code == "bad-index-value"
        assert message in caught.value.message
        assert caught.value.span is not None
        assert caught.value.help


def test_probabilities_are_no_indices() -> None:
    values = {"x": [[1.0, 2.0]], "p": [[0.25, 0.75]]}
    assert sg.grad("cross_entropy(x, p)", values).verdict.status == "agree"


def test_the_command_refuses_a_wrong_index(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grad", "sum(take(x, k))", "x=[1,2,3]", "k=[0,1.5]"]) == 2
    error = capsys.readouterr().err
    assert "error[bad-index-value]: take: k[1] = 1.5" in error
    assert "             ^" in error


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("sum(take(x, k))", {"k"}),
        ("sum(take(x, k + 1))", {"k"}),
        ("sum(take(x, k)*k)", set()),
        ("sum(take(x, take(j, k)))", {"j", "k"}),
        ("sum(take(x, argsort(k)))", set()),
        ("sum(take(x, floor(k)))", set()),
        ("k", set()),
    ],
)
def test_variables_that_are_only_indices(text: str, indices: set[str]) -> None:
    used = {name: (3,) for name in "xjk" if name in text.replace("take", "")}
    graph = build(parse(Source(text)), used)
    assert graph.indices == indices


def test_indices_are_counted_from_either_end() -> None:
    found, missing = places(np.array([0.0, 2.0, -3.0, 3.0, -4.0, 0.5, np.nan]), 3)
    np.testing.assert_array_equal(found[:3], [0, 2, 0])
    np.testing.assert_array_equal(missing, [False] * 3 + [True] * 4)


def test_what_is_not_there_is_no_number() -> None:
    assert np.isnan(value_of("take(x, k)", x=[1, 2], k=[0, 2])).tolist() == [False, True]
    assert np.isnan(value_of("take(x, k, axis=0)", x=[[1, 2]], k=[0, 1])).tolist() == [
        [False, False],
        [True, True],
    ]
    assert np.isnan(value_of("index_add(x, k, 2)", x=[1, 2], k=[0, 2])).all()
    assert np.isnan(value_of("take_along_axis(x, k)", x=[1, 2], k=[5])).all()
    assert np.isnan(value_of("scatter_add(x, k, 2)", x=[1], k=[5])).all()


# -- ties ---------------------------------------------------------------------


def test_a_tie_is_a_kink_and_keeps_its_places() -> None:
    report = sg.grad("sum(sort(x)*w)", {"x": [2.0, 1.0, 2.0, 5.0], "w": [1.0, 2.0, 3.0, 4.0]})
    assert report.verdict.status == "kink"
    np.testing.assert_array_equal(report.gradients["x"], [2, 1, 3, 4])
    np.testing.assert_array_equal(
        gradient_of("sum(sort(x)*w)", x=[2, 1, 2, 5], w=[1, 2, 3, 4]), [2, 1, 3, 4]
    )


@pytest.mark.parametrize(("place", "status"), [(0, "agree"), (1, "kink"), (2, "kink")])
def test_only_the_tied_places_are_kinks(place: int, status: str) -> None:
    report = sg.grad(f"sort(x)[{place}]", {"x": [2.0, 1.0, 2.0]})
    assert report.verdict.status == status


def test_a_gap_too_small_to_square_is_no_tie() -> None:
    report = sg.grad("sum(sort(x)*w)", {"x": [0.0, 1e-200, 2e-200], "w": [1.0, 2.0, 3.0]})
    assert report.verdict.status == "agree"


def test_the_order_jumps_at_a_tie() -> None:
    values = {"x": [2.0, 1.0, 2.0], "w": [1.0, 2.0, 3.0]}
    assert sg.grad("sum(argsort(x)*w)", values).verdict.status == "undefined"
    assert sg.grad("sum(argsort(x)*w)", {**values, "x": [2.0, 1.0, 3.0]}).verdict.status == "agree"


# -- the command ----------------------------------------------------------------

COMMANDS = [
    (("sum(roll(x,1)*y)", "x:3", "y:3"), "∂f/∂x = roll(y, -1)"),
    (("sum(cumprod(x))", "x=[2,0,3]"), "agree  3 of 3 entries"),
    (("sum(pad(x,((1,0),(0,2)))**2)", "x=[[1,2],[3,4]]"), "∂f/∂x = 2*x"),
    (("sum(take(x,argsort(y))*z)", "x=[1,2]", "y=[2,1]", "z=[3,4]"), "∂f/∂y = zeros(2)"),
    (("sort(x)[1]", "x=[3,1,2]"), "∂f/∂x = index_add(scatter(1, [1], 3), argsort(x), 3)"),
    (("sum(x.repeat(2)*x.tile(2))", "x=[3,1,2]"), "agree  3 of 3 entries"),
]


@pytest.mark.parametrize(("words", "line"), COMMANDS)
def test_command(words: tuple[str, ...], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grad", *words]) == 0
    out = capsys.readouterr().out
    assert line in out
    assert "agree" in out
