"""Random programs of rows that meet each other: both wings agree, or say why they cannot.

Hypothesis draws the choices of `tests.growing` and shrinks a program that fails. The same
programs in any number, through the whole command: `python -m tests.grow`.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import symgrad as sg
from symgrad.errors import LimitError
from symgrad.ops.row import Sample
from tests.growing import Program, growable, grown
from tests.laws import sample_values


def status(program: Program) -> str:
    """Return what both wings say about a program at its values."""
    values = sample_values(Sample(program.text, program.values))
    try:
        return sg.grad(program.text, values).verdict.status
    except LimitError:
        return "limit"


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(rng=st.randoms(use_true_random=False), statements=st.integers(1, 6))
@example(rng=random.Random(0), statements=6)
def test_grown_programs_never_disagree(rng: random.Random, statements: int) -> None:
    program = grown(rng, statements)
    assert status(program) != "disagree", program.words


def test_most_grown_programs_agree() -> None:
    """A check that shrugged at everything would pass the test above."""
    seen = Counter(status(grown(random.Random(f"most/{n}"))) for n in range(80))
    assert seen["agree"] >= 64, seen


def test_growing_is_repeatable_and_uses_every_value() -> None:
    one, two = grown(random.Random(3), 6), grown(random.Random(3), 6)
    assert one == two
    used = sg.parse(one.text, shapes={n: v.shape for n, v in _arrays(one).items()}).variables
    assert set(used) == set(one.values)


def test_statements_build_on_each_other() -> None:
    texts = [grown(random.Random(f"build/{n}")).text.split("; ")[:-1] for n in range(100)]
    later = [statement.partition(" = ")[2] for text in texts for statement in text[1:]]
    assert sum(bool(re.search(r"\bt\d", body)) for body in later) > 0.4 * len(later)


def test_most_rows_can_be_grown() -> None:
    assert len({op.name for op, _ in growable()}) > 100


def _arrays(program: Program) -> dict[str, Any]:
    return sample_values(Sample(program.text, program.values))
