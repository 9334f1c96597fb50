"""What a text means: the tree, against Python's own grammar where the two agree."""

from __future__ import annotations

import ast
import unicodedata
import warnings
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgrad.errors import ParseError, SymgradError
from symgrad.language import syntax
from symgrad.language.grammar import GLYPHS, INFIX, PREFIX
from symgrad.language.literal import literal_shape
from symgrad.language.parser import parse
from symgrad.source import Source, Span


def output(text: str) -> syntax.Expr:
    return parse(Source(text)).output


def shown(expr: Any) -> str:
    """Return a tree fully bracketed; for short expressions only."""
    match expr:
        case None:
            return ""
        case syntax.Number(value):
            return str(value)
        case syntax.Name(name):
            return name
        case syntax.Word(value):
            return str(value)
        case syntax.Text(value):
            return repr(value)
        case syntax.Dots():
            return "..."
        case syntax.Unary(glyph, operand):
            return f"({glyph} {shown(operand)})"
        case syntax.Binary(glyph, left, right):
            return f"({shown(left)} {glyph} {shown(right)})"
        case syntax.Slice(start, stop, step):
            return ":".join(map(shown, (start, stop, step)))
        case syntax.Tuple(items):
            return f"<{' '.join(map(shown, items))}>"
        case syntax.Array(items):
            return f"[{' '.join(map(shown, items))}]"
        case syntax.Index(base, items):
            return f"{shown(base)}[{' '.join(map(shown, items))}]"
        case syntax.Transpose(base):
            return f"{shown(base)}.T"
        case syntax.Call():
            args = [shown(a) for a in expr.args]
            args += [f"{k.name}={shown(k.value)}" for k in expr.keywords]
            base = f"{shown(expr.base)}." if expr.base is not None else ""
            return f"{base}{expr.function}({' '.join(args)})"
    raise AssertionError(expr)


MEANINGS = [
    ("-x**2", "(- (x ** 2))"),
    ("2**-1", "(2 ** (- 1))"),
    ("2**-x**2*y", "((2 ** (- (x ** 2))) * y)"),
    ("x^y^z", "(x ** (y ** z))"),
    ("-x*y", "((- x) * y)"),
    ("2*A.T @ b/c", "(((2 * A.T) @ b) / c)"),
    ("a - b - c + d", "(((a - b) - c) + d)"),
    ("+x - -y", "((+ x) - (- y))"),
    ("0 < x < 1", "((0 < x) and (x < 1))"),
    ("a < b <= c != d", "(((a < b) and (b <= c)) and (c != d))"),
    ("(a < b) < c", "((a < b) < c)"),
    ("a < (b < c)", "(a < (b < c))"),
    ("a + 1 < b*2 and not c == d or e", "((((a + 1) < (b * 2)) and (not (c == d))) or e)"),
    ("not not a", "(not (not a))"),
    ("x.sum(axis=0).T[0]", "x.sum(axis=0).T[0]"),
    ("-x.T**2", "(- (x.T ** 2))"),
    ("(x - mean)/std", "((x - mean) / std)"),
    ("f(a, b, axis=-1, keepdims=true)", "f(a b axis=(- 1) keepdims=True)"),
    ("f()", "f()"),
    ("f (x,)", "f(x)"),
    ("f((a, b), (), (c,), (d))", "f(<a b> <> <c> d)"),
    ("x[0, -1, 1:5:2, ::, :3, 2:, ..., None]", "x[0 (- 1) 1:5:2 :: :3: 2:: ... None]"),
    ("x[::-1,]", "x[::(- 1)]"),
    ("[[1, y], [x + 1, 4],]", "[[1 y] [(x + 1) 4]]"),
    ("[]", "[]"),
    ("scatter(v, [1:3, :, None], (3, 4))", "scatter(v [1:3: :: None] <3 4>)"),
    ("concatenate([[1, 2], [3]])", "concatenate([[1 2] [3]])"),
    ('einsum("ij,jk->ik", A, B)', "einsum('ij,jk->ik' A B)"),
    ("norm(A, 'fro')", "norm(A 'fro')"),
    ("e + E + lambda + class + in_", "((((e + E) + lambda) + class) + in_)"),
    ("π + pi + inf", "((pi + pi) + inf)"),
    ("µ + ϵ_1 + θ", "((μ + ε_1) + θ)"),
    ("\ufeffx # no byte order mark", "x"),
    ("(x\n+\r\n1\r)", "(x + 1)"),
    ("f(x,  # here\n  y)", "f(x y)"),
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_a_text_has_one_meaning(text: str, meaning: str) -> None:
    assert shown(output(text)) == meaning


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", "2"),
        ("2.5", "5/2"),
        (".5", "1/2"),
        ("1.", "1"),
        ("1e-3", "1/1000"),
        ("0.1", "1/10"),
        ("2.50E+2", "250"),
        ("007", "7"),
        ("1e-400", "1/1" + "0" * 400),
    ],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    assert output(text) == syntax.Number(Fraction(value), Span(0, len(text)))


@pytest.mark.parametrize(
    "end", [";", "\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\n\n;\n"]
)
def test_statements_end_at_semicolons_and_line_ends(end: str) -> None:
    program = parse(Source(f"{end}a = x*x # first{end if end != ';' else chr(10)}b = a{end}b{end}"))
    assert [binding.name for binding in program.bindings] == ["a", "b"]
    assert shown(program.output) == "b"


def test_a_chain_shares_its_middle() -> None:
    both = output("0 < f(x) < 1")
    assert isinstance(both, syntax.Binary)
    assert both.left.right is both.right.left  # type: ignore[union-attr]


