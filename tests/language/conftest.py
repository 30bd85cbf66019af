"""One server for the tests that need no settings of their own: each has its own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.editor import Editor

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with Editor() as started:
        yield started
    assert started.exit_code == 0, started.errors.decode()
    assert not any(b"Traceback" in line for line in started.errors.splitlines()), started.errors.decode()
