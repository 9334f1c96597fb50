"""The operator: one frozen row says everything about one function of the language.

Parser, printer, shape inference, both wings, the domain check, `symgrad ops` and the
generated tests all read these rows, so adding a function means adding one row to a
family file of this package and nothing anywhere else. The reading order of the fields
is the order of the questions a reader asks: what is it called, what does it take,
what shape comes out, what is its value, its pullback, its definition, where does it hold.

Rules are handed a namespace and never import an array library:

- `xp`, for values and pullbacks: an attribute per function of the language
  (`xp.exp(x)`, `xp.sum(x, axis=(0,), keepdims=True)`), and arrays with Python's
  operators. The same rule runs on NumPy arrays and on graph nodes.
- `t`, for definitions: the tensor algebra of the symbolic wing. It offers the same
  functions (by their definitions) and `t.scalar`, `t.einsum` and the other primitives
  that a definition may end in.

May import `errors` and `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from symgrad.ops.dims import Shape

# Rules run against whichever array type the namespace brings, so their arguments are Any.
Rule = Callable[..., Any]
Kind = Literal["elementwise", "reduction", "array", "constructor"]
REQUIRED: Any = type("Required", (), {"__repr__": lambda self: "REQUIRED"})()


@dataclass(frozen=True, slots=True)
class Operand:
    """An argument that is an array of the graph.

    A "target" holds indices where it lacks the last axis of the first operand, and is real
    otherwise. An optional one may be left out with all that follow it; rules then get fewer
    operands.
    """

    name: str
    kind: Literal["real", "condition", "index", "target"] = "real"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Param:
    """An argument that is known when the graph is built: an axis, a shape, a word.

    `kind` says how the typed value is read:
    `axes` None, an int or a tuple of ints; `int`; `bool`; `dims` a dimension or a tuple
    of them (always handed on as a tuple); `dim` one dimension; `ints` an int, a tuple of
    ints or a tuple of these; `number` an exact
    Fraction, or "inf" / "-inf"; `word` a string; `ord` a number or a word; `index` a
    tuple of ints, slices, None and Ellipsis. `dims` with `choices` may also be one of these words.
    `leading` ones stand before the operands of a call, `inner` ones behind the first operand.
    """

    name: str
    kind: Literal["axes", "int", "ints", "bool", "dims", "dim", "number", "word", "ord", "index"]
    default: Any = REQUIRED
    keyword: bool = False
    leading: bool = False
    inner: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A call that the generated tests run: text of the language and values for its variables.

    `text` is a program whose output may have any shape; `values` maps each variable to the
    text of its value. Points on a kink or outside the domain do not belong here.
    """

    text: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Misuse:
    """A call that must fail: the program, the shapes of its variables, the error's code."""

    text: str
    shapes: Mapping[str, Shape]
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One operator of the language.

    Attributes:
        name: its first form, the one that is printed.
        doc: one line that defines it, as a formula where there is one.
        source: where the formula is from: book, DLMF number, paper, or whose convention it is.
        aliases: other names it is read under.
        operands: its array arguments, in order; for a variadic row the one that repeats.
        variadic: "tuple" if the operands come as one tuple `f((a, b))`, "rest" for `f("..", a, b)`.
        params: its static arguments, in call order; keyword-only ones are marked.
        kind: "elementwise" rows broadcast their operands and may be handed, and may return,
            anything that broadcasts; the sweep sums cotangents back to the operand's shape.
        shape: `(*shapes, **params) -> shape` for rows that are not elementwise.
        normalise: `(shapes, params) -> params`, the one canonical form of the parameters (axes
            counted from the front, defaults put in); raises ShapeError.
        primal: the value, `(xp, *xs, **params)`. None: a primitive, which every namespace brings.
        vjp: the pullback, one rule per operand `(xp, y_bar, y, *xs, **params) -> x_bar`, None
            where the operand has no derivative; for a variadic row a function `i -> rule`.
        lower: the definition in the tensor algebra, `(t, *xs, **params)`; None: the primal,
            read as a definition.
        glyph: the sign that it is written with, of the grammar table; "" for a call.
        result: "condition" for rows that give truth values.
        domain: `(xp, *xs, **params) -> ((quantity, relation, words), ...)`: where the function has
            a value and a derivative. Relations: ">" the quantity must be positive; ">=" a value
            also at 0, a derivative only beyond it; "!=" not zero; "jump" a value everywhere,
            a derivative only where it is not zero.
        kinks: `(xp, *xs, **params) -> (selector, ...)`, each zero exactly on a kink.
        at_kinks: which derivative is chosen on the kinks, in words.
        samples: calls for the generated tests. errors: calls that must fail.
        selects: True for rows that leave entries out; below them an entry that was left out
            contributes nothing, even where its own derivative is infinite or not a number.
        values_only: only in values given to variables (`randn`), never in an expression.
        family: the name of its family, filled in by the table.
        callable: False for rows that are only ever written by their glyph or built by a rule.
    """

    name: str
    doc: str
    source: str
    aliases: tuple[str, ...] = ()
    operands: tuple[Operand, ...] = ()
    variadic: Literal["", "tuple", "rest"] = ""
    params: tuple[Param, ...] = ()
    kind: Kind = "array"
    shape: Callable[..., Shape] | None = None
    normalise: Callable[[tuple[Shape, ...], dict[str, Any]], dict[str, Any]] | None = None
    primal: Rule | None = None
    vjp: tuple[Rule | None, ...] | Callable[[int], Rule | None] = ()
    lower: Rule | None = None
    glyph: str = ""
    result: Literal["real", "condition"] = "real"
    domain: Rule | None = None
    kinks: Rule | None = None
    at_kinks: str = ""
    samples: tuple[Sample, ...] = ()
    errors: tuple[Misuse, ...] = ()
    selects: bool = False
    values_only: bool = False
    callable: bool = True
    family: str = ""

    def pullback(self, position: int) -> Rule | None:
        """Return the rule of one operand, None where it has no derivative."""
        if callable(self.vjp):
            return self.vjp(position)
        return self.vjp[position] if position < len(self.vjp) else None

    def operand(self, position: int) -> Operand:
        """Return what is expected at one position."""
        return self.operands[min(position, len(self.operands) - 1)]

    def param(self, name: str) -> Param | None:
        """Return a parameter by its name."""
        return next((p for p in self.params if p.name == name), None)

    @property
    def places(self) -> list[Operand | Param]:
        """What a call takes by position, in order, where no operand repeats."""
        first, rest = self.operands[:1], self.operands[1:]
        before = [param for param in self.params if param.leading]
        within = [param for param in self.params if param.inner]
        marked = (*before, *within)
        after = [param for param in self.params if param not in marked and not param.keyword]
        return [*before, *first, *within, *rest, *after]

    def split(self, args: tuple[Any, ...]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Split the positional arguments of a call in a namespace into operands and parameters."""
        leading = [param.name for param in self.params if param.leading]
        trailing = [param.name for param in self.params if not param.leading]
        params = dict(zip(leading, args, strict=False))
        rest = args[len(leading) :]
        if self.variadic == "tuple":
            operands, rest = tuple(rest[0]), rest[1:]
        elif self.variadic == "rest":
            operands, rest = rest, ()
        else:
            operands, rest = rest[: len(self.operands)], rest[len(self.operands) :]
        return operands, params | dict(zip(trailing, rest, strict=False))

    def __repr__(self) -> str:
        return f"Op({self.name})"
