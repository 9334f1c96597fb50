"""The node of an operation of one's own, which is also what forward and backward are handed.

What a forward saves is kept as a plain node keeps its values: results by value, since they
know this node, and everything under the eyes of the record of writes.
May import `eager`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symgrad.eager.arrays import entries
from symgrad.eager.hooks import Parts
from symgrad.eager.memory import writes_of
from symgrad.eager.modes import LOCAL, clock
from symgrad.eager.node import NOTHING, Node, Port
from symgrad.eager.sweep import FREED
from symgrad.eager.tensor import Tensor, wrap
from symgrad.eager.unwritten import refuse_written


class FunctionNode(Node):
    """The node of a function of one's own, and the context of its forward and backward."""

    rare = True
    function: Any

    def __init__(self) -> None:
        self.edges = ()
        self.xs = ()
        self.y = None
        self.params = NOTHING
        self.needs_input_grad: tuple[bool, ...] = ()
        self.tensor_places: list[int] = []
        self.outputs: list[Any] = []
        self.dirty: tuple[Any, ...] = ()
        self.constant: tuple[Any, ...] = ()
        self.materialize = True
        self._to_save: tuple[Any, ...] = ()
        self._saved: list[_Kept | None] | None = []
        self.ports: dict[int, Node] = {}

    def __repr__(self) -> str:
        return f"<symgrad.autograd.function.{self.name()} object at {hex(id(self))}>"

    # -- what a forward may say

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors for the backward."""
        for each in tensors:
            if each is not None and not isinstance(each, Tensor):
                raise TypeError(
                    "save_for_backward can only save variables, but argument 0 is of type "
                    f"{type(each).__name__}"
                )
        self._to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep tensors for a derivative forwards, which is not computed here."""

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say which operands were written to."""
        self.dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say which results have no derivative."""
        self.constant = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Say whether a missing cotangent is handed to `backward` as zeros, or as None."""
        self.materialize = value

    # -- what a backward may ask

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """The tensors that were kept.

        Raises:
            RuntimeError: they were freed, or written to since.
        """
        if self._saved is None:
            raise RuntimeError(FREED)
        return tuple(self._unpacked(each) for each in self._saved)

    def _unpacked(self, kept: _Kept | None) -> Tensor | None:
        if kept is None:
            return None
        if kept.record.at > kept.serial:
            name = "" if kept.number is None else self.name().removesuffix("Backward")
            refuse_written(kept, kept.value, kept.serial, name)
        if kept.leaf is not None:
            return kept.leaf
        return wrap(kept.value, kept.node if kept.number is None else self.port(kept.number))

    def port(self, number: int) -> Node:
        if len(self.outputs) == 1:
            return self
        if number not in self.ports:
            self.ports[number] = port_of(self, number)
        return self.ports[number]

    def keep(self, outputs: Sequence[Any], numbers: Sequence[int]) -> None:
        """Settle what was saved: results are kept by value, since they know this node."""
        self._saved = []
        for each in self._to_save:
            if each is None:
                self._saved.append(None)
                continue
            number = next((n for out, n in zip(outputs, numbers, strict=True) if out is each), None)
            self._saved.append(_Kept(each, self.serial, number))
        self._to_save = ()

    def pulled(self, y_bar: Any, record: bool) -> list[Any]:
        """Return the cotangents of the tensors among the operands."""
        if self._saved is None and self._needs_saved:
            raise RuntimeError(FREED)
        given = [self._cotangent(y_bar, i, record) for i in range(len(self.outputs))]
        before, LOCAL.recording = LOCAL.recording, record
        try:
            found = self.function.backward(self, *given)
        finally:
            LOCAL.recording = before
        found = found if isinstance(found, tuple | list) else (found,)
        return self._checked(list(found))

    _needs_saved = False

    def _cotangent(self, y_bar: Any, number: int, record: bool) -> Any:
        like = self.outputs[number]
        bar = y_bar.get(number) if isinstance(y_bar, Parts) else y_bar
        if bar is None:
            return wrap(np.zeros(like.shape, like.dtype)[()]) if self.materialize else None
        return bar if isinstance(bar, Tensor) else wrap(entries(bar, like))

    def _checked(self, found: list[Any]) -> list[Any]:
        many, wanted = len(self.needs_input_grad), self.name()
        while len(found) > many and found[-1] is None:
            found.pop()
        if len(found) != many:
            raise RuntimeError(
                f"function {wanted} returned an incorrect number of gradients (expected {many}, "
                f"got {len(found)})"
            )
        shares = []
        for place, i in enumerate(self.tensor_places):
            share = found[i]
            if share is not None and not isinstance(share, Tensor):
                raise TypeError(f"expected Variable or None (got {type(share).__name__})")
            shares.append(None if share is None else self._fitted(share, place, i))
        return shares

    def _fitted(self, share: Tensor, place: int, number: int) -> Tensor:
        assert self.xs is not None
        shape = self.xs[place].shape
        if share._value.shape == shape:
            return share
        try:
            if np.broadcast_shapes(shape, share._value.shape) == share._value.shape:
                extra = share.ndim - len(shape)
                axes = [*range(extra)]
                axes += [i + extra for i, n in enumerate(shape) if n == 1]
                return share.sum(tuple(axes), keepdim=True).reshape(shape)  # type: ignore[no-any-return]
            if np.broadcast_shapes(shape, share._value.shape) == shape:
                return share.expand(shape)  # type: ignore[no-any-return]
        except ValueError:
            pass
        raise RuntimeError(
            f"Function {self.name()} returned an invalid gradient at index {number} - got "
            f"{list(share._value.shape)} but expected shape compatible with {list(shape)}"
        )

    def let_go(self) -> None:
        """Free what was kept."""
        self._needs_saved = bool(self._saved)
        self._saved = None if self._saved else self._saved


class _Kept:
    """A tensor that was saved: a leaf itself, of others the value and where it is from."""

    def __init__(self, tensor: Tensor, serial: int, number: int | None) -> None:
        self.value = tensor._value
        self.leaf = tensor if number is None and tensor.is_leaf else None
        self.node = None if number is not None else tensor._node
        self.number = number
        self.serial = serial
        self.record = self._written = writes_of(tensor)


def _joint(self: Any, y_bar: Any, record: bool) -> Any:
    if y_bar is None:
        self.let_go()
        return None
    return self.pulled(y_bar, record)


FunctionNode.joint = _joint


class OutputNode(Port):
    """One of several results of a function of one's own."""

    rare = True

    def joint(self, y_bar: Any, record: bool) -> Any:
        """Hand the cotangent on under the result's number."""
        return None if y_bar is None else [Parts({self.number: y_bar})]


def port_of(node: FunctionNode, number: int) -> Node:
    port = OutputNode()
    port.edges, port.xs, port.y, port.params = (node,), (), node.outputs[number], NOTHING
    port.serial = clock()
    port.number = number
    return port
