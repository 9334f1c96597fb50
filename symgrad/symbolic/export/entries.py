"""A closed form written out in SymPy, entry by entry.

The definitions of the language are lowered to terms of the algebra, and the dozen kinds of
term are spelled out on lists of SymPy expressions. Only here does `export` load SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import product as every
from math import prod as count
from typing import Any

import sympy as s

from symgrad.errors import InputError, LimitError
from symgrad.graph.graph import Graph
from symgrad.ops.dims import is_known, show_shape
from symgrad.symbolic.export.moved import moved_entries
from symgrad.symbolic.lowering import lower
from symgrad.symbolic.scalars import INFINITY, Expr, number, placeholder
from symgrad.symbolic.term import Term, Terms, topological

Entries = list[Expr]
# More entries, or more summands, than anyone would read.
_MOST = 100_000


def explicit(graph: Graph) -> Any:
    """Return a graph as a SymPy expression, a matrix (a vector as a column) or an array.

    A variable of one number becomes the real symbol of its name, entry [0, 1] of an array `x`
    the real symbol `x_0_1` (`x__0__1` beside a variable of that name).

    Raises:
        InputError: a size is a name, or a function has no SymPy form here. LimitError: too large.
    """
    for node in graph.nodes:
        if not is_known(node.shape):
            raise InputError(
                f"entries need numbers, and {node.name} has the shape {show_shape(node.shape)}",
                code="unknown-size",
                help="declare the shapes with numbers, such as x:5x3",
            )
    (term,) = lower([graph.output], Terms())
    found: dict[Term, Entries] = _symbols([t for t in topological([term]) if t.op == "var"])
    for each in topological([term]):
        _refuse_too_large(count(_shape(each)))
        if each not in found:
            found[each] = _KINDS[each.op](each, [found[arg] for arg in each.args])
    return _shaped([e.xreplace({INFINITY: s.oo}) for e in found[term]], _shape(term))


def _shaped(entries: Entries, shape: tuple[int, ...]) -> Any:
    if not shape:
        return entries[0]
    if len(shape) < 3:
        return s.Matrix(*(*shape, 1)[:2], entries)
    return s.Array(entries, shape)


def _refuse_too_large(entries: int) -> None:
    if entries > _MOST:
        raise LimitError(
            f"{entries} entries are more than are written out",
            code="limit-entries",
            help="make the arrays smaller",
        )


def _shape(term: Term) -> tuple[int, ...]:
    return tuple(int(dim) for dim in term.shape)  # type: ignore[arg-type]


def no_form(what: str) -> InputError:
    """Return the error that a function is not written out in SymPy."""
    return InputError(
        f"{what} is not written out in SymPy",
        code="no-export",
        help='take .latex or .to("numpy"), or the expression without it',
    )


def _symbols(variables: Sequence[Term]) -> dict[Term, Entries]:
    """Return the symbols of variables; an array beside a variable x_0 has entries x__0."""
    taken = {term.data for term in variables}
    found = {}
    for term in variables:
        places = list(every(*(range(n) for n in _shape(term))))
        between, names = "_", [term.data]
        while term.shape and taken.intersection(names):
            names = [between.join([term.data, *map(str, at)]) for at in places]
            between += "_"
        taken.update(names)
        found[term] = [s.Symbol(name, real=True) for name in names]
    return found


def _constant(value: int) -> Callable[[Term, Sequence[Entries]], Entries]:
    return lambda term, _: [s.Integer(value)] * count(_shape(term))


def _eye(term: Term, _: Sequence[Entries]) -> Entries:
    n, m = _shape(term)
    return [s.Integer(i == j) for i in range(n) for j in range(m)]


def _opaque(term: Term, args: Sequence[Entries]) -> Entries:
    name, params = term.data[0], dict(term.data[1])
    if name == "array":
        return [number(entry) for entry in params["entries"]]
    if name == "eye":
        return _eye(term, args)
    if name == "arange":
        start, step = number(params["start"]), number(params["step"])
        return [start + k * step for k in range(count(_shape(term)))]
    raise no_form(name)


def _scale(term: Term, args: Sequence[Entries]) -> Entries:
    return [term.data * entry for entry in args[0]]


def _spread(entries: Entries, many: int) -> Entries:
    """Return the entries of an operand, one number as often as needed."""
    return entries * many if len(entries) == 1 else entries


def _add(term: Term, args: Sequence[Entries]) -> Entries:
    many = count(_shape(term))
    rows = zip(*(_spread(entries, many) for entries in args), strict=True)
    return [s.Add(*(c * x for c, x in zip(term.data, row, strict=True))) for row in rows]


def _ew(term: Term, args: Sequence[Entries]) -> Entries:
    rows = zip(*(_spread(entries, count(_shape(term))) for entries in args), strict=True)
    return [
        term.data.xreplace({placeholder(k): entry for k, entry in enumerate(row)}) for row in rows
    ]


def _prod(term: Term, args: Sequence[Entries]) -> Entries:
    """Return an einsum, every entry as the sum that it is."""
    out, ins = term.data
    size = dict(zip(out, _shape(term), strict=True))
    for arg, labels in zip(term.args, ins, strict=True):
        size.update(zip(labels, _shape(arg), strict=True))
    summed = [label for label in size if label not in out]
    _refuse_too_large(count(size.values()))
    entries = []
    for at in every(*(range(size[label]) for label in out)):
        summands = []
        for along in every(*(range(size[label]) for label in summed)):
            place = dict(zip((*out, *summed), (*at, *along), strict=True))
            factors = (
                array[_flat([place[label] for label in labels], _shape(arg))]
                for arg, labels, array in zip(term.args, ins, args, strict=True)
            )
            summands.append(s.Mul(*factors))
        entries.append(s.Add(*summands))
    return entries


def _flat(place: Sequence[int], shape: Sequence[int]) -> int:
    pairs = zip(place, shape, strict=True)
    return reduce(lambda total, pair: total * pair[1] + pair[0], pairs, 0)


def _groups(term: Term, axes: Sequence[int]) -> dict[tuple[int, ...], list[int]]:
    """Return for each place along the other axes the flat places along some axes."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for flat, at in enumerate(every(*(range(n) for n in _shape(term)))):
        groups.setdefault(tuple(i for k, i in enumerate(at) if k not in axes), []).append(flat)
    return groups


