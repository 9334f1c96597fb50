"""Identities between the axes of a derivative: which of them stand for which.

Identities tie axes together in classes; a factor may carry any member of a class. They are
told in one way: an axis in front with the axis behind at the same place, as a Kronecker
product has them. And a matrix carries two axes in front if it can, else two behind: it then
scales rows or columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from symgrad.ops.dims import Shape
from symgrad.symbolic.products import Labels
from symgrad.symbolic.term import Term

Operand = tuple[Term, Labels]


def united(operands: Sequence[Operand], rows: int, shape: Shape) -> list[Operand]:
    """Return the operands of a product with its identities told in one way.

    Args:
        operands: with their indices; those below the rank are axes of the result.
        rows: how many axes of the result stand in front. shape: of the result.
    """
    pairs = [labels for a, labels in operands if a.op == "eye"]
    if not pairs:
        return list(operands)
    eye = next(a for a, _ in operands if a.op == "eye")
    classes = _classes(pairs)
    found: list[Operand] = []
    for a, labels in operands:
        if a.op != "eye":
            found.append((a, _moved(labels, classes, rows, len(shape))))
    for group in classes:
        for i, j in _told(sorted(group), rows):
            found.append((eye.terms.eye(shape[i]), (i, j)))
    return found


def _classes(pairs: Sequence[Labels]) -> list[set[int]]:
    classes: list[set[int]] = []
    for pair in pairs:
        group = set(pair)
        for other in [each for each in classes if each & group]:
            group |= other
            classes.remove(other)
        classes.append(group)
    return sorted(classes, key=min)


def _told(group: list[int], rows: int) -> list[tuple[int, int]]:
    """Return the pairs that tie a class together, as many as a tree has."""
    same = [(i, i + rows) for i in group if i < rows and i + rows in group]
    crossed = [(i, k) for i in group for k in group if i < rows <= k]
    rest = [(i, k) for i in group for k in group if i < k and (i < rows) == (k < rows)]
    tree: list[tuple[int, int]] = []
    home = {i: i for i in group}
    for single in (True, False):
        for i, k in [*same, *crossed, *([] if single else rest)]:
            taken = single and any(i in pair or k in pair for pair in tree)
            if home[i] != home[k] and not taken:
                tree.append((i, k))
                old, new = home[k], home[i]
                home = {label: new if h == old else h for label, h in home.items()}
        crossed = []
    return tree


def _moved(labels: Labels, classes: Sequence[set[int]], rows: int, rank: int) -> Labels:
    """Return the indices of a factor, both in front or else both behind, where they can be."""
    if len(labels) != 2 or labels[0] == labels[1]:
        return labels
    for side in (range(rows), range(rows, rank)):
        found = [_member(i, classes, side) for i in labels]
        if None not in found and found[0] != found[1]:
            return tuple(i for i in found if i is not None)
    return labels


def _member(label: int, classes: Sequence[set[int]], side: range) -> int | None:
    """Return the index of a class on one side, the label itself where it is there."""
    if label in side:
        return label
    group = next((each for each in classes if label in each), set())
    return min((i for i in group if i in side), default=None)
