"""Where floats are in danger both wings hold: the truth to fifty digits, and three peers."""

from __future__ import annotations

import pytest

from tests.nasty.drawing import Drawn, drawn
from tests.nasty.peers import NAMES, package
from tests.nasty.point import Point
from tests.nasty.points import GAPS, NOTHING, POINTS, gap
from tests.nasty.precision import digits, mp, slope_of
from tests.nasty.score import beaten, drawn_wings, falls_short, peer, wings
from tests.nasty.truths import LISTS, NUMBERS, PAIRS

DRAWN = list(drawn(seed=11, count=250))


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_both_wings_have_their_digits(point: Point) -> None:
    found, known = wings(point), gap(point)
    assert found.reverse.value >= point.floor
    for side, least in ((found.reverse, known.reverse), (found.closed, known.closed)):
        assert side.slope >= (point.floor if least is None else least), found
    assert found.status == known.status, found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("point", [p for p in POINTS if gap(p) is NOTHING], ids=str)
def test_no_peer_has_more_digits(point: Point, name: str) -> None:
    if package(name) is None:
        pytest.skip(f"{name} is not installed")
    other = peer(name, point)
    assert other is not None
    assert not beaten(wings(point), [other]), (wings(point), other)


@pytest.mark.parametrize("point", DRAWN, ids=str)
def test_drawn_points_have_their_digits(point: Drawn) -> None:
    found = drawn_wings(point)
    assert not falls_short(point, found), found


def test_every_gap_is_of_a_point() -> None:
    assert set(GAPS) <= {str(point) for point in POINTS}
    assert len(POINTS) == len({str(point) for point in POINTS})


def test_the_draw_is_the_same_for_a_seed() -> None:
    first, again = ([str(p) for p in drawn(seed=5, count=30)] for _ in range(2))
    assert first == again


def test_rows_of_one_room_are_drawn() -> None:
    assert {str(p).partition("(")[0] for p in drawn(3, 10, "tanh")} == {"tanh"}
    assert not NUMBERS.keys() & PAIRS.keys() | NUMBERS.keys() & LISTS.keys()


def test_digits_are_counted() -> None:
    third = mp.mpf(1) / 3
    assert digits(1 / 3, third) == 15
    assert digits(0.3334, third) == 3
    assert digits(0.0, third) == 0
    assert digits(float("nan"), third) == 0
    assert digits(float("inf"), mp.mpf(10) ** 309) == 15
    assert digits(float("-inf"), mp.mpf(10) ** 309) == 0
    assert digits(0.0, mp.mpf(0)) == 15
    assert digits(1e-300, mp.mpf(0)) == 0
    assert digits(5e-324, mp.mpf("4e-324")) == 15


def test_a_difference_of_many_digits_is_a_slope() -> None:
    slope = slope_of(mp.tanh, {"x": 400.0}, "x", ())
    assert abs(slope * mp.cosh(400) ** 2 - 1) < mp.mpf(10) ** -50
