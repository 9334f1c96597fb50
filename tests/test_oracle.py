"""The rule-free oracle agrees with both wings: on every row, and on programs that grow from them.

It differentiates entry by entry with SymPy and knows no rule of either wing, so what both wings
get wrong in the same way is seen here. In any number: `python -m tests.oracle`.
"""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from symgrad.ops.row import Sample
from symgrad.ops.table import OPS
from tests.growing import grown
from tests.oracle.question import KNOWN, Answer, answer, asked, foretold
from tests.patterns import patterns
from tests.teeth.mutants import scaled, with_definition, with_pullback

# Rows that the oracle has no definition of.
UNTOLD = {
    "randn": "a row of values, which no derivative passes",
    "rand": "a row of values, which no derivative passes",
}
# Calls of the rows that the oracle cannot answer, and why.
UNANSWERED = {"expm": {"the exponential of a matrix of more than two rows"}}
FINE = ("agree", "nothing to differentiate")


def test_every_row_is_told() -> None:
    assert {name for name in OPS if name not in KNOWN} == set(UNTOLD)


@pytest.mark.parametrize("name", [name for name in OPS if OPS[name].samples])
def test_oracle_agrees_on_samples(name: str) -> None:
    found = [answer(sample) for sample in OPS[name].samples]
    assert [each for each in found if each.status == "differ"] == []
    reasons = {each.status for each in found if each.status not in FINE}
    assert reasons == UNANSWERED.get(name, set())


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in OPS if OPS[name].samples])
def test_oracle_agrees_on_patterns(name: str) -> None:
    found = Counter(answer(sample).status for sample in patterns(name))
    assert found["differ"] == 0, name
    assert sum(found[status] for status in FINE) > 0.5 * found.total(), found


@cache
def told(number: int) -> tuple[Answer, list[str]]:
    """Return what the oracle says about a grown program, and the program."""
    program = grown(random.Random(f"oracle/{number}"), 3)
    return answer(Sample(program.text, program.values)), program.words


@pytest.mark.parametrize("number", range(40))
def test_oracle_agrees_on_grown_programs(number: int) -> None:
    found, program = told(number)
    assert found.status != "differ", (program, found.words)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(40, 300))
def test_oracle_agrees_on_more_grown_programs(number: int) -> None:
    found, program = told(number)
    assert found.status != "differ", (program, found.words)


def test_most_grown_programs_have_an_answer() -> None:
    """An oracle that never could tell would pass the tests above."""
    seen = Counter(told(number)[0].status for number in range(40))
    assert seen["agree"] >= 34, seen


def test_oracle_knows_a_gradient_by_hand() -> None:
    sample = Sample("sum((A @ x)**2)", {"A": "[[1, 2], [3, 4]]", "x": "[5, -1]"})
    found = foretold(asked(sample))
    np.testing.assert_allclose(found["x"], [2 * (3 + 33), 2 * (6 + 44)], rtol=1e-14)
    np.testing.assert_allclose(found["A"], [[30, -6], [110, -22]], rtol=1e-14)


def test_oracle_sees_what_both_wings_get_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A definition and a pullback that are off by the same factor agree with each other."""
    wrong = with_definition(with_pullback(OPS["tanh"], 0, scaled(1.01)), Fraction(101, 100))
    monkeypatch.setitem(OPS, "tanh", wrong)
    found = answer(Sample("sum(tanh(x))", {"x": "[0.5, -1]"}))
    assert found.status == "differ"
    assert [words.partition(" by")[0] for words in found.words] == ["closed form", "reverse mode"]
