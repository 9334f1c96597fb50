"""Gradients of forms in vectors: bilinear and quadratic, norms, means."""

from __future__ import annotations

from tests.corpora.closed_forms_matrices import COOKBOOK, MAGNUS
from tests.corpora.entries import ClosedForm

BOYD = "Boyd and Vandenberghe, Convex Optimization, "

# fmt: off
QUADRATIC_FORMS = (
    ClosedForm(
        "linear form", COOKBOOK + "eq. 69", "x@a", "x:n, a:n", {"x": "a", "a": "x"},
    ),
    ClosedForm(
        "product of three vectors", "matrixcalculus.org",
        "(y*v)@x", "y:n, v:n, x:n", {"y": "v*x", "v": "y*x", "x": "y*v"},
    ),
    ClosedForm(
        "bilinear form", COOKBOOK + "eq. 70",
        "a@X@b", "a:m, X:m,n, b:n", {"X": "outer(a, b)", "a": "X@b", "b": "X.T@a"},
    ),
    ClosedForm(
        "bilinear form, transposed", COOKBOOK + "eq. 71",
        "a@X.T@b", "a:n, X:m,n, b:m", {"X": "outer(b, a)"},
    ),
    ClosedForm(
        "square of a sum", COOKBOOK + "eq. 76", "sum(X)**2", "X:m,n",
        {"X": "full((m, n), 2*sum(X))"},
    ),
    ClosedForm(
        "bilinear form of a Gram matrix", COOKBOOK + "eq. 77",
        "b@X.T@X@c", "b:n, X:m,n, c:n", {"X": "X@(outer(b, c) + outer(c, b))", "b": "X.T@X@c"},
    ),
    ClosedForm(
        "product of two affine functions", COOKBOOK + "eq. 78",
        "(B@x + b)@C@(D@x + d)", "B:m,n, x:n, b:m, C:m,k, D:k,n, d:k",
        {"x": "B.T@C@(D@x + d) + D.T@C.T@(B@x + b)"},
    ),
    ClosedForm(
        "quadratic form", COOKBOOK + "eq. 81",
        "0.5*x.T@A@x", "x:n, A:n,n", {"x": "0.5*(A + A.T)@x", "A": "0.5*outer(x, x)"},
    ),
    ClosedForm(
        "symmetric quadratic form", BOYD + "A.4.1",
        "0.5*x.T@A@x + b@x", "x:n, A:n,n, b:n", {"x": "A@x + b"}, given=("symmetric(A)",),
    ),
    ClosedForm(
        "bilinear form of a congruence", COOKBOOK + "eq. 82",
        "b@X.T@D@X@c", "b:n, X:m,n, D:m,m, c:n",
        {"X": "D.T@X@outer(b, c) + D@X@outer(c, b)"},
    ),
    ClosedForm(
        "quadratic form of an affine function", COOKBOOK + "eq. 83",
        "(X@b + c)@D@(X@b + c)", "X:m,n, b:n, c:m, D:m,m",
        {"X": "outer((D + D.T)@(X@b + c), b)", "c": "(D + D.T)@(X@b + c)"},
    ),
    ClosedForm(
        "weighted residual", COOKBOOK + "eq. 84 to 88",
        "(x - A@s)@W@(x - A@s)", "x:m, A:m,n, s:n, W:m,m",
        {
            "s": "-2*A.T@W@(x - A@s)", "x": "2*W@(x - A@s)", "A": "-2*outer(W@(x - A@s), s)",
            "W": "outer(x - A@s, x - A@s)",
        },
        given=("symmetric(W)",),
    ),
    ClosedForm(
        "bilinear form of a power", COOKBOOK + "eq. 90",
        "a@matrix_power(X, 3)@b", "a:n, X:n,n, b:n",
        {"X": "outer(X.T@X.T@a, b) + outer(X.T@a, X@b) + outer(a, X@X@b)"},
    ),
    ClosedForm(
        "least squares", "matrixcalculus.org",
        "norm(A@x - y)**2", "A:m,n, x:n, y:m",
        {"x": "2*A.T@(A@x - y)", "A": "2*outer(A@x - y, x)", "y": "2*(y - A@x)"},
    ),
    ClosedForm(
        "square of a quadratic form", MAGNUS + "ch. 9",
        "(x@A@x)**2", "x:n, A:n,n", {"x": "4*(x@A@x)*A@x"}, given=("symmetric(A)",),
    ),
    ClosedForm(
        "logarithm of a quadratic form", MAGNUS + "ch. 9",
        "log(x@A@x)", "x:n, A:n,n", {"x": "2*A@x/(x@A@x)", "A": "outer(x, x)/(x@A@x)"},
        given=("posdef(A)",),
    ),
    ClosedForm(
        "distance by a metric", MAGNUS + "ch. 9",
        "sqrt(x@A@x)", "x:n, A:n,n", {"x": "A@x/sqrt(x@A@x)"}, given=("posdef(A)",),
    ),
    ClosedForm(
        "metric of a factor", "Weinberger and Saul, JMLR 10, 2009",
        "(x - y)@L@L.T@(x - y)", "x:n, y:n, L:n,k",
        {"L": "2*outer(x - y, x - y)@L", "x": "2*L@L.T@(x - y)"},
    ),
)

