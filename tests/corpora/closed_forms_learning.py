"""Gradients of factorisations, ratios, kernels, designs and embeddings."""

from __future__ import annotations

from tests.corpora.entries import ClosedForm

BISHOP = "Bishop, Pattern Recognition and Machine Learning, "
PUKELSHEIM = "Pukelsheim, Optimal Design of Experiments, "

# fmt: off
FACTORISATIONS = (
    ClosedForm(
        "matrix factorisation", "Koren, Bell and Volinsky, Computer 42, 2009",
        "norm(R - U@V.T)**2", "R:m,n, U:m,k, V:n,k",
        {"U": "-2*(R - U@V.T)@V", "V": "-2*(R - U@V.T).T@U"},
    ),
    ClosedForm(
        "matrix completion", "Koren, Bell and Volinsky, Computer 42, 2009",
        "sum(M*(R - U@V.T)**2) + c*(norm(U)**2 + norm(V)**2)", "M:m,n, R:m,n, U:m,k, V:n,k",
        {"U": "2*c*U - 2*(M*(R - U@V.T))@V", "V": "2*c*V - 2*(M*(R - U@V.T)).T@U"},
    ),
    ClosedForm(
        "non-negative factorisation by divergence", "Lee and Seung, NIPS 2000",
        "sum(V*log(V/(W@H)) - V + W@H)", "V:m,n, W:m,k, H:k,n",
        {"W": "(1 - V/(W@H))@H.T", "H": "W.T@(1 - V/(W@H))"}, given=("V > 0", "W > 0", "H > 0"),
    ),
    ClosedForm(
        "symmetric factorisation", "Kuang, Yun and Park, J. Global Optim. 62, 2015",
        "norm(A - U@U.T)**2", "A:n,n, U:n,k", {"U": "-4*(A - U@U.T)@U"}, given=("symmetric(A)",),
    ),
    ClosedForm(
        "reconstruction by a projection", BISHOP + "12.1.2",
        "norm(X - X@W@W.T)**2", "X:m,n, W:n,k",
        {"W": "E = X - X@W@W.T; -2*(X.T@E + E.T@X)@W"},
    ),
    ClosedForm(
        "variance of projections", BISHOP + "12.1.1", "trace(W.T@S@W)", "W:n,k, S:n,n",
        {"W": "2*S@W"}, given=("symmetric(S)",),
    ),
    ClosedForm(
        "Lagrangian of a principal axis", BISHOP + "12.1.1",
        "w@S@w - c*(w@w - 1)", "w:n, S:n,n", {"w": "2*(S@w - c*w)"}, given=("symmetric(S)",),
    ),
    ClosedForm(
        "Procrustes", "Schönemann, Psychometrika 31, 1966",
        "norm(A@Q - B)**2", "A:m,n, Q:n,k, B:m,k", {"Q": "2*A.T@(A@Q - B)"},
    ),
    ClosedForm(
        "sparse coding", "Olshausen and Field, Nature 381, 1996",
        "0.5*norm(x - D@a)**2 + c*sum(abs(a))", "x:m, D:m,n, a:n",
        {"a": "D.T@(D@a - x) + c*sign(a)", "D": "outer(D@a - x, a)"},
    ),
    ClosedForm(
        "independent components", "Hyvärinen and Oja, Neural Networks 13, 2000",
        "sum(log(cosh(W@X))) - m*log(abs(det(W)))", "W:n,n, X:n,m",
        {"W": "tanh(W@X)@X.T - m*inv(W).T"}, given=("invertible(W)",),
    ),
    ClosedForm(
        "linear autoencoder", "Baldi and Hornik, Neural Networks 2, 1989",
        "norm(X - X@E@D)**2", "X:m,n, E:n,k, D:k,n",
        {"E": "-2*X.T@(X - X@E@D)@D.T", "D": "-2*(X@E).T@(X - X@E@D)"},
    ),
    ClosedForm(
        "Laplacian smoothness", "Belkin and Niyogi, Neural Comput. 15, 2003",
        "trace(F.T@L@F)", "F:n,k, L:n,n", {"F": "2*L@F"}, given=("symmetric(L)",),
    ),
    ClosedForm(
        "logistic factorisation", "Collins, Dasgupta and Schapire, NIPS 2001",
        "sum(softplus(U@V.T) - R*(U@V.T))", "U:m,k, V:n,k, R:m,n",
        {"U": "(sigmoid(U@V.T) - R)@V"},
    ),
)

