"""Gradients of the losses of regression and classification."""

from __future__ import annotations

from tests.corpora.entries import ClosedForm

ESL = "Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, "
GLM = "McCullagh and Nelder, Generalized Linear Models, "
BISHOP = "Bishop, Pattern Recognition and Machine Learning, "
DATA = "X:m,n, w:n, y:m"

# fmt: off
REGRESSION = (
    ClosedForm(
        "mean squared error", ESL + "3.2", "mean((X@w - y)**2)", DATA,
        {"w": "2*X.T@(X@w - y)/m", "X": "2*outer(X@w - y, w)/m"},
    ),
    ClosedForm(
        "ridge", ESL + "3.4.1", "norm(X@w - y)**2 + c*norm(w)**2", DATA,
        {"w": "2*X.T@(X@w - y) + 2*c*w", "c": "norm(w)**2"},
    ),
    ClosedForm(
        "weighted least squares", ESL + "2.3", "sum(v*(X@w - y)**2)", DATA + ", v:m",
        {"w": "2*X.T@(v*(X@w - y))", "v": "(X@w - y)**2"},
    ),
    ClosedForm(
        "generalised least squares", "Greene, Econometric Analysis, 9.3",
        "(y - X@w)@inv(S)@(y - X@w)", DATA + ", S:m,m",
        {"w": "-2*X.T@inv(S)@(y - X@w)", "y": "2*inv(S)@(y - X@w)"}, given=("posdef(S)",),
    ),
    ClosedForm(
        "Tikhonov", "Hansen, Rank-Deficient and Discrete Ill-Posed Problems, 5.1",
        "norm(A@x - b)**2 + norm(G@x)**2", "A:m,n, x:n, b:m, G:k,n",
        {"x": "2*A.T@(A@x - b) + 2*G.T@G@x", "G": "2*outer(G@x, x)"},
    ),
    ClosedForm(
        "lasso off its kinks", ESL + "3.4.2",
        "0.5*norm(X@w - y)**2 + c*sum(abs(w))", DATA, {"w": "X.T@(X@w - y) + c*sign(w)"},
    ),
    ClosedForm(
        "smoothed lasso", "Beck and Teboulle, SIAM J. Optim. 22, 2012",
        "0.5*norm(X@w - y)**2 + c*sum(sqrt(w**2 + e**2))", DATA,
        {"w": "X.T@(X@w - y) + c*w/sqrt(w**2 + e**2)"}, given=("e > 0",),
    ),
    ClosedForm(
        "elastic net", "Friedman, Hastie and Tibshirani, J. Stat. Softw. 33, 2010",
        "norm(X@w - y)**2/(2*m) + c*(r*sum(abs(w)) + (1 - r)*norm(w)**2/2)", DATA,
        {"w": "X.T@(X@w - y)/m + c*(r*sign(w) + (1 - r)*w)"},
    ),
    ClosedForm(
        "Huber", "Huber, Ann. Math. Stat. 35, 1964",
        'huber_loss(X@w, y, reduction="sum")', DATA, {"w": "X.T@clip(X@w - y, -1, 1)"},
    ),
    ClosedForm(
        "pseudo-Huber", "Charbonnier et al., IEEE Trans. Image Process. 6, 1997",
        "sum(sqrt(1 + (X@w - y)**2) - 1)", DATA,
        {"w": "X.T@((X@w - y)/sqrt(1 + (X@w - y)**2))"},
    ),
    ClosedForm(
        "log-cosh", "Green, IEEE Trans. Med. Imaging 9, 1990",
        "sum(log(cosh(X@w - y)))", DATA, {"w": "X.T@tanh(X@w - y)"},
    ),
    ClosedForm(
        "Cauchy loss", "Black and Anandan, Comput. Vis. Image Underst. 63, 1996",
        "sum(log(1 + (X@w - y)**2))", DATA, {"w": "r = X@w - y; 2*X.T@(r/(1 + r**2))"},
    ),
    ClosedForm(
        "Geman-McClure loss", "Geman and McClure, Bull. Int. Stat. Inst. 52, 1987",
        "r = X@w - y; sum(r**2/(1 + r**2))", DATA, {"w": "r = X@w - y; 2*X.T@(r/(1 + r**2)**2)"},
    ),
    ClosedForm(
        "absolute deviations", "Koenker, Quantile Regression, 1.3",
        "sum(abs(X@w - y))", DATA, {"w": "X.T@sign(X@w - y)"},
    ),
    ClosedForm(
        "quantile loss", "Koenker and Bassett, Econometrica 46, 1978",
        "r = y - X@w; sum(maximum(q*r, (q - 1)*r))", DATA,
        {"w": "X.T@(where(y < X@w, 1, 0) - q)"}, given=("q in (0.1, 0.9)",),
    ),
    ClosedForm(
        "Poisson regression", GLM + "ch. 6", "sum(exp(X@w) - y*(X@w))", DATA,
        {"w": "X.T@(exp(X@w) - y)"},
    ),
    ClosedForm(
        "gamma regression", GLM + "ch. 8", "sum(X@w + y*exp(-(X@w)))", DATA,
        {"w": "X.T@(1 - y*exp(-X@w))"},
    ),
    ClosedForm(
        "negative binomial regression", "Cameron and Trivedi, Analysis of Count Data, 3.3",
        "sum((y + a)*log(a + exp(X@w)) - y*(X@w))", DATA,
        {"w": "X.T@((y + a)*exp(X@w)/(a + exp(X@w)) - y)"}, given=("a > 0", "y > 0"),
    ),
    ClosedForm(
        "exponential decay", "Bates and Watts, Nonlinear Regression Analysis, ch. 2",
        "sum((a*exp(-b*t) - y)**2)", "t:m, y:m",
        {
            "a": "2*exp(-b*t)@(a*exp(-b*t) - y)",
            "b": "-2*a*((t*exp(-b*t))@(a*exp(-b*t) - y))",
        },
    ),
    ClosedForm(
        "total squared variation", "Boyd and Vandenberghe, Convex Optimization, 6.3.3",
        "norm(x - y)**2 + c*norm(D@x)**2", "x:n, y:n, D:m,n", {"x": "2*(x - y) + 2*c*D.T@D@x"},
    ),
    ClosedForm(
        "multivariate least squares", "Mardia, Kent and Bibby, Multivariate Analysis, 6.2",
        "norm(X@W - Y)**2", "X:m,n, W:n,k, Y:m,k", {"W": "2*X.T@(X@W - Y)", "X": "2*(X@W - Y)@W.T"},
    ),
    ClosedForm(
        "affine least squares", BISHOP + "3.1", "mean((X@w + b - y)**2)", DATA,
        {"w": "2*X.T@(X@w + b - y)/m", "b": "2*mean(X@w + b - y)"},
    ),
)

