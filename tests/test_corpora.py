"""Formulas and test functions of the literature: both wings against 80-digit references.

The references are second forms of the formulas, written for mpmath and often by another
identity, so that an error of the corpus shows as well as one of the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from mpmath import mp

import symgrad as sg
from symgrad.graph.build import build
from symgrad.graph.node import Table
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.numeric.bound import bounded
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.reverse import reverse
from symgrad.source import Source
from symgrad.symbolic.lift import Lift
from symgrad.symbolic.lowering import lower
from symgrad.symbolic.term import Terms
from symgrad.symbolic.tidying import tidied
from tests.corpora.entries import DIGITS, Formula, Objective
from tests.corpora.formulas import FORMULAS
from tests.corpora.optimisation import OBJECTIVES
from tests.corpora.references import gradient_at, mixed_at, value_at

UNIT = 2.0**-53
Entry = Formula | Objective
Point = dict[str, Any]
ENTRIES: tuple[Entry, ...] = (*FORMULAS, *OBJECTIVES)


# A comparison allows so many units of the running bound before it takes digits for digits.
_TRUST = 2.0**12


def named(entries: Sequence[Entry]) -> Any:
    """Run a test once for each entry, under its name."""
    return pytest.mark.parametrize("entry", entries, ids=lambda entry: entry.name)


def point_of(entry: Entry) -> Point:
    """Return the values of an entry's variables as doubles."""
    if isinstance(entry, Formula):
        return {name: float(text) for name, text in entry.values.items()}
    return {"x": [float(text) for text in entry.start]}


def exact(entry: Entry, values: Point) -> tuple[Any, dict[str, list[Any]]]:
    """Return the value and the gradient of the entry's second form."""
    if isinstance(entry, Formula):
        numbers = list(values.values())
        slopes = gradient_at(entry.reference, numbers)
        by_name = {name: [slope] for name, slope in zip(values, slopes, strict=True)}
        return value_at(entry.reference, numbers), by_name

    def function(*xs: Any) -> Any:
        return entry.reference(list(xs))

    return value_at(function, values["x"]), {"x": gradient_at(function, values["x"])}


def by_definition(text: str, values: Mapping[str, Any]) -> float:
    """Return the value from the definitions that the symbolic wing differentiates."""
    shapes = {name: np.shape(value) for name, value in values.items()}
    graph = build(parse(Source(text)), shapes)
    terms = Terms(tame=True)
    (term,) = lower([graph.output], terms)
    table = Table(graph.table.limits)
    for node in graph.inputs:
        table.variable(node.name, node.shape)
    (lifted,) = tidied([Lift(table, [term]).node(term)], table)
    again = build(parse(Source(show(lifted))), shapes)
    arrays = {name: np.asarray(value) for name, value in values.items()}
    (value,) = evaluate([again.output], arrays)
    return float(value)


def bounds(text: str, values: Mapping[str, Any]) -> tuple[float, dict[str, Any]]:
    """Return the running error bounds of the value and of the reverse-mode gradient."""
    arrays = {name: np.asarray(value, np.float64) for name, value in values.items()}
    shapes = {name: array.shape for name, array in arrays.items()}
    graph = build(parse(Source(text)), shapes)
    swept = reverse(graph.output, graph.inputs)
    (_, of_value), *others = bounded([graph.output, *swept], arrays)
    names = [node.name for node in graph.inputs]
    errors = {name: np.ravel(error) for name, (_, error) in zip(names, others, strict=True)}
    return UNIT * float(np.max(of_value)), {name: UNIT * each for name, each in errors.items()}


def wrong(found: float, expected: Any, digits: int, reach: float) -> str | None:
    """Say how a number misses its reference; a reference of zero is met within rounding."""
    distance = abs(mp.mpf(float(found)) - expected)
    if distance <= mp.mpf(10) ** -digits * abs(expected):
        return None
    if abs(expected) < mp.mpf("1e-30") * reach and distance <= 16 * reach:
        return None
    relative = distance / abs(expected) if expected else distance
    return f"{float(found)!r} is {mp.nstr(expected, 20)}: off by {mp.nstr(relative, 3)}"


