"""Diagnoses of a set-up: a cause, the symptom that it will become, and whether it is worth a stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyadapter.core.finding import Cause, Kind

Severity = Literal["finding", "hint", "silent"]


@dataclass(frozen=True)
class Diagnosis:
    """What a rule says of a training as it is set up.

    Attributes:
        cause: Why, with the numbers that show it, and what to write instead.
        kind: The symptom that this will become, under which it is told before the first update.
        title: A headline of at most 40 characters, for example `softmax over one unit is always 1`.
        severity: `finding` is wrong whatever the user wants; `hint` is a matter of taste and never stops;
            `silent` is said only where a finding of `explains` asks for a cause.
        explains: The kinds of findings, when they come, that this is a cause of, beside `kind`.
        evidence: Further lines with what was seen, of at most 85 characters.
        layer: Path of the layer that it is about.
        value: The number that conditions call `value`.
        remark: Whether it says what is so, not what goes wrong: then it is the cause of no finding, whatever
            `kind` is.
    """

    cause: Cause
    kind: Kind
    title: str
    severity: Severity = "finding"
    explains: frozenset[Kind] = field(default=frozenset())
    evidence: tuple[str, ...] = ()
    layer: str | None = None
    value: float | None = None
    remark: bool = False
