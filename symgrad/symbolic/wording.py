"""Wording: SymPy expressions as nodes of the language, in the order a person writes.

Products: numbers, then variables, then functions, then sums; what has a negative power
below a fraction bar. Sums: the longest terms first, a number last, a positive one in front.
Numbers: short decimals as decimals, other quotients as fractions around the rest.
A number before a matrix product multiplies its first factor: `2*A.T @ r`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import itemgetter
from typing import Any, TypeVar

import sympy as s

from symgrad.errors import InputError
from symgrad.graph.node import Node, Table, Variable, is_decimal
from symgrad.ops.dims import named
from symgrad.symbolic.phrases import Atoms
from symgrad.symbolic.scalars import (
    INFINITY,
    ONE,
    ZERO,
    Expr,
    is_negative,
    multiplied,
    size,
    symbols_of,
)
from symgrad.symbolic.special import Gammaln, Polygamma, SphericalJn
from symgrad.symbolic.stable import (
    Erfc,
    Logaddexp,
    Logsigmoid,
    Maximum,
    Minimum,
    Ratio,
    Relu,
    Sigmoid,
    Softplus,
    compact,
    proportions,
    stable,
)
from symgrad.symbolic.tame import Cbrt, Expm1, Log1p, Radius, Whole

CALLS = {
    s.exp: "exp", s.log: "log", s.Abs: "abs", s.sign: "sign", s.floor: "floor",
    s.ceiling: "ceil", s.sin: "sin", s.cos: "cos", s.tan: "tan", s.asin: "arcsin",
    s.acos: "arccos", s.atan: "arctan", s.sinh: "sinh", s.cosh: "cosh", s.tanh: "tanh",
    s.asinh: "arcsinh", s.acosh: "arccosh", s.atanh: "arctanh", s.erf: "erf", s.erfc: "erfc",
    Gammaln: "gammaln", s.atan2: "arctan2", s.Mod: "mod", s.sec: "sec", s.csc: "csc",
    s.cot: "cot", Radius: "hypot", Cbrt: "cbrt", Expm1: "expm1", Log1p: "log1p", Erfc: "erfc",
    Sigmoid: "sigmoid", Softplus: "softplus", Logsigmoid: "logsigmoid",
    Logaddexp: "logaddexp", Maximum: "maximum", Minimum: "minimum", Relu: "relu",
    s.Max: "maximum", s.Min: "minimum", s.GreaterThan: "greater_equal", s.LessThan: "less_equal",
    s.StrictGreaterThan: "greater", s.StrictLessThan: "less", s.Equality: "equal",
    s.Unequality: "not_equal", s.Not: "logical_not", s.And: "logical_and", s.Or: "logical_or",
}  # fmt: skip

# Of a fraction; what is larger is read off more easily as a decimal.
_LARGEST_NUMERATOR = 10**6

Item = TypeVar("Item")


class Wording:
    """Writes expressions in atoms as nodes of one table."""

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms
        self.table: Table = atoms.table
        self._known: dict[tuple[Expr, Expr], Node] = {}
        self._numbers: dict[Expr, Node] = {}

    def node(self, coefficient: Expr, expr: Expr) -> Node:
        """Return a node for a multiple of an expression."""
        if expr.is_Symbol and coefficient is ONE:
            return self._symbol(expr)
        key = (coefficient, expr)
        node = self._known.get(key)
        if node is None:
            tame = proportions(expr, self.atoms.lengths(expr))
            node = self._known[key] = self._product(coefficient, compact(stable(tame)))
        return node

    def _word(self, expr: Expr) -> Node:
        # The depth is bounded: expressions are kept below a fixed operation count.
        if expr.is_Symbol:
            return self._symbol(expr)
        if expr.is_Rational:
            return self._number(expr)
        if expr.is_Add:
            return self._sum(expr)
        if expr.is_Mul:
            return self._product(ONE, expr)
        if expr.is_Pow:
            return self._power(expr)
        if expr.is_NumberSymbol:
            pi = expr is s.pi
            return self.table.literal("pi") if pi else self.call("exp", self.table.number(1))
        if isinstance(expr, s.Piecewise):
            return self._choice(expr)
        return self._function(expr)

    def call(self, name: str, *args: Node, **params: Any) -> Node:
        """Return a call of the language."""
        return self.table.call(name, args, params)

    def _symbol(self, symbol: Expr) -> Node:
        if symbol is INFINITY:
            return self.table.literal("inf")
        node = self.atoms.node(symbol)
        return self.table.number(named(symbol.name)) if node is None else node

    def _number(self, value: Expr) -> Node:
        node = self._numbers.get(value)
        if node is None:
            node = self._numbers[value] = self.table.number(_fraction(value))
        return node

    def _function(self, expr: Expr) -> Node:
        name = CALLS.get(expr.func)
        if name is None:
            return self._composed(expr)
        args = self._ordered(expr.args) if expr.func in (s.And, s.Or) else expr.args
        first, *rest = [self._word(arg) for arg in args]
        if not rest:
            return self.call(name, first)
        for node in rest:
            first = self.call(name, first, node)
        return first

    def _composed(self, expr: Expr) -> Node:
        """Write a function that is not one call with the same operands."""
        if isinstance(expr, Ratio):
            above, below = map(self._word, expr.args)
            return above / below
        if isinstance(expr, Whole):
            x, y = map(self._word, expr.args)
            return self.call("round", (x - self.call("mod", x, y)) / y)
        if isinstance(expr, Polygamma | SphericalJn):
            return self._of_order(expr)
        if expr.is_number or not expr.args:
            raise _valueless()
        raise InputError(
            f"the closed form needs {expr.func.__name__}, which is not in the language",
            code="no-closed-form",
            help="the numbers do not need the closed form",
        )

    def _of_order(self, expr: Expr) -> Node:
        order, x = expr.args
        if order == 0 and isinstance(expr, Polygamma):
            return self.call("digamma", self._word(x))
        turns = x / s.pi
        if order == 0 and not turns.has(s.pi):
            return self.call("sinc", self._word(turns))
        name = "polygamma" if isinstance(expr, Polygamma) else "spherical_jn"
        return self.call(name, self._word(x), n=int(order))

    def _choice(self, expr: Expr) -> Node:
        known = _named_choice(expr)
        if known is not None:
            return self._word(known)
        *branches, (last, _) = [(value, condition) for value, condition in expr.args]
        result = self._word(last)
        for value, condition in reversed(branches):
            result = self.call("where", self._word(condition), self._word(value), result)
        return result

    def _sum(self, expr: Expr) -> Node:
        pairs = [term.as_coeff_Mul() for term in expr.args]
        terms = _sorted(pairs, lambda pair: -self._degree(pair[1]), self._weight)
        front = next((i for i, (c, _) in enumerate(terms) if not is_negative(c)), 0)
        terms = [terms[front], *terms[:front], *terms[front + 1 :]]
        result = self._product(*terms[0])
        for c, rest in terms[1:]:
            if is_negative(c):
                result = result - self._product(-c, rest)
            else:
                result = result + self._product(c, rest)
        return result

    def _weight(self, term: tuple[Expr, Expr]) -> tuple[Any, ...]:
        c, rest = term
        return (self._turned(rest), self._kind(rest), self._order(rest), c)

    def _turned(self, expr: Expr) -> bool:
        """Tell whether a product of matrices starts with a transposed one: it comes later."""
        node = self.atoms.node(expr)
        while node is not None and node.function == "matmul":
            node = node.args[0]
        return node is not None and node is not self.atoms.node(expr) and _is_turned(node)

    def _degree(self, expr: Expr) -> float:
        if expr.is_Symbol:
            node = self.atoms.node(expr)
            return 2 if node is not None and node.function == "matmul" else 1
        if not symbols_of(expr):
            return 0
        if expr.is_Mul:
            return sum(self._degree(factor) for factor in expr.args)
        if expr.is_Pow and expr.exp.is_Rational:
            return _as_float(expr.exp) * self._degree(expr.base)
        return 1

    def _ordered(self, factors: Sequence[Expr]) -> Sequence[Expr]:
        """Sort factors: constants, variables, other nodes, functions, sums; then by age."""
        return _sorted(factors, self._kind, self._order)

    def _order(self, expr: Expr) -> tuple[Any, ...]:
        """Sort factors of one kind: numbers behind arrays, then by age."""
        ages = sorted(
            -1 if node is None else node.serial
            for node in (self.atoms.node(symbol) for symbol in symbols_of(expr))
        )
        exponent = _as_float(expr.exp) if expr.is_Pow and expr.exp.is_Rational else 1.0
        wide = self._kind(expr) != 1 or bool(self.atoms.thin(expr))
        return (wide, ages, -exponent, size(expr), str(expr.func))

    def _kind(self, expr: Expr) -> float:
        base = expr
        if expr.is_Pow:
            if not expr.exp.is_number:
                return 2.5
            base = expr.base
        if base.is_Symbol:
            node = self.atoms.node(base)
            if node is not None and node.function in ("eye", "ones"):
                return 5
            return 0 if node is None else 1 if isinstance(node.leaf, Variable) else 2
        if base.is_number:
            return 0
        return 4 if base.is_Add else 3

    def _product(self, coefficient: Expr, expr: Expr) -> Node:
        """Write a multiple; SymPy would multiply a number into a sum."""
        if coefficient is ONE and not (expr.is_Mul or expr.is_Number):
            return self._word(expr)
        if expr is ONE and coefficient.is_Integer and not is_negative(coefficient):
            return self._number(coefficient)
        whole = coefficient if expr.is_Add else multiplied(coefficient, expr)
        c, rest = whole.as_coeff_Mul()
        if not c.is_Rational:
            raise _valueless()
        factors = [f for f in s.Mul.make_args(rest) if f is not ONE]
        factors += [expr] if expr.is_Add else []
        below = [f for f in factors if f.is_Pow and f.exp.is_Rational and f.exp.p < 0]
        above = [f for f in factors if f not in below]
        return self._fraction(c, above, [s.Pow(f.base, -f.exp) for f in below])

    def _fraction(self, c: Expr, above: list[Expr], below: list[Expr]) -> Node:
        negative, c = is_negative(c), abs(c)
        top, bottom = (c, ONE) if _is_short_decimal(c) else (s.Integer(c.p), s.Integer(c.q))
        prefix = self._number(top) if top is not ONE or not above else None
        words = [self._word(f) for f in self._ordered(above)]
        number = self._chain(prefix, words, negative)
        under = [self._number(bottom)] if bottom is not ONE else []
        under += [self._word(f) for f in self._ordered(below)]
        return number / _multiplied(under) if under else number

    def _chain(self, prefix: Node | None, words: list[Node], negative: bool) -> Node:
        """Multiply from left to right; a lone matrix product takes the rest into its front."""
        arrays = [word for word in words if word.shape]
        scalars = [word for word in words if not word.shape]
        front = ([prefix] if prefix is not None else []) + scalars
        if len(arrays) == 1 and arrays[0].function == "matmul" and (front or negative):
            factor = _multiplied(front) if front else None
            return self._into_first(factor, arrays[0], negative)
        first, *rest = ([prefix] if prefix is not None else []) + words
        return _multiplied([self.call("negative", first) if negative else first, *rest])

    def _into_first(self, factor: Node | None, product: Node, negative: bool) -> Node:
        rights: list[Node] = []
        while product.function == "matmul":
            product, right = product.args
            rights.append(right)
        if factor is None:
            result = self.call("negative", product)
        else:
            result = (_negated(factor) if negative else factor) * product
        for right in reversed(rights):
            result = result @ right
        return result

    def _power(self, expr: Expr) -> Node:
        base, exponent = expr.as_base_exp()
        if exponent.is_Rational and exponent.p < 0:
            return self.table.number(1) / self._word(s.Pow(base, -exponent))
        if exponent is s.S.Half:
            return self.call("sqrt", self._word(base))
        return self._word(base) ** self._word(exponent)


def _sorted(
    items: Sequence[Item], first: Callable[[Item], float], then: Callable[[Item], Any]
) -> Sequence[Item]:
    """Sort by a number, and by what is looked at more closely where some have the same one."""
    if len(items) < 2:
        return items
    numbers = [first(item) for item in items]
    if len(set(numbers)) == len(numbers):
        return [items[k] for k in sorted(range(len(items)), key=numbers.__getitem__)]
    pairs = zip(numbers, map(then, items), items, strict=True)
    return [item for _, _, item in sorted(pairs, key=itemgetter(0, 1))]


def _as_float(value: Expr) -> float:
    """Return a rational number as a float; SymPy's own way leads through mpmath."""
    return float(value.p) if value.q == 1 else float(value)


