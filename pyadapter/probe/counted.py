"""What breakpoints on layers and on data share: a condition, and a count of what fulfilled it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.core.condition import compile_condition
from pyadapter.core.hits import HitCondition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from pyadapter.core.condition import Condition, Over


@dataclass
class CountedBreakpoint:
    """A breakpoint that counts.

    Attributes:
        given: As it came over the wire.
        condition: Over what is looked at; None for any.
        hit_condition: Which hits stop; None for each.
        seen: How often it was looked at something.
        hits: How often that was what it waits for.
    """

    given: Mapping[str, Any]
    condition: Condition | None
    hit_condition: HitCondition | None
    seen: int = 0
    hits: int = 0

    @classmethod
    def of(cls, given: Mapping[str, Any], over: Over) -> Self:
        """Read a breakpoint from the wire.

        Args:
            given: The schema's `LayerBreakpoint` or `DataBreakpoint`.
            over: What its condition is about.

        Raises:
            ConditionError: Its condition or hit condition is none.
        """
        condition, hits = (str(given.get(name) or "").strip() for name in ("condition", "hitCondition"))
        return cls(
            given,
            compile_condition(condition, over) if condition else None,
            HitCondition.parse(hits) if hits else None,
        )

    def hit(self) -> bool:
        """Count a hit; returns whether it stops."""
        self.hits += 1
        return self.hit_condition is None or self.hit_condition.allows(self.hits)
