"""How JAX spells the functions of the language: as NumPy does, but for what stands here.

May import `export`.
"""

from __future__ import annotations

from symgrad.graph.node import Node
from symgrad.symbolic.export.form import Form, Slot, Spelling, call, sizes
from symgrad.symbolic.export.glyphs import index_text
from symgrad.symbolic.export.numpy_rows import library
from symgrad.symbolic.export.spellings import (
    helped,
    method_of,
    moved,
    ordered,
    plain,
    reduction,
    softmax,
)

_SPECIAL = ("erf", "erfc", "gammaln", "digamma", "xlogy")


def _scatter(node: Node) -> Form:
    shape = node.params["shape"]
    where = index_text(node.params["index"], shape)
    x = Slot(node.args[0], 0)
    return Form((f"jnp.zeros({sizes(shape)}).at[{where}].set(", x, ")"))


def _argsort(node: Node) -> Form:
    order = call("jnp.argsort", node.args[0], f"axis={node.params['axis']}")
    return method_of(order, ".astype(float)")


ROWS: dict[str, Spelling] = {
    **library("jnp"),
    **{name: plain(f"special.{name}", "special") for name in _SPECIAL},
    "sigmoid": plain("jax.nn.sigmoid", "jax"),
    "softplus": plain("jax.nn.softplus", "jax"),
    "logsigmoid": plain("jax.nn.log_sigmoid", "jax"),
    "relu": plain("jax.nn.relu", "jax"),
    "polygamma": ordered("special.polygamma", "special"),
    "spherical_jn": helped("_spherical_jn", "n"),
    "logsumexp": reduction("special.logsumexp", "special"),
    "softmax": softmax("jax.nn.softmax", "jax"),
    "log_softmax": softmax("jax.nn.log_softmax", "jax"),
    "inv": plain("jnp.linalg.inv"),
    "solve": plain("jnp.linalg.solve"),
    "pinv": plain("jnp.linalg.pinv"),
    "cholesky": plain("jnp.linalg.cholesky"),
    "logdet": helped("_logdet"),
    "cofactor": helped("_cofactor"),
    "expm": plain("linalg.expm", "linalg"),
    "expm_frechet": helped("_expm_frechet"),
    "prod_others": helped("_prod_others", "axis"),
    "scatter": _scatter,
    "sort": moved("jnp.sort", "axis"),
    "argsort": _argsort,
    "take": helped("_take", "axis"),
    "index_add": helped("_index_add", "shape", "axis"),
    "take_along_axis": helped("_take_along_axis", "axis"),
    "scatter_add": helped("_scatter_add", "shape", "axis"),
    "recurrence": helped("_recurrence", "axis", "reverse"),
    "windows": helped("_windows", "kernel", "stride", "dilation"),
    "overlap_add": helped("_overlap_add", "size", "stride", "dilation"),
    "detach": plain("lax.stop_gradient", "lax"),
}
