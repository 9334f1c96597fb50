"""Gradients of layers and networks, back-propagation written by hand."""

from __future__ import annotations

from tests.corpora.entries import ClosedForm

DEEP = "Goodfellow, Bengio and Courville, Deep Learning, "
ZHANG = "Zhang et al., Dive into Deep Learning, "
BISHOP = "Bishop, Pattern Recognition and Machine Learning, "
TWO = "X:m,n, W:n,h, V:h,k, Y:m,k"

# fmt: off
LAYERS = (
    ClosedForm(
        "sigmoid layer", DEEP + "6.5", "0.5*norm(sigmoid(X@W + b) - Y)**2",
        "X:m,n, W:n,k, b:k, Y:m,k",
        {
            "W": "A = sigmoid(X@W + b); X.T@((A - Y)*A*(1 - A))",
            "b": "A = sigmoid(X@W + b); sum((A - Y)*A*(1 - A), axis=0)",
        },
    ),
    ClosedForm(
        "tanh layer", DEEP + "6.5", "sum(G*tanh(X@W + b))", "G:m,k, X:m,n, W:n,k, b:k",
        {
            "W": "X.T@(G*(1 - tanh(X@W + b)**2))", "X": "(G*(1 - tanh(X@W + b)**2))@W.T",
            "b": "sum(G*(1 - tanh(X@W + b)**2), axis=0)",
        },
    ),
    ClosedForm(
        "relu layer", DEEP + "6.3.1", "sum(G*relu(X@W))", "G:m,k, X:m,n, W:n,k",
        {"W": "X.T@where(X@W > 0, G, 0)", "X": "where(X@W > 0, G, 0)@W.T"},
    ),
    ClosedForm(
        "relu by maximum", DEEP + "6.3.1", "sum(G*maximum(X@W, 0))", "G:m,k, X:m,n, W:n,k",
        {"W": "X.T@where(X@W > 0, G, 0)"},
    ),
    ClosedForm(
        "leaky relu layer", "Maas, Hannun and Ng, ICML 2013",
        "sum(G*leaky_relu(X@W, 0.1))", "G:m,k, X:m,n, W:n,k",
        {"W": "X.T@(G*where(X@W > 0, 1, 0.1))"},
    ),
    ClosedForm(
        "softplus layer", "Dugas et al., NIPS 2000", "sum(G*softplus(X@W))", "G:m,k, X:m,n, W:n,k",
        {"W": "X.T@(G*sigmoid(X@W))"},
    ),
    ClosedForm(
        "gelu layer", "Hendrycks and Gimpel, arXiv:1606.08415",
        "sum(gelu(X@W))", "X:m,n, W:n,k",
        {"W": "Z = X@W; X.T@(0.5*(1 + erf(Z/sqrt(2))) + Z*exp(-Z**2/2)/sqrt(2*pi))"},
    ),
    ClosedForm(
        "silu", "Elfwing, Uchibe and Doya, Neural Networks 107, 2018",
        "sum(x*sigmoid(x))", "x:n", {"x": "sigmoid(x)*(1 + x*(1 - sigmoid(x)))"},
    ),
    ClosedForm(
        "gated linear unit", "Dauphin et al., ICML 2017",
        "sum(G*(X@W)*sigmoid(X@V))", "G:m,k, X:m,n, W:n,k, V:n,k",
        {
            "W": "X.T@(G*sigmoid(X@V))",
            "V": "S = sigmoid(X@V); X.T@(G*(X@W)*S*(1 - S))",
        },
    ),
    ClosedForm(
        "inverted dropout", "Srivastava et al., JMLR 15, 2014",
        "sum(G*((X*M)@W)/(1 - p))", "G:m,k, X:m,n, M:m,n, W:n,k",
        {"W": "(X*M).T@G/(1 - p)", "X": "M*(G@W.T)/(1 - p)"}, given=("p in (0.1, 0.9)",),
    ),
    ClosedForm(
        "softmax layer", BISHOP + "eq. 4.106", "sum(G*softmax(X))", "G:m,n, X:m,n",
        {"X": "P = softmax(X); P*(G - sum(G*P, axis=1, keepdims=true))", "G": "softmax(X)"},
    ),
    ClosedForm(
        "layer normalisation", "Ba, Kiros and Hinton, arXiv:1607.06450",
        "sum(g*(x - mean(x))/sqrt(var(x) + e))", "g:n, x:n",
        {
            "x": "s = sqrt(var(x) + e); z = (x - mean(x))/s; (g - mean(g) - z*mean(g*z))/s",
            "g": "(x - mean(x))/sqrt(var(x) + e)",
        },
        given=("e > 0",),
    ),
    ClosedForm(
        "batch normalisation", "Ioffe and Szegedy, ICML 2015",
        "Z = (X - mean(X, axis=0))/sqrt(var(X, axis=0) + e); sum(G*(c*Z + b))",
        "X:m,n, G:m,n, c:n, b:n",
        {
            "X": "s = sqrt(var(X, axis=0) + e); Z = (X - mean(X, axis=0))/s; "
            "c/s*(G - mean(G, axis=0) - Z*mean(G*Z, axis=0))",
            "c": "sum(G*(X - mean(X, axis=0))/sqrt(var(X, axis=0) + e), axis=0)",
            "b": "sum(G, axis=0)",
        },
        given=("e > 0",),
    ),
    ClosedForm(
        "root mean square normalisation", "Zhang and Sennrich, NeurIPS 2019",
        "g@(x/sqrt(mean(x**2) + e))", "g:n, x:n",
        {"x": "r = sqrt(mean(x**2) + e); g/r - x*(g@x)/(n*r**3)"}, given=("e > 0",),
    ),
    ClosedForm(
        "weight normalisation", "Salimans and Kingma, NIPS 2016",
        "c*(v@x)/norm(v)", "v:n, x:n",
        {"v": "c*(x - (v@x)*v/norm(v)**2)/norm(v)", "c": "v@x/norm(v)"},
    ),
    ClosedForm(
        "attention", "Vaswani et al., NIPS 2017, eq. 1",
        "sum(G*(softmax(Q@K.T/sqrt(d))@V))", "G:m,k, Q:m,d, K:n,d, V:n,k",
        {
            "V": "softmax(Q@K.T/sqrt(d)).T@G",
            "Q": "P = softmax(Q@K.T/sqrt(d)); D = P*(G@V.T); "
            "(D - P*sum(D, axis=1, keepdims=true))@K/sqrt(d)",
            "K": "P = softmax(Q@K.T/sqrt(d)); D = P*(G@V.T); "
            "(D - P*sum(D, axis=1, keepdims=true)).T@Q/sqrt(d)",
        },
    ),
    ClosedForm(
        "linear attention", "Katharopoulos et al., ICML 2020",
        "sum(G*(Q@(K.T@V)))", "G:m,k, Q:m,d, K:n,d, V:n,k",
        {"Q": "G@V.T@K", "K": "V@G.T@Q", "V": "K@Q.T@G"},
    ),
    ClosedForm(
        "graph convolution", "Kipf and Welling, ICLR 2017",
        "-sum(Y*log_softmax(A@X@W))", "Y:m,k, A:m,m, X:m,n, W:n,k",
        {"W": "(A@X).T@(softmax(A@X@W) - Y)", "X": "A.T@(softmax(A@X@W) - Y)@W.T"},
        given=("simplex(Y)",),
    ),
)

