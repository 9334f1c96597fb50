"""The cache of closed forms: same words cold and warm, and nothing odd in it is believed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs
import pytest
import symgrad_cli.cachedir
from symgrad_cli.main import main

import symgrad as sg
from symgrad.symbolic import cache as cache_module
from symgrad.symbolic import derivation
from symgrad.symbolic.cache import Cache
from symgrad.symbolic.entry import LARGEST, TITLE

QUESTION = ["grad", "sum((x+2)*(x-2))", "x=[[1,2],[3,4]]"]
TANH = "y = tanh(W @ x + b); sum(tanh(W @ y + b)*y)"
COMMANDS = [
    QUESTION,
    [*QUESTION, "--json"],
    ["grad", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m"],
    ["grad", "sum(log(x)*sqrt(x - 1))", "x:3", "--given", "x > 1", "--seed", "7"],
    ["grad", "x**2*y", "x=3", "y=2", "--wrt", "y", "--dtype", "float32", "--limits", "untrusted"],
    ["grad", TANH, "W:n,n", "x:n", "b:n"],
    ["grad", TANH.replace("y", "t0"), "W=eye:3x3", "x=1,2,3", "b=0.1,0.2,0.3", "--json"],
    ["grad", "A @ x", "A=[[1,2],[3,4]]", "x=5,6", "--cotangent", "1,2"],
    ["grad", "A @ x", "A=[[1,2],[3,4]]", "x=5,6", "--cotangent", "1"],
    ["grad", "sum(where(x > 0, x, [1, 2.5]))", "x=0,3", "--witness", "difference"],
    ["grad", "sum(take(x, i)**3)", "x=1,2,3", "i=0,2"],
    ["grad", "1 + 1"],
    ["grad", "x*y", "x=1,2", "y=3,4", "--tangent", "x=1,10"],
    ["grad", "sum(sin(x)*dx)", "x=1,2", "dx=3,4", "--tangent", "x=1,0", "--tangent", "dx=0,1"],
    ["jacobian", "A @ exp(x)", "A=[[1,2],[3,4]]", "x=0.5,0.6", "--wrt", "x"],
    ["jacobian", "softmax(x)", "x:n"],
    ["jacobian", "inv(X)", "X=[[2,1],[1,3]]"],
    ["hessian", "x**3*y", "x=2", "y=5"],
    ["hessian", "norm(A @ x - b)**2", "A:m,n", "x:n", "b:m", "--wrt", "x"],
    ["hessian", "sum(exp(x)*y)", "x=1,2", "y=3,4", "--json"],
]


@pytest.fixture(autouse=True)
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no edit of a source during the tests matter."""
    always = partial(Cache, current=lambda: "a stamp")
    monkeypatch.setattr(symgrad_cli.cachedir, "Cache", always)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        found = capsys.readouterr()
        return code, found.out, found.err

    return run


