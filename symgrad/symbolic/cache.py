"""The cache: closed forms that were derived before, in files of a directory.

A derivation is a function of its question and of the program, so its result is kept under a
digest of both and never has to be invalidated. The directory is nobody's: it may be deleted
at any time, shared by many processes, full or read-only. An entry is written beside its
place and then moved there in one step, so nobody sees half of one, and no lock is needed.
Whatever goes wrong here means that the form is derived again; it is never an error.

May import its own package, and no SymPy: that is what a hit saves.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from symgrad.symbolic.closedform import Derivation
from symgrad.symbolic.entry import LARGEST, Request, key_of, read_entry, write_entry
from symgrad.symbolic.stamp import stamp

# Entries are spread over 16 folders by their first digit, and each keeps to its own budget:
# 16 MiB in all, and only one folder is ever looked through.
FOLDER_BYTES = 1024 * 1024
BLOCK = 4096


class Cache:
    """Closed forms kept in a directory.

    Args:
        directory: where; it is made when something is first kept.
        current: tells the stamp of the program; without one nothing is read or kept.
    """

    def __init__(self, directory: Path, current: Callable[[], str | None] = stamp) -> None:
        self._directory = directory
        self._current = current
        self._stamp = current()

    def find(self, request: Request) -> dict[str, Derivation] | None:
        """Return the closed forms that were kept for a request, None if there are none."""
        if self._stamp is None:
            return None
        key = key_of(request, self._stamp)
        path = self._path(key)
        try:
            entry = _read(path)
        except (OSError, ValueError):
            return None
        found = read_entry(request, key, entry)
        if found is not None:
            _touch(path)
        return found

    def keep(self, request: Request, forms: Mapping[str, Derivation]) -> None:
        """Keep closed forms, if that is possible.

        Nothing is kept if a source changed since the stamp was taken: nobody knows which of
        the two programs derived the forms.
        """
        if self._stamp is None or self._current() != self._stamp:
            return
        key = key_of(request, self._stamp)
        entry = write_entry(request, key, forms)
        if entry is None:
            return
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(path, entry.encode())
            _prune(path.parent)
        except (OSError, ValueError):
            return

    def _path(self, key: str) -> Path:
        return self._directory / "forms" / key[0] / f"{key}.txt"


def _read(path: Path) -> str:
    """Return the text of an entry.

    Raises:
        OSError: there is none. ValueError: it is no text, or no file, such as a pipe.
    """
    with open(path, "rb", opener=_opener) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("no file")
        return file.read(LARGEST).decode()


def _opener(path: str, flags: int) -> int:
    """Open a file at once: opening a pipe would wait for its writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _touch(path: Path) -> None:
    """Let an entry count as new, so that those nobody asks for go first."""
    try:
        os.utime(path)
    except OSError:
        return


def _replace(path: Path, entry: bytes) -> None:
    """Write an entry and put it into its place in one step."""
    beside = path.with_name(f"{path.stem}.{os.urandom(8).hex()}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(entry)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Delete the entries that were not asked for the longest, down to the budget."""
    with os.scandir(folder) as entries:
        files = [(entry.stat(), entry.path) for entry in entries if _is_ours(entry)]
    room = FOLDER_BYTES
    for found, path in sorted(files, key=lambda each: -each[0].st_mtime_ns):
        room -= -(-found.st_size // BLOCK) * BLOCK
        if room < 0:
            Path(path).unlink(missing_ok=True)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith((".txt", ".tmp")) and entry.is_file(follow_symlinks=False)