def test_places_include_brackets_around_operands() -> None:
    source = Source("a = (x + 1)*[2, 3]; f(-a[0], k=(a)).T")
    program = parse(source)
    product = program.bindings[0].value
    assert isinstance(product, syntax.Binary)
    assert source.cut(product.span) == "(x + 1)*[2, 3]"
    assert source.cut(product.left.span) == "x + 1"
    assert source.cut(product.glyph_span) == "*"
    turned = program.output
    assert isinstance(turned, syntax.Transpose)
    assert source.cut(turned.span) == "f(-a[0], k=(a)).T"
    call = turned.base
    assert isinstance(call, syntax.Call)
    assert [source.cut(s) for s in (call.span, call.function_span, call.args[0].span)] == [
        "f(-a[0], k=(a))", "f", "-a[0]",
    ]  # fmt: skip
    assert source.cut(call.keywords[0].name_span) == "k"
    assert source.cut(program.bindings[0].name_span) == "a"


def test_products_without_a_sign_can_be_agreed_on() -> None:
    def read(text: str) -> str:
        return shown(parse(Source(text), implicit_products=True).output)

    assert read("2x**2") == "(2 * (x ** 2))"
    assert read("-2(x+1)(x-1)y") == "((((- 2) * (x + 1)) * (x - 1)) * y)"
    assert read("3x + 2f(x)") == "((3 * x) + (2 * f(x)))"
    with pytest.raises(ParseError, match="ambiguous-product"):
        read("1/2x")
    with pytest.raises(ParseError, match="missing-operator"):
        read("x y")


def test_literal_shapes() -> None:
    def shape(text: str) -> tuple[int, ...]:
        array = output(text)
        assert isinstance(array, syntax.Array)
        return literal_shape(array)

    assert shape("[1, x, 3]") == (3,)
    assert shape("[[1, 2, 3], [4, 5, 6]]") == (2, 3)
    assert shape("[[[]], [[]]]") == (2, 1, 0)


def test_a_glyph_is_infix_or_prefix_once() -> None:
    assert len(INFIX) + len(PREFIX) == len(GLYPHS)


PYTHON = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.USub: "-", ast.UAdd: "+", ast.Not: "not", ast.And: "and", ast.Or: "or",
}  # fmt: skip


def python_tree(node: ast.expr) -> str:
    """Return Python's tree in the same spelling."""
    match node:
        case ast.Constant(value):
            return str(value)
        case ast.Name(name):
            return name
        case ast.UnaryOp(sign, operand):
            return f"({PYTHON[type(sign)]} {python_tree(operand)})"
        case ast.BinOp(left, sign, right):
            return f"({python_tree(left)} {PYTHON[type(sign)]} {python_tree(right)})"
        case ast.BoolOp(sign, values):
            return _joined(PYTHON[type(sign)], [python_tree(value) for value in values])
        case ast.Compare(first, signs, rest):
            sides = [python_tree(side) for side in (first, *rest)]
            triples = zip(sides, signs, sides[1:], strict=False)
            return _joined("and", [f"({a} {PYTHON[type(s)]} {b})" for a, s, b in triples])
        case ast.Attribute(base, "T"):
            return f"{python_tree(base)}.T"
        case ast.Subscript(base, ast.Constant(place)):
            return f"{python_tree(base)}[{place}]"
    raise AssertionError(ast.dump(node))


def _joined(sign: str, parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text = f"({text} {sign} {part})"
    return text


SIGNS = [*(g.text for g in GLYPHS), "x", "y", "2", "x", "(", ")", "(", ")", ".T", "[0]"]


@given(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=14))
def test_any_run_of_tokens_is_read_as_python_reads_it(tokens: list[str]) -> None:
    text = " ".join(tokens)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        tree = None
    if tree is not None and any(
        isinstance(n, ast.Call | ast.Tuple | ast.List) for n in ast.walk(tree)
    ):
        return
    try:
        mine = shown(output(text))
    except SymgradError:
        mine = None
    assert mine == (tree and python_tree(tree))


OPERANDS = st.sampled_from(["x", "y", "2", "A.T", "x[0]"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    infix, prefix = st.sampled_from(sorted(INFIX)), st.sampled_from(sorted(PREFIX))
    return st.one_of(
        st.builds("({})".format, inner),
        st.builds("{} {} {}".format, inner, infix, inner),
        st.builds("{} {}".format, prefix, inner),
    )


@given(st.recursive(OPERANDS, grown, max_leaves=12))
def test_expressions_are_read_as_python_reads_them(text: str) -> None:
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        with pytest.raises(ParseError, match="misplaced-not"):
            parse(Source(text))
        return
    assert shown(output(text)) == python_tree(tree)


PIECES = st.sampled_from(
    ["x", "a = ", "f(", "x.f(", "(", ")", "[", "]", ",", ";", "\n", ":", "...", ".", ".T", "=",
     "==", "**", "-", "not ", "and ", "in", "1", "2.5", "1e5", "e", '"ij"', "'", '"', "#", " ",
     "true", "None", "pi", "θ", "х", "²", "%", "\x00", "\ufeff", "{", "axis=", "@", "<"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
def test_any_text_parses_or_is_refused_with_a_place_and_a_mend(text: str) -> None:
    error = None
    try:
        parse(Source(text))
    except SymgradError as raised:
        error = raised
    if error is None:
        return
    assert error.source is not None
    assert error.span is not None
    assert 0 <= error.span.start <= error.span.stop <= len(text)
    assert error.span.start < error.span.stop or error.span.start == len(text)
    assert error.code
    assert error.help
    drawn = str(error).replace("\n", "")
    assert not any(unicodedata.category(char).startswith("C") for char in drawn)
