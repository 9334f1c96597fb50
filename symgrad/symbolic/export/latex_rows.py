"""The rows that have a sign of their own in LaTeX; all others are written as calls.

May import `graph` and `export`.
"""

from __future__ import annotations

from collections.abc import Callable

from symgrad.graph.node import Node
from symgrad.symbolic.export import latex_form as f
from symgrad.symbolic.export.latex_arrays import call, eye, getitem, leaf, ones, stack
from symgrad.symbolic.export.latex_form import Form, Kind, Piece, Slot, applied
from symgrad.symbolic.export.latex_products import (
    between,
    divide,
    dot,
    inv,
    matmul,
    matrix_power,
    multiply,
    negative,
    outer,
    power,
    reciprocal,
    solve,
    square,
    transpose,
)

_COMMANDS = """
    exp log sin cos tan sinh cosh tanh arcsin arccos arctan sec csc cot
"""
_RELATIONS = {
    "less": "<",
    "less_equal": "\\leq",
    "greater": ">",
    "greater_equal": "\\geq",
    "equal": "=",
    "not_equal": "\\neq",
    "logical_and": "\\wedge",
    "logical_or": "\\vee",
}


def form(node: Node) -> Form:
    """Return how a node is written."""
    if node.op is None:
        return leaf(node)
    return _ROWS.get(node.op.name, call)(node)


def _sum(sign: str) -> Callable[[Node], Form]:
    second = f.SUMMAND if sign == "+" else f.SCALED

    def write(node: Node) -> Form:
        a, b = node.args
        return Form((Slot(a, f.SUMMAND), f" {sign} ", Slot(b, second, follows=True)), "sum")

    return write


def _related(sign: str) -> Callable[[Node], Form]:
    allowed = f.SUMMAND if sign not in ("\\wedge", "\\vee") else f.ATOM

    def write(node: Node) -> Form:
        a, b = node.args
        return Form((Slot(a, allowed), f" {sign} ", Slot(b, allowed, follows=True)), "relation")

    return write


def _not(node: Node) -> Form:
    return Form(("\\neg ", Slot(node.args[0], f.ATOM)))


def _where(node: Node) -> Form:
    """Return cases; a choice in the last case is more cases."""
    pieces: list[Piece] = ["\\begin{cases} "]
    choice, left = node, 8
    while choice.function == "where" and left:
        condition, a, choice = choice.args
        left -= 1
        pieces += [Slot(a), " & \\text{if } ", Slot(condition), " \\\\ "]
    return Form((*pieces, Slot(choice), " & \\text{otherwise} \\end{cases}"), "cases")


def _norm(node: Node) -> Form:
    (x,) = node.args
    order, axis = node.params["ord"], node.params["axis"]
    if axis != tuple(range(x.ndim)) or node.params["keepdims"]:
        return call(node)
    words = {"inf": "\\infty", "-inf": "-\\infty", "None": "2" if x.ndim < 2 else "F"}
    below = words.get(str(order), str(order))
    return Form(("\\lVert ", Slot(x), f"\\rVert_{{{below}}}"))


def _whole(command: str) -> Callable[[Node], Form]:
    """Return the form of a reduction of all entries; along axes it is a call."""

    def write(node: Node) -> Form:
        axis = node.params["axis"]
        if axis != tuple(range(node.args[0].ndim)) or node.params["keepdims"]:
            return call(node)
        return applied(command, node.args[0])

    return write


def _trace(node: Node) -> Form:
    params = node.params
    plain = node.args[0].ndim == 2 and not params["offset"]
    return applied("\\operatorname{tr}", node.args[0]) if plain else call(node)


def _around(before: str, after: str, kind: Kind = "atom") -> Callable[[Node], Form]:
    return lambda node: Form((before, Slot(node.args[0]), after), kind)


_ROWS: dict[str, Callable[[Node], Form]] = {
    "add": _sum("+"),
    "subtract": _sum("-"),
    "multiply": multiply,
    "divide": divide,
    "negative": negative,
    "power": power,
    "square": square,
    "reciprocal": reciprocal,
    "matmul": matmul,
    "dot": dot,
    "outer": outer,
    "transpose": transpose,
    "inv": inv,
    "solve": solve,
    "matrix_power": matrix_power,
    "kron": between("\\otimes"),
    "where": _where,
    **{row: _related(sign) for row, sign in _RELATIONS.items()},
    "logical_not": _not,
    **{row: _around(f"\\{row}\\left(", "\\right)") for row in _COMMANDS.split()},
    "sqrt": _around("\\sqrt{", "}"),
    "cbrt": _around("\\sqrt[3]{", "}"),
    "abs": _around("\\left|", "\\right|"),
    "floor": _around("\\left\\lfloor ", "\\right\\rfloor"),
    "ceil": _around("\\left\\lceil ", "\\right\\rceil"),
    "log2": _around("\\log_{2}\\left(", "\\right)"),
    "log10": _around("\\log_{10}\\left(", "\\right)"),
    "exp2": _around("2^{", "}", "power"),
    "gammaln": _around("\\log\\Gamma\\left(", "\\right)"),
    "digamma": _around("\\psi\\left(", "\\right)"),
    "det": _around("\\det\\left(", "\\right)"),
    "logdet": _around("\\log\\det\\left(", "\\right)"),
    "expm": _around("\\exp\\left(", "\\right)"),
    "maximum": lambda node: applied("\\max", *node.args),
    "minimum": lambda node: applied("\\min", *node.args),
    "norm": _norm,
    "sum": _whole("\\sum"),
    "prod": _whole("\\prod"),
    "max": _whole("\\max"),
    "min": _whole("\\min"),
    "trace": _trace,
    "ones": ones("\\mathbf{1}"),
    "zeros": ones("\\mathbf{0}"),
    "eye": eye,
    "getitem": getitem,
    "stack": stack,
}
