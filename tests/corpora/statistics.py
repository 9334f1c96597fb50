"""Densities, likelihoods and divergences."""

from __future__ import annotations

from mpmath import mp

from tests.corpora.entries import Formula

CASELLA = "Casella & Berger, Statistical Inference"
PENNY = "Penny, KL-divergences of normal, gamma, Dirichlet and Wishart densities (2001)"

DENSITIES = (
    Formula(
        "normal",
        f"{CASELLA}, §3.3",
        "-(x - mu)**2/(2*sigma**2) - log(sigma*sqrt(2*pi))",
        {"x": "171.3", "mu": "165.2", "sigma": "5.9"},
        lambda x, m, s: mp.log(mp.npdf(x, m, s)),
    ),
    Formula(
        "gamma",
        f"{CASELLA}, §3.3",
        "(alpha - 1)*log(x) - x/beta - alpha*log(beta) - gammaln(alpha)",
        {"alpha": "3.7", "x": "2.4", "beta": "0.81"},
        lambda a, x, b: mp.log(x ** (a - 1) * mp.exp(-x / b) / (mp.gamma(a) * b**a)),
    ),
    Formula(
        "beta",
        f"{CASELLA}, §3.3",
        "(α - 1)*log(x) + (β - 1)*log1p(-x) + gammaln(α + β) - gammaln(α) - gammaln(β)",
        {"α": "2.3", "x": "0.317", "β": "4.9"},
        lambda a, x, b: mp.log(x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b)),
    ),
    Formula(
        "Student's t",
        f"{CASELLA}, §5.3",
        "gammaln((nu + 1)/2) - gammaln(nu/2) - log(nu*pi)/2 - (nu + 1)/2*log1p(t**2/nu)",
        {"nu": "4.5", "t": "-1.83"},
        lambda n, t: mp.log(
            (1 + t * t / n) ** (-(n + 1) / 2) / (mp.sqrt(n) * mp.beta(mp.mpf(1) / 2, n / 2))
        ),
    ),
    Formula(
        "chi squared",
        f"{CASELLA}, §3.3",
        "(k/2 - 1)*log(x) - x/2 - k/2*log(2) - gammaln(k/2)",
        {"k": "7", "x": "9.21"},
        lambda k, x: mp.log(x ** (k / 2 - 1) * mp.exp(-x / 2) / (mp.sqrt(2**k) * mp.gamma(k / 2))),
    ),
    Formula(
        "negative binomial",
        f"{CASELLA}, §3.2",
        "gammaln(y + r) - gammaln(y + 1) - gammaln(r) + r*log(p) + y*log(1 - p)",
        {"y": "7", "r": "3.4", "p": "0.29"},
        lambda y, r, p: mp.log(mp.binomial(r + y - 1, y) * p**r * (1 - p) ** y),
    ),
    Formula(
        "Weibull",
        f"{CASELLA}, §3.3",
        "log(gamma/beta) + (gamma - 1)*log(x) - x**gamma/beta",
        {"gamma": "1.8", "beta": "2.5", "x": "1.4"},
        lambda g, b, x: mp.log(g / b * x ** (g - 1) * mp.exp(-(x**g) / b)),
    ),
    Formula(
        "Cauchy",
        f"{CASELLA}, §3.3",
        "-log(pi*gamma*(1 + ((x - x0)/gamma)**2))",
        {"gamma": "0.6", "x": "3.1", "x0": "-0.4"},
        lambda g, x, m: mp.log(g / mp.pi / ((x - m) ** 2 + g * g)),
    ),
    Formula(
        "lognormal",
        f"{CASELLA}, §3.3",
        "-log(x) - log(2*pi*sigma**2)/2 - (log(x) - mu)**2/(2*sigma**2)",
        {"x": "8.7", "sigma": "0.44", "mu": "1.9"},
        lambda x, s, m: mp.log(mp.npdf(mp.log(x), m, s) / x),
    ),
    Formula(
        "double exponential",
        f"{CASELLA}, §3.3",
        "-log(2*b) - abs(x - mu)/b",
        {"b": "1.3", "x": "0.25", "mu": "1.75"},
        lambda b, x, m: mp.log(mp.exp((x - m if x < m else m - x) / b) / (2 * b)),
    ),
    Formula(
        "Pareto",
        f"{CASELLA}, table of common distributions",
        "log(beta) + beta*log(alpha) - (beta + 1)*log(x)",
        {"beta": "2.6", "alpha": "1.5", "x": "4.2"},
        lambda b, a, x: mp.log(b * a**b / x ** (b + 1)),
    ),
    Formula(
        "bivariate normal",
        f"{CASELLA}, §4.5",
        "u = (x - mx)/sx; v = (y - my)/sy\n"
        "-(u**2 - 2*rho*u*v + v**2)/(2*(1 - rho**2)) - log(2*pi*sx*sy*sqrt(1 - rho**2))",
        {
            "x": "1.2",
            "mx": "0.3",
            "sx": "0.9",
            "y": "-2.2",
            "my": "-1.1",
            "sy": "1.4",
            "rho": "-0.35",
        },
        lambda x, m, s, y, n, t, r: mp.log(
            mp.npdf(x, m, s) * mp.npdf(y, n + r * t * (x - m) / s, t * mp.sqrt(1 - r * r))
        ),
    ),
    Formula(
        "logistic",
        "Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 2, ch. 23",
        "z = (x - mu)/s; -z - log(s) - 2*log(1 + exp(-z))",
        {"x": "4.1", "mu": "2.8", "s": "0.7"},
        lambda x, m, s: -mp.log(4 * s * mp.cosh((x - m) / (2 * s)) ** 2),
    ),
    Formula(
        "Gumbel",
        "Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 2, ch. 22",
        "z = (x - xi)/theta; -log(theta) - z - exp(-z)",
        {"x": "38.2", "xi": "30.5", "theta": "6.4"},
        lambda x, m, s: mp.log(mp.exp(-(x - m) / s) * mp.exp(-mp.exp(-(x - m) / s)) / s),
    ),
    Formula(
        "inverse Gaussian",
        "Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions 1, ch. 15",
        "log(lambda/(2*pi*x**3))/2 - lambda*(x - mu)**2/(2*mu**2*x)",
        {"lambda": "3.3", "x": "0.92", "mu": "1.25"},
        lambda c, x, m: mp.log(mp.npdf(mp.sqrt(c / x) * (x / m - 1)) * mp.sqrt(c / x**3)),
    ),
    Formula(
        "generalised extreme value",
        "Coles, Statistical Modeling of Extreme Values, §3.3",
        "t = 1 + xi*(z - mu)/sigma; -log(sigma) - (1 + 1/xi)*log(t) - t**(-1/xi)",
        {"xi": "-0.05", "z": "4.61", "mu": "3.87", "sigma": "0.198"},
        lambda k, z, m, s: mp.log(
            (1 + k * (z - m) / s) ** (-1 - 1 / k) * mp.exp(-((1 + k * (z - m) / s) ** (-1 / k))) / s
        ),
    ),
)

