"""Gradients through decompositions and pseudoinverses, and costs of linear systems."""

from __future__ import annotations

from tests.corpora.entries import ClosedForm

# fmt: off
DECOMPOSITIONS = (
    ClosedForm(
        "log det by a Cholesky factor", "Rasmussen and Williams, Gaussian Processes, A.4",
        "2*sum(log(diag(cholesky(S))))", "S:n,n", {"S": "inv(S)"}, given=("posdef(S)",),
    ),
    ClosedForm(
        "bilinear form of the pseudoinverse", "Golub and Pereyra, SIAM J. Numer. Anal. 10, 1973",
        "b@pinv(A)@c", "b:n, A:m,n, c:m",
        {
            "A": "P = pinv(A); (eye(m) - A@P)@outer(c, b)@P@P.T "
            "+ P.T@P@outer(c, b)@(eye(n) - P@A) - outer(P.T@b, P@c)",
            "c": "pinv(A).T@b",
        },
    ),
    ClosedForm(
        "norm of a Kronecker product", "Van Loan, J. Comput. Appl. Math. 123, 2000",
        "norm(kron(A, B))**2", "A:m,n, B:k,l", {"A": "2*norm(B)**2*A"},
    ),
    ClosedForm(
        "sphericity", "Mauchly, Ann. Math. Stat. 11, 1940",
        "n*log(trace(A)/n) - logdet(A)", "A:n,n", {"A": "n/trace(A)*eye(n) - inv(A)"},
        given=("posdef(A)",),
    ),
    ClosedForm(
        "participation ratio", "Bell and Dean, Discuss. Faraday Soc. 50, 1970",
        "trace(A)**2/norm(A)**2", "A:n,n",
        {"A": "r = trace(A)/norm(A)**2; 2*r*(eye(n) - r*A)"},
    ),
    ClosedForm(
        "effective degrees of freedom", "Hastie, Tibshirani and Friedman, ESL, eq. 3.50",
        "trace(X@inv(X.T@X + t*eye(n))@X.T)", "X:m,n",
        {"t": "-norm(X@inv(X.T@X + t*eye(n)))**2"}, given=("t > 0",),
    ),
    ClosedForm(
        "ridge solution", "Hastie, Tibshirani and Friedman, ESL, eq. 3.44",
        "c@inv(X.T@X + t*eye(n))@X.T@y", "c:n, X:m,n, y:m",
        {
            "y": "X@inv(X.T@X + t*eye(n))@c",
            "t": "M = inv(X.T@X + t*eye(n)); -c@M@M@X.T@y",
        },
        given=("t > 0",),
    ),
    ClosedForm(
        "Bayesian D-optimal design", "Chaloner and Verdinelli, Stat. Sci. 10, 1995",
        "logdet(X.T@diag(exp(w))@X + t*eye(n))", "X:m,n, w:m",
        {"w": "exp(w)*sum((X@inv(X.T@diag(exp(w))@X + t*eye(n)))*X, axis=1)"}, given=("t > 0",),
    ),
    ClosedForm(
        "triangular likelihood", "Pourahmadi, Stat. Sci. 26, 2011",
        "sum(log(diag(L))) - 0.5*norm(L.T@x)**2", "L:n,n, x:n",
        {"L": "diag(1/diag(L)) - outer(x, L.T@x)", "x": "-L@L.T@x"}, given=("L in (0.5, 2)",),
    ),
)

CONTROL = (
    ClosedForm(
        "Bellman residual", "Baird, ICML 1995",
        "norm(r + g*P@v - v)**2", "r:n, P:n,n, v:n",
        {"v": "2*(g*P - eye(n)).T@(r + g*P@v - v)"},
    ),
    ClosedForm(
        "quadratic regulator", "Anderson and Moore, Optimal Control, 2.4",
        "x@Q@x + u@R@u + (A@x + B@u)@P@(A@x + B@u)",
        "x:n, Q:n,n, u:m, R:m,m, A:n,n, B:n,m, P:n,n",
        {"u": "2*R@u + 2*B.T@P@(A@x + B@u)", "x": "2*Q@x + 2*A.T@P@(A@x + B@u)"},
        given=("posdef(R)", "symmetric(P)", "symmetric(Q)"),
    ),
    ClosedForm(
        "augmented Lagrangian", "Nocedal and Wright, Numerical Optimization, 17.3",
        "c@x + l@(A@x - b) + 0.5*s*norm(A@x - b)**2", "c:n, x:n, l:m, A:m,n, b:m",
        {"x": "c + A.T@(l + s*(A@x - b))", "l": "A@x - b"},
    ),
    ClosedForm(
        "proximal step", "Parikh and Boyd, Proximal Algorithms, 2014",
        "f@x + norm(x - y)**2/(2*t)", "f:n, x:n, y:n", {"x": "f + (x - y)/t"}, given=("t > 0",),
    ),
    ClosedForm(
        "consensus", "Olfati-Saber, Fax and Murray, Proc. IEEE 95, 2007",
        "0.25*sum(W*(x[:, None] - x)**2)", "W:n,n, x:n", {"x": "sum(W, axis=1)*x - W@x"},
        given=("symmetric(W)",),
    ),
    ClosedForm(
        "Gauss-Newton model", "Nocedal and Wright, Numerical Optimization, 10.3",
        "0.5*norm(J@p + r)**2 + 0.5*c*norm(p)**2", "J:m,n, p:n, r:m",
        {"p": "J.T@(J@p + r) + c*p"},
    ),
)
# fmt: on
