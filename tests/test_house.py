"""The house: imports go down, one room each for the heavy libraries, nothing heavy for --help."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {
    "symgrad.source": 1,
    "symgrad.errors": 2,
    "symgrad.language": 3,
    "symgrad.ops": 3,
    "symgrad.graph": 4,
    "symgrad.symbolic": 5,
    "symgrad.numeric": 5,
    "symgrad.verdict": 6,
    "symgrad.report": 7,
    "symgrad.question": 7.5,
    "symgrad.grading": 8,
    "symgrad.eager": 8,
    "symgrad.task": 8.3,
    "symgrad.differentiation": 8.5,
    "symgrad.stepwise": 8.6,
    "symgrad.explaining": 8.65,
    "symgrad.exporting": 8.7,
    "symgrad.api": 9,
    "symgrad.testing": 9.3,
    "symgrad.pytest_plugin": 9.6,
    "symgrad_cli": 10,
}
# The package face only names things; it is above everything and nobody imports it.
FACE = "symgrad"
LIBRARIES = {
    "sympy": {"symgrad.symbolic"},
    "scipy": {"symgrad.numeric"},
    "flint": {"symgrad.verdict"},
    "rich": {"symgrad_cli"},
    "typer": {"symgrad_cli"},
    "platformdirs": {"symgrad_cli"},
    "numpy": {
        "symgrad.numeric",
        "symgrad.verdict",
        "symgrad.report",
        "symgrad.grading",
        "symgrad.eager",
        "symgrad.question",
        "symgrad.task",
        "symgrad.differentiation",
        "symgrad.stepwise",
        "symgrad.explaining",
        "symgrad.exporting",
        "symgrad.api",
        "symgrad.testing",
        "symgrad_cli",
    },
}


def modules() -> dict[str, Path]:
    found = {}
    for top, base in (("symgrad", ROOT), ("symgrad_cli", ROOT / "cli")):
        for path in sorted((base / top).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def room(module: str) -> str:
    """Return the entry of FLOORS that a module belongs to."""
    parts = module.split(".")
    names = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return next((name for name in names if name in FLOORS), module)


def imports(path: Path) -> list[tuple[str, int]]:
    """Return every module that a file imports, anywhere in it, with the line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                found.append((inner if inner in MODULES else module, node.lineno))
    return found


INNER = sorted(name for name in MODULES if name != FACE)


def test_every_module_has_a_floor() -> None:
    assert [name for name in INNER if room(name) not in FLOORS] == []


@pytest.mark.parametrize("module", INNER)
def test_imports_go_down(module: str) -> None:
    for target, line in imports(MODULES[module]):
        if target.split(".")[0] not in ("symgrad", "symgrad_cli"):
            continue
        if module == "symgrad_cli.main" and target == FACE:
            continue  # the version is said in the face only
        assert target in MODULES, f"{module}:{line} imports {target}, which is no module"
        assert MODULES[target].name != "__init__.py", f"{module}:{line} imports a package face"
        same = room(target) == room(module)
        lower = FLOORS[room(target)] < FLOORS[room(module)]
        assert same or lower, f"{module}:{line} imports {target}, which is not below it"


def test_no_loops() -> None:
    edges = {m: {t for t, _ in imports(MODULES[m]) if t in MODULES and t != m} for m in INNER}
    while leaves := [m for m, targets in edges.items() if not targets & edges.keys()]:
        for leaf in leaves:
            del edges[leaf]
    assert edges == {}


@pytest.mark.parametrize("module", INNER)
def test_libraries_stay_in_their_rooms(module: str) -> None:
    for target, line in imports(MODULES[module]):
        rooms = LIBRARIES.get(target.split(".")[0])
        assert rooms is None or room(module) in rooms, f"{module}:{line} imports {target}"


@pytest.mark.parametrize(
    "words", ["--help", "--version", "", "grad --help", "grad x --nonsense", "frobnicate x"]
)
def test_help_and_usage_errors_load_nothing_heavy(words: str) -> None:
    code = (
        "import sys; from symgrad_cli.main import main\n"
        f"main({words.split()!r})\n"
        "print(sorted({'numpy', 'sympy', 'scipy'} & set(sys.modules)), file=sys.stderr)"
    )
    path = [str(ROOT), str(ROOT / "cli")]
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr.splitlines()[-1] == "[]"


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, symgrad; print(sorted({'numpy', 'sympy', 'rich', 'typer'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.strip() == "[]"