LIKELIHOODS = (
    Formula(
        "Poisson sample",
        f"{CASELLA}, §7.2",
        "S*log(lambda) - N*lambda - gammaln(S + 1)",
        {"S": "37", "lambda": "3.1", "N": "12"},
        lambda s, c, n: mp.log(c**s * mp.exp(-n * c) / mp.gamma(s + 1)),
    ),
    Formula(
        "normal sample by its sufficient statistics",
        f"{CASELLA}, §7.2",
        "-N/2*log(2*pi*sigma**2) - (S2 - 2*mu*S1 + N*mu**2)/(2*sigma**2)",
        {"N": "20", "sigma": "1.7", "S2": "143.2", "mu": "2.1", "S1": "44.9"},
        lambda n, s, q, m, t: (
            -n * mp.log(s * mp.sqrt(2 * mp.pi))
            - (q - t * t / n + n * (m - t / n) ** 2) / (2 * s * s)
        ),
    ),
    Formula(
        "logistic regression, one observation",
        "McCullagh & Nelder, Generalized Linear Models, §4.4",
        "eta = β0 + β1*x; y*eta - log(1 + exp(eta))",
        {"β0": "-1.7", "β1": "0.83", "x": "2.6", "y": "1"},
        lambda a, b, x, y: (y - 1) * (a + b * x) - mp.log1p(mp.exp(-a - b * x)),
    ),
    Formula(
        "probit regression, one success",
        "McCullagh & Nelder, Generalized Linear Models, §4.3",
        "log((1 + erf((β0 + β1*x)/sqrt(2)))/2)",
        {"β0": "-1.1", "β1": "0.62", "x": "2.3"},
        lambda a, b, x: mp.log(mp.ncdf(a + b * x)),
    ),
    Formula(
        "mixture of two normals",
        "Bishop, Pattern Recognition and Machine Learning, §9.2",
        "logaddexp(log(π1) - ((x - μ1)/σ1)**2/2 - log(σ1),"
        " log(1 - π1) - ((x - μ2)/σ2)**2/2 - log(σ2)) - log(2*pi)/2",
        {"π1": "0.36", "x": "3.4", "μ1": "2.0", "σ1": "0.8", "μ2": "4.3", "σ2": "0.5"},
        lambda p, x, m, s, n, t: mp.log(p * mp.npdf(x, m, s) + (1 - p) * mp.npdf(x, n, t)),
    ),
    Formula(
        "marginal likelihood of a beta-binomial model",
        "Gelman et al., Bayesian Data Analysis, §5.3",
        "gammaln(a + b) - gammaln(a) - gammaln(b)"
        " + gammaln(m + a) + gammaln(l + b) - gammaln(m + l + a + b)",
        {"a": "1.4", "b": "2.2", "m": "11", "l": "4"},
        lambda a, b, m, n: mp.log(mp.beta(m + a, n + b) / mp.beta(a, b)),
    ),
)

