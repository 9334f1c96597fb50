"""The wheel: two packages, both typed, and nothing beside them at the top level."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    pytest.importorskip("hatchling", reason="the build back end is needed to build a wheel")
    from hatchling.builders.wheel import WheelBuilder

    target = tmp_path_factory.mktemp("wheel")
    path = next(WheelBuilder(str(ROOT)).build(directory=str(target), versions=["standard"]))
    with zipfile.ZipFile(path) as wheel:
        return wheel.namelist()


def test_two_names_at_the_top(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"symgrad", "symgrad_cli"}


@pytest.mark.parametrize(
    "inside", ["symgrad/py.typed", "symgrad_cli/py.typed", "symgrad/report/schema.json"]
)
def test_what_must_travel(names: list[str], inside: str) -> None:
    assert inside in names


def test_the_command_is_declared(names: list[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in names)
