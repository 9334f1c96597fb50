"""Gradients of determinants, inverses, traces and powers of matrices, as books print them."""

from __future__ import annotations

from tests.corpora.entries import ClosedForm

COOKBOOK = "Petersen and Pedersen, The Matrix Cookbook, 2012, "
MAGNUS = "Magnus and Neudecker, Matrix Differential Calculus, 3rd ed., "

# fmt: off
DETERMINANTS = (
    ClosedForm(
        "det", COOKBOOK + "eq. 49",
        "det(X)", "X:n,n",
        {"X": "det(X)*inv(X).T"}, given=("invertible(X)",),
    ),
    ClosedForm(
        "det of a product", COOKBOOK + "eq. 51",
        "det(A@X@B)", "A:n,n, X:n,n, B:n,n",
        {"X": "det(A@X@B)*inv(X).T"},
        given=("invertible(A)", "invertible(X)", "invertible(B)"),
    ),
    ClosedForm(
        "det of a square congruence", COOKBOOK + "eq. 52",
        "det(X.T@A@X)", "X:n,n, A:n,n",
        {"X": "2*det(X.T@A@X)*inv(X).T"}, given=("invertible(A)", "invertible(X)"),
    ),
    ClosedForm(
        "det of a symmetric congruence", COOKBOOK + "eq. 53",
        "det(X.T@A@X)", "X:m,n, A:m,m",
        {"X": "2*det(X.T@A@X)*A@X@inv(X.T@A@X)"}, given=("posdef(A)",), ascending="n m",
    ),
    ClosedForm(
        "det of a congruence", COOKBOOK + "eq. 54",
        "det(X.T@A@X)", "X:m,n, A:m,m",
        {"X": "S = X.T@A@X; det(S)*(A@X@inv(S) + A.T@X@inv(S).T)"}, ascending="n m",
    ),
    ClosedForm(
        "log det of a Gram matrix", COOKBOOK + "eq. 55",
        "log(det(X.T@X))", "X:m,n",
        {"X": "2*X@inv(X.T@X)"}, ascending="n m",
    ),
    ClosedForm(
        "log absolute det", COOKBOOK + "eq. 57",
        "log(abs(det(X)))", "X:n,n",
        {"X": "inv(X).T"}, given=("invertible(X)",),
    ),
    ClosedForm(
        "det of a power", COOKBOOK + "eq. 58",
        "det(matrix_power(X, 3))", "X:n,n",
        {"X": "3*det(X)**3*inv(X).T"}, given=("invertible(X)",),
    ),
    ClosedForm(
        "det of the inverse", COOKBOOK + "eq. 62",
        "det(inv(X))", "X:n,n",
        {"X": "-inv(X).T/det(X)"}, given=("invertible(X)",),
    ),
    ClosedForm(
        "log det", "Boyd and Vandenberghe, Convex Optimization, A.4.1",
        "log(det(A))", "A:n,n",
        {"A": "inv(A)"}, given=("posdef(A)",),
    ),
    ClosedForm(
        "log det of the inverse", MAGNUS + "ch. 9",
        "log(det(inv(X)))", "X:n,n",
        {"X": "-inv(X).T"}, given=("posdef(X)",),
    ),
    ClosedForm(
        "log det of a shifted matrix", MAGNUS + "ch. 9",
        "logdet(X + t*eye(n))", "X:n,n",
        {"X": "inv(X + t*eye(n))", "t": "trace(inv(X + t*eye(n)))"},
        given=("posdef(X)", "t > 0"),
    ),
    ClosedForm(
        "log det of a Gram matrix of columns and a shift", MAGNUS + "ch. 9",
        "logdet(eye(m) + X@X.T)", "X:m,n",
        {"X": "2*inv(eye(m) + X@X.T)@X"},
    ),
    ClosedForm(
        "log det of a linear matrix function", "Boyd and Vandenberghe, Convex Optimization, 9.5.5",
        "-logdet(A*s + B*t)", "A:n,n, B:n,n",
        {"s": "-trace(inv(A*s + B*t)@A)"}, given=("posdef(A)", "posdef(B)", "s > 0", "t > 0"),
    ),
)

