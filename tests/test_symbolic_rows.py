"""Every row, as the symbolic wing sees it: the printed gradient of each sample is right.

The gradient by each variable of <cotangent, f(sample)> is printed, parsed again and held
against central differences. Nothing of the rows' pullbacks is used.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest

from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.language.parser import parse
from symgrad.numeric.difference import difference
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.row import Sample
from symgrad.ops.table import OPS
from symgrad.source import Source
from symgrad.symbolic.derivation import derive
from symgrad.symbolic.prove import prove_equal

SAMPLES = [
    pytest.param(sample, id=f"{op.name}-{i}-{sample.text}")
    for op in OPS.values()
    for i, sample in enumerate(op.samples)
    if not op.values_only and "detach" not in sample.text
]


def value(text: str) -> Any:
    (found,) = evaluate([build(parse(Source(text)), values=True).output], {})
    return np.asarray(found, np.float64)


def question(sample: Sample) -> tuple[Graph, dict[str, Any], list[str]]:
    """Return <y_bar, f(sample)> as a graph, its values, and what to differentiate by."""
    values = {name: value(text) for name, text in sample.values.items()}
    graph = build(parse(Source(sample.text)), {name: v.shape for name, v in values.items()})
    names = [name for name in graph.variables if name not in graph.indices]
    if graph.output.shape == ():
        return graph, values, names
    rng = np.random.default_rng(zlib.crc32(sample.text.encode()))
    y_bar = graph.table.variable("y_bar", graph.output.shape)
    total = graph.table.call("sum", (y_bar * graph.output,))
    values["y_bar"] = rng.uniform(0.5, 2, [int(d) for d in graph.output.shape])
    return Graph(total, inputs=(*graph.inputs, y_bar), indices=graph.indices), values, names


@pytest.mark.parametrize("sample", SAMPLES)
def test_printed_gradient_is_the_slope(sample: Sample) -> None:
    graph, values, names = question(sample)
    found = derive(graph, names)
    slopes = difference(graph.output, values, names)
    for name in names:
        text = found[name].text
        again = build(parse(Source(text)), graph.shapes)
        assert again.output.shape == values[name].shape
        (got,) = evaluate([again.output], values)
        np.testing.assert_allclose(got, slopes[name], rtol=1e-6, atol=1e-8, err_msg=text)


@pytest.mark.parametrize("sample", SAMPLES)
def test_printed_gradient_is_proved_or_left_open(sample: Sample) -> None:
    """The proof of the wing's own text never contradicts it, and refuses twice the text."""
    graph, _, names = question(sample)
    for name, found in derive(graph, names).items():
        twice = Graph(2 * found.graph.output, inputs=found.graph.inputs)
        if found.graph.output.name not in ("zeros", "Number"):
            assert not prove_equal(graph, name, twice, seconds=0)
