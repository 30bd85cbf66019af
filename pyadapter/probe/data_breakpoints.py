"""Breakpoints on data: a stop when a tensor or a variable has become what somebody waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.probe.counted import CountedBreakpoint
from pyadapter.protocol.targets import describe, short_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import FrameType

    from pyadapter.core.tensor_history import TensorHistory
    from pyadapter.probe.pauses import Pauses
    from pyadapter.probe.progress import Progress


@dataclass
class _Breakpoint(CountedBreakpoint):
    histories: dict[bool, TensorHistory] = field(default_factory=dict)


class DataBreakpoints:
    """The breakpoints on data, by what they watch.

    Args:
        progress: Where training is.
        pauses: Makes the stops.
    """

    def __init__(self, progress: Progress, pauses: Pauses) -> None:
        self._progress = progress
        self._pauses = pauses
        self._by_target: dict[str, list[_Breakpoint]] = {}

    def set(self, breakpoints: Iterable[Mapping[str, Any]]) -> None:
        """Replace all breakpoints; those that stay as they are go on from what they have seen.

        Args:
            breakpoints: The schema's `DataBreakpoint`s.

        Raises:
            ConditionError: A condition is not one; nothing was changed.
        """
        earlier = {str(each.given): each for every in self._by_target.values() for each in every}
        by_target: dict[str, list[_Breakpoint]] = {}
        for given in breakpoints:
            by_target.setdefault(given["target"], []).append(
                earlier.get(str(given)) or _Breakpoint.of(given, "tensor")
            )
        self._by_target = by_target

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self._by_target)

    @property
    def targets(self) -> tuple[str, ...]:
        """What is watched."""
        return tuple(self._by_target)

    def look(self, target: str, value: Any, frame: FrameType | None, *, batched: bool = True) -> None:
        """Look at a value that has just come about, and pause when a breakpoint waits for what it is.

        Args:
            target: What it is.
            value: A tensor or an array.
            frame: The user's, at the line that made it.
            batched: Whether its first dimension can be that of the batch.
        """
        from pyadapter.arrays import view  # noqa: PLC0415 -- imports numpy, the user's to import first

        seen = view(value)
        if frame is None or seen is None or seen.symbolic or not seen.numeric or not self._pauses.possible():
            return
        for breakpoint_ in self._by_target.get(target, ()):
            reason = self._reason(breakpoint_, value, seen.host(), batched=batched)
            if reason is None:
                continue
            if breakpoint_.hit():
                event = _event(breakpoint_.given, reason)
                name = short_name(target, breakpoint_.given.get("name", ""))
                self._pauses.pause(event, frame, value, {name: value})
                return

    def _reason(self, breakpoint_: _Breakpoint, value: Any, array: Any, *, batched: bool) -> str | None:
        from pyadapter.core.tensor_history import TensorHistory  # noqa: PLC0415 -- as above
        from pyadapter.probe.watch.fields import tensor_fields  # noqa: PLC0415 -- as above

        given, condition = breakpoint_.given, breakpoint_.condition
        # What training makes and what validation makes are compared with their own kind.
        history = breakpoint_.histories.get(self._progress.evaluating)
        if history is None:
            history = breakpoint_.histories[self._progress.evaluating] = TensorHistory(
                () if condition else given["changes"],
                given.get("minimum"),
                given.get("maximum"),
                counts_unchanged=condition is not None and "unchanged" in condition.names,
            )
        breakpoint_.seen += 1
        change = history.see(array, self._rows(), batched=batched)
        if condition is None:
            return change
        fields = tensor_fields(value, condition.names, self._progress)
        fields.update(unchanged=history.unchanged, hits=breakpoint_.seen)
        return f"fulfils {condition.text}" if condition.matches(fields) else None

    def _rows(self) -> int | None:
        from pyadapter.probe.watch.batches import batch_leaves  # noqa: PLC0415 -- as above

        for _, _, leaf in batch_leaves(self._progress.batch):
            shape = getattr(leaf, "shape", None)
            if shape is not None and len(shape):
                return int(shape[0])
        return None


def _event(given: Mapping[str, Any], reason: str) -> dict[str, Any]:
    target, name = given["target"], given.get("name", "")
    what = describe(target, name)
    return {
        "reason": "data breakpoint",
        "title": f"{short_name(target, name)} {reason.partition(':')[0]}",
        "message": f"{what if name else what[:1].upper() + what[1:]} {reason}",
        "breakpoint": given["id"],
    }
