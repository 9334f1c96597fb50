"""What torch.autograd.gradcheck lets pass is a disagreement here."""

from __future__ import annotations

import pytest

from tests.teeth.gradcheck import (
    CASES,
    Case,
    fast_verdict,
    torch_passes,
    torch_passes_in_fast_mode,
    verdict_on,
)

pytest.importorskip("torch", reason="torch is not installed")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gradcheck_passes_what_enclosures_refuse(case: Case) -> None:
    assert torch_passes(case)
    assert verdict_on(case) == "disagree"


def test_fast_mode_passes_what_enclosures_refuse() -> None:
    assert torch_passes_in_fast_mode()
    assert fast_verdict() == "disagree"
