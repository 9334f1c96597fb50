"""Names that other libraries have for what is written another way here, or has no derivative.

Read where a function is unknown, and nowhere else: a mend for each, in the language. A name
under which the table of operators has a function that can be called is never looked up here.
May import nothing.
"""

from __future__ import annotations

import re

_NO_DERIVATIVE = "has no derivative: the index of an entry jumps"
_COMPARE = "truth values are compared and joined: write"

# What needs no brackets beside an operator, and where an argument stands alone anyway.
_ATOM = re.compile(r"\w+|\w*\([^()]*\)|\w+\[[^][]*\]")
# Other libraries' names of arguments, and what a second argument is to them.
KEYWORDS = {
    "dim": "axis",
    "axes": "axis",
    "dims": "axes",
    "keepdim": "keepdims",
    "correction": "ddof",
    "unbiased": "ddof",
    "p": "ord",
    "size": "shape",
    "reduce": "reduction",
    "weight": "w",
    "bias": "b",
    "base": "x",
}
SECOND = {
    "log": "write log2(x), log10(x) or log(x)/log(b) for another base",
    "round": "write round(100*x)/100 for two digits",
    "exp": "write a**x for another base",
}
# What a library is called where it is imported; here its functions stand alone.
LIBRARIES = frozenset(("np", "numpy", "sp", "scipy", "math", "torch", "F", "jnp", "jax", "tf"))
_LONGEST = 40
_SECOND = re.compile(r"\by\b")
_ALONE = re.compile(r"(?<=[(])\{x\}(?=[),])")