Run = Callable[..., tuple[int, str, str]]


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be derived any more."""

    def refuse(*given: Any) -> None:
        raise AssertionError("a form was derived that was kept")

    for name in ("derive", "derive_jacobian", "derive_hessian", "derive_along"):
        monkeypatch.setattr(derivation, name, refuse)


def files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if not path.is_dir())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_same_is_printed_without_a_cache_cold_and_warm(
    words: list[str], run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = run(*words, "--no-cache")
    assert without[0] in (0, 3)
    assert not cache_directory.exists()
    assert run(*words) == without
    assert [path.suffix for path in files(cache_directory)] == [".txt"]
    forbid(monkeypatch)
    assert run(*words) == without


def test_all_that_a_form_depends_on_makes_another_entry(run: Run, cache_directory: Path) -> None:
    for words in COMMANDS:
        assert run(*words)[0] in (0, 3)
    # Only --json asks for forms that another command has asked for.
    assert len(files(cache_directory)) == len(COMMANDS) - 1


def test_spaces_make_no_other_entry_and_the_order_of_terms_does(
    run: Run, cache_directory: Path
) -> None:
    for text in ("exp(x)*y + x*x", "exp( x )*y+x*x", "(exp(x)*y) + x*x"):
        run("grad", text, "x=1", "y=2")
    assert len(files(cache_directory)) == 1
    run("grad", "x*x + exp(x)*y", "x=1", "y=2")
    assert len(files(cache_directory)) == 2


def test_values_make_no_other_entry(
    run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*QUESTION)
    forbid(monkeypatch)
    assert "x[1,1]   2*x[1,1]        18" in run(*QUESTION[:2], "x=[[6,7],[8,9]]")[1]


def test_an_expression_without_a_value_is_not_kept(run: Run, cache_directory: Path) -> None:
    assert run("grad", "x/0", "x=1")[0] == 3
    assert files(cache_directory) == []


def test_the_python_face_keeps_nothing(cache_directory: Path) -> None:
    assert sg.grad("x**2", x=3).formulas == {"x": "2*x"}
    assert not cache_directory.exists()


def entry(path: Path, body: str) -> bytes:
    """Return an entry whose digest is right, whatever it says."""
    digest = hashlib.sha256(f"{path.stem}\n{body}".encode()).hexdigest()
    return f"{TITLE}\n{digest}\n{body}".encode()


def test_an_entry_that_does_not_fit_is_derived_again_and_mended(
    run: Run, cache_directory: Path
) -> None:
    expected = run(*QUESTION)
    (path,) = files(cache_directory)
    good = path.read_bytes()
    assert good == entry(path, "x\t2*x\n")
    path.write_bytes(entry(path, "x\t2*sum(x)\n"))
    assert run(*QUESTION) == expected
    assert path.read_bytes() == good


def test_a_forged_form_that_fits_is_contradicted_by_the_numbers(
    run: Run, cache_directory: Path
) -> None:
    run(*QUESTION)
    (path,) = files(cache_directory)
    path.write_bytes(entry(path, "x\t3*x\n"))
    code, out, _ = run(*QUESTION)
    assert (code, out.splitlines()[-1].split()[0]) == (1, "disagree")
    assert run(*QUESTION, "--no-cache")[0] == 0
    assert path.read_bytes() == entry(path, "x\t3*x\n")


def test_an_entry_of_another_question_is_derived_again(run: Run, cache_directory: Path) -> None:
    run("grad", "sum(3*x**2)", "x=[[1,2],[3,4]]")
    (other,) = files(cache_directory)
    expected = run(*QUESTION, "--no-cache")
    run(*QUESTION)
    (path,) = {*files(cache_directory)} - {other}
    path.write_bytes(other.read_bytes())
    assert run(*QUESTION) == expected


def _huge(path: Path) -> None:
    path.write_bytes(entry(path, "x\t2*x" + " " * LARGEST + "\n"))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _open_pipe(path: Path) -> int:
    """Make a pipe that somebody may write to at any time, and return it open."""
    _pipe(path)
    return os.open(path, os.O_RDWR)


def _zeros(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are files of POSIX only")
@pytest.mark.parametrize("spoil", [_huge, _folder, _pipe, _open_pipe, _zeros])
def test_what_is_no_entry_is_not_read(
    spoil: Callable[[Path], int | None], run: Run, cache_directory: Path
) -> None:
    expected = run(*QUESTION)
    (path,) = files(cache_directory)
    held = spoil(path)
    assert run(*QUESTION) == expected
    assert files(cache_directory) == ([] if path.is_dir() else [path])
    if held is not None:
        os.close(held)


def test_another_stamp_finds_nothing(
    run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*QUESTION)
    another = partial(Cache, current=lambda: "another stamp")
    monkeypatch.setattr(symgrad_cli.cachedir, "Cache", another)
    expected = run(*QUESTION, "--no-cache")
    assert run(*QUESTION) == expected
    assert len(files(cache_directory)) == 2


@pytest.mark.parametrize("stamps", [[None, None], ["a", "b"], ["a", None]])
def test_nothing_is_kept_without_a_steady_stamp(
    stamps: list[str | None], run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iter(stamps)
    monkeypatch.setattr(symgrad_cli.cachedir, "Cache", partial(Cache, current=lambda: next(found)))
    assert run(*QUESTION)[0] == 0
    assert not cache_directory.exists()


def test_a_directory_that_cannot_be_made_is_no_error(
    run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(*QUESTION, "--no-cache")
    cache_directory.write_text("a file where the directory would be")
    assert run(*QUESTION) == expected
    monkeypatch.setenv("SYMGRAD_CACHE_DIR", str(cache_directory / "below"))
    assert run(*QUESTION) == expected


def test_without_the_variable_it_is_the_directory_of_the_user(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = iter([tmp_path / "user", tmp_path / "other", Path("~/.cache/symgrad")])
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: next(places))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYMGRAD_CACHE_DIR")
    run(*QUESTION)
    assert len(files(tmp_path / "user")) == 1
    monkeypatch.setenv("SYMGRAD_CACHE_DIR", "")
    run(*QUESTION)
    assert len(files(tmp_path / "other")) == 1
    assert run(*QUESTION)[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"user", "other"}


def refuse(*given: Any, **named: Any) -> None:
    raise PermissionError(13, "read-only")


def test_a_directory_that_is_read_only_is_read_and_is_no_error(
    run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(*QUESTION)
    kept = files(cache_directory)
    for owner, name in ((os, "utime"), (Path, "mkdir"), (Path, "open"), (Path, "unlink")):
        monkeypatch.setattr(owner, name, refuse)
    assert run("grad", "x**2", "x=3")[0] == 0
    forbid(monkeypatch)
    assert run(*QUESTION) == expected
    assert files(cache_directory) == kept


def test_a_disk_that_is_full_leaves_nothing_behind(
    run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert run(*QUESTION)[0] == 0
    assert files(cache_directory) == []


def test_the_entries_that_nobody_asks_for_are_deleted_first(
    run: Run, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = 3
    monkeypatch.setattr(cache_module, "FOLDER_BYTES", room * cache_module.BLOCK)
    monkeypatch.setattr(Cache, "_path", lambda self, key: cache_directory / f"{key}.txt")
    cache_directory.mkdir()
    strangers = [cache_directory / "notes.doc", cache_directory / "folder.txt"]
    strangers[0].write_text("not ours" * 10_000)
    strangers[1].mkdir()
    (cache_directory / "of-one-who-was-killed.tmp").write_text("x" * 5000)
    keep, kept = Cache.keep, []
    monkeypatch.setattr(Cache, "keep", lambda *given: kept.append(given) or keep(*given))
    made = []
    for power in range(2, 9):
        before = {*cache_directory.glob("*.txt")}
        run("grad", f"x**{power}", "x=3")
        made += [*({*cache_directory.glob("*.txt")} - before)]
        run("grad", "x**2", "x=3")
        for age, path in enumerate(sorted(files(cache_directory), key=_changed)):
            os.utime(path, ns=(age, age))
    assert len(made) == len(kept) == 7
    left = {*files(cache_directory)} - {strangers[0]}
    assert left == {made[0], made[5], made[6]}
    assert all(stranger.exists() for stranger in strangers)


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns
