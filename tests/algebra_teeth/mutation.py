"""Mutations: small changes of meaning in the source of a module, one at a time.

Each changes one place of the syntax tree: a comparison is turned round, a sum becomes a
difference, a minus is dropped, a number is one larger, `and` becomes `or`, a condition always
holds, a statement is left out, and so on. A mutation is named by its function and by
what its line reads before and after, so its name survives changes elsewhere.
Limits such as `_LONGEST` are left alone, as are errors, asserts, annotations and words.
"""

from __future__ import annotations

import ast
import copy
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

import symgrad

ROOM = Path(symgrad.__file__).parent / "symbolic"
# The modules that make terms, derive them, and rewrite them; then those that write them down.
ALGEBRA = (
    "assuming", "derive", "elementwise", "exclusions", "identities", "linear", "moving",
    "multilinear", "parts", "products", "recognition", "reshaping", "rules", "scalars", "special",
    "stable", "sumforms", "sums", "symmetry", "tame", "term", "tidying", "views",
)  # fmt: skip
LAYOUT = (
    "contraction", "factors", "lift", "likeness", "lowering", "matrices", "namespace", "orders",
    "phrases", "values", "wording",
)  # fmt: skip
MODULES = (*ALGEBRA, *LAYOUT)
# So many times fewer of the latter are drawn: most of them only choose among equal texts.
_RARER = 3

_COMPARED: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Mod: ast.Add,
    ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_NAMES = {
    "ONE": "MINUS", "MINUS": "ONE", "_HALF": "ONE", "any": "all", "all": "any", "min": "max",
    "max": "min", "sinh": "cosh", "cosh": "sinh",
}  # fmt: skip
_WORDS = {"tril": "triu", "inv": "cofactor", "cofactor": "inv", "T": "", "expm": "inv"}

_LIMIT = re.compile("_?(LONGEST|DEEPEST|MOST|LARGEST|SHORT|FEW|FLAT)[A-Z_]*")

Place = tuple[ast.AST, str, int | None]
Change = tuple[str, Callable[[ast.AST], ast.AST | None]]


@dataclass(frozen=True)
class Mutation:
    """One changed place.

    Attributes:
        module, function: where. kind: of which sort. lines: of the statement, in the source as it
            is.
        before, after: the smallest statement around it, in one line, or its head.
        source: the whole changed module.
    """

    module: str
    function: str
    kind: str
    lines: range
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """How it is listed."""
        return f"{self.module}.{self.function}: {self.before} => {self.after}"


def mutations(module: str) -> list[Mutation]:
    """Return the mutations of a module, in the order of its functions."""
    text = (ROOM / f"{module}.py").read_text()
    return [
        found
        for function, node in functions(ast.parse(text))
        for found in _within(module, text.splitlines(), function, node)
    ]


def functions_of(module: str) -> list[str]:
    """Return the names of the functions of a module."""
    return [name for name, _ in functions(ast.parse((ROOM / f"{module}.py").read_text()))]


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions of a module with their names; those within others belong to them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            inside = (each for each in node.body if isinstance(each, ast.FunctionDef))
            yield from ((f"{node.name}.{each.name}", each) for each in inside)


def _within(
    module: str, lines: list[str], function: str, node: ast.FunctionDef
) -> Iterator[Mutation]:
    seen: Counter[tuple[str, str]] = Counter()
    for statement, owner, field, place in _places(node):
        old = _at(owner, field, place)
        for kind, new in _changes(old):
            before = _head(statement)
            _put(owner, field, place, new)
            after = _head(statement) if old is not statement else "(left out)"
            source = _spliced(lines, node)
            _put(owner, field, place, old)
            if before == after:
                continue
            seen[before, after] += 1
            again = seen[before, after]
            after += f" (place {again})" if again > 1 else ""
            yield Mutation(module, function, kind, _lines(statement), before, after, source)


def _lines(statement: ast.AST) -> range:
    """Return the lines of a statement, without those of the statements inside it."""
    first, last = statement.lineno, statement.end_lineno  # type: ignore[attr-defined]
    if isinstance(body := getattr(statement, "body", None), list):
        last = max(first, body[0].lineno - 1)
    return range(first, last + 1)


def _spliced(lines: list[str], node: ast.FunctionDef) -> str:
    """Return a module with one of its functions written anew."""
    first = min(each.lineno for each in (node, *node.decorator_list))
    written = indent(ast.unparse(node), " " * node.col_offset)
    return "\n".join([*lines[: first - 1], written, *lines[node.end_lineno :], ""])


