"""Where a peer says something else than symgrad, and why it is the peer.

An entry that is no longer needed is an error (`tests/peers/survey.py`), so the list cannot rot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symgrad.ops.row import Sample
from tests.laws import sample_values


def anywhere(_: Sample) -> bool:
    """Every pattern."""
    return True


def empty(sample: Sample) -> bool:
    """Patterns with an operand of no entries."""
    return any(text.startswith("zeros(") for text in sample.values.values())


def one_entry(sample: Sample) -> bool:
    """Patterns that have one entry in a row, or one row to go down along."""
    texts = list(sample.values.values())
    down = "axis=0" in sample.text and not any("], [" in text for text in texts)
    return down or not any("," in text.replace("], [", "") for text in texts)


def above_one(sample: Sample) -> bool:
    """Patterns with a value above 1."""
    return any(value.size and value.max() > 1 for value in sample_values(sample).values())


def holding(*texts: str) -> Callable[[Sample], bool]:
    """Patterns where one of these stands in the call or in a value."""

    def holds(sample: Sample) -> bool:
        return any(
            text in part for text in texts for part in (sample.text, *sample.values.values())
        )

    return holds


@dataclass(frozen=True)
class Difference:
    """A known difference.

    Attributes:
        peer: whose. rows: of which functions. where: in which patterns.
        reason: why symgrad is not the one who is wrong.
        rtol: how far apart the two are at most; None where they share nothing, or the peer refuses.
    """

    peer: str
    rows: tuple[str, ...]
    where: Callable[[Sample], bool]
    reason: str
    rtol: float | None = None


_POLYGAMMA = "PyTorch's digamma and polygamma have derivatives of nine digits"
_SINC = "the derivative is taken as (cos(u) - sin(u)/u)/x, which cancels near 0"
_REFUSED = "refused: nothing is convolved or pooled without an entry, a channel, an output"

DIFFERENCES: tuple[Difference, ...] = (
    Difference("torch", ("gammaln", "digamma", "polygamma"), anywhere, _POLYGAMMA, 1e-7),
    Difference("torch", ("sinc",), holding("1e-8"), _SINC),
    Difference("jax", ("sinc",), holding("1e-8"), _SINC),
    Difference(
        "torch",
        ("det",),
        holding("[[1, 2], [2, 4]]", "[7, 8, 9]"),
        "in forward mode the slope of a singular determinant is lost",
    ),
    Difference("jax", ("det",), holding("zeros("), "refused: a matrix without entries"),
    Difference("jax", ("std",), one_entry, "0/0 where the spread is 0"),
    Difference(
        "torch", ("binary_cross_entropy",), above_one, "refused: a target that is no probability"
    ),
    Difference("torch", ("conv1d", "conv2d", "max_pool2d", "avg_pool2d"), empty, _REFUSED),
)
