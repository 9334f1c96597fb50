"""Optimisers: gradient descent with momentum, and Adam, with torch's arguments and update rules.

Parameters are leaves that ask for gradients; a step changes them in place and records nothing.
May import `eager`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgrad.eager.modes import enable_grad, no_grad
from symgrad.eager.tensor import Tensor

Group = dict[str, Any]


class Optimizer:
    """What optimisers share: groups of parameters, each with its settings, and their state.

    Attributes:
        param_groups: a mapping for each group: "params" and the settings by name.
        state: for each parameter what its updates remember. defaults: settings of new groups.
    """

    def __init__(self, params: Any, defaults: Mapping[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts,"
                f" but got {params.type()}"
            )
        self.defaults = dict(defaults)
        self.state: dict[Tensor, dict[str, Any]] = {}
        self.param_groups: list[Group] = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: Mapping[str, Any]) -> None:
        """Add parameters with settings of their own; what is left out is the default."""
        group = dict(param_group)
        params = group["params"]
        group["params"] = [params] if isinstance(params, Tensor) else list(params)
        known = {id(each) for other in self.param_groups for each in other["params"]}
        for each in group["params"]:
            if not isinstance(each, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is "
                    f"{type(each).__name__}"
                )
            if not each.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
            if id(each) in known:
                raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append({**self.defaults, **group})

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, or set them to 0."""
        for group in self.param_groups:
            for each in group["params"]:
                if each.grad is None:
                    continue
                if set_to_none:
                    each.grad = None
                else:
                    each.grad = each.grad.detach() * 0

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient.

        Args:
            closure: computes the loss and its gradients anew; its value is returned.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for each in group["params"]:
                    if each.grad is not None:
                        self._update(each, each.grad, group, self.state.setdefault(each, {}))
        return loss

    def _update(self, param: Tensor, grad: Tensor, group: Group, state: dict[str, Any]) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {key}: {group[key]}" for key in sorted(group) if key != "params"]
        return "\n".join([*lines, ")"])


def _ascent(grad: Tensor, param: Tensor, group: Group) -> Tensor:
    """Return the gradient with its sign, and what pulls weights to 0."""
    if group["maximize"]:
        grad = -grad
    return grad + param * group["weight_decay"] if group["weight_decay"] else grad


class SGD(Optimizer):
    """Gradient descent: p <- p - lr*v with v <- momentum*v + (1 - dampening)*g.

    Args:
        params: tensors, or mappings with "params" and settings. lr: the rate.
        momentum: how much of the last direction is kept. dampening: how much of the gradient is
            left out of it. weight_decay: adds that times the parameter to its gradient.
        nesterov: look ahead along the direction. maximize: go up.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        _at_least_zero(lr, "learning rate")
        _at_least_zero(momentum, "momentum value")
        _at_least_zero(weight_decay, "weight_decay value")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _update(self, param: Tensor, grad: Tensor, group: Group, state: dict[str, Any]) -> None:
        direction = _ascent(grad, param, group)
        momentum = group["momentum"]
        if momentum:
            kept = state.get("momentum_buffer")
            kept = (
                direction.clone()
                if kept is None
                else kept * momentum + direction * (1 - group["dampening"])
            )
            state["momentum_buffer"] = kept
            direction = direction + kept * momentum if group["nesterov"] else kept
        param.sub_(direction * group["lr"])


class Adam(Optimizer):
    """Adam (Kingma and Ba, 2015): steps by running means of the gradient and of its square.

    Args:
        params, lr, weight_decay, maximize: as for `SGD`.
        betas: how slowly the two means move. eps: added to the root, against division by 0.
        amsgrad: divide by the largest mean of squares so far.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        _at_least_zero(lr, "learning rate")
        _at_least_zero(eps, "epsilon value")
        for place, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {place}: {beta}")
        _at_least_zero(weight_decay, "weight_decay value")
        settings = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _update(self, param: Tensor, grad: Tensor, group: Group, state: dict[str, Any]) -> None:
        direction = _ascent(grad, param, group)
        first, second = group["betas"]
        if not state:
            zero = direction * 0
            state |= {"step": 0, "exp_avg": zero, "exp_avg_sq": zero, "max_exp_avg_sq": zero}
        state["step"] += 1
        state["exp_avg"] = state["exp_avg"] + (direction - state["exp_avg"]) * (1 - first)
        state["exp_avg_sq"] = state["exp_avg_sq"] * second + direction * direction * (1 - second)
        squares = state["exp_avg_sq"]
        if group["amsgrad"]:
            squares = state["max_exp_avg_sq"] = state["max_exp_avg_sq"].maximum(squares)
        root = squares.sqrt() / (1 - second ** state["step"]) ** 0.5 + group["eps"]
        param.sub_(state["exp_avg"] / root * (group["lr"] / (1 - first ** state["step"])))


def _at_least_zero(value: float, what: str) -> None:
    if not value >= 0:
        raise ValueError(f"Invalid {what}: {value}")