def _places(node: ast.FunctionDef) -> Iterator[tuple[ast.AST, ast.AST, str, int | None]]:
    """Yield every place below a function that may be changed, with the statement around it."""
    waiting: list[tuple[ast.AST, ast.AST]] = [(child, child) for child in node.body]
    yield from ((child, node, "body", i) for i, child in enumerate(node.body))
    while waiting:
        statement, each = waiting.pop(0)
        if isinstance(each, ast.Raise | ast.Assert) or _is_told(each):
            continue
        if isinstance(each, ast.keyword) and each.arg in _SETTINGS:
            continue
        for field, value in ast.iter_fields(each):
            if field in ("annotation", "returns", "decorator_list", "ctx", "type_comment"):
                continue
            listed = value if isinstance(value, list) else [value]
            for i, child in enumerate(listed):
                if isinstance(child, ast.AST):
                    around = child if isinstance(child, ast.stmt) else statement
                    yield around, each, field, i if isinstance(value, list) else None
                    waiting.append((around, child))


def _is_told(node: ast.AST) -> bool:
    """Tell whether a statement is only words."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(old: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what may stand in a place instead."""
    new = copy.deepcopy(old)
    if _is_limit(new.test if isinstance(new, ast.If) else new):
        return
    if isinstance(new, ast.Compare) and len(new.ops) == 1:
        new.ops = [_COMPARED[type(new.ops[0])]()]
        yield "comparison", new
    elif isinstance(new, ast.BinOp) and type(new.op) in _COMPUTED and not _is_text(new):
        new.op = _COMPUTED[type(new.op)]()
        yield "arithmetic", new
    elif isinstance(new, ast.UnaryOp):
        yield "sign", new.operand
    elif isinstance(new, ast.BoolOp):
        new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
        yield "logic", new
    elif isinstance(new, ast.Constant):
        yield from _constants(new)
    elif isinstance(new, ast.Name) and new.id in _NAMES:
        yield "name", ast.Name(_NAMES[new.id], ast.Load())
    elif isinstance(new, ast.Attribute) and new.attr in _NAMES:
        new.attr = _NAMES[new.attr]
        yield "name", new
    elif isinstance(new, ast.Slice) and new.step is not None:
        new.step = None
        yield "order", new
    elif isinstance(new, ast.Call) and len(new.args) == 2 and _may_swap(new):
        new.args.reverse()
        yield "swap", new
    elif isinstance(new, ast.If):
        new.test = ast.Constant(False)
        yield "branch", new
    elif isinstance(new, ast.IfExp):
        yield "branch", new.orelse
        yield "branch", copy.deepcopy(new.body)
    elif isinstance(new, ast.Expr | ast.AugAssign) and not _is_told(new):
        yield "statement", ast.Pass()


def _is_limit(node: ast.AST) -> bool:
    """Tell whether a limit such as `_LONGEST` is compared with: one more or less is no rule."""
    if not isinstance(node, ast.Compare):
        return False
    last = node.comparators[-1]
    return isinstance(last, ast.Name) and _LIMIT.fullmatch(last.id) is not None


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield "constant", ast.Constant(node.value + 1)
    elif isinstance(node.value, str) and node.value in _WORDS:
        yield "word", ast.Constant(_WORDS[node.value])


# Arguments whose order means nothing, or is told by a keyword or a type.
_COMMUTE = (
    "isinstance", "zip", "min", "max", "cast", "getattr", "partial", "range", "multiply",
    "Eq", "Add", "Mul", "And", "Or", "issubset", "isdisjoint", "has", "times", "multiplied",
    "Ne", "broadcast", "_short", "_meet", "leaves_out", "_cancels", "_same",
)  # fmt: skip
# What is checked, or where nothing is there.
_SETTINGS = ("strict", "default", "code", "help", "maxsize")


def _may_swap(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name not in _COMMUTE and not any(isinstance(arg, ast.Starred) for arg in call.args)


def _is_text(node: ast.BinOp) -> bool:
    return any(isinstance(each, ast.JoinedStr) for each in ast.walk(node))


def _at(owner: ast.AST, field: str, place: int | None) -> ast.AST:
    value = getattr(owner, field)
    return value if place is None else value[place]


def _put(owner: ast.AST, field: str, place: int | None, new: ast.AST) -> None:
    if place is None:
        setattr(owner, field, new)
    else:
        getattr(owner, field)[place] = new


def _head(statement: ast.AST) -> str:
    """Return a statement in one line, without the statements inside it."""
    if isinstance(statement, ast.Pass):
        return "(left out)"
    bare = copy.copy(statement)
    for field in ("body", "orelse"):
        if isinstance(getattr(bare, field, None), list):
            setattr(bare, field, [ast.Pass()] if field == "body" else [])
    text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(bare)))
    return " ".join(text.removesuffix("pass").split()).rstrip(":")


def drawn(found: list[Mutation], share: int) -> list[Mutation]:
    """Return about one in `share` of some mutations, always the same ones."""
    return [each for each in found if zlib.crc32(each.name.encode()) % _share(each, share) == 0]


def _share(mutation: Mutation, share: int) -> int:
    return share * _RARER if mutation.module in LAYOUT else share
