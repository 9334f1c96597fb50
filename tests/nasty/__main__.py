"""Print the right digits of symgrad and its peers at every point."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.nasty.drawing import drawn
from tests.nasty.peers import NAMES, package
from tests.nasty.point import Point
from tests.nasty.points import NOTHING, POINTS, gap
from tests.nasty.score import Score, beaten, drawn_wings, falls_short, peer, wings

HEAD = ("reverse", "closed", *NAMES)


def line(point: Point) -> tuple[str, bool]:
    """Return a point's line of the table, and whether a peer does better where none should."""
    found = wings(point)
    others = [peer(name, point) for name in NAMES]
    behind = beaten(found, [other for other in others if other])
    cells = [f"{_shown(score):>8}" for score in (found.reverse, found.closed, *others)]
    notes = [found.status if found.status != "agree" else "", "beaten" if behind else ""]
    notes.append("(known)" if gap(point) is not NOTHING else "")
    text = f"{str(point)[:63]:63} {' '.join(cells)}  {' '.join(filter(None, notes))}"
    return text.rstrip(), behind and gap(point) is NOTHING


def _shown(score: Score | None) -> str:
    return "-" if score is None else f"{score.slope}/{score.value}"


def table(only: str) -> int:
    """Print the points of which a part of the text is given; return at how many a peer leads."""
    missing = [name for name in NAMES if package(name) is None]
    print("right digits of slope/value, at most 15")
    print(f"{'':63} {' '.join(f'{name:>8}' for name in HEAD)}")
    count = total = 0
    for point in POINTS:
        if only in str(point):
            text, behind = line(point)
            print(text)
            total, count = total + 1, count + behind
    print(f"{total} points; a peer is ahead at {count} of those that are not known gaps")
    if missing:
        print(f"not installed: {', '.join(missing)}")
    return count


def draw(seed: int, count: int, row: str) -> int:
    """Print the drawn points that fall short; return how many."""
    short = 0
    for point in drawn(seed, count, row):
        found = drawn_wings(point)
        if falls_short(point, found):
            short += 1
            digits = f"{_shown(found.reverse)} {_shown(found.closed)}"
            print(f"{point}: {digits} {found.status}, {found.formulas}")
    print(f"{count} points of seed {seed}; {short} fall short")
    return short


def main(args: Sequence[str] | None = None) -> int:
    """Print the table, or drawn points; the exit code is 1 where something falls short."""
    parser = argparse.ArgumentParser(prog="python -m tests.nasty", description=__doc__)
    parser.add_argument("--only", default="", help="a part of a point's text; of a draw, a row")
    parser.add_argument("--seed", type=int, help="draw points instead")
    parser.add_argument("--count", type=int, default=500, help="how many are drawn")
    asked = parser.parse_args(args)
    if asked.seed is None:
        return min(table(asked.only), 1)
    return min(draw(asked.seed, asked.count, asked.only), 1)


if __name__ == "__main__":
    raise SystemExit(main())
