"""Tensor breakpoints: which finding stops the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.core.condition import compile_condition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pyadapter.core.condition import Condition
    from pyadapter.core.finding import Kind


class Breakpoints:
    """The kinds that stop, each with its condition or None; changed from the channel's thread at any time.

    Args:
        changed: Called after every change.
    """

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._conditions: dict[Kind, list[Condition | None]] = {}
        self._changed = changed

    def set(self, breakpoints: Iterable[Mapping[str, Any]]) -> None:
        """Replace all breakpoints.

        Args:
            breakpoints: The schema's `TensorBreakpoint`s.

        Raises:
            ConditionError: A condition is not one; nothing was changed.
        """
        conditions: dict[Kind, list[Condition | None]] = {}
        for breakpoint_ in breakpoints:
            text = str(breakpoint_.get("condition") or "").strip()
            conditions.setdefault(breakpoint_["kind"], []).append(compile_condition(text) if text else None)
        self._conditions = conditions
        self._changed()

    @property
    def any(self) -> bool:
        """Whether anything can stop at all."""
        return bool(self._conditions)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds that may stop."""
        return frozenset(self._conditions)

    def enabled(self, kind: Kind) -> bool:
        """Whether a finding of this kind may stop."""
        return kind in self._conditions

    def stops(self, kind: Kind, fields: Mapping[str, object]) -> bool:
        """Whether a finding stops: one of its kind's breakpoints has no condition or one that is true.

        Args:
            kind: The finding's kind.
            fields: What conditions may name: `layer`, `phase`, `epoch`, `step`, `op`, `shape`, `dtype`,
                `nan`, `inf`, `rows`.
        """
        return any(
            condition is None or condition.matches(fields) for condition in self._conditions.get(kind, ())
        )
