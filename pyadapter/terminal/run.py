"""Runs a script under the probe in this process, as `python SCRIPT` would, and reports how it ended."""

from __future__ import annotations

import json
import logging
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.probe.bootstrap import start_in_terminal
from pyadapter.probe.inspection import Inspection
from pyadapter.terminal.html import HtmlReport
from pyadapter.terminal.script import FOUND, StopRun, run_script
from pyadapter.terminal.text import Style, ending, finding_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from pyadapter.core.finding import Finding
    from pyadapter.probe.handles import Stop
    from pyadapter.protocol.convert import Ended
    from pyadapter.terminal.command import Options


class TerminalEnd:
    """Prints findings as they come.

    Args:
        stop: Whether the first one ends the run.
    """

    def __init__(self, *, stop: bool) -> None:
        self.findings: list[Finding] = []
        self.record: Callable[[Stop], None] | None = None
        """Is given each stop while its tensors are there."""
        self._stop = stop
        self._style = Style.of(sys.stderr)

    def can_stop(self) -> bool:
        """Findings can be reported at any time, until the run is being ended by one."""
        return not (self._stop and self.findings)

    def stop(self, stop: Stop, frame: FrameType | None, *, live: bool) -> None:
        """Print a finding.

        Raises:
            StopRun: The run shall end here, before anything else of the script runs.
        """
        del frame, live
        if stop.finding is None:
            return
        # Handles name tensors of a paused run; nothing is left to be named here.
        finding = stop.finding
        tensor = finding.tensor and replace(finding.tensor, handle=None)
        inputs = tuple(replace(described, handle=None) for described in finding.inputs)
        self.findings.append(replace(finding, tensor=tensor, inputs=inputs))
        sys.stdout.flush()
        sys.stderr.write(f"\n{finding_text(stop.finding, self._style)}\n")
        sys.stderr.flush()
        if self.record is not None:
            self.record(stop)
        if self._stop:
            # What TensorFlow then says of objects that were left half used is not the user's to read.
            logging.getLogger("tensorflow").setLevel(logging.CRITICAL)
            raise StopRun


def run(options: Options) -> int:
    """Run the script and report.

    Returns:
        The exit code for this process.
    """
    if options.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    end = TerminalEnd(stop=options.stop)
    probe = start_in_terminal(
        {
            "breakpoints": list(options.breakpoints),
            "ignored": list(options.ignored),
            "execution": options.execution,
            "device": options.device,
            "memoryBudget": options.memory_budget,
            "maxEpochs": options.max_epochs,
            "maxStepsPerEpoch": options.max_steps_per_epoch,
            "panels": options.html is not None,
        },
        end,
    )
    html = HtmlReport(str(options.script), Inspection(probe)) if options.html is not None else None
    if html is not None:
        end.record = html.add
    ended, code = run_script(options.script, options.arguments)
    if end.findings and ended == "exception" and options.stop:
        ended = "stopped"  # TensorFlow's worker threads turn what ends them into errors of their own
    _finish(options, end, ended)
    if html is not None and options.html is not None:
        _write(options.html, lambda: html.page(ended))
    if end.findings:
        return FOUND
    return code


def _finish(options: Options, end: TerminalEnd, ended: Ended) -> None:
    sys.stdout.flush()
    sys.stderr.write(f"{ending(end.findings, ended, Style.of(sys.stderr))}\n")
    if options.report is None:
        return
    from pyadapter.protocol.convert import report_to_wire  # noqa: PLC0415 -- imports numpy, the script's to import

    wire = report_to_wire(ended, end.findings)
    _write(options.report, lambda: json.dumps(wire, indent=2, ensure_ascii=False) + "\n")


def _write(file: Path, text: Callable[[], str]) -> None:
    try:
        file.write_text(text(), encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"keras-debug: the report {file} cannot be written: {error}\n")
