"""The interpreter that will run the script: how old it is, and what it lacks, without importing any of it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyadapter.adapter.errors import (
    KERAS_MISSING,
    MISSING_MODULE,
    PYTHON_NOT_STARTED,
    PYTHON_TOO_OLD,
    TENSORFLOW_MISSING,
    AdapterError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OLDEST = (3, 10)
_SECONDS = 10
"""An interpreter that does not answer in this time is not one, or its disk is asleep."""

# Old enough for every Python that could be met. The working directory goes to the end of the path, where a
# user's `types.py` does not keep importlib from being imported.
_QUESTION = """
import sys
print("%d.%d" % sys.version_info[:2])
if sys.version_info >= (3, 10):
    sys.path.append(sys.path.pop(0))
    import importlib.util
    for name in sys.argv[1:]:
        if importlib.util.find_spec(name) is None:
            print(name)
"""


@dataclass(frozen=True)
class Interpreter:
    """What is known of an interpreter.

    Attributes:
        path: As the user would write it.
        version: Major and minor version.
        missing: The modules out of those asked for that it does not find.
    """

    path: str
    version: tuple[int, int]
    missing: frozenset[str]


def check(
    python: Sequence[str], environment: Mapping[str, str | None], directory: str | None, module: str | None
) -> None:
    """Make sure that an interpreter can run a Keras script, or the given module.

    Args:
        python: The interpreter and its options; empty for our own.
        environment: Changes to our environment, None for a variable to be taken away.
        directory: Where the script will run, None for our own working directory.
        module: The module that will run as a script, None when it is a file.

    Raises:
        AdapterError: It cannot.
    """
    wanted = ["tensorflow", "keras"]
    # The parent package only: finding a submodule would import it.
    wanted += [module.partition(".")[0]] if module else []
    alone = len(python) <= 1 and "PYTHONPATH" not in environment and module is None
    if alone and _is_ours(python):
        found = Interpreter(sys.executable, sys.version_info[:2], _missing_here(wanted))
    else:
        found = _ask(list(python) or [sys.executable], wanted, environment, directory)
    if found.version < OLDEST:
        raise AdapterError(PYTHON_TOO_OLD, python=found.path, version=".".join(map(str, found.version)))
    for name, error in (("tensorflow", TENSORFLOW_MISSING), ("keras", KERAS_MISSING)):
        if name in found.missing:
            raise AdapterError(error, python=found.path)
    if module and module.partition(".")[0] in found.missing:
        raise AdapterError(MISSING_MODULE, python=found.path, module=module)


def _is_ours(python: Sequence[str]) -> bool:
    if not python:
        return True
    path = shutil.which(python[0]) or python[0]
    # Links are kept: the interpreters of two virtual environments are links to the same file.
    return os.path.normcase(Path(path).absolute()) == os.path.normcase(Path(sys.executable).absolute())


def _missing_here(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name for name in names if importlib.util.find_spec(name) is None)


def _ask(
    python: Sequence[str], names: Sequence[str], environment: Mapping[str, str | None], directory: str | None
) -> Interpreter:
    changed = {**os.environ, **environment}
    try:
        answer = subprocess.run(  # noqa: S603, the interpreter that the user chose to run the script
            [*python, "-c", _QUESTION, *names],
            env={name: value for name, value in changed.items() if value is not None},
            cwd=directory,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
        version, *missing = answer.stdout.split()
        major, minor = version.split(".")
        return Interpreter(python[0], (int(major), int(minor)), frozenset(missing))
    except subprocess.CalledProcessError as error:
        last_words = (error.stderr or f"it ended with code {error.returncode}").strip().splitlines()[-1]
        raise AdapterError(PYTHON_NOT_STARTED, python=python[0], reason=last_words) from error
    except subprocess.TimeoutExpired as error:
        reason = f"it did not answer within {_SECONDS} seconds"
        raise AdapterError(PYTHON_NOT_STARTED, python=python[0], reason=reason) from error
    except OSError as error:
        raise AdapterError(PYTHON_NOT_STARTED, python=python[0], reason=error.strerror or error) from error
    except ValueError as error:
        reason = "it does not answer as Python does"
        raise AdapterError(PYTHON_NOT_STARTED, python=python[0], reason=reason) from error
