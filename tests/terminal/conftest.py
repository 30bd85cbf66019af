"""Runs small training scripts with the commands of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.starter import Starter

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    made = Starter()
    yield made
    made.close()