NORMS = (
    ClosedForm(
        "distance", COOKBOOK + "eq. 129",
        "norm(x - a)", "x:n, a:n", {"x": "(x - a)/norm(x - a)", "a": "(a - x)/norm(x - a)"},
    ),
    ClosedForm("square of the norm", COOKBOOK + "eq. 131", "norm(x)**2", "x:n", {"x": "2*x"}),
    ClosedForm(
        "square of the Frobenius norm", COOKBOOK + "eq. 132", "norm(X)**2", "X:m,n", {"X": "2*X"},
    ),
    ClosedForm(
        "Frobenius norm by a trace", "matrixcalculus.org",
        "sqrt(trace(A.T@A))", "A:m,n", {"A": "A/norm(A)"},
    ),
    ClosedForm(
        "fourth power of the norm", BOYD + "A.4", "norm(x)**4", "x:n", {"x": "4*norm(x)**2*x"},
    ),
    ClosedForm(
        "cube of the norm", "Nesterov and Polyak, Math. Program. 108, 2006",
        "g@x + 0.5*x@H@x + s/6*norm(x)**3", "g:n, x:n, H:n,n",
        {"x": "g + H@x + s/2*norm(x)*x"}, given=("symmetric(H)",),
    ),
    ClosedForm(
        "3-norm", "Horn and Johnson, Matrix Analysis, ch. 5",
        "norm(x, 3)", "x:n", {"x": "x*abs(x)/norm(x, 3)**2"},
    ),
    ClosedForm("1-norm", BOYD + "6.1", "norm(x, 1)", "x:n", {"x": "sign(x)"}),
    ClosedForm(
        "power mean", "Hardy, Littlewood and Polya, Inequalities, ch. 2",
        "mean(x**p)**(1/p)", "x:n", {"x": "mean(x**p)**(1/p - 1)*x**(p - 1)/n"},
        given=("x > 0", "p > 0"),
    ),
    ClosedForm(
        "inverse distance", "Jackson, Classical Electrodynamics, 1.4",
        "1/norm(x - y)", "x:n, y:n", {"x": "(y - x)/norm(x - y)**3"},
    ),
    ClosedForm(
        "group lasso", "Yuan and Lin, JRSS B 68, 2006",
        "sum(norm(W, axis=1))", "W:m,n", {"W": "W/norm(W, axis=1, keepdims=true)"},
    ),
    ClosedForm(
        "orthogonality penalty", "Bansal, Chen and Wang, NeurIPS 2018",
        "norm(W.T@W - eye(n))**2", "W:m,n", {"W": "4*W@(W.T@W - eye(n))"},
    ),
)

MEANS = (
    ClosedForm("log-sum-exp", BOYD + "3.1.5", "log(sum(exp(x)))", "x:n", {"x": "softmax(x)"}),
    ClosedForm(
        "soft minimum", BOYD + "3.1.5", "-log(sum(exp(-t*x)))/t", "x:n", {"x": "softmax(-t*x)"},
    ),
    ClosedForm(
        "log-sum-exp of an affine function", BOYD + "4.5",
        "logsumexp(A@x + b)", "A:m,n, x:n, b:m",
        {"x": "A.T@softmax(A@x + b)", "b": "softmax(A@x + b)"},
    ),
    ClosedForm(
        "geometric mean", BOYD + "3.1.5",
        "prod(x)**(1/n)", "x:n", {"x": "prod(x)**(1/n)/(n*x)"}, given=("x > 0",),
    ),
    ClosedForm(
        "geometric mean by logarithms", BOYD + "3.1.5",
        "exp(mean(log(x)))", "x:n", {"x": "exp(mean(log(x)))/(n*x)"}, given=("x > 0",),
    ),
    ClosedForm(
        "harmonic mean", "Hardy, Littlewood and Polya, Inequalities, ch. 2",
        "n/sum(1/x)", "x:n", {"x": "n/(x*sum(1/x))**2"}, given=("x > 0",),
    ),
    ClosedForm("variance", "Casella and Berger, Statistical Inference, 5.2",
        "mean((x - mean(x))**2)", "x:n", {"x": "2*(x - mean(x))/n"},
    ),
    ClosedForm("standard deviation", "Casella and Berger, Statistical Inference, 5.2",
        "std(x)", "x:n", {"x": "(x - mean(x))/(n*std(x))"},
    ),
    ClosedForm(
        "covariance", "Casella and Berger, Statistical Inference, 4.5",
        "mean((x - mean(x))*(y - mean(y)))", "x:n, y:n",
        {"x": "(y - mean(y))/n", "y": "(x - mean(x))/n"},
    ),
    ClosedForm(
        "correlation", "Casella and Berger, Statistical Inference, 4.5",
        "u = x - mean(x); v = y - mean(y); u@v/(norm(u)*norm(v))", "x:n, y:n",
        {
            "x": "u = x - mean(x); v = y - mean(y); "
            "v/(norm(u)*norm(v)) - (u@v)*u/(norm(u)**3*norm(v))",
        },
    ),
    ClosedForm(
        "coefficient of variation", "Casella and Berger, Statistical Inference, 5.2",
        "var(x)/mean(x)**2", "x:n",
        {"x": "2*(x - mean(x))/(n*mean(x)**2) - 2*var(x)/(n*mean(x)**3)"}, given=("x > 0",),
    ),
    ClosedForm(
        "softmax-weighted mean", "Bishop, Pattern Recognition and Machine Learning, 4.3.4",
        "softmax(x)@v", "x:n, v:n", {"x": "softmax(x)*(v - softmax(x)@v)", "v": "softmax(x)"},
    ),
    ClosedForm(
        "log barrier", BOYD + "11.2", "-sum(log(b - A@x))", "A:m,n, x:n, b:m",
        {"x": "A.T@(1/(b - A@x))"}, given=("A in (0, 1)", "x in (0, 0.1)", "b > 3"),
    ),
)
# fmt: on