@named(ENTRIES)
def test_both_wings_give_the_digits_of_the_second_form(entry: Entry) -> None:
    values = point_of(entry)
    report = sg.grad(entry.text, values)
    assert report.verdict is not None
    assert report.value is not None
    assert report.verdict.status == entry.status, str(report)
    value, gradient = exact(entry, values)
    reach, reaches = bounds(entry.text, values)
    misses = [
        ("value", wrong(float(np.sum(report.value)), value, entry.digits, reach)),
        ("defined", wrong(by_definition(entry.text, values), value, entry.digits, reach)),
    ]
    for name, compared in report.comparisons.items():
        for side in ("reverse", "symbolic"):
            found = np.ravel(getattr(compared, side))
            for i, slope in enumerate(gradient[name]):
                miss = wrong(found[i], slope, entry.digits, float(reaches[name][i]))
                misses.append((f"{side} d/d{name}[{i}]", miss))
    assert set(report.comparisons) == set(values)
    assert [each for each in misses if each[1]] == []


@named(ENTRIES)
def test_single_precision_may_doubt_but_accuses_nobody(entry: Entry) -> None:
    report = sg.grad(entry.text, point_of(entry), dtype="float32")
    assert report.verdict is not None
    assert report.verdict.status != "disagree", str(report)


@named(FORMULAS)
def test_without_values_the_closed_form_holds_at_points_of_the_domain(entry: Formula) -> None:
    report = sg.grad(entry.text)
    assert set(report.formulas) == set(entry.values)
    assert report.points > 0
    assert report.verdict is not None
    assert report.verdict.status in ("agree", "inconclusive"), str(report)


@named([entry for entry in ENTRIES if entry.digits < DIGITS])
def test_fewer_digits_have_a_reason_and_a_bound_that_says_so(entry: Entry) -> None:
    assert entry.reason
    values = point_of(entry)
    value, gradient = exact(entry, values)
    reach, reaches = bounds(entry.text, values)
    pairs = [(reach, value)]
    pairs += [(e, s) for name in values for e, s in zip(reaches[name], gradient[name], strict=True)]
    assert any(64 * error > 10.0**-DIGITS * abs(size) for error, size in pairs)


@named([entry for entry in OBJECTIVES if entry.published])
def test_published_values_at_the_start(entry: Objective) -> None:
    value, _ = exact(entry, point_of(entry))
    printed = Decimal(entry.published)
    half = 10.0 ** int(printed.as_tuple().exponent) / 2
    assert abs(float(value) - float(printed)) <= half * (1 + 1e-9)


@pytest.mark.slow
@named(ENTRIES)
def test_printed_gradients_are_questions_again(entry: Entry) -> None:
    values = point_of(entry)
    for name, formula in sg.grad(entry.text, values).formulas.items():
        graph = build(parse(Source(formula)), {n: np.shape(v) for n, v in values.items()})
        used = {n: v for n, v in values.items() if n in graph.variables}
        if not used:
            continue
        weights = np.linspace(1, 2, np.size(values[name])).reshape(np.shape(values[name]))
        report = sg.grad(formula, used, cotangent=weights)
        assert report.verdict is not None
        doubtful = {variable for variable, _ in report.verdict.entries}
        assert report.verdict.status in ("agree", "inconclusive"), f"d/d{name}\n{report}"
        _, reaches = bounds(formula, used) if doubtful and not weights.shape else (0, {})
        for other in doubtful:
            reach = float(np.max(reaches.get(other, 0.0)))
            assert is_noise(entry, name, other, reach), f"d/d{name}\n{report}"


def is_noise(entry: Entry, name: str, other: str, reach: float) -> bool:
    """Tell whether a second derivative is zero, or smaller than what rounding can make of it."""
    values = point_of(entry)
    if not isinstance(entry, Formula):
        return False
    numbers, names = list(values.values()), list(values)
    share = mixed_at(entry.reference, numbers, names.index(name), names.index(other))
    return bool(abs(share) < max(mp.mpf("1e-18"), _TRUST * reach))


def test_the_corpora_are_large_and_nothing_stands_there_twice() -> None:
    assert len(FORMULAS) >= 100
    assert len(OBJECTIVES) >= 30
    for entries in (FORMULAS, OBJECTIVES):
        assert len({entry.name for entry in entries}) == len(entries)
        assert len({entry.text for entry in entries}) == len(entries)
        assert all(entry.source for entry in entries)


def test_a_wrong_second_form_is_seen() -> None:
    assert wrong(1.0, mp.mpf(1) + mp.mpf("1e-11"), DIGITS, 0.0)
    assert wrong(1.0, mp.mpf(1) + mp.mpf("1e-13"), DIGITS, 0.0) is None
    assert wrong(1e-9, mp.mpf(0), DIGITS, 1e-16)
