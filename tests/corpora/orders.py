"""Jacobians and Hessians of three and four axes, with the matrix that a textbook prints.

A matrix is told row-major, so that a textbook's `kron(B.T, A)` for column-major vectors is
`kron(A, B.T)` here. `K` stands for the commutation matrix of the variable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Higher:
    """A derivative of three or four axes.

    Attributes:
        text, shapes: the expression. wrt: the variable. kind: jacobian or hessian.
        source: where its like is printed.
        matrix: the Kronecker form that is expected word for word, "" where any right one is.
        formless: whether it has no such form.
    """

    text: str
    shapes: str
    source: str
    matrix: str = ""
    wrt: str = "X"
    kind: str = "jacobian"
    formless: bool = False


MAGNUS = "Magnus and Neudecker, Matrix Differential Calculus, "
COOKBOOK = "Petersen and Pedersen, The Matrix Cookbook, "
BISHOP = "Bishop, Pattern Recognition and Machine Learning, "
BOYD = "Boyd and Vandenberghe, Convex Optimization, "
LAYERS = "Goodfellow, Bengio and Courville, Deep Learning, 6.5"
_AXB, _ROWS = "A:m,n X:n,p B:p,q", "X:m,n w:n"
_NET = "X:m,n W:n,p V:p,q Y:m,q"

# fmt: off
JACOBIANS = (
    Higher("X", "X:m,n", MAGNUS + "ch. 9", "eye(m*n)"),
    Higher("X.T", "X:m,n", MAGNUS + "ch. 3",
           'reshape(einsum("il,jk->ijkl", eye(n), eye(m)), (m*n, m*n))'),
    Higher("A@X@B", _AXB, MAGNUS + "ch. 9", "kron(A, B.T)"),
    Higher("A@X", "A:m,n X:n,p", MAGNUS + "ch. 9", "kron(A, eye(p))"),
    Higher("X@B", "X:n,p B:p,q", MAGNUS + "ch. 9", "kron(eye(n), B.T)"),
    Higher("A@X.T@B", "A:m,p X:n,p B:n,q", MAGNUS + "ch. 9", "kron(A, B.T) @ K"),
    Higher("X@X", "X:n,n", MAGNUS + "ch. 9", "kron(eye(n), X.T) + kron(X, eye(n))"),
    Higher("X@X@X", "X:n,n", MAGNUS + "ch. 9"),
    Higher("matrix_power(X, 3)", "X:n,n", MAGNUS + "ch. 9"),
    Higher("X.T@X", "X:m,n", MAGNUS + "ch. 9", "kron(eye(n), X.T) @ K + kron(X.T, eye(n))"),
    Higher("X@X.T", "X:m,n", MAGNUS + "ch. 9", "kron(eye(m), X) + kron(X, eye(m)) @ K"),
    Higher("X.T@A@X", "X:m,n A:m,m", MAGNUS + "ch. 9"),
    Higher("X@A@X", "X:m,n A:n,m", MAGNUS + "ch. 9"),
    Higher("X@X.T@X", "X:m,n", MAGNUS + "ch. 9"),
    Higher("A@X.T@X@B", "A:k,n X:m,n B:n,p", COOKBOOK + "2.4.2"),
    Higher("inv(X)", "X:n,n", MAGNUS + "ch. 8", "-kron(inv(X), inv(X).T)"),
    Higher("A@inv(X)@B", "A:m,n X:n,n B:n,p", COOKBOOK + "eq. 60"),
    Higher("inv(X.T@X)", "X:m,n", MAGNUS + "ch. 9"),
    Higher("X@inv(X.T@X)@X.T", "X:m,n", MAGNUS + "ch. 9, projections"),
    Higher("inv(X.T@X)@X.T@y", "X:m,n y:m", MAGNUS + "ch. 13, least squares"),
    Higher("solve(X, b)", "X:n,n b:n", MAGNUS + "ch. 8", "-kron(inv(X), inv(X) @ b)"),
    Higher("solve(X, B)", "X:n,n B:n,p", MAGNUS + "ch. 8", "-kron(inv(X), B.T @ inv(X).T)"),
    Higher("det(X)*inv(X)", "X:n,n", MAGNUS + "ch. 8, the adjoint"),
    Higher("logdet(X)*X", "X:n,n", MAGNUS + "ch. 9"),
    Higher("X+X.T", "X:n,n", MAGNUS + "ch. 3", "eye(n*n) + K"),
    Higher("(X+X.T)/2", "X:n,n", MAGNUS + "ch. 3", "0.5*(eye(n*n) + K)"),
    Higher("X*Y", "X:m,n Y:m,n", MAGNUS + "ch. 9", "diag(ravel(Y))"),
    Higher("X*X", "X:m,n", MAGNUS + "ch. 9"),
    Higher("tanh(X)", "X:m,n", MAGNUS + "ch. 9", "diag(ravel(1 - tanh(X)**2))"),
    Higher("exp(A@X)", "A:m,n X:n,p", MAGNUS + "ch. 9",
           "diag(ravel(exp(A @ X))) @ kron(A, eye(p))"),
    Higher("(A@X)*(B@X)", "A:m,n B:m,n X:n,p", MAGNUS + "ch. 9"),
    Higher("X*trace(X)", "X:n,n", MAGNUS + "ch. 9",
           "trace(X)*eye(n*n) + outer(ravel(X), ravel(eye(n)))"),
    Higher("trace(X)*A", "X:n,n A:n,n", MAGNUS + "ch. 9", "outer(ravel(A), ravel(eye(n)))"),
    Higher("det(X)*A", "X:n,n A:n,n", MAGNUS + "ch. 9"),
    Higher("X/norm(X)", "X:m,n", COOKBOOK + "eq. 130",
           "eye(m*n)/norm(X) - outer(ravel(X), ravel(X))/norm(X)**3"),
    Higher("ravel(A@X@B)", _AXB, MAGNUS + "ch. 9", "kron(A, B.T)"),
    Higher("kron(A, X)", "A:m,n X:p,q", MAGNUS + "ch. 9", formless=True),
    Higher("X - mean(X, axis=0)", "X:m,n", "Mardia, Kent and Bibby, Multivariate Analysis, 1.4",
           "kron(eye(m) - 1/m, eye(n))"),
    Higher("sum(X, axis=0)", "X:m,n", MAGNUS + "ch. 9", "kron(ones(m), eye(n))"),
    Higher("sum(X, axis=1)", "X:m,n", MAGNUS + "ch. 9", "kron(eye(m), ones(n))"),
    Higher("diagonal(X)", "X:n,n", MAGNUS + "ch. 3"),
    Higher("diag(x)@A", "x:m A:m,n", COOKBOOK + "2.4", wrt="x"),
    Higher("diag(x)@X@diag(y)", "x:m X:m,n y:n", COOKBOOK + "2.4", "kron(diag(x), diag(y))"),
    Higher("outer(x, x)", "x:n", MAGNUS + "ch. 9",
           "kron(eye(n), x[:, None]) + kron(x[:, None], eye(n))", wrt="x"),
    Higher("outer(x, y)", "x:m y:n", MAGNUS + "ch. 9", "kron(eye(m), y[:, None])", wrt="x"),
    Higher("X@w", _ROWS, MAGNUS + "ch. 9", "kron(eye(m), w)"),
    Higher("X.T@w", "X:m,n w:m", MAGNUS + "ch. 9", "kron(w, eye(n))"),
    Higher("(X*X)@w", _ROWS, MAGNUS + "ch. 9"),
    Higher("norm(X, axis=1)", "X:m,n", COOKBOOK + "eq. 129"),
    Higher("tanh(X@w)", _ROWS, LAYERS, "kron(diag(1 - tanh(X @ w)**2), w)"),
    Higher("sigmoid(W@x+b)", "W:m,n x:n b:m", LAYERS, wrt="W"),
    Higher("softmax(W@x)", "W:m,n x:n", BISHOP + "eq. 4.106", wrt="W"),
    Higher("softmax(X)", "X:m,n", BISHOP + "eq. 4.106"),
    Higher("tanh(X@W+b)", "X:m,n W:n,p b:p", LAYERS,
           "diag(ravel(1 - tanh(X @ W + b)**2)) @ kron(X, eye(p))", wrt="W"),
    Higher("tanh(X@W+b)", "X:m,n W:n,p b:p", LAYERS, wrt="b"),
    Higher("relu(X@W)@V", "X:m,n W:n,p V:p,q", LAYERS,
           "kron(eye(m), V.T) @ diag(ravel(where(X @ W > 0, 1, 0))) @ kron(X, eye(p))", wrt="W"),
)

_SECOND = (
    Higher("trace(X.T@A@X)", "X:m,n A:m,m", MAGNUS + "ch. 10", "kron(A + A.T, eye(n))"),
    Higher("trace(X@X)", "X:n,n", MAGNUS + "ch. 10", "2*K"),
    Higher("trace(A@X@B@X)", "A:n,m X:m,n B:n,m", MAGNUS + "ch. 10",
           "kron(A.T, B) @ K + kron(B.T, A) @ K"),
    Higher("trace(A@X@B@X.T)", "A:m,m X:m,n B:n,n", MAGNUS + "ch. 10",
           "kron(A.T, B) + kron(A, B.T)"),
    Higher("trace(X@X@X)", "X:n,n", MAGNUS + "ch. 10"),
    Higher("trace(A@inv(X))", "A:n,n X:n,n", MAGNUS + "ch. 10"),
    Higher("trace(inv(X))", "X:n,n", MAGNUS + "ch. 10"),
    Higher("logdet(X)", "X:n,n", MAGNUS + "ch. 10", "-kron(inv(X).T, inv(X)) @ K"),
    Higher("log(det(X))", "X:n,n", MAGNUS + "ch. 10", "-kron(inv(X).T, inv(X)) @ K"),
    Higher("logdet(X.T@X)", "X:m,n", MAGNUS + "ch. 10"),
    Higher("x@inv(X)@x", "x:n X:n,n", COOKBOOK + "eq. 61"),
    Higher("norm(X)**2", "X:m,n", MAGNUS + "ch. 10", "2*eye(m*n)"),
    Higher("norm(X)", "X:m,n", COOKBOOK + "eq. 130",
           "eye(m*n)/norm(X) - outer(ravel(X), ravel(X))/norm(X)**3"),
    Higher("norm(A@X-B)**2", "A:m,n X:n,p B:m,p", BOYD + "6.1", "2*kron(A.T @ A, eye(p))"),
    Higher("norm(A@X@B-C)**2", "A:m,n X:n,p B:p,q C:m,q", MAGNUS + "ch. 10",
           "2*kron(A.T @ A, B @ B.T)"),
    Higher("norm(X.T@X)**2", "X:m,n", MAGNUS + "ch. 10",
           "4*(kron(eye(m), X.T @ X) + kron(X @ X.T, eye(n)) + kron(X, X.T) @ K)"),
    Higher("norm(X.T@X-A)**2", "X:m,n A:n,n", MAGNUS + "ch. 10"),
    Higher("sum(X**3)", "X:m,n", MAGNUS + "ch. 9", "6*diag(ravel(X))"),
    Higher("sum(X.T@X)", "X:m,n", MAGNUS + "ch. 10", "2*kron(eye(m), ones((n, n)))"),
    Higher("trace(X)**2", "X:n,n", MAGNUS + "ch. 10", "2*outer(ravel(eye(n)), ravel(eye(n)))"),
    Higher("(x@X@y)**2", "x:m X:m,n y:n", MAGNUS + "ch. 10", "2*outer(kron(x, y), kron(x, y))"),
    Higher("trace(X@A)*trace(X@B)", "X:n,n A:n,n B:n,n", MAGNUS + "ch. 10"),
    Higher("exp(trace(A@X))", "A:n,m X:m,n", MAGNUS + "ch. 10"),
    Higher("det(X)", "X:n,n", MAGNUS + "ch. 10", formless=True),
    Higher("var(X)", "X:m,n", "Mardia, Kent and Bibby, Multivariate Analysis, 1.4"),
    Higher("logsumexp(X)", "X:m,n", BOYD + "3.1.5"),
    Higher("sum(logsumexp(X, axis=1))", "X:m,n", BOYD + "3.1.5"),
    Higher("sum(norm(X, axis=1))", "X:m,n", BOYD + "6.1"),
    Higher("sum(exp(A@X))", "A:m,n X:n,p", BOYD + "4.5",
           "kron(A.T, eye(p)) @ diag(ravel(exp(A @ X))) @ kron(A, eye(p))"),
    Higher("sum(tanh(A@X@B))", _AXB, MAGNUS + "ch. 9"),
    Higher("sum((X@w-y)**2)", "X:m,n w:n y:m", BOYD + "6.1", "2*kron(eye(m), outer(w, w))"),
    Higher("sum(log(1+exp(X@w)))", _ROWS, BISHOP + "eq. 4.97"),
    Higher("x@A@y", "x:m A:m,n y:n", MAGNUS + "ch. 10", wrt="x,A"),
    Higher("x@A@y", "x:m A:m,n y:n", MAGNUS + "ch. 10", wrt="A,x"),
    Higher("trace(A@X@B)", "A:m,n X:n,p B:p,m", MAGNUS + "ch. 10", wrt="A,X"),
    Higher("cross_entropy(X@W, Y)", "X:m,n W:n,p Y:m,p", BISHOP + "eq. 4.110", wrt="W"),
    Higher("sum((tanh(X@W)@V-Y)**2)", _NET, BISHOP + "5.4",
           "2*kron(tanh(X @ W).T @ tanh(X @ W), eye(q))", wrt="V"),
    Higher("sum((tanh(X@W)@V-Y)**2)", _NET, BISHOP + "5.4", wrt="W"),
)
# fmt: on
HESSIANS = tuple(replace(each, kind="hessian") for each in _SECOND)
ORDERS = (*JACOBIANS, *HESSIANS)
