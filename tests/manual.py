"""The manual page of all functions, written from the rows: `python -m tests.manual`.

Derivatives are derived and examples are run while the page is written, so nothing in it can
be older than the program. `test_manual.py` holds the page to this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import symgrad as sg
from symgrad.ops.row import Op
from symgrad.ops.table import FAMILIES, OPS
from symgrad.report import numbers
from symgrad.report.calls import COTANGENT
from symgrad.report.facts import Example, Facts, facts_of, rounded, shapes_text
from symgrad.report.functions import choices
from tests.literate import FENCE, run

PAGE = Path(__file__).parents[1] / "samples" / "functions.md"
WIDEST = 88
SLOPE = "a derivative only if "
HEAD = """\
# Functions

Every function of the language, by family. This page is written by the program
(`python -m tests.manual`): the gradients are derived from the definitions, the examples are run.

- `f` is the value of the call and `{cotangent}` the gradient of the whole by it, 1 for a single
  number. What stands behind ∂/∂x is the gradient of the whole by x, as text of the language.
- A function without a *domain* has a value and a derivative everywhere. On a *kink* it is
  continuous and not smooth; what is chosen there is a subgradient, and is said in the output.
- In the examples entries of `{cotangent}` are 1 for elementwise functions, else as given.

`symgrad ops NAME` says the same at the shell:

{fence}console
$ {command}
{output}{fence}
"""


def page() -> str:
    """Return the page as the program writes it today."""
    command = "symgrad ops log"
    head = HEAD.format(
        cotangent=COTANGENT, fence=FENCE, command=command, output=run(command, PAGE.parent)
    )
    families = {family: [OPS[op.name] for op in rows] for family, rows in FAMILIES.items() if rows}
    contents = [f"- [{family}](#{family}): {_links(rows)}" for family, rows in families.items()]
    parts = [head, "\n".join(contents) + "\n"]
    for family, rows in families.items():
        parts.append(f"## {family}\n")
        parts += ["\n".join(_entry(facts_of(op))) for op in rows]
    return "\n".join(parts)


def _links(rows: list[Op]) -> str:
    return ", ".join(f"[{_escaped(op.name)}](#{op.name})" for op in rows)


def _entry(facts: Facts) -> Iterator[str]:
    op = facts.op
    written = facts.signature
    if op.glyph and op.callable:
        written += f"` or `{facts.call}"
    yield f"### {_escaped(op.name)}\n"
    also = "".join(f", also `{alias}`" for alias in op.aliases)
    yield f"`{written}`{also}<br>"
    yield f"{_escaped(op.doc)}. *{_escaped(op.source)}*\n"
    yield from _facts(facts)
    yield from _example(facts.example)


def _facts(facts: Facts) -> Iterator[str]:
    lines = []
    for param in facts.op.params:
        if param.choices:
            lines.append(f"- {_escaped(param.name)}: {choices(param)}")
    lines += [f"- *domain*: {_relation(text)}" for text in facts.domain]
    lines += [f"- *kink*: {_escaped(text)}" for text in facts.kinks]
    where = f" for {shapes_text(facts.shapes)}" if facts.shapes else ""
    rules = [text for text in facts.rules.values() if len(text) > WIDEST or ";" in text]
    if not rules:
        for name, text in facts.rules.items():
            lines.append(f"- ∂/∂{_escaped(name)} = `{text}`{where}")
            where = ""
    if lines:
        yield "\n".join(lines) + "\n"
    if rules:
        yield f"`{facts.call}`{where}:\n\n{FENCE}text"
        for name, text in facts.rules.items():
            *bound, last = text.split("; ")
            yield from bound
            yield f"∂/∂{name} = {last}"
        yield f"{FENCE}\n"


def _example(example: Example) -> Iterator[str]:
    lines = [(name, _brief(text)) for name, text in example.values.items()]
    if set(re.findall(r"\d+", example.cotangent)) - {"1"}:
        lines.append((COTANGENT, _brief(example.cotangent)))
    lines.append(("f", _brief(rounded(example.value))))
    lines += [(f"∂/∂{name}", _brief(rounded(each))) for name, each in example.gradients.items()]
    width = max(len(label) for label, _ in lines)
    yield f"{FENCE}text\n{example.text}"
    yield from (f"  {label:<{width}}  {text}" for label, text in lines)
    yield f"{FENCE}\n"


def _brief(text: str) -> str:
    """Return an array's text, or what the array is like where that is too wide for a page."""
    if len(text) <= WIDEST:
        return text
    found = np.asarray(sg.evaluate(text))
    low, high = rounded(found.min()), rounded(found.max())
    return f"{numbers.shape(found.shape)}, {found.size} entries from {low} to {high}"


def _relation(text: str) -> str:
    """Return a domain with its relations as code."""
    stated, colon, words = text.partition(": ")
    if not colon:
        return _escaped(text)
    parts = stated.split(SLOPE)
    return SLOPE.join(f"`{p.strip(', ')}`{', ' * p.endswith(', ')}" if p else "" for p in parts) + (
        f"{colon}{_escaped(words)}"
    )


def _escaped(text: str) -> str:
    return re.sub(r"([*_<>\[\]|])", r"\\\1", text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
