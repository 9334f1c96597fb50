"""A derivation step by step in LaTeX: one equation a line, the rule beside it.

The derivative of the output by a value u is written as u with a bar. May import `graph`, `export`
and `steps`.
"""

from __future__ import annotations

from symgrad.graph.graph import Graph
from symgrad.graph.limits import BY_NAME
from symgrad.graph.node import Node, Table
from symgrad.graph.rebuild import transplant
from symgrad.symbolic.account import Account
from symgrad.symbolic.export.latex import aligned, gradient_of, write
from symgrad.symbolic.export.latex_names import escaped, name, unlike
from symgrad.symbolic.steps import ADDING_UP

Row = tuple[str, Graph, str]


def steps_in_latex(account: Account, graph: Graph) -> str:
    """Return a derivation as equations below each other, for math mode.

    Args:
        account: of the derivation. graph: the question.
    """
    letters = _letters(account, graph)
    rows = [*_values(account, letters), *_steps(account, letters)]
    f = letters.get(account.output, "f")
    for x, form in account.forms.items():
        rows.append((gradient_of(graph, x, letters[x], f), form.graph, ""))
    table = Table(BY_NAME["none"])
    nodes: list[Node] = []
    for _, each, _ in rows:
        nodes.append(transplant([each.output], table)[each.output])
    written = write(nodes, {}, letters)
    lines = [
        (left, (text if left else f"= {text}") + (_beside(rule) if rule else ""))
        for (left, _, rule), text in zip(rows, written.outputs, strict=True)
    ]
    return aligned([*lines, *written.bindings])


def _beside(rule: str) -> str:
    return f" && \\text{{{escaped(rule)}}}"


def _letters(account: Account, graph: Graph) -> dict[str, str]:
    names = [*graph.variables, *(value.name for value in account.values)]
    letters = {each: name(each) for each in names} | dict(unlike(names))
    bars = {bar: _barred(letters[of]) for of, bar in account.cotangents.items()}
    for step in account.steps:
        if step.name not in bars:
            count = step.name.removeprefix(account.cotangents[step.operand]).strip("_")
            bars[step.name] = f"{bars[account.cotangents[step.operand]]}^{{({count})}}"
    return letters | bars


def _barred(letter: str) -> str:
    base, _, below = letter.partition("_")
    return f"\\bar{{{base}}}" + (f"_{below}" if below else "")


def _values(account: Account, letters: dict[str, str]) -> list[Row]:
    found = []
    for value in account.values:
        found.append((letters[value.name], value.definition.graph, ""))
        if value.again is not None:
            found.append(("", value.again.graph, ""))
    return found


def _steps(account: Account, letters: dict[str, str]) -> list[Row]:
    return [
        (letters[step.name], step.claim.graph, "" if step.rule == ADDING_UP else step.rule)
        for step in account.steps
    ]
