"""Spans of a source as ranges of the protocol, which counts code units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.workspace import ServerTextPosition, ServerTextRange

if TYPE_CHECKING:
    from pygls.workspace import TextDocument

    from pyadapter.core.source.span import Span


def range_of(document: TextDocument, span: Span) -> types.Range:
    """Return the range of a span of a document."""
    return document.range_to_client_units(
        ServerTextRange(
            ServerTextPosition(span.line - 1, span.column),
            ServerTextPosition(span.end_line - 1, span.end_column),
        )
    )


def position_of(document: TextDocument, position: types.Position) -> tuple[int, int]:
    """Return line, 0-based, and character of a position."""
    found = document.position_from_client_units(position)
    return found.line, found.character


def line_range(line: int) -> types.Range:
    """Return the beginning of a line, 1-based."""
    at = types.Position(line - 1, 0)
    return types.Range(at, at)


def overlap(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges touch."""
    begin, end = (one.start.line, one.start.character), (one.end.line, one.end.character)
    first, last = (other.start.line, other.start.character), (other.end.line, other.end.character)
    return begin <= last and first <= end
