"""What every test gets: a cache of closed forms of its own, so that none reads another's.

Nothing is written to the user's cache, and a row that a test breaks is neither hidden by what
was kept before nor kept for later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

VARIABLE = "SYMGRAD_CACHE_DIR"
_numbers = count()


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the tests' caches are; each is made when something is kept in it."""
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def cache_directory(caches: Path) -> Iterator[Path]:
    """Let the commands of a test keep closed forms in a directory of its own."""
    before = os.environ.get(VARIABLE)
    directory = caches / str(next(_numbers))
    os.environ[VARIABLE] = str(directory)
    yield directory
    if before is None:
        del os.environ[VARIABLE]
    else:
        os.environ[VARIABLE] = before
