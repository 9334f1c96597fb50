"""PyTorch, asked for values and derivatives in double precision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from symgrad.graph.graph import Graph
from tests.peers.interpret import Answers, Entry, Question, run
from tests.peers.torch_table import TABLE

torch.set_num_threads(1)


class Torch:
    """PyTorch as a peer."""

    name = "torch"
    table: Mapping[str, Entry] = TABLE

    def constant(self, value: Any) -> Any:
        """Return a number or a nested list as a tensor of doubles."""
        exact = value if isinstance(value, list) else float(value)
        return torch.tensor(exact, dtype=torch.float64)

    def answers(self, graph: Graph, question: Question) -> Answers:
        """Return the value and the derivatives that are asked for."""
        values = {name: torch.as_tensor(v).double() for name, v in question.values.items()}
        xs = tuple(values[name].clone().requires_grad_() for name in question.names)
        vs = tuple(torch.as_tensor(question.tangents[name]).double() for name in question.names)
        w = torch.as_tensor(question.y_bar).double()

        def f(*given: Any) -> Any:
            return run(graph, self, {**values, **dict(zip(question.names, given, strict=True))})

        y = f(*xs)
        found = {"value": y}
        if xs:
            pulled = _pulled(y, xs, w)
            found |= {f"pulled {n}": g for n, g in zip(question.names, pulled, strict=True)}
            found["pushed"] = _pushed(f, xs, vs, y)
            along = sum((g * v).sum() for g, v in zip(pulled, vs, strict=True))
            second = _pulled(along, xs, torch.tensor(1.0).double())
            found |= {f"second {n}": h for n, h in zip(question.names, second, strict=True)}
        return {what: array.detach().numpy(force=True) for what, array in found.items()}


def _pulled(y: Any, xs: tuple[Any, ...], w: Any) -> tuple[Any, ...]:
    if not y.requires_grad:
        return tuple(torch.zeros_like(x) for x in xs)
    return torch.autograd.grad(
        y, xs, w, create_graph=True, allow_unused=True, materialize_grads=True
    )


def _pushed(f: Callable[..., Any], xs: tuple[Any, ...], vs: tuple[Any, ...], y: Any) -> Any:
    """Return J v in forward mode; where a function has none, the transpose of the transpose."""
    try:
        return torch.func.jvp(f, tuple(x.detach() for x in xs), vs)[1]
    except (NotImplementedError, RuntimeError) as error:
        if "forward" not in str(error).lower():
            raise
    w = torch.zeros_like(y).requires_grad_()
    pulled = sum((g * v).sum() for g, v in zip(_pulled(y, xs, w), vs, strict=True))
    return _pulled(pulled, (w,), torch.tensor(1.0).double())[0]
