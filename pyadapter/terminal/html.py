"""The report as one page of HTML, which any browser opens: the panels, with what they showed at each stop."""

from __future__ import annotations

import json
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

from pyadapter.terminal.recording import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyadapter.core.finding import Cause
    from pyadapter.probe.handles import Stop
    from pyadapter.probe.inspection import Inspection
    from pyadapter.protocol.convert import Ended

Answer = TypeVar("Answer")

MOST_STOPS = 10
"""Findings whose panels are recorded, with `--on-stop continue`; a page of one is 1 to 8 MiB."""

PLACE = "/*the recorded run*/"
"""Where the page has room for what was recorded."""


class HtmlReport:
    """Collects stops, then makes the page.

    Args:
        script: The training script, as it was given.
        inspection: Answers what the panels ask.
    """

    def __init__(self, script: str, inspection: Inspection) -> None:
        self._script = script
        self._inspection = inspection
        self._stops: list[dict[str, Any]] = []
        self._more = 0

    def add(self, stop: Stop) -> None:
        """Record a stop, while its tensors are there."""
        from pyadapter.protocol.convert import finding_to_wire  # noqa: PLC0415 -- imports numpy, the script's to import

        if stop.finding is None:
            return
        if len(self._stops) == MOST_STOPS:
            self._more += 1
            return
        wire = finding_to_wire(stop.finding)
        self._stops.append(_aside(lambda: Recorder(self._inspection).at_stop(wire)))

    def page(self, ended: Ended, hints: Iterable[Cause] = ()) -> str:
        """Return the page, after the run."""
        from pyadapter.protocol.convert import cause_to_wire  # noqa: PLC0415 -- as above

        run: dict[str, Any] = {
            "version": 1,
            "script": self._script,
            "written": datetime.now().astimezone().isoformat(timespec="seconds"),
            "versions": _versions(),
            "ended": ended,
            "stops": self._stops,
            "more": self._more,
            "answers": _aside(lambda: Recorder(self._inspection).at_end()),
        }
        told = [cause_to_wire(hint) for hint in hints]
        if told:
            run["hints"] = told
        page = resources.files("pyadapter.terminal").joinpath("report.html").read_text(encoding="utf-8")
        before, _, after = page.partition(PLACE)
        # Text of the user's cannot end the element that holds it.
        text = json.dumps(run, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
        return f"{before}{text}{after}"


def _aside(answer: Callable[[], Answer]) -> Answer:
    """Ask from a thread of its own, as a debugger does: no tape records there, and no op is watched."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(answer).result()


def _versions() -> str:
    known = [f"Python {platform.python_version()}"]
    for name, title in (("tensorflow", "TensorFlow"), ("keras", "Keras")):
        version = getattr(sys.modules.get(name), "__version__", None)
        if version is not None:
            known.append(f"{title} {version}")
    return ", ".join([*known, platform.system()])
