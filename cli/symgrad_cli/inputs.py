"""What a command line says of an expression: its text, values, shapes and answers.

Values are expressions of the language, shell-safe spellings of arrays, or files of data.
Nothing that is read here is ever executed. May import every floor of symgrad.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symgrad.errors import ArgumentError, FileError, InputError, LimitError, SymgradError
from symgrad.graph.limits import Limits
from symgrad.language.grammar import canonical_name
from symgrad.source import Source

_NAME = r"[^\W\d]\w*"
_VALUE = re.compile(rf"\s*({_NAME})\s*=(?!=)(.*)", re.DOTALL)
_ANSWER = re.compile(rf"\s*d\(\s*({_NAME})\s*\)\s*=(?!=)(.*)", re.DOTALL)
_SHAPE = re.compile(rf"\s*({_NAME})\s*:\s*(.*)", re.DOTALL)
_SPELLED = re.compile(r"(randn|rand|ones|zeros|eye):(\d+(?:x\d+)*)")
_LONG_TEXT = 10_000


@dataclass(frozen=True)
class Inputs:
    """The words after the options, understood.

    Attributes:
        text: the expression. values, shapes, answers: texts by variable, in order.
    """

    text: str
    values: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, tuple[int | str, ...]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def refuse_answers(self) -> None:
        """Refuse `d(x)=...` where nothing is judged.

        Raises:
            ArgumentError: there is an answer.
        """
        for name in self.answers:
            raise ArgumentError(
                f"d({name})= is an answer, and only check judges answers",
                code="needless-answer",
                help="use symgrad check",
            )


def read_inputs(words: Sequence[str], file: str | None, limits: Limits) -> Inputs:
    """Sort words into an expression, values, shapes and answers.

    Raises:
        ArgumentError: no expression, two of them, or a name given twice.
        FileError: the file of the expression cannot be read.
    """
    if file is None and not words:
        raise ArgumentError(
            "no expression is given",
            code="no-expression",
            help='write one, such as symgrad grad "sum(x**2)" x=1,2,3',
        )
    if file is not None:
        text, rest = read_text(file, limits), list(words)
    else:
        rest = list(words)
        text = rest.pop(_expression_at(words))
    if text == "-" and file is None:
        text = _standard_input(limits)
    inputs = Inputs(text)
    for word in rest:
        _sort(word, inputs)
    return inputs


def _expression_at(words: Sequence[str]) -> int:
    """Return which word is the expression: the first, unless that can only be a value."""
    others = [at for at, word in enumerate(words) if not _VALUE.fullmatch(word)]
    others = [at for at in others if not _SHAPE.fullmatch(words[at])]
    single = _VALUE.fullmatch(words[0]) and not set(words[0]) & set(";\n\r")
    return others[0] if single and others else 0


def _sort(word: str, inputs: Inputs) -> None:
    for pattern, place in ((_ANSWER, inputs.answers), (_VALUE, inputs.values)):
        match = pattern.fullmatch(word)
        if match:
            _put(place, canonical_name(match[1]), match[2])
            return
    match = _SHAPE.fullmatch(word)
    if match:
        _put(inputs.shapes, canonical_name(match[1]), _declared(match[1], match[2]))
        return
    raise ArgumentError(
        f"'{_short(word)}' is neither NAME=VALUE nor NAME:SHAPE, and one expression is enough",
        code="second-expression",
        help="put the expression in quotes: has the shell expanded a * or split at a blank?",
    )


def _put(place: dict[str, Any], name: str, value: Any) -> None:
    if name in place:
        raise ArgumentError(
            f"{name} is given twice", code="name-twice", help="give every name once"
        )
    place[name] = value


def _declared(name: str, text: str) -> tuple[int | str, ...]:
    parts = [part.strip() for part in re.split(r"[,x](?=\s*\d)|,", text)] if text.strip() else []
    for part in parts:
        if not re.fullmatch(rf"\d{{1,18}}|{_NAME}", part):
            raise InputError(
                f"'{_short(text)}' is no shape for {name}",
                code="bad-shape",
                help=f"write {name}:5x3 with numbers or {name}:m,n with size names",
            )
    return tuple(int(part) if part.isdigit() else part for part in parts)


def read_values(
    texts: Mapping[str, str], *, dtype: str, seed: int, limits: Limits
) -> dict[str, Any]:
    """Return arrays for the texts of values.

    Raises:
        SymgradError: with the text of the value as its source.
    """
    return {
        name: read_value(name, text, dtype=dtype, seed=seed, limits=limits)
        for name, text in texts.items()
    }


def read_tangents(words: Sequence[str]) -> dict[str, str]:
    """Return the texts of tangents by variable, from words such as `x=[1,0]`.

    Raises:
        ArgumentError: a word is no NAME=VALUE, or a name is given twice.
    """
    found: dict[str, str] = {}
    for word in words:
        match = _VALUE.fullmatch(word)
        if not match:
            raise ArgumentError(
                f"the tangent '{_short(word)}' is not NAME=VALUE",
                code="bad-tangent",
                help="name the variable that moves and its direction, such as --tangent x=[1,0]",
            )
        _put(found, canonical_name(match[1]), match[2])
    return found


def read_value(name: str, text: str, *, dtype: str, seed: int, limits: Limits) -> Any:
    """Return the array that a text stands for: an expression, a spelling or a file."""
    limits.check("value_characters", len(text))
    text = text.strip()
    if text.startswith("@"):
        return _file_value(text[1:], limits)
    if len(text) > _LONG_TEXT:
        quick = _plain_list(text)
        if quick is not None:
            return quick
    return _language_value(name, spelled_out(text), dtype, seed, limits)


def spelled_out(text: str) -> str:
    """Return a shell-safe spelling as text of the language; other text as it is.

    >>> spelled_out("1,2;3,4"), spelled_out("randn:5x3"), spelled_out("x + 1")
    ('[[1,2],[3,4]]', 'randn((5,3,))', 'x + 1')
    """
    match = _SPELLED.fullmatch(text.replace(" ", ""))
    if match:
        sizes = match[2].split("x")
        inner = ",".join(sizes) if match[1] == "eye" else f"({','.join(sizes)},)"
        return f"{match[1]}({inner})"
    rows = _split(text, ";")
    entries = [_split(row, ",") for row in rows]
    if len(rows) > 1:
        return f"[{','.join(f'[{row}]' for row in rows if row.strip())}]"
    return f"[{text.rstrip().removesuffix(',')}]" if len(entries[0]) > 1 else text


def _split(text: str, at: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for position, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == at and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _language_value(name: str, text: str, dtype: str, seed: int, limits: Limits) -> Any:
    import numpy as np

    from symgrad.graph.build import build
    from symgrad.language.parser import parse
    from symgrad.numeric.arrays import NumpyNamespace
    from symgrad.numeric.evaluate import evaluate

    source = Source(text, f"value of {name}")
    try:
        program = parse(source, characters=limits.value_characters)
        graph = build(program, values=True, limits=limits)
    except SymgradError as error:
        raise error.with_source(source) from None
    stream = np.random.default_rng([seed, *name.encode()])
    namespace = NumpyNamespace(dtype, stream)
    (value,) = evaluate([graph.output], {}, dtype, namespace=namespace)
    return value if _is_held(graph.output, dtype) else _exactly(graph.output, value)


def _is_held(node: Any, dtype: str) -> bool:
    """Tell whether a value is written with numbers that are all of the dtype."""
    from symgrad.graph.node import ArrayLiteral, Number
    from symgrad.graph.walk import topological
    from symgrad.numeric.precision import PRECISIONS

    numbers: list[Any] = []
    for each in topological([node]):
        if isinstance(each.leaf, ArrayLiteral):
            numbers += each.leaf.entries
        elif isinstance(each.leaf, Number):
            numbers.append(each.leaf.value)
        elif each.function not in ("negative", ""):
            return False
    holds = PRECISIONS[dtype].holds
    return all(isinstance(number, str) or holds(number) for number in numbers)


def _exactly(node: Any, value: Any) -> Any:
    """Return a value as the fractions that were typed, or as it is where they are not known."""
    from symgrad.verdict.enclosures import fractions_of

    found = fractions_of(node)
    return value if found is None else found


def _plain_list(text: str) -> Any:
    import json

    import numpy as np

    try:
        return np.array(json.loads(text), dtype=np.float64)
    except (ValueError, TypeError, RecursionError):
        return None


def read_text(file: str, limits: Limits) -> str:
    """Return the text of a file, `-` for standard input.

    Raises:
        FileError: it cannot be read, or is no text.
    """
    if file == "-":
        return _standard_input(limits)
    from symgrad_cli.datafiles import read_bytes

    most = None if limits.characters is None else 4 * limits.characters
    return _decoded(read_bytes(file, most), file)


def _standard_input(limits: Limits) -> str:
    most = limits.characters
    data = sys.stdin.buffer.read() if most is None else sys.stdin.buffer.read(4 * most + 1)
    return _decoded(data, "standard input")


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileError(f"{name} is no text", code="not-text", help="save it as UTF-8")


def _file_value(path: str, limits: Limits) -> Any:
    if not limits.files:
        raise LimitError(
            "files are not read here", code="limit-files", help="give the value itself"
        )
    from symgrad_cli.datafiles import read_array

    return read_array(path)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def split_answers(
    inputs: Inputs, variables: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Tell answers `dNAME=...` from values, knowing the question's variables.

    Returns:
        Answers and values by variable.

    Raises:
        InputError: `dx=` while both `x` and `dx` are variables.
    """
    answers, values = dict(inputs.answers), {}
    for name, text in inputs.values.items():
        target = name[1:]
        if name.startswith("d") and target in variables:
            if name in variables:
                raise InputError(
                    f"{name} is a variable, and so is {target}",
                    code="ambiguous-answer",
                    help=f"write d({target})=ANSWER for an answer",
                )
            _put(answers, target, text)
        else:
            values[name] = text
    return answers, values