# The first two arguments of the call as they were typed stand for {x} and y.
MENDS: dict[str, str] = {
    # special functions
    "gamma": "write exp(gammaln({x})) for {x} > 0",
    "loggamma": "write gammaln({x})",
    "factorial": "write exp(gammaln({x} + 1))",
    "psi": "write digamma({x})",
    "trigamma": "write polygamma(1, {x})",
    "xlog1py": "write {x}*log1p(y)",
    "entr": "write -xlogy({x}, {x})",
    "expit": "write sigmoid({x})",
    "logit": "write log({x}) - log1p(-{x})",
    "log_expit": "write logsigmoid({x})",
    "ndtr": "write erfc(-{x}/sqrt(2))/2",
    "sech": "write 1/cosh({x})",
    "csch": "write 1/sinh({x})",
    "coth": "write 1/tanh({x})",
    "asec": "write arccos(1/{x})",
    "acsc": "write arcsin(1/{x})",
    "acot": "write arctan(1/{x})",
    "arcsec": "write arccos(1/{x})",
    "arccsc": "write arcsin(1/{x})",
    "arccot": "write arctan(1/{x})",
    "sincos": "write sin({x}) and cos({x})",
    "radians": "write deg2rad({x})",
    "degrees": "write rad2deg({x})",
    # elementary
    "fabs": "write abs({x})",
    "absolute": "write abs({x})",
    "pow": "write {x}**y",
    "float_power": "write {x}**y",
    "sqr": "write square({x})",
    "rsqrt": "write 1/sqrt({x})",
    "sgn": "write sign({x})",
    "signum": "write sign({x})",
    "heaviside": "write where({x} > 0, 1, 0)",
    "trunc": "write sign({x})*floor(abs({x}))",
    "fix": "write sign({x})*floor(abs({x}))",
    "rint": "write round({x})",
    "remainder": "write mod({x}, y)",
    "fmod": "write {x} - y*sign({x}/y)*floor(abs({x}/y))",
    "floor_divide": "write floor({x}/y)",
    "fmax": "write maximum({x}, y)",
    "fmin": "write minimum({x}, y)",
    "add": "write {x} + y",
    "subtract": "write {x} - y",
    "sub": "write {x} - y",
    "multiply": "write {x}*y",
    "mul": "write {x}*y",
    "divide": "write {x}/y",
    "div": "write {x}/y",
    "less": "write {x} < y",
    "less_equal": "write {x} <= y",
    "greater": "write {x} > y",
    "greater_equal": "write {x} >= y",
    "equal": "write {x} == y",
    "not_equal": "write {x} != y",
    "logical_and": "write {x} and y",
    "logical_or": "write {x} or y",
    "logical_not": "write not {x}",
    "logical_xor": "write (a or b) and not (a and b)",
    "isnan": "a value here is never nan",
    "isfinite": "a value here is always finite",
    "true_divide": "write {x}/y",
    "negative": "write -{x}",
    "neg": "write -{x}",
    "lerp": "write {x} + t*(y - {x})",
    "addcmul": "write {x} + value*a*b",
    "nan_to_num": "a value here is never nan: keep the point inside the domain",
    # activations
    "relu6": "write clip(relu({x}), 0, 6)",
    "hardsigmoid": "write clip({x}/6 + 0.5, 0, 1)",
    "hard_sigmoid": "write clip({x}/6 + 0.5, 0, 1)",
    "hardswish": "write {x}*clip({x}/6 + 0.5, 0, 1)",
    "swish": "write silu({x})",
    "softsign": "write {x}/(1 + abs({x}))",
    "tanhshrink": "write {x} - tanh({x})",
    "threshold": "write where({x} > t, {x}, value)",
    "softmin": "write softmax(-{x})",
    "logsoftmax": "write log_softmax({x})",
    "prelu": "write where({x} > 0, {x}, a*{x})",
    "celu": "write maximum({x}, 0) + minimum(0, alpha*expm1({x}/alpha))",
    "glu": "write a*sigmoid(b) with the two halves of {x}",
    "dropout": "multiply {x} by a mask given as a value",
    # reductions
    "average": "write mean({x}), or sum(w*{x})/sum(w)",
    "amax": "write max({x})",
    "amin": "write min({x})",
    "ptp": "write max({x}) - min({x})",
    "nansum": "write sum({x}): a value here is never nan",
    "nanmean": "write mean({x}): a value here is never nan",
    "median": "write the mean of the middle entries of sort({x})",
    "quantile": "write an entry of sort({x})",
    "percentile": "write an entry of sort({x})",
    "argmax": f"argmax {_NO_DERIVATIVE}; max({{x}}) has one",
    "argmin": f"argmin {_NO_DERIVATIVE}; min({{x}}) has one",
    "count_nonzero": "write sum(where({x} != 0, 1, 0))",
    "any": f"{_COMPARE} max(where(c, 1, 0)) > 0",
    "all": f"{_COMPARE} min(where(c, 1, 0)) > 0",
    "cov": "write (a - mean(a)) @ (b - mean(b))/(n - 1)",
    "corrcoef": "write the covariance divided by std(a)*std(b)",
    "rms": "write sqrt(mean({x}**2))",
    # products and matrices
    "mm": "write {x} @ y",
    "bmm": "write {x} @ y",
    "mv": "write {x} @ y",
    "tensordot": 'write einsum("ij,jk->ik", {x}, y)',
    "multi_dot": "write a @ b @ c",
    "slogdet": "write logdet({x}), or log(abs(det({x})))",
    "adjugate": "write cofactor({x}).T",
    "lstsq": "write solve(A.T @ A, A.T @ b)",
    "cond": "write norm({x})*norm(inv({x}))",
    "eig": "eigenvalues are not differentiated here; trace, det and matrix_power are",
    "eigh": "eigenvalues are not differentiated here; trace, det and matrix_power are",
    "eigvals": "eigenvalues are not differentiated here; trace, det and matrix_power are",
    "svd": 'singular values are not differentiated here; norm({x}, "fro") has a derivative',
    "qr": "QR is not differentiated here; cholesky({x}.T @ {x}) has a derivative",
    "frobenius": "write norm({x})",
    "cosine_similarity": "write (a @ b)/(norm(a)*norm(b))",
    "normalize": "write {x}/norm({x})",
    # shapes
    "permute": "write transpose({x}, axes)",
    "view": "write reshape({x}, shape)",
    "flatten": "write ravel({x})",
    "unsqueeze": "write expand_dims({x}, axis)",
    "expand": "write broadcast_to({x}, shape)",
    "cat": "write concatenate((a, b))",
    "hstack": "write concatenate((a, b), axis=-1)",
    "vstack": "write concatenate((a, b)), or stack((a, b)) for vectors",
    "dstack": "write stack((a, b), axis=-1)",
    "column_stack": "write stack((a, b), axis=1)",
    "fliplr": "write flip({x}, axis=1)",
    "flipud": "write flip({x}, axis=0)",
    "rot90": "write flip({x}.T, axis=0)",
    "diff": "write {x}[1:] - {x}[:-1]",
    "ediff1d": "write {x}[1:] - {x}[:-1]",
    "gather": "write take({x}, indices)",
    "array": "write the brackets alone: [1, 2, 3]",
    "tensor": "write the brackets alone: [1, 2, 3]",
    "asarray": "write {x} alone",
    "identity": "write eye(n)",
    "empty": "write zeros(shape)",
    "full_like": "write full(shape, value)",
    "range": "write arange(n)",
    "meshgrid": "write {x}[:, None] and y[None, :], which broadcast",
    "len": "declare the size, as in x:n, and write n",
    "shape": "declare the size, as in x:n, and write n",
    # losses
    "smooth_l1_loss": "write huber_loss({x}, y)",
    "kl_div": "write sum(xlogy(p, p) - xlogy(p, q))",
    "bce_loss": "write binary_cross_entropy({x}, y)",
    "mse": "write mse_loss({x}, y)",
    "mae": "write l1_loss({x}, y)",
    "hinge_loss": "write mean(relu(1 - y*{x}))",
    # gradient flow
    "stop_gradient": "write detach({x})",
    "grad": "write the expression alone: symgrad grad differentiates it",
    "if": "write where(condition, a, b)",
    "select": "write where(condition, a, b)",
    "piecewise": "write where(condition, a, b)",
    "random": "give a variable the value, such as x=rand(5, 3)",
    "normal": "give a variable the value, such as x=randn(5, 3)",
}


def mend_of(name: str, *arguments: str) -> str:
    """Return what to type instead of a name of another library, "" for one that is not known.

    Args:
        name: the function that there is not.
        arguments: the texts of its arguments.
    """
    found = MENDS.get(name) or MENDS.get(name.lower())
    if found is None:
        return ""
    inner, second = (_short(arguments, at, name) for at, name in enumerate(("x", "y")))
    found = _SECOND.sub(lambda _: _bracketed(second), found)
    return _ALONE.sub(lambda _: inner, found).replace("{x}", _bracketed(inner))


def _short(arguments: tuple[str, ...], at: int, name: str) -> str:
    """Return an argument as it was typed, or a name for it if it is long or not there."""
    typed = arguments[at] if at < len(arguments) else ""
    return typed if 0 < len(typed) <= _LONGEST and "\n" not in typed else name


def _bracketed(text: str) -> str:
    return text if _ATOM.fullmatch(text) else f"({text})"
