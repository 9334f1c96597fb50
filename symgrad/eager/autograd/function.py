"""Operations of one's own: `autograd.Function`, with a forward and a backward.

Forward runs unrecorded, and its node's pullback is the user's `backward`: the one place where
a derivative is not a row's. The context that both are handed is the node itself, as in torch.
May import `eager`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from symgrad.eager.apply import edge
from symgrad.eager.autograd.context import FunctionNode
from symgrad.eager.dtypes import FLOATING
from symgrad.eager.modes import LOCAL, clock
from symgrad.eager.node import LEAF
from symgrad.eager.tensor import Tensor, wrap


class Function:
    """An operation with a forward and a backward of one's own; `apply` calls it.

    Either `forward(ctx, *args)`, or `forward(*args)` and `setup_context(ctx, inputs, output)`.
    """

    _kind: type[FunctionNode] | None = None

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Return the value."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Keep for the backward what it needs."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """Return one cotangent for each argument of forward, None where there is none."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Return the forward's value, recorded."""
        kind = cls.__dict__.get("_kind")
        if kind is None:
            kind = type(f"{cls.__name__}Backward", (FunctionNode,), {"function": cls})
            cls._kind = kind
        ctx = kind()
        tensors = [(i, each) for i, each in enumerate(args) if isinstance(each, Tensor)]
        wanted = LOCAL.recording and any(each._node is not None for _, each in tensors)
        ctx.needs_input_grad = tuple(
            isinstance(each, Tensor) and each._node is not None for each in args
        )
        found = _forward(cls, ctx, args, kwargs)
        if not wanted:
            return found
        several = isinstance(found, tuple | list)
        outputs = list(found) if several else [found]
        ctx.serial = clock()
        ctx.tensor_places = [i for i, _ in tensors]
        ctx.xs = tuple(each._value for _, each in tensors)
        ctx.edges = tuple(edge(each) for _, each in tensors)
        made = _outputs(ctx, args, outputs)
        return type(found)(made) if several else made[0]


def _forward(cls: type[Function], ctx: FunctionNode, args: Any, kwargs: Any) -> Any:
    before, LOCAL.recording = LOCAL.recording, False
    try:
        if cls.setup_context is Function.setup_context:
            return cls.forward(ctx, *args, **kwargs)
        found = cls.forward(*args, **kwargs)
        cls.setup_context(ctx, args, found)
        return found
    finally:
        LOCAL.recording = before


def _outputs(ctx: FunctionNode, args: Any, outputs: list[Any]) -> list[Any]:
    """Return the results with their nodes."""
    ctx.outputs = [out._value if isinstance(out, Tensor) else None for out in outputs]
    made: list[Any] = []
    for number, out in enumerate(outputs):
        constant = (
            not isinstance(out, Tensor)
            or any(out is each for each in ctx.constant)
            or out._value.dtype not in FLOATING
        )
        if constant:
            made.append(out)
            continue
        dirty = any(out is each for each in ctx.dirty)
        passed_on = any(out is each for each in args)
        if dirty and out._node is LEAF:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation."
            )
        result = wrap(out._value) if passed_on and not dirty else out
        result._node = ctx.port(number)
        if result._written is not None:
            result._node.written = result._written
        made.append(result)
    numbers = [i for i, out in enumerate(made) if isinstance(out, Tensor) and out._node is not None]
    ctx.keep([outputs[i] for i in numbers], numbers)
    return made


def once_differentiable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a backward whose result cannot be differentiated again."""

    @functools.wraps(function)
    def call(ctx: Any, *grads: Any) -> Any:
        recorded = LOCAL.recording
        LOCAL.recording = False
        try:
            found = function(ctx, *grads)
        finally:
            LOCAL.recording = recorded
        if not recorded or not any(isinstance(g, Tensor) and g._node is not None for g in grads):
            return found
        several = isinstance(found, tuple)
        return tuple(_barred(each) for each in found) if several else _barred(found)

    return call


class _Barred(FunctionNode):
    """Stands where a graph must not be differentiated any further."""


def _refuse(self: Any, y_bar: Any, record: bool) -> Any:
    if y_bar is None:
        return None
    raise RuntimeError(
        "trying to differentiate twice a function that was marked with @once_differentiable"
    )


_Barred.__name__ = "DelayedError"
_Barred.joint = _refuse


def _barred(value: Any) -> Any:
    if not isinstance(value, Tensor):
        return value
    node = _Barred()
    node.serial = clock()
    return wrap(value._value, node)
