"""The whole command has teeth: text in, verdict out, and no broken row passes."""

from __future__ import annotations

import pytest

from symgrad.ops.row import Op
from symgrad.ops.table import OPS
from tests.teeth.running import OUTSIDE, outcome, outcomes, said
from tests.teeth.wide import MORE, broken

TAUGHT = [pytest.param(op, id=op.name) for op in OPS.values() if list(broken(op))]


@pytest.mark.parametrize("op", TAUGHT)
def test_one_part_in_a_thousand_million_is_noticed(op: Op) -> None:
    small = [each for each in broken(op) if each.name.startswith("1 + 1e-9")]
    assert small
    assert {outcome(mutant).status for mutant in small} == {"caught"}


@pytest.mark.slow
@pytest.mark.parametrize("op", TAUGHT)
def test_every_mutant_is_noticed(op: Op) -> None:
    found = outcomes(op)
    assert [each for each in found if each.status in ("open", "missed")] == []
    spared = {each.name for each in found if each.status == "equivalent"}
    assert spared >= set(MORE.get(op.name, {}))


@pytest.mark.slow
def test_blame_falls_on_the_broken_row_or_on_nobody() -> None:
    blamed = [each for p in TAUGHT[::5] for each in outcomes(p.values[0]) if each.blamed]
    assert len(blamed) > 100
    assert {each.blamed == each.row for each in blamed} == {True}


@pytest.mark.parametrize("name", OUTSIDE)
def test_outside_the_domain_is_undefined(name: str) -> None:
    text, values = OUTSIDE[name]
    assert said(text, values)[0] == "undefined"
