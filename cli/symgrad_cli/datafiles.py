"""Arrays in files: .npy, .npz, .csv, .tsv, .txt, .json. Data only, never pickles.

May import `errors` and NumPy.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from symgrad.errors import FileError, LimitError, SymgradError

Array = Any
LARGEST = 8 * 2**30


def read_array(path: str) -> Array:
    """Return the array in a file.

    Args:
        path: the file's path, `data.npz:key` for a member of an archive, `-` for numbers on
            standard input.

    Raises:
        FileError: there is no such file, or it holds no array of numbers.
    """
    if path == "-":
        return _text(sys.stdin.buffer.read(), "standard input", None)
    file, key = _member(path)
    data = read_bytes(file, LARGEST)
    read = _READERS.get(Path(file).suffix.lower())
    if read is None:
        raise FileError(
            f"{file} is of no kind that is read here",
            code="unknown-file-kind",
            help=f"use one of {', '.join(_READERS)}",
        )
    try:
        array = read(data, file, key)
    except (ValueError, TypeError, KeyError, EOFError, OSError, RecursionError) as error:
        raise _bad(file, error) from None
    if array.dtype.kind not in "biuf":
        raise FileError(
            f"{file} holds {array.dtype}, not real numbers",
            code="bad-file",
            help="convert it first",
        )
    return array


def read_bytes(file: str, most: int | None) -> bytes:
    """Return what a plain file holds.

    Raises:
        FileError: there is no such file, it is no plain file, or it cannot be read.
        LimitError: it has more than `most` bytes; told before it is read.
    """
    try:
        path = Path(file)
        if path.exists() and not path.is_file():
            raise FileError(f"{file} is no plain file", code="not-a-file", help="name a file")
        size = path.stat().st_size
        if most is not None and size > most:
            raise LimitError(
                f"{file} has {size} bytes, more than the limit of {most}",
                code="limit-file",
                help="give a smaller file",
            )
        return path.read_bytes()
    except SymgradError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(
            f"{file} cannot be read: {reason}", code="unreadable-file", help="check the path"
        ) from None


def _member(path: str) -> tuple[str, str | None]:
    head, colon, key = path.rpartition(":")
    return (head, key) if colon and head.lower().endswith(".npz") else (path, None)


def _bad(file: str, error: Exception) -> FileError:
    if isinstance(error, FileError):
        return error
    pickled = "pickle" in str(error).lower()
    reason = "it needs pickle, which could run code" if pickled else str(error).split("\n")[0][:120]
    return FileError(
        f"{file} holds no array of numbers: {reason}",
        code="bad-file",
        help="save plain numbers, such as numpy.save does" if pickled else "check its contents",
    )


def _npy(data: bytes) -> Array:
    return np.load(io.BytesIO(data), allow_pickle=False)


def _npz(data: bytes, file: str, key: str | None) -> Array:
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        names = list(archive.files)
        if key is None and len(names) == 1:
            key = names[0]
        if key not in names:
            raise FileError(
                f"{file} has no member {key!r}" if key else f"{file} has {len(names)} members",
                code="archive-member",
                help=f"write @{file}:NAME with one of {', '.join(names)}",
            )
        return archive[key]


def _json(data: bytes) -> Array:
    array = np.array(json.loads(data.decode("utf-8-sig")))
    return array if array.dtype.kind in "biuf" else array.astype(np.float64)


def _text(data: bytes, file: str, separator: str | None) -> Array:
    rows: list[list[float]] = []
    width = None
    for number, line in enumerate(data.decode("utf-8-sig").splitlines(), 1):
        cells = _cells(line, separator)
        if not cells:
            continue
        values = _floats(cells)
        if values is None and not rows and width is None:
            width = len(cells)  # a header names the columns
            continue
        if values is None or len(values) != (width or len(values)):
            what = (
                "is no row of numbers"
                if values is None
                else f"has {len(values)} numbers, not {width}"
            )
            raise FileError(f"{file}: line {number} {what}", code="bad-file", help="mend the line")
        width = len(values)
        rows.append(values)
    array = np.array(rows, dtype=np.float64)
    if array.size == 0:
        raise FileError(f"{file} is empty", code="bad-file", help="give it numbers")
    return array.reshape(()) if array.shape == (1, 1) else array[:, 0] if width == 1 else array


def _cells(line: str, separator: str | None) -> list[str]:
    line = line.split("#", 1)[0].strip()
    if not line:
        return []
    return (
        line.replace(";", " ").replace(",", " ").split()
        if separator is None
        else line.split(separator)
    )


def _floats(cells: list[str]) -> list[float] | None:
    try:
        return [float(cell.replace("_", "?")) for cell in cells]
    except ValueError:
        return None


_READERS: dict[str, Callable[[bytes, str, str | None], Array]] = {
    ".npy": lambda data, file, key: _npy(data),
    ".npz": _npz,
    ".csv": lambda data, file, key: _text(data, file, ","),
    ".tsv": lambda data, file, key: _text(data, file, "\t"),
    ".txt": lambda data, file, key: _text(data, file, None),
    ".json": lambda data, file, key: _json(data),
}
