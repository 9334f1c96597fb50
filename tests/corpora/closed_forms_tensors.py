"""Gradients in arrays of three axes: tensors, batches, all pairs of rows, classes by number."""

from __future__ import annotations

from tests.corpora.closed_forms_matrices import COOKBOOK
from tests.corpora.entries import ClosedForm

KOLDA = "Kolda and Bader, SIAM Rev. 51, 2009"

# fmt: off
TENSORS = (
    ClosedForm(
        "cubic form", "Kolda and Mayo, SIAM J. Matrix Anal. Appl. 32, 2011",
        'einsum("ijk,i,j,k->", T, x, y, z)', "T:l,m,n, x:l, y:m, z:n",
        {
            "x": 'einsum("ijk,j,k->i", T, y, z)', "z": 'einsum("ijk,i,j->k", T, x, y)',
            "T": 'einsum("i,j,k->ijk", x, y, z)',
        },
    ),
    ClosedForm(
        "sum of three-way products", KOLDA,
        'norm(T - einsum("ir,jr,kr->ijk", A, B, C))**2', "T:l,m,n, A:l,h, B:m,h, C:n,h",
        {"A": '-2*einsum("ijk,jr,kr->ir", T - einsum("ir,jr,kr->ijk", A, B, C), B, C)'},
    ),
    ClosedForm(
        "product along one axis", KOLDA,
        'sum(G*einsum("ijk,jl->ilk", T, U))', "G:l,h,n, T:l,m,n, U:m,h",
        {
            "U": 'einsum("ijk,ilk->jl", T, G)', "T": "U@G",
        },
    ),
    ClosedForm(
        "attention in batches", "Vaswani et al., NIPS 2017, 3.2",
        "sum(G*(softmax(Q@K.T/sqrt(d))@V))", "G:b,m,k, Q:b,m,d, K:b,n,d, V:b,n,k",
        {
            "V": "softmax(Q@K.T/sqrt(d)).T@G",
            "Q": "P = softmax(Q@K.T/sqrt(d)); D = P*(G@V.T); "
            "(D - P*sum(D, axis=2, keepdims=true))@K/sqrt(d)",
        },
    ),
    ClosedForm(
        "squared distances of all pairs", "Hastie, Tibshirani and Friedman, ESL, 14.3.5",
        "sum((X[:, None] - X)**2)", "X:m,n", {"X": "4*(m*X - sum(X, axis=0))"},
    ),
    ClosedForm(
        "Gaussian kernel of all pairs", "Cheng, IEEE Trans. Pattern Anal. Mach. Intell. 17, 1995",
        "sum(exp(-sum((X[:, None] - X)**2, axis=2)))", "X:m,n",
        {
            "X": "K = exp(-sum((X[:, None] - X)**2, axis=2)); "
            "4*(K@X - sum(K, axis=1, keepdims=true)*X)",
        },
    ),
    ClosedForm(
        "distances to be kept", "Kruskal, Psychometrika 29, 1964",
        "sum((norm(X[:, None] - Y, axis=2) - D)**2)", "X:m,n, Y:k,n, D:m,k",
        {
            "X": "E = X[:, None] - Y; r = norm(E, axis=2); "
            "2*sum((1 - D/r)[:, :, None]*E, axis=1)",
        },
    ),
    ClosedForm(
        "cross entropy of classes by number", "Bishop, Pattern Recognition, eq. 4.109",
        "cross_entropy(X@W, y)", "X:m,n, W:n,k, y:m",
        {"W": "X.T@(softmax(X@W) - where(y[:, None] == arange(k), 1, 0))/m"},
    ),
    ClosedForm(
        "policy gradient", "Williams, Machine Learning 8, 1992",
        "r*(y@log_softmax(W@x))", "y:k, W:k,n, x:n", {"W": "r*outer(y - softmax(W@x), x)"},
        given=("simplex(y)",),
    ),
    ClosedForm(
        "layer normalisation of rows", "Ba, Kiros and Hinton, arXiv:1607.06450",
        "sum(G*layer_norm(X, n, g, b))", "G:m,n, X:m,n, g:n, b:n",
        {
            "X": "D = G*g; s = sqrt(var(X, axis=1, keepdims=true) + 0.00001); "
            "Z = (X - mean(X, axis=1, keepdims=true))/s; "
            "(D - mean(D, axis=1, keepdims=true) - Z*mean(D*Z, axis=1, keepdims=true))/s",
            "g": "sum(G*(X - mean(X, axis=1, keepdims=true))"
            "/sqrt(var(X, axis=1, keepdims=true) + 0.00001), axis=0)",
            "b": "sum(G, axis=0)",
        },
    ),
    ClosedForm(
        "sum of a Gram matrix", COOKBOOK + "eq. 77",
        "sum(X.T@X)", "X:m,n", {"X": "2*X@ones((n, n))"},
    ),
    ClosedForm(
        "sum of an inverse", COOKBOOK + "eq. 61",
        "sum(inv(X))", "X:n,n", {"X": "-inv(X).T@ones((n, n))@inv(X).T"}, given=("invertible(X)",),
    ),
)
# fmt: on
