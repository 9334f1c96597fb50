"""Values and gradients worked out by hand, with the working beside each.

Nothing here comes out of the program: every number is arithmetic that fits in a comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, e, log, pi, sin, sqrt
from typing import Any

import numpy as np
import pytest

import symgrad as sg


@dataclass(frozen=True)
class Worked:
    """A program at a point, its value, and its gradient by each variable."""

    text: str
    values: dict[str, Any]
    value: float
    gradients: dict[str, Any]
    status: str = "agree"


WORKED = [
    # x^2 - 4, entry by entry: -3 + 0 + 5 + 12; the slope is 2x.
    Worked("sum((x+2)*(x-2))", {"x": [[1, 2], [3, 4]]}, 14, {"x": [[2, 4], [6, 8]]}),
    # 3*9 - 2*3 + 1; 6x - 2 at 3.
    Worked("3*x**2 - 2*x + 1", {"x": 3}, 22, {"x": 16}),
    # Minus binds after the power: -(3^2), slope -2x.
    Worked("-x**2", {"x": 3}, -9, {"x": -6}),
    # Powers lean right: x^(2^3) = x^8 at 1; slope 8.
    Worked("x**2**3", {"x": 1}, 1, {"x": 8}),
    # x^x = exp(x log x); slope x^x (log x + 1) = 1 at 1.
    Worked("x**x", {"x": 1}, 1, {"x": 1}),
    # At 2: 4 (log 2 + 1).
    Worked("x**x", {"x": 2}, 4, {"x": 4 * (log(2) + 1)}),
    # x^y at (2, 3): y x^(y-1) = 12 and x^y log x = 8 log 2.
    Worked("x**y", {"x": 2, "y": 3}, 8, {"x": 12, "y": 8 * log(2)}),
    # A negative base with an integer exponent is fine: 3 x^2 = 12.
    Worked("x**3", {"x": -2}, -8, {"x": 12}),
    # 1/(2 sqrt x) = 1/6 at 9.
    Worked("sqrt(x)", {"x": 9}, 3, {"x": 1 / 6}),
    # (1/3) x^(-2/3) = 1/12 at -8, where (-8)^(1/3) = -2.
    Worked("cbrt(x)", {"x": -8}, -2, {"x": 1 / 12}),
    # Quotient rule: 1/y and -x/y^2.
    Worked("x/y", {"x": 3, "y": 4}, 0.75, {"x": 0.25, "y": -3 / 16}),
    # Chain rule: 2x cos(x^2).
    Worked("sin(x**2)", {"x": 1}, sin(1), {"x": 2 * cos(1)}),
    # The product rule: e^x (sin x + cos x) = 1 at 0.
    Worked("exp(x)*sin(x)", {"x": 0}, 0, {"x": 1}),
    # tan' = 1 + tan^2 = 2 at pi/4; the argument is the double nearest to it.
    Worked("tan(x)", {"x": pi / 4}, 1, {"x": 2}),
    # arctan'(1) = 1/(1 + 1).
    Worked("arctan(x)", {"x": 1}, pi / 4, {"x": 0.5}),
    # arcsin'(1/2) = 1/sqrt(3/4).
    Worked("arcsin(x)", {"x": 0.5}, pi / 6, {"x": 2 / sqrt(3)}),
    # arctan2(y, x) has slopes x/r^2 and -y/r^2: r^2 = 25.
    Worked("arctan2(y, x)", {"y": 3, "x": 4}, 0.6435011087932844, {"y": 0.16, "x": -0.12}),
    # In the second quadrant the angle is pi - pi/4; r^2 = 2: slopes -1/2 and -1/2.
    Worked("arctan2(y, x)", {"y": 1, "x": -1}, 3 * pi / 4, {"y": -0.5, "x": -0.5}),
    # 3-4-5: slopes x/r and y/r.
    Worked("hypot(x, y)", {"x": 3, "y": 4}, 5, {"x": 0.6, "y": 0.8}),
    # d/dx log(1+x) = 1/(1+x).
    Worked("log1p(x)", {"x": 1}, log(2), {"x": 0.5}),
    # tanh 0 = 0 with slope 1; sinh, cosh likewise by their series.
    Worked("tanh(x) + sinh(x) + cosh(x)", {"x": 0}, 1, {"x": 2}),
    # erf'(0) = 2/sqrt(pi).
    Worked("erf(x)", {"x": 0}, 0, {"x": 2 / sqrt(pi)}),
    # 2^x log 2 at 3.
    Worked("exp2(x)", {"x": 3}, 8, {"x": 8 * log(2)}),
    # x = q*y + r with q = floor(7/3) = 2: slopes 1 and -2.
    Worked("mod(x, y)", {"x": 7, "y": 3}, 1, {"x": 1, "y": -2}),
    # sigmoid(0) = 1/2 with slope 1/4.
    Worked("sigmoid(x)", {"x": 0}, 0.5, {"x": 0.25}),
    # softplus(log 3) = log(1 + 3); its slope is sigmoid: 3/4.
    Worked("softplus(x)", {"x": log(3)}, log(4), {"x": 0.75}),
    # silu = x s(x): at 0 slope s(0) = 1/2.
    Worked("silu(x)", {"x": 0}, 0, {"x": 0.5}),
    # gelu = x Phi(x): at 0 slope Phi(0) = 1/2.
    Worked("gelu(x)", {"x": 0}, 0, {"x": 0.5}),
    # Only positive entries pass: 1 + 3; slopes 0 and 1.
    Worked("sum(relu(x))", {"x": [-1, 1, 3]}, 4, {"x": [0, 1, 1]}),
    # Slope 0.01 below zero: -0.02 + 3.
    Worked("sum(leaky_relu(x))", {"x": [-2, 3]}, 2.98, {"x": [0.01, 1]}),
    # softmax([0, log 3]) = [1/4, 3/4]; the slope of p_1 is p_1 (e_1 - p) = 3/4 [-1/4, 1/4].
    Worked("softmax(x)[1]", {"x": [0, log(3)]}, 0.75, {"x": [-3 / 16, 3 / 16]}),
    # log p_0 = log 1/4; slope e_0 - p.
    Worked("log_softmax(x)[0]", {"x": [0, log(3)]}, -log(4), {"x": [0.75, -0.75]}),
    # log(1 + 3); its slope is softmax.
    Worked("logsumexp(x)", {"x": [0, log(3)]}, log(4), {"x": [0.25, 0.75]}),
    # log(e^0 + e^0) = log 2, halves.
    Worked("logaddexp(x, y)", {"x": 0, "y": 0}, log(2), {"x": 0.5, "y": 0.5}),
    # Class 1 of softmax [1/4, 3/4]: -log 3/4; slope p - e_1.
    Worked(
        "cross_entropy(x, y)",
        {"x": [[0, log(3)]], "y": [1]},
        log(4 / 3),
        {"x": [[0.25, -0.25]]},
    ),
    # -log sigmoid(0) = log 2, slope s - y = -1/2; the target's slope is -x = 0.
    Worked(
        "binary_cross_entropy_with_logits(x, y)",
        {"x": [0], "y": [1]},
        log(2),
        {"x": [-0.5], "y": [0]},
    ),
    # Mean of 1 and 9; slopes 2 (a - b)/n = 1 and -3.
    Worked("mse_loss(a, b)", {"a": [1, 2], "b": [0, 5]}, 5, {"a": [1, -3], "b": [-1, 3]}),
    # Differences 1/2 and -3: 1/8 inside, 3 - 1/2 outside; mean 21/16; slopes d/n and sign/n.
    Worked(
        "huber_loss(a, b)",
        {"a": [0.5, -3], "b": [0, 0]},
        21 / 16,
        {"a": [0.25, -0.5], "b": [-0.25, 0.5]},
    ),
    # det = 4 - 4 = 0, and its slope is the cofactor matrix all the same.
    Worked("det(A)", {"A": [[1, 2], [2, 4]]}, 0, {"A": [[4, -2], [-2, 1]]}),
    # det = 2*3 - 1 = 5; cofactors over 5.
    Worked("logdet(A)", {"A": [[2, 1], [1, 3]]}, log(5), {"A": [[0.6, -0.2], [-0.2, 0.4]]}),
    # Of the inverse diagonal 1/2 + 1/4; d trace(A^-1) = -(A^-2)^T, diagonal: -1/4, -1/16.
    Worked("trace(inv(A))", {"A": [[2, 0], [0, 4]]}, 0.75, {"A": [[-0.25, 0], [0, -1 / 16]]}),
    # x = [3, 2] solves diag(2, 4) x = [6, 8]; slopes by b are 1/2, 1/4, by A -[1/2, 1/4] x^T.
    Worked(
        "sum(solve(A, b))",
        {"A": [[2, 0], [0, 4]], "b": [6, 8]},
        5,
        {"A": [[-1.5, -1], [-0.75, -0.5]], "b": [0.5, 0.25]},
    ),
    # tr(AB) = 5 + 14 + 18 + 32; slopes are the transposes.
    Worked(
        "trace(A @ B)",
        {"A": [[1, 2], [3, 4]], "B": [[5, 6], [7, 8]]},
        69,
        {"A": [[5, 7], [6, 8]], "B": [[1, 3], [2, 4]]},
    ),
    # x^T A x = 1 + 2*(2 + 3) + 4*4; slopes (A + A^T) x and x x^T.
    Worked(
        "x @ A @ x",
        {"x": [1, 2], "A": [[1, 2], [3, 4]]},
        27,
        {"x": [12, 21], "A": [[1, 2], [2, 4]]},
    ),
    # A x - b = [3 - 1, 7 - 1]: 4 + 36; slope 2 A^T r = 2 [1*2 + 3*6, 2*2 + 4*6].
    Worked(
        "norm(A @ x - b)**2",
        {"A": [[1, 2], [3, 4]], "x": [1, 1], "b": [1, 1]},
        40,
        {"A": [[4, 4], [12, 12]], "x": [40, 56], "b": [-4, -12]},
    ),
    # 3-4-5 again: x/|x|.
    Worked("norm(x)", {"x": [3, 4]}, 5, {"x": [0.6, 0.8]}),
    # Sum of sizes, slopes are signs.
    Worked("norm(x, 1)", {"x": [3, -4]}, 7, {"x": [1, -1]}),
    # The cube root of 1 + 8 + 27 = 36: slope x^2 / 36^(2/3).
    Worked(
        "norm(x, 3)",
        {"x": [1, 2, 3]},
        36 ** (1 / 3),
        {"x": [36 ** (-2 / 3), 4 * 36 ** (-2 / 3), 9 * 36 ** (-2 / 3)]},
    ),
    # The products of the others: 12, 8, 6.
    Worked("prod(x)", {"x": [2, 3, 4]}, 24, {"x": [12, 8, 6]}),
    # One zero: only its own slope is left, 2*4.
    Worked("prod(x)", {"x": [2, 0, 4]}, 0, {"x": [0, 8, 0]}),
    # Two zeros: each slope has a zero factor left, or two.
    Worked("prod(x)", {"x": [2, 0, 0]}, 0, {"x": [0, 0, 0]}),
    # Mean 2, squares 1, 0, 1: 2/3; slopes 2 (x - 2)/3.
    Worked("var(x)", {"x": [1, 2, 3]}, 2 / 3, {"x": [-2 / 3, 0, 2 / 3]}),
    # With ddof 1 the same over 2; std = 1; slope (x - 2)/(2*1).
    Worked("std(x, ddof=1)", {"x": [1, 2, 3]}, 1, {"x": [-0.5, 0, 0.5]}),
    # Each column weighs 1/2: 2*2 + 3*3 over column means [2, 3].
    Worked("sum(mean(x, axis=0)**2)", {"x": [[1, 2], [3, 4]]}, 13, {"x": [[2, 3], [2, 3]]}),
    # A column against a row: (1 + 2)(10 + 20); each slope is the sum of the other.
    Worked("sum(a*b)", {"a": [[1], [2]], "b": [10, 20]}, 90, {"a": [[30], [30]], "b": [3, 3]}),
    # A number added to six entries counts six times.
    Worked("sum(x + c)", {"x": [[1, 2, 3], [4, 5, 6]], "c": 1}, 27, {"x": np.ones((2, 3)), "c": 6}),
    # where takes x^2 above 0 and 3x below: 4 - 3; slopes 2x and 3.
    Worked("sum(where(x > 0, x**2, 3*x))", {"x": [2, -1]}, 1, {"x": [4, 3]}),
    # The branch with the logarithm of -1 is not taken and need not exist.
    Worked("sum(where(x > 0, log(x), 0))", {"x": [e, -1]}, 1, {"x": [1 / e, 0]}),
    # x[1] and x[-2] of three are one entry, so this is its square.
    Worked("x[1]*x[-2]", {"x": [5, 3, 7]}, 9, {"x": [0, 6, 0]}),
    # Every second entry: 1 + 9; slope 2x there.
    Worked("sum(x[::2]**2)", {"x": [1, 2, 3]}, 10, {"x": [2, 0, 6]}),
    # Weights 1, 2, 3 fall on a, a, b.
    Worked(
        "sum(concatenate((a, b))*[1, 2, 3])",
        {"a": [1, 1], "b": [1]},
        6,
        {"a": [1, 2], "b": [3]},
    ),
    # A row of the stack for each; weights [[1, 2], [3, 4]].
    Worked(
        "sum(stack((a, b))*[[1, 2], [3, 4]])",
        {"a": [1, 1], "b": [1, 1]},
        10,
        {"a": [1, 2], "b": [3, 4]},
    ),
    # Row-major order: reshaped to (2, 2), the last row is x[2:].
    Worked("sum(reshape(x, (2, 2))[1])", {"x": [1, 2, 3, 4]}, 7, {"x": [0, 0, 1, 1]}),
    # Turned round: weights meet the entries backwards.
    Worked("sum(flip(x)*[1, 10, 100])", {"x": [1, 2, 3]}, 123, {"x": [100, 10, 1]}),
    # The rows of x.T are columns: [2, 4] . [1, 10].
    Worked("x.T[1] @ [1, 10]", {"x": [[1, 2], [3, 4]]}, 42, {"x": [[0, 1], [0, 10]]}),
    # (sum a)(sum b).
    Worked("sum(outer(a, b))", {"a": [1, 2], "b": [3, 4]}, 21, {"a": [7, 7], "b": [3, 3]}),
    # sum_ij A_ij x_j: slopes x in each row, and column sums.
    Worked(
        'sum(einsum("ij,j->i", A, x))',
        {"A": [[1, 2], [3, 4]], "x": [5, 6]},
        56,
        {"A": [[5, 6], [5, 6]], "x": [4, 6]},
    ),
    # The factor behind detach is a constant 3: slope 3, not 6.
    Worked("x*detach(x)", {"x": 3}, 9, {"x": 3}),
    # The largest takes all.
    Worked("max(x)", {"x": [1, 5, 2]}, 5, {"x": [0, 1, 0]}),
    # Two share: halves, and it is said to be a kink.
    Worked("max(x)", {"x": [5, 1, 5]}, 5, {"x": [0.5, 0, 0.5]}, "kink"),
    # A tie of two operands likewise.
    Worked("maximum(x, y)", {"x": 2, "y": 2}, 2, {"x": 0.5, "y": 0.5}, "kink"),
    # The slope of the size at 0 is chosen as 0.
    Worked("abs(x)", {"x": 0}, 0, {"x": 0}, "kink"),
    # On its bound clip passes 1.
    Worked("clip(x, 0, 1)", {"x": 1}, 1, {"x": 1}, "kink"),
    # A name is bound once and used twice: x^8, slope 8 x^7 at 1.
    Worked("a = x*x; b = a*a; b*b", {"x": 1}, 1, {"x": 8}),
    # Rebinding: the gradient is by the x that came in: 2 (x + 1).
    Worked("x = x + 1; x**2", {"x": 2}, 9, {"x": 6}),
]


@pytest.mark.parametrize("worked", WORKED, ids=[f"{i}-{w.text}" for i, w in enumerate(WORKED)])
def test_worked_by_hand(worked: Worked) -> None:
    r = sg.grad(worked.text, worked.values)
    assert r.verdict.status == worked.status
    assert np.isclose(r.value, worked.value, rtol=4e-15, atol=4e-16)
    assert set(r.gradients) == set(worked.gradients)
    for name, expected in worked.gradients.items():
        assert r.gradients[name].shape == np.shape(expected)
        assert np.allclose(r.gradients[name], expected, rtol=4e-15, atol=4e-16), name


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("sqrt(x)", {"x": 0}),  # the slope is infinite
        ("log(x)", {"x": -1}),
        ("x/x", {"x": 0}),  # not 1: a quotient by 0 has no value
        ("sign(x)", {"x": 0}),  # a jump
        ("x**0.5", {"x": -1}),
        ("(x - x)**y", {"x": 2, "y": -1}),  # 0 to a negative power
        ("logdet(A)", {"A": [[1, 2], [2, 4]]}),  # det is 0
        ("sum(inv(A))", {"A": [[1, 2], [2, 4]]}),
    ],
)
def test_no_gradient_there(text: str, values: dict[str, Any]) -> None:
    assert sg.grad(text, values).verdict.status == "undefined"
