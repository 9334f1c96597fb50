"""PyTorch, asked for the whole derivative of a graph by one of its variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from symgrad.graph.graph import Graph
from tests.peers.interpret import run
from tests.peers.torch_peer import Torch


def derivative(graph: Graph, wrt: str, values: Mapping[str, Any], kind: str) -> Any:
    """Return a gradient, Jacobian or Hessian by automatic differentiation, as an array."""
    peer = Torch()
    tensors = {name: torch.as_tensor(value).double() for name, value in values.items()}

    def f(x: Any) -> Any:
        return run(graph, peer, {**tensors, wrt: x})

    x = tensors[wrt].clone().requires_grad_()
    if kind == "hessian":
        found = torch.autograd.functional.hessian(f, x)
    elif kind == "jacobian":
        found = torch.autograd.functional.jacobian(f, x)
    else:
        (found,) = torch.autograd.grad(f(x), x)
    return found.detach().numpy(force=True)
