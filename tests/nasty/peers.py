"""The gradients of three other programs, in double precision; None where one is missing."""

from __future__ import annotations

import importlib
import warnings
from functools import cache
from typing import Any

import numpy as np

from tests.nasty.point import Point

NAMES = ("torch", "jax", "autograd")
_ROOMS = {
    "torch": ("torch",),
    "jax": ("jax", "jax.nn", "jax.numpy", "jax.scipy.special", "jax.scipy.linalg"),
    "autograd": ("autograd", "autograd.numpy", "autograd.scipy.special", "autograd.scipy.stats"),
}


@cache
def package(name: str) -> Any:
    """Return a program's package, None where it is not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for room in _ROOMS[name]:
                importlib.import_module(room)
        except ImportError:
            return None
        found = importlib.import_module(name)
        if name == "jax":
            found.config.update("jax_enable_x64", True)
        return found


def run(name: str, point: Point) -> tuple[Any, dict[str, Any]]:
    """Return one program's value and gradients at a point.

    A program that raises has no digits: its value is nan.
    """
    arrays = {each: np.asarray(value, np.float64) for each, value in point.values.items()}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return _RUNS[name](package(name), point, arrays)
        except (ValueError, RuntimeError, ArithmeticError, np.linalg.LinAlgError):
            nothing = {each: np.full(np.shape(arrays[each]), np.nan) for each in point.wrt}
            return np.nan, nothing


def _torch(torch: Any, point: Point, arrays: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    tensors = {
        name: torch.tensor(array, dtype=torch.float64, requires_grad=name in point.wrt)
        for name, array in arrays.items()
    }
    value = point.function.torch(torch, *tensors.values())
    value.sum().backward()
    gradients = {}
    for name in point.wrt:
        grad = tensors[name].grad
        gradients[name] = np.zeros_like(arrays[name]) if grad is None else grad.numpy()
    return value.detach().numpy(), gradients


def _jax(jax: Any, point: Point, arrays: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    places = tuple(k for k, name in enumerate(arrays) if name in point.wrt)

    def call(*xs: Any) -> Any:
        return point.function.jax(jax, *xs)

    value, found = jax.value_and_grad(call, argnums=places)(
        *(jax.numpy.asarray(array) for array in arrays.values())
    )
    names = [list(arrays)[k] for k in places]
    return np.asarray(value), {n: np.asarray(g) for n, g in zip(names, found, strict=True)}


def _autograd(autograd: Any, point: Point, arrays: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    names = list(arrays)
    inputs = [array if array.ndim else float(array) for array in arrays.values()]

    def call(*xs: Any) -> Any:
        return point.function.autograd(autograd, *xs)

    gradients = {}
    for name in point.wrt:
        gradients[name] = np.asarray(autograd.grad(call, names.index(name))(*inputs))
    return np.asarray(call(*inputs)), gradients


_RUNS = {"torch": _torch, "jax": _jax, "autograd": _autograd}
