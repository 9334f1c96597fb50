"""The words of a command line, sorted before anybody parses them.

`symgrad grad '-x**2' x=3` must work: a word that starts with one dash is an expression or a
value unless it is exactly a short option. So the words are put in order here: options with
their values first, then `--`, then everything else. Imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def sort_words(words: Sequence[str], options: Mapping[str, bool]) -> list[str]:
    """Return the words of one command with its options first.

    Args:
        words: what follows the command's name.
        options: every option that the command knows, long and short, and whether it takes a value.
    """
    found: list[str] = []
    rest: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            rest += waiting
            break
        name = word.split("=", 1)[0] if word.startswith("--") else word
        if name not in options and not _looks_like_option(word):
            rest.append(word)
            continue
        found.append(word)
        if options.get(name) and "=" not in word and waiting:
            found.append(waiting.pop(0))
    return [*found, "--", *rest]


def _looks_like_option(word: str) -> bool:
    """Tell whether a word can only be a mistyped option: two dashes and a letter."""
    return word.startswith("--") and word[2:3].isalpha() and "(" not in word and "*" not in word
