"""Gradients of log densities, divergences and the criteria of multivariate statistics."""

from __future__ import annotations

from tests.corpora.entries import ClosedForm

BISHOP = "Bishop, Pattern Recognition and Machine Learning, "
MARDIA = "Mardia, Kent and Bibby, Multivariate Analysis, "
COVER = "Cover and Thomas, Elements of Information Theory, "
GPML = "Rasmussen and Williams, Gaussian Processes for Machine Learning, "

# fmt: off
DENSITIES = (
    ClosedForm(
        "Gaussian log density", BISHOP + "2.3.4",
        "-0.5*(x - u)@inv(S)@(x - u) - 0.5*logdet(S)", "x:n, u:n, S:n,n",
        {
            "u": "inv(S)@(x - u)", "x": "-inv(S)@(x - u)",
            "S": "0.5*(inv(S)@outer(x - u, x - u)@inv(S) - inv(S))",
        },
        given=("posdef(S)",),
    ),
    ClosedForm(
        "Gaussian log density by its precision", BISHOP + "2.3.6",
        "0.5*m*logdet(P) - 0.5*trace(P@X.T@X)", "P:n,n, X:m,n",
        {"P": "0.5*(m*inv(P) - X.T@X)", "X": "-X@P"}, given=("posdef(P)",),
    ),
    ClosedForm(
        "graphical lasso, smooth part", "Friedman, Hastie and Tibshirani, Biostatistics 9, 2008",
        "trace(S@P) - logdet(P)", "S:n,n, P:n,n", {"P": "S - inv(P)"},
        given=("symmetric(S)", "posdef(P)"),
    ),
    ClosedForm(
        "Gaussian of one dimension", BISHOP + "1.2.4",
        "m*log(s) + sum((x - u)**2)/(2*s**2)", "x:m",
        {"u": "-sum(x - u)/s**2", "s": "m/s - sum((x - u)**2)/s**3"}, given=("s > 0",),
    ),
    ClosedForm(
        "divergence of two Gaussians", "Kullback, Information Theory and Statistics, ch. 9",
        "0.5*(trace(inv(T)@S) + (v - u)@inv(T)@(v - u) - n + logdet(T) - logdet(S))",
        "T:n,n, S:n,n, u:n, v:n",
        {
            "u": "inv(T)@(u - v)", "S": "0.5*(inv(T) - inv(S))",
            "T": "0.5*(inv(T) - inv(T)@(S + outer(v - u, v - u))@inv(T))",
        },
        given=("posdef(T)", "posdef(S)"),
    ),
    ClosedForm(
        "divergence from the standard normal", "Kingma and Welling, arXiv:1312.6114, app. B",
        "-0.5*sum(1 + s - u**2 - exp(s))", "s:n, u:n", {"u": "u", "s": "0.5*(exp(s) - 1)"},
    ),
    ClosedForm(
        "Mahalanobis distance", MARDIA + "1.6",
        "sqrt((x - u)@inv(S)@(x - u))", "x:n, u:n, S:n,n",
        {"x": "inv(S)@(x - u)/sqrt((x - u)@inv(S)@(x - u))"}, given=("posdef(S)",),
    ),
    ClosedForm(
        "Wishart log density", MARDIA + "3.8",
        "0.5*(v - n - 1)*logdet(X) - 0.5*trace(inv(V)@X)", "X:n,n, V:n,n",
        {"X": "0.5*((v - n - 1)*inv(X) - inv(V))"}, given=("posdef(X)", "posdef(V)"),
    ),
    ClosedForm(
        "inverse Wishart log density", "Gelman et al., Bayesian Data Analysis, app. A",
        "-0.5*(v + n + 1)*logdet(X) - 0.5*trace(P@inv(X))", "X:n,n, P:n,n",
        {"X": "0.5*(inv(X)@P@inv(X) - (v + n + 1)*inv(X))"}, given=("posdef(X)", "posdef(P)"),
    ),
    ClosedForm(
        "multivariate t", "Kotz and Nadarajah, Multivariate t Distributions, 1.1",
        "-0.5*(v + n)*log(1 + (x - u)@inv(S)@(x - u)/v)", "x:n, u:n, S:n,n",
        {"u": "(v + n)*inv(S)@(x - u)/(v + (x - u)@inv(S)@(x - u))"},
        given=("posdef(S)", "v > 0"),
    ),
    ClosedForm(
        "Student t of one dimension", BISHOP + "2.3.7",
        "-0.5*(v + 1)*sum(log(1 + (x - u)**2/v))", "x:n",
        {"u": "(v + 1)*sum((x - u)/(v + (x - u)**2))"}, given=("v > 0",),
    ),
    ClosedForm(
        "mixture of Gaussians", BISHOP + "9.2.2",
        "sum(logsumexp(a - 0.5*sum((X[:, None] - U)**2, axis=2), axis=1))", "X:m,n, U:k,n, a:k",
        {
            "U": "R = softmax(a - 0.5*sum((X[:, None] - U)**2, axis=2)); "
            "R.T@X - sum(R, axis=0)[:, None]*U",
            "a": "sum(softmax(a - 0.5*sum((X[:, None] - U)**2, axis=2)), axis=0)",
        },
    ),
    ClosedForm(
        "Dirichlet log density", "Minka, Estimating a Dirichlet Distribution, 2000",
        "gammaln(sum(a)) - sum(gammaln(a)) + (a - 1)@log(p)", "a:n, p:n",
        {"a": "digamma(sum(a)) - digamma(a) + log(p)", "p": "(a - 1)/p"},
        given=("a > 0", "p > 0"),
    ),
    ClosedForm(
        "gamma log density", "Casella and Berger, Statistical Inference, 3.3",
        "sum((a - 1)*log(x) - b*x) + m*a*log(b) - m*gammaln(a)", "x:m",
        {"a": "sum(log(x)) + m*log(b) - m*digamma(a)", "b": "m*a/b - sum(x)"},
        given=("x > 0", "a > 0", "b > 0"),
    ),
    ClosedForm(
        "multinomial log likelihood", "Casella and Berger, Statistical Inference, 4.6",
        "c@log(p)", "c:n, p:n", {"p": "c/p"}, given=("p > 0",),
    ),
    ClosedForm(
        "Poisson log likelihood", "Casella and Berger, Statistical Inference, 7.2",
        "sum(c*log(u) - u)", "c:n, u:n", {"u": "c/u - 1"}, given=("u > 0",),
    ),
    ClosedForm(
        "matrix normal log density", "Gupta and Nagar, Matrix Variate Distributions, 2.2",
        "-0.5*trace(inv(V)@(X - M).T@inv(U)@(X - M))", "V:n,n, X:m,n, M:m,n, U:m,m",
        {"M": "inv(U)@(X - M)@inv(V)"}, given=("posdef(U)", "posdef(V)"),
    ),
    ClosedForm(
        "von Mises-Fisher log density", "Mardia and Jupp, Directional Statistics, 9.3",
        "c*(u@x)/norm(u)", "u:n, x:n", {"u": "c*(x/norm(u) - (u@x)*u/norm(u)**3)"},
    ),
    ClosedForm(
        "Gaussian process marginal likelihood", GPML + "eq. 5.9",
        "K = s*C + v*eye(n); -0.5*y@inv(K)@y - 0.5*logdet(K)", "C:n,n, y:n",
        {
            "v": "K = s*C + v*eye(n); a = inv(K)@y; 0.5*(a@a - trace(inv(K)))",
            "s": "K = s*C + v*eye(n); a = inv(K)@y; 0.5*(a@C@a - trace(inv(K)@C))",
            "y": "-inv(s*C + v*eye(n))@y",
        },
        given=("posdef(C)", "s > 0", "v > 0"),
    ),
    ClosedForm(
        "Gaussian process marginal likelihood by its kernel", GPML + "eq. 5.9",
        "-0.5*y@inv(K)@y - 0.5*logdet(K)", "K:n,n, y:n",
        {"K": "0.5*(outer(inv(K)@y, inv(K)@y) - inv(K))"}, given=("posdef(K)",),
    ),
    ClosedForm(
        "Bayesian linear regression", BISHOP + "3.3",
        "-0.5*b*norm(X@w - y)**2 - 0.5*a*norm(w)**2", "X:m,n, w:n, y:m",
        {"w": "-b*X.T@(X@w - y) - a*w"},
    ),
)

