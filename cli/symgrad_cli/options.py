"""The options of the commands, each declared once, and those that all commands share.

May import `errors`, `graph`, typer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, get_type_hints

import typer

from symgrad.errors import InputError
from symgrad.graph.arguments import nearest
from symgrad.graph.limits import BY_NAME, Limits

# Of these formats a command has what suits its result.
PAGES = ("markdown", "latex")
FORMATS = ("table", "plain", "json", *PAGES)
COLORS = ("auto", "always", "never")
DTYPES = ("float64", "float32")
LIMITS = ("trusted", "untrusted", "none")
PICTURES = ("text", "dot", "mermaid")
MOST_DIGITS = 100
AT_KINKS = ("refuse", "accept")
CODES = ("numpy", "torch", "jax", "latex")

Words = Annotated[list[str] | None, typer.Argument(hidden=True, metavar="NAME=VALUE")]
Function = Annotated[list[str] | None, typer.Argument(hidden=True, metavar="NAME")]
File = Annotated[
    str | None,
    typer.Option("--file", "-f", metavar="FILE", help="Read the expression from a file (- stdin)."),
]
Wrt = Annotated[
    list[str] | None,
    typer.Option(
        "--wrt", metavar="NAMES", help="Differentiate by these (x,w); the rest is constant."
    ),
]
Cotangent = Annotated[
    str | None,
    typer.Option("--cotangent", metavar="VALUE", help="Weights of the entries of an array output."),
]
Tangent = Annotated[
    list[str] | None,
    typer.Option(
        "--tangent", metavar="NAME=VALUE", help="Differentiate along directions; repeatable."
    ),
]
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--given", metavar="TEXT", help="Assume, e.g. 'x > 0' or symmetric(A); repeatable."
    ),
]
Dtype = Annotated[
    str,
    typer.Option(
        "--dtype", metavar="|".join(DTYPES), help="Compute in this type.", show_default=False
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", help="Seed of all draws (0).", show_default=False)
]
Limit = Annotated[
    str,
    typer.Option(
        "--limits", metavar="|".join(LIMITS), help="How much to take on.", show_default=False
    ),
]
Points = Annotated[
    int | None, typer.Option("--points", metavar="N", help="How many random points to try.")
]
Timeout = Annotated[
    float,
    typer.Option("--timeout", metavar="S", help="Seconds for each answer (5).", show_default=False),
]
Expand = Annotated[bool, typer.Option("--expand", help="Write shared parts of a form out.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Derive anew, and keep no closed form.")]
Witness = Annotated[
    str | None,
    typer.Option(
        "--witness", metavar="difference", help="Add a third witness, central differences."
    ),
]
Digits = Annotated[
    int,
    typer.Option(
        "--digits", metavar="N", help="Certified digits, up to 100 (15).", show_default=False
    ),
]
Certified = Annotated[
    int | None,
    typer.Option("--digits", metavar="N", help="Show so many certified digits, up to 100."),
]
Certify = Annotated[
    bool, typer.Option("--certify", help="Enclose in balls, however large the expression is.")
]
AtKinks = Annotated[
    str,
    typer.Option(
        "--at-kinks",
        metavar="|".join(AT_KINKS),
        help="Compare the slopes chosen on kinks, or refuse (refuse).",
        show_default=False,
    ),
]
Picture = Annotated[
    str,
    typer.Option("--to", metavar="|".join(PICTURES), help="Draw the graph.", show_default=False),
]
Definitions = Annotated[
    bool,
    typer.Option("--definitions", help="Take functions apart into the steps of their definitions."),
]
Code = Annotated[
    str, typer.Option("--to", metavar="|".join(CODES), help="What the code is written for.")
]


@dataclass(frozen=True, slots=True)
class Looks:
    """How results are shown: the options that every command has."""

    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="|".join(FORMATS), help="table on a terminal, else plain."
        ),
    ] = None
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")
    ] = None
    all: Annotated[bool, typer.Option("--all", help="Show every entry of large arrays.")] = False
    worst: Annotated[
        int,
        typer.Option(
            "--worst", metavar="N", help="Entries shown of large arrays (5).", show_default=False
        ),
    ] = 5
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Exit code only.")] = False
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say versions, seconds and advice on stderr.")
    ] = False
    color: Annotated[
        str,
        typer.Option("--color", metavar="|".join(COLORS), help="Colours.", show_default=False),
    ] = "auto"
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show where an error was raised.")
    ] = False

    def __post_init__(self) -> None:
        if self.format is not None:
            choose(self.format, FORMATS, "--format")
        choose(self.color, COLORS, "--color")
        at_least(self.worst, 0, "--worst")
        if self.json and self.format not in (None, "json"):
            raise InputError(
                f"--json and --format {self.format} contradict each other",
                code="bad-option",
                help="leave one of them out",
            )

    @property
    def kind(self) -> str | None:
        """The format asked for, None for what suits the place it is written to."""
        return "json" if self.json else self.format


@dataclass(frozen=True, slots=True)
class Setting:
    """In what an expression is computed: the options of all commands that evaluate."""

    file: File = None
    dtype: Dtype = "float64"
    seed: Seed = 0
    limits: Limit = "trusted"

    def __post_init__(self) -> None:
        choose(self.dtype, DTYPES, "--dtype")
        at_least(self.seed, 0, "--seed")
        choose(self.limits, LIMITS, "--limits")

    @property
    def bounds(self) -> Limits:
        """The limits themselves."""
        return BY_NAME[self.limits]


@dataclass(frozen=True, slots=True)
class Asking:
    """By what is differentiated, and where: the options of grad, jacobian and hessian."""

    wrt: Wrt = None
    given: Given = None
    points: Points = None
    no_cache: NoCache = False
    expand: Expand = False

    def __post_init__(self) -> None:
        if self.points is not None:
            at_least(self.points, 1, "--points")

    @property
    def names(self) -> list[str] | None:
        """The variables of `--wrt`, None for all."""
        return [name.strip() for name in ",".join(self.wrt).split(",")] if self.wrt else None


@dataclass(frozen=True, slots=True)
class Proof:
    """How closely both sides are compared: the options of grad, jacobian and hessian."""

    digits: Digits = 15
    certify: Certify = False
    at_kinks: AtKinks = "refuse"

    def __post_init__(self) -> None:
        within_digits(self.digits)
        choose(self.at_kinks, AT_KINKS, "--at-kinks")


def grouped(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command take groups of options, each as one argument.

    typer reads options off a signature. Here it is put together from the command's own
    parameters and the fields of the groups among them, so that no command repeats those.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    own = [p for p in inspect.signature(command).parameters.values() if p.name not in groups]
    every = [p.replace(annotation=hints[p.name]) for p in own]
    for kind in groups.values():
        shared = get_type_hints(kind, include_extras=True)
        every += [
            inspect.Parameter(
                f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=shared[f.name]
            )
            for f in fields(kind)
        ]

    def run(**given: Any) -> int:
        made = {
            name: kind(**{f.name: given.pop(f.name) for f in fields(kind)})
            for name, kind in groups.items()
        }
        return command(**given, **made)

    run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in every}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def choose(value: str, known: Sequence[str], option: str) -> str:
    """Return a value that has to be one of a few words.

    Raises:
        InputError: it is none of them.
    """
    if value not in known:
        raise InputError(
            f"{option} cannot be '{value[:40]}'",
            code="bad-option",
            help=nearest(value, known) or f"choose one of {', '.join(known)}",
        )
    return value


def within_digits(count: int) -> None:
    """Refuse a number of certified digits that nobody can have.

    Raises:
        InputError: it is not between 1 and 100.
    """
    at_least(count, 1, "--digits")
    if count > MOST_DIGITS:
        raise InputError(
            f"--digits cannot be {count}", code="bad-option", help=f"give at most {MOST_DIGITS}"
        )


def at_least(value: float, least: float, option: str) -> None:
    """Refuse a number that is too small.

    Raises:
        InputError: it is smaller than `least`, or not a number.
    """
    if not value >= least:
        raise InputError(
            f"{option} cannot be {value}", code="bad-option", help=f"give a number from {least:g}"
        )
