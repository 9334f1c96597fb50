"""`backward` and `grad`: what a sweep starts from, and where its results go.

May import `eager`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.eager.arrays import entries
from symgrad.eager.leaves import accumulate
from symgrad.eager.node import LEAF
from symgrad.eager.recorded import recorded_accumulate, recorded_sweep
from symgrad.eager.sweep import reach_of, sweep
from symgrad.eager.tensor import Tensor, wrap

_NOTHING_TO_DO = "element {} of tensors does not require grad and does not have a grad_fn"


def tensor_backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Compute the gradient of the tensor by all leaves and add it to their `.grad`.

    Args:
        gradient: the cotangent of the tensor; may be left out for one with a single entry.
        retain_graph: keep the values, for another sweep; as `create_graph` if left out.
        create_graph: record the sweep, too, for derivatives of higher order.
        inputs: add only to these.
    """
    node = self._node
    if (
        gradient is None
        and inputs is None
        and not create_graph
        and node is not None
        and node is not LEAF
        and self._value.size == 1
    ):
        for leaf, share in sweep([(node, 1.0)], bool(retain_graph)).items():
            accumulate(leaf, share)
        return
    backward(self, gradient, retain_graph, create_graph, inputs=inputs)


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add the gradients of tensors to the `.grad` of the leaves that they were computed from."""
    outputs = _listed(tensors)
    wanted = None if inputs is None else _listed(inputs)
    if wanted is not None and not wanted:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    given = grad_tensors if grad_variables is None else grad_variables
    roots = _roots(outputs, _gradients(outputs, given), create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    reach = None if wanted is None else reach_of([root for root, _ in roots], wanted)
    if create_graph:
        for leaf, grad in recorded_sweep(roots, keep, reach).items():
            recorded_accumulate(leaf, grad)
    else:
        for leaf, share in sweep(roots, keep, reach).items():
            accumulate(leaf, share)
    for tensor in wanted or ():
        if reach is not None and tensor._node in reach.captured:
            found = reach.captured[tensor._node]
            accumulate(tensor, found._value if isinstance(found, Tensor) else found)


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """Return the sum of the gradients of outputs by inputs; `.grad` stays as it is.

    Args:
        outputs: tensors to differentiate. inputs: what by.
        grad_outputs: their cotangents; None for outputs with a single entry.
        allow_unused: an input that was not used gets None instead of an error.
        materialize_grads: an input that was not used gets zeros.
    """
    if is_grads_batched:
        raise NotImplementedError("is_grads_batched=True is not supported")
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, "
            "but got: allow_unused=False."
        )
    several, by = _listed(outputs), _listed(inputs)
    if not by:
        raise ValueError("grad requires non-empty inputs.")
    roots = _roots(several, _gradients(several, grad_outputs), create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    if any(tensor._node is None for tensor in by):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    reach = reach_of([root for root, _ in roots], by)
    run: Any = recorded_sweep if create_graph else sweep
    leaves = run(roots, keep, reach)
    found = [leaves.get(t) if t._node is LEAF else reach.captured.get(t._node) for t in by]
    lenient = bool(allow_unused) or materialize_grads
    return tuple(
        _result(share, tensor, i, lenient, materialize_grads)
        for i, (share, tensor) in enumerate(zip(found, by, strict=True))
    )


def _result(share: Any, tensor: Tensor, place: int, lenient: bool, zeros: bool) -> Tensor | None:
    if share is None and not lenient:
        raise RuntimeError(
            f"The differentiated Tensor at index {place} appears to not have been used in the "
            "graph. Set allow_unused=True if this is the desired behavior."
        )
    if share is None and not zeros:
        return None
    if isinstance(share, Tensor):
        return share
    value = entries(0.0 if share is None else share, tensor._value)
    if value.dtype != tensor._value.dtype:
        value = value.astype(tensor._value.dtype)
    made = wrap(value)
    for hook in list((tensor._leaf_hooks or {}).values()):
        changed = hook(made)
        made = made if changed is None else changed
    return made


def _listed(tensors: Any) -> list[Tensor]:
    if isinstance(tensors, Tensor):
        return [tensors]
    return list(tensors)


def _gradients(outputs: list[Tensor], given: Any) -> list[Tensor | None]:
    if given is None:
        return [None] * len(outputs)
    grads = [given] if isinstance(given, Tensor) else list(given)
    if len(grads) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(grads)} gradients")
    return grads


def _roots(
    outputs: list[Tensor], grads: list[Tensor | None], record: bool
) -> list[tuple[Any, Any]]:
    """Return where a sweep starts, with the cotangents."""
    roots: list[tuple[Any, Any]] = []
    for i, (output, gradient) in enumerate(zip(outputs, grads, strict=True)):
        if gradient is not None:
            _check_gradient(gradient, output, i)
        elif output._value.size != 1 and output._node is not None:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
    for i, (output, gradient) in enumerate(zip(outputs, grads, strict=True)):
        node = output._node
        if node is None:
            raise RuntimeError(_NOTHING_TO_DO.format(i))
        root = output if node is LEAF else node
        if record:
            seed = wrap(entries(1.0, output._value)) if gradient is None else gradient
            roots.append((root, seed))
        else:
            roots.append((root, 1.0 if gradient is None else gradient._value))
    return roots


def _check_gradient(gradient: Any, output: Tensor, place: int) -> None:
    if not isinstance(gradient, Tensor):
        raise TypeError(
            f"gradients can be either Tensors or None, but got {type(gradient).__name__}"
        )
    if gradient._value.shape != output._value.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{place}] has a shape of {gradient.shape} and "
            f"output[{place}] has a shape of {output.shape}."
        )
