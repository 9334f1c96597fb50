"""The printer: minimal brackets, and the text builds the same graph again."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.node import Node, Table
from symgrad.graph.show import show, show_nodes
from symgrad.language.grammar import INFIX, PREFIX
from symgrad.language.numbers import show_number
from symgrad.language.parser import parse
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import DimLike, Shape, named
from symgrad.ops.row import REQUIRED, Op, Sample
from symgrad.ops.table import OPS
from symgrad.source import Source

M, N = named("m"), named("n")
SHAPES: dict[str, Shape] = {
    "A": (3, 3), "B": (3, 2), "C": (2, 3, 4), "v": (3,), "X": (M, N), "w": (N,), "Z": (0, 3),
}  # fmt: skip


def graph(text: str, table: Table | None = None, shapes: dict[str, Shape] = SHAPES) -> Graph:
    return build(parse(Source(text), characters=None), shapes, table=table)


def reread(node: Node, shapes: dict[str, Shape] = SHAPES) -> Node:
    """Return what the text of a node builds, in the node's own table: the node, if all is well."""
    return graph(show(node), node.table, shapes).output


PRINTED = [
    ("sum((x+2)*(x-2))", "sum((x + 2)*(x - 2))"),
    ("2*A.T@(A@v-v)", "2*A.T @ (A @ v - v)"),
    ("(x**2)/y", "x**2/y"),
    ("(-x)", "-x"),
    ("-(x*y) + (-x)*y", "-(x*y) + -x*y"),
    ("-(x**2) + (-x)**2", "-x**2 + (-x)**2"),
    ("2**(-x)", "2**-x"),
    ("(2**(-x))*y", "2**-x*y"),
    ("x^(y^2)", "x**y**2"),
    ("(x^y)^2", "(x**y)**2"),
    ("x - (y - (x - y))", "x - (y - (x - y))"),
    ("(x - y) - x", "x - y - x"),
    ("x/(y/x)", "x/(y/x)"),
    ("x + (y + x)", "x + (y + x)"),
    ("(x*y)*(x*y)", "x*y*(x*y)"),
    ("A@(A@v)", "A @ (A @ v)"),
    ("where(x>0 and (y<1), x, 0)", "where(x > 0 and y < 1, x, 0)"),
    ("where(0 < x < 1, x, 0)", "where(0 < x and x < 1, x, 0)"),
    ("where(not (x > 0 or y > 0), x, 0)", "where(not (x > 0 or y > 0), x, 0)"),
    ("where((not x > 0) and y == 1, x, 0)", "where(not x > 0 and y == 1, x, 0)"),
    ("x > 0 and (y > 0 and x < 1)", "x > 0 and (y > 0 and x < 1)"),
    ("C[0, 1:3]", "C[0, 1:]"),
    ("C[0, 0:2, :]", "C[0, :2]"),
    ("C[..., ::-1]", "C[:, :, ::-1]"),
    ("C[..., 2::-1]", "C[:, :, 2::-1]"),
    ("C[:, :, ::2]", "C[:, :, ::2]"),
    ("C[:, :, 3:0:-2]", "C[:, :, ::-2]"),
    ("C[:, 5:2]", "C[:, :0]"),
    ("v[-1]", "v[2]"),
    ("w[-1]", "w[n - 1]"),
    ("w[1:]", "w[1:]"),
    ("v[:, None]", "v[:, None]"),
    ("v[...]", "v[:]"),
    ("(x + 1)[None]", "(x + 1)[None]"),
    ("v.T", "v"),
    ("(A + A).T", "(A + A).T"),
    ("C.T", "C.T"),
    ("transpose(C)", "transpose(C)"),
    ("transpose(C, (1, 0, 2))", "transpose(C, (1, 0, 2))"),
    ("reshape(A, (9, 1))", "reshape(A, (9, 1))"),
    ("reshape(X, (-1,))", "reshape(X, m*n)"),
    ("A.sum(axis=-1)", "sum(A, axis=1)"),
    ("sum(A, axis=(0, 1))", "sum(A)"),
    ("sum(C, axis=(0, 2), keepdims=True)", "sum(C, axis=(0, 2), keepdims=true)"),
    ("softmax(A, axis=-1)", "softmax(A)"),
    ("softmax(A, axis=0)", "softmax(A, axis=0)"),
    ("concat((A, B), axis=1)", "concatenate((A, B), axis=1)"),
    ("concatenate([A])", "concatenate((A,))"),
    ('einsum("ij,jk->ik", A, B)', 'einsum("ij,jk->ik", A, B)'),
    ("scatter(v, [1, :], (2, 3))", "scatter(v, [1], (2, 3))"),
    ("scatter(B, [:, 1:3], (3, 4))", "scatter(B, [:, 1:3], (3, 4))"),
    ("expand_dims(v, 0)", "expand_dims(v, axis=0)"),
    ("leaky_relu(x, 0.1)", "leaky_relu(x, negative_slope=0.1)"),
    ("leaky_relu(x, 1/100)", "leaky_relu(x)"),
    ("norm(v, inf)", "norm(v, inf)"),
    ("norm(v, 1)", "norm(v, 1)"),
    ("[x, 1, y]", "[x, 1, y]"),
    ("[[x, 1], [2, 3]]", "[[x, 1], [2, 3]]"),
    ("[[1, 2.50], [-3, 1/3]]", "[[1, 2.5], [-3, 1/3]]"),
    ("[inf, 1]", "[inf, 1]"),
    ("stack((1, 2))", "stack((1, 2))"),
    ("stack((v, v))", "stack((v, v))"),
    ("stack((x, y), axis=-1)", "[x, y]"),
    ("zeros((0, 3)) + Z", "zeros((0, 3)) + Z"),
    ("sum(w)/n + n*m", "sum(w)/n + n*m"),
    ("ln(x)", "log(x)"),
    ("+x", "x"),
    ("π*x + 1e5 + 1e-30", "pi*x + 100000 + 1e-30"),
    ("log(exp(x))*log(exp(x))", "log(exp(x))*log(exp(x))"),
    ("a = x*x; b = a*a; b*b", "a = x*x; b = a*a; b*b"),
    ("a = x*x; a", "x*x"),
    ("a = x; b = 2; a*b", "x*2"),
    ("x = x + 1; x**2", "t0 = x + 1; t0**2"),
    ("a = 1; b = x*y; a + x", "1 + x"),
    ("t0*x + sum(exp(tanh(v))*log(1 + v))**2/(1 + sum(exp(tanh(v))*log(1 + v)))",
     "t1 = sum(exp(tanh(v))*log(1 + v)); t0*x + t1**2/(1 + t1)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_a_graph_is_printed_as_a_person_would_write_it(text: str, printed: str) -> None:
    table = Table()
    if " > 0 and (y" in text:  # a condition is no output; print it inside
        text, printed = f"where({text}, x, 0)", f"where({printed}, x, 0)"
    made = graph(text, table)
    assert show(made) == printed
    assert graph(printed, table).output is made.output


def test_a_name_is_kept_through_a_second_reading() -> None:
    text = "z = X @ w; u = z*z; sum(u/z)"
    assert show(graph(show(graph(text)))) == text


def test_a_bound_name_never_hides_an_input_or_a_size() -> None:
    made = graph("n = x + 1; t0 = n*n; v = t0 + y; v*v")
    assert show(made) == "n = x + 1; t0 = n*n; v = t0 + y; v*v"
    hidden = build(parse(Source("x = x*x; v = x*x; v*v + sum(w)/n")), {"w": (N,)})
    assert show(hidden) == "t0 = x*x; v = t0*t0; v*v + sum(w)/n"
    clash = Graph(hidden.output, names=dict.fromkeys(hidden.names, "n"))
    assert show(clash) == "t0 = x*x; t1 = t0*t0; t1*t1 + sum(w)/n"


def test_several_nodes_share_their_bindings() -> None:
    node = graph("sum(exp(tanh(v))*log(1 + v))").output
    printed = show_nodes([node * node, node + 1])
    assert printed.bindings == (("t0", "sum(exp(tanh(v))*log(1 + v))"),)
    assert printed.outputs == ("t0*t0", "t0 + 1")
    assert show([node, node * 2]) == "t0 = sum(exp(tanh(v))*log(1 + v)); t0, t0*2"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"), ("12", "12"), ("1/2", "0.5"), ("1/10000", "0.0001"), ("3/100000", "0.00003"),
        ("1e-30", "1e-30"), ("1.25e-30", "1.25e-30"), ("1e15", "1" + "0" * 15),
        ("1e22", "1e22"), ("1234567890123456789", "1234567890123456789"), ("1/3", "1/3"),
        ("12345e300", "1.2345e304"),
    ],
)  # fmt: skip
def test_numbers_are_short(value: str, text: str) -> None:
    assert show_number(Fraction(value)) == text