INVERSES = (
    ClosedForm(
        "bilinear form of the inverse", COOKBOOK + "eq. 61",
        "a@inv(X)@b", "a:n, X:n,n, b:n",
        {"X": "-inv(X).T@outer(a, b)@inv(X).T", "a": "inv(X)@b", "b": "inv(X).T@a"},
        given=("invertible(X)",),
    ),
    ClosedForm(
        "quadratic form of the inverse", COOKBOOK + "eq. 61",
        "a@inv(X)@a", "a:n, X:n,n",
        {"X": "-outer(inv(X)@a, inv(X)@a)", "a": "2*inv(X)@a"}, given=("posdef(X)",),
    ),
    ClosedForm(
        "trace of a product with the inverse", COOKBOOK + "eq. 63",
        "trace(A@inv(X)@B)", "A:m,n, X:n,n, B:n,m",
        {"X": "-(inv(X)@B@A@inv(X)).T"}, given=("invertible(X)",),
    ),
    ClosedForm(
        "trace of a shifted inverse", COOKBOOK + "eq. 64",
        "trace(inv(X + A))", "X:n,n, A:n,n",
        {"X": "-(inv(X + A)@inv(X + A)).T"}, given=("posdef(X)", "posdef(A)"),
    ),
    ClosedForm(
        "trace of the inverse", "Boyd and Vandenberghe, Convex Optimization, 3.1.5",
        "trace(inv(X))", "X:n,n",
        {"X": "-inv(X)@inv(X)"}, given=("posdef(X)",),
    ),
    ClosedForm(
        "inverse by its matrix", COOKBOOK + "eq. 60",
        "inv(X)", "X:n,n",
        {"X": '-einsum("ik,lj->ijkl", inv(X), inv(X))'}, given=("invertible(X)",), kind="jacobian",
    ),
    ClosedForm(
        "solution of a linear system", "Giles, Collected Matrix Derivative Results, 2008, 2.2.3",
        "c@solve(A, b)", "c:n, A:n,n, b:n",
        {"b": "inv(A).T@c", "A": "-outer(inv(A).T@c, inv(A)@b)"}, given=("invertible(A)",),
    ),
    ClosedForm(
        "trace of an inverse congruence", COOKBOOK + "eq. 125",
        "trace(inv(X.T@C@X)@A)", "X:m,n, C:m,m, A:n,n",
        {"X": "-C@X@inv(X.T@C@X)@(A + A.T)@inv(X.T@C@X)"}, given=("posdef(C)",), ascending="n m",
    ),
    ClosedForm(
        "ratio of two scatters", COOKBOOK + "eq. 126",
        "trace(inv(X.T@C@X)@(X.T@B@X))", "X:m,n, C:m,m, B:m,m",
        {"X": "S = inv(X.T@C@X); 2*B@X@S - 2*C@X@S@X.T@B@X@S"},
        given=("posdef(C)", "symmetric(B)"), ascending="n m",
    ),
    ClosedForm(
        "norm of the inverse", MAGNUS + "ch. 9",
        "norm(inv(X))**2", "X:n,n",
        {"X": "-2*inv(X).T@inv(X)@inv(X).T"}, given=("invertible(X)",),
    ),
    ClosedForm(
        "projection of a vector", MAGNUS + "ch. 9",
        "y@X@inv(X.T@X)@X.T@y", "y:m, X:m,n",
        {"y": "2*X@inv(X.T@X)@X.T@y"}, ascending="n m",
    ),
)

