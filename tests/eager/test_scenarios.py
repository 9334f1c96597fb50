"""Programs that use torch's names do under symgrad.eager what they do under torch.

torch's answers are in a record, so the programs are held against them where torch is absent;
where the recorded release is installed, the record is held against torch.
"""

from __future__ import annotations

from typing import Any

import pytest

import symgrad.eager as eager
from tests.eager.scenarios import record
from tests.eager.scenarios.running import Outcome, difference, neutral, run
from tests.eager.scenarios.scenario import Scenario, scenarios

SCENARIOS = scenarios()
RECORD = record.load()
DIFFERENT = {
    "modes/a-view-made-under-no_grad": "torch says of such a view that it requires a gradient, "
    "though nothing is recorded of it; here it says what holds",
}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_what_torch_does(scenario: Scenario) -> None:
    found = difference(record.answer(RECORD, scenario), run(scenario, eager))
    if scenario.name in DIFFERENT:
        assert found, f"{scenario.name} is listed as different and is not"
        return
    assert not found, f"\n{scenario.program}\n{found}"


def installed() -> Any:
    """Return torch, or skip: not installed, or not the release whose answers are recorded."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    if record.release(torch) != RECORD["torch"]:
        pytest.skip(f"the record is of torch {RECORD['torch']}, installed is {torch.__version__}")
    return torch


@pytest.mark.parametrize("topic", sorted({scenario.topic for scenario in SCENARIOS}))
def test_the_record_is_what_torch_says(topic: str) -> None:
    torch = installed()
    for scenario in SCENARIOS:
        if scenario.topic == topic:
            found = difference(record.answer(RECORD, scenario), run(scenario, torch))
            assert not found, f"{scenario.name}: {found}"


def test_the_record_holds_nothing_else() -> None:
    assert sorted(RECORD["answers"]) == sorted(scenario.name for scenario in SCENARIOS)


def test_a_program_that_changed_is_not_in_the_record() -> None:
    first = SCENARIOS[0]
    with pytest.raises(LookupError, match="as it is written now"):
        record.answer(RECORD, Scenario(first.topic, first.title, first.program + "pass\n"))


@pytest.mark.parametrize(
    "other",
    [
        Outcome(("tensor(2.)",), None, ()),
        Outcome((), None, ()),
        Outcome(("tensor(1.)", "more"), None, ()),
        Outcome(("tensor(1.)",), ("RuntimeError", "no"), ()),
        Outcome(("tensor(1.)",), None, ("UserWarning",)),
    ],
)
def test_a_difference_is_said(other: Outcome) -> None:
    seen = Outcome(("tensor(1.)",), None, ())
    assert difference(seen, other)
    assert not difference(seen, Outcome(("tensor(1.)",), None, ()))


def test_what_is_not_compared() -> None:
    ours = "<class 'symgrad.eager.tensor.Tensor'> symgrad.float32 <A object at 0x1f>"
    assert neutral(ours) == "<class 'Tensor'> torch.float32 <A object at 0x...>"
