"""Every row in every argument pattern, of which there are many for each (`tests/patterns.py`)."""

from __future__ import annotations

import pytest

from symgrad.ops.table import OPS
from tests.laws import LAWS
from tests.patterns import FORMS, call_of, patterns

# What a pattern can break: how shapes, axes and shared variables meet. The others of the laws
# are about a rule's inside, and the samples are enough for them.
ABOUT_ARGUMENTS = ("shape", "adjoint", "witness")
ROWS = [name for name, op in OPS.items() if not op.values_only]


@pytest.mark.parametrize("name", ROWS)
def test_laws_hold_in_every_pattern(name: str) -> None:
    op, broken = OPS[name], []
    for sample in patterns(name)[len(op.samples) :]:
        for about in ABOUT_ARGUMENTS:
            try:
                words = LAWS[about](op, sample)
            except Exception as error:
                words = f"{type(error).__name__}: {error}"
            if words:
                broken.append(f"{about}: {sample.text} with {dict(sample.values)}: {words}")
    assert not broken, "\n".join(broken)


def test_there_are_enough_patterns() -> None:
    counts = [len(patterns(name)) for name in ROWS]
    assert sum(counts) >= 900
    assert sum(counts) / len(counts) >= 12


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_derives_something(form: object) -> None:
    assert callable(form)
    samples = [call_of(op, op.samples[0]) for op in OPS.values() if op.samples]
    assert any(True for call in samples for _ in form(call))
