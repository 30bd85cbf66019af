"""Where findings and hints go when there is no debugger: they are printed, and kept for the report."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from pyadapter.terminal.script import StopRun
from pyadapter.terminal.style import Page, say
from pyadapter.terminal.text import ending, finding_text, hints_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from pyadapter.core.finding import Cause, Finding
    from pyadapter.probe.handles import Stop
    from pyadapter.protocol.convert import Ended


class TerminalEnd:
    """Prints findings as they come, hints when all is over.

    Args:
        stop: Whether the first finding ends the run.
        quiet: Whether findings are all that is printed.
    """

    def __init__(self, *, stop: bool, quiet: bool = False) -> None:
        self.findings: list[Finding] = []
        self.hints: list[Cause] = []
        self.record: Callable[[Stop], None] | None = None
        """Is given each stop while its tensors are there."""
        self._stop = stop
        self._quiet = quiet

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
        say(sys.stderr, f"\n{finding_text(stop.finding, Page.of(sys.stderr))}\n")
        if self.record is not None:
            self.record(stop)
        if self._stop:
            # What TensorFlow then says of objects that were left half used is not the user's to read.
            logging.getLogger("tensorflow").setLevel(logging.CRITICAL)
            raise StopRun

    def hint(self, cause: Cause) -> None:
        """Keep a hint, which a second model of the same script gives again."""
        if cause not in self.hints:
            self.hints.append(cause)

    def conclude(self, ended: Ended) -> None:
        """Print the hints and the last line."""
        sys.stdout.flush()
        if self._quiet and not self.findings:
            return
        page = Page.of(sys.stderr)
        paragraphs = [] if self._quiet else [hints_text(self._new_hints(), page)]
        text = "\n\n".join(filter(None, [*paragraphs, ending(self.findings, ended, page)]))
        say(sys.stderr, f"\n{text}\n")

    def _new_hints(self) -> list[Cause]:
        """Return the hints that no finding has told of as its cause."""
        told = {(cause.id, cause.location) for finding in self.findings for cause in finding.causes}
        return [hint for hint in self.hints if (hint.id, hint.location) not in told]
