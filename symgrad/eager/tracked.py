"""Where a tensor stands in the graph: leaf or not, its gradient, and hooks on that.

May import the memory of tensors and the nodes, NumPy.
"""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable
from typing import Any, Self

from symgrad.eager import dtypes
from symgrad.eager.conversions import Convertible
from symgrad.eager.node import LEAF, Node, Removable

_NO_GRADIENT = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad "
    "field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. "
    "If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead."
)
_NOT_A_LEAF = (
    "you can only change requires_grad flags of leaf variables."
    " If you want to use a computed variable in a subgraph that doesn't require differentiation"
    " use var_no_grad = var.detach()."
)
_ONLY_FLOATING = "nly Tensors of floating point and complex dtype can require gradients"


class Tracked(Convertible):
    """What the graph knows."""

    _grad: Any = None
    _sink: Any = None
    _leaf_hooks: dict[int, Callable[..., Any]] | None = None
    _after_hooks: dict[int, Callable[..., Any]] | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether it was not computed by something that was recorded."""
        return self._node is None or self._node is LEAF

    @property
    def grad_fn(self) -> Node | None:
        """The node that made it; None for a leaf."""
        node = self._node
        if node is None or node is LEAF:
            return None
        return node.edges[0] if hasattr(node, "number") else node

    @property
    def output_nr(self) -> int:
        """Which of the outputs of its node it is."""
        return getattr(self._node, "number", 0)

    @property
    def requires_grad(self) -> bool:
        """Whether what is computed from it is recorded."""
        return self._node is not None

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        self._want(wanted, "o" + _ONLY_FLOATING)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set whether a gradient is wanted, and return the tensor."""
        self._want(requires_grad, "only Tensors of floating point dtype can require gradients")
        return self

    def _want(self, wanted: bool, complaint: str) -> None:
        if not self.is_leaf:
            if wanted:
                return
            raise RuntimeError(_NOT_A_LEAF)
        if wanted and self._value.dtype not in dtypes.FLOATING:
            raise RuntimeError(complaint)
        self._node = LEAF if wanted else None

    @property
    def grad(self) -> Any:
        """The gradient that `backward` added up here; None before."""
        node = self._node
        if self._grad is None and node is not None and node is not LEAF and node.keeper is None:
            warnings.warn(_NO_GRADIENT, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            self._check_gradient(value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def _check_gradient(self, value: Any) -> None:
        if not isinstance(value, Tracked):
            kind = type(value).__name__
            raise TypeError(
                f"assigned grad expected to be a Tensor or None but got grad of type {kind}"
            )
        if value is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if value._value.dtype != self._value.dtype:
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{_scalar_type(value).lower()}' to a "
                f"tensor with grad_dtype '{_scalar_type(self)}'. The gradient must match "
                "the tensor's grad_dtype (defaults to the tensor's dtype). You can set the "
                "tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. "
                "Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient "
                "may break downstream systems that assume they match."
            )
        if value._value.shape != self._value.shape:
            raise RuntimeError(
                f"attempting to assign a gradient of size '{list(value._value.shape)}' to a tensor "
                f"of size '{list(self._value.shape)}'. Please ensure that the gradient and the "
                "tensor are the same size"
            )

    def retain_grad(self) -> None:
        """Keep the gradient of a tensor that is no leaf in `.grad`, too."""
        node = self._node
        if node is None:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if node is not LEAF:
            node.keeper, node.rare = weakref.ref(self), True

    @property
    def retains_grad(self) -> bool:
        """Whether a tensor that is no leaf keeps its gradient."""
        return self._node is not None and self._node.keeper is not None

    def register_hook(self, hook: Callable[[Any], Any]) -> Removable:
        """Call `hook(gradient)` when the gradient is known; what it returns takes its place."""
        node = self._node
        if node is None:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if node is LEAF:
            if self._leaf_hooks is None:
                self._leaf_hooks = {}
            return Removable(self._leaf_hooks, hook)
        if node.tensor_hooks is None:
            node.tensor_hooks, node.rare = {}, True
        return Removable(node.tensor_hooks, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], None]) -> Removable:
        """Call `hook(tensor)` after a gradient was added to the leaf."""
        if self._node is not LEAF:
            raise RuntimeError(
                "post accumulate grad hooks cannot be registered on non-leaf tensors"
                if self._node is not None
                else "cannot register a hook on a tensor that doesn't require gradient"
            )
        if self._after_hooks is None:
            self._after_hooks = {}
        return Removable(self._after_hooks, hook)


def _scalar_type(tensor: Tracked) -> str:
    words = {"float32": "Float", "float64": "Double", "float16": "Half", "int64": "Long"}
    return words.get(
        dtypes.of_numpy(tensor._value.dtype).name, dtypes.of_numpy(tensor._value.dtype).name
    )
