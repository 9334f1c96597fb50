"""The words of a command line, sorted before anybody parses them.

`symgrad grad '-x**2' x=3` must work: a word that starts with one dash is an expression or a
value unless it is exactly a short option. So the words are put in order here: the command,
its options with their values, then `--`, then everything else. Whatever is wrong with
the options is said here, in the form of the house. May import `errors` and `graph.arguments`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from symgrad.errors import ArgumentError, UnknownNameError
from symgrad.graph.arguments import nearest

HELP = ("-h", "--help")
VERSION = "--version"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command: its long form, and whether a value follows it."""

    long: str
    valued: bool


Options = Mapping[str, Option]


@dataclass(slots=True)
class Sorted:
    """A command line in order.

    Attributes:
        command: the first word that is no option, "" if there is none.
        options: the options as they were found, each with its value, None for a switch.
        arguments: everything else. helps, version: whether help or the version was asked for.
    """

    command: str = ""
    options: list[tuple[str, Option, str | None]] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    helps: bool = False
    version: bool = False

    def ordered(self) -> list[str]:
        """Return the words for the parser: nothing in them is ambiguous any more."""
        switches = [
            o.long if value is None else f"{o.long}={value}" for _, o, value in self.options
        ]
        return [self.command, *switches, "--", *self.arguments]


def sort_words(words: Sequence[str], commands: Mapping[str, Options]) -> Sorted:
    """Return the words of a command line in order.

    Args:
        words: as the shell handed them over.
        commands: for each command its options by every form they have, long and short.

    Raises:
        UnknownNameError: there is no such command, or it has no such option.
        ArgumentError: an option lacks its value, or has one that it does not take.
    """
    every = {form: option for options in commands.values() for form, option in options.items()}
    found, strangers = _sorted(words, every)
    if found.version or (found.helps and not found.arguments):
        return found
    if found.arguments:
        found.command = found.arguments.pop(0)
        _check_command(found, commands)
    forms = commands.get(found.command, every)
    for form in [*strangers, *(form for form, _, _ in found.options)]:
        if form not in forms:
            raise _unknown_option(form, found.command, forms)
    return found


def _sorted(words: Sequence[str], every: Options) -> tuple[Sorted, list[str]]:
    found, strangers = Sorted(), []
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        form, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if word == "--":
            found.arguments += reversed(waiting)
            break
        if word in HELP or word == VERSION:
            found.helps, found.version = (
                found.helps or word in HELP,
                found.version or word == VERSION,
            )
        elif form in every:
            found.options.append((form, every[form], _value(form, equals, value, waiting, every)))
        elif _looks_like_option(word):
            strangers.append(form)
        else:
            found.arguments.append(word)
    return found, strangers


def _value(form: str, equals: str, value: str, waiting: list[str], every: Options) -> str | None:
    if not every[form].valued:
        if equals:
            raise ArgumentError(
                f"{form} takes no value", code="needless-value", help=f"write {form} alone"
            )
        return None
    if equals:
        return value
    following = waiting[-1] if waiting else ""
    long = following.partition("=")[0] if following.startswith("--") else following
    if not waiting or long in every:
        raise ArgumentError(
            f"{form} needs a value", code="missing-option-value", help=f"write {form} VALUE"
        )
    return waiting.pop()


def _looks_like_option(word: str) -> bool:
    """Tell whether a word can only be a mistyped option: two dashes and two letters."""
    name = word[2:].partition("=")[0]
    letters = len(name) > 1 and name[:2].isalpha()
    return word.startswith("--") and letters and name.replace("-", "").isalpha()


def _check_command(found: Sorted, commands: Mapping[str, Options]) -> None:
    if found.command in commands:
        return
    mend = nearest(found.command, commands)
    if not mend:
        simple = found.command.isidentifier()
        mend = f"choose one of {', '.join(commands)}" if simple else "write symgrad grad EXPR"
    shown = _short(found.command)
    raise UnknownNameError(f"there is no command '{shown}'", code="unknown-command", help=mend)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _unknown_option(form: str, command: str, forms: Options) -> UnknownNameError:
    who = f"symgrad {command}" if command else "symgrad"
    return UnknownNameError(
        f"{who} has no option {_short(form)}",
        code="unknown-option",
        help=nearest(form, forms) or f"{who} --help lists them; after -- every word is an argument",
    )