CLASSIFICATION = (
    ClosedForm(
        "logistic loss, classes of both signs", "matrixcalculus.org",
        "sum(log(exp(-y*(X@w)) + 1))", DATA, {"w": "-X.T@(y*sigmoid(-y*(X@w)))"},
    ),
    ClosedForm(
        "logistic loss, classes 0 and 1", ESL + "eq. 4.21",
        "sum(log(1 + exp(X@w)) - y*(X@w))", DATA, {"w": "X.T@(sigmoid(X@w) - y)"},
    ),
    ClosedForm(
        "cross entropy of a sigmoid", BISHOP + "eq. 4.91",
        "p = sigmoid(X@w); -sum(y*log(p) + (1 - y)*log(1 - p))", DATA,
        {"w": "X.T@(sigmoid(X@w) - y)"},
    ),
    ClosedForm(
        "regularised logistic regression", "Murphy, Machine Learning, 8.3",
        "mean(log(1 + exp(-y*(X@w)))) + c/2*norm(w)**2", DATA,
        {"w": "c*w - X.T@(y*sigmoid(-y*(X@w)))/m"},
    ),
    ClosedForm(
        "softmax regression", BISHOP + "eq. 4.109",
        "-sum(Y*log_softmax(X@W))", "X:m,n, W:n,k, Y:m,k",
        {"W": "X.T@(softmax(X@W) - Y)"}, given=("simplex(Y)",),
    ),
    ClosedForm(
        "softmax regression with a bias", BISHOP + "4.3.4",
        "cross_entropy(X@W + b, Y)", "X:m,n, W:n,k, b:k, Y:m,k",
        {
            "W": "X.T@(softmax(X@W + b) - Y)/m", "b": "mean(softmax(X@W + b) - Y, axis=0)",
            "X": "(softmax(X@W + b) - Y)@W.T/m",
        },
        given=("simplex(Y)",),
    ),
    ClosedForm(
        "weighted softmax regression", BISHOP + "4.3.4",
        "-sum(Y*log_softmax(X@W))", "X:m,n, W:n,k, Y:m,k",
        {"W": "X.T@(softmax(X@W)*sum(Y, axis=1, keepdims=true) - Y)"},
    ),
    ClosedForm(
        "softmax regression written out", BISHOP + "eq. 4.104",
        "Z = X@W; sum(logsumexp(Z, axis=1)) - sum(Y*Z)", "X:m,n, W:n,k, Y:m,k",
        {"W": "X.T@(softmax(X@W) - Y)"},
    ),
    ClosedForm(
        "hinge loss off its kinks", ESL + "12.3.2",
        "sum(maximum(1 - y*(X@w), 0))", DATA, {"w": "-X.T@where(y*(X@w) < 1, y, 0)"},
    ),
    ClosedForm(
        "squared hinge loss", "Chang and Lin, ACM TIST 2, 2011",
        "sum(maximum(1 - y*(X@w), 0)**2)", DATA, {"w": "-2*X.T@(y*maximum(1 - y*(X@w), 0))"},
    ),
    ClosedForm(
        "support vector machine", ESL + "12.3.2",
        "c*sum(maximum(1 - y*(X@w), 0)**2) + 0.5*norm(w)**2", DATA,
        {"w": "w - 2*c*X.T@(y*maximum(1 - y*(X@w), 0))"},
    ),
    ClosedForm(
        "exponential loss", ESL + "eq. 10.8",
        "sum(exp(-y*(X@w)))", DATA, {"w": "-X.T@(y*exp(-y*(X@w)))"},
    ),
    ClosedForm(
        "probit regression", GLM + "4.3",
        "-sum(log(0.5*(1 + erf(y*(X@w)/sqrt(2)))))", DATA,
        {"w": "z = y*(X@w); -sqrt(2/pi)*X.T@(y*exp(-z**2/2)/(1 + erf(z/sqrt(2))))"},
    ),
    ClosedForm(
        "complementary log-log", GLM + "4.3",
        "-sum(y*log(1 - exp(-exp(X@w))) - (1 - y)*exp(X@w))", DATA,
        {"w": "u = exp(X@w); X.T@(u - y*u/(1 - exp(-u)))"},
    ),
    ClosedForm(
        "squared error of a sigmoid", BISHOP + "5.3",
        "0.5*norm(sigmoid(X@w) - y)**2", DATA,
        {"w": "s = sigmoid(X@w); X.T@((s - y)*s*(1 - s))"},
    ),
    ClosedForm(
        "squared error of a softmax", BISHOP + "4.3.4",
        "0.5*norm(softmax(x) - y)**2", "x:n, y:n",
        {"x": "p = softmax(x); p*(p - y - p@(p - y))"},
    ),
    ClosedForm(
        "smooth hinge", "Rennie and Srebro, IJCAI 2005",
        "sum(softplus(t*(1 - y*(X@w))))/t", DATA, {"w": "-X.T@(y*sigmoid(t*(1 - y*(X@w))))"},
    ),
    ClosedForm(
        "Bradley-Terry", "Hunter, Ann. Stat. 32, 2004",
        "-sum(W*logsigmoid(s[:, None] - s))", "W:n,n, s:n",
        {"s": "P = W*sigmoid(s - s[:, None]); sum(P, axis=0) - sum(P, axis=1)"},
    ),
    ClosedForm(
        "ranking loss", "Burges et al., ICML 2005",
        "sum(log(1 + exp(-(A@w - B@w))))", "A:m,n, B:m,n, w:n",
        {"w": "(B - A).T@sigmoid(B@w - A@w)"},
    ),
)
# fmt: on
