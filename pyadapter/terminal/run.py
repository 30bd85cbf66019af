"""`keras-debug run`: a script under the probe in this process, and the reports of it."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pyadapter.probe.bootstrap import start_in_terminal
from pyadapter.probe.inspection import Inspection
from pyadapter.terminal.device import set_device
from pyadapter.terminal.end import TerminalEnd
from pyadapter.terminal.html import HtmlReport
from pyadapter.terminal.live import LiveLine
from pyadapter.terminal.recorded_run import recorded
from pyadapter.terminal.reports import RunFacts, write_reports
from pyadapter.terminal.script import FOUND, run_script

if TYPE_CHECKING:
    from pyadapter.terminal.options import Options


def run(options: Options) -> int:
    """Run the script and report.

    Returns:
        The exit code for this process.
    """
    set_device(options.device)
    folder, begun = Path.cwd(), time.monotonic()
    end = TerminalEnd(stop=options.stop, quiet=options.quiet)
    live = None if options.quiet else LiveLine.open()
    probe = start_in_terminal(
        {
            "breakpoints": list(options.breakpoints),
            "ignored": list(options.ignored),
            "execution": options.execution,
            "snapshotEvery": options.snapshot_every,
            "replayMemory": options.replay_memory,
            "snapshotsOn": options.snapshots_on or "device",
            "device": options.device,
            "memoryBudget": options.memory_budget,
            "maxEpochs": options.max_epochs,
            "maxStepsPerEpoch": options.max_steps_per_epoch,
            "panels": "html" in options.files,
            "progress": live is not None,
        },
        end,
        None if live is None else live.show,
    )
    html = HtmlReport(str(options.script), Inspection(probe)) if "html" in options.files else None
    if html is not None:
        end.record = html.add
    try:
        with recorded(options):
            ended, code = run_script(options.script, options.arguments)
    finally:
        if live is not None:
            live.close()
    if end.findings and ended == "exception" and options.stop:
        ended = "stopped"  # TensorFlow's worker threads turn what ends them into errors of their own
    end.conclude(ended)
    sys.stdout.flush()
    kinds = tuple(dict.fromkeys(given["kind"] for given in options.breakpoints))
    facts = RunFacts(options.script, folder, kinds, ended, time.monotonic() - begun)
    write_reports(options.files, facts, end, html)
    return FOUND if end.findings else code
