"""The stamp of the program, and the cache between processes, in a copy that may be edited."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symgrad.symbolic import stamp as stamps

ROOT = Path(__file__).parents[1]
# Long ago, as for an installed program.
SETTLED = 10**18
HEAVY = "sorted({'sympy', 'mpmath', 'scipy'} & set(sys.modules))"
COMMAND = (
    f"import sys; from symgrad_cli.main import main; code = main(sys.argv[1:]); "
    f"print(code, {HEAVY}, file=sys.stderr)"
)
QUESTION = ["grad", "sum((x+2)*(x-2))", "x=[[1,2],[3,4]]"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the program whose sources nobody else edits."""
    top = tmp_path_factory.mktemp("copy")
    for part in ("symgrad", "cli"):
        shutil.copytree(ROOT / part, top / part, ignore=shutil.ignore_patterns("__pycache__"))
    for path in top.rglob("*.py"):
        os.utime(path, ns=(SETTLED, SETTLED))
    return top


def start(copy: Path, code: str, *words: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(copy), str(copy / "cli")])
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=copy,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    )


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out, err


def run(copy: Path, *words: str) -> tuple[str, str]:
    return ended(start(copy, COMMAND, *words))


def files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def test_a_kept_form_needs_no_sympy(copy: Path, cache_directory: Path) -> None:
    without = run(copy, *QUESTION, "--no-cache")
    assert without[1] == "0 ['mpmath', 'sympy']\n"
    assert not cache_directory.exists()
    assert run(copy, *QUESTION) == without
    assert len(files(cache_directory)) == 1
    assert run(copy, *QUESTION) == (without[0], "0 []\n")
    assert run(copy, *QUESTION, "--no-cache") == without


@pytest.mark.parametrize(
    "words",
    [
        ["hessian", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m", "--wrt", "x"],
        ["jacobian", "A @ exp(x)", "A=[[1,2],[3,4]]", "x=0.5,0.6", "--given", "x > 0", "--json"],
        ["grad", "x*y", "x=1,2", "y=3,4", "--tangent", "x=1,10"],
    ],
    ids=lambda words: words[0],
)
def test_no_kind_of_derivative_needs_sympy_again(
    words: list[str], copy: Path, cache_directory: Path
) -> None:
    cold = run(copy, *words)
    assert cold[1] == "0 ['mpmath', 'sympy']\n"
    assert run(copy, *words) == (cold[0], "0 []\n")


def test_eight_processes_at_once(copy: Path, cache_directory: Path) -> None:
    expected = run(copy, *QUESTION, "--no-cache")[0]
    running = [start(copy, COMMAND, *QUESTION) for _ in range(8)]
    assert {ended(each)[0] for each in running} == {expected}
    assert [path.suffix for path in files(cache_directory)] == [".txt"]
    assert run(copy, *QUESTION) == (expected, "0 []\n")


HAMMER = """
import os, sys
from pathlib import Path
from symgrad.symbolic import cache as cache_module
from symgrad.symbolic.cache import Cache
from symgrad.symbolic.entry import read_entry
from symgrad.differentiation import request_of
from symgrad.question import ask
from symgrad.task import gradient_task
from symgrad.symbolic.closedform import Derivation

cache_module.FOLDER_BYTES = 2 * cache_module.BLOCK
cache = Cache(Path(os.environ["SYMGRAD_CACHE_DIR"]), lambda: "a stamp")
hits = 0
for turn in range(60):
    for power in range(2, 20):
        text = f"{power}*x**{power - 1}" if power > 2 else "2*x"
        request = request_of(gradient_task(ask(f"x**{power}", {}), ["x"]))
        found = cache.find(request)
        hits += found is not None
        assert found is None or found["x"].text == text, found
        cache.keep(request, {"x": Derivation(("x",), request.graph, text)})
print(hits > 0)
"""


def test_processes_that_write_and_prune_the_same_entries_at_once(
    copy: Path, cache_directory: Path
) -> None:
    running = [start(copy, HAMMER) for _ in range(8)]
    assert [ended(each) for each in running] == [("True\n", "")] * 8
    assert {path.suffix for path in files(cache_directory)} == {".txt"}


def test_an_edited_source_reads_nothing_that_was_kept(copy: Path, cache_directory: Path) -> None:
    run(copy, *QUESTION)
    path = copy / "symgrad" / "symbolic" / "derive.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    os.utime(path, ns=(SETTLED, SETTLED))
    assert run(copy, *QUESTION)[1] == "0 ['mpmath', 'sympy']\n"
    assert len(files(cache_directory)) == 2


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small program that takes symgrad's place, with libraries of its own."""
    for name in ("one.py", "rooms/two.py", "library/__init__.py", "library/release.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("a = 1\n")
        os.utime(path, ns=(SETTLED, SETTLED))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(stamps, "PACKAGE", tmp_path)
    monkeypatch.setattr(stamps, "RELEASES", {"library": "release.py"})
    return tmp_path


def edit(path: Path, text: str, changed: int = SETTLED) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, ns=(changed, changed))


def test_the_stamp_tells_every_change_of_a_source(program: Path) -> None:
    seen = [stamps.stamp()]
    assert seen == [stamps.stamp()]
    edit(program / "rooms/two.py", "a = 12\n")
    seen.append(stamps.stamp())
    edit(program / "rooms/two.py", "a = 34\n", SETTLED + 1)
    seen.append(stamps.stamp())
    edit(program / "rooms/inner/three.py", "")
    seen.append(stamps.stamp())
    (program / "one.py").unlink()
    seen.append(stamps.stamp())
    edit(program / "notes.txt", "no source")
    edit(program / "__pycache__/three.py", "no source either")
    assert stamps.stamp() == seen[-1]
    assert None not in seen
    assert len(set(seen)) == len(seen)


def test_a_source_is_told_by_its_size_and_both_its_times(program: Path) -> None:
    for path in program.rglob("*.py"):
        found = path.stat()
        facts = str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns
        assert facts in set(stamps._sources(program))


def test_the_stamp_tells_another_release_and_another_place(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "PACKAGE", program / "rooms")
    seen = [stamps.stamp()]
    edit(program / "library/release.py", "a = 2\n")
    seen.append(stamps.stamp())
    moved = program / "moved"
    shutil.copytree(program / "rooms", moved)
    monkeypatch.setattr(stamps, "PACKAGE", moved)
    seen.append(stamps.stamp())
    assert None not in seen
    assert len(set(seen)) == len(seen)


def test_there_is_no_stamp_where_sources_or_libraries_are_missing_or_changing(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stamps.stamp() is not None
    edit(program / "one.py", "a = 2\n", time.time_ns())
    assert stamps.stamp() is None
    edit(program / "one.py", "a = 2\n")
    assert stamps.stamp() is not None
    monkeypatch.setattr(stamps, "RELEASES", {"a_library_of_nobody": "release.py"})
    assert stamps.stamp() is None
    monkeypatch.setattr(stamps, "RELEASES", {"library": "missing.py"})
    assert stamps.stamp() is None
    monkeypatch.setattr(stamps, "RELEASES", {})
    assert stamps.stamp() is not None
    monkeypatch.setattr(stamps, "PACKAGE", program / "one.py")
    assert stamps.stamp() is None
