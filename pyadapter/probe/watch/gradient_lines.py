"""Which line of the user's took the gradients, and which layer a variable belongs to."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from pyadapter.core.kinds import ALL
from pyadapter.probe.watch.frames import USER_FILES, location_in
from pyadapter.probe.watch.layer_lines import layers_made
from pyadapter.probe.watch.names import path_of
from pyadapter.probe.watch.observer import Observer, ObserverContext

if TYPE_CHECKING:
    from types import CodeType, FrameType

    from pyadapter.core.finding import Location

OWN = "pyadapter."
_MOST = 1000
"""Variables whose line is remembered, a bound for programs that make them in a loop."""


class GradientLines(Observer):
    """Knows for each variable where its gradient was last taken, when the user's own code did that."""

    kinds = frozenset(kind for kind in ALL if kind.startswith(("gradient-", "weight")))

    def __init__(self, context: ObserverContext) -> None:
        super().__init__(context)
        self._lines: dict[int, tuple[CodeType, int]] = {}

    def gradients_taken(self, tape: Any, target: Any, sources: Any, result: Any) -> None:
        """Note the line that called `GradientTape.gradient`."""
        del tape, target, result
        caller = calling_frame(sys._getframe(1))  # noqa: SLF001 -- inspect's twin is 50 times slower
        if len(self._lines) > _MOST:
            self._lines.clear()
        if caller is not None and USER_FILES[caller.f_code.co_filename]:
            line = caller.f_code, caller.f_lineno
            for source in flat(sources):
                self._lines[id(source)] = line
        elif self._lines:  # Keras's own train_step
            for source in flat(sources):
                self._lines.pop(id(source), None)

    def of(self, variable: Any) -> Location | None:
        """Return the line to name: where the variable's gradient is taken, else where its layer was made."""
        return self.taken_at(variable) or layer_line(variable)

    def taken_at(self, variable: Any) -> Location | None:
        """Return the user's line that took a variable's gradient last; None when Keras does that."""
        line = self._lines.get(id(variable))
        return None if line is None else location_in(*line)


def layer_line(variable: Any) -> Location | None:
    """Return the user's line that made the layer that has a variable."""
    for layer, location in layers_made():
        owned = (*getattr(layer, "_trainable_variables", ()), *getattr(layer, "_non_trainable_variables", ()))
        if any(variable is mine or variable is getattr(mine, "_value", None) for mine in owned):
            return location
    return None


def layer_of(variable: Any) -> str | None:
    """Return the path of the layer that has a variable, None for one that belongs to none."""
    return path_of(variable).rpartition("/")[0] or None


def in_first_replica() -> bool:
    """Whether this is not another replica's thread, which sees the same variables a second time."""
    return getattr(threading.current_thread(), "replica_id", 0) == 0


def calling_frame(frame: FrameType | None) -> FrameType | None:
    """Return the innermost frame that is not the probe's: that of the caller of a patched function."""
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith(OWN):
        frame = frame.f_back
    return frame


def flat(structure: Any) -> list[Any]:
    """Return the leaves of a list, tuple or dictionary, as tapes take and give them."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in flat(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in flat(part)]
    return [structure]
