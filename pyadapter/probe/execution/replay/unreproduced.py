"""Trips that eager execution does not show at an op: a finding all the same, with what is known."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pyadapter.core.agreement import in_words
from pyadapter.core.symptom import Symptom
from pyadapter.probe.watch.frames import site_of
from pyadapter.probe.watch.origins import Fault, fault_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.finding import Phase
    from pyadapter.core.sentinel import Reading, Trip

_NAMES = {"nan": "NaN", "inf": "Inf"}


def unreproduced(
    trip: Trip,
    why: str,
    compiled: Reading | None = None,
    eager: Reading | None = None,
    reasons: Sequence[str] = (),
) -> Fault:
    """Make a fault of a trip, at the user's line that trains.

    Args:
        trip: What was read in the compiled step.
        why: Why it cannot be shown at its op, one clause.
        compiled: What was read in that step.
        eager: The same as it ran eagerly, None when it did not come to that.
        reasons: Why a replay of this model is not exact.
    """
    assert trip.kind is not None  # noqa: S101 -- what was asked for is no trip
    evidence = [trip.message]
    if compiled is not None:
        evidence.append(f"Compiled: {in_words(compiled)}")
    if eager is not None:
        evidence.append(f"Eagerly:  {in_words(eager)}")
    if reasons:
        evidence.extend(f"Likely: {reason}" for reason in reasons)
    elif eager is not None:
        evidence.append("Likely: kernels that the compiled step fuses round differently, near an edge")
    name = _NAMES.get(trip.kind, trip.kind)
    symptom = Symptom(
        trip.kind,
        f"{name} in the compiled step {trip.step}",
        f"{name} in compiled step {trip.step}, and {why}",
        tuple(evidence),
    )
    phase: Phase = "optimizer" if "update" in trip.message else "forward"
    return fault_of(symptom, site_of(sys._getframe(1)), phase=phase)  # noqa: SLF001 -- documented, no public twin
