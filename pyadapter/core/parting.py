"""Where two runs part: the first step, and in it the first batch, layer, loss, gradient or weight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyadapter.core.closeness import tolerance
from pyadapter.core.run_digest import STAGES
from pyadapter.core.run_matching import Matching, pairs_of, reordered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyadapter.core.run_digest import RecordedStep, RunRecord
    from pyadapter.core.run_matching import Pair

_GRADUAL = 30.0
"""Where the step before differed by more than the tolerance over this, the difference has grown slowly."""

_AROUND = 3
"""Rows of the table before and after the one where the runs part."""


@dataclass(frozen=True)
class Parting:
    """How two runs compare.

    Attributes:
        steps: How many steps were compared.
        tolerance: The relative difference that counts as the same.
        dtypes: Of the floats that were compared.
        worst: The largest difference below the tolerance, before they part.
        step: Where they part; −1 for the weights before the first step, None where they do not.
        stage: In which part of the step.
        pair: The tensor.
        around: Tensors before and after it, and itself.
        reordered: The batches have the same values in another order.
        gradual: The difference has grown step by step.
        without_update: 0 or 1, the run that made no update in this step; None where both did.
        all_seen: Both runs have seen all parts of a step.
        course: The difference of the loss in the steps until then, oldest first: steps and differences.
        by_order: Layers had other names and were matched by order and shape.
        unmatched: Names that only the first run has, and only the second.
    """

    steps: int
    tolerance: float
    dtypes: tuple[str, ...]
    worst: float = 0.0
    step: int | None = None
    stage: str | None = None
    pair: Pair | None = None
    around: tuple[Pair, ...] = ()
    reordered: bool = False
    gradual: bool = False
    without_update: int | None = None
    all_seen: bool = True
    course: tuple[tuple[int, float], ...] = ()
    by_order: bool = False
    unmatched: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass
class _Seen:
    """What is known before the step that is looked at."""

    worst: float = 0.0
    last: float = 0.0
    all: bool = True
    course: list[tuple[int, float]] = field(default_factory=list)


def part(one: RunRecord, other: RunRecord, allowed: float | None = None) -> Parting:
    """Compare two runs.

    Args:
        one: The first.
        other: The second.
        allowed: The relative difference that counts as the same; by default what the rounding of the coarsest
            dtype of both explains.

    Raises:
        ValueError: They have no step in common.
    """
    others = {step.number: step for step in other.steps}
    steps = [(step, others[step.number]) for step in one.steps if step.number in others]
    if not steps:
        raise ValueError("the recordings have no step in common")
    dtypes = _dtypes(steps)
    limit = tolerance(dtypes) if allowed is None else allowed
    seen, matching = _Seen(), Matching()
    # A run whose weights are seen at all, and not in one step, has skipped the update.
    updating = all(any(step.stages.get("weights") for step in record.steps) for record in (one, other))
    start = pairs_of(one.start, other.start, "weights", matching)
    found = _first(start, limit)
    if found is not None:
        return _parting(-1, "weights", start, found, limit, dtypes, seen, matching, 0)
    for count, (first, second) in enumerate(steps, start=1):
        largest = 0.0
        for stage in STAGES:
            ours, theirs = first.stages.get(stage, []), second.stages.get(stage, [])
            if stage == "weights" and updating and bool(ours) != bool(theirs):
                return Parting(
                    count, limit, dtypes, seen.worst, first.number, stage,
                    without_update=0 if theirs else 1, course=tuple(seen.course),
                )  # fmt: skip
            seen.all = seen.all and bool(ours) == bool(theirs)
            pairs = pairs_of(ours, theirs, stage, matching)
            if stage == "loss" and pairs:
                seen.course.append((first.number, pairs[0].difference))
            found = _first(pairs, limit)
            if found is not None:
                return _parting(first.number, stage, pairs, found, limit, dtypes, seen, matching, count)
            largest = max(largest, max((pair.difference for pair in pairs), default=0.0))
        seen.last, seen.worst = largest, max(seen.worst, largest)
    return Parting(
        len(steps),
        limit,
        dtypes,
        seen.worst,
        course=tuple(seen.course),
        by_order=matching.by_order,
        unmatched=matching.unmatched(),
    )


def _parting(  # noqa: PLR0913, PLR0917 -- what has been found out
    step: int,
    stage: str,
    pairs: list[Pair],
    found: int,
    limit: float,
    dtypes: tuple[str, ...],
    seen: _Seen,
    matching: Matching,
    count: int,
) -> Parting:
    pair = pairs[found]
    return Parting(
        count,
        limit,
        dtypes,
        seen.worst,
        step,
        stage,
        pair,
        tuple(pairs[max(0, found - _AROUND) : found + _AROUND + 1]),
        reordered=stage == "batch" and reordered(pair),
        gradual=step > 0 and stage != "batch" and seen.last > limit / _GRADUAL,
        all_seen=seen.all,
        course=tuple(seen.course),
        by_order=matching.by_order,
        unmatched=matching.unmatched(),
    )


def _dtypes(steps: Sequence[tuple[RecordedStep, RecordedStep]]) -> tuple[str, ...]:
    found = {
        digest.dtype
        for step in steps[0]
        for stage in ("outputs", "loss", "gradients", "weights")
        for digest in step.stages.get(stage, ())
        if digest.is_float
    }
    return tuple(sorted(found)) or ("float32",)


def _first(pairs: list[Pair], limit: float) -> int | None:
    return next((index for index, pair in enumerate(pairs) if not pair.difference <= limit), None)
