"""The command `symgrad`: words in, an exit code out.

Every command is a function whose docstring is its help; what it does is in `commands`,
loaded when it runs, so that help and usage errors load neither NumPy nor SymPy. Every way
to fail gets its exit code here.
"""

from __future__ import annotations

import json
import shlex
import sys
import time
import traceback
from itertools import pairwise
from typing import Any

import typer

from symgrad import __version__
from symgrad.errors import ArgumentError, SymgradError, visible
from symgrad_cli import options
from symgrad_cli.options import Asking, Looks, Proof, Setting, grouped
from symgrad_cli.output import write
from symgrad_cli.words import Option, Options, Sorted, sort_words

SHORT_HELP = """\
symgrad differentiates an expression twice and says whether the two agree.

  symgrad grad "sum((x+2)*(x-2))" x="[[1,2],[3,4]]"
  symgrad check "sin(x**2)" dx="2*x*cos(x**2)"

symgrad --help lists the commands, symgrad grad --help the options of one."""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Differentiate an expression twice, symbolically and in reverse mode, "
    "and say whether the two agree.",
)


@app.command(options_metavar="[OPTIONS] EXPR")
@grouped
def grad(
    *,
    words: options.Words = None,
    cotangent: options.Cotangent = None,
    tangent: options.Tangent = None,
    witness: options.Witness = None,
    asking: Asking,
    proof: Proof,
    setting: Setting,
    looks: Looks,
) -> int:
    """The gradient: formula, numbers, cross-check.

    symgrad grad "sum((x+2)*(x-2))" x="[[1,2],[3,4]]"
    """
    from symgrad_cli.commands import gradient

    return gradient(words or [], asking, proof, setting, looks, cotangent, tangent or [], witness)


@app.command("eval", options_metavar="[OPTIONS] EXPR")
@grouped
def evaluate(
    *,
    words: options.Words = None,
    digits: options.Certified = None,
    setting: Setting,
    looks: Looks,
) -> int:
    """The value only; nothing is tracked.

    symgrad eval "(A @ x).sum()" A=ones:2x3 x=1,2,3
    """
    from symgrad_cli.commands import value

    return value(words or [], digits, setting, looks)


@app.command(options_metavar="[OPTIONS] EXPR")
@grouped
def jacobian(
    *,
    words: options.Words = None,
    asking: Asking,
    proof: Proof,
    setting: Setting,
    looks: Looks,
) -> int:
    """All derivatives of an array-valued expression.

    symgrad jacobian "A @ exp(x)" A="[[1,2],[3,4]]" x=0.5,0.6 --wrt x
    """
    from symgrad_cli.commands import jacobians

    return jacobians(words or [], asking, proof, setting, looks)


@app.command(options_metavar="[OPTIONS] EXPR")
@grouped
def hessian(
    *,
    words: options.Words = None,
    asking: Asking,
    proof: Proof,
    setting: Setting,
    looks: Looks,
) -> int:
    """The second derivatives of a scalar expression.

    symgrad hessian "x**3*y" x=2 y=5
    """
    from symgrad_cli.commands import hessians

    return hessians(words or [], asking, proof, setting, looks)


@app.command(options_metavar="[OPTIONS] EXPR dNAME=ANSWER")
@grouped
def check(
    *,
    words: options.Words = None,
    given: options.Given = None,
    points: options.Points = None,
    timeout: options.Timeout = 5.0,
    setting: Setting,
    looks: Looks,
) -> int:
    """Is this hand-made derivative right?

    symgrad check "sin(x**2)" dx="2*x*cos(x**2)"
    """
    from symgrad_cli.commands import judged

    return judged(
        words or [], setting, looks, given or [], 8 if points is None else points, timeout
    )


@app.command(options_metavar="[OPTIONS] EXPR")
@grouped
def steps(
    *,
    words: options.Words = None,
    cotangent: options.Cotangent = None,
    definitions: options.Definitions = False,
    asking: Asking,
    setting: Setting,
    looks: Looks,
) -> int:
    """The derivation of a gradient, one rule per line.

    symgrad steps "norm(A @ x - b)**2" A:m,n x:n b:m --wrt x
    """
    from symgrad_cli.commands import explained

    return explained(words or [], asking, setting, looks, cotangent, definitions)


