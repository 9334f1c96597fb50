"""What is done to the gradients of many parameters at once. May import `eager`."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.eager.constructors import tensor
from symgrad.eager.modes import no_grad
from symgrad.eager.tensor import Tensor


def clip_grad_norm_(parameters: Tensor | Iterable[Tensor], max_norm: float) -> Tensor:
    """Shorten all gradients together to a length, in place, and return the length they had."""
    tensors = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    with no_grad():
        grads = [each.grad for each in tensors if each.grad is not None]
        total = sum((grad * grad).sum() for grad in grads) ** 0.5
        factor = max_norm / (total + 1e-6)
        if factor.item() < 1:
            for grad in grads:
                grad.mul_(factor)
    return total if isinstance(total, Tensor) else tensor(total)