DIVERGENCES = (
    ClosedForm(
        "entropy", COVER + "2.1", "-sum(p*log(p))", "p:n", {"p": "-log(p) - 1"}, given=("p > 0",),
    ),
    ClosedForm(
        "relative entropy", COVER + "2.3", "sum(p*log(p/q))", "p:n, q:n",
        {"p": "log(p/q) + 1", "q": "-p/q"}, given=("p > 0", "q > 0"),
    ),
    ClosedForm(
        "cross entropy", COVER + "2.3", "-p@log(q)", "p:n, q:n", {"q": "-p/q", "p": "-log(q)"},
        given=("q > 0",),
    ),
    ClosedForm(
        "softmax cross entropy", "Goodfellow, Bengio and Courville, Deep Learning, 6.2.2",
        "-y@log_softmax(x)", "y:n, x:n", {"x": "softmax(x) - y", "y": "-log_softmax(x)"},
        given=("simplex(y)",),
    ),
    ClosedForm(
        "log of softmax written out", "Goodfellow, Bengio and Courville, Deep Learning, 6.2.2",
        "-y@log(exp(x)/sum(exp(x)))", "y:n, x:n", {"x": "softmax(x) - y"}, given=("simplex(y)",),
    ),
    ClosedForm(
        "distillation", "Hinton, Vinyals and Dean, arXiv:1503.02531",
        "-t**2*(softmax(v/t)@log_softmax(z/t))", "v:n, z:n",
        {"z": "t*(softmax(z/t) - softmax(v/t))"},
        given=("t > 0",),
    ),
    ClosedForm(
        "divergence of two softmaxes", COVER + "2.3",
        "p = softmax(x); q = softmax(y); sum(p*log(p/q))", "x:n, y:n",
        {
            "y": "softmax(y) - softmax(x)",
            "x": "p = softmax(x); r = log(p/softmax(y)); p*(r - p@r)",
        },
    ),
    ClosedForm(
        "entropy of a softmax", "Mnih et al., ICML 2016, 4",
        "p = softmax(x); -sum(p*log(p))", "x:n",
        {"x": "p = softmax(x); p*(p@log(p) - log(p))"},
    ),
    ClosedForm(
        "Jensen-Shannon", "Lin, IEEE Trans. Inf. Theory 37, 1991",
        "m = (p + q)/2; 0.5*sum(p*log(p/m)) + 0.5*sum(q*log(q/m))", "p:n, q:n",
        {"p": "0.5*log(2*p/(p + q))"}, given=("p > 0", "q > 0"),
    ),
    ClosedForm(
        "squared Hellinger", "Tsybakov, Introduction to Nonparametric Estimation, 2.4",
        "sum((sqrt(p) - sqrt(q))**2)", "p:n, q:n", {"p": "1 - sqrt(q/p)"}, given=("p > 0", "q > 0"),
    ),
    ClosedForm(
        "chi-squared", "Tsybakov, Introduction to Nonparametric Estimation, 2.4",
        "sum((p - q)**2/q)", "p:n, q:n", {"p": "2*(p - q)/q", "q": "1 - (p/q)**2"},
        given=("p > 0", "q > 0"),
    ),
    ClosedForm(
        "Rényi", "van Erven and Harremoës, IEEE Trans. Inf. Theory 60, 2014",
        "log(sum(p**a*q**(1 - a)))/(a - 1)", "p:n, q:n",
        {"q": "-(p/q)**a/sum(p**a*q**(1 - a))"}, given=("p > 0", "q > 0", "a in (0.1, 0.9)"),
    ),
    ClosedForm(
        "Burg divergence", "Kulis, Sustik and Dhillon, JMLR 10, 2009",
        "trace(X@inv(Y)) - logdet(X@inv(Y)) - n", "X:n,n, Y:n,n",
        {"X": "inv(Y) - inv(X)", "Y": "inv(Y) - inv(Y)@X@inv(Y)"}, given=("posdef(X)", "posdef(Y)"),
    ),
    ClosedForm(
        "Itakura-Saito", "Févotte, Bertin and Durrieu, Neural Comput. 21, 2009",
        "sum(p/q - log(p/q) - 1)", "p:n, q:n", {"q": "1/q - p/q**2", "p": "1/q - 1/p"},
        given=("p > 0", "q > 0"),
    ),
)
# fmt: on
