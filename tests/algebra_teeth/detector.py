"""The detector: expressions whose printed derivatives are held against reverse mode at points.

Shapes go by name: `s t` are numbers, `x y z` vectors of 3, `u` of 2, `A B` square matrices,
`C D` a wide and a tall one, `M` near the identity, `S` positive definite, `T` of three axes,
`p q` positive vectors, `k` a negative one, `i` of whole numbers, `w` and the rows of `P` on a
simplex. The points are drawn once. `GIVEN` is asked under these assumptions; `STEPS` are told step
by step, as programs; `FAR` has points far out, where forms that overflow give no number; `TIED` has
points of few values, where entries are equal; `REFUSED` has no closed form, and a code for that.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from symgrad.errors import SymgradError
from symgrad.graph.assumptions import parse_assumptions
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.rebuild import bind_sizes
from symgrad.language.parser import parse
from symgrad.numeric.evaluate import evaluate
from symgrad.numeric.jacobian import jacobian
from symgrad.numeric.reverse import reverse
from symgrad.ops.dims import Shape, named
from symgrad.source import Source
from tests.algebra_teeth.expressions import (
    FAR,
    GIVEN,
    GRADIENTS,
    HESSIANS,
    JACOBIANS,
    REFUSED,
    STEPS,
    SYMBOLIC,
    TIED,
)
from tests.algebra_teeth.laws import laws

SHAPES: dict[str, Shape] = {
    "s": (), "t": (), "x": (3,), "y": (3,), "z": (3,), "u": (2,), "p": (3,), "q": (3,),
    "A": (3, 3), "B": (3, 3), "C": (2, 3), "D": (3, 2), "M": (3, 3), "S": (3, 3),
    "T": (2, 3, 2), "r": (1, 3), "c": (3, 1), "e": (2, 2), "f": (2, 2), "k": (3,), "i": (3,),
    "w": (3,), "P": (3, 3),
}  # fmt: skip
_M, _N = named("m"), named("n")
NAMED: dict[str, Shape] = {"v": (_M,), "w": (_N,), "V": (_M, _N), "Q": (_N, _N)}
# What holds of some of the variables above, wherever it is asked for.
_GIVEN = (
    "posdef(S)", "p > 0", "q > 0", "k < 0", "integer(i)", "simplex(w)", "simplex(P)",
)  # fmt: skip
_SIZES = {"m": 2, "n": 3}
_POINTS = 2
_APART = 1e-7
# What is left of a zero by rounding; far out every digit counts.
_LEFT = 1e-11


class Asked(Protocol):
    """Something that the wing is asked: a case, or a law of one of its parts."""

    @property
    def text(self) -> str:
        """What it is called."""

    def forms(self) -> dict[Any, str]:
        """Ask the wing that is loaded; return what it says."""

    def faults(self, forms: Mapping[Any, str], /) -> str:
        """Return in a word what is wrong with what it said, "" where it is right."""


@dataclass(frozen=True)
class Case:
    """An expression, its kind of derivative, and what the numeric wing says about it."""

    text: str
    kind: str
    graph: Graph
    wrt: tuple[str, ...]
    points: tuple[Mapping[str, Any], ...]
    wanted: tuple[Mapping[Any, Any], ...]
    left: float = _LEFT
    refused: str = ""
    given: tuple[str, ...] = ()

    def forms(self) -> dict[Any, str]:
        """Derive the closed forms with the symbolic wing that is loaded."""
        from symgrad.symbolic import derivation
        from symgrad.symbolic.known import known_of

        known = known_of(parse_assumptions(self.given), self.graph.shapes)
        how: dict[str, Callable[..., Any]] = {
            "gradient": derivation.derive,
            "jacobian": derivation.derive_jacobian,
            "hessian": derivation.derive_hessian,
        }
        try:
            if self.kind == "steps":
                account = derivation.derive_steps(self.graph, self.wrt, known=known)
                return {name: account.program(name) for name in self.wrt}
            found = how[self.kind](self.graph, self.wrt, known=known)
        except SymgradError as error:
            return {"refused": error.code}
        return {key: each.text for key, each in found.items()}

    def faults(self, forms: Mapping[Any, str]) -> str:
        """Return in a word what is wrong with closed forms, "" where they are right."""
        if "refused" in forms or not self.points:
            same = {"refused": self.refused} == forms
            return "" if same else forms.get("refused", "not refused")
        for key, text in forms.items():
            for point, wanted in zip(self.points, self.wanted, strict=True):
                try:
                    again = bind_sizes(build(parse(Source(text)), self.graph.shapes), _SIZES)
                    (got,) = evaluate([again.output], point)
                except SymgradError as error:
                    return f"unreadable: {error.code}"
                if not _same(got, wanted[key], self.left):
                    return "wrong"
        return ""


def _same(got: Any, want: Any, left: float) -> bool:
    if np.shape(got) != np.shape(want):
        return False
    known = np.isfinite(want)
    size = np.max(np.abs(want[known]), initial=0)
    allowed = _APART * np.abs(want[known]) + 1e-12 * size + left
    return bool(np.all(np.abs(got - want)[known] <= allowed))


def cases() -> list[Asked]:
    """Return every case, with the answers of the numeric wing, and the laws."""
    found: list[Asked] = list(laws())
    for kind, texts in (("gradient", GRADIENTS), ("jacobian", JACOBIANS), ("hessian", HESSIANS)):
        found += [_case(text, kind, SHAPES) for text in texts]
    found += [_case(text, "steps", SHAPES) for text in STEPS]
    found += [_case(text, "gradient", SHAPES, far=True) for text in FAR]
    found += [_case(text, "gradient", SHAPES, tied=True) for text in TIED]
    found += [_case(text, "gradient", NAMED) for text in SYMBOLIC]
    found += [replace(_case(text, kind, SHAPES), given=_GIVEN) for text, kind in GIVEN.items()]
    found += [_refused(text, code) for code, texts in REFUSED.items() for text in texts]
    return found


def _case(
    text: str, kind: str, shapes: Mapping[str, Shape], far: bool = False, tied: bool = False
) -> Case:
    graph = build(parse(Source(text)), shapes)
    if kind in ("gradient", "steps") and graph.output.shape:
        graph = _weighed(graph)
    known = bind_sizes(graph, _SIZES)
    points = tuple(_point(f"{text}/{number}", known, far, tied) for number in range(_POINTS))
    names = tuple(name for name in graph.variables if name != "y_bar")
    wanted = tuple(_answers(known, names, kind, point) for point in points)
    return Case(text, kind, graph, names, points, wanted, 0 if far else _LEFT)


def _refused(text: str, code: str) -> Case:
    graph = build(parse(Source(text)), SHAPES)
    graph = _weighed(graph) if graph.output.shape else graph
    names = tuple(name for name in graph.variables if name != "y_bar")
    return Case(text, "gradient", graph, names, (), (), refused=code)


def _weighed(graph: Graph) -> Graph:
    y_bar = graph.table.variable("y_bar", graph.output.shape)
    total = graph.table.call("sum", (y_bar * graph.output,))
    return Graph(total, inputs=(*graph.inputs, y_bar), indices=graph.indices)


def _point(seed: str, graph: Graph, far: bool, tied: bool) -> dict[str, Any]:
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    shapes = {name: tuple(int(dim) for dim in shape) for name, shape in graph.shapes.items()}  # type: ignore[arg-type]
    return {name: _value(name, rng, shape, far, tied) for name, shape in shapes.items()}


def _value(
    name: str, rng: np.random.Generator, shape: tuple[int, ...], far: bool, tied: bool
) -> Any:
    drawn = rng.uniform(0.3, 1.7, shape) * rng.choice([-1, 1], shape)
    if tied:
        return rng.choice([0.5, 1.0], shape)
    if name in ("p", "q", "y_bar"):
        return np.abs(drawn)
    if name in ("M", "Q"):
        return np.eye(len(drawn)) + 0.25 * drawn
    if name == "k":
        return -np.abs(drawn)
    if name == "i":
        return np.round(3 * drawn)
    if name in ("w", "P"):
        return np.abs(drawn) / np.sum(np.abs(drawn), axis=-1, keepdims=True)
    if name == "S":
        return drawn @ drawn.T + np.eye(3)
    return drawn * rng.choice([1, 40, 800], shape) if far else drawn


def _answers(
    graph: Graph, names: tuple[str, ...], kind: str, point: Mapping[str, Any]
) -> dict[Any, Any]:
    inputs = {node.name: node for node in graph.inputs}
    wrt = [inputs[name] for name in names]
    if kind == "jacobian":
        return {name: jacobian(graph.output, inputs[name], point) for name in names}
    firsts = reverse(graph.output, wrt)
    if kind in ("gradient", "steps"):
        return dict(zip(names, evaluate(firsts, point), strict=True))
    return {
        (x, y): jacobian(first, inputs[y], point)
        for x, first in zip(names, firsts, strict=True)
        for y in names
    }
