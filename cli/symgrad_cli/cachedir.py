"""Where closed forms are kept: the user's cache directory, or the one that is named.

May import `symbolic.cache`, which loads no SymPy, and platformdirs.
"""

from __future__ import annotations

import os
from pathlib import Path

from symgrad.symbolic.cache import Cache

VARIABLE = "SYMGRAD_CACHE_DIR"


def open_cache() -> Cache | None:
    """Return the cache of closed forms, None where there is no place for one."""
    named = os.environ.get(VARIABLE)
    if named:
        return Cache(Path(named))
    from platformdirs import user_cache_path

    try:
        place = user_cache_path("symgrad", appauthor=False)
    except OSError:
        return None
    # Nobody's home is spelled ~, and that is no place to make a directory.
    return Cache(place) if place.is_absolute() else None
