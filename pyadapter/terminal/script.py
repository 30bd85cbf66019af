"""Runs a script in this process as `python SCRIPT` would, and says how it ended."""

from __future__ import annotations

import runpy
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyadapter.protocol.convert import Ended

FOUND = 3
"""The exit code of a run with a finding."""

INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""


class StopRun(BaseException):
    """Unwinds the script when all is known; not an `Exception`, so that the script does not catch it."""


def run_script(script: Path, arguments: Sequence[str]) -> tuple[Ended, int]:
    """Run a script to its end, or until something raises `StopRun`.

    Args:
        script: The file, as it was given.
        arguments: Its command line.

    Returns:
        How it ended, and its exit code. An error of the script's is printed as Python prints it.
    """
    sys.argv = [str(script), *arguments]
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, str(script.resolve().parent))
    try:
        # Python makes __file__ absolute, so that it is still right after the script has changed the folder.
        runpy.run_path(str(script.absolute()), run_name="__main__")
    except StopRun:
        return "stopped", FOUND
    except SystemExit as exit_:
        code = _exit_code(exit_.code)
        return ("completed" if code == 0 else "exception"), code
    except KeyboardInterrupt:
        return "interrupted", INTERRUPTED
    except BaseException:  # noqa: BLE001 -- whatever ends the script is reported as Python would
        try:
            _print_exception()
        except StopRun:  # the error is a finding, which says more
            return "stopped", FOUND
        return "exception", 1
    return "completed", 0


def _exit_code(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    sys.stderr.write(f"{code}\n")
    return 1


def _print_exception() -> None:
    """Print the script's traceback without the frames that started the script."""
    kind, error, trace = sys.exc_info()
    while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    if kind is not None and error is not None:
        # The probe's hook takes its wrappers out, and a hook of the script's own is asked as ever.
        sys.excepthook(kind, error.with_traceback(trace), trace)


def _is_ours(filename: str) -> bool:
    return filename in {__file__, runpy.__file__} or filename.startswith("<frozen runpy")
