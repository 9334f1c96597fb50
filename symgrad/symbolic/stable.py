"""Scalar expressions in the form that keeps its value: the language's stable functions.

SymPy differentiates definitions such as `1/(1 + exp(-u))`; written out as they are, they
overflow where the function itself does not. Here the definitions are recognised again in
an expression: sigmoid, logsigmoid and softplus, a quotient that grows and shrinks together,
and a factor beside a condition, which moves into the branch where it is needed.

The heads `Sigmoid`, `Softplus`, `Logsigmoid` are names only: nothing is derived from them.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import sympy as s

from symgrad.symbolic.phrases import CHOSEN, PARTIAL
from symgrad.symbolic.scalars import ONE, ZERO, Expr, size


class Sigmoid(s.Function):  # type: ignore[misc]
    """1/(1 + exp(-x))."""


class Softplus(s.Function):  # type: ignore[misc]
    """log(1 + exp(x))."""


class Logsigmoid(s.Function):  # type: ignore[misc]
    """-log(1 + exp(-x))."""


class Logaddexp(s.Function):  # type: ignore[misc]
    """log(exp(x) + exp(y))."""


class Erfc(s.Function):  # type: ignore[misc]
    """1 - erf(x), where SymPy would turn erfc(-x) into 2 - erfc(x)."""


class Relu(s.Function):  # type: ignore[misc]
    """max(x, 0)."""


class Maximum(s.Function):  # type: ignore[misc]
    """max(x, y)."""


class Minimum(s.Function):  # type: ignore[misc]
    """min(x, y)."""


class Ratio(s.Function):  # type: ignore[misc]
    """x/y, where SymPy would take a power of it apart."""


_REWRITTEN = frozenset({s.exp, s.Piecewise, s.erf, s.sinh})
_MOST = 3
_LONGEST_QUOTIENT = 16
_LARGEST_EXPONENT = 4
_LARGEST_NUMBER = 1000
_MOST_SYMBOLS = 4


@lru_cache(maxsize=8192)
def compact(expr: Expr) -> Expr:
    """Return a short quotient over one denominator where that is shorter.

    Only for what is cheap to factor: few symbols, low powers, no functions.
    """
    if not expr.is_Add or size(expr) > _LONGEST_QUOTIENT or len(expr.free_symbols) > _MOST_SYMBOLS:
        return expr
    powers = expr.atoms(s.Pow)
    if not any(p.exp == -2 and p.base.is_Add for p in powers):
        return expr
    if expr.atoms(s.Function) or not all(p.exp.is_Integer for p in powers):
        return expr
    if any(abs(p.exp) > _LARGEST_EXPONENT for p in powers):
        return expr
    if any(abs(n.p) > _LARGEST_NUMBER or n.q > _LARGEST_NUMBER for n in expr.atoms(s.Rational)):
        return expr
    above, below = s.fraction(s.factor(s.together(expr)))
    found = s.expand(above) / below
    return found if size(found) < size(expr) else expr


def stable(expr: Expr) -> Expr:
    """Return an equal expression in stable functions."""
    return expr if _is_calm(expr) else _rewritten(expr)


@lru_cache(maxsize=8192)
def _is_calm(expr: Expr) -> bool:
    """Tell whether nothing in an expression is rewritten."""
    if expr.is_Symbol:
        return CHOSEN not in expr.name
    if type(expr) in _REWRITTEN or (expr.is_Pow and not expr.exp.is_number):
        return False
    if expr.is_Mul and _spread(expr) is not expr:
        return False
    return all(map(_is_calm, expr.args))


@lru_cache(maxsize=8192)
def _rewritten(expr: Expr) -> Expr:
    # The depth is bounded: elementwise functions are kept below a fixed operation count.
    if expr.is_Mul:
        expr = _spread(expr)
        if expr.is_Add:
            return _rewritten(expr)
        expr = s.Mul(*map(_one_choice, expr.args))
    if expr.is_Mul:
        found = _apart(expr)
        if found is not expr:
            return _rewritten(found)
        found = _quotient(expr)
        if found != expr:
            return _rewritten(found)
        expr = _quieter(_one_power(expr))
        expr = _into_branch(expr) if expr.is_Mul else expr
        guarded = _guarded(expr) if expr.is_Mul else None
        if guarded is not None:
            return guarded
    if isinstance(expr, s.log):
        grown = _grown(expr.args[0])
        if grown is not None:
            return Softplus(_rewritten(grown))
        exponents = _two_exponents(expr.args[0])
        if exponents is not None:
            return Logaddexp(*sorted(map(_rewritten, exponents), key=s.default_sort_key))
    if expr.is_Pow and expr.exp.is_negative:
        grown = _grown(expr.base)
        if grown is not None:
            return Sigmoid(_rewritten(-grown)) ** -expr.exp
    expr = _complement(expr) if expr.is_Add else expr
    args = [_rewritten(arg) for arg in expr.args]
    if expr.is_Add:
        return _rest_of_sigmoid(_one_choice(expr.func(*args)))
    if expr.is_Mul and args[0] == -1 and len(args) == 2 and isinstance(args[1], Softplus):
        return Logsigmoid(-args[1].args[0])
    return expr.func(*args) if tuple(args) != expr.args else expr


def _spread(expr: Expr) -> Expr:
    """Multiply out where a factor divides in a term of a sum: `p*(s - y/p)` is `p*s - y`.

    Not where a sum is divided by one of its terms: `(x - y)/x` has more digits than `1 - y/x`.
    """
    total = next((f for f in expr.args if f.is_Add and _divides_by(f, expr)), None)
    if total is None:
        return expr
    rest = s.Mul(*(f for f in expr.args if f is not total))
    return s.Add(*(term * rest for term in total.args))


def _divides_by(total: Expr, product: Expr) -> bool:
    """Tell whether a term of a sum divides by a factor beside it, or multiplies by 1 + exp(a)."""
    if len(total.args) > _MOST:
        return False
    grown = {f.base for f in product.args if _is_inverse(f) and _grown(f.base) is not None}
    parts = [f for term in total.args for f in s.Mul.make_args(term)]
    if not grown and not any(map(_is_inverse, parts)):
        return False
    factors = {f for f in product.args if f.is_Symbol or f.is_Function}
    return any(f in grown or (_is_inverse(f) and f.base in factors) for f in parts)


def _quieter(expr: Expr) -> Expr:
    """Write sinh(a)/cosh(a)**n as tanh(a)/cosh(a)**(n - 1): both of the two overflow."""
    for f in expr.args:
        base, n = f.as_base_exp()
        if isinstance(base, s.sinh) and n.is_Integer and n > 0:
            partner = next(
                (g for g in expr.args if _is_inverse(g) and g.base == s.cosh(*base.args)), None
            )
            if partner is not None:
                m = min(n, -partner.exp)
                quiet = (
                    s.tanh(*base.args) ** m * base ** (n - m) * partner.base ** (partner.exp + m)
                )
                return s.Mul(quiet, *(g for g in expr.args if g is not f and g is not partner))
    return expr


def _grown(expr: Expr) -> Expr:
    """Return a where the expression is 1 + exp(a), None elsewhere."""
    if expr.is_Add and expr.args[0] is ONE and len(expr.args) == 2:
        other = expr.args[1]
        return other.args[0] if isinstance(other, s.exp) else None
    return None


def _rest_of_sigmoid(expr: Expr) -> Expr:
    """Write p = sigmoid(a) less 1 as -sigmoid(-a), 1 - p as sigmoid(-a), p - p**2 as both."""
    constant, rest = expr.as_coeff_Add()
    for term in s.Add.make_args(rest):
        c, factor = term.as_coeff_Mul()
        if isinstance(factor, Sigmoid) and c == -constant:
            return rest - term + constant * Sigmoid(-factor.args[0])
    for p in sorted(expr.atoms(Sigmoid), key=s.default_sort_key):
        first, second = expr.coeff(p, 1), expr.coeff(p, 2)
        if first != 0 and first == -second:
            left = s.Add(*(t for t in s.Add.make_args(expr) if t.as_independent(p)[1] == 1))
            if s.Add(left, first * p, second * p**2) == expr:
                return left + first * p * Sigmoid(-p.args[0])
    return expr


def _complement(expr: Expr) -> Expr:
    """Write c + c*erf(a) as c*erfc(-a), which has digits where erf(a) is nearly -1."""
    constant, rest = expr.as_coeff_Add()
    for term in s.Add.make_args(rest):
        c, factor = term.as_coeff_Mul()
        if isinstance(factor, s.erf) and abs(c) == abs(constant):
            inner = factor.args[0]
            return rest - term + constant * Erfc(-inner if c == constant else inner)
    return expr


def _apart(expr: Expr) -> Expr:
    """Write (exp(a) + c*exp(b))/(exp(a) + exp(b)) as a sum of two quotients."""
    if not any(_is_inverse(f) and (_grown(f.base) or _two_exponents(f.base)) for f in expr.args):
        return expr
    above = next((f for f in expr.args if f.is_Add and any(map(_grows, f.args))), None)
    if above is None:
        return expr
    rest = s.Mul(*(f for f in expr.args if f is not above))
    return s.Add(*(term * rest for term in above.args))


def _grows(term: Expr) -> bool:
    """Tell whether an exponential is among the factors of a term."""
    return any(isinstance(f, s.exp) for f in s.Mul.make_args(term))


def _quotient(expr: Expr) -> Expr:
    """Write exp(a)/(1 + exp(a)) as sigmoid(a), and its like with powers and several factors.

    Of each denominator (1 + exp(a))**n the numerator pays for p of the n; the p are chosen
    so that as little as possible of the numerator is left.
    """
    factors = [_common_growth(f) for f in expr.args]
    expr = s.Mul(*factors)
    inverses = [f for f in s.Mul.make_args(expr) if _is_inverse(f)]
    powers = {f: _grown(f.base) for f in inverses if _grown(f.base) is not None}
    growths = [f for f in s.Mul.make_args(expr) if isinstance(f, s.exp)]
    if not growths or not 0 < len(powers) <= _MOST:
        return expr
    growth = s.Add(*(f.args[0] for f in growths))
    paid = [range(min(int(-f.exp), _MOST), -1, -1) for f in powers]
    rest = {p: growth - s.Add(*map(s.Mul, p, powers.values())) for p in product(*paid)}
    best = min(rest, key=lambda p: (_length(rest[p]), sum(p)))
    if not any(best):
        return expr
    others = (f for f in s.Mul.make_args(expr) if f not in powers and f not in growths)
    found = [s.exp(rest[best]), *others]
    for p, (f, a) in zip(best, powers.items(), strict=True):
        found += [Sigmoid(a) ** p, Sigmoid(-a) ** (-f.exp - p)]
    return s.Mul(*found)


def _is_inverse(f: Expr) -> bool:
    return bool(f.is_Pow and f.exp.is_Integer and f.exp.p < 0)


def _common_growth(f: Expr) -> Expr:
    """Write 1/(exp(a) + exp(b)) as exp(-b)/(1 + exp(a - b))."""
    if not _is_inverse(f):
        return f
    exponents = _two_exponents(f.base)
    if exponents is None:
        return f
    a, b = exponents
    return s.exp(f.exp * b) * s.Pow(1 + s.exp(a - b), f.exp)


def _two_exponents(expr: Expr) -> tuple[Expr, Expr] | None:
    """Return a and b where the expression is exp(a) + exp(b)."""
    if expr.is_Add and len(expr.args) == 2 and all(isinstance(e, s.exp) for e in expr.args):
        return expr.args[0].args[0], expr.args[1].args[0]
    return None


def _length(exponent: Expr) -> int:
    return 0 if exponent.is_zero else 1 + size(exponent)


def _one_power(expr: Expr) -> Expr:
    """Write `x**y/x` as `x**(y - 1)`, which has a value at 0."""
    symbolic = next((f for f in expr.args if f.is_Pow and not f.exp.is_number), None)
    if symbolic is None:
        return expr
    same = [f for f in expr.args if f is not symbolic and f.as_base_exp()[0] == symbolic.base]
    if not same:
        return expr
    exponent = s.Add(symbolic.exp, *(f.as_base_exp()[1] for f in same))
    rest = s.Mul(*(f for f in expr.args if f is not symbolic and f not in same))
    return rest * s.Pow(symbolic.base, exponent)


def _into_branch(expr: Expr) -> Expr:
    """Move factors that may have no value into the branches of a choice that can be zero."""
    choice = next((f for f in expr.args if isinstance(f, s.Piecewise) and _may_vanish(f)), None)
    if choice is None or all(f is choice or _harmless(f) for f in expr.args):
        return expr
    rest = s.Mul(*(f for f in expr.args if f is not choice))
    return s.Piecewise(*((value * rest, condition) for value, condition in choice.args))


def _guarded(expr: Expr) -> Expr | None:
    """Let factors that may have no value count only where something chosen is not 0."""
    chosen = next((f for f in expr.args if _is_chosen(f)), None)
    if chosen is None or not any(_is_risky(f) for f in expr.args if f is not chosen):
        return None
    if chosen.is_Add:
        rest = s.Mul(*(f for f in expr.args if f is not chosen))
        return _rewritten(s.Add(*(term * rest for term in chosen.args)))
    value = s.Mul(*map(_rewritten, expr.args))
    return s.Piecewise((value, s.Ne(_rewritten(chosen), 0)), (ZERO, True))


def _may_vanish(choice: Expr) -> bool:
    return any(value == ZERO for value, _ in choice.args)


def _is_chosen(factor: Expr) -> bool:
    """Tell whether a factor is 0 where a condition has left out what it is made of."""
    if factor.is_Symbol:
        return CHOSEN in factor.name
    if factor.is_Add:
        return all(map(_is_chosen, factor.args))
    if factor.is_Mul:
        return any(map(_is_chosen, factor.args))
    return isinstance(factor, s.Piecewise) and _may_vanish(factor)


def _harmless(factor: Expr) -> bool:
    if factor.is_Pow:
        return bool(factor.exp.is_Integer and factor.exp > 0 and _harmless(factor.base))
    if factor.is_Symbol:
        return PARTIAL not in factor.name
    return bool(factor.is_number)


def _is_risky(factor: Expr) -> bool:
    """Tell whether a factor may have no value: it divides, or has a domain."""
    if factor.is_Symbol:
        return PARTIAL in factor.name
    if factor.is_Pow and not (factor.exp.is_Integer and factor.exp > 0):
        return not factor.base.is_positive
    return isinstance(factor, s.log) or any(map(_is_risky, factor.args))


def leaves_out(left: Expr, right: Expr) -> bool:
    """Tell whether one of two factors is 0 where the other may have no value."""
    return _outweighs(left, right) or _outweighs(right, left)


def _outweighs(chosen: Expr, other: Expr) -> bool:
    return _is_chosen(chosen) and any(map(_is_risky, s.Mul.make_args(other)))


def _one_choice(expr: Expr) -> Expr:
    """Write a sum of choices by one condition as one choice."""
    groups: dict[tuple[Expr, ...], list[list[Expr]]] = {}
    rest = []
    for term in s.Add.make_args(expr):
        choice = next((f for f in s.Mul.make_args(term) if isinstance(f, s.Piecewise)), None)
        if choice is None:
            rest.append(term)
            continue
        beside = s.Mul(*(f for f in s.Mul.make_args(term) if f is not choice))
        values = [beside * value for value, _ in choice.args]
        groups.setdefault(tuple(condition for _, condition in choice.args), []).append(values)
    if sum(map(len, groups.values())) == len(groups):
        return expr
    for conditions, group in groups.items():
        values = [s.Add(*each) for each in zip(*group, strict=True)]
        rest.append(s.Piecewise(*zip(values, conditions, strict=True)))
    return s.Add(*rest)


def proportions(expr: Expr, lengths: set[Expr]) -> Expr:
    """Return an expression in which `x**p/length**p` is a power of `x/length`, which is tame."""
    if not lengths:
        return expr
    return expr.xreplace({product: _proportion(product, lengths) for product in expr.atoms(s.Mul)})


def _proportion(expr: Expr, lengths: set[Expr]) -> Expr:
    for f in expr.args:
        length, p = f.as_base_exp()
        if length not in lengths or p in (1, -1) or not p.is_Rational:
            continue
        partner = next((g for g in expr.args if g is not f and g.as_base_exp()[1] == -p), None)
        if partner is not None:
            base = partner.as_base_exp()[0]
            ratio = Ratio(base, length) ** -p if p < 0 else Ratio(length, base) ** p
            return s.Mul(ratio, *(g for g in expr.args if g is not f and g is not partner))
    return expr
