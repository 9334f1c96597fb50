"""Jacobians and Hessians of functions, put together from vector-Jacobian products.

May import `eager`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symgrad.eager.backward import grad
from symgrad.eager.names import NAMES
from symgrad.eager.tensor import Tensor

Inputs = Tensor | Sequence[Tensor]


def jacobian(func: Callable[..., Any], inputs: Inputs, create_graph: bool = False) -> Any:
    """Return the derivatives of a function's output by its inputs.

    Args:
        func: takes the inputs and returns one tensor. inputs: one tensor, or several.
        create_graph: record the sweeps, for derivatives of the result.

    Returns:
        A tensor of the output's shape followed by the input's; a tuple of them for several.
    """
    alone = isinstance(inputs, Tensor)
    leaves = _leaves([inputs] if isinstance(inputs, Tensor) else inputs, create_graph)
    output = func(*leaves)
    found = tuple(_of(output, leaf, create_graph) for leaf in leaves)
    return found[0] if alone else found


def hessian(func: Callable[..., Any], inputs: Inputs, create_graph: bool = False) -> Any:
    """Return the second derivatives of a function with one entry.

    Args:
        func, inputs, create_graph: as for `jacobian`.

    Returns:
        A tensor of the input's shape twice; a tuple of tuples for several inputs.
    """
    alone = isinstance(inputs, Tensor)
    leaves = _leaves([inputs] if isinstance(inputs, Tensor) else inputs, create_graph)
    slopes = grad(func(*leaves), leaves, create_graph=True, allow_unused=True)
    found = tuple(
        tuple(_of(_or_zero(slope, x), y, create_graph) for y in leaves)
        for slope, x in zip(slopes, leaves, strict=True)
    )
    return found[0][0] if alone else found


def _leaves(inputs: Sequence[Tensor], create_graph: bool) -> list[Tensor]:
    """Return inputs that ask for gradients: copies, unless derivatives of the result are wanted."""
    if create_graph:
        return list(inputs)
    return [each.detach().clone().requires_grad_() for each in inputs]


def _or_zero(slope: Tensor | None, x: Tensor) -> Tensor:
    return x.detach() * 0 if slope is None else slope


def _of(output: Tensor, leaf: Tensor, create_graph: bool) -> Any:
    shape = (*output.shape, *leaf.shape)
    rows = []
    for entry in range(int(output.numel())):
        weights = NAMES["zeros"](int(output.numel()), dtype=output.dtype)
        weights[entry] = 1
        row = None
        if output.requires_grad:
            (row,) = grad(
                output,
                leaf,
                weights.reshape(output.shape),
                retain_graph=True,
                create_graph=create_graph,
                allow_unused=True,
            )
        rows.append(_or_zero(row, leaf))
    if not rows:
        return NAMES["zeros"](shape, dtype=leaf.dtype)
    return NAMES["stack"](rows).reshape(shape)
