"""Diagnoses of an output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes.diagnosis import Diagnosis
from pyadapter.core.finding import Cause
from pyadapter.core.lines import TITLE_WIDTH, cut

if TYPE_CHECKING:
    from pyadapter.core.causes.answers import Answer
    from pyadapter.core.causes.diagnosis import Severity
    from pyadapter.core.finding import Confidence, Kind, Location


def about(  # noqa: PLR0913, PLR0917 -- what a diagnosis says
    answer: Answer,
    cause: str,
    title: str,
    message: str,
    fix: str,
    place: Location | None,
    *,
    kind: Kind = "output-range",
    explains: frozenset[Kind] = frozenset(),
    severity: Severity = "finding",
    confidence: Confidence = "likely",
    evidence: tuple[str, ...] = (),
    value: float | None = None,
) -> Diagnosis:
    """Make a diagnosis of an output.

    Args:
        answer: The output.
        cause: Its identifier in the fault catalogue.
        title: A headline; what is too long is cut.
        message: One sentence, without the full stop.
        fix: Code.
        place: Where the code belongs.
        kind: As in `Diagnosis`, as the rest.
        explains: Further kinds;
        severity: How bad it is.
        confidence: How sure it is.
        evidence: Further lines.
        value: What conditions call `value`.
    """
    told = Cause(cause, f"{message}.", fix, place, confidence)
    return Diagnosis(told, kind, cut(title, TITLE_WIDTH), severity, explains, evidence, answer.path, value)
