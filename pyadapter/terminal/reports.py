"""The reports for programs: one dictionary, the schema's `Report`, in the forms that were asked for."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.terminal.style import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pyadapter.core.finding import Kind
    from pyadapter.protocol.convert import Ended
    from pyadapter.terminal.end import TerminalEnd
    from pyadapter.terminal.html import HtmlReport


@dataclass(frozen=True)
class RunFacts:
    """What reports say of a run beside its findings.

    Attributes:
        script: The training script, as it was given.
        folder: The working directory that it was started in, which paths are relative to.
        kinds: What could be found.
        ended: How the script ended.
        seconds: How long it ran.
    """

    script: Path
    folder: Path
    kinds: tuple[Kind, ...]
    ended: Ended
    seconds: float


def write_reports(
    files: Mapping[str, Path], facts: RunFacts, end: TerminalEnd, html: HtmlReport | None
) -> None:
    """Write what was asked for; a file that cannot be written is told of and changes nothing else.

    Args:
        files: By kind of file.
        facts: Of the run.
        end: Has the findings and hints.
        html: Has what the panels showed.
    """
    if not files:
        return
    # These import numpy, which is the script's to import first.
    from pyadapter.protocol.convert import report_to_wire  # noqa: PLC0415 -- see above
    from pyadapter.terminal.junit import junit  # noqa: PLC0415 -- see above
    from pyadapter.terminal.sarif import sarif  # noqa: PLC0415 -- see above

    report = report_to_wire(facts.ended, end.findings, end.hints)
    forms: dict[str, Callable[[], str]] = {
        "report": lambda: _json(report),
        "junit": lambda: junit(report, facts),
        "sarif": lambda: _json(sarif(report, facts)),
    }
    if html is not None:
        forms["html"] = lambda: html.page(facts.ended, end.hints)
    for name, file in files.items():
        _write(file, forms[name])


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _write(file: Path, text: Callable[[], str]) -> None:
    try:
        file.write_text(text(), encoding="utf-8")
    except OSError as error:
        say(sys.stderr, f"keras-debug: the report {file} cannot be written: {error}\n")
