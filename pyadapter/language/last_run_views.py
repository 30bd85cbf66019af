"""What the last run knew, shown in the source: inlay hints, hovers and diagnostics."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from pyadapter.core.record_matching import line_of, matched
from pyadapter.core.source.assigned import assigned_names
from pyadapter.core.source.parsing import parse
from pyadapter.core.source.span import Span
from pyadapter.language.last_run import LastRuns
from pyadapter.language.last_run_text import finding_text, hover_of, label_of, tooltip_of
from pyadapter.language.positions import line_range, range_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygls.workspace import TextDocument

    from pyadapter.core.record_matching import Matched
    from pyadapter.core.run_record import FindingRecord
    from pyadapter.language.last_run import FileRecord, Run
    from pyadapter.language.reader import Read

SOURCE = "keras-debug, last run"

LARGE = 8_000
"""Lines from which a file is not parsed once more here: what has not moved is shown."""


@dataclass(frozen=True)
class Known:
    """What the last run knew of a text.

    Attributes:
        document: The file.
        lines: Its text.
        tensors: Where they are assigned now, each with its run.
        record: All of it.
    """

    document: TextDocument
    lines: list[str]
    tensors: tuple[tuple[Matched, Run], ...]
    record: FileRecord


class LastRunViews:
    """Answers from the records of runs, off the protocol's thread."""

    def __init__(self) -> None:
        self._runs = LastRuns(None)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keras-debug-records")
        self._last: tuple[Read, FileRecord, Known] | None = None

    def use(self, options: object) -> None:
        """Take over what the editor said as it started: `records`, the folder."""
        folder = options.get("records") if isinstance(options, dict) else getattr(options, "records", None)
        self._runs = LastRuns(Path(folder) if isinstance(folder, str) and folder else None)

    async def known(self, read: Read | None) -> Known | None:
        """Return what is known of a source; None where no run came to it, and for notebooks."""
        if read is None or read.source.is_notebook or self._runs.folder is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._known, read)

    def shut_down(self) -> None:
        """Let nothing run on."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _known(self, read: Read) -> Known | None:
        document = read.source.documents[0]
        record = self._runs.of(document.path)
        if record is None:
            return None
        if self._last is not None and self._last[0] is read and self._last[1] is record:
            return self._last[2]
        text = read.source.joined.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        lines = text.split("\n")
        analysis = read.outline.analysis
        module = None if analysis is None else analysis.module
        if module is not None and module.text == text:
            tree = module.tree
        else:
            tree = parse(text if len(lines) < LARGE else "").tree
        tensors = [tensor for tensor, _ in record.tensors]
        runs = {id(tensor): run for tensor, run in record.tensors}
        found = matched(tensors, lines, assigned_names(tree))
        known = Known(document, lines, tuple((each, runs[id(each.tensor)]) for each in found), record)
        self._last = read, record, known
        return known


def hints_of(known: Known, where: types.Range) -> list[types.InlayHint]:
    """Return the hints of a range."""
    return [
        types.InlayHint(
            range_of(known.document, Span(match.line, match.column, match.line, match.column)).start,
            label_of(match),
            types.InlayHintKind.Type,
            tooltip=tooltip_of(match, run),
        )
        for match, run in known.tensors
        if where.start.line <= match.line - 1 <= where.end.line
    ]


def hover_at(known: Known, line: int, column: int) -> types.Hover | None:
    """Return the hover over a name that a statement assigns.

    Args:
        known: Of the file.
        line: 0-based.
        column: 0-based, in characters.
    """
    for match, run in known.tensors:
        span = Span(match.line, match.column - len(match.tensor.name), match.line, match.column)
        if span.holds(line + 1, column):
            content = types.MarkupContent(types.MarkupKind.Markdown, hover_of(match, run))
            return types.Hover(content, range_of(known.document, span))
    return None


def diagnostics_of(known: Known) -> Iterator[types.Diagnostic]:
    """List the findings whose lines are as they were."""
    for finding, run in known.record.findings:
        line = None if finding.place is None else line_of(finding.place, known.lines)
        if line is None:
            continue
        text = known.lines[line - 1]
        span = Span(line, len(text) - len(text.lstrip()), line, len(text.rstrip()))
        yield types.Diagnostic(
            range_of(known.document, span),
            finding_text(finding, run),
            types.DiagnosticSeverity.Warning,
            finding.causes[0].id if finding.causes else finding.kind,
            source=SOURCE,
            related_information=list(_related(known, finding)),
        )


def _related(known: Known, finding: FindingRecord) -> Iterator[types.DiagnosticRelatedInformation]:
    """List the places of the causes; those in this file as far as they are as they were."""
    for cause in finding.causes:
        place = cause.place
        if place is None:
            continue
        line: int | None = place.line
        uri = Path(place.file).as_uri()
        if finding.place is not None and place.file == finding.place.file:
            line, uri = line_of(place, known.lines), known.document.uri
        if line is not None:
            location = types.Location(uri, line_range(line))
            yield types.DiagnosticRelatedInformation(location, cause.message)