def _power_of(f: Expr, base: Expr) -> Expr:
    """Return the positive exponent for which an expression is a power of another, 0 if none."""
    found, exponent = f.as_base_exp()
    return exponent if found == base and exponent.is_Rational and exponent > 0 else ZERO


def _is_turned(node: Node) -> bool:
    return node.function == "transpose" and isinstance(node.args[0].leaf, Variable)


def _named_choice(expr: Expr) -> Expr | None:
    """Return a choice as relu, or with the sign of what it compares, None for all others."""
    (first, typed), *rest = expr.args
    condition = _as_greater(typed)
    if condition is None:
        return None
    above = condition.lhs - condition.rhs
    power = _power_of(first, above)
    if len(rest) == 1:
        return Relu(above) ** power if rest[0] == (ZERO, True) and power else None
    (second, opposite), (tie, _) = rest[0], rest[-1]
    middle = (first + second) / 2
    if len(rest) != 2 or _as_greater(opposite) != s.StrictGreaterThan(*condition.args[::-1]):
        return None
    if power and second == ZERO and condition.rhs == ZERO and (tie / first).is_number:
        return Maximum(*typed.args) ** power
    if s.expand(tie - middle) != 0:
        return None
    if {first, second} == set(condition.args):
        head = Maximum if first == condition.lhs else Minimum
        return head(*typed.args)
    gap = first - second
    return middle + gap / 2 * s.sign(above) if gap.is_number else None


