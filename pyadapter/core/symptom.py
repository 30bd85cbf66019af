"""Symptoms: what a detector says when it has found something, in words and in one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyadapter.core.lines import LINE_WIDTH, TITLE_WIDTH, cut

if TYPE_CHECKING:
    from pyadapter.core.finding import Cause, Kind


@dataclass(frozen=True)
class Symptom:
    """A detector's verdict. What is too long is cut.

    Attributes:
        kind: The symptom.
        title: A headline of at most 40 characters, for example `No gradient for dense_1/kernel`.
        summary: The conclusion with its numbers, one sentence of at most 85 characters.
        evidence: Further lines of at most 85 characters, the most telling first.
        value: The number that conditions call `value`; its meaning stands in `core.kinds`.
        causes: What the detector itself knows of why, before anything that `core.causes` finds.
    """

    kind: Kind
    title: str
    summary: str
    evidence: tuple[str, ...] = ()
    value: float | None = None
    causes: tuple[Cause, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", cut(self.title, TITLE_WIDTH))
        object.__setattr__(self, "summary", cut(self.summary, LINE_WIDTH))
        object.__setattr__(self, "evidence", tuple(cut(line, LINE_WIDTH) for line in self.evidence))
