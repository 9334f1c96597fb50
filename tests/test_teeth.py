"""The laws have teeth: a row that is broken on purpose breaks at least one of them.

Every row is broken in every way of `tests.teeth.mutants`, put in the table in place of the true
one, and its samples are run through the laws. An exception counts as a bite only where the
mutation can change shapes; elsewhere it would be the test's own mistake.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from symgrad.ops.row import Op
from symgrad.ops.table import OPS
from tests.laws import LAWS
from tests.teeth.mutants import (
    EQUIVALENT,
    RESHAPING,
    SAME,
    break_primitive,
    mutants,
    positions,
    with_definition,
    with_pullback,
)


def bitten(op: Op, name: str, laws: tuple[str, ...]) -> bool:
    """Tell whether a law notices a mutant on one of its samples."""
    for law in laws:
        for sample in op.samples:
            try:
                if LAWS[law](op, sample) is not None:
                    return True
            except Exception:
                if name.split()[0] in RESHAPING:
                    return True
                raise
    return False


TAUGHT = [pytest.param(op, id=op.name) for op in OPS.values() if positions(op)]
PRIMITIVE = [p for p in TAUGHT if p.values[0].primal is None]
BITING = ("adjoint", "linearity", "witness", "shape")


@pytest.mark.parametrize("op", TAUGHT)
def test_every_mutant_breaks_a_law(op: Op, monkeypatch: pytest.MonkeyPatch) -> None:
    missed = set()
    for name, mutant in mutants(op):
        monkeypatch.setitem(OPS, op.name, mutant)
        if not bitten(mutant, name, BITING):
            missed.add(name)
    listed = set(EQUIVALENT.get(op.name, {}))
    assert missed == (listed if op.primal is not None else listed - {"value"})


@pytest.mark.parametrize("op", PRIMITIVE)
def test_every_broken_primitive_breaks_a_law(op: Op, monkeypatch: pytest.MonkeyPatch) -> None:
    break_primitive(monkeypatch, op, 1.01)
    assert bitten(op, "value", BITING) is ("value" not in EQUIVALENT.get(op.name, {}))


@pytest.mark.parametrize("op", TAUGHT)
def test_the_command_alone_sees_every_mutant(op: Op, monkeypatch: pytest.MonkeyPatch) -> None:
    """No difference, no second cotangent: the two wings against each other find it."""
    missed = set()
    for name, mutant in mutants(op):
        monkeypatch.setitem(OPS, op.name, mutant)
        if name != "value" and not bitten(mutant, name, ("witness",)):
            missed.add(name)
    assert missed == set(EQUIVALENT.get(op.name, {})) - {"value"}


@pytest.mark.parametrize("op", TAUGHT)
def test_rebuilding_a_row_breaks_nothing(op: Op, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what is built like a mutant, but changes nothing, keeps the laws."""
    same = with_definition(op, Fraction(1))
    for position in positions(op):
        same = with_pullback(same, position, SAME)
    monkeypatch.setitem(OPS, op.name, same)
    for sample in op.samples[:2]:
        assert {law: LAWS[law](same, sample) for law in BITING} == dict.fromkeys(BITING)


def test_equivalent_mutants_are_of_rows() -> None:
    assert set(EQUIVALENT) <= set(OPS)
