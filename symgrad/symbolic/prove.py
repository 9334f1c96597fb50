"""Proofs: is an answer the gradient, for all values of the variables?

Both are lowered to terms of one table and subtracted. Three attempts, each stronger:

1. the difference is the zero term: the algebra's own normal form;
2. it is zero after products have been expanded over sums;
3. what is left, taken entry by entry as one expression in independent symbols (one for
   every variable and for every value that is not elementwise), is simplified to zero by
   SymPy, in a child process that is killed when its time is over.

All three are sound, none is complete: False means that no proof was found. Where
expressions have no value is not this room's question; a quotient x/x counts as 1.

The child is handed text of the language and shapes, nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import sympy as s

from symgrad.errors import ShapeError, SymgradError
from symgrad.graph.build import build
from symgrad.graph.graph import Graph
from symgrad.graph.show import show
from symgrad.language.parser import parse
from symgrad.ops.dims import Dim, DimLike, Shape, broadcast, product
from symgrad.source import Source
from symgrad.symbolic.derive import gradients
from symgrad.symbolic.expanding import expanded
from symgrad.symbolic.lowering import lower
from symgrad.symbolic.reshaping import reshape
from symgrad.symbolic.scalars import INFINITY, Expr, placeholder, put
from symgrad.symbolic.special import written_out
from symgrad.symbolic.sums import add
from symgrad.symbolic.term import Term, Terms, topological
from symgrad.symbolic.views import widened

_MOST_TERMS = 400
_MOST_OPERATIONS = 2000


def prove_equal(
    question: Graph,
    wrt: str,
    answer: Graph,
    seconds: float,
    positive: frozenset[str] = frozenset(),
) -> bool:
    """Tell whether an answer is proved to be the gradient of a question by a variable.

    Args:
        question: a graph with one entry. wrt: one of its variables.
        answer: a graph in the same variables, of the variable's shape, or one that broadcasts.
        seconds: the time for SymPy; 0 leaves that step out.
        positive: variables whose entries are positive.

    Returns:
        True: proved. False: not proved, which says nothing about the answer.

    Raises:
        LimitError: a constant is too long to be computed exactly.
    """
    difference = _difference(question, wrt, answer)
    if difference is None:
        return False
    if difference.op == "zero":
        return True
    if seconds <= 0 or len(topological([difference])) > _MOST_TERMS:
        return False
    payload = {
        "question": show(question),
        "answer": show(answer),
        "wrt": wrt,
        "shapes": {
            name: [_packed(dim) for dim in shape]
            for name, shape in (question.shapes | answer.shapes).items()
        },
        "positive": sorted(positive),
    }
    return _asked(payload, seconds)


def _difference(question: Graph, wrt: str, answer: Graph) -> Term | None:
    """Return gradient minus answer, in its shortest form; None where shapes do not fit."""
    terms = Terms()
    value, claimed = lower([question.output, answer.output], terms)
    shape = question.shapes[wrt]
    (gradient,) = gradients(value, [terms.var(wrt, shape)])
    fitted = _fitted(claimed, shape)
    if fitted is None or product(value.shape) != 1:
        return None
    one = s.S.One
    difference = add(terms, shape, [(one, gradient), (-one, fitted)])
    return difference if difference.op == "zero" else expanded(difference)


def _fitted(claimed: Term, shape: Shape) -> Term | None:
    """Return an answer in the variable's shape, if only axes of size 1 differ or it broadcasts."""
    if [dim for dim in claimed.shape if dim != 1] == [dim for dim in shape if dim != 1]:
        return reshape(claimed, shape)
    with suppress(ShapeError):
        if broadcast(claimed.shape, shape) == shape:
            return widened(claimed, shape)
    return None


def _packed(dim: DimLike) -> Any:
    return [[list(names), c] for names, c in dim.terms] if isinstance(dim, Dim) else dim


def _unpacked(dim: Any) -> DimLike:
    if isinstance(dim, int):
        return dim
    return Dim(tuple((tuple(names), c) for names, c in dim))


def _asked(payload: Mapping[str, Any], seconds: float) -> bool:
    """Run the last attempt in a process of its own, and end it when the time is over."""
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "symgrad.symbolic.prove"],
            input=json.dumps(payload),
            capture_output=True,
            text=True,
            timeout=seconds,
            env={**os.environ, "PYTHONPATH": paths},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and done.stdout.strip() == "proved"


def _child(payload: Mapping[str, Any]) -> bool:
    shapes: dict[str, Shape] = {
        name: tuple(_unpacked(dim) for dim in shape) for name, shape in payload["shapes"].items()
    }
    question, answer = (
        build(parse(Source(payload[part])), shapes) for part in ("question", "answer")
    )
    difference = _difference(question, payload["wrt"], answer)
    if difference is None:
        return False
    if difference.op == "zero":
        return True
    expr = entry(difference, frozenset(payload["positive"]))
    return expr is not None and vanishes(expr)


def entry(output: Term, positive: frozenset[str] = frozenset()) -> Expr | None:
    """Return one entry of a term as an expression in independent symbols.

    Every variable, and every term that is not elementwise, is a symbol of its own: what
    holds for all values of the symbols holds for the term. None where it gets too long.
    """
    found: dict[Term, Expr] = {}
    for term in topological([output]):
        expr = _entry(term, found)
        if expr is None:
            sure = term.op == "var" and term.data in positive
            expr = s.Dummy(f"v{term.serial}", **({"positive": True} if sure else {"real": True}))
        found[term] = expr
        if expr.count_ops() > _MOST_OPERATIONS:
            return None
    return None if found[output].has(INFINITY) else found[output]


def _entry(term: Term, found: Mapping[Term, Expr]) -> Expr | None:
    args = [found[arg] for arg in term.args]
    if term.op in ("zero", "ones"):
        return s.S.Zero if term.op == "zero" else s.S.One
    if term.op == "scale":
        return term.data * args[0]
    if term.op == "add":
        return s.Add(*(c * arg for c, arg in zip(term.data, args, strict=True)))
    if term.op == "ew":
        return put(term.data, {placeholder(k): arg for k, arg in enumerate(args)})
    if term.op == "prod":
        out, ins = term.data
        pointwise = all(
            labels in ((), out) or arg.op == "ones"
            for arg, labels in zip(term.args, ins, strict=True)
        )
        return s.Mul(*args) if pointwise and len(set(out)) == len(out) else None
    return None


def vanishes(expr: Expr) -> bool:
    """Tell whether SymPy simplifies an expression to zero; may take any length of time."""
    attempts = (
        lambda e: e,
        s.expand,
        lambda e: s.expand(s.together(e).as_numer_denom()[0]),
        lambda e: s.simplify(s.expand_func(e)),
        s.trigsimp,
        lambda e: s.simplify(s.expand_log(s.expand_trig(e))),
        lambda e: s.simplify(e.rewrite(s.exp)),
        s.simplify,
        lambda e: s.simplify(s.piecewise_fold(e)),
    )
    expr = written_out(expr)
    for attempt in attempts:
        with suppress(Exception):
            if attempt(expr) == 0:
                return True
    return False


def main() -> None:
    """Read one question from standard input, write `proved` or `unproved`."""
    try:
        proved = _child(json.load(sys.stdin))
    except SymgradError:
        proved = False
    print("proved" if proved else "unproved")


if __name__ == "__main__":
    main()
