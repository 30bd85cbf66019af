"""What `keras-debug check` found, as SARIF 2.1.0, which GitHub and GitLab show beside the code."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pyadapter.core.source.checks import CHECKS
from pyadapter.core.source.explain import explain
from pyadapter.terminal.places import relative
from pyadapter.terminal.sarif import ROOT, log_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyadapter.core.source.diagnostic import Diagnostic, Level
    from pyadapter.core.source.span import Span
    from pyadapter.terminal.check.checking import Checked

Json = dict[str, Any]

_LEVELS: dict[Level, str] = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}


def to_sarif(files: Sequence[Checked], failed: Mapping[str, str], folder: Path) -> Json:
    """Return the log file.

    Args:
        files: Those that have been read.
        failed: Why others could not be.
        folder: What paths are relative to.
    """
    rules = [_rule(check.code, check.title, explain(check), check.level, check.source) for check in CHECKS]
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [_result(checked, each, numbers, folder) for checked in files for each in checked.diagnostics]
    told = [{"level": "error", "message": {"text": f"{path}: {why}"}} for path, why in failed.items()]
    return log_of(
        rules,
        results,
        "The folder that the check was started in.",
        {"executionSuccessful": not failed, **({"toolExecutionNotifications": told} if told else {})},
    )


def _rule(code: str, title: str, markdown: str, level: Level, source: str) -> Json:
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": title},
        "help": {"text": markdown, "markdown": markdown},
        "helpUri": source,
        "defaultConfiguration": {"level": _LEVELS[level]},
    }


def _result(checked: Checked, each: Diagnostic, numbers: Mapping[str, int], folder: Path) -> Json:
    where = _artifact(checked.path, folder)
    fix = f"\nFix: {each.fix}" if each.fix else ""
    result: Json = {
        "ruleId": each.code,
        "level": _LEVELS[each.level],
        "message": {"text": f"{each.message}{fix}"},
        "locations": [_location(checked, each.span, where)],
        "partialFingerprints": {"kerasDebugCheck/v1": _fingerprint(checked, each, folder)},
    }
    if each.code in numbers:
        result["ruleIndex"] = numbers[each.code]
    if each.related:
        result["relatedLocations"] = [
            {**_location(checked, other.span, where), "id": number, "message": {"text": other.message}}
            for number, other in enumerate(each.related, 1)
        ]
    if each.fixes and checked.content.cells is None:
        result["fixes"] = [
            {
                "description": {"text": fix.title},
                "artifactChanges": [
                    {
                        "artifactLocation": where,
                        "replacements": [
                            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
                            for edit in fix.edits
                        ],
                    }
                ],
            }
            for fix in each.fixes
        ]
    return result


def _location(checked: Checked, span: Span, where: Json) -> Json:
    """Return a place; of a notebook, whose lines are no lines of the file, the cell by its name."""
    cells = checked.content.cells
    if cells is not None:
        cell, line = cells.cell_of(span.line)
        name = {"name": f"cell {cell + 1}, line {line}"}
        return {"physicalLocation": {"artifactLocation": where}, "logicalLocations": [name]}
    region = {**_region(span), "snippet": {"text": checked.lines[span.line - 1]}}
    return {"physicalLocation": {"artifactLocation": where, "region": region}}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def _artifact(path: str, folder: Path) -> Json:
    below = relative(path, folder)
    if below is None:
        return {"uri": Path(path).absolute().as_uri()}
    return {"uri": quote(below), "uriBaseId": ROOT}


def _fingerprint(checked: Checked, each: Diagnostic, folder: Path) -> str:
    """Tell diagnostics apart by what stays when lines above are added."""
    code = checked.lines[each.span.line - 1].strip() if each.span.line <= len(checked.lines) else ""
    parts = (each.code, relative(checked.path, folder) or Path(checked.path).name, code)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
