"""What of a tensor Python knows: numbers, truth, length, arrays.

May import the memory of tensors and the types, NumPy.
"""

from __future__ import annotations

from typing import Any

from symgrad.eager import dtypes
from symgrad.eager.memory import Held, storage

Array = Any
_NO_NUMPY = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."


class Convertible(Held):
    """What can become a Python number, or a NumPy array."""

    def item(self) -> Any:
        """Return the one entry as a Python number."""
        if self._value.size != 1:
            raise RuntimeError(
                f"a Tensor with {self._value.size} elements cannot be converted to Scalar"
            )
        return self._value.item()

    def tolist(self) -> Any:
        """Return the entries as nested lists of Python numbers."""
        return self._value.tolist()

    def numpy(self, *, force: bool = False) -> Array:
        """Return the values as a NumPy array that shares the memory."""
        if self._node is not None and not force:
            raise RuntimeError(_NO_NUMPY)
        return storage(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if self._node is not None:
            raise RuntimeError(_NO_NUMPY)
        value = storage(self)
        return value.astype(dtype) if dtype is not None or copy else value

    def _one(self) -> Any:
        if self._value.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._value.item()

    def __float__(self) -> float:
        return float(self._one())

    def __int__(self) -> int:
        return int(self._one())

    def __index__(self) -> int:
        if self._value.size != 1 or self._value.dtype in dtypes.FLOATING:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._value.item())

    def __bool__(self) -> bool:
        if self._value.size != 1:
            word = "no values" if self._value.size == 0 else "more than one value"
            raise RuntimeError(f"Boolean value of Tensor with {word} is ambiguous")
        return bool(self._value.item())

    def __len__(self) -> int:
        if not self._value.ndim:
            raise TypeError("len() of a 0-d tensor")
        return len(self._value)

    def __contains__(self, item: Any) -> bool:
        found = item._value if isinstance(item, Held) else item
        return bool((self._value == found).any())
