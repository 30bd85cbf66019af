"""Writes edits into a text whose ends of lines stay what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyadapter.core.source.diagnostic import Edit, Fix

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made.

    Args:
        text: As the file has it.
        edits: None overlapping.
    """
    lines = _LINES.findall(text)
    ends = "\r\n" if "\r\n" in text else "\n"
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line))

    def offset(line: int, column: int) -> int:
        return min(begins[min(line, len(begins)) - 1] + column, len(text))

    for edit in sorted(edits, key=lambda each: each.span, reverse=True):
        span = edit.span
        begin, end = offset(span.line, span.column), offset(span.end_line, span.end_column)
        text = text[:begin] + edit.text.replace("\n", ends) + text[end:]
    return text


def together(fixes: Iterable[Fix]) -> list[Edit]:
    """Return the edits of fixes that do not touch one another, of those that do of the first; each once."""
    kept: list[Edit] = []
    for fix in fixes:
        own = [each for each in fix.edits if each not in kept]
        if not any(_touch(one, other) for one in own for other in kept):
            kept += own
    return kept


def _touch(one: Edit, other: Edit) -> bool:
    first, second = sorted((one.span, other.span))
    return (second.line, second.column) <= (first.end_line, first.end_column)
