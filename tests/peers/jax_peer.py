"""JAX, asked for values and derivatives in double precision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from symgrad.graph.graph import Graph
from tests.peers.interpret import Answers, Entry, Question, run

jax.config.update("jax_enable_x64", True)

from tests.peers.jax_table import TABLE  # noqa: E402


class Jax:
    """JAX as a peer."""

    name = "jax"
    table: Mapping[str, Entry] = TABLE

    def constant(self, value: Any) -> Any:
        """Return a number or a nested list as an array of doubles."""
        return jnp.asarray(value if isinstance(value, list) else float(value), jnp.float64)

    def answers(self, graph: Graph, question: Question) -> Answers:
        """Return the value and the derivatives that are asked for."""
        values = {name: jnp.asarray(v, jnp.float64) for name, v in question.values.items()}
        xs = tuple(values[name] for name in question.names)
        vs = tuple(jnp.asarray(question.tangents[name], jnp.float64) for name in question.names)
        w = jnp.asarray(question.y_bar, jnp.float64)

        def f(*given: Any) -> Any:
            return run(graph, self, {**values, **dict(zip(question.names, given, strict=True))})

        def pulled(*given: Any) -> Any:
            return jax.vjp(f, *given)[1](w)

        if not xs:
            return {"value": np.asarray(f())}

        def every(xs: Any, vs: Any) -> Any:
            return jax.jvp(f, xs, vs), jax.jvp(pulled, xs, vs)

        with jax.disable_jit():
            (y, pushed), (first, second) = every(xs, vs)
        found = {"value": y, "pushed": pushed}
        found |= {f"pulled {n}": g for n, g in zip(question.names, first, strict=True)}
        found |= {f"second {n}": h for n, h in zip(question.names, second, strict=True)}
        return {what: np.asarray(array) for what, array in found.items()}
