"""What a check by fixed tolerances lets pass, beside what enclosures say.

    python -m tests.teeth.gradcheck

Each case is a function with a wrong rule, once as a torch.autograd.Function that
torch.autograd.gradcheck is asked about with its own defaults, and once as a broken row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symgrad.ops.table import OPS
from tests.teeth.running import in_table, said


@dataclass(frozen=True)
class Case:
    """A wrong rule.

    Attributes:
        name: in words. text: the expression that the row is broken in. row: which.
        wrong: what the true cotangent becomes. x: the point.
    """

    name: str
    text: str
    row: str
    wrong: Callable[[Any, Any], Any]
    x: tuple[float, ...]


CASES = (
    Case("a factor of 1.001", "sum(tanh(x))", "tanh", lambda xp, s: 1.001 * s, (0.3, -1.2)),
    Case("a factor of 1 + 1e-9", "sum(tanh(x))", "tanh", lambda xp, s: (1 + 1e-9) * s, (0.3, -1.2)),
    Case("the sign, scaled by 1e-6", "1e-6*sum(sin(x))", "sin", lambda xp, s: -s, (0.3, -1.2)),
)


def torch_passes(case: Case) -> bool:
    """Ask torch.autograd.gradcheck about a case, with its default tolerances."""
    import torch

    slopes = {"tanh": lambda x: 1 - torch.tanh(x) ** 2, "sin": torch.cos}
    value, slope = getattr(torch, case.row), slopes[case.row]

    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return value(x)

        @staticmethod
        def backward(ctx: Any, y_bar: Any) -> Any:
            (x,) = ctx.saved_tensors
            return case.wrong(None, y_bar * slope(x))

    scale = 1e-6 if "1e-6" in case.text else 1.0
    x = torch.tensor(case.x, dtype=torch.float64, requires_grad=True)
    return bool(
        torch.autograd.gradcheck(
            lambda x: scale * Broken.apply(x).sum(), (x,), raise_exception=False
        )
    )


def verdict_on(case: Case) -> str:
    """Return what the command says of a case."""
    true = OPS[case.row]
    rule = true.pullback(0)
    assert rule is not None

    def wrong(xp: Any, *args: Any) -> Any:
        return case.wrong(xp, rule(xp, *args))

    with in_table(replace(true, vjp=(wrong,))):
        return said(case.text, {"x": np.array(case.x)})[0]


def torch_passes_in_fast_mode() -> bool:
    """Ask torch's fast mode about a Jacobian that is wrong where its two vectors do not look.

    Fast mode compares u.T @ J @ v for one pair of random vectors. The wrong part of this
    Jacobian, 1e-3 of every entry with alternating signs, nearly vanishes in the sum.
    """
    import torch

    torch.manual_seed(0)
    signs = torch.tensor([(-1.0) ** i for i in range(64)], dtype=torch.float64)

    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return torch.sin(x)

        @staticmethod
        def backward(ctx: Any, y_bar: Any) -> Any:
            (x,) = ctx.saved_tensors
            return y_bar * torch.cos(x) * (1 + 1e-3 * signs)

    x = torch.linspace(-1, 1, 64, dtype=torch.float64, requires_grad=True)
    return bool(torch.autograd.gradcheck(Broken.apply, (x,), fast_mode=True, raise_exception=False))


def fast_verdict() -> str:
    """Return what the command says of the same wrong Jacobian."""
    true = OPS["sin"]

    def wrong(xp: Any, y_bar: Any, y: Any, x: Any) -> Any:
        odd = xp.mod(xp.arange(0, 64, 1), 2)
        return y_bar * xp.cos(x) * (1.001 - 0.002 * odd)

    with in_table(replace(true, vjp=(wrong,))):
        return said("sum(sin(x))", {"x": np.linspace(-1, 1, 64)})[0]


def main() -> None:
    """Print both answers, case by case."""
    print(f"{'a rule that is wrong by':<34}{'gradcheck':>12}{'symgrad':>12}")
    for case in CASES:
        passes = "passes" if torch_passes(case) else "fails"
        print(f"{case.name:<34}{passes:>12}{verdict_on(case):>12}")
    passes = "passes" if torch_passes_in_fast_mode() else "fails"
    print(f"{'1e-3 with alternating signs, fast':<34}{passes:>12}{fast_verdict():>12}")


if __name__ == "__main__":
    main()
