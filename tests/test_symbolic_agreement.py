"""Two strangers agree: on random programs the printed gradient is the reverse sweep's.

Programs are put together from rows of every family over arrays of odd shapes; what does not
build is drawn again. The printed text is parsed before it is evaluated.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import Shape
from symgrad.source import Source
from symgrad.symbolic.derivation import derive

SHAPES: dict[str, Shape] = {
    "A": (2, 3), "B": (3, 2), "S": (3, 3), "x": (3,), "y": (3,), "u": (2,),
    "s": (), "r": (1, 3), "c": (2, 1), "T": (2, 3, 2),
}  # fmt: skip
FORMS = (
    "({} + {})", "({} - {})", "({}*{})", "({}*{})", "({} @ {})", "({} @ {})", "({} @ {})",
    "({}/(2 + {}**2))", "tanh({})", "sin({})", "sigmoid({})", "exp({})", "relu({})",
    "softplus({})", "square({})", "abs({})", "{}.T", "sum({}, axis=0)", "sum({}, axis=-1)",
    "sum({}, axis=1, keepdims=true)", "mean({})", "norm({})", "logsumexp({})", "max({})",
    "prod({})", "var({})", "softmax({})", "{}[0]", "{}[1:]", "{}[::-1]", "{}[:, 0]", "{}[:, None]",
    "concatenate(({}, {}))", "stack(({}, {}))", "trace({})", "diag({})", "ravel({})", "inv({})",
    "det({})", "outer({}, {})", "where({} > 0, {}, {})", "maximum({}, {})", "detach({})",
    'einsum("ij,kj->ik", {}, {})', 'einsum("ij,ij->j", {}, {})', "tril({})",
)  # fmt: skip
LARGEST = 1e6


def drawn(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice([*SHAPES, *SHAPES, "2", "0.5"])
    form = rng.choice(FORMS)
    return form.format(*(drawn(rng, depth - 1) for _ in range(form.count("{}"))))


def program(seed: int) -> tuple[str, Graph]:
    """Return a program of one entry that builds, and its graph."""
    rng = random.Random(seed)
    while True:
        text = f"sum({drawn(rng, rng.choice((2, 3, 3, 4)))})"
        try:
            graph = build(parse(Source(text)), SHAPES)
        except SymgradError:
            continue
        if graph.inputs and len(graph.table) < 100:
            return text, graph


@pytest.mark.parametrize("seed", range(400))
def test_printed_gradient_is_the_reverse_sweeps(seed: int) -> None:
    text, graph = program(seed)
    rng = np.random.default_rng(seed)
    values = {name: rng.normal(size=[int(d) for d in shape]) for name, shape in SHAPES.items()}
    found = derive(graph, graph.variables)
    wanted = evaluate(reverse(graph.output, list(graph.inputs)), values)
    for node, want in zip(graph.inputs, wanted, strict=True):
        shown = found[node.name].text
        (got,) = evaluate([build(parse(Source(shown)), SHAPES).output], values)
        assert got.shape == want.shape, (text, node.name, shown)
        if np.isfinite(want).all() and np.isfinite(got).all() and np.abs(want).max() < LARGEST:
            slack = 1e-9 * (1 + np.abs(want).max())
            np.testing.assert_allclose(got, want, rtol=1e-6, atol=slack, err_msg=f"{text}: {shown}")
