"""The laws that every operator row must obey, generated from the rows themselves.

Each law is a function of a row and one of its samples that returns how far it is from holding;
`test_law` asserts that none is violated, and `tests/test_teeth.py` asserts that a broken row
violates at least one.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from symgrad.errors import SymgradError
from symgrad.graph.build import build
from symgrad.graph.show import show
from symgrad.graph.walk import topological
from symgrad.language.parser import parse
from symgrad.numeric.bound import BoundNamespace
from symgrad.numeric.evaluate import evaluate
from symgrad.ops.row import Misuse, Op, Sample
from symgrad.ops.table import ALIASES, OPS
from symgrad.source import Source
from tests.growing import sample_graph, sample_shapes
from tests.laws import LAWS, sample_values

SAMPLES = [
    pytest.param(op, sample, id=f"{op.name}-{number}")
    for op in OPS.values()
    for number, sample in enumerate(op.samples)
]
MISUSES = [
    pytest.param(op, misuse, id=f"{op.name}-{number}")
    for op in OPS.values()
    for number, misuse in enumerate(op.errors)
]


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())
@pytest.mark.parametrize(("op", "sample"), SAMPLES)
def test_law(op: Op, sample: Sample, law: object) -> None:
    assert callable(law)
    broken = law(op, sample)
    assert broken is None, f"{op.name}: {sample.text} with {dict(sample.values)}: {broken}"


@pytest.mark.parametrize(("op", "misuse"), MISUSES)
def test_misuse_is_one_error_with_a_place_and_a_mend(op: Op, misuse: Misuse) -> None:
    with pytest.raises(SymgradError) as caught:
        build(parse(Source(misuse.text)), misuse.shapes)
    assert caught.value.code == misuse.code
    assert caught.value.span is not None
    assert caught.value.help


@pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())
def test_row_is_complete(op: Op) -> None:
    assert op.doc
    assert "\n" not in op.doc
    assert op.source
    assert op.family
    assert op.samples or op.values_only, "a row without samples is a row without tests"
    for param in op.params:
        assert param.default is not None or param.kind in (
            "axes",
            "dim",
            "dims",
            "int",
            "number",
            "ord",
        )
        assert not isinstance(param.default, float), "defaults are exact: Fraction"


@pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())
def test_samples_use_the_row(op: Op) -> None:
    for sample in op.samples:
        used = {n.op.name for n in topological([sample_graph(sample).output]) if n.op}
        assert op.name in used, sample.text


@pytest.mark.parametrize(("alias", "name"), ALIASES.items(), ids=ALIASES.keys())
def test_aliases_read_as_their_first_form(alias: str, name: str) -> None:
    op = OPS[name]
    sample = op.samples[0]
    text = sample.text.replace(f"{name}(", f"{alias}(")
    graph = build(parse(Source(text)), sample_shapes(sample))
    assert show(graph) == show(sample_graph(sample))


@pytest.mark.parametrize(("op", "sample"), SAMPLES)
def test_float32_stays_float32(op: Op, sample: Sample) -> None:
    graph = sample_graph(sample)
    values = {name: np.asarray(v, np.float32) for name, v in sample_values(sample).items()}
    (value,) = evaluate([graph.output], values, "float32")
    assert np.asarray(value).dtype == np.float32


def test_fractions_are_exact_parameters() -> None:
    assert OPS["leaky_relu"].params[0].default == Fraction(1, 100)


@pytest.mark.parametrize("op", OPS.values(), ids=OPS.keys())
def test_every_row_has_an_error_bound(op: Op) -> None:
    """A primitive that no rule for errors knows is refused, not taken for linear."""
    assert callable(getattr(BoundNamespace("float64"), op.name))
