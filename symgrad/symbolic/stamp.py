"""The stamp: what a closed form depends on beside the question it answers.

A form that is kept may only be shown again by a program that would derive the same one.
The stamp names that program: every source file of symgrad by its size and times, as Python
itself tells whether its compiled files are stale, and the releases of SymPy and mpmath, read
from the files that say them, so that neither is imported. A few stats are all it costs.

Imports nothing of symgrad and no SymPy.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# Where each library writes its release.
RELEASES = {"sympy": "release.py", "mpmath": "__init__.py"}
# A source that changed this lately may have been read by this process before it did.
SETTLED = 10.0


def stamp() -> str | None:
    """Return the stamp of the program that runs, None where it cannot be told."""
    try:
        sources = sorted(_sources(PACKAGE))
        parts = [sys.implementation.cache_tag or "", *map(_release, RELEASES)]
    except (OSError, ValueError, ImportError):
        return None
    newest = max((modified for _, _, modified, _ in sources), default=None)
    if newest is None or newest > (time.time() - SETTLED) * 1e9:
        return None
    return hashlib.sha256(repr((parts, sources)).encode()).hexdigest()


def _sources(top: Path) -> Iterator[tuple[str, int, int, int]]:
    """Give each source file with its size, and when it and its entry were last changed."""
    waiting = [str(top)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    found = entry.stat()
                    yield entry.path, found.st_size, found.st_mtime_ns, found.st_ctime_ns
                elif entry.name != "__pycache__" and entry.is_dir():
                    waiting.append(entry.path)


def _release(library: str) -> str:
    found = find_spec(library)
    if found is None or found.origin is None:
        raise ImportError(library)
    text = Path(found.origin).with_name(RELEASES[library]).read_bytes()
    return hashlib.sha256(text).hexdigest()