TRACES = (
    ClosedForm("trace", COOKBOOK + "eq. 99", "trace(X)", "X:n,n", {"X": "eye(n)"}),
    ClosedForm(
        "trace and a constant", "matrixcalculus.org", "trace(E) + 1", "E:n,n", {"E": "eye(n)"},
    ),
    ClosedForm(
        "trace of a product", COOKBOOK + "eq. 100",
        "trace(X@A)", "X:m,n, A:n,m", {"X": "A.T", "A": "X.T"},
    ),
    ClosedForm(
        "trace of three factors", COOKBOOK + "eq. 101",
        "trace(A@X@B)", "A:k,m, X:m,n, B:n,k", {"X": "A.T@B.T", "A": "B.T@X.T"},
    ),
    ClosedForm(
        "trace of three factors, one transposed", COOKBOOK + "eq. 102",
        "trace(A@X.T@B)", "A:k,m, X:n,m, B:n,k", {"X": "B@A"},
    ),
    ClosedForm(
        "inner product of matrices", COOKBOOK + "eq. 103",
        "trace(X.T@A)", "X:m,n, A:m,n", {"X": "A", "A": "X"},
    ),
    ClosedForm(
        "trace of a Kronecker product", COOKBOOK + "eq. 105",
        "trace(kron(A, X))", "A:m,m, X:n,n", {"X": "trace(A)*eye(n)", "A": "trace(X)*eye(m)"},
    ),
    ClosedForm("trace of a square", COOKBOOK + "eq. 106", "trace(X@X)", "X:n,n", {"X": "2*X.T"}),
    ClosedForm(
        "trace of a square and a factor", COOKBOOK + "eq. 107",
        "trace(X@X@B)", "X:n,n, B:n,n", {"X": "(X@B + B@X).T"},
    ),
    ClosedForm(
        "trace of a congruence", COOKBOOK + "eq. 108",
        "trace(X.T@B@X)", "X:m,n, B:m,m", {"X": "(B + B.T)@X", "B": "X@X.T"},
    ),
    ClosedForm(
        "trace of a congruence from the right", COOKBOOK + "eq. 111",
        "trace(X@B@X.T)", "X:m,n, B:n,n", {"X": "X@(B + B.T)"},
    ),
    ClosedForm(
        "trace of four factors", COOKBOOK + "eq. 114",
        "trace(A@X@B@X)", "A:n,m, X:m,n, B:n,m", {"X": "(A@X@B + B@X@A).T"},
    ),
    ClosedForm("sum of squares", COOKBOOK + "eq. 115", "trace(X.T@X)", "X:m,n", {"X": "2*X"}),
    ClosedForm(
        "two sums of squares", "matrixcalculus.org",
        "trace(A.T@A) + trace(B.T@B)", "A:m,n, B:k,m", {"A": "2*A", "B": "2*B"},
    ),
    ClosedForm(
        "congruence inside a congruence", COOKBOOK + "eq. 116",
        "trace(B.T@X.T@C@X@B)", "B:n,k, X:m,n, C:m,m", {"X": "(C + C.T)@X@B@B.T"},
    ),
    ClosedForm(
        "trace of a biquadratic form", COOKBOOK + "eq. 117",
        "trace(X.T@B@X@C)", "X:m,n, B:m,m, C:n,n", {"X": "B@X@C + B.T@X@C.T"},
    ),
    ClosedForm(
        "trace of five factors", COOKBOOK + "eq. 118",
        "trace(A@X@B@X.T@C)", "A:k,m, X:m,n, B:n,n, C:m,k", {"X": "A.T@C.T@X@B.T + C@A@X@B"},
    ),
    ClosedForm(
        "trace of five factors, the other way", "matrixcalculus.org",
        "trace(A@X.T@B@X@C)", "A:k,n, X:m,n, B:m,m, C:n,k", {"X": "B@X@C@A + B.T@X@A.T@C.T"},
    ),
    ClosedForm(
        "square of an affine matrix function", COOKBOOK + "eq. 119",
        "trace((A@X@B + C)@(A@X@B + C).T)", "A:k,m, X:m,n, B:n,l, C:k,l",
        {"X": "2*A.T@(A@X@B + C)@B.T", "C": "2*(A@X@B + C)"},
    ),
    ClosedForm(
        "trace of a Kronecker square", COOKBOOK + "eq. 120",
        "trace(kron(X, X))", "X:n,n", {"X": "2*trace(X)*eye(n)"},
    ),
    ClosedForm(
        "trace of a power", COOKBOOK + "eq. 121",
        "trace(matrix_power(X, 4))", "X:n,n", {"X": "4*matrix_power(X, 3).T"},
    ),
    ClosedForm(
        "trace of a factor and a power", COOKBOOK + "eq. 122",
        "trace(A@matrix_power(X, 3))", "A:n,n, X:n,n", {"X": "(A@X@X + X@A@X + X@X@A).T"},
    ),
    ClosedForm(
        "trace of the exponential", MAGNUS + "ch. 9",
        "trace(expm(X))", "X:n,n", {"X": "expm(X).T"},
    ),
    ClosedForm(
        "exponential of a trace", "matrixcalculus.org",
        "exp(trace(A))", "A:n,n", {"A": "exp(trace(A))*eye(n)"},
    ),
    ClosedForm(
        "Gaussian of a matrix", "matrixcalculus.org",
        "exp(-trace(x.T@x))", "x:m,n", {"x": "-2*exp(-norm(x)**2)*x"},
    ),
    ClosedForm(
        "square of the trace of a difference", "matrixcalculus.org",
        "I = eye(n); trace(I - A)**2", "A:n,n", {"A": "2*(trace(A) - n)*eye(n)"},
    ),
    ClosedForm(
        "trace of a fourth power of a Gram matrix", MAGNUS + "ch. 9",
        "trace(X.T@X@X.T@X)", "X:m,n", {"X": "4*X@X.T@X"},
    ),
    ClosedForm(
        "product of traces", MAGNUS + "ch. 9",
        "trace(A@X)*trace(X@B)", "A:n,m, X:m,n, B:n,m",
        {"X": "trace(X@B)*A.T + trace(A@X)*B.T"},
    ),
)
# fmt: on
