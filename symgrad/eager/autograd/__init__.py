"""Gradients by name: `grad`, `backward`, `Function` and the modes, as `torch.autograd` has them."""

from symgrad.eager.autograd import function, functional
from symgrad.eager.autograd.checking import GradcheckError, gradcheck
from symgrad.eager.autograd.function import Function
from symgrad.eager.backward import backward, grad
from symgrad.eager.modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from symgrad.eager.tensor import Tensor as Variable

__all__ = [
    "Function",
    "GradcheckError",
    "Variable",
    "backward",
    "enable_grad",
    "function",
    "functional",
    "grad",
    "gradcheck",
    "inference_mode",
    "no_grad",
    "set_grad_enabled",
]
