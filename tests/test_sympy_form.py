"""Closed forms written out in SymPy are the entries that the numeric wing computes."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.graph.graph import Graph
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.ops.table import OPS
from symgrad.symbolic.derivation import derive
from tests.growing import sample_graph
from tests.laws import differentiated, sample_values

# Rows whose gradients need what is not written out entry by entry, and what that is.
NOT_WRITTEN_OUT = {
    "avg_pool2d": "overlap_add",
    "cholesky": "cholesky",
    "cofactor": "det",
    "conv1d": "overlap_add|windows",
    "conv2d": "overlap_add|windows",
    "cumprod": "pad",
    "cumsum": "cumsum",
    "det": "det",
    "expm": "expm_frechet",
    "expm_frechet": "expm|expm_frechet",
    "max_pool2d": "windows",
    "recurrence": "pad",
    "sort": "argsort|sort",
    "take": "index_add",
    "take_along_axis": "scatter_add",
    "windows": "overlap_add",
}


@pytest.mark.parametrize("row", [name for name, op in OPS.items() if not op.values_only])
def test_every_row_entry_by_entry(row: str) -> None:
    refused = set()
    for sample in OPS[row].samples[:2]:
        graph, values = sample_graph(sample), sample_values(sample)
        total = graph.table.call("sum", (graph.output,)) if graph.output.ndim else graph.output
        whole = Graph(total, inputs=graph.inputs, indices=graph.indices)
        at = {
            sympy.Symbol("_".join([name, *map(str, place)]), real=True): float(value[place])
            for name, value in values.items()
            for place in np.ndindex(value.shape)
        }
        for name, each in derive(whole, differentiated(graph)).items():
            try:
                found = each.sympy()
            except SymgradError as error:
                refused.add((error.code, error.message.split(" ")[0]))
                continue
            (node,) = (node for node in graph.inputs if node.name == name)
            (right,) = evaluate(reverse(total, [node]), values)
            entries = sympy.flatten(found) if hasattr(found, "shape") else [found]
            numbers = [complex(sympy.N(sympy.sympify(entry).subs(at))) for entry in entries]
            assert np.allclose(numbers, np.ravel(right), rtol=1e-9, atol=1e-9), sample.text
    listed = NOT_WRITTEN_OUT.get(row, "").split("|")
    assert refused <= {("no-export", name) for name in listed}
    assert bool(refused) == (row in NOT_WRITTEN_OUT)


def test_shapes() -> None:
    x, y = sympy.symbols("x y", real=True)
    assert sg.derive("sin(x*y)", "x").sympy() == y * sympy.cos(x * y)
    vector = sg.derive("x @ x", shapes={"x": 2}).sympy()
    assert vector == sympy.Matrix([2 * x_(0), 2 * x_(1)])
    matrix = sg.derive("sum(x**2)", shapes={"x": (1, 2)}).sympy()
    assert matrix == sympy.Matrix([[2 * x_(0, 0), 2 * x_(0, 1)]])
    cube = sg.derive("sum(x**2)", shapes={"x": (1, 1, 2)}).sympy()
    assert cube == sympy.Array([[[2 * x_(0, 0, 0), 2 * x_(0, 0, 1)]]])


def x_(*place: int) -> sympy.Symbol:
    return sympy.Symbol("_".join(["x", *map(str, place)]), real=True)


def test_entries_and_variables_of_one_name_are_kept_apart() -> None:
    found = sg.derive("x_0*sum(x**2)", "x", shapes={"x": 2}).sympy()
    scalar = sympy.Symbol("x_0", real=True)
    assert found == sympy.Matrix(
        [2 * scalar * sympy.Symbol(f"x__{k}", real=True) for k in range(2)]
    )


def test_sizes_must_be_numbers_and_few() -> None:
    named = sg.derive("sum(x**2)", shapes={"x": "n"})
    with pytest.raises(SymgradError, match="entries need numbers"):
        named.sympy()
    large = sg.derive("sum(x**2)", shapes={"x": 1_000_000})
    with pytest.raises(SymgradError, match="more than are written out"):
        large.sympy()