def _as_greater(condition: Expr) -> Expr | None:
    """Return `x > y`, or `y < x` as that, None for any other condition."""
    if isinstance(condition, s.StrictLessThan):
        return condition.reversed
    return condition if isinstance(condition, s.StrictGreaterThan) else None


def _multiplied(nodes: list[Node]) -> Node:
    result = nodes[0]
    for node in nodes[1:]:
        result = result * node
    return result


def _negated(node: Node) -> Node:
    """Put a sign before the first factor of a product."""
    rights: list[Node] = []
    while node.function == "multiply":
        node, right = node.args
        rights.append(right)
    result = node.table.call("negative", (node,))
    for right in reversed(rights):
        result = result * right
    return result


def _fraction(value: Expr) -> Any:
    return Fraction(int(value.p), int(value.q))


def _is_short_decimal(c: Expr) -> bool:
    """Tell whether a number is shorter as a decimal: at most two places, or a decimal fraction."""
    p, q = abs(int(c.p)), int(c.q)
    if 100 % q == 0 or str(q).strip("0") == "1":
        return True
    return p > _LARGEST_NUMERATOR and is_decimal(Fraction(p, q))


def _valueless() -> InputError:
    return InputError(
        "the expression holds a constant that has no value, such as 1/0",
        code="no-closed-form",
        help="write it without dividing by zero",
    )
