"""What tests of the adapter share."""

from __future__ import annotations

import os
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from tests.harness.script import Script, write_script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    WriteScript = Callable[[str], Script]


@pytest.fixture
def script(tmp_path: Path) -> WriteScript:
    """Writes a script from an indented source text."""
    return lambda source: write_script(tmp_path, source)


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter in whose environment nothing is installed."""
    directory = tmp_path_factory.mktemp("bare")
    venv.create(directory, with_pip=False, symlinks=os.name != "nt")
    return str(directory / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


@pytest.fixture
def loop_script(script: WriteScript) -> Script:
    """A script that calls a function three times, then prints."""
    return script("""
        def double(x):
            y = x * 2  # @double
            return y  # @after

        for i in range(3):
            double(i)
        print("all", "done")
    """)


@pytest.fixture
def endless_script(script: WriteScript) -> Script:
    """A script that says that it runs, and never ends by itself."""
    return script("""
        import time

        print("running", flush=True)
        while True:
            time.sleep(0.05)  # @bp
    """)
