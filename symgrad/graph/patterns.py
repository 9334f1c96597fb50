"""Formulas that lose digits when they are typed as in a book, and the function that does not.

Both sides are text of the language; one-letter names stand for any subexpression. A reduction
stands for one along any axes; `keepdims=true` says that its result meets its operand again.
May import `ops.dims`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symgrad.ops.dims import Shape

_M: Mapping[str, Shape] = {"A": (2, 2), "b": (2,)}
_V: Mapping[str, Shape] = {"x": (2,)}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One formula.

    Attributes:
        naive, stable: what is typed, and what to type instead.
        reason: what is lost, where.
        shapes: of those letters that do not stand for single numbers or arrays of any shape.
        varied: letters that have to depend on a variable for the advice to be of use.
    """

    naive: str
    stable: str
    reason: str
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    varied: tuple[str, ...] = ()


_OVERFLOW = "exp overflows beyond 709"
_CANCELS = "the difference loses the digits that the two have in common"
_NEAR_ZERO = "1 + x loses the digits of a small x"
_SQUARES = "squares overflow beyond 1e154 and vanish below 1e-162"

# The first that fits is the advice: larger formulas stand before those they contain.
PATTERNS: tuple[Pattern, ...] = (
    Pattern("log(1 + exp(x))", "softplus(x)", _OVERFLOW),
    Pattern("log1p(exp(x))", "softplus(x)", _OVERFLOW),
    Pattern("log(sigmoid(x))", "logsigmoid(x)", "sigmoid vanishes below -745"),
    Pattern("log(1/(1 + exp(-x)))", "logsigmoid(x)", _OVERFLOW),
    Pattern("log(softmax(x))", "log_softmax(x)", "small entries of softmax vanish", _V),
    Pattern("log(exp(x)/sum(exp(x), keepdims=true))", "log_softmax(x)", _OVERFLOW, _V),
    Pattern("log(sum(exp(x)))", "logsumexp(x)", _OVERFLOW, _V),
    Pattern("log(exp(x) + exp(y))", "logaddexp(x, y)", _OVERFLOW),
    Pattern("log(det(A))", "logdet(A)", "determinants of large matrices overflow or vanish", _M),
    Pattern("log(prod(x))", "sum(log(x))", "long products overflow or vanish; for positive x", _V),
    Pattern("log(1 + x)", "log1p(x)", _NEAR_ZERO),
    Pattern("log(1 - x)", "log1p(-x)", _NEAR_ZERO),
    Pattern("(exp(x) - exp(-x))/(exp(x) + exp(-x))", "tanh(x)", _OVERFLOW),
    Pattern("(exp(x) - exp(-x))/2", "sinh(x)", _CANCELS),
    Pattern("exp(x) - 1", "expm1(x)", _CANCELS),
    Pattern("1 - exp(x)", "-expm1(x)", _CANCELS),
    Pattern("1/(1 + exp(-x))", "sigmoid(x)", _OVERFLOW),
    Pattern("1/(1 + exp(x))", "sigmoid(-x)", _OVERFLOW),
    Pattern("exp(x)/(1 + exp(x))", "sigmoid(x)", _OVERFLOW),
    Pattern("1 - sigmoid(x)", "sigmoid(-x)", _CANCELS),
    Pattern("exp(x)/sum(exp(x), keepdims=true)", "softmax(x)", _OVERFLOW, _V),
    Pattern("1 - erf(x)", "erfc(x)", _CANCELS),
    Pattern("1 - erfc(x)", "erf(x)", _CANCELS),
    Pattern("sqrt(x**2 + y**2)", "hypot(x, y)", _SQUARES),
    Pattern("sqrt(mean((x - mean(x, keepdims=true))**2))", "std(x)", "its slope is 0/0 at 0", _V),
    Pattern("sqrt(sum(x**2))", "norm(x)", f"{_SQUARES}; its slope is 0/0 at 0", _V),
    Pattern("sqrt(b @ b)", "norm(b)", f"{_SQUARES}; its slope is 0/0 at 0", _M),
    Pattern("mean(x**2) - mean(x)**2", "var(x)", _CANCELS, _V),
    Pattern("inv(A) @ b", "solve(A, b)", "an inverse costs more and loses more digits", _M),
    Pattern("x*log(y)", "xlogy(x, y)", "0*log(0) is not defined", varied=("x", "y")),
)
