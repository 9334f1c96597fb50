"""How PyTorch spells the functions of the language.

What it lacks is a function of the prelude in `torch_target`. May import `export`.
"""

from __future__ import annotations

from symgrad.symbolic.export.form import Slot, Spelling, call, method
from symgrad.symbolic.export.glyphs import INFIX
from symgrad.symbolic.export.spellings import arange, eye, helped, made
from symgrad.symbolic.export.torch_spellings import (
    bounded,
    conv,
    diag,
    diagonal,
    einsum,
    flat,
    flip,
    full,
    getitem,
    in_order,
    joined,
    norm,
    of_ranks,
    pad,
    prod,
    reduction,
    renamed,
    roll,
    scatter,
    shaped,
    softmax,
    tensors,
    trace,
    transpose,
    triangle,
    where,
)

_DOUBLE = "dtype=torch.float64"
_ELEMENTWISE = """
    exp exp2 expm1 log log2 log10 log1p sqrt square abs sign floor ceil round
    sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg
    arctan2 hypot logaddexp sinc logical_and logical_or logical_not
    erf erfc sigmoid digamma xlogy
"""


ROWS: dict[str, Spelling] = {
    **INFIX,
    **{name: tensors(f"torch.{name}") for name in _ELEMENTWISE.split()},
    "maximum": bounded("torch.maximum", "min"),
    "minimum": bounded("torch.minimum", "max"),
    "relu": tensors("torch.relu"),
    # Beyond the threshold it is x, which from 40 on it is to all digits.
    "softplus": lambda node: call(
        "functional.softplus", Slot(node.args[0], 0, "array"), "threshold=40", needs=("functional",)
    ),
    "logsigmoid": lambda node: call(
        "functional.logsigmoid", Slot(node.args[0], 0, "array"), needs=("functional",)
    ),
    "mod": tensors("torch.remainder"),
    "cbrt": helped("_cbrt"),
    "gammaln": tensors("torch.lgamma"),
    "polygamma": lambda node: call(
        "torch.polygamma", str(node.params["n"]), Slot(node.args[0], 0, "array")
    ),
    "spherical_jn": helped("_spherical_jn", "n"),
    "where": where,
    "detach": lambda node: method(node.args[0], ".detach()"),
    "sum": reduction("torch.sum"),
    "mean": reduction("torch.mean"),
    "max": reduction("torch.amax"),
    "min": reduction("torch.amin"),
    "var": reduction("torch.var"),
    "std": reduction("torch.std"),
    "logsumexp": reduction("torch.logsumexp", named=True),
    "prod": prod,
    "norm": norm,
    "softmax": softmax("torch.softmax"),
    "log_softmax": softmax("torch.log_softmax"),
    "trace": trace,
    "diagonal": diagonal,
    "diag": diag,
    "tril": triangle,
    "triu": triangle,
    "dot": of_ranks("torch.dot", 1, 1),
    "outer": of_ranks("torch.outer", 1, 1),
    "kron": of_ranks("torch.kron", 2, 2),
    "einsum": einsum,
    "inv": tensors("torch.linalg.inv"),
    "solve": helped("_solve"),
    "det": tensors("torch.linalg.det"),
    "logdet": tensors("torch.logdet"),
    "pinv": tensors("torch.linalg.pinv"),
    "cholesky": helped("_cholesky"),
    "cofactor": helped("_cofactor"),
    "expm": tensors("torch.linalg.matrix_exp"),
    "expm_frechet": helped("_expm_frechet"),
    "matrix_power": lambda node: call(
        "torch.linalg.matrix_power", node.args[0], str(node.params["n"])
    ),
    "prod_others": helped("_prod_others", "axis"),
    "transpose": transpose,
    "swapaxes": lambda node: call(
        "torch.swapaxes", node.args[0], *(str(node.params[p]) for p in ("axis1", "axis2"))
    ),
    "moveaxis": renamed("torch.movedim", source="source", destination="destination"),
    "reshape": shaped("torch.reshape"),
    "broadcast_to": shaped("torch.broadcast_to"),
    "full": full,
    "squeeze": renamed("torch.squeeze", axis="dim"),
    "flip": flip,
    "ones": made("torch.ones", _DOUBLE),
    "zeros": made("torch.zeros", _DOUBLE),
    "eye": eye("torch", _DOUBLE),
    "arange": arange("torch.arange", _DOUBLE),
    "getitem": getitem,
    "scatter": scatter,
    "concatenate": joined("torch.cat"),
    "stack": joined("torch.stack"),
    "roll": roll,
    "pad": pad,
    "cumsum": flat("torch.cumsum"),
    "cumprod": flat("torch.cumprod"),
    "sort": in_order("torch.sort", ".values"),
    "argsort": in_order("torch.argsort", ".double()"),
    "take": helped("_take", "axis"),
    "index_add": helped("_index_add", "shape", "axis"),
    "take_along_axis": helped("_take_along_axis", "axis"),
    "scatter_add": helped("_scatter_add", "shape", "axis"),
    "recurrence": helped("_recurrence", "axis", "reverse"),
    "windows": helped("_windows", "kernel", "stride", "dilation"),
    "overlap_add": helped("_overlap_add", "size", "stride", "dilation"),
    "conv1d": conv,
    "conv2d": conv,
}
