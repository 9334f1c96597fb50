"""Values that were written to after they had been recorded: the sweep refuses them.

May import `eager`.
"""

from __future__ import annotations

from typing import Any

from symgrad.eager.arrays import namespace
from symgrad.eager.dtypes import of_numpy
from symgrad.eager.keeping import RESULT, reads_of
from symgrad.eager.modes import LOCAL
from symgrad.eager.node import Node
from symgrad.eager.tensor import Tensor

Array = Any
_MODIFIED = (
    "one of the variables needed for gradient computation has been modified by an inplace "
    "operation: [symgrad.{kind} {shape}]{origin} is at version {now}; expected version {then} "
    "instead. Hint: enable anomaly detection to find the operation that failed to compute its "
    "gradient, with symgrad.autograd.set_detect_anomaly(True, check_nan=False)."
)


def check_unwritten(node: Node) -> None:
    """Refuse a node whose values were overwritten after they were recorded.

    Raises:
        RuntimeError: torch's, with the versions.
    """
    if node.xs is None:
        return
    needed: set[int] = {RESULT} if node.saves_result else set()
    for edge, read in zip(node.edges, reads_of(node), strict=True):
        if isinstance(edge, Node | Tensor):
            needed |= read
    for place in sorted(needed - {RESULT}):
        if place not in node.owned:
            refuse_written(node.edges[place], node.xs[place], node.serial)
    record = node.written
    if RESULT in needed and record is not None and record.at > max(node.serial, node.born):
        if node.restores:
            _restore(node)
        else:
            refuse_written(node, node.y, max(node.serial, node.born), type(node).__name__)


def _restore(node: Node) -> None:
    """Compute a result again that torch would not have needed."""
    op, xs = node.op, node.xs
    assert op is not None
    assert xs is not None
    kernel = getattr(namespace(node.y.dtype), op.name)
    node.y = LOCAL.run(kernel, *xs)


def refuse_written(source: Any, value: Array, serial: int, name: str = "") -> None:
    """Refuse a value that was written to after a tick.

    Args:
        source: the node or the leaf that the value is of, or a tuple of the leaf.
        name: the node to name; what wrote last if left out.
    """
    if isinstance(source, tuple):
        source = source[0]
    record = source.written if isinstance(source, Node) else getattr(source, "_written", None)
    if record is None or record.at <= serial:
        return
    made = name or record.writer or (type(source).__name__ if isinstance(source, Node) else "")
    raise RuntimeError(
        _MODIFIED.format(
            kind=of_numpy(value.dtype).legacy,
            shape=list(value.shape),
            origin=f", which is output 0 of {made.partition('Backward')[0]}," if made else "",
            now=record.version,
            then=record.expected(serial),
        )
    )
