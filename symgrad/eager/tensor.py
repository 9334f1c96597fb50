"""The tensor: an array, and the node that made it.

Values are NumPy's: an array, or for a tensor without axes a NumPy scalar, with which
arithmetic is many times faster; it becomes an array once somebody wants to share or to
view its memory (`storage`). Of the graph a tensor knows one thing, its node: None for a
constant, `LEAF` for a leaf that wants a gradient, else what computed it.

The class here holds what a tensor *is*. Functions of tensors live in the rooms that are named
for them, and `methods` gives them to the class. May import `eager`, NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from symgrad.eager import dtypes
from symgrad.eager.memory import shared, storage
from symgrad.eager.modes import LOCAL
from symgrad.eager.node import LEAF, Node
from symgrad.eager.tracked import Tracked

Array = Any


class Size(tuple[int, ...]):
    """The shape of a tensor."""

    __slots__ = ()

    def numel(self) -> int:
        """Return the number of entries."""
        return int(np.prod(self, dtype=np.int64))

    def __repr__(self) -> str:
        return f"symgrad.Size({list(self)})"

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return Size(found) if isinstance(index, slice) else found


class Tensor(Tracked):
    """An array that remembers how it was computed.

    Called as a class it is torch's old constructor: sizes for an empty tensor, or data of floats.
    """

    name: str | None = None
    _view: tuple[Tensor, Callable[[Tensor], Tensor]] | None = None
    _compared: tuple[str, tuple[Any, ...]] | None = None

    __array_priority__ = 1000
    __hash__ = object.__hash__

    def __init__(self, *data: Any) -> None:
        if len(data) == 1 and not isinstance(data[0], int):
            value = data[0]._value if isinstance(data[0], Tensor) else data[0]
            self._value = np.array(value, dtypes.Default.dtype.numpy)
        else:
            self._value = np.zeros(data or (0,), dtypes.Default.dtype.numpy)
        self._node = None

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __add__(self, other: Any) -> Tensor: ...
        def __radd__(self, other: Any) -> Tensor: ...
        def __sub__(self, other: Any) -> Tensor: ...
        def __rsub__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
        def __rmul__(self, other: Any) -> Tensor: ...
        def __truediv__(self, other: Any) -> Tensor: ...
        def __rtruediv__(self, other: Any) -> Tensor: ...
        def __pow__(self, other: Any) -> Tensor: ...
        def __neg__(self) -> Tensor: ...
        def __matmul__(self, other: Any) -> Tensor: ...
        def __getitem__(self, index: Any) -> Tensor: ...
        def __lt__(self, other: Any) -> Tensor: ...
        def __le__(self, other: Any) -> Tensor: ...
        def __gt__(self, other: Any) -> Tensor: ...
        def __ge__(self, other: Any) -> Tensor: ...

    # -- what it is

    @property
    def shape(self) -> Size:
        """The size along each axis."""
        return Size(self._value.shape)

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or the size along one axis."""
        return self.shape if dim is None else self._value.shape[axis_of(dim, self._value.ndim)]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return int(self._value.ndim)

    def dim(self) -> int:
        """Return the number of axes."""
        return int(self._value.ndim)

    def numel(self) -> int:
        """Return the number of entries."""
        return int(self._value.size)

    nelement = numel

    @property
    def dtype(self) -> dtypes.dtype:
        """The type of the entries."""
        return dtypes.of_numpy(self._value.dtype)

    @property
    def itemsize(self) -> int:
        """The bytes of an entry."""
        return int(self._value.itemsize)

    def element_size(self) -> int:
        """Return the bytes of an entry."""
        return int(self._value.itemsize)

    @property
    def device(self) -> str:
        """Where the memory is: always the processor."""
        return "cpu"

    def is_inference(self) -> bool:
        """Tell whether it was made in inference mode."""
        return self._inference

    def is_floating_point(self) -> bool:
        """Tell whether the entries are floating-point numbers."""
        return self._value.dtype in dtypes.FLOATING

    @property
    def _version(self) -> int:
        return 0 if self._written is None else self._written.version

    # -- values

    def detach(self) -> Tensor:
        """Return a constant tensor of the same memory."""
        constant = wrap(storage(self))
        shared(self, constant)
        return constant

    def detach_(self) -> Tensor:
        """Forget how it was computed, and become a leaf that wants no gradient."""
        if self._view is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using "
                "DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set "
                "as True, gradients are views of DDP buckets, and hence detach_() cannot be "
                "called on these gradients. To fix this error, please refer to the "
                "Optimizer.zero_grad() function in torch/optim/optimizer.py as a reference."
            )
        self._node = None
        return self

    @property
    def data(self) -> Tensor:
        """A constant tensor of the same memory, whose changes nobody is told of."""
        return wrap(storage(self))

    @data.setter
    def data(self, value: Tensor) -> None:
        self._value = value._value

    def is_shared_memory_with(self, other: Tensor) -> bool:
        """Tell whether two tensors look at the same memory."""
        return bool(np.shares_memory(self._value, other._value))

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
                "protocol at the moment.  If you were attempting to deepcopy a module, this may "
                "be because of a torch.nn.utils.weight_norm usage, see "
                "https://github.com/pytorch/pytorch/pull/103001"
            )
        copy = new(type(self))
        copy._value, copy._node = np.array(self._value), self._node
        copy._grad = None if self._grad is None else wrap(np.array(self._grad._value))
        memo[id(self)] = copy
        return copy

    def __reduce__(self) -> Any:
        return _restored, (type(self), np.array(self._value), self._node is LEAF)


new = object.__new__
_PLACES = {
    "self": 0,
    "input": 0,
    "mat": 0,
    "mat1": 0,
    "other": 1,
    "exponent": 1,
    "mat2": 1,
    "vec": 1,
}


def _saved_value(node: Node, word: str) -> Any:
    """Return what torch calls `_saved_self`, `_saved_other`, `_saved_result` of a node."""
    if node.xs is None:
        raise RuntimeError("the saved tensors of this node have been freed")
    if word == "result":
        return wrap(node.y, node)
    place = _PLACES.get(word)
    if place is None or place >= len(node.edges):
        raise AttributeError(f"{node.name()!r} object has no attribute '_saved_{word}'")
    edge, x = node.edges[place], node.xs[place]
    if isinstance(edge, Tensor):
        return edge
    return edge[0] if isinstance(edge, tuple) else wrap(x, edge) if isinstance(edge, Node) else edge


Node.saved_value = _saved_value


def _restored(kind: type[Tensor], value: Array, wanted: bool) -> Tensor:
    made = new(kind)
    made._value, made._node = value, LEAF if wanted else None
    return made


def wrap(value: Array, node: Node | None = None) -> Tensor:
    """Return a tensor of a NumPy array or scalar."""
    made = new(Tensor)
    made._value = value
    made._node = node
    if LOCAL.inference:
        made._inference = True
    return made


def axis_of(dim: int, ndim: int) -> int:
    """Return an axis counted from the front.

    Raises:
        IndexError: there is no such axis.
    """
    many = max(ndim, 1)
    if not isinstance(dim, int | np.integer) or isinstance(dim, bool):
        raise TypeError(f"dim must be an int, not {type(dim).__name__}")
    if not -many <= dim < many:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-many}, {many - 1}], "
            f"but got {dim})"
        )
    return int(dim) % many