DIVERGENCES = (
    Formula(
        "KL of two normals",
        "Bishop, Pattern Recognition and Machine Learning, exercise 1.30",
        "log(s/σ) + (σ**2 + (μ - m)**2)/(2*s**2) - 1/2",
        {"s": "1.9", "σ": "0.8", "μ": "0.4", "m": "-0.7"},
        lambda s, q, u, m: mp.log(s) - mp.log(q) + ((q / s) ** 2 + ((u - m) / s) ** 2 - 1) / 2,
    ),
    Formula(
        "KL of two Bernoulli variables",
        "Cover & Thomas, Elements of Information Theory, §2.3",
        "p*log(p/q) + (1 - p)*log((1 - p)/(1 - q))",
        {"p": "0.31", "q": "0.55"},
        lambda p, q: p * (mp.log(p) - mp.log(q)) + (1 - p) * (mp.log1p(-p) - mp.log1p(-q)),
    ),
    Formula(
        "KL of two gamma densities",
        PENNY,
        "(a - p)*digamma(a) - gammaln(a) + gammaln(p) + p*log(b/q) + a*(q/b - 1)",
        {"a": "2.7", "p": "1.9", "b": "3.1", "q": "2.2"},
        lambda a, p, b, q: (
            (a - p) * mp.psi(0, a)
            + mp.loggamma(p)
            - mp.loggamma(a)
            + p * (mp.log(b) - mp.log(q))
            - a
            + a * q / b
        ),
    ),
    Formula(
        "KL of two beta densities",
        PENNY,
        "gammaln(a + b) - gammaln(a) - gammaln(b) - gammaln(p + q) + gammaln(p) + gammaln(q)"
        " + (a - p)*(digamma(a) - digamma(a + b)) + (b - q)*(digamma(b) - digamma(a + b))",
        {"a": "3.2", "b": "1.6", "p": "2.1", "q": "2.9"},
        lambda a, b, p, q: (
            mp.log(mp.beta(p, q) / mp.beta(a, b))
            + (a - p) * mp.psi(0, a)
            + (b - q) * mp.psi(0, b)
            + (p - a + q - b) * mp.psi(0, a + b)
        ),
    ),
    Formula(
        "entropy of a gamma density",
        "Cover & Thomas, Elements of Information Theory, ch. 17, table of entropies",
        "alpha - log(lambda) + gammaln(alpha) + (1 - alpha)*digamma(alpha)",
        {"alpha": "0.64", "lambda": "2.2"},
        lambda a, c: a + mp.log(mp.gamma(a) / c) + (1 - a) * mp.psi(0, a),
    ),
    Formula(
        "determinant of the information of a gamma density",
        "Lehmann & Casella, Theory of Point Estimation, ch. 2",
        "alpha*polygamma(1, alpha)/beta**2 - 1/beta**2",
        {"alpha": "2.25", "beta": "1.3"},
        lambda a, b: (a * mp.psi(1, a) - 1) / b**2,
    ),
)