@given(st.integers(0, 10**40), st.integers(-300, 300))
def test_decimals_read_back_exactly(digits: int, exponent: int) -> None:
    value = Fraction(digits) * Fraction(10) ** exponent
    table = Table()
    assert reread(table.literal(value)) is table.literal(value)


@given(st.floats(0, allow_nan=False, allow_infinity=False))
def test_every_float_reads_back_exactly(value: float) -> None:
    table = Table()
    assert reread(table.number(value)) is table.number(value)


@pytest.mark.parametrize(
    "size",
    [M, M * N, 2 * M, -1 * M, -2 * M * N, M * M + M - 1, 3 * M * N - 2 * N + 7, -1 * M + N],
)
@pytest.mark.parametrize("around", [lambda s: s * 2, lambda s: 2 - s, lambda s: 2**s, lambda s: -s])
def test_sizes_read_back(size: DimLike, around: Callable[[Node], Node]) -> None:
    table = Table()
    total = table.call("sum", (table.variable("X", (M, N)),))
    node = total * around(table.number(size))
    assert reread(node) is node


CONDITIONS = ("<", "<=", ">", ">=", "==", "!=")


@pytest.mark.parametrize("inner", [*INFIX, *(f"{sign} prefix" for sign in PREFIX)])
@pytest.mark.parametrize("sign", [*INFIX, *(f"{sign} prefix" for sign in PREFIX)])
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_glyph_in_every_glyph(sign: str, inner: str, side: str) -> None:
    def written(mark: str, left: str, right: str) -> str:
        glyph, _, prefix = mark.partition(" ")
        return f"{glyph} ({right})" if prefix else f"({left}) {glyph} ({right})"

    def truth(mark: str) -> bool:
        return mark in CONDITIONS or mark.split()[0] in ("and", "or", "not")

    def wants_truth(mark: str) -> bool:
        return mark.split()[0] in ("and", "or", "not")

    leaf = "A > 0" if wants_truth(inner) else "A"
    part = written(inner, leaf, leaf)
    other = "A < 2" if wants_truth(sign) else "A"
    if wants_truth(sign) and not truth(inner):
        part = f"{part} < 1"
    if not wants_truth(sign) and truth(inner):
        part = f"where({part}, A, 1)"
    text = written(sign, part, other) if side == "left" else written(sign, other, part)
    if truth(sign):
        text = f"where({text}, A, 0)"
    table = Table()
    made = graph(text, table).output
    assert reread(made) is made
    assert show(made).count("(") <= text.count("(")


