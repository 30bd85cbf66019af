"""Runs small training scripts with `keras-debug run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.starter import Ended, Starter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    made = Starter()
    yield made
    made.close()


@pytest.fixture
def keras_debug_run(starter: Starter, tmp_path: Path) -> Callable[..., Ended]:
    """`keras-debug run` in an empty folder."""
    return lambda *arguments: starter.run(tmp_path, *arguments)
