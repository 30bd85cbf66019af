"""Diagnostics and quick fixes in the words of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from pyadapter.core.source.checks import BY_CODE
from pyadapter.core.source.ignoring import ignore_fix
from pyadapter.language.positions import overlap, range_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygls.workspace import TextDocument

    from pyadapter.core.source.diagnostic import Diagnostic, Fix, Level
    from pyadapter.language.reader import Read
    from pyadapter.language.settings import Settings
    from pyadapter.language.sources import Source

SOURCE = "keras-debug"
EXPLAIN = "kerasDebug.explainCheck"

_SEVERITIES: dict[Level, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}


def diagnostics_of(read: Read, settings: Settings) -> dict[str, list[types.Diagnostic]]:
    """Return the diagnostics of a source by document; one without any has an empty list."""
    found: dict[str, list[types.Diagnostic]] = {each.uri: [] for each in read.source.documents}
    for each in read.outline.diagnostics:
        document, made = _diagnostic(read.source, each, settings)
        if made is not None:
            found[document.uri].append(made)
    return found


def actions_of(
    read: Read, document: TextDocument, where: types.Range, settings: Settings
) -> Iterator[types.CodeAction]:
    """List what can be done about the diagnostics in a range.

    Args:
        read: The source.
        document: The document of it that the range is in.
        where: The range.
        settings: Of the document.
    """
    analysis = read.outline.analysis
    for each in read.outline.diagnostics:
        home, made = _diagnostic(read.source, each, settings)
        if made is None or home.uri != document.uri or not overlap(made.range, where):
            continue
        fixes = list(each.fixes)
        for fix in fixes:
            yield _action(read.source, fix, made)
        if analysis is not None and each.code in BY_CODE:
            yield _action(read.source, ignore_fix(analysis.module, each), made)
            yield types.CodeAction(
                f"Explain {each.code}",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[made],
                command=types.Command(f"Explain {each.code}", EXPLAIN, arguments=[each.code]),
            )


def _diagnostic(
    source: Source, each: Diagnostic, settings: Settings
) -> tuple[TextDocument, types.Diagnostic | None]:
    document, span = source.place_of(each.span)
    level = settings.levels.get(each.code, each.level)
    if level == "off":
        return document, None
    check = BY_CODE.get(each.code)
    fix = f"\nFix: {each.fix}" if each.fix else ""
    related = [(*source.place_of(other.span), other.message) for other in each.related]
    return document, types.Diagnostic(
        range_of(document, span),
        f"{each.message}{fix}",
        _SEVERITIES[level],
        each.code,
        types.CodeDescription(check.source) if check is not None else None,
        SOURCE,
        related_information=[
            types.DiagnosticRelatedInformation(types.Location(home.uri, range_of(home, place)), text)
            for home, place, text in related
        ],
    )


def _action(source: Source, fix: Fix, diagnostic: types.Diagnostic) -> types.CodeAction:
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in fix.edits:
        document, span = source.place_of(edit.span)
        changes.setdefault(document.uri, []).append(types.TextEdit(range_of(document, span), edit.text))
    return types.CodeAction(
        fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=fix.preferred,
        edit=types.WorkspaceEdit(changes=changes),
    )