NETWORKS = (
    ClosedForm(
        "two layers of tanh", "Rumelhart, Hinton and Williams, Nature 323, 1986",
        "sum((tanh(X@W)@V - Y)**2)", TWO,
        {
            "W": "2*X.T@(((tanh(X@W)@V - Y)@V.T)*(1 - tanh(X@W)**2))",
            "V": "2*tanh(X@W).T@(tanh(X@W)@V - Y)",
            "X": "2*(((tanh(X@W)@V - Y)@V.T)*(1 - tanh(X@W)**2))@W.T",
            "Y": "2*(Y - tanh(X@W)@V)",
        },
    ),
    ClosedForm(
        "two layers with relu", ZHANG + "5.3", "norm(relu(X@W)@V - Y)**2", TWO,
        {
            "W": "2*X.T@where(X@W > 0, (relu(X@W)@V - Y)@V.T, 0)",
            "V": "2*relu(X@W).T@(relu(X@W)@V - Y)",
        },
    ),
    ClosedForm(
        "two layers with sigmoid", BISHOP + "5.3", "0.5*norm(sigmoid(X@W)@V - Y)**2", TWO,
        {
            "W": "H = sigmoid(X@W); X.T@(((H@V - Y)@V.T)*H*(1 - H))",
            "V": "H = sigmoid(X@W); H.T@(H@V - Y)",
        },
    ),
    ClosedForm(
        "classifier with a hidden layer", BISHOP + "5.3.2",
        "-sum(Y*log_softmax(tanh(X@W)@V))", TWO,
        {
            "W": "H = tanh(X@W); X.T@(((softmax(H@V) - Y)@V.T)*(1 - H**2))",
            "V": "H = tanh(X@W); H.T@(softmax(H@V) - Y)",
        },
        given=("simplex(Y)",),
    ),
    ClosedForm(
        "binary classifier with a hidden layer", BISHOP + "5.2",
        "z = relu(X@W)@v; sum(softplus(z) - y*z)", "X:m,n, W:n,h, v:h, y:m",
        {
            "v": "relu(X@W).T@(sigmoid(relu(X@W)@v) - y)",
            "W": "X.T@where(X@W > 0, outer(sigmoid(relu(X@W)@v) - y, v), 0)",
        },
    ),
    ClosedForm(
        "two layers with softplus", "Dugas et al., NIPS 2000", "norm(softplus(X@W)@V - Y)**2", TWO,
        {"W": "2*X.T@(((softplus(X@W)@V - Y)@V.T)*sigmoid(X@W))"},
    ),
    ClosedForm(
        "three layers of tanh", "Rumelhart, Hinton and Williams, Nature 323, 1986",
        "norm(tanh(tanh(X@W)@V)@U - Y)**2", "X:m,n, W:n,h, V:h,l, U:l,k, Y:m,k",
        {
            "U": "B = tanh(tanh(X@W)@V); 2*B.T@(B@U - Y)",
            "V": "A = tanh(X@W); B = tanh(A@V); 2*A.T@((B@U - Y)@U.T*(1 - B**2))",
            "W": "A = tanh(X@W); B = tanh(A@V); "
            "2*X.T@((((B@U - Y)@U.T*(1 - B**2))@V.T)*(1 - A**2))",
        },
    ),
    ClosedForm(
        "linear network of two layers", "Saxe, McClelland and Ganguli, ICLR 2014",
        "0.5*norm(Y - V@W@X)**2", "Y:k,m, V:k,h, W:h,n, X:n,m",
        {"W": "V.T@(V@W@X - Y)@X.T", "V": "(V@W@X - Y)@X.T@W.T"},
    ),
    ClosedForm(
        "neuron by neuron", DEEP + "6.5", "0.5*(v@tanh(W@x + b) - y)**2", "v:h, W:h,n, x:n, b:h",
        {
            "v": "(v@tanh(W@x + b) - y)*tanh(W@x + b)",
            "W": "h = tanh(W@x + b); (v@h - y)*outer(v*(1 - h**2), x)",
            "b": "h = tanh(W@x + b); (v@h - y)*v*(1 - h**2)",
        },
    ),
    ClosedForm(
        "autoencoder", DEEP + "14.1", "norm(sigmoid(X@W)@W.T - X)**2", "X:m,n, W:n,k",
        {
            "W": "H = sigmoid(X@W); E = H@W.T - X; 2*(E.T@H + X.T@((E@W)*H*(1 - H)))",
        },
    ),
    ClosedForm(
        "recurrent step", "Elman, Cogn. Sci. 14, 1990",
        "norm(tanh(W@h + U@x + b) - y)**2", "W:k,k, h:k, U:k,n, x:n, b:k, y:k",
        {
            "b": "s = tanh(W@h + U@x + b); 2*(s - y)*(1 - s**2)",
            "W": "s = tanh(W@h + U@x + b); 2*outer((s - y)*(1 - s**2), h)",
            "h": "s = tanh(W@h + U@x + b); 2*W.T@((s - y)*(1 - s**2))",
        },
    ),
    ClosedForm(
        "gate of a memory cell", "Hochreiter and Schmidhuber, Neural Comput. 9, 1997",
        "g@(sigmoid(o)*tanh(c))", "g:n, o:n, c:n",
        {"o": "g*tanh(c)*sigmoid(o)*(1 - sigmoid(o))", "c": "g*sigmoid(o)*(1 - tanh(c)**2)"},
    ),
    ClosedForm(
        "highway", "Srivastava, Greff and Schmidhuber, arXiv:1505.00387",
        "t = sigmoid(z); g@(t*h + (1 - t)*x)", "z:n, g:n, h:n, x:n",
        {
            "z": "g*(h - x)*sigmoid(z)*(1 - sigmoid(z))", "h": "g*sigmoid(z)",
            "x": "g*(1 - sigmoid(z))",
        },
    ),
    ClosedForm(
        "residual block", "He et al., CVPR 2016", "g@(x + V@relu(W@x))", "g:n, x:n, V:n,h, W:h,n",
        {
            "x": "g + W.T@where(W@x > 0, V.T@g, 0)", "W": "outer(where(W@x > 0, V.T@g, 0), x)",
            "V": "outer(g, relu(W@x))",
        },
    ),
    ClosedForm(
        "generator of an adversarial pair", "Goodfellow et al., NIPS 2014",
        "-log(sigmoid(w@(G@z)))", "w:m, G:m,n, z:n",
        {"G": "(sigmoid(w@G@z) - 1)*outer(w, z)"},
    ),
)
# fmt: on
