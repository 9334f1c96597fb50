"""How NumPy spells the functions of the language; SciPy where NumPy has none.

JAX has many of the same functions under the same names, so these rows take the short name
of the library. What both lack is a function of the prelude. May import `export`.
"""

from __future__ import annotations

from symgrad.symbolic.export.form import Slot, Spelling, call, sizes
from symgrad.symbolic.export.glyphs import INFIX, operand
from symgrad.symbolic.export.spellings import (
    arange,
    diagonal,
    einsum,
    eye,
    getitem,
    helped,
    joined,
    made,
    method_of,
    moved,
    norm,
    ordered,
    pad,
    plain,
    products,
    reduction,
    shaped,
    shifted,
    softmax,
    trace,
    transpose,
)

ELEMENTWISE = """
    exp exp2 expm1 log log2 log10 log1p sqrt cbrt square abs sign floor ceil round
    sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh deg2rad rad2deg
    maximum minimum arctan2 hypot logaddexp mod sinc logical_and logical_or logical_not
"""


def library(xp: str) -> dict[str, Spelling]:
    """Return the rows that NumPy and JAX spell alike.

    Args:
        xp: the short name, "np" or "jnp".
    """
    reductions = {name: reduction(f"{xp}.{name}") for name in ("sum", "mean", "max", "min", "prod")}
    return {
        **INFIX,
        **{name: plain(f"{xp}.{name}") for name in ELEMENTWISE.split()},
        **reductions,
        **{name: reduction(f"{xp}.{name}", ddof=True) for name in ("var", "std")},
        "where": plain(f"{xp}.where"),
        "norm": norm(xp),
        "trace": trace(xp),
        "diagonal": diagonal(xp),
        **{name: shifted(f"{xp}.{name}") for name in ("diag", "tril", "triu")},
        **{name: products(f"{xp}.{name}") for name in ("dot", "inner", "vdot", "outer", "kron")},
        "einsum": einsum(xp),
        "det": plain(f"{xp}.linalg.det"),
        "matrix_power": lambda node: call(
            f"{xp}.linalg.matrix_power", node.args[0], str(node.params["n"])
        ),
        "transpose": transpose(xp),
        "reshape": shaped(f"{xp}.reshape"),
        "broadcast_to": shaped(f"{xp}.broadcast_to"),
        "full": lambda node: call(
            f"{xp}.full", sizes(node.params["shape"]), Slot(node.args[0], 0, "float")
        ),
        "ones": made(f"{xp}.ones"),
        "zeros": made(f"{xp}.zeros"),
        "eye": eye(xp),
        "arange": arange(f"{xp}.arange", "dtype=float"),
        "concatenate": joined(f"{xp}.concatenate"),
        "stack": joined(f"{xp}.stack"),
        "pad": pad(xp),
        "getitem": getitem,
        "flip": moved(f"{xp}.flip", "axis"),
        "roll": moved(f"{xp}.roll", "shift", "axis"),
        "cumsum": moved(f"{xp}.cumsum", "axis"),
        "cumprod": moved(f"{xp}.cumprod", "axis"),
        "swapaxes": lambda node: call(
            f"{xp}.swapaxes", node.args[0], *(str(node.params[p]) for p in ("axis1", "axis2"))
        ),
        "moveaxis": moved(f"{xp}.moveaxis", "source", "destination"),
        "expand_dims": moved(f"{xp}.expand_dims", "axis"),
        "squeeze": moved(f"{xp}.squeeze", "axis"),
    }


_SPECIAL = {
    "erf": "erf",
    "erfc": "erfc",
    "sigmoid": "expit",
    "gammaln": "gammaln",
    "digamma": "digamma",
    "xlogy": "xlogy",
}

ROWS: dict[str, Spelling] = {
    **library("np"),
    **{row: plain(f"special.{name}", "special") for row, name in _SPECIAL.items()},
    "polygamma": ordered("special.polygamma", "special"),
    "spherical_jn": ordered("special.spherical_jn", "special"),
    "logsumexp": reduction("special.logsumexp", "special"),
    "softmax": softmax("special.softmax", "special"),
    "log_softmax": softmax("special.log_softmax", "special"),
    "inv": plain("np.linalg.inv"),
    "solve": plain("np.linalg.solve"),
    "pinv": plain("np.linalg.pinv"),
    "cholesky": helped("_cholesky"),
    "logdet": helped("_logdet"),
    "cofactor": helped("_cofactor"),
    "expm": plain("linalg.expm", "linalg"),
    "expm_frechet": helped("_expm_frechet"),
    "prod_others": helped("_prod_others", "axis"),
    "scatter": helped("_scatter", "index", "shape"),
    "sort": moved("np.sort", "axis"),
    "argsort": lambda node: method_of(
        call("np.argsort", node.args[0], f"axis={node.params['axis']}", 'kind="stable"'),
        ".astype(float)",
    ),
    "take": helped("_take", "axis"),
    "index_add": helped("_index_add", "shape", "axis"),
    "take_along_axis": helped("_take_along_axis", "axis"),
    "scatter_add": helped("_scatter_add", "shape", "axis"),
    "recurrence": helped("_recurrence", "axis", "reverse"),
    "windows": helped("_windows", "kernel", "stride", "dilation"),
    "overlap_add": helped("_overlap_add", "size", "stride", "dilation"),
    "detach": operand,
}