def samples() -> list[tuple[Op, Sample]]:
    return [(op, sample) for op in OPS.values() if not op.values_only for sample in op.samples]


def shapes_of(sample: Sample) -> dict[str, Shape]:
    return {
        name: build(parse(Source(text)), values=True).output.shape
        for name, text in sample.values.items()
    }


EVERY_SAMPLE = pytest.mark.parametrize(
    ("op", "sample"), samples(), ids=lambda p: p.text if isinstance(p, Sample) else p.name
)


@EVERY_SAMPLE
def test_every_sample_reads_back(op: Op, sample: Sample) -> None:
    shapes, table = shapes_of(sample), Table()
    made = graph(sample.text, table, shapes).output
    lifted = table.call("getitem", (made.T,), {"index": (None,)})
    for around in (made, -made, made**2, 2**made, made - made / made, lifted):
        assert reread(around, shapes) is around


@EVERY_SAMPLE
def test_every_gradient_reads_back(op: Op, sample: Sample) -> None:
    shapes, table = shapes_of(sample), Table()
    made = graph(sample.text, table, shapes)
    shapes["y_bar"] = made.output.shape
    y_bar = table.variable("y_bar", made.output.shape)
    wrt = [node for node in made.inputs if node.name not in made.indices]
    for gradient in reverse(made.output, wrt, y_bar):
        assert reread(gradient, shapes) is gradient


FREE = sorted(name for name, op in OPS.items() if all(p.default is not REQUIRED for p in op.params))


@given(st.data())
def test_random_graphs_read_back(data: st.DataObject) -> None:
    table = Table()
    nodes = [table.variable(name, shape) for name, shape in SHAPES.items()]
    nodes += [table.variable("x", ()), table.literal(2), table.number(M), table.literal("pi")]
    for _ in range(data.draw(st.integers(1, 12))):
        op = OPS[data.draw(st.sampled_from(FREE))]
        count = len(op.operands) if not op.variadic else data.draw(st.integers(1, 3))
        args = [nodes[-1 - data.draw(st.integers(0, len(nodes) - 1))] for _ in range(count)]
        truths = [op.operand(i).kind == "condition" for i in range(count)]
        if op.values_only or [arg.condition for arg in args] != truths:
            continue
        try:
            nodes.append(table.call(op, args))
        except SymgradError:
            continue
    node = nodes[-1] if not nodes[-1].condition else table.call("where", (nodes[-1], 1, 0))
    assume(node.op is not None)
    assert reread(node) is node


def chain(length: int, step: Callable[[Node], Node]) -> Node:
    node = Table().variable("x", ())
    for _ in range(length):
        node = step(node)
    return node


@pytest.mark.parametrize(
    "step",
    [
        lambda y: y + 1,
        lambda y: 1 - y,
        lambda y: -y,
        lambda y: y**2,
        lambda y: 2**y,
        lambda y: y.table.call("sin", (y,)),
        lambda y: y * y + y,
        lambda y: y.table.call("maximum", (1, y)),
    ],
)
def test_long_chains_print_short_and_read_back(step: Callable[[Node], Node]) -> None:
    node = chain(5000, step)
    text = show(node)
    assert len(text) < 400_000
    assert graph(text, node.table).output is node


def test_sixty_squarings_stay_short() -> None:
    text = show(chain(60, lambda y: y * y))
    assert len(text) < 2000
    assert text.startswith("t0 = ")


def test_the_text_is_never_deeper_than_the_language_allows() -> None:
    node = chain(149, lambda y: y.table.call("sin", (y,)))
    assert "t0" not in show(node)
    assert show(chain(400, lambda y: y.table.call("sin", (y,)))).count("t1 = ") == 1
