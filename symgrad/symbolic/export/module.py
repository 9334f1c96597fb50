"""A module of code: a function for value and gradient, what it needs, and its self-check.

    graphs -expanded-> functions of the target -Lines-> straight-line code -> text

May import `graph`, `ops`, `errors` and `export`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.graph.graph import Graph
from symgrad.graph.limits import BY_NAME
from symgrad.graph.node import Node, SizeOf, Table
from symgrad.graph.rebuild import transplant
from symgrad.graph.walk import topological
from symgrad.ops.dims import Dim, named, show_shape
from symgrad.symbolic.export.complements import completed
from symgrad.symbolic.export.expanding import expanded
from symgrad.symbolic.export.form import Target
from symgrad.symbolic.export.lines import WIDTH, Lines
from symgrad.symbolic.export.names import Names
from symgrad.symbolic.export.points import Point, point_lines

# The two are further apart than this only if one of them is wrong.
_TOLERANCE = "1e-6"


@dataclass(frozen=True)
class Body:
    """The inside of a function.

    Attributes:
        parameters: identifiers by variable, in order. lines: the statements.
        results: identifiers of the outputs, in order. needs: imports and prelude functions.
    """

    parameters: Mapping[str, str]
    lines: list[str]
    results: list[str]
    needs: list[str]


def value_and_gradient(
    question: Graph,
    gradients: Mapping[str, Graph],
    formulas: Mapping[str, str],
    target: Target,
    point: Point | None,
    why: str = "",
) -> str:
    """Return a module with `value_and_grad`, and a self-check if there is a point.

    Args:
        question: an output of one entry. gradients: closed forms by variable.
        formulas: their texts. target: the library.
        point: a point of the domain; None leaves the self-check out. why: what is said then.

    Raises:
        InputError: the library lacks a function.
    """
    outputs = {"value": question.output} | {f"grad_{n}": g.output for n, g in gradients.items()}
    body = written(outputs, question, target)
    value, *found = body.results
    grads = found[0] if len(found) == 1 else f"({', '.join(found)})"
    names = list(gradients)
    said = [f"value: {question}", *(f"d/d{name}: {formulas[name]}" for name in names)]
    head = _returned(names)
    function = _function("value_and_grad", head, said, question, body, f"{value}, {grads}")
    check = [] if point is None else _self_check(names, body, target, point)
    needs = [*body.needs, *(target.checking if check else ())]
    what = "Value and gradient" if names else "Value"
    words = f"{what} of an expression with {target.title}, written by symgrad."
    top = [f'"""{words}', "", why, '"""', ""] if why else [f'"""{words}"""', ""]
    return "\n".join([*top, *_needed(needs, target), "", "", *function, *check])


def gradient_alone(graph: Graph, wrt: Sequence[str], formula: str, target: Target) -> str:
    """Return a module with a function `gradient` of a closed form alone."""
    body = written({"gradient": graph.output}, graph, target)
    head = f"Return the derivative by {', then '.join(wrt)}." if wrt else "Return the derivative."
    function = _function("gradient", head, [formula], graph, body, body.results[0])
    top = [f'"""A derivative with {target.title}, written by symgrad."""', ""]
    return "\n".join([*top, *_needed(body.needs, target), "", "", *function])


def written(outputs: Mapping[str, Node], question: Graph, target: Target) -> Body:
    """Return the code of nodes as the inside of a function of all inputs of a question."""
    names = Names(target.prelude)
    sizes = {n: names.name(n) for n in sorted({n for i in question.inputs for n in _named(i)})}
    known = {node.name: names.name(node.name) for node in question.inputs}
    table = Table(BY_NAME["none"])
    renamed = {old: named(new) for old, new in sizes.items() if old != new}
    wanted = [*outputs.values(), *question.names]
    copies = transplant(wanted, table, sizes=renamed)  # type: ignore[arg-type]
    kept = completed([copies[node] for node in wanted], table)
    copies = {node: kept[copies[node]] for node in wanted}
    became = expanded([copies[node] for node in outputs.values()], table, target)
    called = {became[copies[n]]: name for n, name in question.names.items() if copies[n] in became}
    finals = [became[copies[node]] for node in outputs.values()]
    code = Lines(finals, target, names, known, called)
    results = [code.assign(w, node) for w, node in zip(outputs, finals, strict=True)]
    casts = [f"    {name} = {name.join(target.cast)}" for name in known.values()]
    measured = _measured(question, sizes, set(_used(finals)), known)
    return Body(known, [*casts, *measured, *code.lines], results, list(code.needs))


def _named(node: Node) -> Iterable[str]:
    return (name for dim in node.shape if isinstance(dim, Dim) for name in dim.names)


def _used(outputs: Sequence[Node]) -> Iterable[str]:
    """Give the size names that stand in the code of nodes."""
    for node in topological(outputs):
        pile: list[Any] = list(node.params.values())
        if isinstance(node.leaf, SizeOf):
            pile.append(node.leaf.dim)
        while pile:
            part = pile.pop()
            if isinstance(part, tuple):
                pile += part
            elif isinstance(part, Dim):
                yield from part.names


def _measured(
    question: Graph, sizes: Mapping[str, str], used: set[str], known: Mapping[str, str]
) -> list[str]:
    """Return the lines that read sizes off the parameters."""
    lines: dict[str, str] = {}
    for node in question.inputs:
        for axis, dim in enumerate(node.shape):
            name = sizes.get(str(dim))
            if name in used and name not in lines:
                lines[name] = f"    {name} = {known[node.name]}.shape[{axis}]"
    return list(lines.values())


def _returned(names: Sequence[str]) -> str:
    if not names:
        return "Return the value, and no gradient."
    if len(names) == 1:
        return f"Return the value and the gradient by {names[0]}."
    return f"Return the value and a tuple of the gradients by {', '.join(names)}."


def _function(
    name: str, head: str, said: Sequence[str], graph: Graph, body: Body, result: str
) -> list[str]:
    shapes = [
        f"{body.parameters[node.name]}: shape {show_shape(node.shape)}." for node in graph.inputs
    ]
    lines = [f"def {name}({', '.join(body.parameters.values())}):"]
    lines += [f'    """{head}', ""]
    lines += [part for text in said for part in _wrapped(text, 4)]
    if shapes:
        lines += ["", "    Args:", *_wrapped(" ".join(shapes), 8)]
    return [*lines, '    """', *body.lines, f"    return {result}", ""]


