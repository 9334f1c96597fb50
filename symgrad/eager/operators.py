"""Python's operators on tensors: the hot path.

`a + b` of two tensors of one floating-point type, or of a tensor and a number, is done in
line: one call of NumPy's, one tensor, one node if somebody wants a gradient. Whatever is
out of the ordinary, mixed types, integers, comparisons with other things, goes through
`mixed`. May import `eager`, NumPy.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.eager import dtypes
from symgrad.eager.apply import cast, edge, recorded
from symgrad.eager.arrays import DOUBLES, SINGLES, constant
from symgrad.eager.dtypes import BOOL, F32, F64, FLOATING
from symgrad.eager.keeping import LARGE, slim
from symgrad.eager.kinds import KINDS, named
from symgrad.eager.memory import is_recording, savable
from symgrad.eager.modes import LOCAL, clock
from symgrad.eager.node import LEAF, NOTHING, Node
from symgrad.eager.tensor import Tensor, new, wrap

Binary = Callable[[Any, Any], Any]
_ndarray = np.ndarray
POW_NUMBER = named("PowBackward0", "power")
POW_NUMBER.shown = (0,)
POW_BASE = named("PowBackward2", "power")
POW_BASE.shown = (1,)
MOD_NUMBER = named("RemainderBackward0", "mod")
MOD_NUMBER.shown = (0,)
RSUB = named("RsubBackward1", "subtract")
RSUB.shown = (1,)


def binary(
    glyph: str,
    calculate: Binary,
    made: type[Node],
    *,
    number: type[Node] | None = None,
    strong: bool = False,
    integers: bool = True,
) -> Binary:
    """Return the method of an operator whose first operand is a tensor.

    Args:
        glyph: how it is written, for errors.
        calculate: the operator on arrays.
        made: the kind of its nodes; `number` where the second operand is a Python number.
        strong: hand a number to the rules as one of NumPy's, which can divide by 0.
        integers: whether integers give integers.
    """
    with_number = number or made

    def method(self: Tensor, other: Any) -> Any:
        x = self._value
        left = self._node
        kind = type(other)
        if kind is float or kind is int:
            held = x.dtype
            if held is not F32 and held is not F64:
                return mixed(glyph, calculate, with_number, self, other, integers)
            try:
                y = held.type(other) if strong else other
                known = None
                if x.__class__ is _ndarray:
                    known = (SINGLES if held is F32 else DOUBLES).get(other)
                    if known is None:
                        known = constant(other, held)
                value = LOCAL.run(calculate, x, y if known is None else known)
            except OverflowError:
                return mixed(glyph, calculate, with_number, self, float(other), integers)
            made_tensor = new(Tensor)
            made_tensor._value = value
            if left is None or not LOCAL.recording:
                made_tensor._node = None
                if LOCAL.inference:
                    made_tensor._inference = True
                return made_tensor
            node = with_number()
            node.edges = (self if left is LEAF else left, other)
        elif isinstance(other, Tensor):
            y = other._value
            right = other._node
            if x.dtype is not y.dtype or x.dtype not in FLOATING:
                return mixed(glyph, calculate, made, self, other, integers)
            try:
                value = LOCAL.run(calculate, x, y)
            except ValueError:
                raise size_mismatch(x.shape, y.shape) from None
            made_tensor = new(Tensor)
            made_tensor._value = value
            if (left is None and right is None) or not LOCAL.recording:
                made_tensor._node = None
                if LOCAL.inference:
                    made_tensor._inference = True
                return made_tensor
            node = made()
            if self._inference or other._inference:
                savable(node, ((self,), (other,)))
            node.edges = (
                (self,) if left is None else self if left is LEAF else left,
                (other,) if right is None else other if right is LEAF else right,
            )
        else:
            return mixed(glyph, calculate, made, self, other, integers)
        node.serial = clock()
        node.xs = (x, y)
        node.y = value
        node.params = NOTHING
        made_tensor._node = node
        if value.__class__ is _ndarray and value.size > LARGE and not node.keeps_result:
            slim(node)
        return made_tensor

    return method


def mixed(
    glyph: str, calculate: Binary, made: type[Node], a: Any, b: Any, integers: bool = True
) -> Any:
    """Return an operator on operands of types that differ, or are not floating-point."""
    if isinstance(a, np.generic):
        a = a.item()
    if isinstance(b, np.generic):
        b = b.item()
    for each in (a, b):
        if not isinstance(each, Tensor | float | int):
            return NotImplemented
    values = [t._value if isinstance(t, Tensor) else t for t in (a, b)]
    to = dtypes.promoted(*values)
    truths = [
        v.dtype == BOOL if isinstance(v, np.ndarray | np.generic) else v is True or v is False
        for v in values
    ]
    if glyph == "-" and any(truths):
        several = "two bool tensors" if all(truths) else "a bool tensor"
        raise RuntimeError(
            f"Subtraction, the `-` operator, with {several} is not supported. If you are "
            "trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )
    if to not in FLOATING and not integers:
        to = dtypes.Default.dtype.numpy
    operands = [cast(t, to) if isinstance(t, Tensor) else to.type(t) for t in (a, b)]
    xs = [t._value if isinstance(t, Tensor) else t for t in operands]
    if glyph in ("%", "//") and to not in FLOATING and not np.all(xs[1]):
        raise RuntimeError("ZeroDivisionError")
    try:
        value = LOCAL.run(calculate, *xs)
    except ValueError as error:
        if "negative integer powers" in str(error):
            raise RuntimeError("Integers to negative integer powers are not allowed.") from None
        raise size_mismatch(*(np.shape(x) for x in xs)) from None
    if value.dtype != to and value.dtype != BOOL:
        value = value.astype(to)
    edges = [t if isinstance(t, Tensor) else float(t) for t in operands]
    return recorded(made, edges, xs, value)


def size_mismatch(a: tuple[int, ...], b: tuple[int, ...]) -> RuntimeError:
    """Return torch's error for shapes that do not broadcast."""
    rank = max(len(a), len(b))
    long, short = ((1,) * (rank - len(each)) + tuple(each) for each in (a, b))
    for axis in range(rank - 1, -1, -1):
        if long[axis] != short[axis] and 1 not in (long[axis], short[axis]):
            return RuntimeError(
                f"The size of tensor a ({long[axis]}) must match the size of tensor b "
                f"({short[axis]}) at non-singleton dimension {axis}"
            )
    return RuntimeError(f"the shapes {list(a)} and {list(b)} do not fit")


