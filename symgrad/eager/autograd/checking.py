"""`gradcheck`: is what `backward` gives the derivative of what was computed?

A function that was recorded is an expression: its slopes come from differences in balls of 848
bits, which need no rule and are right to the last digit of a double. A function of one's own
has values in floating point only, and differences of those. May import `eager`, `verdict`,
NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from symgrad.eager.backward import grad
from symgrad.eager.expression import recorded_of
from symgrad.eager.modes import no_grad
from symgrad.eager.names import NAMES
from symgrad.eager.tensor import Tensor
from symgrad.errors import InputError
from symgrad.verdict.balls.reading import floats
from symgrad.verdict.enclosures import Enclosures
from symgrad.verdict.witness import differences

Array = np.ndarray[Any, np.dtype[Any]]
# How far rounding may carry a double's gradient, of the largest entry's size.
_ROUNDED = 1e-9
_STEP = 2.0**-10


class GradcheckError(RuntimeError):
    """A gradient that is not the derivative of its function."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Tensor],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **_: Any,
) -> bool:
    """Tell whether the gradients of a function are its derivatives.

    Args:
        func: takes tensors and returns one, or several. inputs: the point; double precision.
        eps, atol, rtol: accepted for torch's sake; where the function is an expression the
            verdict does not depend on them, and is stricter.
        raise_exception: raise instead of returning False.

    Raises:
        GradcheckError: they are not, and `raise_exception` is set. ValueError: no input wants a
            gradient.
    """
    tensors = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    wanted = [i for i, x in enumerate(tensors) if isinstance(x, Tensor) and x.requires_grad]
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, "
            "but none of the them have requires_grad=True."
        )
    outputs = _called(func, tensors)
    for number, output in enumerate(outputs):
        for place in wanted:
            analytical = _analytical(output, tensors[place])
            numerical, near = _numerical(func, tensors, place, number, output)
            if not np.all(np.abs(analytical - numerical) <= near):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {place},\n"
                    f"numerical:{_shown(numerical)}\nanalytical:{_shown(analytical)}\n"
                )
    return True


def _called(func: Callable[..., Any], tensors: Sequence[Any]) -> list[Tensor]:
    found = func(*tensors)
    several = [found] if isinstance(found, Tensor) else list(found)
    return [each for each in several if each.requires_grad]


def _analytical(output: Tensor, x: Tensor) -> Array:
    """Return the Jacobian by `backward`: a row for each entry of x, a column for the output's."""
    columns = []
    for entry in range(int(output.numel())):
        seed = np.zeros(output.numel())
        seed[entry] = 1
        weights = NAMES["tensor"](seed.reshape(tuple(output.shape)).tolist(), dtype=output.dtype)
        (found,) = grad(output, x, weights, retain_graph=True, allow_unused=True)
        share = np.zeros(tuple(x.shape)) if found is None else found.detach().numpy()
        columns.append(np.asarray(share, dtype=np.float64).ravel())
    return np.stack(columns, axis=1) if columns else np.zeros((int(x.numel()), 0))


def _numerical(
    func: Callable[..., Any], tensors: Sequence[Any], place: int, number: int, output: Tensor
) -> tuple[Array, Any]:
    """Return the Jacobian by differences, and how far another may be from it."""
    try:
        found = _enclosed(output, tensors, place)
    except InputError:
        return _by_steps(func, tensors, place, number)
    return found, _ROUNDED * max(1.0, float(np.abs(found).max(initial=0.0)))


def _enclosed(output: Tensor, tensors: Sequence[Any], place: int) -> Array:
    x = tensors[place]
    recorded = recorded_of(output)
    enclosures = Enclosures(recorded.values)
    name = recorded.name_of(x)
    count, size = int(x.numel()), int(output.numel())
    if name is None:
        return np.zeros((count, size))
    variable = next(each for each in recorded.graph.inputs if each.name == name)
    flat = recorded.graph.table.call("reshape", (recorded.graph.output,), {"shape": (size,)})
    columns = []
    for entry in range(size):
        one = recorded.graph.table.call("getitem", (flat,), {"index": (entry,)})
        columns.append(floats(differences(enclosures, one, variable)).ravel())
    return np.stack(columns, axis=1) if columns else np.zeros((count, 0))


def _by_steps(
    func: Callable[..., Any], tensors: Sequence[Any], place: int, number: int
) -> tuple[Array, Any]:
    """Return the Jacobian by central differences of two lengths, extrapolated, and its error."""
    base = np.asarray(tensors[place].detach().numpy(), dtype=np.float64)
    rows, errors = [], []
    for entry in np.ndindex(base.shape):
        step = _STEP * max(1.0, abs(float(base[entry])))
        wide, near = (_slope(func, tensors, place, number, entry, h) for h in (step, step / 2))
        rows.append(near + (near - wide) / 3)
        errors.append(np.abs(near - wide))
    found = np.array(rows).reshape(base.size, -1)
    spread = np.array(errors).reshape(base.size, -1)
    return found, 4 * spread + 1e-7 * max(1.0, float(np.abs(found).max(initial=0.0)))


def _slope(
    func: Callable[..., Any],
    tensors: Sequence[Any],
    place: int,
    number: int,
    entry: tuple[int, ...],
    step: float,
) -> Array:
    base = np.asarray(tensors[place].detach().numpy(), dtype=np.float64)
    sides = []
    for sign in (1, -1):
        moved = base.copy()
        moved[entry] += sign * step
        there = list(tensors)
        there[place] = NAMES["tensor"](moved.tolist(), dtype=tensors[place].dtype)
        with no_grad():
            found = func(*there)
        output = found if isinstance(found, Tensor) else list(found)[number]
        sides.append(np.asarray(output.numpy(), dtype=np.float64).ravel())
    return np.asarray((sides[0] - sides[1]) / (2 * step))


def _shown(jacobian: Array) -> str:
    return str(NAMES["tensor"](jacobian.tolist(), dtype=NAMES["float64"]))
