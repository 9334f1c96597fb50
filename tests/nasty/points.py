"""All nasty points, and the gaps: where a wing has fewer digits than it should."""

from __future__ import annotations

from tests.nasty.matrices import MATRICES
from tests.nasty.pairs import PAIRS
from tests.nasty.point import Gap, Point
from tests.nasty.scalars import SCALARS
from tests.nasty.vectors import VECTORS

POINTS: tuple[Point, ...] = SCALARS + PAIRS + VECTORS + MATRICES
_KINK = "there is no slope; both sides take the one of the convention"
GAPS: dict[str, Gap] = {
    "log2(x) at x=1e-320": Gap("the slope overflows", status="undefined"),
    "arctan(x) at x=-1e+160": Gap("x**2 + 1 overflows where the slope is subnormal", closed=0),
    "x*y/y at x=1.0, y=1e-320": Gap("the slope by x*y overflows before it meets y", reverse=0),
    "std(x) at x=[0.25, 0.25, 0.25]": Gap(_KINK, status="kink"),
    "norm(x) at x=[0.0, 0.0]": Gap(_KINK, status="kink"),
    **{
        f"sum(xlogy(p, p/q)) at p=[0.0, 1.0], q={q}": Gap(
            "xlogy(0, 0) is the edge of its domain", status="undefined"
        )
        for q in ("[0.25, 0.75]", "[1e-300, 1.0]")
    },
}
NOTHING = Gap("")


def gap(point: Point) -> Gap:
    """Return what is not reached at a point."""
    return GAPS.get(str(point), NOTHING)
