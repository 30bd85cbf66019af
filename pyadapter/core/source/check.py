"""A check of a source: its reason, its source, an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.source.diagnostic import Level


@dataclass(frozen=True)
class Check:
    """A check.

    Attributes:
        code: Its name, stable: a cause of the fault catalogue where the debugger knows it, too.
        title: What it finds, at most 60 characters.
        why: What happens in a training that has it, and when it is meant to be so; a paragraph.
        level: How bad it is where no setting says otherwise.
        faulty: A few lines that have it.
        healthy: The same, mended.
        source: Address of the documentation, paper or issue that says so.
    """

    code: str
    title: str
    why: str
    level: Level
    faulty: str
    healthy: str
    source: str
