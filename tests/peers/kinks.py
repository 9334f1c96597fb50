"""On kinks every library chooses a slope; here is which chooses what we choose."""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.ops.row import Sample
from tests.peers import ours
from tests.peers.interpret import Peer


def _at(text: str, **values: str) -> Sample:
    values = values or {"x": "0"}
    return Sample(text, values)


_TIES = "[[1, 3, 3], [2, 2, 2]]"
KINKS: Mapping[str, tuple[Sample, ...]] = {
    "abs": (_at("abs(x)"),),
    "relu": (_at("relu(x)"),),
    "leaky_relu": (_at("leaky_relu(x)"),),
    "elu": (_at("elu(x)"), _at("elu(x, 2)")),
    "selu": (_at("selu(x)"),),
    "hardtanh": (_at("hardtanh(x)", x="[-1, 1]"),),
    "clip": (_at("clip(x, lo, hi)", x="[-1, 2]", lo="-1", hi="2"),),
    "maximum": (_at("maximum(x, y)", x="1.5", y="1.5"),),
    "minimum": (_at("minimum(x, y)", x="1.5", y="1.5"),),
    "hypot": (_at("hypot(x, y)", x="0", y="0"),),
    "max": (_at("max(x)", x=_TIES), _at("max(x, axis=1)", x=_TIES)),
    "min": (_at("min(x)", x=_TIES), _at("min(x, axis=1)", x=_TIES)),
    "std": (_at("std(x)", x="[2, 2, 2]"),),
    "norm": (
        _at("norm(x)", x="[0, 0]"),
        _at("norm(x, 1)", x="[0, 2]"),
        _at("norm(x, inf)", x="[3, -3, 1]"),
        _at("norm(x, 3)", x="[0, 0]"),
    ),
    "sort": (_at("sort(x)", x="[2, 1, 2, 1]"),),
    "l1_loss": (_at("l1_loss(a, b)", a="[1, 2]", b="[1, 3]"),),
    "max_pool2d": (_at("max_pool2d(x, 2)", x="[[[1, 3], [3, 3]]]"),),
}

_HALF = "a bound that is met shares with it: half the slope"
_RIGHT = "the slope on the right, 1"
_LEFT = "the slope on the left"
_NAN = "0/0, where 0 is a subgradient"
# Where a peer chooses otherwise than we do.
OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "torch": {
        "elu": _LEFT,
        "selu": _LEFT,
        "hardtanh": "the slope outside, 0",
        "hypot": _NAN,
        "max_pool2d": "the first of the largest takes all",
    },
    "jax": {
        "abs": _RIGHT,
        "leaky_relu": _RIGHT,
        "elu": _LEFT,
        "selu": _LEFT,
        "hardtanh": _HALF,
        "clip": _HALF,
        "hypot": "half, which is the slope of no line through the origin",
        "std": _NAN,
        "norm": f"{_NAN}; {_RIGHT}, of the sum of sizes",
        "l1_loss": _RIGHT,
    },
}


def chosen_otherwise(row: str, peer: Peer) -> list[str]:
    """Return on which kinks of a row a peer chooses otherwise."""
    found = []
    for sample in KINKS[row]:
        graph, question = ours.asked(sample)
        mine, theirs = ours.answers(graph, question), peer.answers(graph, question)
        first = {what: mine[what] for what in mine if what.startswith(("value", "pulled"))}
        found += [f"{sample.text}: {words}" for words in ours.differing(first, theirs)]
    return found