@app.command(options_metavar="[OPTIONS] EXPR")
@grouped
def graph(
    *,
    words: options.Words = None,
    to: options.Picture = "text",
    setting: Setting,
    looks: Looks,
) -> int:
    """The expression graph, with values and gradients.

    symgrad graph "sum((x+2)*(x-2))" x="[[1,2],[3,4]]"
    """
    from symgrad_cli.commands import drawn

    return drawn(words or [], setting, looks, to)


@app.command(options_metavar="[OPTIONS] EXPR")
@grouped
def code(
    *,
    words: options.Words = None,
    to: options.Code,
    wrt: options.Wrt = None,
    cotangent: options.Cotangent = None,
    given: options.Given = None,
    setting: Setting,
    looks: Looks,
) -> int:
    """Value and gradient as code of another library.

    symgrad code "norm(A @ x - b)**2" A:m,n x:n b:m --wrt x --to numpy
    """
    from symgrad_cli.commands import written

    return written(words or [], Asking(wrt, given), setting, looks, to, cotangent)


@app.command()
@grouped
def ops(*, words: options.Function = None, looks: Looks) -> int:
    """The functions of the language, with their rules.

    symgrad ops softmax
    """
    from symgrad_cli.commands import functions

    return functions(words or [], looks)


def main(argv: list[str] | None = None) -> int:
    """Run a command line and return its exit code.

    Args:
        argv: the words after the program's name; those of the process if left out.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        write(sys.stdout, SHORT_HELP)
        return 2
    try:
        return _run(words)
    except SymgradError as error:
        return _report(error, words)
    except KeyboardInterrupt:
        write(sys.stderr, "interrupted")
        return 130
    except MemoryError:
        return _report(_too_large(), words)
    except Exception as error:
        return _bug(error, words)


def _run(words: list[str]) -> int:
    command: Any = typer.main.get_command(app)
    known = {name: _forms(each) for name, each in command.commands.items()}
    found = sort_words(words, known)
    if found.version:
        write(sys.stdout, f"symgrad {__version__}")
        return 0
    return _invoke(command, found)


def _invoke(command: Any, found: Sorted) -> int:
    if found.helps:
        args = [found.command, "--help"] if found.command else ["--help"]
    else:
        args = found.ordered()
    started = time.perf_counter()
    try:
        result = command.main(args=args, prog_name="symgrad", standalone_mode=False)
    except typer.TyperException as error:
        raise ArgumentError(
            error.format_message().rstrip("."), code="usage", help="see --help"
        ) from None
    if any(option.long == "--verbose" for _, option, _ in found.options):
        write(sys.stderr, f"symgrad {__version__}, {time.perf_counter() - started:.2f} s")
    return result if isinstance(result, int) else 0


def _forms(command: Any) -> Options:
    found: dict[str, Option] = {}
    for param in command.params:
        if param.param_type_name == "option":
            long = max(param.opts, key=len)
            found |= {form: Option(long, not param.is_flag) for form in param.opts}
    return found


def _wants_json(words: list[str]) -> bool:
    options = words[: words.index("--")] if "--" in words else words
    pairs = list(pairwise(options))
    return bool({"--json", "--format=json"} & set(options)) or ("--format", "json") in pairs


def _report(error: SymgradError, words: list[str]) -> int:
    if _wants_json(words):
        line, column = error.position or (None, None)
        found = {"class": error.kind, "code": error.code, "message": error.message}
        place = {"line": line, "column": column, "help": error.help}
        write(sys.stdout, json.dumps({"schema": 1, "error": {**found, **place}}, indent=2))
    if "--traceback" in words:
        traceback.print_exc()
    write(sys.stderr, error.explain())
    return 2


def _too_large() -> SymgradError:
    from symgrad.errors import LimitError

    return LimitError("memory ran out", code="limit-memory", help="make the arrays smaller")


def _bug(error: Exception, words: list[str]) -> int:
    if "--traceback" in words:
        traceback.print_exc()
    kind = type(error).__name__
    what = f"a bug of symgrad's own, {kind}: {str(error)[:200]}".replace("\n", " ")
    what = visible(what)
    again = [*(word for word in words if word != "--traceback"), "--traceback"]
    write(sys.stderr, f"{what}\nit repeats with: symgrad {visible(shlex.join(again))}")
    return 4
