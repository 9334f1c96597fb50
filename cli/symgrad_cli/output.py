"""Where text goes: streams that cannot show every letter, and files that are never half written.

May import `errors`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TextIO

from symgrad.errors import FileError

# What stands in where an encoding has no such sign.
_STAND_INS = {"∂": "d", "·": "-"}


def lettered(text: str, encoding: str | None) -> str:
    """Return a text with ASCII in place of what an encoding cannot show."""
    known = encoding or "utf-8"
    try:
        text.encode(known)
    except UnicodeEncodeError:
        for sign, plain in _STAND_INS.items():
            text = text.replace(sign, plain)
        return text.encode(known, "backslashreplace").decode(known)
    return text


def write(stream: TextIO, text: str) -> None:
    """Write a text and a line end to a stream, at once."""
    try:
        stream.write(lettered(text, getattr(stream, "encoding", None)) + "\n")
        stream.flush()
    except BrokenPipeError:
        # Nobody reads any more: the answer is still the answer, and so is its exit code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_file(path: str, text: str) -> None:
    """Write a text and a line end to a file: all of it or nothing.

    Raises:
        FileError: the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            Path(name).chmod(0o666 & ~_mask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {error.strerror or error}",
            code="unwritable-file",
            help="check the path",
        ) from None


def _mask() -> int:
    """Return the permissions that new files of this process go without."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
