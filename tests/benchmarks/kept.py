"""What the cache of closed forms saves, as a ratio of whole commands measured side by side.

    python -m tests.benchmarks.kept

Each command is run without the cache and with a closed form that was kept, in turns; the median
of the paired ratios is printed, so that a busy machine slows both. A copy of the program is
measured, because sources that were edited a moment ago are not cached.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TURNS = 7
ROOT = Path(__file__).parents[2]
SETTLED = 10**18
LAYERS = "y = tanh(W @ x + b); " + "y = tanh(W @ y + b); " * 50 + "sum(y)"
COMMANDS = [
    ["grad", "sum((x+2)*(x-2))", "x=[[1,2],[3,4]]"],
    ["grad", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m"],
    ["grad", LAYERS, "W=eye:3x3", "x=1,2,3", "b=0.1,0.2,0.3"],
    ["jacobian", "softmax(A @ x)", "A=[[1,2],[3,4]]", "x=0.5,0.6"],
    ["hessian", "sum(sin(A @ x)*exp(-b))", "A:m,n", "x:n", "b:m", "--wrt", "x"],
]


def settled_copy(top: Path) -> dict[str, str]:
    """Copy the program, as old as an installed one, and return the environment to run it in."""
    for part in ("symgrad", "cli"):
        shutil.copytree(ROOT / part, top / part, ignore=shutil.ignore_patterns("__pycache__"))
    for path in top.rglob("*.py"):
        os.utime(path, ns=(SETTLED, SETTLED))
    path = os.pathsep.join([str(top), str(top / "cli")])
    return {**os.environ, "PYTHONPATH": path, "SYMGRAD_CACHE_DIR": str(top / "cache")}


def seconds(words: list[str], place: dict[str, str]) -> float:
    """Return how long a command takes."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "symgrad_cli", *words, "--quiet"],
        env=place,
        cwd=place["SYMGRAD_CACHE_DIR"],
        check=True,
    )
    return time.perf_counter() - start


def ratio(words: list[str], place: dict[str, str]) -> float:
    """Return the median of the paired ratios, kept over derived."""
    seconds(words, place)
    return statistics.median(
        seconds(words, place) / seconds([*words, "--no-cache"], place) for _ in range(TURNS)
    )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as top:
        place = settled_copy(Path(top))
        Path(place["SYMGRAD_CACHE_DIR"]).mkdir()
        seconds([*COMMANDS[0], "--no-cache"], place)
        print(f"{'kept / derived':>14}   command")
        for words in COMMANDS:
            shown = " ".join(words)
            print(f"{ratio(words, place):>14.2f}   {shown[:70]}{'...' * (len(shown) > 70)}")


if __name__ == "__main__":
    main()