def _wrapped(text: str, indent: int) -> list[str]:
    safe = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return textwrap.wrap(
        safe,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 4),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _needed(needs: Sequence[str], target: Target) -> list[str]:
    """Return imports, then the functions of the prelude."""
    wanted = dict.fromkeys([target.short, *needs])
    wanted |= dict.fromkeys(more for need in needs for more in target.needed.get(need, ()))
    imports = [line for name, line in target.imports.items() if name in wanted]
    texts = [target.prelude[name].strip("\n") for name in sorted(wanted) if name in target.prelude]
    return [*imports, *(line for text in texts for line in ("", "", *text.split("\n")))]


def _self_check(names: Sequence[str], body: Body, target: Target, point: Point) -> list[str]:
    if not names:
        return []
    checked = ", ".join(f'"{body.parameters[name]}"' for name in names)
    return [
        "",
        *target.check.strip("\n").split("\n"),
        "",
        "",
        'if __name__ == "__main__":',
        *(f"    {line}" for line in target.setup),
        "    point = {",
        *point_lines(point, body.parameters, target),
        "    }",
        f"    apart = float(check(point, [{checked}]))",
        f'    print(f"the gradient is {{apart:.1e}} from {target.witness}")',
        f"    raise SystemExit(int(not apart <= {_TOLERANCE}))",
        "",
    ]
