"""Conditions of the user's on steps: each holds from a step on, and is told when it begins to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyadapter.core.condition import Condition

AT_ONCE = frozenset({"step", "epoch"})
"""Fields that are known before anything of a step has run."""


class StepConditions:
    """Follows conditions from step to step: one that holds on and on is told once, until it did not hold."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[int, int]] = {}

    def due(
        self, conditions: Iterable[Condition], step: int, fields: Mapping[str, object]
    ) -> Condition | None:
        """Return the first condition that begins to hold.

        Args:
            conditions: With no other names than those of the fields.
            step: The step; the same one may be asked for again.
            fields: What is known of it.
        """
        found: Condition | None = None
        for condition in conditions:
            if not condition.matches(fields):
                continue
            first, last = self._held.get(condition.text, (step, step))
            if last < step - 1 or first > step:
                first = step
            self._held[condition.text] = first, step
            if first == step and found is None:
                found = condition
        return found
