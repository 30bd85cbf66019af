"""Runs that are recorded: beside the probe, or plainly, as the script is."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from pyadapter.probe.recorded import RecordedRun
from pyadapter.terminal.device import set_device
from pyadapter.terminal.script import run_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.terminal.options import Options


@contextlib.contextmanager
def recorded(options: Options) -> Iterator[None]:
    """Record what runs within, where that was asked for."""
    if options.record is None:
        yield
        return
    plain = options.execution != "eager"
    limits = (options.max_epochs, options.max_steps_per_epoch) if plain else (None, None)
    recording = RecordedRun(options.record, str(options.script), options.execution, limits)
    recording.start()
    try:
        yield
    finally:
        recording.close()
        if not options.quiet:
            sys.stdout.flush()
            done = (
                f"the run is recorded in {options.record}"
                if recording.trained
                else "no step of a training was seen to record"
            )
            sys.stderr.write(f"keras-debug: {done}.\n")


def run_plain(options: Options) -> int:
    """Run the script as it is, in graphs where it makes some, and record it.

    Returns:
        The script's exit code.
    """
    set_device(options.device, growth=False)  # as it is
    with recorded(options):
        _, code = run_script(options.script, options.arguments)
    return code
