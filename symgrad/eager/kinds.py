"""The kinds of nodes: which row torch knows under which name.

A row that torch has no word for gets its own name in torch's spelling. May import
`eager.node` and `ops`.
"""

from __future__ import annotations

from symgrad.eager.keeping import kind
from symgrad.eager.node import Node
from symgrad.ops.table import OPS

_NAMES = {
    "add": "AddBackward0",
    "subtract": "SubBackward0",
    "multiply": "MulBackward0",
    "divide": "DivBackward0",
    "power": "PowBackward1",
    "negative": "NegBackward0",
    "arctan2": "Atan2Backward0",
    "logaddexp": "LogaddexpBackward0",
    "mod": "RemainderBackward1",
    "clip": "ClampBackward1",
    "abs": "AbsBackward0",
    "arcsin": "AsinBackward0",
    "arccos": "AcosBackward0",
    "arctan": "AtanBackward0",
    "arcsinh": "AsinhBackward0",
    "arccosh": "AcoshBackward0",
    "arctanh": "AtanhBackward0",
    "deg2rad": "Deg2RadBackward0",
    "rad2deg": "Rad2DegBackward0",
    "gammaln": "LgammaBackward0",
    "log1p": "Log1PBackward0",
    "selu": "EluBackward0",
    "logsigmoid": "LogSigmoidBackward0",
    "square": "PowBackward0",
    "sum": "SumBackward1",
    "mean": "MeanBackward1",
    "max": "AmaxBackward0",
    "min": "AminBackward0",
    "prod": "ProdBackward1",
    "logsumexp": "LogsumexpBackward0",
    "norm": "LinalgVectorNormBackward0",
    "matmul": "MmBackward0",
    "inv": "LinalgInvExBackward0",
    "det": "LinalgDetBackward0",
    "logdet": "LinalgSlogdetBackward0",
    "solve": "LinalgSolveExBackward0",
    "cholesky": "LinalgCholeskyExBackward0",
    "pinv": "LinalgPinvBackward0",
    "expm": "LinalgMatrixExpBackward0",
    "matrix_power": "MmBackward0",
    "reshape": "ViewBackward0",
    "transpose": "PermuteBackward0",
    "expand_dims": "UnsqueezeBackward0",
    "broadcast_to": "ExpandBackward0",
    "getitem": "SliceBackward0",
    "scatter": "SliceBackwardBackward0",
    "concatenate": "CatBackward0",
    "take": "IndexSelectBackward0",
    "index_add": "IndexAddBackward0",
    "take_along_axis": "GatherBackward0",
    "scatter_add": "ScatterAddBackward0",
    "linear": "AddmmBackward0",
    "conv1d": "ConvolutionBackward0",
    "conv2d": "ConvolutionBackward0",
    "max_pool2d": "MaxPool2DWithIndicesBackward0",
    "avg_pool2d": "AvgPool2DBackward0",
    "l1_loss": "MeanBackward0",
    "layer_norm": "NativeLayerNormBackward0",
    "cross_entropy": "NllLossBackward0",
    "nll_loss": "NllLossBackward0",
    "einsum": "EinsumBackward0",
    "cross": "LinalgCrossBackward0",
}
# Rows whose rules take one number for a cotangent that is the same everywhere.
_CONSTANT = frozenset({"sum", "mean", "reshape", "transpose", "expand_dims", "squeeze"})
# Rows whose result torch keeps, which then must not be written to.
_RESULT = frozenset(
    (
        "relu",
        "tanh",
        "sigmoid",
        "exp",
        "exp2",
        "expm1",
        "sqrt",
        "tan",
        "reciprocal",
        "softmax",
        "log_softmax",
        "norm",
        "logsumexp",
        "std",
        "prod",
        "cumprod",
        "inv",
        "cholesky",
    )
)


def named(name: str, row: str) -> type[Node]:
    """Return another kind of nodes of a row, under torch's name."""
    return kind(
        name,
        OPS[row],
        constant_cotangent=row in _CONSTANT,
        saves_result=row in _RESULT,
    )


def _spelled(row: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in row.split("_")) + "Backward0"


KINDS: dict[str, type[Node]] = {row: named(_NAMES.get(row) or _spelled(row), row) for row in OPS}
# torch's rule for a quotient reads the operands only.
KINDS["divide"].restores = True
