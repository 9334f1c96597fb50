"""Activations of neural networks, in their stable forms.

The definitions are the plain formulas of the papers; the values and pullbacks hold to the
ends of the float range: sigmoid' at 40 is 4e-18 and not 0. May import `ops.arithmetic`,
`ops.axes`, `ops.families`, `ops.row`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgrad.ops.arithmetic import clip_defined, within
from symgrad.ops.axes import many_axes
from symgrad.ops.dims import Shape, product
from symgrad.ops.families import EVERYWHERE, matrix, pi, row_of, unary
from symgrad.ops.row import Misuse, Op, Operand, Param, Rule, Sample

_TORCH = "torch's convention (torch.nn.functional.{})"
_SELU_ALPHA = Fraction("1.6732632423543772848170429916717")
_SELU_SCALE = Fraction("1.0507009873554804934193349852946")


def _sigmoid_slope(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    """s(x) s(-x): the second factor as it is, where 1 - s(x) would have lost it."""
    return y_bar * y * xp.sigmoid(-x)


def _elu(xp: Any, x: Any, alpha: Any) -> Any:
    return xp.where(xp.greater_equal(x, 0), x, alpha * xp.expm1(xp.minimum(x, 0)))


def _elu_slope(xp: Any, y_bar: Any, x: Any, alpha: Any) -> Any:
    falling = y_bar * (alpha * xp.exp(xp.minimum(x, 0)))
    return xp.where(xp.greater_equal(x, 0), y_bar, falling)


def _elu_defined(t: Any, x: Any, alpha: Any, scale: Any = 1) -> Any:
    def definition(s: Any, u: Any) -> Any:
        return s.Piecewise((scale * u, u >= 0), (scale * alpha * (s.exp(u) - 1), True))

    return t.scalar(definition, x)


def _gelu_slope(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    """P(X <= x) + x times the density of the standard normal distribution at x."""
    below = xp.erfc(-x / xp.sqrt(2)) / 2
    density = xp.exp(-(x * x) / 2) / xp.sqrt(2 * pi(xp))
    return y_bar * (below + x * density)


def _mish_slope(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    """tanh(p) + x sigmoid(x)/cosh(p)^2 with p = softplus(x), whose slope is sigmoid(x)."""
    p = xp.softplus(x)
    width = xp.cosh(p)
    return y_bar * (xp.tanh(p) + x * xp.sigmoid(x) / (width * width))


def _silu_slope(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
    return y_bar * (xp.sigmoid(x) * (1 + x * xp.sigmoid(-x)))


def _settled(name: str) -> Any:
    def normalise(shapes: tuple[Shape, ...], params: dict[str, Any]) -> dict[str, Any]:
        (shape,) = shapes
        return {"axis": tuple(sorted(many_axes(params["axis"], len(shape), name, shape)))}

    return normalise


def _softmax(xp: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    if product(x.shape[i] for i in axis) == 0:
        return x
    weights = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


def _softmax_pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    return y * (y_bar - xp.sum(y_bar * y, axis=axis, keepdims=True))


def _softmax_defined(t: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    weights = t.exp(x)
    return weights / t.sum(weights, axis=axis, keepdims=True)


def _log_softmax(xp: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    """z - log(n + r), with z = x less its largest entry: n entries are largest, r is the rest.

    Kept apart from n, a rest far below the unit roundoff still counts.
    """
    if product(x.shape[i] for i in axis) == 0:
        return x
    below = x - xp.max(x, axis=axis, keepdims=True)
    largest = xp.equal(below, 0)
    weights = xp.exp(below)
    count = xp.sum(xp.where(largest, weights, 0), axis=axis, keepdims=True)
    rest = xp.sum(xp.where(largest, 0, weights), axis=axis, keepdims=True)
    return below - (xp.log(count) + xp.log1p(rest / count))


def _log_softmax_pullback(xp: Any, y_bar: Any, y: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    """(1 - p) y_bar - p (sum of the other cotangents), with 1 - p from log p."""
    others = xp.sum(y_bar, axis=axis, keepdims=True) - y_bar
    return -y_bar * xp.expm1(y) - xp.exp(y) * others


def _log_softmax_defined(t: Any, x: Any, *, axis: tuple[int, ...]) -> Any:
    return x - t.log(t.sum(t.exp(x), axis=axis, keepdims=True))


def along_axis(name: str, doc: str, source: str, *, primal: Rule, vjp: Rule, lower: Rule) -> Op:
    """Return the row of a function that mixes the entries along an axis, the last by default."""
    values = {"x": matrix(EVERYWHERE)}
    cube = {"x": f"[{matrix(EVERYWHERE)}, [[0.5, -1, 2.5], [3, 0.1, -0.6]]]"}
    return Op(
        name=name,
        doc=doc,
        source=source,
        operands=(Operand("x"),),
        params=(Param("axis", "axes", -1, keyword=True),),
        shape=lambda shape, *, axis: shape,
        normalise=_settled(name),
        primal=primal,
        vjp=(vjp,),
        lower=lower,
        samples=(
            Sample(f"{name}(x)", values),
            Sample(f"{name}(x, axis=0)", values),
            Sample(f"{name}(x, axis=(0, -1))", cube),
            Sample(f"{name}(x)", {"x": row_of(EVERYWHERE)}),
            Sample(f"{name}(x)*{name}(2*x, axis=0)", values),
        ),
        errors=(
            Misuse(f"{name}(x, axis=2)", {"x": (2, 3)}, "axis-range"),
            Misuse(f"{name}(x)", {"x": ()}, "axis-range"),
        ),
    )


ROWS: tuple[Op, ...] = (
    unary(
        "sigmoid",
        "1/(1 + exp(-x))",
        "SciPy's convention (scipy.special.expit)",
        vjp=_sigmoid_slope,
        lower=lambda t, x: t.scalar(lambda s, u: 1 / (1 + s.exp(-u)), x),
    ),
    unary(
        "logsigmoid",
        "log(sigmoid(x)) = -log(1 + exp(-x))",
        _TORCH.format("logsigmoid"),
        primal=lambda xp, x: -xp.logaddexp(-x, 0),
        vjp=lambda xp, y_bar, y, x: y_bar * xp.sigmoid(-x),
        lower=lambda t, x: t.scalar(lambda s, u: -s.log(1 + s.exp(-u)), x),
    ),
    unary(
        "softplus",
        "log(1 + exp(x))",
        "Dugas et al., Incorporating second-order functional knowledge (NIPS 2000)",
        primal=lambda xp, x: xp.logaddexp(x, 0),
        vjp=lambda xp, y_bar, y, x: y_bar * xp.sigmoid(x),
        lower=lambda t, x: t.scalar(lambda s, u: s.log(1 + s.exp(u)), x),
    ),
    unary(
        "relu",
        "maximum(x, 0); slope 0 at 0",
        "Nair and Hinton, Rectified linear units (ICML 2010)",
        primal=lambda xp, x: xp.maximum(x, 0),
        vjp=lambda xp, y_bar, y, x: xp.where(xp.greater(x, 0), y_bar, 0),
        lower=lambda t, x: t.scalar(lambda s, u: s.Piecewise((u, u > 0), (0, True)), x),
        kinks=lambda xp, x: (x,),
        at_kinks="0",
    ),
    unary(
        "leaky_relu",
        "x where x > 0, negative_slope x elsewhere; slope negative_slope at 0",
        "Maas, Hannun and Ng, Rectifier nonlinearities (2013); " + _TORCH.format("leaky_relu"),
        params=(Param("negative_slope", "number", Fraction(1, 100)),),
        primal=lambda xp, x, negative_slope: xp.where(xp.greater(x, 0), x, negative_slope * x),
        vjp=lambda xp, y_bar, y, x, negative_slope: xp.where(
            xp.greater(x, 0), y_bar, negative_slope * y_bar
        ),
        lower=lambda t, x, negative_slope: t.scalar(
            lambda s, u: s.Piecewise((u, u > 0), (negative_slope * u, True)), x
        ),
        kinks=lambda xp, x, negative_slope: () if negative_slope == 1 else (x,),
        at_kinks="negative_slope",
        samples=(Sample("leaky_relu(x, 0.25)", {"x": matrix(EVERYWHERE)}),),
    ),
    unary(
        "elu",
        "x where x >= 0, alpha (exp(x) - 1) below; slope 1 at 0",
        "Clevert, Unterthiner and Hochreiter, arXiv:1511.07289",
        params=(Param("alpha", "number", Fraction(1)),),
        primal=lambda xp, x, alpha: _elu(xp, x, alpha),
        vjp=lambda xp, y_bar, y, x, alpha: _elu_slope(xp, y_bar, x, alpha),
        lower=lambda t, x, alpha: _elu_defined(t, x, alpha),
        kinks=lambda xp, x, alpha: () if alpha == 1 else (x,),
        at_kinks="1, the slope on the right",
        samples=(Sample("elu(x, alpha=0.7)", {"x": matrix(EVERYWHERE)}),),
    ),
    unary(
        "selu",
        "scale elu(x, alpha), with the two constants that keep mean 0 and variance 1",
        "Klambauer et al., arXiv:1706.02515",
        params=(
            Param("alpha", "number", _SELU_ALPHA, keyword=True),
            Param("scale", "number", _SELU_SCALE, keyword=True),
        ),
        primal=lambda xp, x, alpha, scale: scale * _elu(xp, x, alpha),
        vjp=lambda xp, y_bar, y, x, alpha, scale: scale * _elu_slope(xp, y_bar, x, alpha),
        lower=lambda t, x, alpha, scale: _elu_defined(t, x, alpha, scale),
        kinks=lambda xp, x, alpha, scale: () if alpha == 1 else (x,),
        at_kinks="scale, the slope on the right",
    ),
    unary(
        "gelu",
        "x (1 + erf(x/sqrt(2)))/2",
        "Hendrycks and Gimpel, arXiv:1606.08415",
        primal=lambda xp, x: x * (xp.erfc(-x / xp.sqrt(2)) / 2),
        vjp=_gelu_slope,
        lower=lambda t, x: t.scalar(lambda s, u: u * (1 + s.erf(u / s.sqrt(2))) / 2, x),
    ),
    unary(
        "silu",
        "x sigmoid(x)",
        "Elfwing, Uchibe and Doya, arXiv:1702.03118",
        primal=lambda xp, x: x * xp.sigmoid(x),
        vjp=_silu_slope,
    ),
    unary(
        "mish",
        "x tanh(softplus(x))",
        "Misra, arXiv:1908.08681",
        primal=lambda xp, x: x * xp.tanh(xp.softplus(x)),
        vjp=_mish_slope,
        lower=lambda t, x: t.scalar(lambda s, u: u * s.tanh(s.log(1 + s.exp(u))), x),
    ),
    unary(
        "hardtanh",
        "x held between min_val and max_val; slope 1 on the bounds",
        _TORCH.format("hardtanh"),
        params=(
            Param("min_val", "number", Fraction(-1)),
            Param("max_val", "number", Fraction(1)),
        ),
        primal=lambda xp, x, min_val, max_val: xp.clip(x, min_val, max_val),
        vjp=lambda xp, y_bar, y, x, min_val, max_val: xp.where(
            within(xp, x, min_val, max_val), y_bar, 0
        ),
        lower=lambda t, x, min_val, max_val: clip_defined(
            t, x, t.number(min_val), t.number(max_val)
        ),
        kinks=lambda xp, x, min_val, max_val: (x - min_val, x - max_val),
        at_kinks="1 at both bounds",
        samples=(Sample("hardtanh(x, -0.5, 2)", {"x": matrix(EVERYWHERE)}),),
    ),
    along_axis(
        "softmax",
        "exp(x)/sum(exp(x)), along the last axis unless axis= says otherwise",
        "SciPy's convention (scipy.special.softmax), the axis as in most of torch's uses",
        primal=_softmax,
        vjp=_softmax_pullback,
        lower=_softmax_defined,
    ),
    along_axis(
        "log_softmax",
        "x - log(sum(exp(x))), along the last axis unless axis= says otherwise",
        "SciPy's convention (scipy.special.log_softmax)",
        primal=_log_softmax,
        vjp=_log_softmax_pullback,
        lower=_log_softmax_defined,
    ),
)