def _extreme(term: Term, args: Sequence[Entries]) -> Entries:
    kind, axes = term.data
    best = s.Max if kind == "max" else s.Min
    groups = _groups(term.args[0], axes).values()
    return [best(*(args[0][flat] for flat in group)) for group in groups]


def _multiply(term: Term, args: Sequence[Entries]) -> Entries:
    groups = _groups(term.args[0], term.data[0]).values()
    return [s.Mul(*(args[0][flat] for flat in group)) for group in groups]


def _others(term: Term, args: Sequence[Entries]) -> Entries:
    entries: Entries = list(args[0])
    for group in _groups(term.args[0], term.data[0]).values():
        for flat in group:
            entries[flat] = s.Mul(*(args[0][other] for other in group if other != flat))
    return entries


_RULES: dict[str, Callable[[Any], Any]] = {
    "inv": lambda a: a.inv(method="ADJ") if a.rows else a,
    "det": lambda a: s.Matrix([[a.det(method="berkowitz")]]),
    "logdet": lambda a: s.Matrix([[s.log(a.det(method="berkowitz"))]]),
    "cofactor": lambda a: a.cofactor_matrix(method="berkowitz"),
}


def _rule(term: Term, args: Sequence[Entries]) -> Entries:
    """Return a function of a matrix."""
    (name,) = term.data
    shape = _shape(term.args[0])
    if name not in _RULES or len(shape) != 2:
        raise no_form(name)
    return list(_RULES[name](s.Matrix(*shape, args[0])))


def _lin(term: Term, args: Sequence[Entries]) -> Entries:
    shapes = [_shape(arg) for arg in term.args]
    found = moved_entries(term.data, args, shapes, _shape(term), s.S.Zero)
    if found is None:
        raise no_form(term.data[0])
    return found


def _named(term: Term, _: Sequence[Entries]) -> Entries:
    raise no_form(term.data[0])


_KINDS: dict[str, Callable[[Term, Sequence[Entries]], Entries]] = {
    "zero": _constant(0),
    "ones": _constant(1),
    "eye": _eye,
    "opaque": _opaque,
    "scale": _scale,
    "add": _add,
    "prod": _prod,
    "ew": _ew,
    "lin": _lin,
    "extreme": _extreme,
    "multiply": _multiply,
    "others": _others,
    "rule": _rule,
    "stopped": lambda term, args: args[0],
    "named": _named,
}