def swapped(glyph: str, calculate: Binary, made: type[Node], integers: bool = True) -> Binary:
    """Return the method of an operator whose second operand is a tensor, the first a number."""

    def method(self: Tensor, other: Any) -> Any:
        return mixed(glyph, calculate, made, other, self, integers)

    return method


def comparison(row: str, calculate: Binary) -> Binary:
    """Return the method of a comparison: truth values, which remember what was compared.

    No cotangent ever comes this way; but the expression of what was computed shows it.
    """

    def method(self: Tensor, other: Any) -> Any:
        if not isinstance(other, Tensor | float | int | np.generic):
            return NotImplemented
        y = other._value if isinstance(other, Tensor) else other
        try:
            found = wrap(np.asarray(LOCAL.run(calculate, self._value, y))[()])
        except ValueError:
            raise size_mismatch(self._value.shape, np.shape(y)) from None
        if is_recording(self) or (isinstance(other, Tensor) and is_recording(other)):
            second = other if isinstance(other, Tensor) else float(other)
            found._compared = (row, (edge(self), edge(second)))
        return found

    return method


def bitwise(calculate: Binary) -> Binary:
    """Return the method of an operator on truth values and bits."""

    def method(self: Tensor, other: Any) -> Any:
        y = other._value if isinstance(other, Tensor) else other
        return wrap(LOCAL.run(calculate, self._value, y))

    return method


add = binary("+", operator.add, KINDS["add"])
sub = binary("-", operator.sub, KINDS["subtract"])
mul = binary("*", operator.mul, KINDS["multiply"])
true_divide = binary("/", operator.truediv, KINDS["divide"], strong=True, integers=False)
power = binary("**", operator.pow, KINDS["power"], number=POW_NUMBER)
remainder = binary("%", np.mod, KINDS["mod"], number=MOD_NUMBER, strong=True)


def radd(self: Tensor, other: Any) -> Any:
    """Return `other + self`: torch's node has the tensor first."""
    return add(self, other)


def rmul(self: Tensor, other: Any) -> Any:
    """Return `other * self`: torch's node has the tensor first."""
    return mul(self, other)


rfloordiv = swapped("//", np.floor_divide, KINDS["mod"])
rsub = swapped("-", operator.sub, RSUB)
rpow = swapped("**", operator.pow, POW_BASE)
rmod = swapped("%", np.mod, KINDS["mod"])


def rtruediv(self: Tensor, other: Any) -> Any:
    """Return `other / self` as torch does: the reciprocal times the number."""
    if not isinstance(other, float | int | np.generic):
        return NotImplemented
    from_integers = cast(self, dtypes.Default.dtype.numpy)
    operand = self if self._value.dtype in FLOATING else from_integers
    x = operand._value
    inverse = recorded(KINDS["reciprocal"], [operand], [x], LOCAL.run(operator.truediv, 1, x))
    quotient = mul(inverse, other)
    if quotient._node is not None:
        quotient._node.spelled = ("divide", (other, edge(operand)))
    return quotient


def floor_divide(self: Tensor, other: Any) -> Any:
    """Return the floor of a quotient, which has no slope."""
    second = wrap(other._value) if isinstance(other, Tensor) else other
    return mixed("//", np.floor_divide, KINDS["mod"], wrap(self._value), second)


OPERATORS: dict[str, Any] = {
    "__add__": add,
    "__radd__": radd,
    "__sub__": sub,
    "__rsub__": rsub,
    "__mul__": mul,
    "__rmul__": rmul,
    "__truediv__": true_divide,
    "__rtruediv__": rtruediv,
    "__pow__": power,
    "__rpow__": rpow,
    "__mod__": remainder,
    "__rmod__": rmod,
    "__floordiv__": floor_divide,
    "__rfloordiv__": rfloordiv,
    "__lt__": comparison("less", operator.lt),
    "__le__": comparison("less_equal", operator.le),
    "__gt__": comparison("greater", operator.gt),
    "__ge__": comparison("greater_equal", operator.ge),
    "__eq__": comparison("equal", operator.eq),
    "__ne__": comparison("not_equal", operator.ne),
    "__and__": bitwise(operator.and_),
    "__or__": bitwise(operator.or_),
    "__xor__": bitwise(operator.xor),
}
