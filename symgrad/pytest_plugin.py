"""The pytest plugin: a fixture `gradcheck`, and the marker `symgrad`.

Loaded by every pytest run on a machine where symgrad is installed, so it imports nothing
of symgrad, and with it neither NumPy nor SymPy, until a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", "symgrad: a test of gradients; pick them with -m symgrad")


@pytest.fixture
def gradcheck() -> Callable[..., None]:
    """Assert that a gradient is right: `symgrad.testing.assert_grad`."""
    from symgrad.testing import assert_grad

    return assert_grad
