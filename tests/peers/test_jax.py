"""Values, J'w, J v and H v of every row in every pattern are what JAX says."""

from __future__ import annotations

import pytest

from symgrad.ops.table import OPS
from tests.peers.kinks import KINKS, OTHERWISE, chosen_otherwise
from tests.peers.survey import survey, unneeded

pytest.importorskip("jax", reason="JAX is not installed: pip install symgrad[peers]")

from tests.peers.jax_peer import Jax


@pytest.mark.slow
@pytest.mark.parametrize("row", [name for name, op in OPS.items() if not op.values_only])
def test_row_agrees_in_every_pattern(row: str) -> None:
    found = list(survey(row, Jax()))
    wrong = [f"{each.outcome}: {each}" for each in found if each.outcome in ("differs", "lacks")]
    assert not wrong, "\n".join(wrong)
    assert not unneeded(row, Jax(), found)


@pytest.mark.parametrize("row", KINKS)
def test_choices_on_kinks_are_the_same_or_listed(row: str) -> None:
    found = chosen_otherwise(row, Jax())
    assert bool(found) == (row in OTHERWISE["jax"]), found