RATIOS = (
    ClosedForm(
        "Rayleigh quotient", "Golub and Van Loan, Matrix Computations, 8.2",
        "x@A@x/(x@x)", "x:n, A:n,n", {"x": "2*(A@x - (x@A@x)/(x@x)*x)/(x@x)"},
        given=("symmetric(A)",),
    ),
    ClosedForm(
        "generalised Rayleigh quotient", "Golub and Van Loan, Matrix Computations, 8.7",
        "x@A@x/(x@B@x)", "x:n, A:n,n, B:n,n", {"x": "2*(A@x - (x@A@x)/(x@B@x)*B@x)/(x@B@x)"},
        given=("symmetric(A)", "posdef(B)"),
    ),
    ClosedForm(
        "Fisher's criterion", BISHOP + "4.1.4",
        "(w@d)**2/(w@S@w)", "w:n, d:n, S:n,n",
        {"w": "r = w@d/(w@S@w); 2*r*(d - r*S@w)"}, given=("posdef(S)",),
    ),
    ClosedForm(
        "trace ratio", "Ngo, Bellalij and Saad, SIAM Rev. 54, 2012",
        "trace(W.T@B@W)/trace(W.T@S@W)", "W:n,k, B:n,n, S:n,n",
        {"W": "s = trace(W.T@S@W); 2*(B@W - trace(W.T@B@W)/s*S@W)/s"},
        given=("symmetric(B)", "posdef(S)"),
    ),
    ClosedForm(
        "canonical correlation", "Hotelling, Biometrika 28, 1936",
        "a@C@b/sqrt((a@A@a)*(b@B@b))", "a:m, C:m,n, b:n, A:m,m, B:n,n",
        {"a": "(C@b - (a@C@b)/(a@A@a)*A@a)/sqrt((a@A@a)*(b@B@b))"},
        given=("posdef(A)", "posdef(B)"),
    ),
    ClosedForm(
        "cosine similarity", "Manning, Raghavan and Schütze, Information Retrieval, 6.3",
        "x@y/(norm(x)*norm(y))", "x:n, y:n",
        {"x": "y/(norm(x)*norm(y)) - (x@y)*x/(norm(x)**3*norm(y))"},
    ),
    ClosedForm(
        "mean and variance", "Markowitz, J. Finance 7, 1952",
        "u@w - 0.5*c*w@S@w", "u:n, w:n, S:n,n", {"w": "u - c*S@w"}, given=("symmetric(S)",),
    ),
    ClosedForm(
        "Sharpe ratio", "Sharpe, J. Portfolio Manag. 21, 1994",
        "u@w/sqrt(w@S@w)", "u:n, w:n, S:n,n",
        {"w": "v = w@S@w; u/sqrt(v) - (u@w)*S@w/v**1.5"}, given=("posdef(S)",),
    ),
    ClosedForm(
        "Newton step decrement", "Boyd and Vandenberghe, Convex Optimization, 9.5.1",
        "g@inv(H)@g", "g:n, H:n,n", {"g": "2*inv(H)@g", "H": "-outer(inv(H)@g, inv(H)@g)"},
        given=("posdef(H)",),
    ),
)

KERNELS = (
    ClosedForm(
        "Gaussian kernel", BISHOP + "6.2", "exp(-norm(x - y)**2/(2*s**2))", "x:n, y:n",
        {
            "x": "(y - x)/s**2*exp(-norm(x - y)**2/(2*s**2))",
            "s": "norm(x - y)**2/s**3*exp(-norm(x - y)**2/(2*s**2))",
        },
        given=("s > 0",),
    ),
    ClosedForm(
        "polynomial kernel", BISHOP + "6.2", "(x@y + c)**3", "x:n, y:n", {"x": "3*(x@y + c)**2*y"},
    ),
    ClosedForm(
        "kernel ridge", "Shawe-Taylor and Cristianini, Kernel Methods, 7.3",
        "norm(y - K@a)**2 + c*a@K@a", "y:n, K:n,n, a:n", {"a": "2*K@(K@a - y + c*a)"},
        given=("symmetric(K)",),
    ),
    ClosedForm(
        "kernel expansion", BISHOP + "6.1", "a@exp(-sum((X - x)**2, axis=1))", "a:m, X:m,n, x:n",
        {"x": "2*(a*exp(-sum((X - x)**2, axis=1)))@(X - x)", "a": "exp(-sum((X - x)**2, axis=1))"},
    ),
    ClosedForm(
        "Kalman gain", "Anderson and Moore, Optimal Filtering, 3.1",
        "trace((eye(n) - K@H)@P@(eye(n) - K@H).T + K@R@K.T)", "K:n,m, H:m,n, P:n,n, R:m,m",
        {"K": "2*K@R - 2*(eye(n) - K@H)@P@H.T"}, given=("posdef(P)", "posdef(R)"),
    ),
    ClosedForm(
        "innovation likelihood", "Anderson and Moore, Optimal Filtering, 10.1",
        "S = H@P@H.T + R; 0.5*logdet(S) + 0.5*(z - H@x)@inv(S)@(z - H@x)",
        "H:m,n, P:n,n, R:m,m, z:m, x:n",
        {
            "x": "-H.T@inv(H@P@H.T + R)@(z - H@x)",
            "R": "S = inv(H@P@H.T + R); e = S@(z - H@x); 0.5*(S - outer(e, e))",
        },
        given=("posdef(P)", "posdef(R)"),
    ),
)

