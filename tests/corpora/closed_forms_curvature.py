"""Jacobians, and Hessians."""

from __future__ import annotations

from tests.corpora.closed_forms_matrices import COOKBOOK, MAGNUS
from tests.corpora.closed_forms_vectors import BOYD
from tests.corpora.entries import ClosedForm

# fmt: off
JACOBIANS = (
    ClosedForm(
        "matrix times exponentials", "matrixcalculus.org",
        "A@exp(x)", "A:m,n, x:n", {"x": "A*exp(x)"}, kind="jacobian",
    ),
    ClosedForm("linear map", COOKBOOK + "2.4", "A@x", "A:m,n, x:n", {"x": "A"}, kind="jacobian"),
    ClosedForm(
        "direction of a vector", COOKBOOK + "eq. 130",
        "(x - a)/norm(x - a)", "x:n, a:n",
        {"x": "eye(n)/norm(x - a) - outer(x - a, x - a)/norm(x - a)**3"}, kind="jacobian",
    ),
    ClosedForm(
        "softmax", "Bishop, Pattern Recognition and Machine Learning, eq. 4.106",
        "softmax(x)", "x:n", {"x": "diag(softmax(x)) - outer(softmax(x), softmax(x))"},
        kind="jacobian",
    ),
    ClosedForm(
        "log-softmax", "Goodfellow, Bengio and Courville, Deep Learning, 6.2.2",
        "log_softmax(x)", "x:n", {"x": "eye(n) - softmax(x)"}, kind="jacobian",
    ),
    ClosedForm(
        "layer of tanh", "Goodfellow, Bengio and Courville, Deep Learning, 6.5",
        "tanh(W@x + b)", "W:m,n, x:n, b:m",
        {"x": "(1 - tanh(W@x + b)**2)[:, None]*W", "b": "diag(1 - tanh(W@x + b)**2)"},
        kind="jacobian",
    ),
    ClosedForm(
        "outer square times a vector", MAGNUS + "ch. 9",
        "x*(x@y)", "x:n, y:n", {"x": "(x@y)*eye(n) + outer(x, y)", "y": "outer(x, x)"},
        kind="jacobian",
    ),
    ClosedForm(
        "gradient of least squares", BOYD + "1.2", "A.T@(A@x - b)", "A:m,n, x:n, b:m",
        {"x": "A.T@A", "b": "-A.T"}, kind="jacobian",
    ),
    ClosedForm(
        "centring", "Mardia, Kent and Bibby, Multivariate Analysis, 1.4",
        "x - mean(x)", "x:n", {"x": "eye(n) - 1/n"}, kind="jacobian",
    ),
    ClosedForm(
        "solution of a linear system by its right side", MAGNUS + "ch. 9",
        "solve(A, b)", "A:n,n, b:n", {"b": "inv(A)"}, given=("invertible(A)",), kind="jacobian",
    ),
)

HESSIANS = (
    ClosedForm(
        "Hessian of least squares", "matrixcalculus.org",
        "norm(A@x - y)**2", "A:m,n, x:n, y:m", {"x": "2*A.T@A"}, kind="hessian",
    ),
    ClosedForm(
        "Hessian of a quadratic form", COOKBOOK + "eq. 98",
        "x@A@x + b@x", "x:n, A:n,n, b:n", {"x": "A + A.T"}, kind="hessian",
    ),
    ClosedForm(
        "Hessian of the norm", BOYD + "3.1.5",
        "norm(x)", "x:n", {"x": "eye(n)/norm(x) - outer(x, x)/norm(x)**3"}, kind="hessian",
    ),
    ClosedForm(
        "Hessian of log-sum-exp", BOYD + "3.1.5",
        "logsumexp(x)", "x:n", {"x": "diag(softmax(x)) - outer(softmax(x), softmax(x))"},
        kind="hessian",
    ),
    ClosedForm(
        "Hessian of the log barrier", BOYD + "11.2",
        "-sum(log(b - A@x))", "A:m,n, x:n, b:m", {"x": "A.T@diag(1/(b - A@x)**2)@A"},
        given=("A in (0, 1)", "x in (0, 0.1)", "b > 3"), kind="hessian",
    ),
    ClosedForm(
        "Hessian of the negative entropy", BOYD + "3.1.5",
        "sum(x*log(x))", "x:n", {"x": "diag(1/x)"}, given=("x > 0",), kind="hessian",
    ),
    ClosedForm(
        "Hessian of the fourth power of the norm", BOYD + "A.4.3",
        "norm(x)**4", "x:n", {"x": "4*norm(x)**2*eye(n) + 8*outer(x, x)"}, kind="hessian",
    ),
    ClosedForm(
        "Hessian of ridge regression", "Hastie, Tibshirani and Friedman, ESL, 3.4.1",
        "norm(X@w - y)**2 + c*norm(w)**2", "X:m,n, w:n, y:m", {"w": "2*(X.T@X + c*eye(n))"},
        kind="hessian",
    ),
    ClosedForm(
        "Hessian of Poisson regression", "McCullagh and Nelder, Generalized Linear Models, 2.5",
        "sum(exp(X@w) - y*(X@w))", "X:m,n, w:n, y:m", {"w": "X.T@diag(exp(X@w))@X"},
        kind="hessian",
    ),
    ClosedForm(
        "Hessian of logistic regression", "Hastie, Tibshirani and Friedman, ESL, eq. 4.23",
        "sum(log(1 + exp(X@w)) - y*(X@w))", "X:m,n, w:n, y:m",
        {"w": "p = sigmoid(X@w); X.T@diag(p*(1 - p))@X"}, kind="hessian",
    ),
    ClosedForm(
        "Hessian of log-sum-exp of an affine function", BOYD + "4.5",
        "logsumexp(A@x + b)", "A:m,n, x:n, b:m",
        {"x": "p = softmax(A@x + b); A.T@(diag(p) - outer(p, p))@A"}, kind="hessian",
    ),
    ClosedForm(
        "Hessian of the log det", BOYD + "A.4.3",
        "logdet(X)", "X:n,n", {"X": '-einsum("jk,li->ijkl", inv(X), inv(X))'},
        given=("posdef(X)",), kind="hessian",
    ),
    ClosedForm(
        "Hessian of a sum of squares of matrices", COOKBOOK + "2.5",
        "norm(A@X)**2", "A:m,n, X:n,k", {"X": '2*einsum("ik,jl->ijkl", A.T@A, eye(k))'},
        kind="hessian",
    ),
    ClosedForm(
        "Hessian of a Gaussian", "Bishop, Pattern Recognition and Machine Learning, ch. 2",
        "exp(-0.5*norm(x)**2)", "x:n", {"x": "exp(-0.5*norm(x)**2)*(outer(x, x) - eye(n))"},
        kind="hessian",
    ),
    ClosedForm(
        "Hessian of the softmax cross entropy", "Böhning, Ann. Inst. Stat. Math. 44, 1992",
        "logsumexp(x) - y@x", "x:n, y:n", {"x": "diag(softmax(x)) - outer(softmax(x), softmax(x))"},
        kind="hessian",
    ),
)
# fmt: on
