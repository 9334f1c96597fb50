"""From the syntax tree to the graph: names find their meaning, shapes are inferred.

A program is read statement by statement; every part of a statement becomes a value after
its own parts (a walk with an explicit pile, since a sum of ten thousand terms is a tree ten
thousand deep). Most values are nodes. What only an argument can be, a tuple, a word, a
string, stays what it is until `graph.arguments` hands it to a parameter of a row.

Errors of lower floors come without a place; here they get the span of the part being
built, and the face that holds the text adds the source.
May import `language`, `ops` and `graph`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symgrad.errors import InputError, ShapeError, SymgradError, UnknownNameError
from symgrad.graph.arguments import Listed, bind_call, index_item, nearest
from symgrad.graph.faults import placed
from symgrad.graph.foreign import LIBRARIES, mend_of
from symgrad.graph.graph import Graph
from symgrad.graph.limits import TRUSTED, Limits
from symgrad.graph.node import Node, Table, Variable
from symgrad.graph.walk import is_index, topological
from symgrad.language import syntax
from symgrad.language.grammar import INFIX, PREFIX
from symgrad.ops.dims import Dim, Shape, named
from symgrad.ops.row import Op
from symgrad.ops.table import ALIASES, OPS
from symgrad.source import Source, Span


def build(
    program: syntax.Program,
    shapes: Mapping[str, Shape] | None = None,
    *,
    limits: Limits = TRUSTED,
    values: bool = False,
    table: Table | None = None,
) -> Graph:
    """Return the graph of a program.

    Args:
        program: the syntax tree.
        shapes: declared shapes of variables; others are single numbers. Names of sizes
            that occur in them are integer constants of the program.
        limits: how large a graph is accepted.
        values: the program is the value of a variable: it may draw random numbers
            and may not have variables.
        table: where to put the nodes; a fresh table if left out.

    Raises:
        SymgradError: with span and source.
    """
    try:
        limits.check("characters", len(program.source.text))
        limits.check("bindings", len(program.bindings))
        return _Builder(
            program.source, shapes or {}, Table(limits) if table is None else table, values
        ).graph(program)
    except SymgradError as error:
        raise error.with_source(program.source) from None


class _Builder:
    def __init__(
        self, source: Source, shapes: Mapping[str, Shape], table: Table, values: bool
    ) -> None:
        self.source = source
        self.shapes = shapes
        self.table = table
        self.values = values
        self.bound: dict[str, Any] = {}
        self.spans: dict[Node, list[Span]] = {}
        self.names: dict[Node, str] = {}
        dims = [dim for shape in shapes.values() for dim in shape if isinstance(dim, Dim)]
        self.sizes = {name for dim in dims for name in dim.names}
        self.undeclared: set[Node] = set()
        for name in sorted(self.sizes & set(shapes)):
            raise InputError(
                f"{name} is a size and a variable",
                code="size-and-variable",
                help="call one of them something else",
            )

    def graph(self, program: syntax.Program) -> Graph:
        for binding in program.bindings:
            value = self.value(binding.value)
            self.bound[binding.name] = value
            if isinstance(value, Node) and value.op is not None:
                self.names.setdefault(value, binding.name)
        output = self.node(program.output)
        if output.condition:
            raise InputError(
                "a condition is no number",
                code="condition-output",
                help="write where(condition, 1, 0)",
                span=program.output.span,
            )
        reached = topological([output])
        inputs = [node for node in reached if isinstance(node.leaf, Variable)]
        inputs.sort(key=lambda node: self.spans[node][0].start)
        return Graph(
            output,
            program.source,
            {node: tuple(spans) for node, spans in self.spans.items()},
            {node: name for node, name in self.names.items() if node in set(reached)},
            tuple(inputs),
            _only_indices(reached),
        )

    def node(self, expr: syntax.Expr) -> Node:
        value = self.value(expr)
        if isinstance(value, Listed):
            value = self.array(value, expr.span)
        if not isinstance(value, Node):
            raise InputError(
                f"{_kind(value)} is no value",
                code="not-a-value",
                span=expr.span,
                help="tuples, words and strings stand only where an argument is one",
            )
        return value

    def value(self, expr: syntax.Expr) -> Any:
        """Return what an expression stands for, its parts first."""
        done: dict[int, Any] = {}
        pile: list[tuple[Any, bool]] = [(expr, False)]
        while pile:
            part, ready = pile.pop()
            if id(part) in done:
                continue
            if ready:
                done[id(part)] = self.settle(part, done)
            else:
                pile.append((part, True))
                pile.extend((child, False) for child in reversed(parts(part)))
        return done[id(expr)]

    def settle(self, expr: Any, done: Mapping[int, Any]) -> Any:
        try:
            value = self.meaning(expr, done)
        except SymgradError as error:
            raise self.explained(error, expr, done).at(expr.span) from None
        reused = isinstance(expr, syntax.Name) and isinstance(value, Node) and value.op is not None
        if isinstance(value, Node) and not reused:
            self.spans.setdefault(value, []).append(expr.span)
        return value

    def meaning(self, expr: Any, done: Mapping[int, Any]) -> Any:
        match expr:
            case syntax.Number():
                return self.table.literal(expr.value)
            case syntax.Name():
                return self.name(expr)
            case syntax.Word() | syntax.Text():
                return expr.value
            case syntax.Dots():
                return Ellipsis
            case syntax.Unary():
                return self.unary(expr, self.operand(done, expr.operand))
            case syntax.Binary():
                pair = (self.operand(done, expr.left), self.operand(done, expr.right))
                spans = [expr.left.span, expr.right.span]
                return self.call(OPS[INFIX[expr.glyph].name], pair, spans=spans)
            case syntax.Tuple():
                return tuple(done[id(item)] for item in expr.items)
            case syntax.Array():
                return Listed(tuple(done[id(item)] for item in expr.items), expr.span)
            case syntax.Slice():
                ends = (expr.start, expr.stop, expr.step)
                return slice(*(e and index_item(done[id(e)], e.span) for e in ends))
            case syntax.Transpose():
                return self.table.transposed(self.operand(done, expr.base))
            case syntax.Index():
                index = tuple(index_item(done[id(i)], i.span) for i in expr.items)
                base, places = self.operand(done, expr.base), [i.span for i in expr.items]
                try:
                    return self.call(OPS["getitem"], (base,), {"index": index})
                except ShapeError as error:
                    raise error.at(places[0].to(places[-1])) from None
            case syntax.Call():
                return self.function(expr, done)
        raise AssertionError(expr)

    def name(self, expr: syntax.Name) -> Any:
        if expr.id in self.bound:
            return self.bound[expr.id]
        if expr.id in ("pi", "inf"):
            return self.table.literal(expr.id)  # type: ignore[arg-type]
        if expr.id in self.sizes:
            return self.table.number(named(expr.id))
        if self.values:
            raise UnknownNameError(
                f"a value may not use the variable {expr.id}",
                code="variable-in-value",
                help="write numbers, arrays or constructors such as randn(5, 3)",
            )
        node = self.table.variable(expr.id, self.shapes.get(expr.id, ()))
        if expr.id not in self.shapes:
            self.undeclared.add(node)
        return node

    def unary(self, expr: syntax.Unary, operand: Node) -> Node:
        name = PREFIX[expr.glyph].name
        if name:
            return self.call(OPS[name], (operand,), spans=[expr.operand.span])
        if operand.condition:
            raise _no_condition(expr.operand.span)
        return operand

    def operand(self, done: Mapping[int, Any], expr: Any) -> Node:
        value = done[id(expr)]
        if isinstance(value, Listed):
            return self.array(value, expr.span)
        if isinstance(value, Node):
            return value
        raise InputError(
            f"{_kind(value)} is no number",
            code="not-a-value",
            span=expr.span,
            help="tuples, words and strings stand only where an argument is one",
        )

    def function(self, expr: syntax.Call, done: Mapping[int, Any]) -> Node:
        row = self.row(expr)
        self.refuse_library(expr)
        args = [(done[id(a)], a.span) for a in expr.args]
        if expr.base is not None:
            args.insert(0, (done[id(expr.base)], expr.base.span))
        keywords = {k.name: (done[id(k.value)], k.value.span, k.name_span) for k in expr.keywords}
        operands, typed = bind_call(row, args, keywords, expr)
        nodes = [self.as_node(value, span, row) for value, span in operands]
        params = {name: value for name, (value, _) in typed.items()}
        try:
            return self.call(row, nodes, params, [span for _, span in operands])
        except ShapeError as error:
            static = [span for _, span in typed.values()]
            raise placed(error, row, [span for _, span in operands], static) from None

    def refuse_library(self, expr: syntax.Call) -> None:
        """Refuse `np.sin(x)`, which reads as a method of a variable `np`."""
        base = expr.base
        known = self.bound.keys() | self.shapes.keys() | self.sizes
        if isinstance(base, syntax.Name) and base.id in LIBRARIES and base.id not in known:
            raise UnknownNameError(
                f"'{base.id}' is no library here: functions stand alone",
                code="library-name",
                span=base.span,
                help=f"write {expr.function}(...)",
            )

    def row(self, expr: syntax.Call) -> Op:
        name = ALIASES.get(expr.function, expr.function)
        row = OPS.get(name)
        if row is None or not row.callable:
            known = [n for n in (*OPS, *ALIASES) if OPS[ALIASES.get(n, n)].callable]
            told = expr.function in self.shapes or expr.function in self.bound
            product = f"for a product write {expr.function}*(...)" if told else ""
            operands = [*([expr.base] if expr.base is not None else []), *expr.args]
            texts = [self.source.cut(operand.span) for operand in operands[:2]]
            mend = product or mend_of(expr.function, *texts) or nearest(expr.function, known)
            raise UnknownNameError(
                f"unknown function '{expr.function}'",
                code="unknown-function",
                span=expr.function_span,
                help=mend or "see symgrad ops",
            )
        if row.values_only and not self.values:
            raise InputError(
                f"{name} draws random numbers and stands only in values",
                code="random-in-expression",
                help=f"give a variable the value, such as x={name}(5, 3)",
            )
        return row

    def as_node(self, value: Any, span: Span, row: Op) -> Node:
        if isinstance(value, Listed):
            return self.array(value, span)
        if isinstance(value, Node):
            return value
        mends = {
            "a string": "write the name without quotes",
            "a tuple": "write [x, y] for an array",
        }
        raise InputError(
            f"{row.name} wants an array here, not {_kind(value)}",
            code="not-an-array",
            span=span,
            help=mends.get(_kind(value), "write a number"),
        )

    def call(
        self,
        row: Op,
        nodes: Iterable[Node],
        params: Mapping[str, Any] | None = None,
        spans: list[Span] | None = None,
    ) -> Node:
        nodes = tuple(nodes)
        for position, node in enumerate(nodes):
            wanted = row.operand(position).kind == "condition"
            place = spans[position] if spans else None
            if wanted and not node.condition:
                raise InputError(
                    f"{row.glyph or row.name} wants a condition here",
                    code="not-a-condition",
                    span=place,
                    help="compare it with something, such as x > 0",
                )
            if node.condition and not wanted:
                raise _no_condition(place)
        return self.table.call(row, nodes, params)

    def array(self, listed: Listed, span: Span) -> Node:
        """Return the array that a literal spells: constant, or stacked from its entries."""
        entries = listed.entries()
        if entries is not None:
            return self.table.array(*entries)
        rows = [self.array(i, i.span) if isinstance(i, Listed) else i for i in listed.items]
        for row, item in zip(rows, listed.items, strict=True):
            if not isinstance(row, Node) or (row.shape != () and not isinstance(item, Listed)):
                raise ShapeError(
                    "the entries of an array literal are single numbers",
                    code="array-entry",
                    span=span,
                    help="join arrays with stack((a, b)) or concatenate((a, b))",
                )
            if row.condition:
                raise _no_condition(span)
        if len({row.shape for row in rows}) > 1:
            raise ShapeError(
                "the rows of an array literal differ in length",
                code="ragged-array",
                span=span,
                help="give every row the same number of entries",
            )
        return self.table.call("stack", rows)

    def explained(self, error: SymgradError, expr: Any, done: Mapping[int, Any]) -> SymgradError:
        """Add the mend for a variable that was never given a shape."""
        if isinstance(error, ShapeError):
            found = [done.get(id(part)) for part in parts(expr)]
            lonely = [v for v in found if isinstance(v, Node) and v in self.undeclared]
            if lonely:
                name = lonely[0].name
                error.help = f"{name} has no shape and counts as one number: declare {name}:m,n"
            elif isinstance(expr, syntax.Binary) and error.span is None:
                if not error.message.startswith(expr.glyph):
                    error.message = f"{expr.glyph}: {error.message}"
                left, right = self.source.cut(expr.left.span), self.source.cut(expr.right.span)
                if left.isidentifier() and right.isidentifier():
                    error.help = error.help.replace("a.T @ b", f"{left}.T @ {right}")
        return error


def parts(expr: Any) -> list[Any]:
    """Return the parts of an expression in reading order."""
    match expr:
        case syntax.Unary():
            return [expr.operand]
        case syntax.Binary():
            return [expr.left, expr.right]
        case syntax.Tuple() | syntax.Array():
            return list(expr.items)
        case syntax.Slice():
            return [end for end in (expr.start, expr.stop, expr.step) if end is not None]
        case syntax.Transpose():
            return [expr.base]
        case syntax.Index():
            return [expr.base, *expr.items]
        case syntax.Call():
            base = [] if expr.base is None else [expr.base]
            return [*base, *expr.args, *(keyword.value for keyword in expr.keywords)]
    return []


def _only_indices(reached: list[Node]) -> frozenset[str]:
    """Return the variables that are used as indices only, or to compute such with a slope."""
    as_index: set[Node] = set()
    otherwise: set[Node] = {reached[-1]}
    for node in reversed(reached):
        for position, arg in enumerate(node.args):
            assert node.op is not None
            passed_on = node not in otherwise and node.op.pullback(position) is not None
            (as_index if passed_on or is_index(node, position) else otherwise).add(arg)
    return frozenset(n.name for n in as_index - otherwise if isinstance(n.leaf, Variable))


def _no_condition(span: Span | None) -> InputError:
    return InputError(
        "a condition is no number",
        code="condition-as-number",
        span=span,
        help="write where(condition, 1, 0)",
    )


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "a string"
    return "a tuple" if isinstance(value, tuple) else "a word"