DESIGNS = (
    ClosedForm(
        "D-optimal design", PUKELSHEIM + "9.4",
        "logdet(X.T@diag(w)@X)", "X:m,n, w:m",
        {"w": "sum((X@inv(X.T@diag(w)@X))*X, axis=1)"}, given=("w > 0",), ascending="n m",
    ),
    ClosedForm(
        "A-optimal design", PUKELSHEIM + "9.4",
        "trace(inv(X.T@diag(w)@X))", "X:m,n, w:m",
        {"w": "-sum((X@inv(X.T@diag(w)@X))**2, axis=1)"}, given=("w > 0",), ascending="n m",
    ),
    ClosedForm(
        "c-optimal design", PUKELSHEIM + "ch. 2",
        "c@inv(X.T@diag(w)@X)@c", "c:n, X:m,n, w:m",
        {"w": "-(X@inv(X.T@diag(w)@X)@c)**2"}, given=("w > 0",), ascending="n m",
    ),
)

EMBEDDINGS = (
    ClosedForm(
        "skip-gram with negative samples", "Mikolov et al., NIPS 2013",
        "-log(sigmoid(u@v)) - sum(log(sigmoid(-N@v)))", "u:n, v:n, N:k,n",
        {
            "v": "(sigmoid(u@v) - 1)*u + N.T@sigmoid(N@v)", "u": "(sigmoid(u@v) - 1)*v",
            "N": "outer(sigmoid(N@v), v)",
        },
    ),
    ClosedForm(
        "skip-gram with softmax", "Mikolov et al., NIPS 2013",
        "logsumexp(U@v) - c@U@v", "U:k,n, v:n, c:k",
        {"v": "U.T@(softmax(U@v) - c)", "U": "outer(softmax(U@v) - c, v)"},
    ),
    ClosedForm(
        "GloVe", "Pennington, Socher and Manning, EMNLP 2014",
        "sum(F*(U@V.T + b[:, None] - L)**2)", "F:m,n, U:m,k, V:n,k, b:m, L:m,n",
        {
            "U": "2*(F*(U@V.T + b[:, None] - L))@V",
            "b": "2*sum(F*(U@V.T + b[:, None] - L), axis=1)",
        },
    ),
    ClosedForm(
        "triplet loss off its kinks", "Schroff, Kalenichenko and Philbin, CVPR 2015",
        "maximum(norm(a - p)**2 - norm(a - q)**2 + c, 0)", "a:n, p:n, q:n",
        {"a": "where(norm(a - p)**2 - norm(a - q)**2 + c > 0, 2*(q - p), 0)"},
    ),
    ClosedForm(
        "contrastive loss", "Hadsell, Chopra and LeCun, CVPR 2006",
        "(1 - y)*norm(a - b)**2 + y*maximum(c - norm(a - b), 0)**2", "a:n, b:n",
        {"a": "2*(1 - y - y*maximum(c - norm(a - b), 0)/norm(a - b))*(a - b)"},
        given=("c > 5",),
    ),
    ClosedForm(
        "InfoNCE", "van den Oord, Li and Vinyals, arXiv:1807.03748",
        "-mean(diag(log_softmax(A@B.T/t)))", "A:m,n, B:m,n",
        {
            "A": "(softmax(A@B.T/t) - eye(m))@B/(m*t)",
            "B": "(softmax(A@B.T/t) - eye(m)).T@A/(m*t)",
        },
        given=("t > 0.5",),
    ),
    ClosedForm(
        "Hopfield energy", "Ramsauer et al., ICLR 2021",
        "0.5*q@q - logsumexp(b*(X@q))/b", "q:n, X:m,n", {"q": "q - X.T@softmax(b*X@q)"},
        given=("b > 0",),
    ),
    ClosedForm(
        "free energy of a Boltzmann machine", "Hinton, Neural Comput. 14, 2002",
        "-b@v - sum(log(1 + exp(c + W@v)))", "b:n, v:n, c:m, W:m,n",
        {
            "v": "-b - W.T@sigmoid(c + W@v)", "W": "-outer(sigmoid(c + W@v), v)",
            "c": "-sigmoid(c + W@v)",
        },
    ),
    ClosedForm(
        "factorisation machine", "Rendle, ICDM 2010",
        "0.5*(norm(V.T@x)**2 - x**2@sum(V**2, axis=1))", "V:n,k, x:n",
        {"V": "outer(x, V.T@x) - x[:, None]**2*V", "x": "V@(V.T@x) - x*sum(V**2, axis=1)"},
    ),
)
# fmt: on
