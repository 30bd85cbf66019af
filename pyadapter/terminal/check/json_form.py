"""What `keras-debug check` found, as JSON: all diagnostics, columns counted from 1 in characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.source.checks import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyadapter.core.source.diagnostic import Diagnostic
    from pyadapter.core.source.span import Span
    from pyadapter.terminal.check.checking import Checked

Json = dict[str, Any]


def to_json(files: Sequence[Checked], count: int, failed: Mapping[str, str]) -> Json:
    """Return the report.

    Args:
        files: Those that have been read.
        count: Of all that were looked at.
        failed: Why others could not be.
    """
    return {
        "version": 1,
        "files": count,
        "diagnostics": [_diagnostic(checked, each) for checked in files for each in checked.diagnostics],
        "failures": [{"file": path, "message": why} for path, why in failed.items()],
    }


def _diagnostic(checked: Checked, each: Diagnostic) -> Json:
    check = BY_CODE.get(each.code)
    return {
        "file": checked.path,
        **place(checked, each.span),
        "code": each.code,
        "level": each.level,
        "message": each.message,
        **({"fix": each.fix} if each.fix else {}),
        **({"source": check.source} if check is not None else {}),
        "fixes": [
            {
                "title": fix.title,
                "preferred": fix.preferred,
                "edits": [{**place(checked, edit.span), "text": edit.text} for edit in fix.edits],
            }
            for fix in each.fixes
        ],
        "related": [{**place(checked, other.span), "message": other.message} for other in each.related],
    }


def place(checked: Checked, span: Span) -> Json:
    """Return a stretch of text; that of a notebook counts in the cell that it begins in."""
    cells = checked.content.cells
    line, end = span.line, span.end_line
    own: Json = {}
    if cells is not None:
        cell, line = cells.cell_of(span.line)
        end = line + span.end_line - span.line
        own = {"cell": cell + 1}
    return {**own, "line": line, "column": span.column + 1, "endLine": end, "endColumn": span.end_column + 1}
