"""Python's operators for arrays of any kind of number: what they mean is their namespace's matter.

Imports nothing.
"""

from __future__ import annotations

from typing import Any


class Operated:
    """An array that answers `+`, `@` and the rest with the functions of its namespace `xp`."""

    __slots__ = ()
    __array_ufunc__ = None
    xp: Any

    def __add__(self, other: Any) -> Any:
        return self.xp.add(self, other)

    def __radd__(self, other: Any) -> Any:
        return self.xp.add(other, self)

    def __sub__(self, other: Any) -> Any:
        return self.xp.subtract(self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.xp.subtract(other, self)

    def __mul__(self, other: Any) -> Any:
        return self.xp.multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.xp.multiply(other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.xp.divide(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.xp.divide(other, self)

    def __pow__(self, other: Any) -> Any:
        return self.xp.power(self, other)

    def __rpow__(self, other: Any) -> Any:
        return self.xp.power(other, self)

    def __matmul__(self, other: Any) -> Any:
        return self.xp.matmul(self, other)

    def __neg__(self) -> Any:
        return self.xp.negative(self)
