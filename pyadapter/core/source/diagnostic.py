"""Diagnostics of a source: what is wrong on which stretch of text, and the edits that mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyadapter.core.source.span import Span

Level = Literal["error", "warning", "information", "hint", "off"]
"""As editors show it: LSP's severities, and `off`."""


@dataclass(frozen=True)
class Edit:
    """A stretch of text and what to put in its place; an empty stretch inserts."""

    span: Span
    text: str


@dataclass(frozen=True)
class Fix:
    """A way to mend a diagnostic.

    Attributes:
        title: What the menu of quick fixes says, for example `Use activation="sigmoid"`.
        edits: In the order of the text, none overlapping.
        preferred: Whether it is the one that an editor may apply without asking which.
    """

    title: str
    edits: tuple[Edit, ...]
    preferred: bool = False


@dataclass(frozen=True)
class Related:
    """Another place that belongs to a diagnostic."""

    span: Span
    message: str


@dataclass(frozen=True)
class Diagnostic:
    """What a check says.

    Attributes:
        code: Name of the check, stable: a cause of the fault catalogue, or one of `checks.CHECKS`.
        level: How bad it is, before settings.
        message: One or two sentences: what is wrong and why.
        fix: What to write, as code or in words; empty where nothing is to be written.
        span: The text to underline.
        fixes: Edits that do so, where that is certain.
        related: Other places.
    """

    code: str
    level: Level
    message: str
    fix: str
    span: Span
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
