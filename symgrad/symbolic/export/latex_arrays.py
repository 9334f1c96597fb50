"""Leaves, arrays, indices and plain calls in LaTeX. Subscripts count from 0, as in the language.

May import `graph`, `ops` and `export`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symgrad.graph.node import ArrayLiteral, Node, Number, SizeOf, Variable
from symgrad.graph.spelling import spell_number, spell_params
from symgrad.ops.dims import Dim
from symgrad.symbolic.export.latex_form import Form, Slot, applied, listed
from symgrad.symbolic.export.latex_names import escaped, name, size


def leaf(node: Node) -> Form:
    match node.leaf:
        case Variable(word):
            return Form((name(word),))
        case Number("pi"):
            return Form(("\\pi",))
        case Number("inf"):
            return Form(("\\infty",))
        case Number(value):
            return number(Fraction(value))
        case SizeOf(dim):
            return Form((size(dim),), "sum" if len(dim.terms) > 1 else "scaled")
        case ArrayLiteral(entries):
            return array([number(entry).pieces[0] for entry in entries], node)
    raise AssertionError(node)


def number(value: Fraction) -> Form:
    text = spell_number(value)
    digits, _, exponent = text.partition("e")
    if exponent:
        return Form((f"{digits} \\cdot 10^{{{int(exponent)}}}",), "scaled")
    if "/" in text:
        return Form((f"\\frac{{{value.numerator}}}{{{value.denominator}}}",), "fraction")
    return Form((text,), signed=value < 0)


def array(texts: list[Any], node: Node) -> Form:
    """Return a constant array: a column, a matrix, or nested ones."""
    if not node.ndim:
        return number(node.leaf.entries[0])  # type: ignore[union-attr]
    if not texts:
        return Form((f"\\mathbf{{0}}_{{{_shape(node.shape)}}}",))
    columns = node.shape[-1] if node.ndim > 1 else 1
    assert isinstance(columns, int)
    rows = [" & ".join(texts[k : k + columns]) for k in range(0, len(texts), columns)]
    dims = node.shape[:-2] if node.ndim > 2 else ()
    height = node.shape[-2] if node.ndim > 1 else len(texts)
    assert isinstance(height, int)
    found = [_matrix(rows[k : k + height]) for k in range(0, len(rows), height)]
    for dim in reversed(dims):
        assert isinstance(dim, int)
        found = [_matrix([" & ".join(found[k : k + dim])]) for k in range(0, len(found), dim)]
    return Form((found[0],))


def _matrix(rows: list[str]) -> str:
    return "\\begin{pmatrix} " + " \\\\ ".join(rows) + " \\end{pmatrix}"


def _shape(shape: tuple[Any, ...]) -> str:
    return " \\times ".join(size(dim) for dim in shape)


def ones(symbol: str) -> Callable[[Node], Form]:
    def write(node: Node) -> Form:
        shape = node.params["shape"]
        return Form((f"{symbol}_{{{_shape(shape)}}}" if shape else symbol,))

    return write


def eye(node: Node) -> Form:
    n, m = node.params["n"], node.params["m"]
    return Form((f"I_{{{_shape((n,) if m in (None, n) else (n, m))}}}",))


def getitem(node: Node) -> Form:
    (x,) = node.args
    dims, places = iter(x.shape), []
    for item in node.params["index"]:
        places.append("\\mathrm{None}" if item == "new" else _place(item, next(dims)))
    plain = isinstance(x.leaf, Variable) and "_" not in name(x.leaf.name)
    base = [Slot(x)] if plain else ["\\left(", Slot(x), "\\right)"]
    return Form((*base, f"_{{{', '.join(places)}}}"))


def _place(item: Any, dim: int | Dim) -> str:
    if not isinstance(item, tuple):
        return size(item)
    start, stop, step = item
    first = "" if start == 0 and step > 0 else size(start)
    last = "" if stop == dim or stop == -1 else size(stop)
    text = f"{first}:{last}"
    return text if step == 1 else f"{text}:{step}"


def stack(node: Node) -> Form:
    if node.params["axis"] != 0 or node.ndim != 1:
        return call(node)
    pieces = listed(node.args, " \\\\ ")
    return Form(("\\begin{pmatrix} ", *pieces, " \\end{pmatrix}"))


def call(node: Node) -> Form:
    """Return a function call, static arguments as the language has them."""
    op = node.op
    assert op is not None
    leading, inner, trailing = spell_params(node)
    args: list[Node | str] = [_static(text) for text in leading]
    args += [*node.args[:1], *(_static(text) for text in inner), *node.args[1:]]
    args += [_static(text) for text in trailing]
    return applied(f"\\operatorname{{{escaped(op.name)}}}", *args)


def _static(text: str) -> str:
    return f"\\mathtt{{{escaped(text)}}}"
